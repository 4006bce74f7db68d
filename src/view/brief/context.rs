//! What comes along with a brief: files that are dropped or chosen, text that is pasted.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::{
    app::BriefPlace,
    domain::{
        bidi::visible,
        brief::Attachment,
        locale::{Locale, grouped},
    },
    view::{
        app,
        ui::dynamic::{counted, part, text},
    },
};

/// The attachments of a brief, and how more come.
#[component]
pub fn Context(
    /// Whose brief.
    place: BriefPlace,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let count = Memo::new(move |_| app.with_brief(place, |brief| brief.context.len()));
    let dropping = RwSignal::new(false);
    view! {
        <p class="field-hint brief-wide">{t.brief_context_hint(grouped(Attachment::LARGEST as u64 / 1024))}</p>
        {counted(move || count.get(), move |at| view! { <Attached place at/> })}
        <div class="brief-drop brief-wide" data-testid="brief-drop" data-over=text(move || dropping.get().to_string())
            on:dragover=move |event| { event.prevent_default(); dropping.set(true); }
            on:dragleave=move |_| dropping.set(false)
            on:drop=move |event| {
                event.prevent_default();
                dropping.set(false);
                if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
                    app.attach(place, listed(&files));
                }
            }>
            <label class="button file-button">
                {t.brief_choose_files()}
                <input type="file" class="file-input" data-testid="brief-attach" multiple=true
                    accept=".md,.markdown,.txt,.yaml,.yml,.json,.sql,.ddl,.mmd,.mermaid,.graphql,.gql,.proto,text/*"
                    on:change=move |event| {
                        let input = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
                        let Some(input) = input else { return };
                        if let Some(files) = input.files() {
                            app.attach(place, listed(&files));
                        }
                        // So that the same file can be chosen again.
                        input.set_value("");
                    }/>
            </label>
            <span class="field-hint">{t.brief_drop()}</span>
        </div>
        {part(move || app.attach_problems().get().into_iter().map(|problem| view! {
            <p class="field-error brief-wide" role="alert" data-testid="brief-attach-error">{problem}</p>
        }).collect_view())}
        <div class="field brief-wide">
            <label class="field-label" for="brief-paste">{t.brief_paste()}</label>
            <textarea class="input brief-words" id="brief-paste" data-testid="brief-paste" rows="2"
                prop:value=text(move || app.draft().with(|draft| draft.pasted.clone()))
                on:input=move |event| app.set_pasted(event_target_value(&event))></textarea>
            <div class="row">
                <button class="button" data-testid="brief-paste-add" on:click=move |_| app.add_pasted(place)>
                    {t.brief_paste_add()}
                </button>
            </div>
        </div>
    }
}

#[component]
fn Attached(
    /// Whose brief.
    place: BriefPlace,
    /// Which attachment.
    at: usize,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    // Its text is long, and every key asks anew.
    let head = Memo::new(move |_| {
        app.with_brief(place, |brief| {
            let it = brief.context.get(at)?;
            Some((it.name.clone(), it.kind, it.text.len()))
        })
    });
    view! {
        <div class="brief-attachment brief-wide">
            {part(move || {
                // Tracking alone would not have the memo watch anything.
                head.get()?;
                let attachment =
                    untrack(|| app.with_brief(place, |brief| brief.context.get(at).cloned()))?;
                Some(attachment_view(&attachment, t))
            })}
            <button class="button quiet" data-testid="brief-detach"
                aria-label=text(move || head.get().map(|(name, ..)| t.brief_detach_named(visible(&name))).unwrap_or_default())
                on:click=move |_| app.detach(place, at)>{t.brief_detach()}</button>
        </div>
    }
}

fn listed(files: &web_sys::FileList) -> Vec<web_sys::File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

/// An attachment to read: what it is, and its text on demand.
pub fn attachment_view(attachment: &Attachment, t: Locale) -> impl IntoView + use<> {
    let Attachment { name, kind, text } = attachment;
    let size = grouped(text.len().div_ceil(1024) as u64);
    view! {
        <details class="request" data-testid="brief-attachment" data-kind=kind.name()>
            <summary>{visible(name).into_owned()} " " <span class="chip">{kind.label(t)}</span> " " {size} " kB"</summary>
            <pre class="request-text">{visible(text).into_owned()}</pre>
        </details>
    }
}
