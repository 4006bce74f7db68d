//! The connection test: sends what the endpoint doctor asks for and tells it what came.

use std::{cell::Cell, rc::Rc};

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::{
        fetch::{self, Abort, Crossing},
        frame, listen, location, permission, root,
    },
    domain::{
        endpoint::{
            BaseUrl,
            doctor::{
                Answer, Browser, Command, Diagnosis, Doctor, Event, Explanation, Outcome, Page,
                Permissions, Probe, Rung, RungState, states_local_target,
            },
        },
        locale::Locale,
        wire::{HttpRequest, models},
    },
};

/// What the test found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examination {
    /// Every rung of the ladder; none before the first test.
    pub rungs: Vec<(Rung, RungState)>,
    /// Whether it goes on.
    pub is_active: bool,
    /// What was found, in words.
    pub explanation: Option<Explanation>,
    /// The name of what was found.
    pub cause: &'static str,
}

impl Examination {
    fn of(doctor: &Doctor, locale: Locale) -> Self {
        let verdict = doctor.verdict();
        Self {
            rungs: doctor.rungs().into(),
            is_active: doctor.is_active(),
            explanation: doctor.explanation(locale),
            cause: verdict.map_or("", |verdict| verdict.diagnosis.name()),
        }
    }
}

/// The doctor and its exchange with the server.
#[derive(Default)]
pub(super) struct Practice {
    doctor: Doctor,
    exchange: Option<Rc<Abort>>,
}

struct Exchange {
    number: u32,
    /// The origin whose list of models it asks for.
    list_of: Option<String>,
    request: HttpRequest,
    patience_ms: u32,
    crossing: Crossing,
}

impl App {
    /// Tests the endpoint and lists its models.
    pub fn test_connection(self) {
        spawn_local(async move {
            // Nothing is sent before it is known what the site allows.
            self.studio().await;
            let permissions = permissions().await;
            self.examine(permissions);
        });
    }

    fn examine(self, permissions: Permissions) {
        let found = self
            .endpoint
            .with_untracked(|form| self.endpoint_and_key(form));
        let (endpoint, key) = match found {
            Ok((endpoint, key)) => (Ok(endpoint), key),
            Err(error) => (Err(error), None),
        };
        self.doctor_hears(Event::Start {
            endpoint,
            key,
            page: Page {
                origin: location::origin(),
                is_secure: root::is_secure(),
                browser: Browser::from_user_agent(&root::user_agent()),
                is_online: listen::is_online(),
                permissions,
            },
            needed_tokens: untrack(|| self.fit()).map(|fit| fit.needed()),
        });
    }

    /// Gives up a test; what it found is about another endpoint.
    pub(super) fn forget_examination(self) {
        if let Some(later) = self.entered() {
            later.practice.set_value(Practice::default());
            later.examination.set(Examination::default());
        }
    }

    fn doctor_hears(self, event: Event) {
        let commands = self
            .later()
            .practice
            .try_update_value(|practice| practice.doctor.step(event));
        for command in commands.unwrap_or_default() {
            self.obey_doctor(command);
        }
        let locale = self.locale.get_untracked();
        self.later().examination.set(
            self.later()
                .practice
                .with_value(|practice| Examination::of(&practice.doctor, locale)),
        );
        self.take_models();
    }

    fn obey_doctor(self, command: Command) {
        match command {
            Command::Abort { .. } => self
                .later()
                .practice
                .update_value(|practice| practice.exchange = None),
            Command::Send {
                number,
                probe,
                request,
                patience_ms,
                states_local_target,
            } => {
                let crossing = match (probe.is_opaque(), states_local_target) {
                    (true, _) => Crossing::Opaque,
                    (false, true) => Crossing::ToLocal,
                    (false, false) => Crossing::Plain,
                };
                self.exchange(Exchange {
                    number,
                    list_of: self.endpoint_origin().filter(|_| probe == Probe::Models),
                    request,
                    patience_ms,
                    crossing,
                });
            }
        }
    }

