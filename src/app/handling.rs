//! What is done with a design of the library, be it open or not: it is renamed, copied, deleted. Each makes
//! sure first that no other tab is writing the design. It travels with the later pages.

use leptos::{prelude::*, task::spawn_local};

use super::{App, NoticeAction};
use crate::{
    browser::{clock, database::Additions},
    domain::{design::Design, route::Route},
};

impl App {
    pub(super) fn rename_now(self, id: &str, title: &str) {
        let (id, title) = (id.to_owned(), title.trim().to_owned());
        spawn_local(async move {
            if !self.reserves_or_tells(&id).await {
                return;
            }
            if let Ok(Some(mut design)) = self.fetch_design(&id).await {
                design.given_title = (!title.is_empty()).then_some(title);
                self.put(design);
                self.refresh_open(&id);
            }
            self.release(&id);
        });
    }

    /// Whether this tab may change a design now; says so if it may not.
    async fn reserves_or_tells(self, id: &str) -> bool {
        let held = self.reserve(id).await;
        if !held {
            self.notify(self.locale.get_untracked().kept_elsewhere());
        }
        held
    }

    pub(super) fn duplicate_now(self, id: &str) {
        let id = id.to_owned();
        spawn_local(async move {
            let Ok(Some(design)) = self.fetch_design(&id).await else {
                return;
            };
            let locale = self.locale.get_untracked();
            let now = clock::now();
            self.put(Design {
                id: clock::new_id(),
                given_title: Some(locale.ui_copy_of(design.title())),
                created: now,
                updated: now,
                outcome: design.outcome.at_rest(),
                ..design
            });
        });
    }

    pub(super) fn delete_now(self, id: &str) {
        let id = id.to_owned();
        spawn_local(async move {
            if !self.reserves_or_tells(&id).await {
                return;
            }
            if self.run_is_active()
                && self
                    .run_design
                    .with_untracked(|run| run.as_ref() == Some(&id))
            {
                self.stop();
            }
            let found = self.fetch_design(&id).await;
            let history = match self.database.get_value() {
                // Without it the design alone comes back.
                Some(database) => database.history(&id).await.unwrap_or_default(),
                None => Additions::default(),
            };
            self.forget(&id);
            self.release(&id);
            if let Ok(Some(design)) = found {
                let text = self.locale.get_untracked().ui_deleted(design.title());
                self.notify_with(text, NoticeAction::Restore(Box::new((design, history))));
            }
            if self
                .route
                .with_untracked(|route| route.design() == Some(&id))
            {
                self.go(&Route::Library);
            } else if self.route.get_untracked() == Route::Library {
                self.open_showcase();
            }
        });
    }

    pub(super) fn forget(self, id: &str) {
        self.shelf.update_value(|shelf| shelf.remove(id));
        self.unlist(id);
        self.unqueue(id);
        let Some(database) = self.database.get_value() else {
            return;
        };
        let id = id.to_owned();
        spawn_local(async move {
            match database.remove(&id).await {
                Ok(()) => {
                    self.tell_removed(&id);
                    // There may be room now.
                    self.try_again();
                }
                Err(error) => self.storage_failed(&error),
            }
        });
    }
}
