//! The list of models that an endpoint offers, and which of them a persona would want.
//!
//! Only ids are trusted: every other field differs between servers.

use serde_json::Value;

use super::{
    Dialect, HttpRequest, Method, ProviderError, auth_headers, built_in,
    error::{in_event, unintelligible},
};
use crate::domain::endpoint::{Endpoint, Secret};

/// A model on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The id to send in requests.
    pub id: String,
}

/// The request for the list. It is also the cheapest test of address, key and cross-origin access.
#[must_use]
pub fn models_request(endpoint: &Endpoint, key: Option<&Secret>) -> HttpRequest {
    let path = match endpoint.dialect() {
        Dialect::OpenAiChat | Dialect::OpenAiResponses => "/models",
        Dialect::Anthropic => "/v1/models?limit=1000",
        Dialect::Gemini => "/models?pageSize=1000",
        Dialect::Ollama => "/api/tags",
        // The question whether there is one.
        Dialect::BuiltIn => "",
    };
    HttpRequest {
        method: Method::Get,
        url: format!("{}{path}", endpoint.base_url.as_str()),
        headers: auth_headers(endpoint, key),
        body: None,
    }
}

/// The models in the answer to [`models_request`], in its order and without repetitions.
///
/// OpenAI's shape is understood in every dialect, since proxies answer with it whatever was asked.
///
/// # Errors
/// The body is an error or no list of models.
pub fn parse_models(dialect: Dialect, body: &str) -> Result<Vec<Model>, ProviderError> {
    let body = body.trim_start_matches('\u{feff}').trim();
    let value: Value = serde_json::from_str(body).map_err(|_| unintelligible(body))?;
    if let Some(found) = built_in::models(&value).filter(|_| dialect == Dialect::BuiltIn) {
        return found;
    }
    let list = [&value["data"], &value["models"], &value]
        .into_iter()
        .find_map(Value::as_array)
        .ok_or_else(|| in_event(&value).unwrap_or_else(|| unintelligible(body)))?;
    let mut models: Vec<Model> = Vec::new();
    for entry in list {
        let Some(id) = model_id(dialect, entry) else {
            continue;
        };
        if !models.iter().any(|model| model.id == id) {
            models.push(Model { id: id.to_owned() });
        }
    }
    Ok(models)
}

/// The context of a model in tokens, where the list tells it: a server's own limit rather than what the
/// model was trained with.
#[must_use]
pub fn listed_context(dialect: Dialect, body: &str, model: &str) -> Option<u64> {
    let value: Value = serde_json::from_str(body).ok()?;
    [&value["data"], &value["models"]]
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .filter(|entry| model_id(dialect, entry) == Some(model))
        .find_map(context_of)
}

fn context_of(entry: &Value) -> Option<u64> {
    [
        // vLLM, llama.cpp, OpenRouter, Groq, Mistral, Anthropic, Gemini.
        &entry["max_model_len"],
        &entry["meta"]["n_ctx"],
        &entry["context_length"],
        &entry["context_window"],
        &entry["max_context_length"],
        &entry["max_input_tokens"],
        &entry["inputTokenLimit"],
    ]
    .into_iter()
    .find_map(Value::as_u64)
    .filter(|tokens| *tokens > 0)
}

fn model_id(dialect: Dialect, entry: &Value) -> Option<&str> {
    let methods = entry["supportedGenerationMethods"].as_array();
    if methods.is_some_and(|methods| !methods.iter().any(|method| method == "generateContent")) {
        return None;
    }
    let id = ["id", "model", "name"]
        .iter()
        .find_map(|key| entry[*key].as_str())?
        .trim();
    let id = match dialect {
        Dialect::Gemini => id.strip_prefix("models/").unwrap_or(id),
        _ => id,
    };
    (!id.is_empty()).then_some(id)
}

