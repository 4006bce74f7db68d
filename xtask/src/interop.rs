//! `cargo xtask interop`: the built site against two model servers that we did not write, from npm and
//! from PyPI, on loopback. A step of its own, because it installs half a gigabyte that a newcomer's first
//! test should not wait for.

mod install;
mod server;

use crate::{
    chromium, command,
    failure::{Failure, Result},
    tools,
};
use server::{Launch, Server};
use std::path::Path;

/// The pinned lists and the settings of the servers.
const FOLDER: &str = "e2e/interop";
/// What the servers print.
const LOGS: &str = "target/interop";
const BROWSERS: &str = "--test-threads=2";

/// Installs the servers, starts them, runs `e2e/tests/interop.rs` and ends them.
pub fn run() -> Result {
    if !Path::new("dist/index.html").is_file() {
        return Err(Failure::new(
            "there is no dist/; run `cargo xtask build` first",
        ));
    }
    let tools = tools::setup()?;
    let chromium = chromium::ensure(&tools.path)?;
    let programs = install::programs(&tools.path)?;
    let aimock_folder = install::aimock(&programs)?;
    let litellm_folder = install::litellm(&programs)?;

    // They end when these go, whatever happens after.
    let aimock = Server::start(Launch {
        name: "aimock",
        program: &programs.node,
        arguments: &[
            install::aimock_script(&aimock_folder).as_os_str(),
            "--log-level".as_ref(),
            "warn".as_ref(),
            // The tests bring their own.
            "--fixtures".as_ref(),
            format!("{FOLDER}/no-fixtures.json").as_ref(),
            "--host".as_ref(),
            "127.0.0.1".as_ref(),
        ],
        settings: &[],
        health: "/__aimock/health",
        logs: LOGS.as_ref(),
    })?;
    let litellm = Server::start(Launch {
        name: "litellm",
        program: &install::python_of(&litellm_folder),
        arguments: &[
            install::litellm_script(&litellm_folder).as_os_str(),
            "--config".as_ref(),
            format!("{FOLDER}/litellm.json").as_ref(),
            "--telemetry".as_ref(),
            "False".as_ref(),
            "--host".as_ref(),
            "127.0.0.1".as_ref(),
        ],
        settings: &[
            // It would ask the internet for prices.
            ("LITELLM_LOCAL_MODEL_COST_MAP", "True"),
            ("DISABLE_ADMIN_UI", "True"),
            ("AIMOCK_OPENAI", &format!("{}/v1", aimock.url())),
            ("AIMOCK_ANTHROPIC", aimock.url()),
        ],
        health: "/health/liveliness",
        logs: LOGS.as_ref(),
    })?;
    let mut cargo = command::cargo(
        &tools.path,
        &[
            "test",
            "--package=e2e",
            "--test=interop",
            "--",
            "--ignored",
            BROWSERS,
        ],
    );
    command::run(
        cargo
            .env("CHROMIUM", &chromium.browser)
            .env("CHROMEDRIVER", &chromium.driver)
            .env("INTEROP_AIMOCK", aimock.url())
            .env("INTEROP_LITELLM", litellm.url()),
    )
}
