//! A schema as the parts that it consists of.

use super::Part;
use crate::{
    domain::meaning::Side,
    render::contract::{
        node::Node,
        schema::{Additional, Reader, Schema},
    },
};

/// The keywords of limits; the upper ones begin with `max`.
pub(super) const LIMITS: [&str; 8] = [
    "maximum",
    "minimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "maxProperties",
    "minProperties",
];

/// The parts of what a node describes, at a path and below it.
pub(in crate::render::contract) fn json_parts<'a>(
    reader: &mut Reader<'a>,
    node: &'a Node,
    (path, side, required): (&str, Side, bool),
    parts: &mut Vec<Part>,
) {
    let schema = reader.read(node);
    flatten(&schema, (path, side, required), parts);
}

/// The parts of a schema.
fn flatten(schema: &Schema<'_>, (path, side, required): (&str, Side, bool), parts: &mut Vec<Part>) {
    let mut kinds: Vec<String> = schema.kinds.iter().map(|kind| (*kind).to_owned()).collect();
    kinds.sort_unstable();
    parts.push(Part {
        required,
        nullable: schema.nullable,
        kinds,
        values: values(schema),
        limits: (LIMITS.iter())
            .filter_map(|name| Some((*name, schema.number(name)?)))
            .collect(),
        ..Part::new(path, side)
    });
    let dotted = |name: &str| {
        // The first step into a body stands apart from it.
        let step = if path.contains(' ') { '.' } else { ' ' };
        format!("{path}{step}{name}")
    };
    for property in &schema.properties {
        let at = dotted(&property.name);
        flatten(&property.schema, (&at, side, property.required), parts);
    }
    if let Some(items) = &schema.items {
        flatten(items, (&format!("{path}[]"), side, false), parts);
    }
    for (at, item) in schema.prefix_items.iter().enumerate() {
        flatten(item, (&format!("{path}[{at}]"), side, false), parts);
    }
    if let Additional::Of(rest) = &schema.additional {
        flatten(rest, (&dotted("*"), side, false), parts);
    }
    for (at, option) in schema
        .alternatives
        .iter()
        .flat_map(|(_, options)| options)
        .enumerate()
    {
        let name = option.name.clone().unwrap_or_else(|| (at + 1).to_string());
        flatten(option, (&format!("{path}|{name}"), side, false), parts);
    }
}

fn values(schema: &Schema<'_>) -> Option<Vec<String>> {
    if let Some(value) = schema.text("const") {
        return Some(vec![value.to_owned()]);
    }
    let values = schema.get("enum")?.items();
    let written = values
        .iter()
        .map(|value| value.scalar().unwrap_or("null").to_owned());
    Some(written.collect())
}
