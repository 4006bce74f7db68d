//! The rail at the left: the outline of the open design, then the library.

use leptos::prelude::*;

use super::ui::dynamic::{Row, key_of, list, part, text};

use super::{
    app,
    ui::icon::{Icon, Shape},
};
use crate::{
    app::{App, Library},
    domain::{
        design::{
            Summary,
            outline::{DeliverableState, OutlineEntry},
        },
        plan::StepState,
        route::Route,
    },
};

/// So many designs are named.
const RECENT: usize = 8;

/// The rail.
#[component]
pub fn Rail(
    /// Whether it lies over the page, on a narrow screen.
    rail_open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let has_outline =
        Memo::new(move |_| app.is_drawn() && app.opened().with(|opened| opened.design().is_some()));
    view! {
        <nav class="rail" on:click=move |_| rail_open.set(false) data-open=text(move || rail_open.get().to_string()) aria-label=t.ui_navigation()>
            <a class="rail-item" href="#/new" data-testid="new-design"
                aria-current=current(app, Route::New)>
                <Icon shape=Shape::Plus/>
                {t.ui_new_design()}
            </a>
            {part(move || has_outline.get().then(|| view! { <OutlineList/> }))}
            <DesignList/>
            <h2 class="rail-title">{t.ui_studio()}</h2>
            <ul class="rail-list">
                <li><PlaceLink route=Route::Library label=t.ui_library()/></li>
                <li><PlaceLink route=Route::Persona label=t.ui_persona()/></li>
                <li><PlaceLink route=Route::Settings label=t.ui_settings()/></li>
            </ul>
        </nav>
    }
}

/// `aria-current` of a link to a place.
fn current(app: App, place: Route) -> Signal<String> {
    text(move || {
        let here = app.route().with(|route| *route == place);
        if here { "page" } else { "false" }.to_owned()
    })
}

#[component]
fn PlaceLink(
    /// Where it leads.
    route: Route,
    /// Its text.
    label: &'static str,
) -> impl IntoView {
    let app = app();
    let href = route.hash();
    let current = current(app, route);
    view! { <a class="rail-item" href=href aria-current=current>{label}</a> }
}

#[component]
fn OutlineList() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let outline = Memo::new(move |_| app.outline());
    view! {
            <div data-testid="outline">
                <h2 class="rail-title">{t.ui_outline()}</h2>
                <ul class="rail-list">
                    {list(move || outline_rows(outline.get().deliverables, true))}
                </ul>
                {part(move || (outline.with(|outline| !outline.others.is_empty())).then(|| view! {
                    <h2 class="rail-title">{t.ui_other_sections()}</h2>
                    <ul class="rail-list">
                        {list(move || outline_rows(outline.get().others, false))}
                    </ul>
    }))}
            </div>
        }
}

/// A line for each entry, known by its position too, so that equal titles stay apart.
fn outline_rows(entries: Vec<OutlineEntry>, are_deliverables: bool) -> Vec<Row> {
    let line = |(at, entry): (usize, OutlineEntry)| {
        let index = are_deliverables.then_some(at);
        Row::new(key_of(&(at, &entry)), move || {
            view! { <OutlineLine entry index/> }
        })
    };
    entries.into_iter().enumerate().map(line).collect()
}

#[component]
fn OutlineLine(
    /// What it shows.
    entry: OutlineEntry,
    /// The deliverable's place, if it is one.
    index: Option<usize>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let OutlineEntry {
        title,
        full,
        target,
        state,
    } = entry;
    let jump = move |_| {
        if let Some(target) = &target {
            app.reveal(target);
        }
    };
    let step = Memo::new(move |_| index.and_then(|index| app.step_state(index)));
    let dot = move || dot(state, step.get());
    let label = move || match dot() {
        "writing" => t.ui_state_writing(),
        "present" => t.ui_state_present(),
        "waiting" => t.plan_waiting(),
        "partial" => t.plan_partial(),
        "failed" => t.plan_failed(),
        _ => t.ui_state_missing(),
    };
    view! {
        <li>
            <button class="rail-item" data-state=state.name() title=full on:click=jump>
                <span class="dot" data-state=text(move || dot().to_owned()) role="img" aria-label=text(move || label().to_owned())></span>
                <span class="rail-text">{title}</span>
            </button>
        </li>
    }
}

/// The state of an entry's dot: what the document shows, and where it shows nothing, what the plan does.
fn dot(state: DeliverableState, step: Option<StepState>) -> &'static str {
    match (state, step) {
        (DeliverableState::Missing, Some(StepState::Waiting)) => "waiting",
        (DeliverableState::Missing, Some(StepState::Writing)) => "writing",
        (DeliverableState::Missing, Some(StepState::Failed)) => "failed",
        (DeliverableState::Present, Some(StepState::Partial)) => "partial",
        _ => state.name(),
    }
}

#[component]
fn DesignList() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let library = app.library();
    let recent = move || {
        library.with(|library| match library {
            Library::Ready(list) => list.iter().take(RECENT).cloned().map(recent_row).collect(),
            Library::Loading => Vec::new(),
        })
    };
    let any = Memo::new(move |_| {
        library.with(|library| matches!(library, Library::Ready(list) if !list.is_empty()))
    });
    view! {
            {part(move || any.get().then(|| view! {
                <h2 class="rail-title">{t.ui_recent()}</h2>
                <ul class="rail-list">
                    {list(recent)}
                </ul>
    }))}
        }
}

fn recent_row(summary: Summary) -> Row {
    Row::new(key_of(&summary), move || {
        let app = app();
        let place = Route::Design(summary.id);
        let title = match summary.title.is_empty() {
            true => app.locale_now().ui_untitled().to_owned(),
            false => summary.title,
        };
        view! {
            <li>
                <a class="rail-item" href=place.hash() aria-current=current(app, place.clone())>
                    <span class="dot" data-state=summary.outcome.name()></span>
                    <span class="rail-text">{title}</span>
                </a>
            </li>
        }
    })
}
