//! Accepted changes: each goes through here, becomes a revision, is shown and stored.
//!
//! It travels with the later pages. What a change may do is decided in `domain::design::change`, what a
//! revision is in `domain::design::history`.

use leptos::{prelude::*, task::spawn_local};

use super::{App, OpenDesign};
use crate::{
    browser::{
        clock,
        database::{Additions, StoredHistory},
    },
    domain::{
        archive,
        design::{
            Design, Outcome,
            change::{Change, Refused},
            history::{Cause, Growth, History, Kind},
            section::{Author, Origin, noted, sections},
        },
        locale::Locale,
        tabs,
    },
};

/// The histories of the designs that were changed in this visit.
pub(super) type Histories = Vec<(String, History)>;

/// What a change of a design is called in its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What happened.
    pub kind: Kind,
    /// To which sections.
    pub subjects: Vec<String>,
    /// What was asked for, in the user's own words.
    pub message: String,
}

impl Label {
    /// A change that says all by its kind.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            subjects: Vec::new(),
            message: String::new(),
        }
    }

    /// A change of one thing.
    #[must_use]
    pub fn about(kind: Kind, subject: impl Into<String>) -> Self {
        Self {
            subjects: vec![subject.into()],
            ..Self::of(kind)
        }
    }
}

/// Why a design was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotChanged {
    /// The change cannot be made.
    Refused(Refused),
    /// A run is writing this part of the document, or all of it is in motion.
    Writing,
    /// The design is not there any more.
    Gone,
    /// Another tab writes it.
    Elsewhere,
}

impl From<Refused> for NotChanged {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl NotChanged {
    /// What is wrong and what to do.
    #[must_use]
    pub fn message(self, locale: Locale) -> &'static str {
        match self {
            Self::Refused(refused) => refused.message(locale),
            Self::Writing => locale.section_refused_writing(),
            Self::Gone => locale.section_refused_gone(),
            Self::Elsewhere => locale.kept_elsewhere(),
        }
    }
}

impl App {
    /// The user as the origin of a change made now.
    #[must_use]
    pub fn by_hand(self) -> Origin {
        Origin {
            author: Author::Person,
            by: String::new(),
            at: clock::now(),
        }
    }

    /// Changes one section of a design.
    ///
    /// # Errors
    /// Why it was not changed; then nothing was.
    pub async fn change_section(
        self,
        id: &str,
        change: Change,
        origin: Origin,
        label: Label,
    ) -> Result<(), NotChanged> {
        if self.is_being_written(id) && self.touches_what_is_written(id, &change) {
            return Err(NotChanged::Writing);
        }
        let by = origin.clone();
        self.revise(id, origin, label, move |design| {
            let document = design.document().changed(&change, &by)?;
            design.text = document.text;
            design.notes = document.notes;
            Ok(())
        })
        .await
    }

    /// Changes a design and adds a revision. The text's sections are noted anew: what is new in it is of
    /// `origin`.
    ///
    /// # Errors
    /// Why it was not changed; then nothing was.
    pub async fn revise(
        self,
        id: &str,
        origin: Origin,
        label: Label,
        change: impl FnOnce(&mut Design) -> Result<(), NotChanged>,
    ) -> Result<(), NotChanged> {
        if !self.may_write(id) {
            return Err(NotChanged::Elsewhere);
        }
        // No other tab takes the design over before the change is written.
        self.tabs_know(tabs::Event::Began(id.to_owned()));
        let revised = self.revise_held(id, origin, label, change).await;
        self.tabs_know(tabs::Event::Ended(id.to_owned()));
        revised
    }

    async fn revise_held(
        self,
        id: &str,
        origin: Origin,
        label: Label,
        change: impl FnOnce(&mut Design) -> Result<(), NotChanged>,
    ) -> Result<(), NotChanged> {
        self.need_history(id).await?;
        self.catch_up(id);
        let changed = self.shelf.try_update_value(|shelf| {
            let design = shelf.get_mut(id).ok_or(NotChanged::Gone)?;
            let mut copy = design.clone();
            change(&mut copy)?;
            copy.notes = noted(&copy.notes, &copy.text, &origin);
            let text_changed = copy.text != design.text;
            follow(&mut copy, &design.text);
            if copy.text != design.text && copy.outcome == Outcome::Draft {
                copy.outcome = Outcome::Done;
            }
            *design = copy;
            Ok(text_changed)
        });
        let text_changed = changed.unwrap_or(Err(NotChanged::Gone))?;
        let Label {
            kind,
            subjects,
            message,
        } = label;
        self.add_revision(
            id,
            Cause {
                kind,
                subjects,
                origin,
                message,
            },
        );
        self.show_revised(id, text_changed);
        Ok(())
    }

    /// A run's text has been added to a design: that is a revision, too.
    pub(super) fn revise_written(self, id: &str, kind: Kind) {
        let id = id.to_owned();
        self.tabs_know(tabs::Event::Began(id.clone()));
        spawn_local(async move {
            if self.need_history(&id).await.is_ok() {
                let origin = self.origin_of(&id);
                self.note_sections(&id, &origin);
                let cause = Cause {
                    kind,
                    subjects: Vec::new(),
                    origin,
                    message: String::new(),
                };
                self.add_revision(&id, cause);
                self.show_revised(&id, false);
            }
            self.tabs_know(tabs::Event::Ended(id));
        });
    }

    /// A document in motion may be changed in front of the section that is being written, not in it, and
    /// its sections stay in their order.
    fn touches_what_is_written(self, id: &str, change: &Change) -> bool {
        let last = self.shelf.with_value(|shelf| {
            shelf
                .get(id)
                .map_or(0, |design| sections(&design.text).len().saturating_sub(1))
        });
        match change {
            Change::Rewrite { at, .. } | Change::Lock { at, .. } | Change::Remove { at, .. } => {
                *at >= last
            }
            Change::Insert { at, .. } => *at > last,
            Change::Move { from, to } => *from >= last || *to >= last,
        }
    }

