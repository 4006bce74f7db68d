//! The page's address: its hash carries the route, its origin goes into instructions.

use super::window;

/// The hash with its `#`, or nothing.
#[must_use]
pub fn hash() -> String {
    window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// Goes to a hash, as a step of the history.
pub fn set_hash(hash: &str) {
    if let Some(window) = window() {
        // Setting a hash cannot be refused for the current document.
        let _ = window.location().set_hash(hash);
    }
}

/// Replaces the hash without a step of the history.
pub fn replace_hash(hash: &str) {
    if let Some(window) = window() {
        let _ = window.location().replace(hash);
    }
}

/// The page's origin, as servers see it.
#[must_use]
pub fn origin() -> String {
    window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// The address of the page without its hash, for links that carry a design.
#[must_use]
pub fn base() -> String {
    let href = window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}
