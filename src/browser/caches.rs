//! Cache storage: the copies of files that an origin keeps. Other pages of the same host have theirs in it
//! too, so only names that begin as told are touched.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::CacheStorage;

/// Deletes the caches whose names begin so; says whether none is left.
pub async fn delete(prefix: &str) -> bool {
    let Some(caches) = caches() else {
        return true;
    };
    let Ok(names) = JsFuture::from(caches.keys()).await else {
        return false;
    };
    let mut all_gone = true;
    for name in Array::from(&names)
        .iter()
        .filter_map(|name| name.as_string())
    {
        if name.starts_with(prefix) {
            all_gone &= JsFuture::from(caches.delete(&name)).await.is_ok();
        }
    }
    all_gone
}

/// Plain http has no cache storage.
fn caches() -> Option<CacheStorage> {
    let caches = Reflect::get(&super::window()?.into(), &"caches".into()).ok()?;
    (!caches.is_undefined()).then(|| caches.unchecked_into())
}
