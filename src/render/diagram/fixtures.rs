//! The diagrams that tests draw.

use std::{fs, path::PathBuf};

/// Every fixture: name and source, sorted by name.
pub fn fixtures() -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagrams");
    let mut found = Vec::new();
    for folder in ["transcripts", "families"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}
