//! The panel of a design that is written step by step: the outline, how far each section is, and what can be
//! done about it.

use leptos::prelude::*;

use super::{
    app,
    ui::dynamic::{part, text},
};
use crate::{
    app::App,
    domain::{
        locale::Locale,
        plan::{Part, Pause, Plan, Sketch, Step, StepState},
    },
};

/// The panel.
#[component]
pub fn StepsPanel() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let plan = Memo::new(move |_| app.plan());
    let is_writing = Memo::new(move |_| app.is_writing());
    let missing = Memo::new(move |_| app.missing_sections());
    let rows = move || {
        let plan = plan.get()?;
        let current = plan.current();
        let rows: Vec<_> = plan
            .parts()
            .filter_map(|part| {
                let step = plan.step(part)?.clone();
                // Beside the run that writes it there is nothing to be done about a step.
                let is_busy = is_writing.get() && current == Some(part);
                Some(view! { <StepRow part step is_busy/> })
            })
            .collect();
        Some(view! { <ol class="steps" data-testid="steps">{rows}</ol> })
    };
    view! {
        {part(move || plan.with(Option::is_none).then(|| view! { <p class="panel-text">{t.plan_lead()}</p> }))}
        {part(move || plan.get().map(|plan| view! { <p class="panel-text" data-testid="steps-state" data-state=state(&plan, is_writing.get())>
            {summary(t, &plan, is_writing.get())}
        </p> }))}
        {part(move || {
            let error = app.steps_error();
            (!error.is_empty()).then(|| view! { <p class="field-error" role="alert" data-testid="steps-error">{error}</p> })
        })}
        <div class="row">
            {part(move || plan.with(|plan| plan.as_ref().is_some_and(|plan| !plan.is_over())).then(|| if is_writing.get() {
                view! { <button class="button" data-testid="steps-pause" on:click=move |_| app.pause_steps()>{t.plan_pause()}</button> }.into_any()
            } else {
                view! { <button class="button primary" data-testid="steps-resume" on:click=move |_| app.resume_steps()>{t.plan_resume()}</button> }.into_any()
            }))}
            {part(move || {
                let may = missing.get() > 0 && !is_writing.get()
                    && plan.with(|plan| plan.as_ref().is_none_or(Plan::is_over));
                may.then(|| view! {
                    <button class="button primary" data-testid="write-missing" on:click=move |_| app.write_missing()>
                        {t.plan_write_missing(missing.get())}
                    </button>
                })
            })}
        </div>
        {part(rows)}
        {part(move || plan.get().filter(|plan| !plan.sketch.is_empty()).map(|plan| sketch_view(t, &plan)))}
    }
}

/// The value of the plan's `data-state`.
fn state(plan: &Plan, is_writing: bool) -> &'static str {
    match (is_writing, plan.pause, plan.is_over()) {
        (true, ..) => "writing",
        (false, _, true) if plan.is_whole() => "done",
        (false, _, true) => "incomplete",
        (false, ..) => "paused",
    }
}

fn summary(t: Locale, plan: &Plan, is_writing: bool) -> String {
    let through = |step: &&Step| {
        matches!(
            step.state,
            StepState::Written | StepState::Skipped | StepState::Partial
        )
    };
    let there = plan.steps.iter().filter(through).count();
    let progress = t.plan_progress(there, plan.steps.len());
    let rest = match (state(plan, is_writing), plan.pause) {
        ("writing", _) => t.plan_is_writing(),
        ("done", _) => t.plan_is_done(),
        ("incomplete", _) => t.plan_is_incomplete(),
        (_, Some(Pause::Endpoint)) => t.plan_paused_endpoint(),
        (_, Some(Pause::Closed)) => t.plan_paused_closed(),
        (_, Some(Pause::Busy)) => t.plan_paused_busy(),
        _ => t.plan_paused_stopped(),
    };
    format!("{progress} {rest}")
}

