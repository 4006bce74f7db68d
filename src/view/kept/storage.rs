//! The browser's storage: what it promises, how full it is, what could not be stored, and a reminder to make
//! a backup.

use leptos::prelude::*;

use super::backup::Backup;
use crate::{
    domain::route::Route,
    view::{
        app,
        ui::dynamic::{part, text},
    },
};

/// The part of the settings page about storage.
#[component]
pub fn StorageSection() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    app.look_at_storage();
    let facts = app.storage_facts();
    let persisted = Memo::new(move |_| facts.with(|facts| facts.persisted));
    let room = text(move || {
        facts.with(|facts| match facts.room {
            Some((used, all)) => t.kept_room(size(all), size(used)),
            None => String::new(),
        })
    });
    view! {
        <div class="stack">
            <p data-testid="storage-state" data-state=text(move || match persisted.get() {
                Some(true) => "kept",
                Some(false) => "refused",
                None => "unknown",
            }.to_owned())>
                {part(move || match persisted.get() {
                    Some(true) => t.kept_persisted(),
                    Some(false) => t.kept_not_persisted(),
                    None => t.kept_persistence_unknown(),
                })}
                " " {room}
            </p>
            <div class="row">
                {part(move || (persisted.get() == Some(false)).then(|| view! {
                    <button class="button" on:click=move |_| app.ask_to_persist()>{t.kept_ask_to_persist()}</button>
                }))}
                <button class="button quiet" data-testid="storage-largest" on:click=move |_| app.measure_designs()>{t.kept_largest()}</button>
            </div>
            <Largest/>
            <Backup/>
        </div>
    }
}

/// The designs that take the most room, once they were measured.
#[component]
fn Largest() -> impl IntoView {
    let app = app();
    let designs = Memo::new(move |_| app.storage_facts().with(|facts| facts.largest.clone()));
    view! {
        <ul class="plain-list">
            {part(move || designs.get().into_iter().map(|(id, title, bytes)| view! {
                <li data-testid="storage-design">
                    <a href=Route::Design(id).hash()>{title}</a> " "
                    <span class="field-hint">{size(bytes as u64)}</span>
                </li>
            }).collect_view())}
        </ul>
    }
}

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["B", "kB", "MB", "GB"];
    let (mut amount, mut unit) = (bytes, 0);
    while amount >= 10_000 && unit + 1 < UNITS.len() {
        amount /= 1_000;
        unit += 1;
    }
    format!("{amount} {}", UNITS[unit])
}

/// What could not be stored stays in the page; what helps.
#[component]
pub fn Unsaved() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <div class="banner" data-kind="bad" role="status" data-testid="unsaved">
            <p class="banner-text">{text(move || t.kept_unsaved(app.unsaved_designs()))}</p>
            <button class="button" on:click=move |_| app.back_up()>{t.backup_make()}</button>
            <button class="button quiet" on:click=move |_| app.measure_designs()>{t.kept_largest()}</button>
        </div>
        <Largest/>
    }
}

/// That a backup would be wise.
#[component]
pub fn Reminder() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <div class="banner" role="status" data-testid="backup-reminder">
            <p class="banner-text">{t.kept_reminder()}</p>
            <button class="button" on:click=move |_| app.back_up()>{t.backup_make()}</button>
            <button class="button quiet" on:click=move |_| app.close_reminder()>{t.kept_not_now()}</button>
        </div>
    }
}
