//! The site's configuration (`studio.json`): fetched beside the page, applied to what the user has not
//! chosen, and asked before anything is done that a site can forbid.
//!
//! Most sites say nothing and need no code to read that; the reader travels with the later pages (ADR 9).
//! Until the configuration is known, no request goes to a model.

use std::sync::Arc;

use futures_channel::oneshot;
use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use super::{App, EndpointForm, NoticeAction};
use crate::{
    browser::{
        fetch::{self, NetworkFailure},
        location,
    },
    domain::{
        endpoint::{Endpoint, EndpointError, Preset},
        studio::{
            self, Feature, FileFault, Problem, ProblemKind, Reading, SiteEndpoint, Studio,
            file_text,
        },
    },
};

/// Beside `index.html`.
const FILE: &str = "studio.json";

/// How the value of an option begins that stands for an endpoint of the site.
const SITE_OPTION: &str = "site-";

/// What is known of the site's configuration. Cheap to copy; made once.
#[derive(Clone, Copy)]
pub(super) struct Site {
    /// `None` until it was read.
    studio: RwSignal<Option<Arc<Studio>>>,
    problems: RwSignal<Vec<Problem>>,
    notice_is_closed: RwSignal<bool>,
    chosen: StoredValue<Chosen>,
    /// Who waits for the configuration while it is being fetched.
    waiting: StoredValue<Vec<oneshot::Sender<()>>, LocalStorage>,
}

/// What the user has chosen, so that the site's defaults do not apply to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Chosen {
    pub locale: bool,
    pub endpoint: bool,
}

impl Site {
    pub(super) fn new() -> Self {
        Self {
            studio: RwSignal::default(),
            problems: RwSignal::default(),
            notice_is_closed: RwSignal::default(),
            chosen: StoredValue::new(Chosen::default()),
            waiting: StoredValue::new_local(Vec::new()),
        }
    }

    pub(super) fn chosen(self) -> Chosen {
        self.chosen.get_value()
    }

    pub(super) fn choose(self, choose: impl FnOnce(&mut Chosen)) {
        self.chosen.update_value(choose);
    }
}

impl App {
    /// The site's configuration, once it is known; tracked.
    #[must_use]
    pub fn configuration(self) -> Option<Arc<Studio>> {
        self.site.studio.get()
    }

    /// What of the configuration cannot be used.
    #[must_use]
    pub fn configuration_problems(self) -> ReadSignal<Vec<Problem>> {
        self.site.problems.read_only()
    }

    /// Whether the site leaves something on; tracked.
    #[must_use]
    pub fn allows(self, feature: Feature) -> bool {
        let studio = self.site.studio;
        studio.with(|studio| studio.as_ref().is_none_or(|it| it.allows(feature)))
    }

    /// What the team says, until it is put away; tracked.
    #[must_use]
    pub fn site_notice(self) -> Option<String> {
        let locale = self.locale.get();
        if self.site.notice_is_closed.get() {
            return None;
        }
        self.site.studio.with(|studio| {
            let notice = studio.as_ref()?.notice.as_ref()?;
            Some(notice.of(locale).to_owned())
        })
    }

    /// Puts the team's notice away until the page is loaded again.
    pub fn close_site_notice(self) {
        self.site.notice_is_closed.set(true);
    }

    /// Whether only the site's endpoints can be chosen; tracked.
    #[must_use]
    pub fn endpoints_are_fixed(self) -> bool {
        let studio = self.site.studio;
        studio.with(|studio| studio.as_ref().is_some_and(|it| it.endpoints_only))
    }

    /// What the chosen provider is called; tracked.
    #[must_use]
    pub fn provider_name(self) -> String {
        let locale = self.locale.get();
        let (studio, at) = (self.site.studio.get(), self.chosen_site_endpoint());
        let own = studio.as_ref().zip(at);
        match own.and_then(|(studio, at)| studio.endpoints.get(at)) {
            Some(own) => own.name.of(locale).to_owned(),
            None => self
                .endpoint
                .with(|form| form.preset.label(locale))
                .to_owned(),
        }
    }

