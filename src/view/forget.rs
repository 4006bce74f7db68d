//! Forgetting everything: the button, the question, and what became of it.

use leptos::{html, prelude::*};

use super::{
    app,
    ui::dynamic::{part, text},
};
use crate::app::{App, Forgetting};

/// The part of the settings page about the user's data.
#[component]
pub fn ForgetEverything() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let dialog = NodeRef::<html::Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // Fails only while it is open already.
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let forgetting = Memo::new(move |_| app.forgetting().get());
    view! {
        <div class="stack">
            <p class="field-hint">{t.forget_hint()}</p>
            <div class="row">
                <button type="button" class="button" data-testid="forget-everything" on:click=open>{t.forget_open()}</button>
            </div>
        </div>
        <dialog node_ref=dialog class="dialog-box confirm" aria-labelledby="forget-title" aria-describedby="forget-text"
            on:cancel=move |event: web_sys::Event| if app.forgetting().get_untracked() != Forgetting::Idle { event.prevent_default() }>
            <h2 class="heading" id="forget-title">{t.forget_title()}</h2>
            <p id="forget-text">{t.forget_text()}</p>
            <p role="status" data-testid="forget-report">{text(move || forgetting.with(|state| report(app, state)))}</p>
            <div class="row">
                {part(move || match forgetting.get() {
                    Forgetting::Idle => view! {
                        <button type="button" class="button row-end" autofocus=true data-testid="forget-cancel" on:click=move |_| close()>
                            {t.forget_cancel()}
                        </button>
                        <button type="button" class="button danger" data-testid="forget-confirm" on:click=move |_| app.forget_everything()>
                            {t.forget_confirm()}
                        </button>
                    }.into_any(),
                    Forgetting::Busy | Forgetting::Blocked => ().into_any(),
                    Forgetting::Failed(_) => view! {
                        <button type="button" class="button row-end" data-testid="forget-reload" on:click=move |_| app.start_anew()>
                            {t.forget_reload()}
                        </button>
                    }.into_any(),
                })}
            </div>
        </dialog>
    }
}

fn report(app: App, state: &Forgetting) -> String {
    let t = app.locale_now();
    match state {
        Forgetting::Idle => String::new(),
        Forgetting::Busy => t.forget_working().into(),
        Forgetting::Blocked => t.forget_blocked().into(),
        Forgetting::Failed(left) => {
            let names: Vec<String> = left.iter().map(|left| left.name(t)).collect();
            t.forget_failed(names.join(", "))
        }
    }
}
