//! A request to be looked at before or after it was sent: what it asks, in which words, how large it is,
//! and the same as a command to try it elsewhere.
//!
//! Nothing here shows a key. It must not build requests, only read them.

use serde_json::{Map, Value};

use super::{Dialect, Header, HttpRequest};
use crate::domain::{endpoint::Secret, prompt::TokenEstimate, shell::quoted};

/// What stands in the place of a key.
pub const HIDDEN: &str = "••••";

/// The environment variable that a command takes the key from.
const VARIABLE: &str = "$API_KEY";

/// Bodies above this go into a here-document: systems limit the length of one word of a command.
const LONGEST_WORD: usize = 100_000;

/// A readable account of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address.
    pub url: String,
    /// The headers by name, keys as [`HIDDEN`].
    pub headers: Vec<(&'static str, String)>,
    /// The system text.
    pub system: String,
    /// The conversation.
    pub messages: Vec<InspectedMessage>,
    /// All else in the body, as JSON for people to read; empty when there is nothing else.
    pub parameters: String,
    /// The size of the body.
    pub bytes: usize,
    /// The tokens of system text and conversation, as estimated.
    pub tokens: u64,
}

/// One turn of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectedMessage {
    /// Who says it, in the protocol's own word.
    pub role: String,
    /// What is said.
    pub content: String,
}

/// Reads a request of a dialect; what is not of the dialect's shape is among the parameters.
#[must_use]
pub fn inspect(request: &HttpRequest, dialect: Dialect) -> Inspection {
    let body = request.body.as_deref().unwrap_or_default();
    let mut fields = match serde_json::from_str(body) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let (system, messages) = conversation(&mut fields, dialect);
    let mut estimate = TokenEstimate::default();
    estimate.add(&system);
    for message in &messages {
        estimate.add(&message.content);
    }
    let secrets = secrets(request);
    let hide = |text: &str| without(&secrets, text);
    Inspection {
        method: request.method.name(),
        url: hide(&request.url),
        headers: request.headers.iter().map(shown).collect(),
        system: hide(&system),
        messages: messages
            .into_iter()
            .map(|message| InspectedMessage {
                content: hide(&message.content),
                ..message
            })
            .collect(),
        parameters: match fields.is_empty() {
            true => String::new(),
            false => hide(&serde_json::to_string_pretty(&fields).unwrap_or_default()),
        },
        bytes: body.len(),
        tokens: estimate.tokens(),
    }
}

/// The request as a command of a POSIX shell, with the key in an environment variable `API_KEY`. Empty for
/// the browser's own model, which no command reaches.
#[must_use]
pub fn curl(request: &HttpRequest) -> String {
    if request.is_built_in() {
        return String::new();
    }
    let secrets = secrets(request);
    let hide = |text: &str| without(&secrets, text);
    let mut command = format!("curl -N {}", quoted(&hide(&request.url)));
    for header in &request.headers {
        command.push_str(" \\\n  -H ");
        command.push_str(&match secret(header) {
            // In double quotes, so that the variable is expanded; the names and schemes are our own.
            Some(key) => {
                let scheme = header.value().strip_suffix(key).unwrap_or_default();
                format!("\"{}: {scheme}{VARIABLE}\"", header.name)
            }
            None => quoted(&hide(&format!("{}: {}", header.name, header.value()))),
        });
    }
    match request.body.as_deref().map(hide) {
        Some(body) if body.len() > LONGEST_WORD => {
            let end = delimiter(&body);
            command.push_str(&format!(" \\\n  --data-binary @- <<'{end}'\n{body}\n{end}"));
        }
        Some(body) => command.push_str(&format!(" \\\n  --data-raw {}", quoted(&body))),
        None => {}
    }
    command.push('\n');
    command
}

/// A line that the text does not have.
fn delimiter(text: &str) -> String {
    let mut end = "BODY".to_owned();
    while text.lines().any(|line| line == end) {
        end.push('_');
    }
    end
}

fn shown(header: &Header) -> (&'static str, String) {
    let value = match secret(header) {
        Some(key) => {
            let scheme = header.value().strip_suffix(key).unwrap_or_default();
            format!("{scheme}{HIDDEN}")
        }
        None => header.value().to_owned(),
    };
    (header.name, value)
}

/// The key in a header, without the scheme before it.
fn secret(header: &Header) -> Option<&str> {
    let value = header.value();
    header
        .is_secret()
        .then(|| value.strip_prefix("Bearer ").unwrap_or(value))
}

/// The keys that nothing may show, should somebody have written one into a brief: as they are, and as they
/// stand in JSON.
fn secrets(request: &HttpRequest) -> Vec<String> {
    let keys = request.headers.iter().filter_map(secret);
    keys.filter(|key| key.len() >= Secret::SHORTEST_TO_HIDE)
        .flat_map(|key| {
            let json = Value::from(key).to_string();
            [key.to_owned(), json[1..json.len() - 1].to_owned()]
        })
        .collect()
}

fn without(secrets: &[String], text: &str) -> String {
    secrets.iter().fold(text.to_owned(), |text, key| {
        text.replace(key.as_str(), HIDDEN)
    })
}

/// Takes the conversation out of a body.
fn conversation(
    fields: &mut Map<String, Value>,
    dialect: Dialect,
) -> (String, Vec<InspectedMessage>) {
    let (system, messages) = match dialect {
        Dialect::OpenAiChat | Dialect::Ollama => (None, "messages"),
        Dialect::OpenAiResponses => (Some("instructions"), "input"),
        Dialect::Anthropic | Dialect::BuiltIn => (Some("system"), "messages"),
        Dialect::Gemini => (Some("systemInstruction"), "contents"),
    };
    let told = system.and_then(|name| take_text(fields, name));
    let is_told = told.is_some();
    let mut system = told.unwrap_or_default();
    let mut turns = Vec::new();
    if !fields.get(messages).is_some_and(Value::is_array) {
        return (system, turns);
    }
    for message in fields.remove(messages).iter().flat_map(items) {
        let role = message["role"].as_str().unwrap_or_default().to_owned();
        let content = text_of(message.get("parts").unwrap_or(&message["content"]));
        if role == "system" && !is_told && turns.is_empty() {
            system.push_str(&content);
        } else {
            turns.push(InspectedMessage { role, content });
        }
    }
    (system, turns)
}

/// Takes a field's text out of a body, and leaves what else is said of it, such as how long to cache it.
fn take_text(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    let mut value = fields.remove(name)?;
    let text = text_of(&value);
    let mut says_more = false;
    for part in value.as_array_mut().into_iter().flatten() {
        if let Value::Object(part) = part {
            part.remove("text");
            says_more |= part.keys().any(|key| key != "type");
        }
    }
    if says_more {
        fields.insert(name.into(), value);
    }
    Some(text)
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// The text in whatever shape a protocol wraps it: itself, an object with `text` or `parts`, or several.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(text_of).collect(),
        Value::Object(object) => ["text", "parts"]
            .iter()
            .find_map(|name| object.get(*name))
            .map(text_of)
            .unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "inspect_tests.rs"]
mod tests;
