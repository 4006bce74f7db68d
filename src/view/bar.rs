//! The bar at the top: where one is, how the run goes, ways out.

use leptos::prelude::*;

use super::{
    app,
    status::RunStatus,
    ui::icon::{Icon, Shape},
};
use crate::domain::locale::Locale;

/// The bar.
#[component]
pub fn Bar(
    /// Whether the rail lies over the page, on a narrow screen.
    rail_open: RwSignal<bool>,
    /// Whether the side panel is open.
    side_open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let opened = app.opened();
    let on_design = Memo::new(move |_| {
        opened.with(|opened| opened.design().is_some())
            && app.route().with(|route| {
                matches!(
                    route,
                    crate::domain::route::Route::Design(_) | crate::domain::route::Route::Shared(_)
                )
            })
    });
    let title = move || {
        opened.with(|opened| {
            opened
                .design()
                .map(|design| design.title.clone())
                .unwrap_or_default()
        })
    };
    view! {
        <header class="bar">
            <button
                class="button quiet icon-button only-narrow"
                aria-label=move || app.locale().ui_open_menu()
                aria-expanded=move || rail_open.get().to_string()
                on:click=move |_| rail_open.update(|open| *open = !*open)
            >
                <Icon shape=Shape::Menu/>
            </button>
            <a class="brand" href="#/" aria-label="Backend Architect">
                <img class="mark" src="icon.svg" alt="" width="22" height="22"/>
                <span class="brand-name">"Backend Architect"</span>
            </a>
            <Show when=move || on_design.get() && !title().is_empty()>
                <span class="crumb">{title}</span>
            </Show>
            <div class="bar-end">
                <Show when=move || on_design.get()>
                    <RunStatus/>
                    <Exports/>
                    <SideToggle side_open/>
                </Show>
                <LanguageSelect/>
            </div>
        </header>
    }
}

#[component]
fn Exports() -> impl IntoView {
    let app = app();
    view! {
        <button class="button" data-testid="export-link" title=move || app.locale().ui_export_link_hint()
            on:click=move |_| app.export_link()>
            <Icon shape=Shape::Link/>
            <span class="only-wide">{move || app.locale().ui_export_link()}</span>
        </button>
        <button class="button" data-testid="export-markdown" title=move || app.locale().ui_export_markdown_hint()
            on:click=move |_| app.export_markdown()>
            <Icon shape=Shape::Text/>
            <span class="only-wide">"Markdown"</span>
        </button>
        <button class="button primary" data-testid="export-page" title=move || app.locale().ui_export_page_hint()
            on:click=move |_| app.export_page()>
            <Icon shape=Shape::Page/>
            <span class="only-wide">{move || app.locale().ui_export_page()}</span>
        </button>
    }
}

#[component]
fn SideToggle(
    /// Whether the side panel is open.
    side_open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let count = Memo::new(move |_| app.problems().len());
    view! {
        <button
            class="button quiet"
            aria-label=move || app.locale().ui_side_panel()
            aria-expanded=move || side_open.get().to_string()
            on:click=move |_| side_open.update(|open| *open = !*open)
        >
            <Icon shape=Shape::Side/>
            <Show when=move || { count.get() > 0 }>
                <span class="chip warn">{move || count.get()}</span>
            </Show>
        </button>
    }
}

#[component]
fn LanguageSelect() -> impl IntoView {
    let app = app();
    view! {
        <select
            class="button quiet only-wide"
            data-testid="language"
            aria-label=move || app.locale().ui_language()
            on:change=move |event| {
                let chosen = event_target_value(&event);
                app.set_locale(if chosen == "zh" { Locale::Zh } else { Locale::En });
            }
        >
            <option value="en" selected=move || app.locale() == Locale::En>"English"</option>
            <option value="zh" selected=move || app.locale() == Locale::Zh>"简体中文"</option>
        </select>
    }
}
