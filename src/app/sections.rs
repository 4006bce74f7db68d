//! The sections of the open design: what is known of each, and the one that is being edited by hand.
//! It travels with the later pages.

use leptos::{prelude::*, task::spawn_local};

use super::{App, Label, NotChanged, revise::written_by};
use crate::{
    browser::{caret, frame, storage},
    domain::design::{
        change::Change,
        history::Kind,
        section::{Digest, Origin, SectionNote, sections},
    },
};

/// Where the text that is being edited is kept until it is accepted, by the design's id.
const DRAFT: &str = "backend-architect:edit:";

/// What the page shows of a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SectionFacts {
    /// Its place.
    pub at: usize,
    /// Its heading.
    pub title: String,
    /// Whether it stands before the first heading.
    pub is_opening: bool,
    /// Whether another one stands before it with which it may change places, and after it.
    pub may_move: (bool, bool),
    /// Whether it is locked.
    pub locked: bool,
    /// Where its text came from; nothing while it is being written.
    pub origin: Option<Origin>,
}

/// A section that is being edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    /// The design.
    pub design: String,
    /// Its place; none for a section that is to be added.
    pub at: usize,
    /// What it was when the editing began; none for a section that is to be added at that place.
    pub base: Option<Digest>,
    /// Its heading then.
    pub title: String,
    /// The text as it is being written.
    pub text: String,
    /// Why it could not be taken.
    pub error: Option<NotChanged>,
}

impl App {
    /// What is known of the sections of the open design, the last of which is being written or not; tracked.
    /// Nothing of one that is not in the library.
    ///
    /// All of the text is read for it, so that it follows what comes and goes, and not every piece of text.
    #[must_use]
    pub fn section_facts(self, writing: bool) -> Vec<SectionFacts> {
        self.revised.track();
        self.sections_drawn.track();
        let id = self.opened.with(|opened| {
            let open = opened.design().filter(|open| !open.shared);
            open.map(|open| open.id.clone())
        });
        self.shelf.with_value(|shelf| {
            let design = id.and_then(|id| shelf.get(&id));
            design.map_or_else(Vec::new, |design| {
                let cut = sections(&design.text);
                let last = cut.len().saturating_sub(1);
                let first = usize::from(cut.first().is_some_and(|first| first.is_opening));
                if writing && cut.last().is_some_and(|last| !last.text.contains('\n')) {
                    // More of its heading may come.
                    self.shown.track();
                }
                let facts = cut.iter().enumerate().map(|(at, section)| {
                    let note = design.notes.get(at);
                    let is_written = writing && at == last;
                    let origin = || note.map_or_else(|| written_by(design), |it| it.origin.clone());
                    SectionFacts {
                        at,
                        title: section.title.to_owned(),
                        is_opening: section.is_opening,
                        may_move: (at > first, at < last),
                        locked: note.is_some_and(|note: &SectionNote| note.locked),
                        origin: (!is_written).then(origin),
                    }
                });
                facts.collect()
            })
        })
    }

    /// The section that is being edited.
    #[must_use]
    pub fn editing(self) -> ReadSignal<Option<Editing>> {
        self.later().editing.read_only()
    }

    /// Begins to edit a section of the open design.
    pub fn edit_section(self, at: usize) {
        let Some(design) = self.open_copy() else {
            return;
        };
        let cut = sections(&design.text);
        let Some(section) = cut.get(at) else { return };
        self.later().editing.set(Some(Editing {
            design: design.id.clone(),
            at,
            base: Some(section.digest()),
            title: section.title.to_owned(),
            text: section.text.to_owned(),
            error: None,
        }));
    }

    /// Begins to write a section that is to stand at a place.
    pub fn add_section(self, at: usize) {
        let Some(id) = self.own_open() else { return };
        self.later().editing.set(Some(Editing {
            design: id,
            at,
            base: None,
            title: String::new(),
            text: "## ".to_owned(),
            error: None,
        }));
    }

    /// The text that is being edited changed. It survives a reload.
    pub fn edit(self, text: String) {
        // Nobody but the field itself shows the text; it need not be told.
        self.later().editing.update_untracked(|editing| {
            if let Some(editing) = editing {
                editing.text = text;
            }
        });
        self.keep_edit();
    }

    /// Takes up an edit that the last visit left.
    pub fn resume_edit(self) {
        let Some(id) = self.own_open() else { return };
        let is_other = self
            .later()
            .editing
            .with_untracked(|editing| editing.as_ref().is_none_or(|editing| editing.design != id));
        if is_other {
            let left = storage::get(&format!("{DRAFT}{id}"));
            self.later()
                .editing
                .set(left.and_then(|left| read_edit(&id, &left)));
        }
    }

    /// Ends the editing without taking the text.
    pub fn leave_edit(self) {
        if let Some(editing) = self.later().editing.get_untracked() {
            storage::remove(&format!("{DRAFT}{}", editing.design));
        }
        self.later().editing.set(None);
    }

