//! Building the site: trunk compiles and bundles, then this file finishes what trunk leaves open.
//!
//! `finish` runs inside trunk's staging folder (a `post_build` hook in Trunk.toml), so `dist/` only ever
//! holds a whole site.

use crate::{
    command,
    failure::{Failure, Result},
    glue, policy, sizes, split, styles,
    tools::Tools,
    unused, worker,
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

/// Flags for the programs beside those of .cargo/config.toml.
const RUSTFLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

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
        .env(RUSTFLAGS, nameless_paths()?)
        // trunk reads NO_COLOR as a flag that must say true or false; others set it to 1.
        .env_remove("NO_COLOR");
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    split::stand_in(&mut trunk, &tools.path)?;
    command::run(&mut trunk)?;
    let dist = PathBuf::from(DIST);
    if profile == Profile::Release {
        sizes::weigh(&dist)?;
    }
    Ok(dist)
}

/// Takes the paths of this machine's crate sources out of the programs: panics name them, and they would
/// tell whose machine built the site and make every build differ.
fn nameless_paths() -> Result<String> {
    let home = env::var_os("CARGO_HOME").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo"),
        PathBuf::from,
    );
    let sources = home.join("registry/src");
    let registries = match fs::read_dir(&sources) {
        Ok(registries) => registries,
        // Vendored crates have no such folder.
        Err(_) => return Ok(String::new()),
    };
    let mut flags = String::new();
    for registry in registries {
        let path = registry
            .map_err(|error| Failure::io("read", &sources, &error))?
            .path();
        let path = path.to_string_lossy().into_owned();
        // Cargo splits the flags at spaces.
        if !path.contains(char::is_whitespace) {
            flags.push_str(&format!("--remap-path-prefix={path}/= "));
        }
    }
    Ok(flags)
}

/// Finishes the site in trunk's staging folder.
pub fn finish() -> Result {
    let folder = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("`finish` is run by trunk; use `cargo xtask build`"))?;
    let page = page_stem(&folder)?;
    unused::remove(&folder, &page)?;
    glue::shorten(&folder, &page)?;
    split::place(&folder, &page)?;
    glue::shorten(&folder, "renderer")?;
    worker::hash_names(&folder, "renderer")?;
    styles::join(&folder)?;
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page).map_err(|error| Failure::io("read", &page, &error))?;
    fs::write(&page, policy::seal(&html)?).map_err(|error| Failure::io("write", &page, &error))
}

/// What trunk called the page's program, hash included.
fn page_stem(folder: &Path) -> Result<String> {
    let files = sizes::files(folder)?;
    let mut stems = files.iter().filter_map(|file| {
        let stem = file.strip_suffix("_bg.wasm")?;
        stem.starts_with("studio").then(|| stem.to_owned())
    });
    stems
        .next()
        .ok_or_else(|| Failure::new("trunk left no program for the page"))
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
}
