//! Which layer may know which (ARCHITECTURE.md), and what pure code must not touch.

use crate::{
    File, assert_catches, assert_none,
    source::{below, code, identifier, occurrences, product, without_tests},
};

const LAYERS: [&str; 6] = ["domain", "render", "draft", "browser", "app", "view"];

/// The first entry whose path a file starts with decides which layers it may name.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("src/domain/", &["domain"]),
    ("src/render/", &["render", "domain"]),
    ("src/draft/", &["draft", "domain"]),
    ("src/browser/", &["browser", "domain"]),
    ("src/app/", &["app", "browser", "domain", "draft"]),
    // The widgets know nothing of the product.
    ("src/view/ui/", &["view"]),
    ("src/view/", &["view", "app", "domain"]),
    ("src/main.rs", &["view", "app", "browser"]),
    ("src/bin/renderer.rs", &["render", "domain", "browser"]),
    ("src/bin/architect.rs", &["render", "domain", "draft"]),
];

/// The pure layers, and the doors to the world that they must not open.
const PURE: [&str; 3] = ["src/domain/", "src/render/", "src/draft/"];
const WORLD: [&str; 14] = [
    "std::fs",
    "TcpStream",
    "UdpSocket",
    "std::env",
    "std::thread",
    "std::process",
    "SystemTime",
    "Instant",
    "js_sys",
    "web_sys",
    "wasm_bindgen",
    "gloo_net",
    "leptos",
    "rand",
];

fn layers(files: &[File]) -> Vec<String> {
    let mut violations = Vec::new();
    for file in files {
        let Some((_, allowed)) = ALLOWED
            .iter()
            .find(|(start, _)| file.path.starts_with(start))
        else {
            continue;
        };
        let mut named = named_layers(file);
        named.sort_unstable();
        named.dedup();
        named.retain(|layer| !allowed.contains(layer));
        violations.extend(
            named
                .into_iter()
                .map(|layer| format!("{}: must not know `{layer}`", file.path)),
        );
    }
    violations
}

/// The layers that a file names through the crate's root, whichever way it gets there.
fn named_layers(file: &File) -> Vec<&'static str> {
    let code = code(&file.text);
    let mut named = Vec::new();
    for root in ["crate::", "backend_architect::"] {
        for at in occurrences(&code, root) {
            named.extend(heads(&code[at..]));
        }
    }
    for at in occurrences(&code, "super::") {
        let rest = &code[at..];
        let more = rest
            .split("super::")
            .take_while(|part| part.is_empty())
            .count();
        if more + 1 >= depth(&file.path) {
            named.extend(heads(&rest[more * "super::".len()..]));
        }
    }
    LAYERS
        .into_iter()
        .filter(|layer| named.contains(layer))
        .collect()
}

/// The first name of a path, or the first names of a group of paths.
fn heads(text: &str) -> Vec<&str> {
    let Some(group) = text.strip_prefix('{') else {
        return vec![identifier(text)];
    };
    let mut heads = vec![identifier(group.trim_start())];
    let mut depth = 0_usize;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(identifier(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    heads
}

/// How many modules deep a file of `src` is: `src/a/b.rs` is `a::b`, `src/a/mod.rs` is `a`.
fn depth(path: &str) -> usize {
    let module = path.trim_start_matches("src/").trim_end_matches(".rs");
    module.trim_end_matches("/mod").split('/').count()
}

fn purity(files: &[File]) -> Vec<String> {
    let mut violations = Vec::new();
    for file in files {
        if PURE.iter().any(|start| file.path.starts_with(start)) {
            let code = without_tests(&code(&file.text));
            let doors = WORLD.iter().filter(|door| {
                occurrences(&code, door).any(|at| identifier(&code[at..]).is_empty())
            });
            violations.extend(doors.map(|door| format!("{}: pure code names {door}", file.path)));
        }
    }
    violations
}

fn sealing(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| !file.path.starts_with("src/render/"))
        .filter(|file| code(&file.text).contains("::sealed"))
        .map(|file| format!("{}: only `render` may seal HTML", file.path))
        .collect()
}

#[test]
fn layers_know_only_what_they_may() {
    assert_none(&layers(&below(&["src/"], ".rs")));
}

#[test]
fn a_forbidden_import_is_caught_however_it_is_written() {
    assert_catches(
        layers,
        &[
            ("src/domain/run.rs", "use crate::app::State;"),
            ("src/domain/run.rs", "fn f() { crate::view::page() }"),
            (
                "src/domain/wire/sse.rs",
                "use crate::{domain::problem, browser::fetch};",
            ),
            (
                "src/domain/wire/sse.rs",
                "use super::super::super::render::markdown;",
            ),
            ("src/render/page.rs", "use crate::{domain::{a, b}, draft};"),
            ("src/browser/idb.rs", "use crate::app;"),
            (
                "src/view/ui/button.rs",
                "use crate::domain::locale::Locale;",
            ),
            ("src/view/document.rs", "use crate::browser::idb;"),
            ("src/main.rs", "use backend_architect::render::page;"),
        ],
        (
            "src/app/state.rs",
            "//! [`crate::view`]\nuse crate::{browser::idb, domain::{run, render_note}};\nuse super::store;",
        ),
    );
}

#[test]
fn pure_code_stays_pure() {
    assert_none(&purity(&product()));
}

#[test]
fn a_door_to_the_world_is_caught() {
    assert_catches(
        purity,
        &[
            ("src/domain/run.rs", "use std::fs;"),
            ("src/render/page.rs", "let now = Instant::now();"),
            ("src/draft/sizing.rs", "use web_sys::Window;"),
        ],
        (
            "src/domain/run.rs",
            "struct InstantMessage; #[cfg(test)] mod tests { use std::fs; }",
        ),
    );
}

#[test]
fn only_render_seals_html() {
    let mut files = below(&["src/"], ".rs");
    files.retain(|file| file.path != "src/domain/safe_html.rs");
    assert_none(&sealing(&files));
}

#[test]
fn a_forged_seal_is_caught() {
    assert_catches(
        sealing,
        &[("src/view/document.rs", "SafeHtml::sealed(text)")],
        ("src/render/markdown.rs", "SafeHtml::sealed(text)"),
    );
}
