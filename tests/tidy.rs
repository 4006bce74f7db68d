//! The rules of the repository that no compiler knows. Each rule is a function from texts to the
//! violations it finds, and each is shown to find one: a check that cannot fail is no check.

// Everything here is a test, its functions without the attribute as well.
#![allow(clippy::unwrap_used)]

// Below `tests/`, a plain `mod name;` would make every file a test of its own.
#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/content.rs"]
mod content;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/repository.rs"]
mod repository;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/style.rs"]
mod style;

use source::File;

/// Fails with all violations of a rule at once.
#[track_caller]
fn assert_none(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

/// Fails unless each planted text, alone, is a violation, and the good one is none.
#[track_caller]
fn assert_catches(
    rule: impl Fn(&[File]) -> Vec<String>,
    planted: &[(&str, &str)],
    good: (&str, &str),
) {
    for (path, text) in planted {
        assert_eq!(rule(&[File::new(path, text)]).len(), 1, "{path}: {text}");
    }
    assert_none(&rule(&[File::new(good.0, good.1)]));
}
