//! Previews of the contracts in a design: text of a code fence to HTML and findings.
//!
//! It reads nothing but the fence. Every text is escaped; links are http or https only. A contract
//! that breaks off is shown up to the break.

mod asyncapi;
mod breaks;
mod code;
mod curl;
mod detail_html;
mod example;
mod graphql;
mod idl;
mod json;
mod json_schema;
mod kind;
mod large;
mod node;
mod offer;
mod openapi;
mod operation_html;
mod page_html;
mod pattern;
mod pointer;
mod prose;
mod protobuf;
mod resolve;
mod sample;
mod schema;
mod schema_html;
mod shape;
mod source;
mod words;
mod yaml;
mod yaml_repair;

use std::sync::Arc;

use maud::Markup;

pub use self::large::{Extent, Large};
use self::{
    kind::{Fence, KINDS, language},
    offer::Offer,
};
use crate::domain::{locale::Locale, meaning::OfferChange, nearest, problem::ProblemKind};

/// A contract found in a code fence.
#[derive(Debug)]
pub struct Contract {
    /// The value of `data-kind`: `openapi`, `asyncapi`, `json-schema`, `graphql`, `protobuf`.
    pub kind: &'static str,
    /// The specification's version as written, such as `3.1.0`.
    pub version: String,
    /// The contract's title; empty when it has none.
    pub title: String,
    /// How many operations are shown, webhooks included.
    pub operations: u32,
    /// The whole preview, a `div.api`; the caller frames it.
    pub html: Markup,
    /// What is wrong with it: 1-based line within the fence (0: unknown) and the finding.
    pub problems: Vec<(u32, ProblemKind)>,
    /// How much of it could be read.
    pub state: ContractState,
    /// What is needed to draw the parts that are drawn when they are opened.
    pub large: Option<Arc<Large>>,
}

/// How much of a contract could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractState {
    /// All of it.
    Ok,
    /// What stands before a syntax fault.
    Partial,
    /// Nothing worth showing.
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

impl Contract {
    /// The specification and its version: `OpenAPI 3.1.0`, `Swagger 2.0`, `Protobuf edition 2023`.
    #[must_use]
    pub fn specification(&self, locale: Locale) -> String {
        let version = self.version.as_str();
        let label = match (self.kind, version.chars().next()) {
            ("openapi", Some('2')) => "Swagger",
            (kind, _) => label(kind),
        };
        if self.kind == protobuf::KIND && version.starts_with(|c: char| c.is_ascii_digit()) {
            return format!("{label} {} {version}", locale.protobuf_edition());
        }
        format!("{label} {version}").trim_end().to_owned()
    }

    /// A contract of which nothing can be shown but why.
    #[must_use]
    pub fn broken(kind: &'static str, problems: Vec<(u32, ProblemKind)>) -> Self {
        Self {
            kind,
            version: String::new(),
            title: String::new(),
            operations: 0,
            html: Markup::default(),
            problems,
            state: ContractState::Broken,
            large: None,
        }
    }
}

/// What a kind of contract (a value of `data-kind`) is called.
#[must_use]
pub fn label(kind: &str) -> &str {
    let known = KINDS.iter().find(|known| known.name == kind);
    known.map_or(kind, |known| known.label)
}

/// How many lines of a growing fence decide what it will probably be.
const HEAD: usize = 12;

/// Previews a fence, or gives nothing when it is no contract.
///
/// `info` is the fence's info string, `id` the prefix of all element ids.
#[must_use]
pub fn preview(
    info: &str,
    source: &str,
    id: &str,
    locale: Locale,
    extent: Extent,
) -> Option<Contract> {
    let fence = Fence {
        language: &language(info),
        source,
        id,
        locale,
        extent,
    };
    KINDS
        .iter()
        .filter(|kind| (kind.recognise)(fence.language, source))
        .find_map(|kind| (kind.preview)(&fence))
}

/// How the contracts of two documents differ; each document is given as its fences, by info string and
/// text.
#[must_use]
pub fn differences(before: &[(String, String)], after: &[(String, String)]) -> Vec<OfferChange> {
    offer::compare(&offers(before), &offers(after))
}

fn offers(fences: &[(String, String)]) -> Vec<Offer> {
    let offers = fences.iter().filter_map(|(info, source)| {
        let fence = Fence {
            language: &language(info),
            source,
            id: "",
            locale: Locale::En,
            extent: Extent::Closed,
        };
        let mut kinds = KINDS.iter();
        let kind = kinds.find(|kind| (kind.recognise)(fence.language, source))?;
        (kind.offers)(&fence)
    });
    offers.flatten().collect()
}

/// The `data-kind` that a growing fence will probably have, by its first lines. Judging the whole is
/// left to [`preview`], once.
#[must_use]
pub fn likely_kind(info: &str, source: &str) -> Option<&'static str> {
    let end = source
        .match_indices('\n')
        .nth(HEAD)
        .map_or(source.len(), |(at, _)| at);
    kind(info, &source[..end])
}

/// The `data-kind` that a fence has if it is a contract, by a look that costs little.
#[must_use]
pub fn kind(info: &str, source: &str) -> Option<&'static str> {
    let language = language(info);
    KINDS
        .iter()
        .find(|kind| (kind.recognise)(&language, source))
        .map(|kind| kind.name)
}

#[cfg(test)]
#[path = "contract_tests.rs"]
mod tests;

#[cfg(test)]
mod edition_tests;
