//! What an exchange came to, judged by how it ended and what it brought.
//!
//! It must not act: what follows from a verdict is decided in `run`.

use crate::domain::wire::{Finish, ProviderError};

use super::{Phase, Run, RunError, Shortfall, has_words};

/// Why no more is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The server closed the body.
    Closed,
    /// The protocol said its last word, or reported a failure.
    Told,
    /// The connection broke.
    Broken { offline: bool },
    /// Nothing came for too long.
    Silent,
    /// The model begins again what it was to continue.
    Restarted,
    /// More came than any design has.
    TooLong,
    /// The user wants no more.
    Stopped,
}

/// What an exchange came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The run is over.
    Over(Phase),
    /// The provider reported an error.
    Failure(ProviderError),
    /// Nobody answered, or not to the end, and there is no text.
    Unheard(RunError),
    /// There is text, and more is to come.
    Cut(Shortfall),
}

impl Run {
    /// The verdict on the exchange that ended.
    pub(super) fn verdict(&mut self, ending: Ending) -> Verdict {
        let has_text = has_words(&self.text);
        let exchange = self.exchange.as_mut();
        let failure = exchange.and_then(|exchange| exchange.failure.take());
        if let Some(error) = failure {
            return Verdict::Failure(error);
        }
        let over = |phase| Verdict::Over(phase);
        let failed = |error| Verdict::Over(Phase::Failed(error));
        match (self.finish(), ending) {
            (Some(Finish::Refusal), _) => failed(RunError::Refused),
            (Some(Finish::ContentFilter), _) => failed(RunError::Filtered),
            (None, Ending::Stopped) => over(Phase::Stopped),
            (_, Ending::TooLong) => over(Phase::Incomplete(Shortfall::TooLong)),
            (_, Ending::Restarted) => over(Phase::Incomplete(Shortfall::Restarted)),
            (None, Ending::Broken { offline }) if has_text => {
                Verdict::Cut(Shortfall::Cut { offline })
            }
            (None, Ending::Silent) if has_text => Verdict::Cut(Shortfall::Silent),
            (None, Ending::Broken { offline: true }) => Verdict::Unheard(RunError::Offline),
            (None, Ending::Broken { offline: false }) => Verdict::Unheard(if self.was_accepted() {
                RunError::Lost
            } else {
                RunError::Unreachable
            }),
            (None, Ending::Silent) => Verdict::Unheard(RunError::Silent {
                waited_ms: self.times.quiet_ms(),
            }),
            // It ended before it said anything, its end included: cut as well as empty.
            (None, Ending::Closed) if !has_text => Verdict::Unheard(RunError::Empty {
                reasoned: !self.reasoning.is_empty(),
            }),
            _ if !has_text => failed(RunError::Empty {
                reasoned: !self.reasoning.is_empty(),
            }),
            (Some(Finish::Stop), _) => over(Phase::Done),
            (Some(Finish::Length), Ending::Stopped) => over(Phase::Incomplete(Shortfall::Length)),
            (Some(Finish::Length), _) => Verdict::Cut(Shortfall::Length),
            (Some(Finish::Other(reason)), _) => {
                over(Phase::Incomplete(Shortfall::Other(reason.clone())))
            }
            (None, _) => Verdict::Cut(Shortfall::Cut { offline: false }),
        }
    }

    fn was_accepted(&self) -> bool {
        matches!(self.phase, Phase::Waiting | Phase::Streaming)
    }
}