    /// The value of the chosen provider's option; tracked.
    #[must_use]
    pub fn provider_option(self) -> String {
        match self.chosen_site_endpoint() {
            Some(at) => site_option(at),
            None => self.endpoint.with(|form| form.preset.id()).to_owned(),
        }
    }

    /// Chooses a provider by the value of its option.
    pub fn choose_provider(self, option: &str) {
        let Some(at) = option.strip_prefix(SITE_OPTION) else {
            if let Some(preset) = Preset::from_id(option) {
                self.set_preset(preset);
            }
            return;
        };
        let studio = self.site.studio.get_untracked();
        let at = at.parse::<usize>().ok();
        if let Some(own) = at.and_then(|at| studio.as_ref()?.endpoints.get(at)) {
            self.site.choose(|chosen| chosen.endpoint = true);
            self.take_endpoint(own);
        }
    }

    /// Which of the site's endpoints the form names; tracked.
    fn chosen_site_endpoint(self) -> Option<usize> {
        let endpoint = self.endpoint.with(EndpointForm::endpoint).ok()?;
        let studio = self.site.studio;
        studio.with(|studio| studio.as_ref()?.endpoint(&endpoint))
    }

    /// The configuration, fetched when it is first wanted; `None` when the host does not answer, which is
    /// not the same as having none.
    pub(super) async fn studio(self) -> Option<Arc<Studio>> {
        let site = self.site;
        if site.studio.with_untracked(Option::is_none) {
            let (done, told) = oneshot::channel();
            let is_first = site.waiting.try_update_value(|waiting| {
                waiting.push(done);
                waiting.len() == 1
            });
            if is_first == Some(true) {
                self.read_configuration().await;
                let waiting = site.waiting.try_update_value(std::mem::take);
                for waiter in waiting.unwrap_or_default() {
                    // Whoever asked may have lost interest.
                    let _ = waiter.send(());
                }
            } else {
                // It ends without a word only with the page.
                let _ = told.await;
            }
        }
        site.studio.get_untracked()
    }

    /// Whether it is not known yet what the site allows.
    pub(super) fn site_is_unread(self) -> bool {
        self.site.studio.with_untracked(Option::is_none)
    }

    /// Starts what needs to know what the site allows as soon as that is known, or says why it does not
    /// start.
    pub(super) fn once_site_is_known(
        self,
        start: impl FnOnce() -> Result<(), EndpointError> + 'static,
    ) {
        spawn_local(async move {
            let started = match self.studio().await {
                Some(_) => start(),
                None => Err(EndpointError::SiteUnread),
            };
            if let Err(error) = started {
                self.notify(error.message(self.locale.get_untracked()));
            }
        });
    }

    /// Whether requests may go to an endpoint.
    ///
    /// # Errors
    /// The site does not allow it, or it is not known what the site allows.
    pub(super) fn admit(self, endpoint: &Endpoint) -> Result<(), EndpointError> {
        match self.site.studio.get_untracked() {
            Some(studio) => studio.admit(endpoint),
            None => Err(EndpointError::SiteUnread),
        }
    }

    /// Whether the site offers personas, or may do so as far as is known.
    pub(super) fn may_have_personas(self) -> bool {
        let studio = self.site.studio;
        studio.with_untracked(|it| it.as_ref().is_none_or(|it| !it.personas.is_empty()))
    }

    /// Whether the user may choose any endpoint; then they do.
    pub(super) fn chooses_endpoint(self) -> bool {
        let is_free = untrack(|| !self.endpoints_are_fixed());
        if is_free {
            self.site.choose(|chosen| chosen.endpoint = true);
        }
        is_free
    }

    /// Whether the site leaves something on, for commands; not tracked.
    pub(super) fn allows_now(self, feature: Feature) -> bool {
        untrack(|| self.allows(feature))
    }

    /// The models that the site names for the chosen endpoint.
    pub(super) fn site_models(self) -> Vec<String> {
        let studio = self.site.studio.get_untracked();
        let at = untrack(|| self.chosen_site_endpoint());
        let own = at.and_then(|at| studio.as_ref()?.endpoints.get(at));
        own.map_or_else(Vec::new, |own| own.models.clone())
    }

