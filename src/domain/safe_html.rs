//! The one kind of HTML that may enter the page.
//!
//! Only `render` may call [`SafeHtml::sealed`] (`tests/tidy.rs` checks it): it escapes every text and
//! allows only its own elements. The page receives sealed HTML from the worker and cannot make any.

use serde::{Deserialize, Serialize};

/// HTML whose every text was escaped and whose every element, attribute and link is on the renderer's
/// allow-list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Marks HTML as safe. For `render` alone.
    #[must_use]
    pub fn sealed(html: String) -> Self {
        Self(html)
    }

    /// The HTML text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML text, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}
