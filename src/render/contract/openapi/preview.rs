//! The preview of a fence that holds an `OpenAPI` or Swagger contract.

use std::sync::Arc;

use super::{Api, edition, meta};
use crate::{
    domain::problem::ProblemKind,
    render::contract::{
        Contract, ContractState, Extent, Large,
        kind::{Fence, mentions_key},
        large, page_html, shape, source,
    },
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
        let mut found = shape::findings(&api, fence.locale);
        meta::add(&mut found, &parsed.root, edition, fence.locale);
        problems.extend(found);
    }
    problems.sort_by_key(|(line, _)| *line);
    let in_parts = fence.extent == Extent::Closed && large::is_large(&api);
    let (html, whole) = page_html::page(&api, fence.id, fence.locale, in_parts);
    if !whole {
        problems.push((0, ProblemKind::ContractBudget));
    }
    let (title, version) = (page_html::title(&api).to_owned(), version.to_owned());
    Some(Contract {
        kind: "openapi",
        version,
        title,
        operations,
        html,
        problems,
        state,
        large: in_parts.then(|| Arc::new(Large::of(parsed.root, fence.id, fence.locale))),
    })
}
