//! Running other programs: what is run, with which search path, and what a failure says.

use crate::failure::{Failure, Result};
use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Runs a program with its output on our terminal; fails if the program does.
pub fn run(command: &mut Command) -> Result {
    let status = command
        .status()
        .map_err(|error| Failure::new(format!("cannot start {}: {error}", line(command))))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{} failed ({status})", line(command))))
    }
}

/// What a program prints; its errors stay on our terminal.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::new(format!("cannot start {}: {error}", line(command))))?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "{} failed ({})",
            line(command),
            output.status
        )));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::new(format!("{} printed something odd", line(command))))
}

/// The cargo that runs us, with a search path.
pub fn cargo(path: &OsStr, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).env("PATH", path);
    command
}

/// The first of these programs that the search path holds.
pub fn find(path: &OsStr, names: &[&str]) -> Option<PathBuf> {
    names
        .iter()
        .flat_map(|name| std::env::split_paths(path).map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

/// The search path with folders put in front.
pub fn search_path(in_front: &[PathBuf]) -> Result<OsString> {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = in_front
        .iter()
        .cloned()
        .chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders)
        .map_err(|error| Failure::new(format!("cannot extend the search path: {error}")))
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
