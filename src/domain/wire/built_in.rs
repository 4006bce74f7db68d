//! The browser's own model behind its Prompt API (`LanguageModel`).
//!
//! <https://developer.chrome.com/docs/ai/prompt-api>. There is no HTTP: a request is a question as data to
//! whoever calls the API, and the answer comes back in lines of JSON of our own. A GET asks whether there
//! is a model, a POST asks it something; both go to [`BaseUrl::BUILT_IN`], which nobody can send anything
//! to.

use serde_json::{Value, json};

use super::{
    Delta, Finish, HttpRequest, Method, ProviderError, ProviderErrorKind, Usage, reasoning, text,
    turn,
};
use crate::domain::{
    endpoint::{BUILT_IN_MODEL, BaseUrl},
    prompt::ChatRequest,
};

pub(super) fn request(chat: &ChatRequest) -> HttpRequest {
    let messages: Vec<_> = chat.messages.iter().map(turn).collect();
    let body = json!({"system": chat.system, "messages": messages});
    HttpRequest {
        method: Method::Post,
        url: BaseUrl::BUILT_IN.into(),
        headers: Vec::new(),
        body: Some(body.to_string()),
    }
}

/// `{"text":"…"}`, `{"reasoning":"…"}`, `{"done":true,"finish":"length","usage":{"input":1,"output":2}}`;
/// an error has the shape that all dialects share.
pub(super) fn decode(event: &Value) -> Option<Vec<Delta>> {
    if ["text", "reasoning", "done"]
        .iter()
        .all(|key| event.get(key).is_none())
    {
        return None;
    }
    let mut deltas = Vec::new();
    deltas.extend(reasoning(&event["reasoning"]));
    deltas.extend(text(&event["text"]));
    if event["done"] == true {
        let usage = Usage {
            input: event["usage"]["input"].as_u64(),
            output: event["usage"]["output"].as_u64(),
            ..Usage::default()
        };
        deltas.extend(usage.reported());
        deltas.push(Delta::Finish(match event["finish"].as_str() {
            None | Some("" | "stop") => Finish::Stop,
            Some("length") => Finish::Length,
            Some(other) => Finish::Other(other.into()),
        }));
        deltas.push(Delta::End);
    }
    Some(deltas)
}

/// The answer to the question whether there is a model: `{"availability":"…"}` with the word that the
/// browser says. `None` for any other answer.
pub(super) fn models(answer: &Value) -> Option<Result<Vec<super::models::Model>, ProviderError>> {
    let word = answer["availability"].as_str()?;
    let kind = match word {
        "available" => {
            let id = BUILT_IN_MODEL.to_owned();
            return Some(Ok(vec![super::models::Model { id }]));
        }
        "downloadable" | "downloading" => ProviderErrorKind::ModelLoading,
        _ => ProviderErrorKind::ModelNotFound,
    };
    Some(Err(ProviderError {
        kind,
        message: word.chars().take(40).collect(),
        status: None,
        retry_after_ms: None,
    }))
}
