//! The small storage: what is ours is listed and removed, what others keep at the same host stays.

use backend_architect::browser::storage;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn only_what_begins_as_told_is_removed() {
    let window = web_sys::window().unwrap();
    let session = window.session_storage().unwrap().unwrap();
    session.set_item("ours:session", "1").unwrap();
    for (key, value) in [
        ("ours:a", "1"),
        ("ours:b", "2"),
        ("theirs:a", "3"),
        ("our", "4"),
    ] {
        assert!(storage::set(key, value));
    }
    let mut keys = storage::keys("ours:");
    keys.sort();
    assert_eq!(keys, ["ours:a", "ours:b"]);
    assert!(storage::clear("ours:"));
    assert_eq!(storage::keys("ours:"), [""; 0]);
    assert_eq!(session.get_item("ours:session").unwrap(), None);
    assert_eq!(storage::get("theirs:a").as_deref(), Some("3"));
    assert_eq!(storage::get("our").as_deref(), Some("4"));
}

#[wasm_bindgen_test]
fn what_is_told_leaves_nothing_behind() {
    storage::tell("told:once");
    assert_eq!(storage::get("told:once"), None);
}
