//! What a grammar says of a language, and the list of all. The tables themselves are below, by kind of
//! language: words and marks only; how they are read is in `scan`.

mod compiled;
mod declared;
mod scripted;

use compiled::{CSHARP, GO, JAVA, KOTLIN, RUST};
use declared::{GRAPHQL, HCL, INI, JSON, PROTOBUF, SQL, TOML};
use scripted::{BASH, JAVASCRIPT, PYTHON, RUBY, TYPESCRIPT};

/// What a lexer needs to know of a language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grammar {
    /// Its names in info strings, its own first.
    pub names: &'static [&'static str],
    /// Lists of keywords: a language may share one with another.
    pub keywords: &'static [&'static [&'static str]],
    pub types: &'static [&'static str],
    /// Whether keywords and types match in any case.
    pub any_case: bool,
    pub line_comments: &'static [&'static str],
    pub block_comment: Option<(&'static str, &'static str)>,
    /// In the order in which they are tried.
    pub quotes: &'static [Quote],
    pub markers: &'static [Marker],
    /// Whether words with a capital are types.
    pub capital_types: bool,
    pub key: Key,
    /// Characters of words beside letters, digits and the underscore.
    pub word_extra: &'static str,
}

/// A kind of string.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Quote {
    /// Between two of these marks, at most to the end of the line.
    Line(&'static str),
    /// Between two of these marks.
    Text(&'static str),
    /// One character between apostrophes.
    Character,
    /// Rust's raw strings.
    RawRust,
}

/// What marks an attribute, an annotation or a variable.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// This before a word.
    Prefix(&'static str),
    /// Between these two, on one line.
    Enclosed(&'static str, &'static str),
    /// A line that starts so.
    Section(&'static str),
}

/// What follows a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Key {
    None,
    Colon,
    Equals,
}

/// All grammars.
pub(super) const ALL: &[Grammar] = &[
    RUST, GO, JAVA, KOTLIN, TYPESCRIPT, JAVASCRIPT, PYTHON, CSHARP, RUBY, SQL, JSON, TOML, INI,
    HCL, BASH, PROTOBUF, GRAPHQL,
];
