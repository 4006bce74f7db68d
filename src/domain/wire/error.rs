//! What a provider's error means, whatever its shape: in a response of its own, in an event, or as a
//! body that is no JSON at all.
//!
//! The shapes overlap between providers and proxies, so they are read alike for all dialects. The texts
//! for the reader are made in `run`.

#[cfg(test)]
mod tests;

use serde_json::Value;
use thiserror::Error;

use super::{Dialect, non_empty};

/// What kind of error a provider reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderErrorKind {
    /// The key is missing, wrong or revoked.
    AuthRejected,
    /// The key is known but may not do this.
    Forbidden,
    /// The server refuses requests from this page's origin.
    OriginRefused,
    /// There is no such model.
    ModelNotFound,
    /// There is no such address on the server.
    NotFound,
    /// Too many requests or tokens in a short time.
    RateLimited,
    /// The account's credit or budget is used up; waiting does not help soon.
    QuotaExhausted,
    /// The provider is too busy.
    Overloaded,
    /// The server is still loading the model.
    ModelLoading,
    /// Request and answer do not fit into the model's context.
    ContextExceeded,
    /// The provider does not accept the request.
    BadRequest,
    /// The provider failed.
    Server,
    /// A web page came instead of the API.
    Html,
    /// Something else came instead of the API.
    NotJson,
    /// None of these.
    Other,
}

/// An error as a provider reports it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind:?} ({status:?}): {message}")]
pub struct ProviderError {
    /// What kind it is.
    pub kind: ProviderErrorKind,
    /// The provider's own message, at most 500 characters; hostile text.
    pub message: String,
    /// The HTTP status, of the response or named in the event.
    pub status: Option<u16>,
    /// How long the provider asks to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

impl ProviderError {
    /// An error of which only a message is known.
    pub(super) fn unclassified(message: &str) -> Self {
        Facts {
            message: message.to_owned(),
            ..Facts::default()
        }
        .classified()
    }
}

/// What the body of a response with an error status says.
#[must_use]
pub fn classify_error(dialect: Dialect, status: u16, body: &str) -> ProviderError {
    let mut facts = match serde_json::from_str::<Value>(body) {
        Ok(value) => facts(&value).unwrap_or_default(),
        Err(_) if is_html(body) => Facts::default(),
        Err(_) => Facts {
            message: body.trim().to_owned(),
            ..Facts::default()
        },
    };
    facts.status = Some(status);
    let mut error = facts.classified();
    // Ollama answers a foreign origin with 403 and nothing else.
    if dialect == Dialect::Ollama && status == 403 && body.trim().is_empty() {
        error.kind = ProviderErrorKind::OriginRefused;
    }
    error
}

/// The error that an event carries, if it does.
pub(super) fn in_event(event: &Value) -> Option<ProviderError> {
    facts(event).map(Facts::classified)
}

/// What to say of a body that is neither framed nor JSON.
pub(super) fn unintelligible(body: &str) -> ProviderError {
    let html = is_html(body);
    ProviderError {
        kind: if html {
            ProviderErrorKind::Html
        } else {
            ProviderErrorKind::NotJson
        },
        message: if html { String::new() } else { excerpt(body) },
        status: None,
        retry_after_ms: None,
    }
}

fn is_html(body: &str) -> bool {
    let start = body.trim_start_matches('\u{feff}').trim_start();
    start.starts_with('<')
}

fn excerpt(text: &str) -> String {
    text.trim().chars().take(500).collect()
}

#[derive(Debug, Default)]
struct Facts {
    message: String,
    /// All the short words that name the error: type, code, status name; lower case.
    words: String,
    status: Option<u16>,
    retry_after_ms: Option<u64>,
}

/// The facts of an error in any of the known shapes.
fn facts(value: &Value) -> Option<Facts> {
    if let Value::Array(items) = value {
        return items.iter().find_map(facts);
    }
    let answers = ["choices", "candidates", "content", "done"]
        .iter()
        .any(|key| value.get(key).is_some());
    match value.get("error") {
        Some(Value::String(message)) if !message.is_empty() => {
            return Some(Facts {
                message: message.clone(),
                ..from_object(value)
            });
        }
        Some(Value::Object(object)) if !object.is_empty() => {
            return Some(from_object(&value["error"]));
        }
        _ => {}
    }
    if value["object"] == "error" || value["type"] == "error" {
        return Some(from_object(value));
    }
    if answers {
        return None;
    }
    // FastAPI and gateways.
    match value.get("detail") {
        Some(Value::String(message)) => {
            return Some(Facts {
                message: message.clone(),
                ..Facts::default()
            });
        }
        Some(detail @ (Value::Array(_) | Value::Object(_))) => {
            return Some(Facts {
                message: detail.to_string(),
                ..Facts::default()
            });
        }
        _ => {}
    }
    non_empty(&value["message"]).map(|_| from_object(value))
}

fn from_object(object: &Value) -> Facts {
    let mut message = match &object["message"] {
        Value::String(message) => message.clone(),
        // Mistral: what is wrong with which field.
        details @ (Value::Object(_) | Value::Array(_)) => details.to_string(),
        _ => String::new(),
    };
    // OpenRouter says "Provider returned error" and keeps the provider's own words here.
    if let Some(raw) = non_empty(&object["metadata"]["raw"]) {
        message = format!("{message}: {raw}");
    }
    let mut words = String::new();
    for key in ["type", "code", "status"] {
        if let Some(word) = object[key].as_str() {
            words.push_str(&word.to_ascii_lowercase());
            words.push(' ');
        }
    }
    let status = ["code", "status", "status_code"].iter().find_map(|key| {
        let number = &object[*key];
        let number = number
            .as_u64()
            .or_else(|| number.as_str().and_then(|text| text.parse().ok()))?;
        u16::try_from(number)
            .ok()
            .filter(|status| (400..600).contains(status))
    });
    let details = object["details"].as_array();
    for detail in details.into_iter().flatten() {
        for violation in detail["violations"].as_array().into_iter().flatten() {
            words.push_str(
                &violation["quotaId"]
                    .as_str()
                    .unwrap_or_default()
                    .to_ascii_lowercase(),
            );
            words.push(' ');
        }
        words.push_str(
            &detail["reason"]
                .as_str()
                .unwrap_or_default()
                .to_ascii_lowercase(),
        );
        words.push(' ');
    }
    let retry_after_ms = details
        .into_iter()
        .flatten()
        .find_map(|detail| duration_ms(detail["retryDelay"].as_str()?));
    Facts {
        message,
        words,
        status,
        retry_after_ms,
    }
}

impl Facts {
    fn classified(self) -> ProviderError {
        ProviderError {
            kind: self.kind(),
            retry_after_ms: self.retry_after_ms.or_else(|| named_delay(&self.message)),
            message: excerpt(&self.message),
            status: self.status,
        }
    }

