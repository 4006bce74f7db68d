//! The kinds of contract that are previewed, one arm each: how a fence is recognised and what previews it.
//! It reads nothing itself; a kind's own module judges and draws.

use super::{Contract, Extent, asyncapi, graphql, json_schema, offer::Offer, openapi, protobuf};
use crate::domain::locale::Locale;

/// A fence as each kind is asked about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fence<'a> {
    /// The first word of its info string in lower case; empty without one.
    pub language: &'a str,
    /// The text within.
    pub source: &'a str,
    /// The prefix of all element ids.
    pub id: &'a str,
    /// The language of labels and findings.
    pub locale: Locale,
    /// How much is drawn at once.
    pub extent: Extent,
}

/// A kind of contract.
pub(super) struct Kind {
    /// The value of `data-kind`.
    pub name: &'static str,
    /// What its makers call it.
    pub label: &'static str,
    /// Whether a fence is probably of this kind, by a cheap look at its language and text.
    pub recognise: fn(language: &str, source: &str) -> bool,
    /// The preview of a recognised fence; nothing when it is no contract after all.
    pub preview: fn(fence: &Fence<'_>) -> Option<Contract>,
    /// What a recognised fence offers; nothing when it is no contract after all.
    pub offers: fn(fence: &Fence<'_>) -> Option<Vec<Offer>>,
}

/// In the order in which they are asked; the first that previews a fence has it.
pub(super) const KINDS: [Kind; 5] = [
    Kind {
        name: "openapi",
        label: "OpenAPI",
        recognise: openapi::preview::recognise,
        preview: openapi::preview::preview,
        offers: openapi::offers::offers,
    },
    Kind {
        name: "asyncapi",
        label: "AsyncAPI",
        recognise: asyncapi::recognise,
        preview: asyncapi::preview,
        offers: asyncapi::offers::offers,
    },
    Kind {
        name: "json-schema",
        label: "JSON Schema",
        recognise: json_schema::recognise,
        preview: json_schema::preview,
        // What a schema alone is for is not said.
        offers: |_| None,
    },
    Kind {
        name: graphql::KIND,
        label: "GraphQL",
        recognise: graphql::recognise,
        preview: graphql::preview,
        offers: graphql::offers::offers,
    },
    Kind {
        name: protobuf::KIND,
        label: "Protobuf",
        recognise: protobuf::recognise,
        preview: protobuf::preview,
        offers: protobuf::offers::offers,
    },
];

/// The language of an info string: `YAML title="x"`, `json,ignore`, `{.yaml}`.
pub(super) fn language(info: &str) -> String {
    info.trim()
        .trim_start_matches(['{', '.'])
        .split([' ', '\t', ',', '{', '}', ':', ';'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// Whether some line starts with one of these keys, quoted or not, or a JSON text holds one.
pub(super) fn mentions_key(source: &str, names: &[&str]) -> bool {
    source.lines().any(|line| {
        let key = line.trim_start_matches([' ', '\t', '{', '"', '\'', '\u{feff}']);
        names.iter().any(|name| {
            key.strip_prefix(name)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
        })
    }) || (source.trim_start().starts_with('{')
        && names
            .iter()
            .any(|name| source.contains(&format!("\"{name}\""))))
}
