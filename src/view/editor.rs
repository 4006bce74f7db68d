//! The Markdown of one section, edited where it stands: lines with their findings beside them, and what
//! became of the section meanwhile when it is not what it was.

use leptos::{html, prelude::*};

use super::{
    app,
    ui::dynamic::{part, text},
};
use crate::app::{Editing, NotChanged};

/// The editor of the section that is being edited.
#[component]
pub fn Editor() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let field = NodeRef::<html::Textarea>::new();
    let first = app.editing().get_untracked();
    let is_new = first.as_ref().is_some_and(|editing| editing.base.is_none());
    let written = first.map(|editing| editing.text).unwrap_or_default();
    let lines = RwSignal::new(line_count(&written));
    let error = Memo::new(move |_| {
        app.editing()
            .with(|editing| editing.as_ref().and_then(|editing| editing.error))
    });
    let changed = move |value: String| {
        lines.set(line_count(&value));
        app.edit(value);
    };
    view! {
        <form class="editor" data-testid="section-editor-form"
            data-adds=is_new.then_some("")
            on:submit=move |event| { event.prevent_default(); app.save_edit(false); }
            on:keydown=move |event| {
                if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    app.save_edit(false);
                }
            }>
            <label class="field-label" for="section-editor">
                {if is_new { t.section_editor_new() } else { t.section_editor() }}
            </label>
            <div class="editor-field">
                <pre class="editor-lines" aria-hidden="true">{text(move || numbers(lines.get()))}</pre>
                <textarea class="editor-text" id="section-editor" data-testid="section-text" node_ref=field spellcheck="false"
                    wrap="off" rows=text(move || lines.get().clamp(8, 40).to_string())
                    prop:value=written
                    on:input=move |event| changed(event_target_value(&event))></textarea>
            </div>
            {part(move || error.get().map(|error| view! { <Problem error/> }))}
            <div class="row">
                <button class="button primary" type="submit" data-testid="section-save">{t.section_save()}</button>
                <button class="button" type="button" data-testid="section-cancel" on:click=move |_| app.leave_edit()>{t.ui_cancel()}</button>
                <span class="field-hint">{t.section_editor_hint()}</span>
            </div>
        </form>
    }
}

/// Why the text was not taken, and the way out.
#[component]
fn Problem(
    /// Why.
    error: NotChanged,
) -> impl IntoView {
    use crate::domain::design::change::Refused;
    let app = app();
    let t = app.locale_now();
    let stale = error == NotChanged::Refused(Refused::Stale);
    let editing = app.editing().get_untracked();
    view! {
        <div class="banner" data-kind="bad" role="alert" data-testid="section-error">
            <p class="banner-text">{error.message(t)}</p>
            {stale.then(|| view! {
                <button class="button" type="button" data-testid="section-save-anyway" on:click=move |_| app.save_edit(true)>
                    {t.section_save_anyway()}
                </button>
            })}
        </div>
        {stale.then(|| editing.map(|editing| view! { <Meanwhile editing/> }))}
    }
}

/// What the section is now.
#[component]
fn Meanwhile(
    /// What is being edited.
    editing: Editing,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let present = app.present_text(&editing);
    view! {
        <details class="editor-meanwhile" open>
            <summary>{t.section_meanwhile()}</summary>
            <pre class="code-plain" data-testid="section-meanwhile">{present}</pre>
        </details>
    }
}

fn line_count(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count() + 1
}

fn numbers(count: usize) -> String {
    let mut numbers = String::new();
    for number in 1..=count {
        numbers.push_str(&number.to_string());
        numbers.push('\n');
    }
    numbers
}
