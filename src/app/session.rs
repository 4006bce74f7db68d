//! What the first paint's program knows of runs: how one goes, in words and numbers, and the handles that
//! steer it. What performs a run (`engine`) is fetched when one is started.

use std::rc::Rc;

use leptos::{prelude::*, wasm_split::SplitLoaderError};

use super::{
    App,
    actions::Actions,
    engine,
    errand::{Place, Then},
};
use crate::{
    browser::fetch::Abort,
    domain::{
        design::Design,
        endpoint::Endpoint,
        plan::{Part, StepState},
        run::{Phase, Progress, RunNumber, loads_models},
    },
};

/// What performs runs: functions, so that their program need not be there before the first run.
#[derive(Clone, Copy)]
pub(super) struct Engine {
    pub resume: fn(App) -> Result<(), &'static str>,
    pub stop: fn(App),
    pub go_on: fn(App),
    pub explain: fn(App) -> Option<Explanation>,
}

/// The engine's file did not come.
struct EngineMissing;

impl From<SplitLoaderError> for EngineMissing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// The exchange under way.
#[derive(Default)]
pub(super) struct Session {
    pub exchange: Option<(RunNumber, Rc<Abort>)>,
    pub endpoint: Option<Endpoint>,
    pub engine: Option<Engine>,
    pub actions: Option<&'static Actions>,
    pub place: Place,
    pub then: Option<Then>,
    /// What the run added to the document.
    pub brought: String,
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

/// Where the plan of a design stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPlace {
    /// The place of the section that is written now or next; none for the outline.
    pub number: Option<usize>,
    /// How many sections there are.
    pub total: usize,
    /// What the section is called.
    pub heading: String,
    /// Whether the plan goes on by itself.
    pub is_going: bool,
}

/// What an active run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Nothing of the answer has come.
    Waiting,
    /// Nothing has come for a while from a server that loads its model first.
    Loading,
    /// Only reasoning has come.
    Thinking,
    /// The answer is coming.
    Writing,
    /// The answer pauses for so many seconds.
    Quiet(u64),
    /// The next try comes in so many seconds, or as soon as there is a network.
    Resting(Option<u64>),
}

/// A server is said to load its model after so long a silence, in milliseconds.
const LOADING_AFTER_MS: u64 = 4_000;
/// An answer is said to pause after so long a silence, in milliseconds.
const QUIET_AFTER_MS: u64 = 10_000;

