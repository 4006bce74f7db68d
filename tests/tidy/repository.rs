//! What the repository as a whole says: its map is true, and it names no machine.

use crate::{
    File, assert_none,
    source::{below, repository},
};
use std::{fs, path::Path};

/// Paths of the machines that the project was written on. In pieces, lest this file violate itself.
const MACHINE: [&str; 3] = [
    concat!("/wo", "rk/"),
    concat!("/tmp/", "wt"),
    concat!("/ro", "ot/"),
];

const CRATES_IO: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

fn machine_paths(files: &[File]) -> Vec<String> {
    let mut violations = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            // The same words inside a longer path or an address are no machine's.
            let found = MACHINE.iter().any(|path| {
                line.match_indices(path).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || "._-~}".contains(c))
                })
            });
            if found {
                violations.push(format!(
                    "{}:{}: names a machine's path",
                    file.path,
                    number + 1
                ));
            }
        }
    }
    violations
}

fn sources(lock: &str) -> Vec<String> {
    lock.lines()
        .filter(|line| line.starts_with("source = ") && *line != CRATES_IO)
        .map(|line| format!("Cargo.lock: {line} is not crates.io"))
        .collect()
}

/// The paths that a document names in backticks and that do not exist.
fn dead_paths(document: &File, exists: impl Fn(&str) -> bool) -> Vec<String> {
    document
        .text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|span| is_path(span))
        .filter(|path| !exists(path))
        .map(|path| format!("{}: {path} does not exist", document.path))
        .collect()
}

/// Something with a slash or a known extension, and nothing that only patterns, routes, types and
/// addresses have.
fn is_path(span: &str) -> bool {
    let known = [".rs", ".toml", ".md", ".css", ".html", ".json", ".js"];
    let odd = |c: char| c.is_whitespace() || "<>*#:{}()$=…".contains(c);
    (span.contains('/') || known.iter().any(|end| span.ends_with(end)))
        && !span.starts_with(['/', '.', '-'])
        && !span.contains(odd)
}

#[test]
fn no_file_names_a_machine() {
    let mut files = repository();
    files.retain(|file| file.path != "Cargo.lock");
    assert_none(&machine_paths(&files));
}

#[test]
fn a_machine_s_path_is_caught() {
    for path in MACHINE {
        let text = format!("see {path}notes\nand https://example.org{path}notes");
        let violations = machine_paths(&[File::new("README.md", &text)]);
        assert_eq!(
            violations,
            ["README.md:1: names a machine's path"],
            "{path}"
        );
    }
}

#[test]
fn every_dependency_comes_from_crates_io() {
    let lock =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    assert!(lock.contains(CRATES_IO));
    assert_none(&sources(&lock));
}

#[test]
fn another_source_is_caught() {
    let lock = format!("{CRATES_IO}\nsource = \"git+https://example.org/x\"\n");
    assert_eq!(sources(&lock).len(), 1);
}

#[test]
fn the_map_names_only_what_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ignored = fs::read_to_string(root.join(".gitignore")).unwrap();
    for document in below(&["ARCHITECTURE.md", "README.md"], ".md") {
        assert_none(&dead_paths(&document, |path| {
            root.join(path).exists() || is_output(&ignored, path)
        }));
    }
}

/// Whether git ignores a top-level folder of that name: it exists only after a build.
fn is_output(ignored: &str, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    ignored
        .lines()
        .any(|line| line.strip_prefix('/') == Some(path))
}

#[test]
fn only_what_git_ignores_is_an_output() {
    assert!(is_output("/target\n/dist\n", "dist/"));
    assert!(!is_output("/target\n/dist\n", "src/"));
}

#[test]
fn a_dead_path_is_caught() {
    let map = File::new(
        "ARCHITECTURE.md",
        "`src/gone.rs`, `src/lib.rs`, `#/design/<id>`, `text/html`, `crate::domain`, `.ci/run`",
    );
    let exists = |path: &str| path == "src/lib.rs" || path == "text/html";
    assert_eq!(
        dead_paths(&map, exists),
        ["ARCHITECTURE.md: src/gone.rs does not exist"]
    );
}
