//! A compiled schema, and whether a node is valid against it: nothing is explained here.

use std::{
    cell::Cell,
    collections::{HashMap, HashSet},
};

use serde_json::Value as Json;

use super::{bundle::Metaschema, pattern::Matcher};
use crate::render::contract::node::{Map, Node, Value};

/// Deeper nesting is taken as valid: it cannot be shown, either.
const MAX_DEPTH: u32 = 400;

/// The keywords of one schema; schemas in it are numbers.
#[derive(Debug, Default)]
pub(super) struct Schema {
    /// `false`.
    pub never: bool,
    pub kinds: Option<Kinds>,
    /// `enum` or `const`; empty when there is neither.
    pub allowed: Vec<Json>,
    pub required: Vec<String>,
    pub properties: HashMap<String, usize>,
    pub patterns: Vec<(Matcher, usize)>,
    pub additional: Option<usize>,
    pub unevaluated: Option<usize>,
    pub names: Option<usize>,
    pub dependents: Vec<(String, Dependent)>,
    pub items: Option<usize>,
    pub contains: Option<usize>,
    pub min_contains: Option<usize>,
    pub max_contains: Option<usize>,
    /// `$ref`, `$dynamicRef` and `allOf`.
    pub all: Vec<usize>,
    pub any: Vec<usize>,
    pub one: Vec<usize>,
    pub not: Option<usize>,
    pub when: Option<usize>,
    pub then: Option<usize>,
    pub otherwise: Option<usize>,
    /// A pattern as written, and its function.
    pub pattern: Option<(String, Matcher)>,
    pub min_items: usize,
    pub min_properties: usize,
    pub max_properties: Option<usize>,
    pub minimum: Option<f64>,
    /// Whether the minimum itself is too small.
    pub above: bool,
    pub unique: bool,
}

impl Schema {
    /// Whether a text is of the form that is asked for.
    pub fn is_matched_by(&self, text: &str) -> bool {
        let pattern = self.pattern.as_ref();
        pattern.is_none_or(|(_, matches)| matches(text))
    }
}

/// What a property brings with it.
#[derive(Debug)]
pub(super) enum Dependent {
    /// Other properties (draft 4).
    Keys(Vec<String>),
    /// A schema of the whole.
    Schema(usize),
}

/// A set of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds(u8);

/// The names of the types, in the order of their bits.
pub(super) const KIND_NAMES: [&str; 7] = [
    "null", "boolean", "integer", "number", "string", "array", "object",
];

impl Kinds {
    /// The types that the keyword `type` allows.
    pub fn of(value: &Json) -> Self {
        let names = match value {
            Json::Array(names) => names.as_slice(),
            one => std::slice::from_ref(one),
        };
        let bit = |name: &Json| KIND_NAMES.iter().position(|known| name == known);
        let bits = names.iter().filter_map(bit).map(|at| 1 << at);
        Self(bits.fold(0, |all, bit: u8| all | bit))
    }

    /// The names of the types in it.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let names = KIND_NAMES.into_iter().enumerate();
        names.filter_map(move |(at, name)| (self.0 >> at & 1 == 1).then_some(name))
    }

    /// Whether a node is of one of the types.
    pub fn has(self, node: &Node) -> bool {
        let bits = match &node.value {
            Value::Null => 1,
            Value::Bool(_) => 2,
            Value::Number(_) if node.number().is_some_and(|number| number.fract() == 0.0) => 4 | 8,
            Value::Number(_) => 8,
            Value::Text(_) => 16,
            Value::List(_) => 32,
            Value::Map(_) => 64,
        };
        self.0 & bits != 0
    }
}

/// Judges nodes within a number of steps.
pub(super) struct Validator<'m> {
    pub schemas: &'m [Schema],
    steps: Cell<u32>,
}

impl<'m> Validator<'m> {
    pub fn new(metaschema: &'m Metaschema, steps: u32) -> Self {
        Self {
            schemas: &metaschema.schemas,
            steps: Cell::new(steps),
        }
    }

