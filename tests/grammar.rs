//! Our readers of GraphQL and protobuf against parsers that others keep: what those accept, ours must not
//! call a fault, and what those refuse, ours must not call whole, but for what is listed here.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use backend_architect::{
    domain::locale::Locale,
    render::contract::{self, ContractState},
};

fn fixture(name: &str) -> String {
    let path = format!(
        "{}/tests/fixtures/contracts/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(path).unwrap()
}

/// Whether our reader finds no fault; none when it takes the text for something else.
fn ours(info: &str, source: &str) -> Option<bool> {
    let contract = contract::preview(info, source, "x", Locale::En, contract::Extent::Whole)?;
    Some(contract.state == ContractState::Ok)
}

fn apollo(source: &str) -> bool {
    apollo_parser::Parser::new(source).parse().errors().len() == 0
}

fn protox(source: &str) -> bool {
    protox_parse::parse("x.proto", source).is_ok()
}

/// The schema without what apollo-parser lets pass, whatever it is: texts and arguments of directives.
fn plain_schema() -> String {
    let source = fixture("shop.graphql");
    let (_, types) = source.split_once("scalar Email\n").unwrap();
    let mut in_text = false;
    let mut plain = String::new();
    for line in types.lines() {
        in_text ^= line.trim() == "\"\"\"";
        if !in_text && !line.contains('"') {
            let bare = line.split('@').next().unwrap();
            let brace = if line.ends_with('{') && bare != line {
                "{"
            } else {
                ""
            };
            plain.push_str(&format!("{bare}{brace}\n"));
        } else if line.contains('@') && line.ends_with('{') {
            plain.push_str(&format!("{} {{\n", line.split('@').next().unwrap()));
        }
    }
    plain
}

/// The file without the options whose text protox-parse does not read.
fn plain_file() -> String {
    let source = fixture("orders.proto");
    let (before, rest) = source
        .split_once("    option (google.api.http) = {")
        .unwrap();
    format!("{before}{}", rest.split_once("};").unwrap().1)
}

/// A text with one stretch of it replaced.
fn damaged(source: &str, at: usize, cut: usize, put: &str) -> String {
    let source: Vec<char> = source.chars().collect();
    let at = at % source.len();
    let end = (at + cut).min(source.len());
    let (before, after) = (&source[..at], &source[end..]);
    let put = put.chars();
    before
        .iter()
        .copied()
        .chain(put)
        .chain(after.iter().copied())
        .collect()
}

#[test]
fn the_fixtures_are_accepted_by_all() {
    for source in [fixture("shop.graphql"), plain_schema()] {
        assert!(apollo(&source), "{source}");
        assert_eq!(ours("graphql", &source), Some(true), "{source}");
    }
    for source in [fixture("orders.proto"), plain_file()] {
        assert!(protox(&source), "{source}");
        assert_eq!(ours("proto", &source), Some(true), "{source}");
    }
}

/// How often two judges disagree among damaged copies, each at another place.
fn disagreements(
    source: &str,
    puts: &[&str],
    ours: impl Fn(&str) -> Option<bool>,
    theirs: impl Fn(&str) -> bool,
) -> (usize, Vec<String>) {
    let (mut whole, mut refused) = (0, Vec::new());
    for (index, put) in puts.iter().cycle().take(1_200).enumerate() {
        let text = damaged(source, index * 7_919, index % 5, put);
        match (ours(&text), theirs(&text)) {
            (Some(false), true) => refused.push(text),
            (Some(true), false) => whole += 1,
            _ => {}
        }
    }
    (whole, refused)
}

#[test]
fn a_damaged_schema_is_judged_as_apollo_judges_it() {
    let puts = ["", "x", " ", "{", ")", ":", "!", "|", "\n", "= 1", "[", "&"];
    let (whole, refused) =
        disagreements(&plain_schema(), &puts, |text| ours("graphql", text), apollo);
    assert!(refused.is_empty(), "{} {}", refused.len(), refused[0]);
    // Interfaces with spaces between them, and what stands between a query's name and its fields.
    assert!(whole <= 24, "{whole} of 1200 pass here and not there");
}

#[test]
fn a_damaged_file_is_judged_as_protox_judges_it() {
    let puts = ["", "x", " ", "{", ")", ";", "=", "<", "\n", "= 1", "[", "."];
    let (whole, refused) = disagreements(&plain_file(), &puts, |text| ours("proto", text), protox);
    assert!(refused.is_empty(), "{} {}", refused.len(), refused[0]);
    // Reserved names that are none, and unknown editions, which are a finding of their own.
    assert!(whole <= 12, "{whole} of 1200 pass here and not there");
}
