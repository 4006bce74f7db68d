//! The stored designs that this program cannot read: they are named, can be saved as they are, and are
//! never touched.

use leptos::prelude::*;

use crate::{
    domain::archive::Unreadable,
    view::{
        app,
        ui::dynamic::{Row, key_of, list},
    },
};

/// A card for each of them.
#[component]
pub fn UnreadableDesigns() -> impl IntoView {
    let app = app();
    view! {
        <div class="grid-2">
            {list(move || app.unreadable().get().into_iter().map(card).collect())}
        </div>
    }
}

fn card(design: Unreadable) -> Row {
    Row::new(key_of(&design), move || view! { <UnreadableCard design/> })
}

#[component]
fn UnreadableCard(
    /// The design.
    design: Unreadable,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let Unreadable {
        id,
        title,
        is_newer,
    } = design;
    let own_id = id.clone();
    let title = if title.is_empty() {
        t.ui_untitled().to_owned()
    } else {
        title
    };
    let said = if is_newer {
        t.kept_newer_record()
    } else {
        t.kept_damaged_record()
    };
    view! {
        <article class="card" data-testid="unreadable-card" data-id=id>
            <p class="card-title">{title}</p>
            <p class="field-hint">{said}</p>
            <div class="row">
                {is_newer.then(|| view! {
                    <button class="button" on:click=move |_| app.reload_page()>{t.forget_reload()}</button>
                })}
                <button class="button quiet" data-testid="unreadable-save" on:click=move |_| app.save_unreadable(&own_id)>
                    {t.kept_save_record()}
                </button>
            </div>
        </article>
    }
}
