//! The decisions of the open design: listed, found in the document, given another status, added, saved.

use leptos::prelude::*;

use super::{
    app,
    ui::{
        dynamic::{part, text},
        field::Field,
    },
};
use crate::domain::{
    design::decision::{self, Decision, DecisionId, Draft, Status},
    locale::Locale,
};

/// The panel.
#[component]
pub fn DecisionsPanel() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    // While a run writes, a new heading is enough to look again.
    let outline = Memo::new(move |_| app.outline());
    let decisions = Memo::new(move |_| {
        outline.with(|_| ());
        app.decisions()
    });
    let wanted = RwSignal::new(String::new());
    let adding = RwSignal::new(false);
    let own = Memo::new(move |_| app.is_own_open());
    let listed = Memo::new(move |_| listed(&decisions.get(), &wanted.get()));
    view! {
        <div class="stack" data-testid="decisions">
            {part(move || (!own.get()).then(|| view! { <p class="field-hint">{t.decision_read_only()}</p> }))}
            {part(move || {
                if decisions.with(Vec::is_empty) {
                    view! { <p class="empty">{t.decision_none()}</p> }.into_any()
                } else {
                    view! { <Filter decisions wanted/> }.into_any()
                }
            })}
            {part(move || {
                let listed = listed.get();
                let nothing = listed.is_empty() && !decisions.with_untracked(Vec::is_empty);
                view! {
                    {nothing.then(|| view! { <p class="empty">{t.decision_none_of_status()}</p> })}
                    {listed.into_iter().map(|(id, decision)| view! { <Card id decision decisions own/> }).collect_view()}
                }
            })}
            {part(move || own.get().then(|| if adding.get() {
                view! { <Form decisions adding/> }.into_any()
            } else {
                view! {
                    <button class="button" data-testid="decision-add" on:click=move |_| {
                        adding.set(true);
                        app.focus_soon("decision-title");
                    }>{t.decision_add()}</button>
                }.into_any()
            }))}
        </div>
    }
}

/// The decisions of a status, each with its id; all without one.
fn listed(decisions: &[Decision], wanted: &str) -> Vec<(DecisionId, Decision)> {
    let ids = decision::ids(decisions).into_iter();
    ids.zip(decisions.iter().cloned())
        .filter(|(_, decision)| wanted.is_empty() || status_name(decision) == wanted)
        .collect()
}

/// The name of a decision's status; `none` for one that does not say.
fn status_name(decision: &Decision) -> &'static str {
    decision.status.map_or("none", Status::name)
}

fn status_text(t: Locale, name: &str) -> &'static str {
    match name {
        "proposed" => t.decision_is_proposed(),
        "accepted" => t.decision_is_accepted(),
        "deprecated" => t.decision_is_deprecated(),
        "rejected" => t.decision_is_rejected(),
        "superseded" => t.decision_is_superseded(),
        _ => t.decision_no_status(),
    }
}

#[component]
fn Filter(
    /// All decisions.
    decisions: Memo<Vec<Decision>>,
    /// The name of the status to show; empty for all.
    wanted: RwSignal<String>,
) -> impl IntoView {
    let t = app().locale_now();
    const NAMES: [&str; 6] = [
        "proposed",
        "accepted",
        "deprecated",
        "rejected",
        "superseded",
        "none",
    ];
    view! {
        <Field name="decision-filter" label=t.decision_filter()>
            <select class="input" id="decision-filter" data-testid="decision-filter"
                on:change=move |event| wanted.set(event_target_value(&event))>
                <option value="">{t.decision_all(decisions.with_untracked(Vec::len))}</option>
                {NAMES.into_iter().filter_map(|name| {
                    let count = decisions.with_untracked(|all| all.iter().filter(|it| status_name(it) == name).count());
                    (count > 0).then(|| view! {
                        <option value=name prop:selected=move || wanted.get() == name>{t.decision_counted(count, status_text(t, name))}</option>
                    })
                }).collect_view()}
            </select>
        </Field>
    }
}

#[component]
fn Card(
    /// What tells it from the others.
    id: DecisionId,
    /// The decision.
    decision: Decision,
    /// All decisions.
    decisions: Memo<Vec<Decision>>,
    /// Whether it can be changed.
    own: Memo<bool>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let id = StoredValue::new(id);
    let label = label(t, &decision);
    let title = match decision.title.as_str() {
        "" => t.decision_untitled().to_owned(),
        title => title.to_owned(),
    };
    let twice = decision.number.is_some()
        && decisions
            .with_untracked(|all| all.iter().filter(|it| it.number == decision.number).count() > 1);
    let superseded: Vec<_> = decision
        .supersedes
        .iter()
        .map(|number| format!("ADR-{number}"))
        .collect();
    let name = status_name(&decision);
    view! {
        <article class="record" data-testid="decision" data-state=name>
            <button class="record-title" data-testid="decision-show" aria-label=t.decision_show(&label)
                on:click=move |_| id.with_value(|id| app.reveal_decision(id))>
                <span class="record-label">{label.clone()}</span>
                <span>{title}</span>
            </button>
            {(!superseded.is_empty()).then(|| view! { <p class="field-hint">{t.decision_supersedes(superseded.join(", "))}</p> })}
            {twice.then(|| view! { <p class="field-hint">{t.decision_twice()}</p> })}
            <div class="row">
                {if own.get_untracked() {
                    view! { <StatusSelect id decision=decision.clone() decisions label/> }.into_any()
                } else {
                    view! { <span class="chip">{status_text(t, name)}</span> }.into_any()
                }}
                <button class="button quiet" data-testid="decision-export" title=t.decision_export_hint()
                    on:click=move |_| id.with_value(|id| app.download_decision(id))>{t.decision_export()}</button>
            </div>
        </article>
    }
}

