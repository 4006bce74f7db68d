//! The requests that a diagnosis is made from, and what they bring back.
//!
//! A browser tells a page nothing about a request that failed. So the same address is asked in different
//! ways: which of them get through says where the others stop. This file must not judge answers.

use crate::domain::{
    endpoint::{BaseUrl, Endpoint, Preset, Secret},
    prompt::{ChatRequest, Message, Role},
    wire::{self, HttpRequest, Method, models},
};

/// A question to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Probe {
    /// The list of models, as the product asks for it.
    Models,
    /// The same address in `no-cors` mode without headers. It gets through whenever any server answers
    /// there. The browser demands `redirect: "follow"` with this mode; there is no key to carry along.
    Opaque,
    /// A GET in `cors` mode that needs no preflight: without headers.
    Simple,
    /// A tiny question to the model, streamed.
    Stream,
}

/// How long a probe may take, in milliseconds.
const PATIENCE_MS: u32 = 10_000;
/// The same where a person has to answer the browser first, or a server has to load a model.
const LONG_PATIENCE_MS: u32 = 120_000;

/// Some models reason first, and some servers reject very small limits.
const ANSWER_TOKENS: u32 = 16;

impl Probe {
    /// The request to send.
    #[must_use]
    pub fn request(self, endpoint: &Endpoint, key: Option<&Secret>) -> HttpRequest {
        match self {
            Self::Models => models::models_request(endpoint, key),
            Self::Opaque => bare(models::models_request(endpoint, None).url),
            Self::Simple => bare(open_url(endpoint)),
            Self::Stream => wire::request(endpoint, key, &tiny_chat()),
        }
    }

    /// Whether it is to be sent in `no-cors` mode.
    #[must_use]
    pub fn is_opaque(self) -> bool {
        self == Self::Opaque
    }

    /// How long to wait for it; `asks` when the browser may ask the user before it sends anything.
    #[must_use]
    pub fn patience_ms(self, asks: bool) -> u32 {
        if asks || self == Self::Stream {
            LONG_PATIENCE_MS
        } else {
            PATIENCE_MS
        }
    }
}

/// What a probe brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A response that the page may read.
    Answered(Answer),
    /// A response that the page may not read (`Response.type` is `opaque`).
    Opaque,
    /// A `TypeError`, of which the browser says no more.
    Failed,
    /// Nothing within the probe's time.
    TimedOut,
}

/// A response that the page may read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The content type; empty when there is none.
    pub content_type: String,
    /// The body as text; hostile.
    pub body: String,
    /// Whether the body broke off.
    pub is_cut: bool,
    /// The `retry-after` header in seconds, where the browser shows it.
    pub retry_after_s: Option<u64>,
}

impl Answer {
    pub(super) fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(super) fn is_html(&self) -> bool {
        let body = self.body.trim_start_matches('\u{feff}').trim_start();
        body.starts_with('<') || (body.is_empty() && self.content_type.starts_with("text/html"))
    }
}

/// An address that the server gives to everybody. vLLM guards all below `/v1`, and answers a wrong key
/// without the headers that would show it to a page.
fn open_url(endpoint: &Endpoint) -> String {
    match endpoint.preset {
        Preset::Vllm => format!("{}/health", without_version(&endpoint.base_url)),
        _ => models::models_request(endpoint, None).url,
    }
}

fn without_version(url: &BaseUrl) -> &str {
    url.as_str().strip_suffix("/v1").unwrap_or(url.as_str())
}

fn bare(url: String) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url,
        headers: Vec::new(),
        body: None,
    }
}

fn tiny_chat() -> ChatRequest {
    ChatRequest {
        system: "You check a connection.".into(),
        messages: vec![Message {
            role: Role::User,
            content: "Reply with the word OK.".into(),
        }],
        max_output_tokens: Some(ANSWER_TOKENS),
    }
}
