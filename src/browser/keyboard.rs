//! Keys that mean the same on every page of a platform.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};

/// A step through what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Undo.
    Back,
    /// Redo.
    Forward,
}

/// What a pressed key asks for: Ctrl or Command with Z, with Shift and Z, or with Y. Nothing in a field of
/// text, which has steps of its own.
#[must_use]
pub fn step(event: &KeyboardEvent) -> Option<Step> {
    let modified = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
    if !modified || event.default_prevented() || is_typing(event) {
        return None;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => Some(Step::Back),
        ("z", true) | ("y", false) => Some(Step::Forward),
        _ => None,
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| match target.dyn_ref::<HtmlInputElement>() {
        Some(input) => !["checkbox", "radio", "button", "file"].contains(&input.type_().as_str()),
        None => target
            .closest("textarea, [contenteditable]")
            .is_ok_and(|found| found.is_some()),
    })
}
