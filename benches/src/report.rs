//! `docs/benchmarks.md` from what was measured: the same figures give the same file, and it bears no date.

mod bars;
mod table;

use crate::{
    contracts::Shown,
    diagrams::Gallery,
    exported::Exported,
    input::UPDATES,
    library::{DESIGNS, Opened, SHORT},
    statistics::median,
    streaming::{PACE, Streamed},
};
use table::{Table, bytes, memory, ratio, time};

/// What somebody has to show for an input, or why there is nothing.
pub type Outcome<T> = Result<T, String>;

/// Everybody's outcomes for an input; ours first.
pub type Outcomes<T> = Vec<(String, Outcome<T>)>;

/// What the site weighs, compressed.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Without the renderer.
    pub first_load: usize,
    /// The renderer.
    pub renderer: usize,
}

/// Everything that a run measured.
#[derive(Debug, Default)]
pub struct Results {
    /// How many cores the machine has.
    pub cores: usize,
    /// The browser's name and version.
    pub browser: String,
    /// The peers' packages with their versions.
    pub peers: Vec<(String, String)>,
    /// How often everything was measured.
    pub runs: usize,
    /// What the site weighs, if somebody said so.
    pub sizes: Option<Sizes>,
    /// How large the streamed document is.
    pub stream_bytes: usize,
    /// Streaming.
    pub streaming: Outcomes<Streamed>,
    /// The names of the diagrams.
    pub corpus: Vec<String>,
    /// Diagrams.
    pub diagrams: Outcomes<Gallery>,
    /// Contracts that models wrote; figures are medians of them.
    pub models: Outcomes<Shown>,
    /// GitHub's description.
    pub github: Outcomes<Shown>,
    /// How large it is.
    pub github_bytes: usize,
    /// How many operations it has.
    pub github_operations: usize,
    /// Libraries; only ours has them.
    pub library: Outcomes<Opened>,
    /// The exported page; only ours has one.
    pub exported: Outcomes<Exported>,
}

impl Results {
    fn our<'a, T>(&self, outcomes: &'a Outcomes<T>) -> Option<&'a T> {
        outcomes
            .first()
            .and_then(|(_, outcome)| outcome.as_ref().ok())
    }

    fn our_stream(&self) -> Option<&Streamed> {
        self.our(&self.streaming)
    }

    /// Our gallery and mermaid.js's.
    fn galleries(&self) -> Option<(&Gallery, &Gallery)> {
        let theirs = self.diagrams.get(1)?.1.as_ref().ok()?;
        Some((self.our(&self.diagrams)?, theirs))
    }

    /// For each diagram that both draw, how much longer mermaid.js takes.
    fn diagram_ratios(&self) -> Vec<f64> {
        let Some((ours, theirs)) = self.galleries() else {
            return Vec::new();
        };
        let pairs = ours.drawn.iter().zip(&theirs.drawn);
        pairs
            .filter(|(ours, theirs)| ours.error.is_none() && theirs.error.is_none())
            .filter(|(ours, _)| ours.ms > 0.0)
            .map(|(ours, theirs)| theirs.ms / ours.ms)
            .collect()
    }

    /// The diagrams that mermaid.js draws and we do not, and what we say of them.
    fn refused_diagrams(&self) -> Option<Vec<(&str, &str)>> {
        let (ours, theirs) = self.galleries()?;
        let pairs = ours.drawn.iter().zip(&theirs.drawn).zip(&self.corpus);
        let refused = pairs.filter(|((_, theirs), _)| theirs.error.is_none());
        Some(
            refused
                .filter_map(|((ours, _), name)| Some((name.as_str(), ours.error.as_deref()?)))
                .collect(),
        )
    }
}

/// The whole file.
#[must_use]
pub fn write(results: &Results) -> String {
    let runs = results.runs;
    let sections = [
        "# Benchmarks\n\n\
         <!-- Written by `cargo xtask bench`; edits are lost. -->\n\n\
         Our renderer beside what others use for the same work, in one headless Chromium on the same \
         inputs. A ratio says how many times ours a figure is. Absolute figures are this machine's; the \
         ratios are what travels."
            .to_owned(),
        format!(
            "{} cores, {}, everything measured {runs} times; each row is the run whose main figure is the median. \
             Peers: {}.",
            results.cores,
            results.browser,
            versions(&results.peers)
        ),
        format!("## The bars\n\n{}", bars::write(results)),
        streaming(results),
        diagrams(results),
        contracts(results),
        library(results),
        exported(results),
        METHOD.to_owned(),
    ];
    let joined = sections
        .map(|section| section.trim_end().to_owned())
        .join("\n\n");
    joined + "\n"
}

fn versions(peers: &[(String, String)]) -> String {
    let named = peers
        .iter()
        .map(|(name, version)| format!("{name} {version}"));
    named.collect::<Vec<_>>().join(", ")
}

