//! What clients sent, and how each exchange ended.

use super::lock;
use axum::http;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Mutex};

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    /// `POST`, `GET` or `OPTIONS`.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// Header names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body as JSON; null if it is none.
    pub body: Value,
    /// How the answer ended.
    pub ending: Ending,
    /// The text whose events are whole before the script's fault of transport; all of it without one.
    pub text_sent: String,
}

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The answer is still on its way (or had no stream at all).
    Open,
    /// All bytes were handed to the network.
    Sent,
    /// The script cut the connection.
    Cut,
    /// The client went away first.
    Abandoned,
}

impl Request {
    pub(super) fn new(
        method: &http::Method,
        uri: &http::Uri,
        headers: &http::HeaderMap,
        body: &[u8],
    ) -> Self {
        Self {
            method: method.to_string(),
            target: uri.to_string(),
            headers: headers
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.to_string(), value)
                })
                .collect(),
            body: serde_json::from_slice(body).unwrap_or_default(),
            ending: Ending::Open,
            text_sent: String::new(),
        }
    }

    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// All requests of a provider.
#[derive(Default)]
pub(super) struct Record(Mutex<Vec<Request>>);

impl Record {
    /// Adds a request and returns its number.
    pub fn add(&self, request: Request) -> usize {
        let mut requests = lock(&self.0);
        requests.push(request);
        requests.len() - 1
    }

    /// Notes the text that a client has when the answer stands still, or ends.
    pub fn sends(&self, number: usize, text: String) {
        if let Some(request) = lock(&self.0).get_mut(number) {
            request.text_sent = text;
        }
    }

    pub fn end(&self, number: usize, ending: Ending) {
        if let Some(request) = lock(&self.0).get_mut(number)
            && request.ending == Ending::Open
        {
            request.ending = ending;
        }
    }

    pub fn all(&self) -> Vec<Request> {
        lock(&self.0).clone()
    }
}
