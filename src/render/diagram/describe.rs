//! The text alternative of a diagram, from its semantic model: what it contains, then what is connected
//! to what. It must not depend on the drawing.

use std::collections::BTreeMap;

use serde_json::Value;

use super::draw::Parsed;

/// A reader of the page cannot use more than this; a screen reader even less.
const MOST_PARTS: usize = 60;

/// Describes a diagram: `3 nodes: Order, Stock, Mail; Order → Stock: reserve`.
///
/// `None` if the model holds no text.
#[must_use]
pub fn describe(parsed: &Parsed) -> Option<String> {
    let model = &parsed.model;
    let names = names(model);
    let mut parts = Vec::new();
    for key in ["accTitle", "title"] {
        if let Some(title) = text(&model[key]) {
            parts.push(title);
            break;
        }
    }
    parts.extend(text(&model["accDescr"]));
    let labels: Vec<&str> = names.iter().map(|(_, label)| label.as_str()).collect();
    if !labels.is_empty() {
        parts.push(format!("{}: {}", labels.len(), labels.join(", ")));
    }
    let names: BTreeMap<&str, &str> = names
        .iter()
        .map(|(id, label)| (id.as_str(), label.as_str()))
        .collect();
    parts.extend(connections(model, &names));
    if parts.len() > MOST_PARTS {
        parts.truncate(MOST_PARTS);
        parts.push("…".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The ids and labels of what the diagram contains, in the order of the model.
fn names(model: &Value) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for key in [
        "nodes", "actors", "entities", "classes", "shapes", "sections", "tasks",
    ] {
        match &model[key] {
            Value::Array(items) => {
                for item in items {
                    name(item, "", &mut names);
                }
            }
            Value::Object(items) => {
                for (id, item) in items {
                    name(item, id, &mut names);
                }
            }
            _ => {}
        }
    }
    names
}

fn name(item: &Value, key: &str, names: &mut Vec<(String, String)>) {
    let id = text(&item["id"]).or_else(|| text(&item["alias"]));
    let id = id
        .or_else(|| text(&item["name"]))
        .unwrap_or_else(|| key.to_owned());
    let label = ["label", "description", "text", "task"]
        .iter()
        .find_map(|key| text(&item[*key]).or_else(|| text(&item[*key]["text"])))
        .or_else(|| text(item))
        .unwrap_or_else(|| id.clone());
    let is_marker = item["shape"]
        .as_str()
        .is_some_and(|shape| matches!(shape, "stateStart" | "stateEnd" | "note" | "noteGroup"));
    let label = if is_marker && label == id {
        "●".to_owned()
    } else {
        label
    };
    if !label.is_empty()
        && !names
            .iter()
            .any(|(known, _)| !id.is_empty() && *known == id)
    {
        names.push((id, label));
    }
}

/// What is connected to what, with the labels of the connections.
fn connections(model: &Value, names: &BTreeMap<&str, &str>) -> Vec<String> {
    let mut found = Vec::new();
    for key in ["edges", "messages", "relationships", "relations", "rels"] {
        for item in model[key].as_array().into_iter().flatten() {
            let end = |keys: [&str; 4]| keys.iter().find_map(|key| text(&item[*key]));
            let from = end(["from", "start", "entityA", "id1"]);
            let to = end(["to", "end", "entityB", "id2"]);
            let label = ["label", "message", "roleA", "title"]
                .iter()
                .find_map(|key| text(&item[*key]).or_else(|| text(&item[*key]["text"])));
            let (Some(from), Some(to)) = (from, to) else {
                continue;
            };
            let shown = |id: &str| {
                names
                    .get(id)
                    .map_or_else(|| id.to_owned(), |name| (*name).to_owned())
            };
            let label = label.map_or_else(String::new, |label| format!(": {label}"));
            found.push(format!("{} → {}{label}", shown(&from), shown(&to)));
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// A string without line breaks and markup of labels; `None` if nothing is left.
fn text(value: &Value) -> Option<String> {
    let plain = ["<br>", "<br/>", "<br />", "\\n"]
        .iter()
        .fold(value.as_str()?.to_owned(), |text, tag| {
            text.replace(tag, " ")
        });
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!plain.is_empty()).then_some(plain)
}
