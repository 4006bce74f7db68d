//! JSON Schema, drafts 04 to 2020-12: how a fence of this kind is recognised. A payload example is none.

use super::{Contract, kind::Fence, source};

/// Whether a fence is probably a schema: it names a draft, or its language says so.
pub(super) fn recognise(language: &str, source: &str) -> bool {
    const LANGUAGES: [&str; 3] = ["jsonschema", "json-schema", "schema"];
    LANGUAGES.contains(&language)
        || (source::is_structured(language)
            && source.contains("$schema")
            && source.contains("json-schema.org/"))
}

/// The preview; nothing when the root is no schema.
pub(super) fn preview(_fence: &Fence<'_>) -> Option<Contract> {
    None
}
