//! The architect's page: which personas there are, and of the one that is looked at what it knows, its file,
//! how it differs from the built-in one, and the way to a copy of one's own.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::persona_editor::{Catalogue, Editor};
use crate::{
    domain::{
        locale::Locale,
        persona::{Persona, own::PersonaChoice},
    },
    view::{
        app,
        diff::Diff,
        ui::dynamic::{part, text},
    },
};

/// What is shown of the persona that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Catalogue,
    File,
    Compare,
    Edit,
}

/// The persona that is looked at, and what of it.
#[derive(Clone, Copy)]
pub(super) struct Looking {
    choice: RwSignal<PersonaChoice>,
    show: RwSignal<Show>,
    renaming: RwSignal<bool>,
}

impl Looking {
    /// Shows the catalogue of a persona.
    pub(super) fn at(self, choice: PersonaChoice) {
        self.choice.set(choice);
        self.renaming.set(false);
        self.show.set(Show::Catalogue);
    }
}

/// An agent file and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct File {
    choice: PersonaChoice,
    text: String,
}

/// The personas' page.
#[component]
pub fn PersonaPage() -> impl IntoView {
    let app = app();
    app.load_personas();
    let looking = Looking {
        choice: RwSignal::new(app.persona_choice()),
        show: RwSignal::new(Show::Catalogue),
        renaming: RwSignal::new(false),
    };
    let personas = Memo::new(move |_| app.personas());
    // One that was deleted is not looked at any more.
    let choice = Memo::new(move |_| {
        let wanted = looking.choice.get();
        let is_there = personas.with(|all| all.iter().any(|(choice, _)| *choice == wanted));
        if is_there {
            wanted
        } else {
            PersonaChoice::Bundled
        }
    });
    let file = file_of(choice);
    view! {
        <div class="page-wide" data-testid="persona">
            <List looking personas choice/>
            {part(move || file.get().map(|file| view! { <Looked looking file/> }))}
        </div>
    }
}

/// The file of a persona, read again when it changes.
fn file_of(choice: Memo<PersonaChoice>) -> RwSignal<Option<File>> {
    let app = app();
    let file = RwSignal::new(None::<File>);
    let own = Memo::new(move |_| app.own_personas());
    Effect::new(move |_| {
        own.with(|_| ());
        let wanted = choice.get();
        spawn_local(async move {
            let Some(text) = app.persona_file(wanted).await else {
                return;
            };
            // The page may be gone, or another persona be looked at.
            if choice.try_get_untracked() == Some(wanted) {
                let read = File {
                    choice: wanted,
                    text,
                };
                if file.try_with_untracked(|file| file.as_ref() != Some(&read)) == Some(true) {
                    file.set(Some(read));
                }
            }
        });
    });
    file
}

#[component]
fn List(
    /// What is looked at.
    looking: Looking,
    /// The personas with their names.
    personas: Memo<Vec<(PersonaChoice, String)>>,
    /// The one that is looked at.
    choice: Memo<PersonaChoice>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <div class="personas">
            <ul class="persona-list" aria-label=t.persona_list()>
                {part(move || personas.get().into_iter().map(|(persona, name)| view! {
                    <li>
                        <button class="persona-card" data-testid="persona-card" data-kind=kind(persona)
                            aria-pressed=text(move || (choice.get() == persona).to_string())
                            on:click=move |_| looking.at(persona)>
                            <span class="persona-name">{name}</span>
                            <span class="chip">{kind_text(t, persona)}</span>
                            {part(move || (app.persona_choice() == persona).then(|| view! {
                                <span class="chip ok" data-testid="persona-in-use">{t.persona_in_use()}</span>
                            }))}
                        </button>
                    </li>
                }).collect_view())}
            </ul>
            <label class="button file-button">
                {t.persona_import()}
                <input type="file" class="file-input" data-testid="persona-import" accept=".md,.markdown,.txt,text/markdown,text/plain"
                    on:change=move |event| {
                        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
                        let Some(input) = input else { return };
                        if let Some(file) = input.files().and_then(|files| files.get(0)) {
                            spawn_local(async move {
                                if let Some(id) = app.import_persona(file).await {
                                    looking.at(PersonaChoice::Own(id));
                                }
                            });
                        }
                        input.set_value("");
                    }/>
            </label>
        </div>
        <p class="field-hint persona-hint">{t.persona_list_hint()}</p>
    }
}

fn kind(choice: PersonaChoice) -> &'static str {
    match choice {
        PersonaChoice::Bundled => "bundled",
        PersonaChoice::Site(_) => "site",
        PersonaChoice::Own(_) => "own",
    }
}

