//! The whole library as one file, and back. It travels with the later pages.
//!
//! Both go design by design, so that a library of any size freezes nothing. A restore first says what it
//! would do; what it does is decided in `domain::backup`.

use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;
use wasm_bindgen::JsValue;

use super::{
    App,
    settings::{SETTINGS, Theme},
};
use crate::{
    browser::{
        clock,
        database::{Database, StorageError, Store},
        download::{self, Pieces},
        storage,
    },
    domain::{
        archive::Stored,
        backup::{self, BackupError, Entry, Fate, Line, Reader, Settings},
        calendar,
        design::{Design, Millis, Outcome},
        persona::own::OwnPersona,
    },
};

/// So many bytes of a file are read at once.
const PIECE: u64 = 1024 * 1024;
/// When the last backup was made.
const MADE: &str = "backend-architect:backup";

/// How far a backup or a restore is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum BackupState {
    /// Nothing is under way.
    #[default]
    Idle,
    /// So many of so many designs are in the file.
    Writing(usize, usize),
    /// So many hundredths of a file are read.
    Reading(u64),
    /// What a restore would do.
    Planned(Plan),
    /// So many of so many designs are restored.
    Restoring(usize, usize),
    /// So many designs were added or brought up to date.
    Restored(usize),
    /// It went wrong, for this reason.
    Failed(String),
}

/// What a restore would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// When the file was made.
    pub made: Millis,
    /// The designs of the file, in its order.
    pub designs: Vec<Planned>,
    /// Personas that are not here.
    pub personas: usize,
    /// Personas that are damaged or of a later version of the page: they stay in the file.
    pub strange_personas: usize,
    /// The settings of the file, if they are usable here.
    pub settings: Option<Settings>,
}

impl Plan {
    /// How many designs have a fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        let designs = self.designs.iter();
        designs.filter(|design| design.fate == fate).count()
    }

    /// Whether a restore would write anything.
    #[must_use]
    pub fn is_of_use(&self) -> bool {
        self.personas > 0
            || self.settings.is_some()
            || self.designs.iter().any(|design| design.fate.writes())
    }
}

/// A design of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Planned {
    /// Its id.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// What a restore does with it.
    pub fate: Fate,
    start: u64,
    length: u64,
}

/// The file that a plan was made from.
#[derive(Default)]
pub(super) struct Chosen {
    file: Option<web_sys::File>,
    personas: Vec<(String, String)>,
}

impl App {
    /// How far a backup or a restore is.
    #[must_use]
    pub fn backup_state(self) -> ReadSignal<BackupState> {
        self.later().backup.read_only()
    }

    /// When the last backup was made in this browser.
    #[must_use]
    pub fn last_backup(self) -> Option<Millis> {
        storage::get(MADE)?.parse().ok()
    }

    /// Saves the whole library as one file.
    pub fn back_up(self) {
        if self.backup_is_busy() {
            return;
        }
        self.later().backup.set(BackupState::Writing(0, 0));
        spawn_local(async move {
            let now = clock::now();
            let done = match self.write_backup(now).await {
                Ok(pieces) => {
                    let day = calendar::timestamp(now);
                    let day = day.get(..10).unwrap_or_default();
                    let name = format!("backend-architect-{day}.backup.jsonl");
                    pieces.offer(&name, "application/jsonl")
                }
                Err(detail) => Err(detail),
            };
            match done {
                Ok(()) => {
                    storage::set(MADE, &now.to_string());
                    self.later().backup.set(BackupState::Idle);
                    self.mind_backup();
                }
                Err(detail) => self.later().backup.set(BackupState::Failed(detail)),
            }
        });
    }

    async fn write_backup(self, now: Millis) -> Result<Pieces, String> {
        let locale = self.locale.get_untracked();
        let told = |error: StorageError| locale.ui_storage_unavailable(error);
        let pieces = Pieces::default();
        pieces.push(&backup::head(
            now,
            &stored_settings().unwrap_or(Value::Null),
        ))?;
        let database = self.database.get_value();
        let mut ids = match &database {
            Some(database) => database.ids().await.map_err(told)?,
            None => Vec::new(),
        };
        let shelf: Vec<String> = self
            .shelf
            .with_value(|shelf| shelf.own().map(|design| design.id.clone()).collect());
        ids.extend(
            shelf
                .into_iter()
                .filter(|id| !ids.contains(id))
                .collect::<Vec<_>>(),
        );
        let mut lines = 0;
        for (number, id) in ids.iter().enumerate() {
            self.later()
                .backup
                .set(BackupState::Writing(number, ids.len()));
            let stored = match &database {
                Some(database) => database.entry(id).await.map_err(told)?,
                None => None,
            };
            if let Some(entry) = self.as_it_is(id, stored) {
                pieces.push(&backup::design(&entry))?;
                lines += 1;
            }
        }
        if let Some(database) = &database {
            for (id, stored) in database.all(Store::Personas).await.map_err(told)? {
                if let Some(stored) = stored.as_string() {
                    pieces.push(&backup::persona(&id, &stored))?;
                    lines += 1;
                }
            }
        }
        pieces.push(&backup::end(lines))?;
        Ok(pieces)
    }

