//! What a request sends, as arguments of `curl`: the fields of a form, a file, or a text under its own
//! media type. JSON is written out only where JSON is asked for.

use serde_json::{Map, Value as Json};

use super::{percent, quoted, sample_value};
use crate::render::contract::{
    code,
    node::Node,
    openapi::{Api, Media, Operation, Parameter},
    schema::{Reader, Schema},
};

/// A body in one media type: what is known of it, and its first example.
pub(in crate::render::contract) struct Sent<'c, 'a> {
    /// The media type and how parts are written.
    pub media: &'c Media<'a>,
    /// The schema as it is shown.
    pub schema: Option<Schema<'a>>,
    /// A given example, or one made from the schema.
    pub value: Option<Json>,
}

/// How a media type is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    /// JSON values, one a line.
    Lines,
    /// `multipart`: fields with a type of their own.
    Parts,
    /// `application/x-www-form-urlencoded`.
    Pairs,
    /// A text, else the file of this name.
    Text(&'static str),
    File,
}

fn form(media: &str) -> Form {
    let media = essence(media).to_ascii_lowercase();
    let has = |word: &str| media.contains(word);
    if has("jsonl") || has("ndjson") {
        Form::Lines
    } else if has("json") || media == "*/*" || media == "application/*" {
        Form::Json
    } else if media.starts_with("multipart/") {
        Form::Parts
    } else if has("x-www-form-urlencoded") {
        Form::Pairs
    } else if has("xml") {
        Form::Text("body.xml")
    } else if has("yaml") {
        Form::Text("body.yaml")
    } else if has("csv") {
        Form::Text("body.csv")
    } else if media.starts_with("text/") || has("graphql") || has("javascript") {
        Form::Text("body.txt")
    } else {
        Form::File
    }
}

/// A media type without its parameters.
fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

/// The arguments of the body that is shown: the first that can be written out, else the first.
pub(super) fn of_any(bodies: &[Sent<'_, '_>]) -> Vec<String> {
    let mut all: Vec<Vec<String>> = bodies.iter().map(arguments).collect();
    all.retain(|arguments| !arguments.is_empty());
    let file = |argument: &String| argument.starts_with("--data-binary @");
    let written = all.iter().position(|arguments| !arguments.iter().any(file));
    all.into_iter()
        .nth(written.unwrap_or(0))
        .unwrap_or_default()
}

fn arguments(sent: &Sent<'_, '_>) -> Vec<String> {
    let name = sent.media.name;
    let form = form(name);
    let typed = |argument: String| vec![content_type(name), argument];
    match (form, &sent.value) {
        (Form::Json | Form::Lines, None) => Vec::new(),
        (Form::Json, Some(value)) => typed(data(&code::pretty(value))),
        (Form::Lines, Some(Json::String(text))) => typed(data(text)),
        (Form::Lines, Some(value)) => typed(data(&value.to_string())),
        (Form::Pairs, Some(Json::String(text))) => vec![data(text)],
        (Form::Text(_), Some(Json::String(text))) => typed(data(text)),
        (Form::Text(file), _) => typed(format!("--data-binary @{file}")),
        (Form::File, _) => typed("--data-binary @file".into()),
        (Form::Pairs, _) => fields(sent, pairs),
        (Form::Parts, _) => {
            let mut all = fields(sent, parts);
            if !all.is_empty() && essence(name) != "multipart/form-data" {
                all.insert(0, content_type(name));
            }
            all
        }
    }
}

fn content_type(media: &str) -> String {
    let media = match media {
        "*/*" | "application/*" => "application/json",
        "text/*" => "text/plain",
        "image/*" => "image/png",
        media => media,
    };
    format!("-H {}", quoted(&format!("Content-Type: {media}")))
}

/// A text as it is: `curl` takes one that starts with `@` for a file's name.
fn data(text: &str) -> String {
    let option = if text.starts_with('@') {
        "--data-raw"
    } else {
        "-d"
    };
    format!("{option} {}", quoted(text))
}

/// A field of a form: its name, value, schema and how it is said to be encoded.
struct Field<'s> {
    name: &'s str,
    value: &'s Json,
    schema: Option<&'s Schema<'s>>,
    encoding: Option<&'s Node>,
}

