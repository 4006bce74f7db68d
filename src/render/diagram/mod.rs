//! Mermaid source to SVG. (Definitions only; the drawing replaces this file.)

use crate::domain::problem::ProblemKind;

/// How drawing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiagramState {
    /// Drawn as written.
    Ok,
    /// Drawn after repairs.
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

/// A drawn diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    /// The kind of diagram.
    pub family: Option<String>,
    /// The picture.
    pub svg: Option<String>,
    /// How drawing ended.
    pub state: DiagramState,
    /// What was repaired, one sentence each.
    pub repairs: Vec<String>,
    /// What is wrong: 1-based line within the fence.
    pub problems: Vec<(u32, ProblemKind)>,
    /// The text alternative.
    pub text: Option<String>,
}

/// Whether a fence is a diagram.
#[must_use]
pub fn is_diagram(info: &str, _source: &str) -> bool {
    info.to_ascii_lowercase().starts_with("mermaid")
}

/// Draws a diagram.
#[must_use]
pub fn draw(_source: &str, id: &str) -> Diagram {
    Diagram {
        family: Some("flowchart".into()),
        svg: Some(format!("<svg id=\"{id}\"></svg>")),
        state: DiagramState::Ok,
        repairs: Vec::new(),
        problems: Vec::new(),
        text: None,
    }
}
