//! Why a node is not valid: of everything that fails, the one cause that a person would name.

use super::schema::{Dependent, Schema, Validator, equal, repeated};
use crate::render::contract::{
    nearest::nearest,
    node::{Map, Node, Value},
    resolve::escaped,
};

/// One cause and where it lies.
#[derive(Debug, Clone)]
pub(super) struct Cause {
    pub line: u32,
    pub pointer: String,
    pub reason: Reason,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// A key is missing; which of these.
    Missing(Vec<String>),
    /// A key is not known here; what was perhaps meant.
    Unknown(Option<String>),
    /// The value is of another type; which it should be, and whether quotes would make it one.
    Kind(Vec<&'static str>, bool),
    /// The value is none of these; what was perhaps meant.
    Value(Vec<String>, Option<String>),
    /// A text or key does not match this pattern.
    Form(String),
    /// These keys exclude each other.
    Together(Vec<String>),
    /// It has no parts and needs some.
    Empty,
    /// It has too few or too many parts.
    Count,
    /// A value is in a list twice.
    Repeated(String),
    /// A number is too small.
    Small,
    /// Anything else.
    Other,
}

/// Collects causes.
pub(super) struct Search<'v, 'm> {
    validator: &'v Validator<'m>,
    most: usize,
    path: Vec<String>,
    pub causes: Vec<Cause>,
}

impl<'v, 'm> Search<'v, 'm> {
    pub fn new(validator: &'v Validator<'m>, most: usize) -> Self {
        Self {
            validator,
            most,
            path: Vec::new(),
            causes: Vec::new(),
        }
    }

    fn add(&mut self, line: u32, reason: Reason) {
        let pointer = self.path.iter().fold(String::new(), |pointer, part| {
            pointer + "/" + &escaped(part)
        });
        self.causes.push(Cause {
            line,
            pointer,
            reason,
        });
    }

    fn add_at(&mut self, key: &str, line: u32, reason: Reason) {
        self.path.push(key.to_owned());
        self.add(line, reason);
        self.path.pop();
    }

    fn depth(&self) -> u32 {
        u32::try_from(self.path.len()).unwrap_or(u32::MAX)
    }

    fn count(&mut self, none: bool, line: u32) {
        let reason = if none { Reason::Empty } else { Reason::Count };
        self.add(line, reason);
    }

    fn fails(&self, number: usize, node: &Node) -> bool {
        !self.validator.is_valid(number, node, self.depth())
    }

    /// Finds the causes in a node whose key (or itself) stands at `line`.
    pub fn explain(&mut self, number: usize, node: &Node, line: u32) {
        if self.causes.len() >= self.most || !self.fails(number, node) {
            return;
        }
        let schema = &self.validator.schemas[number];
        if !self.validator.is_of_kind(schema, node) {
            self.own(schema, node, line);
            return;
        }
        let before = self.causes.len();
        match &node.value {
            Value::Map(map) => self.map(schema, node, map, line),
            Value::List(items) => self.list(schema, items, line),
            _ => {}
        }
        let counted = self.causes[before..].iter();
        // Something empty is empty in whatever other words the schema says it.
        if counted.clone().any(|cause| cause.reason == Reason::Empty) {
            return;
        }
        for part in &schema.all {
            self.explain(*part, node, line);
        }
        if let Some(part) = self.validator.branch(schema, node, self.depth()) {
            self.explain(part, node, line);
        }
        for options in [&schema.any, &schema.one] {
            self.options(options, std::ptr::eq(options, &schema.one), node, line);
        }
        if let Some(not) = schema.not
            && !self.fails(not, node)
        {
            let keys = self.excluded(not, node);
            let reason = if keys.is_empty() {
                Reason::Other
            } else {
                Reason::Together(keys)
            };
            self.add(line, reason);
        }
        if self.causes.len() == before {
            self.add(line, Reason::Other);
        }
    }

    /// The keys that a `not` forbids together.
    fn excluded(&self, not: usize, node: &Node) -> Vec<String> {
        let schema = &self.validator.schemas[not];
        let mut keys = schema.required.clone();
        for part in schema.any.iter().chain(&schema.all) {
            if !self.fails(*part, node) {
                keys.extend(self.validator.schemas[*part].required.iter().cloned());
            }
        }
        keys
    }

