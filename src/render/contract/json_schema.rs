//! JSON Schema, drafts 04 to 2020-12: which fences are one, and how it is previewed. Cautious: a payload
//! example, a Kubernetes object and whatever else has a `type` stay code.

mod anchors;
pub(super) mod check;
pub(super) mod fits;

use maud::{Markup, html};

use super::{
    Contract, ContractState, breaks, code,
    example::{Direction, example},
    kind::Fence,
    node::{Finding, Node},
    prose,
    resolve::{Document, Edition, last_segment},
    schema::Reader,
    schema_html, source,
};
use crate::domain::locale::Locale;

/// More given examples than this are not shown.
const MAX_EXAMPLES: usize = 6;
/// More findings help nobody.
const MAX_FINDINGS: usize = 100;

/// Whether a fence is probably a schema: it names a draft, or its language says so.
pub(super) fn recognise(language: &str, source: &str) -> bool {
    says_so(language)
        || (source::is_structured(language)
            && source.contains("$schema")
            && source.contains("json-schema.org/"))
}

fn says_so(language: &str) -> bool {
    ["jsonschema", "json-schema", "schema"].contains(&language)
}

/// The preview; nothing when the root is no schema.
pub(super) fn preview(fence: &Fence<'_>) -> Option<Contract> {
    let mut parsed = source::read(fence.source);
    let named = parsed.root.text("$schema");
    if !(named.is_some_and(|uri| uri.contains("json-schema.org/"))
        || (says_so(fence.language) && is_schema(&parsed.root)))
    {
        return None;
    }
    anchors::localise(&mut parsed.root);
    let root = &parsed.root;
    let state = match parsed.fault {
        None => ContractState::Ok,
        Some(_) if is_schema(root) => ContractState::Partial,
        Some(_) => ContractState::Broken,
    };
    let mut problems = source::findings(&parsed, fence.locale);
    // What follows a break is missing, not wrong.
    if state == ContractState::Ok {
        problems.extend(findings(root, fence.locale));
    }
    problems.sort_by_key(|(line, _)| *line);
    Some(Contract {
        kind: "json-schema",
        version: draft(root).to_owned(),
        title: title(root).unwrap_or_default(),
        operations: 0,
        html: page(root, fence.locale),
        problems,
        state,
        large: None,
    })
}

/// Whether the root of a text says anything that a schema says.
fn is_schema(root: &Node) -> bool {
    const WORDS: [&str; 9] = [
        "type",
        "properties",
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "enum",
        "$defs",
        "definitions",
    ];
    WORDS.iter().any(|word| root.get(word).is_some())
}

/// The draft's everyday name; empty when the schema does not say.
fn draft(root: &Node) -> &str {
    let uri = root.text("$schema").unwrap_or_default();
    let drafts = [
        "2020-12", "2019-09", "draft-07", "draft-06", "draft-05", "draft-04", "draft-03",
    ];
    let known = drafts.iter().find(|draft| uri.contains(*draft));
    known.copied().unwrap_or_default()
}

fn identifier(root: &Node) -> Option<&str> {
    root.text("$id").or_else(|| root.text("id"))
}

fn title(root: &Node) -> Option<String> {
    let title = root.text("title").map(str::to_owned);
    title.or_else(|| identifier(root).map(|id| last_segment(id.trim_end_matches('#'))))
}

fn definitions(root: &Node) -> Vec<(&str, &Node)> {
    ["$defs", "definitions"]
        .iter()
        .filter_map(|key| root.get(key))
        .flat_map(Node::entries)
        .collect()
}

fn findings(root: &Node, locale: Locale) -> Vec<Finding> {
    let mut found = Vec::new();
    check::keywords(root, "", locale, &mut found);
    found.extend(check::references(root));
    let mut reader = Reader::new(document(root));
    let schema = reader.read(root);
    let given = root.get("examples").map(Node::items).unwrap_or_default();
    for (index, value) in given.iter().enumerate() {
        let pointer = format!("/examples/{index}");
        found.extend(fits::finding(&schema, value, &pointer, locale));
    }
    found.sort_by_key(|(line, _)| *line);
    found.truncate(MAX_FINDINGS);
    found
}

fn document(root: &Node) -> Document<'_> {
    Document {
        root,
        edition: Edition::V31,
    }
}

fn page(root: &Node, locale: Locale) -> Markup {
    let mut reader = Reader::new(document(root));
    let schema = reader.read(root);
    let definitions = definitions(root);
    let given = root.get("examples").map(Node::items).unwrap_or_default();
    let mut examples: Vec<_> = given.iter().take(MAX_EXAMPLES).map(Node::json).collect();
    if examples.is_empty() {
        let made = example(&schema, Direction::Response);
        examples.extend(Some(made).filter(|made| !made.is_null()));
    }
    html! {
        div.api {
            header.api-head {
                h3 { @match title(root) { Some(title) => (title), None => (locale.schema_untitled()) } }
                @if !definitions.is_empty() { span.count { (locale.schema_definition_count(definitions.len())) } }
            }
            @if let Some(id) = identifier(root) { div.about { dl { dt { "$id" } dd { code { (id) } } } } }
            section.op-body {
                div.media-parts {
                    (schema_html::tree(&schema, locale))
                    @if !examples.is_empty() {
                        div.examples { @for value in &examples { (code::value("application/json", value)) } }
                    }
                }
                @if let Some(text) = root.text("$comment") { p.closed { (prose::inline(text)) } }
            }
            @if !definitions.is_empty() {
                details.schemas {
                    summary { (locale.schema_definitions()) " " span.soft { (definitions.len()) } }
                    @for (name, node) in &definitions {
                        details.schema-item {
                            summary {
                                code.name { (breaks::name(name)) }
                                @if let Some(title) = node.text("title").filter(|title| title != name) { " " span.soft { (title) } }
                            }
                            (schema_html::tree(&reader.read(node), locale))
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "json_schema/json_schema_tests.rs"]
mod tests;
