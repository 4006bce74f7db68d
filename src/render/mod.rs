//! Markdown, diagrams and contracts to safe HTML: pure and heavy, linked by the worker and the command
//! line only.
//!
//! Invariant: the only place that seals HTML ([`crate::domain::safe_html::SafeHtml`]).

pub mod contract;
pub mod diagram;
