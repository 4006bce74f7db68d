//! The library as it is looked through: searched, ordered, and shown a window at a time.

use leptos::prelude::*;

use super::{App, Library};
use crate::{
    browser::{clock, visible::Watch},
    domain::design::{
        Summary,
        browse::{Order, matching, order},
    },
};

/// So many cards are made at once: about a screen of them; the end of the list brings more.
const WINDOW: usize = 12;

type Find = fn(&[Summary], &Look) -> Vec<Summary>;

/// How the library is looked at. It lasts as long as the page.
#[derive(Debug, Clone)]
pub(super) struct Look {
    query: String,
    order: Order,
    shown: usize,
    /// What finds and orders; nothing before the user searched, because it comes with the later pages.
    find: Option<Find>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            query: String::new(),
            order: Order::default(),
            shown: WINDOW,
            find: None,
        }
    }
}

fn find(list: &[Summary], look: &Look) -> Vec<Summary> {
    let mut found = matching(list, &look.query);
    order(&mut found, look.order, clock::compare);
    found.into_iter().cloned().collect()
}

/// What of the library is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shelves {
    /// The designs to show now.
    pub shown: Vec<Summary>,
    /// How many match.
    pub matching: usize,
    /// How many there are.
    pub all: usize,
}

impl App {
    /// What of the library is to be shown; tracked.
    #[must_use]
    pub fn shelves(self) -> Shelves {
        let look = self.look.get();
        self.library.with(|library| match library {
            Library::Loading => Shelves::default(),
            Library::Ready(list) => {
                let mut shown = match look.find {
                    Some(find) => find(list, &look),
                    None => list.clone(),
                };
                let matching = shown.len();
                shown.truncate(look.shown);
                Shelves {
                    shown,
                    matching,
                    all: list.len(),
                }
            }
        })
    }

    /// What the library is searched for; not tracked.
    #[must_use]
    pub fn library_query(self) -> String {
        self.look.with_untracked(|look| look.query.clone())
    }

    /// How the library is ordered; not tracked.
    #[must_use]
    pub fn library_order(self) -> Order {
        self.look.with_untracked(|look| look.order)
    }

    /// Searches the library.
    pub fn search_library(self, query: String) {
        self.look.update(|look| {
            look.query = query;
            look.shown = WINDOW;
            look.find = Some(find);
        });
    }

    /// Orders the library.
    pub fn order_library(self, order: Order) {
        self.look.update(|look| {
            look.order = order;
            look.shown = WINDOW;
            look.find = Some(find);
        });
    }

    /// Shows more of the library.
    pub fn show_more_designs(self) {
        self.look.update(|look| look.shown += WINDOW);
    }

    /// Shows more of the library whenever an element comes into view, as long as its view lives.
    pub fn show_more_at(self, element: &web_sys::Element) {
        let watch = Watch::begin(element, move || self.show_more_designs());
        let watch = StoredValue::new_local(watch);
        on_cleanup(move || watch.set_value(None));
    }
}
