//! THIRD_PARTY_NOTICES.md: whose work the published programs contain, and under which terms.
//!
//! Made from the dependency graph of the wasm programs (normal dependencies, procedural macros
//! included because what they write ends up in the programs) and from the licence files in the crates'
//! own sources.

use crate::{
    command,
    failure::{Failure, Result},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const FILE: &str = "THIRD_PARTY_NOTICES.md";
const FONTS: &str = "public/fonts";
/// Where the Apache licence's terms end and the instructions for its users begin.
const APACHE_END: &str = "END OF TERMS AND CONDITIONS";

/// Writes the file.
pub fn write() -> Result {
    let path = Path::new(FILE);
    fs::write(path, generate()?).map_err(|error| Failure::io("write", path, &error))?;
    println!("xtask: wrote {FILE}");
    Ok(())
}

/// Fails if the file does not say what [`write()`] would write now.
pub fn check() -> Result {
    let path = Path::new(FILE);
    let current = fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    if current == generate()? {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "{FILE} is stale: run `cargo xtask notices` and commit the result"
        )))
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
    licence: String,
    repository: String,
    folder: PathBuf,
}

fn generate() -> Result<String> {
    let metadata = command::read(
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--filter-platform=wasm32-unknown-unknown",
        ]),
    )?;
    let metadata: Value = serde_json::from_str(&metadata)
        .map_err(|error| Failure::new(format!("cargo metadata printed no JSON: {error}")))?;
    let crates = shipped(&metadata)?;
    let mut text = table(&crates);
    text.push_str(&font_licences(Path::new(FONTS))?);
    text.push_str(&licence_texts(&crates)?);
    Ok(text)
}

/// The crates that the wasm programs contain, ours left out, in order of their names.
fn shipped(metadata: &Value) -> Result<Vec<Crate>> {
    let wrong = || Failure::new("cargo metadata has an unexpected shape");
    let packages: HashMap<&str, &Value> = list(&metadata["packages"])
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let nodes: HashMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let root = metadata["resolve"]["root"].as_str().ok_or_else(wrong)?;
    let mut seen = BTreeSet::from([root]);
    let mut open = vec![root];
    let mut crates = BTreeSet::new();
    while let Some(id) = open.pop() {
        let node = nodes.get(id).ok_or_else(wrong)?;
        for dependency in list(&node["deps"]) {
            let id = dependency["pkg"].as_str().ok_or_else(wrong)?;
            if is_normal(dependency) && seen.insert(id) {
                open.push(id);
                crates.insert(read_crate(packages.get(id).ok_or_else(wrong)?));
            }
        }
    }
    Ok(crates.into_iter().collect())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Neither a development nor a build dependency (cargo gives those a kind).
fn is_normal(dependency: &Value) -> bool {
    list(&dependency["dep_kinds"])
        .iter()
        .any(|kind| kind["kind"].is_null())
}

fn read_crate(package: &Value) -> Crate {
    let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    Crate {
        name: text("name"),
        version: text("version"),
        licence: text("license"),
        repository: text("repository"),
        folder: Path::new(&text("manifest_path"))
            .parent()
            .map(Path::to_owned)
            .unwrap_or_default(),
    }
}

fn table(crates: &[Crate]) -> String {
    let mut text = format!(
        "# Third-party notices\n\n\
         Written by `cargo xtask notices`; do not edit.\n\n\
         The published programs contain the Rust standard library (MIT OR Apache-2.0, \
         https://github.com/rust-lang/rust) and these {} crates:\n\n\
         | crate | version | licence | repository |\n|---|---|---|---|\n",
        crates.len()
    );
    for Crate {
        name,
        version,
        licence,
        repository,
        ..
    } in crates
    {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {name} | {version} | {licence} | {repository} |");
    }
    text
}

fn font_licences(folder: &Path) -> Result<String> {
    let mut text = String::new();
    if folder.is_dir() {
        for (path, licence) in licence_files(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let _ = write!(text, "\n## Fonts: {name}\n\n{}", block(&licence));
        }
    }
    Ok(text)
}

/// Every distinct licence text once, with the crates that carry it.
fn licence_texts(crates: &[Crate]) -> Result<String> {
    let mut texts: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    let mut without = BTreeSet::new();
    for one in crates {
        let name = format!("{} {}", one.name, one.version);
        let files = licence_files(&one.folder)?;
        if files.is_empty() {
            without.insert(name.clone());
        }
        for (_, text) in files {
            let text = without_appendix(&text);
            texts
                .entry(normalised(text))
                .or_insert_with(|| (text.to_owned(), BTreeSet::new()))
                .1
                .insert(name.clone());
        }
    }
    let mut output = String::from("\n## Licence texts\n");
    for (text, names) in texts.values() {
        let _ = write!(output, "\n### {}\n\n{}", joined(names), block(text));
    }
    if !without.is_empty() {
        let _ = write!(
            output,
            "\n### Without a text in their sources\n\n{}\n",
            joined(&without)
        );
    }
    Ok(output)
}

fn joined(names: &BTreeSet<String>) -> String {
    names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A fenced block; no licence text contains four backticks.
fn block(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    format!("````text\n{}\n````\n", lines.join("\n"))
}

/// Crates differ in whether they keep the Apache licence's appendix, which is not part of its terms.
fn without_appendix(text: &str) -> &str {
    match text.find(APACHE_END) {
        Some(at) if text.contains("Apache License") => &text[..at + APACHE_END.len()],
        _ => text,
    }
}

fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The licence files directly in a folder, in order of their names. Symbolic links and files that are
/// not text are left out.
fn licence_files(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::io("read", folder, &error))?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && is_licence(path))
        .filter_map(|path| {
            let text = fs::read_to_string(&path).ok()?;
            // Some crates ship a link that their archive turned into a file holding only a path.
            (text.split_whitespace().count() > 10).then_some((path, text))
        })
        .collect();
    files.sort();
    Ok(files)
}