fn kind_text(t: Locale, choice: PersonaChoice) -> &'static str {
    match choice {
        PersonaChoice::Bundled => t.persona_bundled(),
        PersonaChoice::Site(_) => t.persona_site(),
        PersonaChoice::Own(_) => t.persona_own(),
    }
}

#[component]
fn Looked(
    /// What is looked at.
    looking: Looking,
    /// Its file.
    file: File,
) -> impl IntoView {
    let t = app().locale_now();
    let File {
        choice,
        text: source,
    } = file;
    let persona = StoredValue::new(Persona::parse(&source).ok());
    let name = persona.with_value(|persona| {
        persona
            .as_ref()
            .map_or_else(String::new, |it| it.name.clone())
    });
    let source = StoredValue::new(source);
    view! {
        {part(move || if looking.renaming.get() {
            view! { <Rename looking choice name=name.clone()/> }.into_any()
        } else {
            view! { <h1 class="page-title">{name.clone()}</h1> }.into_any()
        })}
        <Actions looking choice/>
        {part(move || match looking.show.get() {
            Show::Catalogue => persona.get_value().map(|persona| view! { <Catalogue persona/> }).into_any(),
            Show::File => view! {
                <pre class="request-text persona-file" tabindex="0" data-testid="persona-file" aria-label=t.persona_file()>{source.get_value()}</pre>
            }.into_any(),
            Show::Compare => view! { <Compare source=source.get_value()/> }.into_any(),
            Show::Edit => view! { <Editor looking choice source=source.get_value()/> }.into_any(),
        })}
    }
}

#[component]
fn Rename(
    /// What is looked at.
    looking: Looking,
    /// Whose name.
    choice: PersonaChoice,
    /// The name now.
    name: String,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <input class="input" id="persona-name" data-testid="persona-name" prop:value=name
            aria-label=t.persona_new_name()
            on:change=move |event| {
                looking.renaming.set(false);
                if let PersonaChoice::Own(id) = choice {
                    app.rename_persona(id, &event_target_value(&event));
                }
            }
            on:keydown=move |event| if event.key() == "Escape" { looking.renaming.set(false) }/>
    }
}

#[component]
fn Actions(
    /// What is looked at.
    looking: Looking,
    /// Which persona.
    choice: PersonaChoice,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let segment = move |show: Show, label: &'static str, hook: &'static str| {
        view! {
            <button class="segment" data-testid=hook aria-pressed=text(move || (looking.show.get() == show).to_string())
                on:click=move |_| looking.show.set(show)>{label}</button>
        }
    };
    let edit = match choice {
        PersonaChoice::Own(_) => t.persona_edit(),
        _ => t.persona_edit_copy(),
    };
    let own = match choice {
        PersonaChoice::Own(id) => Some(id),
        _ => None,
    };
    view! {
        <div class="row persona-actions">
            <span class="segments">
                {segment(Show::Catalogue, t.persona_catalogue(), "persona-catalogue")}
                {segment(Show::File, t.persona_file(), "persona-raw")}
                {(choice != PersonaChoice::Bundled).then(|| segment(Show::Compare, t.persona_compare_short(), "persona-compare"))}
            </span>
            {part(move || (app.persona_choice() != choice).then(|| view! {
                <button class="button primary" data-testid="persona-use" on:click=move |_| app.choose_persona(choice)>{t.persona_use()}</button>
            }))}
            <button class="button" data-testid="persona-edit" on:click=move |_| {
                looking.show.set(Show::Edit);
                app.focus_soon("persona-text");
            }>{edit}</button>
            {own.map(|id| view! {
                <button class="button quiet" data-testid="persona-rename" on:click=move |_| {
                    looking.renaming.set(true);
                    app.focus_soon("persona-name");
                }>{t.persona_rename()}</button>
                <button class="button quiet" data-testid="persona-delete" on:click=move |_| {
                    app.delete_persona(id);
                    looking.at(PersonaChoice::Bundled);
                }>{t.persona_delete()}</button>
            })}
            <button class="button quiet" data-testid="persona-export" on:click=move |_| app.export_persona(choice)>{t.persona_export()}</button>
        </div>
    }
}

#[component]
fn Compare(
    /// The file to compare with the built-in one.
    source: String,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let bundled = RwSignal::new(None::<String>);
    spawn_local(async move {
        let text = app.persona_file(PersonaChoice::Bundled).await;
        let _ = bundled.try_set(text);
    });
    part(move || {
        let after = source.clone();
        bundled.get().map(|before| if before == after {
            view! { <p class="empty">{t.persona_same_file()}</p> }.into_any()
        } else {
            view! { <Diff before after label=t.persona_compare() before_name=t.persona_bundled() after_name=t.persona_file()/> }.into_any()
        })
    })
}
