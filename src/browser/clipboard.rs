//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Copies `text`; says whether the browser allowed it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = super::window() else {
        return false;
    };
    JsFuture::from(window.navigator().clipboard().write_text(text))
        .await
        .is_ok()
}
