//! How the run goes: state, progress, speed, tokens, and what to do when it did not end well.

use leptos::{prelude::*, task::spawn_local};

use super::ui::dynamic::{part, text};

use super::app;
use crate::{
    app::{Activity, App, Explanation, Opened, StepPlace},
    domain::{design::Outcome, locale::Locale, run::Progress},
};

/// The value of `data-state` for the open design.
fn state_name(app: App) -> &'static str {
    if app.is_writing() {
        return "running";
    }
    let outcome = app.opened().with(|opened| {
        opened
            .design()
            .map_or(Outcome::Draft, |design| design.outcome)
    });
    match outcome {
        Outcome::Draft => "idle",
        other => other.name(),
    }
}

/// State, progress and figures of the run, in the bar.
#[component]
pub fn RunStatus() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let state = Memo::new(move |_| state_name(app));
    let own = Memo::new(move |_| app.is_writing());
    let outline = Memo::new(move |_| app.outline());
    let counts = move || outline.with(|outline| (outline.present(), outline.deliverables.len()));
    let words = text(move || {
        let (present, total) = counts();
        status_text(app, state.get(), present, total)
    });
    view! {
            <div class="run" data-testid="run-status" data-state=text(move || state.get().to_owned()) role="status">
                {part(move || (state.get() == "running").then(|| view! {
                    <progress class="progress only-wide" max=text(move || counts().1.to_string())
                        prop:value=text(move || counts().0.to_string())
                        aria-label=t.ui_progress()></progress>
    }))}
                <span class="run-text only-wide">{words}</span>
                <RunUsage/>
            </div>
            {part(move || own.get().then(|| view! {
                <button class="button" data-testid="stop" on:click=move |_| app.stop()>
                    {t.ui_stop()}
                </button>
    }))}
        }
}

/// The run's state in a line above the document, on screens whose bar has no room for it.
#[component]
pub fn StatusLine() -> impl IntoView {
    let app = app();
    let outline = Memo::new(move |_| app.outline());
    let words = text(move || {
        let (present, total) =
            outline.with(|outline| (outline.present(), outline.deliverables.len()));
        status_text(app, state_name(app), present, total)
    });
    view! { <p class="facts-line only-narrow">{words}</p> }
}

fn status_text(app: App, state: &str, present: usize, total: usize) -> String {
    let locale = app.locale_now();
    match state {
        // Another tab that writes tells its text, not how it goes.
        "running" if app.is_writing() => running_text(app, locale, present, total),
        other => outcome_text(locale, other).to_owned(),
    }
}

fn running_text(app: App, locale: Locale, present: usize, total: usize) -> String {
    let activity = app.activity();
    if let Some(place) = app.step_place().filter(|place| place.is_going) {
        let part = match place.number {
            Some(number) => locale.plan_section(place.heading, number, place.total),
            None => locale.plan_outlining().to_owned(),
        };
        return match activity {
            Activity::Writing => part,
            activity => format!(
                "{part} · {}",
                activity_text(locale, activity, present, total)
            ),
        };
    }
    activity_text(locale, activity, present, total)
}

fn activity_text(locale: Locale, activity: Activity, present: usize, total: usize) -> String {
    match activity {
        Activity::Writing => locale.ui_run_writing(present, total),
        Activity::Waiting => locale.ui_run_waiting().to_owned(),
        Activity::Loading => locale.ui_run_loading().to_owned(),
        Activity::Thinking => locale.ui_run_thinking().to_owned(),
        Activity::Quiet(seconds) => locale.ui_run_quiet(seconds),
        Activity::Resting(Some(seconds)) => locale.ui_run_resting(seconds),
        Activity::Resting(None) => locale.ui_run_offline().to_owned(),
    }
}

/// An outcome in a word.
pub fn outcome_text(locale: Locale, state: &str) -> &'static str {
    match state {
        "running" => locale.ui_run_running(),
        "done" => locale.ui_run_done(),
        "incomplete" => locale.ui_run_incomplete(),
        "stopped" => locale.ui_run_stopped(),
        "failed" => locale.ui_run_failed(),
        _ => locale.ui_run_idle(),
    }
}

