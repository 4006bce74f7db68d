//! Gemini's `streamGenerateContent`, framed as server-sent events.
//!
//! <https://ai.google.dev/api/generate-content>. There is no end marker: the finish reason is the last
//! word. The key goes into a header, never into the URL.

use serde_json::{Value, json};

use super::{Delta, Finish, HttpRequest, Usage, post, reasoning, text};
use crate::domain::{
    endpoint::{Endpoint, Secret},
    prompt::{ChatRequest, Role},
};

pub(super) fn request(
    endpoint: &Endpoint,
    key: Option<&Secret>,
    chat: &ChatRequest,
) -> HttpRequest {
    let contents: Vec<_> = chat
        .messages
        .iter()
        .map(|message| {
            let role = match message.role {
                Role::User => "user",
                Role::Assistant => "model",
            };
            json!({"role": role, "parts": [{"text": message.content}]})
        })
        .collect();
    let mut body = json!({
        "systemInstruction": {"parts": [{"text": chat.system}]},
        "contents": contents,
    });
    if let Some(limit) = chat.max_output_tokens {
        body["generationConfig"] = json!({"maxOutputTokens": limit});
    }
    let model = endpoint
        .model
        .strip_prefix("models/")
        .unwrap_or(&endpoint.model);
    let path = format!(
        "/models/{}:streamGenerateContent?alt=sse",
        path_segment(model)
    );
    post(endpoint, key, &path, &body)
}

/// Percent-encodes all that is not unreserved (RFC 3986, section 2.3), so that a model's name cannot
/// change the path.
fn path_segment(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

pub(super) fn decode(event: &Value) -> Option<Vec<Delta>> {
    // Without `alt=sse`, which some proxies drop, the answer is one array of the same objects.
    if let Value::Array(events) = event {
        let found: Vec<_> = events.iter().filter_map(decode).collect();
        return (!found.is_empty()).then(|| found.into_iter().flatten().collect());
    }
    if ["candidates", "usageMetadata", "promptFeedback"]
        .iter()
        .all(|key| event.get(key).is_none())
    {
        return None;
    }
    let mut deltas = Vec::new();
    let candidate = &event["candidates"][0];
    for part in candidate["content"]["parts"]
        .as_array()
        .into_iter()
        .flatten()
    {
        deltas.extend(if part["thought"] == true {
            reasoning(&part["text"])
        } else {
            text(&part["text"])
        });
    }
    deltas.extend(decode_usage(&event["usageMetadata"]).reported());
    let blocked = event["promptFeedback"]["blockReason"].is_string();
    deltas.extend(match candidate["finishReason"].as_str() {
        None if blocked => Some(Delta::Finish(Finish::ContentFilter)),
        None | Some("" | "FINISH_REASON_UNSPECIFIED") => None,
        Some(reason) => Some(Delta::Finish(finish(reason))),
    });
    Some(deltas)
}

fn finish(reason: &str) -> Finish {
    match reason {
        "STOP" => Finish::Stop,
        "MAX_TOKENS" => Finish::Length,
        "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" => {
            Finish::ContentFilter
        }
        other => Finish::Other(other.into()),
    }
}

fn decode_usage(usage: &Value) -> Usage {
    let thoughts = usage["thoughtsTokenCount"].as_u64();
    Usage {
        input: usage["promptTokenCount"].as_u64(),
        output: match usage["candidatesTokenCount"].as_u64() {
            Some(answer) => Some(answer + thoughts.unwrap_or(0)),
            None => thoughts,
        },
        cached: usage["cachedContentTokenCount"].as_u64(),
        reasoning: thoughts,
    }
}
