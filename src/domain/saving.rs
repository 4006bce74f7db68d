//! What waits to be stored, and in which order: pieces of the design that is streamed, and whole designs.
//!
//! One write is under way at a time, and after a piece comes a short rest, so that the pace adapts to the
//! disk. What could not be written stays in the queue and is tried again after a pause; nothing leaves the
//! queue but by being written. It must not know the store.

/// The next thing to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// New text of a streamed design.
    Piece {
        /// The design's id.
        id: String,
        /// Pieces are read back in this order.
        sequence: u32,
        /// The text.
        text: String,
    },
    /// A design as it is now.
    Whole {
        /// Its id.
        id: String,
    },
}

impl Write {
    /// The design that is written.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Piece { id, .. } | Self::Whole { id } => id,
        }
    }
}

/// What waits to be written.
#[derive(Debug, Default)]
pub struct Queue {
    /// The design that is being streamed, or the name of a log that belongs to no text.
    design: String,
    /// What is streamed goes beside a design: it is only ever logged.
    is_aside: bool,
    sequence: u32,
    unsaved: String,
    /// Designs to write whole, in this order.
    whole: Vec<String>,
    writing: Option<String>,
    resting: bool,
    pausing: bool,
}

impl Queue {
    /// A design is streamed from now on; what it is by then is written first.
    pub fn begin(&mut self, id: &str) {
        self.turn_to(id, false);
        self.want(id);
    }

    /// What goes beside a design is streamed from now on, into a log of that name.
    pub fn begin_aside(&mut self, name: &str) {
        self.turn_to(name, true);
    }

    fn turn_to(&mut self, name: &str, is_aside: bool) {
        if !self.unsaved.is_empty() && !self.is_aside {
            // Of the design that was streamed before this one.
            self.want(&self.design.clone());
        }
        self.unsaved.clear();
        self.is_aside = is_aside;
        name.clone_into(&mut self.design);
    }

    /// The streamed design grew.
    pub fn grow(&mut self, text: &str) {
        self.unsaved.push_str(text);
    }

    /// A design changed and is to be written whole.
    pub fn want(&mut self, id: &str) {
        if !self.whole.iter().any(|waiting| waiting == id) {
            self.whole.push(id.to_owned());
        }
    }

    /// The streamed design is complete and to be written whole.
    pub fn end(&mut self) {
        self.want(&self.design.clone());
    }

    /// A design is not to be written any more.
    pub fn forget(&mut self, id: &str) {
        self.whole.retain(|waiting| waiting != id);
        if self.design == id {
            self.unsaved.clear();
        }
    }

