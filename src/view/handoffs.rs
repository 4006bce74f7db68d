//! Hand-offs of the open design: the brief for a colleague, and the way in for the answer.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{
    app,
    ui::{
        dynamic::{part, text},
        field::Field,
    },
};
use crate::{app::Attachment, domain::persona::Boundary};

/// The panel.
#[component]
pub fn HandOffsPanel() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let colleagues = RwSignal::new(None::<Vec<Boundary>>);
    let chosen = RwSignal::new(0_usize);
    let design = Memo::new(move |_| {
        app.opened().with(|opened| {
            let open = opened.design();
            open.map(|open| (open.id.clone(), open.stamp.persona_hash.clone()))
        })
    });
    Effect::new(move |_| {
        design.with(|_| ());
        spawn_local(async move {
            let found = app.colleagues().await;
            // The panel may be closed by now.
            let _ = colleagues.try_set(Some(found));
        });
    });
    let colleague = Memo::new(move |_| {
        let all = colleagues.get()?;
        all.get(chosen.get()).or_else(|| all.first()).cloned()
    });
    view! {
        <div class="stack" data-testid="handoffs">
            <p class="field-hint">{t.handoff_lead()}</p>
            {part(move || match colleagues.get() {
                None => view! { <p class="empty" role="status">{t.ui_loading()}</p> }.into_any(),
                Some(all) if all.is_empty() => view! { <p class="empty">{t.handoff_nobody()}</p> }.into_any(),
                Some(all) => view! {
                    <Field name="handoff-colleague" label=t.handoff_colleague()>
                        <select class="input" id="handoff-colleague" data-testid="handoff-colleague"
                            on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or_default())>
                            {all.into_iter().enumerate().map(|(at, boundary)| view! {
                                <option value=at.to_string() selected=chosen.get_untracked() == at>{boundary.colleague}</option>
                            }).collect_view()}
                        </select>
                    </Field>
                }.into_any(),
            })}
            {part(move || colleague.get().map(|boundary| view! { <HandOff boundary/> }))}
        </div>
    }
}

#[component]
fn HandOff(
    /// Who takes over, and what.
    boundary: Boundary,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let own = Memo::new(move |_| app.is_own_open());
    let outline = Memo::new(move |_| app.outline());
    let colleague = boundary.colleague.clone();
    let boundary = StoredValue::new(boundary);
    let brief = Memo::new(move |_| {
        outline.with(|_| ());
        boundary.with_value(|boundary| app.hand_off(boundary))
    });
    view! {
        <p class="point-detail">{boundary.with_value(|boundary| boundary.split.clone())}</p>
        <div class="row">
            <button class="button" data-testid="handoff-copy" on:click=move |_| app.copy_source(brief.get_untracked())>
                {t.handoff_copy()}
            </button>
            <button class="button" data-testid="handoff-download"
                on:click=move |_| boundary.with_value(|boundary| app.download_hand_off(boundary))>
                {t.handoff_download()}
            </button>
        </div>
        <details class="request" open=true>
            <summary>{t.handoff_preview()}</summary>
            <pre class="request-text record-preview" tabindex="0" data-testid="handoff-preview">{text(move || brief.get())}</pre>
        </details>
        {part(move || own.get().then(|| view! { <Answer colleague=colleague.clone()/> }))}
    }
}

#[component]
fn Answer(
    /// Whose answer.
    colleague: String,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let answer = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    let label = t.handoff_answer_label(&colleague);
    let colleague = StoredValue::new(colleague);
    let attached = Memo::new(move |_| colleague.with_value(|colleague| app.has_answer(colleague)));
    let attach = move |replace: bool| {
        spawn_local(async move {
            let ended = app
                .attach_answer(colleague.get_value(), answer.get_untracked(), replace)
                .await;
            let _ = asking.try_set(ended == Attachment::AlreadyThere);
            if ended == Attachment::Done {
                let _ = answer.try_set(String::new());
            }
        });
    };
    view! {
        <h3 class="panel-heading">{t.handoff_answer()}</h3>
        {part(move || attached.get().then(|| view! {
            <p class="field-hint" data-testid="handoff-attached">{t.handoff_attached(colleague.get_value())}</p>
        }))}
        <div class="field">
            <textarea class="input" rows="5" data-testid="handoff-answer" aria-label=label
                prop:value=answer on:input=move |event| answer.set(event_target_value(&event))></textarea>
            <p class="field-hint">{t.handoff_answer_hint()}</p>
        </div>
        <div class="row">
            <button class="button primary" data-testid="handoff-attach" on:click=move |_| attach(false)>{t.handoff_attach()}</button>
            <label class="button file-button">
                {t.handoff_file()}
                <input type="file" class="file-input" data-testid="handoff-file" accept=".md,.markdown,.txt,text/markdown,text/plain"
                    on:change=move |event| {
                        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
                        let Some(input) = input else { return };
                        if let Some(file) = input.files().and_then(|files| files.get(0)) {
                            spawn_local(async move {
                                if let Some(text) = app.text_of_file(file).await {
                                    let _ = answer.try_set(text);
                                }
                            });
                        }
                        input.set_value("");
                    }/>
            </label>
        </div>
        {part(move || asking.get().then(|| view! {
            <div class="banner" role="alert" data-testid="handoff-question">
                <p class="banner-text">{t.handoff_replace_question(colleague.get_value())}</p>
                <button class="button danger" data-testid="handoff-replace" on:click=move |_| attach(true)>{t.handoff_replace()}</button>
                <button class="button quiet" on:click=move |_| asking.set(false)>{t.handoff_keep()}</button>
            </div>
        }))}
    }
}
