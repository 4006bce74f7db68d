//! Small settings in `localStorage`. It may be missing or full; then settings last for the visit only.
//!
//! Other pages of the same host keep theirs in it too: what is listed or removed goes by a prefix.

use std::cell::Cell;

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::listen;

thread_local! {
    /// Set for the rest of the page's life: what still runs must not bring back what was removed.
    static IS_CLOSED: Cell<bool> = const { Cell::new(false) };
}

fn local() -> Option<Storage> {
    super::window()?.local_storage().ok()?
}

/// The stored text under `key`.
#[must_use]
pub fn get(key: &str) -> Option<String> {
    local()?.get_item(key).ok()?
}

/// Stores `value`; says whether it was kept.
pub fn set(key: &str, value: &str) -> bool {
    !IS_CLOSED.get() && local().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Forgets what is stored under `key`.
pub fn remove(key: &str) {
    if let Some(storage) = local() {
        // Removing a missing key is no error, and a refused store holds nothing.
        let _ = storage.remove_item(key);
    }
}

/// The stored keys that begin so.
#[must_use]
pub fn keys(prefix: &str) -> Vec<String> {
    local().map_or_else(Vec::new, |storage| keys_of(&storage, prefix))
}

/// Stores nothing any more until the page is loaded anew.
pub fn close() {
    IS_CLOSED.set(true);
}

/// Removes every key that begins so, of this tab's session too; says whether none is left.
pub fn clear(prefix: &str) -> bool {
    let session = super::window().and_then(|window| window.session_storage().ok()?);
    let mut all_gone = true;
    for storage in [local(), session].into_iter().flatten() {
        for key in keys_of(&storage, prefix) {
            let _ = storage.remove_item(&key);
        }
        all_gone &= keys_of(&storage, prefix).is_empty();
    }
    all_gone
}

/// Tells the origin's other tabs something that they listen for with [`on_told`]. Leaves nothing behind.
pub fn tell(key: &str) {
    if let Some(storage) = local() {
        // A store that is refused is not heard by the other tabs either.
        let _ = storage.set_item(key, "1");
        let _ = storage.remove_item(key);
    }
}

/// Calls `listener` when another tab [`tell`]s this.
pub fn on_told(key: &'static str, mut listener: impl FnMut() + 'static) {
    listen::on_window("storage", move |event| {
        let is = |name: &str, value: &JsValue| {
            Reflect::get(&event, &name.into()).is_ok_and(|found| found == *value)
        };
        if is("key", &key.into()) && is("newValue", &"1".into()) {
            listener();
        }
    });
}

fn keys_of(storage: &Storage, prefix: &str) -> Vec<String> {
    let count = storage.length().unwrap_or_default();
    (0..count)
        .filter_map(|at| storage.key(at).ok()?)
        .filter(|key| key.starts_with(prefix))
        .collect()
}