    fn own(&mut self, schema: &Schema, node: &Node, line: u32) {
        let reason = if schema.never {
            Reason::Unknown(None)
        } else if let Some(kinds) = schema.kinds.filter(|kinds| !kinds.has(node)) {
            let names: Vec<_> = kinds.names().collect();
            let scalar = matches!(node.value, Value::Number(_) | Value::Bool(_));
            let quotes = scalar && names.contains(&"string");
            Reason::Kind(names, quotes)
        } else if !schema.allowed.is_empty() && !schema.allowed.iter().any(|it| equal(it, node)) {
            let allowed = schema.allowed.iter();
            let words = allowed.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
            let words: Vec<String> = words.collect();
            let near = nearest(
                node.scalar().unwrap_or_default(),
                words.iter().map(String::as_str),
            );
            let near = near.map(str::to_owned);
            Reason::Value(words, near)
        } else if matches!(node.value, Value::Number(_)) {
            Reason::Small
        } else {
            form(schema, node.scalar().unwrap_or_default())
        };
        self.add(line, reason);
    }

    fn map(&mut self, schema: &Schema, node: &Node, map: &Map, line: u32) {
        for key in schema.required.iter().filter(|key| !map.contains_key(*key)) {
            self.add_at(key, line, Reason::Missing(vec![key.clone()]));
        }
        if map.len() < schema.min_properties
            || schema.max_properties.is_some_and(|most| map.len() > most)
        {
            self.count(map.is_empty(), line);
        }
        for (key, dependent) in &schema.dependents {
            let Some(entry) = map.get(key) else { continue };
            match dependent {
                Dependent::Schema(number) => self.explain(*number, node, line),
                Dependent::Keys(keys) => {
                    for key in keys.iter().filter(|key| !map.contains_key(*key)) {
                        self.add_at(key, entry.line, Reason::Missing(vec![key.clone()]));
                    }
                }
            }
        }
        for (key, entry) in map {
            let validator = self.validator;
            let depth = self.depth();
            if !validator.is_name(schema, key, depth) {
                let names = schema.names.map(|names| &validator.schemas[names]);
                let reason = names.map_or(Reason::Other, |names| form(names, key));
                self.add_at(key, entry.line, reason);
            }
            let mut judges = Vec::new();
            validator.judges(schema, node, key, depth, |number| {
                judges.push(number);
                true
            });
            for number in judges {
                if validator.schemas[number].never {
                    let near = self.meant(schema, node, key);
                    self.add_at(key, entry.line, Reason::Unknown(near));
                } else {
                    self.path.push(key.clone());
                    self.explain(number, &entry.node, entry.line);
                    self.path.pop();
                }
            }
        }
    }

    /// The known key, not used yet, that an unknown one resembles.
    fn meant(&self, schema: &Schema, node: &Node, key: &str) -> Option<String> {
        let mut known = Vec::new();
        self.keys(schema, 0, &mut known);
        let free = known.into_iter().filter(|known| node.get(known).is_none());
        nearest(key, free).map(str::to_owned)
    }

    fn keys(&self, schema: &'m Schema, depth: u32, known: &mut Vec<&'m str>) {
        known.extend(schema.properties.keys().map(String::as_str));
        if depth < 3 {
            let parts = schema.all.iter().chain(&schema.any).chain(&schema.one);
            for part in parts.chain(&schema.then).chain(&schema.otherwise) {
                self.keys(&self.validator.schemas[*part], depth + 1, known);
            }
        }
        known.sort_unstable();
        known.dedup();
    }

    fn list(&mut self, schema: &Schema, items: &[Node], line: u32) {
        if items.len() < schema.min_items || !self.validator.contains(schema, items, self.depth()) {
            self.add(line, Reason::Count);
        }
        if schema.unique
            && let Some(item) = repeated(items)
        {
            let named = item.scalar().or_else(|| item.text("$ref"));
            let text = named
                .or_else(|| item.text("name"))
                .unwrap_or("…")
                .to_owned();
            self.add(item.line, Reason::Repeated(text));
        }
        if let Some(number) = schema.items {
            for (index, item) in items.iter().enumerate() {
                self.path.push(index.to_string());
                self.explain(number, item, item.line);
                self.path.pop();
            }
        }
    }

