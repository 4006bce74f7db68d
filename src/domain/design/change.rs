//! Changes of a document: each touches its section and nothing else.
//!
//! Laws (proved below): every other section keeps its bytes and its note; a locked section keeps its bytes
//! whatever is asked; a change that cannot be made changes nothing. This file must not know who asks.

use thiserror::Error;

use super::section::{Digest, Origin, SectionNote, noted, sections};
use crate::domain::locale::Locale;

/// A document with what is known of its sections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// The Markdown.
    pub text: String,
    /// A note for each of its sections, in their order.
    pub notes: Vec<SectionNote>,
}

/// What is to change. Sections are named by their place; `base` is the digest of the text that the one who
/// asks has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Give a section another text, heading included. More than one section may come of it.
    Rewrite {
        /// Its place.
        at: usize,
        /// What it was.
        base: Digest,
        /// What it is to be.
        text: String,
    },
    /// Put a section in, so that it stands at this place.
    Insert {
        /// The place, at most the number of sections.
        at: usize,
        /// Heading and content.
        text: String,
    },
    /// Take a section out.
    Remove {
        /// Its place.
        at: usize,
        /// What it was.
        base: Digest,
    },
    /// Put a section to another place.
    Move {
        /// Its place.
        from: usize,
        /// The place where it is to stand afterwards.
        to: usize,
    },
    /// Lock a section, or unlock it.
    Lock {
        /// Its place.
        at: usize,
        /// Whether it is to be locked.
        locked: bool,
    },
}

/// Why a change is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// The section is locked.
    #[error("the section is locked")]
    Locked,
    /// The section is not what it was when the change was begun.
    #[error("the section has changed in the meantime")]
    Stale,
    /// There is no such section.
    #[error("there is no such section")]
    Missing,
    /// The new text does not begin with a heading of its own.
    #[error("a section begins with a second-level heading")]
    NoHeading,
    /// The new text leaves a fence or comment open, which would swallow what follows.
    #[error("a fence or comment is left open")]
    LeftOpen,
    /// The opening stays where it is.
    #[error("the opening cannot be moved")]
    Opening,
}

impl Refused {
    /// What is wrong and what to do.
    #[must_use]
    pub fn message(self, locale: Locale) -> &'static str {
        match self {
            Self::Locked => locale.section_refused_locked(),
            Self::Stale => locale.section_refused_stale(),
            Self::Missing => locale.section_refused_missing(),
            Self::NoHeading => locale.section_refused_no_heading(),
            Self::LeftOpen => locale.section_refused_left_open(),
            Self::Opening => locale.section_refused_opening(),
        }
    }
}

impl Document {
    /// A document all of one origin.
    #[must_use]
    pub fn of(text: String, origin: &Origin) -> Self {
        let notes = noted(&[], &text, origin);
        Self { text, notes }
    }

    /// The document after a change; text that is new is of `origin`.
    ///
    /// # Errors
    /// When the change cannot be made.
    pub fn changed(&self, change: &Change, origin: &Origin) -> Result<Self, Refused> {
        match change {
            Change::Rewrite { at, base, text } => self.rewritten(*at, base, text, origin),
            Change::Insert { at, text } => self.with(*at, text, origin),
            Change::Remove { at, base } => self.without(*at, base),
            Change::Move { from, to } => self.moved(*from, *to),
            Change::Lock { at, locked } => self.with_lock(*at, *locked),
        }
    }

    /// Whether the section at a place is locked.
    #[must_use]
    pub fn is_locked(&self, at: usize) -> bool {
        self.notes.get(at).is_some_and(|note| note.locked)
    }

    /// The notes of this very text. Text that was streamed since they were written is of `origin`.
    #[must_use]
    pub fn caught_up(self, origin: &Origin) -> Self {
        Self {
            notes: noted(&self.notes, &self.text, origin),
            text: self.text,
        }
    }

    fn rewritten(
        &self,
        at: usize,
        base: &Digest,
        text: &str,
        origin: &Origin,
    ) -> Result<Self, Refused> {
        let cut = sections(&self.text);
        let section = cut.get(at).ok_or(Refused::Missing)?;
        if self.is_locked(at) {
            return Err(Refused::Locked);
        }
        if section.digest() != *base {
            return Err(Refused::Stale);
        }
        let text = text.trim_end();
        if !section.is_opening {
            check_heading(text)?;
        }
        let mut rows = self.rows();
        if Digest::of(text) != *base {
            rows[at].note = None;
        }
        text.clone_into(&mut rows[at].text);
        self.assembled(&rows, origin)
    }

