//! Why a test cannot go on, worded for the person who reads its log.

use std::{io, path::PathBuf};

/// A harness result.
pub type Result<T = ()> = std::result::Result<T, HarnessError>;

/// What went wrong outside the product.
#[derive(Debug, thiserror::Error)]
pub enum HarnessError {
    /// Neither the environment nor the search path names the program.
    #[error(
        "{program} is missing: install Debian's chromium and chromium-driver, or set {variable}"
    )]
    Missing {
        /// The program's usual name.
        program: &'static str,
        /// The environment variable that may name it.
        variable: &'static str,
    },
    /// The site was not built.
    #[error("{0} holds no site: run `cargo xtask build` first")]
    NoSite(PathBuf),
    /// The driver ended or said something unexpected before it listened.
    #[error("chromedriver did not start: {0}")]
    Driver(String),
    /// No certificate could be made or used.
    #[error("TLS cannot be offered: {0}")]
    Tls(String),
    /// A condition did not come true in time.
    #[error("waited in vain for {what}{last}")]
    Timeout {
        /// The condition.
        what: String,
        /// What was seen last, if anything, starting with a separator.
        last: String,
    },
    /// The page logged errors, or did something else that no test allows.
    #[error("the page misbehaved: {0}")]
    Page(String),
    /// WebDriver refused a command.
    #[error(transparent)]
    WebDriver(#[from] thirtyfour::error::WebDriverError),
    /// A file or socket operation failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The page answered with JSON of another shape.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}
