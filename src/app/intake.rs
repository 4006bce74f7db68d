//! Designs that come from outside the library: files, shared links, and what was deleted a moment ago.
//! Nothing that comes in replaces another design.

use leptos::{prelude::*, task::spawn_local};

use super::{App, OpenDesign, Opened};
use crate::{
    browser::{clock, download},
    domain::{
        design::{Design, Outcome},
        route::Route,
        share,
    },
};

impl App {
    /// Takes a file into the library and opens it.
    pub fn import(self, file: web_sys::File) {
        spawn_local(async move {
            let locale = self.locale.get_untracked();
            let name = file.name();
            let bytes = match download::read(&file).await {
                Ok(bytes) => bytes,
                Err(detail) => return self.notify(locale.ui_import_unreadable(name, detail)),
            };
            match share::import(&bytes, self.blank(locale)) {
                Ok(design) => self.take_in(design).await,
                Err(error) => self.notify(error.message(locale)),
            }
        });
    }

    /// An import never replaces another design: one that is there and differs gets a new id.
    async fn take_in(self, design: Design) {
        let present = self.fetch_design(&design.id).await.ok().flatten();
        let id = match present {
            Some(present) if present != design => clock::new_id(),
            _ => design.id.clone(),
        };
        let outcome = match design.outcome {
            Outcome::Running => Outcome::Incomplete,
            other => other,
        };
        self.put(Design {
            id: id.clone(),
            outcome,
            ..design
        });
        self.go(&Route::Design(id));
    }

    /// Opens the design that a link carries, read-only.
    pub(super) fn open_shared(self, payload: &str) {
        match share::unpack(payload) {
            Ok(design) => {
                let open = OpenDesign::of(&design, true);
                let id = open.id.clone();
                // Shown under a name of its own, so that it never replaces a design of this library.
                let key = format!("shared/{id}");
                self.shelf.update_value(|shelf| {
                    shelf.insert(key.clone(), design);
                });
                self.show_design(OpenDesign { id: key, ..open });
            }
            Err(error) => self.opened.set(Opened::Damaged(error)),
        }
    }

    /// Takes the shared design into the library and opens it there.
    pub fn keep_shared(self) {
        let Some(design) = self.open_copy() else {
            return;
        };
        let taken = self.lists(&design.id)
            || self
                .shelf
                .with_value(|shelf| shelf.contains_key(&design.id));
        let id = if taken {
            clock::new_id()
        } else {
            design.id.clone()
        };
        self.put(Design {
            id: id.clone(),
            ..design
        });
        self.go(&Route::Design(id));
    }

    pub(super) fn restore(self, design: Design) {
        self.put(design);
        if self.route.get_untracked() == Route::Library {
            self.open_showcase();
        }
    }
}
