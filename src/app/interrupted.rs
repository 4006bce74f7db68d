//! Runs that were under way when their page was closed: what had arrived is all there is, in the document and
//! beside it, and is not lost.

use leptos::{prelude::*, task::spawn_local};

use super::{App, Opened, errand::aside_log};
use crate::{
    browser::{database::Additions, locks},
    domain::{
        design::{Design, Outcome},
        plan::Pause,
        tabs::Role,
    },
};

impl App {
    /// A page was closed while a run wrote this design: what had arrived is all there is. Whether no other
    /// page is writing it is known once this one has its lock.
    pub(super) fn end_interrupted(self, id: &str) {
        if matches!(self.role_of(id), Role::Writer | Role::Beside) {
            self.end_run_of_another_visit(id, locks::exist());
        }
    }

    /// The same, of an answer that did not go into the document.
    fn end_aside_of_another_visit(self, id: &str, alone: bool) {
        let is_interrupted = |design: &Design| {
            let proposal = design.proposal.as_ref();
            proposal.is_some_and(|proposal| proposal.outcome == Outcome::Running)
        };
        let interrupted = self
            .shelf
            .with_value(|shelf| shelf.get(id).is_some_and(is_interrupted));
        let Some(database) = self.database.get_value().filter(|_| interrupted) else {
            return;
        };
        let id = id.to_owned();
        spawn_local(async move {
            let answer = database.logged(&aside_log(&id)).await.unwrap_or_default();
            self.shelf.update_value(|shelf| {
                let design = shelf.get_mut(&id);
                if let Some(proposal) = design.and_then(|design| design.proposal.as_mut()) {
                    proposal.answer = answer;
                    proposal.outcome = Outcome::Incomplete;
                }
            });
            if alone {
                self.save_whole(&id, Additions::default());
            }
            self.revised.update(|count| *count += 1);
        });
    }

    /// `alone`: no other tab can be writing the design, so that what is stored is set right as well.
    pub(super) fn end_run_of_another_visit_now(self, id: &str, alone: bool) {
        // What a plan of this visit writes is in good hands between two of its requests, too.
        let is_ours = |running: &Option<String>| running.as_deref() == Some(id);
        if self.run_design.with_untracked(is_ours) {
            return;
        }
        self.end_aside_of_another_visit(id, alone);
        let is_interrupted = |design: &Design| design.outcome == Outcome::Running;
        let interrupted = self
            .shelf
            .with_value(|shelf| shelf.get(id).filter(|it| is_interrupted(it)).cloned());
        let Some(mut design) = interrupted else {
            return;
        };
        if let Some(plan) = &mut design.plan {
            plan.stop(Pause::Closed);
        }
        self.shelf.update_value(|shelf| {
            let outcome = Outcome::Incomplete;
            shelf.put(id, Design { outcome, ..design });
        });
        self.recover_plan(id, alone);
        if alone {
            self.save_whole(id, Additions::default());
        }
        self.refresh_open(id);
        let is_open = |opened: &Opened| opened.design().is_some_and(|open| open.id == id);
        if self.opened.with_untracked(is_open) {
            self.show_end();
        }
    }

    /// The plan of a design whose page was closed knows what came beside the document.
    fn recover_plan(self, id: &str, alone: bool) {
        let has_plan = |design: &Design| design.plan.is_some();
        let planned = self
            .shelf
            .with_value(|shelf| shelf.get(id).is_some_and(has_plan));
        let Some(database) = self.database.get_value().filter(|_| planned) else {
            return;
        };
        let id = id.to_owned();
        spawn_local(async move {
            let logged = database.logged(&aside_log(&id)).await.unwrap_or_default();
            self.shelf.update_value(|shelf| {
                let design = shelf.get_mut(&id);
                if let Some(plan) = design.and_then(|design| design.plan.as_mut()) {
                    plan.recover(&logged);
                }
            });
            if alone {
                self.save_whole(&id, Additions::default());
            }
            self.revised.update(|count| *count += 1);
        });
    }
}