fn streaming(results: &Results) -> String {
    let mut table = Table::new(&[
        "",
        "main thread",
        "ratio",
        "first tenth",
        "last tenth",
        "longest task",
        "worker",
        "JS heap",
        "process",
        "over the wire",
    ]);
    let ours = results.our_stream().map(|stream| stream.total.main);
    for (name, outcome) in &results.streaming {
        let stream = match outcome {
            Ok(stream) => stream,
            Err(reason) => {
                table.failed(name, reason);
                continue;
            }
        };
        table.row(&[
            name.clone(),
            time(stream.total.main),
            ratio(stream.total.main, ours.unwrap_or_default()),
            time(stream.first.main),
            time(stream.last.main),
            time(stream.total.longest),
            time(stream.total.workers),
            memory(Some(stream.memory.heap)),
            memory(stream.memory.process),
            bytes(stream.bytes),
        ]);
    }
    let seen = results.our_stream().map_or(0, |stream| stream.updates);
    format!(
        "## A document that streams in\n\n\
         {} in {UPDATES} updates, one every {} ms. Ours is the real page, from the provider's bytes to the \
         painted document with its diagrams drawn, its contracts previewed and its text saved (its worker \
         saw {seen} updates: text is gathered for a moment between two). The peers show text, tables and code only.\n\n{}",
        bytes(results.stream_bytes),
        PACE.as_millis(),
        table.finish()
    )
}

fn diagrams(results: &Results) -> String {
    let mut table = Table::new(&[
        "",
        "median",
        "ratio",
        "slowest",
        "all",
        "ratio",
        "the very first",
        "drawn",
        "over the wire",
    ]);
    let figures = |gallery: &Gallery| -> Vec<f64> {
        let drawn = gallery.drawn.iter().filter(|drawn| drawn.error.is_none());
        drawn.map(|drawn| drawn.ms).collect()
    };
    let ours = results
        .our(&results.diagrams)
        .map(figures)
        .unwrap_or_default();
    for (name, outcome) in &results.diagrams {
        let gallery = match outcome {
            Ok(gallery) => gallery,
            Err(reason) => {
                table.failed(name, reason);
                continue;
            }
        };
        let times = figures(gallery);
        let repaired = gallery.drawn.iter().filter(|drawn| drawn.repaired).count();
        let drawn = match repaired {
            0 => format!("{} of {}", times.len(), gallery.drawn.len()),
            _ => format!(
                "{} of {}, {repaired} repaired",
                times.len(),
                gallery.drawn.len()
            ),
        };
        let sum = |times: &[f64]| times.iter().sum::<f64>();
        table.row(&[
            name.clone(),
            time(median(&times)),
            ratio(median(&times), median(&ours)),
            time(times.iter().copied().fold(0.0, f64::max)),
            time(sum(&times)),
            ratio(sum(&times), sum(&ours)),
            time(gallery.cold),
            drawn,
            bytes(gallery.bytes),
        ]);
    }
    let mut text = format!(
        "## Diagrams\n\n\
         {} Mermaid sources of the test fixtures, from the source to a drawing in the page. Ours crosses \
         to the worker and back and frames the drawing as the document does; each source is a new document \
         to it. Of those that both draw, mermaid.js takes {} as long in the median.\n\n{}",
        results.corpus.len(),
        ratio(median(&results.diagram_ratios()), 1.0),
        table.finish()
    );
    let refused = results.refused_diagrams().unwrap_or_default();
    if !refused.is_empty() {
        text.push_str("\nmermaid.js draws these and we do not:\n\n");
        for (name, reason) in refused {
            text.push_str(&format!(
                "- {name}: {}\n",
                reason.lines().next().unwrap_or_default()
            ));
        }
    }
    text
}

fn contracts(results: &Results) -> String {
    format!(
        "## API contracts\n\n\
         Contracts that models wrote (the median of them):\n\n{}\n\
         GitHub's REST description, {} with {} operations:\n\n{}",
        shown(results, &results.models),
        bytes(results.github_bytes),
        results.github_operations,
        shown(results, &results.github)
    )
}

fn shown(results: &Results, outcomes: &Outcomes<Shown>) -> String {
    let mut table = Table::new(&[
        "",
        "shown after",
        "ratio",
        "main thread",
        "ratio",
        "longest task",
        "worker",
        "JS heap",
        "process",
        "in the page",
        "over the wire",
    ]);
    let ours = results.our(outcomes).copied().unwrap_or_default();
    for (name, outcome) in outcomes {
        let shown = match outcome {
            Ok(shown) => shown,
            Err(reason) => {
                table.failed(name, reason);
                continue;
            }
        };
        let bytes = match shown.bytes {
            0 => "–".to_owned(),
            weight => bytes(weight),
        };
        table.row(&[
            name.clone(),
            time(shown.first),
            ratio(shown.first, ours.first),
            time(shown.work.main),
            ratio(shown.work.main, ours.work.main),
            time(shown.work.longest),
            time(shown.work.workers),
            memory(Some(shown.memory.heap)),
            memory(shown.memory.process),
            format!("{}", shown.operations),
            bytes,
        ]);
    }
    table.finish()
}