    /// A design with what could not be stored of it.
    fn as_it_is(self, id: &str, stored: Option<Entry>) -> Option<Entry> {
        if stored.is_some() && self.is_saved(id) {
            return stored;
        }
        let held = self.shelf.with_value(|shelf| shelf.get(id).map(Stored::of));
        match (stored, held) {
            (Some(entry), Some(stored)) => Some(Entry { stored, ..entry }),
            (None, Some(stored)) => Some(Entry {
                id: id.to_owned(),
                stored,
                revisions: Vec::new(),
                pieces: Vec::new(),
            }),
            (stored, None) => stored,
        }
    }

    /// Reads a backup and says what restoring it would do.
    pub fn plan_restore(self, file: web_sys::File) {
        if self.backup_is_busy() {
            return;
        }
        self.later().backup.set(BackupState::Reading(0));
        spawn_local(async move {
            let planned = self.read_backup(&file).await;
            let state = match planned {
                Ok((plan, personas)) => {
                    let file = Some(file);
                    self.later()
                        .chosen_backup
                        .set_value(Chosen { file, personas });
                    BackupState::Planned(plan)
                }
                Err(detail) => BackupState::Failed(detail),
            };
            self.later().backup.set(state);
        });
    }

    async fn read_backup(
        self,
        file: &web_sys::File,
    ) -> Result<(Plan, Vec<(String, String)>), String> {
        let locale = self.locale.get_untracked();
        let told = |error: BackupError| error.message(locale);
        let size = whole(file.size());
        let (mut plan, mut personas) = (Plan::default(), Vec::new());
        let (mut reader, mut at, mut start) = (Reader::default(), 0, 0);
        while at < size {
            self.later()
                .backup
                .set(BackupState::Reading(at * 100 / size));
            let piece = download::read_part(file, at, PIECE).await?;
            at += PIECE;
            for (line, length) in reader.push(&piece).map_err(told)? {
                let length = length as u64;
                match line {
                    Line::Head { made, settings } => {
                        (plan.made, plan.settings) = (made, settings);
                    }
                    Line::Design(entry) => {
                        let planned = self.plan_one(&entry, start, length).await;
                        plan.designs.push(planned);
                    }
                    Line::Persona { id, stored } => personas.push((id, stored)),
                    Line::End(_) | Line::Unknown => {}
                }
                start += length;
            }
        }
        reader.finish().map_err(told)?;
        let here = stored_settings().as_ref().and_then(Settings::read);
        plan.settings = plan.settings.filter(|theirs| here.as_ref() != Some(theirs));
        if let Some(database) = self.database.get_value() {
            let known = database.all(Store::Personas).await.unwrap_or_default();
            personas.retain(|(id, _)| known.iter().all(|(own, _)| own != id));
        }
        let found = personas.len();
        personas.retain(|(id, stored)| OwnPersona::read(id, stored).is_some());
        plan.personas = personas.len();
        plan.strange_personas = found - personas.len();
        Ok((plan, personas))
    }

    async fn plan_one(self, entry: &Entry, start: u64, length: u64) -> Planned {
        let here = match self.database.get_value() {
            Some(database) => database.entry(&entry.id).await.ok().flatten(),
            None => None,
        };
        Planned {
            id: entry.id.clone(),
            title: backup::title(entry),
            fate: backup::fate(entry, self.as_it_is(&entry.id, here).as_ref()),
            start,
            length,
        }
    }

    /// Does what the plan says, with the file's settings or without.
    pub fn restore_backup(self, with_settings: bool) {
        let BackupState::Planned(plan) = self.later().backup.get_untracked() else {
            return;
        };
        let chosen = self.later().chosen_backup.try_update_value(std::mem::take);
        let Some(Chosen {
            file: Some(file),
            personas,
        }) = chosen
        else {
            return;
        };
        spawn_local(async move {
            let Some(database) = self.database.get_value() else {
                let text = self.locale.get_untracked().backup_no_storage();
                self.later()
                    .backup
                    .set(BackupState::Failed(text.to_owned()));
                return;
            };
            let work: Vec<_> = plan
                .designs
                .into_iter()
                .filter(|it| it.fate.writes())
                .collect();
            for (number, planned) in work.iter().enumerate() {
                self.later()
                    .backup
                    .set(BackupState::Restoring(number, work.len()));
                if let Err(detail) = self.restore_one(&database, &file, planned).await {
                    self.later().backup.set(BackupState::Failed(detail));
                    return;
                }
            }
            for (id, stored) in personas {
                let stored = JsValue::from_str(&stored);
                if let Err(error) = database.keep(Store::Personas, &id, &stored).await {
                    self.storage_failed(&error);
                }
            }
            // They are read anew when they are needed.
            self.own_personas.set(None);
            if let Some(settings) = plan.settings.filter(|_| with_settings) {
                self.adopt_settings(settings);
            }
            self.later().backup.set(BackupState::Restored(work.len()));
        });
    }

