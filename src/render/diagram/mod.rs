//! Mermaid diagrams: repair, draw, theme, make safe, describe.
//!
//! [`draw`] never fails and never panics: a source that cannot be drawn comes back as
//! [`DiagramState::Broken`] with the reason. It depends on nothing but its arguments, so the worker, the
//! command line and the tests draw the same bytes. ADR 0004 has the reasons.

mod advances;
mod allowed;
mod colour;
mod css;
mod describe;
mod draw;
mod measure;
mod own;
mod picture;
mod place;
mod portable;
mod repair;
mod sanitize;
mod theme;

#[cfg(test)]
pub mod fixtures;
#[cfg(test)]
mod tests;

use std::cell::RefCell;

use crate::domain::{locale::Locale, problem::ProblemKind};
pub use describe::Description;
use draw::{Failure, Prepared};

pub use picture::picture;

/// A drawn diagram, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    /// The Mermaid keyword of its family, such as `flowchart`, where one was recognised.
    pub family: Option<String>,
    /// Safe SVG that takes its colours from `style/diagram.css`; none when broken.
    pub svg: Option<String>,
    /// Whether it was drawn, and from what.
    pub state: DiagramState,
    /// The names of the repairs that were needed, in order.
    pub repairs: Vec<String>,
    /// Findings with their 1-based line within the fence.
    pub problems: Vec<(u32, ProblemKind)>,
    /// What the diagram says, for those who do not see it; none when broken.
    pub text: Option<Description>,
}

impl Diagram {
    /// A diagram of which nothing can be shown but why.
    #[must_use]
    pub fn broken(problems: Vec<(u32, ProblemKind)>) -> Self {
        Self {
            family: None,
            svg: None,
            state: DiagramState::Broken,
            repairs: Vec::new(),
            problems,
            text: None,
        }
    }
}

/// Whether a diagram was drawn, and from what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DiagramState {
    /// Drawn from the source as it is.
    Ok,
    /// Drawn from a repaired source.
    Repaired,
    /// Not drawn.
    Broken,
}

impl DiagramState {
    /// The value of `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Repaired => "repaired",
            Self::Broken => "broken",
        }
    }
}

/// Draws a Mermaid source. `id` must be unique in the page; every id in the SVG starts with it. The
/// text alternative is in the words of the locale.
#[must_use]
pub fn draw(source: &str, id: &str, locale: Locale) -> Diagram {
    let id = merman::svg::sanitize_svg_id(id);
    // The last candidate that parsed is usually the one that is drawn.
    let last: RefCell<Option<(String, Prepared)>> = RefCell::new(None);
    let outcome = repair::repair(source, &|candidate| {
        let prepared = draw::prepare(candidate)?;
        last.replace(Some((candidate.to_owned(), prepared)));
        Ok(())
    });
    let (text, repaired) = match &outcome {
        repair::Outcome::Sound => (source, None),
        repair::Outcome::Repaired(repaired) => (repaired.source.as_str(), Some(repaired)),
        repair::Outcome::Broken(failure) => return broken(source, failure.clone()),
    };
    let prepared = match last.into_inner() {
        Some((candidate, prepared)) if candidate == text => Ok(prepared),
        _ => draw::prepare(text),
    };
    match prepared.and_then(|prepared| drawing(text, prepared, &id, locale)) {
        Ok((svg, description)) => Diagram {
            family: keyword(text),
            svg: Some(svg),
            state: repaired.map_or(DiagramState::Ok, |_| DiagramState::Repaired),
            repairs: repaired.map(names).unwrap_or_default(),
            problems: findings(text, repaired),
            text: description,
        },
        Err(failure) => broken(source, failure),
    }
}

/// The safe SVG of a source that parses, and what it says.
fn drawing(
    source: &str,
    prepared: Prepared,
    id: &str,
    locale: Locale,
) -> Result<(String, Option<Description>), Failure> {
    let description = prepared
        .model()
        .and_then(|model| describe::describe(&model, locale));
    let raw = prepared.svg(source, id)?;
    let svg = sanitize::sanitize(&raw, id).ok_or_else(|| Failure::Syntax {
        message: "the drawing is not well-formed".to_owned(),
        line: None,
    })?;
    Ok((svg, description))
}

fn names(repaired: &repair::Repaired) -> Vec<String> {
    repaired
        .names
        .iter()
        .map(|name| (*name).to_owned())
        .collect()
}

/// What is to be said about a diagram that was drawn.
fn findings(source: &str, repaired: Option<&repair::Repaired>) -> Vec<(u32, ProblemKind)> {
    if let Some(repaired) = repaired {
        return vec![problem_of(repaired)];
    }
    portable::obstacle(source)
        .map(|line| (line, ProblemKind::DiagramNotPortable))
        .into_iter()
        .collect()
}

