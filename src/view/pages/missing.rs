//! An address that leads nowhere.

use leptos::prelude::*;

use crate::view::app;

/// The page for unknown addresses.
#[component]
pub fn MissingPage() -> impl IntoView {
    let app = app();
    view! {
        <div class="page-wide">
            <h1 class="page-title">{move || app.locale().ui_missing_title()}</h1>
            <p class="lead">{move || app.locale().ui_missing_text()}</p>
            <a class="button primary" href="#/">{move || app.locale().ui_library()}</a>
        </div>
    }
}
