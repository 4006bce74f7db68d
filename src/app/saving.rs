//! Keeping what changes: every piece of a streamed text is logged as it arrives, every other change is
//! written at once.
//!
//! One write is under way at a time, and after it a short rest: nothing is ever more than one write and a
//! blink behind. The end of a run writes the design whole; leaving the page ends the rest. What cannot be
//! written, on a full disk say, stays in the queue and in the page, and is tried again until it can
//! (`domain::saving`).

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::{
        clock,
        database::{Additions, Database, StorageError},
        frame, listen, root,
    },
    domain::{
        archive::Stored,
        design::Millis,
        saving::{Queue, Write},
        tabs,
    },
};

/// What is done about a design then.
type Then = fn(App, &str);

/// What waits to be written.
#[derive(Default)]
pub(super) struct Log {
    queue: Queue,
    /// What the next whole writes add to histories, by design.
    additions: Vec<(String, Additions)>,
    /// What is called once nothing of a design waits any more.
    flushed: Vec<(String, Then)>,
    /// Streamed text that is not shown yet, because it is not stored yet.
    unshown: String,
    /// How many bytes of it are in the write that is under way.
    under_way: usize,
    /// When the first of it came, in milliseconds.
    unshown_since: Millis,
    /// What writes is being fetched.
    fetching: bool,
}

/// The rest after a write: each costs the page a transaction, however little is in it.
const REST_MS: i32 = 100;
/// Text that cannot be stored for so long, in milliseconds, is shown all the same.
const HELD_BACK_MS: Millis = 1_000;
/// How long after a failure writing is tried again.
const PAUSE_MS: i32 = 3_000;

impl Log {
    fn add(&mut self, id: &str, additions: Additions) {
        let waiting = self.additions.iter_mut().find(|(of, _)| of == id);
        let Some((_, waiting)) = waiting else {
            return self.additions.push((id.to_owned(), additions));
        };
        waiting.revisions.extend(additions.revisions);
        waiting.pieces.extend(additions.pieces);
        waiting.gone.extend(additions.gone);
    }

    fn take_additions(&mut self, id: &str) -> Option<Additions> {
        let at = self.additions.iter().position(|(of, _)| of == id)?;
        Some(self.additions.remove(at).1)
    }
}

impl App {
    /// Begins the log of a design that a run will write, and stores it as it is.
    pub(super) fn begin_log(self, design: &str) {
        self.log.update_value(|log| log.queue.begin(design));
        self.write_next();
    }

    /// Begins an empty log of what a run brings beside a design.
    pub(super) fn begin_side_log(self, name: &str) {
        self.log.update_value(|log| log.queue.begin_aside(name));
        self.clear_side_log(name);
    }

    /// What was logged beside a design is kept elsewhere now, or not wanted.
    pub(super) fn clear_side_log(self, name: &str) {
        let Some(database) = self.database.get_value() else {
            return;
        };
        let name = name.to_owned();
        spawn_local(async move {
            if let Err(error) = database.clear_log(&name).await {
                self.storage_failed(&error);
            }
        });
    }

    /// Logs text of the document that arrived, and shows it once it is stored: a page that dies has shown
    /// nothing that is not there when it is opened again.
    pub(super) fn log_and_show(self, text: &str) {
        let now = clock::steady();
        let is_stuck = self.log.try_update_value(|log| {
            if log.unshown.is_empty() {
                log.unshown_since = now;
            }
            log.unshown.push_str(text);
            log.queue.is_pausing() || now.saturating_sub(log.unshown_since) > HELD_BACK_MS
        });
        self.log_text(text);
        if is_stuck == Some(true) || self.database.with_value(Option::is_none) {
            self.show_unshown(usize::MAX);
        }
    }

    /// Shows streamed text that was held back, at most so many bytes.
    fn show_unshown(self, most: usize) {
        let stored = self.log.try_update_value(|log| {
            log.under_way = log.under_way.saturating_sub(most);
            let mut end = most.min(log.unshown.len());
            while !log.unshown.is_char_boundary(end) {
                end += 1;
            }
            (
                log.unshown.drain(..end).collect::<String>(),
                log.unshown.len(),
            )
        });
        let Some((text, rest)) = stored else { return };
        if text.is_empty() {
            return;
        }
        if self.run_is_open() {
            self.show_now(&text);
        }
        if let Some(id) = self.run_design.get_untracked() {
            let length = |id: &str| {
                self.shelf
                    .with_value(|shelf| Some(shelf.get(id)?.text.len()))
            };
            let at = length(&id)
                .unwrap_or_default()
                .saturating_sub(rest + text.len());
            self.tabs_know(tabs::Event::Grew { id, at, text });
        }
    }

