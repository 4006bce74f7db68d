//! Every diagram of the fixtures on one page, to look at after a change of drawing or theme:
//! `cargo run --example diagram_gallery -- gallery.html`. Screenshots of it are how diagrams are judged.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::{env, fmt::Write as _, fs, path::Path};

    use backend_architect::{domain::locale::Locale, render::diagram::draw};

    let target = env::args().nth(1).ok_or("name the file to write")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let font = format!("file://{}/public/fonts/inter.woff2", root.display());
    let css = include_str!("../style/diagram.css").replace("fonts/inter.woff2", &font);
    let mut figures = String::new();
    let mut show = |name: &str, source: &str| {
        let locale = if name.ends_with("-zh") {
            Locale::Zh
        } else {
            Locale::En
        };
        let id: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let drawn = draw(source, &id, locale);
        let text = drawn.text.map(|text| text.sentences.join(" "));
        write!(
            figures,
            "<figure id={id}><b>{name}</b> {} {:?} {:?}<div>{}</div><details><summary>text</summary>{}</details></figure>",
            drawn.state.name(),
            drawn.repairs,
            drawn.problems,
            drawn.svg.unwrap_or_default(),
            text.unwrap_or_default().replace('<', "&lt;"),
        )
    };
    let fixtures = root.join("tests/fixtures/diagrams");
    for folder in ["transcripts", "families"] {
        let mut paths: Vec<_> = fs::read_dir(fixtures.join(folder))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        paths.sort();
        for path in paths {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            show(&name, &fs::read_to_string(&path)?)?;
        }
    }
    for corpus in ["examples", "syntax"] {
        let all = fs::read_to_string(fixtures.join("corpus").join(corpus).with_extension("txt"))?;
        for entry in all.split("=== ").skip(1) {
            let (name, source) = entry.split_once('\n').unwrap_or_default();
            show(&format!("{corpus} {name}"), source)?;
        }
    }
    let page = |scheme: &str| {
        format!(
            "<!doctype html><meta charset=utf-8><style>:root{{color-scheme:{scheme}}}{css}\
             body{{background:var(--d-canvas);color:var(--d-text);font:14px Inter;margin:12px}}\
             figure{{margin:0 0 24px;overflow:auto}}</style>{figures}"
        )
    };
    for scheme in ["light", "dark"] {
        fs::write(
            target.replace(".html", &format!("-{scheme}.html")),
            page(scheme),
        )?;
    }
    Ok(())
}
