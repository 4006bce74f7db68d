//! Designs that come from outside the library: files, shared links, and what was deleted a moment ago.
//! Nothing that comes in replaces another design.

use leptos::{prelude::*, task::spawn_local};

use super::{App, OpenDesign, Opened};
use crate::{
    browser::{clock, database::Additions, download},
    domain::{
        archive::Stored,
        design::Design,
        preview::{Job, Product},
        route::Route,
        share::{self, ShareError},
        studio::Feature,
    },
};

impl App {
    pub(super) fn import_now(self, file: web_sys::File) {
        if !self.allows_now(Feature::Import) {
            return self.notify(self.locale.get_untracked().studio_no_import());
        }
        spawn_local(async move {
            let locale = self.locale.get_untracked();
            let name = file.name();
            let bytes = match download::read(&file).await {
                Ok(bytes) => bytes,
                Err(detail) => return self.notify(locale.ui_import_unreadable(detail, name)),
            };
            match self.read_file(bytes).await {
                Some(Ok(design)) => self.take_in(design).await,
                Some(Err(error)) => self.notify(error.message(locale)),
                None => {}
            }
        });
    }

    /// The design in a file; `None` when the renderer broke off.
    async fn read_file(self, bytes: Vec<u8>) -> Option<Result<Design, ShareError>> {
        let text = match share::file_text(bytes) {
            Ok(text) => text,
            Err(error) => return Some(Err(error)),
        };
        let blank = Stored::of(&self.blank(self.locale.get_untracked()));
        self.received(Job::Import { text, blank }).await
    }

    /// The design that a job brings; `None` when the renderer broke off.
    async fn received(self, job: Job) -> Option<Result<Design, ShareError>> {
        match self.renderer_does(job).await? {
            Product::Design(stored) => {
                Some(stored.and_then(|stored| stored.open().map_err(ShareError::from)))
            }
            Product::Text(_) => None,
        }
    }

    /// An import never replaces another design: one that is there and differs gets a new id.
    async fn take_in(self, design: Design) {
        let id = match self.fetch_design(&design.id).await {
            Ok(None) => design.id.clone(),
            Ok(Some(present)) if present == design => design.id.clone(),
            // What cannot be read is not replaced either.
            Ok(Some(_)) | Err(_) => clock::new_id(),
        };
        self.put(Design {
            id: id.clone(),
            outcome: design.outcome.at_rest(),
            ..design
        });
        self.go(&Route::Design(id));
    }

    pub(super) fn open_shared_now(self, payload: &str) {
        let route = Route::Shared(payload.to_owned());
        let job = Job::Unpack(payload.to_owned());
        spawn_local(async move {
            let received = self.received(job).await;
            // The user may have gone elsewhere while it was unpacked.
            if self.route.get_untracked() != route {
                return;
            }
            match received {
                Some(Ok(design)) => self.show_shared(design),
                Some(Err(error)) => self.opened.set(Opened::Damaged(error)),
                None => self.opened.set(Opened::Nothing),
            }
        });
    }

    /// Shows a design under a name of its own, so that it never replaces one of this library.
    fn show_shared(self, design: Design) {
        let open = OpenDesign::of(&design, true);
        let key = format!("shared/{}", open.id);
        self.shelf.update_value(|shelf| shelf.put(&key, design));
        self.show_design(OpenDesign { id: key, ..open });
    }

    pub(super) fn keep_shared_now(self) {
        let Some(design) = self.open_copy() else {
            return;
        };
        let taken = self.lists(&design.id)
            || self
                .shelf
                .with_value(|shelf| shelf.get(&design.id).is_some());
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

    pub(super) fn restore(self, design: Design, history: Additions) {
        let id = design.id.clone();
        self.put(design);
        self.save_whole(&id, history);
        if self.route.get_untracked() == Route::Library {
            self.open_showcase();
        }
    }
}
