//! What is sent to a model for a design, and what each run is asked for. It travels with the later pages;
//! how a run is performed is `engine`'s business.

use leptos::{prelude::*, task::spawn_local};

use super::{
    App, Expert, Way,
    errand::{Errand, Place},
};
use crate::domain::{
    design::{Design, Stamp},
    endpoint::EndpointError,
    locale::Locale,
    plan::Plan,
    prompt::{self, ChatRequest},
    route::Route,
};

impl App {
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
            let mut design = self.blank(language);
            // None for a second click that waited with the first one.
            let Some(brief) = self.take_brief(&design.id) else {
                return;
            };
            design.brief = brief;
            design.stamp = Stamp {
                provider: endpoint.preset.label(language).to_owned(),
                model: endpoint.model.clone(),
                persona: expert.persona.name.clone(),
                persona_hash: expert.persona.hash.clone(),
            };
            let id = design.id.clone();
            if untrack(|| self.way()) == Way::Steps {
                let plan = Plan::of(&expert.persona.deliverables, "");
                let mut plan = plan.wanting(&design.brief.wanted);
                // Until the outline has a better one.
                plan.sketch.title = design.title();
                design.plan = Some(plan);
                self.shelf.update_value(|shelf| shelf.put(&id, design));
                self.go_on_by_steps(&id);
                self.go(&Route::Design(id));
                return;
            }
            let request = first_request(&expert, &design);
            let endpoint = self.with_window(endpoint);
            self.shelf.update_value(|shelf| shelf.put(&id, design));
            self.begin_run(
                Errand::document(id.clone(), request, String::new()),
                endpoint,
                key,
            );
            self.go(&Route::Design(id));
        });
        Ok(())
    }

    /// Goes on with the open design.
    ///
    /// # Errors
    /// What the endpoint lacks.
    pub(super) fn resume_open(self) -> Result<(), EndpointError> {
        if self.site_is_unread() {
            self.once_site_is_known(move || self.resume_open());
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
            let endpoint = self.with_window(endpoint);
            // A second click that waited with the first one.
            if self.is_being_written(&design.id) {
                return;
            }
            if self.resumes_by_steps(&design, &expert) {
                self.resume_by_steps(&design);
                return;
            }
            let request = first_request(&expert, &design);
            let errand = Errand::document(design.id, request, design.text);
            self.begin_run(errand, endpoint, key);
        });
        Ok(())
    }

    /// Performs a run beside the document.
    ///
    /// # Errors
    /// What the endpoint lacks, or that another run is under way.
    pub(super) fn send_errand(self, errand: Errand) -> Result<(), ErrandRefused> {
        if self.run_is_active() {
            return Err(ErrandRefused::Busy);
        }
        if errand.design.as_ref().is_some_and(|id| !self.may_write(id)) {
            return Err(ErrandRefused::Elsewhere);
        }
        let (endpoint, key) = self.ready_endpoint().map_err(ErrandRefused::Endpoint)?;
        let endpoint = self.with_window(endpoint);
        self.begin_run(errand, endpoint, key);
        Ok(())
    }
}

/// Why a run beside the document does not begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ErrandRefused {
    /// Another run is under way.
    Busy,
    /// Another tab writes the design.
    Elsewhere,
    /// The endpoint lacks something.
    Endpoint(EndpointError),
}

impl ErrandRefused {
    /// What is wrong and what to do, in a sentence.
    pub(super) fn message(&self, locale: Locale) -> &'static str {
        match self {
            Self::Busy => locale.run_busy(),
            Self::Elsewhere => locale.kept_elsewhere(),
            Self::Endpoint(error) => error.message(locale),
        }
    }
}

impl Errand {
    /// A run that writes a design's text, or goes on with it.
    fn document(design: String, chat: ChatRequest, so_far: String) -> Self {
        Self {
            design: Some(design),
            place: Place::Document,
            chat,
            so_far,
            then: None,
        }
    }
}

/// The request that a design begins with.
fn first_request(expert: &Expert, design: &Design) -> ChatRequest {
    let brief = design.brief.prompt(design.locale);
    prompt::first_request(expert.system(), &brief)
}