    /// The text of a file that the configuration names; `None` when it cannot be used, which is told.
    pub(super) async fn site_file(
        self,
        path: &str,
        place: &str,
    ) -> Result<Option<String>, NetworkFailure> {
        let text = fetch::own_file_if_there(path).await?;
        match text.ok_or(FileFault::Missing).and_then(file_text) {
            Ok(text) => Ok(Some(text)),
            Err(fault) => {
                self.note_file(path, place, fault);
                Ok(None)
            }
        }
    }

    /// A file that the configuration names cannot be used.
    pub(super) fn note_file(self, path: &str, place: &str, fault: FileFault) {
        self.note_problems(vec![Problem {
            pointer: place.to_owned(),
            line: None,
            kind: ProblemKind::File {
                path: path.to_owned(),
                fault,
            },
        }]);
    }

    /// Nothing is known afterwards when the host or the reader cannot be reached.
    async fn read_configuration(self) {
        let text = match fetch::own_file_if_there(FILE).await {
            Ok(Some(text)) if !Studio::says_nothing(&text) => text,
            Ok(_) => return self.take_reading(Reading::default()),
            Err(NetworkFailure) => return,
        };
        if let Ok(read) = reader().await {
            self.take_reading(read(&text, &location::origin()));
        }
    }

    fn take_reading(self, reading: Reading) {
        let studio = Arc::new(reading.studio);
        self.site.studio.set(Some(Arc::clone(&studio)));
        if let (Some(locale), false) = (studio.language, self.site.chosen().locale) {
            self.show_locale(locale);
        }
        let chosen = self.site.chosen().endpoint.then(|| {
            let form = self.endpoint;
            form.with_untracked(EndpointForm::endpoint).ok()
        });
        match studio.starting_endpoint(chosen.as_ref().map(Option::as_ref)) {
            Some(own) => self.take_endpoint(own),
            None => self.models.set(self.site_models()),
        }
        if !studio.allows(Feature::KeepKeys) {
            self.forget_kept_keys();
        }
        self.note_problems(reading.problems);
    }

    /// Fills in an endpoint of the site.
    fn take_endpoint(self, own: &SiteEndpoint) {
        self.endpoint.update(|form| {
            form.preset = own.endpoint.preset;
            own.endpoint
                .base_url
                .as_str()
                .clone_into(&mut form.base_url);
            form.model.clone_from(&own.endpoint.model);
        });
        self.endpoint_moved();
    }

    /// Tells what is wrong, and where it can be read.
    fn note_problems(self, problems: Vec<Problem>) {
        let known = self.site.problems;
        let is_new = known.with_untracked(|known| problems.iter().any(|it| !known.contains(it)));
        if !is_new {
            return;
        }
        known.update(|known| {
            let fresh: Vec<_> = problems
                .into_iter()
                .filter(|it| !known.contains(it))
                .collect();
            known.extend(fresh);
        });
        let text = self.locale.get_untracked().studio_has_problems();
        self.notify_with(text, NoticeAction::ReadConfiguration);
    }
}

/// The value of the option of the site's endpoint at that place.
#[must_use]
pub fn site_option(at: usize) -> String {
    format!("{SITE_OPTION}{at}")
}

/// Reads a configuration, given the page's origin.
type Read = fn(&str, &str) -> Reading;

/// The file with the reader did not come.
#[derive(Debug)]
struct ReaderMissing;

impl From<SplitLoaderError> for ReaderMissing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Fetches the reader, which is in the file of the later pages (`view::later`).
#[cfg(feature = "split")]
#[::leptos::wasm_split::wasm_split(pages, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reader() -> Result<Read, ReaderMissing> {
    Ok(studio::read)
}

/// The worker's program and the tests are made of the same library and come in one piece.
#[cfg(not(feature = "split"))]
async fn reader() -> Result<Read, ReaderMissing> {
    Ok(studio::read)
}
