//! What differs between two designs in meaning: what their contracts offer and whom a change breaks, their
//! services, events, stores and decisions.

use leptos::{prelude::*, task::spawn_local};

use super::{app, ui::dynamic::part};
use crate::domain::{
    bidi::visible,
    design::said::{About, Difference, SaidChange, What, compare},
    locale::Locale,
    meaning::{Detail, ItemChange, OfferChange, OfferKind, Rule, Side, Verdict},
};

/// The comparison.
#[component]
pub fn Meaning(
    /// The older text.
    before: String,
    /// The newer text.
    after: String,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let said = compare(&before, &after);
    let offers = RwSignal::new(None::<Vec<OfferChange>>);
    spawn_local(async move {
        let found = app.compare_contracts(&before, &after).await;
        // The reader may have gone elsewhere meanwhile.
        let _ = offers.try_set(Some(found));
    });
    view! {
        {part(move || match offers.get() {
            None => view! { <p class="empty" role="status">{t.meaning_working()}</p> }.into_any(),
            Some(offers) if offers.is_empty() && said.is_empty() => {
                view! { <p class="empty" data-testid="meaning-none">{t.meaning_none()}</p> }.into_any()
            }
            Some(offers) => groups(t, offers, &said),
        })}
    }
}

fn groups(t: Locale, mut offers: Vec<OfferChange>, said: &[SaidChange]) -> AnyView {
    // What breaks comes first; the order is otherwise that of the documents.
    offers.sort_by_key(|offer| std::cmp::Reverse(offer.verdict()));
    let contracts = offers.iter().map(|offer| offer_view(t, offer)).collect();
    let groups = What::ALL.map(|what| {
        let title = match what {
            What::Service => t.meaning_services(),
            What::Event => t.meaning_events(),
            What::Store => t.meaning_stores(),
            What::Decision => t.meaning_decisions(),
        };
        let items = said.iter().filter(|change| change.what == what);
        group(t, title, items.map(|change| said_view(t, change)).collect())
    });
    view! {
        {group(t, t.meaning_contracts(), contracts)}
        {groups.into_iter().collect_view()}
    }
    .into_any()
}

fn group(t: Locale, title: &'static str, items: Vec<AnyView>) -> AnyView {
    let is_empty = items.is_empty();
    view! {
        <section class="meaning">
            <h2 class="compare-heading">{title}</h2>
            {is_empty.then(|| view! { <p class="empty">{t.meaning_same()}</p> })}
            <ul class="meaning-list">{items}</ul>
        </section>
    }
    .into_any()
}

fn offer_view(t: Locale, offer: &OfferChange) -> AnyView {
    let kind = match offer.kind {
        OfferKind::Endpoint => t.meaning_endpoint(),
        OfferKind::Webhook => t.meaning_webhook(),
        OfferKind::Query => t.meaning_query(),
        OfferKind::Rpc => t.meaning_rpc(),
        OfferKind::Channel => t.meaning_channel(),
        OfferKind::Type => t.meaning_type(),
    };
    let verdict = offer.verdict();
    let reason = (offer.change == ItemChange::Removed).then(|| t.meaning_breaking_removed());
    let details = offer
        .details
        .iter()
        .map(|detail| detail_view(t, detail))
        .collect_view();
    view! {
        <li class="meaning-item" data-testid="meaning" data-change=offer.change.name() data-verdict=verdict.name()>
            <p class="meaning-head">
                <span class="meaning-kind">{kind}</span>
                <code class="meaning-name">{visible(&offer.name).into_owned()}</code>
                {change_chip(t, offer.change)}
                {verdict_chip(t, verdict)}
            </p>
            {reason.map(|reason| view! { <p class="meaning-reason">{reason}</p> })}
            <ul class="meaning-details">{details}</ul>
        </li>
    }
    .into_any()
}

fn detail_view(t: Locale, detail: &Detail) -> AnyView {
    let verdict = detail.verdict();
    let reason = match (verdict, detail.side) {
        (Verdict::Safe, _) => "",
        (Verdict::Risky, _) => t.meaning_risky_reason(),
        (Verdict::Breaking, Side::Sent) => t.meaning_breaking_sent(),
        (Verdict::Breaking, Side::Received) => t.meaning_breaking_received(),
        (Verdict::Breaking, Side::Both) => t.meaning_breaking_both(),
    };
    let values = (detail.rule != Rule::Renamed).then(|| values(&detail.before, &detail.after));
    view! {
        <li data-verdict=verdict.name()>
            {happened(t, detail)} {values}
            {(!reason.is_empty()).then(|| view! { <span class="meaning-reason">{reason}</span> })}
        </li>
    }
    .into_any()
}

