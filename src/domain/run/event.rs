//! What goes into a run and what comes out of it. Words only: what they lead to is decided in `step`.

use crate::domain::wire::{Dialect, HttpRequest};

/// Names one exchange with the server, so that late news of an earlier one is ignored.
pub type RunNumber = u32;

/// What happened. Times are milliseconds since any fixed moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The user wants an answer. Ignored while a run is active.
    Start {
        /// What to send.
        request: HttpRequest,
        /// How the answer is encoded.
        dialect: Dialect,
        /// When.
        now: u64,
    },
    /// Something came from the network.
    Network {
        /// The number that [`Command::Send`] gave.
        run: RunNumber,
        /// What came.
        news: News,
        /// When.
        now: u64,
    },
    /// The user wants it to stop.
    StopAsked {
        /// When.
        now: u64,
    },
    /// Time passed; about every half second while a run is active.
    Tick {
        /// When.
        now: u64,
    },
}

/// What a sent request brings back, in this order: headers, then any number of bytes, then an end. The
/// body of an error may come as bytes or at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The response's status.
    Headers {
        /// The HTTP status.
        status: u16,
        /// The `Retry-After` header in seconds, where the browser may see it.
        retry_after_s: Option<u64>,
    },
    /// More of the body.
    Bytes(Vec<u8>),
    /// The whole body of a response with an error status.
    ErrorBody(String),
    /// The body ended.
    Closed,
    /// The request or the body broke off.
    Failed {
        /// Whether the browser says that it is offline.
        offline: bool,
    },
}

/// What the page has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Send this and report its news under this number.
    Send {
        /// The number of the exchange.
        run: RunNumber,
        /// The request.
        request: HttpRequest,
    },
    /// Stop reading; nothing that still comes is wanted.
    Abort {
        /// The number of the exchange.
        run: RunNumber,
    },
    /// Append this to the design.
    AppendText(String),
    /// Store the design as it is now.
    Save,
}
