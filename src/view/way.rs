//! The choice between one pass and step by step, beside the button that begins a design.

use leptos::prelude::*;

use super::{
    app,
    ui::dynamic::{part, text},
};
use crate::{app::Way, domain::locale::Locale};

/// The two ways, each with what it means.
#[component]
pub fn WayChoice() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let chosen = Memo::new(move |_| app.way().name());
    let suggested = Memo::new(move |_| app.suggests_steps());
    view! {
        <fieldset class="ways" aria-describedby="way-hint">
            <legend class="field-label">{t.plan_way()}</legend>
            {Way::ALL.into_iter().map(|way| view! {
                <label class="check">
                    <input type="radio" name="way" data-testid="way" value=way.name()
                        prop:checked=Signal::derive(move || chosen.get() == way.name())
                        on:change=move |_| app.choose_way(way)/>
                    {label(t, way)}
                </label>
            }).collect_view()}
            <p class="field-hint" id="way-hint">
                {text(move || if chosen.get() == Way::Steps.name() { t.plan_way_steps_hint() } else { t.plan_way_one_pass_hint() }.to_owned())}
            </p>
            {part(move || (suggested.get() && chosen.get() == Way::OnePass.name()).then(|| view! {
                <p class="field-hint" data-testid="way-suggested">{t.plan_way_suggested()}</p>
            }))}
        </fieldset>
    }
}

fn label(t: Locale, way: Way) -> &'static str {
    match way {
        Way::OnePass => t.plan_way_one_pass(),
        Way::Steps => t.plan_way_steps(),
    }
}
