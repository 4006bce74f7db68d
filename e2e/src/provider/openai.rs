//! OpenAI Chat Completions, streaming, and what compatible servers add (`reasoning_content`).

use super::{
    Finish, Script,
    wire::{Answer, Event, deltas},
};
use serde_json::{Value, json};

/// The answer in chunks; the usage chunk comes only if the request asks for it.
pub fn answer(script: &Script, request: &Value) -> Answer {
    let chunk = |delta: Value, finish: Value| {
        Event::Data(json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_763_800_000,
            "model": request["model"],
            "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}],
        }))
    };
    let mut closing = vec![chunk(json!({}), finish(script.finish).into())];
    if let Some(usage) = script.usage
        && request["stream_options"]["include_usage"] == true
    {
        closing.push(Event::Data(json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [],
            "usage": {
                "prompt_tokens": usage.input, "completion_tokens": usage.output,
                "total_tokens": usage.input + usage.output,
            },
        })));
    }
    closing.push(Event::Done);
    Answer {
        opening: vec![chunk(
            json!({"role": "assistant", "content": ""}),
            Value::Null,
        )],
        thoughts: script
            .reasoning
            .iter()
            .map(|thought| chunk(json!({"reasoning_content": thought}), Value::Null))
            .collect(),
        text: deltas(script)
            .into_iter()
            .map(|delta| chunk(json!({"content": delta}), Value::Null))
            .collect(),
        closing,
        error: vec![
            Event::Data(
                json!({"error": {"message": "The server had an error", "type": "server_error", "param": null, "code": 500}}),
            ),
            Event::Done,
        ],
    }
}

fn finish(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "stop",
        Finish::Length => "length",
        Finish::Filter => "content_filter",
    }
}

/// `{"error":{"message","type","param","code"}}`.
pub fn error(status: u16) -> Value {
    let (kind, code, message) = match status {
        401 => (
            "invalid_request_error",
            json!("invalid_api_key"),
            "Incorrect API key provided.",
        ),
        404 => (
            "invalid_request_error",
            json!("model_not_found"),
            "The model `missing` does not exist or you do not have access to it.",
        ),
        429 => (
            "requests",
            json!("rate_limit_exceeded"),
            "Rate limit reached. Please try again in 5.289s.",
        ),
        400..500 => ("invalid_request_error", Value::Null, "Bad request."),
        _ => (
            "server_error",
            Value::Null,
            "The server had an error while processing your request. Sorry about that!",
        ),
    };
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}

/// The list of models.
pub fn models() -> Value {
    let model = |id: &str| json!({"id": id, "object": "model", "created": 1_763_800_000, "owned_by": "script"});
    json!({"object": "list", "data": [model("scripted-large"), model("scripted-small")]})
}

/// What the original would refuse.
pub fn refusal(request: &Value) -> Option<(u16, String)> {
    let messages = request["messages"].as_array().map_or(0, Vec::len);
    if request["model"].as_str().is_none_or(str::is_empty) {
        Some((400, "you must provide a model parameter".into()))
    } else if messages == 0 {
        Some((400, "Missing required parameter: 'messages'.".into()))
    } else if request["stream"] != true {
        Some((400, "the scripted provider only streams".into()))
    } else {
        None
    }
}
