//! The tools of each section of the open design: who wrote it, edit, lock, write anew, move, remove. They are
//! put into the places that the drawn document has for them.

use leptos::{portal::Portal, prelude::*};

use super::{
    app,
    editor::Editor,
    ui::dynamic::{part, text},
};
use crate::{
    app::{App, SectionFacts, SideTab},
    domain::{
        bidi::visible,
        design::section::{Author, Origin},
        locale::Locale,
    },
};

/// The tools of all sections.
#[component]
pub fn SectionTools() -> impl IntoView {
    let app = app();
    app.resume_edit();
    app.load_history();
    // A slot is made anew when its section is: its tools go with it.
    let slots = Memo::new_with_compare(move |_| app.section_slots(), |_, _| true);
    let facts = Memo::new(move |_| app.section_facts());
    let count = Memo::new(move |_| facts.with(Vec::len));
    view! {
        {part(move || {
            let slots = slots.get();
            let count = count.get();
            slots.into_iter().take(count).enumerate().map(|(at, slot)| view! {
                <Portal mount=slot>
                    <Tools at facts/>
                    <EditorHere at/>
                </Portal>
            }).collect_view()
        })}
    }
}

#[component]
fn Tools(
    /// The place of the section.
    at: usize,
    /// What is known of all sections.
    facts: Memo<Vec<SectionFacts>>,
) -> impl IntoView {
    let own = Memo::new(move |_| facts.with(|facts| facts.get(at).cloned()));
    let count = Memo::new(move |_| facts.with(Vec::len));
    part(move || {
        let count = count.get();
        own.get().map(|facts| view! { <Bar facts count/> })
    })
}

#[component]
fn Bar(
    /// What is known of the section.
    facts: SectionFacts,
    /// How many sections there are.
    count: usize,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let SectionFacts {
        at,
        title,
        is_opening,
        locked,
        origin,
    } = facts.clone();
    let facts = StoredValue::new(facts);
    let asking = RwSignal::new(false);
    let name = if title.is_empty() {
        t.section_untitled().to_owned()
    } else {
        visible(&title).into_owned()
    };
    view! {
        <div class="section-tools" role="group" aria-label=t.section_tools(&name) data-locked=locked.then_some("")>
            <span class="section-origin">
                {locked.then(|| view! { <b class="section-locked">{t.section_locked()}</b> })}
                {origin.map(|origin| origin_text(app, &origin))}
            </span>
            <button class="section-tool" data-testid="section-edit" disabled=locked
                on:click=move |_| { app.edit_section(at); app.focus_soon("section-editor"); }>{t.section_edit()}</button>
            <button class="section-tool" data-testid="section-lock" aria-pressed=locked.to_string()
                on:click=move |_| facts.with_value(|facts| app.lock_section(facts, !locked))>
                {if locked { t.section_unlock() } else { t.section_lock() }}
            </button>
            {(!is_opening).then(|| view! {
                <button class="section-tool" data-testid="section-regenerate" disabled=locked
                    aria-expanded=text(move || asking.get().to_string())
                    on:click=move |_| {
                        asking.update(|asking| *asking = !*asking);
                        app.focus_soon("section-instruction");
                    }>{t.section_regenerate()}</button>
                <details class="section-more">
                    <summary class="section-tool" data-testid="section-more" aria-label=t.section_more(&name)>"⋯"</summary>
                    <Menu facts count/>
                </details>
            })}
        </div>
        {part(move || asking.get().then(|| view! { <Regenerate at asking/> }))}
    }
}

/// Who wrote a section, and when.
fn origin_text(app: App, origin: &Origin) -> String {
    let who = author_text(app.locale_now(), origin);
    if origin.at == 0 {
        who
    } else {
        format!("{who} · {}", app.local_time(origin.at))
    }
}

/// Who wrote something, in a word or two.
pub fn author_text(locale: Locale, origin: &Origin) -> String {
    match origin.author {
        Author::Person => locale.section_by_person().to_owned(),
        Author::Drafter => locale.section_by_drafter().to_owned(),
        Author::Model | Author::Colleague | Author::File if !origin.by.is_empty() => {
            visible(&origin.by).into_owned()
        }
        Author::Model => locale.section_by_model().to_owned(),
        Author::Colleague => locale.section_by_colleague().to_owned(),
        Author::File => locale.section_by_file().to_owned(),
    }
}

#[component]
fn Menu(
    /// What is known of the section.
    facts: StoredValue<SectionFacts>,
    /// How many sections there are.
    count: usize,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let at = facts.with_value(|facts| facts.at);
    let first = usize::from(
        app.section_facts()
            .first()
            .is_some_and(|first| first.is_opening),
    );
    let locked = facts.with_value(|facts| facts.locked);
    view! {
        <div class="section-menu">
            <button class="section-item" data-testid="section-up" disabled={at <= first}
                on:click=move |_| facts.with_value(|facts| app.move_section(facts, at - 1))>{t.section_up()}</button>
            <button class="section-item" data-testid="section-down" disabled={at + 1 >= count}
                on:click=move |_| facts.with_value(|facts| app.move_section(facts, at + 1))>{t.section_down()}</button>
            <button class="section-item" data-testid="section-add"
                on:click=move |_| { app.add_section(at + 1); app.focus_soon("section-editor"); }>{t.section_add()}</button>
            <button class="section-item" data-testid="section-remove" disabled=locked
                on:click=move |_| facts.with_value(|facts| app.remove_section(facts))>{t.section_remove()}</button>
        </div>
    }
}

/// What is to be different when the section is written anew.
#[component]
fn Regenerate(
    /// The place of the section.
    at: usize,
    /// Whether this is open.
    asking: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let instruction = RwSignal::new(String::new());
    let send = move || {
        asking.set(false);
        app.refine(&instruction.get_untracked(), Some(at));
        app.open_side(SideTab::Refine);
    };
    view! {
        <form class="section-ask" on:submit=move |event| { event.prevent_default(); send(); }>
            <label class="field-label" for="section-instruction">{t.section_instruction()}</label>
            <div class="row">
                <input class="input row-fill" id="section-instruction" data-testid="section-instruction"
                    placeholder=t.section_instruction_hint()
                    prop:value=text(move || instruction.get())
                    on:input=move |event| instruction.set(event_target_value(&event))
                    on:keydown=move |event| if event.key() == "Escape" { asking.set(false) }/>
                <button class="button primary" type="submit" data-testid="section-regenerate-send">{t.section_regenerate_send()}</button>
                <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{t.ui_cancel()}</button>
            </div>
        </form>
    }
}

/// The editor, where the section that is edited stands; one that is added, under the section before it.
#[component]
fn EditorHere(
    /// The place of the section.
    at: usize,
) -> impl IntoView {
    let app = app();
    let here = Memo::new(move |_| {
        app.editing().with(|editing| {
            editing.as_ref().is_some_and(|editing| match editing.base {
                Some(_) => editing.at == at,
                None => editing.at == at + 1,
            })
        })
    });
    part(move || here.get().then(|| view! { <Editor/> }))
}
