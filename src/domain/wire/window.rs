//! How many tokens a model can hold, and whether a request fits.
//!
//! Three sources, the best first: what the list of models says (`models::listed_context`), what the
//! server says when asked, what is published of a hosted model. Whoever knows nothing says nothing: a
//! wrong number would keep somebody from a request that fits.

use serde_json::{Value, json};

use super::{Dialect, HttpRequest, models, post};
use crate::domain::{
    endpoint::{Endpoint, Preset, Secret},
    prompt::{ChatRequest, TokenEstimate},
};

/// Room for an answer when no limit is set, in tokens: as much as a long design takes.
pub const ANSWER: u64 = 12_288;

/// The window of the endpoint's model in tokens: from the body of the list of models if there is one,
/// then from the answer to [`question`], then from what is published.
#[must_use]
pub fn window(endpoint: &Endpoint, list: Option<&str>, told: Option<&str>) -> Option<u64> {
    let listed = |body| models::listed_context(endpoint.dialect(), body, &endpoint.model);
    list.and_then(listed)
        .or_else(|| told.and_then(answer))
        .or_else(|| published(endpoint))
}

/// The request that asks a server for its model's window, where the list does not tell and the server
/// can be asked.
#[must_use]
pub fn question(endpoint: &Endpoint, key: Option<&Secret>) -> Option<HttpRequest> {
    let is_answerable = endpoint.dialect() == Dialect::Ollama && !endpoint.model.is_empty();
    is_answerable.then(|| {
        post(
            endpoint,
            key,
            "/api/show",
            &json!({"model": endpoint.model}),
        )
    })
}

/// What the answer to [`question`] says: the window that the model was made with. Only without it the
/// one that its maker set for it, since a request may ask for more than that.
#[must_use]
pub fn answer(body: &str) -> Option<u64> {
    let value: Value = serde_json::from_str(body).ok()?;
    let made_with = value["model_info"].as_object().and_then(|info| {
        let (_, tokens) = info
            .iter()
            .find(|(name, _)| name.ends_with(".context_length"))?;
        tokens.as_u64()
    });
    let set = || {
        let lines = value["parameters"].as_str()?.lines();
        lines
            .filter_map(|line| line.trim().strip_prefix("num_ctx"))
            .find_map(|tokens| tokens.trim().parse().ok())
    };
    made_with.or_else(set).filter(|tokens| *tokens > 0)
}

/// The window that a model is published with, at the service of its maker: elsewhere a server may give it
/// less, and a name may mean another model.
#[must_use]
pub fn published(endpoint: &Endpoint) -> Option<u64> {
    let is_maker = matches!(
        endpoint.preset,
        Preset::OpenAi | Preset::OpenAiResponses | Preset::Anthropic
    );
    let id = endpoint.model.to_ascii_lowercase();
    PUBLISHED
        .iter()
        .find(|(family, _)| is_maker && is_of(&id, family))
        .map(|(_, tokens)| *tokens)
}

/// Whether a model is of a family: named so, or so with a variant or a date after it.
fn is_of(id: &str, family: &str) -> bool {
    id.strip_prefix(family)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Well-known families of the two makers whose lists do not always tell. The numbers are those of their
/// model pages as quoted by others up to May 2026, not measured; what everybody gets without a header or
/// a plan. The first that fits counts, so a narrower name stands before a wider one.
const PUBLISHED: &[(&str, u64)] = &[
    ("gpt-5-chat", 128_000),
    ("gpt-5.1-chat", 128_000),
    ("gpt-5.2-chat", 128_000),
    ("gpt-5", 400_000),
    ("gpt-5.1", 400_000),
    ("gpt-5.2", 400_000),
    ("gpt-4.1", 1_047_576),
    ("gpt-4o", 128_000),
    ("gpt-4-turbo", 128_000),
    ("o1-mini", 128_000),
    ("o1-preview", 128_000),
    ("o1", 200_000),
    ("o3", 200_000),
    ("o4-mini", 200_000),
    ("claude-opus-4-7", 1_000_000),
    ("claude-opus-4-6", 1_000_000),
    ("claude-sonnet-4-6", 1_000_000),
    ("claude-opus-4-5", 200_000),
    ("claude-opus-4-1", 200_000),
    ("claude-sonnet-4-5", 200_000),
    ("claude-haiku-4-5", 200_000),
    ("claude-3", 200_000),
];

/// A request beside the window of its model, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// What is sent, as estimated: good to about a quarter.
    pub prompt_tokens: u64,
    /// What is left for the answer, reasoning included.
    pub answer_tokens: u64,
    /// What the model holds, where it is known.
    pub window: Option<u64>,
}

/// Whether a request fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Prompt and answer, even if the estimate is a quarter too low.
    Fits,
    /// If the estimate is right.
    Tight,
    /// Not even then.
    TooLarge,
}

impl Fit {
    /// Measures a request.
    #[must_use]
    pub fn new(chat: &ChatRequest, window: Option<u64>) -> Self {
        let mut estimate = TokenEstimate::default();
        estimate.add(&chat.system);
        for message in &chat.messages {
            estimate.add(&message.content);
        }
        Self {
            prompt_tokens: estimate.tokens(),
            answer_tokens: chat.max_output_tokens.map_or(ANSWER, u64::from),
            window,
        }
    }

    /// Prompt and answer as estimated.
    #[must_use]
    pub fn needed(&self) -> u64 {
        self.prompt_tokens.saturating_add(self.answer_tokens)
    }

    /// The same with room for an estimate that is a quarter too low.
    #[must_use]
    pub fn with_headroom(&self) -> u64 {
        self.needed().saturating_add(self.prompt_tokens / 4)
    }

    /// Whether it fits; `None` while nobody knows the window.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let window = self.window?;
        Some(if self.with_headroom() <= window {
            Verdict::Fits
        } else if self.needed() <= window {
            Verdict::Tight
        } else {
            Verdict::TooLarge
        })
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "window_tests.rs"]
mod tests;
