//! The run as the page performs it: events into the state machine, its commands out to the network, the
//! document and the disk. It travels with the later pages (ADR 9): nobody runs anything before they were
//! entered.
//!
//! One run at a time; it goes on wherever the user goes in the page. What decides is `domain::run`.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};

use super::{
    App,
    doctor::crossing,
    errand::{Answer, Errand, Place, aside_log},
    session::{Engine, Explanation},
};
use crate::{
    browser::{
        clock,
        fetch::{self, Abort, Arriving, NetworkFailure},
        frame, listen, location,
    },
    domain::{
        design::{
            Outcome, document_title,
            history::Kind,
            run_log::{RunRecord, remember},
        },
        endpoint::{Endpoint, Secret},
        locale::Locale,
        run::{Ask, Command, Event, News, Phase, Progress, RunError, RunNumber, step, wait},
        tabs,
        wire::HttpRequest,
    },
};

/// How often the elapsed time is told anew, in milliseconds.
const TICK_MS: i32 = 250;

/// How long after a broken connection it is acted upon, in milliseconds.
const BREAK_MS: i32 = 250;

/// What `session` calls.
pub(super) const ENGINE: Engine = Engine {
    resume: |app| {
        let locale = app.locale_now();
        app.resume_open().map_err(|error| error.message(locale))
    },
    stop: App::stop_now,
    go_on: App::go_on_now,
    explain: App::explain,
};

impl App {
    fn stop_now(self) {
        self.dispatch(Event::StopAsked {
            now: clock::steady(),
        });
    }

    fn go_on_now(self) {
        self.dispatch(Event::GoOnAsked {
            now: clock::steady(),
        });
    }

