//! The diagrams that tests draw.

use std::{fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagrams")
}

/// Every fixture: name and source, sorted by name.
pub fn fixtures() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in ["transcripts", "families"] {
        for entry in fs::read_dir(folder().join(part)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// What mermaid.js accepts: the examples that it ships, and its documented syntax; family and name, and
/// source.
pub fn corpus() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in ["examples.txt", "syntax.txt"] {
        let all = fs::read_to_string(folder().join("corpus").join(file)).unwrap();
        for entry in all.split("=== ").skip(1) {
            let (name, source) = entry.split_once('\n').unwrap();
            found.push((name.to_owned(), source.to_owned()));
        }
    }
    found
}
