//! What the numbers of a brief amount to, each with its formula.

use leptos::prelude::*;

use crate::{
    app::BriefPlace,
    domain::{
        brief::derive::{Derived, derive},
        locale::Locale,
    },
    view::{app, ui::dynamic::part},
};

/// The derived numbers of a brief that is being written; they follow every key.
#[component]
pub fn DerivedNumbers(
    /// Whose brief.
    place: BriefPlace,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let derived = Memo::new(move |_| app.with_brief(place, derive));
    view! {
        <section class="derived" aria-label=t.brief_group_derived()>
            <h2 class="panel-heading">{t.brief_group_derived()}</h2>
            {part(move || derived.with(Vec::is_empty).then(|| view! {
                <p class="field-hint">{t.brief_derived_empty()}</p>
            }))}
            {part(move || figures(&derived.read(), t))}
        </section>
    }
}

/// Figures as a list; nothing when there are none.
pub fn figures(derived: &[Derived], t: Locale) -> AnyView {
    if derived.is_empty() {
        return ().into_any();
    }
    let rows = derived.iter().map(|it| {
        view! {
            <div class="derived-row" data-testid="derived" data-figure=it.figure.name()>
                <dt>{it.label(t)}</dt>
                <dd>
                    <b>{it.shown()}</b>
                    <span class="derived-formula">{it.formula(t)}</span>
                </dd>
            </div>
        }
    });
    view! { <dl class="derived-list">{rows.collect_view()}</dl> }.into_any()
}
