//! The notices at the foot of the page, and the dialog that shows a link.

use leptos::prelude::*;

use super::app;
use crate::app::NoticeAction;

/// Beyond this many characters some chat programs and mail readers cut a link.
const LONG_LINK: usize = 8_000;

/// All notices.
#[component]
pub fn Notices() -> impl IntoView {
    let app = app();
    view! {
        <LinkDialog/>
        <div class="notices" role="status" aria-live="polite">
            <For each=move || app.notices().get() key=|notice| notice.id let(notice)>
                <div class="notice" data-testid="notice">
                    <span>{notice.text.clone()}</span>
                    {notice.action.as_ref().map(|action| {
                        let label = match action {
                            NoticeAction::Restore(_) => app.locale().ui_undo(),
                            NoticeAction::ExportMarkdown => app.locale().ui_export_now(),
                        };
                        let notice = notice.clone();
                        view! {
                            <button class="button" data-testid="notice-action" on:click=move |_| app.act_on(&notice)>{label}</button>
                        }
                    })}
                    <button class="button" on:click=move |_| app.dismiss(notice.id)>
                        {move || app.locale().ui_close()}
                    </button>
                </div>
            </For>
        </div>
    }
}

#[component]
fn LinkDialog() -> impl IntoView {
    let app = app();
    let link = app.shared_link();
    let size = move || link.with(|link| link.as_ref().map_or(0, String::len));
    view! {
        <Show when=move || link.with(Option::is_some)>
            <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="link-title"
                on:keydown=move |event| if event.key() == "Escape" { app.close_link() }>
                <div class="dialog-box">
                    <h2 class="heading" id="link-title">{move || app.locale().ui_link_title()}</h2>
                    <p class="field-hint">{move || app.locale().ui_link_hint(format!("{:.1}", size() as f64 / 1000.0))}</p>
                    <Show when=move || { size() > LONG_LINK }>
                        <p class="field-hint">{move || app.locale().ui_link_long()}</p>
                    </Show>
                    <input class="input" readonly autofocus data-testid="shared-link"
                        aria-labelledby="link-title"
                        prop:value=move || link.get().unwrap_or_default()/>
                    <div class="row">
                        <button class="button primary row-end" on:click=move |_| app.close_link()>
                            {move || app.locale().ui_close()}
                        </button>
                    </div>
                </div>
            </div>
        </Show>
    }
}
