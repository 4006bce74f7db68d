//! The bar at the top: where one is, how the run goes, ways out.

use leptos::prelude::*;

use super::ui::dynamic::{part, text};

use super::{
    app, later,
    later::DesignPart,
    status::RunStatus,
    ui::icon::{Icon, Shape},
};
use crate::{
    app::Opened,
    domain::{locale::Locale, route::Route, studio::Feature},
};

/// The bar.
#[component]
pub fn Bar(
    /// Whether the rail lies over the page, on a narrow screen.
    rail_open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let opened = app.opened();
    let on_design = Memo::new(move |_| {
        opened.with(|opened| opened.design().is_some())
            && app
                .route()
                .with(|route| matches!(route, Route::Design(_) | Route::Shared(_)))
    });
    let own = Memo::new(move |_| {
        opened.with(|opened| opened.design().is_some_and(|design| !design.shared))
    });
    let title = text(move || {
        let design = |opened: &Opened| opened.design().map(|design| design.title.clone());
        let title = on_design.get().then(|| opened.with(design)).flatten();
        title.unwrap_or_default()
    });
    view! {
        <header class="bar">
            <button
                class="button quiet icon-button only-narrow"
                aria-label=t.ui_open_menu() aria-expanded=text(move || rail_open.get().to_string())
                on:click=move |_| rail_open.update(|open| *open = !*open)
            >
                <Icon shape=Shape::Menu/>
            </button>
            <a class="brand" href="#/" aria-label="Backend Architect">
                <img class="mark" src="icon.svg" alt="" width="22" height="22"/>
                <span class="brand-name">"Backend Architect"</span>
            </a>
            <span class="crumb">{title}</span>
            <div class="bar-end">
                {part(move || on_design.get().then(|| view! {
                    <RunStatus/>
                    {part(move || own.get().then(|| later(DesignPart::UndoRedo)))}
                    <Exports/>
                    <SideToggle/>
                }))}
                <LanguageSelect/>
            </div>
        </header>
    }
}

#[component]
fn Exports() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        {part(move || app.allows(Feature::ShareLinks).then(|| view! {
            <button class="button" id="export-link" data-testid="export-link" title=t.ui_export_link_hint() on:click=move |_| app.export_link()>
                <Icon shape=Shape::Link/>
                <span class="only-wide">{t.ui_export_link()}</span>
            </button>
        }))}
        <button class="button" data-testid="export-markdown" title=t.ui_export_markdown_hint() on:click=move |_| app.export_markdown()>
            <Icon shape=Shape::Text/>
            <span class="only-wide">"Markdown"</span>
        </button>
        {part(move || app.allows(Feature::ExportPage).then(|| view! {
            <button class="button primary" data-testid="export-page" title=t.ui_export_page_hint() on:click=move |_| app.export_page()>
                <Icon shape=Shape::Page/>
                <span class="only-wide">{t.ui_export_page()}</span>
            </button>
        }))}
    }
}

#[component]
fn SideToggle() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let count = text(move || match app.problem_count() {
        0 => String::new(),
        count => count.to_string(),
    });
    view! {
        <button
            class="button quiet"
            aria-label=t.ui_side_panel() aria-expanded=text(move || app.side().with(|side| side.open).to_string())
            on:click=move |_| app.toggle_side()
        >
            <Icon shape=Shape::Side/>
            <span class="chip warn">{count}</span>
        </button>
    }
}

#[component]
fn LanguageSelect() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <select
            class="button quiet only-wide"
            id="language"
            data-testid="language"
            aria-label=t.ui_language() on:change=move |event| {
                let chosen = event_target_value(&event);
                app.set_locale(if chosen == "zh" { Locale::Zh } else { Locale::En });
                app.focus_soon("language");
            }
        >
            <option value="en" selected=t == Locale::En>"English"</option>
            <option value="zh" selected=t == Locale::Zh>"简体中文"</option>
        </select>
    }
}
