//! Records that earlier versions of the program stored, read by this one: nothing of them is lost. The
//! records are what those versions really wrote, and neither they nor what is read from them ever changes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use backend_architect::domain::{archive::Stored, share};
use serde_json::Value;

/// Each beside the Markdown file that is exported of it.
const RECORDS: [&str; 3] = ["v1-sample", "v1-interrupted", "v2-done"];

fn path(name: &str) -> String {
    format!(
        "{}/tests/fixtures/archives/{name}",
        env!("CARGO_MANIFEST_DIR")
    )
}

fn stored(name: &str) -> Stored {
    let fixture = fs::read_to_string(path(&format!("{name}.json"))).unwrap();
    let fixture: Value = serde_json::from_str(&fixture).unwrap();
    Stored {
        record: fixture["record"].to_string(),
        text: fixture["text"].as_str().unwrap().to_owned(),
    }
}

#[test]
fn every_version_that_was_stored_is_read_whole() {
    for name in RECORDS {
        let stored = stored(name);
        let record: Value = serde_json::from_str(&stored.record).unwrap();
        let (text, version) = (stored.text.clone(), record["version"].clone());
        let design = stored.open().unwrap();
        assert_eq!(design.text, text, "{name}");
        assert!(
            name.starts_with(&format!("v{version}-")),
            "{name}: {version}"
        );
        let runs = record["runs"].as_array().map_or(0, Vec::len);
        assert_eq!(design.runs.len(), runs, "{name}");
        let golden = fs::read_to_string(path(&format!("{name}.head.md"))).unwrap();
        // The text is compared above; the head says what else there is.
        let markdown = share::markdown(&design);
        let head = markdown.strip_suffix(text.as_str()).unwrap();
        assert_eq!(head, golden, "{name}");
    }
}

#[test]
fn what_was_read_is_written_so_that_it_is_read_again() {
    for name in RECORDS {
        let design = stored(name).open().unwrap();
        assert_eq!(Stored::of(&design).open(), Ok(design), "{name}");
    }
}

#[test]
fn no_record_is_without_its_test() {
    let files = fs::read_dir(path("")).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter_map(|file| file.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    let mut known = RECORDS.to_vec();
    known.sort_unstable();
    assert_eq!(names, known);
}
