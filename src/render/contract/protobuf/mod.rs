//! Previews of protobuf files: services, rpcs, messages and enums. A fence may hold several files; a
//! snippet need not say its syntax.

mod call;
mod check;
mod example;
mod file;
pub(super) mod offers;
mod page_html;
mod parse;
mod type_html;
mod types;

use self::{file::File, types::Types};
use super::{Contract, ContractState, idl, kind::Fence};
use crate::domain::problem::ProblemKind;

/// The name of this kind.
pub(super) const KIND: &str = "protobuf";

/// How many bytes of one preview may repeat what it shows elsewhere.
const MAX_REPEATED: usize = 3_000_000;

/// Previews files, or gives nothing when the fence holds none.
pub(super) fn preview(fence: &Fence<'_>) -> Option<Contract> {
    let (files, faults) = parse::parse(fence.source);
    let shown = files.iter().any(File::defines);
    if !shown && (faults.is_empty() || fence.language.is_empty()) {
        return None;
    }
    let types = Types::of(&files);
    let mut problems: Vec<_> = faults
        .iter()
        .map(|fault| {
            let detail = idl::explain(fault, fence.locale);
            let language = "protobuf";
            (
                fault.line,
                ProblemKind::ContractGrammar { language, detail },
            )
        })
        .collect();
    problems.extend(check::findings(
        &files,
        &types,
        !faults.is_empty(),
        fence.locale,
    ));
    problems.sort_by_key(|(line, _)| *line);
    let version = match files.as_slice() {
        [file] => file.syntax.map_or("", |(syntax, _)| syntax),
        _ => "",
    };
    Some(Contract {
        kind: KIND,
        version: version.to_owned(),
        title: title(&files).to_owned(),
        operations: operations(&files),
        html: page_html::page(&files, &types, fence.id, fence.locale),
        problems,
        large: None,
        state: match (faults.is_empty(), shown) {
            (true, _) => ContractState::Ok,
            (false, true) => ContractState::Partial,
            (false, false) => ContractState::Broken,
        },
    })
}

/// Whether a fence is, or grows to be, a protobuf file: by its language and a definition; without a
/// language, by its syntax.
pub(super) fn recognise(language: &str, source: &str) -> bool {
    let starts = |starts: &[&str]| {
        let mut lines = source.lines().map(str::trim_start);
        lines.any(|line| starts.iter().any(|start| line.starts_with(start)))
    };
    match language {
        "protobuf" | "proto" | "proto2" | "proto3" => starts(&[
            "syntax", "edition", "package ", "message ", "service ", "enum ", "extend ",
        ]),
        "" => starts(&["syntax = \"proto", "syntax=\"proto", "syntax = 'proto"]),
        _ => false,
    }
}

/// A name for the whole: the package, or else the first service.
fn title<'a>(files: &[File<'a>]) -> &'a str {
    let mut packages = files.iter().filter_map(|file| file.package);
    let package = packages.next().map(|package| package.text);
    let mut services = files.iter().flat_map(|file| &file.services);
    package
        .or_else(|| services.next().map(|service| service.name.text))
        .unwrap_or_default()
}

/// How many rpcs there are.
fn operations(files: &[File<'_>]) -> u32 {
    let services = files.iter().flat_map(|file| &file.services);
    let count: usize = services.map(|service| service.rpcs.len()).sum();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
