//! The panel beside the document: whether it is open and what it shows.

use leptos::prelude::*;

use super::App;

/// What the panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SideTab {
    /// Findings about the document.
    #[default]
    Problems,
    /// What was asked for.
    Brief,
    /// The conversation about changes.
    Refine,
    /// The architecture decisions.
    Decisions,
    /// What is handed over to colleagues.
    HandOffs,
    /// What happened to the design.
    Revisions,
    /// What the runs used and sent.
    Runs,
    /// How it is written step by step.
    Steps,
}

/// The panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Side {
    /// Whether it is open.
    pub open: bool,
    /// What it shows.
    pub tab: SideTab,
}

impl App {
    /// The panel.
    #[must_use]
    pub fn side(self) -> ReadSignal<Side> {
        self.side.read_only()
    }

    /// Opens the panel, or closes it.
    pub fn toggle_side(self) {
        self.side.update(|side| side.open = !side.open);
    }

    /// Opens the panel with something in it.
    pub fn open_side(self, tab: SideTab) {
        self.side.set(Side { open: true, tab });
    }
}
