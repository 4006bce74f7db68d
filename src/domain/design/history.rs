//! The revisions of a design: every accepted change with its cause, kept whole, so that any two can be
//! compared and any one restored.
//!
//! Revisions form a tree: undoing goes back to the parent, redoing to the newest child, and nothing is ever
//! cut off. Texts are kept in pieces that revisions share. This file must not know how they are stored.

use std::collections::{HashMap, HashSet};

use super::section::{Digest, Origin, SectionNote, sections};

/// Beyond so many revisions the oldest without a name are let go.
pub const MOST: usize = 1_000;

/// What is kept of a design at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// The title that the user gave.
    pub given_title: Option<String>,
    /// The brief in its stored form.
    pub brief: String,
    /// The Markdown.
    pub text: String,
    /// What is known of its sections.
    pub notes: Vec<SectionNote>,
}

/// What led to a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It was there when the history began.
    Begun,
    /// A run wrote it, or went on with it.
    Written,
    /// It was found after the page had been closed in the middle of something.
    Recovered,
    /// A section was edited by hand.
    Edited,
    /// A section was written again.
    Regenerated,
    /// Proposed changes were accepted.
    Refined,
    /// A section came.
    Added,
    /// A section went.
    Removed,
    /// A section was moved.
    Moved,
    /// A section was locked.
    Locked,
    /// A section was unlocked.
    Unlocked,
    /// An earlier revision was restored; the subject is its number.
    Restored,
    /// The brief was changed.
    Brief,
    /// The design was given a title.
    Titled,
    /// A decision was recorded or changed its status.
    Decided,
    /// A colleague's answer was attached.
    Attached,
    /// It was taken from a file or a folder.
    Taken,
}

impl Kind {
    /// All kinds with their stable names.
    pub const NAMES: [(Self, &str); 17] = [
        (Self::Begun, "begun"),
        (Self::Written, "written"),
        (Self::Recovered, "recovered"),
        (Self::Edited, "edited"),
        (Self::Regenerated, "regenerated"),
        (Self::Refined, "refined"),
        (Self::Added, "added"),
        (Self::Removed, "removed"),
        (Self::Moved, "moved"),
        (Self::Locked, "locked"),
        (Self::Unlocked, "unlocked"),
        (Self::Restored, "restored"),
        (Self::Brief, "brief"),
        (Self::Titled, "titled"),
        (Self::Decided, "decided"),
        (Self::Attached, "attached"),
        (Self::Taken, "taken"),
    ];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(kind, _)| *kind == self)
            .map_or("edited", |(_, name)| name)
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }
}

/// Why there is a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What happened.
    pub kind: Kind,
    /// To what: titles of sections, a number.
    pub subjects: Vec<String>,
    /// Who did it.
    pub origin: Origin,
    /// What was asked for, in the user's own words; may be empty.
    pub message: String,
}

/// One revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its number, from 1.
    pub number: u32,
    /// The revision that it was made from.
    pub parent: Option<u32>,
    /// Why it was made; the origin says when.
    pub cause: Cause,
    /// The name that the user gave it.
    pub name: Option<String>,
    /// The title that the design had.
    pub given_title: Option<String>,
    /// The piece that is the brief.
    pub brief: Digest,
    /// The pieces that make the text.
    pub text: Vec<Digest>,
    /// What was known of the sections.
    pub notes: Vec<SectionNote>,
}

/// What a history got anew or let go, to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Growth {
    /// Revisions that are new or were named.
    pub revisions: Vec<Revision>,
    /// Pieces that were not there.
    pub pieces: Vec<(Digest, String)>,
    /// Numbers of revisions that were let go.
    pub gone: Vec<u32>,
}

/// The revisions of a design.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    revisions: Vec<Revision>,
    pieces: HashMap<Digest, String>,
    head: Option<u32>,
}

impl History {
    /// A history as it was stored. Revisions whose pieces are not all there are left out.
    #[must_use]
    pub fn restored(revisions: Vec<Revision>, pieces: Vec<String>, head: Option<u32>) -> Self {
        let pieces: HashMap<_, _> = pieces
            .into_iter()
            .map(|piece| (Digest::of(&piece), piece))
            .collect();
        let mut seen = HashSet::new();
        let mut revisions: Vec<_> = revisions
            .into_iter()
            .filter(|revision| {
                let mut parts = revision.text.iter().chain([&revision.brief]);
                parts.all(|piece| pieces.contains_key(piece)) && seen.insert(revision.number)
            })
            .collect();
        revisions.sort_by_key(|revision| revision.number);
        let last = revisions.last().map(|revision| revision.number);
        let head = head.filter(|head| seen.contains(head)).or(last);
        Self {
            revisions,
            pieces,
            head,
        }
    }

