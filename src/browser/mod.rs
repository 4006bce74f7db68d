//! One browser API per file, imperative, without business rules.
//!
//! Invariant: imports only `domain`; holds no reactive state.

pub mod caches;
pub mod caret;
pub mod channel;
pub mod clipboard;
pub mod clock;
pub mod crypto;
pub mod database;
pub mod directory;
pub mod document;
pub mod download;
pub mod fetch;
pub mod figure;
pub mod frame;
pub mod keyboard;
pub mod language_model;
pub mod listen;
pub mod location;
pub mod locks;
pub mod parcel;
pub mod permission;
pub mod picture;
pub mod quota;
pub mod root;
pub mod service_worker;
pub mod storage;
pub mod visible;
pub mod worker;

use wasm_bindgen::{JsCast, JsValue};

/// The window. Every program that links this module runs in one.
pub(crate) fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// What a thrown value says of itself.
pub(crate) fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
