//! What needs a browser but no page, run by wasm-bindgen's test runner in headless Chromium.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

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

mod database {
    use backend_architect::{browser::database::Database, domain::archive::Stored};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn stored(text: &str) -> Stored {
        Stored {
            record: "{}".into(),
            text: text.into(),
        }
    }

    /// The text that the library holds of a design.
    async fn text(database: &Database, id: &str) -> Option<String> {
        let found = database.load(id).await.unwrap();
        found.map(|stored| stored.text)
    }

    #[wasm_bindgen_test]
    async fn a_log_is_read_in_order_and_folded_by_a_whole_save() {
        let database = Database::open().await.unwrap();
        database.save("log", &stored("a")).await.unwrap();
        // Another design whose id begins the same must not mix in.
        database.save("log2", &stored("x")).await.unwrap();
        database.append("log2", 1, "y").await.unwrap();
        for sequence in (1..=12).rev() {
            let chunk = format!("-{sequence}");
            database.append("log", sequence, &chunk).await.unwrap();
        }
        let expected = "a-1-2-3-4-5-6-7-8-9-10-11-12";
        assert_eq!(text(&database, "log").await.as_deref(), Some(expected));
        database.save("log", &stored("whole")).await.unwrap();
        assert_eq!(text(&database, "log").await.as_deref(), Some("whole"));
        assert_eq!(text(&database, "log2").await.as_deref(), Some("xy"));
    }

    #[wasm_bindgen_test]
    async fn a_removed_design_leaves_nothing() {
        let database = Database::open().await.unwrap();
        database.save("gone", &stored("a")).await.unwrap();
        database.append("gone", 1, "b").await.unwrap();
        database.remove("gone").await.unwrap();
        assert_eq!(text(&database, "gone").await, None);
        database.save("gone", &stored("new")).await.unwrap();
        assert_eq!(text(&database, "gone").await.as_deref(), Some("new"));
    }
}
