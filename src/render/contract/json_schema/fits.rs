//! Whether a given value is what a schema describes: types, required properties and listed values, as far
//! as they are understood. Doubt is no finding.

use crate::{
    domain::{locale::Locale, problem::ProblemKind},
    render::contract::{
        node::{Finding, Node, Value},
        pointer::below,
        schema::Schema,
    },
};

/// Deeper values are not compared.
const MAX_DEPTH: u32 = 12;

/// How a value departs from a schema: line, place within the value, and what was expected there.
struct Misfit {
    line: u32,
    place: String,
    expected: Expected,
}

enum Expected {
    Kind(String),
    Property(String),
    Values(String),
}

/// The first departure of a value from its schema, as a finding.
pub(in crate::render::contract) fn finding(
    schema: &Schema<'_>,
    value: &Node,
    pointer: &str,
    locale: Locale,
) -> Option<Finding> {
    let misfit = misfit(schema, value, "", 0)?;
    let expected = match misfit.expected {
        Expected::Kind(kind) => locale.async_expect_example(kind),
        Expected::Property(name) => locale.async_expect_example_has(name),
        Expected::Values(values) => locale.async_expect_example_value(values),
    };
    let pointer = format!("{pointer}{}", misfit.place);
    Some((
        misfit.line,
        ProblemKind::ContractShape { pointer, expected },
    ))
}

fn misfit(schema: &Schema<'_>, value: &Node, place: &str, depth: u32) -> Option<Misfit> {
    if depth > MAX_DEPTH || schema.cut.is_some() || (value.is_null() && schema.nullable) {
        return None;
    }
    let here = |expected| {
        Some(Misfit {
            line: value.line,
            place: place.to_owned(),
            expected,
        })
    };
    if let Some(allowed) = schema
        .get("enum")
        .map(Node::items)
        .filter(|all| !all.is_empty())
    {
        if !allowed.iter().any(|one| same(one, value)) {
            let shown: Vec<String> = allowed
                .iter()
                .take(6)
                .map(|one| one.json().to_string())
                .collect();
            return here(Expected::Values(shown.join(", ")));
        }
        return None;
    }
    if !schema.kinds.is_empty() && !schema.kinds.iter().any(|kind| is_kind(value, kind)) {
        return here(Expected::Kind(schema.kinds.join(", ")));
    }
    for (_, options) in &schema.alternatives {
        let misfits: Option<Vec<Misfit>> = options
            .iter()
            .map(|option| misfit(option, value, place, depth + 1))
            .collect();
        // Where every alternative fails, the one that fits furthest was meant.
        let best = misfits.and_then(|all| all.into_iter().max_by_key(|one| one.place.len()));
        if best.is_some() {
            return best;
        }
    }
    parts(schema, value, place, depth)
}

fn parts(schema: &Schema<'_>, value: &Node, place: &str, depth: u32) -> Option<Misfit> {
    if value.map().is_some() {
        for property in &schema.properties {
            let name = property.name.as_str();
            let hidden =
                property.schema.is_true("readOnly") || property.schema.is_true("writeOnly");
            match value.get(name) {
                Some(part) => {
                    let place = below(place, name);
                    let found = misfit(&property.schema, part, &place, depth + 1);
                    if found.is_some() {
                        return found;
                    }
                }
                None if property.required && !hidden && !name.starts_with('/') => {
                    return Some(Misfit {
                        line: value.line,
                        place: place.to_owned(),
                        expected: Expected::Property(name.to_owned()),
                    });
                }
                None => {}
            }
        }
    }
    let items = schema.items.as_deref()?;
    let values = value.items().iter().enumerate();
    values
        .take(20)
        .find_map(|(index, item)| misfit(items, item, &below(place, index.to_string()), depth + 1))
}

fn is_kind(value: &Node, kind: &str) -> bool {
    match kind {
        "string" => matches!(value.value, Value::Text(_)),
        "number" => matches!(value.value, Value::Number(_)),
        "integer" => value.number().is_some_and(|number| number.fract() == 0.0),
        "boolean" => matches!(value.value, Value::Bool(_)),
        "array" => matches!(value.value, Value::List(_)),
        "object" => matches!(value.value, Value::Map(_)),
        // A type that does not exist is a finding of its own.
        _ => true,
    }
}

fn same(one: &Node, other: &Node) -> bool {
    match (one.number(), other.number()) {
        (Some(one), Some(other)) => (one - other).abs() < f64::EPSILON,
        _ => one.json() == other.json(),
    }
}
