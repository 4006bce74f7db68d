//! One answer from its request to its end, as a state machine: events in, commands out.
//!
//! Laws (proved in `run/tests.rs`): text that was received is never dropped, whatever happens after it;
//! after the end nothing changes; only an answer that said that it was finished is done. This file must
//! not read the clock: every event says when it happened.

mod error;
mod event;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use super::{
    prompt::TokenEstimate,
    wire::{
        Decoder, Delta, Dialect, Finish, HttpRequest, ProviderError, Usage, amended, classify_error,
    },
};

pub use error::{RunError, Shortfall};
pub use event::{Command, Event, News, RunNumber};

/// Received text is saved at most this long after it came, in milliseconds.
const SAVE_EVERY_MS: u64 = 500;

/// How often a rejected request is sent in another form before its error is shown.
const AMENDMENTS: u8 = 2;

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Phase {
    /// Not started.
    #[default]
    Idle,
    /// The request was sent.
    Connecting,
    /// The server accepted it; nothing of the answer has come.
    Waiting,
    /// The answer or its reasoning is coming.
    Streaming,
    /// The answer is complete.
    Done,
    /// There is text, but not all of it.
    Incomplete(Shortfall),
    /// The user stopped it.
    Stopped,
    /// It failed; text that came before is kept.
    Failed(RunError),
}

impl Phase {
    /// The value of `data-state`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting | Self::Waiting | Self::Streaming => "running",
            Self::Done => "done",
            Self::Incomplete(_) => "incomplete",
            Self::Stopped => "stopped",
            Self::Failed(_) => "failed",
        }
    }

    /// Whether more is to come.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.name() == "running"
    }
}

/// Numbers to show beside a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// From the start to now or to the end.
    pub elapsed_ms: u64,
    /// From the start to the first text or reasoning.
    pub first_token_ms: Option<u64>,
    /// Since the network last gave a sign of life; 0 after the end.
    pub quiet_ms: u64,
    /// Characters of the answer.
    pub characters: u64,
    /// Tokens of the answer, reasoning included.
    pub output_tokens: u64,
    /// Whether `output_tokens` is our estimate and not the provider's count.
    pub estimated: bool,
    /// Output tokens a second since the first one came.
    pub tokens_per_second: Option<u64>,
}

/// The state of a run.
#[derive(Debug, Default)]
pub struct Run {
    number: RunNumber,
    phase: Phase,
    exchange: Option<Exchange>,
    characters: u64,
    has_text: bool,
    reasoning: String,
    estimate: TokenEstimate,
    usage: Usage,
    finish: Option<Finish>,
    failure: Option<ProviderError>,
    unsaved: bool,
    times: Times,
}

/// What is only needed while the server is answering.
#[derive(Debug)]
struct Exchange {
    request: HttpRequest,
    dialect: Dialect,
    decoder: Decoder,
    amendments: u8,
    status: Option<u16>,
    retry_after_s: Option<u64>,
    error_body: Vec<u8>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Times {
    started: u64,
    first_token: Option<u64>,
    last_token: u64,
    heard: u64,
    saved: u64,
    now: u64,
    ended: bool,
}

/// Why no more is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The server closed the body.
    Closed,
    /// The protocol said its last word, or reported a failure.
    Told,
    /// The connection broke.
    Broken { offline: bool },
    /// The user wants no more.
    Stopped,
}

/// Takes an event, gives what is to be done about it.
pub fn step(run: &mut Run, event: Event) -> Vec<Command> {
    let mut commands = Vec::new();
    match event {
        Event::Start {
            request,
            dialect,
            now,
        } if !run.phase.is_active() => run.start(request, dialect, now, &mut commands),
        _ if !run.phase.is_active() => {}
        Event::Start { .. } => {}
        Event::Network {
            run: number,
            news,
            now,
        } => {
            if number == run.number {
                run.times.now = run.times.now.max(now);
                run.times.heard = run.times.now;
                run.hear(news, &mut commands);
            }
        }
        Event::StopAsked { now } => {
            run.times.now = run.times.now.max(now);
            run.conclude(Ending::Stopped, &mut commands);
        }
        Event::Tick { now } => run.times.now = run.times.now.max(now),
    }
    run.save_if_due(&mut commands);
    commands
}

