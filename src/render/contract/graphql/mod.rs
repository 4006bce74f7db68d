//! Previews of GraphQL schemas. Documents that hold queries only are code, not contracts.

mod check;
mod document;
mod example;
pub(super) mod offers;
mod page_html;
mod parse;
mod schema;

use self::{document::Document, schema::Schema};
use super::{Contract, ContractState, idl, kind::Fence};
use crate::domain::problem::ProblemKind;

/// The name of this kind.
pub(super) const KIND: &str = "graphql";

/// Previews a schema, or gives nothing when the fence holds none.
pub(super) fn preview(fence: &Fence<'_>) -> Option<Contract> {
    let (language, source, locale) = (fence.language, fence.source, fence.locale);
    let (document, faults) = parse::parse(source);
    if is_code(&document, faults.len(), source) || (language.is_empty() && !faults.is_empty()) {
        return None;
    }
    let schema = Schema::of(document);
    let shown = !schema.types.is_empty() || !schema.directives.is_empty();
    let mut problems: Vec<_> = faults
        .iter()
        .map(|fault| {
            let detail = idl::explain(fault, locale);
            let language = "GraphQL";
            (
                fault.line,
                ProblemKind::ContractGrammar { language, detail },
            )
        })
        .collect();
    problems.extend(check::findings(&schema, !faults.is_empty(), locale));
    problems.sort_by_key(|(line, _)| *line);
    Some(Contract {
        kind: KIND,
        version: String::new(),
        title: String::new(),
        operations: schema.operations(),
        html: page_html::page(&schema, fence.id, locale),
        problems,
        large: None,
        state: match (faults.is_empty(), shown) {
            (true, _) => ContractState::Ok,
            (false, true) => ContractState::Partial,
            (false, false) => ContractState::Broken,
        },
    })
}

/// Whether a fence is, or grows to be, a schema: by its language; without one, by a root type.
pub(super) fn recognise(language: &str, source: &str) -> bool {
    let defines = |line: &str| {
        [
            "type ",
            "extend ",
            "interface ",
            "input ",
            "enum ",
            "union ",
            "scalar ",
            "schema",
            "directive ",
        ]
        .iter()
        .any(|keyword| line.starts_with(keyword))
    };
    match language {
        // A few lines may pass before a definition: descriptions, comments, a query.
        "graphql" | "gql" | "graphqls" | "graphql-schema" | "sdl" => {
            source.lines().map(str::trim_start).any(defines)
        }
        "" => source.lines().any(|line| {
            let root = line.strip_prefix("extend ").unwrap_or(line);
            [
                "type Query ",
                "type Query{",
                "type Mutation ",
                "type Mutation{",
            ]
            .iter()
            .any(|start| root.starts_with(start))
        }),
        _ => false,
    }
}

/// Queries alone, or nothing at all, are left to be shown as code.
fn is_code(document: &Document<'_>, faults: usize, source: &str) -> bool {
    let nothing = source.trim().is_empty();
    document.definitions.is_empty() && (nothing || faults == 0 || !document.executables.is_empty())
}

#[cfg(test)]
mod tests;
