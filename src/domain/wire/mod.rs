//! The protocols of model providers: a chat request to an HTTP request, received bytes to deltas.
//!
//! One file per dialect says how its request looks and what its events mean; framing (`sse`, `ndjson`)
//! knows nothing of dialects. Nothing here sends, waits or retries. Text that was received is never
//! dropped, whatever surrounds it.

mod amend;
mod anthropic;
mod built_in;
mod cache_key;
mod decoder;
mod error;
mod gemini;
pub mod inspect;
pub mod models;
pub mod ndjson;
mod ollama;
mod openai_chat;
mod openai_responses;
pub mod sse;
mod thinking;
pub mod window;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use std::{borrow::Cow, fmt};

use serde_json::{Value, json};

pub use amend::amended;
pub use decoder::Decoder;
pub use error::{ProviderError, ProviderErrorKind, classify_error};

use super::{
    endpoint::{BaseUrl, Endpoint, Preset, Secret},
    prompt::{ChatRequest, Message},
};

/// A protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// OpenAI's Chat Completions and everything compatible with it.
    OpenAiChat,
    /// OpenAI's Responses.
    OpenAiResponses,
    /// Anthropic's Messages.
    Anthropic,
    /// Gemini's `streamGenerateContent`.
    Gemini,
    /// Ollama's native chat: newline-delimited JSON.
    Ollama,
    /// The browser's own model: newline-delimited JSON of our own making, since no network is involved.
    BuiltIn,
}

impl Dialect {
    /// All protocols.
    pub const ALL: [Self; 6] = [
        Self::OpenAiChat,
        Self::OpenAiResponses,
        Self::Anthropic,
        Self::Gemini,
        Self::Ollama,
        Self::BuiltIn,
    ];
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
}

impl Method {
    /// The method's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A request header. One that carries a key does not show it in its `Debug` form.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// The name, in lower case.
    pub name: &'static str,
    value: Cow<'static, str>,
    secret: bool,
}

impl Header {
    fn plain(name: &'static str, value: &'static str) -> Self {
        Self {
            name,
            value: value.into(),
            secret: false,
        }
    }

    fn secret(name: &'static str, value: String) -> Self {
        Self {
            name,
            value: value.into(),
            secret: true,
        }
    }

    /// The value to send.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether the value holds a key.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.secret
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.secret { "…" } else { &self.value };
        write!(f, "{}: {value}", self.name)
    }
}

/// An HTTP request as data.
///
/// Whoever sends it adds no header, follows no redirect (the key would travel along), and sends no
/// cookies and no referrer. Local servers reject headers that they do not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL; never holds a key.
    pub url: String,
    /// All headers to set.
    pub headers: Vec<Header>,
    /// A JSON body.
    pub body: Option<String>,
}

impl HttpRequest {
    /// Whether it is meant for the browser's own model: then nothing may be sent anywhere.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.url == BaseUrl::BUILT_IN
    }
}

/// Something that a stream told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta {
    /// More of the answer.
    Text(String),
    /// More of the model's reasoning, which is not part of the answer.
    Reasoning(String),
    /// Token counts so far; later ones complete or replace earlier ones ([`Usage::merge`]).
    Usage(Usage),
    /// Why the answer ended. Usage may follow.
    Finish(Finish),
    /// The provider reports an error.
    Failure(ProviderError),
    /// The protocol's own last word: nothing follows, even if the connection stays open.
    End,
}

/// Token counts as the provider reports them; a count that it does not report is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Usage {
    /// Tokens of the whole request, cached ones included.
    pub input: Option<u64>,
    /// Tokens of the answer, reasoning included.
    pub output: Option<u64>,
    /// The part of `input` that was read from a cache.
    pub cached: Option<u64>,
    /// The part of `output` that was reasoning.
    pub reasoning: Option<u64>,
}

impl Usage {
    /// Takes over what a later report says.
    pub fn merge(&mut self, later: Self) {
        self.input = later.input.or(self.input);
        self.output = later.output.or(self.output);
        self.cached = later.cached.or(self.cached);
        self.reasoning = later.reasoning.or(self.reasoning);
    }

    fn reported(self) -> Option<Delta> {
        (self != Self::default()).then_some(Delta::Usage(self))
    }
}

