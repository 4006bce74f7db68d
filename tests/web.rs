//! What needs a browser but no page, run by wasm-bindgen's test runner in headless Chromium.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

// Below `tests/`, a plain `mod name;` would make every file a test of its own.
#[path = "web/fetch.rs"]
mod fetch;
#[path = "web/storage.rs"]
mod storage;
#[path = "web/vault.rs"]
mod vault;

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
    use std::{cell::Cell, rc::Rc};

    use backend_architect::{
        browser::database::{Additions, Database, StorageError},
        domain::archive::Stored,
    };
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
        database
            .save("log", &stored("a"), &Additions::default())
            .await
            .unwrap();
        // Another design whose id begins the same must not mix in.
        database
            .save("log2", &stored("x"), &Additions::default())
            .await
            .unwrap();
        database.append("log2", 1, "y").await.unwrap();
        for sequence in (1..=12).rev() {
            let chunk = format!("-{sequence}");
            database.append("log", sequence, &chunk).await.unwrap();
        }
        let expected = "a-1-2-3-4-5-6-7-8-9-10-11-12";
        assert_eq!(text(&database, "log").await.as_deref(), Some(expected));
        database
            .save("log", &stored("whole"), &Additions::default())
            .await
            .unwrap();
        assert_eq!(text(&database, "log").await.as_deref(), Some("whole"));
        assert_eq!(text(&database, "log2").await.as_deref(), Some("xy"));
    }

    #[wasm_bindgen_test]
    async fn a_removed_design_leaves_nothing() {
        let database = Database::open().await.unwrap();
        database
            .save("gone", &stored("a"), &Additions::default())
            .await
            .unwrap();
        database.append("gone", 1, "b").await.unwrap();
        database.remove("gone").await.unwrap();
        assert_eq!(text(&database, "gone").await, None);
        database
            .save("gone", &stored("new"), &Additions::default())
            .await
            .unwrap();
        assert_eq!(text(&database, "gone").await.as_deref(), Some("new"));
    }

    #[wasm_bindgen_test]
    async fn what_another_page_stored_meanwhile_is_never_written_over() {
        let here = Database::open().await.unwrap();
        let there = Database::open().await.unwrap();
        let none = Additions::default();
        let (mine, theirs) = (stored("mine"), stored("theirs"));
        there.save("shared", &theirs, &none).await.unwrap();
        // Never read here.
        assert_eq!(
            here.save("shared", &mine, &none).await,
            Err(StorageError::Overtaken)
        );
        here.load("shared").await.unwrap();
        here.save("shared", &mine, &none).await.unwrap();
        here.save("shared", &mine, &none).await.unwrap();
        let changed = Stored {
            record: r#"{"version":1,"changed":true}"#.into(),
            ..theirs.clone()
        };
        there.load("shared").await.unwrap();
        there.save("shared", &changed, &none).await.unwrap();
        assert_eq!(
            here.save("shared", &mine, &none).await,
            Err(StorageError::Overtaken)
        );
        assert_eq!(text(&here, "shared").await.as_deref(), Some("theirs"));
        here.remove("shared").await.unwrap();
        there.remove("shared").await.unwrap();
        here.save("shared", &mine, &none).await.unwrap();
    }

    #[wasm_bindgen_test]
    async fn a_deleted_database_is_empty_and_open_pages_have_let_go_of_it() {
        let database = Database::open().await.unwrap();
        let other_tab = Database::open().await.unwrap();
        database
            .save("deleted", &stored("a"), &Additions::default())
            .await
            .unwrap();
        database.close();
        let blocked = Rc::new(Cell::new(false));
        let heard = Rc::clone(&blocked);
        Database::delete(move || heard.set(true)).await.unwrap();
        assert!(!blocked.get());
        // What was open writes no more, so nothing comes back.
        for gone in [database, other_tab] {
            assert!(
                gone.save("late", &stored("b"), &Additions::default())
                    .await
                    .is_err()
            );
        }
        let fresh = Database::open().await.unwrap();
        assert!(fresh.records().await.unwrap().is_empty());
    }

    #[wasm_bindgen_test]
    async fn who_holds_on_to_the_database_delays_its_deletion() {
        let database = Database::open().await.unwrap();
        database
            .save("held", &stored("a"), &Additions::default())
            .await
            .unwrap();
        // A program that does not care about a change of version.
        let holding = idb::Factory::new().unwrap();
        let holding = holding.open("backend-architect", None).unwrap();
        let holding = holding.await.unwrap();
        let times_blocked = Rc::new(Cell::new(0));
        let heard = Rc::clone(&times_blocked);
        let deleted = Database::delete(move || {
            heard.set(heard.get() + 1);
            holding.close();
        });
        deleted.await.unwrap();
        assert_eq!(times_blocked.get(), 1);
        let fresh = Database::open().await.unwrap();
        assert!(fresh.records().await.unwrap().is_empty());
    }
}
