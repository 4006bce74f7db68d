//! What a YAML or JSON text says, as a tree that remembers its lines: string keys in order of
//! appearance, scalars typed by the YAML 1.2 core schema. It knows nothing of any contract language.

use indexmap::IndexMap;

use crate::domain::problem::ProblemKind;

/// One value and where it starts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// The 1-based line within the fence.
    pub line: u32,
    /// What it holds.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written, so that version `1.10` stays `1.10`.
    Number(String),
    /// Any other scalar.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// A mapping's entries in order of appearance.
pub(super) type Map = IndexMap<String, Entry>;

/// A mapping's value and where its key stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// The 1-based line of the key.
    pub line: u32,
    /// The value.
    pub node: Node,
}

/// A finding and its 1-based line within the fence (0: unknown).
pub(super) type Finding = (u32, ProblemKind);

/// What reading a text gave. After a syntax fault the tree holds all that stood before it.
#[derive(Debug)]
pub(super) struct Parsed {
    /// The tree.
    pub root: Node,
    /// Duplicate keys, repairs and exhausted budgets.
    pub findings: Vec<Finding>,
    /// Why reading stopped early, and in which line.
    pub fault: Option<(u32, Fault)>,
}

/// Why a text is not YAML or JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// A tab where only spaces may indent.
    Tab,
    /// A line's indentation fits no level above it.
    Indentation,
    /// `: ` inside an unquoted value.
    Colon,
    /// A quote is never closed.
    Quote,
    /// A bracket is never closed, or by another kind.
    Bracket,
    /// `*name` without `&name`.
    Alias,
    /// A character that cannot stand here.
    Character(char),
    /// The text ends too early.
    End,
    /// Nested deeper than any real contract.
    Depth,
    /// Anything else, in the parser's words.
    Other(String),
}

impl Node {
    /// A scalar, list or mapping at a line.
    pub fn new(line: u32, value: Value) -> Self {
        Self { line, value }
    }

    /// The mapping, if it is one.
    pub fn map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.map()
            .into_iter()
            .flatten()
            .map(|(key, entry)| (key.as_str(), &entry.node))
    }

    /// The value of a mapping's key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.get(key).map(|entry| &entry.node)
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// A scalar as written; nothing for null, lists and mappings.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// The scalar at a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.scalar()
    }

    /// Whether a key holds `true`; the text "true" counts, as weak models quote it.
    pub fn is_true(&self, key: &str) -> bool {
        self.text(key) == Some("true")
    }

    /// A number's value.
    pub fn number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(text) => parse_number(text),
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// How many nodes it consists of, itself included.
    pub fn size(&self) -> usize {
        match &self.value {
            Value::List(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Value::Map(map) => 1 + map.values().map(|entry| entry.node.size()).sum::<usize>(),
            _ => 1,
        }
    }

    /// The same as a JSON value; numbers outside JSON's (`.inf`) become text.
    pub fn json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Text(text) => Json::String(text.clone()),
            Value::Number(text) => json_number(text),
            Value::List(items) => items.iter().map(Node::json).collect(),
            Value::Map(map) => map
                .iter()
                .map(|(key, entry)| (key.clone(), entry.node.json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

fn json_number(text: &str) -> serde_json::Value {
    if let Ok(number) = text.parse::<serde_json::Number>() {
        return number.into();
    }
    parse_number(text)
        .and_then(serde_json::Number::from_f64)
        .map_or_else(|| text.into(), Into::into)
}

fn parse_number(text: &str) -> Option<f64> {
    if let Some(hex) = text.strip_prefix("0x") {
        return u32::from_str_radix(hex, 16).ok().map(f64::from);
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return u32::from_str_radix(octal, 8).ok().map(f64::from);
    }
    text.parse().ok()
}

/// Types a plain scalar by the core schema of YAML 1.2.2, section 10.3.2: `no`, `on` and dates are
/// text.
pub(super) fn core_scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let digits = |rest: &str, radix: u32| {
        !rest.is_empty() && rest.chars().all(|character| character.is_digit(radix))
    };
    if let Some(hex) = text.strip_prefix("0x") {
        return digits(hex, 16);
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return digits(octal, 8);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let starts = unsigned.strip_prefix('.').unwrap_or(unsigned);
    starts.starts_with(|first: char| first.is_ascii_digit())
        && !unsigned.ends_with(['e', 'E'])
        && text.parse::<f64>().is_ok()
}

/// Adds an entry. Of two equal keys, mappings are joined (a model that writes one path twice means
/// both) and otherwise the later value counts; either way it is a finding.
pub(super) fn insert(
    map: &mut Map,
    key: String,
    line: u32,
    node: Node,
    findings: &mut Vec<Finding>,
) {
    match map.entry(key) {
        indexmap::map::Entry::Vacant(place) => {
            place.insert(Entry { line, node });
        }
        indexmap::map::Entry::Occupied(place) => {
            let key = place.key().clone();
            findings.push((line, ProblemKind::ContractDuplicateKey { key: key.clone() }));
            join(map, key, line, node);
        }
    }
}

fn join(map: &mut Map, key: String, line: u32, node: Node) {
    if let Some(earlier) = map.get_mut(&key)
        && let Value::Map(ours) = &mut earlier.node.value
        && let Value::Map(theirs) = node.value
    {
        for (key, entry) in theirs {
            join(ours, key, entry.line, entry.node);
        }
    } else {
        map.insert(key, Entry { line, node });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_follow_the_core_schema() {
        for (text, expected) in [
            ("", Value::Null),
            ("~", Value::Null),
            ("True", Value::Bool(true)),
            ("no", Value::Text("no".into())),
            ("on", Value::Text("on".into())),
            ("1.0", Value::Number("1.0".into())),
            ("-0x1", Value::Text("-0x1".into())),
            ("0x1F", Value::Number("0x1F".into())),
            ("1e3", Value::Number("1e3".into())),
            ("1.2.3", Value::Text("1.2.3".into())),
            ("2025-01-15", Value::Text("2025-01-15".into())),
            ("inf", Value::Text("inf".into())),
            ("12:30", Value::Text("12:30".into())),
        ] {
            assert_eq!(core_scalar(text), expected, "{text}");
        }
    }
}
