//! The endpoint doctor: asks an endpoint a few questions and names the one cause that keeps this page from
//! its models, with what helps.
//!
//! A browser says of a failed request only that it failed. `classify` is the pure function from what a
//! page can observe to the cause; this file only asks for the observations that are still missing, one
//! at a time, and must not judge them. Nothing that is shown or copied holds the key.

mod classify;
mod diagnosis;
mod nearest;
mod page;
mod probe;
mod remedy;
mod rung;
#[cfg(test)]
mod scene;
mod server;
mod snippet;

#[cfg(test)]
mod doctor_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod ladder_tests;
#[cfg(test)]
mod names_tests;
#[cfg(test)]
mod provider_tests;
#[cfg(test)]
mod remedy_tests;

use super::{Endpoint, EndpointError, Secret};
use crate::domain::{
    locale::Locale,
    wire::{HttpRequest, amended, classify_error},
};

pub use classify::{Finding, Verdict, diagnose};
pub use diagnosis::Diagnosis;
pub use page::{Browser, Page, Permission, Permissions, states_local_target};
pub use probe::{Answer, Outcome, Probe};
pub use remedy::{Explanation, Step, explain};
pub use rung::{Rung, RungState};
pub use snippet::{Language, Snippet};

/// How often a question that was rejected over a parameter is asked in another form.
const AMENDMENTS: u8 = 2;

/// Everything that a page can observe of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observations {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The key that belongs to it.
    pub key: Option<Secret>,
    /// The page.
    pub page: Page,
    /// The tokens that a design needs, prompt and answer, to compare with the model's context.
    pub needed_tokens: Option<u64>,
    /// What [`Probe::Models`] brought.
    pub models: Option<Outcome>,
    /// What [`Probe::Opaque`] brought.
    pub opaque: Option<Outcome>,
    /// What [`Probe::Simple`] brought.
    pub simple: Option<Outcome>,
    /// What [`Probe::Stream`] brought.
    pub stream: Option<Outcome>,
}

impl Observations {
    /// Nothing observed yet.
    #[must_use]
    pub fn new(endpoint: Endpoint, key: Option<Secret>, page: Page) -> Self {
        Self {
            endpoint,
            key,
            page,
            needed_tokens: None,
            models: None,
            opaque: None,
            simple: None,
            stream: None,
        }
    }

    /// Notes what a probe brought.
    pub fn note(&mut self, probe: Probe, outcome: Outcome) {
        let slot = match probe {
            Probe::Models => &mut self.models,
            Probe::Opaque => &mut self.opaque,
            Probe::Simple => &mut self.simple,
            Probe::Stream => &mut self.stream,
        };
        *slot = Some(outcome);
    }

    /// A text of the server's without the key.
    fn quoted(&self, text: &str) -> String {
        match &self.key {
            Some(key) if key.expose().len() >= Secret::SHORTEST_TO_HIDE => {
                text.replace(key.expose(), "…")
            }
            _ => text.to_owned(),
        }
    }

    /// The names of a probe's headers.
    fn header_names(&self, probe: Probe) -> String {
        let request = probe.request(&self.endpoint, self.key.as_ref());
        let names: Vec<_> = request.headers.iter().map(|header| header.name).collect();
        names.join(", ")
    }

    /// Whether the browser may ask the user before it sends anything.
    fn browser_asks(&self) -> bool {
        page::goes_inward(self) && page::permission(self) == Permission::Prompt
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The user wants a test. One that is under way is given up.
    Start {
        /// The endpoint, or why there is none.
        endpoint: Result<Endpoint, EndpointError>,
        /// The key that belongs to it.
        key: Option<Secret>,
        /// The page.
        page: Page,
        /// The tokens that a design needs, if they are to be compared with the model's context.
        needed_tokens: Option<u64>,
    },
    /// A probe came to its end.
    Seen {
        /// The number that [`Command::Send`] gave.
        number: u32,
        /// What it brought.
        outcome: Outcome,
        /// `navigator.onLine` now.
        is_online: bool,
        /// The permissions now: the user may have answered the browser in between.
        permissions: Permissions,
    },
    /// The user wants it to stop.
    StopAsked,
}

/// What the page has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Send this and report its end under this number.
    Send {
        /// The number of the exchange.
        number: u32,
        /// Which probe it is.
        probe: Probe,
        /// What to send.
        request: HttpRequest,
        /// When to give up waiting for the whole body.
        patience_ms: u32,
        /// Whether to state `targetAddressSpace: "local"`.
        states_local_target: bool,
    },
    /// Give this up; nothing that still comes is wanted.
    Abort {
        /// The number of the exchange.
        number: u32,
    },
}

/// A probe under way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    probe: Probe,
    request: HttpRequest,
    amendments: u8,
}

/// A test of one endpoint.
#[derive(Debug, Clone, Default)]
pub struct Doctor {
    number: u32,
    seen: Option<Observations>,
    asked: Option<Asked>,
    verdict: Option<Verdict>,
}

