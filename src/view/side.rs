//! The panel at the right, on demand: findings and the brief.

use leptos::prelude::*;

use super::{
    app,
    ui::icon::{Icon, Shape},
};
use crate::domain::problem::Problem;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Problems,
    Brief,
}

/// The panel.
#[component]
pub fn Side(
    /// Whether it is open.
    side_open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let tab = RwSignal::new(Tab::Problems);
    let tab_button = move |value: Tab, label: Signal<&'static str>| {
        view! {
            <button class="tab" role="tab" aria-selected=move || (tab.get() == value).to_string()
                on:click=move |_| tab.set(value)>{move || label.get()}</button>
        }
    };
    view! {
        <aside class="side" aria-label=move || app.locale().ui_side_panel()>
            <div class="tabs" role="tablist">
                {tab_button(Tab::Problems, Signal::derive(move || app.locale().ui_problems()))}
                {tab_button(Tab::Brief, Signal::derive(move || app.locale().ui_brief()))}
                <button class="button quiet icon-button row-end" aria-label=move || app.locale().ui_close()
                    on:click=move |_| side_open.set(false)>
                    <Icon shape=Shape::Close/>
                </button>
            </div>
            <div class="panel" role="tabpanel">
                {move || match tab.get() {
                    Tab::Problems => view! { <Problems/> }.into_any(),
                    Tab::Brief => view! { <BriefPanel/> }.into_any(),
                }}
            </div>
        </aside>
    }
}

#[component]
fn Problems() -> impl IntoView {
    let app = app();
    let problems = Memo::new(move |_| app.problems());
    view! {
        <Show when=move || problems.with(Vec::is_empty)>
            <p class="empty">{move || app.locale().ui_no_problems()}</p>
        </Show>
        {move || problems.get().into_iter().map(|problem| view! { <Finding problem/> }).collect_view()}
    }
}

#[component]
fn Finding(
    /// What was found.
    problem: Problem,
) -> impl IntoView {
    let app = app();
    let block = problem.block.clone();
    let code = problem.code();
    let severity = problem.severity().name();
    let words = StoredValue::new(problem);
    view! {
        <button class="finding" data-testid="problem" data-code=code data-severity=severity
            on:click=move |_| {
                if let Some(block) = &block {
                    app.reveal(block);
                }
            }>
            <span class="finding-code">{code}</span>
            <span class="finding-text">{move || words.with_value(|problem| problem.message(app.locale()))}</span>
            <span class="finding-hint">{move || words.with_value(|problem| problem.hint(app.locale()))}</span>
        </button>
    }
}

#[component]
fn BriefPanel() -> impl IntoView {
    let app = app();
    let field = move |read: fn(&crate::app::OpenDesign) -> String| {
        app.opened()
            .with(|opened| opened.design().map(read).unwrap_or_default())
    };
    let brief = move || field(|design| design.brief.clone());
    view! {
        <dl class="facts">
            <dt>{move || app.locale().ui_fact_model()}</dt>
            <dd>{move || field(|design| design.stamp.model.clone())}</dd>
            <dt>{move || app.locale().ui_fact_provider()}</dt>
            <dd>{move || field(|design| design.stamp.provider.clone())}</dd>
            <dt>{move || app.locale().ui_fact_persona()}</dt>
            <dd>{move || field(|design| design.stamp.persona.clone())}</dd>
        </dl>
        <Show when=move || brief().is_empty() fallback=move || view! { <p class="brief">{brief}</p> }>
            <p class="empty">{move || app.locale().ui_no_brief()}</p>
        </Show>
    }
}
