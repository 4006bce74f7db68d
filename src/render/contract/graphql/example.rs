//! An example of an operation: the text that a client sends, and its variables. Bounded in depth and
//! length; a type is never entered twice on the way down.

use super::{
    document::{Definition, Field, Kind, Type, applied},
    schema::Schema,
};
use crate::render::contract::sample::Sample;

/// Objects below the operation's own result are opened this deep.
const MAX_DEPTH: u32 = 2;
/// Fields selected in one example.
const MAX_FIELDS: usize = 40;
/// Fields of one type that are looked at.
const MAX_LOOKED: usize = 200;
/// How deep values of variables nest.
const MAX_VALUES: u32 = 4;
/// Input fields that one example fills.
const MAX_INPUTS: usize = 40;

/// An example operation.
pub(super) struct Example {
    /// Its text.
    pub text: String,
    /// Its variables as JSON; none when it takes none.
    pub variables: Option<String>,
}

/// The example of a root field.
pub(super) fn example(schema: &Schema<'_>, operation: &str, field: &Field<'_>) -> Example {
    let sent = sent(field);
    let mut declared = Vec::new();
    let mut passed = Vec::new();
    let mut values = Vec::new();
    let mut inputs = Inputs {
        schema,
        left: MAX_INPUTS,
    };
    for argument in &sent {
        let (name, Some(of)) = (argument.name.text, &argument.of) else {
            continue;
        };
        declared.push(format!("${name}: {}", of.text));
        passed.push(format!("{name}: ${name}"));
        values.push((name.to_owned(), inputs.value(argument, of, 0)));
    }
    let title = field.name.text;
    let mut letters = title.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    let title: String = first.into_iter().chain(letters).collect();
    let mut selection = Selection {
        schema,
        text: format!("{operation} {title}{} {{\n", bracketed(&declared)),
        left: MAX_FIELDS,
        path: Vec::new(),
    };
    let call = format!("{}{}", field.name.text, bracketed(&passed));
    selection.field(&call, field, 0, 1);
    selection.text.push('}');
    Example {
        text: selection.text,
        variables: (!values.is_empty()).then(|| Sample::Object(values).pretty()),
    }
}

/// The arguments that must be given; one that stands alone is given as well.
fn sent<'f, 'a>(field: &'f Field<'a>) -> Vec<&'f Field<'a>> {
    if let [only] = field.arguments.as_slice() {
        return vec![only];
    }
    let arguments = field.arguments.iter();
    arguments
        .filter(|argument| argument.is_required())
        .take(MAX_INPUTS)
        .collect()
}

fn bracketed(parts: &[String]) -> String {
    if parts.is_empty() {
        return String::new();
    }
    format!("({})", parts.join(", "))
}

struct Selection<'s, 'a> {
    schema: &'s Schema<'a>,
    text: String,
    left: usize,
    path: Vec<&'a str>,
}

impl<'a> Selection<'_, 'a> {
    fn line(&mut self, indent: usize, text: &str) {
        for _ in 0..indent {
            self.text.push_str("  ");
        }
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A field, with what is selected of its type.
    fn field(&mut self, call: &str, field: &Field<'a>, depth: u32, indent: usize) {
        let of = field.of.as_ref();
        let target = of.and_then(|of| self.schema.get(of.name.text));
        match target.filter(|target| is_composite(target.kind)) {
            None => self.line(indent, call),
            Some(target) => {
                self.line(indent, &format!("{call} {{"));
                self.select(target, depth, indent + 1);
                self.line(indent, "}");
            }
        }
    }

    fn select(&mut self, target: &Definition<'a>, depth: u32, indent: usize) {
        self.path.push(target.name.text);
        let before = self.left;
        // Pages, edges and results wrap what is meant: they do not count as depth.
        let wraps = ["Connection", "Edge", "Payload", "Result", "Response"];
        let wraps = wraps.iter().any(|end| target.name.text.ends_with(end));
        let below = if wraps { depth } else { depth + 1 };
        for field in target.fields.iter().take(MAX_LOOKED) {
            if self.left == 0 {
                break;
            }
            if self.is_selectable(field, below) {
                self.left -= 1;
                self.field(field.name.text, field, below, indent);
            }
        }
        if target.kind == Kind::Union {
            self.line(indent, "__typename");
            self.members(target, below, indent);
        } else if self.left == before {
            self.line(indent, "__typename");
        }
        self.path.pop();
    }

    fn members(&mut self, union: &Definition<'a>, depth: u32, indent: usize) {
        for member in union.members.iter().take(MAX_LOOKED) {
            let target = self.schema.get(member.text);
            let Some(target) = target.filter(|target| {
                target.kind == Kind::Object && !self.path.contains(&target.name.text)
            }) else {
                continue;
            };
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            self.line(indent, &format!("... on {} {{", member.text));
            self.select(target, depth, indent + 1);
            self.line(indent, "}");
        }
    }

    /// Whether a field can be asked for without arguments, and leads no further than is shown.
    fn is_selectable(&self, field: &Field<'a>, depth: u32) -> bool {
        let needs = field.arguments.iter().any(Field::is_required);
        let Some(of) = field.of.as_ref().filter(|_| !needs) else {
            return false;
        };
        if applied(&field.directives, "deprecated").is_some() {
            return false;
        }
        match self.schema.get(of.name.text) {
            Some(target) if is_composite(target.kind) => {
                let deep = self.path.len() > 8;
                depth < MAX_DEPTH && !deep && !self.path.contains(&of.name.text)
            }
            _ => true,
        }
    }
}

