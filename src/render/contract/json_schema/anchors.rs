//! Turns references by identifier or anchor into references by place, so that the one resolver follows
//! them all: `$ref: "#node"`, `$ref: "address.json"` where a schema inside has that `$id`, `$dynamicRef`.

use std::collections::HashMap;

use crate::render::contract::{
    node::{Entry, Node, Value},
    resolve::escaped,
};

/// Deeper schemas are left as they are.
const MAX_DEPTH: u32 = 128;

/// Schemas at longer pointers are not looked for: each node below one would cost its length.
const MAX_POINTER: usize = 2_000;

/// Rewrites the references within a schema.
pub(super) fn localise(root: &mut Node) {
    let mut places = HashMap::new();
    collect(root, "", "#", 0, &mut places);
    rewrite(root, "", &places, 0);
}

/// Notes where each identifier and anchor stands. `base` is the identifier of the schema around.
fn collect<'a>(
    node: &'a Node,
    mut base: &'a str,
    pointer: &str,
    depth: u32,
    places: &mut HashMap<String, String>,
) {
    if depth > MAX_DEPTH || pointer.len() > MAX_POINTER {
        return;
    }
    if let Some(id) = identifier(node) {
        base = id.trim_end_matches('#');
        let mut note = |id: &str| {
            places
                .entry(id.to_owned())
                .or_insert_with(|| pointer.to_owned());
        };
        note(base);
        // `$id: https://example.com/a/b.json` is what `b.json` and `/a/b.json` mean beside it.
        if let Some((_, path)) = base.split_once("://") {
            let path = path.find('/').map_or("", |at| &path[at..]);
            note(path);
        }
        note(base.rsplit('/').next().unwrap_or(base));
    }
    for key in ["$anchor", "$dynamicAnchor"] {
        if let Some(anchor) = node.text(key) {
            for at in [format!("{base}#{anchor}"), format!("#{anchor}")] {
                places.entry(at).or_insert_with(|| pointer.to_owned());
            }
        }
    }
    for (key, child) in node.entries() {
        if !matches!(key, "const" | "enum" | "default" | "examples") {
            let pointer = format!("{pointer}/{}", escaped(key));
            collect(child, base, &pointer, depth + 1, places);
        }
    }
    for (index, child) in node.items().iter().enumerate() {
        collect(
            child,
            base,
            &format!("{pointer}/{index}"),
            depth + 1,
            places,
        );
    }
}

/// A schema's own identifier; draft 04 writes `id`, which elsewhere is the name of a property.
fn identifier(node: &Node) -> Option<&str> {
    let classic = || {
        let id = node.text("id")?;
        (id.contains("://") || id.starts_with('#')).then_some(id)
    };
    node.text("$id")
        .or_else(classic)
        .filter(|id| !id.is_empty())
}

fn rewrite(node: &mut Node, base: &str, places: &HashMap<String, String>, depth: u32) {
    if depth > MAX_DEPTH {
        return;
    }
    let own = identifier(node).map(|id| id.trim_end_matches('#').to_owned());
    let base = own.as_deref().unwrap_or(base);
    match &mut node.value {
        Value::Map(map) => {
            for dynamic in ["$dynamicRef", "$recursiveRef"] {
                if let Some(entry) = map.get(dynamic)
                    && !map.contains_key("$ref")
                    && matches!(entry.node.value, Value::Text(_))
                {
                    let entry: Entry = entry.clone();
                    map.insert("$ref".into(), entry);
                }
            }
            for (key, entry) in map.iter_mut() {
                match &mut entry.node.value {
                    Value::Text(reference) if key == "$ref" => {
                        if let Some(place) = place(reference, base, places) {
                            *reference = place;
                        }
                    }
                    _ => rewrite(&mut entry.node, base, places, depth + 1),
                }
            }
        }
        Value::List(items) => {
            for item in items {
                rewrite(item, base, places, depth + 1);
            }
        }
        _ => {}
    }
}

/// The place of a reference that is no place in this text as it stands.
fn place(reference: &str, base: &str, places: &HashMap<String, String>) -> Option<String> {
    if reference == "#" || reference.starts_with("#/") {
        // Within a schema that has its own identifier, a place is counted from there.
        let start = places.get(base).filter(|start| start.as_str() != "#")?;
        return Some(format!("{start}{}", &reference[1..]));
    }
    let (schema, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let anchored = [format!("{base}#{fragment}"), reference.to_owned()];
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return anchored.iter().find_map(|at| places.get(at).cloned());
    }
    let start = places.get(schema)?;
    Some(format!("{start}{fragment}"))
}