    /// How many bytes at the end of a design's text are not shown yet.
    pub(super) fn held_back(self, id: &str) -> usize {
        let is_written = |run: &Option<String>| run.as_deref() == Some(id);
        match self.run_design.with_untracked(is_written) {
            true => self.log.with_value(|log| log.unshown.len()),
            false => 0,
        }
    }

    /// A design's text as far as it may be shown. What is held back is from now on its end as it is: the text
    /// may have been changed since the pieces came.
    pub(super) fn text_to_show(self, id: &str) -> String {
        let late = self.held_back(id);
        let cut = |text: &str| {
            let (shown, rest) = text
                .split_at_checked(text.len().saturating_sub(late))
                .unwrap_or((text, ""));
            (shown.to_owned(), rest.to_owned())
        };
        let (shown, rest) = self
            .shelf
            .with_value(|shelf| shelf.get(id).map(|design| cut(&design.text)))
            .unwrap_or_default();
        if late > 0 {
            self.log.update_value(|log| {
                log.under_way = log.under_way.min(rest.len());
                log.unshown = rest;
            });
        }
        shown
    }

    /// No more text of the document comes: what was held back is shown once it is stored.
    pub(super) fn show_rest(self, id: &str) {
        let show: Then = |app, id| {
            app.show_unshown(usize::MAX);
            let is_written = |run: &Option<String>| run.as_deref() == Some(id);
            if app.run_design.with_untracked(is_written) && app.run_is_open() {
                app.show_end();
            }
        };
        match self.log.with_value(|log| log.queue.is_pausing()) {
            true => show(self, id),
            false => self.once_saved(id, show),
        }
    }

    /// Whether the design that a run writes, or wrote last, is open.
    fn run_is_open(self) -> bool {
        let id = self.run_design.get_untracked();
        self.opened
            .with_untracked(|opened| opened.design().map(|open| &open.id) == id.as_ref())
    }

    /// Logs text that arrived.
    pub(super) fn log_text(self, text: &str) {
        self.log.update_value(|log| log.queue.grow(text));
        self.write_next();
    }

    /// Writes the logged design whole.
    pub(super) fn close_log(self) {
        self.log.update_value(|log| log.queue.end());
        self.write_next();
    }

    /// Writes a design of the shelf whole, with what its history got.
    pub(super) fn save_whole(self, id: &str, additions: Additions) {
        self.log.update_value(|log| {
            log.queue.want(id);
            log.add(id, additions);
        });
        self.write_next();
    }

    /// Calls `then` once nothing of a design waits to be written.
    pub(super) fn once_saved(self, id: &str, then: Then) {
        if self.database.with_value(Option::is_none) {
            return then(self, id);
        }
        self.log
            .update_value(|log| log.flushed.push((id.to_owned(), then)));
        self.tell_flushed();
    }

    /// Whether all of a design is on disk.
    pub(super) fn is_saved(self, id: &str) -> bool {
        self.log.with_value(|log| !log.queue.holds(id))
    }

    /// What was to be written of a design is written under another id.
    pub(super) fn requeue(self, from: &str, to: &str) {
        self.log.update_value(|log| {
            log.queue.rename(from, to);
            // They belong to the history of what is stored under the old id.
            log.take_additions(from);
        });
        self.write_next();
    }

    /// Nothing of a design is written any more.
    pub(super) fn unqueue(self, id: &str) {
        self.log.update_value(|log| {
            log.queue.forget(id);
            log.take_additions(id);
        });
        self.tell_flushed();
    }

    /// Whether what writes has to be fetched, because something waits, and nobody does so yet.
    pub(super) fn begins_to_fetch_writer(self) -> bool {
        let begins = self.log.try_update_value(|log| {
            log.queue.is_waiting() && !std::mem::replace(&mut log.fetching, true)
        });
        begins == Some(true)
    }

