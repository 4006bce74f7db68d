//! Waiting for conditions.

use crate::{HarnessError, Result};
use std::{fmt::Display, time::Duration};
use tokio::time::{Instant, sleep};

/// Long enough for a busy machine with two cores; a test that passes never waits this long.
const DEADLINE: Duration = Duration::from_secs(30);
const INTERVAL: Duration = Duration::from_millis(25);

/// Asks until the answer is `Ok`; an `Err` says what was seen instead and is reported on timeout.
pub async fn eventually<T, E: Display>(
    what: &str,
    mut check: impl AsyncFnMut() -> std::result::Result<T, E>,
) -> Result<T> {
    let deadline = deadline();
    loop {
        match check().await {
            Ok(value) => return Ok(value),
            Err(seen) if Instant::now() > deadline => {
                return Err(HarnessError::Timeout {
                    what: what.to_owned(),
                    last: format!("; last seen: {seen}"),
                });
            }
            Err(_) => sleep(INTERVAL).await,
        }
    }
}

fn deadline() -> Instant {
    Instant::now() + DEADLINE
}
