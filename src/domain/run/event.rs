//! What goes into a run and what comes out of it. Words only: what they lead to is decided in `step`.

use crate::domain::{
    endpoint::{Endpoint, Secret},
    locale::Locale,
    prompt::ChatRequest,
    wire::HttpRequest,
};

/// Names one exchange with the server, so that late news of an earlier one is ignored.
pub type RunNumber = u32;

/// What an answer is asked for with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Who is asked.
    pub endpoint: Endpoint,
    /// The key that belongs to it.
    pub key: Option<Secret>,
    /// The request for the whole answer.
    pub chat: ChatRequest,
    /// What is there of the answer already; the model is to go on from its end.
    pub so_far: String,
    /// The language in which the model is asked to go on.
    pub locale: Locale,
}

/// What happened. Times are milliseconds since any fixed moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The user wants an answer. Ignored while a run is active.
    Start {
        /// What is asked.
        ask: Box<Ask>,
        /// Any number, for the delays between tries.
        seed: u64,
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
    /// The user does not want to wait for the next try.
    GoOnAsked {
        /// When.
        now: u64,
    },
    /// Time passed; a few times a second while a run is active.
    Tick {
        /// Whether the browser believes to have a network.
        online: bool,
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
