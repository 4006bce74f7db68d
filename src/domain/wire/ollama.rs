//! Ollama's native chat: one JSON object a line.
//!
//! <https://github.com/ollama/ollama/blob/main/docs/api.md>. The native interface, not the compatible
//! one: only here can the context be made large enough. By default it is about 4000 tokens on most
//! machines, and Ollama would silently cut the persona to fit.

use serde_json::{Value, json};

use super::{Delta, Finish, HttpRequest, Usage, post, reasoning, text};
use crate::domain::{
    endpoint::{Endpoint, Secret},
    prompt::{ChatRequest, TokenEstimate},
};

/// Room for the answer when no limit is set, in tokens.
const ANSWER: u64 = 12_288;
/// The context grows in these steps, so that the model is not loaded anew for every other brief.
const STEP: u64 = 8_192;

pub(super) fn request(
    endpoint: &Endpoint,
    key: Option<&Secret>,
    chat: &ChatRequest,
) -> HttpRequest {
    let mut messages = vec![json!({"role": "system", "content": chat.system})];
    messages.extend(
        chat.messages
            .iter()
            .map(|message| json!({"role": message.role.name(), "content": message.content})),
    );
    let mut options = json!({"num_ctx": context(chat)});
    if let Some(limit) = chat.max_output_tokens {
        options["num_predict"] = limit.into();
    }
    let body = json!({
        "model": endpoint.model,
        "messages": messages,
        "stream": true,
        // An error is better than half a persona.
        "truncate": false,
        "options": options,
    });
    post(endpoint, key, "/api/chat", &body)
}

/// The context to ask for, in tokens: the request with a quarter of head-room, and the answer.
fn context(chat: &ChatRequest) -> u64 {
    let mut estimate = TokenEstimate::default();
    estimate.add(&chat.system);
    for message in &chat.messages {
        estimate.add(&message.content);
    }
    let prompt = estimate.tokens();
    let answer = chat.max_output_tokens.map_or(ANSWER, u64::from);
    (prompt + prompt / 4 + answer).next_multiple_of(STEP)
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
            cached: None,
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
    use crate::domain::prompt::{Message, Role};

    #[test]
    fn the_context_holds_the_persona_and_the_answer() {
        let context_of = |system: &str, max_output_tokens| {
            context(&ChatRequest {
                system: system.into(),
                messages: vec![Message {
                    role: Role::User,
                    content: "x".repeat(400),
                }],
                max_output_tokens,
            })
        };
        assert_eq!(context_of("", None), 16_384);
        // 15 000 Chinese characters are about as many tokens.
        assert!(context_of(&"漢".repeat(15_000), None) >= 15_000 + 3_750 + ANSWER);
        assert!(context_of(&"a".repeat(60_000), Some(32_000)) >= 15_000 + 32_000);
    }
}