    /// Takes the text that was edited. `anyway`: even if the section has changed meanwhile.
    pub fn save_edit(self, anyway: bool) {
        let Some(editing) = self.later().editing.get_untracked() else {
            return;
        };
        spawn_local(async move {
            let id = editing.design.clone();
            let base = self.base_of(&editing, anyway);
            let text = editing.text.clone();
            let (change, kind) = match base {
                Some(base) => (
                    Change::Rewrite {
                        at: editing.at,
                        base,
                        text,
                    },
                    Kind::Edited,
                ),
                None => (
                    Change::Insert {
                        at: editing.at,
                        text,
                    },
                    Kind::Added,
                ),
            };
            let title = match sections(&editing.text).first() {
                Some(first) if !first.title.is_empty() => first.title.to_owned(),
                _ => editing.title.clone(),
            };
            let label = Label::about(kind, title);
            match self
                .change_section(&id, change, self.by_hand(), label)
                .await
            {
                Ok(()) => self.leave_edit(),
                Err(error) => self.later().editing.update(|editing| {
                    if let Some(editing) = editing {
                        editing.error = Some(error);
                    }
                }),
            }
        });
    }

    /// Leads to the field once it is there, at the start of its text.
    pub fn focus_editor(self) {
        frame::next(|| caret::begin("section-editor"));
    }

    /// Puts the caret at the start of the field's text.
    pub fn go_to_start(self, field: &web_sys::HtmlTextAreaElement) {
        caret::go_to_start(field);
    }

    /// Puts the caret at the start of a line (from 1) of the field.
    pub fn go_to_line(self, field: &web_sys::HtmlTextAreaElement, line: u32) {
        caret::go_to_line(field, line);
    }

    /// What the section is now that is being edited, for a comparison.
    #[must_use]
    pub fn present_text(self, editing: &Editing) -> String {
        self.shelf.with_value(|shelf| {
            let design = shelf.get(&editing.design);
            let text = design.map_or("", |design| design.text.as_str());
            let cut = sections(text);
            cut.get(editing.at)
                .map_or("", |section| section.text)
                .to_owned()
        })
    }

    fn base_of(self, editing: &Editing, anyway: bool) -> Option<Digest> {
        let base = editing.base.clone()?;
        if anyway {
            return Some(Digest::of(&self.present_text(editing)));
        }
        Some(base)
    }

    /// Locks a section of the open design, or unlocks it.
    pub fn lock_section(self, facts: &SectionFacts, locked: bool) {
        let kind = if locked { Kind::Locked } else { Kind::Unlocked };
        self.change_open(
            Change::Lock {
                at: facts.at,
                locked,
            },
            Label::about(kind, facts.title.clone()),
        );
    }

    /// Moves a section of the open design to another place.
    pub fn move_section(self, facts: &SectionFacts, to: usize) {
        self.change_open(
            Change::Move { from: facts.at, to },
            Label::about(Kind::Moved, facts.title.clone()),
        );
    }

    /// Takes a section out of the open design; undoing brings it back.
    pub fn remove_section(self, facts: &SectionFacts) {
        let Some(design) = self.open_copy() else {
            return;
        };
        let cut = sections(&design.text);
        if let Some(section) = cut.get(facts.at) {
            self.change_open(
                Change::Remove {
                    at: facts.at,
                    base: section.digest(),
                },
                Label::about(Kind::Removed, facts.title.clone()),
            );
        }
    }

    fn change_open(self, change: Change, label: Label) {
        let Some(id) = self.own_open() else { return };
        spawn_local(async move {
            let origin = self.by_hand();
            if let Err(error) = self.change_section(&id, change, origin, label).await {
                self.notify(error.message(self.locale.get_untracked()));
            }
        });
    }

    fn keep_edit(self) {
        self.later().editing.with_untracked(|editing| {
            if let Some(editing) = editing {
                // A full store loses the draft at a reload and nothing before it.
                let _ = storage::set(&format!("{DRAFT}{}", editing.design), &write_edit(editing));
            }
        });
    }
}

/// Place, base and heading in a line each, then the text.
fn write_edit(editing: &Editing) -> String {
    let base = editing.base.as_ref().map_or("", Digest::as_str);
    format!(
        "{}\n{base}\n{}\n{}",
        editing.at, editing.title, editing.text
    )
}

fn read_edit(design: &str, stored: &str) -> Option<Editing> {
    let mut parts = stored.splitn(4, '\n');
    let mut next = || parts.next();
    Some(Editing {
        design: design.to_owned(),
        at: next()?.parse().ok()?,
        base: match next()? {
            "" => None,
            digest => Some(Digest::read(digest)?),
        },
        title: next()?.to_owned(),
        text: next()?.to_owned(),
        error: None,
    })
}
