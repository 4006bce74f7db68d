//! Draws bindings, whatever their protocol, as tables of keys and values. A value that is a schema is said
//! in words.

use maud::{Markup, html};

use super::{operation::Drawer, read::entries};
use crate::render::contract::{
    node::{Node, Value},
    schema_html,
};

/// Bindings are flat by nature; what lies deeper is shown as JSON.
const MAX_DEPTH: usize = 4;
/// Longer tables than this are cut.
const MAX_ROWS: usize = 80;

/// The bindings of all layers of an object under a heading; nothing when there are none.
pub(super) fn draw<'a>(drawer: &mut Drawer<'a, '_>, layers: &[&'a Node]) -> Markup {
    let tables = tables(drawer, layers);
    html! {
        @if let Some((_, tables)) = tables { h6 { (drawer.locale.async_bindings()) } (tables) }
    }
}

/// The same, folded: where bindings are the least of what is told.
pub(super) fn folded<'a>(drawer: &mut Drawer<'a, '_>, layers: &[&'a Node]) -> Markup {
    let tables = tables(drawer, layers);
    html! {
        @if let Some((protocols, tables)) = tables {
            details.more {
                summary { (drawer.locale.async_bindings()) " · " (protocols) }
                (tables)
            }
        }
    }
}

/// The names of the protocols, and a table each.
fn tables<'a>(drawer: &mut Drawer<'a, '_>, layers: &[&'a Node]) -> Option<(String, Markup)> {
    let mut protocols: Vec<(&str, Vec<&'a Node>)> = Vec::new();
    for layer in layers {
        let Some(bindings) = layer.get("bindings") else {
            continue;
        };
        for of_layer in drawer.api.document.follow(bindings).layers {
            for (protocol, node) in entries(Some(of_layer)).filter(|(name, _)| *name != "$ref") {
                let nodes = drawer.api.document.follow(node).layers;
                match protocols.iter_mut().find(|(known, _)| *known == protocol) {
                    Some((_, known)) => known.extend(nodes),
                    None => protocols.push((protocol, nodes)),
                }
            }
        }
    }
    if protocols.is_empty() {
        return None;
    }
    let names: Vec<&str> = protocols.iter().map(|(protocol, _)| *protocol).collect();
    let tables = html! {
        div.bindings { @for (protocol, nodes) in &protocols { (table(drawer, protocol, nodes)) } }
    };
    Some((names.join(", "), tables))
}

fn table<'a>(drawer: &mut Drawer<'a, '_>, protocol: &str, nodes: &[&'a Node]) -> Markup {
    let version = nodes.iter().find_map(|node| node.text("bindingVersion"));
    let mut rows = Vec::new();
    for node in nodes {
        collect(node, "", 0, &mut rows);
    }
    html! {
        div {
            div.label {
                span.mark { (protocol) }
                @if let Some(version) = version { " " span.soft { (version) } }
            }
            @if !rows.is_empty() {
                dl.pairs {
                    @for (key, value) in &rows {
                        dt { code {
                            @for (index, part) in key.split('.').enumerate() { @if index > 0 { "." wbr; } (part) }
                        } }
                        dd { (shown(drawer, value)) }
                    }
                }
            }
        }
    }
}

/// Rows of dotted keys and their values; of two equal keys the first counts.
fn collect<'a>(node: &'a Node, before: &str, depth: usize, rows: &mut Vec<(String, &'a Node)>) {
    for (key, value) in node.entries() {
        if key == "bindingVersion" || key == "$ref" || rows.len() >= MAX_ROWS {
            continue;
        }
        let path = if before.is_empty() {
            key.to_owned()
        } else {
            format!("{before}.{key}")
        };
        let opens = value.map().is_some_and(|map| !map.is_empty()) && !is_schema(value);
        if opens && depth < MAX_DEPTH {
            collect(value, &path, depth + 1, rows);
        } else if !rows.iter().any(|(known, _)| *known == path) {
            rows.push((path, value));
        }
    }
}

/// Whether a value is a schema: Kafka's `key` and `groupId`, HTTP's `query`, and their like.
fn is_schema(node: &Node) -> bool {
    const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];
    const WORDS: [&str; 6] = ["properties", "enum", "const", "items", "format", "pattern"];
    node.get("$ref").is_some()
        || node.text("type").is_some_and(|kind| {
            let map = node.map();
            TYPES.contains(&kind)
                && map.is_some_and(|map| {
                    map.len() == 1
                        || WORDS.iter().any(|word| map.contains_key(*word))
                        || map.contains_key("description")
                        || map.contains_key("examples")
                })
        })
}

fn shown<'a>(drawer: &mut Drawer<'a, '_>, value: &'a Node) -> Markup {
    if is_schema(value) {
        let schema = drawer.reader.read(value);
        return html! {
            (schema_html::facts(&schema, drawer.locale))
            (schema_html::notes(&schema, drawer.locale))
            (schema_html::parts(&schema, drawer.locale, 1))
        };
    }
    let plain = |node: &Node| !matches!(node.value, Value::Map(_) | Value::List(_));
    let items = value.items();
    html! {
        @if !items.is_empty() && items.iter().all(plain) {
            @for (index, item) in items.iter().enumerate() {
                @if index > 0 { ", " }
                code { (schema_html::shown(item)) }
            }
        } @else {
            code { (schema_html::shown(value)) }
        }
    }
}
