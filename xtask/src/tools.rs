//! The pinned build tools, in a cache per user and version, so that a fresh clone reuses them.
//!
//! Nothing is installed into the system or into cargo's own bin folder, and a killed install leaves
//! nothing that looks done.

use crate::{
    command,
    failure::{Failure, Result},
};
use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// Why these versions: trunk 0.22 wants a newer compiler than rust-toolchain.toml names, and
/// wasm-bindgen's command must be the version of the library in Cargo.lock.
const TOOLS: [Tool; 3] = [
    Tool {
        package: "trunk",
        version: "0.21.14",
        features: &[],
        programs: &["trunk"],
    },
    Tool {
        package: "wasm-bindgen-cli",
        version: "0.2.129",
        features: &[],
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    },
    // The counterpart of wasm_split_helpers, which leptos brings.
    Tool {
        package: "wasm_split_cli_support",
        version: "0.2.4",
        features: &["build-binary"],
        programs: &["wasm-split-cli"],
    },
];

struct Tool {
    package: &'static str,
    version: &'static str,
    features: &'static [&'static str],
    programs: &'static [&'static str],
}

/// The tools, ready to run.
pub struct Tools {
    /// The search path on which children find them.
    pub path: OsString,
}

/// Makes sure of the wasm target and the pinned tools; quick when they are there.
pub fn setup() -> Result<Tools> {
    add_target()?;
    let mut folders = Vec::new();
    for tool in &TOOLS {
        folders.push(tool.ensure()?.join("bin"));
    }
    Ok(Tools {
        path: command::search_path(&folders)?,
    })
}

fn add_target() -> Result {
    let sysroot = command::read(Command::new("rustc").args(["--print", "sysroot"]))?;
    let installed = Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET);
    if installed.is_dir() {
        return Ok(());
    }
    command::run(Command::new("rustup").args(["target", "add", TARGET])).map_err(|failure| {
        Failure::new(format!(
            "{failure}\nthe toolchain at {} has no {TARGET}; install rustup, or add the target with \
             your package manager",
            sysroot.trim()
        ))
    })
}

/// A folder of the per-user cache, made first if it is not there: by one process at a time, beside its
/// final place, and moved there in one step, so that a killed install leaves nothing that looks done.
pub fn cached(
    name: &str,
    is_complete: impl Fn(&Path) -> bool,
    make: impl FnOnce(&Path) -> Result,
) -> Result<PathBuf> {
    let cache = cache_folder()?;
    let folder = cache.join(name);
    if is_complete(&folder) {
        return Ok(folder);
    }
    // The system gives the lock back when its holder dies.
    let lock_path = cache.join(format!(".{name}.lock"));
    let lock =
        File::create(&lock_path).map_err(|error| Failure::io("create", &lock_path, &error))?;
    lock.lock()
        .map_err(|error| Failure::io("lock", &lock_path, &error))?;
    if !is_complete(&folder) {
        let partial = cache.join(format!(".{name}.partial"));
        for leftover in [&folder, &partial] {
            remove(leftover)?;
        }
        make(&partial)?;
        fs::rename(&partial, &folder).map_err(|error| Failure::io("move", &partial, &error))?;
    }
    Ok(folder)
}

/// `$XDG_CACHE_HOME/backend-architect/tools`, or the same below `~/.cache`.
fn cache_folder() -> Result<PathBuf> {
    let base = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .ok_or_else(|| Failure::new("neither XDG_CACHE_HOME nor HOME says where the cache is"))?;
    let folder = base.join("backend-architect/tools");
    fs::create_dir_all(&folder).map_err(|error| Failure::io("create", &folder, &error))?;
    Ok(folder)
}

impl Tool {
    fn name(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    /// The tool's folder, installed first if it is not there.
    fn ensure(&self) -> Result<PathBuf> {
        let complete = |folder: &Path| self.is_complete(folder);
        cached(&self.name(), complete, |partial| self.install(partial))
    }

    fn is_complete(&self, folder: &Path) -> bool {
        self.programs
            .iter()
            .all(|program| folder.join("bin").join(program).is_file())
    }

    /// Installs into a folder. What a killed install compiled stays in the build folder beside it, so that
    /// the next one goes on from there.
    fn install(&self, partial: &Path) -> Result {
        let cache = cache_folder()?;
        let build = cache.join(format!(".{}.build", self.name()));
        println!(
            "xtask: installing {} {} into {} (once per user and version, some minutes)",
            self.package,
            self.version,
            cache.display()
        );
        let package = format!("{}@{}", self.package, self.version);
        command::run(
            Command::new("cargo")
                .args(["install", "--locked", "--quiet", &package])
                .arg(format!("--features={}", self.features.join(",")))
                .arg("--root")
                .arg(partial)
                .arg("--target-dir")
                .arg(&build)
                // The tool is built for this machine, whatever the project's own settings are.
                .current_dir(&cache)
                .env_remove("CARGO_BUILD_TARGET")
                .env_remove("RUSTFLAGS"),
        )?;
        remove(&build)
    }
}

fn remove(folder: &Path) -> Result {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::io("remove", folder, &error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_the_version_of_the_library() {
        let lock = include_str!("../../Cargo.lock").replace("\r\n", "\n");
        let tool = TOOLS
            .iter()
            .find(|tool| tool.package == "wasm-bindgen-cli")
            .expect("pinned");
        let entry = format!("name = \"wasm-bindgen\"\nversion = \"{}\"\n", tool.version);
        assert!(lock.contains(&entry), "Cargo.lock has another wasm-bindgen");
    }

    #[test]
    fn a_folder_without_every_program_is_not_complete() {
        let folder = env::temp_dir().join(format!("xtask-tools-{}", std::process::id()));
        let tool = Tool {
            package: "sample",
            version: "1.0.0",
            features: &[],
            programs: &["one", "two"],
        };
        fs::create_dir_all(folder.join("bin")).expect("writable");
        fs::write(folder.join("bin/one"), "").expect("writable");
        assert!(!tool.is_complete(&folder));
        fs::write(folder.join("bin/two"), "").expect("writable");
        assert!(tool.is_complete(&folder));
        fs::remove_dir_all(folder).expect("removable");
    }
}