    /// Whether the file's settings are to be taken unless the user says otherwise: where nothing is set up yet.
    #[must_use]
    pub fn wants_settings(self) -> bool {
        !self.site.chosen().endpoint
    }

    fn adopt_settings(self, settings: Settings) {
        let named = |name: &str| Theme::ALL.into_iter().find(|theme| theme.id() == name);
        if let Some(theme) = settings.theme.as_deref().and_then(named) {
            self.set_theme(theme);
        }
        if let Some(endpoint) = settings.endpoint.filter(|_| self.chooses_endpoint()) {
            self.endpoint.update(|form| {
                form.preset = endpoint.preset;
                form.base_url = endpoint.base_url.as_str().to_owned();
                form.model = endpoint.model;
            });
            self.endpoint_moved();
        }
        if let Some(persona) = settings.persona {
            self.choose_persona(persona);
        }
        if let Some(locale) = settings.locale {
            self.set_locale(locale);
        }
    }

    /// Forgets the plan, or what came of the last one.
    pub fn end_restore(self) {
        self.later().chosen_backup.set_value(Chosen::default());
        self.later().backup.set(BackupState::Idle);
    }

    async fn restore_one(
        self,
        database: &Database,
        file: &web_sys::File,
        planned: &Planned,
    ) -> Result<(), String> {
        let locale = self.locale.get_untracked();
        let bytes = download::read_part(file, planned.start, planned.length).await?;
        let Some(Line::Design(there)) = backup::read_line(&bytes) else {
            return Err(BackupError::Cut.message(locale));
        };
        let there = *there;
        let id = there.id.clone();
        // The library may have changed since the plan was made: what is done suits what is there now.
        let held = self.reserve(&id).await;
        let here = database.entry(&id).await.ok().flatten();
        let fate = backup::fate(&there, self.as_it_is(&id, here).as_ref());
        let done = match fate {
            Fate::New | Fate::Newer | Fate::Sealed if held => database.put_entry(&there).await,
            Fate::New | Fate::Newer | Fate::Apart => match self.copy_of(there) {
                Some(copy) => self.put_copy(database, copy).await,
                None => Ok(()),
            },
            _ => Ok(()),
        };
        if held {
            self.after_restore(database, &id).await;
            self.release(&id);
        }
        done.map_err(|error| match error {
            StorageError::Full => locale.ui_storage_full().to_owned(),
            other => locale.ui_storage_unavailable(other),
        })
    }

    /// The file's version under an id of its own.
    fn copy_of(self, there: Entry) -> Option<Entry> {
        let design = there.stored.open().ok()?;
        let title = self.locale.get_untracked().backup_copy_of(design.title());
        let copy = Design {
            id: clock::new_id(),
            given_title: Some(title),
            outcome: match design.outcome {
                Outcome::Running => Outcome::Incomplete,
                other => other,
            },
            ..design
        };
        Some(Entry {
            id: copy.id.clone(),
            stored: Stored::of_owned(copy),
            revisions: there.revisions,
            pieces: there.pieces,
        })
    }

    async fn put_copy(self, database: &Database, copy: Entry) -> Result<(), StorageError> {
        database.put_entry(&copy).await?;
        self.after_restore(database, &copy.id).await;
        Ok(())
    }

    /// The page and the other tabs follow what was restored.
    async fn after_restore(self, database: &Database, id: &str) {
        self.shelf.update_value(|shelf| shelf.remove(id));
        self.drop_history(id);
        if let Ok(Some(record)) = database.record(id).await {
            self.list_record(id, &record);
        }
        self.tell_saved(id);
    }

    fn backup_is_busy(self) -> bool {
        self.later().backup.with_untracked(|state| {
            matches!(
                state,
                BackupState::Writing(..) | BackupState::Reading(_) | BackupState::Restoring(..)
            )
        })
    }
}

fn stored_settings() -> Option<Value> {
    storage::get(SETTINGS).and_then(|text| serde_json::from_str(&text).ok())
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(size: f64) -> u64 {
    size as u64
}
