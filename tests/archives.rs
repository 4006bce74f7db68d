//! Records that earlier versions of the program stored, read by this one: nothing of them is lost. The
//! records are what those versions really wrote, and neither they nor what is read from them ever changes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use backend_architect::domain::{
    archive::{self, Stored},
    brief::Field,
    design::{history::History, section::sections},
    share,
};
use serde_json::Value;

/// Each beside the Markdown file that is exported of it.
const RECORDS: [&str; 4] = ["v1-sample", "v1-interrupted", "v2-done", "v3-session"];

fn path(name: &str) -> String {
    format!(
        "{}/tests/fixtures/archives/{name}",
        env!("CARGO_MANIFEST_DIR")
    )
}

fn fixture(name: &str) -> Value {
    let fixture = fs::read_to_string(path(&format!("{name}.json"))).unwrap();
    serde_json::from_str(&fixture).unwrap()
}

fn stored(name: &str) -> Stored {
    let fixture = fixture(name);
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

/// A design with a brief in fields, a plan, a lock, a conversation, a proposal that waits, and a history with
/// a named version: the form in which all of these are kept.
#[test]
fn a_session_of_the_third_version_is_read_whole() {
    let design = stored("v3-session").open().unwrap();
    assert!(design.brief.get(Field::P95).contains("ms"));
    assert_eq!(design.notes.len(), sections(&design.text).len());
    assert_eq!(design.notes.iter().filter(|note| note.locked).count(), 1);
    let plan = design.plan.as_ref().unwrap();
    assert!(plan.steps.len() == 12 && plan.is_over());
    let proposal = design.proposal.as_ref().unwrap();
    assert_eq!(proposal.instruction, "Once more, 请用中文");
    assert_eq!(proposal.items(&design.document()).len(), 2);
    let turn = &design.conversation[0];
    assert_eq!((turn.accepted.len(), turn.discarded.len()), (1, 1));

    let fixture = fixture("v3-session");
    let rows = |store: &str| {
        let rows = fixture[store].as_array().unwrap().iter();
        rows.map(|row| row[1].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (revisions, pieces) = (rows("revisions"), rows("pieces"));
    let read: Vec<_> = revisions
        .iter()
        .filter_map(|revision| archive::history::read(revision))
        .collect();
    assert_eq!(read.len(), revisions.len());
    let history = History::restored(read, pieces, design.head);
    assert_eq!(history.revisions().len(), revisions.len());
    let mut again = design.clone();
    again.restore(history.state(design.head.unwrap()).unwrap());
    assert_eq!(again, design);
    let named = history.revisions().last().unwrap().name.as_deref();
    assert_eq!(named, Some("Before review"));
    for (revision, written) in history.revisions().iter().zip(&revisions) {
        assert!(history.state(revision.number).is_some());
        // The order of fields is not the form's.
        let [again, written] = [&archive::history::write(revision), written]
            .map(|record| serde_json::from_str::<Value>(record).unwrap());
        assert_eq!(again, written);
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