    /// All revisions, the oldest first.
    #[must_use]
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The number of the revision that the design is at.
    #[must_use]
    pub fn head(&self) -> Option<u32> {
        self.head
    }

    /// The revision of that number.
    #[must_use]
    pub fn revision(&self, number: u32) -> Option<&Revision> {
        let at = self
            .revisions
            .binary_search_by_key(&number, |revision| revision.number);
        self.revisions.get(at.ok()?)
    }

    /// What the design was at a revision.
    #[must_use]
    pub fn state(&self, number: u32) -> Option<State> {
        let revision = self.revision(number)?;
        let mut text = String::new();
        for piece in &revision.text {
            text.push_str(self.pieces.get(piece)?);
        }
        Some(State {
            given_title: revision.given_title.clone(),
            brief: self.pieces.get(&revision.brief)?.clone(),
            text,
            notes: revision.notes.clone(),
        })
    }

    /// Whether a design is what its latest revision says.
    #[must_use]
    pub fn holds(&self, state: &State) -> bool {
        let now = self.head.and_then(|head| self.revision(head));
        now.is_some_and(|now| {
            now.brief == Digest::of(&state.brief)
                && now.given_title == state.given_title
                && now.notes == state.notes
                && now.text.iter().eq(&digests(&state.text))
        })
    }

    /// Adds a revision; nothing when the design is what it was.
    pub fn record(&mut self, state: &State, cause: Cause) -> Growth {
        if self.holds(state) {
            return Growth::default();
        }
        let number = self.revisions.last().map_or(1, |last| last.number + 1);
        let brief = Digest::of(&state.brief);
        let text = digests(&state.text);
        let mut growth = Growth::default();
        let parts = text.iter().cloned().zip(pieces(&state.text));
        for (digest, piece) in parts.chain([(brief.clone(), state.brief.as_str())]) {
            if !self.pieces.contains_key(&digest) {
                self.pieces.insert(digest.clone(), piece.to_owned());
                growth.pieces.push((digest, piece.to_owned()));
            }
        }
        let revision = Revision {
            number,
            parent: self.head,
            cause,
            name: None,
            given_title: state.given_title.clone(),
            brief,
            text,
            notes: state.notes.clone(),
        };
        growth.revisions.push(revision.clone());
        self.revisions.push(revision);
        self.head = Some(number);
        self.let_go(&mut growth);
        growth
    }

    /// Gives a revision a name, or takes it away.
    pub fn name(&mut self, number: u32, name: &str) -> Growth {
        let name = name.trim();
        let mut growth = Growth::default();
        let mut revisions = self.revisions.iter_mut();
        if let Some(revision) = revisions.find(|revision| revision.number == number) {
            revision.name = (!name.is_empty()).then(|| name.to_owned());
            growth.revisions.push(revision.clone());
        }
        growth
    }

    /// The revision that undoing leads to.
    #[must_use]
    pub fn before(&self) -> Option<u32> {
        let parent = self.revision(self.head?)?.parent?;
        self.revision(parent).map(|revision| revision.number)
    }

    /// The revision that redoing leads to: the newest that was made from this one.
    #[must_use]
    pub fn after(&self) -> Option<u32> {
        let mut newest_first = self.revisions.iter().rev();
        newest_first
            .find(|revision| revision.parent == self.head && self.head.is_some())
            .map(|revision| revision.number)
    }

    /// Goes to a revision, as undoing and redoing do; the design's state there.
    pub fn go(&mut self, number: u32) -> Option<State> {
        let state = self.state(number)?;
        self.head = Some(number);
        Some(state)
    }

    /// Lets the oldest revisions without a name go.
    fn let_go(&mut self, growth: &mut Growth) {
        while self.revisions.len() > MOST {
            let head = self.head;
            let oldest = self
                .revisions
                .iter()
                .position(|revision| revision.name.is_none() && Some(revision.number) != head);
            let Some(oldest) = oldest else { return };
            let gone = self.revisions.remove(oldest);
            for revision in &mut self.revisions {
                if revision.parent == Some(gone.number) {
                    revision.parent = gone.parent;
                }
            }
            growth.gone.push(gone.number);
        }
    }
}

/// A text in the pieces by which it is kept: its sections, with what separates them.
fn pieces(text: &str) -> Vec<&str> {
    let cut = sections(text);
    let leading = cut.first().map_or(text.len(), |first| first.start);
    let leading = (leading > 0).then_some(&text[..leading]);
    leading
        .into_iter()
        .chain(cut.iter().map(|section| &text[section.start..section.end]))
        .collect()
}

