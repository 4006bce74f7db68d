//! The bars that we hold ourselves to, each with our figure, whether it is met, by how much, and why not
//! where it is not.

use super::{
    Results,
    table::{Table, bytes, memory, time},
};
use crate::{statistics::median, trace::LONG_TASK};

/// Whether a bar is met, and in words by how much.
struct Verdict {
    met: bool,
    figure: String,
    by: String,
}

/// A bar and how to judge it; nothing to judge where the measurement failed.
struct Bar {
    id: &'static str,
    what: &'static str,
    limit: &'static str,
    judge: fn(&Results) -> Option<Verdict>,
}

const BARS: [Bar; 13] = [
    Bar {
        id: "streaming-total",
        what: "streaming: main thread in all",
        limit: "≤ 0.75 s",
        judge: |results| {
            let total = results.our_stream()?.total.main;
            Some(at_most(total, 750.0, time))
        },
    },
    Bar {
        id: "streaming-tenths",
        what: "streaming: last tenth beside the first",
        limit: "≤ 1.5×",
        judge: |results| {
            let stream = results.our_stream()?;
            let growth = stream.last.main / stream.first.main;
            growth.is_finite().then(|| at_most(growth, 1.5, times))
        },
    },
    Bar {
        id: "streaming-longest",
        what: "streaming: longest task",
        limit: "≤ 50 ms",
        judge: |results| {
            let longest = results.our_stream()?.total.longest;
            Some(at_most(longest, LONG_TASK, time))
        },
    },
    Bar {
        id: "diagrams-speed",
        what: "Mermaid: faster than mermaid.js, median of the ratios",
        limit: "≥ 15×",
        judge: |results| {
            let ratios = results.diagram_ratios();
            (!ratios.is_empty()).then(|| at_least(median(&ratios), 15.0, times))
        },
    },
    Bar {
        id: "diagrams-accepted",
        what: "Mermaid: diagrams that mermaid.js accepts and we do not",
        limit: "0",
        judge: |results| {
            let refused = results.refused_diagrams()?.len();
            Some(at_most(refused as f64, 0.0, |count| format!("{count:.0}")))
        },
    },
    Bar {
        id: "contract-model",
        what: "OpenAPI: a model's contract shown",
        limit: "< 50 ms",
        judge: |results| {
            let shown = results.our(&results.models)?.first;
            Some(at_most(shown, 50.0, time))
        },
    },
    Bar {
        id: "contract-github",
        what: "OpenAPI: GitHub's description shown",
        limit: "< 1 s",
        judge: |results| {
            let shown = results.our(&results.github)?.first;
            Some(at_most(shown, 1000.0, time))
        },
    },
    Bar {
        id: "contract-github-memory",
        what: "OpenAPI: GitHub's description, memory of the page's process",
        limit: "< 300 MB",
        judge: |results| {
            let most = results.our(&results.github)?.memory.process?;
            Some(at_most(most as f64, 300e6, |bytes| {
                memory(Some(bytes as u64))
            }))
        },
    },
    Bar {
        id: "contract-github-operations",
        what: "OpenAPI: GitHub's operations that are out of reach",
        limit: "0",
        judge: |results| {
            let shown = results.our(&results.github)?.operations;
            let missing = results.github_operations.saturating_sub(shown);
            Some(at_most(missing as f64, 0.0, |count| format!("{count:.0}")))
        },
    },
    Bar {
        id: "first-load",
        what: "first load, without the renderer",
        limit: "≤ 250 kB",
        judge: |results| {
            let first_load = results.sizes?.first_load;
            Some(at_most(first_load as f64, 250e3, |size| {
                bytes(size as usize)
            }))
        },
    },
    Bar {
        id: "renderer",
        what: "renderer",
        limit: "≤ 1.6 MB",
        judge: |results| {
            let renderer = results.sizes?.renderer;
            Some(at_most(renderer as f64, 1.6e6, |size| bytes(size as usize)))
        },
    },
    Bar {
        id: "library",
        what: "a library of 500 designs, from the navigation to a list that takes clicks",
        limit: "< 200 ms",
        judge: |results| {
            let opened = results.our(&results.library)?;
            Some(at_most(opened.long, 200.0, time))
        },
    },
    Bar {
        id: "exported",
        what: "exported page: requests and scripts",
        limit: "0",
        judge: |results| {
            let exported = results.our(&results.exported)?;
            let asked = exported.requests.len() + exported.scripts;
            Some(at_most(asked as f64, 0.0, |count| format!("{count:.0}")))
        },
    },
];

