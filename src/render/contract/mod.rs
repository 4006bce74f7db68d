//! Previews of the contracts in a design: text of a code fence to HTML and findings.
//!
//! It reads nothing but the fence. Every text is escaped; links are http or https only. A contract
//! that breaks off is shown up to the break.

mod code;
mod curl;
mod detail_html;
mod example;
mod json;
mod large;
mod node;
mod openapi;
mod operation_html;
mod page_html;
mod pattern;
mod prose;
mod resolve;
mod schema;
mod schema_html;
mod shape;
mod words;
mod yaml;
mod yaml_repair;

use std::sync::Arc;

use maud::Markup;

pub use self::large::{Extent, Large};
use self::node::{Fault, Parsed};
use crate::domain::{locale::Locale, problem::ProblemKind};

/// A contract found in a code fence.
#[derive(Debug)]
pub struct Contract {
    /// The value of `data-kind`: `openapi`.
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
    if !may_be_contract(info) || !mentions_version(source) {
        return None;
    }
    let parsed = read(source);
    let (edition, version) = openapi::edition(&parsed.root)?;
    let api = openapi::Api::read(&parsed.root, edition, version);
    let operations = api.operations();
    let state = match parsed.fault {
        None => ContractState::Ok,
        Some(_) if operations > 0 => ContractState::Partial,
        Some(_) => ContractState::Broken,
    };
    let mut problems: Vec<_> = parsed
        .fault
        .iter()
        .map(|(line, fault)| {
            let detail = explain(fault, locale);
            (*line, ProblemKind::ContractSyntax { detail })
        })
        .collect();
    problems.extend(parsed.findings.iter().cloned());
    // What follows a break is missing, not wrong.
    if state == ContractState::Ok {
        let mut found = shape::findings(&api, locale);
        openapi::meta::add(&mut found, &parsed.root, edition, locale);
        problems.extend(found);
    }
    problems.sort_by_key(|(line, _)| *line);
    let in_parts = extent == Extent::Closed && large::is_large(&api);
    let (html, whole) = page_html::page(&api, id, locale, in_parts);
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
        large: in_parts.then(|| Arc::new(Large::of(parsed.root, id, locale))),
    })
}

/// JSON is read as JSON where it starts like it; YAML covers the rest, flow mappings included.
fn read(source: &str) -> Parsed {
    if !source
        .trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
        .starts_with('{')
    {
        return yaml::parse(source);
    }
    let json = json::parse(source);
    if json.fault.is_none() {
        return json;
    }
    let yaml = yaml::parse(source);
    if yaml.fault.is_none() { yaml } else { json }
}

fn may_be_contract(info: &str) -> bool {
    const LANGUAGES: [&str; 9] = [
        "", "yaml", "yml", "json", "jsonc", "json5", "openapi", "swagger", "oas",
    ];
    let language = info
        .trim()
        .split([' ', '\t', ',', '{', ':'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    LANGUAGES.contains(&language.as_str())
}

/// A cheap look before parsing: some line starts with the key that makes it a contract.
fn mentions_version(source: &str) -> bool {
    source.lines().any(|line| {
        let key = line.trim_start_matches([' ', '\t', '{', '"', '\'', '\u{feff}']);
        key.strip_prefix("openapi")
            .or_else(|| key.strip_prefix("swagger"))
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
    }) || (source.trim_start().starts_with('{')
        && (source.contains("\"openapi\"") || source.contains("\"swagger\"")))
}

fn explain(fault: &Fault, locale: Locale) -> String {
    match fault {
        Fault::Tab => locale.contract_fault_tab().into(),
        Fault::Indentation => locale.contract_fault_indentation().into(),
        Fault::Colon => locale.contract_fault_colon().into(),
        Fault::Quote => locale.contract_fault_quote().into(),
        Fault::Bracket => locale.contract_fault_bracket().into(),
        Fault::Alias => locale.contract_fault_alias().into(),
        Fault::Character(character) => locale.contract_fault_character(character.escape_debug()),
        Fault::End => locale.contract_fault_end().into(),
        Fault::Depth => locale.contract_fault_depth().into(),
        Fault::Other(detail) => detail.clone(),
    }
}

#[cfg(test)]
#[path = "contract_tests.rs"]
mod tests;

#[cfg(test)]
mod edition_tests;
