//! What concerns the keeping of designs: other tabs, what cannot be read, backups, the browser's storage.

pub mod backup;
pub mod browse;
pub mod folder;
pub mod other_tab;
pub mod storage;
pub mod unreadable;