fn is_composite(kind: Kind) -> bool {
    matches!(kind, Kind::Object | Kind::Interface | Kind::Union)
}

struct Inputs<'s, 'a> {
    schema: &'s Schema<'a>,
    left: usize,
}

impl Inputs<'_, '_> {
    fn value(&mut self, field: &Field<'_>, of: &Type<'_>, depth: u32) -> Sample {
        let lists = of.text.chars().take_while(|c| *c == '[').count();
        let mut value = match field.default {
            Some(default) if is_json(default) => Sample::plain(default),
            Some(word) if is_word(word) => Sample::text(word),
            _ => self.named(field.name.text, of.name.text, depth),
        };
        if field.default.is_none() {
            for _ in 0..lists {
                value = Sample::List(vec![value]);
            }
        }
        value
    }

    fn named(&mut self, field: &str, name: &str, depth: u32) -> Sample {
        let Some(definition) = self.schema.get(name) else {
            return scalar(field, name);
        };
        match definition.kind {
            Kind::Enum => {
                let first = definition.fields.first();
                Sample::text(first.map_or("", |value| value.name.text))
            }
            Kind::Input => self.object(definition, depth),
            _ => scalar(field, name),
        }
    }

    fn object(&mut self, input: &Definition<'_>, depth: u32) -> Sample {
        let mut fields = Vec::new();
        let one = applied(&input.directives, "oneOf").is_some();
        for field in input.fields.iter().take(MAX_LOOKED) {
            let Some(of) = &field.of else { continue };
            let target = self.schema.get(of.name.text);
            let nests = target.is_some_and(|target| target.kind == Kind::Input);
            let ends = self.left == 0 || (nests && depth + 1 >= MAX_VALUES);
            if ends && !(field.is_required() && self.left > 0) {
                continue;
            }
            if nests && depth > MAX_VALUES * 2 {
                continue;
            }
            self.left -= 1;
            fields.push((field.name.text.to_owned(), self.value(field, of, depth + 1)));
            if one {
                break;
            }
        }
        Sample::Object(fields)
    }
}

/// Whether a default as GraphQL writes it is JSON as well.
fn is_json(default: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(default).is_ok()
}

/// Whether a default is the value of an enum.
fn is_word(default: &str) -> bool {
    default
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A value of a scalar, by its name and that of the field.
fn scalar(field: &str, name: &str) -> Sample {
    let field = field.to_ascii_lowercase();
    match name {
        "Int" => Sample::plain("10"),
        "Float" => Sample::plain("1.5"),
        "Boolean" => Sample::plain("true"),
        "ID" | "UUID" => Sample::text("3fa85f64-5717-4562-b3fc-2c963f66afa6"),
        "DateTime" | "Timestamp" | "Instant" => Sample::text("2025-01-15T09:30:00Z"),
        "Date" | "LocalDate" => Sample::text("2025-01-15"),
        "Time" | "LocalTime" => Sample::text("09:30:00Z"),
        "Duration" => Sample::text("PT15M"),
        "Decimal" | "BigDecimal" | "Money" => Sample::text("19.99"),
        "BigInt" | "Long" => Sample::text("1000"),
        "URL" | "URI" => Sample::text("https://example.com/resource"),
        "Email" | "EmailAddress" => Sample::text("ada@example.com"),
        "JSON" | "JSONObject" | "Map" => Sample::Object(Vec::new()),
        _ if field.contains("email") => Sample::text("ada@example.com"),
        _ if field.contains("currency") => Sample::text("EUR"),
        _ => Sample::text("string"),
    }
}
