//! Writing a design step by step: what the plan decides is asked for, and what comes is given to the plan.
//!
//! One request after the other through the same runs as everything else; between two of them nothing is
//! under way, and the stored plan says where the work stands. It travels with the later pages. What comes
//! next, and where an answer goes, is decided in `domain::plan`.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::{
    App, Expert, Label, NotChanged, SideTab,
    errand::{Answer, Errand, Place, aside_log},
};
use crate::{
    browser::{clock, database::Additions},
    domain::{
        design::{
            Design, Outcome,
            change::Refused,
            history::Kind,
            section::{Author, Origin, closing_line, sections},
        },
        endpoint::Endpoint,
        plan::{
            Beginning, End, Ground, How, Part, Pause, Plan,
            prompt::{ASSUMED, Sources, outline_request, section_request},
        },
        prompt::ChatRequest,
    },
};

impl App {
    /// The plan of the open design; tracked.
    #[must_use]
    pub fn plan(self) -> Option<Plan> {
        self.revised.track();
        self.with_open_design(|design| design.plan.clone())?
    }

    /// Why a step was not begun, in words; empty while nothing is wrong; tracked.
    #[must_use]
    pub fn steps_error(self) -> String {
        self.later().steps_error.get()
    }

    /// How many sections the open design lacks that could be written; tracked.
    #[must_use]
    pub fn missing_sections(self) -> usize {
        let outline = self.outline();
        outline.deliverables.len() - outline.present()
    }

    /// Writes what the open design lacks, step by step.
    pub fn write_missing(self) {
        let Some(design) = self.steered().and_then(|_| self.open_copy()) else {
            return;
        };
        spawn_local(async move {
            let Some(expert) = self.expert_of(&design).await else {
                return;
            };
            self.change_plan(&design.id, |design, plan| {
                let text = &design.text;
                match plan {
                    Some(plan) => plan.want_missing(text),
                    None => {
                        let missing = Plan::of(&expert.persona.deliverables, text);
                        *plan = Some(missing.wanting(&design.brief.wanted));
                    }
                }
            });
            self.go_on_by_steps(&design.id);
        });
    }

    /// Goes on with the plan of the open design.
    pub fn resume_steps(self) {
        if let Some(id) = self.steered() {
            self.go_on_by_steps(&id);
        }
    }

    /// Holds the plan of the open design; what has come of a section stays.
    pub fn pause_steps(self) {
        let Some(id) = self.steered() else { return };
        if self.writes(&id) {
            self.stop();
        } else {
            self.rest(&id, Pause::Stopped, Outcome::Stopped);
        }
    }

    /// Has a part written again. While another one is being written it waits for its turn.
    pub fn retry_step(self, part: Part) {
        let Some(id) = self.steered() else { return };
        if self.writes(&id) && self.is_current(&id, part) {
            return;
        }
        let is_locked = self.planned(&id).is_some_and(|design| {
            let plan = design.plan.as_ref();
            plan.is_some_and(|plan| plan.is_locked(part, &design.document()))
        });
        if is_locked {
            let message = Refused::Locked.message(self.locale.get_untracked());
            self.later().steps_error.set(message.to_owned());
            return;
        }
        self.change_plan(&id, |design, plan| {
            let Some(plan) = plan else { return };
            // A document in motion is not cut back.
            if plan.step(part).is_some_and(|step| step.from.is_some()) {
                design.text = plan.retry(part, &design.text);
            } else {
                plan.retry(part, "");
            }
        });
        if self.own_open().as_deref() == Some(&id) {
            self.show_edited();
        }
        if !self.writes(&id) {
            self.go_on_by_steps(&id);
        }
    }

    /// Leaves a part out.
    pub fn skip_step(self, part: Part) {
        let Some(id) = self.steered() else { return };
        if self.writes(&id) && self.is_current(&id, part) {
            return;
        }
        self.change_plan(&id, |_, plan| {
            if let Some(plan) = plan {
                plan.skip(part);
            }
        });
        if !self.writes(&id) {
            self.settle_outcome(&id);
        }
    }

    /// Offers what a model wrote beside the document as changes of it.
    pub fn propose_left_out(self, part: Part) {
        let Some(design) = self.open_copy() else {
            return;
        };
        let step = design.plan.as_ref().and_then(|plan| plan.step(part));
        if let Some(step) = step {
            let origin = Origin {
                author: Author::Model,
                by: step.model.clone(),
                at: step.at,
            };
            self.propose(&design.id, step.left_out.clone(), origin);
            self.open_side(SideTab::Refine);
        }
    }

    /// The open design, if this tab may change it.
    fn steered(self) -> Option<String> {
        let id = self.own_open()?;
        if self.may_write(&id) {
            return Some(id);
        }
        let message = NotChanged::Elsewhere.message(self.locale.get_untracked());
        self.later().steps_error.set(message.to_owned());
        None
    }

