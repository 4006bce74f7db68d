//! The five dialects: their paths, and which file speaks which.

use super::{
    Deviation, Fault, Framing, Script, Server, Wait, anthropic, gemini, ollama, openai, responses,
    wire::Answer,
};
use axum::http::{HeaderMap, Uri};
use serde_json::Value;

/// A provider's way of speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAI's Chat Completions, the lingua franca.
    OpenAi,
    /// OpenAI's Responses.
    OpenAiResponses,
    /// Anthropic's Messages.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Ollama's own protocol.
    Ollama,
}

impl Dialect {
    /// All five.
    pub const ALL: [Self; 5] = [
        Self::OpenAi,
        Self::OpenAiResponses,
        Self::Anthropic,
        Self::Gemini,
        Self::Ollama,
    ];

    /// What a user chooses in the list of providers.
    #[must_use]
    pub fn preset(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI",
            Self::OpenAiResponses => "OpenAI (Responses)",
            Self::Anthropic => "Anthropic",
            Self::Gemini => "Google Gemini",
            Self::Ollama => "Ollama",
        }
    }

    /// What follows the origin in the address that a user configures.
    pub(super) fn base_path(self) -> &'static str {
        match self {
            Self::OpenAi | Self::OpenAiResponses | Self::Anthropic => "/v1",
            Self::Gemini => "/v1beta",
            Self::Ollama => "",
        }
    }

    /// The path of a chat below the base.
    pub(super) fn chat_path(self, model: &str) -> String {
        match self {
            Self::OpenAi => "/chat/completions".into(),
            Self::OpenAiResponses => "/responses".into(),
            Self::Anthropic => "/messages".into(),
            Self::Gemini => format!("/models/{model}:streamGenerateContent?alt=sse"),
            Self::Ollama => "/api/chat".into(),
        }
    }

    /// The path of the list of models below the base.
    pub(super) fn models_path(self) -> &'static str {
        match self {
            Self::Ollama => "/api/tags",
            _ => "/models",
        }
    }

    /// The line ends that the provider really sends.
    pub(super) fn framing(self) -> Framing {
        match self {
            Self::Gemini => Framing::CrLf,
            _ => Framing::Lf,
        }
    }

    /// The media type of an answer.
    pub(super) fn media_type(self, script: &Script) -> &'static str {
        match self {
            _ if script.has(Deviation::WholeBody) => "application/json",
            Self::Ollama => "application/x-ndjson",
            _ => "text/event-stream; charset=utf-8",
        }
    }

    /// The headers that a browser may send to the dialect's inventor.
    pub(super) fn allowed_headers(self) -> &'static str {
        match self {
            Self::OpenAi | Self::OpenAiResponses => "authorization, content-type",
            Self::Anthropic => {
                "content-type, x-api-key, anthropic-version, anthropic-beta, \
                 anthropic-dangerous-direct-browser-access"
            }
            Self::Gemini => "content-type, x-goog-api-key",
            // Ollama's server/routes.go; its x-stainless-* headers are left out.
            Self::Ollama => {
                "authorization, content-type, user-agent, accept, x-requested-with, openai-beta"
            }
        }
    }

    /// The answer in events.
    pub(super) fn answer(self, script: &Script, request: &Value) -> Answer {
        match self {
            Self::OpenAi => openai::answer(script, request),
            Self::OpenAiResponses => responses::answer(script, request),
            Self::Anthropic => anthropic::answer(script),
            Self::Gemini => gemini::answer(script),
            Self::Ollama => ollama::answer(script, request),
        }
    }

    /// The answer as one document, from servers that do not stream after all.
    pub(super) fn whole(self, script: &Script, request: &Value) -> Value {
        match self {
            Self::OpenAi => openai::whole(script, request),
            Self::OpenAiResponses => responses::whole(script, request),
            Self::Anthropic => anthropic::whole(script),
            Self::Gemini => gemini::whole(script),
            Self::Ollama => ollama::whole(script, request),
        }
    }

    /// The body of an error answer.
    pub(super) fn error(self, status: u16) -> Value {
        match self {
            Self::OpenAi => openai::error(status),
            Self::OpenAiResponses => responses::error(status),
            Self::Anthropic => anthropic::error(status),
            Self::Gemini => gemini::error(status),
            Self::Ollama => ollama::error(status),
        }
    }

    /// The status and body with which the script refuses every request.
    pub(super) fn refused(self, script: &Script) -> Option<(u16, Value)> {
        let (status, body) = match (script.fault, self) {
            (Fault::Status(status), _) => (status, self.error(status)),
            (Fault::Says(status, body), _) => (status, stated(body)),
            (Fault::Loading, _) => (503, openai::loading()),
            (Fault::Quota, Self::OpenAi | Self::OpenAiResponses) => (429, openai::quota()),
            (Fault::Quota, _) => (429, self.error(429)),
            _ => return None,
        };
        let body = match script.wait {
            Some(wait) if status == 429 => self.waiting(body, wait),
            _ => body,
        };
        Some((status, body))
    }

    /// An error that states another time to wait, if the dialect's errors state one.
    fn waiting(self, error: Value, wait: Wait) -> Value {
        match self {
            Self::OpenAi | Self::OpenAiResponses => openai::waiting(error, wait),
            Self::Gemini => gemini::waiting(error, wait),
            Self::Anthropic | Self::Ollama => error,
        }
    }

    /// The body of the list of models, or of what is told of one model to who asks with a body.
    pub(super) fn models(self, is_about_one: bool) -> Value {
        match self {
            Self::OpenAi | Self::OpenAiResponses => openai::models(),
            Self::Anthropic => anthropic::models(),
            Self::Gemini => gemini::models(),
            Self::Ollama => ollama::about(is_about_one),
        }
    }

    /// What the provider itself would refuse about a request, as a status and a message.
    pub(super) fn refusal(self, headers: &HeaderMap, request: &Value) -> Option<(u16, String)> {
        match self {
            Self::OpenAi => openai::refusal(request),
            Self::OpenAiResponses => responses::refusal(request),
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
            _ => body["error"]["message"] = message.into(),
        }
        body
    }
}