    fn kind(&self) -> ProviderErrorKind {
        use ProviderErrorKind::{
            ContextExceeded, ModelLoading, Other, Overloaded, QuotaExhausted, RateLimited, Server,
        };
        // Groq calls it a rate limit, but no waiting makes the request smaller.
        if self.status == Some(413) {
            return ContextExceeded;
        }
        let message = self.message.to_ascii_lowercase();
        let by_word = kind_by(&self.words, BY_WORD);
        let by_message = kind_by(&message, BY_MESSAGE);
        match by_word {
            Some(Overloaded) if message.contains("loading") => return ModelLoading,
            // Gemini's word for both; only the daily quota does not come back soon.
            Some(RateLimited) if self.words.contains("perday") => return QuotaExhausted,
            Some(kind) => return kind,
            None => {}
        }
        by_message
            .or_else(|| self.status.map(|status| kind_by_status(status, &message)))
            .unwrap_or(match self.words.contains("server_error") {
                true => Server,
                false => Other,
            })
    }
}

fn kind_by(text: &str, table: &[(&str, ProviderErrorKind)]) -> Option<ProviderErrorKind> {
    table
        .iter()
        .find(|(part, _)| text.contains(part))
        .map(|(_, kind)| *kind)
}

/// Parts of types, codes and status names.
const BY_WORD: &[(&str, ProviderErrorKind)] = {
    use ProviderErrorKind::*;
    &[
        ("context_length_exceeded", ContextExceeded),
        ("exceed_context_size", ContextExceeded),
        ("request_too_large", ContextExceeded),
        ("insufficient_quota", QuotaExhausted),
        ("billing", QuotaExhausted),
        ("credit", QuotaExhausted),
        ("invalid_api_key", AuthRejected),
        ("api_key_invalid", AuthRejected),
        ("unauthenticated", AuthRejected),
        // LiteLLM without a database cannot look up any key but its own.
        ("no_db_connection", AuthRejected),
        ("model_not_found", ModelNotFound),
        // Azure's deployments stand for models.
        ("deploymentnotfound", ModelNotFound),
        ("permission", Forbidden),
        ("rate_limit", RateLimited),
        ("resource_exhausted", RateLimited),
        ("throttling", RateLimited),
        ("overloaded", Overloaded),
        ("unavailable", Overloaded),
    ]
};

/// Parts of messages, for errors whose type says no more than "invalid request".
const BY_MESSAGE: &[(&str, ProviderErrorKind)] = {
    use ProviderErrorKind::*;
    &[
        ("cors requests", OriginRefused),
        ("context length", ContextExceeded),
        ("context window", ContextExceeded),
        ("context size", ContextExceeded),
        ("prompt is too long", ContextExceeded),
        ("input token count", ContextExceeded),
        ("input length", ContextExceeded),
        ("too many tokens", ContextExceeded),
        ("credit balance", QuotaExhausted),
        ("usage limits", QuotaExhausted),
        ("spend limit", QuotaExhausted),
        ("api key not valid", AuthRejected),
        ("incorrect api key", AuthRejected),
        ("invalid api key", AuthRejected),
        ("invalid model name", ModelNotFound),
        ("rate limit", RateLimited),
        ("overloaded", Overloaded),
        ("loading model", ModelLoading),
    ]
};

fn kind_by_status(status: u16, message: &str) -> ProviderErrorKind {
    use ProviderErrorKind::*;
    let unknown_model = message.contains("model")
        && ["not found", "not exist", "not supported", "unknown"]
            .iter()
            .any(|part| message.contains(part));
    match status {
        400 | 404 | 422 if unknown_model => ModelNotFound,
        // Anthropic names the missing model and nothing else: "model: claude-x".
        404 if message.starts_with("model:") => ModelNotFound,
        401 => AuthRejected,
        402 => QuotaExhausted,
        403 => Forbidden,
        404 | 405 => NotFound,
        413 => ContextExceeded,
        429 => RateLimited,
        498 | 503 | 529 => Overloaded,
        400..500 => BadRequest,
        500..600 => Server,
        _ => Other,
    }
}

/// The delay that a message names: "try again in 5.289s", "retry after 30 seconds".
fn named_delay(message: &str) -> Option<u64> {
    let message = message.to_ascii_lowercase();
    ["again in ", "retry in ", "retry after ", "wait "]
        .iter()
        .find_map(|lead| {
            let (_, rest) = message.split_once(lead)?;
            duration_ms(rest)
        })
}

/// The duration at the start of a text, in milliseconds: `5.289s`, `20ms`, `1m30s`, `30 seconds`.
fn duration_ms(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut total: Option<u64> = None;
    loop {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let number = rest[..digits].trim_end_matches('.');
        rest = rest[digits..].trim_start_matches(' ');
        let letters = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let unit_ms = match &rest[..letters] {
            "ms" | "milliseconds" => 1,
            "s" | "sec" | "secs" | "second" | "seconds" => 1_000,
            "m" | "min" | "mins" | "minute" | "minutes" => 60_000,
            "h" | "hour" | "hours" => 3_600_000,
            _ => break,
        };
        let Some(part) = times(number, unit_ms) else {
            break;
        };
        rest = &rest[letters..];
        total = Some(total.unwrap_or(0).saturating_add(part));
    }
    total
}

/// A decimal number times a unit, rounded up. In whole numbers: the tables for reading floats would
/// weigh as much as this whole module.
fn times(number: &str, unit: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = fraction.get(..6).unwrap_or(fraction);
    let scale = 10_u64.pow(u32::try_from(fraction.len()).ok()?);
    let parts = if fraction.is_empty() {
        0
    } else {
        fraction.parse::<u64>().ok()?
    };
    if whole.is_empty() {
        return None;
    }
    // Only digits stand here: what does not fit is simply too long.
    let whole = whole.parse().unwrap_or(u64::MAX);
    let more = (parts * unit).div_ceil(scale);
    Some(
        whole
            .saturating_mul(unit)
            .saturating_add(more)
            .min(LONGEST_MS),
    )
}

/// No delay is taken to be longer, in milliseconds: about thirty years.
const LONGEST_MS: u64 = 1_000_000_000_000;
