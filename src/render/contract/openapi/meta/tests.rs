//! The bundled meta-schemas are understood whole, correct contracts pass, and each kind of fault gives
//! one sentence at its place.

use serde_json::Value as Json;

use super::*;
use crate::render::contract::{json, yaml};

/// The keywords that the compiler knows, and those that only annotate or contain.
const KNOWN: [&str; 34] = [
    "$ref",
    "$dynamicRef",
    "type",
    "enum",
    "const",
    "required",
    "properties",
    "patternProperties",
    "pattern",
    "dependentSchemas",
    "dependencies",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "items",
    "contains",
    "minContains",
    "maxContains",
    "not",
    "if",
    "then",
    "else",
    "allOf",
    "anyOf",
    "oneOf",
    "minItems",
    "minProperties",
    "maxProperties",
    "minimum",
    "exclusiveMinimum",
    "uniqueItems",
    "$dynamicAnchor",
    "format",
    "additionalItems",
];

fn schemas(json: &Json, visit: &mut impl FnMut(&str, &Json)) {
    const NAMES: [&str; 6] = [
        "properties",
        "patternProperties",
        "definitions",
        "$defs",
        "dependentSchemas",
        "dependencies",
    ];
    match json {
        Json::Array(items) => items.iter().for_each(|item| schemas(item, visit)),
        Json::Object(map) => {
            for (key, value) in map {
                visit(key, value);
                if NAMES.contains(&key.as_str()) {
                    let all = value.as_object().into_iter().flatten();
                    all.for_each(|(_, value)| schemas(value, visit));
                } else if !matches!(key.as_str(), "enum" | "const" | "required") {
                    schemas(value, visit);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_keyword_and_pattern_of_the_bundle_is_understood() {
    let mut patterns = 0;
    for file in bundle::FILES {
        let documents: serde_json::Map<String, Json> = serde_json::from_str(file).unwrap();
        for document in documents.values() {
            schemas(document, &mut |key, value| {
                assert!(
                    KNOWN.contains(&key) || matches!(key, "$defs" | "definitions"),
                    "{key}"
                );
                let mut understood = |pattern: &str| {
                    patterns += 1;
                    assert!(pattern::matcher(pattern).is_some(), "{pattern}");
                };
                match key {
                    "pattern" => understood(value.as_str().unwrap()),
                    "patternProperties" => {
                        value
                            .as_object()
                            .unwrap()
                            .keys()
                            .for_each(|key| understood(key));
                    }
                    _ => {}
                }
            });
        }
    }
    assert!(patterns > 50);
}

#[test]
fn every_reference_of_the_bundle_leads_somewhere() {
    // `compile` asserts it for each.
    for edition in [Edition::Swagger2, Edition::V30, Edition::V31, Edition::V32] {
        assert!(metaschema(edition).schemas.len() > 50, "{edition:?}");
    }
}

#[test]
fn patterns_match_what_they_say() {
    for (pattern, yes, no) in [
        ("^x-", "x-a", "ax-"),
        ("^[^#]*#?$", "a#", "a#b"),
        ("^[^{}]+$", "a", "{a}"),
        ("^[a-zA-Z0-9._-]+$", "a.B_9-", "a b"),
        ("^[a-zA-Z0-9!#$%&'*+.^_`|~-]+$", "X-Rate!", "X Rate"),
        ("^[A-Za-z_][-A-Za-z0-9._]*$", "_a-1", "1a"),
        ("^[1-5](?:\\d{2}|XX)$", "4XX", "600"),
        ("^([0-9]{3})$|^(default)$", "default", "20"),
        ("^[Bb][Ee][Aa][Rr][Ee][Rr]$", "BeareR", "bear"),
        ("^3\\.0\\.\\d(-.+)?$", "3.0.3-rc1", "3.0.12"),
        ("^3\\.1\\.\\d+(-.+)?$", "3.1.12", "3.1."),
        ("^3\\.2\\.\\d+(-.+)?$", "3.2.0", "3.2.0-"),
        ("^[^{}/ :\\\\]+(?::\\d+)?$", "api.example.com:80", "a:b"),
    ] {
        let matches = pattern::matcher(pattern).unwrap();
        assert!(matches(yes), "{pattern} {yes}");
        assert!(!matches(no), "{pattern} {no}");
    }
}

fn found(edition: Edition, source: &str) -> Vec<String> {
    let parsed = if source.starts_with('{') {
        json::parse(source)
    } else {
        yaml::parse(source)
    };
    assert_eq!(parsed.fault, None, "{source}");
    let (departures, whole) = departures(&parsed.root, edition, Locale::En);
    assert!(whole);
    let line = |it: &Departure| format!("{} {}", it.line, it.sentence);
    departures.iter().map(line).collect()
}

#[test]
fn each_fault_gives_one_sentence() {
    let v3 = |version: &str, rest: &str| {
        format!("openapi: {version}\ninfo: {{title: T, version: '1'}}\n{rest}")
    };
    let table: &[(Edition, String, &[&str])] = &[
        (
            Edition::V30,
            v3("3.0.3", "paths:\n  /orders:\n    get:\n      summary: x\n"),
            &["5 paths › /orders › get › responses is missing."],
        ),
        (
            Edition::V30,
            v3(
                "3.0.3",
                "paths:\n  /a:\n    get:\n      sumary: x\n      responses: {'200': {description: ok}}\n",
            ),
            &["6 paths › /a › get › sumary is not a known key here. Did you mean “summary”?"],
        ),
        (
            Edition::V30,
            v3(
                "3.0.3",
                "paths: {}\ncomponents:\n  schemas:\n    A:\n      type: strng\n",
            ),
            &[
                "7 components › schemas › A › type must be one of “array”, “boolean”, “integer”, “number”, “object”, “string”. Did you mean “string”?",
            ],
        ),
        (
            Edition::V30,
            v3(
                "3.0.3",
                "paths:\n  /a:\n    get:\n      parameters:\n        - {name: q, in: qury, schema: {type: string}}\n      responses: {'200': {description: ok}}\n",
            ),
            &["7 paths › /a › get › parameters › 0 › in must be one of “path”, “query”, “header”, “cookie”. Did you mean “query”?"],
        ),
        (
            Edition::V31,
            v3(
                "3.1.0",
                "paths: {}\ncomponents:\n  schemas:\n    A: {type: object, required: name}\n",
            ),
            &["6 components › schemas › A › required must be a list."],
        ),
        (
            Edition::V31,
            v3(
                "3.1.0",
                "paths:\n  /a:\n    get:\n      parameters:\n        - {name: q, in: query}\n",
            ),
            &["7 paths › /a › get › parameters › 0 needs one of “schema”, “content”."],
        ),
        (
            Edition::V31,
            "openapi: 3.1.0\ninfo: {title: T, version: 1.0}\npaths: {}\n".into(),
            &["2 info › version must be a text; put the value in quotes."],
        ),
        (
            Edition::V32,
            v3(
                "3.2.0",
                "paths:\n  /a:\n    get:\n      responses: {}\n",
            ),
            &["6 paths › /a › get › responses is empty; it needs at least one entry."],
        ),
        (
            Edition::V31,
            v3("3.1.0", ""),
            &["1 The contract needs one of “paths”, “components”, “webhooks”."],
        ),
        (
            Edition::V32,
            v3("3.2.0", "paths: {}\ntags: [{name: a, knd: nav}]\n"),
            &["4 tags › 0 › knd is not a known key here. Did you mean “kind”?"],
        ),
        (
            Edition::Swagger2,
            "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: https://x.org\npaths: {}\nschemes: [https, https]\n"
                .into(),
            &[
                "3 host must match the pattern ^[^{}/ :\\\\]+(?::\\d+)?$",
                "5 schemes lists “https” twice.",
            ],
        ),
    ];
    for (edition, source, expected) in table {
        assert_eq!(found(*edition, source), *expected, "{source}");
    }
}

#[test]
fn a_check_stops_when_its_steps_are_used_up() {
    let parsed = yaml::parse("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n");
    let (_, whole) = check(&parsed.root, Edition::V30, Locale::En, 3);
    assert!(!whole);
}

#[test]
fn a_pattern_is_said_in_both_languages() {
    let source = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    a b: {}\n";
    let parsed = yaml::parse(source);
    for (locale, sentence) in [
        (
            Locale::En,
            "components › schemas › a b must match the pattern ^[a-zA-Z0-9._-]+$",
        ),
        (
            Locale::Zh,
            "components › schemas › a b 须匹配模式 ^[a-zA-Z0-9._-]+$",
        ),
    ] {
        let (departures, _) = departures(&parsed.root, Edition::V31, locale);
        assert_eq!(departures[0].sentence, sentence);
        assert_eq!(departures[0].pointer, "/components/schemas/a b");
    }
}
