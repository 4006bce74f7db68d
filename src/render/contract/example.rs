//! Makes an example value from a schema: the same one every time, and one that the schema accepts as
//! far as its keywords are understood. Given examples, defaults and constants win.

use serde_json::{Map, Value as Json, json};

use super::{
    node::Node,
    schema::{Additional, Cut, Schema},
};

/// Strings and arrays are not padded beyond this.
const MAX_PADDING: usize = 64;

/// Which way a message goes: read-only parts are not sent, write-only parts not received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// To the service.
    Request,
    /// From the service.
    Response,
}

/// An example of what a schema allows.
pub(super) fn example(schema: &Schema<'_>, direction: Direction) -> Json {
    if let Some(given) = given(schema) {
        return given.json();
    }
    for (_, options) in &schema.alternatives {
        if let Some(first) = options.first() {
            let chosen = example(first, direction);
            return joined(own(schema, direction), chosen);
        }
    }
    own(schema, direction)
}

fn given<'a>(schema: &Schema<'a>) -> Option<&'a Node> {
    schema
        .get("example")
        .or_else(|| schema.get("examples").and_then(|all| all.items().first()))
        .or_else(|| schema.get("const"))
        .or_else(|| schema.get("default").filter(|node| !node.is_null()))
        .or_else(|| schema.get("enum").and_then(|all| all.items().first()))
}

/// Objects are joined; otherwise the alternative counts.
fn joined(own: Json, chosen: Json) -> Json {
    match (own, chosen) {
        (Json::Object(mut own), Json::Object(chosen)) => {
            own.extend(chosen);
            Json::Object(own)
        }
        (_, chosen) => chosen,
    }
}

fn own(schema: &Schema<'_>, direction: Direction) -> Json {
    match schema.kinds.first().copied() {
        Some("object") => object(schema, direction),
        Some("array") => array(schema, direction),
        Some("string") => Json::String(string(schema)),
        Some("integer") => integer(schema),
        Some("number") => number(schema),
        Some("boolean") => Json::Bool(true),
        _ => Json::Null,
    }
}

fn object(schema: &Schema<'_>, direction: Direction) -> Json {
    let hidden = match direction {
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
    };
    let mut map = Map::new();
    for property in &schema.properties {
        let of = &property.schema;
        // A recursive part may be left out, unless it must be there.
        let ends = matches!(of.innermost().cut, Some(Cut::Recursive)) && !property.required;
        if of.is_true(hidden) || ends || property.name.starts_with('/') {
            continue;
        }
        map.insert(property.name.clone(), example(of, direction));
    }
    if map.is_empty()
        && let Additional::Of(value) = &schema.additional
    {
        map.insert("key".into(), example(value, direction));
    }
    Json::Object(map)
}

fn array(schema: &Schema<'_>, direction: Direction) -> Json {
    if !schema.prefix_items.is_empty() {
        let items = schema.prefix_items.iter();
        return items.map(|item| example(item, direction)).collect();
    }
    let Some(items) = &schema.items else {
        return json!([]);
    };
    if items.cut == Some(Cut::Recursive) {
        return json!([]);
    }
    let count = whole(schema, "minItems").unwrap_or(1).clamp(1, 3);
    vec![example(items, direction); count].into()
}

fn whole(schema: &Schema<'_>, key: &str) -> Option<usize> {
    schema.text(key)?.parse().ok()
}

/// A text of the schema's format, pattern and length.
fn string(schema: &Schema<'_>) -> String {
    if let Some(text) = schema.format.and_then(formatted) {
        return text.into();
    }
    if let Some(text) = schema.text("pattern").and_then(super::pattern::example) {
        return text;
    }
    let least = whole(schema, "minLength").unwrap_or(0).min(MAX_PADDING);
    let most = whole(schema, "maxLength").unwrap_or(usize::MAX);
    let word = "string";
    let length = least.max(word.len()).min(most);
    word.chars().cycle().take(length).collect()
}

fn formatted(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2025-01-15T09:30:00Z",
        "date" => "2025-01-15",
        "time" => "09:30:00Z",
        "duration" => "PT15M",
        "uuid" => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "email" | "idn-email" => "ada@example.com",
        "hostname" | "idn-hostname" => "api.example.com",
        "ipv4" => "192.0.2.10",
        "ipv6" => "2001:db8::10",
        "uri" | "url" | "iri" => "https://example.com/resource",
        "uri-reference" | "iri-reference" => "/resource",
        "byte" => "ZXhhbXBsZQ==",
        "password" => "••••••••",
        "binary" => "…",
        "decimal" => "10.00",
        _ => return None,
    })
}

fn integer(schema: &Schema<'_>) -> Json {
    let value = bounded(schema, 1.0).ceil();
    // Whole numbers within ±2^53 are exact in a double.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    let whole = (value.abs() < 9.0e15).then_some(value as i64);
    whole.map_or_else(|| json!(value), |whole| json!(whole))
}

fn number(schema: &Schema<'_>) -> Json {
    json!(bounded(schema, 0.5))
}

/// A number within the bounds, near the lower one; `step` beyond it where it is exclusive.
fn bounded(schema: &Schema<'_>, step: f64) -> f64 {
    let is_flag = |key| schema.text(key) == Some("true");
    let low = schema.number("minimum");
    let low = match schema.number("exclusiveMinimum") {
        Some(limit) => Some(limit + step),
        None if is_flag("exclusiveMinimum") => low.map(|low| low + step),
        None => low,
    };
    let high = schema.number("maximum");
    let high = match schema.number("exclusiveMaximum") {
        Some(limit) => Some(limit - step),
        None if is_flag("exclusiveMaximum") => high.map(|high| high - step),
        None => high,
    };
    let multiple = schema
        .number("multipleOf")
        .filter(|multiple| *multiple > 0.0);
    let value = match (low, high) {
        (Some(low), _) => low,
        (None, Some(high)) => high.min(1.0),
        (None, None) => multiple.unwrap_or(1.0),
    };
    multiple.map_or(value, |multiple| (value / multiple).ceil() * multiple)
}
