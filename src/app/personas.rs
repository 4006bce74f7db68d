//! The user's own personas: read from the browser's storage when they are first needed, and every change of
//! them. Which persona writes what is `expert`'s business.

use leptos::{prelude::*, task::spawn_local};

use super::{App, NoticeAction};
use crate::{
    browser::{
        clock,
        database::{Additions, Database, Store},
    },
    domain::{
        design::file_stem,
        persona::{
            Persona,
            check::check,
            own::{OwnPersona, PersonaChoice, Standing, renamed},
        },
        sorting,
    },
};

impl App {
    /// The user's own personas, newest first; tracked. Empty until they were asked for.
    #[must_use]
    pub fn own_personas(self) -> Vec<OwnPersona> {
        self.own_personas.get().unwrap_or_default()
    }

    /// Reads the user's own personas unless they are here.
    pub(super) async fn need_own_personas(self) {
        if self.own_personas.with_untracked(Option::is_some) {
            return;
        }
        let stored = match self.database.get_value() {
            Some(database) => database.all(Store::Personas).await,
            // The library is still being opened.
            None => match Database::open().await {
                Ok(database) => database.all(Store::Personas).await,
                Err(error) => Err(error),
            },
        };
        let mut own: Vec<_> = match stored {
            Ok(stored) => stored
                .iter()
                .filter_map(|(key, record)| OwnPersona::read(key, &record.as_string()?))
                .collect(),
            // The library says what is wrong with the storage.
            Err(_) => Vec::new(),
        };
        sort(&mut own);
        self.own_personas.update(|known| {
            known.get_or_insert(own);
        });
    }

    pub(super) async fn own_file_now(self, id: u64) -> Option<(Persona, String)> {
        self.need_own_personas().await;
        self.own_personas.with_untracked(|own| {
            let own = own.iter().flatten().find(|own| own.id == id)?;
            Some((own.persona.clone(), own.text.clone()))
        })
    }

    /// The agent file of a persona in the interface's language.
    pub async fn persona_file(self, choice: PersonaChoice) -> Option<String> {
        let locale = self.locale.get_untracked();
        let expert = self.fetched(locale, choice).await.ok().flatten()?;
        Some(expert.source.clone())
    }

    /// Keeps an agent file as a persona of the user's own, in place of the one of that id or as a new one;
    /// gives its id. `None` when it is no persona.
    pub fn keep_persona(self, id: Option<u64>, text: String) -> Option<u64> {
        let now = clock::now();
        let id = id.unwrap_or_else(|| self.free_id(now));
        let own = OwnPersona::of(id, text, now)?;
        self.put_persona(own);
        Some(id)
    }

    /// Ids are moments; two of the same millisecond are told apart.
    fn free_id(self, now: u64) -> u64 {
        self.own_personas.with_untracked(|own| {
            let taken = |id: u64| own.iter().flatten().any(|own| own.id == id);
            (now..).find(|id| !taken(*id)).unwrap_or(now)
        })
    }

    /// Puts a persona into the list and into the storage.
    pub(super) fn put_persona(self, own: OwnPersona) {
        let (id, key, record) = (own.id, own.key(), own.record());
        self.own_personas.update(|known| {
            let known = known.get_or_insert_default();
            known.retain(|other| other.id != own.id);
            known.push(own);
            sort(known);
        });
        self.persona_moved(id);
        let Some(database) = self.database.get_value() else {
            return;
        };
        spawn_local(async move {
            let kept = database.keep(Store::Personas, &key, &record.into()).await;
            if let Err(error) = kept {
                self.storage_failed(&error);
            }
        });
    }

    /// What was made from a persona's file is made anew.
    fn persona_moved(self, id: u64) {
        self.experts.update(|experts| {
            experts.retain(|((_, choice), _)| *choice != PersonaChoice::Own(id));
        });
        self.load_expert();
    }

    /// Takes an agent file into the user's own personas; gives its id.
    pub async fn import_persona(self, file: web_sys::File) -> Option<u64> {
        let name = file.name();
        let text = self.text_of_file(file).await?;
        self.need_own_personas().await;
        let t = self.locale.get_untracked();
        let checked = check(&text);
        let error = checked.faults.iter().find(|fault| fault.kind.is_error());
        if let Some(fault) = error {
            self.notify(t.persona_import_refused(fault.kind.message(t), fault.line, name));
            return None;
        }
        let id = self.keep_persona(None, text)?;
        let name = checked.persona.map_or(name, |persona| persona.name);
        self.notify(t.persona_imported(name));
        Some(id)
    }

