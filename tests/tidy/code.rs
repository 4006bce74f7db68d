//! What every Rust file keeps to.

use crate::{
    File, assert_catches, assert_none,
    source::{below, code, product, without_tests},
};

const LIMIT: usize = 500;

/// Files that may be longer, each with the reason. It should stay empty.
const LONG: [(&str, &str); 0] = [];

const SOURCES: [&str; 7] = [
    "src/", "tests/", "benches/", "fuzz/", "xtask/", "e2e/", "build.rs",
];

fn headers(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| {
            format!(
                "{}: does not start by saying what it is for (`//! …`)",
                file.path
            )
        })
        .collect()
}

fn lengths(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| !LONG.iter().any(|(path, _)| *path == file.path))
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LIMIT)
        .map(|(file, lines)| format!("{}: {lines} lines; {LIMIT} is the limit", file.path))
        .collect()
}

fn panics(files: &[File]) -> Vec<String> {
    const CALLS: [&str; 6] = [
        ".unwrap()",
        ".expect(",
        "panic!(",
        "unreachable!(",
        "todo!(",
        "unimplemented!(",
    ];
    let mut violations = Vec::new();
    for file in files {
        let code = without_tests(&code(&file.text));
        let calls = CALLS.iter().filter(|call| code.contains(*call));
        violations.extend(calls.map(|call| format!("{}: `{call}` outside tests", file.path)));
    }
    violations
}

#[test]
fn every_file_says_what_it_is_for() {
    assert_none(&headers(&below(&SOURCES, ".rs")));
}

#[test]
fn a_file_without_a_header_is_caught() {
    assert_catches(
        headers,
        &[("src/a.rs", "use std::fs;")],
        ("src/a.rs", "//! A room.\n"),
    );
}

#[test]
fn files_stay_short() {
    assert_none(&lengths(&below(&["src/"], ".rs")));
}

#[test]
fn a_long_file_is_caught() {
    let long = "x\n".repeat(LIMIT + 1);
    assert_catches(lengths, &[("src/a.rs", &long)], ("src/a.rs", &long[2..]));
}

#[test]
fn nothing_panics_outside_tests() {
    assert_none(&panics(&product()));
}

#[test]
fn a_panic_is_caught() {
    assert_catches(
        panics,
        &[
            ("src/a.rs", "fn a() { b().unwrap(); }"),
            (
                "src/a.rs",
                "#[cfg(test)]\nmod tests {}\nfn a() { b().expect(\"c\"); }",
            ),
            ("src/a.rs", "fn a() { unreachable!() }"),
        ],
        (
            "src/a.rs",
            "// .unwrap()\nfn a() -> &str { \".unwrap()\" }\n#[cfg(test)]\nmod tests { fn b() { c().unwrap() } }",
        ),
    );
}