#[component]
fn RunUsage() -> impl IntoView {
    let app = app();
    let words = text(move || {
        if app.owns_run() {
            usage_text(app.locale_now(), app.progress())
        } else {
            String::new()
        }
    });
    view! { <span class="run-text only-wide" data-testid="run-usage">{words}</span> }
}

fn usage_text(locale: Locale, progress: Progress) -> String {
    let mut parts = vec![locale.ui_seconds(progress.elapsed_ms / 1000)];
    if progress.output_tokens > 0 {
        let mark = if progress.estimated { "≈ " } else { "" };
        parts.push(locale.ui_tokens(format!("{mark}{}", progress.output_tokens)));
    }
    if let Some(rate) = progress.tokens_per_second {
        parts.push(locale.ui_tokens_per_second(rate));
    }
    if progress.continuations > 0 {
        parts.push(locale.ui_continued(progress.continuations));
    }
    parts.join(" · ")
}

/// What happened to a run that did not end well, and the way on. Above the document.
#[component]
pub fn RunBanner() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let state = Memo::new(move |_| state_name(app));
    let resting =
        Memo::new(move |_| app.is_writing() && matches!(app.activity(), Activity::Resting(_)));
    let shown = Memo::new(move |_| {
        let ended_badly = matches!(state.get(), "incomplete" | "stopped" | "failed");
        let own = |opened: &Opened| opened.design().is_some_and(|design| !design.shared);
        // What another tab writes is gone on with there.
        (ended_badly || resting.get()) && app.opened().with(own) && app.may_change()
    });
    let refused = RwSignal::new(String::new());
    let words = move || banner_words(app, state.get());
    view! {
            {part(move || shown.get().then(|| view! {
                <div class="banner" role="alert" data-kind=text(move || if state.get() == "failed" { "bad" } else { "warn" }.to_owned())>
                    <p class="banner-text">
                        {text(move || words().message)}
                        <span class="banner-hint">{text(move || words().detail)}</span>
                        <span class="banner-hint">{text(move || words().hint)}</span>
                        <span class="banner-hint">{text(move || refused.get())}</span>
                    </p>
                    {part(move || if resting.get() {
                        view! {
                            <button class="button" data-testid="retry-now" on:click=move |_| app.go_on()>
                                {t.ui_retry_now()}
                            </button>
                        }.into_any()
                    } else {
                        view! {
                            <button class="button" data-testid="resume" on:click=move |_| spawn_local(async move {
                                let outcome = app.resume().await;
                                // The banner may be gone: the run has begun.
                                let _ = refused.try_set(outcome.err().unwrap_or_default().to_owned());
                            })>
                                {t.ui_resume()}
                            </button>
                        }.into_any()
                    })}
                    {part(move || (state.get() == "failed" || !refused.with(String::is_empty)).then(|| view! {
                        <a class="button quiet" href="#/settings">{t.ui_settings()}</a>
    }))}
                </div>
    }))}
        }
}

/// What the banner says: the run's own explanation, or what the stored outcome means.
fn banner_words(app: App, state: &str) -> Explanation {
    match app.step_place() {
        Some(place) if state != "running" => paused_words(app, place),
        None if app.steps_fell_short() => Explanation {
            message: app.locale_now().plan_over_incomplete().to_owned(),
            detail: String::new(),
            hint: String::new(),
        },
        _ => run_words(app, state),
    }
}

/// Where a paused plan goes on, and why it does not by itself.
fn paused_words(app: App, place: StepPlace) -> Explanation {
    let locale = app.locale_now();
    let run = app.explanation();
    Explanation {
        message: match place.number {
            Some(number) => locale.plan_paused_at(place.heading, number, place.total),
            None => locale.plan_paused_at_outline().to_owned(),
        },
        detail: run
            .as_ref()
            .map(|run| run.message.clone())
            .unwrap_or_default(),
        hint: run.map(|run| run.hint).unwrap_or_default(),
    }
}

fn run_words(app: App, state: &str) -> Explanation {
    if let Some(explanation) = app.explanation() {
        return explanation;
    }
    let locale = app.locale_now();
    let message = match state {
        "failed" => locale.ui_banner_failed(),
        "stopped" => locale.ui_banner_stopped(),
        _ => locale.ui_banner_incomplete(),
    };
    Explanation {
        message: message.to_owned(),
        detail: String::new(),
        hint: String::new(),
    }
}
