//! OpenAI's Responses.
//!
//! <https://platform.openai.com/docs/api-reference/responses>. Nothing is stored at the provider. Events
//! repeat at their end (`*.done`, and once more in the whole response) what their deltas said; it counts
//! once. There is no `[DONE]`: a response is completed, incomplete or failed, and what follows means
//! nothing.

use serde_json::{Value, json};

use super::{
    Delta, Finish, HttpRequest, ProviderError, Usage, cache_key::cache_key, error, post, reasoning,
    text, turn,
};
use crate::domain::{
    endpoint::{Endpoint, Secret},
    prompt::ChatRequest,
};

pub(super) fn request(
    endpoint: &Endpoint,
    key: Option<&Secret>,
    chat: &ChatRequest,
) -> HttpRequest {
    let input: Vec<_> = chat.messages.iter().map(turn).collect();
    let mut body = json!({
        "model": endpoint.model,
        "instructions": chat.system,
        "input": input,
        "store": false,
        "stream": true,
        // Models that do not reason reject it, and so do accounts that are not verified: `super::amended`.
        "reasoning": {"summary": "auto"},
    });
    if let Some(limit) = chat.max_output_tokens {
        body["max_output_tokens"] = limit.into();
    }
    if let Some(key) = cache_key(endpoint, chat) {
        body["prompt_cache_key"] = key.into();
    }
    post(endpoint, key, "/responses", &body)
}

pub(super) fn decode(event: &Value, has_text: bool) -> Option<Vec<Delta>> {
    let mut deltas = Vec::new();
    let Some(kind) = event["type"].as_str() else {
        // A whole response: the server did not stream.
        if event["object"] != "response" && !event["output"].is_array() {
            return None;
        }
        decode_output(event, true, &mut deltas);
        conclude(event, "", &mut deltas);
        return Some(deltas);
    };
    match kind {
        "response.output_text.delta" => deltas.extend(text(&event["delta"])),
        "response.refusal.delta" => {
            deltas.extend(text(&event["delta"]));
            deltas.push(Delta::Finish(Finish::Refusal));
        }
        "response.reasoning_summary_text.delta" | "response.reasoning_text.delta" => {
            deltas.extend(reasoning(&event["delta"]));
        }
        "response.reasoning_summary_part.added" if event["summary_index"].as_u64() > Some(0) => {
            deltas.push(Delta::Reasoning("\n\n".into()));
        }
        "response.completed" | "response.incomplete" | "response.failed" => {
            let response = &event["response"];
            if !has_text {
                // Gateways may leave out the deltas.
                decode_output(response, false, &mut deltas);
            }
            if kind == "response.failed" {
                let unknown = || ProviderError::unclassified("");
                let error = error::in_event(response).unwrap_or_else(unknown);
                deltas.push(Delta::Failure(error));
            }
            conclude(response, kind, &mut deltas);
            deltas.push(Delta::End);
        }
        "error" => {}
        _ if kind.starts_with("response.") => {}
        _ => return None,
    }
    Some(deltas)
}

/// The text of a whole response, and its reasoning if that is wanted as well.
fn decode_output(response: &Value, with_reasoning: bool, deltas: &mut Vec<Delta>) {
    for item in items(&response["output"]) {
        if item["type"] == "reasoning" {
            if with_reasoning {
                let thoughts = items(&item["summary"]).chain(items(&item["content"]));
                deltas.extend(thoughts.filter_map(|thought| reasoning(&thought["text"])));
            }
            continue;
        }
        for part in items(&item["content"]) {
            deltas.extend(text(&part["text"]));
            if let Some(refusal) = text(&part["refusal"]) {
                deltas.extend([refusal, Delta::Finish(Finish::Refusal)]);
            }
        }
    }
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// How a response ended, and what it took; `kind` is the event that says so.
fn conclude(response: &Value, kind: &str, deltas: &mut Vec<Delta>) {
    deltas.extend(decode_usage(&response["usage"]).reported());
    let told = response["status"].as_str();
    let finish = match told.or_else(|| kind.strip_prefix("response.")) {
        Some("completed") => Finish::Stop,
        Some("incomplete") => match response["incomplete_details"]["reason"].as_str() {
            Some("max_output_tokens") | None => Finish::Length,
            Some("content_filter") => Finish::ContentFilter,
            Some(other) => Finish::Other(other.into()),
        },
        Some(other @ ("failed" | "cancelled")) => Finish::Other(other.into()),
        _ => return,
    };
    deltas.push(Delta::Finish(finish));
}

fn decode_usage(usage: &Value) -> Usage {
    Usage {
        input: usage["input_tokens"].as_u64(),
        output: usage["output_tokens"].as_u64(),
        cached: usage["input_tokens_details"]["cached_tokens"].as_u64(),
        reasoning: usage["output_tokens_details"]["reasoning_tokens"].as_u64(),
    }
}