    /// Whether the steps ran out; what came after passed unseen.
    pub fn is_exhausted(&self) -> bool {
        self.steps.get() == 0
    }

    /// Whether a node is valid.
    pub fn is_valid(&self, schema: usize, node: &Node, depth: u32) -> bool {
        let left = self.steps.get();
        if left == 0 || depth > MAX_DEPTH {
            return true;
        }
        self.steps.set(left - 1);
        let schema = &self.schemas[schema];
        self.is_of_kind(schema, node)
            && self.combines(schema, node, depth)
            && match &node.value {
                Value::Map(map) => self.is_map(schema, node, map, depth),
                Value::List(items) => self.is_list(schema, items, depth),
                _ => true,
            }
    }

    /// The keywords about the node itself.
    pub fn is_of_kind(&self, schema: &Schema, node: &Node) -> bool {
        !schema.never
            && schema.kinds.is_none_or(|kinds| kinds.has(node))
            && (schema.allowed.is_empty() || schema.allowed.iter().any(|value| equal(value, node)))
            && self.is_scalar(schema, node)
    }

    fn is_scalar(&self, schema: &Schema, node: &Node) -> bool {
        match &node.value {
            Value::Text(text) => schema.is_matched_by(text),
            Value::Number(_) => schema.minimum.is_none_or(|least| {
                node.number()
                    .is_none_or(|number| number > least || !schema.above && number >= least)
            }),
            _ => true,
        }
    }

    fn combines(&self, schema: &Schema, node: &Node, depth: u32) -> bool {
        let valid = |number: &usize| self.is_valid(*number, node, depth + 1);
        schema.all.iter().all(valid)
            && (schema.any.is_empty() || schema.any.iter().any(valid))
            && (schema.one.is_empty() || schema.one.iter().filter(|one| valid(one)).count() == 1)
            && schema.not.iter().all(|not| !valid(not))
            && self.branch(schema, node, depth).iter().all(valid)
    }

    /// The schema that `if` chooses.
    pub fn branch(&self, schema: &Schema, node: &Node, depth: u32) -> Option<usize> {
        let holds = self.is_valid(schema.when?, node, depth + 1);
        if holds { schema.then } else { schema.otherwise }
    }

    fn is_map(&self, schema: &Schema, node: &Node, map: &Map, depth: u32) -> bool {
        map.len() >= schema.min_properties
            && schema.max_properties.is_none_or(|most| map.len() <= most)
            && schema.required.iter().all(|key| map.contains_key(key))
            && schema.dependents.iter().all(|(key, dependent)| {
                !map.contains_key(key)
                    || match dependent {
                        Dependent::Keys(keys) => keys.iter().all(|key| map.contains_key(key)),
                        Dependent::Schema(number) => self.is_valid(*number, node, depth + 1),
                    }
            })
            && map.iter().all(|(key, entry)| {
                self.judges(schema, node, key, depth, |number| {
                    self.is_valid(number, &entry.node, depth + 1)
                }) && self.is_name(schema, key, depth)
            })
    }

    /// Whether a property may be called so.
    pub fn is_name(&self, schema: &Schema, key: &str, depth: u32) -> bool {
        schema.names.is_none_or(|names| {
            let name = Node::new(0, Value::Text(key.to_owned()));
            self.is_valid(names, &name, depth + 1)
        })
    }

    /// Whether all schemas that judge a property's value are content.
    pub fn judges(
        &self,
        schema: &Schema,
        node: &Node,
        key: &str,
        depth: u32,
        mut content: impl FnMut(usize) -> bool,
    ) -> bool {
        let named = schema.properties.get(key).copied();
        let matching = schema.patterns.iter();
        let matching = matching.filter_map(|(matches, number)| matches(key).then_some(*number));
        let mut known = false;
        for number in named.into_iter().chain(matching) {
            known = true;
            if !content(number) {
                return false;
            }
        }
        match (known, schema.additional, schema.unevaluated) {
            (true, _, _) | (_, None, None) => true,
            (_, Some(rest), _) => content(rest),
            (_, None, Some(rest)) => self.covers(schema, node, key, depth) || content(rest),
        }
    }

