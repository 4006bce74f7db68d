//! Observations for tests, put together in few words. Tests only.

use super::{
    Answer, Browser, Finding, Observations, Outcome, Page, Permissions, Probe, Verdict, diagnose,
    explain,
};
use crate::domain::{
    endpoint::{Endpoint, Preset, Secret},
    locale::Locale,
};

/// A key that must not turn up anywhere.
pub const KEY: &str = "sk-do-not-show-1234567890";
/// The page that most scenes play on.
pub const PAGE: &str = "https://studio.example";

/// A list of models in OpenAI's shape.
pub const LIST: &str = r#"{"object":"list","data":[{"id":"m-1"},{"id":"other-2"}]}"#;
/// The same in Ollama's.
pub const TAGS: &str = r#"{"models":[{"name":"m-1:latest","model":"m-1:latest"}]}"#;

/// A page in Chromium with all permissions.
pub fn page(origin: &str) -> Page {
    Page {
        origin: origin.into(),
        is_secure: origin.starts_with("https:") || origin.contains("localhost"),
        browser: Browser::Chromium,
        is_online: true,
        permissions: permissions("granted"),
    }
}

/// Both permissions in one state.
pub fn permissions(state: &str) -> Permissions {
    let mut permissions = Permissions::default();
    permissions.note("loopback-network", state);
    permissions.note("local-network", state);
    permissions
}

/// Nothing observed of an endpoint with a model and no key, from [`PAGE`].
pub fn scene(preset: Preset, url: &str) -> Observations {
    let url = match url {
        "" => preset.default_base_url(),
        url => url,
    };
    let endpoint = Endpoint::new(preset, url, "m-1").unwrap();
    Observations::new(endpoint, None, page(PAGE))
}

/// A response.
pub fn says(status: u16, body: &str) -> Outcome {
    Outcome::Answered(Answer {
        status,
        content_type: "application/json".into(),
        body: body.into(),
        ..Answer::default()
    })
}

/// Changes to a scene, to be chained.
pub trait Change {
    /// With [`KEY`].
    fn keyed(self) -> Self;
    /// On a page elsewhere.
    fn on(self, origin: &str) -> Self;
    /// In another browser, which knows none of the permissions.
    fn using(self, browser: Browser) -> Self;
    /// With the permissions in another state.
    fn may(self, state: &str) -> Self;
    /// Asking for another model.
    fn wants(self, model: &str) -> Self;
    /// With the outcome of the first probe.
    fn listed(self, outcome: Outcome) -> Self;
    /// With the outcome of the opaque probe after the first failed.
    fn opaque(self, outcome: Outcome) -> Self;
    /// With the outcome of the simple probe after the first failed and the opaque one came through.
    fn simple(self, outcome: Outcome) -> Self;
    /// With the outcome of the stream after the list was read.
    fn streamed(self, outcome: Outcome) -> Self;
}

impl Change for Observations {
    fn keyed(mut self) -> Self {
        self.key = Secret::new(KEY).ok();
        self
    }

    fn on(mut self, origin: &str) -> Self {
        self.page = page(origin);
        self
    }

    fn using(mut self, browser: Browser) -> Self {
        self.page.browser = browser;
        self.page.permissions = Permissions::default();
        self
    }

    fn may(mut self, state: &str) -> Self {
        self.page.permissions = permissions(state);
        self
    }

    fn wants(mut self, model: &str) -> Self {
        self.endpoint.model = model.into();
        self
    }

    fn listed(mut self, outcome: Outcome) -> Self {
        self.note(Probe::Models, outcome);
        self
    }

    fn opaque(self, outcome: Outcome) -> Self {
        let mut seen = self.listed(Outcome::Failed);
        seen.note(Probe::Opaque, outcome);
        seen
    }

    fn simple(self, outcome: Outcome) -> Self {
        let mut seen = self.opaque(Outcome::Opaque);
        seen.note(Probe::Simple, outcome);
        seen
    }

    fn streamed(mut self, outcome: Outcome) -> Self {
        if self.models.is_none() {
            self = self.listed(says(200, LIST));
        }
        self.note(Probe::Stream, outcome);
        self
    }
}

/// The verdict on observations that suffice.
#[track_caller]
pub fn verdict(seen: &Observations) -> Verdict {
    match diagnose(seen) {
        Finding::Known(verdict) => verdict,
        Finding::Ask(probe) => panic!("{probe:?} is missing in {seen:?}"),
    }
}

/// A stream that says something.
pub const SAYS_OK: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"OK\"}}]}\n\ndata: [DONE]\n\n";

/// Fails unless each of the observations means the cause of this name, and both languages say what helps.
#[track_caller]
pub fn check(rows: &[(&str, Observations, &str)]) {
    for (fact, seen, expected) in rows {
        let verdict = verdict(seen);
        assert_eq!(verdict.diagnosis.name(), *expected, "{fact}");
        for locale in Locale::ALL {
            let said = explain(&verdict, seen, locale);
            assert!(!said.message.is_empty(), "{fact}");
            assert_eq!(said.steps.is_empty(), *expected == "healthy", "{fact}");
            assert!(
                said.steps.iter().all(|step| !step.text.is_empty()),
                "{fact}"
            );
        }
    }
}