/// Why a bar is missed, where it is: said only then.
const REASONS: [(&str, &str); 9] = [
    (
        "streaming-total",
        "the figure is the whole page's. A profile gives a half of it to script, most of that the browser \
         parsing new HTML, writing the log in IndexedDB and making the tools of each section that comes; the \
         rest is style, layout, paint and compositing of a document that changes ten times a second",
    ),
    (
        "streaming-tenths",
        "the browser's own layout and paint of a longer document grow with it; our work for an update does \
         not",
    ),
    (
        "streaming-longest",
        "a block that arrives whole (a drawing, a contract) is laid out and painted in one task",
    ),
    (
        "diagrams-speed",
        "a profile gives nine tenths to the worker: two thirds of that are merman's layout and drawing, the \
         rest parsing, our safe copy and the text alternative. The sources are those of designs, larger than \
         the samples of Mermaid's documentation, on which merman alone was twenty times as fast; and the \
         program is compiled for size",
    ),
    (
        "contract-model",
        "a quarter of it is the worker's; the rest is the browser's, which parses, styles and lays out the \
         preview together with the document around it",
    ),
    (
        "contract-github",
        "the whole preview is made, sent and laid out at once",
    ),
    (
        "contract-github-memory",
        "the text, its tree and the whole preview are in memory at the same time, in the page and in the \
         worker",
    ),
    (
        "first-load",
        "docs/adr/0009 says what is in the first program and what could still leave it",
    ),
    (
        "renderer",
        "drawing is three quarters of it; each family of diagrams weighs its part",
    ),
];

/// The table of the bars, and a sentence for each that is missed.
#[must_use]
pub fn write(results: &Results) -> String {
    let mut table = Table::new(&["what", "ours", "bar", "verdict"]);
    let mut reasons = String::new();
    for bar in &BARS {
        let Some(verdict) = (bar.judge)(results) else {
            table.failed(bar.what, "it was not measured");
            continue;
        };
        let word = if verdict.met { "met" } else { "**missed**" };
        table.row(&[
            bar.what.to_owned(),
            verdict.figure,
            bar.limit.to_owned(),
            format!("{word}, {}", verdict.by),
        ]);
        let reason = REASONS.iter().find(|(id, _)| *id == bar.id);
        if let (false, Some((_, reason))) = (verdict.met, reason) {
            reasons.push_str(&format!("- {}: {reason}.\n", bar.what));
        }
    }
    let table = table.finish();
    if reasons.is_empty() {
        table
    } else {
        format!("{table}\nWhy some are missed:\n\n{reasons}")
    }
}

fn at_most(figure: f64, limit: f64, written: impl Fn(f64) -> String) -> Verdict {
    let difference = written((figure - limit).abs());
    let met = figure <= limit;
    Verdict {
        met,
        figure: written(figure),
        by: match met {
            true if figure == limit => "exactly".to_owned(),
            true => format!("{difference} to spare"),
            false => format!("{difference} over"),
        },
    }
}

fn at_least(figure: f64, limit: f64, written: impl Fn(f64) -> String) -> Verdict {
    let difference = written((figure - limit).abs());
    let met = figure >= limit;
    Verdict {
        met,
        figure: written(figure),
        by: if met {
            format!("{difference} to spare")
        } else {
            format!("{difference} short")
        },
    }
}

fn times(figure: f64) -> String {
    format!("{figure:.1}×")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_says_by_how_much() {
        let verdict = at_most(800.0, 750.0, time);
        assert!(!verdict.met);
        assert_eq!(
            (verdict.figure.as_str(), verdict.by.as_str()),
            ("800 ms", "50 ms over")
        );
        assert!(at_most(0.0, 0.0, time).met);
        let verdict = at_least(14.0, 15.0, times);
        assert_eq!((verdict.met, verdict.by.as_str()), (false, "1.0× short"));
        assert!(at_least(15.0, 15.0, times).met);
    }

    #[test]
    fn every_reason_is_of_a_bar() {
        for (id, _) in REASONS {
            assert!(BARS.iter().any(|bar| bar.id == id), "{id}");
        }
    }
}