    /// Whether going on with a design means to write what is missing: where its plan is not over, or its
    /// last section is finished or locked.
    pub(super) fn resumes_by_steps(self, design: &Design, expert: &Expert) -> bool {
        if let Some(plan) = &design.plan {
            return !plan.is_over() || !plan.is_whole();
        }
        let last = sections(&design.text).len().saturating_sub(1);
        let is_ended = matches!(design.outcome, Outcome::Done | Outcome::Draft)
            && closing_line(&design.text).is_none();
        let is_begun = !design.text.trim().is_empty();
        let deliverables = &expert.persona.deliverables;
        is_begun
            && (is_ended || design.document().is_locked(last))
            && Plan::is_missing(deliverables, &design.text)
    }

    /// Goes on with what is not written yet, or was not written well.
    pub(super) fn resume_by_steps(self, design: &Design) {
        if design.plan.is_none() {
            return self.write_missing();
        }
        self.change_plan(&design.id, |_, plan| {
            if let Some(plan) = plan.as_mut().filter(|plan| plan.is_over()) {
                plan.want_failed();
            }
        });
        self.go_on_by_steps(&design.id);
    }

    /// Begins the plan of a design that nothing is written of, or goes on with any design's.
    pub(super) fn go_on_by_steps(self, id: &str) {
        self.later().steps_error.set(String::new());
        self.change_plan(id, |design, plan| {
            let Some(plan) = plan else { return };
            plan.pause = None;
            plan.look_again(&design.text);
        });
        let id = id.to_owned();
        spawn_local(self.ask_next(id));
    }

    async fn ask_next(self, id: String) {
        let Some(design) = self.planned(&id) else {
            return;
        };
        let Some(expert) = self.expert_of(&design).await else {
            return self.rest(&id, Pause::Endpoint, Outcome::Stopped);
        };
        // Somebody may have paused it, or begun something else, while the files were fetched.
        if self.planned(&id).is_none_or(|design| is_paused(&design)) {
            return;
        }
        let locale = self.locale.get_untracked();
        let refused = match (self.run_is_active(), self.may_write(&id)) {
            (true, _) => Some(locale.run_busy()),
            (false, false) => Some(locale.kept_elsewhere()),
            (false, true) => None,
        };
        if let Some(refused) = refused {
            self.later().steps_error.set(refused.to_owned());
            return self.rest(&id, Pause::Busy, Outcome::Stopped);
        }
        let (endpoint, key) = match self.ready_endpoint() {
            Ok(ready) => ready,
            Err(error) => {
                self.later()
                    .steps_error
                    .set(error.message(locale).to_owned());
                return self.rest(&id, Pause::Endpoint, Outcome::Stopped);
            }
        };
        let endpoint = self.with_window(endpoint);
        match self.begin_step(&id) {
            Some(Ok(begun)) => self.ask(&id, begun, &expert, endpoint, key),
            Some(Err(())) => {
                self.later()
                    .steps_error
                    .set(locale.plan_locked_open().to_owned());
                self.rest(&id, Pause::Stopped, Outcome::Stopped);
            }
            None => self.settle_outcome(&id),
        }
    }

    fn ask(
        self,
        id: &str,
        begun: Beginning,
        expert: &Arc<Expert>,
        endpoint: Endpoint,
        key: Option<crate::domain::endpoint::Secret>,
    ) {
        let Some(design) = self.planned(id) else {
            return;
        };
        let chat = request(&design, begun.part, expert, &endpoint);
        // Servers that are told how much to hold are told so.
        let window = endpoint.context.or(Some(ASSUMED));
        let place = match begun.ground {
            Ground::End => Place::Document,
            Ground::Aside => Place::Aside,
        };
        let errand = Errand {
            design: Some(id.to_owned()),
            place,
            chat,
            so_far: begun.so_far,
            then: Some(step_ended),
        };
        self.begin_run(errand, endpoint.with_context(window), key);
        self.set_step_outcome(id, Outcome::Running);
    }

    /// Lets the plan begin what comes next; nothing when it is over.
    fn begin_step(self, id: &str) -> Option<Result<Beginning, ()>> {
        let begun = self.shelf.try_update_value(|shelf| {
            let design = shelf.get_mut(id)?;
            let document = design.document();
            let plan = design.plan.as_mut()?;
            match plan.begin(&document) {
                Ok(begun) => {
                    let begun = begun?;
                    design.text.clone_from(&begun.text);
                    Some(Ok(begun))
                }
                Err(_) => Some(Err(())),
            }
        });
        begun.flatten()
    }

    /// The design that has a plan.
    fn planned(self, id: &str) -> Option<Design> {
        let design = self.shelf.with_value(|shelf| shelf.get(id).cloned());
        design.filter(|design| design.plan.is_some())
    }

