//! The browser for the tests: Debian's packages, or instructions for everybody else. A missing browser
//! is a failure, never a skipped test.

use crate::{
    command, debian,
    failure::{Failure, Result},
};
use std::{ffi::OsStr, path::PathBuf};

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
    let missing_font = debian::is_here() && !debian::has("fonts-noto-cjk");
    if (find(path).is_none() || missing_font) && debian::may_install() {
        debian::install(&PACKAGES)?;
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