impl App {
    /// Goes on with the open design from where its text ends.
    ///
    /// # Errors
    /// What the endpoint lacks, in words.
    pub async fn resume(self) -> Result<(), &'static str> {
        if !untrack(|| self.may_change()) {
            return Err(self.locale.get_untracked().kept_elsewhere());
        }
        match fetch_engine().await {
            Ok(engine) => {
                self.session
                    .update_value(|session| session.engine = Some(engine));
                (engine.resume)(self)
            }
            Err(EngineMissing) => Err(self.locale.get_untracked().ui_part_missing()),
        }
    }

    /// Stops the run; what has arrived stays.
    pub fn stop(self) {
        if let Some(engine) = self.engine() {
            (engine.stop)(self);
        }
    }

    /// Ends the rest between two tries.
    pub fn go_on(self) {
        if let Some(engine) = self.engine() {
            (engine.go_on)(self);
        }
    }

    /// Why the run of the open design rests, or brought less than an answer; tracked.
    #[must_use]
    pub fn explanation(self) -> Option<Explanation> {
        let explain = self.engine()?.explain;
        self.owns_run().then(|| explain(self)).flatten()
    }

    /// Whoever runs a design has fetched it.
    fn engine(self) -> Option<Engine> {
        self.session.with_value(|session| session.engine)
    }

    /// How far the run is, in numbers; tracked.
    #[must_use]
    pub fn progress(self) -> Progress {
        self.run.with(|run| run.progress())
    }

    /// What has come of an answer that does not go into the document; tracked.
    #[must_use]
    pub fn aside(self) -> String {
        self.aside.get()
    }

    /// Whether a run is under way whose answer goes into the document of the open design; tracked.
    #[must_use]
    pub fn is_writing_document(self) -> bool {
        self.is_writing() && self.session.with_value(|session| session.place) == Place::Document
    }

    /// What the plan of the open design writes now or next; nothing without a plan, or when it is over;
    /// tracked.
    #[must_use]
    pub fn step_place(self) -> Option<StepPlace> {
        self.revised.track();
        self.with_open_design(|design| {
            let plan = design.plan.as_ref()?;
            let part = plan.next()?;
            let number = match part {
                Part::Outline => None,
                Part::Section(index) => Some(index + 1),
            };
            Some(StepPlace {
                number,
                total: plan.steps.len(),
                heading: plan.step(part)?.heading.clone(),
                is_going: plan.pause.is_none(),
            })
        })?
    }

    /// How far the plan of the open design is with a deliverable that is not in the document; tracked.
    #[must_use]
    pub fn step_state(self, index: usize) -> Option<StepState> {
        self.revised.track();
        let state = |design: &Design| Some(design.plan.as_ref()?.steps.get(index)?.state);
        self.with_open_design(state)?
    }

    /// Whether the plan of the open design is over, and left something out that was wanted; tracked.
    #[must_use]
    pub fn steps_fell_short(self) -> bool {
        self.revised.track();
        let short = |design: &Design| {
            let plan = design.plan.as_ref();
            plan.is_some_and(|plan| plan.is_over() && !plan.is_whole())
        };
        self.with_open_design(short).unwrap_or(false)
    }

    /// How many characters the model reasoned in the run of the open design; tracked.
    #[must_use]
    pub fn reasoning_length(self) -> usize {
        if !self.owns_run() {
            return 0;
        }
        self.run.with(|run| run.reasoning().chars().count())
    }

    /// What the model reasoned.
    #[must_use]
    pub fn reasoning(self) -> String {
        self.run.with_untracked(|run| run.reasoning().to_owned())
    }

    /// What the active run is doing; tracked.
    #[must_use]
    pub fn activity(self) -> Activity {
        let loads = self
            .session
            .with_value(|session| session.endpoint.as_ref().is_some_and(loads_models));
        self.run.with(|run| {
            let progress = run.progress();
            match run.phase() {
                Phase::Resting { until, .. } => Activity::Resting(
                    until.and(progress.resting_ms.map(|rest| rest.div_ceil(1000))),
                ),
                Phase::Streaming if progress.quiet_ms >= QUIET_AFTER_MS => {
                    Activity::Quiet(progress.quiet_ms / 1000)
                }
                Phase::Streaming if progress.characters == 0 => Activity::Thinking,
                Phase::Streaming => Activity::Writing,
                _ if loads && progress.quiet_ms >= LOADING_AFTER_MS => Activity::Loading,
                _ => Activity::Waiting,
            }
        })
    }

    pub(super) fn run_is_active(self) -> bool {
        self.run.with_untracked(|run| run.phase().is_active())
    }

    pub(super) fn is_being_written(self, id: &str) -> bool {
        self.run_is_active()
            && self.session.with_value(|session| session.place) == Place::Document
            && self
                .run_design
                .with_untracked(|running| running.as_deref() == Some(id))
    }
}

/// Fetches the engine, which is in the file of the later pages (`view::later`).
#[cfg(feature = "split")]
#[::leptos::wasm_split::wasm_split(design, wasm_split_path = ::leptos::wasm_split, fallible)]
fn fetch_engine() -> Result<Engine, EngineMissing> {
    Ok(engine::ENGINE)
}

/// The worker's program and the tests are made of the same library and come in one piece.
#[cfg(not(feature = "split"))]
async fn fetch_engine() -> Result<Engine, EngineMissing> {
    Ok(engine::ENGINE)
}
