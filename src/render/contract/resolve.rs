//! Follows references inside one contract. It reads nothing but the given tree: a reference to another
//! file or address is unresolved.

use super::node::{Node, Value};

/// How many references may follow one another.
const MAX_HOPS: usize = 16;

/// The edition of the specification, which decides what some words mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edition {
    /// Swagger 2.0.
    Swagger2,
    /// `OpenAPI` 3.0.
    V30,
    /// `OpenAPI` 3.1: schemas are JSON Schema 2020-12.
    V31,
    /// `OpenAPI` 3.2.
    V32,
}

/// A contract's tree and edition.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    /// The top mapping.
    pub root: &'a Node,
    /// Its edition.
    pub edition: Edition,
}

/// A node with its references followed.
///
/// The layers are the referring nodes (whose siblings of `$ref` win) and last the target.
#[derive(Clone)]
pub(super) struct Seen<'a> {
    /// Outermost first; never empty.
    pub layers: Vec<&'a Node>,
    /// The last segment of the last reference followed.
    pub name: Option<String>,
    /// The reference that leads nowhere.
    pub missing: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// The node at a local reference (`#/a/b`, with `~0`, `~1` and percent escapes).
    pub fn at(&self, reference: &str) -> Option<&'a Node> {
        let pointer = reference.strip_prefix('#')?;
        if pointer.is_empty() {
            return Some(self.root);
        }
        let mut node = self.root;
        for segment in pointer.strip_prefix('/')?.split('/') {
            let segment = unescape(segment);
            node = match &node.value {
                Value::Map(map) => &map.get(segment.as_str())?.node,
                Value::List(items) => items.get(segment.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// Follows the node's `$ref`, and the target's, and so on.
    pub fn follow(&self, node: &'a Node) -> Seen<'a> {
        let mut seen = Seen {
            layers: vec![node],
            name: None,
            missing: None,
        };
        let mut last = node;
        while let Some(reference) = reference(last) {
            let target = self.at(reference);
            let Some(target) = target.filter(|_| seen.layers.len() <= MAX_HOPS) else {
                seen.name = Some(last_segment(reference));
                seen.missing = Some(reference);
                break;
            };
            if seen.layers.iter().any(|layer| std::ptr::eq(*layer, target)) {
                break;
            }
            seen.name = Some(last_segment(reference));
            seen.layers.push(target);
            last = target;
        }
        seen
    }
}

impl<'a> Seen<'a> {
    /// The value of a key in the outermost layer that has it.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.layers.iter().find_map(|layer| layer.get(key))
    }

    /// The scalar at a key.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.scalar()
    }

    /// Whether a key holds `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.text(key) == Some("true")
    }
}

/// The node's own `$ref`, if it is a text.
pub(super) fn reference(node: &Node) -> Option<&str> {
    match &node.get("$ref")?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The readable name of what a reference points to.
pub(super) fn last_segment(reference: &str) -> String {
    unescape(reference.rsplit(['/', '#']).next().unwrap_or(reference))
}

/// A JSON pointer's segment, escaped.
pub(super) fn escaped(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

fn unescape(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = (first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes)
        .replace("~1", "/")
        .replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::contract::yaml;

    #[test]
    fn pointers_unescape_and_chains_end() {
        let parsed = yaml::parse(
            "a:\n  'x/y~z {id}': {$ref: '#/b/0', description: mine}\nb:\n  - {type: string, description: theirs}\nc: {$ref: '#/d'}\nd: {$ref: '#/c'}\n",
        );
        let document = Document {
            root: &parsed.root,
            edition: Edition::V31,
        };
        let node = document.at("#/a/x~1y~0z%20%7Bid%7D").unwrap();
        let seen = document.follow(node);
        assert_eq!(seen.text("type"), Some("string"));
        assert_eq!(seen.text("description"), Some("mine"));
        let looped = document.follow(document.at("#/c").unwrap());
        assert_eq!(looped.layers.len(), 2);
        assert!(document.at("other.yaml#/a").is_none());
    }
}