#[component]
fn StepRow(
    /// What it writes.
    part: Part,
    /// How far it is.
    step: Step,
    /// Whether a run is writing it.
    is_busy: bool,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let title = match part {
        Part::Outline => t.plan_outline().to_owned(),
        Part::Section(_) => step.heading.clone(),
    };
    let Step {
        state,
        left_out,
        so_far,
        ..
    } = &step;
    let is_there = matches!(
        state,
        StepState::Written | StepState::Partial | StepState::Skipped
    );
    let may_retry =
        !is_busy && *state != StepState::Waiting && !(part == Part::Outline && is_there);
    let may_skip = !is_busy && !is_there;
    let kept = (!left_out.is_empty()).then(|| kept_view(app, part, left_out));
    let coming = !so_far.is_empty() || is_busy;
    view! {
        <li class="step" data-testid="step" data-state=state.name()>
            <div class="step-head">
                <span class="dot" data-state=state.name() aria-hidden="true"></span>
                <span class="step-title">{title.clone()}</span>
                <span class="step-facts">{facts(t, &step)}</span>
            </div>
            {(is_busy && step.from.is_none()).then(|| view! {
                <pre class="step-text" data-testid="step-aside">{text(move || app.aside())}</pre>
            })}
            {(!is_busy && coming).then(|| view! { <pre class="step-text">{so_far.clone()}</pre> })}
            {kept}
            {(may_retry || may_skip).then(|| view! {
                <div class="row">
                    {may_retry.then(|| view! {
                        <button class="button quiet small" data-testid="step-retry" aria-label=t.plan_retry_of(&title)
                            on:click=move |_| app.retry_step(part)>{t.plan_retry()}</button>
                    })}
                    {may_skip.then(|| view! {
                        <button class="button quiet small" data-testid="step-skip" aria-label=t.plan_skip_of(&title)
                            on:click=move |_| app.skip_step(part)>{t.plan_skip()}</button>
                    })}
                </div>
            })}
        </li>
    }
}

/// What the model wrote and the document does not hold.
fn kept_view(app: App, part: Part, left_out: &str) -> AnyView {
    let t = app.locale_now();
    let label = match part {
        Part::Outline => t.plan_as_received(),
        Part::Section(_) => t.plan_left_out(),
    };
    let offers = part != Part::Outline && left_out.lines().any(|line| line.starts_with("## "));
    view! {
        <details class="step-kept" data-testid="step-left-out">
            <summary>{label}</summary>
            <pre class="step-text">{left_out.to_owned()}</pre>
            {offers.then(|| view! {
                <button class="button quiet small" data-testid="step-propose"
                    on:click=move |_| app.propose_left_out(part)>{t.plan_propose()}</button>
            })}
        </details>
    }
    .into_any()
}

/// State and figures of a step, in a line.
fn facts(t: Locale, step: &Step) -> String {
    let state = match step.state {
        StepState::Waiting => t.plan_waiting(),
        StepState::Writing => t.plan_begun(),
        StepState::Written => t.plan_written(),
        StepState::Partial => t.plan_partial(),
        StepState::Failed => t.plan_failed(),
        StepState::Skipped => t.plan_skipped(),
    };
    let mut parts = vec![state.to_owned()];
    if step.took_ms > 0 {
        parts.push(t.ui_seconds(step.took_ms.div_ceil(1_000)));
    }
    if !step.model.is_empty() {
        parts.push(step.model.clone());
    }
    parts.join(" · ")
}

/// What all sections are written by.
fn sketch_view(t: Locale, plan: &Plan) -> AnyView {
    let Sketch { names, lines, .. } = &plan.sketch;
    let lines: Vec<_> = (plan.steps.iter().zip(lines))
        .filter(|(_, line)| !line.is_empty())
        .map(|(step, line)| view! { <dt>{step.heading.clone()}</dt><dd>{line.clone()}</dd> })
        .collect();
    view! {
        <details class="step-kept" data-testid="plan-outline">
            <summary>{t.plan_outline()}</summary>
            <ul class="step-names">{names.iter().map(|name| view! { <li>{name.clone()}</li> }).collect_view()}</ul>
            <dl class="step-lines">{lines}</dl>
        </details>
    }
    .into_any()
}
