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

/// A file that is written piece by piece; the browser holds what was written.
#[derive(Debug, Default)]
pub struct Pieces(Array);

impl Pieces {
    /// Adds to its end.
    ///
    /// # Errors
    /// What the browser said when it refused.
    pub fn push(&self, content: &str) -> Result<(), String> {
        let parts = Array::of1(&content.into());
        let blob = web_sys::Blob::new_with_str_sequence(&parts);
        self.0
            .push(&blob.map_err(|error| super::describe(&error))?.into());
        Ok(())
    }

    /// Offers it as a download called `name`.
    ///
    /// # Errors
    /// What the browser said when it refused.
    pub fn offer(&self, name: &str, mime: &str) -> Result<(), String> {
        let options = web_sys::BlobPropertyBag::new();
        options.set_type(mime);
        web_sys::Blob::new_with_blob_sequence_and_options(&self.0, &options)
            .and_then(|blob| save_blob(name, &blob))
            .map_err(|error| super::describe(&error))
    }
}

/// Offers bytes as a download called `name`.
///
/// # Errors
/// What the browser said when it refused to make the file.
pub fn save_bytes(name: &str, mime: &str, content: &[u8]) -> Result<(), String> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(content));
    web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options)
        .and_then(|blob| save_blob(name, &blob))
        .map_err(|error| super::describe(&error))
}

/// The bytes of a file from `start` on, `length` of them or as many as there are.
///
/// # Errors
/// What the browser said when it could not read them.
#[allow(clippy::cast_precision_loss)]
pub async fn read_part(file: &web_sys::File, start: u64, length: u64) -> Result<Vec<u8>, String> {
    let end = start.saturating_add(length) as f64;
    let part = file
        .slice_with_f64_and_f64(start as f64, end)
        .map_err(|error| super::describe(&error))?;
    JsFuture::from(part.array_buffer())
        .await
        .map(|buffer| Uint8Array::new(&buffer).to_vec())
        .map_err(|error| super::describe(&error))
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