    fn with(&self, at: usize, text: &str, origin: &Origin) -> Result<Self, Refused> {
        let mut rows = self.rows();
        let opening = sections(&self.text)
            .first()
            .is_some_and(|first| first.is_opening);
        if at > rows.len() {
            return Err(Refused::Missing);
        }
        let text = text.trim();
        check_heading(text)?;
        rows.insert(at.max(usize::from(opening)), Row::new(text));
        self.assembled(&rows, origin)
    }

    fn without(&self, at: usize, base: &Digest) -> Result<Self, Refused> {
        let mut rows = self.rows();
        let row = rows.get(at).ok_or(Refused::Missing)?;
        if self.is_locked(at) {
            return Err(Refused::Locked);
        }
        if Digest::of(&row.text) != *base {
            return Err(Refused::Stale);
        }
        rows.remove(at);
        self.assembled(&rows, &Origin::default())
    }

    fn moved(&self, from: usize, to: usize) -> Result<Self, Refused> {
        let mut rows = self.rows();
        if from >= rows.len() || to >= rows.len() {
            return Err(Refused::Missing);
        }
        let opening = sections(&self.text)
            .first()
            .is_some_and(|first| first.is_opening);
        if opening && (from == 0 || to == 0) {
            return Err(Refused::Opening);
        }
        let row = rows.remove(from);
        rows.insert(to, row);
        self.assembled(&rows, &Origin::default())
    }

    fn with_lock(&self, at: usize, locked: bool) -> Result<Self, Refused> {
        let mut changed = self.clone();
        let note = changed.notes.get_mut(at).ok_or(Refused::Missing)?;
        note.locked = locked;
        Ok(changed)
    }

    fn rows(&self) -> Vec<Row> {
        let cut = sections(&self.text);
        let notes = noted(&self.notes, &self.text, &Origin::default());
        (cut.iter().zip(notes).zip(1..))
            .map(|((section, note), next)| Row {
                text: section.text.to_owned(),
                gap: self.text[section.start + section.text.len()..section.end].to_owned(),
                note: Some(note),
                is_last: next == cut.len(),
            })
            .collect()
    }

    /// Joins rows, and makes sure that each is still what it was on its own.
    fn assembled(&self, rows: &[Row], origin: &Origin) -> Result<Self, Refused> {
        let mut text = leading_blank(&self.text).to_owned();
        for (row, next) in rows.iter().zip(1..) {
            text.push_str(&row.text);
            text.push_str(row.gap(next == rows.len()));
        }
        let mut found = sections(&text).into_iter();
        let mut notes = Vec::with_capacity(rows.len());
        for row in rows {
            for section in sections(&row.text) {
                if found.next().map(|found| found.text) != Some(section.text) {
                    return Err(Refused::LeftOpen);
                }
                notes.push(match &row.note {
                    Some(note) => note.clone(),
                    None => SectionNote {
                        key: section.key(),
                        digest: section.digest(),
                        locked: false,
                        origin: origin.clone(),
                    },
                });
            }
        }
        Ok(Self { text, notes })
    }
}

/// A section on its way to another place.
struct Row {
    text: String,
    /// What separated it from the next.
    gap: String,
    /// What is known of it; nothing of one that is new.
    note: Option<SectionNote>,
    /// Whether it stood at the end.
    is_last: bool,
}

impl Row {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            gap: String::new(),
            note: None,
            is_last: false,
        }
    }

    /// What follows it: what did, unless another place needs something else.
    fn gap(&self, ends: bool) -> &str {
        match (ends, self.is_last) {
            (true, true) => &self.gap,
            (true, false) => "\n",
            (false, _) if self.gap.matches('\n').count() >= 2 => &self.gap,
            (false, false) if self.gap.contains('\n') => &self.gap,
            (false, _) => "\n\n",
        }
    }
}

/// The blank lines before the first section; those at the start of an opening are its own.
fn leading_blank(text: &str) -> &str {
    let first = sections(text)
        .first()
        .map_or(text.len(), |first| first.start);
    &text[..first]
}

/// A section stands on its own when its first line is a heading of the second level.
fn check_heading(text: &str) -> Result<(), Refused> {
    match sections(text).first() {
        Some(first) if !first.is_opening && first.start == 0 => Ok(()),
        _ => Err(Refused::NoHeading),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "change_tests.rs"]
mod tests;