fn label(t: Locale, decision: &Decision) -> String {
    match decision.label.as_str() {
        "" => t.decision_unnumbered().to_owned(),
        label => label.to_owned(),
    }
}

#[component]
fn StatusSelect(
    /// The decision's id.
    id: StoredValue<DecisionId>,
    /// The decision.
    decision: Decision,
    /// All decisions: each may take its place.
    decisions: Memo<Vec<Decision>>,
    /// Its label.
    label: String,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let now = decision.status;
    let successors = decisions.with_untracked(|all| {
        let others = all.iter().filter(|other| other.number != decision.number);
        let mut others: Vec<_> = others
            .filter_map(|other| Some((other.number?, other.label.clone())))
            .collect();
        others.dedup_by_key(|(number, _)| *number);
        others
    });
    // What the text says and no option offers: words of its own, or a successor that is not there.
    let unlisted = match now {
        Some(Status::Superseded(Some(number))) => {
            !successors.iter().any(|(known, _)| *known == number)
        }
        Some(Status::Superseded(None)) | None => true,
        Some(_) => false,
    };
    let own_words = decision
        .status_words()
        .map_or_else(|| t.decision_no_status().to_owned(), str::to_owned);
    let options = Status::PLAIN
        .into_iter()
        .map(|status| (status, status_text(t, status.name()).to_owned()));
    let options = options.chain(successors.into_iter().map(|(number, label)| {
        (
            Status::Superseded(Some(number)),
            t.decision_superseded_by(label),
        )
    }));
    let options: Vec<_> = options.collect();
    let place = options.iter().position(|(status, _)| now == Some(*status));
    let shown = place.map_or_else(String::new, |at| at.to_string());
    let by_place = StoredValue::new(
        options
            .iter()
            .map(|(status, _)| *status)
            .collect::<Vec<_>>(),
    );
    view! {
        <select class="input record-status" data-testid="decision-status" aria-label=t.decision_status(label)
            on:change=move |event| {
                let at = event_target_value(&event).parse::<usize>().ok();
                // What the text says is shown until the text says something else: a change may be refused.
                event_target::<web_sys::HtmlSelectElement>(&event).set_value(&shown);
                let status = at.and_then(|at| by_place.with_value(|all| all.get(at).copied()));
                if let Some(status) = status {
                    app.set_decision_status(id.get_value(), status);
                }
            }>
            {unlisted.then(|| view! { <option value="" selected=true>{own_words}</option> })}
            {options.into_iter().enumerate().map(|(at, (status, words))| view! {
                <option value=at.to_string() selected=now == Some(status)>{words}</option>
            }).collect_view()}
        </select>
    }
}

#[component]
fn Form(
    /// All decisions.
    decisions: Memo<Vec<Decision>>,
    /// Whether one is being added.
    adding: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let draft = RwSignal::new(Draft::default());
    let missing = RwSignal::new(false);
    let label =
        text(move || t.decision_new_number(decisions.with(|all| decision::next_label(all))));
    let area = move |name: &'static str,
                     label: &'static str,
                     hint: &'static str,
                     set: fn(&mut Draft, String)| {
        view! {
            <Field name label hint>
                <textarea class="input record-text" id=name data-testid=name rows="3"
                    on:input=move |event| draft.update(|draft| set(draft, event_target_value(&event)))></textarea>
            </Field>
        }
    };
    view! {
        <form class="stack record-form" data-testid="decision-form" on:submit=move |event| {
            event.prevent_default();
            if draft.with(|draft| draft.title.trim().is_empty()) {
                missing.set(true);
                app.focus_soon("decision-title");
                return;
            }
            adding.set(false);
            app.add_decision(draft.get());
        }>
            <p class="field-hint">{label}</p>
            <Field name="decision-title" label=t.decision_title() hint=t.decision_title_hint()>
                <input class="input" id="decision-title" data-testid="decision-title" autocomplete="off"
                    aria-invalid=text(move || missing.get().to_string())
                    on:input=move |event| {
                        missing.set(false);
                        draft.update(|draft| draft.title = event_target_value(&event));
                    }/>
            </Field>
            {part(move || missing.get().then(|| view! { <p class="field-error" role="alert">{t.decision_needs_title()}</p> }))}
            {area("decision-context", t.decision_context(), t.decision_context_hint(), |draft, value| draft.context = value)}
            {area("decision-outcome", t.decision_outcome(), "", |draft, value| draft.decision = value)}
            {area("decision-alternatives", t.decision_alternatives(), "", |draft, value| draft.alternatives = value)}
            {area("decision-consequences", t.decision_consequences(), "", |draft, value| draft.consequences = value)}
            <div class="row">
                <button class="button primary" data-testid="decision-save">{t.decision_save()}</button>
                <button type="button" class="button quiet" on:click=move |_| adding.set(false)>{t.decision_cancel()}</button>
            </div>
        </form>
    }
}
