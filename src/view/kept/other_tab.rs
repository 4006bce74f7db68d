//! The banner of a design that is open in another tab, too.

use leptos::prelude::*;

use crate::{
    domain::tabs::Role,
    view::{app, ui::dynamic::part},
};

/// Who writes, and how to write here.
#[component]
pub fn OtherTab() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let role = Memo::new(move |_| app.tab_role());
    let running = Memo::new(move |_| app.is_written_elsewhere());
    view! {
        <div class="banner" data-kind="warn" role="status" data-testid="other-tab">
            <p class="banner-text">{part(move || match role.get() {
                Role::Beside => t.kept_beside(),
                Role::Claiming => t.kept_claiming(),
                _ if running.get() => t.kept_follows_run(),
                _ => t.kept_follows(),
            })}</p>
            {part(move || (role.get() == Role::Follower).then(|| view! {
                <button class="button" data-testid="take-over" on:click=move |_| app.take_over()>
                    {part(move || if running.get() { t.kept_take_over_run() } else { t.kept_take_over() })}
                </button>
            }))}
        </div>
    }
}
