//! The Markdown of one section, edited where it stands: lines with their findings beside them, and what
//! became of the section meanwhile when it is not what it was.

use leptos::{html, prelude::*};

use super::{
    app,
    diff::Diff,
    rendered::Rendered,
    ui::dynamic::{part, text},
};
use crate::{
    app::{Editing, NotChanged},
    domain::{design::change::Refused, preview::Finding},
};

/// The editor of the section that is being edited.
#[component]
pub fn Editor() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let field = NodeRef::<html::Textarea>::new();
    let first = app.editing().get_untracked();
    let is_new = first.as_ref().is_some_and(|editing| editing.base.is_none());
    let written = RwSignal::new(first.map(|editing| editing.text).unwrap_or_default());
    let begun = written.get_untracked();
    let lines = Memo::new(move |_| written.with(|text| line_count(text)));
    let side = app.side_view();
    let findings = Memo::new(move |_| side.findings().unwrap_or_default());
    let language = app
        .opened()
        .with_untracked(|opened| opened.design().map_or(t, |design| design.locale));
    let error = Memo::new(move |_| {
        app.editing()
            .with(|editing| editing.as_ref().and_then(|editing| editing.error))
    });
    // The caret begins where the text does.
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            app.go_to_start(&field);
        }
    });
    let changed = move |value: String| {
        app.edit(value.clone());
        written.set(value);
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
            <div class="editor-halves">
                <div class="editor-half">
                    <div class="editor-field">
                        <pre class="editor-lines" aria-hidden="true">{text(move || findings.with(|findings| numbers(lines.get(), findings)))}</pre>
                        <textarea class="editor-text" id="section-editor" data-testid="section-text" node_ref=field spellcheck="false"
                            wrap="off" rows=text(move || lines.get().max(8).to_string())
                            prop:value=begun
                            on:input=move |event| changed(event_target_value(&event))></textarea>
                    </div>
                    <ul class="editor-findings" aria-live="polite">
                        {part(move || findings.get().into_iter().map(|finding| view! { <Line finding field/> }).collect_view())}
                    </ul>
                </div>
                <div class="editor-preview" data-testid="section-preview">
                    <Rendered side text=written language label=t.section_preview()/>
                </div>
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
        <details open>
            <summary>{t.section_meanwhile()}</summary>
            <Diff before=present after=editing.text.clone() label=t.section_meanwhile()
                before_name=t.section_meanwhile() after_name=t.section_mine()/>
        </details>
    }
}

/// A finding, by the line that it is about.
#[component]
fn Line(
    /// What was found.
    finding: Finding,
    /// The field that holds the line.
    field: NodeRef<html::Textarea>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let Finding {
        code,
        severity,
        line,
        message,
        hint,
        ..
    } = finding;
    let go = move |_| {
        if let (Some(line), Some(field)) = (line, field.get_untracked()) {
            app.go_to_line(&field, line);
        }
    };
    view! {
        <li>
            <button class="editor-finding" type="button" data-testid="section-finding" data-code=code data-severity=severity.name() title=hint
                on:click=go>
                {line.map(|line| view! { <b>{t.section_line(line)}</b> " " })}
                {message}
            </button>
        </li>
    }
}

fn line_count(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count() + 1
}

/// The numbers of the lines, those with a finding marked.
fn numbers(count: usize, findings: &[Finding]) -> String {
    let mut numbers = String::new();
    for number in 1..=count {
        let marked = findings
            .iter()
            .any(|finding| finding.line.is_some_and(|line| line as usize == number));
        if marked {
            numbers.push('▸');
        }
        numbers.push_str(&number.to_string());
        numbers.push('\n');
    }
    numbers
}
