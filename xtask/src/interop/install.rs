//! The two servers in the per-user cache, exactly as their lists in `e2e/interop` pin them.

use super::FOLDER;
use crate::{
    command, debian,
    failure::{Failure, Result},
    tools,
};
use sha2::{Digest, Sha256};
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What Debian calls the programs that are needed: Node.js, its package manager, Python with `venv`.
const PACKAGES: [&str; 3] = ["nodejs", "npm", "python3-venv"];

/// The interpreters and installers.
pub struct Programs {
    pub node: PathBuf,
    npm: PathBuf,
    python: PathBuf,
}

/// Finds the programs; installs them where we are allowed to.
pub fn programs(path: &OsStr) -> Result<Programs> {
    if find(path).is_err() && debian::may_install() {
        debian::install(&PACKAGES)?;
    }
    find(path).map_err(|missing| {
        Failure::new(format!(
            "the servers for `cargo xtask interop` come from npm and PyPI, and there is no {missing}.\n\
             On Debian:  sudo apt-get install {}\n\
             Elsewhere:  install Node.js 20.15 or newer with npm, and Python 3.9 or newer with the \
             modules venv and ensurepip.",
            PACKAGES.join(" ")
        ))
    })
}

/// The programs, or the name of the first that is missing.
fn find(path: &OsStr) -> std::result::Result<Programs, &'static str> {
    let found = Programs {
        node: command::find(path, &["node", "nodejs"]).ok_or("node (package nodejs)")?,
        npm: command::find(path, &["npm"]).ok_or("npm (package npm)")?,
        python: command::find(path, &["python3"]).ok_or("python3 (package python3-venv)")?,
    };
    let modules = Command::new(&found.python)
        .args(["-c", "import venv, ensurepip"])
        .stderr(Stdio::null())
        .status();
    match modules {
        Ok(status) if status.success() => Ok(found),
        _ => Err("venv for python3 (package python3-venv)"),
    }
}

/// aimock's folder.
pub fn aimock(programs: &Programs) -> Result<PathBuf> {
    let (list, lock) = (pinned("package.json"), pinned("package-lock.json"));
    let complete = |folder: &Path| aimock_script(folder).is_file();
    tools::cached(&named("aimock", &lock)?, complete, |partial| {
        println!("xtask: installing aimock from npm (once per user and list)");
        fs::create_dir_all(partial).map_err(|error| Failure::io("create", partial, &error))?;
        for file in [&list, &lock] {
            let name = file.file_name().unwrap_or_default();
            fs::copy(file, partial.join(name))
                .map_err(|error| Failure::io("copy", file, &error))?;
        }
        // No package may run a program of its own.
        let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        command::run(
            Command::new(&programs.npm)
                .args(arguments)
                .current_dir(partial),
        )
    })
}

/// aimock's program, for node.
pub fn aimock_script(folder: &Path) -> PathBuf {
    folder.join("node_modules/@copilotkit/aimock/dist/cli.js")
}

/// LiteLLM's folder: a virtual environment.
pub fn litellm(programs: &Programs) -> Result<PathBuf> {
    let list = pinned("requirements.txt");
    let complete = |folder: &Path| litellm_script(folder).is_file();
    tools::cached(&named("litellm", &list)?, complete, |partial| {
        println!("xtask: installing LiteLLM from PyPI (once per user and list, half a gigabyte)");
        let venv = ["-m", "venv"];
        command::run(Command::new(&programs.python).args(venv).arg(partial))?;
        let mut pip = Command::new(python_of(partial));
        pip.args(["-m", "pip", "install", "--quiet", "--no-input"])
            .arg("--disable-pip-version-check")
            // No package may run a program of its own.
            .arg("--only-binary=:all:")
            .arg("--requirement")
            .arg(&list);
        command::run(&mut pip)
    })
}

/// LiteLLM's program, for its own Python: the folder was moved, and the program's first line was not.
pub fn litellm_script(folder: &Path) -> PathBuf {
    folder.join("bin/litellm")
}

/// The Python of a virtual environment.
pub fn python_of(folder: &Path) -> PathBuf {
    folder.join("bin/python")
}

fn pinned(file: &str) -> PathBuf {
    Path::new(FOLDER).join(file)
}

/// A name that changes with the list.
fn named(name: &str, list: &Path) -> Result<String> {
    let text = fs::read(list).map_err(|error| Failure::io("read", list, &error))?;
    let digest = Sha256::digest(text);
    let start: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(format!("{name}-{start}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(pinned(file));
        fs::read_to_string(path).expect("in the repository")
    }

    #[test]
    fn everything_is_pinned_and_nothing_says_where_it_comes_from() {
        let list = read("requirements.txt");
        let packages: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(packages.len() > 50, "{}", packages.len());
        for package in &packages {
            let (_, version) = package.split_once("==").expect(package);
            let plain = version
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '.');
            assert!(
                plain && version.starts_with(|c: char| c.is_ascii_digit()),
                "{package}"
            );
        }
        // The two that somebody else had published.
        assert!(!packages.iter().any(|package| package.ends_with("==1.82.7")));
        assert!(!packages.iter().any(|package| package.ends_with("==1.82.8")));
        for file in ["requirements.txt", "package.json", "package-lock.json"] {
            assert!(!read(file).contains("://"), "{file} names an address");
        }
        let lock: serde_json::Value =
            serde_json::from_str(&read("package-lock.json")).expect("JSON");
        let aimock = &lock["packages"]["node_modules/@copilotkit/aimock"];
        let integrity = aimock["integrity"].as_str().unwrap_or_default();
        assert!(integrity.starts_with("sha512-"), "{aimock}");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_missing_is_named_with_its_package() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("xtask-programs-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("writable");
        let missing = || find(folder.as_os_str()).err().unwrap_or_default();
        for (program, said) in [
            ("node", "node (package nodejs)"),
            ("npm", "npm (package npm)"),
            ("python3", "python3 (package python3-venv)"),
        ] {
            assert_eq!(missing(), said);
            let path = folder.join(program);
            fs::write(&path, "#!/bin/sh\nexit 1\n").expect("writable");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("ours");
        }
        // Debian's Python comes without the modules.
        assert_eq!(missing(), "venv for python3 (package python3-venv)");
        fs::write(folder.join("python3"), "#!/bin/sh\n").expect("writable");
        assert_eq!(missing(), "");
        fs::remove_dir_all(folder).expect("removable");
    }

    #[test]
    fn another_list_is_another_folder() {
        let folder = std::env::temp_dir().join(format!("xtask-interop-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("writable");
        let list = folder.join("list");
        let name_of = |text: &str| {
            fs::write(&list, text).expect("writable");
            named("a", &list).expect("readable")
        };
        assert_ne!(name_of("one"), name_of("two"));
        assert_eq!(name_of("one").len(), "a-".len() + 12);
        fs::remove_dir_all(folder).expect("removable");
    }
}
