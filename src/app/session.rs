//! The run as the page performs it: events into the state machine, its commands out to the network, the
//! document and the disk.
//!
//! One run at a time; it goes on wherever the user goes in the page. What decides is `domain::run`.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::{
        clock,
        fetch::{self, Abort},
        frame, listen,
    },
    domain::{
        design::{Design, Outcome, document_title},
        endpoint::{Endpoint, EndpointError, Secret},
        locale::Locale,
        persona::Persona,
        prompt::{self, ChatRequest},
        route::Route,
        run::{Command, Event, Phase, Run, step},
        wire::{self, HttpRequest},
    },
};

/// How often the elapsed time is told anew, in milliseconds.
const TICK_MS: i32 = 250;

/// The request under way.
#[derive(Default)]
pub(super) struct Session {
    number: u32,
    abort: Option<Rc<Abort>>,
}

impl App {
    /// Changes the brief that is being written.
    pub fn set_brief(self, brief: String) {
        self.brief.set(brief);
    }

    /// Begins a new design from the brief and runs it.
    ///
    /// # Errors
    /// What the endpoint still lacks. The brief stays.
    pub fn generate(self, language: Locale) -> Result<(), EndpointError> {
        let (endpoint, key) = self.ready_endpoint()?;
        let brief = self.brief.get_untracked();
        if self.run.with_untracked(Run::is_active) {
            self.stop();
        }
        let mut design = Design { brief, ..self.blank(language) };
        design.stamp.provider = endpoint.preset.label(language).to_owned();
        design.stamp.model.clone_from(&endpoint.model);
        let id = design.id.clone();
        let request = first_request(&design);
        self.shelf.update_value(|shelf| {
            shelf.insert(id.clone(), design);
        });
        self.brief.set(String::new());
        self.begin_run(&id, &endpoint, key.as_ref(), &request);
        self.go(&Route::Design(id));
        Ok(())
    }

    /// Goes on with the open design from where its text ends.
    ///
    /// # Errors
    /// What the endpoint lacks.
    pub fn resume(self) -> Result<(), EndpointError> {
        let (endpoint, key) = self.ready_endpoint()?;
        let Some(design) = self.open_copy() else { return Ok(()) };
        let request = prompt::continuation(&first_request(&design), &design.text, design.locale);
        self.begin_run(&design.id, &endpoint, key.as_ref(), &request);
        Ok(())
    }

    /// Stops the run; what has arrived stays.
    pub fn stop(self) {
        self.dispatch(Event::StopAsked { now: clock::now() });
    }

    pub(super) fn is_being_written(self, id: &str) -> bool {
        self.run.with_untracked(Run::is_active)
            && self.run_design.with_untracked(|running| running.as_deref() == Some(id))
    }

    fn begin_run(self, id: &str, endpoint: &Endpoint, key: Option<&Secret>, request: &ChatRequest) {
        self.session.update_value(|session| session.number = session.number.wrapping_add(1));
        self.run_design.set(Some(id.to_owned()));
        self.set_outcome(Outcome::Running);
        self.begin_log(id);
        let http = wire::request(endpoint, key, request);
        self.run.set(Run::new(endpoint.dialect()));
        self.dispatch(Event::Start { request: http, now: clock::now() });
        // The document may be shown already: from now on it is a stream.
        self.show_again();
        self.tick();
    }

    fn tick(self) {
        let number = self.session.with_value(|session| session.number);
        frame::every(TICK_MS, move || {
            let current = self.session.with_value(|session| session.number) == number
                && self.run.with_untracked(Run::is_active);
            if current {
                self.dispatch(Event::Tick { now: clock::now() });
            }
            current
        });
    }

    fn dispatch(self, event: Event) {
        let was_active = self.run.with_untracked(Run::is_active);
        let mut commands = Vec::new();
        self.run.update(|run| commands = step(run, event));
        for command in commands {
            self.perform(command);
        }
        if was_active && !self.run.with_untracked(Run::is_active) {
            self.finish_run();
        }
    }

    fn perform(self, command: Command) {
        match command {
            Command::Send(request) => self.send(request),
            Command::Abort => self.session.update_value(|session| {
                if let Some(abort) = session.abort.take() {
                    abort.abort();
                }
            }),
            Command::AppendText(text) => self.append(&text),
            Command::Save => {}
        }
    }

    fn send(self, request: HttpRequest) {
        let abort = Rc::new(Abort::new());
        let number = self.session.try_update_value(|session| {
            session.abort = Some(Rc::clone(&abort));
            session.number
        });
        spawn_local(async move {
            let hear = move |event| {
                // Late events of a run that was replaced belong to nobody.
                if number == Some(self.session.with_value(|session| session.number)) {
                    self.dispatch(event);
                }
            };
            let broke = || Event::NetworkFailed { offline: !listen::is_online(), now: clock::now() };
            let Ok(mut answer) = fetch::send(&request, &abort).await else {
                return hear(broke());
            };
            let status = answer.status;
            hear(Event::HeadersArrived {
                status,
                content_type: answer.content_type.clone(),
                now: clock::now(),
            });
            if !(200..300).contains(&status) {
                let body = answer.text().await.unwrap_or_default();
                return hear(Event::ErrorBody { body, now: clock::now() });
            }
            loop {
                match answer.next().await {
                    Ok(Some(bytes)) => hear(Event::Bytes { bytes, now: clock::now() }),
                    Ok(None) => return hear(Event::Closed { now: clock::now() }),
                    Err(_) => return hear(broke()),
                }
            }
        });
    }

    fn append(self, text: &str) {
        let Some(id) = self.run_design.get_untracked() else { return };
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
        self.session.update_value(|session| session.abort = None);
        let outcome = self.run.with_untracked(|run| match run.phase() {
            Phase::Done => Outcome::Done,
            Phase::Stopped => Outcome::Stopped,
            Phase::Failed(_) => Outcome::Failed,
            _ => Outcome::Incomplete,
        });
        self.set_outcome(outcome);
        self.close_log();
        if let Some(id) = self.run_design.get_untracked()
            && self.opened.with_untracked(|opened| opened.design().is_some_and(|open| open.id == id))
        {
            self.show_end();
        }
    }

    fn set_outcome(self, outcome: Outcome) {
        let Some(id) = self.run_design.get_untracked() else { return };
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
fn first_request(design: &Design) -> ChatRequest {
    let persona = Persona::bundled(design.locale);
    prompt::first_request(&persona.body, &persona.deliverables, design.locale, &design.brief)
}
