//! One step of a plan: what it writes and how far it is.

use crate::domain::design::Millis;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StepState {
    /// Its turn comes.
    #[default]
    Waiting,
    /// It was asked for, and its answer is not complete.
    Writing,
    /// Its section is there.
    Written,
    /// Its section is there, but the model did not bring it to its end.
    Partial,
    /// The model gave nothing that could be used.
    Failed,
    /// It is not written: its section was there before, or it is not wanted.
    Skipped,
}

impl StepState {
    /// All states with their stable names.
    pub const NAMES: [(Self, &str); 6] = [
        (Self::Waiting, "waiting"),
        (Self::Writing, "writing"),
        (Self::Written, "written"),
        (Self::Partial, "partial"),
        (Self::Failed, "failed"),
        (Self::Skipped, "skipped"),
    ];

    /// The stable name, used in storage and as `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(state, _)| *state == self)
            .map_or("waiting", |(_, name)| name)
    }

    /// The state of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, known)| *known == name)
            .map(|(state, _)| *state)
    }
}

/// Why a plan does not go on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pause {
    /// The user stopped it.
    Stopped,
    /// The endpoint cannot be had: the key, the network, the server.
    Endpoint,
    /// The page was closed.
    Closed,
    /// Another run was under way.
    Busy,
}

impl Pause {
    /// All reasons with their stable names.
    pub const NAMES: [(Self, &str); 4] = [
        (Self::Stopped, "stopped"),
        (Self::Endpoint, "endpoint"),
        (Self::Closed, "closed"),
        (Self::Busy, "busy"),
    ];

    /// The stable name, used in storage.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(pause, _)| *pause == self)
            .map_or("stopped", |(_, name)| name)
    }

    /// The reason of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, known)| *known == name)
            .map(|(pause, _)| *pause)
    }
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// The deliverable as the persona words it; empty for the outline.
    pub deliverable: String,
    /// What its section is called.
    pub heading: String,
    /// How far it is.
    pub state: StepState,
    /// The model that wrote it.
    pub model: String,
    /// How long the answer took, in milliseconds.
    pub took_ms: u64,
    /// When its last answer ended.
    pub at: Millis,
    /// Answers that were of no use.
    pub tries: u8,
    /// Whether it is wanted although it is there.
    pub is_again: bool,
    /// Where its section begins in the document while it is written at the end, in bytes.
    pub from: Option<usize>,
    /// What came of an answer beside the document that is not complete.
    pub so_far: String,
    /// What the model wrote and the document does not hold.
    pub left_out: String,
}

impl Step {
    /// Keeps text that does not go into the document.
    pub(super) fn leave_out(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            if !self.left_out.is_empty() {
                self.left_out.push_str("\n\n");
            }
            self.left_out.push_str(text);
        }
    }
}
