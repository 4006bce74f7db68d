//! Forgetting everything: what this page has stored in the browser and what it holds in memory.
//!
//! Nothing that still runs may bring anything back, in this tab or in another one: from the first step on
//! nothing is stored any more, and at the end every tab loads the page anew.

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::{
        caches,
        database::{Database, StorageError},
        location, service_worker, storage,
    },
    domain::{draft::Draft, locale::Locale, persona::own::PersonaChoice},
};

/// What all our names in the browser's storage begin with.
const OURS: &str = "backend-architect";
/// What the other tabs listen for.
const FORGOTTEN: &str = "backend-architect:forgotten";

/// How far the forgetting is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Forgetting {
    /// Nobody asked for it.
    #[default]
    Idle,
    /// It is under way.
    Busy,
    /// Something other than our tabs holds the library open.
    Blocked,
    /// Some of it could not be deleted.
    Failed(Vec<Leftover>),
}

/// What could not be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leftover {
    /// The library.
    Designs(StorageError),
    /// Settings and kept keys.
    Settings,
    /// Files for use without a network.
    Caches,
}

impl Leftover {
    /// Its name in a sentence.
    #[must_use]
    pub fn name(&self, locale: Locale) -> String {
        match self {
            Self::Designs(error) => locale.forget_designs(error),
            Self::Settings => locale.forget_settings().into(),
            Self::Caches => locale.forget_caches().into(),
        }
    }
}

impl App {
    /// How far the forgetting is.
    #[must_use]
    pub fn forgetting(self) -> ReadSignal<Forgetting> {
        self.forgetting.read_only()
    }

    /// Deletes everything and loads the page anew, as on a first visit. Says what could not be deleted.
    pub fn forget_everything(self) {
        if self.is_forgetting() {
            return;
        }
        self.forgetting.set(Forgetting::Busy);
        self.let_go();
        if self.run_is_active() {
            self.stop();
        }
        self.clear_memory();
        spawn_local(async move {
            let left = self.delete_stored().await;
            storage::tell(FORGOTTEN);
            if left.is_empty() {
                location::start_anew();
            } else {
                self.forgetting.set(Forgetting::Failed(left));
            }
        });
    }

    /// Whether nothing is to be stored any more.
    pub(super) fn is_forgetting(self) -> bool {
        self.forgetting.get_untracked() != Forgetting::Idle
    }

    /// Loads the page anew at its start.
    pub fn start_anew(self) {
        location::start_anew();
    }

    /// When another tab forgets everything, this one does not hold on to it.
    pub(super) fn watch_forgetting(self) {
        storage::on_told(FORGOTTEN, move || {
            self.let_go();
            location::start_anew();
        });
    }

    /// From here on nothing is stored.
    fn let_go(self) {
        storage::close();
        if let Some(database) = self.database.get_value() {
            database.close();
        }
        self.database.set_value(None);
    }

    /// What a page that could not delete everything must not show or send any more.
    fn clear_memory(self) {
        self.keys.set_value(super::keys::Keys::default());
        self.shelf.set_value(super::shelf::Shelf::default());
        self.log.set_value(super::saving::Log::default());
        self.forget_examination();
        self.models.set(Vec::new());
        self.later().draft.set(Draft::default());
        self.own_personas.set(None);
        self.persona_choice.set(PersonaChoice::default());
        self.later().sent.set(Vec::new());
        self.later().told.set(super::window::Told::default());
        self.notices.set(Vec::new());
        self.shared_link.set(None);
        self.endpoint.set(super::EndpointForm::default());
        self.library.set(super::Library::Ready(Vec::new()));
        self.recall_key();
        self.close_design();
    }

    async fn delete_stored(self) -> Vec<Leftover> {
        let mut left = Vec::new();
        let workers_gone = service_worker::unregister(&location::folder()).await;
        if !(caches::delete(OURS).await && workers_gone) {
            left.push(Leftover::Caches);
        }
        let blocked = move || self.forgetting.set(Forgetting::Blocked);
        if let Err(error) = Database::delete(blocked).await {
            left.push(Leftover::Designs(error));
        }
        if !storage::clear(OURS) {
            left.push(Leftover::Settings);
        }
        left
    }
}
