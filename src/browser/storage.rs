//! Small settings in `localStorage`. It may be missing or full; then settings last for the visit only.

fn local() -> Option<web_sys::Storage> {
    super::window()?.local_storage().ok()?
}

/// The stored text under `key`.
#[must_use]
pub fn get(key: &str) -> Option<String> {
    local()?.get_item(key).ok()?
}

/// Stores `value`; says whether it was kept.
pub fn set(key: &str, value: &str) -> bool {
    local().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Forgets what is stored under `key`.
pub fn remove(key: &str) {
    if let Some(storage) = local() {
        // Removing a missing key is no error, and a refused store holds nothing.
        let _ = storage.remove_item(key);
    }
}
