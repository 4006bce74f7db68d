//! Checks schemas: keywords whose value is of the wrong kind, types that do not exist, and references that
//! lead nowhere. It compares no values with schemas; `fits` does.

use std::collections::HashSet;

use crate::{
    domain::{locale::Locale, problem::ProblemKind},
    render::contract::{
        nearest::nearest,
        node::{Finding, Node, Value},
        pointer::below,
        resolve::{Document, Edition, reference},
        schema::meant,
    },
};

/// Walks stop below this depth; the readers stop earlier.
const MAX_DEPTH: u32 = 250;

/// More findings are never shown.
const MAX_FINDINGS: usize = 400;

/// What a keyword's value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    Schema,
    /// A schema or a list of them.
    SchemaOrList,
    Schemas,
    Map,
    Texts,
    List,
    Number,
    Text,
}

fn keyword(name: &str) -> Option<Is> {
    Some(match name {
        "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "additionalItems"
        | "contentSchema" => Is::Schema,
        "items" => Is::SchemaOrList,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Is::Schemas,
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            Is::Map
        }
        "required" => Is::Texts,
        "enum" => Is::List,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
        | "multipleOf" | "minimum" | "maximum" => Is::Number,
        "pattern" | "format" | "title" | "description" | "$ref" | "$id" | "$schema" => Is::Text,
        _ => return None,
    })
}

/// Whether a keyword holds a schema, or a list of them.
pub(in crate::render::contract) fn holds_schemas(name: &str) -> bool {
    matches!(
        keyword(name),
        Some(Is::Schema | Is::SchemaOrList | Is::Schemas)
    )
}

/// The keywords whose slips are noticed.
const SLIPS: [&str; 24] = [
    "properties",
    "patternProperties",
    "additionalProperties",
    "required",
    "items",
    "description",
    "title",
    "format",
    "pattern",
    "default",
    "examples",
    "allOf",
    "anyOf",
    "oneOf",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "multipleOf",
    "definitions",
    "const",
];

/// Keywords of this and neighbouring languages that are no slip of the ones above.
const OTHERS: [&str; 23] = [
    "const",
    "default",
    "examples",
    "example",
    "uniqueItems",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minContains",
    "maxContains",
    "dependentRequired",
    "dependencies",
    "deprecated",
    "readOnly",
    "writeOnly",
    "nullable",
    "discriminator",
    "externalDocs",
    "contentEncoding",
    "contentMediaType",
    "$comment",
    "$anchor",
    "$vocabulary",
    "formats",
];

/// Checks the keywords of a schema and of all schemas in it.
pub(in crate::render::contract) fn keywords(
    node: &Node,
    pointer: &str,
    locale: Locale,
    found: &mut Vec<Finding>,
) {
    Walk { locale, found }.schema(node, pointer, 0);
}

struct Walk<'f> {
    locale: Locale,
    found: &'f mut Vec<Finding>,
}

