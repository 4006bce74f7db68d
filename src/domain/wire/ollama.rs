//! Ollama's native chat: one JSON object a line.
//!
//! <https://github.com/ollama/ollama/blob/main/docs/api.md>. The native interface, not the compatible
//! one: only here can the context be made large enough. By default it is about 4000 tokens on most
//! machines, and Ollama would silently cut the persona to fit.

use serde_json::{Value, json};

use super::{Delta, Finish, HttpRequest, Usage, messages, post, reasoning, text, window::Fit};
use crate::domain::{
    endpoint::{Endpoint, Secret},
    prompt::ChatRequest,
};

/// The context grows in these steps, so that the model is not loaded anew for every other brief.
const STEP: u64 = 8_192;

pub(super) fn request(
    endpoint: &Endpoint,
    key: Option<&Secret>,
    chat: &ChatRequest,
) -> HttpRequest {
    let mut options = json!({"num_ctx": context(chat, endpoint.context)});
    if let Some(limit) = chat.max_output_tokens {
        options["num_predict"] = limit.into();
    }
    let body = json!({
        "model": endpoint.model,
        "messages": messages(chat),
        "stream": true,
        // An error is better than half a persona.
        "truncate": false,
        "options": options,
    });
    post(endpoint, key, "/api/chat", &body)
}

/// The context to ask for, in tokens: the request with a quarter of head-room, and the answer; never more
/// than the model has, which Ollama would take memory for and then not use.
fn context(chat: &ChatRequest, window: Option<u64>) -> u64 {
    let wanted = Fit::new(chat, window).with_headroom();
    let stepped = wanted.next_multiple_of(STEP);
    window.map_or(stepped, |window| stepped.min(window))
}

pub(super) fn decode(event: &Value) -> Option<Vec<Delta>> {
    if event.get("message").is_none() && event.get("done").is_none() {
        return None;
    }
    let message = &event["message"];
    let mut deltas = Vec::new();
    deltas.extend(
        reasoning(&message["thinking"]).or_else(|| reasoning(&message["reasoning_content"])),
    );
    deltas.extend(text(&message["content"]));
    if event["done"] == true {
        let usage = Usage {
            input: event["prompt_eval_count"].as_u64(),
            output: event["eval_count"].as_u64(),
            ..Usage::default()
        };
        deltas.extend(usage.reported());
        deltas.push(Delta::Finish(match event["done_reason"].as_str() {
            None | Some("" | "stop") => Finish::Stop,
            Some("length") => Finish::Length,
            Some(other) => Finish::Other(other.into()),
        }));
        deltas.push(Delta::End);
    }
    Some(deltas)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        prompt::{Message, Role},
        wire::window::ANSWER,
    };

    #[test]
    fn the_context_holds_the_persona_and_the_answer() {
        let context_of = |system: &str, max_output_tokens, window| {
            let chat = ChatRequest {
                system: system.into(),
                messages: vec![Message {
                    role: Role::User,
                    content: "x".repeat(400),
                }],
                max_output_tokens,
            };
            context(&chat, window)
        };
        assert_eq!(context_of("", None, None), 16_384);
        // 15 000 Chinese characters are about as many tokens.
        let chinese = "漢".repeat(15_000);
        assert!(context_of(&chinese, None, None) >= 15_000 + 3_750 + ANSWER);
        assert!(context_of(&"a".repeat(60_000), Some(32_000), None) >= 15_000 + 32_000);
        for (window, expected) in [(8_192, 8_192), (40_960, 32_768), (131_072, 32_768)] {
            assert_eq!(context_of(&chinese, None, Some(window)), expected);
        }
    }
}
