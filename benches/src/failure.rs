//! Why a measurement cannot go on, worded for the person who reads it in a terminal or in the report.

use std::{io, path::PathBuf};

/// A result of the benchmarks.
pub type Result<T = ()> = std::result::Result<T, Failure>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The peers' packages are not where they should be.
    #[error("{0} is missing: `cargo xtask bench` installs the peers with npm")]
    NoPeers(PathBuf),
    /// The page of a peer said that it cannot do it.
    #[error("{0}")]
    Page(String),
    /// Something took longer than any reader would wait.
    #[error("gave up after {seconds} s waiting for {what}")]
    Timeout {
        /// What was waited for.
        what: &'static str,
        /// How long.
        seconds: u64,
    },
    /// The browser's own protocol did not work as documented.
    #[error("the browser's protocol: {0}")]
    Protocol(String),
    /// Driving the browser failed.
    #[error(transparent)]
    Browser(#[from] e2e::HarnessError),
    /// WebDriver refused a command.
    #[error(transparent)]
    WebDriver(#[from] thirtyfour::error::WebDriverError),
    /// The connection to the browser broke.
    #[error(transparent)]
    Socket(#[from] tokio_tungstenite::tungstenite::Error),
    /// A file or socket operation failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Something answered with JSON of another shape.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}
