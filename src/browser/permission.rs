//! What the user allowed this page.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::PermissionStatus;

/// The state of a permission as the browser words it; `None` when it does not know the name.
pub async fn state(name: &str) -> Option<String> {
    let permissions = super::window()?.navigator().permissions().ok()?;
    let query = Object::new();
    Reflect::set(&query, &"name".into(), &name.into()).ok()?;
    let status = JsFuture::from(permissions.query(&query).ok()?).await.ok()?;
    let status: PermissionStatus = status.dyn_into().ok()?;
    // Read as text: a browser may know more states than we do.
    Reflect::get(&status, &"state".into()).ok()?.as_string()
}
