//! Debian's packages, for what the tests need of the system: installed where we are allowed to. Everybody
//! else is told what to install.

use crate::{command, failure::Result};
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// Whether this is a Debian on which we may install something.
pub fn may_install() -> bool {
    is_here() && is_root()
}

/// Whether the system's packages are Debian's.
pub fn is_here() -> bool {
    Path::new("/etc/debian_version").exists()
}

/// Whether a package is installed.
pub fn has(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|output| output.stdout == b"installed")
}

/// Installs packages from a fresh list.
pub fn install(packages: &[&str]) -> Result {
    for arguments in [
        &["update"][..],
        &["install", "--yes", "--no-install-recommends"],
    ] {
        let mut command = Command::new("apt-get");
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        if arguments[0] == "install" {
            command.args(packages);
        }
        command::run(&mut command)?;
    }
    Ok(())
}

fn is_root() -> bool {
    command::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
