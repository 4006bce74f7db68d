//! The conversation about a finished document: what is asked, what is proposed, section by section, and what
//! came of it. Nothing changes before it is accepted.

use leptos::prelude::*;

use super::{
    app,
    sections::author_text,
    ui::dynamic::{part, text},
};
use crate::{
    app::Proposed,
    domain::{
        design::{
            Outcome,
            proposal::{Action, Item, Turn},
        },
        locale::Locale,
    },
};

/// The panel.
#[component]
pub fn RefinePanel() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    app.know_history();
    let proposed = Memo::new(move |_| app.proposed());
    let turns = Memo::new(move |_| app.conversation());
    let error = Memo::new(move |_| app.refine_error());
    view! {
        {part(move || turns.with(Vec::is_empty).then(|| proposed.with(Option::is_none).then(|| view! {
            <p class="empty">{t.refine_empty()}</p>
        })))}
        <ol class="turns">
            {part(move || turns.get().into_iter().map(|turn| view! { <PastTurn turn/> }).collect_view())}
        </ol>
        {part(move || (!turns.with(Vec::is_empty)).then(|| view! {
            <button class="button quiet" data-testid="refine-clear" on:click=move |_| app.clear_conversation()>{t.refine_clear()}</button>
        }))}
        {part(move || proposed.get().map(|proposed| view! { <Proposal proposed/> }))}
        {part(move || (!error.with(String::is_empty)).then(|| view! {
            <div class="banner" data-kind="bad" role="alert" data-testid="refine-error">
                <p class="banner-text">{error.get()}</p>
            </div>
        }))}
        {part(move || proposed.with(Option::is_none).then(|| view! { <Ask/> }))}
    }
}

#[component]
fn Ask() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let words = RwSignal::new(String::new());
    let send = move || {
        if !words.with_untracked(|words| words.trim().is_empty()) {
            app.refine(&words.get_untracked(), None);
        }
    };
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); send(); }>
            <label class="field-label" for="refine">{t.refine_label()}</label>
            <textarea class="input" id="refine" data-testid="refine-text" rows="4" placeholder=t.refine_placeholder()
                prop:value=text(move || words.get())
                on:input=move |event| words.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                        event.prevent_default();
                        send();
                    }
                }></textarea>
            <div class="row">
                <button class="button primary" type="submit" data-testid="refine-send"
                    disabled=move || app.is_writing()>{t.refine_send()}</button>
                <span class="field-hint">{t.refine_hint()}</span>
            </div>
        </form>
    }
}

#[component]
fn PastTurn(
    /// What was asked and what came of it.
    turn: Turn,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let Turn {
        at,
        instruction,
        model,
        accepted,
        discarded,
    } = turn;
    let titles = |titles: &[String]| titles.join(t.refine_and());
    view! {
        <li class="turn" data-testid="refine-turn">
            <p class="turn-ask">{instruction}</p>
            {(!accepted.is_empty()).then(|| view! { <p class="turn-line">{t.refine_accepted_list(titles(&accepted))}</p> })}
            {(!discarded.is_empty()).then(|| view! { <p class="turn-line">{t.refine_discarded_list(titles(&discarded))}</p> })}
            {(accepted.is_empty() && discarded.is_empty()).then(|| view! { <p class="turn-line">{t.refine_nothing_came()}</p> })}
            <p class="field-hint">{model} " · " {app.local_time(at)}</p>
        </li>
    }
}

#[component]
fn Proposal(
    /// What is proposed.
    proposed: Proposed,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let running = proposed.outcome == Outcome::Running;
    let state = if running {
        "running"
    } else if proposed.is_usable {
        "ready"
    } else {
        "unusable"
    };
    let by = author_text(t, &proposed.origin);
    view! {
        <section class="proposal" data-testid="proposal" data-state=state aria-label=t.refine_proposal()>
            {(!proposed.instruction.is_empty()).then(|| view! { <p class="turn-ask">{proposed.instruction.clone()}</p> })}
            {if running {
                view! { <Coming/> }.into_any()
            } else {
                view! { <Ready by proposed/> }.into_any()
            }}
        </section>
    }
}

