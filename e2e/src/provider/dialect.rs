//! The four dialects: their paths, and which file speaks which.

use super::{Framing, Script, anthropic, gemini, ollama, openai, wire::Answer};
use axum::http::{HeaderMap, Uri};
use serde_json::Value;

/// A provider's way of speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAI's Chat Completions, the lingua franca.
    OpenAi,
    /// Anthropic's Messages.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Ollama's own protocol.
    Ollama,
}

impl Dialect {
    /// All four.
    pub const ALL: [Self; 4] = [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::Ollama];

    /// What follows the origin in the address that a user configures.
    pub(super) fn base_path(self) -> &'static str {
        match self {
            Self::OpenAi | Self::Anthropic => "/v1",
            Self::Gemini => "/v1beta",
            Self::Ollama => "",
        }
    }

    pub(super) fn chat_path(self, model: &str) -> String {
        match self {
            Self::OpenAi => "/v1/chat/completions".into(),
            Self::Anthropic => "/v1/messages".into(),
            Self::Gemini => format!("/v1beta/models/{model}:streamGenerateContent?alt=sse"),
            Self::Ollama => "/api/chat".into(),
        }
    }

    pub(super) fn models_path(self) -> &'static str {
        match self {
            Self::OpenAi | Self::Anthropic => "/v1/models",
            Self::Gemini => "/v1beta/models",
            Self::Ollama => "/api/tags",
        }
    }

    /// The line ends that the provider really sends.
    pub(super) fn framing(self) -> Framing {
        match self {
            Self::Gemini => Framing::CrLf,
            Self::OpenAi | Self::Anthropic | Self::Ollama => Framing::Lf,
        }
    }

    /// The media type of a stream.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Ollama => "application/x-ndjson",
            Self::OpenAi | Self::Anthropic | Self::Gemini => "text/event-stream; charset=utf-8",
        }
    }

    /// The answer in events.
    pub(super) fn answer(self, script: &Script, request: &Value) -> Answer {
        match self {
            Self::OpenAi => openai::answer(script, request),
            Self::Anthropic => anthropic::answer(script),
            Self::Gemini => gemini::answer(script),
            Self::Ollama => ollama::answer(script, request),
        }
    }

    /// The body of an error answer.
    pub(super) fn error(self, status: u16) -> Value {
        match self {
            Self::OpenAi => openai::error(status),
            Self::Anthropic => anthropic::error(status),
            Self::Gemini => gemini::error(status),
            Self::Ollama => ollama::error(status),
        }
    }

    /// The body of the list of models.
    pub(super) fn models(self) -> Value {
        match self {
            Self::OpenAi => openai::models(),
            Self::Anthropic => anthropic::models(),
            Self::Gemini => gemini::models(),
            Self::Ollama => ollama::models(),
        }
    }

    /// What the provider itself would refuse about a request, as a status and a message.
    pub(super) fn refusal(self, headers: &HeaderMap, request: &Value) -> Option<(u16, String)> {
        match self {
            Self::OpenAi => openai::refusal(request),
            Self::Anthropic => anthropic::refusal(headers, request),
            Self::Gemini => gemini::refusal(request),
            Self::Ollama => ollama::refusal(request),
        }
    }

    /// The error body with a message of its own.
    pub(super) fn error_saying(self, status: u16, message: &str) -> Value {
        let mut body = self.error(status);
        match self {
            Self::Ollama => body["error"] = message.into(),
            Self::OpenAi | Self::Anthropic | Self::Gemini => {
                body["error"]["message"] = message.into();
            }
        }
        body
    }
}

/// What a path asks for.
pub(super) struct Route {
    pub dialect: Dialect,
    pub chat: bool,
}

/// The dialect and purpose of a request; `None` is an unknown path.
pub(super) fn route(uri: &Uri, headers: &HeaderMap) -> Option<Route> {
    let of = |dialect, chat| Some(Route { dialect, chat });
    let stream = uri.path().ends_with(":streamGenerateContent") && uri.query() == Some("alt=sse");
    match uri.path() {
        "/v1/chat/completions" => of(Dialect::OpenAi, true),
        "/v1/messages" => of(Dialect::Anthropic, true),
        "/v1/models" if speaks_anthropic(headers) => of(Dialect::Anthropic, false),
        "/v1/models" => of(Dialect::OpenAi, false),
        "/v1beta/models" => of(Dialect::Gemini, false),
        path if path.starts_with("/v1beta/models/") && stream => of(Dialect::Gemini, true),
        "/api/chat" => of(Dialect::Ollama, true),
        "/api/tags" => of(Dialect::Ollama, false),
        _ => None,
    }
}

/// Two providers list models at the same path; the header (or the preflight's wish for it) tells.
fn speaks_anthropic(headers: &HeaderMap) -> bool {
    headers.contains_key("anthropic-version")
        || headers
            .get("access-control-request-headers")
            .and_then(|wanted| wanted.to_str().ok())
            .is_some_and(|wanted| wanted.contains("anthropic-version"))
}
