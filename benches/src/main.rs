//! Measures everybody and writes `docs/benchmarks.md`. `cargo xtask bench` calls it, with the peers
//! installed and the site built.

use benches::{
    contracts::{self, Contract, Shown},
    diagrams, exported,
    failure::{Failure, Result},
    input::{self, Stream},
    library::{self, Opened},
    report::{self, Outcome, Outcomes, Results, Sizes},
    server::{Folders, Server},
    session::Session,
    statistics::{median, median_run},
    streaming::{self, Streamed},
    weight::Scales,
};
use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// How often everything is measured, unless `--runs` says otherwise.
const RUNS: usize = 3;
const GITHUB: &str = "node_modules/@octokit/openapi/generated/api.github.com.json";
const OURS: &str = "ours";
const CONTRACT_PEERS: [&str; 3] = ["swagger-ui", "redoc", "scalar"];
const TEXT_PEERS: [&str; 2] = ["marked", "streamdown"];

/// What is to be measured.
struct Options {
    peers: PathBuf,
    output: PathBuf,
    runs: usize,
    sizes: Option<Sizes>,
    /// The one part to measure, while working on it; all of them otherwise.
    only: Option<String>,
}

/// What all measurements share.
struct Bench {
    options: Options,
    dist: PathBuf,
    server: Server,
    scales: Scales,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result {
    let options = options(env::args().skip(1))?;
    println!(
        "bench: about five minutes and two for each run, on a machine with nothing else to do"
    );
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let dist = root.join("dist");
    let server = Server::start(Folders {
        peers: options.peers.clone(),
        pages: root.join("benches/peers/pages"),
        dist: dist.clone(),
    })
    .await?;
    let mut bench = Bench {
        options,
        dist,
        server,
        scales: Scales::default(),
    };
    let results = bench.measure().await?;
    fs::write(&bench.options.output, report::write(&results))?;
    println!("bench: wrote {}", bench.options.output.display());
    Ok(())
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options {
        peers: PathBuf::from("target/peers"),
        output: PathBuf::from("docs/benchmarks.md"),
        runs: RUNS,
        sizes: None,
        only: None,
    };
    let (mut first_load, mut renderer) = (None, None);
    while let Some(name) = arguments.next() {
        let value = arguments.next().unwrap_or_default();
        let number = || {
            let number: std::result::Result<usize, _> = value.parse();
            number.map_err(|_| Failure::Page(format!("{name} takes a number, not {value:?}")))
        };
        match name.as_str() {
            "--peers" => options.peers = value.into(),
            "--output" => options.output = value.into(),
            "--runs" => options.runs = number()?.max(1),
            "--only" => options.only = Some(value),
            "--first-load" => first_load = Some(number()?),
            "--renderer" => renderer = Some(number()?),
            _ => return Err(Failure::Page(format!("unknown option {name}"))),
        }
    }
    if let (Some(first_load), Some(renderer)) = (first_load, renderer) {
        options.sizes = Some(Sizes {
            first_load,
            renderer,
        });
    }
    Ok(options)
}

impl Bench {
    async fn measure(&mut self) -> Result<Results> {
        let stream = Stream::of_transcripts();
        let corpus = input::diagrams()?;
        let github = fs::read_to_string(self.options.peers.join(GITHUB))?;
        let browser = Session::start().await?.version().await?;
        let github_operations = input::operations(&serde_json::from_str(&github)?);
        Ok(Results {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            browser,
            peers: versions(&self.options.peers)?,
            runs: self.options.runs,
            sizes: self.options.sizes,
            stream_bytes: stream.text.len(),
            streaming: self.streaming(&stream).await,
            diagrams: self.diagrams(&corpus).await,
            corpus: corpus.into_iter().map(|diagram| diagram.name).collect(),
            models: self.models().await?,
            github_bytes: github.len(),
            github_operations,
            github: self.github(github).await,
            library: self.library().await,
            exported: vec![(
                OURS.to_owned(),
                told("the exported page", exported::open().await),
            )],
        })
    }

    fn skips(&self, part: &str) -> bool {
        self.options.only.as_ref().is_some_and(|only| only != part)
    }

    async fn streaming(&mut self, stream: &Stream) -> Outcomes<Streamed> {
        let mut outcomes = Vec::new();
        if self.skips("streaming") {
            return outcomes;
        }
        for name in [OURS].into_iter().chain(TEXT_PEERS) {
            let mut runs = Vec::new();
            for _ in 0..self.options.runs {
                let streamed = if name == OURS {
                    streaming::ours(stream, &self.dist, &mut self.scales).await
                } else {
                    streaming::peer(name, stream, &self.server, &mut self.scales).await
                };
                runs.push(told(&format!("streaming, {name}"), streamed));
            }
            outcomes.push((name.to_owned(), middle(runs, |run| run.total.main)));
        }
        outcomes
    }

