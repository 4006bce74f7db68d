//! A persona's catalogue, and the editor of its file with what is read in it at every keystroke.

use leptos::{html, prelude::*};

use super::persona::Looking;
use crate::{
    domain::{
        locale::grouped,
        persona::{
            Persona, Point,
            check::{Check, Fault, check},
            own::{PersonaChoice, renamed},
        },
        prompt::TokenEstimate,
    },
    view::{app, ui::dynamic::part},
};

/// What a persona knows, how it works, what it delivers, where it hands over.
#[component]
pub(super) fn Catalogue(
    /// The persona to show.
    persona: Persona,
) -> impl IntoView {
    let locale = app().locale_now();
    let hash = persona.short_hash().to_owned();
    let count: usize = persona.areas.iter().map(|area| area.points.len()).sum();
    view! {
        <p class="lead">{persona.description}</p>
        <p class="row">
            <span class="chip">{locale.ui_fact_persona()} " " {hash}</span>
            <span class="chip">{locale.ui_suggested_model()} " " {persona.model.unwrap_or_default()}</span>
        </p>
        <p class="lead">{persona.philosophy}</p>
        <h2 class="heading">{locale.ui_delivers()}</h2>
        <ol class="numbered points">{persona.deliverables.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ol>
        <h2 class="heading">{locale.ui_approach()}</h2>
        <ol class="numbered points">{points(persona.approach)}</ol>
        <h2 class="heading">{locale.ui_capabilities(persona.areas.len(), count)}</h2>
        {persona.areas.into_iter().map(|area| view! {
            <details class="area" data-testid="persona-area">
                <summary>{area.title} " " <span class="chip">{area.points.len()}</span></summary>
                <ul class="points">{points(area.points)}</ul>
            </details>
        }).collect_view()}
        <h2 class="heading">{locale.ui_behaviours()}</h2>
        <ul class="points">{persona.behaviours.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
        <h2 class="heading">{locale.ui_workflow()}</h2>
        <ul class="points">{points(persona.workflow)}</ul>
        <h2 class="heading">{locale.ui_knowledge()}</h2>
        <ul class="points">{persona.knowledge.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
        <h2 class="heading">{locale.ui_boundaries()}</h2>
        <ul class="points">{persona.boundaries.into_iter().map(|boundary| view! {
            <li><b>{boundary.colleague}</b> <br/> <span class="point-detail">{boundary.split}</span></li>
        }).collect_view()}</ul>
    }
}

fn points(list: Vec<Point>) -> impl IntoView {
    list.into_iter()
        .map(|point| view! { <li><b>{point.term}</b> <br/> <span class="point-detail">{point.detail}</span></li> })
        .collect_view()
}

/// The editor of a file of one's own, or of a copy of another.
#[component]
pub(super) fn Editor(
    /// What is looked at.
    looking: Looking,
    /// Whose file.
    choice: PersonaChoice,
    /// The file.
    source: String,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let own = match choice {
        PersonaChoice::Own(id) => Some(id),
        _ => None,
    };
    // A copy under the same name could not be told from what it was copied from.
    let begun = match (own, Persona::parse(&source)) {
        (None, Ok(persona)) => renamed(&source, &t.persona_copy_name(persona.name)),
        _ => source,
    };
    let edited = RwSignal::new(begun);
    let checked = Memo::new(move |_| edited.with(|text| check(text)));
    let refused = RwSignal::new(false);
    let field = NodeRef::<html::Textarea>::new();
    // It begins at its start.
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.set_selection_range(0, 0);
        }
    });
    view! {
        <form class="persona-editor" on:submit=move |event| {
            event.prevent_default();
            match app.keep_persona(own, edited.get_untracked()) {
                Some(id) => looking.at(PersonaChoice::Own(id)),
                None => refused.set(true),
            }
        }>
            <div class="field">
                <label class="field-label" for="persona-text">{t.persona_text()}</label>
                <textarea class="input persona-text" id="persona-text" data-testid="persona-text" rows="30" spellcheck="false" node_ref=field
                    prop:value=edited.get_untracked()
                    on:input=move |event| {
                        refused.set(false);
                        edited.set(event_target_value(&event));
                    }></textarea>
            </div>
            <div class="stack">
                <div class="row">
                    <button class="button primary" data-testid="persona-save">{t.persona_save()}</button>
                    <button type="button" class="button quiet" on:click=move |_| looking.at(choice)>{t.persona_cancel()}</button>
                </div>
                {part(move || refused.get().then(|| view! { <p class="field-error" role="alert">{t.persona_not_saved()}</p> }))}
                <h2 class="heading">{t.persona_checked()}</h2>
                {part(move || checked.with(|checked| view! { <Counts checked=checked.clone() text=edited/> }))}
                <div data-testid="persona-faults" aria-live="polite">
                    {part(move || faults(checked.get().faults, field))}
                </div>
            </div>
        </form>
    }
}

#[component]
fn Counts(
    /// What was read.
    checked: Check,
    /// The text.
    text: RwSignal<String>,
) -> impl IntoView {
    let t = app().locale_now();
    let size = text.with_untracked(|text| {
        let mut estimate = TokenEstimate::default();
        estimate.add(text);
        t.persona_count_kilobytes(text.len().div_ceil(1000), grouped(estimate.tokens()))
    });
    let counts = checked.persona.map(|persona| {
        let points: usize = persona.areas.iter().map(|area| area.points.len()).sum();
        [
            (t.persona_count_areas(), persona.areas.len()),
            (t.persona_count_points(), points),
            (t.persona_count_behaviours(), persona.behaviours.len()),
            (t.persona_count_approach(), persona.approach.len()),
            (t.persona_count_starters(), persona.starters.len()),
            (t.persona_count_boundaries(), persona.boundaries.len()),
            (t.persona_count_deliverables(), persona.deliverables.len()),
        ]
    });
    view! {
        <dl class="facts" data-testid="persona-counts">
            {counts.map(|counts| counts.into_iter().map(|(label, count)| view! { <dt>{label}</dt><dd>{count}</dd> }).collect_view())}
            <dt>{t.persona_count_size()}</dt>
            <dd>{size}</dd>
        </dl>
    }
}

fn faults(faults: Vec<Fault>, field: NodeRef<html::Textarea>) -> AnyView {
    let app = app();
    let t = app.locale_now();
    if faults.is_empty() {
        return view! { <p class="empty">{t.persona_no_faults()}</p> }.into_any();
    }
    let faults = faults.into_iter().map(|fault| {
        let (severity, word) = match fault.kind.is_error() {
            true => ("error", t.persona_error()),
            false => ("warning", t.persona_remark()),
        };
        let line = fault.line;
        view! {
            <button type="button" class="finding" data-testid="persona-fault" data-severity=severity
                on:click=move |_| {
                    let number = u32::try_from(line).unwrap_or(u32::MAX);
                    if let Some(field) = field.get_untracked() {
                        app.go_to_line(&field, number);
                    }
                }>
                <span class="finding-code">{word} " · " {t.persona_at_line(line)}</span>
                <span class="finding-text">{fault.kind.message(t)}</span>
            </button>
        }
    });
    faults.collect_view().into_any()
}
