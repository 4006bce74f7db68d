//! One answer from its request to its end, as a state machine: events in, commands out.
//!
//! An answer may take several exchanges: a server that is busy is asked again, and an answer that was cut
//! is continued, both a bounded number of times. Laws (proved in `run/tests.rs`): text that was received
//! is never dropped unless it stands there already; after the end nothing changes; only an answer that
//! said that it was finished is done. This file must not read the clock: every event says when it
//! happened.

mod ending;
mod error;
mod event;
mod exchange;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod failure_tests;
mod patience;
mod progress;
mod retry;
mod seam;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use super::{
    prompt::{self, Recall},
    wire::{
        self, Finish, ProviderErrorKind, Usage,
        window::{self, Fit},
    },
};
use ending::{Ending, Verdict};
use exchange::{Exchange, Heard};
use patience::Patience;
use progress::Times;
use retry::Backoff;
use seam::{Joined, Seam};

pub use error::{RunError, Shortfall, wait};
pub use event::{Ask, Command, Event, News, RunNumber};
pub use patience::loads_models;
pub use progress::Progress;

/// Received text is saved at most this long after it came, in milliseconds.
const SAVE_EVERY_MS: u64 = 500;
/// How often an answer is continued, whatever cut it: a design of 200 kB from a model that answers with
/// 4000 tokens at a time.
const CONTINUATIONS: u8 = 12;
/// No answer is read beyond this, in bytes: some fifty times the longest design.
const LONGEST: usize = 8 * 1024 * 1024;
/// How often in a row a continuation may bring nothing new.
const IDLE_CONTINUATIONS: u8 = 2;

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
    /// The last try failed; another one follows.
    Resting {
        /// What it failed of.
        why: RunError,
        /// When the next try is due; none: as soon as there is a network.
        until: Option<u64>,
    },
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
            Self::Connecting | Self::Waiting | Self::Streaming | Self::Resting { .. } => "running",
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

/// The state of a run.
#[derive(Debug, Default)]
pub struct Run {
    number: RunNumber,
    phase: Phase,
    ask: Option<Ask>,
    exchange: Option<Exchange>,
    seam: Option<Seam>,
    /// The whole answer, with what was there before the run.
    text: String,
    characters: u64,
    reasoning: String,
    /// Of the exchanges that are over.
    spent: progress::Spent,
    finish: Option<Finish>,
    backoff: Backoff,
    recall: Recall,
    /// Tries in a row that brought nothing.
    tried: u8,
    /// Those of them that nobody answered, or not to the end.
    unheard: u8,
    /// Whether the exchange brought text that was not there.
    is_fresh: bool,
    tries: u8,
    continuations: u8,
    unsaved: bool,
    times: Times,
}

