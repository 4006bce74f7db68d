//! Changes to blocks whose text stayed the same. It must not know why they changed.

use crate::domain::{preview::Contents, safe_html::SafeHtml};

/// What late definitions or drawings changed in blocks that are not parsed again.
#[derive(Default)]
pub(super) struct Earlier {
    pub updates: Vec<(usize, SafeHtml)>,
    pub headings: bool,
    pub problems: bool,
    /// The document's contents before.
    pub contents: Contents,
}

impl Earlier {
    /// Nothing yet, in a document with these contents.
    pub fn before(contents: Contents) -> Self {
        Self {
            contents,
            ..Self::default()
        }
    }
}
