//! A message between the page and its worker: JSON, and beside it the one large text that it carries, as
//! bytes. Both travel in buffers that change hands, so nothing is cloned, and a text of megabytes is never
//! escaped, unescaped or held as a string of the browser's. What is said is `domain::preview`'s business.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use crate::domain::preview::Laden;

/// The buffers of a message, which are also what is transferred.
#[must_use]
pub fn pack(mut message: impl Laden + Serialize) -> Array {
    let text = message.large_text().map(std::mem::take);
    // What serde cannot write has no meaning either; the other side takes it for a broken program.
    let json = serde_json::to_string(&message).unwrap_or_default();
    [Some(json), text]
        .into_iter()
        .flatten()
        .map(|part| JsValue::from(Uint8Array::from(part.as_bytes()).buffer()))
        .collect()
}

/// The message in the buffers; `None` when it is none of ours.
#[must_use]
pub fn unpack<M: Laden + DeserializeOwned>(data: &JsValue) -> Option<M> {
    let parts: &Array = data.dyn_ref()?;
    let mut message: M = serde_json::from_str(&text(&parts.get(0))?).ok()?;
    if let Some(large) = message.large_text() {
        *large = text(&parts.get(1))?;
    }
    Some(message)
}

fn text(part: &JsValue) -> Option<String> {
    let buffer: &ArrayBuffer = part.dyn_ref()?;
    String::from_utf8(Uint8Array::new(buffer).to_vec()).ok()
}
