//! Going through the history of the open design: undo, redo, names, restoring. It travels with the later
//! pages.

use leptos::{prelude::*, task::spawn_local};

use super::{
    App, Label, NotChanged,
    revise::{find, find_mut, follow},
};
use crate::{
    browser::clock,
    domain::design::{
        Design,
        history::{Growth, History, Kind, State},
    },
};

impl App {
    /// Goes one change back.
    pub fn undo(self) {
        self.step_history(History::before);
    }

    /// Goes one change forward again.
    pub fn redo(self) {
        self.step_history(History::after);
    }

    /// Whether there is a change to go back to, and one to go forward to; tracked.
    #[must_use]
    pub fn can_step(self) -> (bool, bool) {
        self.revised.track();
        let Some(id) = self.own_open() else {
            return (false, false);
        };
        self.later().histories.with_value(|histories| {
            find(histories, &id).map_or((false, false), |history| {
                (history.before().is_some(), history.after().is_some())
            })
        })
    }

    /// A view of the open design's history; tracked. Nothing before it was read.
    #[must_use]
    pub fn with_history<T>(self, view: impl FnOnce(&History) -> T) -> Option<T> {
        self.revised.track();
        let id = self.own_open_tracked()?;
        self.later()
            .histories
            .with_value(|histories| find(histories, &id).map(view))
    }

    /// Reads the open design's history, if it has one, for those who go back and forth in it. What is not in
    /// it yet comes into it with the next change: a text that nobody changes is not digested, nor kept twice.
    pub fn know_history(self) {
        let Some(id) = self.own_open() else { return };
        let begun = |design: &Design| design.head.is_some();
        let begun = self
            .shelf
            .with_value(|shelf| shelf.get(&id).is_some_and(begun));
        if begun {
            spawn_local(async move {
                if self.need_history(&id).await.is_ok() {
                    self.revised.update(|count| *count += 1);
                }
            });
        }
    }

    /// Reads the open design's history, for a view that shows it, and brings it up to date.
    pub fn load_history(self) {
        let Some(id) = self.own_open() else { return };
        spawn_local(async move {
            if self.need_history(&id).await.is_err() {
                return;
            }
            if self.may_write(&id) && !self.is_being_written(&id) {
                self.catch_up(&id);
            }
            self.revised.update(|count| *count += 1);
        });
    }

    /// Gives a revision of the open design a name; an empty one takes it away.
    pub fn name_revision(self, number: u32, name: &str) {
        let Some(id) = self.own_writable() else {
            return;
        };
        let growth = self
            .later()
            .histories
            .try_update_value(|histories| Some(find_mut(histories, &id)?.name(number, name)));
        if let Some(Some(growth)) = growth {
            self.keep_growth(&id, growth);
            self.revised.update(|count| *count += 1);
        }
    }

    /// Restores a revision of the open design: a new revision that is what that one was.
    ///
    /// # Errors
    /// Why it was not restored.
    pub async fn restore_revision(self, number: u32) -> Result<(), NotChanged> {
        let id = self.own_open().ok_or(NotChanged::Gone)?;
        if self.is_being_written(&id) {
            return Err(NotChanged::Writing);
        }
        self.need_history(&id).await?;
        let state = self
            .later()
            .histories
            .with_value(|histories| find(histories, &id)?.state(number))
            .ok_or(NotChanged::Gone)?;
        let label = Label::about(Kind::Restored, number.to_string());
        self.revise(&id, self.by_hand(), label, move |design| {
            design.restore(state);
            Ok(())
        })
        .await
    }

    fn step_history(self, to: fn(&History) -> Option<u32>) {
        let Some(id) = self.own_writable() else {
            return;
        };
        spawn_local(async move {
            if self.is_being_written(&id) || self.need_history(&id).await.is_err() {
                return;
            }
            self.catch_up(&id);
            let state = self.later().histories.try_update_value(|histories| {
                let history = find_mut(histories, &id)?;
                let number = to(history)?;
                history.go(number)
            });
            let Some(Some(state)) = state else { return };
            self.take_state(&id, state);
        });
    }

    fn take_state(self, id: &str, state: State) {
        let head = self.head_of(id);
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(id) {
                let old = std::mem::take(&mut design.text);
                design.restore(state);
                follow(design, &old);
                design.head = head;
                design.updated = design.updated.max(clock::now());
            }
        });
        self.keep_growth(id, Growth::default());
        self.show_revised(id, true);
    }
}