/// Why an answer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// The model was done.
    Stop,
    /// A token limit cut it.
    Length,
    /// A filter cut it.
    ContentFilter,
    /// The model declined.
    Refusal,
    /// The provider's own word for something else.
    Other(String),
}

/// The request that asks `endpoint` for an answer, streamed.
#[must_use]
pub fn request(endpoint: &Endpoint, key: Option<&Secret>, chat: &ChatRequest) -> HttpRequest {
    match endpoint.dialect() {
        Dialect::OpenAiChat => openai_chat::request(endpoint, key, chat),
        Dialect::OpenAiResponses => openai_responses::request(endpoint, key, chat),
        Dialect::Anthropic => anthropic::request(endpoint, key, chat),
        Dialect::Gemini => gemini::request(endpoint, key, chat),
        Dialect::Ollama => ollama::request(endpoint, key, chat),
        Dialect::BuiltIn => built_in::request(chat),
    }
}

/// The authorisation headers of an endpoint; none without a key, except what Anthropic always wants.
fn auth_headers(endpoint: &Endpoint, key: Option<&Secret>) -> Vec<Header> {
    let mut headers: Vec<_> = key
        .and_then(|key| key_header(endpoint, key))
        .into_iter()
        .collect();
    if endpoint.dialect() == Dialect::Anthropic {
        headers.push(Header::plain("anthropic-version", "2023-06-01"));
        // Without it, requests that carry an Origin are answered with 401.
        headers.push(Header::plain(
            "anthropic-dangerous-direct-browser-access",
            "true",
        ));
    }
    headers
}

fn key_header(endpoint: &Endpoint, key: &Secret) -> Option<Header> {
    let bare = |name| Some(Header::secret(name, key.expose().to_owned()));
    match endpoint.dialect() {
        Dialect::Anthropic => bare("x-api-key"),
        Dialect::Gemini => bare("x-goog-api-key"),
        Dialect::BuiltIn => None,
        _ if endpoint.preset == Preset::Azure => bare("api-key"),
        Dialect::OpenAiChat | Dialect::OpenAiResponses | Dialect::Ollama => Some(Header::secret(
            "authorization",
            format!("Bearer {}", key.expose()),
        )),
    }
}

fn post(endpoint: &Endpoint, key: Option<&Secret>, path: &str, body: &Value) -> HttpRequest {
    let mut headers = vec![Header::plain("content-type", "application/json")];
    headers.extend(auth_headers(endpoint, key));
    HttpRequest {
        method: Method::Post,
        url: format!("{}{path}", endpoint.base_url.as_str()),
        headers,
        body: Some(body.to_string()),
    }
}

/// A turn as most protocols write it.
fn turn(message: &Message) -> Value {
    json!({"role": message.role.name(), "content": message.content})
}

/// The system text and the conversation where both are messages: the constant part first, so that
/// providers can cache it.
fn messages(chat: &ChatRequest) -> Vec<Value> {
    let system = json!({"role": "system", "content": chat.system});
    let turns = chat.messages.iter().map(turn);
    std::iter::once(system).chain(turns).collect()
}

/// What one event means; `None` when it is of no known shape. `has_text` says whether any of the answer's
/// text has come before.
fn decode(dialect: Dialect, event: &Value, has_text: bool) -> Option<Vec<Delta>> {
    let mut deltas = match dialect {
        Dialect::OpenAiChat => openai_chat::decode(event),
        Dialect::OpenAiResponses => openai_responses::decode(event, has_text),
        Dialect::Anthropic => anthropic::decode(event),
        Dialect::Gemini => gemini::decode(event),
        Dialect::Ollama => ollama::decode(event),
        Dialect::BuiltIn => built_in::decode(event),
    };
    // Last, so that text in the same event comes first; whatever the event's name, since servers
    // report errors under any.
    if let Some(error) = error::in_event(event) {
        deltas.get_or_insert_default().push(Delta::Failure(error));
    }
    deltas
}

/// `text` as a delta unless it is empty.
fn text(text: &Value) -> Option<Delta> {
    non_empty(text).map(|text| Delta::Text(text.to_owned()))
}

fn reasoning(text: &Value) -> Option<Delta> {
    non_empty(text).map(|text| Delta::Reasoning(text.to_owned()))
}

fn non_empty(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}
