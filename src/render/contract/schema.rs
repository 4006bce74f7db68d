//! Reads a schema of `OpenAPI` 2 to 3.2 into what is shown of it: references followed, `allOf` merged,
//! recursion cut, and everything within a budget. It draws nothing.

use super::{
    node::{Node, Value},
    resolve::{Document, Seen},
};

/// Schemas nested deeper than this are named, not opened.
const MAX_DEPTH: u32 = 9;
/// How many schemas one use (a body, a response) may open.
const ROOT_BUDGET: u32 = 400;
/// How many schemas a whole contract may open.
const DOCUMENT_BUDGET: u32 = 24_000;

/// A schema as it is shown.
#[derive(Debug, Default)]
pub(super) struct Schema<'a> {
    /// The name it was referred to by.
    pub name: Option<String>,
    /// The types, without `null`.
    pub kinds: Vec<&'a str>,
    /// Whether `null` is allowed.
    pub nullable: bool,
    /// The `format`, also the one that a wrong type name implied.
    pub format: Option<&'a str>,
    /// The layers that were merged; the first that has a keyword decides.
    pub layers: Vec<&'a Node>,
    /// The properties in order.
    pub properties: Vec<Property<'a>>,
    /// The items of an array.
    pub items: Option<Box<Schema<'a>>>,
    /// The items of a tuple, by position.
    pub prefix_items: Vec<Schema<'a>>,
    /// What other properties hold.
    pub additional: Additional<'a>,
    /// Alternatives of which one (`oneOf`) or some (`anyOf`) hold.
    pub alternatives: Vec<(Choice, Vec<Schema<'a>>)>,
    /// Further schemas that what it describes must or must not fit.
    pub rules: Vec<(Rule<'a>, Schema<'a>)>,
    /// Why it is not opened further.
    pub cut: Option<Cut<'a>>,
}

/// A named part of an object.
#[derive(Debug)]
pub(super) struct Property<'a> {
    /// Its name; a pattern in slashes for `patternProperties`.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it holds.
    pub schema: Schema<'a>,
}

/// What properties without a name of their own hold.
#[derive(Debug, Default)]
pub(super) enum Additional<'a> {
    /// Nothing is said.
    #[default]
    Unsaid,
    /// Anything.
    Any,
    /// There are none.
    Forbidden,
    /// Values of this schema.
    Of(Box<Schema<'a>>),
}

/// How alternatives combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// Exactly one holds.
    OneOf,
    /// At least one holds.
    AnyOf,
}

/// What a further schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule<'a> {
    /// It must not hold.
    Not,
    /// Some item fits it.
    Contains,
    /// Every property's name fits it.
    PropertyNames,
    /// Whether it holds decides between the next two.
    If,
    /// Holds when the condition does.
    Then,
    /// Holds when the condition does not.
    Else,
    /// Holds when this property is there.
    Dependent(&'a str),
}

/// The rules with a keyword of their own, in the order in which they are shown.
const RULES: [(&str, Rule<'static>); 6] = [
    ("contains", Rule::Contains),
    ("propertyNames", Rule::PropertyNames),
    ("if", Rule::If),
    ("then", Rule::Then),
    ("else", Rule::Else),
    ("not", Rule::Not),
];

/// Why a schema is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut<'a> {
    /// It contains itself.
    Recursive,
    /// The depth or size budget is used up.
    Budget,
    /// Its reference leads nowhere.
    Missing(&'a str),
}

/// Reads schemas of one contract within one budget.
pub(super) struct Reader<'a> {
    document: Document<'a>,
    left: u32,
    root_left: u32,
    trail: Vec<&'a Node>,
}

impl<'a> Reader<'a> {
    /// A reader with the whole budget.
    pub fn new(document: Document<'a>) -> Self {
        Self {
            document,
            left: DOCUMENT_BUDGET,
            root_left: 0,
            trail: Vec::new(),
        }
    }

    /// Whether the whole budget is used up.
    pub fn is_exhausted(&self) -> bool {
        self.left == 0
    }

