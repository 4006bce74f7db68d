//! Backend Architect: design backends with an expert persona, from a static page.
//!
//! The map of the crate (ARCHITECTURE.md has the reasons):
//!
//! - [`domain`]: what a persona, an endpoint, a run and a design are. Pure and light.
//! - [`render`]: Markdown, diagrams and contracts to safe HTML. Pure and heavy; only the worker and the
//!   command line link it.
//! - `browser`: one browser API per file, no business rules.
//! - `app`: the reactive state and its only writers.
//! - `view`: components without logic.

pub mod domain;
#[cfg(feature = "render")]
pub mod render;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod view;