    /// Why the run rests, or brought less than an answer; tracked.
    fn explain(self) -> Option<Explanation> {
        let locale = self.locale.get();
        let endpoint = self
            .session
            .with_value(|session| session.endpoint.clone())?;
        self.run.with(|run| match run.phase() {
            Phase::Resting { why, .. } => Some(Explanation {
                message: why.message(locale),
                detail: why.detail().unwrap_or_default().to_owned(),
                hint: rest_hint(locale, run.progress(), why),
            }),
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

    pub(super) fn begin_run(self, errand: Errand, endpoint: Endpoint, key: Option<Secret>) {
        if errand.design.as_ref().is_some_and(|id| !self.may_write(id)) {
            // Another tab has taken the design over meanwhile.
            return;
        }
        if self.run_is_active() {
            self.stop_now();
        }
        let Errand {
            design,
            place,
            chat,
            so_far,
            then,
        } = errand;
        let locale = design
            .as_ref()
            .and_then(|id| {
                self.shelf
                    .with_value(|shelf| shelf.get(id).map(|design| design.locale))
            })
            .unwrap_or_else(|| self.locale.get_untracked());
        self.session.update_value(|session| {
            session.endpoint = Some(endpoint.clone());
            session.engine = Some(ENGINE);
            session.place = place;
            session.then = then;
            session.brought.clear();
        });
        self.run_design.set(design.clone());
        self.aside.set(String::new());
        if let Some(id) = &design {
            self.tabs_know(tabs::Event::Began(id.clone()));
            match place {
                Place::Document => {
                    self.set_outcome(Outcome::Running);
                    self.begin_log(id);
                }
                Place::Aside => self.begin_side_log(&aside_log(id)),
            }
        }
        if place == Place::Aside {
            self.take_aside(&so_far);
        }
        self.dispatch(Event::Start {
            ask: Box::new(Ask {
                endpoint,
                key,
                chat,
                so_far,
                locale,
            }),
            seed: clock::seed(),
            now: clock::steady(),
        });
        if place == Place::Document {
            // The document may be shown already: from now on it is a stream.
            self.show_edited();
        }
        self.tick();
    }

    fn tick(self) {
        frame::every(TICK_MS, move || {
            let active = self.run_is_active();
            if active {
                self.dispatch(Event::Tick {
                    online: listen::is_online(),
                    now: clock::steady(),
                });
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
            Command::AppendText(text) => match self.session.with_value(|session| session.place) {
                Place::Document => self.append(&text),
                Place::Aside => self.take_aside(&text),
            },
            // Every piece of text is logged as it comes (`saving`), and the end writes the design whole.
            Command::Save => {}
        }
    }

    fn send(self, number: RunNumber, request: HttpRequest) {
        let dialect = self
            .session
            .with_value(|session| session.endpoint.as_ref().map(Endpoint::dialect));
        if let Some(dialect) = dialect {
            self.note_sent(&request, dialect);
        }
        let abort = Rc::new(Abort::new());
        self.session
            .update_value(|session| session.exchange = Some((number, Rc::clone(&abort))));
        let hear = move |news| {
            self.dispatch(Event::Network {
                run: number,
                news,
                now: clock::steady(),
            });
        };
        let crossing = crossing(&request.url);
        spawn_local(async move {
            let end = match fetch::send(&request, crossing, &abort).await {
                Ok(answer) => read_answer(answer, hear).await,
                Err(failure) => Err(failure),
            };
            match end {
                Ok(()) => hear(News::Closed),
                // A page that is being left loses its connections first and must not ask for more.
                Err(_) => frame::after(BREAK_MS, move || {
                    hear(News::Failed {
                        offline: !listen::is_online(),
                    });
                }),
            }
        });
    }

    /// Takes text that comes beside the document.
    fn take_aside(self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.aside.update(|aside| aside.push_str(text));
        if self.run_design.with_untracked(Option::is_some) {
            self.log_text(text);
        }
    }

    fn append(self, text: &str) {
        self.session
            .update_value(|session| session.brought.push_str(text));
        let Some(id) = self.run_design.get_untracked() else {
            return;
        };
        let titled = self.shelf.try_update_value(|shelf| {
            let design = shelf.get_mut(&id)?;
            let had_title = document_title(&design.text).is_some();
            design.text.push_str(text);
            design.touch(clock::now());
            Some(had_title)
        });
        self.log_and_show(text);
        if titled.flatten() == Some(false) && text.contains('\n') {
            self.refresh_open(&id);
        }
    }

    fn finish_run(self) {
        let mut ended = None;
        self.session.update_value(|session| {
            session.exchange = None;
            let model = session.endpoint.as_ref().map(|endpoint| &endpoint.model);
            ended = Some((
                session.place,
                session.then.take(),
                std::mem::take(&mut session.brought),
                model.cloned().unwrap_or_default(),
            ));
        });
        let Some((place, then, brought, model)) = ended else {
            return;
        };
        let outcome = self.run.with_untracked(|run| match run.phase() {
            Phase::Done => Outcome::Done,
            Phase::Stopped => Outcome::Stopped,
            Phase::Failed(_) => Outcome::Failed,
            _ => Outcome::Incomplete,
        });
        self.remember_run(outcome);
        let text = match place {
            Place::Document => {
                self.end_document(outcome);
                brought
            }
            Place::Aside => self.aside.get_untracked(),
        };
        if let Some(id) = self.run_design.get_untracked() {
            self.tabs_know(tabs::Event::Ended(id));
        }
        if let Some(then) = then {
            let design = self.run_design.get_untracked();
            let answer = Answer {
                design,
                text,
                outcome,
                model,
            };
            then(self, answer);
        }
    }

    /// No more text of the document comes.
    fn end_document(self, outcome: Outcome) {
        self.set_outcome(outcome);
        self.close_log();
        if let Some(id) = self.run_design.get_untracked() {
            self.revise_written(&id, Kind::Written);
            self.show_rest(&id);
        }
    }

    /// Adds the run that ended to the design's own log.
    fn remember_run(self, outcome: Outcome) {
        let Some(id) = self.run_design.get_untracked() else {
            return;
        };
        let endpoint = self.session.with_value(|session| session.endpoint.clone());
        let locale = self.locale.get_untracked();
        let (progress, usage) = self.run.with_untracked(|run| (run.progress(), run.usage()));
        let started = clock::now().saturating_sub(progress.elapsed_ms);
        let figures = RunRecord::of(started, outcome, &progress, usage);
        let record = match endpoint {
            Some(endpoint) => RunRecord {
                provider: endpoint.preset.label(locale).to_owned(),
                model: endpoint.model,
                ..figures
            },
            None => figures,
        };
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(&id) {
                remember(&mut design.runs, record);
            }
        });
    }

    fn set_outcome(self, outcome: Outcome) {
        let Some(id) = self.run_design.get_untracked() else {
            return;
        };
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(&id) {
                design.outcome = outcome;
                design.touch(clock::now());
            }
        });
        self.refresh_open(&id);
    }
}

/// When the next try comes.
fn rest_hint(locale: Locale, progress: Progress, why: &RunError) -> String {
    match progress.resting_ms {
        _ if *why == RunError::Offline => locale.run_rest_network().to_owned(),
        None | Some(0) => locale.run_rest_now().to_owned(),
        Some(delay) => locale.run_rest_delay(wait(delay, locale)),
    }
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