    /// Reads the schema of one use.
    pub fn read(&mut self, node: &'a Node) -> Schema<'a> {
        self.root_left = ROOT_BUDGET.min(self.left);
        self.trail.clear();
        self.schema(node, 0)
    }

    fn spend(&mut self) -> bool {
        if self.root_left == 0 || self.left == 0 {
            return false;
        }
        self.root_left -= 1;
        self.left -= 1;
        true
    }

    fn schema(&mut self, node: &'a Node, depth: u32) -> Schema<'a> {
        let mut schema = Schema::default();
        self.absorb(&mut schema, node, depth, true);
        let required = required_names(&schema.layers);
        for property in &mut schema.properties {
            property.required |= required.contains(&property.name.as_str());
        }
        infer_kind(&mut schema);
        schema
    }

    /// Merges a node, what it refers to and its `allOf` into a schema.
    fn absorb(&mut self, schema: &mut Schema<'a>, node: &'a Node, depth: u32, names: bool) {
        let seen = self.document.follow(node);
        if names {
            // `#`, the whole document, has no name.
            schema.name = seen.name.clone().filter(|name| !name.is_empty());
        }
        if let Some(reference) = seen.missing {
            schema.cut = Some(Cut::Missing(reference));
        }
        let recursive = seen
            .layers
            .iter()
            .any(|layer| self.trail.iter().any(|open| std::ptr::eq(*open, *layer)));
        if recursive {
            schema.cut.get_or_insert(Cut::Recursive);
            // Its own facts are still shown; only what it contains is not.
            schema.layers.extend(&seen.layers);
            take_kinds(schema, &seen);
            return;
        }
        schema.layers.extend(&seen.layers);
        take_kinds(schema, &seen);
        if depth > MAX_DEPTH || !self.spend() {
            if has_parts(&seen) {
                schema.cut.get_or_insert(Cut::Budget);
            }
            return;
        }
        let before = self.trail.len();
        self.trail.extend(&seen.layers);
        for layer in &seen.layers {
            self.parts(schema, layer, depth);
        }
        self.trail.truncate(before);
    }

    /// What a schema contains: properties, items, alternatives.
    fn parts(&mut self, schema: &mut Schema<'a>, layer: &'a Node, depth: u32) {
        if let Some(all) = layer.get("allOf") {
            let lone = all.items().len() == 1 && schema.name.is_none();
            for part in all.items() {
                self.absorb(schema, part, depth + 1, lone);
            }
        }
        self.properties(schema, layer, depth);
        if let Some(items) = layer.get("items")
            && items.map().is_some()
        {
            schema.items = Some(Box::new(self.schema(items, depth + 1)));
        }
        let tuple = layer.get("prefixItems").or_else(|| layer.get("items"));
        for item in tuple.map(Node::items).unwrap_or_default() {
            let item = self.schema(item, depth + 1);
            schema.prefix_items.push(item);
        }
        for (key, choice) in [("oneOf", Choice::OneOf), ("anyOf", Choice::AnyOf)] {
            self.choice(schema, layer, (key, choice), depth);
        }
        self.rules(schema, layer, depth);
    }

    fn rules(&mut self, schema: &mut Schema<'a>, layer: &'a Node, depth: u32) {
        let known = RULES
            .iter()
            .filter_map(|(key, rule)| Some((*rule, layer.get(key)?)));
        let dependent = layer.get("dependentSchemas").into_iter();
        let dependent = dependent
            .flat_map(Node::entries)
            .map(|(name, node)| (Rule::Dependent(name), node));
        for (rule, node) in known.chain(dependent) {
            if node.map().is_some() {
                let other = self.schema(node, depth + 1);
                schema.rules.push((rule, other));
            }
        }
    }

    fn properties(&mut self, schema: &mut Schema<'a>, layer: &'a Node, depth: u32) {
        let named = layer.get("properties").into_iter().flat_map(Node::entries);
        let patterns = layer
            .get("patternProperties")
            .into_iter()
            .flat_map(Node::entries);
        let all = named
            .map(|(name, node)| (name.to_owned(), node))
            .chain(patterns.map(|(name, node)| (format!("/{name}/"), node)));
        for (name, node) in all {
            if self.root_left == 0 || self.left == 0 {
                schema.cut.get_or_insert(Cut::Budget);
                return;
            }
            let property = Property {
                required: node.is_true("required"),
                schema: self.schema(node, depth + 1),
                name,
            };
            // A later part of `allOf` narrows an earlier one.
            match schema
                .properties
                .iter_mut()
                .find(|known| known.name == property.name)
            {
                Some(known) => *known = property,
                None => schema.properties.push(property),
            }
        }
        let rest = layer.get("additionalProperties");
        match rest.or_else(|| layer.get("unevaluatedProperties")) {
            Some(node) if node.map().is_some_and(|map| !map.is_empty()) => {
                schema.additional = Additional::Of(Box::new(self.schema(node, depth + 1)));
            }
            Some(node) => match node.value {
                Value::Bool(false) => schema.additional = Additional::Forbidden,
                Value::Bool(true) | Value::Map(_) => schema.additional = Additional::Any,
                _ => {}
            },
            None => {}
        }
    }

    fn choice(
        &mut self,
        schema: &mut Schema<'a>,
        layer: &'a Node,
        (key, choice): (&str, Choice),
        depth: u32,
    ) {
        let mut options = Vec::new();
        for option in layer.get(key).map(Node::items).unwrap_or_default() {
            if self.root_left == 0 || self.left == 0 {
                schema.cut.get_or_insert(Cut::Budget);
                break;
            }
            let option = self.schema(option, depth + 1);
            if option.kinds.is_empty() && option.nullable && option.name.is_none() {
                schema.nullable = true;
            } else {
                options.push(option);
            }
        }
        // `oneOf: [X, null]` is X or null.
        if options.len() == 1
            && schema.nullable
            && schema.properties.is_empty()
            && schema.kinds.is_empty()
            && schema.name.is_none()
        {
            let lone = options.remove(0);
            let layers = std::mem::take(&mut schema.layers);
            *schema = lone;
            schema.layers.splice(0..0, layers);
            schema.nullable = true;
        }
        if !options.is_empty() {
            schema.alternatives.push((choice, options));
        }
    }
}

impl<'a> Schema<'a> {
    /// The value of a keyword in the first layer that has it.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.layers.iter().find_map(|layer| layer.get(key))
    }

    /// The scalar of a keyword.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.scalar()
    }

