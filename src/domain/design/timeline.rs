//! The revisions of a history in the order in which a reader wants them, and where each stands from the
//! present: what undoing and redoing lead to, and what was left on the way.

use std::collections::HashSet;

use super::history::{History, Revision};

/// Where a revision stands from the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// It is the present.
    Present,
    /// The present came of it.
    Past,
    /// It was undone; redoing leads to it.
    Undone,
    /// It was undone, and something else was done instead.
    Aside,
}

impl Place {
    /// The value of `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Past => "past",
            Self::Undone => "undone",
            Self::Aside => "aside",
        }
    }
}

/// All revisions, the newest first.
#[must_use]
pub fn timeline(history: &History) -> Vec<(&Revision, Place)> {
    let past = line(history, |number| history.revision(number)?.parent);
    let undone = line(history, |number| {
        let mut newest_first = history.revisions().iter().rev();
        let child = newest_first.find(|revision| revision.parent == Some(number));
        child.map(|child| child.number)
    });
    let place = |number: u32| match number {
        _ if history.head() == Some(number) => Place::Present,
        _ if past.contains(&number) => Place::Past,
        _ if undone.contains(&number) => Place::Undone,
        _ => Place::Aside,
    };
    let newest_first = history.revisions().iter().rev();
    newest_first
        .map(|revision| (revision, place(revision.number)))
        .collect()
}

/// The revisions that a step leads to, from the present on.
fn line(history: &History, step: impl Fn(u32) -> Option<u32>) -> HashSet<u32> {
    let mut line = HashSet::new();
    let mut at = history.head().and_then(&step);
    // A damaged history may run in a circle.
    while let Some(number) = at.filter(|number| line.insert(*number)) {
        at = step(number);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::design::{
        history::{Cause, Kind, State},
        section::Origin,
    };

    #[test]
    fn each_revision_has_its_place() {
        let mut history = History::default();
        let add = |history: &mut History, text: &str| {
            let state = State {
                text: text.into(),
                ..State::default()
            };
            let cause = Cause {
                kind: Kind::Edited,
                subjects: Vec::new(),
                origin: Origin::default(),
                message: String::new(),
            };
            history.record(&state, cause);
        };
        let places = |history: &History| {
            let line = timeline(history);
            let places = line
                .into_iter()
                .map(|(revision, place)| (revision.number, place.name()));
            places.collect::<Vec<_>>()
        };
        assert_eq!(places(&history), []);
        for text in ["1", "2", "3"] {
            add(&mut history, text);
        }
        assert_eq!(places(&history), [(3, "present"), (2, "past"), (1, "past")]);
        history.go(1);
        assert_eq!(
            places(&history),
            [(3, "undone"), (2, "undone"), (1, "present")]
        );
        history.go(2);
        add(&mut history, "4");
        assert_eq!(
            places(&history),
            [(4, "present"), (3, "aside"), (2, "past"), (1, "past")]
        );
    }
}
