//! The tools of each section of the open design: who wrote it, edit, lock, write anew, move, remove. They are
//! put into the places that the drawn document has for them.

use leptos::{portal::Portal, prelude::*};
use web_sys::HtmlDetailsElement;

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
    app.know_history();
    // Nodes cannot be compared.
    let slots = Memo::new_with_compare(move |_| app.section_slots(), |_, _| true);
    let writing = Memo::new(move |_| app.is_writing_document());
    let facts = Memo::new(move |_| app.section_facts(writing.get()));
    let count = Memo::new(move |_| facts.with(Vec::len));
    let shown = move || slots.get().into_iter().take(count.get());
    let place =
        move |number| slots.with(|slots| slots.iter().position(|slot| slot.number == number));
    view! {
        // A slot is made anew when its section is: its tools go with it, and those of the others stay.
        <For each=shown key=|slot| slot.number children=move |slot| {
            let at = Memo::new(move |_| place(slot.number).unwrap_or_default());
            view! {
                <Portal mount=slot.element>
                    <Tools at facts/>
                    <EditorHere at/>
                </Portal>
            }
        }/>
    }
}

#[component]
fn Tools(
    /// The place of the section.
    at: Memo<usize>,
    /// What is known of all sections.
    facts: Memo<Vec<SectionFacts>>,
) -> impl IntoView {
    let own = Memo::new(move |_| facts.with(|facts| facts.get(at.get()).cloned()));
    // One that has gone leaves its slot in a moment.
    let known = Memo::new(move |last: Option<&SectionFacts>| {
        own.get().or_else(|| last.cloned()).unwrap_or_default()
    });
    let is_there = Memo::new(move |_| own.with(Option::is_some));
    part(move || is_there.get().then(|| view! { <Bar facts=known/> }))
}

/// The tools stay the same whatever becomes of their section: nobody loses a place among them.
#[component]
fn Bar(
    /// What is known of the section.
    facts: Memo<SectionFacts>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let asking = RwSignal::new(false);
    let menu = RwSignal::new(false);
    let locked = Memo::new(move |_| facts.with(|facts| facts.locked));
    let is_opening = Memo::new(move |_| facts.with(|facts| facts.is_opening));
    let origin = Memo::new(move |_| facts.with(|facts| facts.origin.clone()));
    let label = text(move || t.section_tools(name(t, &facts.get())));
    let is_locked = Signal::derive(move || locked.get());
    let at = move || facts.with_untracked(|facts| facts.at);
    view! {
        <div class="section-tools" role="group" aria-label=label data-locked=text(move || locked.get().to_string())>
            <span class="section-origin">
                {part(move || locked.get().then(|| view! { <b class="section-locked">{t.section_locked()}</b> }))}
                {text(move || origin.with(|origin| origin.as_ref().map_or_else(String::new, |origin| origin_text(app, origin))))}
            </span>
            <button class="section-tool" data-testid="section-edit" prop:disabled=is_locked
                on:click=move |_| { app.edit_section(at()); app.focus_editor(); }>{t.section_edit()}</button>
            <button class="section-tool" data-testid="section-lock" aria-pressed=text(move || locked.get().to_string())
                on:click=move |_| facts.with_untracked(|facts| app.lock_section(facts, !facts.locked))>
                {text(move || if locked.get() { t.section_unlock() } else { t.section_lock() }.to_owned())}
            </button>
            {part(move || (!is_opening.get()).then(|| view! {
                <button class="section-tool" data-testid="section-regenerate" prop:disabled=is_locked
                    aria-expanded=text(move || asking.get().to_string())
                    on:click=move |_| {
                        asking.update(|asking| *asking = !*asking);
                        app.focus_soon("section-instruction");
                    }>{t.section_regenerate()}</button>
                <details class="section-more" prop:open=Signal::derive(move || menu.get())
                    on:toggle=move |event| menu.set(event_target::<HtmlDetailsElement>(&event).open())>
                    <summary class="section-tool" data-testid="section-more"
                        aria-label=text(move || t.section_more(name(t, &facts.get())))>"⋯"</summary>
                    <Menu facts open=menu/>
                </details>
            }))}
        </div>
        {part(move || asking.get().then(|| view! { <Regenerate at=at() asking/> }))}
    }
}

fn name(t: Locale, facts: &SectionFacts) -> String {
    if facts.title.is_empty() {
        t.section_untitled().to_owned()
    } else {
        visible(&facts.title).into_owned()
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
    facts: Memo<SectionFacts>,
    /// Whether it is open: what is chosen closes it.
    open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let may_move = Memo::new(move |_| facts.with(|facts| facts.may_move));
    let is_first = Signal::derive(move || !may_move.get().0);
    let is_last = Signal::derive(move || !may_move.get().1);
    let is_locked = Signal::derive(move || facts.with(|facts| facts.locked));
    let at = move || facts.with_untracked(|facts| facts.at);
    let move_to = move |to| facts.with_untracked(|facts| app.move_section(facts, to));
    view! {
        <div class="section-menu" on:click=move |_| open.set(false)>
            <button class="section-item" data-testid="section-up" prop:disabled=is_first
                on:click=move |_| move_to(at().saturating_sub(1))>{t.section_up()}</button>
            <button class="section-item" data-testid="section-down" prop:disabled=is_last
                on:click=move |_| move_to(at() + 1)>{t.section_down()}</button>
            <button class="section-item" data-testid="section-add"
                on:click=move |_| { app.add_section(at() + 1); app.focus_editor(); }>{t.section_add()}</button>
            <button class="section-item" data-testid="section-remove" prop:disabled=is_locked
                on:click=move |_| facts.with_untracked(|facts| app.remove_section(facts))>{t.section_remove()}</button>
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
    at: Memo<usize>,
) -> impl IntoView {
    let app = app();
    let here = Memo::new(move |_| {
        app.editing().with(|editing| {
            editing.as_ref().is_some_and(|editing| match editing.base {
                Some(_) => editing.at == at.get(),
                None => editing.at == at.get() + 1,
            })
        })
    });
    part(move || here.get().then(|| view! { <Editor/> }))
}
