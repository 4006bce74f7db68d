//! The brief that is being written, and the brief of a design that is there.

use leptos::{prelude::*, task::spawn_local};

use super::{App, revise::Label};
use crate::domain::{brief::Brief, design::history::Kind};

impl App {
    /// The brief that is being written.
    #[must_use]
    pub fn brief(self) -> ReadSignal<Brief> {
        self.brief.read_only()
    }

    /// Changes the brief that is being written.
    pub fn change_brief(self, change: impl FnOnce(&mut Brief)) {
        self.brief.update(change);
    }

    /// Gives a design another brief: an accepted change like any other.
    pub fn set_design_brief(self, id: &str, brief: Brief) {
        let id = id.to_owned();
        spawn_local(async move {
            let origin = self.by_hand();
            let label = Label::of(Kind::Brief);
            let changed = self.revise(&id, origin, label, |design| {
                design.brief = brief.tidied();
                Ok(())
            });
            if let Err(error) = changed.await {
                self.notify(error.message(self.locale.get_untracked()));
            }
        });
    }
}
