//! The browser for the tests: Debian's packages, or instructions for everybody else. A missing browser
//! is a failure, never a skipped test.

use crate::{
    command,
    failure::{Failure, Result},
};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-noto-cjk"];
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// A browser and its driver.
pub struct Chromium {
    /// The browser's program.
    pub browser: PathBuf,
    /// The driver's program, of the same version.
    pub driver: PathBuf,
}

/// Finds the browser, its driver and a Chinese font; installs them where we are allowed to.
pub fn ensure(path: &OsStr) -> Result<Chromium> {
    let debian = Path::new("/etc/debian_version").exists();
    let missing_font = debian && !is_installed("fonts-noto-cjk");
    if (find(path).is_none() || missing_font) && debian && is_root() {
        install()?;
    } else if missing_font {
        return Err(advice());
    }
    find(path).ok_or_else(advice)
}

fn find(path: &OsStr) -> Option<Chromium> {
    let named = |variable| std::env::var_os(variable).map(PathBuf::from);
    Some(Chromium {
        browser: named("CHROMIUM").or_else(|| command::find(path, &BROWSERS))?,
        driver: named("CHROMEDRIVER").or_else(|| command::find(path, &["chromedriver"]))?,
    })
}

fn advice() -> Failure {
    Failure::new(format!(
        "the browser tests need Chromium, its chromedriver and a Chinese font.\n\
         On Debian:  sudo apt-get install {}\n\
         Elsewhere:  install them and put chromium and chromedriver on PATH, or name the programs in \
         CHROMIUM and CHROMEDRIVER.",
        PACKAGES.join(" ")
    ))
}

fn install() -> Result {
    for arguments in [
        &["update"][..],
        &["install", "--yes", "--no-install-recommends"],
    ] {
        let mut command = Command::new("apt-get");
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        if arguments[0] == "install" {
            command.args(PACKAGES);
        }
        command::run(&mut command)?;
    }
    Ok(())
}

fn is_root() -> bool {
    command::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn is_installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|output| output.stdout == b"installed")
}
