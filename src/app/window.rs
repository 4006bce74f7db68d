//! How much of the model's window the next request takes, and where the window is known from.
//!
//! What was learned is forgotten with the page: servers are restarted with other models and limits.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};

use super::{App, EndpointForm, doctor::crossing};
use crate::{
    browser::{
        fetch::{self, Abort},
        frame,
    },
    domain::{
        endpoint::{Endpoint, Secret},
        prompt,
        wire::window::{self, Fit},
    },
};

/// A server that is asked for its model's window has so long to answer, in milliseconds: nobody wants to
/// wait for it.
const PATIENCE_MS: i32 = 3_000;

/// What servers told of their models.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The last list of models, with the origin that it came from.
    list: Option<(String, String)>,
    /// Windows that were asked for: origin, model, tokens.
    windows: Vec<(String, String, u64)>,
}

impl Told {
    fn window(&self, endpoint: &Endpoint) -> Option<u64> {
        let origin = endpoint.origin();
        let list = self.list.as_ref().filter(|(from, _)| *from == origin);
        let asked = self
            .windows
            .iter()
            .find(|(from, model, _)| *from == origin && *model == endpoint.model);
        asked
            .map(|(_, _, tokens)| *tokens)
            .or_else(|| window::window(endpoint, list.map(|(_, body)| body.as_str()), None))
    }
}

impl App {
    /// The request that the brief would make beside the window of the chosen model; tracked.
    #[must_use]
    pub fn fit(self) -> Option<Fit> {
        let expert = self.expert()?;
        let endpoint = self.endpoint.with(EndpointForm::endpoint).ok()?;
        let by_site = self.configuration().and_then(|it| it.context_of(&endpoint));
        let window = by_site.or_else(|| self.later().told.with(|told| told.window(&endpoint)));
        let system = expert.system();
        let chat = self
            .later()
            .draft
            .with(|draft| prompt::first_request(system, &draft.brief.prompt(self.locale.get())));
        Some(Fit::new(&chat, window))
    }

    /// Keeps the list of models that an endpoint gave.
    pub(super) fn note_list(self, origin: String, body: String) {
        self.later()
            .told
            .update(|told| told.list = Some((origin, body)));
    }

    /// The endpoint with what is known of its model's window.
    pub(super) fn with_window(self, endpoint: Endpoint) -> Endpoint {
        let by_site = untrack(|| self.configuration()).and_then(|it| it.context_of(&endpoint));
        let told = || {
            self.later()
                .told
                .with_untracked(|told| told.window(&endpoint))
        };
        let known = by_site.or_else(told);
        endpoint.with_context(known)
    }

    /// Asks a server that was found well for its model's window, if nobody told it yet.
    pub(super) fn ask_for_window(self) {
        let Ok((endpoint, key)) = self.ready_endpoint() else {
            return;
        };
        if self.with_window(endpoint.clone()).context.is_some() {
            return;
        }
        spawn_local(async move {
            if let Some(tokens) = ask(&endpoint, key.as_ref()).await {
                let entry = (endpoint.origin(), endpoint.model, tokens);
                self.later().told.update(|told| told.windows.push(entry));
            }
        });
    }
}

/// Asks a server for its model's window; `None` when it cannot be asked or does not say.
async fn ask(endpoint: &Endpoint, key: Option<&Secret>) -> Option<u64> {
    let question = window::question(endpoint, key)?;
    let abort = Rc::new(Abort::new());
    let clock = Rc::downgrade(&abort);
    frame::after(PATIENCE_MS, move || {
        if let Some(abort) = clock.upgrade() {
            abort.abort();
        }
    });
    let answer = fetch::send(&question, crossing(&question.url), &abort).await;
    let answer = answer.ok().filter(|answer| answer.status == 200)?;
    window::answer(&answer.text().await.ok()?)
}
