//! The run as the page performs it: events into the state machine, its commands out to the network, the
//! document and the disk.
//!
//! One run at a time; it goes on wherever the user goes in the page. What decides is `domain::run`.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};

use super::{App, Expert, doctor::crossing};
use crate::{
    browser::{
        clock,
        fetch::{self, Abort, Arriving, NetworkFailure},
        frame, listen, location,
    },
    domain::{
        design::{Design, Outcome, Stamp, document_title},
        endpoint::{Endpoint, EndpointError, Secret},
        locale::Locale,
        persona::Persona,
        prompt::{self, ChatRequest},
        route::Route,
        run::{Command, Event, News, Phase, Progress, RunNumber, step},
        wire::{self, HttpRequest},
    },
};

/// How often the elapsed time is told anew, in milliseconds.
const TICK_MS: i32 = 250;

/// The exchange under way.
#[derive(Default)]
pub(super) struct Session {
    exchange: Option<(RunNumber, Rc<Abort>)>,
    endpoint: Option<Endpoint>,
}

/// Why the last run brought less than an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, in one sentence.
    pub message: String,
    /// The provider's own words; empty when it said none.
    pub detail: String,
    /// What can be done about it.
    pub hint: String,
}

impl App {
    /// Changes the brief that is being written.
    pub fn set_brief(self, brief: String) {
        self.brief.set(brief);
    }

    /// Begins a new design from the brief and runs it. The brief stays until the run begins.
    ///
    /// # Errors
    /// What the endpoint still lacks.
    pub fn generate(self, language: Locale) -> Result<(), EndpointError> {
        if self.site_is_unread() {
            self.once_site_is_known(move || self.generate(language));
            return Ok(());
        }
        let (endpoint, key) = self.ready_endpoint()?;
        spawn_local(async move {
            let Some(expert) = self.expert_in(language).await else {
                return;
            };
            let brief = self.brief.try_update(std::mem::take).unwrap_or_default();
            // A second click that waited with the first one.
            if brief.trim().is_empty() {
                return;
            }
            let mut design = Design {
                brief,
                ..self.blank(language)
            };
            design.stamp = Stamp {
                provider: endpoint.preset.label(language).to_owned(),
                model: endpoint.model.clone(),
                persona: expert.persona.name.clone(),
                persona_hash: expert.persona.hash.clone(),
            };
            let id = design.id.clone();
            let request = first_request(&expert, &design);
            self.shelf.update_value(|shelf| shelf.put(&id, design));
            self.begin_run(&id, &endpoint, key.as_ref(), &request);
            self.go(&Route::Design(id));
        });
        Ok(())
    }

    /// Goes on with the open design from where its text ends.
    ///
    /// # Errors
    /// What the endpoint lacks.
    pub fn resume(self) -> Result<(), EndpointError> {
        if self.site_is_unread() {
            self.once_site_is_known(move || self.resume());
            return Ok(());
        }
        let (endpoint, key) = self.ready_endpoint()?;
        spawn_local(async move {
            let Some(design) = self.open_copy() else {
                return;
            };
            let Some(expert) = self.expert_of(&design).await else {
                return;
            };
            // A second click that waited with the first one.
            if self.is_being_written(&design.id) {
                return;
            }
            let first = first_request(&expert, &design);
            let request = prompt::continuation(&first, &design.text, design.locale);
            self.begin_run(&design.id, &endpoint, key.as_ref(), &request);
        });
        Ok(())
    }

    /// Stops the run; what has arrived stays.
    pub fn stop(self) {
        self.dispatch(Event::StopAsked { now: clock::now() });
    }

    /// How far the run is, in numbers; tracked.
    #[must_use]
    pub fn progress(self) -> Progress {
        self.run.with(|run| run.progress())
    }

    /// Why the run of the open design brought less than an answer; tracked.
    #[must_use]
    pub fn explanation(self) -> Option<Explanation> {
        if !self.owns_run() {
            return None;
        }
        let locale = self.locale.get();
        let endpoint = self
            .session
            .with_value(|session| session.endpoint.clone())?;
        self.run.with(|run| match run.phase() {
            Phase::Incomplete(shortfall) => Some(Explanation {
                message: shortfall.message(locale),
                detail: String::new(),
                hint: shortfall.hint(locale).to_owned(),
            }),
            Phase::Failed(error) => Some(Explanation {
                message: error.message(locale),
                detail: error.detail().unwrap_or_default().to_owned(),
                hint: error.hint(locale, &endpoint, &location::origin()),
            }),
            _ => None,
        })
    }

    pub(super) fn run_is_active(self) -> bool {
        self.run.with_untracked(|run| run.phase().is_active())
    }

    pub(super) fn is_being_written(self, id: &str) -> bool {
        self.run_is_active()
            && self
                .run_design
                .with_untracked(|running| running.as_deref() == Some(id))
    }

