//! The panel at the right, on demand: findings, the brief, the runs.

use leptos::prelude::*;

use super::ui::dynamic::{part, text};

use super::{
    app, later,
    later::DesignPart,
    ui::icon::{Icon, Shape},
};
use crate::{app::SideTab, domain::preview::Finding};

/// The panel.
#[component]
pub fn Side() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let tab = Memo::new(move |_| app.side().with(|side| side.tab));
    let tab_button = move |value: SideTab, label: &'static str| {
        view! {
            <button class="tab" role="tab" aria-selected=text(move || (tab.get() == value).to_string())
                on:click=move |_| app.open_side(value)>{label}</button>
        }
    };
    view! {
        <aside class="side" aria-label=t.ui_side_panel()
            data-wide=text(move || matches!(tab.get(), SideTab::Refine).to_string())>
            <div class="tabs" role="tablist">
                {tab_button(SideTab::Problems, t.ui_problems())}
                {tab_button(SideTab::Brief, t.ui_brief())}
                {tab_button(SideTab::Refine, t.ui_refine())}
                {tab_button(SideTab::Decisions, t.decision_tab())}
                {tab_button(SideTab::HandOffs, t.handoff_tab())}
                {tab_button(SideTab::Revisions, t.revision_title())}
                {tab_button(SideTab::Runs, t.ui_runs())}
                {tab_button(SideTab::Steps, t.plan_steps())}
                <button class="button quiet icon-button row-end" aria-label=t.ui_close() on:click=move |_| app.toggle_side()>
                    <Icon shape=Shape::Close/>
                </button>
            </div>
            <div class="panel" role="tabpanel">
                {part(move || match tab.get() {
                    SideTab::Problems => view! { <Problems/> }.into_any(),
                    SideTab::Brief => later(DesignPart::Brief),
                    SideTab::Refine => later(DesignPart::Refine),
                    SideTab::Decisions => later(DesignPart::Decisions),
                    SideTab::HandOffs => later(DesignPart::HandOffs),
                    SideTab::Revisions => later(DesignPart::Revisions),
                    SideTab::Runs => later(DesignPart::Runs),
                    SideTab::Steps => later(DesignPart::Steps),
                })}
            </div>
        </aside>
    }
}

#[component]
fn Problems() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let problems = Memo::new(move |_| app.problems());
    view! {
            {part(move || (problems.with(Vec::is_empty)).then(|| view! {
                <p class="empty">{t.ui_no_problems()}</p>
    }))}
            {part(move || problems.get().into_iter().map(|finding| view! { <FindingCard finding/> }).collect_view())}
        }
}

#[component]
fn FindingCard(
    /// What was found.
    finding: Finding,
) -> impl IntoView {
    let app = app();
    let Finding {
        code,
        severity,
        block,
        message,
        hint,
        ..
    } = finding;
    view! {
        <button class="finding" data-testid="problem" data-code=code.clone() data-severity=severity.name()
            on:click=move |_| {
                if let Some(block) = &block {
                    app.reveal(block);
                }
            }>
            <span class="finding-code">{code.clone()}</span>
            <span class="finding-text">{message}</span>
            <span class="finding-hint">{hint}</span>
        </button>
    }
}
