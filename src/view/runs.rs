//! What the runs of the open design used, and what was sent for them.

use leptos::prelude::*;

use super::{
    app,
    ui::dynamic::{part, text},
};
use crate::{
    app::{App, SentRequest},
    domain::{
        design::run_log::RunRecord,
        locale::{Locale, grouped},
        wire::inspect::{curl, inspect},
    },
    view::status::outcome_text,
};

/// The panel.
#[component]
pub fn RunsPanel() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let runs = Memo::new(move |_| app.run_log());
    view! {
        {part(move || runs.with(Vec::is_empty).then(|| view! { <p class="empty">{t.ui_no_runs()}</p> }))}
        {part(move || runs.get().into_iter().map(|run| run_view(app, &run)).collect_view())}
        <h3 class="panel-heading">{t.ui_sent()}</h3>
        <p class="field-hint">{t.ui_sent_hint()}</p>
        {part(move || app.sent_requests().into_iter().map(|sent| view! { <Request sent/> }).collect_view())}
    }
}

fn run_view(app: App, run: &RunRecord) -> impl IntoView + use<> {
    let t = app.locale_now();
    let facts = facts(t, run, app.cost_of(run));
    view! {
        <dl class="facts" data-testid="run-record" data-state=run.outcome.name()>
            <dt>{app.local_time(run.started)}</dt>
            <dd>{run.model.clone()} " · " {outcome_text(t, run.outcome.name())}</dd>
            {facts.into_iter().map(|(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> }).collect_view()}
        </dl>
    }
}

/// The figures of a run that are known, each with its name.
fn facts(t: Locale, run: &RunRecord, cost: Option<String>) -> Vec<(&'static str, String)> {
    let input = run.usage.input.map(|input| match run.usage.cached {
        Some(cached) if cached > 0 => t.ui_tokens_cached(grouped(cached), grouped(input)),
        _ => grouped(input),
    });
    let mark = if run.estimated { "≈ " } else { "" };
    let output = format!("{mark}{}", grouped(run.output_tokens));
    let output = match run.usage.reasoning {
        Some(reasoning) if reasoning > 0 => t.ui_tokens_reasoned(output, grouped(reasoning)),
        _ => output,
    };
    let seconds = |ms: u64| {
        format!(
            "{:.1} s",
            std::time::Duration::from_millis(ms).as_secs_f64()
        )
    };
    let requests = match run.continuations {
        0 => run.requests.to_string(),
        count => t.ui_requests_continued(count, run.requests),
    };
    [
        (t.ui_run_input(), input),
        (t.ui_run_output(), Some(output)),
        (t.ui_run_first_token(), run.first_token_ms.map(seconds)),
        (t.ui_run_duration(), Some(seconds(run.elapsed_ms))),
        (
            t.ui_run_speed(),
            run.tokens_per_second
                .map(|rate| t.ui_tokens_per_second(rate)),
        ),
        (t.ui_run_requests(), Some(requests)),
        (t.ui_run_cost(), cost),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

#[component]
fn Request(
    /// What was sent.
    sent: SentRequest,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let opened = RwSignal::new(false);
    let seen = inspect(&sent.request, sent.dialect);
    let title = t.ui_request_title(
        seen.bytes.div_ceil(1000),
        app.local_time(sent.at),
        grouped(seen.tokens),
    );
    let request = sent.request.clone();
    view! {
        <details class="request" data-testid="request" on:toggle=move |_| opened.set(true)>
            <summary>{title}</summary>
            {part(move || opened.get().then(|| {
                let seen = seen.clone();
                let command = request.clone();
                view! {
                    <p class="request-line">{seen.method} " " {seen.url}</p>
                    <button class="button" data-testid="request-curl" on:click=move |_| app.copy_source(curl(&command))>
                        {t.ui_copy_curl()}
                    </button>
                    <Part title=t.ui_request_headers() content={
                        seen.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>()
                    }/>
                    <Part title=t.ui_request_parameters() content=seen.parameters/>
                    <Part title=t.ui_request_system() content=seen.system/>
                    {seen.messages.into_iter().map(|message| view! {
                        <Part title=message.role content=message.content/>
                    }).collect_view()}
                }
            }))}
        </details>
    }
}

/// A named part of a request; nothing when it is empty.
#[component]
fn Part(
    /// Its name.
    #[prop(into)]
    title: String,
    /// Its text.
    content: String,
) -> impl IntoView {
    let shown = !content.is_empty();
    let content = text(move || content.clone());
    shown.then(|| {
        view! {
            <details class="request-part">
                <summary>{title}</summary>
                <pre class="request-text">{content}</pre>
            </details>
        }
    })
}
