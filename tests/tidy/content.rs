//! Texts that people edit: every message is used by somebody.

use crate::{
    File, assert_none,
    source::{below, code},
};

/// Messages of the locales that no code asks for.
fn unused_messages(locales: &[File], sources: &[File]) -> Vec<String> {
    let code: Vec<String> = sources.iter().map(|file| code(&file.text)).collect();
    let is_used = |name: &str| {
        let calls = [format!(".{name}("), format!("Locale::{name}")];
        code.iter().any(|code| {
            calls.iter().any(|call| {
                code.match_indices(call.as_str()).any(|(at, call)| {
                    let next = code[at + call.len()..].chars().next();
                    call.ends_with('(') || !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
                })
            })
        })
    };
    let mut violations = Vec::new();
    for file in locales {
        for name in messages(&file.text) {
            if !is_used(&name) {
                violations.push(format!("{}: nobody uses `{name}`", file.path));
            }
        }
    }
    violations
}

/// The names of the messages in a locale file, as the build script makes them: the path of the table
/// that holds `en`, joined by underscores. Three ways of writing it are known.
fn messages(toml: &str) -> Vec<String> {
    let mut table = String::new();
    let mut names = Vec::new();
    let joined = |table: &str, key: &str| match (table, key) {
        ("", key) => key.to_owned(),
        (table, "") => table.to_owned(),
        (table, key) => format!("{table}_{key}"),
    };
    for line in toml.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            table = header
                .split(']')
                .next()
                .unwrap_or_default()
                .replace('.', "_");
        } else if let Some((key, value)) = line.split_once('=') {
            let (key, value) = (key.trim(), value.trim());
            if key == "en" {
                names.push(joined(&table, ""));
            } else if let Some(key) = key.strip_suffix(".en") {
                names.push(joined(&table, &key.replace('.', "_")));
            } else if value.starts_with('{') {
                names.push(joined(&table, &key.replace('.', "_")));
            }
        }
    }
    names
}

#[test]
fn every_message_is_used() {
    let locales = below(&["content/locales/"], ".toml");
    assert!(!locales.is_empty());
    assert!(locales.iter().all(|file| !messages(&file.text).is_empty()));
    assert_none(&unused_messages(&locales, &below(&["src/"], ".rs")));
}

#[test]
fn an_unused_message_is_caught() {
    let locale = File::new(
        "content/locales/run.toml",
        "[run.start]\nen = \"Start\"\nzh = \"开始\"\n[run]\nstop = { en = \"Stop\", zh = \"停止\" }\n",
    );
    let source = File::new("src/view/run.rs", "locale.run_start() // locale.run_stop()");
    assert_eq!(
        unused_messages(&[locale], &[source]),
        ["content/locales/run.toml: nobody uses `run_stop`"]
    );
}
