//! A second form of a request that a server rejected over one parameter.
//!
//! Servers disagree on names and limits, and tell only by an error. Each amendment answers one such
//! error; what it took out or lowered it cannot take out or lower again. It must not touch what is asked.

use serde_json::{Map, Value};

use super::{HttpRequest, ProviderError, ProviderErrorKind};

/// Parameters that an answer can do without: they only make it cheaper, or tell more about it.
const OPTIONAL: [&str; 3] = ["stream_options", "prompt_cache_key", "reasoning"];

/// The names for the most tokens to answer with.
const LIMITS: [&str; 3] = ["max_tokens", "max_completion_tokens", "max_output_tokens"];

/// The request to send instead, when `error` names a parameter that can be sent differently.
#[must_use]
pub fn amended(request: &HttpRequest, error: &ProviderError) -> Option<HttpRequest> {
    // A context that is too small is not the fault of the parameter that the error also names.
    if !matches!(error.status, Some(400 | 422)) || error.kind == ProviderErrorKind::ContextExceeded
    {
        return None;
    }
    let mut body: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
    let fields = body.as_object_mut()?;
    let message = error.message.as_str();
    let is_amended = without_optional(fields, message)
        || with_shorter_cache(fields, message)
        || with_lower_limit(fields, message)
        || with_other_name(fields, message);
    is_amended.then(|| HttpRequest {
        body: Some(body.to_string()),
        ..request.clone()
    })
}

fn without_optional(fields: &mut Map<String, Value>, message: &str) -> bool {
    let before = fields.len();
    fields.retain(|name, _| !(OPTIONAL.contains(&name.as_str()) && names(message, name)));
    fields.len() < before
}

/// Anthropic's cache without the hour that older interfaces and gateways do not know, then no cache.
fn with_shorter_cache(fields: &mut Map<String, Value>, message: &str) -> bool {
    let block = fields
        .get_mut("system")
        .and_then(|system| system.get_mut(0))
        .and_then(Value::as_object_mut);
    let Some(block) = block else {
        return false;
    };
    let lifetime = block.get_mut("cache_control").and_then(|cache| {
        let cache = cache.as_object_mut()?;
        let is_named = names(message, "ttl") || names(message, "cache_control");
        is_named.then(|| cache.remove("ttl"))?
    });
    lifetime.is_some() || names(message, "cache_control") && block.remove("cache_control").is_some()
}

/// "max_tokens: 32000 > 8192, which is the maximum", "supports at most 16384 completion tokens",
/// "expected a value <= 12288", "the valid range of max_tokens is [1, 8192]".
fn with_lower_limit(fields: &mut Map<String, Value>, message: &str) -> bool {
    if !LIMITS.iter().any(|name| names(message, name)) {
        return false;
    }
    let Some((name, limit)) = sent_limit(fields) else {
        return false;
    };
    let maximum = ["<=", ">", "at most", "is [1,"]
        .iter()
        .find_map(|mark| number_after(message, mark))
        .filter(|maximum| *maximum < limit);
    match maximum {
        Some(maximum) => fields.insert(name.into(), maximum.into()).is_some(),
        None => false,
    }
}

/// The limit under the name that other servers have for it.
fn with_other_name(fields: &mut Map<String, Value>, message: &str) -> bool {
    let Some((sent, limit)) = sent_limit(fields) else {
        return false;
    };
    let other = match sent {
        "max_tokens" => "max_completion_tokens",
        "max_completion_tokens" => "max_tokens",
        _ => return false,
    };
    // That a limit was named is not enough: its number may be what is wrong.
    let lower = message.to_ascii_lowercase();
    let is_unknown = names(message, other) || REJECTIONS.iter().any(|words| lower.contains(words));
    if !(is_unknown && names(message, sent)) {
        return false;
    }
    fields.remove(sent);
    fields.insert(other.into(), limit.into());
    true
}

/// How servers say that they do not know a field.
const REJECTIONS: [&str; 6] = [
    "unsupported",
    "not supported",
    "unrecognized",
    "unknown",
    "unexpected",
    "not permitted",
];

fn sent_limit(fields: &Map<String, Value>) -> Option<(&'static str, u64)> {
    LIMITS
        .into_iter()
        .find_map(|name| Some((name, fields.get(name)?.as_u64()?)))
}

/// Whether a message names a field, alone or with what is inside of it: `reasoning.summary`. Part of a
/// word does not count: `ttl` is in `throttled`.
fn names(message: &str, field: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    message.match_indices(field).any(|(at, _)| {
        let before = message[..at].chars().next_back();
        let after = message[at + field.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

fn number_after(text: &str, mark: &str) -> Option<u64> {
    let (_, rest) = text.split_once(mark)?;
    let rest = rest.trim_start();
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..digits].parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "amend_tests.rs"]
mod tests;
