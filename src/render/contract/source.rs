//! A fence's text as a tree: which languages are YAML or JSON, and what a syntax fault is in plain words.
//! It knows nothing of any contract language.

use super::{
    json,
    node::{Fault, Finding, Parsed},
    yaml,
};
use crate::domain::{locale::Locale, problem::ProblemKind};

/// Whether a fence of this language may hold YAML or JSON; one without a language may.
pub(super) fn is_structured(language: &str) -> bool {
    ["", "yaml", "yml", "json", "jsonc", "json5"].contains(&language)
}

/// JSON is read as JSON where it starts like it; YAML covers the rest, flow mappings included.
pub(super) fn read(source: &str) -> Parsed {
    if !source
        .trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
        .starts_with('{')
    {
        return spaced(source, yaml::parse(source));
    }
    let json = json::parse(source);
    if json.fault.is_none() {
        return json;
    }
    let yaml = yaml::parse(source);
    if yaml.fault.is_none() { yaml } else { json }
}

/// A text that is indented with tabs throughout, read with spaces; what it was read as if that fails.
fn spaced(source: &str, parsed: Parsed) -> Parsed {
    if parsed.fault.is_none() || !source.contains("\n\t") {
        return parsed;
    }
    let mut count = 0;
    let lines = source.split('\n').map(|line| {
        let rest = line.trim_start_matches([' ', '\t']);
        let indent = &line[..line.len() - rest.len()];
        count += u32::from(indent.contains('\t'));
        format!("{}{rest}", indent.replace('\t', "  "))
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut again = yaml::parse(&text);
    if again.fault.is_some() {
        return parsed;
    }
    let first = source.lines().position(|line| line.starts_with('\t'));
    let line = first.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0);
    again
        .findings
        .push((line, ProblemKind::ContractRepaired { count }));
    again
}

/// The syntax fault and what reading found besides.
pub(super) fn findings(parsed: &Parsed, locale: Locale) -> Vec<Finding> {
    let fault = parsed.fault.iter().map(|(line, fault)| {
        let detail = explain(fault, locale);
        (*line, ProblemKind::ContractSyntax { detail })
    });
    fault.chain(parsed.findings.iter().cloned()).collect()
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
