//! Gemini `streamGenerateContent` with `alt=sse`: unnamed events, CRLF line ends, no mark at the end.

use super::{
    Finish, Script, Wait,
    wire::{Answer, Event, deltas},
};
use serde_json::{Value, json};

/// The answer as one document: a list of what would have been events.
pub fn whole(script: &Script) -> Value {
    let answer = answer(script);
    let events = [answer.thoughts, answer.text, answer.closing].concat();
    events
        .into_iter()
        .filter_map(|event| match event {
            Event::Data(data) => Some(data),
            _ => None,
        })
        .collect()
}

/// The answer in candidates; the last one carries the reason to stop and the tokens.
pub fn answer(script: &Script) -> Answer {
    let part = |part: Value| {
        Event::Data(json!({
            "candidates": [{"content": {"parts": [part], "role": "model"}, "index": 0}],
            "modelVersion": "scripted-large",
        }))
    };
    let mut last = json!({
        "candidates": [{
            "content": {"parts": [{"text": ""}], "role": "model"},
            "finishReason": finish(script.finish), "index": 0,
        }],
        "modelVersion": "scripted-large",
    });
    if let Some(usage) = script.usage {
        last["usageMetadata"] = json!({
            "promptTokenCount": usage.input, "candidatesTokenCount": usage.output,
            "totalTokenCount": usage.input + usage.output,
        });
    }
    Answer {
        opening: Vec::new(),
        thoughts: script
            .reasoning
            .iter()
            .map(|thought| part(json!({"text": thought, "thought": true})))
            .collect(),
        text: deltas(script)
            .into_iter()
            .map(|text| part(json!({"text": text})))
            .collect(),
        closing: vec![Event::Data(last)],
        // Seen in the wild: bare JSON that no event frames.
        error: vec![Event::Unframed(error(503))],
    }
}

fn finish(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "STOP",
        Finish::Length => "MAX_TOKENS",
        Finish::Filter => "SAFETY",
    }
}

/// `{"error":{"code","message","status","details"}}` with google.rpc codes.
pub fn error(status: u16) -> Value {
    let (name, message) = match status {
        400 => (
            "INVALID_ARGUMENT",
            "API key not valid. Please pass a valid API key.",
        ),
        401 => (
            "UNAUTHENTICATED",
            "Request had invalid authentication credentials.",
        ),
        403 => ("PERMISSION_DENIED", "The caller does not have permission"),
        404 => (
            "NOT_FOUND",
            "models/missing is not found for API version v1beta",
        ),
        429 => (
            "RESOURCE_EXHAUSTED",
            "You exceeded your current quota. Please retry in 5.2s.",
        ),
        503 | 529 => (
            "UNAVAILABLE",
            "The model is overloaded. Please try again later.",
        ),
        _ => ("INTERNAL", "An internal error has occurred."),
    };
    let details = match status {
        429 => json!([{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "5s"}]),
        _ => json!([]),
    };
    json!({"error": {"code": status, "message": message, "status": name, "details": details}})
}

/// The error with another time to wait, said twice.
pub fn waiting(mut error: Value, wait: Wait) -> Value {
    let words = wait.words();
    error["error"]["message"] = match &words {
        Some(time) => format!("You exceeded your current quota. Please retry in {time}.").into(),
        None => "You exceeded your current quota.".into(),
    };
    error["error"]["details"] = words
        .iter()
        .map(
            |time| json!({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": time}),
        )
        .collect();
    error
}

/// The list of models.
pub fn models() -> Value {
    let model = |id: &str, name: &str, methods: &[&str]| {
        json!({
            "name": format!("models/{id}"), "displayName": name, "inputTokenLimit": 1_048_576,
            "outputTokenLimit": 65_536, "supportedGenerationMethods": methods,
        })
    };
    json!({"models": [
        model("scripted-large", "Scripted Large", &["generateContent", "countTokens"]),
        model("scripted-embedding", "Scripted Embedding", &["embedContent"]),
    ]})
}

/// What the original would refuse.
pub fn refusal(request: &Value) -> Option<(u16, String)> {
    let thinking = &request["generationConfig"]["thinkingConfig"];
    if request["contents"].as_array().is_none_or(Vec::is_empty) {
        Some((
            400,
            "* GenerateContentRequest.contents: contents is not specified".into(),
        ))
    } else if thinking["thinkingLevel"].is_string() && thinking["thinkingBudget"].is_number() {
        Some((
            400,
            "You can only set one of thinking budget and thinking level.".into(),
        ))
    } else {
        None
    }
}
