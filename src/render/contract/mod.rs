//! Contracts to previews. (Definitions only; the previews replace this file.)

use crate::domain::{locale::Locale, problem::ProblemKind};

/// How previewing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractState {
    /// Previewed in full.
    Ok,
    /// Previewed with problems.
    Partial,
    /// Not previewed.
    Broken,
}

impl ContractState {
    /// The value of `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Partial => "partial",
            Self::Broken => "broken",
        }
    }
}

/// A previewed contract.
pub struct Contract {
    /// The specification: `openapi`, …
    pub kind: &'static str,
    /// The specification's version.
    pub version: String,
    /// The contract's title.
    pub title: String,
    /// How many operations it has.
    pub operations: u32,
    /// The preview.
    pub html: maud::Markup,
    /// What is wrong: 1-based line within the fence, 0 unknown.
    pub problems: Vec<(u32, ProblemKind)>,
    /// How previewing ended.
    pub state: ContractState,
}

/// Previews a fence if it is a contract.
#[must_use]
pub fn preview(_info: &str, _source: &str, _id: &str, _locale: Locale) -> Option<Contract> {
    None
}