    /// Whether some schema that applies to the node knows the key. All that must hold is taken to hold.
    fn covers(&self, schema: &Schema, node: &Node, key: &str, depth: u32) -> bool {
        if depth > MAX_DEPTH {
            return true;
        }
        let inner = |number: usize| {
            let schema = &self.schemas[number];
            schema.properties.contains_key(key)
                || schema.patterns.iter().any(|(matches, _)| matches(key))
                || schema.additional.is_some()
                || self.covers(schema, node, key, depth + 1)
        };
        let chosen = |number: &&usize| self.is_valid(**number, node, depth + 1);
        let present = |key: &String| node.get(key).is_some();
        schema.all.iter().any(|number| inner(*number))
            || self.branch(schema, node, depth).is_some_and(inner)
            || schema
                .when
                .is_some_and(|when| inner(when) && chosen(&&when))
            || schema
                .dependents
                .iter()
                .any(|(key, dependent)| match dependent {
                    Dependent::Schema(number) => present(key) && inner(*number),
                    Dependent::Keys(_) => false,
                })
            || [&schema.any, &schema.one]
                .into_iter()
                .flatten()
                .any(|number| inner(*number) && chosen(&number))
    }

    fn is_list(&self, schema: &Schema, items: &[Node], depth: u32) -> bool {
        let valid = |number: usize, item: &Node| self.is_valid(number, item, depth + 1);
        items.len() >= schema.min_items
            && (!schema.unique || repeated(items).is_none())
            && schema
                .items
                .is_none_or(|number| items.iter().all(|item| valid(number, item)))
            && self.contains(schema, items, depth)
    }

    /// Whether a list holds as many of what it must contain as it should.
    pub fn contains(&self, schema: &Schema, items: &[Node], depth: u32) -> bool {
        schema.contains.is_none_or(|number| {
            let all = items.iter();
            let count = all
                .filter(|item| self.is_valid(number, item, depth + 1))
                .count();
            count >= schema.min_contains.unwrap_or(1)
                && schema.max_contains.is_none_or(|most| count <= most)
        })
    }
}

/// The first item that a list holds twice.
pub(super) fn repeated(items: &[Node]) -> Option<&Node> {
    let mut seen = HashSet::new();
    items.iter().find(|item| {
        let mut mark = String::new();
        push_mark(&mut mark, item);
        !seen.insert(mark)
    })
}

/// Writes what only equal values share: comparing all with all would take long.
fn push_mark(mark: &mut String, node: &Node) {
    match &node.value {
        Value::Null => mark.push('n'),
        Value::Bool(value) => mark.push(if *value { 't' } else { 'f' }),
        // One number may be written in several ways.
        Value::Number(text) => match node.number() {
            Some(number) => mark.push_str(&format!("#{}", number + 0.0)),
            None => mark.push_str(text),
        },
        Value::Text(text) => mark.push_str(&format!("{}:{text}", text.len())),
        Value::List(items) => {
            mark.push('[');
            items.iter().for_each(|item| push_mark(mark, item));
            mark.push(']');
        }
        Value::Map(map) => {
            mark.push('{');
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_unstable_by_key(|(key, _)| key.as_str());
            for (key, entry) in keys {
                mark.push_str(&format!("{}:{key}", key.len()));
                push_mark(mark, &entry.node);
            }
            mark.push('}');
        }
    }
}

/// Whether a node is the same value; meta-schemas name scalars only.
pub(super) fn equal(value: &Json, node: &Node) -> bool {
    match (value, &node.value) {
        (Json::String(value), Value::Text(text)) => value == text,
        (Json::Bool(value), Value::Bool(other)) => value == other,
        (Json::Null, Value::Null) => true,
        (Json::Number(value), Value::Number(_)) => value.as_f64() == node.number(),
        _ => false,
    }
}
