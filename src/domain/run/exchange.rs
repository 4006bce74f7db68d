//! One exchange with the server: its bytes in, text and reasoning out, and what it told of its end.
//!
//! It must not decide what follows from an end; `run` does.

use crate::domain::{
    prompt::TokenEstimate,
    wire::{
        Decoder, Delta, Dialect, Finish, HttpRequest, ProviderError, Usage, amended, classify_error,
    },
};

/// How often a rejected request is sent in another form before its error is shown.
const AMENDMENTS: u8 = 2;

/// A request on its way, and its answer so far.
#[derive(Debug)]
pub(super) struct Exchange {
    request: HttpRequest,
    dialect: Dialect,
    decoder: Decoder,
    amendments: u8,
    status: Option<u16>,
    retry_after_s: Option<u64>,
    error_body: Vec<u8>,
    estimate: TokenEstimate,
    /// The provider's token counts.
    pub usage: Usage,
    /// The provider's reason for the end.
    pub finish: Option<Finish>,
    /// The error that the stream reported.
    pub failure: Option<ProviderError>,
    /// Whether the model reasoned.
    pub reasoned: bool,
}

/// What some bytes completed.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// More of the answer.
    pub text: String,
    /// More of the reasoning.
    pub reasoning: String,
    /// Whether nothing more is to come.
    pub ended: bool,
}

impl Exchange {
    /// An exchange that begins with `request`.
    pub fn new(request: HttpRequest, dialect: Dialect) -> Self {
        Self {
            request,
            dialect,
            decoder: Decoder::new(dialect),
            amendments: 0,
            status: None,
            retry_after_s: None,
            error_body: Vec::new(),
            estimate: TokenEstimate::default(),
            usage: Usage::default(),
            finish: None,
            failure: None,
            reasoned: false,
        }
    }

    /// What was sent.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// Takes the answer's status and, where the browser shows it, its `Retry-After`.
    pub fn answered(&mut self, status: u16, retry_after_s: Option<u64>) {
        self.status = Some(status);
        self.retry_after_s = retry_after_s;
    }

    /// Whether the server took the request.
    pub fn was_accepted(&self) -> bool {
        self.status.is_some() && !self.was_rejected()
    }

    /// Whether the server answered with an error.
    pub fn was_rejected(&self) -> bool {
        self.status
            .is_some_and(|status| !(200..300).contains(&status))
    }

    /// Takes bytes of the answer.
    pub fn push(&mut self, bytes: &[u8]) -> Heard {
        let deltas = self.decoder.push(bytes);
        let mut heard = self.absorb(deltas);
        heard.ended |= self.failure.is_some();
        heard
    }

    /// Takes bytes of an error's body.
    pub fn push_error(&mut self, bytes: Vec<u8>) {
        self.error_body.extend(bytes);
    }

    /// The answer is over; what the decoder still held. Of a body that broke off (`whole` is false)
    /// nothing strange is believed: it is only half.
    pub fn end(&mut self, whole: bool) -> Heard {
        let failure = self.failure.clone();
        let deltas = self.decoder.end();
        let heard = self.absorb(deltas);
        if !whole {
            self.failure = failure;
        }
        heard
    }

    /// What the server's error means, given its body as a whole or else as it arrived.
    pub fn rejection(&mut self, body: Option<String>) -> ProviderError {
        let arrived = std::mem::take(&mut self.error_body);
        let body = body.unwrap_or_else(|| String::from_utf8_lossy(&arrived).into_owned());
        let mut error = classify_error(self.dialect, self.status.unwrap_or(0), &body);
        let told = self.retry_after_s.map(|s| s.saturating_mul(1000));
        error.retry_after_ms = error.retry_after_ms.or(told);
        error
    }

    /// The exchange to try instead, when `error` names a parameter that can be sent differently.
    pub fn amended(&self, error: &ProviderError) -> Option<Self> {
        if self.amendments >= AMENDMENTS {
            return None;
        }
        let mut next = Self::new(amended(&self.request, error)?, self.dialect);
        next.amendments = self.amendments + 1;
        Some(next)
    }

    /// The tokens of the answer, and whether the provider counted them. Providers send partial counts
    /// early; only with the end they are the whole.
    pub fn output_tokens(&self) -> (u64, bool) {
        match self.usage.output.filter(|_| self.finish.is_some()) {
            Some(counted) => (counted, true),
            None => (self.estimate.tokens(), false),
        }
    }

    fn absorb(&mut self, deltas: Vec<Delta>) -> Heard {
        let mut heard = Heard::default();
        for delta in deltas {
            match delta {
                Delta::Text(more) => {
                    self.estimate.add(&more);
                    heard.text.push_str(&more);
                }
                Delta::Reasoning(more) => {
                    self.estimate.add(&more);
                    self.reasoned = true;
                    heard.reasoning.push_str(&more);
                }
                Delta::Usage(usage) => self.usage.merge(usage),
                Delta::Finish(finish) => {
                    self.finish.get_or_insert(finish);
                }
                Delta::Failure(error) => {
                    self.failure.get_or_insert(error);
                }
                Delta::End => heard.ended = true,
            }
        }
        heard
    }
}
