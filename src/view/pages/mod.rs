//! One file per place of the page.

pub mod compare;
mod configuration;
pub mod design;
pub mod library;
pub mod missing;
pub mod new;
pub mod persona;
pub mod persona_choice;
mod persona_editor;
mod providers;
pub mod settings;
