//! Markdown, diagrams and contracts to safe HTML: pure and heavy, linked by the worker and the command
//! line only.
//!
//! Invariant: the only place that seals HTML ([`crate::domain::safe_html::SafeHtml`]).

pub mod contract;
pub mod diagram;
pub mod document;
pub mod escape;
pub mod fence;
pub mod highlight;
pub mod link;
pub mod markdown;
pub mod page;
pub mod slug;

mod session;

pub use session::{Sessions, respond};