    async fn diagrams(&mut self, corpus: &[input::Fixture]) -> Outcomes<diagrams::Gallery> {
        if self.skips("diagrams") {
            return Vec::new();
        }
        let ours = diagrams::ours(corpus, &self.server, &mut self.scales).await;
        let ours = told("diagrams, ours", ours);
        let theirs = diagrams::mermaid(corpus, &self.server, &mut self.scales).await;
        let theirs = told("diagrams, mermaid", theirs);
        vec![(OURS.to_owned(), ours), ("mermaid".to_owned(), theirs)]
    }

    async fn library(&self) -> Outcomes<Opened> {
        if self.skips("library") {
            return Vec::new();
        }
        let opened = told("a long library", library::open().await);
        vec![(OURS.to_owned(), opened)]
    }

    /// The median of the contracts' figures, one by one.
    async fn models(&mut self) -> Result<Outcomes<Shown>> {
        let contracts: Vec<Contract> = input::contracts()?
            .into_iter()
            .map(|fixture| Contract {
                name: fixture.name,
                text: fixture.text,
            })
            .collect();
        let mut outcomes = Vec::new();
        if self.skips("models") {
            return Ok(outcomes);
        }
        for name in [OURS].into_iter().chain(CONTRACT_PEERS) {
            let mut each = Vec::new();
            for contract in &contracts {
                each.push(self.contract(name, contract).await);
            }
            let each: Outcome<Vec<Shown>> = each.into_iter().collect();
            outcomes.push((name.to_owned(), each.map(|each| of_each(&each))));
        }
        Ok(outcomes)
    }

    async fn github(&mut self, text: String) -> Outcomes<Shown> {
        let contract = Contract {
            name: "api.github.com.json".to_owned(),
            text,
        };
        let mut outcomes = Vec::new();
        if self.skips("github") {
            return outcomes;
        }
        for name in [OURS].into_iter().chain(CONTRACT_PEERS) {
            outcomes.push((name.to_owned(), self.contract(name, &contract).await));
        }
        outcomes
    }

    async fn contract(&mut self, name: &str, contract: &Contract) -> Outcome<Shown> {
        let mut runs = Vec::new();
        for _ in 0..self.options.runs {
            let shown = if name == OURS {
                contracts::ours(contract).await
            } else {
                contracts::peer(name, contract, &self.server, &mut self.scales).await
            };
            runs.push(told(&format!("{}, {name}", contract.name), shown));
        }
        middle(runs, |run| run.first)
    }
}

/// The run with the middle figure; a failure if any run failed, since no figure is chosen from those
/// that happened to work.
fn middle<T: Clone>(runs: Vec<Outcome<T>>, figure: impl Fn(&T) -> f64) -> Outcome<T> {
    let runs = runs.into_iter().collect::<Outcome<Vec<T>>>()?;
    median_run(&runs, figure).ok_or_else(|| "it was not run".to_owned())
}

/// Of several contracts, one row.
fn of_each(each: &[Shown]) -> Shown {
    let of = |figure: fn(&Shown) -> f64| median(&each.iter().map(figure).collect::<Vec<f64>>());
    let mut row = median_run(each, |shown| shown.first).unwrap_or_default();
    row.first = of(|shown| shown.first);
    row.work.main = of(|shown| shown.work.main);
    row.work.longest = of(|shown| shown.work.longest);
    row.work.workers = of(|shown| shown.work.workers);
    row
}

/// Says how a measurement went, for whoever waits.
fn told<T: std::fmt::Debug>(what: &str, outcome: Result<T>) -> Outcome<T> {
    match outcome {
        Ok(value) => {
            println!("bench: {what}: done");
            Ok(value)
        }
        Err(failure) => {
            println!("bench: {what}: {failure}");
            Err(failure.to_string())
        }
    }
}

/// The peers as their pinned list names them, without what only helps to run them.
fn versions(peers: &Path) -> Result<Vec<(String, String)>> {
    const TOOLS: [&str; 2] = ["@octokit/openapi", "esbuild"];
    let list: Value = serde_json::from_str(&fs::read_to_string(peers.join("package.json"))?)?;
    let all = list["dependencies"].as_object();
    Ok(all
        .into_iter()
        .flatten()
        .filter(|(name, _)| !TOOLS.contains(&name.as_str()))
        .map(|(name, version)| {
            (
                name.clone(),
                version.as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect())
}