fn is_licence(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_uppercase();
    [
        "LICENSE",
        "LICENCE",
        "COPYING",
        "COPYRIGHT",
        "NOTICE",
        "UNLICENSE",
        "OFL",
    ]
    .iter()
    .any(|start| name.starts_with(start))
        || name.ends_with("-OFL.TXT")
        || name.ends_with("-LICENSE.TXT")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str) -> Value {
        json!({
            "id": name, "name": name, "version": "1.0.0", "license": "MIT",
            "repository": format!("https://example.org/{name}"), "manifest_path": "/x/Cargo.toml",
        })
    }

    #[test]
    fn normal_dependencies_ship_and_others_do_not() {
        let edge = |name: &str, kind: Value| json!({"pkg": name, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "packages": [package("root"), package("used"), package("deep"), package("built"), package("tested")],
            "resolve": {"root": "root", "nodes": [
                {"id": "root", "deps": [
                    edge("used", Value::Null), edge("built", json!("build")), edge("tested", json!("dev"))]},
                {"id": "used", "deps": [edge("deep", Value::Null)]},
                {"id": "deep", "deps": []},
            ]},
        });
        let crates = shipped(&metadata).expect("good metadata");
        let names: Vec<_> = crates.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["deep", "used"]);
        assert!(table(&crates).contains("| deep | 1.0.0 | MIT | https://example.org/deep |"));
    }

    #[test]
    fn the_same_terms_in_another_layout_are_one_text() {
        let apache = |tail: &str| format!("Apache License\n\n  terms {APACHE_END}\n{tail}");
        let (plain, filled) = (apache(""), apache("APPENDIX: How to apply"));
        assert_eq!(
            normalised(without_appendix(&plain)),
            normalised(without_appendix(&filled))
        );
        assert_ne!(normalised("Copyright A"), normalised("Copyright B"));
    }

    #[test]
    fn licence_files_are_known_by_name() {
        for (name, expected) in [
            ("LICENSE-MIT", true),
            ("licence.md", true),
            ("Inter-LICENSE.txt", true),
            ("OFL.txt", true),
            ("README.md", false),
        ] {
            assert_eq!(is_licence(Path::new(name)), expected, "{name}");
        }
    }
}
