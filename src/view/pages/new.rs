//! A new design: the brief, the starters, and what will be delivered.

mod questions;

use std::sync::Arc;

use leptos::prelude::*;

use questions::Questions;

use crate::{
    app::{BriefPlace, Expert, Way},
    domain::{
        brief::Brief,
        draft::{Asking, Draft},
        locale::grouped,
        wire::window::Verdict,
    },
    view::{
        app,
        brief::{BriefForm, DerivedNumbers},
        pages::persona_choice::PersonaSelect,
        site_notice::SiteNotice,
        ui::dynamic::{part, text},
        way::WayChoice,
    },
};

/// The page of the brief.
#[component]
pub fn NewPage() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    app.open_draft();
    app.load_starters();
    let error = RwSignal::new(String::new());
    let generate = Callback::new(move |()| {
        if app.draft().with_untracked(Draft::says_nothing) {
            error.set(t.ui_brief_missing().to_owned());
            app.reveal("brief");
        } else if let Err(problem) = app.generate(t) {
            error.set(problem.message(t).to_owned());
        }
    });
    let ask = Callback::new(move |()| {
        if app.draft().with_untracked(Draft::says_nothing) {
            error.set(t.ui_brief_missing().to_owned());
            app.reveal("brief");
        } else if let Err(problem) = app.ask_first() {
            error.set(problem.message(t).to_owned());
        } else {
            app.focus_soon("questions");
        }
    });
    let asking = Memo::new(move |_| app.draft().with(|draft| draft.asking != Asking::Idle));
    view! {
        <div class="page-wide">
            <SiteNotice/>
            <h1 class="page-title">{t.ui_new_title()}</h1>
            {part(move || if asking.get() {
                view! { <Questions generate/> }.into_any()
            } else {
                view! { <Form generate ask/> }.into_any()
            })}
            {part(move || (!error.with(String::is_empty)).then(|| view! {
                <div class="banner" data-kind="bad" role="alert" data-testid="generate-error">
                    <p class="banner-text">{text(move || error.get())}</p>
                    <a class="button" href="#/settings">{t.ui_settings()}</a>
                </div>
            }))}
            {part(move || (!asking.get()).then(|| view! {
                <h2 class="heading">{t.ui_starters()}</h2>
                {part(move || app.expert().map(|expert| view! { <Starters expert/> }))}
            }))}
        </div>
    }
}

#[component]
fn Form(
    /// Begins the design.
    generate: Callback<()>,
    /// Asks the model first.
    ask: Callback<()>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let endpoint = app.endpoint_form();
    let running = Memo::new(move |_| app.running_design().map(|design| design.title));
    let using = text(move || {
        endpoint.with(|form| {
            if form.model.is_empty() {
                t.ui_no_endpoint().to_owned()
            } else {
                t.ui_using(&form.model, app.provider_name())
            }
        })
    });
    view! {
        <p class="lead">{t.ui_new_lead()}</p>
        <div class="brief-page">
            <div class="stack">
                <BriefForm place=BriefPlace::New/>
                <PersonaSelect/>
                <WayChoice/>
                {part(move || running.get().map(|title| view! {
                    <p class="field-hint" data-testid="stops-other">{t.run_stops_other(title)}</p>
                }))}
                <div class="row">
                    <button class="button primary large" data-testid="generate" on:click=move |_| generate.run(())>
                        {t.ui_generate()}
                    </button>
                    <button class="button large" data-testid="ask-first" title=t.brief_ask_hint() on:click=move |_| ask.run(())>
                        {t.brief_ask_first()}
                    </button>
                    <WayBack/>
                </div>
                <div class="row">
                    <span class="field-hint">{using}</span>
                    <a class="button quiet" href="#/settings">{t.ui_change_endpoint()}</a>
                </div>
                <FitMeter/>
            </div>
            <DerivedNumbers place=BriefPlace::New/>
        </div>
    }
}

/// Clears the brief, and brings back what was cleared or replaced.
#[component]
fn WayBack() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let blank = Memo::new(move |_| app.draft().with(|draft| draft.brief == Brief::default()));
    let earlier = Memo::new(move |_| {
        app.draft()
            .with(|draft| draft.earlier.last().map(Brief::title))
    });
    view! {
        {part(move || (!blank.get()).then(|| view! {
            <button class="button quiet" data-testid="brief-clear" on:click=move |_| {
                app.clear_brief();
                app.focus_soon("brief");
            }>{t.brief_clear()}</button>
        }))}
        {part(move || earlier.get().map(|title| view! {
            <button class="button quiet" data-testid="brief-bring-back" title=title on:click=move |_| {
                app.bring_brief_back();
                app.focus_soon("brief");
            }>{t.brief_bring_back()}</button>
        }))}
    }
}

/// How much of the model's window the request takes.
#[component]
fn FitMeter() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let steps = Memo::new(move |_| app.way() == Way::Steps);
    let fit = Memo::new(move |_| app.fit());
    view! {
        {part(move || fit.get().map(|fit| {
            let verdict = fit.verdict();
            let words = match (fit.window, verdict) {
                (Some(window), Some(Verdict::TooLarge)) if steps.get() => t.plan_fit(grouped(fit.answer_tokens), grouped(fit.prompt_tokens), grouped(window)),
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
                <p class="fit" data-testid="context-meter" data-state=state data-way=app.way().name()>
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
                let name = starter.clone();
                view! {
                    <li>
                        <button class="starter" data-testid="starter" on:click=move |_| {
                            app.use_starter(name.clone());
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
