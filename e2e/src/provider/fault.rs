//! What goes wrong at a provider or on the way, and what a refused client is told.

use std::time::Duration;

/// What goes wrong. Byte counts are positions in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Not even headers come until the test releases it.
    Silent,
    /// The stream stands still after so many bytes until the test releases it. At 0 bytes the headers
    /// come and nothing else.
    Stall(usize),
    /// The stream stands still after so many bytes, and is cut when the test releases it. (Cut at once,
    /// browsers throw away what they have not read yet; the test says when the page has read enough.)
    Cut(usize),
    /// The connection is reset after so many bytes, at once.
    Reset(usize),
    /// The body ends after so many bytes as if it were whole.
    End(usize),
    /// Something without end comes first, in all so many bytes; then the answer, if anybody still listens.
    Flood(Flood, usize),
    /// The answer is this status with the dialect's error body. Lists of models get it, too.
    Status(u16),
    /// Every answer has this status and this JSON, lists of models too.
    Says(u16, &'static str),
    /// The answer to a chat has this status and this JSON; the list of models is as ever.
    Refuses(u16, &'static str),
    /// The account has no money left: a 429 that waiting does not help against.
    Quota,
    /// The model is being loaded: llama.cpp's 503. Lists of models get it, too.
    Loading,
    /// The answer is an HTML page with status 200. Lists of models get it, too.
    Html,
    /// The stream is complete but carries no text.
    NoText,
    /// The stream ends after the text without saying so.
    NoTerminal,
    /// After so many events of text, the provider reports an error inside the stream; where the answer is
    /// one document, the document is the error.
    ErrorInStream(usize),
    /// A line of 1 MiB that carries no text comes first.
    LongLine,
    /// A byte that is no UTF-8 stands in the middle of the text.
    InvalidUtf8,
}

/// What comes without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flood {
    /// Comments (or blank lines, where a dialect has none).
    Comments,
    /// One line that does not end.
    Line,
    /// Text.
    Text,
}

/// When a refused client is told to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wait {
    /// The seconds in `Retry-After`.
    pub header: Option<u32>,
    /// Whether browsers may read that header.
    pub exposed: bool,
    /// The time that the body states, where the dialect's errors state one.
    pub body: Option<Duration>,
}

impl Wait {
    /// A time that only the body states.
    #[must_use]
    pub fn stated(milliseconds: u64) -> Self {
        Self {
            body: Some(Duration::from_millis(milliseconds)),
            ..Self::default()
        }
    }

    /// Seconds in a header that browsers may read.
    #[must_use]
    pub fn exposed(seconds: u32) -> Self {
        Self {
            header: Some(seconds),
            exposed: true,
            ..Self::default()
        }
    }

    /// The stated time as providers write it: `1.2s`.
    pub(super) fn words(self) -> Option<String> {
        self.body.map(|time| format!("{}s", time.as_secs_f64()))
    }
}
