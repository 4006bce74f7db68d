//! The questions before a design: each with its proposals, to be answered, skipped or left to the architect.

use leptos::prelude::*;

use crate::{
    app::{Activity, App},
    domain::{
        bidi::visible,
        draft::Asking,
        locale::Locale,
        questions::{Question, Round},
    },
    view::{
        app,
        ui::dynamic::{part, text},
    },
};

/// Where the questions are; tells what may change without drawing them anew.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    Running,
    Ready(Vec<Question>),
    Nothing,
    Unusable(String),
    Failed(String),
}

impl Stage {
    fn of(asking: &Asking) -> Option<Self> {
        Some(match asking {
            Asking::Idle => return None,
            Asking::Running => Self::Running,
            Asking::Ready(round) => {
                let questions = round.questions().iter();
                Self::Ready(questions.map(|(question, _)| question.clone()).collect())
            }
            Asking::Nothing => Self::Nothing,
            Asking::Unusable(text) => Self::Unusable(text.clone()),
            Asking::Failed(why) => Self::Failed(why.clone()),
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Ready(_) => "ready",
            Self::Nothing => "nothing",
            Self::Unusable(_) => "unusable",
            Self::Failed(_) => "failed",
        }
    }
}

/// The questions, while there are any or they are asked for.
#[component]
pub fn Questions(
    /// Begins the design.
    generate: Callback<()>,
) -> impl IntoView {
    let app = app();
    let stage = Memo::new(move |_| app.draft().with(|draft| Stage::of(&draft.asking)));
    let state = text(move || stage.with(|stage| stage.as_ref().map_or("", Stage::name).to_owned()));
    view! {
        // The element stays while its parts change: it has the focus.
        <section class="questions stack" id="questions" tabindex="-1" data-testid="questions" data-state=state>
            {part(move || stage.get().map(|stage| stage_view(app, stage, generate)))}
        </section>
    }
}

fn stage_view(app: App, stage: Stage, generate: Callback<()>) -> AnyView {
    let t = app.locale_now();
    let skip = move |_| {
        app.end_questions(false);
        generate.run(());
    };
    let back = move |_| {
        app.end_questions(true);
        app.focus_soon("brief");
    };
    let again = move |_| app.ask_again();
    match stage {
        Stage::Running => view! {
            <p role="status">{text(move || waiting(app, t))}</p>
            <div class="row">
                <button class="button" data-testid="questions-skip" on:click=skip>{t.brief_ask_skip()}</button>
                <button class="button quiet" data-testid="questions-back" on:click=back>{t.brief_ask_back()}</button>
            </div>
        }
        .into_any(),
        Stage::Ready(questions) => {
            let count = questions.len();
            let given = Memo::new(move |_| app.draft().with(|draft| match &draft.asking {
                Asking::Ready(round) => round.given(),
                _ => 0,
            }));
            view! {
                <p class="lead">{t.brief_ask_intro()}</p>
                {questions.into_iter().enumerate().map(|(at, question)| view! { <Asked at question/> }).collect_view()}
                <p class="field-hint" role="status">{text(move || t.brief_ask_count(count - given.get().min(count), given.get()))}</p>
                <div class="row">
                    <button class="button primary large" data-testid="questions-generate" on:click=move |_| {
                        app.end_questions(true);
                        generate.run(());
                    }>{t.brief_ask_generate()}</button>
                    <button class="button" data-testid="questions-back" on:click=back>{t.brief_ask_back()}</button>
                    <button class="button quiet" data-testid="questions-skip" on:click=skip>{t.brief_ask_skip()}</button>
                </div>
            }
            .into_any()
        }
        other => {
            let (message, said) = match other {
                Stage::Nothing => (t.brief_ask_nothing().to_owned(), String::new()),
                Stage::Unusable(said) => (t.brief_ask_unusable().to_owned(), said),
                Stage::Failed(why) => (t.brief_ask_failed(why), String::new()),
                Stage::Running | Stage::Ready(_) => Default::default(),
            };
            view! {
                <div class="banner" role="status"><p class="banner-text">{message}</p></div>
                {(!said.is_empty()).then(|| view! { <pre class="request-text" data-testid="questions-text">{visible(&said).into_owned()}</pre> })}
                <div class="row">
                    <button class="button primary" data-testid="questions-skip" on:click=skip>{t.ui_generate()}</button>
                    <button class="button" data-testid="questions-again" on:click=again>{t.brief_ask_again()}</button>
                    <button class="button quiet" data-testid="questions-back" on:click=back>{t.brief_ask_back()}</button>
                </div>
            }
            .into_any()
        }
    }
}

/// What the run is doing, in a sentence.
fn waiting(app: App, t: Locale) -> String {
    let seconds = app.progress().elapsed_ms / 1000;
    match app.activity() {
        Activity::Loading => t.ui_run_loading().to_owned(),
        Activity::Resting(Some(rest)) => t.ui_run_resting(rest),
        Activity::Resting(None) => t.ui_run_offline().to_owned(),
        _ => t.brief_ask_running(seconds),
    }
}

#[component]
fn Asked(
    /// Its place among the questions.
    at: usize,
    /// What is asked.
    question: Question,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let reply = Memo::new(move |_| {
        app.draft().with(|draft| match &draft.asking {
            Asking::Ready(round) => reply_at(round, at),
            _ => (None, String::new()),
        })
    });
    let has_proposals = !question.proposals.is_empty();
    let proposals = question.proposals.into_iter().enumerate().map(move |(choice, proposal)| {
        let chosen = move || reply.with(|(chosen, own)| *chosen == Some(choice) && own.trim().is_empty());
        view! {
            <label class="check">
                <input type="radio" name=format!("question-{at}") data-testid="question-proposal"
                    prop:checked=chosen on:change=move |_| app.reply(at, |reply| {
                        reply.chosen = Some(choice);
                        reply.own.clear();
                    })/>
                <span>
                    {visible(&proposal).into_owned()} " "
                    {(choice == 0).then(|| view! {
                        <span class="chip">{text(move || match reply.get() {
                            (None, own) if own.trim().is_empty() => t.brief_ask_assumed().to_owned(),
                            _ => String::new(),
                        })}</span>
                    })}
                </span>
            </label>
        }
    });
    let own = if has_proposals {
        t.brief_ask_own_other()
    } else {
        t.brief_ask_own()
    };
    view! {
        <fieldset class="question" data-testid="question" data-state=text(move || {
            let (chosen, own) = reply.get();
            if chosen.is_some() || !own.trim().is_empty() { "given" } else { "assumed" }.to_owned()
        })>
            <legend class="question-text">{visible(&question.text).into_owned()}</legend>
            {(!question.why.is_empty()).then(|| view! { <p class="field-hint">{visible(&question.why).into_owned()}</p> })}
            {proposals.collect_view()}
            <input class="input" data-testid="question-own" placeholder=own aria-label=own
                prop:value=text(move || reply.with(|(_, own)| own.clone()))
                on:input=move |event| {
                    let value = event_target_value(&event);
                    app.reply(at, |reply| reply.own = value);
                }/>
        </fieldset>
    }
}

fn reply_at(round: &Round, at: usize) -> (Option<usize>, String) {
    let reply = round.questions().get(at).map(|(_, reply)| reply);
    reply.map_or((None, String::new()), |reply| {
        (reply.chosen, reply.own.clone())
    })
}
