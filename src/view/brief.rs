//! A brief to fill in and a brief to read. What its numbers mean is decided in `domain::brief`.

mod answers;
mod context;
mod derived;
mod field;
mod form;
pub mod panel;

pub use derived::DerivedNumbers;
pub use form::BriefForm;
