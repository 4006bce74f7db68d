//! From received bytes to deltas, for every dialect: framing, JSON, reasoning tags, and what to make of
//! an answer that is not framed as it should be.
//!
//! It must not know what a dialect's events mean.

use serde_json::Value;

use super::{
    Delta, Dialect, Finish, ProviderError, decode, error, ndjson, sse, thinking::Splitter,
};

/// Whether a body is the beginning of something that could be understood: it was cut, which is no fault of
/// its words.
fn is_begun(body: &str) -> bool {
    let field = ["data:", "event:", "id:", "retry:"];
    field.iter().any(|field| field.starts_with(body))
        || serde_json::from_str::<serde::de::IgnoredAny>(body).is_err_and(|error| error.is_eof())
}

#[derive(Debug)]
enum Framing {
    Events(sse::Decoder),
    Lines(ndjson::Lines),
}

/// Sans-I/O decoder of one answer. Cutting the bytes elsewhere gives the same text, reasoning, usage and
/// ending.
#[derive(Debug)]
pub struct Decoder {
    dialect: Dialect,
    framing: Framing,
    thinking: Splitter,
    /// What was received outside any event.
    stray: String,
    /// The first JSON value of no known shape.
    unknown: Option<String>,
    /// Whether anything was of a known shape.
    understood: bool,
    /// Whether any of the answer's text has come.
    has_text: bool,
    /// Whether the stream told its end or its failure.
    concluded: bool,
    /// Whether the protocol's last word has come: events after it mean nothing.
    ended: bool,
}

impl Decoder {
    /// A decoder for one answer in `dialect`.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            framing: match dialect {
                Dialect::Ollama | Dialect::BuiltIn => Framing::Lines(ndjson::Lines::default()),
                _ => Framing::Events(sse::Decoder::default()),
            },
            thinking: Splitter::default(),
            stray: String::new(),
            unknown: None,
            understood: false,
            has_text: false,
            concluded: false,
            ended: false,
        }
    }

    /// Takes bytes, gives what they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Delta> {
        let items = match &mut self.framing {
            Framing::Events(decoder) => decoder.push(bytes),
            Framing::Lines(lines) => lines
                .push(bytes)
                .into_iter()
                .map(sse::Item::Stray)
                .collect(),
        };
        self.items(items)
    }

    /// The answer is over: gives what was still held, and reads an unframed body as what it may be: one
    /// JSON document, lines of JSON, a web page.
    pub fn end(&mut self) -> Vec<Delta> {
        let items = match &mut self.framing {
            Framing::Events(decoder) => decoder.end(),
            Framing::Lines(lines) => lines.end().map(sse::Item::Stray).into_iter().collect(),
        };
        let mut deltas = self.items(items);
        self.unframed(&mut deltas);
        deltas.extend(self.thinking.end());
        deltas
    }

    fn items(&mut self, items: Vec<sse::Item>) -> Vec<Delta> {
        let mut deltas = Vec::new();
        for item in items {
            match item {
                sse::Item::Event { name, data } => self.event(&name, &data, &mut deltas),
                sse::Item::Stray(line) => self.stray_line(&line, &mut deltas),
            }
        }
        deltas
    }

    fn event(&mut self, name: &str, data: &str, deltas: &mut Vec<Delta>) {
        if self.datum(data, deltas) || data.trim().is_empty() {
            return;
        }
        if name == "error" {
            let error = ProviderError::unclassified(data);
            self.deliver(vec![Delta::Failure(error)], deltas);
        } else if data.lines().count() > 1 {
            // Events that lack the blank line between them.
            for line in data.lines() {
                if !self.datum(line, deltas) {
                    self.keep_stray(line);
                }
            }
        } else {
            self.keep_stray(data);
        }
    }

    /// Reads one JSON value or the end marker; whether it was one.
    fn datum(&mut self, data: &str, deltas: &mut Vec<Delta>) -> bool {
        if data.trim() == "[DONE]" {
            // Some servers send no finish reason; the marker is as good, unless all before was strange.
            let strange = !self.understood && self.unknown.is_some();
            let finish = (!self.concluded && !strange).then_some(Delta::Finish(Finish::Stop));
            self.deliver(finish.into_iter().chain([Delta::End]).collect(), deltas);
            return true;
        }
        match serde_json::from_str(data) {
            Ok(value) => {
                self.value(&value, deltas);
                true
            }
            Err(_) => false,
        }
    }

    fn value(&mut self, value: &Value, deltas: &mut Vec<Delta>) {
        if self.ended {
            return;
        }
        if let Some(found) = decode(self.dialect, value, self.has_text) {
            self.understood = true;
            self.deliver(found, deltas);
        } else if !self.understood && self.unknown.is_none() {
            self.unknown = Some(value.to_string());
        }
    }

    /// Passes deltas on, with the reasoning taken out of the text.
    fn deliver(&mut self, found: Vec<Delta>, deltas: &mut Vec<Delta>) {
        for delta in found {
            match delta {
                Delta::Text(text) => {
                    self.has_text = true;
                    deltas.extend(self.thinking.push(text));
                }
                Delta::Finish(_) | Delta::Failure(_) | Delta::End => {
                    self.concluded = true;
                    self.ended |= delta == Delta::End;
                    deltas.extend(self.thinking.end());
                    deltas.push(delta);
                }
                Delta::Reasoning(_) | Delta::Usage(_) => deltas.push(delta),
            }
        }
    }

    fn stray_line(&mut self, line: &str, deltas: &mut Vec<Delta>) {
        // A line inside a document that spans lines may well be JSON by itself.
        let in_lines =
            matches!(self.framing, Framing::Lines(_)) && !self.stray.starts_with(['{', '[']);
        if !(in_lines && self.datum(line, deltas)) {
            self.keep_stray(line);
        }
    }

    fn keep_stray(&mut self, line: &str) {
        if !(self.stray.is_empty() && line.trim().is_empty()) {
            self.stray.push_str(line);
            self.stray.push('\n');
        }
    }

    fn unframed(&mut self, deltas: &mut Vec<Delta>) {
        let stray = std::mem::take(&mut self.stray);
        let body = stray.trim();
        if !body.is_empty() && !self.datum(body, deltas) {
            for line in body.lines() {
                self.datum(line.strip_prefix("data:").unwrap_or(line), deltas);
            }
        }
        let strange = self.unknown.as_deref().unwrap_or(body);
        if !self.understood && !strange.is_empty() && !is_begun(strange) {
            let error = error::unintelligible(strange);
            self.deliver(vec![Delta::Failure(error)], deltas);
        }
    }
}