    /// The plan is given the end of a step, and says how it goes on.
    fn after_step(self, id: &str) {
        self.revised.update(|count| *count += 1);
        let Some(design) = self.planned(id) else {
            return;
        };
        if is_paused(&design) {
            self.settle_outcome(id);
            return;
        }
        self.set_step_outcome(id, Outcome::Running);
        spawn_local(self.ask_next(id.to_owned()));
    }

    fn rest(self, id: &str, why: Pause, outcome: Outcome) {
        self.change_plan(id, |_, plan| {
            if let Some(plan) = plan {
                plan.stop(why);
            }
        });
        self.set_step_outcome(id, outcome);
    }

    /// A plan that does not go on: the design is what its parts are.
    fn settle_outcome(self, id: &str) {
        let Some(design) = self.planned(id) else {
            return;
        };
        let Some(plan) = &design.plan else { return };
        let failed = self
            .run
            .with_untracked(|run| run.phase().name() == "failed");
        let outcome = match plan.pause {
            Some(Pause::Endpoint) if failed => Outcome::Failed,
            Some(Pause::Stopped) => Outcome::Stopped,
            Some(_) => Outcome::Incomplete,
            None if plan.is_whole() => Outcome::Done,
            None if plan.is_over() => Outcome::Incomplete,
            None => Outcome::Stopped,
        };
        self.set_step_outcome(id, outcome);
    }

    fn set_step_outcome(self, id: &str, outcome: Outcome) {
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(id) {
                design.outcome = outcome;
                design.touch(clock::now());
            }
        });
        self.save_whole(id, Additions::default());
        self.refresh_open(id);
        self.revised.update(|count| *count += 1);
    }

    /// Changes a plan, and stores it.
    fn change_plan(self, id: &str, change: impl FnOnce(&mut Design, &mut Option<Plan>)) {
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(id) {
                let mut plan = design.plan.take();
                change(design, &mut plan);
                design.plan = plan;
            }
        });
        self.save_whole(id, Additions::default());
        self.revised.update(|count| *count += 1);
    }

    /// Whether a run for a design is under way, wherever its text goes.
    fn writes(self, id: &str) -> bool {
        let is_its = |running: &Option<String>| running.as_deref() == Some(id);
        self.run_is_active() && self.run_design.with_untracked(is_its)
    }

    fn is_current(self, id: &str, part: Part) -> bool {
        let plan = self.planned(id).and_then(|design| design.plan);
        plan.is_some_and(|plan| plan.current() == Some(part))
    }
}

fn is_paused(design: &Design) -> bool {
    design.plan.as_ref().is_none_or(|plan| plan.pause.is_some())
}

fn request(design: &Design, part: Part, expert: &Expert, endpoint: &Endpoint) -> ChatRequest {
    let brief = design.brief.prompt(design.locale);
    let sources = Sources {
        persona: &expert.persona.body,
        contract: &expert.contract,
        house_rules: &expert.house_rules,
        brief: &brief,
        locale: design.locale,
        window: endpoint.context,
    };
    let plan = design.plan.clone().unwrap_or_default();
    match part {
        Part::Outline => outline_request(&sources, &plan.deliverables()),
        Part::Section(index) => section_request(&sources, &plan, index, &design.text),
    }
}

/// A step's run is over.
fn step_ended(app: App, answer: Answer) {
    let Some(id) = answer.design else { return };
    let (how, took_ms) = app
        .run
        .with_untracked(|run| (How::of(run.phase()), run.progress().elapsed_ms));
    let end = End {
        how,
        aside: answer.text,
        origin: Origin {
            author: Author::Model,
            by: answer.model,
            at: clock::now(),
        },
        took_ms,
    };
    let plan = app.planned(&id).and_then(|design| design.plan);
    let Some(plan) = plan else { return };
    let step = plan.current().and_then(|part| plan.step(part));
    if step.is_some_and(|step| step.from.is_some()) {
        // The end of the run makes it a revision; so what it is must be known before.
        app.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(&id) {
                take_end(design, &end);
            }
        });
        app.after_step(&id);
        if app.own_open().as_deref() == Some(&id) {
            app.show_edited();
        }
        return;
    }
    let label = match step {
        Some(step) if step.is_again => Label::about(Kind::Regenerated, &step.heading),
        Some(step) if !step.heading.is_empty() => Label::about(Kind::Added, &step.heading),
        _ => Label::of(Kind::Written),
    };
    spawn_local(async move {
        let origin = end.origin.clone();
        let taken = app.revise(&id, origin, label, |design| {
            take_end(design, &end);
            Ok(())
        });
        if taken.await.is_ok() {
            app.after_step(&id);
            // The plan that holds it is stored first.
            app.save_whole(&id, Additions::default());
            app.clear_side_log(&aside_log(&id));
        }
    });
}

fn take_end(design: &mut Design, end: &End) {
    let document = design.document();
    let locale = design.locale;
    if let Some(plan) = &mut design.plan {
        let document = plan.end(&document, end, locale);
        design.text = document.text;
        design.notes = document.notes;
    }
}
