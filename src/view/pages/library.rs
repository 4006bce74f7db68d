//! The library: all designs, and for a first visitor the finished sample.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::{
    app::Library,
    domain::{design::Summary, route::Route},
    view::{app, document::DocumentView, status::outcome_text},
};

/// The library's page.
#[component]
pub fn LibraryPage() -> impl IntoView {
    let app = app();
    let library = app.library();
    let designs = move || {
        library.with(|library| match library {
            Library::Ready(list) => list.clone(),
            Library::Loading => Vec::new(),
        })
    };
    let loading = move || library.with(|library| *library == Library::Loading);
    let dropping = RwSignal::new(false);
    view! {
        <div class="page-wide" class:dropping=move || dropping.get()
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
            <h1 class="page-title">{move || app.locale().ui_library_title()}</h1>
            <p class="lead">{move || app.locale().ui_library_lead()}</p>
            <div class="row">
                <a class="button primary large" href="#/new">{move || app.locale().ui_new_design()}</a>
                <ImportButton/>
            </div>
            <h2 class="heading">{move || app.locale().ui_designs()}</h2>
            <Show when=move || !loading() fallback=move || view! { <p class="empty">{move || app.locale().ui_loading()}</p> }>
                <Show when=move || !designs().is_empty()
                    fallback=move || view! { <p class="empty">{move || app.locale().ui_library_empty()}</p> }>
                    <div class="grid-2">
                        <For each=designs key=|summary| summary.clone() let(summary)>
                            <DesignCard summary/>
                        </For>
                    </div>
                </Show>
            </Show>
            <Show when=move || app.opened().with(|opened| opened.design().is_some())>
                <section class="showcase" aria-label=move || app.locale().ui_showcase()>
                    <h2 class="heading">{move || app.locale().ui_showcase()}</h2>
                    <div class="sheet framed"><DocumentView/></div>
                </section>
            </Show>
        </div>
    }
}

#[component]
fn ImportButton() -> impl IntoView {
    let app = app();
    view! {
        <label class="button large file-button">
            {move || app.locale().ui_import()}
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
    let renaming = RwSignal::new(false);
    let id = StoredValue::new(summary.id.clone());
    let title = StoredValue::new(summary.title.clone());
    let state = summary.outcome.name();
    let shown_title = move || {
        let title = title.get_value();
        if title.is_empty() {
            app.locale().ui_untitled().to_owned()
        } else {
            title
        }
    };
    let date = app.local_date(summary.updated);
    view! {
        <article class="card" data-testid="design-card" data-id=summary.id.clone()>
            <Show when=move || renaming.get() fallback=move || view! {
                <a class="card-title" href=id.with_value(|id| Route::Design(id.clone()).hash())>{shown_title}</a>
            }>
                <input class="input" data-testid="design-title" autofocus prop:value=title.get_value()
                    aria-label=move || app.locale().ui_rename()
                    on:change=move |event| {
                        renaming.set(false);
                        app.rename(&id.get_value(), &event_target_value(&event));
                    }
                    on:keydown=move |event| if event.key() == "Escape" { renaming.set(false) }/>
            </Show>
            <p class="card-meta">
                <span class="dot" data-state=state></span>
                <span>{move || outcome_text(app.locale(), state)}</span>
                <span>{summary.model.clone()}</span>
                <span>{date}</span>
            </p>
            <div class="row">
                <a class="button" href=id.with_value(|id| Route::Design(id.clone()).hash())>{move || app.locale().ui_open()}</a>
                <button class="button quiet" data-testid="design-rename" on:click=move |_| renaming.set(true)>{move || app.locale().ui_rename()}</button>
                <button class="button quiet" data-testid="design-duplicate" on:click=move |_| app.duplicate(&id.get_value())>{move || app.locale().ui_duplicate()}</button>
                <button class="button quiet" data-testid="design-delete" on:click=move |_| app.delete(&id.get_value())>{move || app.locale().ui_delete()}</button>
            </div>
        </article>
    }
}
