//! OpenAI Responses, streaming: named events that repeat their name as their type and are numbered, the
//! whole text again at the end, no `[DONE]`.

use super::{
    Finish, Script, openai,
    wire::{Answer, Event, deltas, pieces_of},
};
use serde_json::{Value, json};

/// The summary of the reasoning comes in pieces of so many characters.
const SUMMARY_PIECE: usize = 7;

/// The answer in events; the last one carries status and tokens.
pub fn answer(script: &Script, request: &Value) -> Answer {
    let mut events = Numbered::default();
    let response = |status: &str, output: Value| {
        json!({
            "id": "resp_1", "object": "response", "created_at": 1_763_800_000, "status": status,
            "error": null, "incomplete_details": null, "model": request["model"], "output": output,
            "store": request["store"], "usage": null,
        })
    };
    let started = json!({"response": response("in_progress", json!([]))});
    let opening = vec![
        events.next("response.created", started.clone()),
        events.next("response.in_progress", started),
    ];
    let mut thoughts = reasoning(script, &mut events);
    let index = usize::from(script.reasoning.is_some());
    let at = |mut data: Value| {
        data["item_id"] = "msg_1".into();
        data["output_index"] = index.into();
        data["content_index"] = 0.into();
        data
    };
    thoughts.push(events.next(
        "response.output_item.added",
        json!({"output_index": index, "item": message("in_progress", json!([]))}),
    ));
    thoughts.push(events.next("response.content_part.added", at(json!({"part": part("")}))));
    let text = deltas(script)
        .into_iter()
        .map(|text| {
            let delta = at(json!({"delta": text, "logprobs": [], "obfuscation": "q7Zr3k"}));
            events.next("response.output_text.delta", delta)
        })
        .collect();
    let failed = events.0;
    let (name, last) = ending(script, response("completed", output(script)));
    let closing = vec![
        events.next("response.output_text.done", at(json!({"text": script.text}))),
        events.next("response.content_part.done", at(json!({"part": part(&script.text)}))),
        events.next(
            "response.output_item.done",
            json!({"output_index": index, "item": message("completed", json!([part(&script.text)]))}),
        ),
        events.next(name, json!({"response": last})),
    ];
    Answer {
        opening,
        thoughts,
        text,
        closing,
        error: vec![Numbered(failed).next(
            "error",
            json!({"code": "server_error", "message": "The server had an error", "param": null}),
        )],
    }
}

/// Numbers events as they are made.
#[derive(Default)]
struct Numbered(u64);

impl Numbered {
    fn next(&mut self, name: &'static str, mut data: Value) -> Event {
        data["type"] = name.into();
        data["sequence_number"] = self.0.into();
        self.0 += 1;
        Event::Named(name, data)
    }
}

fn reasoning(script: &Script, events: &mut Numbered) -> Vec<Event> {
    let Some(thought) = &script.reasoning else {
        return Vec::new();
    };
    let item = |summary: Value| json!({"id": "rs_1", "type": "reasoning", "summary": summary});
    let at = |mut data: Value| {
        data["item_id"] = "rs_1".into();
        data["output_index"] = 0.into();
        data["summary_index"] = 0.into();
        data
    };
    let added = json!({"output_index": 0, "item": item(json!([]))});
    let mut all = vec![events.next("response.output_item.added", added)];
    all.extend(pieces_of(thought, SUMMARY_PIECE).into_iter().map(|piece| {
        let delta = at(json!({"delta": piece}));
        events.next("response.reasoning_summary_text.delta", delta)
    }));
    let done = at(json!({"text": thought}));
    all.push(events.next("response.reasoning_summary_text.done", done));
    let summary = json!([{"type": "summary_text", "text": thought}]);
    let done = json!({"output_index": 0, "item": item(summary)});
    all.push(events.next("response.output_item.done", done));
    all
}

fn message(status: &str, content: Value) -> Value {
    json!({"id": "msg_1", "type": "message", "role": "assistant", "status": status, "content": content})
}

fn part(text: &str) -> Value {
    json!({"type": "output_text", "text": text, "annotations": []})
}

fn output(script: &Script) -> Value {
    let thought = script.reasoning.iter().map(|thought| {
        let summary = json!([{"type": "summary_text", "text": thought}]);
        json!({"id": "rs_1", "type": "reasoning", "summary": summary})
    });
    let text = message("completed", json!([part(&script.text)]));
    thought.chain([text]).collect()
}

/// The last event's name and its response.
fn ending(script: &Script, mut response: Value) -> (&'static str, Value) {
    let reason = match script.finish {
        Finish::Stop => None,
        Finish::Length => Some("max_output_tokens"),
        Finish::Filter => Some("content_filter"),
    };
    if let Some(usage) = script.usage {
        response["usage"] = json!({
            "input_tokens": usage.input, "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": usage.output, "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": usage.input + usage.output,
        });
    }
    match reason {
        None => ("response.completed", response),
        Some(reason) => {
            response["status"] = "incomplete".into();
            response["incomplete_details"] = json!({"reason": reason});
            ("response.incomplete", response)
        }
    }
}

/// The answer as one document.
pub fn whole(script: &Script, request: &Value) -> Value {
    let response = json!({
        "id": "resp_1", "object": "response", "created_at": 1_763_800_000, "status": "completed",
        "error": null, "incomplete_details": null, "model": request["model"],
        "output": output(script),
    });
    ending(script, response).1
}

/// The same errors as those of Chat Completions.
pub fn error(status: u16) -> Value {
    openai::error(status)
}

/// What the original would refuse.
pub fn refusal(request: &Value) -> Option<(u16, String)> {
    let input = &request["input"];
    let empty =
        input.as_str().is_none_or(str::is_empty) && input.as_array().is_none_or(Vec::is_empty);
    if request["model"].as_str().is_none_or(str::is_empty) {
        Some((400, "you must provide a model parameter".into()))
    } else if empty {
        Some((400, "Missing required parameter: 'input'.".into()))
    } else if !request["messages"].is_null() {
        let message = "Unsupported parameter: 'messages'. In the Responses API, this parameter has \
                       moved to 'input'.";
        Some((400, message.into()))
    } else if request["stream"] != true {
        Some((400, "the scripted provider only streams".into()))
    } else {
        None
    }
}