fn problem_of(repaired: &repair::Repaired) -> (u32, ProblemKind) {
    let count = u32::try_from(repaired.changed.len()).unwrap_or(u32::MAX);
    let line = repaired.changed.first().copied().unwrap_or(1);
    (line, ProblemKind::DiagramRepaired { count })
}

fn broken(source: &str, failure: Failure) -> Diagram {
    let (line, problem) = match failure {
        Failure::Syntax { message, line } => (
            line.or_else(|| locate(source, &message)),
            ProblemKind::DiagramSyntax { detail: message },
        ),
        Failure::Budget => (None, ProblemKind::DiagramBudget),
        Failure::Unsupported { family } => (None, ProblemKind::DiagramUnsupported { family }),
    };
    Diagram {
        family: keyword(source),
        ..Diagram::broken(vec![(line.unwrap_or(1), problem)])
    }
}

/// The line whose end is the first at which the source fails with this message, for failures that come
/// without a place.
fn locate(source: &str, message: &str) -> Option<u32> {
    /// Each line costs a parse.
    const MOST_LINES: usize = 200;
    let lines: Vec<&str> = source.lines().collect();
    if lines.len() > MOST_LINES {
        return None;
    }
    (1..=lines.len())
        .find(|count| {
            let prefix = lines.get(..*count).unwrap_or(&[]).join("\n");
            matches!(draw::prepare(&prefix), Err(Failure::Syntax { message: found, .. }) if found == message)
        })
        .and_then(|count| u32::try_from(count).ok())
}

/// The keywords that open a diagram, in every family that Mermaid knows.
const KEYWORDS: [&str; 38] = [
    "graph",
    "flowchart",
    "flowchart-elk",
    "sequenceDiagram",
    "stateDiagram",
    "stateDiagram-v2",
    "classDiagram",
    "classDiagram-v2",
    "erDiagram",
    "gantt",
    "pie",
    "mindmap",
    "timeline",
    "C4Context",
    "C4Container",
    "C4Component",
    "C4Dynamic",
    "C4Deployment",
    "block",
    "block-beta",
    "architecture",
    "architecture-beta",
    "journey",
    "gitGraph",
    "quadrantChart",
    "requirementDiagram",
    "requirement",
    "sankey",
    "sankey-beta",
    "xychart",
    "xychart-beta",
    "kanban",
    "packet",
    "packet-beta",
    "radar-beta",
    "treemap-beta",
    "zenuml",
    "treemap",
];

/// The keyword that a source opens with, if it is one of Mermaid's.
fn keyword(source: &str) -> Option<String> {
    let mut in_front_matter = false;
    for (index, line) in source.lines().enumerate() {
        let text = line.trim();
        if text == "---" && (index == 0 || in_front_matter) {
            in_front_matter = !in_front_matter;
        } else if !in_front_matter && !text.is_empty() && !text.starts_with("%%") {
            let word = text.split([' ', '\t', ';', ':']).next().unwrap_or("");
            return KEYWORDS
                .iter()
                .find(|keyword| keyword.eq_ignore_ascii_case(word))
                .map(|keyword| (*keyword).to_owned());
        }
    }
    None
}

/// Whether a fence holds a Mermaid diagram: its info string says so (`mermaid`, `mermaid-js`, `mmd`),
/// or it has none and the source opens as a diagram does.
#[must_use]
pub fn is_diagram(info: &str, source: &str) -> bool {
    let name = info
        .split([' ', '\t', ',', '{', ':'])
        .next()
        .unwrap_or("")
        .to_ascii_lowercase();
    match name.as_str() {
        "" => info.trim().is_empty() && opens_as_diagram(source),
        "mmd" => true,
        name => name.starts_with("mermaid"),
    }
}

/// Stricter than [`keyword`]: a fence without a language may hold anything that starts with `graph`.
fn opens_as_diagram(source: &str) -> bool {
    let Some(keyword) = keyword(source) else {
        return false;
    };
    let header = source
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with(&keyword))
        .unwrap_or("");
    let rest = header
        .get(keyword.len()..)
        .unwrap_or("")
        .trim()
        .trim_end_matches(';');
    match keyword.as_str() {
        "graph" | "flowchart" | "flowchart-elk" => {
            matches!(rest, "" | "TD" | "TB" | "LR" | "RL" | "BT") && source.contains("--")
        }
        "pie" | "gantt" | "timeline" | "mindmap" | "block" | "packet" | "requirement"
        | "journey" | "kanban" | "treemap" | "sankey" | "architecture" => {
            (rest.is_empty() || rest.starts_with("title") || rest.starts_with("showData"))
                && source.trim().lines().count() > 1
        }
        _ => true,
    }
}
