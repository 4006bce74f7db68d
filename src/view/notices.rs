//! The notices at the foot of the page, and the dialog that shows a link.

use leptos::prelude::*;

use super::ui::dynamic::{Row, list, part, text};

use super::app;
use crate::app::NoticeAction;

/// Beyond this many characters some chat programs and mail readers cut a link.
const LONG_LINK: usize = 8_000;

/// All notices.
#[component]
pub fn Notices() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <LinkDialog/>
        <div class="notices" role="status" aria-live="polite">
            {list(move || app.notices().get().into_iter().map(|notice| Row::new(u64::from(notice.id), move || view! {
                <div class="notice" data-testid="notice">
                    <span>{notice.text.clone()}</span>
                    {notice.action.as_ref().map(|action| {
                        let label = match action {
                            NoticeAction::Restore(_) | NoticeAction::RestorePersona(..) => t.ui_undo(),
                            NoticeAction::ExportMarkdown => t.ui_export_now(),
                            NoticeAction::ReadConfiguration => t.studio_read_problems(),
                            NoticeAction::OpenSettings => t.ui_settings(),
                            NoticeAction::Reload => t.forget_reload(),
                        };
                        let notice = notice.clone();
                        view! {
                            <button class="button" data-testid="notice-action" on:click=move |_| app.act_on(&notice)>{label}</button>
                        }
                    })}
                    <button class="button" on:click=move |_| app.dismiss(notice.id)>
                        {t.ui_close()}
                    </button>
                </div>
            })).collect())}
        </div>
    }
}

#[component]
fn LinkDialog() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let link = app.shared_link();
    let size = move || link.with(|link| link.as_ref().map_or(0, String::len));
    view! {
            {part(move || (link.with(Option::is_some)).then(|| view! {
                <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="link-title">
                    <div class="dialog-box">
                        <h2 class="heading" id="link-title">{t.ui_link_title()}</h2>
                        <p class="field-hint">{text(move || t.ui_link_hint(size().div_ceil(1000)))}</p>
                        {part(move || (size() > LONG_LINK).then(|| view! {
                            <p class="field-hint">{t.ui_link_long()}</p>
    }))}
                        <input class="input" id="shared-link" readonly data-testid="shared-link"
                            aria-labelledby="link-title"
                            prop:value=text(move || link.get().unwrap_or_default())/>
                        <div class="row">
                            <button class="button primary row-end" on:click=move |_| app.close_link()>
                                {t.ui_close()}
                            </button>
                        </div>
                    </div>
                </div>
    }))}
        }
}
