//! OpenAI Chat Completions, streaming, and what compatible servers make of them.

use super::{
    Deviation, ErrorForm, Finish, Script, Thoughts, UsageAt, Wait,
    wire::{Answer, Event, deltas, pieces_of},
};
use serde_json::{Value, json};

/// The tags of thoughts arrive in pieces of so many characters, so that they are split.
const TAG_PIECE: usize = 3;
const CREATED: u32 = 1_763_800_000;

/// The answer in chunks.
pub fn answer(script: &Script, request: &Value) -> Answer {
    let chunks = Chunks { script, request };
    Answer {
        opening: chunks.opening(),
        thoughts: chunks.thoughts(),
        text: chunks.text(),
        closing: chunks.closing(),
        error: chunks.error(),
    }
}

/// Makes the chunks of one answer.
struct Chunks<'a> {
    script: &'a Script,
    request: &'a Value,
}

impl Chunks<'_> {
    fn has(&self, deviation: Deviation) -> bool {
        self.script.has(deviation)
    }

    /// A chunk around choices.
    fn around(&self, choices: Value) -> Value {
        if self.has(Deviation::FewKeys) {
            return json!({"choices": choices});
        }
        json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": CREATED,
            "model": self.request["model"], "choices": choices,
        })
    }

    fn chunk(&self, delta: Value, finish: Option<&str>) -> Value {
        let few = self.has(Deviation::FewKeys);
        let choice = match finish {
            Some(reason) if few => json!({"finish_reason": reason}),
            None if few => json!({"delta": delta}),
            _ => json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}),
        };
        let mut chunk = self.around(json!([choice]));
        if self.has(Deviation::Obfuscation) {
            chunk["obfuscation"] = "q7Zr3k".into();
        }
        chunk
    }

    fn delta(&self, mut delta: Value) -> Event {
        if self.has(Deviation::NullContent) {
            for field in ["content", "reasoning_content", "tool_calls"] {
                if delta.get(field).is_none() {
                    delta[field] = Value::Null;
                }
            }
        }
        Event::Data(self.chunk(delta, None))
    }

    fn opening(&self) -> Vec<Event> {
        let mut events = Vec::new();
        if self.has(Deviation::EmptyChoices) {
            let mut filtered = self.around(json!([]));
            filtered["prompt_filter_results"] =
                json!([{"prompt_index": 0, "content_filter_results": {}}]);
            events.push(Event::Data(filtered));
            events.push(Event::Data(self.around(Value::Null)));
            events.push(Event::Data(json!({"id": "", "object": "", "model": ""})));
        }
        events.push(match self.has(Deviation::NullContent) {
            true => self.delta(json!({"role": "assistant"})),
            false => self.delta(json!({"role": "assistant", "content": ""})),
        });
        events
    }

    fn thoughts(&self) -> Vec<Event> {
        let Some(thought) = &self.script.reasoning else {
            return Vec::new();
        };
        let whole = |delta| vec![self.delta(delta)];
        match self.script.thoughts() {
            Thoughts::ReasoningContent => whole(json!({"reasoning_content": thought})),
            Thoughts::Reasoning => whole(json!({"reasoning": thought})),
            Thoughts::Parts => whole(json!({"content": [
                {"type": "thinking", "thinking": [{"type": "text", "text": thought}]},
            ]})),
            Thoughts::Tags => pieces_of(&format!("<think>{thought}</think>"), TAG_PIECE)
                .into_iter()
                .map(|piece| self.delta(json!({"content": piece})))
                .collect(),
        }
    }

    fn text(&self) -> Vec<Event> {
        let in_parts = |number| number == 0 && self.has(Deviation::ContentParts);
        deltas(self.script)
            .into_iter()
            .enumerate()
            .map(|(number, text)| match in_parts(number) {
                true => self.delta(json!({"content": [{"type": "text", "text": text}]})),
                false => self.delta(json!({"content": text})),
            })
            .collect()
    }

    fn closing(&self) -> Vec<Event> {
        let mut events = Vec::new();
        let mut last = self.chunk(json!({}), Some(finish(self.script.finish)));
        let usage = self.script.usage.map(|usage| {
            json!({
                "prompt_tokens": usage.input, "completion_tokens": usage.output,
                "total_tokens": usage.input + usage.output,
            })
        });
        let mut own = None;
        if let Some(usage) = usage {
            match self.script.usage_at() {
                UsageAt::Finish => last["usage"] = usage,
                UsageAt::XGroq => last["x_groq"] = json!({"id": "req_1", "usage": usage}),
                UsageAt::EmptyChoice => own = Some((json!([{"index": 0, "delta": {}}]), usage)),
                UsageAt::NoChoices if self.request["stream_options"]["include_usage"] == true => {
                    own = Some((json!([]), usage));
                }
                UsageAt::NoChoices => {}
            }
        }
        if !self.has(Deviation::NoFinish) {
            events.push(Event::Data(last));
        }
        if let Some((choices, usage)) = own {
            let mut chunk = self.around(choices);
            chunk["usage"] = usage;
            events.push(Event::Data(chunk));
        }
        if !self.has(Deviation::NoDone) {
            events.push(Event::Done);
        }
        events
    }

    fn error(&self) -> Vec<Event> {
        let body = error(500);
        let upstream = json!({"code": 502, "message": "Provider returned error"});
        if self.has(Deviation::Error(ErrorForm::Event)) {
            vec![Event::Named("error", body)]
        } else if self.has(Deviation::Error(ErrorForm::FinishReason)) {
            let mut chunk = self.chunk(json!({"content": ""}), Some("error"));
            chunk["error"] = upstream;
            vec![Event::Data(chunk)]
        } else if self.has(Deviation::Error(ErrorForm::Unframed)) {
            vec![Event::Unframed(body)]
        } else if self.has(Deviation::Error(ErrorForm::ThenDone)) {
            let error = json!({
                "message": "CUDA error: an illegal memory access was encountered",
                "type": "InternalServerError", "param": null, "code": 500,
            });
            vec![Event::Data(json!({"error": error})), Event::Done]
        } else {
            vec![Event::Data(body), Event::Done]
        }
    }
}

fn finish(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "stop",
        Finish::Length => "length",
        Finish::Filter => "content_filter",
    }
}

/// The answer as one document.
pub fn whole(script: &Script, request: &Value) -> Value {
    let mut message = json!({"role": "assistant", "content": script.text});
    if let Some(thought) = &script.reasoning {
        message["reasoning_content"] = thought.as_str().into();
    }
    let mut body = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": CREATED,
        "model": request["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish(script.finish)}],
    });
    if let Some(usage) = script.usage {
        body["usage"] = json!({
            "prompt_tokens": usage.input, "completion_tokens": usage.output,
            "total_tokens": usage.input + usage.output,
        });
    }
    body
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

/// The error with another time to wait.
pub fn waiting(mut error: Value, wait: Wait) -> Value {
    error["error"]["message"] = match wait.words() {
        Some(time) => format!("Rate limit reached. Please try again in {time}.").into(),
        None => "Rate limit reached.".into(),
    };
    error
}

/// The 429 that waiting does not help against.
pub fn quota() -> Value {
    json!({"error": {
        "message": "You exceeded your current quota, please check your plan and billing details.",
        "type": "insufficient_quota", "param": null, "code": "insufficient_quota",
    }})
}

/// llama.cpp while it loads a model.
pub fn loading() -> Value {
    json!({"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}})
}

/// The list of models.
pub fn models() -> Value {
    let model =
        |id: &str| json!({"id": id, "object": "model", "created": CREATED, "owned_by": "script"});
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
