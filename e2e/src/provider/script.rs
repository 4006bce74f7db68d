//! What a provider is to play, and how badly.

use std::time::Duration;

/// One answer.
#[derive(Debug, Clone)]
pub struct Script {
    /// The text of the answer.
    pub text: String,
    /// The model's thoughts before it, in the dialect's own form.
    pub reasoning: Option<String>,
    /// How many characters one event carries.
    pub delta: usize,
    /// The sizes in bytes of the pieces that go over the network, again and again. Odd sizes split
    /// lines, events and UTF-8 sequences. None: every server-sent event travels alone.
    pub pieces: Vec<usize>,
    /// The line ends; `None` is what the dialect's provider really sends.
    pub framing: Option<Framing>,
    /// The pause before each piece.
    pub delay: Duration,
    /// Why the answer ends.
    pub finish: Finish,
    /// The tokens counted, if the provider counts.
    pub usage: Option<Usage>,
    /// Whether the keep-alive comments of proxies stand between events.
    pub keep_alive: bool,
    /// Whether browsers may read the answer.
    pub cors: Cors,
    /// What goes wrong.
    pub fault: Fault,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            text: "Hello".into(),
            reasoning: None,
            delta: 24,
            pieces: vec![7, 61, 3, 127, 31, 509],
            framing: None,
            delay: Duration::ZERO,
            finish: Finish::Stop,
            usage: Some(Usage {
                input: 1200,
                output: 3400,
            }),
            keep_alive: false,
            cors: Cors::Allowed,
            fault: Fault::None,
        }
    }
}

impl Script {
    /// A good answer with this text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// The same answer with something wrong.
    #[must_use]
    pub fn with(self, fault: Fault) -> Self {
        Self { fault, ..self }
    }
}

/// Line ends on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
}

impl Framing {
    /// The characters themselves.
    pub(crate) fn line_end(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
}

/// Why a model stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// It had nothing more to say.
    Stop,
    /// It ran into the limit of tokens.
    Length,
    /// The provider's filter stopped it.
    Filter,
}

/// Tokens, as the provider counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Of the prompt.
    pub input: u64,
    /// Of the answer.
    pub output: u64,
}

/// Whether the provider lets browsers read its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cors {
    /// As the dialect's provider does.
    Allowed,
    /// No CORS headers at all: every request from a browser fails.
    Missing,
    /// Preflights succeed, but answers with an error status carry no CORS headers (vLLM behind auth).
    MissingOnErrors,
}

/// What goes wrong. Byte counts are positions in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The stream stands still after so many bytes until the test releases it.
    Stall(usize),
    /// The stream stands still after so many bytes, and is cut when the test releases it. (Cut at once,
    /// browsers throw away what they have not read yet; the test says when the page has read enough.)
    Cut(usize),
    /// The answer is this status with the dialect's error body. Lists of models get it, too.
    Status(u16),
    /// The answer is an HTML page with status 200. Lists of models get it, too.
    Html,
    /// The stream is complete but carries no text.
    NoText,
    /// The stream ends after the text without saying so.
    NoTerminal,
    /// After so many events of text, the provider reports an error inside the stream.
    ErrorInStream(usize),
    /// A line of 1 MiB that carries no text comes first.
    LongLine,
    /// A byte that is no UTF-8 stands in the middle of the text.
    InvalidUtf8,
}