/// The listed model that a persona asks for by name (`opus`) or by the name of a relative
/// (`claude-opus-4-1`); the newest of several. A server with a single model leaves no choice.
#[must_use]
pub fn suggest_model<'a>(models: &'a [Model], persona_model: &str) -> Option<&'a str> {
    let wanted = persona_model.trim().to_ascii_lowercase();
    if let Some(exact) = models
        .iter()
        .find(|model| model.id.to_ascii_lowercase() == wanted)
    {
        return Some(&exact.id);
    }
    let family = Name::new(&wanted).words;
    let relatives = models.iter().filter(|model| {
        let words = Name::new(&model.id).words;
        !family.is_empty() && family.iter().all(|word| words.contains(word))
    });
    let newest = relatives.max_by_key(|model| Name::new(&model.id).rank());
    let only = (models.len() == 1).then(|| models.first()).flatten();
    newest.or(only).map(|model| model.id.as_str())
}

/// A model's name taken apart: `claude-opus-4-1-20250805`.
struct Name {
    words: Vec<String>,
    version: Vec<u64>,
    date: u64,
}

impl Name {
    fn new(id: &str) -> Self {
        let mut name = Self {
            words: Vec::new(),
            version: Vec::new(),
            date: 0,
        };
        let id = id.to_ascii_lowercase();
        for part in id.split(|c: char| !c.is_alphanumeric()) {
            match part.parse::<u64>() {
                Ok(date) if part.len() >= 6 => name.date = date,
                Ok(number) => name.version.push(number),
                Err(_) if !part.is_empty() => name.words.push(part.to_owned()),
                Err(_) => {}
            }
        }
        name
    }

