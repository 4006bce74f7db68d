//! Example messages as JSON by the mapping of proto3: names in lowerCamelCase, 64-bit numbers as texts,
//! enums by name, well-known types in their own forms. Bounded in depth and length.

use super::{
    file::{Field, Label, Message, is_true},
    types::{Meaning, Types, joined, well_known},
};
use crate::render::contract::sample::Sample;

/// How deep messages nest in an example.
const MAX_DEPTH: usize = 4;
/// Fields in one example.
const MAX_FIELDS: usize = 60;

/// An example of the message that a name means inside a scope; none where it is not known.
pub(super) fn example(types: &Types<'_, '_>, scope: &str, name: &str) -> Option<Sample> {
    let mut maker = Maker {
        types,
        left: MAX_FIELDS,
        path: Vec::new(),
    };
    if let Some(known) = well_known(name) {
        return own_form(known);
    }
    let at = types.find(scope, name)?;
    maker.entry(at)
}

struct Maker<'t, 'f, 'a> {
    types: &'t Types<'f, 'a>,
    left: usize,
    /// The messages around, by position.
    path: Vec<usize>,
}

impl Maker<'_, '_, '_> {
    /// An example of a type; none where it would not end.
    fn entry(&mut self, at: usize) -> Option<Sample> {
        let entry = &self.types.entries[at];
        match entry.meaning {
            Meaning::Enum(of) => {
                // The first says that nothing was said.
                let value = of.values.get(1).or(of.values.first());
                value.map(|value| Sample::text(value.name.text))
            }
            Meaning::Message(message) => {
                if self.path.contains(&at) || self.path.len() >= MAX_DEPTH {
                    return None;
                }
                self.path.push(at);
                let made = self.message(message, &entry.full);
                self.path.pop();
                Some(made)
            }
        }
    }

    fn message(&mut self, message: &Message<'_>, scope: &str) -> Sample {
        let mut fields = Vec::new();
        let mut chosen = Vec::new();
        for field in message.fields.iter().take(MAX_FIELDS) {
            if is_true(&field.options, "deprecated") || self.left == 0 {
                continue;
            }
            // Of a oneof, one.
            if let Some(oneof) = field.oneof {
                if chosen.contains(&oneof) {
                    continue;
                }
                chosen.push(oneof);
            }
            self.left -= 1;
            if let Some(value) = self.field(field, scope) {
                fields.push((field.json_name(), value));
            }
        }
        Sample::Object(fields)
    }

    fn field(&mut self, field: &Field<'_>, scope: &str) -> Option<Sample> {
        let name = field.of.text;
        let value = match scalar(name, field.name.text).or_else(|| own_form(well_known(name)?)) {
            Some(value) => value,
            None => self.entry(self.types.find(scope, name)?)?,
        };
        Some(match field.key {
            Some(key) => {
                let key = if key.text == "string" { "key" } else { "1" };
                Sample::Object(vec![(key.to_owned(), value)])
            }
            None if field.label == Label::Repeated => Sample::List(vec![value]),
            None => value,
        })
    }
}

/// A value of a built-in type; texts follow the name of the field.
fn scalar(of: &str, field: &str) -> Option<Sample> {
    Some(match of {
        "string" if field.contains("email") => Sample::text("ada@example.com"),
        "string" if field.contains("currency") => Sample::text("EUR"),
        "string" if field == "id" || field.ends_with("_id") => {
            Sample::text("3fa85f64-5717-4562-b3fc-2c963f66afa6")
        }
        "string" => Sample::text("string"),
        "bytes" => Sample::text("Ynl0ZXM="),
        "bool" => Sample::plain("true"),
        "double" | "float" => Sample::plain("1.5"),
        "int64" | "uint64" | "sint64" | "fixed64" | "sfixed64" => Sample::text("1000"),
        "int32" | "uint32" | "sint32" | "fixed32" | "sfixed32" => Sample::plain("10"),
        _ => return None,
    })
}

/// The form that a well-known type has in JSON.
fn own_form(name: &str) -> Option<Sample> {
    Some(match name {
        "Timestamp" => Sample::text("2025-01-15T09:30:00Z"),
        "Duration" => Sample::text("1.500s"),
        "FieldMask" => Sample::text("name,updateTime"),
        "Empty" => Sample::Object(Vec::new()),
        "Struct" => Sample::Object(vec![("key".into(), Sample::text("value"))]),
        "ListValue" => Sample::List(vec![Sample::text("value")]),
        "Value" => Sample::text("value"),
        "NullValue" => Sample::plain("null"),
        "Any" => Sample::Object(vec![(
            "@type".into(),
            Sample::text(&joined("type.googleapis.com/google.protobuf", "Empty")),
        )]),
        "DoubleValue" | "FloatValue" => Sample::plain("1.5"),
        "Int64Value" | "UInt64Value" => Sample::text("1000"),
        "Int32Value" | "UInt32Value" => Sample::plain("10"),
        "BoolValue" => Sample::plain("true"),
        "StringValue" => Sample::text("string"),
        "BytesValue" => Sample::text("Ynl0ZXM="),
        _ => return None,
    })
}
