//! How comparisons are shown, and what the renderer finds for them.

use leptos::prelude::*;

use super::App;
use crate::{
    browser::root,
    domain::{
        meaning::OfferChange,
        preview::{Job, Product},
    },
};

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
    /// How the contracts of two texts differ; nothing when the renderer broke off, which is told.
    pub async fn compare_contracts(self, before: &str, after: &str) -> Vec<OfferChange> {
        let job = Job::Compare {
            texts: format!("{before}{after}"),
            second: before.len(),
        };
        match self.renderer_does(job).await {
            // Only this page reads what they are.
            Some(Product::Text(offers)) => serde_json::from_str(&offers).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// How two texts are shown: as the user chose in this visit, else as the window allows; tracked.
    #[must_use]
    pub fn diff_layout(self) -> DiffLayout {
        self.later().diff_layout.get().unwrap_or_else(|| {
            if root::is_wide(SIDE_BY_SIDE_FROM) {
                DiffLayout::SideBySide
            } else {
                DiffLayout::Inline
            }
        })
    }

    /// Shows two texts so from now on.
    pub fn set_diff_layout(self, layout: DiffLayout) {
        self.later().diff_layout.set(Some(layout));
    }
}
