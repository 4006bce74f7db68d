//! Anthropic Messages, streaming.

use super::{
    Deviation, Finish, Script, Usage,
    wire::{Answer, Event, deltas},
};
use axum::http::HeaderMap;
use serde_json::{Value, json};

/// The answer in named events; every `data` repeats the event's name as its type.
pub fn answer(script: &Script) -> Answer {
    let usage = script.usage.unwrap_or(Usage {
        input: 0,
        output: 0,
    });
    let mut opening = vec![event(
        "message_start",
        json!({"message": {
            "id": "msg_1", "type": "message", "role": "assistant", "model": "scripted-large",
            "content": [], "stop_reason": null, "stop_sequence": null,
            "usage": {"input_tokens": usage.input, "output_tokens": 1},
        }}),
    )];
    opening.push(event("ping", json!({})));
    let in_text = script.has(Deviation::ThinkingInText);
    let index = usize::from(script.reasoning.is_some() && !in_text);
    let mut thoughts = Vec::new();
    if let Some(thought) = script.reasoning.as_ref().filter(|_| !in_text) {
        thoughts.push(start(
            0,
            &json!({"type": "thinking", "thinking": "", "signature": ""}),
        ));
        thoughts.push(delta(
            0,
            &json!({"type": "thinking_delta", "thinking": thought}),
        ));
        thoughts.push(delta(
            0,
            &json!({"type": "signature_delta", "signature": "c2lnbmVk"}),
        ));
        thoughts.push(event("content_block_stop", json!({"index": 0})));
    }
    thoughts.push(start(index, &json!({"type": "text", "text": ""})));
    if let Some(thought) = script.reasoning.as_ref().filter(|_| in_text) {
        let thinking = json!({"type": "thinking_delta", "thinking": thought});
        thoughts.push(delta(index, &thinking));
    }
    let text = deltas(script)
        .into_iter()
        .map(|text| delta(index, &json!({"type": "text_delta", "text": text})))
        .collect();
    let closing = vec![
        event("content_block_stop", json!({"index": index})),
        event(
            "message_delta",
            json!({
                "delta": {"stop_reason": finish(script.finish), "stop_sequence": null},
                "usage": {"output_tokens": usage.output},
            }),
        ),
        event("message_stop", json!({})),
    ];
    Answer {
        opening,
        thoughts,
        text,
        closing,
        error: vec![Event::Named("error", error(529))],
    }
}

fn event(name: &'static str, mut data: Value) -> Event {
    data["type"] = name.into();
    Event::Named(name, data)
}

fn start(index: usize, block: &Value) -> Event {
    event(
        "content_block_start",
        json!({"index": index, "content_block": block}),
    )
}

fn delta(index: usize, delta: &Value) -> Event {
    event(
        "content_block_delta",
        json!({"index": index, "delta": delta}),
    )
}

fn finish(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "end_turn",
        Finish::Length => "max_tokens",
        Finish::Filter => "refusal",
    }
}

/// The answer as one document.
pub fn whole(script: &Script) -> Value {
    let thought = script
        .reasoning
        .iter()
        .map(|thought| json!({"type": "thinking", "thinking": thought, "signature": ""}));
    let content: Value = thought
        .chain([json!({"type": "text", "text": script.text})])
        .collect();
    let mut body = json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "scripted-large",
        "content": content, "stop_reason": finish(script.finish), "stop_sequence": null,
    });
    if let Some(usage) = script.usage {
        body["usage"] = json!({"input_tokens": usage.input, "output_tokens": usage.output});
    }
    body
}

/// `{"type":"error","error":{"type","message"},"request_id"}`.
pub fn error(status: u16) -> Value {
    let (kind, message) = match status {
        401 => ("authentication_error", "invalid x-api-key"),
        403 => ("permission_error", "Your API key does not have permission"),
        404 => ("not_found_error", "model: missing"),
        429 => (
            "rate_limit_error",
            "This request would exceed your rate limit",
        ),
        529 => ("overloaded_error", "Overloaded"),
        400..500 => ("invalid_request_error", "Bad request"),
        _ => ("api_error", "Internal server error"),
    };
    json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"})
}

/// The list of models.
pub fn models() -> Value {
    let model = |id: &str, name: &str| {
        json!({
            "type": "model", "id": id, "display_name": name, "created_at": "2026-02-19T00:00:00Z",
            "max_input_tokens": 200_000, "max_tokens": 64_000,
        })
    };
    json!({
        "data": [model("scripted-large", "Scripted Large"), model("scripted-small", "Scripted Small")],
        "has_more": false, "first_id": "scripted-large", "last_id": "scripted-small",
    })
}

/// What the original would refuse.
pub fn refusal(headers: &HeaderMap, request: &Value) -> Option<(u16, String)> {
    let missing = |name: &str| !headers.contains_key(name);
    let last_role = request["messages"]
        .as_array()
        .and_then(|messages| messages.last())
        .map(|message| &message["role"]);
    if headers.contains_key("origin") && missing("anthropic-dangerous-direct-browser-access") {
        Some((
            401,
            "CORS requests must set 'anthropic-dangerous-direct-browser-access' header".into(),
        ))
    } else if missing("x-api-key") {
        Some((401, "x-api-key header is required".into()))
    } else if missing("anthropic-version") {
        Some((400, "anthropic-version: header is required".into()))
    } else if !request["max_tokens"].is_u64() {
        Some((400, "max_tokens: Field required".into()))
    } else if last_role.is_none() {
        Some((400, "messages: at least one message is required".into()))
    } else if last_role == Some(&json!("assistant")) {
        Some((
            400,
            "This model does not support assistant message prefill".into(),
        ))
    } else if request["stream"] != true {
        Some((400, "the scripted provider only streams".into()))
    } else {
        None
    }
}