/// The fields of an object in the order of its schema.
fn fields(sent: &Sent<'_, '_>, write: impl Fn(&Field<'_>) -> Vec<String>) -> Vec<String> {
    let none = Map::new();
    let given = sent
        .value
        .as_ref()
        .and_then(Json::as_object)
        .unwrap_or(&none);
    let properties = sent.schema.iter().flat_map(|schema| &schema.properties);
    let mut all: Vec<(&str, &Json, Option<&Schema<'_>>)> = Vec::new();
    for property in properties {
        let (name, schema) = (property.name.as_str(), Some(&property.schema));
        match given.get(name) {
            Some(value) => all.push((name, value, schema)),
            // Examples seldom name the file.
            None if property.required && is_file(property.schema.innermost(), None) => {
                all.push((name, &Json::Null, schema));
            }
            None => {}
        }
    }
    let rest = given
        .iter()
        .filter(|(name, _)| !all.iter().any(|(known, ..)| known == name))
        .map(|(name, value)| (name.as_str(), value, None))
        .collect::<Vec<_>>();
    all.extend(rest);
    let encodings = &sent.media.encodings;
    all.into_iter()
        .flat_map(|(name, value, schema)| {
            let encoding = encodings.iter().find(|(known, _)| *known == name);
            write(&Field {
                name,
                value,
                schema,
                encoding: encoding.map(|(_, node)| *node),
            })
        })
        .collect()
}

/// The parts of a multipart form that one field becomes.
fn parts(field: &Field<'_>) -> Vec<String> {
    let one = field.schema.map(Schema::innermost);
    let media = one.and_then(|one| one.text("contentMediaType"));
    let kind = field.encoding.and_then(|node| node.text("contentType"));
    // Of several types, the first.
    let kind = kind
        .and_then(|kinds| kinds.split(',').next())
        .map(str::trim);
    let kind = kind.filter(|kind| !kind.contains('*'));
    if one.is_some_and(|one| is_file(one, kind)) {
        let kind = kind.or(media).map(|kind| format!(";type={kind}"));
        let kind = kind.unwrap_or_default();
        return vec![format!(
            "-F {}",
            quoted(&format!("{}=@file{kind}", field.name))
        )];
    }
    let values = match field.value {
        Json::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    };
    let part = |value: &Json| {
        let json = matches!(value, Json::Object(_) | Json::Array(_)).then_some("application/json");
        part(field.name, &plain(value), kind.or(json))
    };
    values.iter().map(part).collect()
}

fn is_file(schema: &Schema<'_>, kind: Option<&str>) -> bool {
    schema.format == Some("binary")
        || schema.text("contentMediaType").is_some() && schema.text("contentEncoding").is_none()
        || schema.kinds.is_empty()
            && !schema.has_parts()
            && kind.is_some_and(|kind| form(kind) == Form::File)
}

/// One part. `curl` reads signs in a value (`@file`, `;type=`) unless it is told not to.
fn part(name: &str, text: &str, kind: Option<&str>) -> String {
    let signs = text.starts_with(['@', '<', '(', '"', ' ']) || text.contains(';');
    match kind {
        None if signs => format!("--form-string {}", quoted(&format!("{name}={text}"))),
        None => format!("-F {}", quoted(&format!("{name}={text}"))),
        Some(kind) if signs => {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"");
            format!("-F {}", quoted(&format!("{name}=\"{text}\";type={kind}")))
        }
        Some(kind) => format!("-F {}", quoted(&format!("{name}={text};type={kind}"))),
    }
}

/// The pairs of a form in the way of an address that one field becomes.
fn pairs(field: &Field<'_>) -> Vec<String> {
    let deep = field.encoding.and_then(|node| node.text("style")) == Some("deepObject");
    match field.value {
        Json::Array(values) => values
            .iter()
            .map(|value| pair(field.name, &plain(value)))
            .collect(),
        Json::Object(map) if deep => map
            .iter()
            .map(|(key, value)| pair(&format!("{}[{key}]", field.name), &plain(value)))
            .collect(),
        value => vec![pair(field.name, &plain(value))],
    }
}

/// A pair of which `curl` encodes the value; the name is taken as it is.
fn pair(name: &str, text: &str) -> String {
    format!(
        "--data-urlencode {}",
        quoted(&format!("{}={text}", percent(name)))
    )
}

/// A value without the quotes of JSON's texts.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => "value".into(),
        other => other.to_string(),
    }
}

/// The form of a 2.0 operation, which its parameters make up.
pub(super) fn of_parameters<'a>(
    api: &Api<'a>,
    operation: &Operation<'a>,
    reader: &mut Reader<'a>,
) -> Vec<String> {
    let form = operation.body.iter().flat_map(|body| &body.form);
    let form: Vec<&Parameter<'a>> = form.collect();
    let is_file = |parameter: &Parameter<'_>| parameter.seen.text("type") == Some("file");
    let consumes = operation.node.get("consumes");
    let consumes = consumes.or_else(|| api.document.root.get("consumes"));
    let listed = consumes.map(Node::items).unwrap_or_default();
    let in_parts = form.iter().any(|parameter| is_file(parameter))
        || listed
            .iter()
            .filter_map(Node::scalar)
            .any(|media| self::form(media) == Form::Parts);
    let mut all = Vec::new();
    for parameter in form {
        let name = parameter.name;
        if is_file(parameter) {
            all.push(format!("-F {}", quoted(&format!("{name}=@file"))));
            continue;
        }
        let value = sample_value(parameter, reader).unwrap_or(Json::Null);
        let repeated = parameter.seen.text("collectionFormat") == Some("multi");
        let texts: Vec<String> = match &value {
            Json::Array(values) => values.iter().map(plain).collect(),
            value => vec![plain(value)],
        };
        let texts = if repeated {
            texts
        } else {
            vec![texts.join(",")]
        };
        all.extend(texts.iter().map(|text| {
            if in_parts {
                part(name, text, None)
            } else {
                pair(name, text)
            }
        }));
    }
    all
}
