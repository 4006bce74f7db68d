//! What the site's team wants its users to know: one calm line that can be put away.

use leptos::prelude::*;

use super::{app, ui::dynamic::part};

/// The notice; nothing when there is none.
#[component]
pub fn SiteNotice() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    part(move || {
        app.site_notice().map(|notice| {
            view! {
                <div class="banner" role="note" data-testid="site-notice">
                    <p class="banner-text">{notice}</p>
                    <button class="button quiet" data-testid="site-notice-close"
                        on:click=move |_| app.close_site_notice()>{t.ui_close()}</button>
                </div>
            }
        })
    })
}
