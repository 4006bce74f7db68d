//! Ollama's `/api/chat`: one JSON object a line.

use super::{
    Finish, Script,
    wire::{Answer, Event, deltas},
};
use serde_json::{Value, json};

/// The answer in lines; the last one is `done` and counts tokens.
pub fn answer(script: &Script, request: &Value) -> Answer {
    let line = |message: Value| {
        Event::Line(json!({
            "model": request["model"], "created_at": "2026-11-22T10:00:00.000000Z",
            "message": message, "done": false,
        }))
    };
    let mut last = json!({
        "model": request["model"], "created_at": "2026-11-22T10:00:01.000000Z",
        "message": {"role": "assistant", "content": ""},
        "done": true, "done_reason": finish(script.finish), "total_duration": 1_000_000_000_u64,
    });
    if let Some(usage) = script.usage {
        last["prompt_eval_count"] = usage.input.into();
        last["eval_count"] = usage.output.into();
    }
    Answer {
        opening: Vec::new(),
        thoughts: script
            .reasoning
            .iter()
            .map(|thought| line(json!({"role": "assistant", "content": "", "thinking": thought})))
            .collect(),
        text: deltas(script)
            .into_iter()
            .map(|text| line(json!({"role": "assistant", "content": text})))
            .collect(),
        closing: vec![Event::Line(last)],
        error: vec![Event::Line(
            json!({"error": "an error was encountered while running the model"}),
        )],
    }
}

fn finish(finish: Finish) -> &'static str {
    match finish {
        Finish::Length => "length",
        // Ollama filters nothing.
        Finish::Stop | Finish::Filter => "stop",
    }
}

/// The answer as one document.
pub fn whole(script: &Script, request: &Value) -> Value {
    let mut message = json!({"role": "assistant", "content": script.text});
    if let Some(thought) = &script.reasoning {
        message["thinking"] = thought.as_str().into();
    }
    let mut body = json!({
        "model": request["model"], "created_at": "2026-11-22T10:00:01.000000Z", "message": message,
        "done": true, "done_reason": finish(script.finish),
    });
    if let Some(usage) = script.usage {
        body["prompt_eval_count"] = usage.input.into();
        body["eval_count"] = usage.output.into();
    }
    body
}

/// `{"error":"…"}`.
pub fn error(status: u16) -> Value {
    let message = match status {
        401 => "unauthorized",
        404 => "model 'missing' not found",
        429 => "too many requests",
        503 | 529 => "server busy, please try again. maximum pending requests exceeded",
        400..500 => "bad request",
        _ => "an error was encountered while running the model",
    };
    json!({"error": message})
}

/// Where a model's particulars are asked for.
pub const SHOW_PATH: &str = "/api/show";

/// The list of models, and the particulars of one for whoever asks for those.
pub fn about(is_about_one: bool) -> Value {
    if is_about_one {
        json!({
            "details": {"format": "gguf", "family": "script"},
            "model_info": {"general.architecture": "script", "script.context_length": 65_536},
        })
    } else {
        models()
    }
}

/// The list of models.
fn models() -> Value {
    let model = |name: &str| {
        json!({
            "name": name, "model": name, "modified_at": "2026-11-01T10:00:00Z", "size": 4_920_753_328_u64,
            "digest": "46e0c10c039e019119339687c3c1757cc81b9da49709a3b3924863ba87ca666e",
            "details": {"format": "gguf", "family": "script", "parameter_size": "8.0B", "quantization_level": "Q4_K_M"},
        })
    };
    json!({"models": [model("scripted:8b"), model("scripted:1b")]})
}

/// What the original would refuse.
pub fn refusal(request: &Value) -> Option<(u16, String)> {
    if request["model"].as_str().is_none_or(str::is_empty) {
        Some((400, "model is required".into()))
    } else if request["stream"] == false {
        Some((400, "the scripted provider only streams".into()))
    } else {
        None
    }
}
