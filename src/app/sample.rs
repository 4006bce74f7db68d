//! The sample: the finished design that a first visitor finds in the library.
//!
//! It is an ordinary design that the user may rename, go on with or delete; only an untouched one is
//! exchanged when the interface changes its language.

use leptos::{prelude::*, task::spawn_local};

use super::{App, Library, OpenDesign};
use crate::{
    browser::{fetch, storage},
    domain::{
        design::{Design, Outcome},
        locale::Locale,
        route::Route,
        studio::Feature,
    },
};

/// Set once the sample was put into the library, so that it is not put back after being deleted.
const SEEDED: &str = "backend-architect:seeded";

impl App {
    /// Whether this browser's library never had the sample.
    pub(super) fn is_first_visit(self) -> bool {
        storage::get(SEEDED).is_none()
    }

    /// Puts the sample into the library of a first visit, unless the site wants none.
    pub(super) async fn seed_on_first_visit(self) {
        // The site says whether there is to be one, and perhaps in which language.
        self.studio().await;
        if self.lists(sample_id(self.locale.get_untracked())) {
            // It is there already: what remembers the first visit was forgotten and it was not.
            storage::set(SEEDED, "1");
        } else if self.allows_now(Feature::Sample) {
            self.seed_sample().await;
        }
    }

    /// Puts the sample into the library; says whether it could be fetched.
    pub(super) async fn seed_sample(self) -> bool {
        let locale = self.locale.get_untracked();
        let name = locale.file_name();
        let Ok(text) = fetch::own_file(&format!("samples/order-platform.{name}.md")).await else {
            // Offline at the very first visit: the library starts empty and the next visit seeds it.
            return false;
        };
        let mut sample = Design {
            id: sample_id(locale).to_owned(),
            text,
            outcome: Outcome::Done,
            ..self.blank(locale)
        };
        if let Some(expert) = self.expert_in(locale).await {
            sample.stamp.persona.clone_from(&expert.persona.name);
            sample.stamp.persona_hash.clone_from(&expert.persona.hash);
        }
        let id = sample_id(locale);
        self.put(sample);
        // A page that is left before it is stored seeds it again.
        self.once_saved(id, |_, _| {
            storage::set(SEEDED, "1");
        });
        true
    }

    /// The untouched sample follows the interface's language.
    pub(super) fn follow_locale_with_sample(self) {
        if self.listed_in_other_language().is_some() {
            self.exchange_sample();
        }
    }

    fn listed_in_other_language(self) -> Option<&'static str> {
        let locale = self.locale.get_untracked();
        let other = Locale::ALL.into_iter().find(|other| *other != locale);
        other.map(sample_id).filter(|id| self.lists(id))
    }

    pub(super) fn exchange_sample_now(self) {
        let Some(held) = self.listed_in_other_language() else {
            return;
        };
        spawn_local(async move {
            let touched =
                |design: &Design| design.given_title.is_some() || design.updated != design.created;
            let sample = self.fetch_design(held).await;
            if matches!(sample, Ok(Some(design)) if touched(&design)) {
                return;
            }
            // Only when the other one is there is this one let go.
            if self.seed_sample().await && self.unsaved.get_untracked() == 0 {
                self.forget(held);
            }
            if self.route.get_untracked() == Route::Library {
                self.open_showcase();
            }
        });
    }

    /// The library's page shows the sample while it is all there is.
    pub(super) fn open_showcase(self) {
        let only_sample = self.library.with_untracked(|library| match library {
            Library::Ready(list) => match list.as_slice() {
                [only] if Locale::ALL.map(sample_id).contains(&only.id.as_str()) => {
                    Some(only.id.clone())
                }
                _ => None,
            },
            Library::Loading => None,
        });
        let Some(id) = only_sample else {
            self.close_design();
            return;
        };
        spawn_local(async move {
            if let Ok(Some(design)) = self.fetch_design(&id).await
                && self.route.get_untracked() == Route::Library
            {
                self.show_design(OpenDesign::of(&design, false));
            }
        });
    }
}

/// Whether a design is the sample.
pub(super) fn is_sample(id: &str) -> bool {
    Locale::ALL.map(sample_id).contains(&id)
}

fn sample_id(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "sample-en",
        Locale::Zh => "sample-zh",
    }
}