    fn begin_run(self, id: &str, endpoint: &Endpoint, key: Option<&Secret>, request: &ChatRequest) {
        if self.run_is_active() {
            self.stop();
        }
        self.session
            .update_value(|session| session.endpoint = Some(endpoint.clone()));
        self.run_design.set(Some(id.to_owned()));
        self.set_outcome(Outcome::Running);
        self.begin_log(id);
        self.dispatch(Event::Start {
            request: wire::request(endpoint, key, request),
            dialect: endpoint.dialect(),
            now: clock::now(),
        });
        // The document may be shown already: from now on it is a stream.
        self.show_again();
        self.tick();
    }

    fn tick(self) {
        frame::every(TICK_MS, move || {
            let active = self.run_is_active();
            if active {
                self.dispatch(Event::Tick { now: clock::now() });
            }
            active
        });
    }

    fn dispatch(self, event: Event) {
        let was_active = self.run_is_active();
        // Every piece of text is an event, and the status need not be drawn for each: the next tick, or a
        // change of phase, tells who watches.
        let quiet = matches!(
            event,
            Event::Network {
                news: News::Bytes(_),
                ..
            }
        );
        let mut commands = Vec::new();
        let changed = self.run.try_update_untracked(|run| {
            let before = run.phase().clone();
            commands = step(run, event);
            *run.phase() != before
        });
        if changed == Some(true) || !quiet {
            self.run.notify();
        }
        for command in commands {
            self.perform(command);
        }
        if was_active && !self.run_is_active() {
            self.finish_run();
        }
    }

    fn perform(self, command: Command) {
        match command {
            Command::Send { run, request } => self.send(run, request),
            Command::Abort { run } => self.session.update_value(|session| {
                if let Some((number, abort)) = &session.exchange
                    && *number == run
                {
                    abort.abort();
                    session.exchange = None;
                }
            }),
            Command::AppendText(text) => self.append(&text),
            // Every piece of text is logged as it comes (`saving`), and the end writes the design whole.
            Command::Save => {}
        }
    }

    fn send(self, number: RunNumber, request: HttpRequest) {
        let abort = Rc::new(Abort::new());
        self.session
            .update_value(|session| session.exchange = Some((number, Rc::clone(&abort))));
        let hear = move |news| {
            self.dispatch(Event::Network {
                run: number,
                news,
                now: clock::now(),
            });
        };
        let crossing = crossing(&request.url);
        spawn_local(async move {
            let end = match fetch::send(&request, crossing, &abort).await {
                Ok(answer) => read_answer(answer, hear).await,
                Err(failure) => Err(failure),
            };
            hear(match end {
                Ok(()) => News::Closed,
                Err(_) => News::Failed {
                    offline: !listen::is_online(),
                },
            });
        });
    }

    fn append(self, text: &str) {
        let Some(id) = self.run_design.get_untracked() else {
            return;
        };
        let titled = self.shelf.try_update_value(|shelf| {
            let design = shelf.get_mut(&id)?;
            let had_title = document_title(&design.text).is_some();
            design.text.push_str(text);
            design.updated = clock::now();
            Some(had_title)
        });
        self.log_text(text);
        let open = self
            .opened
            .with_untracked(|opened| opened.design().is_some_and(|open| open.id == id));
        if open {
            self.show_more(text);
        }
        if titled.flatten() == Some(false) && text.contains('\n') {
            self.refresh_open(&id);
        }
    }

    fn finish_run(self) {
        self.session.update_value(|session| session.exchange = None);
        let outcome = self.run.with_untracked(|run| match run.phase() {
            Phase::Done => Outcome::Done,
            Phase::Stopped => Outcome::Stopped,
            Phase::Failed(_) => Outcome::Failed,
            _ => Outcome::Incomplete,
        });
        self.set_outcome(outcome);
        self.close_log();
        if let Some(id) = self.run_design.get_untracked()
            && self
                .opened
                .with_untracked(|opened| opened.design().is_some_and(|open| open.id == id))
        {
            self.show_end();
        }
    }

    fn set_outcome(self, outcome: Outcome) {
        let Some(id) = self.run_design.get_untracked() else {
            return;
        };
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(&id) {
                design.outcome = outcome;
                design.updated = clock::now();
            }
        });
        self.refresh_open(&id);
    }
}

/// The request that a design begins with.
fn first_request(expert: &Expert, design: &Design) -> ChatRequest {
    let Persona {
        body, deliverables, ..
    } = &expert.persona;
    let system = prompt::system(body, &expert.contract, deliverables, &expert.house_rules);
    prompt::first_request(system, &design.brief)
}

/// Passes on what the server sends, up to the end of the body.
async fn read_answer(mut answer: Arriving, hear: impl Fn(News)) -> Result<(), NetworkFailure> {
    hear(News::Headers {
        status: answer.status,
        retry_after_s: answer
            .retry_after
            .as_ref()
            .and_then(|seconds| seconds.trim().parse().ok()),
    });
    while let Some(bytes) = answer.next().await? {
        hear(News::Bytes(bytes));
    }
    Ok(())
}