    /// The number of a keyword.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.get(key)?.number()
    }

    /// Whether a keyword is `true` in any layer.
    pub fn is_true(&self, key: &str) -> bool {
        self.layers.iter().any(|layer| layer.is_true(key))
    }

    /// The schema of what it holds, through arrays.
    pub fn innermost(&self) -> &Schema<'a> {
        self.items.as_deref().map_or(self, Schema::innermost)
    }

    /// Whether there is something to open below its line.
    pub fn has_parts(&self) -> bool {
        !self.properties.is_empty()
            || !self.prefix_items.is_empty()
            || !self.alternatives.is_empty()
            || matches!(self.additional, Additional::Of(_))
            || !self.rules.is_empty()
    }
}

fn has_parts(seen: &Seen<'_>) -> bool {
    const PARTS: [&str; 6] = [
        "properties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "prefixItems",
    ];
    PARTS.iter().any(|key| seen.get(key).is_some())
}

fn required_names<'a>(layers: &[&'a Node]) -> Vec<&'a str> {
    layers
        .iter()
        .filter_map(|layer| layer.get("required"))
        .flat_map(Node::items)
        .filter_map(Node::scalar)
        .collect()
}

/// The type and format that a type name means: itself, or what people mean by a name that the
/// specification does not have.
pub(super) fn meant(kind: &str) -> (&str, Option<&str>) {
    match kind {
        "float" | "double" => ("number", Some(kind)),
        "decimal" | "numeric" => ("number", None),
        "int" => ("integer", None),
        "int32" | "int64" => ("integer", Some(kind)),
        "long" | "bigint" => ("integer", Some("int64")),
        "bool" => ("boolean", None),
        "str" | "text" | "enum" => ("string", None),
        "date" | "uuid" | "uri" | "email" | "binary" | "time" => ("string", Some(kind)),
        "datetime" | "date-time" | "timestamp" => ("string", Some("date-time")),
        "map" | "dict" | "json" => ("object", None),
        "list" => ("array", None),
        "any" => ("", None),
        _ => (kind, None),
    }
}

fn take_kinds<'a>(schema: &mut Schema<'a>, seen: &Seen<'a>) {
    if let Some(node) = seen.get("type")
        && schema.kinds.is_empty()
    {
        let written: Vec<&str> = match &node.value {
            Value::Null => vec!["null"],
            Value::List(items) => items
                .iter()
                .map(|item| item.scalar().unwrap_or("null"))
                .collect(),
            _ => node.scalar().into_iter().collect(),
        };
        for kind in written {
            let (kind, format) = meant(kind);
            if kind == "null" {
                schema.nullable = true;
            } else if !kind.is_empty() && !schema.kinds.contains(&kind) {
                schema.kinds.push(kind);
            }
            schema.format = schema.format.or(format);
        }
    }
    schema.format = seen.text("format").or(schema.format);
    schema.nullable |= seen.is_true("nullable") || seen.is_true("x-nullable");
}

/// Types that are not written but follow from other keywords.
fn infer_kind(schema: &mut Schema<'_>) {
    if !schema.kinds.is_empty() {
        return;
    }
    let kind = if !schema.properties.is_empty() || matches!(schema.additional, Additional::Of(_)) {
        "object"
    } else if schema.items.is_some() || !schema.prefix_items.is_empty() {
        "array"
    } else if !schema.alternatives.is_empty() {
        return;
    } else {
        match schema.get("enum").map(Node::items) {
            Some(values)
                if !values.is_empty()
                    && values
                        .iter()
                        .all(|value| matches!(value.value, Value::Text(_))) =>
            {
                "string"
            }
            _ if schema.get("pattern").is_some() || schema.get("maxLength").is_some() => "string",
            _ => return,
        }
    };
    schema.kinds.push(kind);
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
