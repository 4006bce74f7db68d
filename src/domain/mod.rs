//! What a persona, an endpoint, a run and a design are: pure and light, linked by all programs.
//!
//! Invariant: no clock, no randomness, no I/O, no signals, and no import from any sibling module.

pub mod archive;
pub mod backup;
pub mod bidi;
pub mod brief;
pub mod bundle;
pub mod calendar;
pub mod design;
pub mod draft;
pub mod endpoint;
pub mod front_matter;
pub mod handoff;
pub mod locale;
pub mod meaning;
pub mod nearest;
pub mod persona;
pub mod plan;
pub mod preview;
pub mod problem;
pub mod prompt;
pub mod questions;
pub mod reasoning;
pub mod route;
pub mod run;
pub mod safe_html;
pub mod saving;
pub mod share;
pub mod shell;
pub mod sorting;
pub mod studio;
pub mod tabs;
pub mod vault;
pub mod wire;
pub mod zip;