impl Run {
    /// How far it is.
    #[must_use]
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The number of the current exchange.
    #[must_use]
    pub fn number(&self) -> RunNumber {
        self.number
    }

    /// Whether any of the answer's text has come: then there is something to go on from.
    #[must_use]
    pub fn has_text(&self) -> bool {
        self.has_text
    }

    /// The model's reasoning so far.
    #[must_use]
    pub fn reasoning(&self) -> &str {
        &self.reasoning
    }

    /// The provider's token counts so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// The provider's reason for the end.
    #[must_use]
    pub fn finish(&self) -> Option<&Finish> {
        self.finish.as_ref()
    }

    /// Numbers as of the last event.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let times = &self.times;
        // Providers send partial counts early; only with the end they are the whole.
        let counted = self.usage.output.filter(|_| self.finish.is_some());
        let output_tokens = counted.unwrap_or_else(|| self.estimate.tokens());
        let streamed_ms = times
            .first_token
            .map_or(0, |first| times.last_token.saturating_sub(first));
        Progress {
            elapsed_ms: times.now.saturating_sub(times.started),
            first_token_ms: times
                .first_token
                .map(|first| first.saturating_sub(times.started)),
            quiet_ms: if times.ended {
                0
            } else {
                times.now.saturating_sub(times.heard)
            },
            characters: self.characters,
            output_tokens,
            estimated: counted.is_none(),
            tokens_per_second: (streamed_ms > 0).then(|| output_tokens * 1000 / streamed_ms),
        }
    }

    fn start(
        &mut self,
        request: HttpRequest,
        dialect: Dialect,
        now: u64,
        commands: &mut Vec<Command>,
    ) {
        *self = Self {
            number: self.number,
            times: Times {
                started: now,
                heard: now,
                saved: now,
                now,
                ..Times::default()
            },
            ..Self::default()
        };
        self.send(request, dialect, 0, commands);
    }

    fn send(
        &mut self,
        request: HttpRequest,
        dialect: Dialect,
        amendments: u8,
        commands: &mut Vec<Command>,
    ) {
        self.number = self.number.wrapping_add(1);
        self.phase = Phase::Connecting;
        self.exchange = Some(Exchange {
            request: request.clone(),
            dialect,
            decoder: Decoder::new(dialect),
            amendments,
            status: None,
            retry_after_s: None,
            error_body: Vec::new(),
        });
        commands.push(Command::Send {
            run: self.number,
            request,
        });
    }

    fn hear(&mut self, news: News, commands: &mut Vec<Command>) {
        let Some(exchange) = &mut self.exchange else {
            return;
        };
        let rejected = exchange
            .status
            .is_some_and(|status| !(200..300).contains(&status));
        match news {
            News::Headers {
                status,
                retry_after_s,
            } => {
                exchange.status = Some(status);
                exchange.retry_after_s = retry_after_s;
                if (200..300).contains(&status) && self.phase == Phase::Connecting {
                    self.phase = Phase::Waiting;
                }
            }
            News::Bytes(bytes) if rejected => exchange.error_body.extend(bytes),
            News::Bytes(bytes) => {
                let deltas = exchange.decoder.push(&bytes);
                let ended = deltas.contains(&Delta::End);
                self.absorb(deltas, commands);
                if ended || self.failure.is_some() {
                    self.conclude(Ending::Told, commands);
                }
            }
            News::ErrorBody(body) => self.reject(&body, commands),
            News::Closed | News::Failed { .. } if rejected => {
                let body = std::mem::take(&mut exchange.error_body);
                self.reject(&String::from_utf8_lossy(&body), commands);
            }
            News::Closed => self.conclude(Ending::Closed, commands),
            News::Failed { offline } => self.conclude(Ending::Broken { offline }, commands),
        }
    }

    fn absorb(&mut self, deltas: Vec<Delta>, commands: &mut Vec<Command>) {
        let mut text = String::new();
        for delta in deltas {
            match delta {
                Delta::Text(more) => {
                    self.count(&more);
                    text.push_str(&more);
                }
                Delta::Reasoning(more) => {
                    self.count(&more);
                    self.reasoning.push_str(&more);
                }
                Delta::Usage(usage) => self.usage.merge(usage),
                Delta::Finish(finish) => {
                    self.finish.get_or_insert(finish);
                }
                Delta::Failure(error) => {
                    self.failure.get_or_insert(error);
                }
                Delta::End => {}
            }
        }
        if !text.is_empty() {
            self.characters += text.chars().count() as u64;
            self.has_text |= !text.trim().is_empty();
            self.unsaved = true;
            commands.push(Command::AppendText(text));
        }
    }

    fn count(&mut self, text: &str) {
        self.estimate.add(text);
        self.phase = Phase::Streaming;
        self.times.last_token = self.times.now;
        self.times.first_token.get_or_insert(self.times.now);
    }

    /// The server answered with an error status.
    fn reject(&mut self, body: &str, commands: &mut Vec<Command>) {
        let Some(exchange) = self.exchange.take() else {
            return;
        };
        let mut error = classify_error(exchange.dialect, exchange.status.unwrap_or(0), body);
        if exchange.amendments < AMENDMENTS
            && let Some(request) = amended(&exchange.request, &error)
        {
            self.send(request, exchange.dialect, exchange.amendments + 1, commands);
            return;
        }
        let told = exchange.retry_after_s.map(|s| s.saturating_mul(1000));
        error.retry_after_ms = error.retry_after_ms.or(told);
        self.enter(Phase::Failed(RunError::Provider(error)), commands);
    }

    fn conclude(&mut self, ending: Ending, commands: &mut Vec<Command>) {
        if let Some(mut exchange) = self.exchange.take() {
            let failure = self.failure.clone();
            let rest = exchange.decoder.end();
            self.absorb(rest, commands);
            if matches!(ending, Ending::Broken { .. } | Ending::Stopped) {
                // Half a body is not strange, only half.
                self.failure = failure;
            }
        }
        if matches!(ending, Ending::Told | Ending::Stopped) {
            commands.push(Command::Abort { run: self.number });
        }
        let phase = self.ending_phase(ending);
        self.enter(phase, commands);
    }

    fn ending_phase(&mut self, ending: Ending) -> Phase {
        let empty = RunError::Empty {
            reasoned: !self.reasoning.is_empty(),
        };
        if let Some(error) = self.failure.take() {
            return Phase::Failed(RunError::Provider(error));
        }
        match (&self.finish, ending) {
            (Some(Finish::Refusal), _) => Phase::Failed(RunError::Refused),
            (Some(Finish::ContentFilter), _) => Phase::Failed(RunError::Filtered),
            (None, Ending::Stopped) => Phase::Stopped,
            (None, Ending::Broken { offline }) if self.has_text => {
                Phase::Incomplete(Shortfall::Cut { offline })
            }
            (None, Ending::Broken { offline: true }) => Phase::Failed(RunError::Offline),
            (None, Ending::Broken { offline: false }) => {
                Phase::Failed(if self.times.first_token.is_some() || self.was_accepted() {
                    RunError::Lost
                } else {
                    RunError::Unreachable
                })
            }
            _ if !self.has_text => Phase::Failed(empty),
            (Some(Finish::Stop), _) => Phase::Done,
            (Some(Finish::Length), _) => Phase::Incomplete(Shortfall::Length),
            (Some(Finish::Other(reason)), _) => Phase::Incomplete(Shortfall::Other(reason.clone())),
            (None, _) => Phase::Incomplete(Shortfall::Cut { offline: false }),
        }
    }

    fn was_accepted(&self) -> bool {
        matches!(self.phase, Phase::Waiting | Phase::Streaming)
    }

    fn enter(&mut self, ended: Phase, commands: &mut Vec<Command>) {
        self.phase = ended;
        self.exchange = None;
        self.times.ended = true;
        self.unsaved = false;
        commands.push(Command::Save);
    }

    fn save_if_due(&mut self, commands: &mut Vec<Command>) {
        if self.unsaved && self.times.now.saturating_sub(self.times.saved) >= SAVE_EVERY_MS {
            self.unsaved = false;
            self.times.saved = self.times.now;
            commands.push(Command::Save);
        }
    }
}
