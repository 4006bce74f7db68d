//! The history of the open design as its views use it: steps by key, restoring, and two revisions beside
//! each other. How revisions are made is in `revise`.

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::keyboard::{self, Step},
    domain::design::{
        history::{Revision, State},
        timeline::{Place, timeline},
    },
};

/// A revision as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The revision, without what it holds.
    pub revision: Revision,
    /// Where it stands from the present.
    pub place: Place,
}

impl App {
    /// The revisions of the open design, the newest first; tracked. Nothing before they were read.
    #[must_use]
    pub fn revisions(self) -> Vec<Listed> {
        self.with_history(|history| {
            let listed = timeline(history)
                .into_iter()
                .map(|(revision, place)| Listed {
                    revision: Revision {
                        text: Vec::new(),
                        notes: Vec::new(),
                        ..revision.clone()
                    },
                    place,
                });
            listed.collect()
        })
        .unwrap_or_default()
    }

    /// What the open design was at two revisions; tracked.
    #[must_use]
    pub fn compared(self, from: u32, to: u32) -> Option<(State, State)> {
        self.with_history(|history| Some((history.state(from)?, history.state(to)?)))
            .flatten()
    }

    /// Whether the open design's history was read; tracked.
    #[must_use]
    pub fn has_history(self) -> bool {
        self.with_history(|_| ()).is_some()
    }

    /// Whether the open design can go a change back, and forward again, now; tracked.
    #[must_use]
    pub fn steps(self) -> (bool, bool) {
        if self.is_writing() {
            (false, false)
        } else {
            self.can_step()
        }
    }

    /// Undoes or redoes when the pressed key says so and nobody is typing.
    pub fn step_by_key(self, event: &web_sys::KeyboardEvent) {
        let Some(step) = keyboard::step(event) else {
            return;
        };
        event.prevent_default();
        let (back, forward) = untrack(move || self.steps());
        match step {
            Step::Back if back => self.undo(),
            Step::Forward if forward => self.redo(),
            _ => {}
        }
    }

    /// Makes the open design what it was at a revision, and says so.
    pub fn restore_to(self, number: u32) {
        spawn_local(async move {
            let locale = self.locale.get_untracked();
            match self.restore_revision(number).await {
                Ok(()) => self.notify(locale.revision_restored(number)),
                Err(why) => self.notify(why.message(locale)),
            }
        });
    }
}
