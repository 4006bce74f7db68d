//! What was sent to the endpoint since the page was opened, to be looked at. It is never stored: a request
//! holds the whole conversation.

use leptos::prelude::*;

use super::App;
use crate::{
    browser::clock,
    domain::{
        design::{Millis, run_log::RunRecord},
        studio::cost,
        wire::{Dialect, HttpRequest},
    },
};

/// So many requests are kept, of all designs.
const KEPT: usize = 20;

/// A request that was sent for a design.
#[derive(Debug, Clone)]
pub struct SentRequest {
    design: String,
    /// When.
    pub at: Millis,
    /// What.
    pub request: HttpRequest,
    /// In which dialect.
    pub dialect: Dialect,
}

impl App {
    /// What was sent for the open design, the latest first; tracked.
    #[must_use]
    pub fn sent_requests(self) -> Vec<SentRequest> {
        let Some(id) = self.open_id() else {
            return Vec::new();
        };
        self.later().sent.with(|sent| {
            let own = sent.iter().rev().filter(|sent| sent.design == id);
            own.cloned().collect()
        })
    }

    /// The runs of the open design, the latest first; tracked.
    #[must_use]
    pub fn run_log(self) -> Vec<RunRecord> {
        // The end of a run changes the open design.
        let Some(id) = self.open_id() else {
            return Vec::new();
        };
        self.shelf.with_value(|shelf| {
            let runs = shelf.get(&id).map(|design| &design.runs);
            runs.into_iter().flatten().rev().cloned().collect()
        })
    }

    /// What a run cost, where the site says what its model costs; tracked.
    #[must_use]
    pub fn cost_of(self, run: &RunRecord) -> Option<String> {
        let studio = self.configuration()?;
        let price = studio.price_of(&run.model)?;
        let millionths = cost(run.usage, price)?;
        let (whole, part) = (millionths / 1_000_000, millionths % 1_000_000);
        Some(format!("{whole}.{:04} {}", part / 100, price.currency))
    }

    pub(super) fn note_sent(self, request: &HttpRequest, dialect: Dialect) {
        let Some(design) = self.run_design.get_untracked() else {
            return;
        };
        let sent = SentRequest {
            design,
            at: clock::now(),
            request: request.clone(),
            dialect,
        };
        self.later().sent.update(|list| {
            list.push(sent);
            let excess = list.len().saturating_sub(KEPT);
            list.drain(..excess);
        });
    }

    fn open_id(self) -> Option<String> {
        self.opened
            .with(|opened| opened.design().map(|design| design.id.clone()))
    }
}
