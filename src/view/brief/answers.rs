//! The questions that were asked before a design, with their answers, to be corrected.

use leptos::prelude::*;

use super::form::{Disclosure, DisclosureProps};
use crate::{
    app::BriefPlace,
    domain::brief::{Answer, Standing},
    view::{
        app,
        ui::dynamic::{counted, part, text},
    },
};

/// The answers of a brief; nothing while there are none.
#[component]
pub fn Answers(
    /// Whose brief.
    place: BriefPlace,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let count = Memo::new(move |_| app.with_brief(place, |brief| brief.answers.len()));
    let any = Memo::new(move |_| count.get() > 0);
    part(move || {
        any.get().then(|| {
            Disclosure(DisclosureProps {
                name: "answers",
                label: t.brief_group_answers(),
                count,
                children: Box::new(move || {
                    view! {
                        <p class="field-hint brief-wide">{t.brief_answers_hint()}</p>
                        {counted(move || count.get(), move |at| view! { <AnswerRow place at/> })}
                    }
                    .into_any()
                }),
            })
        })
    })
}

#[component]
fn AnswerRow(
    /// Whose brief.
    place: BriefPlace,
    /// Which answer.
    at: usize,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let read = move |view: fn(&Answer) -> String| {
        text(move || {
            app.with_brief(place, |brief| {
                brief.answers.get(at).map(view).unwrap_or_default()
            })
        })
    };
    let id = format!("brief-answer-{at}");
    view! {
        <div class="field brief-wide">
            <label class="field-label" for=id.clone()>{read(|it| it.question.clone())}</label>
            <div class="brief-pair">
                <input class="input" id=id.clone() data-testid="brief-answer"
                    data-state=read(|it| it.standing.name().to_owned())
                    prop:value=read(|it| it.answer.clone())
                    on:input=move |event| {
                        let value = event_target_value(&event);
                        app.change_brief(place, |brief| if let Some(it) = brief.answers.get_mut(at) {
                            it.answer = value;
                            it.standing = Standing::Given;
                        });
                    }/>
                <span class="row">
                    <span class="chip">{text(move || app.with_brief(place, |brief| {
                        brief.answers.get(at).map(|it| it.standing.label(t).to_owned()).unwrap_or_default()
                    }))}</span>
                    <button class="button quiet" data-testid="brief-answer-remove" on:click=move |_| {
                        app.change_brief(place, |brief| if at < brief.answers.len() {
                            brief.answers.remove(at);
                        });
                    }>{t.brief_detach()}</button>
                </span>
            </div>
        </div>
    }
}
