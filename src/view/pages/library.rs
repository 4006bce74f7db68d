//! The library: all designs, and for a first visitor the finished sample.

use leptos::prelude::*;

use crate::view::ui::dynamic::{Row, key_of, list, part, text};
use wasm_bindgen::JsCast;

use crate::{
    app::Library,
    domain::{design::Summary, route::Route, studio::Feature},
    view::{
        Place, app, document::DocumentView, later, site_notice::SiteNotice, status::outcome_text,
    },
};

/// A library of no more designs than this is looked through without search.
const SHORT: usize = 8;

/// The library's page.
#[component]
pub fn LibraryPage() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let library = app.library();
    let shelves = Memo::new(move |_| app.shelves());
    let card =
        |summary: Summary| Row::new(key_of(&summary), move || view! { <DesignCard summary/> });
    let designs = move || shelves.get().shown.into_iter().map(card).collect();
    let is_long = Memo::new(move |_| shelves.with(|shelves| shelves.all > SHORT));
    let more = Memo::new(move |_| shelves.with(|shelves| shelves.matching > shelves.shown.len()));
    let backing_up = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        library.with(|library| match library {
            Library::Loading => Shown::Loading,
            Library::Ready(list) if list.is_empty() => Shown::Empty,
            Library::Ready(_) => Shown::Some,
        })
    });
    let has_showcase = Memo::new(move |_| app.opened().with(|opened| opened.design().is_some()));
    let unreadable = Memo::new(move |_| app.unreadable().with(|list| !list.is_empty()));
    let dropping = RwSignal::new(false);
    view! {
            <div class="page-wide" class:dropping=dropping
                on:dragover=move |event| { event.prevent_default(); dropping.set(true); }
                on:dragleave=move |_| dropping.set(false)
                on:drop=move |event| {
                    event.prevent_default();
                    dropping.set(false);
                    let files = event.data_transfer().and_then(|data| data.files());
                    if let Some(file) = files.and_then(|files| files.get(0)) {
                        app.import(file);
                    }
                }>
                <SiteNotice/>
                <h1 class="page-title">{t.ui_library_title()}</h1>
                <p class="lead">{t.ui_library_lead()}</p>
                <div class="row">
                    <a class="button primary large" href="#/new">{t.ui_new_design()}</a>
                    {part(move || app.allows(Feature::Import).then(|| view! { <ImportButton/> }))}
                    <button class="button quiet large" data-testid="backup" aria-expanded=text(move || backing_up.get().to_string())
                        on:click=move |_| backing_up.update(|open| *open = !*open)>{t.backup_heading()}</button>
                </div>
                {part(move || backing_up.get().then(|| later(Place::Backup)))}
                {part(move || app.wants_backup().then(|| later(Place::Reminder)))}
                <h2 class="heading">{t.ui_designs()}</h2>
                {part(move || is_long.get().then(|| later(Place::Browse)))}
                <p class="empty">{part(move || match shown.get() {
                    Shown::Loading => t.ui_loading(),
                    Shown::Empty => t.ui_library_empty(),
                    Shown::Some => "",
                })}</p>
                {part(move || unreadable.get().then(|| later(Place::Unreadable)))}
                <div class="grid-2">
                    {list(designs)}
                </div>
                {part(move || more.get().then(|| later(Place::MoreDesigns)))}
                {part(move || has_showcase.get().then(|| view! {
                    <section class="showcase" aria-label=t.ui_showcase()>
                        <h2 class="heading">{t.ui_showcase()}</h2>
                        <div class="sheet framed"><DocumentView/></div>
                    </section>
    }))}
            </div>
        }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Loading,
    Empty,
    Some,
}

#[component]
fn ImportButton() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <label class="button large file-button">
            {t.ui_import()}
            <input type="file" class="file-input" data-testid="import" accept=".md,.markdown,.html,.htm,.txt,text/markdown,text/html"
                on:change=move |event| {
                    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
                    let Some(input) = input else { return };
                    if let Some(file) = input.files().and_then(|files| files.get(0)) {
                        app.import(file);
                    }
                    // So that the same file can be chosen again.
                    input.set_value("");
                }/>
        </label>
    }
}

#[component]
fn DesignCard(
    /// The design.
    summary: Summary,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let renaming = RwSignal::new(false);
    let id = StoredValue::new(summary.id.clone());
    let title = StoredValue::new(summary.title.clone());
    let state = summary.outcome.name();
    let shown_title = move || {
        let title = title.get_value();
        if title.is_empty() {
            t.ui_untitled().to_owned()
        } else {
            title
        }
    };
    let date = app.local_date(summary.updated);
    view! {
        <article class="card" data-testid="design-card" data-id=summary.id.clone()>
            {part(move || if renaming.get() { view! {
                <input class="input" id="rename" data-testid="design-title" prop:value=title.get_value()
                    aria-label=t.ui_rename() on:change=move |event| {
                        renaming.set(false);
                        app.rename(&id.get_value(), &event_target_value(&event));
                    }
                    on:keydown=move |event| if event.key() == "Escape" { renaming.set(false) }/>
            }.into_any() } else { view! {
                <a class="card-title" href=id.with_value(|id| Route::Design(id.clone()).hash())>{shown_title()}</a>
            }.into_any() })}
            <p class="card-meta">
                <span class="dot" data-state=state></span>
                <span>{outcome_text(t, state)}</span>
                <span>{summary.model.clone()}</span>
                <span>{date}</span>
            </p>
            <div class="row">
                <a class="button" href=id.with_value(|id| Route::Design(id.clone()).hash())>{t.ui_open()}</a>
                <button class="button quiet" data-testid="design-rename" on:click=move |_| { renaming.set(true); app.focus_soon("rename"); }>{t.ui_rename()}</button>
                <button class="button quiet" data-testid="design-duplicate" on:click=move |_| app.duplicate(&id.get_value())>{t.ui_duplicate()}</button>
                <button class="button quiet" data-testid="design-delete" on:click=move |_| app.delete(&id.get_value())>{t.ui_delete()}</button>
            </div>
        </article>
    }
}
