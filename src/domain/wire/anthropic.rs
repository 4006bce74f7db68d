//! Anthropic's Messages.
//!
//! <https://docs.anthropic.com/en/api/messages-streaming>. Deltas are told apart by their own type, not
//! by the block that they are in: proxies put thinking into text blocks. No sampling parameters and no
//! prefilled answer are sent; current models reject both.

use serde_json::{Value, json};

use super::{Delta, Finish, HttpRequest, Usage, post, reasoning, text, turn};
use crate::domain::{
    endpoint::{Endpoint, Secret},
    prompt::ChatRequest,
};

/// A limit is required. Current models allow at least this much, and a design of 100 kB fits; older ones
/// name their maximum in the error, and [`super::amended`] takes that.
const MAX_TOKENS: u32 = 32_000;

pub(super) fn request(
    endpoint: &Endpoint,
    key: Option<&Secret>,
    chat: &ChatRequest,
) -> HttpRequest {
    let messages: Vec<_> = chat.messages.iter().map(turn).collect();
    let body = json!({
        "model": endpoint.model,
        "max_tokens": chat.max_output_tokens.unwrap_or(MAX_TOKENS),
        // Persona and contract stay the same from call to call. The usual five minutes are shorter than
        // one long answer, and what follows it would pay for the whole persona again.
        "system": [{
            "type": "text",
            "text": chat.system,
            "cache_control": {"type": "ephemeral", "ttl": "1h"},
        }],
        "messages": messages,
        "stream": true,
    });
    post(endpoint, key, "/v1/messages", &body)
}

pub(super) fn decode(event: &Value) -> Option<Vec<Delta>> {
    let mut deltas = Vec::new();
    match event["type"].as_str()? {
        "message_start" => deltas.extend(decode_usage(&event["message"]["usage"]).reported()),
        "content_block_start" => decode_block(&event["content_block"], &mut deltas),
        "content_block_delta" => match event["delta"]["type"].as_str() {
            Some("text_delta") => deltas.extend(text(&event["delta"]["text"])),
            Some("thinking_delta") => deltas.extend(reasoning(&event["delta"]["thinking"])),
            _ => {}
        },
        "message_delta" => {
            deltas.extend(decode_usage(&event["usage"]).reported());
            deltas.extend(finish(&event["delta"]["stop_reason"]).map(Delta::Finish));
        }
        "message_stop" => deltas.push(Delta::End),
        // A whole answer: the server did not stream.
        "message" => {
            for block in event["content"].as_array().into_iter().flatten() {
                decode_block(block, &mut deltas);
            }
            deltas.extend(decode_usage(&event["usage"]).reported());
            deltas.extend(finish(&event["stop_reason"]).map(Delta::Finish));
        }
        "ping" | "content_block_stop" | "error" => {}
        _ => return None,
    }
    Some(deltas)
}

fn decode_block(block: &Value, deltas: &mut Vec<Delta>) {
    deltas.extend(reasoning(&block["thinking"]));
    deltas.extend(text(&block["text"]));
}

fn finish(stop_reason: &Value) -> Option<Finish> {
    Some(match stop_reason.as_str()? {
        "end_turn" | "stop_sequence" | "tool_use" => Finish::Stop,
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "refusal" => Finish::Refusal,
        other => Finish::Other(other.into()),
    })
}

/// `input_tokens` leaves out what went through the cache.
fn decode_usage(usage: &Value) -> Usage {
    let cached = usage["cache_read_input_tokens"].as_u64();
    let written = usage["cache_creation_input_tokens"].as_u64();
    Usage {
        input: usage["input_tokens"]
            .as_u64()
            .map(|input| input + cached.unwrap_or(0) + written.unwrap_or(0)),
        output: usage["output_tokens"].as_u64(),
        cached,
        reasoning: None,
    }
}
