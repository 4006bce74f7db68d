//! Jumps to a place of the document, and stays there while figures above it are still being drawn: until
//! the reader moves by themselves, or nothing moves any more.

use leptos::prelude::*;

use super::App;
use crate::{
    browser::{clock, frame, listen, root},
    domain::design::Millis,
};

/// What readers move with.
const HANDS: [&str; 4] = ["wheel", "touchmove", "pointerdown", "keydown"];
/// How long a place is held at least: sections are laid out as they come near.
const SETTLING_MS: Millis = 1_000;
/// How long it is held at the most, in milliseconds.
const HOLDING_MS: Millis = 15_000;

/// A place that is held.
struct Held {
    id: String,
    /// Where it was when it was last looked at, in pixels below the window's top.
    top: i32,
    /// How often the reader had moved by then.
    moves: u32,
    since: Millis,
}

impl App {
    /// Notices when the reader moves.
    pub(super) fn watch_hands(self) {
        for event in HANDS {
            listen::on_window(event, move |_| {
                self.moves
                    .update_value(|moves| *moves = moves.wrapping_add(1));
            });
        }
    }

    /// Jumps to a heading or a block of the shown document, or to a field.
    pub fn reveal(self, id: &str) {
        if !root::reveal(id) {
            return;
        }
        let top = root::top(id).unwrap_or_default();
        self.hold(Held {
            id: id.to_owned(),
            top,
            moves: self.moves.get_value(),
            since: clock::now(),
        });
    }

    fn hold(self, mut held: Held) {
        frame::next(move || {
            let age = clock::now().saturating_sub(held.since);
            let Some(top) = root::top(&held.id) else {
                return;
            };
            if held.moves != self.moves.get_value() || age > HOLDING_MS {
                return;
            }
            if top != held.top {
                root::scroll_to(&held.id);
                held.top = root::top(&held.id).unwrap_or_default();
            }
            if age < SETTLING_MS || self.link.with_value(super::preview::Link::is_drawing) {
                self.hold(held);
            }
        });
    }
}
