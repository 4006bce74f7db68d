//! Looking through a long library: search, order, and more of it as the reader comes near its end.

use leptos::{html, prelude::*};

use crate::{
    domain::design::browse::Order,
    view::{app, ui::dynamic::text},
};

/// The search field and the order.
#[component]
pub fn Browse() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let count = text(move || {
        let shelves = app.shelves();
        t.kept_matching(shelves.all, shelves.matching)
    });
    let current = app.library_order();
    view! {
        <div class="row">
            <input class="input row-fill" type="search" data-testid="library-search" aria-label=t.kept_search()
                placeholder=t.kept_search() prop:value=app.library_query()
                on:input=move |event| app.search_library(event_target_value(&event))/>
            <select class="button quiet" data-testid="library-order" aria-label=t.kept_order()
                on:change=move |event| app.order_library(Order::named(&event_target_value(&event)))>
                {Order::NAMES.map(|(order, name)| view! {
                    <option value=name selected=order == current>{match order {
                        Order::Latest => t.kept_order_latest(),
                        Order::Oldest => t.kept_order_oldest(),
                        Order::Title => t.kept_order_title(),
                        Order::Unfinished => t.kept_order_unfinished(),
                    }}</option>
                }).into_iter().collect_view()}
            </select>
            <span class="field-hint" role="status" data-testid="library-count">{count}</span>
        </div>
    }
}

/// The end of what is shown: more comes when it is seen, or by a click.
#[component]
pub fn MoreDesigns() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let button = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            app.show_more_at(&button);
        }
    });
    view! {
        <div class="row">
            <button class="button" node_ref=button data-testid="more-designs" on:click=move |_| app.show_more_designs()>
                {t.kept_more_designs()}
            </button>
        </div>
    }
}
