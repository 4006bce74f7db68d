//! One file per place of the page.

pub mod design;
pub mod library;
pub mod missing;
pub mod new;
pub mod persona;
pub mod settings;
