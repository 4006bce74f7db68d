//! Keeping a streamed design: every piece of text is logged as it arrives.
//!
//! One write is under way at a time, and after it a short rest: what arrives meanwhile goes with the next
//! one, so the pace adapts to the disk, and nothing is ever more than one write and a blink behind. The
//! end of a run writes the design whole; leaving the page ends the rest.

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::{
        database::{Additions, Database, StorageError},
        frame, listen,
    },
    domain::archive::Stored,
};

/// What waits to be written.
#[derive(Default)]
pub(super) struct Log {
    /// The design that is being streamed, or the name of a log that belongs to no text.
    design: String,
    /// Whether what is streamed goes beside a design and is only ever logged.
    is_aside: bool,
    sequence: u32,
    unsaved: String,
    /// Designs to write whole, in this order.
    whole: Vec<String>,
    /// What goes with a design's next whole write.
    additions: Vec<(String, Additions)>,
    /// A piece could not be written: the next write of the streamed design is a whole one.
    behind: bool,
    writing: bool,
    /// Between two writes of pieces.
    resting: bool,
}

/// The rest after a write: each costs the page a transaction, however little is in it.
const REST_MS: i32 = 100;

enum Next {
    Chunk {
        id: String,
        sequence: u32,
        text: String,
    },
    Whole {
        id: String,
    },
}

impl Log {
    /// What to write now; nothing while a write is under way.
    fn take(&mut self) -> Option<Next> {
        if self.writing {
            return None;
        }
        if self.behind && !self.is_aside && !self.unsaved.is_empty() {
            self.want_whole(self.design.clone());
        }
        let next = if !self.whole.is_empty() {
            let id = self.whole.remove(0);
            if id == self.design {
                // A whole write has the unsaved text in it.
                self.unsaved.clear();
                self.behind = false;
            }
            Next::Whole { id }
        } else if self.unsaved.is_empty() || self.resting {
            return None;
        } else {
            self.sequence += 1;
            Next::Chunk {
                id: self.design.clone(),
                sequence: self.sequence,
                text: std::mem::take(&mut self.unsaved),
            }
        };
        self.writing = true;
        Some(next)
    }

    /// Takes what a design's history got.
    fn take_additions(&mut self, id: &str) -> Additions {
        let at = self.additions.iter().position(|(known, _)| known == id);
        at.map_or_else(Additions::default, |at| self.additions.remove(at).1)
    }

    /// Puts something in front of what waits, which is later.
    fn put_additions(&mut self, id: &str, mut first: Additions) {
        let later = self.take_additions(id);
        first.revisions.extend(later.revisions);
        first.pieces.extend(later.pieces);
        first.gone.extend(later.gone);
        self.additions.push((id.to_owned(), first));
    }

    fn want_whole(&mut self, id: String) {
        if !self.whole.contains(&id) {
            self.whole.push(id);
        }
    }
}

impl App {
    /// Begins the log of a design that a run will write, and stores it as it is.
    pub(super) fn begin_log(self, design: &str) {
        self.log.update_value(|log| {
            if !log.unsaved.is_empty() && !log.is_aside {
                // Of the design that was streamed before this one.
                log.want_whole(log.design.clone());
            }
            log.unsaved.clear();
            log.is_aside = false;
            design.clone_into(&mut log.design);
            log.want_whole(design.to_owned());
        });
        self.write_next();
    }

    /// Begins an empty log of what a run brings beside a design.
    pub(super) fn begin_side_log(self, name: &str) {
        self.log.update_value(|log| {
            if !log.unsaved.is_empty() && !log.is_aside {
                log.want_whole(log.design.clone());
            }
            log.unsaved.clear();
            log.is_aside = true;
            name.clone_into(&mut log.design);
        });
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

    /// Logs text that arrived.
    pub(super) fn log_text(self, text: &str) {
        self.log.update_value(|log| log.unsaved.push_str(text));
        self.write_next();
    }

    /// Writes the logged design whole.
    pub(super) fn close_log(self) {
        self.log
            .update_value(|log| log.want_whole(log.design.clone()));
        self.write_next();
    }

    /// Writes a design whole, with what its history got.
    pub(super) fn save_whole(self, id: &str, additions: Additions) {
        self.log.update_value(|log| {
            let mut waiting = log.take_additions(id);
            waiting.revisions.extend(additions.revisions);
            waiting.pieces.extend(additions.pieces);
            waiting.gone.extend(additions.gone);
            log.additions.push((id.to_owned(), waiting));
            log.want_whole(id.to_owned());
        });
        self.write_next();
    }

    /// Begins the next write, if one waits and none is under way.
    pub(super) fn write_next(self) {
        let Some(database) = self.database.get_value() else {
            return;
        };
        let Some(next) = self.log.try_update_value(Log::take).flatten() else {
            return;
        };
        spawn_local(async move {
            let result = match &next {
                Next::Chunk { id, sequence, text } => database.append(id, *sequence, text).await,
                Next::Whole { id } => match self.stored(id) {
                    Some(stored) => self.save_with_history(&database, id, &stored).await,
                    // Deleted while it was being written.
                    None => Ok(()),
                },
            };
            self.log.update_value(|log| {
                log.writing = false;
                log.behind |= result.is_err();
                if let Next::Chunk { id, text, .. } = next
                    && log.is_aside
                    && log.design == id
                {
                    // There is no whole write that would make up for a piece that failed.
                    log.behind = false;
                    if result.is_err() {
                        log.unsaved.insert_str(0, &text);
                    }
                }
                log.resting = true;
            });
            frame::after(REST_MS, move || self.end_rest());
            if let Err(error) = result {
                // The text stays on the shelf; the next piece that comes makes a whole write try again.
                self.storage_failed(&error);
            }
            // After a failure only what waits besides is tried, so that a full disk is not hammered.
            if self
                .log
                .with_value(|log| !log.behind || !log.whole.is_empty())
            {
                self.write_next();
            }
        });
    }

    fn end_rest(self) {
        self.log.update_value(|log| log.resting = false);
        self.write_next();
    }

    /// Writes what waits when the page is left: whatever is begun now is completed.
    pub(super) fn watch_leaving(self) {
        listen::on_window("pagehide", move |_| self.end_rest());
    }

    async fn save_with_history(
        self,
        database: &Database,
        id: &str,
        stored: &Stored,
    ) -> Result<(), StorageError> {
        let additions = self.log.try_update_value(|log| log.take_additions(id));
        let additions = additions.unwrap_or_default();
        let result = database.save(id, stored, &additions).await;
        if result.is_err() {
            self.log
                .update_value(|log| log.put_additions(id, additions));
        }
        result
    }

    fn stored(self, id: &str) -> Option<Stored> {
        self.shelf.with_value(|shelf| shelf.get(id).map(Stored::of))
    }
}
