//! The folder that the open design is written into, under the document.

use leptos::prelude::*;

use crate::{
    app::{FolderState, Opened},
    view::{app, ui::dynamic::part},
};

/// Where the design is written besides, and what was changed there.
#[component]
pub fn Folder() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let state = Memo::new(move |_| app.folder_state().get());
    let design = Memo::new(move |_| {
        let own = |opened: &Opened| {
            let design = opened.design().filter(|design| !design.shared);
            design.map(|design| design.id.clone())
        };
        app.opened().with(own)
    });
    // The page stays when another design is opened.
    Effect::new(move |_| {
        design.track();
        app.find_folder();
    });
    let leave = move || {
        view! {
            <button class="button quiet" data-testid="folder-leave" on:click=move |_| app.leave_folder()>{t.folder_leave()}</button>
        }
    };
    view! {
        <section class="stack" aria-label=t.folder_heading() data-testid="folder">
            <div class="row">
                <button class="button quiet" data-testid="export-bundle" title=t.folder_bundle_hint() on:click=move |_| app.export_bundle()>
                    {t.folder_bundle()}
                </button>
            </div>
            {part(move || match state.get() {
                FolderState::None if design.with(Option::is_none) => ().into_any(),
                FolderState::None if !app.can_use_folders() => view! {
                    <p class="field-hint">{t.folder_unsupported()}</p>
                }.into_any(),
                FolderState::None => view! {
                    <div class="row">
                        <button class="button quiet" data-testid="folder-pick" on:click=move |_| app.pick_folder()>{t.folder_pick()}</button>
                        <span class="field-hint">{t.folder_hint()}</span>
                    </div>
                }.into_any(),
                FolderState::Asleep(name) => view! {
                    <div class="row">
                        <span>{t.folder_asleep(name)}</span>
                        <button class="button" data-testid="folder-wake" on:click=move |_| app.wake_folder()>{t.folder_wake()}</button>
                        {leave()}
                    </div>
                }.into_any(),
                FolderState::Written(name) => view! {
                    <div class="row" data-testid="folder-written">
                        <span class="field-hint">{t.folder_written(name)}</span>
                        {leave()}
                    </div>
                }.into_any(),
                FolderState::Offered(name) => view! {
                    <p class="field-hint" data-testid="folder-offered">{t.folder_offered(name)}</p>
                }.into_any(),
                FolderState::Changed(name, files) => view! {
                    <div class="banner" data-kind="warn" role="status" data-testid="folder-changed">
                        <p class="banner-text">{t.folder_changed(name)} <span class="banner-hint">{files.join(" · ")}</span></p>
                        <button class="button" data-testid="folder-take" on:click=move |_| app.take_theirs()>{t.folder_take()}</button>
                        <button class="button quiet" data-testid="folder-keep" on:click=move |_| app.keep_mine()>{t.folder_keep()}</button>
                    </div>
                }.into_any(),
                FolderState::Failed(name, detail) => view! {
                    <div class="banner" data-kind="bad" role="status" data-testid="folder-failed">
                        <p class="banner-text">{t.folder_failed(name)} <span class="banner-hint">{detail}</span></p>
                        <button class="button" on:click=move |_| app.wake_folder()>{t.ui_try_again()}</button>
                        {leave()}
                    </div>
                }.into_any(),
            })}
        </section>
    }
}
