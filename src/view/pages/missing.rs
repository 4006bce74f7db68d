//! An address that leads nowhere.

use leptos::prelude::*;

use crate::view::app;

/// The page for unknown addresses.
#[component]
pub fn MissingPage() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <div class="page-wide">
            <h1 class="page-title">{t.ui_missing_title()}</h1>
            <p class="lead">{t.ui_missing_text()}</p>
            <a class="button primary" href="#/">{t.ui_library()}</a>
        </div>
    }
}