    /// Reads a design's history from the database unless it is there.
    pub(super) async fn need_history(self, id: &str) -> Result<(), NotChanged> {
        let Ok(Some(design)) = self.fetch_design(id).await else {
            return Err(NotChanged::Gone);
        };
        if self
            .later()
            .histories
            .with_value(|histories| find(histories, id).is_some())
        {
            return Ok(());
        }
        let stored = match self.database.get_value() {
            Some(database) => database.history(id).await.unwrap_or_else(|error| {
                self.storage_failed(&error);
                StoredHistory::default()
            }),
            None => StoredHistory::default(),
        };
        let revisions = stored.revisions.iter();
        let revisions = revisions.filter_map(|(_, record)| archive::history::read(record));
        let pieces = stored.pieces.into_iter().map(|(_, piece)| piece);
        let history = History::restored(revisions.collect(), pieces.collect(), design.head);
        self.later().histories.update_value(|histories| {
            // Another request may have read it meanwhile, and added to it.
            if find(histories, id).is_none() {
                histories.push((id.to_owned(), history));
            }
        });
        Ok(())
    }

    /// What happened to a design outside its history becomes a revision before anything else does.
    pub(super) fn catch_up(self, id: &str) {
        let origin = self.origin_of(id);
        self.note_sections(id, &origin);
        let state = self
            .shelf
            .with_value(|shelf| shelf.get(id).map(Design::state));
        let Some(state) = state else { return };
        let latest = self.later().histories.with_value(|histories| {
            let history = find(histories, id)?;
            history.state(history.head()?)
        });
        let kind = match latest {
            // Its first run ended a moment ago, or before there were histories.
            None if origin.author == Author::Model => Kind::Written,
            None => Kind::Begun,
            Some(latest) if latest.text != state.text => Kind::Recovered,
            Some(latest) if latest.brief != state.brief => Kind::Brief,
            Some(latest) if latest.given_title != state.given_title => Kind::Titled,
            Some(_) => Kind::Recovered,
        };
        self.add_revision(
            id,
            Cause {
                kind,
                subjects: Vec::new(),
                origin,
                message: String::new(),
            },
        );
    }

    fn origin_of(self, id: &str) -> Origin {
        self.shelf
            .with_value(|shelf| shelf.get(id).map_or_else(Origin::default, written_by))
    }

    fn note_sections(self, id: &str, origin: &Origin) {
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(id) {
                design.notes = noted(&design.notes, &design.text, origin);
            }
        });
    }

    /// Records what a design is now.
    fn add_revision(self, id: &str, cause: Cause) {
        let state = self
            .shelf
            .with_value(|shelf| shelf.get(id).map(Design::state));
        let Some(state) = state else { return };
        let at = cause.origin.at;
        let growth = self
            .later()
            .histories
            .try_update_value(|histories| Some(find_mut(histories, id)?.record(&state, cause)));
        let Some(Some(growth)) = growth else { return };
        if growth == Growth::default() {
            return;
        }
        let head = self.head_of(id);
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(id) {
                design.head = head;
                design.updated = design.updated.max(at);
            }
        });
        self.keep_growth(id, growth);
    }

    pub(super) fn head_of(self, id: &str) -> Option<u32> {
        self.later()
            .histories
            .with_value(|histories| find(histories, id)?.head())
    }

    /// Stores a design with what its history got.
    pub(super) fn keep_growth(self, id: &str, growth: Growth) {
        let additions = Additions {
            revisions: growth
                .revisions
                .iter()
                .map(|revision| (revision.number, archive::history::write(revision)))
                .collect(),
            pieces: growth
                .pieces
                .into_iter()
                .map(|(digest, piece)| (digest.as_str().to_owned(), piece))
                .collect(),
            gone: growth.gone,
        };
        self.save_whole(id, additions);
    }

    /// The page follows a design that changed.
    pub(super) fn show_revised(self, id: &str, text_changed: bool) {
        self.refresh_open(id);
        self.revised.update(|count| *count += 1);
        if text_changed && self.own_open().as_deref() == Some(id) {
            self.show_edited();
        }
    }

    /// The id of the open design of this library.
    pub(super) fn own_open(self) -> Option<String> {
        self.opened.with_untracked(|opened| own_id(opened.design()))
    }

    pub(super) fn own_open_tracked(self) -> Option<String> {
        self.opened.with(|opened| own_id(opened.design()))
    }
}

/// What is written step by step moves along with the text.
pub(super) fn follow(design: &mut Design, old: &str) {
    if let Some(plan) = &mut design.plan {
        plan.moved(old, &design.text);
    }
}

/// Who wrote what a design has and nobody noted.
pub(super) fn written_by(design: &Design) -> Origin {
    Origin {
        author: if design.stamp.model.is_empty() {
            Author::File
        } else {
            Author::Model
        },
        by: design.stamp.model.clone(),
        at: design.updated,
    }
}

fn own_id(open: Option<&OpenDesign>) -> Option<String> {
    open.filter(|open| !open.shared).map(|open| open.id.clone())
}

pub(super) fn find<'all>(histories: &'all Histories, id: &str) -> Option<&'all History> {
    let mut histories = histories.iter();
    histories.find_map(|(known, history)| (known == id).then_some(history))
}

pub(super) fn find_mut<'all>(
    histories: &'all mut Histories,
    id: &str,
) -> Option<&'all mut History> {
    let mut histories = histories.iter_mut();
    histories.find_map(|(known, history)| (known == id).then_some(history))
}
