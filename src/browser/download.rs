//! Files that leave the page and files that come in.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Offers `content` as a download called `name`.
///
/// # Errors
/// What the browser said when it refused to make the file.
pub fn save(name: &str, mime: &str, content: &str) -> Result<(), String> {
    save_as_link(name, mime, content).map_err(|error| super::describe(&error))
}

fn save_as_link(name: &str, mime: &str, content: &str) -> Result<(), JsValue> {
    offer(name, url_of(mime, content)?)
}

/// An address for `content` within this page, to be revoked.
pub(super) fn url_of(mime: &str, content: &str) -> Result<String, JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&content.into());
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    web_sys::Url::create_object_url_with_blob(&blob)
}

/// Offers what the browser made as a download.
pub(super) fn save_blob(name: &str, blob: &web_sys::Blob) -> Result<(), JsValue> {
    offer(name, web_sys::Url::create_object_url_with_blob(blob)?)
}

fn offer(name: &str, url: String) -> Result<(), JsValue> {
    let document = super::window()
        .and_then(|window| window.document())
        .ok_or(JsValue::NULL)?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has its own handle by the time a minute has passed.
    super::frame::after(60_000, move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    });
    Ok(())
}

/// The bytes of a file that the user chose or dropped.
///
/// # Errors
/// What the browser said when it could not read it.
pub async fn read(file: &web_sys::File) -> Result<Vec<u8>, String> {
    JsFuture::from(file.array_buffer())
        .await
        .map(|buffer| Uint8Array::new(&buffer).to_vec())
        .map_err(|error| super::describe(&error))
}
