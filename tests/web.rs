//! What needs a browser but no page, run by wasm-bindgen's test runner in headless Chromium.
#![cfg(target_arch = "wasm32")]

use backend_architect::domain::locale::Locale;
use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_browser_s_own_languages_choose_a_locale() {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).unwrap();
    let languages: Array = Reflect::get(&navigator, &"languages".into())
        .unwrap()
        .unchecked_into();
    let tags: Vec<String> = languages.iter().filter_map(|tag| tag.as_string()).collect();
    assert!(!tags.is_empty());
    let first = tags
        .iter()
        .find(|tag| tag.starts_with("en") || tag.starts_with("zh"));
    let expected = match first {
        Some(tag) if tag.starts_with("zh") => Locale::Zh,
        _ => Locale::En,
    };
    assert_eq!(Locale::from_tags(tags.iter().map(String::as_str)), expected);
}
