//! Compares a document with the table of the specification's objects: fields that are missing, unknown or
//! of the wrong kind. It follows no references; what they lead to is compared where it stands.

use super::{
    Api, Generation,
    check::Check,
    fields::{self, Holds, Object, PROTOCOLS, Stray, stray},
    payload::is_ours,
};
use crate::render::contract::{
    nearest::nearest,
    node::{Map, Node, Value},
    pointer::below,
    resolve::reference,
};

/// Compares the whole document.
pub(super) fn compare(check: &mut Check<'_>, api: &Api<'_>) {
    let root = match api.generation {
        Generation::Two => &fields::ROOT_2,
        Generation::Three => &fields::ROOT_3,
    };
    check.object(api.document.root, root, "");
}

impl Check<'_> {
    fn object(&mut self, node: &Node, object: &'static Object, pointer: &str) {
        let Some(map) = node.map() else {
            // `contact:` with nothing below it says nothing wrong.
            if !node.is_null() || object.fields.iter().any(|field| field.required) {
                self.shape(node.line, pointer, self.locale.async_expect_map());
            }
            return;
        };
        if map.contains_key("$ref") && !std::ptr::eq(object, &fields::CHANNEL_2) {
            return;
        }
        if std::ptr::eq(object, &fields::SCHEME) && is_requirement(map) {
            return self.shape(node.line, pointer, self.locale.async_expect_reference());
        }
        let foreign = map
            .get("schemaFormat")
            .and_then(|entry| entry.node.scalar())
            .is_some_and(|format| !is_ours(format));
        let mut meant = Vec::new();
        for (key, entry) in map {
            if key.starts_with("x-") || key == "$ref" || (foreign && key == "payload") {
                continue;
            }
            let at = below(pointer, key);
            match object.fields.iter().find(|field| field.name == key) {
                Some(field) => self.field(&entry.node, entry.line, field.holds, &at),
                None => meant.extend(self.unknown(key, entry.line, object, &at)),
            }
        }
        // A field under another name is one finding, not two.
        let absent = |name| !map.contains_key(name) && !meant.contains(&name);
        for field in object
            .fields
            .iter()
            .filter(|f| f.required && absent(f.name))
        {
            let expected = self.locale.async_expect_field(field.name);
            let line = if pointer.is_empty() { 1 } else { node.line };
            self.shape(line, below(pointer, field.name), expected);
        }
    }

    /// Finds fault with a field that the object does not have; gives the field that was meant.
    fn unknown(&mut self, key: &str, line: u32, object: &Object, at: &str) -> Option<&'static str> {
        if self.is_full() {
            return None;
        }
        let locale = self.locale;
        let names = object.fields.iter().map(|field| field.name);
        let (expected, meant) = match stray(object, key) {
            Some(Stray::ClassicOperation) => {
                let action = if key == "publish" { "receive" } else { "send" };
                (locale.async_expect_moved(action, key), None)
            }
            Some(Stray::TopOperations) => (locale.async_expect_classic().into(), None),
            Some(Stray::InInfo) => (locale.async_expect_in_info(key), None),
            Some(Stray::Instead(better)) => (locale.async_expect_meant(better, key), Some(better)),
            None => match nearest(key, names) {
                Some(better) => (locale.async_expect_meant(better, key), Some(better)),
                None => (locale.async_expect_known(key), None),
            },
        };
        self.shape(line, at, expected);
        meant
    }

    fn field(&mut self, node: &Node, line: u32, holds: Holds, at: &str) {
        match holds {
            Holds::Any => {}
            Holds::Text => self.text(node, line, at),
            Holds::TextOrNull if node.is_null() => {}
            Holds::TextOrNull => self.text(node, line, at),
            Holds::Flag => {
                if !matches!(node.value, Value::Bool(_)) {
                    self.shape(line, at, self.locale.async_expect_flag());
                }
            }
            Holds::Texts => self.texts(node, line, at),
            Holds::Words(words) => self.words(node, line, words, at),
            Holds::One(object) => self.object(node, object, at),
            Holds::Flows => self.object(node, &fields::FLOWS, at),
            Holds::Map(object) => self.each(node, line, at, |check, node, at| {
                check.object(node, object, at);
            }),
            Holds::List(object) => self.list(node, line, at, |check, node, at| {
                check.object(node, object, at);
            }),
            Holds::Reference => self.only_reference(node, at),
            Holds::References => self.list(node, line, at, Self::only_reference),
            Holds::Bindings => self.bindings(node, at),
            Holds::BindingsMap => self.each(node, line, at, Self::bindings),
            Holds::Schema => self.schema_place(node, at),
            Holds::SchemaMap => self.each(node, line, at, Self::schema_place),
            Holds::Messages => self.messages(node, at),
            Holds::Requirements => self.requirements(node, line, at),
        }
    }

    fn text(&mut self, node: &Node, line: u32, at: &str) {
        match &node.value {
            Value::Text(_) => {}
            // The version is judged as a whole elsewhere.
            _ if at == "/asyncapi" => {}
            Value::Number(_) | Value::Bool(_) => {
                let written = node.scalar().unwrap_or_default();
                self.shape(line, at, self.locale.async_expect_quoted(written));
            }
            _ => self.shape(line, at, self.locale.async_expect_text()),
        }
    }

    fn texts(&mut self, node: &Node, line: u32, at: &str) {
        let Value::List(items) = &node.value else {
            return self.shape(line, at, self.locale.async_expect_texts());
        };
        for (index, item) in items.iter().enumerate() {
            self.text(item, item.line, &below(at, index.to_string()));
        }
    }

    fn words(&mut self, node: &Node, line: u32, words: &[&str], at: &str) {
        let written = node.scalar().unwrap_or_default();
        if words.contains(&written) {
            return;
        }
        let expected = match nearest(written, words.iter().copied()) {
            Some(better) => self.locale.async_expect_meant(better, written),
            None => self.locale.async_expect_words(words.join(", "), written),
        };
        self.shape(line, at, expected);
    }

    fn each(
        &mut self,
        node: &Node,
        line: u32,
        at: &str,
        mut then: impl FnMut(&mut Self, &Node, &str),
    ) {
        let Some(map) = node.map() else {
            if !node.is_null() {
                self.shape(line, at, self.locale.async_expect_map());
            }
            return;
        };
        for (key, entry) in map.iter().filter(|(key, _)| !key.starts_with("x-")) {
            then(self, &entry.node, &below(at, key));
        }
    }

    fn list(
        &mut self,
        node: &Node,
        line: u32,
        at: &str,
        mut then: impl FnMut(&mut Self, &Node, &str),
    ) {
        let Value::List(items) = &node.value else {
            return self.shape(line, at, self.locale.async_expect_list());
        };
        for (index, item) in items.iter().enumerate() {
            then(self, item, &below(at, index.to_string()));
        }
    }

    fn only_reference(&mut self, node: &Node, at: &str) {
        if reference(node).is_none() {
            self.shape(node.line, at, self.locale.async_expect_reference());
        }
    }

    /// A schema, in 3.x perhaps with the language that it is written in.
    fn schema_place(&mut self, node: &Node, at: &str) {
        match (node.text("schemaFormat"), node.get("schema")) {
            (Some(format), _) if !is_ours(format) => {}
            (Some(_), Some(schema)) => self.schema(schema, &format!("{at}/schema")),
            _ => self.schema(node, at),
        }
    }

    /// Bindings are open to any protocol: only a near miss of a known one is a slip.
    fn bindings(&mut self, node: &Node, at: &str) {
        if reference(node).is_some() {
            return;
        }
        self.each(node, node.line, at, |check, binding, at| {
            let protocol = at.rsplit('/').next().unwrap_or_default();
            if !PROTOCOLS.contains(&protocol)
                && let Some(better) = nearest(protocol, PROTOCOLS)
            {
                let expected = check.locale.async_expect_meant(better, protocol);
                check.shape(binding.line, at, expected);
            }
            if let Some(version) = binding.get("bindingVersion") {
                check.text(version, version.line, &format!("{at}/bindingVersion"));
            }
        });
    }

    fn messages(&mut self, node: &Node, at: &str) {
        match node.get("oneOf") {
            Some(several) => {
                let at = format!("{at}/oneOf");
                self.list(several, several.line, &at, |check, message, at| {
                    check.object(message, &fields::MESSAGE_2, at);
                });
            }
            None if !node.items().is_empty() => {
                self.shape(node.line, at, self.locale.async_expect_one_of());
            }
            None => self.object(node, &fields::MESSAGE_2, at),
        }
    }

    fn requirements(&mut self, node: &Node, line: u32, at: &str) {
        self.list(node, line, at, |check, need, at| {
            check.each(need, need.line, at, |check, scopes, at| {
                if !scopes.is_null() {
                    check.texts(scopes, scopes.line, at);
                }
            });
        });
    }
}

/// Whether a security scheme is written as 2.x refers to one: `name: [scopes]`.
fn is_requirement(map: &Map) -> bool {
    map.len() == 1
        && !map.contains_key("type")
        && map
            .values()
            .all(|entry| matches!(entry.node.value, Value::List(_)))
}