fn library(results: &Results) -> String {
    let verdict = match results.library.first() {
        Some((_, Ok(opened))) => format!(
            "From the navigation to a list that takes clicks, in a browser that has been there before: {} with \
             {DESIGNS} designs of twelve sections and a history, {} with {SHORT}; {} as long.",
            time(opened.long),
            time(opened.short),
            ratio(opened.long, opened.short)
        ),
        Some((_, Err(reason))) => format!("It could not be opened: {reason}"),
        None => "It was not opened.".to_owned(),
    };
    format!("## A long library\n\n{verdict}")
}

fn exported(results: &Results) -> String {
    let verdict = match results.exported.first() {
        Some((_, Ok(page))) => format!(
            "A model's answer, exported and opened from disk: {}, {} drawings, {} scripts, {} requests.",
            bytes(page.bytes),
            page.drawings,
            page.scripts,
            page.requests.len()
        ),
        Some((_, Err(reason))) => format!("It could not be opened: {reason}"),
        None => "It was not opened.".to_owned(),
    };
    format!("## The exported page\n\n{verdict}")
}

/// How the figures come about. What is said here is what `benches/` does.
const METHOD: &str = "\
## What is measured

- **Main thread, worker**: the processor time of all tasks of the page's main thread, and of its workers' \
threads, from a trace of the browser. Style, layout and paint are in it, whoever caused them. **Longest task** \
is from its start to its end, as a user waits for it.
- **First and last tenth**: the main thread while the first and the last tenth of the updates arrive.
- **JS heap**: the page's, after a collection. **Process**: the most that the page's process held for itself \
at any moment, workers and WebAssembly memory included (looked at every 50 ms).
- **Over the wire**: every file that the page asked for, compressed with brotli at its best. For our \
contracts see the bars: the page is there already.
- **Shown after**, for contracts: ours from the message to the worker to the laid-out preview in the page \
into which a Markdown file with the contract was imported; the peers' from the documented call with the \
contract's address on loopback to the first operation in the page, laid out. **In the page**: operations (ours, \
Swagger UI, Scalar) or sections (Redoc 3 makes an operation when its section is opened) once no task had been \
long for 1.5 s.
- **Peers** run as their documentation says: `marked.parse` of the whole text and `innerHTML` for each \
update; `<Streamdown>` with the text so far; `mermaid.render` in strict mode; the standalone bundles of \
Swagger UI, Redoc and Scalar with default options, except that Scalar must not fetch fonts from elsewhere.
- Every measurement has a browser process and a profile of its own; all servers are on loopback.
- Pure parts are measured natively by `cargo bench --package benches`.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagrams::Drawn, trace::Span};

    fn span(main: f64) -> Span {
        Span {
            main,
            longest: 40.0,
            workers: 10.0,
        }
    }

    fn gallery(times: &[f64], error: Option<&str>) -> Gallery {
        let drawn = times.iter().map(|ms| Drawn {
            ms: *ms,
            ..Drawn::default()
        });
        let mut drawn: Vec<Drawn> = drawn.collect();
        if let (Some(last), Some(error)) = (drawn.last_mut(), error) {
            last.error = Some(error.to_owned());
        }
        Gallery {
            drawn,
            cold: 100.0,
            bytes: 1000,
        }
    }

    fn results() -> Results {
        let stream = |main: f64| Streamed {
            updates: 1000,
            total: span(main),
            first: span(main / 20.0),
            last: span(main / 8.0),
            ..Streamed::default()
        };
        Results {
            cores: 2,
            browser: "Chromium 1".into(),
            runs: 3,
            streaming: vec![
                ("ours".into(), Ok(stream(700.0))),
                ("marked".into(), Ok(stream(33_600.0))),
                ("streamdown".into(), Err("no React".into())),
            ],
            corpus: vec!["a".into(), "b".into()],
            diagrams: vec![
                ("ours".into(), Ok(gallery(&[2.0, 2.0], Some("unknown")))),
                ("mermaid".into(), Ok(gallery(&[40.0, 60.0], None))),
            ],
            exported: vec![("ours".into(), Err("closed".into()))],
            ..Results::default()
        }
    }

    #[test]
    fn the_report_compares_and_hides_nobody() {
        let report = write(&results());
        for part in [
            "| marked | 33.60 s | 48.0× |",
            "| streamdown | failed: no React |",
            "| streaming: main thread in all | 700 ms | ≤ 0.75 s | met, 50 ms to spare |",
            "| streaming: last tenth beside the first | 2.5× | ≤ 1.5× | **missed**, 1.0× over |",
            "mermaid.js takes 20.0× as long",
            "- b: unknown",
            "| OpenAPI: a model's contract shown | failed: it was not measured |",
            "It could not be opened: closed",
        ] {
            assert!(report.contains(part), "{part} is not in\n{report}");
        }
        assert_eq!(report, write(&results()));
    }
}
