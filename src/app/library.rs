//! The library: which designs there are, and which one is open. What is done with them is in `handling`, how
//! they come into it from outside in `intake`.
//!
//! The designs that the page works on lie on a shelf in memory; the database is written behind. A
//! database that fails loses nothing of the visit: the shelf stays and the user is told to export.

use std::{rc::Rc, sync::Arc};

use leptos::{prelude::*, task::spawn_local};

use super::{App, NoticeAction};
use crate::{
    browser::{
        clock,
        database::{Additions, Database, StorageError},
        location,
    },
    domain::{
        archive::{self, Unreadable},
        bidi::visible,
        brief::Brief,
        design::{Design, Millis, Outcome, Stamp, Summary},
        locale::Locale,
        route::Route,
        share::ShareError,
        sorting,
    },
};

/// The list of designs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Library {
    /// Being read.
    #[default]
    Loading,
    /// Read; newest first.
    Ready(Vec<Summary>),
}

/// What is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Opened {
    /// Nothing.
    #[default]
    Nothing,
    /// A design is being read.
    Loading,
    /// A design.
    Design(OpenDesign),
    /// There is no design of that id.
    Missing,
    /// The link or file cannot be read.
    Damaged(ShareError),
    /// The stored record cannot be read.
    Unreadable(String),
}

impl Opened {
    /// The open design, if one is.
    #[must_use]
    pub fn design(&self) -> Option<&OpenDesign> {
        match self {
            Self::Design(design) => Some(design),
            _ => None,
        }
    }
}

/// What views need of the open design: everything but its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDesign {
    /// The design's id.
    pub id: String,
    /// The title to show; may be empty.
    pub title: String,
    /// The language of its persona.
    pub locale: Locale,
    /// What was asked for, as it was written: whoever shows it spells out what hides in it.
    pub brief: Arc<Brief>,
    /// Who wrote it.
    pub stamp: Stamp,
    /// How its last run ended.
    pub outcome: Outcome,
    /// When it last changed.
    pub updated: Millis,
    /// Whether it came by a link and is not in the library.
    pub shared: bool,
}

impl OpenDesign {
    pub(super) fn of(design: &Design, shared: bool) -> Self {
        Self {
            id: design.id.clone(),
            title: visible(&design.title()).into_owned(),
            locale: design.locale,
            brief: Arc::new(design.brief.clone()),
            stamp: Stamp {
                persona: visible(&design.stamp.persona).into_owned(),
                model: visible(&design.stamp.model).into_owned(),
                provider: visible(&design.stamp.provider).into_owned(),
                ..design.stamp.clone()
            },
            outcome: design.outcome,
            updated: design.updated,
            shared,
        }
    }
}

impl App {
    /// Opens the database, seeds the sample on the first visit, and arrives where the address says.
    pub(super) fn load_library(self) {
        // Asked before the library is read: another tab of a first visit may be seeding it just now.
        let is_first = self.is_first_visit();
        self.fetch_actions();
        spawn_local(async move {
            match Database::open().await {
                Ok(database) if self.is_forgetting() => return database.close(),
                Ok(database) => self.database.set_value(Some(Rc::new(database))),
                Err(error) => self.storage_failed(&error),
            }
            self.library
                .set(Library::Ready(self.stored_summaries().await));
            self.keep_early_designs();
            if is_first {
                self.seed_on_first_visit().await;
            }
            self.arrive();
        });
    }

    /// Lists and writes what came while the database was being opened.
    fn keep_early_designs(self) {
        let early: Vec<Design> = self
            .shelf
            .with_value(|shelf| shelf.own().cloned().collect());
        for design in early {
            if self.is_being_written(&design.id) {
                self.list(design.summary());
            } else {
                self.put(design);
            }
        }
        self.write_next();
    }

    async fn stored_summaries(self) -> Vec<Summary> {
        let Some(database) = self.database.get_value() else {
            return Vec::new();
        };
        match database.records().await {
            Ok(records) => {
                let mut summaries = Vec::with_capacity(records.len());
                for (id, record) in records {
                    match archive::read_summary(&record) {
                        Ok(summary) => summaries.push(summary),
                        Err(_) => self.list_unreadable(&id, &record),
                    }
                }
                sort(&mut summaries);
                summaries
            }
            Err(error) => {
                self.storage_failed(&error);
                Vec::new()
            }
        }
    }

    /// The designs that this program cannot read.
    #[must_use]
    pub fn unreadable(self) -> ReadSignal<Vec<Unreadable>> {
        self.unreadable.read_only()
    }

    /// A fresh design that nobody has written yet.
    pub(super) fn blank(self, locale: Locale) -> Design {
        let now = clock::now();
        Design {
            id: clock::new_id(),
            given_title: None,
            created: now,
            updated: now,
            locale,
            brief: Brief::default(),
            text: String::new(),
            stamp: Stamp::default(),
            outcome: Outcome::Draft,
            runs: Vec::new(),
            notes: Vec::new(),
            head: None,
            proposal: None,
            conversation: Vec::new(),
            plan: None,
        }
    }

    /// Whether the library has a design of that id.
    pub(super) fn lists(self, id: &str) -> bool {
        self.library.with_untracked(|library| {
            matches!(library, Library::Ready(list) if list.iter().any(|summary| summary.id == id))
        })
    }

    /// Puts a design on the shelf, into the list and into the database.
    pub(super) fn put(self, design: Design) {
        let summary = design.summary();
        let id = design.id.clone();
        self.shelf.update_value(|shelf| shelf.put(&id, design));
        self.list(summary);
        self.save_whole(&id, Additions::default());
    }

