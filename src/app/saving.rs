//! Keeping a streamed design: every piece of text is logged as it arrives.
//!
//! One write is under way at a time; what arrives meanwhile goes with the next one, so the pace adapts to
//! the disk and nothing is ever more than one write behind. The end of a run writes the design whole.

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::database::Stored,
    domain::{archive, design::Design},
};

/// What waits to be written.
#[derive(Default)]
pub(super) struct Log {
    design: String,
    sequence: u32,
    unsaved: String,
    whole: bool,
    writing: bool,
}

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
        let id = self.design.clone();
        let next = if std::mem::take(&mut self.whole) {
            // A whole write has the unsaved text in it.
            self.unsaved.clear();
            Next::Whole { id }
        } else if self.unsaved.is_empty() {
            return None;
        } else {
            self.sequence += 1;
            Next::Chunk {
                id,
                sequence: self.sequence,
                text: std::mem::take(&mut self.unsaved),
            }
        };
        self.writing = true;
        Some(next)
    }
}

impl App {
    /// Begins the log of a design that a run will write, and stores it as it is.
    pub(super) fn begin_log(self, design: &str) {
        self.log.update_value(|log| {
            log.design = design.to_owned();
            log.unsaved.clear();
            log.whole = true;
        });
        self.write_next();
    }

    /// Logs text that arrived.
    pub(super) fn log_text(self, text: &str) {
        self.log.update_value(|log| log.unsaved.push_str(text));
        self.write_next();
    }

    /// Writes the logged design whole.
    pub(super) fn close_log(self) {
        self.log.update_value(|log| log.whole = true);
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
                    Some(stored) => database.save(id, &stored).await,
                    // Deleted while it was being written.
                    None => Ok(()),
                },
            };
            self.log.update_value(|log| log.writing = false);
            match result {
                Ok(()) => self.write_next(),
                Err(error) => {
                    // The text stays on the shelf; the next whole write tries again with all of it.
                    self.storage_failed(&error);
                    if matches!(next, Next::Chunk { .. }) {
                        self.log
                            .update_value(|log| log.whole = !log.unsaved.is_empty());
                    }
                }
            }
        });
    }

    fn stored(self, id: &str) -> Option<Stored> {
        let of = |design: &Design| Stored {
            record: archive::write(design),
            text: design.text.clone(),
        };
        self.shelf.with_value(|shelf| shelf.get(id).map(of))
    }
}
