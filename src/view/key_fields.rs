//! Keeping the key on this device: the passphrase, and what is kept for the current address. The field of
//! the key itself is the settings page's.

use leptos::prelude::*;

use super::{
    app,
    ui::{
        dynamic::{part, text},
        field::Field,
    },
};
use crate::app::{App, Keeping, KeptKey, VaultWork};

/// How the current address's key is kept, and what can be done about it.
#[component]
pub fn KeyKeeping() -> impl IntoView {
    let app = app();
    app.look_at_key_again();
    let kept = Memo::new(move |_| app.kept_key().get());
    view! {
        <div class="stack">
            {part(move || {
                let KeptKey { origin, keeping } = kept.get();
                match keeping {
                    Keeping::NotKept => view! { <Offer origin/> }.into_any(),
                    keeping => view! { <Kept origin keeping/> }.into_any(),
                }
            })}
        </div>
    }
}

/// The offer to keep a key. Nothing is kept until a passphrase was given.
#[component]
fn Offer(
    /// Whose key it is.
    origin: String,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let wanted = RwSignal::new(false);
    view! {
        <label class="check">
            <input type="checkbox" data-testid="endpoint-keep-key"
                prop:checked=wanted
                on:change=move |event| {
                    wanted.set(event_target_checked(&event));
                    app.focus_soon("passphrase");
                }/>
            <span>{t.keys_keep()}</span>
        </label>
        {part(move || wanted.get().then(|| {
            let origin = origin.clone();
            view! { <Passphrase origin purpose=Purpose::Keep/> }
        }))}
    }
}

/// What is kept.
#[component]
fn Kept(
    /// Whose key it is.
    origin: String,
    /// How it is kept.
    keeping: Keeping,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let (state, words, purpose) = match keeping {
        Keeping::Locked => ("locked", t.keys_locked(&origin), Some(Purpose::Unlock)),
        Keeping::Other => ("other", t.keys_other(&origin), Some(Purpose::Replace)),
        Keeping::Open | Keeping::NotKept => ("open", t.keys_open(&origin), None),
    };
    view! {
        <div class="stack" data-testid="endpoint-kept-key" data-state=state>
            <p class="kept-key" id="kept-key" role="status" tabindex="-1">{words}</p>
            {purpose.map(|purpose| view! { <Passphrase origin purpose/> })}
            <div class="row">
                <button type="button" class="button" data-testid="endpoint-forget-key" on:click=move |_| app.forget_key()>
                    {t.keys_forget()}
                </button>
            </div>
        </div>
    }
}

/// What a passphrase is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Keep,
    Replace,
    Unlock,
}

impl Purpose {
    fn is_new(self) -> bool {
        self != Self::Unlock
    }

    fn button(self, app: App) -> (&'static str, &'static str) {
        let t = app.locale_now();
        match self {
            Self::Keep => (t.keys_keep_now(), "endpoint-keep"),
            Self::Replace => (t.keys_replace(), "endpoint-keep"),
            Self::Unlock => (t.keys_unlock(), "endpoint-unlock"),
        }
    }

    fn perform(self, app: App, passphrase: String) {
        if self.is_new() {
            app.keep_key(passphrase);
        } else {
            app.unlock_key(passphrase);
        }
    }
}

#[component]
fn Passphrase(
    /// Whose key it protects: what a password manager files it under.
    origin: String,
    /// What it is asked for.
    purpose: Purpose,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let work = app.vault_work();
    let typed = RwSignal::new(String::new());
    let shown = RwSignal::new(false);
    let (label, hook) = purpose.button(app);
    let (autocomplete, hint) = if purpose.is_new() {
        ("new-password", t.keys_new_hint())
    } else {
        ("current-password", "")
    };
    let failed = Memo::new(move |_| match work.get() {
        VaultWork::Failed(error) => error.message(t),
        VaultWork::Idle | VaultWork::Busy => String::new(),
    });
    let is_busy = Memo::new(move |_| work.get() == VaultWork::Busy);
    view! {
        <form class="passphrase" aria-busy=text(move || is_busy.get().to_string()) on:submit=move |event| {
            event.prevent_default();
            purpose.perform(app, typed.get_untracked());
        }>
            <input type="text" hidden=true readonly=true autocomplete="username" value=origin/>
            <Field name="passphrase" label=t.keys_passphrase() hint=hint>
                <div class="row">
                    <input class="input row-fill" id="passphrase" spellcheck="false" autocapitalize="off"
                        autocomplete=autocomplete data-testid="endpoint-passphrase"
                        aria-describedby="passphrase-outcome"
                        type=text(move || if shown.get() { "text" } else { "password" }.to_owned())
                        aria-invalid=text(move || (!failed.with(String::is_empty)).to_string())
                        prop:value=text(move || typed.get())
                        on:input=move |event| typed.set(event_target_value(&event))/>
                    <button type="button" class="button quiet" aria-pressed=text(move || shown.get().to_string())
                        on:click=move |_| shown.update(|shown| *shown = !*shown)>
                        {t.keys_show()}
                    </button>
                    <button type="submit" class="button" data-testid=hook>{label}</button>
                </div>
            </Field>
            <div id="passphrase-outcome">
                {part(move || {
                    let failed = failed.get();
                    (!failed.is_empty()).then(|| view! {
                        <p class="field-error" role="alert" data-testid="endpoint-passphrase-error">{failed}</p>
                    })
                })}
                <p class="field-hint" role="status">{text(move || {
                    if is_busy.get() { t.keys_working() } else { "" }.to_owned()
                })}</p>
            </div>
        </form>
    }
}
