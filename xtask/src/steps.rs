//! `cargo xtask test`: everything that must hold, cheapest first, stopping at the first failure.
//!
//! Three sets of build products and no more: native dev, wasm dev, wasm release.

use crate::{
    chromium::{self, Chromium},
    command, dist,
    failure::{Failure, Result},
    notices,
    tools::{self, Tools},
};
use std::{cell::OnceCell, path::Path, time::Duration};

const WASM: &str = "--target=wasm32-unknown-unknown";
/// Two browsers at once is what a machine with two cores bears.
const BROWSERS: &str = "--test-threads=2";

struct Context {
    tools: Tools,
    chromium: OnceCell<Chromium>,
}

struct Step {
    name: &'static str,
    run: fn(&Context) -> Result,
}

const STEPS: [Step; 8] = [
    Step {
        name: "format",
        run: |context| context.cargo(&["fmt", "--all", "--check"]),
    },
    Step {
        name: "notices",
        run: |_| notices::check(),
    },
    Step {
        name: "clippy",
        run: |context| {
            context.cargo(&["clippy", "--workspace", "--all-targets", "--", "-Dwarnings"])
        },
    },
    Step {
        name: "clippy-wasm",
        run: clippy_wasm,
    },
    Step {
        name: "native",
        // The benchmarks are outside of the gate, and clippy has seen that they compile.
        run: |context| {
            context.cargo(&["test", "--workspace", "--exclude=e2e", "--exclude=benches"])
        },
    },
    Step {
        name: "web",
        run: web,
    },
    Step {
        name: "build",
        run: |context| dist::build(&context.tools, dist::Profile::Release).map(drop),
    },
    Step {
        name: "e2e",
        run: e2e,
    },
];

/// Runs all steps, or only the named ones.
pub fn run(only: &[&str]) -> Result {
    let known = |name: &&str| STEPS.iter().any(|step| step.name == *name);
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        return Err(Failure::new(format!(
            "no step is called {unknown}; the steps are {}",
            names.join(", ")
        )));
    }
    let started = clock();
    println!("xtask: tools");
    let context = Context {
        tools: tools::setup()?,
        chromium: OnceCell::new(),
    };
    for step in &STEPS {
        if only.is_empty() || only.contains(&step.name) {
            announce(step, &context)?;
        }
    }
    println!("xtask: all good in {}", seconds(started.elapsed()));
    Ok(())
}

fn announce(step: &Step, context: &Context) -> Result {
    println!("xtask: {}", step.name);
    let started = clock();
    (step.run)(context).map_err(|failure| {
        Failure::new(format!(
            "{} failed after {}: {failure}",
            step.name,
            seconds(started.elapsed())
        ))
    })?;
    println!("xtask: {} took {}", step.name, seconds(started.elapsed()));
    Ok(())
}

fn clippy_wasm(context: &Context) -> Result {
    for program in [
        &[
            "--no-default-features",
            "--features=split",
            "--lib",
            "--bin=studio",
            "--test=web",
        ][..],
        &["--features=render", "--lib", "--bin=renderer"],
    ] {
        let mut arguments = vec!["clippy", WASM];
        arguments.extend(program);
        arguments.extend(["--", "-Dwarnings"]);
        context.cargo(&arguments)?;
    }
    Ok(())
}

/// The tests that need a browser but no page: `tests/web.rs`, run by wasm-bindgen's test runner.
fn web(context: &Context) -> Result {
    let mut cargo = command::cargo(
        &context.tools.path,
        &["test", WASM, "--no-default-features", "--test=web"],
    );
    command::run(cargo.env("CHROMEDRIVER", &context.chromium()?.driver))
}

fn e2e(context: &Context) -> Result {
    if !Path::new("dist/index.html").is_file() {
        return Err(Failure::new(
            "there is no dist/; run the step `build` first",
        ));
    }
    let chromium = context.chromium()?;
    let mut cargo = command::cargo(
        &context.tools.path,
        &["test", "--package=e2e", "--", BROWSERS],
    );
    command::run(
        cargo
            .env("CHROMIUM", &chromium.browser)
            .env("CHROMEDRIVER", &chromium.driver),
    )
}

impl Context {
    fn cargo(&self, arguments: &[&str]) -> Result {
        command::run(&mut command::cargo(&self.tools.path, arguments))
    }

    fn chromium(&self) -> Result<&Chromium> {
        if let Some(chromium) = self.chromium.get() {
            return Ok(chromium);
        }
        let found = chromium::ensure(&self.tools.path)?;
        Ok(self.chromium.get_or_init(|| found))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the ban is for wasm; this runs natively only"
)]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
