//! Schemas, one a row: the words for their type and limits, and the example made from them.

use super::*;
use crate::{
    domain::locale::Locale,
    render::contract::{
        example::{Direction, example},
        openapi::edition,
        words::{limits, type_words},
        yaml,
    },
};

/// The type, limits and example of the schema `S` among `schemas` (YAML, at no indentation).
fn facts(version: &str, schemas: &str) -> (String, String, String) {
    let indented: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!("openapi: {version}\ncomponents:\n  schemas:\n{indented}");
    let parsed = yaml::parse(&text);
    assert_eq!(parsed.fault, None, "{text}");
    let (edition, _) = edition(&parsed.root).unwrap();
    let document = Document {
        root: &parsed.root,
        edition,
    };
    let node = document.at("#/components/schemas/S").unwrap();
    let schema = Reader::new(document).read(node);
    (
        type_words(&schema, Locale::En),
        limits(&schema, Locale::En),
        example(&schema, Direction::Request).to_string(),
    )
}

#[test]
fn types_limits_and_examples() {
    for (schemas, kind, bounds, json) in [
        (
            "S: {type: string, format: date-time}",
            "string (date-time)",
            "",
            r#""2025-01-15T09:30:00Z""#,
        ),
        (
            "S: {type: integer, minimum: 1, maximum: 100}",
            "integer",
            "≥ 1 ≤ 100",
            "1",
        ),
        (
            "S: {type: integer, exclusiveMinimum: 5}",
            "integer",
            "> 5",
            "6",
        ),
        (
            "S: {type: number, minimum: 0, exclusiveMinimum: true}",
            "number",
            "> 0",
            "0.5",
        ),
        (
            "S: {type: [string, 'null'], maxLength: 3}",
            "string or null",
            "≤ 3 characters",
            r#""str""#,
        ),
        (
            "S: {type: string, nullable: true}",
            "string or null",
            "",
            r#""string""#,
        ),
        (
            "S: {type: [string, integer]}",
            "string or integer",
            "",
            r#""string""#,
        ),
        (
            "S: {type: array, items: {$ref: '#/components/schemas/O'}, minItems: 2}\nO: {type: object, properties: {a: {type: boolean}}}",
            "array of O",
            "≥ 2 items",
            r#"[{"a":true},{"a":true}]"#,
        ),
        ("S: {enum: [A, B]}", "string", "", r#""A""#),
        (
            "S: {$ref: '#/components/schemas/E'}\nE: {type: string, enum: [X]}",
            "E · string",
            "",
            r#""X""#,
        ),
        ("S: {type: float}", "number (float)", "", "1.0"),
        (
            "S: {type: string, pattern: '^[A-Z]{3}$'}",
            "string",
            "",
            r#""AAA""#,
        ),
        ("S: {const: 7}", "any", "", "7"),
        (
            "S: {type: object, additionalProperties: {type: integer}}",
            "map of integer",
            "",
            r#"{"key":1}"#,
        ),
        (
            "S: {prefixItems: [{type: string}, {type: integer}]}",
            "array",
            "",
            r#"["string",1]"#,
        ),
        (
            "S: {anyOf: [{type: string, format: uuid}, {type: 'null'}]}",
            "string (uuid) or null",
            "",
            r#""3fa85f64-5717-4562-b3fc-2c963f66afa6""#,
        ),
        (
            "S: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}\nA: {type: object, properties: {a: {type: integer, default: 3}}}\nB: {type: object}",
            "A or B",
            "",
            r#"{"a":3}"#,
        ),
        (
            "S: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, required: [b], properties: {b: {type: boolean}}}]}\nA: {type: object, properties: {a: {type: string}}}",
            "object",
            "",
            r#"{"a":"string","b":true}"#,
        ),
        (
            "S: {type: object, properties: {id: {type: string, readOnly: true}, n: {type: string}}}",
            "object",
            "",
            r#"{"n":"string"}"#,
        ),
        ("S: {$ref: '#/components/schemas/Gone'}", "Gone", "", "null"),
    ] {
        let (words, limits, made) = facts("3.1.0", schemas);
        assert_eq!(
            (words.as_str(), limits.as_str()),
            (kind, bounds),
            "{schemas}"
        );
        assert_eq!(made, json, "{schemas}");
    }
}

#[test]
fn recursion_is_cut_where_it_starts_again() {
    let (words, _, made) = facts(
        "3.0.0",
        "S:\n  type: object\n  properties:\n    name: {type: string}\n    children: {type: array, items: {$ref: '#/components/schemas/S'}}\n    parent: {$ref: '#/components/schemas/S'}",
    );
    assert_eq!(words, "object");
    assert_eq!(made, r#"{"name":"string"}"#);
}

#[test]
fn required_names_reach_properties_of_other_parts() {
    let text = "openapi: 3.1.0\nS:\n  allOf:\n    - {properties: {a: {type: string}, b: {type: string}}}\n    - {required: [a]}\n";
    let parsed = yaml::parse(text);
    let document = Document {
        root: &parsed.root,
        edition: crate::render::contract::resolve::Edition::V31,
    };
    let schema = Reader::new(document).read(document.at("#/S").unwrap());
    let required: Vec<bool> = schema.properties.iter().map(|p| p.required).collect();
    assert_eq!(required, [true, false]);
}

#[test]
fn doubling_schemas_stay_within_the_budget() {
    use std::fmt::Write as _;
    let mut schemas = String::from(
        "S: {allOf: [{$ref: '#/components/schemas/L0'}, {$ref: '#/components/schemas/L0'}]}\n",
    );
    for level in 0..40 {
        let next = format!("{{$ref: '#/components/schemas/L{}'}}", level + 1);
        writeln!(schemas, "L{level}: {{type: object, properties: {{a: {next}, b: {next}, c: {{oneOf: [{next}, {next}]}}}}}}").unwrap();
    }
    schemas.push_str("L40: {type: string}\n");
    let (_, _, made) = facts("3.1.0", &schemas);
    assert!(made.len() < 100_000, "{}", made.len());
}
