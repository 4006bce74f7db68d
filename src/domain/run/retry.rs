//! Which failures pass by themselves, and how long to wait before asking again.
//!
//! It must not wait: it names delays. Randomness comes in as a seed.

use crate::domain::wire::{ProviderError, ProviderErrorKind};

use super::RunError;

/// How often a request is repeated whose server says that it is busy.
const TRIES_WHEN_BUSY: u8 = 4;
/// How often a request is repeated that nobody answered. Mostly the address or the server is wrong, and
/// the user should hear of that soon.
const TRIES_UNANSWERED: u8 = 2;
/// The upper bound of the first delay; it doubles from try to try.
const FIRST_MS: u64 = 1_000;
/// The upper bound of every delay that the server did not state.
const LONGEST_MS: u64 = 20_000;
/// A server that asks for more is not waited for.
const LONGEST_STATED_MS: u64 = 5 * 60_000;
/// How often a server that loads its model is asked again.
const LOADING_MS: u64 = 3_000;
/// How often at most: ten minutes of loading.
const TRIES_WHEN_LOADING: u8 = 200;

/// Random numbers and the delays made of them (SplitMix64, Steele et al. 2014).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Backoff {
    state: u64,
}

impl Backoff {
    pub fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The delay before try number `tried + 1` after `error`, in milliseconds; `None` when the error will
    /// not pass or was met too often.
    ///
    /// The delay is the one that the server states, else "full jitter": anything between zero and a bound
    /// that doubles, so that many clients do not come back together.
    pub fn delay(&mut self, error: &RunError, tried: u8) -> Option<u64> {
        match error {
            RunError::Provider(error) => self.after(error, tried),
            RunError::Unreachable
            | RunError::Lost
            | RunError::Silent { .. }
            | RunError::Empty { .. } => (tried < TRIES_UNANSWERED).then(|| self.jitter(tried)),
            RunError::Offline | RunError::Refused | RunError::Filtered => None,
        }
    }

    fn after(&mut self, error: &ProviderError, tried: u8) -> Option<u64> {
        if !passes(error) {
            return None;
        }
        let loading = error.kind == ProviderErrorKind::ModelLoading;
        let tries = match error.kind {
            ProviderErrorKind::ModelLoading => TRIES_WHEN_LOADING,
            ProviderErrorKind::Other => TRIES_UNANSWERED,
            _ => TRIES_WHEN_BUSY,
        };
        if tried >= tries {
            return None;
        }
        match error.retry_after_ms {
            Some(stated) if stated > LONGEST_STATED_MS => None,
            // A little later than stated: exactly then everybody comes.
            Some(stated) => Some(stated + self.below(FIRST_MS)),
            None if loading => Some(LOADING_MS),
            None => Some(self.jitter(tried)),
        }
    }

    /// Anything up to the bound of this try.
    pub fn jitter(&mut self, tried: u8) -> u64 {
        let bound = FIRST_MS.checked_shl(u32::from(tried)).unwrap_or(LONGEST_MS);
        self.below(bound.min(LONGEST_MS))
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound.saturating_add(1)
    }
}

/// Whether waiting is likely to help.
fn passes(error: &ProviderError) -> bool {
    use ProviderErrorKind::*;
    let status = error.status.unwrap_or(0);
    match error.kind {
        RateLimited | Overloaded | ModelLoading | Server => true,
        // The server waited for the request, or something between the two did.
        _ if status == 408 => true,
        // A stream that was accepted and then failed, for a reason without a name.
        Other if status == 0 => true,
        Other | Html | NotJson => (500..600).contains(&status),
        AuthRejected | Forbidden | OriginRefused | ModelNotFound | NotFound | QuotaExhausted
        | ContextExceeded | BadRequest => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::wire::{Dialect, classify_error};

    fn provider(status: u16, body: &str) -> RunError {
        RunError::Provider(classify_error(Dialect::OpenAiChat, status, body))
    }

    #[test]
    fn what_passes_is_tried_again_and_what_does_not_is_told() {
        let quota = r#"{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}"#;
        for (error, tries) in [
            (provider(408, ""), 4),
            (provider(429, ""), 4),
            (provider(500, ""), 4),
            (provider(502, "<html>Bad gateway</html>"), 4),
            (provider(503, ""), 4),
            (provider(504, ""), 4),
            (provider(529, r#"{"error":{"type":"overloaded_error"}}"#), 4),
            (
                provider(
                    503,
                    r#"{"error":{"message":"Loading model","type":"unavailable_error"}}"#,
                ),
                200,
            ),
            (provider(400, ""), 0),
            (provider(401, ""), 0),
            (provider(402, ""), 0),
            (provider(403, ""), 0),
            (provider(404, ""), 0),
            (provider(429, quota), 0),
            (RunError::Unreachable, 2),
            (RunError::Lost, 2),
            (RunError::Silent { waited_ms: 1 }, 2),
            (RunError::Empty { reasoned: false }, 2),
            (RunError::Refused, 0),
            (RunError::Filtered, 0),
        ] {
            let mut backoff = Backoff::seeded(7);
            let given = (0..=u8::MAX)
                .take_while(|tried| backoff.delay(&error, *tried).is_some())
                .count();
            assert_eq!(given, tries, "{error}");
        }
    }

    #[test]
    fn delays_grow_and_differ() {
        let busy = provider(500, "");
        for (tried, bound) in [(0, 1_000), (1, 2_000), (2, 4_000), (3, 8_000)] {
            let delays: Vec<_> = (0..200)
                .filter_map(|seed| Backoff::seeded(seed).delay(&busy, tried))
                .collect();
            assert_eq!(delays.len(), 200);
            assert!(delays.iter().all(|delay| *delay <= bound));
            // Full jitter: the whole range is used, not a narrow band at its end.
            assert!(delays.iter().any(|delay| *delay < bound / 4));
            assert!(delays.iter().any(|delay| *delay > bound * 3 / 4));
        }
        assert!((0..50).all(|seed| Backoff::seeded(seed).jitter(200) <= LONGEST_MS));
    }

    #[test]
    fn stated_delays_are_honoured() {
        let stated = |body: &str| {
            let mut backoff = Backoff::seeded(1);
            backoff.delay(&provider(429, body), 0)
        };
        let soon =
            stated(r#"{"error":{"message":"Rate limit reached. Please try again in 5.289s."}}"#);
        assert!(
            soon.is_some_and(|delay| (5_289..=6_289).contains(&delay)),
            "{soon:?}"
        );
        let google = stated(
            r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"12s"}]}}"#,
        );
        assert!(
            google.is_some_and(|delay| (12_000..=13_000).contains(&delay)),
            "{google:?}"
        );
        let tomorrow = stated(r#"{"error":{"message":"Please try again in 7h12m0s."}}"#);
        assert_eq!(tomorrow, None);
    }
}
