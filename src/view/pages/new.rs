//! A new design: the brief, the starters, and what will be delivered.

use std::sync::Arc;

use leptos::prelude::*;

use crate::view::ui::dynamic::{part, text};

use crate::{
    app::Expert,
    domain::{brief::Brief, locale::grouped, wire::window::Verdict},
    view::{app, pages::persona_choice::PersonaSelect, site_notice::SiteNotice, way::WayChoice},
};

/// The page of the brief.
#[component]
pub fn NewPage() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let error = RwSignal::new(String::new());
    let endpoint = app.endpoint_form();
    let using = text(move || {
        endpoint.with(|form| {
            if form.model.is_empty() {
                t.ui_no_endpoint().to_owned()
            } else {
                t.ui_using(&form.model, app.provider_name())
            }
        })
    });
    let generate = move |_| {
        if app.brief().with_untracked(Brief::is_empty) {
            error.set(t.ui_brief_missing().to_owned());
            app.reveal("brief");
        } else if let Err(problem) = app.generate(t) {
            error.set(problem.message(t).to_owned());
        }
    };
    view! {
            <div class="page-wide">
                <SiteNotice/>
                <h1 class="page-title">{t.ui_new_title()}</h1>
                <p class="lead">{t.ui_new_lead()}</p>
                <div class="stack">
                    <div class="field">
                        <label class="field-label" for="brief">{t.ui_brief()}</label>
                        <textarea class="input" id="brief" data-testid="brief-text" rows="7"
                            aria-describedby="brief-hint"
                            placeholder=t.ui_brief_placeholder() prop:value=text(move || app.brief().with(|brief| brief.text.clone()))
                            on:input=move |event| app.change_brief(|brief| brief.text = event_target_value(&event))></textarea>
                        <p class="field-hint" id="brief-hint">{t.ui_brief_hint()}</p>
                    </div>
                    <PersonaSelect/>
                    <WayChoice/>
                    <div class="row">
                        <button class="button primary large" data-testid="generate" on:click=generate>
                            {t.ui_generate()}
                        </button>
                        <span class="field-hint">{using}</span>
                        <a class="button quiet" href="#/settings">{t.ui_change_endpoint()}</a>
                    </div>
                    <FitMeter/>
                    {part(move || (!error.with(String::is_empty)).then(|| view! {
                        <div class="banner" data-kind="bad" role="alert" data-testid="generate-error">
                            <p class="banner-text">{text(move || error.get())}</p>
                            <a class="button" href="#/settings">{t.ui_settings()}</a>
                        </div>
    }))}
                </div>
                <h2 class="heading">{t.ui_starters()}</h2>
                {part(move || app.expert().map(|expert| view! { <Starters expert/> }))}
            </div>
        }
}

/// How much of the model's window the request takes.
#[component]
fn FitMeter() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let fit = Memo::new(move |_| app.fit());
    view! {
        {part(move || fit.get().map(|fit| {
            let verdict = fit.verdict();
            let words = match (fit.window, verdict) {
                (Some(window), Some(Verdict::TooLarge)) => t.ui_fit_too_large(grouped(fit.answer_tokens), grouped(fit.prompt_tokens), grouped(window)),
                (Some(window), Some(Verdict::Tight)) => t.ui_fit_tight(grouped(fit.prompt_tokens), grouped(window)),
                (Some(window), _) => t.ui_fit(grouped(fit.prompt_tokens), grouped(window)),
                (None, _) => t.ui_fit_unknown(grouped(fit.prompt_tokens)),
            };
            let state = match verdict {
                Some(Verdict::TooLarge) => "too-large",
                Some(Verdict::Tight) => "tight",
                Some(Verdict::Fits) => "fits",
                None => "unknown",
            };
            view! {
                <p class="fit" data-testid="context-meter" data-state=state>
                    {fit.window.map(|window| view! {
                        <meter class="fit-meter" min="0" max=window.to_string()
                            high=(window * 4 / 5).to_string() value=fit.needed().min(window).to_string()
                            aria-hidden="true"></meter>
                    })}
                    <span>{words}</span>
                </p>
            }
        }))}
    }
}

#[component]
fn Starters(
    /// Whose starters and deliverables are shown.
    expert: Arc<Expert>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <ul class="starters">
            {expert.persona.starters.iter().cloned().map(|starter| {
                let text = starter.clone();
                view! {
                    <li>
                        <button class="starter" data-testid="starter" on:click=move |_| {
                            app.change_brief(|brief| brief.text.clone_from(&text));
                            app.reveal("brief");
                        }>{starter}</button>
                    </li>
                }
            }).collect_view()}
        </ul>
        <h2 class="heading">{t.ui_you_get()}</h2>
        <ol class="numbered points">
            {expert.persona.deliverables.iter().cloned().map(|deliverable| view! { <li>{deliverable}</li> }).collect_view()}
        </ol>
    }
}
