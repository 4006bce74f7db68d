//! Whole schemas, from text to preview: which fences are one, what is shown and found.

use crate::{
    domain::{locale::Locale, problem::ProblemKind},
    render::contract::{Contract, ContractState, Extent, preview},
};

fn fixture(path: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    std::fs::read_to_string(format!("{folder}/{path}")).unwrap()
}

fn problems(contract: &Contract) -> Vec<String> {
    contract
        .problems
        .iter()
        .map(|(line, kind)| match kind {
            ProblemKind::ContractShape { pointer, expected } => {
                format!("{line} {pointer}: {expected}")
            }
            ProblemKind::ContractUnresolvedRef { reference } => format!("{line} ref {reference}"),
            other => format!("{line} {other:?}"),
        })
        .collect()
}

/// The text of the preview with a space for each element.
fn text(html: &str) -> String {
    let parts = html.split('<').filter_map(|part| part.split_once('>'));
    let words: Vec<&str> = parts
        .flat_map(|(_, text)| text.split_whitespace())
        .collect();
    words.join(" ").replace("&quot;", "\"")
}

#[test]
fn a_schema_is_shown_as_ever() {
    let source = fixture("contracts/json_schema/address.json");
    let contract = preview("json", &source, "c", Locale::En, Extent::Whole).unwrap();
    assert_eq!(
        (contract.kind, contract.version.as_str()),
        ("json-schema", "2020-12")
    );
    assert_eq!(
        (contract.title.as_str(), contract.state),
        ("Customer", ContractState::Ok)
    );
    assert_eq!(problems(&contract), [""; 0]);
    insta::assert_snapshot!(text(&contract.html.into_string()));
}

#[test]
fn only_what_says_so_is_a_schema() {
    let draft = "$schema: 'http://json-schema.org/draft-07/schema#'";
    for (info, source, version) in [
        ("yaml", format!("{draft}\ntype: object\n"), Some("draft-07")),
        ("jsonschema", "{\"type\": \"object\"}".into(), Some("")),
        ("json-schema", "type: object".into(), Some("")),
        (
            "json",
            "{\"$schema\": \"https://json-schema.org/draft/2019-09/schema\"}".into(),
            Some("2019-09"),
        ),
        (
            "json",
            "{\"type\": \"object\", \"properties\": {\"a\": {}}}".into(),
            None,
        ),
        (
            "yaml",
            "type: object\nproperties: {a: {type: string}}".into(),
            None,
        ),
        (
            "json",
            "{\"$schema\": \"./config.schema.json\", \"type\": \"x\"}".into(),
            None,
        ),
        (
            "json",
            "{\"see\": {\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"}}".into(),
            None,
        ),
        ("jsonschema", "{\"orderId\": 1}".into(), None),
        ("rust", draft.into(), None),
    ] {
        let found = preview(info, &source, "c", Locale::En, Extent::Whole);
        let version_found = found.as_ref().map(|contract| contract.version.as_str());
        assert_eq!(version_found, version, "{info} {source}");
    }
}

#[test]
fn no_fence_of_a_transcript_is_a_schema() {
    for name in ["a1", "b1", "c1", "d1", "d2"] {
        let text = fixture(&format!("transcripts/{name}.md"));
        let mut fences = 0;
        for part in text.split("\n```").skip(1).step_by(2) {
            let (info, source) = part.split_once('\n').unwrap_or((part, ""));
            let kind =
                preview(info, source, "c", Locale::En, Extent::Whole).map(|contract| contract.kind);
            assert_ne!(kind, Some("json-schema"), "{name}: {info} {source}");
            fences += 1;
        }
        assert!(fences > 3, "{name}");
    }
}

#[test]
fn every_draft_s_words_are_understood() {
    for (draft, body, shown) in [
        (
            "draft-04/schema#",
            "id: 'http://x.example/y.json#'\ntype: integer\nminimum: 0\nexclusiveMinimum: true",
            "> 0",
        ),
        (
            "draft-06/schema#",
            "type: object\nproperties: {a: {const: 7}}",
            "always 7",
        ),
        (
            "draft-07/schema#",
            "definitions: {A: {type: string, maxLength: 3}}\nallOf: [{$ref: '#/definitions/A'}]",
            "≤ 3 characters",
        ),
        (
            "draft/2019-09/schema",
            "$recursiveAnchor: true\ntype: object\nproperties: {kids: {type: array, items: {$recursiveRef: '#'}}}",
            "recursive",
        ),
        (
            "draft/2020-12/schema",
            "$dynamicAnchor: node\ntype: object\nproperties: {kid: {$dynamicRef: '#node'}}",
            "recursive",
        ),
        (
            "draft/2020-12/schema",
            "type: array\nprefixItems: [{type: string}, {type: integer}]",
            "[1] integer",
        ),
    ] {
        let source = format!("$schema: 'https://json-schema.org/{draft}'\n{body}\n");
        let contract = preview("yaml", &source, "c", Locale::En, Extent::Whole).unwrap();
        assert_eq!(problems(&contract), [""; 0], "{source}");
        let text = text(&contract.html.into_string()).replace("&gt;", ">");
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[test]
fn faults_are_named_with_their_lines() {
    let source = "$schema: 'https://json-schema.org/draft/2020-12/schema'
type: object
propertes: {a: {}}
required: name
properties:
  name: {type: strng, maxLength: '3'}
  size: {type: float}
  next: {$ref: '#/$defs/Gone'}
  kind: {enum: [a, b]}
  odd: text
examples:
  - {name: 7}
  - {name: x, kind: c}
";
    let contract = preview("yaml", source, "c", Locale::En, Extent::Whole).unwrap();
    assert_eq!(
        problems(&contract),
        [
            "3 /propertes: “properties” instead of “propertes”",
            "4 /required: a list of property names (required: [name])",
            "6 /properties/name/type: string, number, integer, boolean, array or object",
            "6 /properties/name/maxLength: a number",
            "7 /properties/size/type: type: number, format: float",
            "8 ref #/$defs/Gone",
            "10 /properties/odd: a schema (a mapping of keywords)",
            "13 /examples/1/kind: one of the values that the schema allows: \"a\", \"b\"",
        ]
    );
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    #[test]
    fn no_damage_to_a_schema_panics(at in 0usize..2_300, cut in 0usize..40, put in "[\\PC\n\t]{0,6}") {
        let source: Vec<char> = fixture("contracts/json_schema/address.json").chars().collect();
        let at = at.min(source.len());
        let end = (at + cut).min(source.len());
        let damaged: String = source[..at].iter().copied().chain(put.chars()).chain(source[end..].iter().copied()).collect();
        let _ = preview("jsonschema", &damaged, "c", Locale::En, Extent::Whole);
    }
}