/// A difference in words.
fn happened(t: Locale, detail: &Detail) -> String {
    let at = visible(&detail.at);
    match detail.rule {
        Rule::Renamed => t.meaning_rule_renamed(visible(&detail.before)),
        Rule::Deprecated => t.meaning_rule_deprecated().to_owned(),
        Rule::RequiredAdded => t.meaning_rule_required_added(at),
        Rule::OptionalAdded => t.meaning_rule_optional_added(at),
        Rule::PartRemoved => t.meaning_rule_part_removed(at),
        Rule::PartRetired => t.meaning_rule_part_retired(at),
        Rule::BecameRequired => t.meaning_rule_became_required(at),
        Rule::BecameOptional => t.meaning_rule_became_optional(at),
        Rule::BecameNullable => t.meaning_rule_became_nullable(at),
        Rule::BecameNonNull => t.meaning_rule_became_non_null(at),
        Rule::TypeNarrowed => t.meaning_rule_type_narrowed(at),
        Rule::TypeWidened => t.meaning_rule_type_widened(at),
        Rule::TypeChanged => t.meaning_rule_type_changed(at),
        Rule::ValuesAdded => t.meaning_rule_values_added(at),
        Rule::ValuesRemoved => t.meaning_rule_values_removed(at),
        Rule::LimitNarrowed => t.meaning_rule_limit_narrowed(at),
        Rule::LimitWidened => t.meaning_rule_limit_widened(at),
        Rule::NumberChanged => t.meaning_rule_number_changed(at),
        Rule::FieldRenamed => t.meaning_rule_field_renamed(at),
        Rule::SecurityChanged => t.meaning_rule_security_changed().to_owned(),
    }
}

fn said_view(t: Locale, said: &SaidChange) -> AnyView {
    let details = said
        .details
        .iter()
        .map(|one| difference_view(t, one))
        .collect_view();
    view! {
        <li class="meaning-item" data-testid="meaning" data-kind=said.what.name() data-change=said.change.name()>
            <p class="meaning-head">
                <b class="meaning-name">{visible(&said.name).into_owned()}</b>
                {change_chip(t, said.change)}
            </p>
            <ul class="meaning-details">{details}</ul>
        </li>
    }
    .into_any()
}

fn difference_view(t: Locale, difference: &Difference) -> AnyView {
    let about = match difference.about {
        About::Responsibility => t.meaning_about_responsibility(),
        About::Owns => t.meaning_about_owns(),
        About::Exposes => t.meaning_about_exposes(),
        About::Consumes => t.meaning_about_consumes(),
        About::Publishes => t.meaning_about_publishes(),
        About::Publishers => t.meaning_about_publishers(),
        About::Consumers => t.meaning_about_consumers(),
        About::Owner => t.meaning_about_owner(),
        About::Status => t.meaning_about_status(),
        About::Title => t.meaning_about_title(),
        About::Content => return view! { <li>{t.meaning_about_content()}</li> }.into_any(),
    };
    let separator = t.revision_join();
    let values = values(
        &difference.gone.join(separator),
        &difference.come.join(separator),
    );
    view! { <li>{about} " " {values}</li> }.into_any()
}

/// What went and what came, marked as such to eyes and ears.
fn values(gone: &str, come: &str) -> AnyView {
    let (gone, come) = (visible(gone).into_owned(), visible(come).into_owned());
    view! {
        {(!gone.is_empty()).then(|| view! { <del class="meaning-gone">{gone}</del> " " })}
        {(!come.is_empty()).then(|| view! { <ins class="meaning-come">{come}</ins> })}
    }
    .into_any()
}

fn change_chip(t: Locale, change: ItemChange) -> AnyView {
    let word = match change {
        ItemChange::Added => t.compare_added(),
        ItemChange::Removed => t.compare_removed(),
        ItemChange::Changed => t.compare_changed(),
    };
    view! { <span class="change" data-change=change.name()>{word}</span> }.into_any()
}

fn verdict_chip(t: Locale, verdict: Verdict) -> AnyView {
    match verdict {
        Verdict::Breaking => {
            view! { <span class="chip bad">{t.meaning_breaking()}</span> }.into_any()
        }
        Verdict::Risky => view! { <span class="chip warn">{t.meaning_risky()}</span> }.into_any(),
        Verdict::Safe => view! { <span class="chip ok">{t.meaning_safe()}</span> }.into_any(),
    }
}
