//! `cargo xtask bench`: installs the peers with npm, builds and weighs the site, and runs the benchmarks
//! beside both. Outside of everything that must hold: no other task calls it.

use crate::{
    chromium, command, dist,
    failure::{Failure, Result},
    sizes, tools,
};
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The pinned list of peers, and what is made of it.
const PINNED: &str = "benches/peers";
/// Where the peers are installed: among the build products, not among the sources.
const INSTALLED: &str = "target/peers";
/// What npm writes when an install is whole.
const DONE: &str = "node_modules/.package-lock.json";
/// Takes `dist/` as it is.
const NO_BUILD: &str = "--no-build";

/// Measures; options other than `--no-build` are the benchmarks' own.
pub fn run(options: &[&str]) -> Result {
    let tools = tools::setup()?;
    let site = PathBuf::from("dist");
    if !options.contains(&NO_BUILD) {
        dist::build(&tools, dist::Profile::Release)?;
    } else if !site.join("index.html").is_file() {
        return Err(Failure::new(
            "there is no dist/; leave out --no-build, and it is built first",
        ));
    }
    let chromium = chromium::ensure(&tools.path)?;
    install(&tools.path)?;
    let (first_load, renderer) = sizes::totals(&site)?;
    let mut cargo = command::cargo(
        &tools.path,
        &["run", "--package=benches", "--bin=bench", "--"],
    );
    cargo
        .args(["--peers", INSTALLED])
        .args(["--first-load", &first_load.to_string()])
        .args(["--renderer", &renderer.to_string()])
        .args(options.iter().filter(|option| **option != NO_BUILD))
        .env("CHROMIUM", &chromium.browser)
        .env("CHROMEDRIVER", &chromium.driver);
    command::run(&mut cargo)
}

/// Installs the peers, unless the same ones are there.
fn install(path: &OsStr) -> Result {
    let npm = command::find(path, &["npm"]).ok_or_else(|| {
        Failure::new(
            "the peers come from npm, and there is none: install Node.js with npm (Debian's packages \
             nodejs and npm)",
        )
    })?;
    let (pinned, installed) = (Path::new(PINNED), Path::new(INSTALLED));
    if !is_installed(pinned, installed) {
        println!("xtask: installing the peers into {INSTALLED} (once per list, about 1 GB)");
        copy(pinned, installed)?;
        // No package may run a program of its own.
        let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        command::run(Command::new(&npm).args(arguments).current_dir(installed))?;
    }
    copy(pinned, installed)?;
    let arguments = ["run", "--silent", "bundle"];
    command::run(Command::new(&npm).args(arguments).current_dir(installed))
}

fn is_installed(pinned: &Path, installed: &Path) -> bool {
    let lock = |folder: &Path| fs::read(folder.join("package-lock.json")).ok();
    installed.join(DONE).is_file() && lock(pinned).is_some() && lock(pinned) == lock(installed)
}

/// The files of the list: names, lock and sources to bundle; no folders.
fn copy(from: &Path, to: &Path) -> Result {
    fs::create_dir_all(to).map_err(|error| Failure::io("create", to, &error))?;
    let entries = fs::read_dir(from).map_err(|error| Failure::io("read", from, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Failure::io("read", from, &error))?;
        let path = entry.path();
        if path.is_file() {
            fs::copy(&path, to.join(entry.file_name()))
                .map_err(|error| Failure::io("copy", &path, &error))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_list_is_installed_anew() {
        let folder = std::env::temp_dir().join(format!("xtask-bench-{}", std::process::id()));
        let (pinned, installed) = (folder.join("pinned"), folder.join("installed"));
        fs::create_dir_all(&pinned).expect("writable");
        fs::write(pinned.join("package-lock.json"), "1").expect("writable");
        copy(&pinned, &installed).expect("copied");
        assert!(!is_installed(&pinned, &installed), "npm was not run");
        fs::create_dir_all(installed.join("node_modules")).expect("writable");
        fs::write(installed.join(DONE), "").expect("writable");
        assert!(is_installed(&pinned, &installed));
        fs::write(pinned.join("package-lock.json"), "2").expect("writable");
        assert!(!is_installed(&pinned, &installed));
        fs::remove_dir_all(folder).expect("removable");
    }
}
