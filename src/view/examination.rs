//! What the endpoint doctor found: the ladder, the one cause, and what helps, ready to copy.

use leptos::prelude::*;

use super::{
    app,
    ui::dynamic::{part, text},
};
use crate::domain::{
    endpoint::doctor::{Rung, RungState, Snippet, Step},
    locale::Locale,
};

/// The report of the connection test; nothing before the first one.
#[component]
pub fn ExaminationView() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let examination = app.examination();
    let is_there = Memo::new(move |_| examination.with(|seen| !seen.rungs.is_empty()));
    let state = text(move || {
        let state = examination.with(|seen| match seen.cause {
            "" => "testing",
            "healthy" => "ok",
            _ => "failed",
        });
        state.to_owned()
    });
    let cause = text(move || examination.with(|seen| seen.cause.to_owned()));
    let message = text(move || {
        examination.with(|seen| match &seen.explanation {
            Some(explanation) => explanation.message.clone(),
            None => t.ui_testing().to_owned(),
        })
    });
    let words = Memo::new(move |_| {
        examination.with(|seen| {
            let explanation = seen.explanation.as_ref();
            explanation.map_or_else(String::new, |explanation| explanation.words.clone())
        })
    });
    let steps = Memo::new(move |_| {
        examination.with(|seen| {
            let explanation = seen.explanation.as_ref();
            explanation.map_or_else(Vec::new, |explanation| explanation.steps.clone())
        })
    });
    part(move || {
        is_there.get().then(|| {
            view! {
                <section class="report" data-testid="endpoint-report" data-state=state data-cause=cause>
                    <ol class="rungs">
                        {part(move || examination.with(|seen| seen.rungs.clone()).into_iter()
                            .map(|(rung, state)| view! { <RungItem rung state/> }).collect_view())}
                    </ol>
                    <p class="report-message" role="status">{message}</p>
                    {part(move || (!words.with(String::is_empty)).then(|| view! {
                        <blockquote class="report-words" data-testid="endpoint-words">{words.get()}</blockquote>
                    }))}
                    {part(move || {
                        let steps = steps.get();
                        (!steps.is_empty()).then(|| view! {
                            <ol class="report-steps">
                                {steps.into_iter().map(|step| view! { <StepItem step/> }).collect_view()}
                            </ol>
                        })
                    })}
                </section>
            }
        })
    })
}

#[component]
fn RungItem(
    /// What is examined.
    rung: Rung,
    /// How it stands.
    state: RungState,
) -> impl IntoView {
    let t = app().locale_now();
    view! {
        <li class="rung" data-state=state.name() title=state.label(t)>
            {rung.label(t)} <span class="rung-state">{state.label(t)}</span>
        </li>
    }
}

#[component]
fn StepItem(
    /// The step.
    step: Step,
) -> impl IntoView {
    let t = app().locale_now();
    view! {
        <li>
            {step.text}
            {step.snippets.into_iter().map(|snippet| snippet_view(snippet, t)).collect_view()}
        </li>
    }
}

fn snippet_view(snippet: Snippet, t: Locale) -> impl IntoView {
    let app = app();
    let copied = snippet.text.clone();
    view! {
        <figure class="snippet" data-language=snippet.language.name()>
            <figcaption class="snippet-head">
                <span>{snippet.label}</span>
                <button class="button quiet" data-testid="endpoint-copy"
                    on:click=move |_| app.copy_source(copied.clone())>{t.ui_copy()}</button>
            </figcaption>
            <pre class="snippet-text"><code data-testid="endpoint-fix">{snippet.text}</code></pre>
        </figure>
    }
}
