//! The form of a brief: the text first and enough on its own, the rest in disclosures, each field optional.

use leptos::prelude::*;

use super::{
    answers::Answers,
    context::Context,
    field::{ConsistencyRows, FieldRow},
};
use crate::{
    app::BriefPlace,
    domain::brief::{Brief, field::Group},
    view::{
        app,
        ui::dynamic::{part, text},
    },
};

/// The form.
#[component]
pub fn BriefForm(
    /// Whose brief.
    place: BriefPlace,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let free_text = Memo::new(move |_| app.with_brief(place, |brief| brief.text.clone()));
    view! {
        <div class="field">
            <label class="field-label" for="brief">{t.ui_brief()}</label>
            <textarea class="input" id="brief" data-testid="brief-text" rows="7"
                aria-describedby="brief-hint"
                placeholder=t.ui_brief_placeholder() prop:value=text(move || free_text.get())
                on:input=move |event| {
                    let value = event_target_value(&event);
                    app.change_brief(place, |brief| brief.text = value);
                }></textarea>
            <p class="field-hint" id="brief-hint">{t.brief_text_hint()}</p>
        </div>
        <div class="brief-groups">
            {Group::ALL.map(|group| view! { <FieldGroup place group/> }).into_iter().collect_view()}
            <Disclosure name="consistency" label=t.brief_group_consistency()
                count=Memo::new(move |_| app.with_brief(place, |brief| brief.consistency.len()))>
                <ConsistencyRows place/>
            </Disclosure>
            <Disclosure name="context" label=t.brief_group_context()
                count=Memo::new(move |_| app.with_brief(place, |brief| brief.context.len()))>
                <Context place/>
            </Disclosure>
            <Disclosure name="wanted" label=t.brief_group_wanted()
                count=Memo::new(move |_| app.with_brief(place, |brief| brief.wanted.len()))>
                <Wanted place/>
            </Disclosure>
            <Answers place/>
        </div>
    }
}

/// A part of the form that is folded away, with how much of it is filled in.
#[component]
pub(super) fn Disclosure(
    /// The stable name.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// How much of it is filled in.
    count: Memo<usize>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let filled = text(move || match count.get() {
        0 => String::new(),
        count => count.to_string(),
    });
    view! {
        <details class="brief-group" data-testid="brief-group" data-group=name>
            <summary>{label} " " <span class="chip">{filled}</span></summary>
            <div class="brief-fields">{children()}</div>
        </details>
    }
}

#[component]
fn FieldGroup(
    /// Whose brief.
    place: BriefPlace,
    /// Which fields.
    group: Group,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let filled = move |brief: &Brief| {
        let filled = group
            .fields()
            .filter(|field| !brief.get(*field).trim().is_empty());
        filled.count()
    };
    let count = Memo::new(move |_| app.with_brief(place, filled));
    view! {
        <Disclosure name=group.name() label=group.label(t) count>
            {group.fields().map(|field| view! { <FieldRow place field/> }).collect_view()}
        </Disclosure>
    }
}

/// Which of the persona's deliverables are wanted; none ticked off means all of them.
#[component]
fn Wanted(
    /// Whose brief.
    place: BriefPlace,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <p class="field-hint brief-wide">{t.brief_wanted_hint()}</p>
        {part(move || app.expert().map(|expert| {
            let all = expert.persona.deliverables.clone();
            all.iter().map(|deliverable| {
                let name = deliverable.clone();
                let label = deliverable.clone();
                let everything = all.clone();
                let ticked = Memo::new(move |_| app.with_brief(place, |brief| {
                    brief.wanted.is_empty() || brief.wanted.contains(&name)
                }));
                let name = deliverable.clone();
                view! {
                    <label class="check brief-wide">
                        <input type="checkbox" data-testid="deliverable-wanted" prop:checked=move || ticked.get()
                            on:change=move |_| app.change_brief(place, |brief| brief.want(&name, &everything))/>
                        <span>{label}</span>
                    </label>
                }
            }).collect_view()
        }))}
    }
}
