//! Previews of contracts: never a panic, never markup of the contract's own, always the same answer.

use backend_architect::{
    domain::locale::Locale,
    render::contract::{self, Extent},
};

use crate::input;

/// Previews the bytes under every kind of info string.
pub fn check(data: &[u8]) {
    let text = input::text(data);
    // Without its key no text is a contract, and a fuzzer seldom guesses it.
    for source in [text.clone(), format!("openapi: 3.1.0\n{text}")] {
        for info in ["", "yaml", "json"] {
            let Some(found) = contract::preview(info, &source, "f", Locale::En, Extent::Whole)
            else {
                continue;
            };
            let html = found.html.into_string();
            assert!(!html.contains("<script"), "a script from {source:?}");
            assert!(!html.contains("javascript:") || source.contains("javascript:"));
            let lines = u32::try_from(source.lines().count()).unwrap_or(u32::MAX);
            for (line, problem) in &found.problems {
                assert!(*line <= lines + 1, "{problem:?} at line {line} of {lines}");
            }
        }
    }
}
