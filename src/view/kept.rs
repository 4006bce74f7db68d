//! What concerns the keeping of designs: other tabs, what cannot be read, backups, the browser's storage.

pub mod other_tab;
pub mod unreadable;
