//! How long a run waits for a sign of life before it gives an exchange up.
//!
//! It must not read a clock: it compares durations.

use crate::domain::endpoint::{Endpoint, Reach};

use super::Phase;

/// The longest silence in each part of an exchange, in milliseconds.
///
/// A comment or a ping is a sign of life. A hosted service answers with its headers at once, but a model
/// that reasons without showing it is silent for minutes. A local server loads the model first, sends
/// nothing while it reads a long prompt, and writes slowly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// From the request to the status.
    pub connect_ms: u64,
    /// From the status to the first text or reasoning.
    pub first_token_ms: u64,
    /// Between two pieces of the answer.
    pub between_ms: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self::HOSTED
    }
}

const MINUTE: u64 = 60_000;

impl Patience {
    const HOSTED: Self = Self {
        connect_ms: 2 * MINUTE,
        first_token_ms: 10 * MINUTE,
        between_ms: 2 * MINUTE,
    };
    const LOCAL: Self = Self {
        connect_ms: 15 * MINUTE,
        first_token_ms: 15 * MINUTE,
        between_ms: 5 * MINUTE,
    };

    /// The patience that an endpoint deserves.
    #[must_use]
    pub fn with(endpoint: &Endpoint) -> Self {
        if loads_models(endpoint) {
            Self::LOCAL
        } else {
            Self::HOSTED
        }
    }

    /// The longest silence in a phase; none in one that waits for nothing.
    pub(super) fn limit(self, phase: &Phase) -> Option<u64> {
        match phase {
            Phase::Connecting => Some(self.connect_ms),
            Phase::Waiting => Some(self.first_token_ms),
            Phase::Streaming => Some(self.between_ms),
            _ => None,
        }
    }
}

/// Whether the endpoint is likely a server that loads its model when it is first asked.
#[must_use]
pub fn loads_models(endpoint: &Endpoint) -> bool {
    endpoint.preset.is_self_hosted() || endpoint.base_url.reach() != Reach::Public
}
