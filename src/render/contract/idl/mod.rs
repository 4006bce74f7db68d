//! What the readers of interface definition languages (GraphQL, protobuf) share: tokens with their
//! comments, a cursor over them that remembers faults, and the words for faults. It knows neither language.

mod cursor;
mod findings;
mod tokens;

pub(super) use cursor::{Cursor, Expected, Fault, MAX_DEPTH};
pub(super) use findings::Findings;
pub(super) use tokens::{Dialect, Kind, Token};

use crate::domain::locale::Locale;

/// A name and where it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// As written.
    pub text: &'a str,
    /// 1-based line within the fence.
    pub line: u32,
}

/// A fault in plain words.
pub(super) fn explain(fault: &Fault<'_>, locale: Locale) -> String {
    let expected = match fault.expected {
        Expected::Mark(mark) => locale.idl_expect_mark(mark),
        Expected::Word(word) => locale.idl_expect_mark(word),
        Expected::Name => locale.idl_expect_name().into(),
        Expected::Type => locale.idl_expect_type().into(),
        Expected::Value => locale.idl_expect_value().into(),
        Expected::Number => locale.idl_expect_number().into(),
        Expected::Text => locale.idl_expect_text().into(),
        Expected::Member => locale.idl_expect_member().into(),
        Expected::Definition => locale.idl_expect_definition().into(),
        Expected::Quote => return locale.contract_fault_quote().into(),
        Expected::Shallow => return locale.contract_fault_depth().into(),
    };
    match fault.found {
        "" => locale.idl_fault_end(expected),
        found => {
            let found: String = found.chars().take(40).collect();
            locale.idl_fault_expected(expected, found.escape_debug())
        }
    }
}