    /// What writes cannot be fetched.
    pub(super) fn writer_missing(self) {
        self.log.update_value(|log| {
            log.fetching = false;
            log.queue.pause();
        });
        if self.unsaved.get_untracked() == 0 {
            self.notify(self.locale.get_untracked().ui_part_missing());
        }
        self.begin_pause();
    }

    pub(super) fn write_next_now(self) {
        let Some(database) = self.database.get_value() else {
            return;
        };
        let Some(write) = self.log.try_update_value(|log| log.queue.take()).flatten() else {
            return;
        };
        self.log
            .update_value(|log| log.under_way = log.unshown.len());
        // What a whole write holds is what there is now: what comes later goes with a later piece.
        let stored = match &write {
            Write::Piece { .. } => None,
            Write::Whole { id } => self.stored(id),
        };
        spawn_local(async move {
            match self.perform_write(&database, &write, stored).await {
                Ok(()) => self.has_written(&write),
                Err(error) => self.write_failed(&write, &error),
            }
        });
    }

    async fn perform_write(
        self,
        database: &Database,
        write: &Write,
        stored: Option<Stored>,
    ) -> Result<(), StorageError> {
        let id = match write {
            Write::Piece { id, sequence, text } => {
                return database.append(id, *sequence, text).await;
            }
            Write::Whole { id } => id,
        };
        let Some(stored) = stored else {
            // Deleted before it was written.
            return Ok(());
        };
        let additions = self
            .log
            .try_update_value(|log| log.take_additions(id))
            .flatten()
            .unwrap_or_default();
        let saved = database.save(id, &stored, &additions).await;
        if saved.is_err() {
            self.log.update_value(|log| {
                // In front of what came meanwhile, which is later.
                let later = log.take_additions(id);
                log.add(id, additions);
                log.add(id, later.unwrap_or_default());
            });
        }
        saved
    }

    fn has_written(self, write: &Write) {
        self.log.update_value(|log| log.queue.written());
        self.show_unshown(self.log.with_value(|log| log.under_way));
        if let Write::Whole { id } = write {
            self.tell_saved(id);
        }
        frame::after(REST_MS, move || self.end_rest());
        if self.unsaved.get_untracked() > 0 {
            self.unsaved
                .set(self.log.with_value(|log| log.queue.unsaved()));
        }
        self.tell_flushed();
        self.write_next();
    }

    fn write_failed(self, write: &Write, error: &StorageError) {
        self.log.update_value(|log| log.queue.failed(write));
        if *error == StorageError::Overtaken {
            self.log.update_value(|log| log.queue.end_pause());
            self.keep_beside(write.id());
            return;
        }
        self.show_unshown(usize::MAX);
        if self.unsaved.get_untracked() == 0 {
            // Said once; the banner stays until all is stored.
            self.storage_failed(error);
        }
        self.begin_pause();
    }

    fn begin_pause(self) {
        self.unsaved
            .set(self.log.with_value(|log| log.queue.unsaved()));
        root::warn_on_leaving(true);
        frame::after(PAUSE_MS, move || self.try_again());
    }

    /// Tries to write what could not be written, because there may be room now.
    pub(super) fn try_again(self) {
        let pausing = self.log.try_update_value(|log| {
            let pausing = log.queue.is_pausing();
            log.queue.end_pause();
            pausing
        });
        if pausing == Some(true) {
            root::warn_on_leaving(false);
            self.write_next();
        }
    }

    fn end_rest(self) {
        self.log.update_value(|log| log.queue.end_rest());
        self.write_next();
    }

    fn tell_flushed(self) {
        let mut ready = Vec::new();
        self.log.update_value(|log| {
            let (now, later) = std::mem::take(&mut log.flushed)
                .into_iter()
                .partition(|(id, _)| !log.queue.holds(id));
            (ready, log.flushed) = (now, later);
        });
        for (id, then) in ready {
            then(self, &id);
        }
    }

    /// Writes what waits when the page is left: whatever is begun now is completed.
    pub(super) fn watch_leaving(self) {
        listen::on_window("pagehide", move |_| {
            self.try_again();
            self.end_rest();
        });
    }

    fn stored(self, id: &str) -> Option<Stored> {
        self.shelf.with_value(|shelf| shelf.get(id).map(Stored::of))
    }
}
