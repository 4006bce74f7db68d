//! A page of every fixture to look at: `GALLERY=/tmp/x.html cargo test gallery -- --ignored`.

use std::{env, fmt::Write as _, fs, path::PathBuf};

use super::draw;

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

#[test]
#[ignore = "writes a page to look at"]
fn gallery() {
    let Ok(target) = env::var("GALLERY") else {
        panic!("set GALLERY to the path of the page");
    };
    let root = env!("CARGO_MANIFEST_DIR");
    let css = include_str!("../../../style/diagram.css").replace(
        "fonts/inter.woff2",
        &format!("file://{root}/public/fonts/inter.woff2"),
    );
    for theme in ["light", "dark"] {
        let mut html = format!(
            "<!doctype html><html data-theme={theme}><meta charset=utf-8><style>{css}\
             body{{background:var(--d-canvas);color:var(--d-text);font:14px Inter;margin:12px}}\
             figure{{margin:0 0 24px;border-top:1px solid var(--d-border)}}</style>"
        );
        let only = env::var("ONLY").unwrap_or_default();
        for (index, (name, source)) in fixtures().iter().enumerate() {
            if !only.is_empty() && !only.split(',').any(|part| name.starts_with(part)) {
                continue;
            }
            let drawn = draw(source, &format!("d{index}"));
            let _ = write!(
                html,
                "<figure><b>{name}</b> {:?} {:?} {:?}<div class=diagram-frame>{}</div></figure>",
                drawn.state,
                drawn.repairs,
                drawn.problems,
                drawn.svg.unwrap_or_default()
            );
            if theme == "light" {
                println!(
                    "{name}: {:?} {:?} {:?}\n    {:?}",
                    drawn.state, drawn.repairs, drawn.problems, drawn.text
                );
            }
        }
        fs::write(target.replace(".html", &format!("-{theme}.html")), html).unwrap();
    }
}