/// What has come of the answer.
#[component]
fn Coming() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let words = text(move || {
        let count = app.aside().chars().count();
        if count == 0 {
            t.refine_waiting().to_owned()
        } else {
            t.refine_coming(crate::domain::locale::grouped(count as u64))
        }
    });
    view! {
        <p class="turn-line" role="status">{words}</p>
        <pre class="aside" aria-hidden="true">{text(move || tail(&app.aside()))}</pre>
        <button class="button" data-testid="refine-stop" on:click=move |_| app.stop()>{t.ui_stop()}</button>
    }
}

/// The last lines of a text.
fn tail(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}

#[component]
fn Ready(
    /// Who wrote it.
    by: String,
    /// What is proposed.
    proposed: Proposed,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let cut = proposed.outcome != Outcome::Done;
    let items = proposed.items.clone();
    let all = StoredValue::new(
        items
            .iter()
            .map(|(item, _)| item.clone())
            .collect::<Vec<_>>(),
    );
    let can_all = items.iter().filter(|(item, _)| !item.locked).count();
    let answer = proposed.answer.clone();
    view! {
        <p class="field-hint">{t.refine_by(by)}</p>
        {cut.then(|| view! { <CutBanner/> })}
        {if proposed.is_usable {
            items.into_iter().map(|(item, present)| view! { <OneItem item present/> }).collect_view().into_any()
        } else {
            view! { <Unusable answer/> }.into_any()
        }}
        <div class="row">
            {(can_all > 1).then(|| view! {
                <button class="button primary" data-testid="refine-accept-all" on:click=move |_| app.accept(all.get_value())>
                    {t.refine_accept_all()}
                </button>
            })}
            <button class="button" data-testid="refine-discard-all" on:click=move |_| app.discard_proposal()>
                {if can_all > 0 { t.refine_discard_all() } else { t.refine_close() }}
            </button>
        </div>
    }
}

/// The answer did not come to its end.
#[component]
fn CutBanner() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let why = app.explanation().map(|why| why.message);
    view! {
        <div class="banner" data-kind="warn" data-testid="refine-cut">
            <p class="banner-text">{why.unwrap_or_else(|| t.refine_cut().to_owned())}</p>
            <button class="button" data-testid="refine-go-on" on:click=move |_| app.go_on_refining()>{t.refine_go_on()}</button>
        </div>
    }
}

#[component]
fn Unusable(
    /// The answer as it came.
    answer: String,
) -> impl IntoView {
    let t = app().locale_now();
    let is_empty = answer.trim().is_empty();
    view! {
        <p class="turn-line" role="alert">{if is_empty { t.refine_no_answer() } else { t.refine_unusable() }}</p>
        {(!is_empty).then(|| view! { <pre class="code-plain" data-testid="refine-answer">{answer}</pre> })}
    }
}

#[component]
fn OneItem(
    /// What is proposed.
    item: Item,
    /// What stands there now.
    present: String,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let words = action_text(t, &item);
    let (accepted, discarded) = (item.clone(), item.clone());
    view! {
        <article class="proposed" data-testid="proposed" data-title=item.title.clone()>
            // It stays in sight beside a long difference.
            <header class="proposed-head">
                <span class="row-fill"><b>{item.title.clone()}</b> " " <span class="field-hint">{words}</span></span>
                <button class="button primary" data-testid="proposed-accept" disabled=item.locked
                    on:click=move |_| app.accept(vec![accepted.clone()])>{t.refine_accept()}</button>
                <button class="button" data-testid="proposed-discard"
                    on:click=move |_| app.discard(std::slice::from_ref(&discarded))>{t.refine_discard()}</button>
            </header>
            {item.elided.then(|| view! { <p class="proposed-warning" data-testid="proposed-elided">{t.refine_elided()}</p> })}
            {item.locked.then(|| view! { <p class="proposed-warning" data-testid="proposed-locked">{t.refine_locked()}</p> })}
            <super::diff::Diff before=present after=item.text.clone()/>
        </article>
    }
}

fn action_text(locale: Locale, item: &Item) -> &'static str {
    match item.action {
        Action::Rewrite(_) => locale.refine_rewrites(),
        Action::Insert(_) => locale.refine_inserts(),
        Action::Remove(_) => locale.refine_removes(),
    }
}
