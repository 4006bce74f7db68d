//! The rail at the left: the outline of the open design, then the library.

use leptos::prelude::*;

use super::{
    app,
    ui::icon::{Icon, Shape},
};
use crate::{
    app::Library,
    domain::{
        design::outline::{DeliverableState, OutlineEntry},
        route::Route,
    },
};

/// The rail.
#[component]
pub fn Rail(
    /// Whether it lies over the page, on a narrow screen.
    rail_open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let has_design = move || app.opened().with(|opened| opened.design().is_some());
    view! {
        <nav class="rail" data-open=move || rail_open.get().to_string() aria-label=move || app.locale().ui_navigation()>
            <a class="rail-item" href="#/new" data-testid="new-design">
                <Icon shape=Shape::Plus/>
                {move || app.locale().ui_new_design()}
            </a>
            <Show when=has_design>
                <OutlineList rail_open/>
            </Show>
            <DesignList/>
            <h2 class="rail-title">{move || app.locale().ui_studio()}</h2>
            <ul class="rail-list">
                <li><PlaceLink route=Route::Library label=Signal::derive(move || app.locale().ui_library().to_owned())/></li>
                <li><PlaceLink route=Route::Persona label=Signal::derive(move || app.locale().ui_persona().to_owned())/></li>
                <li><PlaceLink route=Route::Settings label=Signal::derive(move || app.locale().ui_settings().to_owned())/></li>
            </ul>
        </nav>
    }
}

#[component]
fn PlaceLink(
    /// Where it leads.
    route: Route,
    /// Its text.
    label: Signal<String>,
) -> impl IntoView {
    let app = app();
    let href = route.hash();
    let current = move || app.route().with(|place| *place == route).then_some("page");
    view! { <a class="rail-item" href=href aria-current=current>{move || label.get()}</a> }
}

#[component]
fn OutlineList(
    /// Whether the rail lies over the page, on a narrow screen.
    rail_open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let outline = Memo::new(move |_| app.outline());
    view! {
        <div data-testid="outline">
            <h2 class="rail-title">{move || app.locale().ui_outline()}</h2>
            <ul class="rail-list">
                <For each=move || entries(outline.get().deliverables) key=|entry| entry.clone() let((_, entry))>
                    <OutlineLine entry rail_open/>
                </For>
            </ul>
            <Show when=move || outline.with(|outline| !outline.others.is_empty())>
                <h2 class="rail-title">{move || app.locale().ui_other_sections()}</h2>
                <ul class="rail-list">
                    <For each=move || entries(outline.get().others) key=|entry| entry.clone() let((_, entry))>
                        <OutlineLine entry rail_open/>
                    </For>
                </ul>
            </Show>
        </div>
    }
}

/// Entries with their position, so that equal titles stay apart.
fn entries(list: Vec<OutlineEntry>) -> Vec<(usize, OutlineEntry)> {
    list.into_iter().enumerate().collect()
}

#[component]
fn OutlineLine(
    /// What it shows.
    entry: OutlineEntry,
    /// Whether the rail lies over the page, on a narrow screen.
    rail_open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let OutlineEntry {
        title,
        full,
        target,
        state,
    } = entry;
    let jump = move |_| {
        rail_open.set(false);
        if let Some(target) = &target {
            app.reveal(target);
        }
    };
    let label = move || {
        let locale = app.locale();
        match state {
            DeliverableState::Missing => locale.ui_state_missing(),
            DeliverableState::Writing => locale.ui_state_writing(),
            DeliverableState::Present => locale.ui_state_present(),
        }
    };
    view! {
        <li>
            <button class="rail-item" data-state=state.name() title=full on:click=jump>
                <span class="dot" data-state=state.name() role="img" aria-label=label></span>
                <span class="rail-text">{title}</span>
            </button>
        </li>
    }
}

#[component]
fn DesignList() -> impl IntoView {
    let app = app();
    let library = app.library();
    let recent = move || {
        library.with(|library| match library {
            Library::Ready(list) => list.iter().take(8).cloned().collect(),
            Library::Loading => Vec::new(),
        })
    };
    view! {
        <Show when=move || !recent().is_empty()>
            <h2 class="rail-title">{move || app.locale().ui_recent()}</h2>
            <ul class="rail-list">
                <For each=recent key=|summary| summary.clone() let(summary)>
                    <li>
                        <a class="rail-item" href=Route::Design(summary.id.clone()).hash()
                            aria-current={
                                let id = summary.id.clone();
                                move || app.route().with(|place| *place == Route::Design(id.clone())).then_some("page")
                            }>
                            <span class="dot" data-state=summary.outcome.name()></span>
                            <span class="rail-text">{
                                let title = summary.title.clone();
                                move || if title.is_empty() { app.locale().ui_untitled().to_owned() } else { title.clone() }
                            }</span>
                        </a>
                    </li>
                </For>
            </ul>
        </Show>
    }
}
