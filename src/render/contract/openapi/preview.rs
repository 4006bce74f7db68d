//! The preview of a fence that holds an `OpenAPI` or Swagger contract.

use super::{Api, edition};
use crate::render::contract::{
    Contract, ContractState,
    kind::{Fence, mentions_key},
    page_html, shape, source,
};

/// Whether a fence is probably such a contract.
pub(in crate::render::contract) fn recognise(language: &str, source: &str) -> bool {
    const LANGUAGES: [&str; 3] = ["openapi", "swagger", "oas"];
    (source::is_structured(language) || LANGUAGES.contains(&language))
        && mentions_key(source, &["openapi", "swagger"])
}

/// The preview; nothing when the text declares no edition.
pub(in crate::render::contract) fn preview(fence: &Fence<'_>) -> Option<Contract> {
    let parsed = source::read(fence.source);
    let (edition, version) = edition(&parsed.root)?;
    let api = Api::read(&parsed.root, edition, version);
    let operations = api.operations();
    let state = match parsed.fault {
        None => ContractState::Ok,
        Some(_) if operations > 0 => ContractState::Partial,
        Some(_) => ContractState::Broken,
    };
    let mut problems = source::findings(&parsed, fence.locale);
    // What follows a break is missing, not wrong.
    if state == ContractState::Ok {
        problems.extend(shape::findings(&api, fence.locale));
    }
    problems.sort_by_key(|(line, _)| *line);
    Some(Contract {
        kind: "openapi",
        version: version.to_owned(),
        title: page_html::title(&api).to_owned(),
        operations,
        html: page_html::page(&api, fence.id, fence.locale),
        problems,
        state,
    })
}
