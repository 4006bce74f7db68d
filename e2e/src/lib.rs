//! The end-to-end harness: a scripted model provider, a static server for the site, a real Chromium and
//! a page object. Only tests use it; it must not know how the product works inside.
//!
//! Tests wait for conditions ([`eventually`]), never for time to pass. What is missing (a browser, a
//! driver, the built site) is an error, never a skipped test.

mod browser;
mod error;
mod https;
mod language_model;
pub mod library;
pub mod page;
pub mod provider;
mod site;
pub mod storage;
pub mod transcript;
mod wait;

pub use browser::{Browser, with_browser, with_browser_having};
pub use error::{HarnessError, Result};
pub use language_model::LanguageModel;
pub use page::Page;
pub use site::{Served, Site};
pub use wait::eventually;