impl Doctor {
    /// Takes an event, gives what is to be done about it.
    pub fn step(&mut self, event: Event) -> Vec<Command> {
        match event {
            Event::Start {
                endpoint,
                key,
                page,
                needed_tokens,
            } => {
                let mut commands = self.stop();
                self.seen = None;
                self.verdict = None;
                match endpoint {
                    Err(error) => self.verdict = Some(Diagnosis::BadAddress(error).into()),
                    Ok(endpoint) => {
                        self.seen = Some(Observations {
                            needed_tokens,
                            ..Observations::new(endpoint, key, page)
                        });
                        commands.extend(self.proceed());
                    }
                }
                commands
            }
            Event::Seen {
                number,
                outcome,
                is_online,
                permissions,
            } if number == self.number => self.hear(outcome, is_online, permissions),
            Event::Seen { .. } => Vec::new(),
            Event::StopAsked => self.stop(),
        }
    }

    /// Whether a probe is under way.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.asked.is_some()
    }

    /// What was found.
    #[must_use]
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// What was found and what helps, in words.
    #[must_use]
    pub fn explanation(&self, locale: Locale) -> Option<Explanation> {
        let verdict = self.verdict.as_ref()?;
        match (&self.seen, &verdict.diagnosis) {
            (Some(seen), _) => Some(explain(verdict, seen, locale)),
            (None, Diagnosis::BadAddress(error)) => Some(Explanation {
                message: error.message(locale).into(),
                ..Explanation::default()
            }),
            (None, _) => None,
        }
    }

    /// How every rung stands.
    #[must_use]
    pub fn rungs(&self) -> [(Rung, RungState); 9] {
        Rung::ALL.map(|rung| (rung, self.state(rung)))
    }

    fn proceed(&mut self) -> Option<Command> {
        let seen = self.seen.as_ref()?;
        match diagnose(seen) {
            Finding::Known(verdict) => {
                self.verdict = Some(verdict);
                None
            }
            Finding::Ask(probe) => {
                let request = probe.request(&seen.endpoint, seen.key.as_ref());
                self.send(probe, request, 0)
            }
        }
    }

    fn send(&mut self, probe: Probe, request: HttpRequest, amendments: u8) -> Option<Command> {
        let seen = self.seen.as_ref()?;
        self.number = self.number.wrapping_add(1);
        let command = Command::Send {
            number: self.number,
            probe,
            request: request.clone(),
            patience_ms: probe.patience_ms(seen.browser_asks()),
            states_local_target: states_local_target(&seen.endpoint.base_url, &seen.page.origin),
        };
        self.asked = Some(Asked {
            probe,
            request,
            amendments,
        });
        Some(command)
    }

    fn hear(&mut self, outcome: Outcome, online: bool, permissions: Permissions) -> Vec<Command> {
        let (Some(seen), Some(asked)) = (&mut self.seen, self.asked.take()) else {
            return Vec::new();
        };
        seen.page.is_online = online;
        seen.page.permissions = permissions;
        let command = match other_form(&seen.endpoint, &asked, &outcome) {
            Some(request) => self.send(asked.probe, request, asked.amendments + 1),
            None => {
                seen.note(asked.probe, outcome);
                self.proceed()
            }
        };
        command.into_iter().collect()
    }

    fn stop(&mut self) -> Vec<Command> {
        let number = self.number;
        let given_up = self.asked.take().map(|_| Command::Abort { number });
        given_up.into_iter().collect()
    }

    fn state(&self, rung: Rung) -> RungState {
        let was_asked = self.seen.as_ref().is_some_and(|seen| seen.stream.is_some());
        let verdict = self.verdict.as_ref();
        let failed = verdict.map(|verdict| verdict.diagnosis.rung(was_asked));
        match (failed, self.current()) {
            (Some(None), _) => self.passed(rung),
            (Some(Some(failed)), _) if rung == failed => RungState::Failed,
            (Some(Some(failed)), _) if rung > failed => RungState::Skipped,
            (Some(Some(_)), _) => self.passed(rung),
            (None, Some(current)) if rung == current => RungState::Running,
            (None, Some(current)) if rung < current => self.passed(rung),
            (None, _) => RungState::Pending,
        }
    }

    /// A rung below the interesting one: in order, or without meaning for this endpoint.
    fn passed(&self, rung: Rung) -> RungState {
        let applies = self.seen.as_ref().is_some_and(|seen| match rung {
            Rung::SecurePage | Rung::LocalNetwork => page::goes_inward(seen),
            Rung::MixedContent => page::is_mixed(&seen.endpoint.base_url, &seen.page.origin),
            Rung::Reach | Rung::CrossOrigin | Rung::Key => !seen.endpoint.base_url.is_built_in(),
            Rung::Address | Rung::Model | Rung::Stream => true,
        });
        match applies {
            true => RungState::Passed,
            false => RungState::Skipped,
        }
    }

    fn current(&self) -> Option<Rung> {
        let (seen, asked) = (self.seen.as_ref()?, self.asked.as_ref()?);
        Some(match asked.probe {
            Probe::Models if seen.browser_asks() => Rung::LocalNetwork,
            Probe::Models | Probe::Opaque => Rung::Reach,
            Probe::Simple => Rung::CrossOrigin,
            Probe::Stream => Rung::Stream,
        })
    }
}

/// The request in the form that a rejection suggests.
fn other_form(endpoint: &Endpoint, asked: &Asked, outcome: &Outcome) -> Option<HttpRequest> {
    match outcome {
        Outcome::Answered(answer) if asked.amendments < AMENDMENTS && !answer.is_ok() => {
            let error = classify_error(endpoint.dialect(), answer.status, &answer.body);
            amended(&asked.request, &error)
        }
        _ => None,
    }
}
