//! Building the site: trunk compiles and bundles, then this file finishes what trunk leaves open.
//!
//! `finish` runs inside trunk's staging folder (a `post_build` hook in Trunk.toml), so `dist/` only ever
//! holds a whole site.

use crate::{
    command,
    failure::{Failure, Result},
    policy, sizes,
    tools::Tools,
    worker,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Where trunk puts the site.
const DIST: &str = "dist";

/// Crates that make the renderer heavy. The page talks to the worker and must not carry them itself.
const RENDERER_ONLY: [&str; 4] = ["merman", "pulldown-cmark", "maud", "serde-saphyr"];

/// In `public/sw.js`: becomes the list of the site's files, so that the service worker's bytes, and
/// with them the browser's idea of "a new version", change with any file of the site.
const FILES_PLACEHOLDER: &str = "[/* files */]";

/// How the programs are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build; never published.
    Debug,
    /// Small to download; the bars of [`sizes`] apply.
    Release,
}

/// Builds the site into `dist/` and returns that folder.
pub fn build(tools: &Tools, profile: Profile) -> Result<PathBuf> {
    check_page_dependencies(tools)?;
    // trunk runs offline because it would otherwise download tools of its own choice.
    command::run(&mut command::cargo(&tools.path, &["fetch", "--locked"]))?;
    let mut trunk = Command::new("trunk");
    trunk
        .args(["build", "--offline"])
        .env("PATH", &tools.path)
        // trunk reads NO_COLOR as a flag that must say true or false; others set it to 1.
        .env_remove("NO_COLOR");
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    command::run(&mut trunk)?;
    let dist = PathBuf::from(DIST);
    if profile == Profile::Release {
        sizes::weigh(&dist)?;
    }
    Ok(dist)
}

/// Finishes the site in trunk's staging folder.
pub fn finish() -> Result {
    let folder = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("`finish` is run by trunk; use `cargo xtask build`"))?;
    worker::hash_names(&folder, "renderer")?;
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page).map_err(|error| Failure::io("read", &page, &error))?;
    fs::write(&page, policy::seal(&html)?).map_err(|error| Failure::io("write", &page, &error))?;
    list_files(&folder)
}

/// Tells the service worker, if there is one, which files the site consists of.
fn list_files(folder: &Path) -> Result {
    let path = folder.join("sw.js");
    if !path.is_file() {
        return Ok(());
    }
    let script = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    if script.matches(FILES_PLACEHOLDER).count() != 1 {
        return Err(Failure::new(format!(
            "sw.js must hold {FILES_PLACEHOLDER} once, where the list of files goes"
        )));
    }
    let files: Vec<String> = sizes::files(folder)?
        .into_iter()
        .filter(|file| file != "sw.js")
        .collect();
    let list = serde_json::Value::from(files).to_string();
    fs::write(&path, script.replace(FILES_PLACEHOLDER, &list))
        .map_err(|error| Failure::io("write", &path, &error))
}

/// Fails if the page's program would link a crate that only the worker may carry.
fn check_page_dependencies(tools: &Tools) -> Result {
    let tree = command::read(&mut command::cargo(
        &tools.path,
        &[
            "tree",
            "--package=backend-architect",
            "--target=wasm32-unknown-unknown",
            "--no-default-features",
            "--edges=normal",
            "--prefix=none",
            "--format={p}",
        ],
    ))?;
    match heavy_crates(&tree).as_slice() {
        [] => Ok(()),
        found => Err(Failure::new(format!(
            "the page links {}: these belong behind the feature `render`",
            found.join(", ")
        ))),
    }
}

fn heavy_crates(tree: &str) -> Vec<&'static str> {
    RENDERER_ONLY
        .into_iter()
        .filter(|name| {
            tree.lines()
                .filter_map(|line| line.split_whitespace().next())
                .any(|found| found == *name)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heavy_crate_in_the_page_is_seen() {
        let light = "backend-architect v0.1.0\nleptos v0.8.0\nmaud-like v1.0.0\n";
        assert!(heavy_crates(light).is_empty());
        assert_eq!(heavy_crates(&format!("{light}merman v0.9.3\n")), ["merman"]);
    }

    #[test]
    fn the_service_worker_gets_the_list_of_files_or_is_refused() {
        let folder = env::temp_dir().join(format!("xtask-sw-{}", std::process::id()));
        fs::create_dir_all(folder.join("designs")).expect("writable");
        fs::write(folder.join("designs/a.md"), "").expect("writable");
        fs::write(folder.join("sw.js"), "const FILES = [/* files */];").expect("writable");
        list_files(&folder).expect("a good service worker");
        let script = fs::read_to_string(folder.join("sw.js")).expect("readable");
        assert_eq!(script, r#"const FILES = ["designs/a.md"];"#);
        assert!(list_files(&folder).is_err(), "the placeholder is gone now");
        fs::remove_dir_all(folder).expect("removable");
    }
}