impl Walk<'_> {
    fn shape(&mut self, line: u32, pointer: String, expected: impl Into<String>) {
        let expected = expected.into();
        let kind = ProblemKind::ContractShape { pointer, expected };
        self.found.push((line, kind));
    }

    fn schema(&mut self, node: &Node, pointer: &str, depth: u32) {
        let Some(map) = node.map() else {
            // Since draft 06 `true` and `false` are schemas.
            if !matches!(node.value, Value::Bool(_)) {
                self.shape(
                    node.line,
                    pointer.to_owned(),
                    self.locale.schema_expect_schema(),
                );
            }
            return;
        };
        if depth > MAX_DEPTH || self.found.len() > MAX_FINDINGS {
            return;
        }
        for (key, entry) in map {
            let at = || below(pointer, key);
            match keyword(key) {
                Some(is) => self.value(&entry.node, entry.line, is, &at(), depth),
                None if key == "type" => self.kinds(&entry.node, entry.line, at()),
                None => self.unknown(key, entry.line, at()),
            }
        }
    }

    /// Other keywords are allowed; a near miss of a known one is a slip.
    fn unknown(&mut self, key: &str, line: u32, at: String) {
        if self.found.len() > MAX_FINDINGS
            || key.len() < 5
            || key.starts_with("x-")
            || OTHERS.contains(&key)
        {
            return;
        }
        if let Some(better) = nearest(key, SLIPS) {
            let expected = self.locale.async_expect_meant(better, key);
            self.shape(line, at, expected);
        }
    }

    fn value(&mut self, node: &Node, line: u32, is: Is, at: &str, depth: u32) {
        let locale = self.locale;
        match (is, &node.value) {
            (Is::SchemaOrList | Is::Schemas, Value::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.schema(item, &below(at, index.to_string()), depth + 1);
                }
            }
            (Is::Schema | Is::SchemaOrList, _) => self.schema(node, at, depth + 1),
            (Is::Map, Value::Map(map)) => {
                for (name, entry) in map {
                    let at = below(at, name);
                    self.schema(&entry.node, &at, depth + 1);
                }
            }
            (Is::Texts, Value::List(items)) if items.iter().all(|item| item.scalar().is_some()) => {
            }
            (Is::List, Value::List(_))
            | (Is::Number, Value::Number(_))
            | (Is::Text, Value::Text(_)) => {}
            (Is::Schemas | Is::List, _) => self.shape(line, at.into(), locale.async_expect_list()),
            (Is::Map, _) => self.shape(line, at.into(), locale.async_expect_map()),
            (Is::Texts, _) => self.shape(line, at.into(), locale.contract_expect_required_list()),
            (Is::Number, _) => self.shape(line, at.into(), locale.schema_expect_number()),
            (Is::Text, Value::Number(_) | Value::Bool(_)) => {
                let written = node.scalar().unwrap_or_default();
                self.shape(line, at.into(), locale.async_expect_quoted(written));
            }
            (Is::Text, _) => self.shape(line, at.into(), locale.async_expect_text()),
        }
    }

    fn kinds(&mut self, node: &Node, line: u32, at: String) {
        let items = node.items();
        let written = items.iter().chain(items.is_empty().then_some(node));
        for name in written {
            // `type: null` without quotes is null, and is meant as the text.
            let name = name.scalar().unwrap_or("null");
            if matches!(
                name,
                "string" | "number" | "integer" | "boolean" | "array" | "object" | "null"
            ) {
                continue;
            }
            let (better, format) = meant(name);
            let expected = match format {
                Some(format) => format!("type: {better}, format: {format}"),
                None if better != name && !better.is_empty() => format!("type: {better}"),
                None => self.locale.contract_expect_type().into(),
            };
            self.shape(line, at.clone(), expected);
        }
    }
}

/// References that lead nowhere, each once.
pub(in crate::render::contract) fn references(root: &Node) -> Vec<Finding> {
    let document = Document {
        root,
        edition: Edition::V31,
    };
    let mut walk = References {
        document,
        known: HashSet::new(),
        found: Vec::new(),
    };
    walk.visit(root, false, 0);
    walk.found
}

struct References<'a> {
    document: Document<'a>,
    known: HashSet<&'a str>,
    found: Vec<Finding>,
}

impl<'a> References<'a> {
    /// `names` says that the keys are names of somebody's choice, not of the specification's.
    fn visit(&mut self, node: &'a Node, names: bool, depth: u32) {
        if depth > MAX_DEPTH {
            return;
        }
        if !names
            && let Some(reference) = reference(node)
            && self.document.at(reference).is_none()
            && self.known.insert(reference)
        {
            let line = node.get("$ref").map_or(node.line, |node| node.line);
            let reference = reference.to_owned();
            self.found
                .push((line, ProblemKind::ContractUnresolvedRef { reference }));
        }
        let foreign = node.text("schemaFormat").is_some_and(is_foreign);
        for (key, child) in node.entries() {
            let values = matches!(key, "example" | "examples" | "default" | "enum" | "const");
            let other = foreign && matches!(key, "payload" | "schema");
            if !names && (values || other || key.starts_with("x-")) {
                continue;
            }
            let of_names = matches!(
                key,
                "properties" | "patternProperties" | "$defs" | "definitions" | "schemas"
            );
            self.visit(child, of_names && !names, depth + 1);
        }
        for child in node.items() {
            self.visit(child, false, depth + 1);
        }
    }
}

/// Whether a schema's language is not JSON Schema, so that its references are its own.
fn is_foreign(format: &str) -> bool {
    ["avro", "protobuf", "raml", "xml"]
        .iter()
        .any(|name| format.contains(name))
}