/// A body that a script states; what is no JSON is sent as a string of it.
pub(super) fn stated(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|_| body.into())
}

/// What a path asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub dialect: Dialect,
    pub chat: bool,
}

/// The dialect and purpose of a request to a server, or to all dialects' inventors at once; `None` is an
/// unknown path.
pub(super) fn route(server: Option<Server>, uri: &Uri, headers: &HeaderMap) -> Option<Route> {
    let Some(server) = server else {
        let mut dialects = Dialect::ALL.into_iter();
        // Three of them list models at the same path.
        let anthropic = speaks_anthropic(headers);
        return dialects.find_map(|dialect| {
            let route = asked(dialect, dialect.base_path(), uri)?;
            let mistaken = anthropic != (dialect == Dialect::Anthropic);
            (route.chat || dialect.base_path() != "/v1" || !mistaken).then_some(route)
        });
    };
    let bases = [server.base_path(), server.other_base_path()];
    bases
        .into_iter()
        .find_map(|base| asked(server.dialect(), base, uri))
}

/// What a request asks for if its path is one of the dialect's below a base.
fn asked(dialect: Dialect, base: &str, uri: &Uri) -> Option<Route> {
    let path = uri.path().strip_prefix(base)?;
    let chat = match dialect {
        Dialect::Gemini => {
            path.starts_with("/models/")
                && path.ends_with(":streamGenerateContent")
                && uri.query() == Some("alt=sse")
        }
        _ => path == dialect.chat_path(""),
    };
    let about_models =
        path == dialect.models_path() || (dialect == Dialect::Ollama && path == ollama::SHOW_PATH);
    (chat || about_models).then_some(Route { dialect, chat })
}

/// The header (or the preflight's wish for it) tells.
fn speaks_anthropic(headers: &HeaderMap) -> bool {
    headers.contains_key("anthropic-version")
        || headers
            .get("access-control-request-headers")
            .and_then(|wanted| wanted.to_str().ok())
            .is_some_and(|wanted| wanted.contains("anthropic-version"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_stated_body_is_sent_as_it_is() {
        assert_eq!(stated(r#"{"hello":1}"#), serde_json::json!({"hello": 1}));
        assert_eq!(stated("Forbidden"), "Forbidden");
    }

    #[test]
    fn paths_tell_dialects_apart() {
        let plain = HeaderMap::new();
        let mut anthropic = HeaderMap::new();
        anthropic.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
        let at = |server, path: &'static str, headers: &HeaderMap| {
            route(server, &Uri::from_static(path), headers).map(|route| (route.dialect, route.chat))
        };
        for (path, expected) in [
            ("/v1/chat/completions", Some((Dialect::OpenAi, true))),
            ("/v1/responses", Some((Dialect::OpenAiResponses, true))),
            ("/v1/models", Some((Dialect::OpenAi, false))),
            ("/v1/messages", Some((Dialect::Anthropic, true))),
            ("/v1beta/models", Some((Dialect::Gemini, false))),
            (
                "/v1beta/models/m:streamGenerateContent?alt=sse",
                Some((Dialect::Gemini, true)),
            ),
            ("/v1beta/models/m:streamGenerateContent", None),
            ("/api/chat", Some((Dialect::Ollama, true))),
            ("/api/tags", Some((Dialect::Ollama, false))),
            ("/api/show", Some((Dialect::Ollama, false))),
            ("/chat/completions", None),
        ] {
            assert_eq!(at(None, path, &plain), expected, "{path}");
        }
        assert_eq!(
            at(None, "/v1/models", &anthropic),
            Some((Dialect::Anthropic, false))
        );
        for server in Server::ALL {
            let base = server.base_path();
            let chat = format!("{base}{}", server.dialect().chat_path("m"));
            let uri: Uri = chat.parse().expect("a path");
            let found = route(Some(server), &uri, &plain);
            let expected = Route {
                dialect: server.dialect(),
                chat: true,
            };
            assert_eq!(found, Some(expected), "{server:?}");
        }
        assert_eq!(
            at(Some(Server::Azure), "/v1/chat/completions", &plain),
            None
        );
        assert_eq!(
            at(Some(Server::DeepSeek), "/v1/chat/completions", &plain),
            Some((Dialect::OpenAi, true))
        );
    }
}
