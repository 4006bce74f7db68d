//! Leptos components, without logic: they show what `app` knows and call its commands.
//!
//! Invariant: imports only `app` and `domain`; `ui` knows nothing of the product.

mod bar;
mod brief;
mod decisions;
mod diff;
mod document;
mod editor;
mod examination;
mod forget;
mod handoffs;
mod kept;
mod key_fields;
mod later;
mod meaning;
mod notices;
mod pages;
mod rail;
mod reasoning;
mod refine;
mod rendered;
mod revisions;
mod runs;
mod sections;
mod side;
mod site_notice;
mod status;
mod steps;
mod ui;
mod way;

use leptos::prelude::*;

use later::{DesignPart, Later, LaterProps, Page, Place};
use ui::dynamic::{part, text};

use crate::{app::App, domain::route::Route};

/// The app as every view below [`Studio`] finds it.
fn app() -> App {
    expect_context::<App>()
}

/// The whole page.
#[component]
#[must_use]
pub fn Studio() -> impl IntoView {
    let app = App::start();
    provide_context(app);
    let rail_open = RwSignal::new(false);
    view! {
        // Texts are plain strings below: another language mounts the page anew.
        {part(move || {
            let _ = app.locale();
            view! { <Shell rail_open/> }
        })}
    }
}

fn later(page: impl Into<Page>) -> AnyView {
    Later(LaterProps { page: page.into() }).into_any()
}

#[component]
fn Shell(
    /// Whether the rail lies over the page, on a narrow screen.
    rail_open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let place = app.route();
    // Other revisions on the same page of comparison are that page's business.
    let kind = Memo::new(move |_| match place.get() {
        Route::Compare { id, .. } => Route::Compare { id, from: 0, to: 0 },
        other => other,
    });
    let unsaved = Memo::new(move |_| app.unsaved_designs() > 0);
    let side_shown = Memo::new(move |_| {
        app.side().with(|side| side.open)
            && app.opened().with(|opened| opened.design().is_some())
            // Two texts need the room.
            && app.route().with(|route| !matches!(route, Route::Compare { .. }))
    });
    view! {
        <a class="skip" href="#content" on:click=move |event| {
            event.prevent_default();
            app.reveal("content");
        }>{t.ui_skip()}</a>
        <div class="studio">
            <bar::Bar rail_open/>
            <rail::Rail rail_open/>
            <div class="shade" data-open=text(move || rail_open.get().to_string()) on:click=move |_| rail_open.set(false)></div>
            <main class="main" id="content">
                {part(move || unsaved.get().then(|| later(Place::Unsaved)))}
                {part(move || match kind.get() {
                    Route::Library => pages::library::LibraryPage().into_any(),
                    Route::New => later(Place::New),
                    Route::Settings => later(Place::Settings),
                    Route::Persona => later(Place::Persona),
                    Route::Compare { .. } => later(DesignPart::Compare),
                    Route::Design(_) | Route::Shared(_) => pages::design::DesignPage().into_any(),
                    Route::Unknown(_) => pages::missing::MissingPage().into_any(),
                })}
            </main>
            {part(move || side_shown.get().then(|| later(DesignPart::Side)))}
        </div>
        <notices::Notices/>
    }
}
