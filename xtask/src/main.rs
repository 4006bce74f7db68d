//! The project's tasks: `cargo xtask <setup|build|serve|test|interop|bench|notices>`.
//!
//! What runs here runs the same for a person, in CI and in a fresh clone: every other way to build or
//! test the project is a shortcut of these. It must not know anything about the product itself.

mod bench;
mod chromium;
mod command;
mod debian;
mod dist;
mod failure;
mod glue;
mod interop;
mod notices;
mod policy;
mod serve;
mod sizes;
mod split;
mod steps;
mod styles;
mod tools;
mod unused;
mod worker;

use failure::{Failure, Result};
use std::{env, path::Path, process::ExitCode};

const USAGE: &str = "\
cargo xtask setup                        fetch the pinned tools into the per-user cache
cargo xtask build                        build the site into dist/ and weigh it
cargo xtask serve [--release] [--port N] build and serve dist/ on 127.0.0.1 (default port 8080)
cargo xtask test [STEP…]                 everything that must hold, in order (or only the named steps)
cargo xtask interop                      dist/ against model servers from npm and PyPI
cargo xtask bench [OPTION…]              the site beside its peers from npm, into docs/benchmarks.md
cargo xtask notices [--check]            write THIRD_PARTY_NOTICES.md (or fail if it is stale)";

fn main() -> ExitCode {
    let mut arguments = env::args();
    let called = arguments.next().unwrap_or_default();
    let arguments: Vec<String> = arguments.collect();
    let done = if Path::new(&called).file_stem() == Some(split::STANDS_FOR.as_ref()) {
        split::bindgen(&arguments)
    } else {
        run(&arguments)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result {
    enter_repository()?;
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["setup"] => tools::setup().map(drop),
        ["build"] => dist::build(&tools::setup()?, dist::Profile::Release).map(drop),
        ["serve", options @ ..] => serve::run(&serve::Options::parse(options)?),
        ["test", only @ ..] => steps::run(only),
        ["interop"] => interop::run(),
        ["bench", options @ ..] => bench::run(options),
        ["notices"] => notices::write(),
        ["notices", "--check"] => notices::check(),
        // Called by trunk (Trunk.toml), not by people.
        ["finish"] => dist::finish(),
        _ => Err(Failure::new(format!("unknown task\n\n{USAGE}"))),
    }
}

/// Every task works on paths relative to the root of the repository.
fn enter_repository() -> Result {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or_else(|| Failure::new("xtask is not inside a repository"))?;
    env::set_current_dir(root).map_err(|error| Failure::io("enter", root, &error))
}
