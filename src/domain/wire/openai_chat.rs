//! OpenAI's Chat Completions, and the many servers that follow it more or less.
//!
//! <https://platform.openai.com/docs/api-reference/chat>. Nothing in an event is taken for granted:
//! compatible servers leave out, null or retype every field.

use serde_json::{Value, json};

use super::{
    Delta, Finish, HttpRequest, ProviderError, Usage, cache_key::cache_key, messages, non_empty,
    post, reasoning, text,
};
use crate::domain::{
    endpoint::{Endpoint, Preset, Secret},
    prompt::ChatRequest,
};

pub(super) fn request(
    endpoint: &Endpoint,
    key: Option<&Secret>,
    chat: &ChatRequest,
) -> HttpRequest {
    let mut body = json!({
        "model": endpoint.model,
        "messages": messages(chat),
        "stream": true,
    });
    // Mistral reports usage unasked, and rejects every field that it does not know.
    if endpoint.preset != Preset::Mistral {
        body["stream_options"] = json!({"include_usage": true});
    }
    if let Some(key) = cache_key(endpoint, chat) {
        body["prompt_cache_key"] = key.into();
    }
    if let Some(limit) = chat.max_output_tokens {
        // OpenAI's reasoning models reject the old name; most other servers ignore the new one.
        let name = match endpoint.preset {
            Preset::OpenAi | Preset::Azure => "max_completion_tokens",
            _ => "max_tokens",
        };
        body[name] = limit.into();
    }
    post(endpoint, key, "/chat/completions", &body)
}

pub(super) fn decode(event: &Value) -> Option<Vec<Delta>> {
    if event.get("choices").is_none() && event["usage"].get("prompt_tokens").is_none() {
        return None;
    }
    let mut deltas = Vec::new();
    let choices = event["choices"].as_array();
    if let Some(choice) = choices
        .into_iter()
        .flatten()
        .find(|choice| choice["index"].as_u64().unwrap_or(0) == 0)
    {
        decode_choice(choice, &mut deltas);
    }
    let usage = match &event["usage"] {
        Value::Object(_) => &event["usage"],
        _ => &event["x_groq"]["usage"],
    };
    deltas.extend(decode_usage(usage).reported());
    // Groq's word for a stream that it gives up.
    if let Some(message) = non_empty(&event["x_groq"]["error"]) {
        deltas.push(Delta::Failure(ProviderError::unclassified(message)));
    }
    Some(deltas)
}

fn decode_choice(choice: &Value, deltas: &mut Vec<Delta>) {
    // `message` when the server did not stream after all.
    let delta = match &choice["delta"] {
        Value::Object(_) => &choice["delta"],
        _ => &choice["message"],
    };
    deltas
        .extend(reasoning(&delta["reasoning"]).or_else(|| reasoning(&delta["reasoning_content"])));
    match &delta["content"] {
        Value::Array(parts) => parts.iter().for_each(|part| decode_part(part, deltas)),
        content => deltas.extend(text(content)),
    }
    let refused = text(&delta["refusal"]);
    let was_refused = refused.is_some();
    deltas.extend(refused);
    let finish = match choice["finish_reason"].as_str() {
        Some("stop" | "tool_calls" | "function_call" | "end_turn" | "eos") => Some(Finish::Stop),
        Some("length" | "max_tokens") => Some(Finish::Length),
        Some("content_filter") => Some(Finish::ContentFilter),
        // The error itself is in the same event, or nobody says what it was.
        Some("error") => Some(Finish::Other("error".into())),
        None | Some("") => None,
        Some(other) => Some(Finish::Other(other.into())),
    };
    if was_refused {
        deltas.push(Delta::Finish(Finish::Refusal));
    } else {
        deltas.extend(finish.map(Delta::Finish));
    }
}

/// Mistral's content is a list of parts while it thinks.
fn decode_part(part: &Value, deltas: &mut Vec<Delta>) {
    match &part["thinking"] {
        Value::Array(thoughts) => {
            deltas.extend(
                thoughts
                    .iter()
                    .filter_map(|thought| reasoning(&thought["text"])),
            );
        }
        thought => deltas.extend(reasoning(thought)),
    }
    deltas.extend(text(&part["text"]).or_else(|| text(part)));
}

fn decode_usage(usage: &Value) -> Usage {
    Usage {
        input: usage["prompt_tokens"].as_u64(),
        output: usage["completion_tokens"].as_u64(),
        cached: usage["prompt_tokens_details"]["cached_tokens"]
            .as_u64()
            .or_else(|| usage["prompt_cache_hit_tokens"].as_u64()),
        reasoning: usage["completion_tokens_details"]["reasoning_tokens"].as_u64(),
    }
}
