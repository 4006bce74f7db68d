//! Whether the browser keeps what is stored, how much room there is, and when a backup would be wise. It
//! travels with the later pages.

use leptos::{prelude::*, task::spawn_local};

use super::{App, Library, sample::is_sample};
use crate::browser::{quota, storage};

/// Set once the browser was asked to keep what is stored.
const ASKED: &str = "backend-architect:asked-to-persist";
/// So many designs without a backup are worth a reminder, where the browser promises nothing.
const UNBACKED: usize = 3;
/// So many of the largest designs are named.
const LARGEST: usize = 8;

/// What is known of the browser's storage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StorageFacts {
    /// Whether the browser promises to keep it; `None` when it does not say.
    pub persisted: Option<bool>,
    /// Bytes used, and bytes that there may be.
    pub room: Option<(u64, u64)>,
    /// The largest designs: id, title, bytes. Empty until they were measured.
    pub largest: Vec<(String, String, usize)>,
}

impl App {
    /// What is known of the browser's storage.
    #[must_use]
    pub fn storage_facts(self) -> ReadSignal<StorageFacts> {
        self.later().storage_facts.read_only()
    }

    /// Looks how the browser's storage is.
    pub fn look_at_storage(self) {
        spawn_local(async move {
            let persisted = quota::is_persisted().await;
            let room = quota::estimate().await;
            self.later().storage_facts.update(|facts| {
                facts.persisted = persisted;
                facts.room = room;
            });
        });
    }

    /// Asks the browser to keep what is stored, whatever it answered before.
    pub fn ask_to_persist(self) {
        storage::set(ASKED, "1");
        spawn_local(async move {
            quota::persist().await;
            self.look_at_storage();
            self.mind_backup();
        });
    }

    /// There is something to lose: the browser is asked to keep it, once.
    pub(super) fn mind_storage(self) {
        if self.is_forgetting() {
            return;
        }
        match storage::get(ASKED) {
            None => self.ask_to_persist(),
            Some(_) => self.mind_backup(),
        }
    }

    /// Reminds of a backup if one would be wise.
    pub(super) fn mind_backup(self) {
        spawn_local(async move {
            let kept = quota::is_persisted().await == Some(true);
            let since = self.last_backup().unwrap_or_default();
            let unbacked = self.library.with_untracked(|library| match library {
                Library::Ready(list) => list
                    .iter()
                    .filter(|summary| !is_sample(&summary.id) && summary.updated > since)
                    .count(),
                Library::Loading => 0,
            });
            self.reminder.set(!kept && unbacked >= UNBACKED);
        });
    }

    /// Puts the reminder away until the page is loaded again or more is written.
    pub fn close_reminder(self) {
        self.reminder.set(false);
    }

    /// Measures which designs take the most room.
    pub fn measure_designs(self) {
        let Some(database) = self.database.get_value() else {
            return;
        };
        spawn_local(async move {
            let sizes = match database.sizes().await {
                Ok(sizes) => sizes,
                Err(error) => return self.storage_failed(&error),
            };
            let title = |id: &str| {
                self.library.with_untracked(|library| match library {
                    Library::Ready(list) => list
                        .iter()
                        .find(|summary| summary.id == id)
                        .map(|summary| summary.title.clone()),
                    Library::Loading => None,
                })
            };
            let largest = sizes.into_iter().take(LARGEST);
            let largest = largest.map(|(id, size)| {
                let title = title(&id).unwrap_or_else(|| id.clone());
                (id, title, size)
            });
            let largest = largest.collect();
            self.later()
                .storage_facts
                .update(|facts| facts.largest = largest);
        });
    }
}
