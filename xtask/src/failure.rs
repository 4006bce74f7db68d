//! The one error of the tasks: a sentence for the person at the terminal.

use std::{fmt, io, path::Path};

/// A task's result.
pub type Result<T = ()> = std::result::Result<T, Failure>;

/// Why a task cannot go on, and what to do about it.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure in the task's own words.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// A file operation that failed: `verb` as in "cannot read …".
    pub fn io(verb: &str, path: &Path, error: &io::Error) -> Self {
        Self(format!("cannot {verb} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