    /// Higher is newer; among equals the plainest name wins.
    fn rank(self) -> (Vec<u64>, std::cmp::Reverse<usize>, u64) {
        (self.version, std::cmp::Reverse(self.words.len()), self.date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{endpoint::Preset, wire::ProviderErrorKind};

    fn ids(dialect: Dialect, body: &str) -> Vec<String> {
        let models = parse_models(dialect, body).unwrap();
        models.into_iter().map(|model| model.id).collect()
    }

    #[test]
    fn lists_of_every_shape_are_read() {
        use Dialect::*;
        for (dialect, body, expected) in [
            (
                OpenAiChat,
                r#"{"object":"list","data":[{"id":"b","object":"model"},{"id":"a"},{"id":"b"},{"id":""},{}]}"#,
                &["b", "a"][..],
            ),
            (
                OpenAiChat,
                "\u{feff}\n[{\"id\":\"a\",\"type\":\"chat\"}]",
                &["a"],
            ),
            (OpenAiChat, r#"{"data":[]}"#, &[]),
            (
                Anthropic,
                r#"{"data":[{"type":"model","id":"claude-opus-4-7","display_name":"x"}],"has_more":false,"last_id":"x"}"#,
                &["claude-opus-4-7"],
            ),
            (
                Anthropic,
                r#"{"object":"list","data":[{"id":"a","object":"model"}]}"#,
                &["a"],
            ),
            (
                Gemini,
                r#"{"models":[{"name":"models/g-pro","supportedGenerationMethods":["generateContent"]},{"name":"models/embed","supportedGenerationMethods":["embedContent"]},{"name":"models/untold"}]}"#,
                &["g-pro", "untold"],
            ),
            (Gemini, r#"{"data":[{"id":"models/g"}]}"#, &["g"]),
            (
                Ollama,
                r#"{"models":[{"name":"qwen3:32b","model":"qwen3:32b","size":1,"details":{}},{"name":"old"}]}"#,
                &["qwen3:32b", "old"],
            ),
            (Ollama, r#"{"data":[{"id":"a"}]}"#, &["a"]),
        ] {
            assert_eq!(ids(dialect, body), expected, "{body}");
        }
    }

    #[test]
    fn a_context_is_read_where_the_list_tells_it() {
        use Dialect::*;
        for (dialect, body, expected) in [
            (
                OpenAiChat,
                r#"{"data":[{"id":"a","max_model_len":1},{"id":"m","max_model_len":4096}]}"#,
                Some(4096),
            ),
            (
                OpenAiChat,
                r#"{"models":[{"name":"m"}],"data":[{"id":"m","meta":{"n_ctx":8192,"n_ctx_train":40960}}]}"#,
                Some(8192),
            ),
            (
                Gemini,
                r#"{"models":[{"name":"models/m","inputTokenLimit":1048576}]}"#,
                Some(1_048_576),
            ),
            (
                OpenAiChat,
                r#"{"data":[{"id":"m","object":"model","active":true,"context_window":131072}]}"#,
                Some(131_072),
            ),
            (
                OpenAiChat,
                r#"{"data":[{"id":"m","capabilities":{},"max_context_length":32768}]}"#,
                Some(32_768),
            ),
            (OpenAiChat, r#"{"data":[{"id":"m"}]}"#, None),
            (OpenAiChat, "<html>", None),
        ] {
            assert_eq!(listed_context(dialect, body, "m"), expected, "{body}");
        }
    }

    #[test]
    fn what_is_no_list_is_told_as_such() {
        for (body, kind) in [
            (
                "<!doctype html><title>Router</title>",
                ProviderErrorKind::Html,
            ),
            ("", ProviderErrorKind::NotJson),
            ("{\"hello\":1}", ProviderErrorKind::NotJson),
            (
                r#"{"error":{"message":"Invalid API key"}}"#,
                ProviderErrorKind::AuthRejected,
            ),
        ] {
            let error = parse_models(Dialect::OpenAiChat, body).unwrap_err();
            assert_eq!(error.kind, kind, "{body}");
        }
    }

    #[test]
    fn the_browser_says_whether_it_has_a_model() {
        assert_eq!(
            ids(Dialect::BuiltIn, r#"{"availability":"available"}"#),
            ["default"]
        );
        for (word, kind) in [
            ("downloadable", ProviderErrorKind::ModelLoading),
            ("downloading", ProviderErrorKind::ModelLoading),
            ("unavailable", ProviderErrorKind::ModelNotFound),
        ] {
            let body = format!(r#"{{"availability":"{word}"}}"#);
            let error = parse_models(Dialect::BuiltIn, &body).unwrap_err();
            assert_eq!((error.kind, error.message.as_str()), (kind, word));
        }
        let elsewhere = parse_models(Dialect::OpenAiChat, r#"{"availability":"available"}"#);
        assert_eq!(elsewhere.unwrap_err().kind, ProviderErrorKind::NotJson);
    }

    #[test]
    fn requests_carry_the_key_in_a_header_only() {
        let key = Secret::new("sk-secret").unwrap();
        for preset in Preset::ALL {
            let endpoint = Endpoint::new(preset, preset.default_base_url(), "").unwrap();
            let request = models_request(&endpoint, Some(&key));
            assert!(!format!("{request:?}").contains("sk-secret"));
            let carriers = request
                .headers
                .iter()
                .filter(|h| h.value().contains("sk-secret"));
            let expected = usize::from(preset != Preset::BuiltIn);
            assert_eq!(carriers.count(), expected, "{preset:?}");
            // No content type: a GET without one needs no preflight where there is no key.
            let open = models_request(&endpoint, None);
            let names: Vec<_> = open.headers.iter().map(|header| header.name).collect();
            assert!(names.is_empty() || preset == Preset::Anthropic, "{names:?}");
        }
    }

    #[test]
    fn the_persona_s_model_is_found() {
        let offered: Vec<Model> = [
            "claude-3-opus-20240229",
            "claude-opus-4-20250514",
            "claude-opus-4-7",
            "claude-opus-4-7-fast",
            "claude-opus-4-1-20250805",
            "claude-sonnet-4-5",
            "octopus-9",
        ]
        .map(|id| Model { id: id.into() })
        .into();
        for (wanted, expected) in [
            ("opus", Some("claude-opus-4-7")),
            ("Sonnet", Some("claude-sonnet-4-5")),
            ("claude-opus-4-1-20250805", Some("claude-opus-4-1-20250805")),
            ("claude-opus-4-6", Some("claude-opus-4-7")),
            ("haiku", None),
            ("inherit", None),
            ("", None),
        ] {
            assert_eq!(suggest_model(&offered, wanted), expected, "{wanted}");
        }
        let dotted = [
            "anthropic/claude-opus-4.5",
            "anthropic/claude-opus-4.7",
            "openai/gpt-5.1",
        ]
        .map(|id| Model { id: id.into() });
        assert_eq!(
            suggest_model(&dotted, "opus"),
            Some("anthropic/claude-opus-4.7")
        );
        let single = [Model { id: "qwen".into() }];
        assert_eq!(suggest_model(&single, "opus"), Some("qwen"));
    }
}
