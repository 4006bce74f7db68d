//! How much the browser lets this origin store, and whether it keeps it (`navigator.storage`).
//!
//! The browser offers it to pages from https and from loopback only.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

fn manager() -> Option<StorageManager> {
    let navigator = super::window()?.navigator();
    let manager = Reflect::get(&navigator, &"storage".into()).ok()?;
    manager.is_object().then(|| manager.unchecked_into())
}

/// Whether the browser promises to keep what is stored; `None` when it does not say.
pub async fn is_persisted() -> Option<bool> {
    let asked = manager()?.persisted().ok()?;
    JsFuture::from(asked).await.ok()?.as_bool()
}

/// Asks the browser to keep what is stored; some ask the user. Says whether it does.
pub async fn persist() -> Option<bool> {
    let asked = manager()?.persist().ok()?;
    JsFuture::from(asked).await.ok()?.as_bool()
}

/// How many bytes are used, and how many there may be.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub async fn estimate() -> Option<(u64, u64)> {
    let asked = manager()?.estimate().ok()?;
    let told = JsFuture::from(asked).await.ok()?;
    let number = |name: &str| Reflect::get(&told, &name.into()).ok()?.as_f64();
    Some((number("usage")? as u64, number("quota")? as u64))
}
