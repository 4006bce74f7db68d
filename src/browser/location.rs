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

/// Loads the page anew at its start, in place of what is shown now.
pub fn start_anew() {
    if let Some(window) = window() {
        // Without a hash this is no move within the page.
        let _ = window.location().replace(&base());
    }
}

/// Loads the page anew where it is.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
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

/// The address of the folder that the page lies in, with its last slash.
#[must_use]
pub fn folder() -> String {
    let base = base();
    let end = base.split('?').next().and_then(|path| path.rfind('/'));
    end.map_or_else(String::new, |end| base[..=end].to_owned())
}
