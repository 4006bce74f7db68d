//! What the runs of a design brought and used.
//!
//! Figures only: what was asked and answered is not kept here, and nothing is judged.

use super::{Millis, Outcome};
use crate::domain::{run::Progress, wire::Usage};

/// So many runs of a design are remembered; the oldest go first.
pub const REMEMBERED: usize = 100;

/// One run that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// When it began.
    pub started: Millis,
    /// The provider's name.
    pub provider: String,
    /// The model's id.
    pub model: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What the provider counted, over all requests of the run.
    pub usage: Usage,
    /// Tokens of the answer: the provider's count or our estimate.
    pub output_tokens: u64,
    /// Whether `output_tokens` is our estimate.
    pub estimated: bool,
    /// From the start to the first text or reasoning, in milliseconds.
    pub first_token_ms: Option<u64>,
    /// From the start to the end, in milliseconds.
    pub elapsed_ms: u64,
    /// Output tokens a second.
    pub tokens_per_second: Option<u64>,
    /// Requests sent.
    pub requests: u64,
    /// How often a cut answer was continued.
    pub continuations: u64,
}

impl RunRecord {
    /// The record of a run that began at `started` and has the figures of its end.
    #[must_use]
    pub fn of(started: Millis, outcome: Outcome, progress: &Progress, usage: Usage) -> Self {
        Self {
            started,
            provider: String::new(),
            model: String::new(),
            outcome,
            usage,
            output_tokens: progress.output_tokens,
            estimated: progress.estimated,
            first_token_ms: progress.first_token_ms,
            elapsed_ms: progress.elapsed_ms,
            tokens_per_second: progress.tokens_per_second,
            requests: progress.tries.into(),
            continuations: progress.continuations.into(),
        }
    }
}

/// Adds a run, and lets go of the oldest beyond [`REMEMBERED`].
pub fn remember(runs: &mut Vec<RunRecord>, run: RunRecord) {
    runs.push(run);
    let excess = runs.len().saturating_sub(REMEMBERED);
    runs.drain(..excess);
}
