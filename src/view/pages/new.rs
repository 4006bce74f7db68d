//! A new design: the brief, the starters, and what will be delivered.

use leptos::prelude::*;

use crate::{domain::persona::Persona, view::app};

/// The page of the brief.
#[component]
pub fn NewPage() -> impl IntoView {
    let app = app();
    let error = RwSignal::new(String::new());
    let endpoint = app.endpoint_form();
    let using = move || {
        let locale = app.locale();
        endpoint.with(|form| {
            if form.model.is_empty() {
                locale.ui_no_endpoint().to_owned()
            } else {
                locale.ui_using(form.preset.label(locale), &form.model)
            }
        })
    };
    let generate = move |_| {
        let locale = app.locale_now();
        if app.brief().with_untracked(|brief| brief.trim().is_empty()) {
            error.set(locale.ui_brief_missing().to_owned());
            app.reveal("brief");
        } else if let Err(problem) = app.generate(locale) {
            error.set(problem.message(locale).to_owned());
        }
    };
    view! {
        <div class="page-wide">
            <h1 class="page-title">{move || app.locale().ui_new_title()}</h1>
            <p class="lead">{move || app.locale().ui_new_lead()}</p>
            <div class="stack">
                <div class="field">
                    <label class="field-label" for="brief">{move || app.locale().ui_brief()}</label>
                    <textarea class="input" id="brief" data-testid="brief-text" rows="7"
                        aria-describedby="brief-hint"
                        placeholder=move || app.locale().ui_brief_placeholder()
                        prop:value=move || app.brief().get()
                        on:input=move |event| app.set_brief(event_target_value(&event))></textarea>
                    <p class="field-hint" id="brief-hint">{move || app.locale().ui_brief_hint()}</p>
                </div>
                <div class="row">
                    <button class="button primary large" data-testid="generate" on:click=generate>
                        {move || app.locale().ui_generate()}
                    </button>
                    <span class="field-hint">{using}</span>
                    <a class="button quiet" href="#/settings">{move || app.locale().ui_change_endpoint()}</a>
                </div>
                <Show when=move || !error.with(String::is_empty)>
                    <div class="banner" data-kind="bad" role="alert" data-testid="generate-error">
                        <p class="banner-text">{move || error.get()}</p>
                        <a class="button" href="#/settings">{move || app.locale().ui_settings()}</a>
                    </div>
                </Show>
            </div>
            <h2 class="heading">{move || app.locale().ui_starters()}</h2>
            {move || view! { <Starters persona=app.persona(app.locale())/> }}
        </div>
    }
}

#[component]
fn Starters(
    /// Whose starters and deliverables are shown.
    persona: Persona,
) -> impl IntoView {
    let app = app();
    view! {
        <ul class="starters">
            {persona.starters.into_iter().map(|starter| {
                let text = starter.clone();
                view! {
                    <li>
                        <button class="starter" data-testid="starter" on:click=move |_| {
                            app.set_brief(text.clone());
                            app.reveal("brief");
                        }>{starter}</button>
                    </li>
                }
            }).collect_view()}
        </ul>
        <h2 class="heading">{move || app.locale().ui_you_get()}</h2>
        <ol class="numbered points">
            {persona.deliverables.into_iter().map(|deliverable| view! { <li>{deliverable}</li> }).collect_view()}
        </ol>
    }
}
