//! The figures of a run: times, tokens, tries.
//!
//! It must not decide anything by them.

use crate::domain::wire::Usage;

use super::exchange::Exchange;

/// Numbers to show beside a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// From the start to now or to the end.
    pub elapsed_ms: u64,
    /// From the start to the first text or reasoning.
    pub first_token_ms: Option<u64>,
    /// Since the network last gave a sign of life; 0 after the end.
    pub quiet_ms: u64,
    /// Until the next try; none when no try waits for its time.
    pub resting_ms: Option<u64>,
    /// Characters of the answer that this run brought.
    pub characters: u64,
    /// Tokens of the answer, reasoning included.
    pub output_tokens: u64,
    /// Whether `output_tokens` is our estimate and not the provider's count.
    pub estimated: bool,
    /// Output tokens a second since the first one came.
    pub tokens_per_second: Option<u64>,
    /// Requests sent.
    pub tries: u8,
    /// How often an answer that was cut was continued.
    pub continuations: u8,
}

/// The moments of a run.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Times {
    started: u64,
    first_token: Option<u64>,
    last_token: u64,
    /// The pauses between the last token of an exchange and the first of the next one.
    paused: u64,
    is_paused: bool,
    heard: u64,
    saved: u64,
    /// The latest moment that is known.
    pub now: u64,
    ended: bool,
}

impl Times {
    pub fn starting(now: u64) -> Self {
        Self {
            started: now,
            heard: now,
            saved: now,
            now,
            ..Self::default()
        }
    }

    /// Time passed.
    pub fn pass(&mut self, now: u64) {
        self.now = self.now.max(now);
    }

    /// The network gave a sign of life, or was just asked for one.
    pub fn hear(&mut self, now: u64) {
        self.pass(now);
        self.heard = self.now;
    }

    /// A piece of the answer came.
    pub fn token(&mut self) {
        if self.is_paused {
            self.paused += self.now.saturating_sub(self.last_token);
            self.is_paused = false;
        }
        self.last_token = self.now;
        self.first_token.get_or_insert(self.now);
    }

    /// An exchange is over.
    pub fn pause(&mut self) {
        self.is_paused = self.first_token.is_some();
    }

    /// Since the last sign of life.
    pub fn quiet_ms(&self) -> u64 {
        self.now.saturating_sub(self.heard)
    }

    /// Whether the last save is `every_ms` ago; then one is under way.
    pub fn save_is_due(&mut self, every_ms: u64) -> bool {
        let is_due = self.now.saturating_sub(self.saved) >= every_ms;
        if is_due {
            self.saved = self.now;
        }
        is_due
    }

    /// The run is over.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// The figures that are times.
    pub fn progress(&self, output_tokens: u64, resting_until: Option<u64>) -> Progress {
        let streamed_ms = self.first_token.map_or(0, |first| {
            self.last_token
                .saturating_sub(first)
                .saturating_sub(self.paused)
        });
        Progress {
            elapsed_ms: self.now.saturating_sub(self.started),
            first_token_ms: self
                .first_token
                .map(|first| first.saturating_sub(self.started)),
            quiet_ms: if self.ended { 0 } else { self.quiet_ms() },
            resting_ms: resting_until.map(|until| until.saturating_sub(self.now)),
            tokens_per_second: (streamed_ms > 0).then(|| output_tokens * 1000 / streamed_ms),
            ..Progress::default()
        }
    }
}

/// The tokens of the exchanges that are over.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Spent {
    usage: Usage,
    output: u64,
    uncounted: bool,
}

impl Spent {
    /// An exchange is over.
    pub fn add(&mut self, exchange: &Exchange) {
        let (output, counted) = exchange.output_tokens();
        self.usage = sum(self.usage, exchange.usage);
        self.output += output;
        self.uncounted |= !counted && output > 0;
    }

    /// The provider's counts, with those of the exchange under way.
    pub fn usage(&self, current: Option<&Exchange>) -> Usage {
        current.map_or(self.usage, |exchange| sum(self.usage, exchange.usage))
    }

    /// The tokens of the answer, and whether the provider counted them all.
    pub fn output(&self, current: Option<&Exchange>) -> (u64, bool) {
        let (output, counted) = current.map_or((0, true), Exchange::output_tokens);
        let is_counted = counted && !self.uncounted && self.output + output > 0;
        (self.output + output, is_counted)
    }
}

fn sum(one: Usage, other: Usage) -> Usage {
    let add = |one: Option<u64>, other: Option<u64>| match (one, other) {
        (None, None) => None,
        (one, other) => Some(one.unwrap_or(0) + other.unwrap_or(0)),
    };
    Usage {
        input: add(one.input, other.input),
        output: add(one.output, other.output),
        cached: add(one.cached, other.cached),
        reasoning: add(one.reasoning, other.reasoning),
    }
}