    /// Lists a design that cannot be read, by what can be said of it.
    pub(super) fn list_unreadable(self, id: &str, record: &str) {
        let label = archive::read_label(id, record);
        self.unlist(id);
        self.unreadable.update(|list| list.push(label));
    }

    /// Takes a design out of the list.
    pub(super) fn unlist(self, id: &str) {
        self.library.update(|library| {
            if let Library::Ready(list) = library {
                list.retain(|summary| summary.id != id);
            }
        });
        self.unreadable
            .update(|list| list.retain(|other| other.id != id));
    }

    /// Updates the list's entry of a design, or adds it.
    pub(super) fn list(self, summary: Summary) {
        self.library.update(|library| {
            if let Library::Ready(list) = library {
                list.retain(|other| other.id != summary.id);
                list.push(summary);
                sort(list);
            }
        });
    }

    /// Opens a design of this library.
    pub(super) fn open_design(self, id: &str) {
        let on_shelf = self
            .shelf
            .with_value(|shelf| shelf.get(id).map(|design| OpenDesign::of(design, false)));
        if let Some(design) = on_shelf {
            self.show_design(design);
            return;
        }
        self.opened.set(Opened::Loading);
        let id = id.to_owned();
        spawn_local(async move {
            let found = self.fetch_design(&id).await;
            // The user may have gone elsewhere while the database was read.
            if self
                .route
                .with_untracked(|route| route.design() != Some(&id))
            {
                return;
            }
            match found {
                Ok(Some(design)) => {
                    self.show_design(OpenDesign::of(&design, false));
                    self.end_interrupted(&id);
                }
                Ok(None) => self.opened.set(Opened::Missing),
                Err(message) => self.opened.set(Opened::Unreadable(message)),
            }
        });
    }

    /// Reads a design from the database onto the shelf.
    pub(super) async fn fetch_design(self, id: &str) -> Result<Option<Design>, String> {
        if let Some(design) = self.shelf.with_value(|shelf| shelf.get(id).cloned()) {
            return Ok(Some(design));
        }
        let Some(database) = self.database.get_value() else {
            return Ok(None);
        };
        let Some(stored) = database.load(id).await.map_err(|error| error.to_string())? else {
            return Ok(None);
        };
        let design = stored.open().map_err(|error| error.to_string())?;
        self.shelf
            .update_value(|shelf| shelf.put(&design.id, design.clone()));
        Ok(Some(design))
    }

    pub(super) fn close_design(self) {
        self.opened.set(Opened::Nothing);
        self.set_window_title();
    }

    pub(super) fn show_design(self, design: OpenDesign) {
        let same = self
            .opened
            .with_untracked(|opened| opened.design().is_some_and(|open| open.id == design.id));
        if !same {
            self.clear_document();
        }
        self.opened.set(Opened::Design(design));
        self.set_window_title();
        self.show_again();
    }

    /// The open design changed on the shelf: views follow.
    pub(super) fn refresh_open(self, id: &str) {
        let fresh = self
            .shelf
            .with_value(|shelf| shelf.get(id).map(|design| OpenDesign::of(design, false)));
        let Some(fresh) = fresh else { return };
        self.list_from_shelf(id);
        let is_open = self.opened.with_untracked(|opened| {
            opened
                .design()
                .is_some_and(|open| open.id == id && *open != fresh)
        });
        if is_open {
            self.opened.set(Opened::Design(fresh));
            self.set_window_title();
        }
    }

    fn list_from_shelf(self, id: &str) {
        if let Some(summary) = self
            .shelf
            .with_value(|shelf| shelf.get(id).map(Design::summary))
        {
            self.list(summary);
        }
    }

    /// Reads the open design on the shelf; tracked.
    pub(super) fn with_open_design<T>(self, read: impl FnOnce(&Design) -> T) -> Option<T> {
        let open = self.opened.with(|opened| {
            let open = opened.design().filter(|open| !open.shared);
            open.map(|open| open.id.clone())
        })?;
        self.shelf.with_value(|shelf| shelf.get(&open).map(read))
    }

    /// A copy of the open design, text included.
    pub(super) fn open_copy(self) -> Option<Design> {
        let open = self
            .opened
            .with_untracked(|opened| opened.design().cloned())?;
        self.shelf.with_value(|shelf| shelf.get(&open.id).cloned())
    }

    /// Says that the browser could not keep something, and offers the file instead.
    pub(super) fn storage_failed(self, error: &StorageError) {
        if self.is_forgetting() {
            return;
        }
        let locale = self.locale.get_untracked();
        match error {
            StorageError::Full => {
                self.notify_with(locale.ui_storage_full(), NoticeAction::ExportMarkdown);
            }
            StorageError::Unavailable(detail) => {
                let text = locale.ui_storage_unavailable(detail);
                self.notify_with(text, NoticeAction::ExportMarkdown);
            }
            StorageError::Newer => {
                self.notify_with(locale.kept_newer_library(), NoticeAction::Reload);
            }
            // The design is kept beside the other tab's.
            StorageError::Overtaken => {}
        }
    }

    /// The address that a shared link of this page starts with.
    pub(super) fn link_to(self, payload: &str) -> String {
        format!(
            "{}{}",
            location::base(),
            Route::Shared(payload.to_owned()).hash()
        )
    }
}

fn sort(list: &mut Vec<Summary>) {
    sorting::sort(list, |a, b| {
        b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id))
    });
}