    /// Gives one of the user's own personas another name.
    pub fn rename_persona(self, id: u64, name: &str) {
        let own = self
            .own_personas
            .with_untracked(|own| own.iter().flatten().find(|own| own.id == id).cloned());
        if let Some(own) = own.filter(|own| !name.trim().is_empty() && own.persona.name != name) {
            let _ = self.keep_persona(Some(id), renamed(&own.text, name));
        }
    }

    /// Deletes one of the user's own personas, with a way back.
    pub fn delete_persona(self, id: u64) {
        let found = self.own_personas.try_update(|own| {
            let own = own.as_mut()?;
            let at = own.iter().position(|own| own.id == id)?;
            Some(own.remove(at))
        });
        let Some(Some(own)) = found else { return };
        let was_chosen = self.persona_choice.get_untracked() == PersonaChoice::Own(id);
        if was_chosen {
            self.choose_persona(PersonaChoice::Bundled);
        }
        self.persona_moved(id);
        let text = self
            .locale
            .get_untracked()
            .persona_deleted(&own.persona.name);
        let key = own.key();
        self.notify_with(
            text,
            NoticeAction::RestorePersona(Box::new(own), was_chosen),
        );
        let Some(database) = self.database.get_value() else {
            return;
        };
        spawn_local(async move {
            if let Err(error) = database.discard(Store::Personas, &key).await {
                self.storage_failed(&error);
            }
        });
    }

    /// Puts a deleted persona back, and to use if it was.
    pub(super) fn restore_persona(self, own: OwnPersona, was_chosen: bool) {
        let id = own.id;
        self.put_persona(own);
        if was_chosen {
            self.choose_persona(PersonaChoice::Own(id));
        }
    }

    /// Saves a persona's agent file.
    pub fn export_persona(self, choice: PersonaChoice) {
        spawn_local(async move {
            let Some(text) = self.persona_file(choice).await else {
                return;
            };
            let name = Persona::parse(&text).map(|persona| persona.name);
            let stem = file_stem(&name.unwrap_or_default(), "persona");
            self.save_file(&format!("{stem}.md"), "text/markdown;charset=utf-8", &text);
        });
    }

    /// Which persona later requests for the open design use, and how it compares with the one that wrote it.
    pub async fn persona_of_open(self) -> Option<(PersonaChoice, Standing)> {
        let design = self.open_copy()?;
        let (expert, standing) = self.expert_standing(&design).await?;
        let choice = self.experts.with_untracked(|experts| {
            let mut experts = experts.iter();
            let is_it = |known: &&_| {
                let ((language, _), other): &((_, _), std::sync::Arc<super::Expert>) = known;
                *language == design.locale && other.persona.hash == expert.persona.hash
            };
            experts.find(is_it).map(|((_, choice), _)| *choice)
        });
        Some((choice.unwrap_or_default(), standing))
    }

    /// Chooses the persona of the open design's later requests.
    pub fn set_persona_of_open(self, choice: PersonaChoice) {
        let Some(design) = self.open_copy().filter(|design| self.may_write(&design.id)) else {
            return;
        };
        spawn_local(async move {
            let Ok(Some(expert)) = self.fetched(design.locale, choice).await else {
                return;
            };
            // What arrived meanwhile stays: only the stamp changes.
            let id = design.id;
            self.shelf.update_value(|shelf| {
                if let Some(design) = shelf.get_mut(&id) {
                    design.stamp.persona.clone_from(&expert.persona.name);
                    design.stamp.persona_hash.clone_from(&expert.persona.hash);
                }
            });
            self.save_whole(&id, Additions::default());
            self.refresh_open(&id);
            self.show_again();
            let t = self.locale.get_untracked();
            self.notify(t.persona_standing_set(&expert.persona.name));
        });
    }
}

fn sort(own: &mut Vec<OwnPersona>) {
    sorting::sort(own, |a, b| {
        b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id))
    });
}