    fn exchange(self, exchange: Exchange) {
        let abort = Rc::new(Abort::new());
        self.later()
            .practice
            .update_value(|practice| practice.exchange = Some(Rc::clone(&abort)));
        let is_late = Rc::new(Cell::new(false));
        let clock = (Rc::downgrade(&abort), Rc::clone(&is_late));
        let patience_ms = i32::try_from(exchange.patience_ms).unwrap_or(i32::MAX);
        frame::after(patience_ms, move || {
            if let Some(abort) = clock.0.upgrade() {
                clock.1.set(true);
                abort.abort();
            }
        });
        spawn_local(async move {
            let seen = outcome(&exchange, &abort).await;
            let outcome = if is_late.get() {
                Outcome::TimedOut
            } else {
                seen
            };
            if let (Some(origin), Outcome::Answered(answer)) = (exchange.list_of, &outcome) {
                self.note_list(origin, answer.body.clone());
            }
            let permissions = permissions().await;
            self.doctor_hears(Event::Seen {
                number: exchange.number,
                outcome,
                is_online: listen::is_online(),
                permissions,
            });
        });
    }

    /// Offers the models that the test has seen. When that chooses one, the test goes on with it.
    fn take_models(self) {
        let (models, goes_on) = self.later().practice.with_value(|practice| {
            let diagnosis = practice.doctor.verdict().map(|verdict| &verdict.diagnosis);
            match diagnosis {
                Some(Diagnosis::NoModel { models }) => (models.clone(), true),
                Some(Diagnosis::Healthy { models, .. }) => (models.clone(), false),
                _ => (Vec::new(), false),
            }
        });
        if models.is_empty() {
            return;
        }
        self.offer_models(&models);
        if !goes_on {
            self.ask_for_window();
        }
        let chosen = self
            .endpoint
            .with_untracked(|form| !form.model.trim().is_empty());
        if goes_on && chosen {
            self.test_connection();
        }
    }

    /// Lists the models and, when none is chosen, proposes the one that the persona asks for.
    fn offer_models(self, models: &[models::Model]) {
        self.models
            .set(models.iter().map(|model| model.id.clone()).collect());
        let expert = untrack(|| self.expert());
        let wanted = expert
            .as_ref()
            .and_then(|expert| expert.persona.model.as_deref());
        let suggestion = models::suggest_model(models, wanted.unwrap_or_default())
            .or_else(|| (models.len() == 1).then(|| models[0].id.as_str()));
        let is_open = self
            .endpoint
            .with_untracked(|form| form.model.trim().is_empty());
        if let (true, Some(model)) = (is_open, suggestion) {
            self.set_model(model.to_owned());
        }
    }
}

async fn permissions() -> Permissions {
    let mut permissions = Permissions::default();
    for name in Permissions::NAMES {
        if let Some(state) = permission::state(name).await {
            permissions.note(name, &state);
        }
    }
    permissions
}

async fn outcome(exchange: &Exchange, abort: &Abort) -> Outcome {
    let arriving = fetch::send(&exchange.request, exchange.crossing, abort).await;
    let Ok(mut arriving) = arriving else {
        return Outcome::Failed;
    };
    if exchange.crossing == Crossing::Opaque {
        return Outcome::Opaque;
    }
    let mut bytes = Vec::new();
    let is_cut = loop {
        match arriving.next().await {
            Ok(Some(chunk)) => bytes.extend(chunk),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    Outcome::Answered(Answer {
        status: arriving.status,
        content_type: arriving.content_type,
        body: String::from_utf8_lossy(&bytes).into_owned(),
        is_cut,
        retry_after_s: arriving
            .retry_after
            .and_then(|seconds| seconds.trim().parse().ok()),
    })
}

/// How a request of a run reaches its address from this page.
pub(super) fn crossing(url: &str) -> Crossing {
    let is_local =
        BaseUrl::parse(url).is_ok_and(|url| states_local_target(&url, &location::origin()));
    if is_local {
        Crossing::ToLocal
    } else {
        Crossing::Plain
    }
}