    /// Whether something would be written now.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        let has_piece = !self.unsaved.is_empty() && !self.resting;
        self.writing.is_none() && !self.pausing && (has_piece || !self.whole.is_empty())
    }

    /// Nothing can be written for a while.
    pub fn pause(&mut self) {
        self.pausing = true;
    }

    /// What to write now; nothing while a write is under way.
    pub fn take(&mut self) -> Option<Write> {
        if self.writing.is_some() || self.pausing {
            return None;
        }
        let write = if !self.whole.is_empty() {
            let id = self.whole.remove(0);
            if id == self.design && !self.is_aside {
                // A whole write has the unsaved text in it.
                self.unsaved.clear();
            }
            Write::Whole { id }
        } else if self.unsaved.is_empty() || self.resting {
            return None;
        } else {
            self.sequence += 1;
            Write::Piece {
                id: self.design.clone(),
                sequence: self.sequence,
                text: std::mem::take(&mut self.unsaved),
            }
        };
        self.writing = Some(write.id().to_owned());
        Some(write)
    }

    /// A write is on disk.
    pub fn written(&mut self) {
        self.writing = None;
        self.resting = true;
    }

    /// A write failed: a piece, too, is written as part of its whole design then.
    pub fn failed(&mut self, write: &Write) {
        self.writing = None;
        self.pausing = true;
        match write {
            // There is no whole write that would make up for it.
            Write::Piece { id, text, .. } if self.is_aside && *id == self.design => {
                self.unsaved.insert_str(0, text);
            }
            Write::Piece { id, .. } | Write::Whole { id } => self.want(id),
        }
    }

    /// A design goes by another id from now on.
    pub fn rename(&mut self, from: &str, to: &str) {
        self.whole.retain(|waiting| waiting != from);
        if self.design == from {
            to.clone_into(&mut self.design);
        }
        self.want(to);
    }

    /// The rest after a write is over.
    pub fn end_rest(&mut self) {
        self.resting = false;
    }

    /// Writing may be tried again after a failure.
    pub fn end_pause(&mut self) {
        self.pausing = false;
    }

    /// Whether writing fails at the moment.
    #[must_use]
    pub fn is_pausing(&self) -> bool {
        self.pausing
    }

    /// Whether something of a design is not on disk yet.
    #[must_use]
    pub fn holds(&self, id: &str) -> bool {
        self.whole.iter().any(|waiting| waiting == id)
            || self.writing.as_deref() == Some(id)
            || (self.design == id && !self.unsaved.is_empty())
    }

    /// How many designs are not on disk as they are.
    #[must_use]
    pub fn unsaved(&self) -> usize {
        let streamed = !self.unsaved.is_empty() && !self.whole.contains(&self.design);
        let writing = self.writing.as_ref();
        let writing = writing.is_some_and(|id| !self.whole.contains(id) && *id != self.design);
        self.whole.len() + usize::from(streamed) + usize::from(writing)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_goes_beside_a_design_is_logged_and_tried_again() {
        let mut queue = Queue::default();
        queue.begin_aside("a~aside");
        queue.grow("x");
        let piece = queue.take().unwrap();
        queue.grow("y");
        queue.failed(&piece);
        queue.end_pause();
        let again = Write::Piece {
            id: "a~aside".into(),
            sequence: 2,
            text: "xy".into(),
        };
        assert_eq!(queue.take(), Some(again));
        queue.written();
        assert_eq!((queue.take(), queue.unsaved()), (None, 0));
    }

    #[test]
    fn a_design_that_another_tab_overtook_is_kept_under_another_name() {
        let mut queue = Queue::default();
        queue.begin("a");
        assert!(queue.take().is_some());
        queue.written();
        queue.grow("x");
        queue.rename("a", "b");
        assert_eq!(queue.take(), Some(Write::Whole { id: "b".into() }));
        assert!(!queue.holds("a"));
    }

    #[test]
    fn pieces_rest_and_whole_designs_do_not() {
        let mut queue = Queue::default();
        queue.begin("a");
        assert_eq!(queue.take(), Some(Write::Whole { id: "a".into() }));
        queue.grow("x");
        assert_eq!(queue.take(), None);
        queue.written();
        assert_eq!(queue.take(), None);
        queue.end_rest();
        let piece = Write::Piece {
            id: "a".into(),
            sequence: 1,
            text: "x".into(),
        };
        assert_eq!(queue.take(), Some(piece.clone()));
        assert!(queue.holds("a"));
        queue.failed(&piece);
        queue.grow("y");
        assert_eq!(queue.take(), None);
        assert!(queue.is_pausing() && queue.unsaved() == 1);
        queue.end_pause();
        assert_eq!(queue.take(), Some(Write::Whole { id: "a".into() }));
        queue.written();
        assert!(!queue.holds("a") && queue.unsaved() == 0);
    }

    /// A store that fails now and then, and the designs as they are in memory.
    #[derive(Default)]
    struct Disk {
        queue: Queue,
        shelf: BTreeMap<&'static str, String>,
        stored: BTreeMap<String, String>,
        streamed: &'static str,
        under_way: Option<(Write, String)>,
    }

    const IDS: [&str; 3] = ["a", "b", "c"];

    impl Disk {
        fn act(&mut self, act: u8, id: &'static str) {
            match act {
                0 => {
                    self.streamed = id;
                    self.shelf.entry(id).or_default();
                    self.queue.begin(id);
                }
                1..=4 if !self.streamed.is_empty() => {
                    let text = format!("{act},");
                    self.shelf.entry(self.streamed).or_default().push_str(&text);
                    self.queue.grow(&text);
                }
                5 if id != self.streamed => {
                    self.shelf.entry(id).or_default().push('!');
                    self.queue.want(id);
                }
                6 if !self.streamed.is_empty() => self.queue.end(),
                7 => self.queue.end_rest(),
                8 => self.queue.end_pause(),
                9 => self.end_write(false),
                10..=12 => self.end_write(true),
                _ => self.begin_write(),
            }
        }

        /// What is written is read when the write begins.
        fn begin_write(&mut self) {
            if let Some(write) = self.queue.take() {
                let now = self.shelf.get(write.id()).cloned().unwrap_or_default();
                self.under_way = Some((write, now));
            }
        }

        fn end_write(&mut self, well: bool) {
            match self.under_way.take() {
                Some((write, _)) if !well => self.queue.failed(&write),
                Some((Write::Whole { id }, now)) => {
                    self.stored.insert(id, now);
                    self.queue.written();
                }
                Some((Write::Piece { id, text, .. }, _)) => {
                    self.stored.entry(id).or_default().push_str(&text);
                    self.queue.written();
                }
                None => {}
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_is_a_start_of_what_there_is_and_in_the_end_all_of_it(
            acts in proptest::collection::vec((0..18_u8, 0..3_usize), 0..200)
        ) {
            let mut disk = Disk::default();
            for (act, id) in acts {
                disk.act(act, IDS[id]);
                for (id, stored) in &disk.stored {
                    let there = &disk.shelf[id.as_str()];
                    prop_assert!(there.starts_with(stored.as_str()), "{id}: {stored} of {there}");
                    if !disk.queue.holds(id) {
                        prop_assert_eq!(there, stored);
                    }
                }
            }
            for _ in 0..20 {
                disk.queue.end_rest();
                disk.queue.end_pause();
                disk.begin_write();
                disk.end_write(true);
            }
            prop_assert_eq!(disk.queue.unsaved(), 0);
            for (id, text) in &disk.shelf {
                prop_assert_eq!(disk.stored.get(*id).map_or("", String::as_str), text);
            }
        }
    }
}