fn digests(text: &str) -> Vec<Digest> {
    pieces(text).into_iter().map(Digest::of).collect()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::design::section::noted;

    fn state(text: &str) -> State {
        State {
            text: text.into(),
            notes: noted(&[], text, &Origin::default()),
            ..State::default()
        }
    }

    fn cause(kind: Kind) -> Cause {
        Cause {
            kind,
            subjects: Vec::new(),
            origin: Origin::default(),
            message: String::new(),
        }
    }

    #[test]
    fn what_is_recorded_is_given_back_and_shared() {
        let mut history = History::default();
        let first = history.record(
            &state("# T\n\n## A\n\na\n\n## B\n\nb\n"),
            cause(Kind::Written),
        );
        assert_eq!(first.pieces.len(), 4);
        let second = history.record(
            &state("# T\n\n## A\n\nx\n\n## B\n\nb\n"),
            cause(Kind::Edited),
        );
        assert_eq!(second.pieces.len(), 1);
        assert_eq!(second.revisions[0].parent, Some(1));
        assert_eq!(
            history.record(&history.state(2).unwrap_or_default(), cause(Kind::Edited)),
            Growth::default()
        );
        assert_eq!(
            history.state(1),
            Some(state("# T\n\n## A\n\na\n\n## B\n\nb\n"))
        );
    }

    #[test]
    fn undone_changes_stay_and_the_newest_is_redone() {
        let mut history = History::default();
        for text in ["1", "2", "3"] {
            history.record(&state(text), cause(Kind::Edited));
        }
        assert_eq!((history.before(), history.after()), (Some(2), None));
        assert_eq!(history.go(2), Some(state("2")));
        assert_eq!((history.before(), history.after()), (Some(1), Some(3)));
        history.record(&state("4"), cause(Kind::Edited));
        assert_eq!((history.before(), history.after()), (Some(2), None));
        history.go(2);
        assert_eq!(history.after(), Some(4));
        assert_eq!(history.state(3), Some(state("3")));
    }

    #[test]
    fn old_revisions_without_a_name_are_let_go() {
        let mut history = History::default();
        history.record(&state("first"), cause(Kind::Begun));
        history.name(1, " kept ");
        for number in 0..MOST {
            history.record(&state(&format!("{number}")), cause(Kind::Edited));
        }
        assert_eq!(history.revisions().len(), MOST);
        assert_eq!(
            history.revision(1).and_then(|first| first.name.as_deref()),
            Some("kept")
        );
        assert_eq!(history.revision(2), None);
        assert_eq!(history.revision(3).and_then(|third| third.parent), Some(1));
    }

    #[test]
    fn a_history_with_holes_keeps_what_is_whole() {
        let mut history = History::default();
        let mut pieces = Vec::new();
        for text in ["a", "b", "c"] {
            let growth = history.record(&state(text), cause(Kind::Edited));
            pieces.extend(growth.pieces.into_iter().map(|(_, piece)| piece));
        }
        pieces.retain(|piece| piece != "b");
        let restored = History::restored(history.revisions().to_vec(), pieces, Some(2));
        assert_eq!(restored.head(), Some(3));
        assert_eq!(restored.state(1), Some(state("a")));
        assert_eq!(restored.state(2), None);
    }

    #[test]
    fn kinds_keep_their_names() {
        for (kind, name) in Kind::NAMES {
            assert_eq!((Kind::named(name), kind.name()), (Some(kind), name));
        }
    }

    proptest! {
        #[test]
        fn any_sequence_of_steps_leads_to_what_was_recorded(steps in prop::collection::vec((0..4_u8, "[a-c#\n ]{0,12}"), 1..40)) {
            let mut history = History::default();
            let mut recorded: HashMap<u32, State> = HashMap::new();
            let mut stored = (Vec::new(), Vec::new());
            let mut now = State::default();
            for (step, text) in steps {
                match step {
                    0 => if let Some(before) = history.before() { now = history.go(before).unwrap_or_default() },
                    1 => if let Some(after) = history.after() { now = history.go(after).unwrap_or_default() },
                    _ => {
                        now = state(&text);
                        let growth = history.record(&now, cause(Kind::Edited));
                        for revision in growth.revisions {
                            recorded.insert(revision.number, now.clone());
                            stored.0.push(revision);
                        }
                        stored.1.extend(growth.pieces.into_iter().map(|(_, piece)| piece));
                    }
                }
                if history.head().is_some() {
                    prop_assert!(history.holds(&now));
                }
            }
            for (number, state) in recorded {
                prop_assert_eq!(history.state(number), Some(state));
            }
            prop_assert_eq!(History::restored(stored.0, stored.1, history.head()), history);
        }
    }
}
