//! The text alternative of a diagram, from its semantic model: what it holds, then what is connected to
//! what, as sentences in the reader's language. It must not depend on the drawing.

mod behaviour;
mod chart;
mod graph;
mod plan;
mod structure;
mod teller;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::domain::locale::Locale;
use teller::{Teller, text};

/// What a diagram says to those who do not see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// A short name: its kind and its title.
    pub name: String,
    /// Sentences, in the order of the diagram.
    pub sentences: Vec<String>,
}

/// Describes a model. `None` if it is of no kind that is known here.
#[must_use]
pub fn describe(model: &Value, locale: Locale) -> Option<Description> {
    let family = model["type"].as_str()?;
    let (kind, tell) = kind(family, locale)?;
    let mut teller = Teller::new(model, locale);
    let title = ["title", "diagramTitle", "accTitle"]
        .iter()
        .find_map(|key| text(&model[*key]));
    let name = title.map_or_else(|| kind.to_owned(), |title| locale.said_titled(kind, title));
    if let Some(summary) = text(&model["accDescr"]) {
        teller.say(&summary);
    }
    tell(&mut teller);
    Some(Description {
        name,
        sentences: teller.finish(),
    })
}

/// Tells what a model holds.
type Tell = fn(&mut Teller<'_>);

/// The name of a family and what tells about it.
fn kind(family: &str, locale: Locale) -> Option<(&'static str, Tell)> {
    let starts = |names: &[&str]| names.iter().any(|name| family.starts_with(name));
    let found: (&'static str, Tell) = if starts(&["flowchart", "graph"]) {
        (locale.said_kind_flowchart(), graph::flowchart)
    } else if starts(&["sequence"]) {
        (locale.said_kind_sequence(), behaviour::sequence)
    } else if starts(&["state"]) {
        (locale.said_kind_state(), behaviour::state)
    } else if starts(&["class"]) {
        (locale.said_kind_class(), structure::class)
    } else if starts(&["er"]) {
        (locale.said_kind_er(), structure::er)
    } else if starts(&["c4"]) {
        (locale.said_kind_c4(), structure::c4)
    } else if starts(&["architecture"]) {
        (locale.said_kind_architecture(), graph::architecture)
    } else if starts(&["block"]) {
        (locale.said_kind_block(), graph::block)
    } else if starts(&["mindmap"]) {
        (locale.said_kind_mindmap(), graph::mindmap)
    } else if starts(&["requirement"]) {
        (locale.said_kind_requirement(), structure::requirement)
    } else if starts(&["gantt"]) {
        (locale.said_kind_gantt(), plan::gantt)
    } else if starts(&["timeline"]) {
        (locale.said_kind_timeline(), plan::timeline)
    } else if starts(&["gitGraph"]) {
        (locale.said_kind_git(), plan::git)
    } else if starts(&["journey"]) {
        (locale.said_kind_journey(), plan::journey)
    } else if starts(&["kanban"]) {
        (locale.said_kind_kanban(), plan::kanban)
    } else if starts(&["pie"]) {
        (locale.said_kind_pie(), chart::pie)
    } else if starts(&["quadrant"]) {
        (locale.said_kind_quadrant(), chart::quadrant)
    } else if starts(&["sankey"]) {
        (locale.said_kind_sankey(), chart::sankey)
    } else if starts(&["packet"]) {
        (locale.said_kind_packet(), chart::packet)
    } else if starts(&["xychart"]) {
        (locale.said_kind_xychart(), chart::xychart)
    } else {
        return None;
    };
    Some(found)
}