/// Takes an event, gives what is to be done about it.
pub fn step(run: &mut Run, event: Event) -> Vec<Command> {
    let mut commands = Vec::new();
    match event {
        Event::Start { ask, seed, now } if !run.phase.is_active() => {
            run.start(*ask, seed, now, &mut commands);
        }
        _ if !run.phase.is_active() => {}
        Event::Start { .. } => {}
        Event::Network {
            run: number,
            news,
            now,
        } => {
            if number == run.number {
                run.times.hear(now);
                run.hear(news, &mut commands);
            }
        }
        Event::StopAsked { now } => {
            run.times.pass(now);
            run.conclude(Ending::Stopped, &mut commands);
        }
        Event::GoOnAsked { now } => {
            run.times.pass(now);
            if matches!(run.phase, Phase::Resting { .. }) {
                run.send(&mut commands);
            }
        }
        Event::Tick { online, now } => {
            run.times.pass(now);
            run.wait(online, &mut commands);
        }
    }
    if run.phase.is_active() && run.unsaved && run.times.save_is_due(SAVE_EVERY_MS) {
        run.unsaved = false;
        commands.push(Command::Save);
    }
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

    /// The model's reasoning so far.
    #[must_use]
    pub fn reasoning(&self) -> &str {
        &self.reasoning
    }

    /// The provider's token counts so far, of all exchanges.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.spent.usage(self.exchange.as_ref())
    }

    /// The provider's reason for the end of the last exchange.
    #[must_use]
    pub fn finish(&self) -> Option<&Finish> {
        self.exchange
            .as_ref()
            .map_or(self.finish.as_ref(), |exchange| exchange.finish.as_ref())
    }

    /// Numbers as of the last event.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let (output_tokens, counted) = self.spent.output(self.exchange.as_ref());
        let resting_until = match &self.phase {
            Phase::Resting { until, .. } => *until,
            _ => None,
        };
        Progress {
            characters: self.characters,
            output_tokens,
            estimated: !counted,
            tries: self.tries,
            continuations: self.continuations,
            ..self.times.progress(output_tokens, resting_until)
        }
    }

    fn start(&mut self, ask: Ask, seed: u64, now: u64, commands: &mut Vec<Command>) {
        *self = Self {
            number: self.number,
            text: ask.so_far.clone(),
            ask: Some(ask),
            backoff: Backoff::seeded(seed),
            times: Times::starting(now),
            ..Self::default()
        };
        self.send(commands);
    }

    /// Asks for the answer, or for the rest of it.
    fn send(&mut self, commands: &mut Vec<Command>) {
        let Some(ask) = &self.ask else {
            return;
        };
        let goes_on = has_words(&self.text);
        self.seam = goes_on.then(Seam::default);
        let mut chat = prompt::continuation(&ask.chat, &self.text, self.recall, ask.locale);
        let fit = Fit::new(&chat, ask.endpoint.context);
        if self.recall == Recall::Whole
            && goes_on
            && fit.verdict() == Some(window::Verdict::TooLarge)
        {
            self.recall = Recall::Short;
            chat = prompt::continuation(&ask.chat, &self.text, self.recall, ask.locale);
        }
        let request = wire::request(&ask.endpoint, ask.key.as_ref(), &chat);
        let exchange = Exchange::new(request, ask.endpoint.dialect());
        self.begin(exchange, commands);
    }

    fn begin(&mut self, exchange: Exchange, commands: &mut Vec<Command>) {
        self.number = self.number.wrapping_add(1);
        self.phase = Phase::Connecting;
        self.is_fresh = false;
        self.tries = self.tries.saturating_add(1);
        self.times.hear(self.times.now);
        commands.push(Command::Send {
            run: self.number,
            request: exchange.request().clone(),
        });
        self.exchange = Some(exchange);
    }

    fn hear(&mut self, news: News, commands: &mut Vec<Command>) {
        let Some(exchange) = &mut self.exchange else {
            return;
        };
        let rejected = exchange.was_rejected();
        match news {
            News::Headers {
                status,
                retry_after_s,
            } => {
                exchange.answered(status, retry_after_s);
                if exchange.was_accepted() && self.phase == Phase::Connecting {
                    self.phase = Phase::Waiting;
                }
            }
            News::Bytes(bytes) if rejected => exchange.push_error(bytes),
            News::Bytes(bytes) => {
                let heard = exchange.push(&bytes);
                let ended = heard.ended;
                if !self.take(heard, commands) {
                    self.conclude(Ending::Restarted, commands);
                } else if self.text.len() > LONGEST {
                    self.conclude(Ending::TooLong, commands);
                } else if ended {
                    self.conclude(Ending::Told, commands);
                }
            }
            News::ErrorBody(body) => self.reject(Some(body), commands),
            News::Closed | News::Failed { .. } if rejected => self.reject(None, commands),
            News::Closed => self.conclude(Ending::Closed, commands),
            News::Failed { offline } => self.conclude(Ending::Broken { offline }, commands),
        }
    }

    /// Takes what came; whether it is to be listened to further.
    fn take(&mut self, heard: Heard, commands: &mut Vec<Command>) -> bool {
        if !heard.text.is_empty() || !heard.reasoning.is_empty() {
            self.phase = Phase::Streaming;
            self.times.token();
        }
        self.reasoning.push_str(&heard.reasoning);
        let joined = match &mut self.seam {
            Some(seam) if !heard.text.is_empty() => seam.push(&self.text, heard.text),
            _ => Joined::Text(heard.text),
        };
        self.join(joined, commands)
    }

    fn join(&mut self, joined: Joined, commands: &mut Vec<Command>) -> bool {
        match joined {
            Joined::Held => true,
            Joined::Text(text) => {
                self.append(text, commands);
                true
            }
            Joined::Complete => {
                if let Some(exchange) = &mut self.exchange {
                    exchange.finish = Some(Finish::Stop);
                }
                true
            }
            Joined::Restarted => false,
        }
    }

    fn append(&mut self, text: String, commands: &mut Vec<Command>) {
        if text.is_empty() {
            return;
        }
        self.characters += text.chars().count() as u64;
        self.text.push_str(&text);
        self.unsaved = true;
        if has_words(&text) {
            self.is_fresh = true;
            self.tried = 0;
            self.unheard = 0;
        }
        commands.push(Command::AppendText(text));
    }

    /// The server answered with an error status.
    fn reject(&mut self, body: Option<String>, commands: &mut Vec<Command>) {
        let Some(exchange) = &mut self.exchange else {
            return;
        };
        let error = exchange.rejection(body);
        if let Some(amended) = exchange.amended(&error) {
            self.begin(amended, commands);
            return;
        }
        let too_long = error.kind == ProviderErrorKind::ContextExceeded;
        if too_long && self.seam.is_some() && self.recall == Recall::Whole {
            self.recall = Recall::Short;
            self.send(commands);
            return;
        }
        self.follow(Verdict::Failure(error), commands);
    }

    fn conclude(&mut self, ending: Ending, commands: &mut Vec<Command>) {
        let whole = matches!(ending, Ending::Closed | Ending::Told);
        if let Some(exchange) = &mut self.exchange {
            let rest = exchange.end(whole);
            self.take(rest, commands);
            if let Some(mut seam) = self.seam.take() {
                let cut = matches!(self.finish(), None | Some(Finish::Length));
                let joined = seam.end(&self.text, cut);
                self.join(joined, commands);
            }
        }
        if !matches!(ending, Ending::Closed | Ending::Broken { .. }) {
            commands.push(Command::Abort { run: self.number });
        }
        let verdict = self.verdict(ending);
        self.follow(verdict, commands);
    }

    /// Goes on after an exchange as its verdict demands.
    fn follow(&mut self, verdict: Verdict, commands: &mut Vec<Command>) {
        if let Some(exchange) = self.exchange.take() {
            self.spent.add(&exchange);
            self.times.pause();
            self.finish = exchange.finish;
        }
        self.seam = None;
        match verdict {
            Verdict::Over(phase) => self.enter(phase, commands),
            Verdict::Failure(error) => self.rest(RunError::Provider(error), None, commands),
            Verdict::Unheard(why) => self.rest(why, None, commands),
            Verdict::Cut(shortfall) => self.go_on(shortfall, commands),
        }
    }

    /// Waits for the next try, if there is to be one. `shortfall` is what to end with when there is text.
    fn rest(&mut self, why: RunError, shortfall: Option<Shortfall>, commands: &mut Vec<Command>) {
        let counter = match &why {
            RunError::Provider(_) => &mut self.tried,
            _ => &mut self.unheard,
        };
        let tried = *counter;
        *counter = counter.saturating_add(1);
        let until = match &why {
            _ if !self.may_go_on() => None,
            RunError::Offline => Some(None),
            why => self
                .backoff
                .delay(why, tried)
                .map(|delay| Some(self.times.now.saturating_add(delay))),
        };
        match (until, shortfall) {
            (Some(until), _) => self.phase = Phase::Resting { why, until },
            (None, Some(shortfall)) => self.enter(Phase::Incomplete(shortfall), commands),
            (None, None) => self.enter(Phase::Failed(why), commands),
        }
    }

    /// Has the model write the rest of an answer that was cut.
    fn go_on(&mut self, shortfall: Shortfall, commands: &mut Vec<Command>) {
        let is_idle = !self.is_fresh && self.unheard + 1 >= IDLE_CONTINUATIONS;
        match shortfall {
            Shortfall::Cut { offline: true } => {
                self.rest(RunError::Offline, Some(shortfall), commands);
            }
            _ if is_idle => self.enter(Phase::Incomplete(shortfall), commands),
            _ if !self.is_fresh => self.rest(RunError::Lost, Some(shortfall), commands),
            _ if self.may_go_on() => self.send(commands),
            _ => self.enter(Phase::Incomplete(shortfall), commands),
        }
    }

    /// Counts a continuation of what the last exchange brought; whether another one is allowed.
    fn may_go_on(&mut self) -> bool {
        if !self.is_fresh {
            return true;
        }
        self.is_fresh = false;
        let allowed = self.continuations < CONTINUATIONS;
        self.continuations += u8::from(allowed);
        allowed
    }

    /// Time passed: the next try may be due, or an exchange was silent for too long.
    fn wait(&mut self, online: bool, commands: &mut Vec<Command>) {
        match &self.phase {
            Phase::Resting { until: None, .. } if online => self.send(commands),
            Phase::Resting {
                until: Some(until), ..
            } if *until <= self.times.now => self.send(commands),
            phase => {
                let limit = self.patience().limit(phase);
                if limit.is_some_and(|limit| self.times.quiet_ms() >= limit) {
                    self.conclude(Ending::Silent, commands);
                }
            }
        }
    }

    fn patience(&self) -> Patience {
        self.ask
            .as_ref()
            .map(|ask| Patience::with(&ask.endpoint))
            .unwrap_or_default()
    }

    fn enter(&mut self, ended: Phase, commands: &mut Vec<Command>) {
        self.phase = ended;
        self.exchange = None;
        // The key is let go.
        self.ask = None;
        self.times.end();
        self.unsaved = false;
        commands.push(Command::Save);
    }
}

fn has_words(text: &str) -> bool {
    !text.trim().is_empty()
}
