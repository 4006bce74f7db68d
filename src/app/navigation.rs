//! Going places: the hash is the address, and arriving somewhere opens what belongs there.

use leptos::prelude::*;

use super::App;
use crate::{
    browser::{frame, listen, location, root},
    domain::route::Route,
};

/// The id of the element that scrolls.
const CONTENT: &str = "content";

impl App {
    /// Goes to a place, as a step of the history.
    pub fn go(self, route: &Route) {
        location::set_hash(&route.hash());
    }

    /// Follows the address bar from now on.
    pub(super) fn watch_navigation(self) {
        self.route.set(Route::parse(&location::hash()));
        listen::on_window("hashchange", move |_| {
            // The place gets elements of its own; nothing is to be shown in those of the last one.
            self.detach_document();
            self.route.set(Route::parse(&location::hash()));
            root::scroll_to_start(CONTENT);
            self.arrive();
        });
    }

    /// Opens what the current place shows.
    pub(super) fn arrive(self) {
        self.shared_link.set(None);
        self.tabs_see(self.route.get_untracked().design());
        match self.route.get_untracked() {
            Route::Design(id) | Route::Compare { id, .. } => self.open_design(&id),
            Route::Shared(payload) => self.open_shared(&payload),
            Route::Library => self.open_showcase(),
            Route::New | Route::Settings | Route::Persona | Route::Unknown(_) => {
                self.close_design()
            }
        }
        self.set_window_title();
    }

    /// The window's title follows the place and the open design.
    pub(super) fn set_window_title(self) {
        let title = self
            .opened
            .with_untracked(|opened| opened.design().map(|design| design.title.clone()))
            .filter(|title| !title.is_empty());
        root::set_title(&match title {
            Some(title) => format!("{title} · Backend Architect"),
            None => "Backend Architect".to_owned(),
        });
    }

    /// Moves the focus to the element with that id once the page has been drawn anew.
    pub fn focus_soon(self, id: &'static str) {
        frame::next(move || root::focus(id));
    }
}
