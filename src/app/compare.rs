//! How comparisons are shown.

use leptos::prelude::*;

use super::App;
use crate::browser::root;

/// In a narrower window two texts do not fit beside each other, in pixels.
const SIDE_BY_SIDE_FROM: u32 = 800;

/// How two texts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffLayout {
    /// The old one at the left, the new one at the right.
    SideBySide,
    /// In one column.
    Inline,
}

impl DiffLayout {
    /// The value of `data-layout`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SideBySide => "side-by-side",
            Self::Inline => "inline",
        }
    }
}

impl App {
    /// How two texts are shown: as the user chose in this visit, else as the window allows; tracked.
    #[must_use]
    pub fn diff_layout(self) -> DiffLayout {
        self.diff_layout.get().unwrap_or_else(|| {
            if root::is_wide(SIDE_BY_SIDE_FROM) {
                DiffLayout::SideBySide
            } else {
                DiffLayout::Inline
            }
        })
    }

    /// Shows two texts so from now on.
    pub fn set_diff_layout(self, layout: DiffLayout) {
        self.diff_layout.set(Some(layout));
    }
}