    /// Of alternatives that all fail, the one that was most probably meant.
    fn options(&mut self, options: &[usize], only_one: bool, node: &Node, line: u32) {
        let valid = options
            .iter()
            .filter(|one| !self.fails(**one, node))
            .count();
        if options.is_empty() || valid == 1 || valid > 1 && !only_one {
            return;
        }
        if valid > 1 {
            let valid = options.iter().filter(|one| !self.fails(**one, node));
            let keys = valid.flat_map(|one| self.validator.schemas[*one].required.iter().cloned());
            let keys: Vec<String> = keys.collect();
            let reason = if keys.len() > 1 {
                Reason::Together(keys)
            } else {
                Reason::Other
            };
            self.add(line, reason);
            return;
        }
        if let Some(keys) = self.one_key_each(options, node) {
            let first = keys[0].clone();
            self.add_at(&first, line, Reason::Missing(keys));
            return;
        }
        let kinds = self.kinds_of(options, node);
        if !kinds.is_empty() {
            self.add(line, Reason::Kind(kinds, false));
            return;
        }
        let mut tried: Vec<Vec<Cause>> = Vec::new();
        for option in options {
            let mut search = Search::new(self.validator, 12);
            search.path.clone_from(&self.path);
            search.explain(*option, node, line);
            tried.push(search.causes);
        }
        if let Some(cause) = told_apart(&tried, node, self.path.len()) {
            self.causes.push(cause);
            return;
        }
        let depth = self.path.len();
        let best = tried
            .into_iter()
            .min_by_key(|causes| Score::of(causes, depth));
        self.causes.extend(best.unwrap_or_default());
    }

    /// The types of alternatives that all want another one.
    fn kinds_of(&self, options: &[usize], node: &Node) -> Vec<&'static str> {
        let mut names = Vec::new();
        for option in options {
            let mut schema = &self.validator.schemas[*option];
            while let (None, [only]) = (schema.kinds, schema.all.as_slice()) {
                schema = &self.validator.schemas[*only];
            }
            match schema.kinds {
                Some(kinds) if !kinds.has(node) => names.extend(kinds.names()),
                _ => return Vec::new(),
            }
        }
        names.dedup();
        names
    }

    /// The keys of which one is missing, when each alternative asks for just one.
    fn one_key_each(&self, options: &[usize], node: &Node) -> Option<Vec<String>> {
        let keys = options.iter().map(|option| {
            let schema = &self.validator.schemas[*option];
            match schema.required.as_slice() {
                [key] if schema.properties.is_empty() && node.get(key).is_none() => {
                    Some(key.clone())
                }
                _ => None,
            }
        });
        let keys: Option<Vec<String>> = keys.collect();
        keys.filter(|keys| !keys.is_empty() && node.map().is_some())
    }
}

/// The pattern that a text does not match.
fn form(schema: &Schema, text: &str) -> Reason {
    match &schema.pattern {
        Some((pattern, matches)) if !matches(text) => Reason::Form(pattern.clone()),
        _ => Reason::Other,
    }
}

/// The one cause when all alternatives want another word at one place (`in: path`, `in: query`).
fn told_apart(tried: &[Vec<Cause>], node: &Node, depth: usize) -> Option<Cause> {
    let mut words = Vec::new();
    let mut place: Option<&Cause> = None;
    for causes in tried {
        let meant = causes.iter().find(|cause| {
            matches!(&cause.reason, Reason::Value(words, _) if words.len() == 1)
                && cause.pointer.matches('/').count() == depth + 1
                && place.is_none_or(|place| place.pointer == cause.pointer)
        });
        // `{$ref: …}` is another thing, not another word.
        let Some(cause) = meant else {
            if Score::of(causes, depth).reference {
                continue;
            }
            return None;
        };
        place = Some(cause);
        if let Reason::Value(more, _) = &cause.reason {
            words.extend(more.iter().cloned());
        }
    }
    let place = place?;
    let key = place.pointer.rsplit('/').next()?;
    let near = nearest(node.text(key)?, words.iter().map(String::as_str));
    let near = near.map(str::to_owned);
    Some(Cause {
        reason: Reason::Value(words, near),
        ..place.clone()
    })
}

/// How far an alternative is from what was written; less is nearer.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// Whether a key that makes it another thing (`$ref`) is missing.
    reference: bool,
    /// Whether a word that tells alternatives apart (`in: path`, `type: http`) is another.
    told_apart: bool,
    /// Whether the whole is of another type.
    kind: bool,
    /// Faults further in speak for an alternative.
    nearness: usize,
    count: usize,
}

impl Score {
    fn of(causes: &[Cause], base: usize) -> Self {
        let depth = |cause: &Cause| cause.pointer.matches('/').count();
        let near = |cause: &&Cause| depth(cause) <= base + 1;
        let deepest = causes.iter().map(depth).min().unwrap_or(0);
        Self {
            reference: causes.iter().any(|cause| {
                cause.pointer.ends_with("/$ref") && matches!(cause.reason, Reason::Missing(_))
            }),
            told_apart: causes
                .iter()
                .filter(near)
                .any(|cause| matches!(&cause.reason, Reason::Value(words, _) if words.len() == 1)),
            kind: causes
                .iter()
                .any(|cause| depth(cause) == base && matches!(cause.reason, Reason::Kind(..))),
            nearness: usize::MAX - deepest,
            count: causes.len(),
        }
    }
}
