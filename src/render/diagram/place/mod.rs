//! Room for labels: where merman puts one label on top of another, on a shape or over the edge of the
//! drawing, the label moves, is wrapped, or (a tick of an axis) is left out.
//!
//! One room per kind of drawing. They read merman's drawing and say what is to change; `sanitize.rs`
//! writes it. Widths come from `measure.rs`.

mod architecture;
mod area;
mod c4;
mod chart;
mod class;
mod kanban;
mod line;
mod sequence;
mod wrap;

use std::collections::{HashMap, HashSet};

use roxmltree::{Document, Node, NodeId};

use super::measure;
use area::Area;

/// What changes when a drawing is written.
#[derive(Debug, Default)]
pub struct Changes {
    /// How far an element moves.
    pub moves: HashMap<NodeId, (f64, f64)>,
    /// Elements that are left out.
    pub dropped: HashSet<NodeId>,
    /// The lines of a text that was too long for one.
    pub lines: HashMap<NodeId, Vec<String>>,
    /// Elements that are written before everything else, so that the rest covers them.
    pub early: Vec<NodeId>,
    /// Elements that are written after everything else.
    pub late: Vec<NodeId>,
    /// Elements that are drawn larger or smaller: the factor, and the place that stays.
    pub scales: HashMap<NodeId, (f64, (f64, f64))>,
    /// Attributes with another value.
    pub attributes: HashMap<NodeId, Vec<(&'static str, String)>>,
    /// Another view box: x, y, width, height.
    pub view: Option<[f64; 4]>,
}

/// What has to change in a drawing.
#[must_use]
pub fn changes(document: &Document<'_>) -> Changes {
    let root = document.root_element();
    let mut changes = Changes::default();
    match root.attribute("aria-roledescription") {
        Some("flowchart-v2" | "stateDiagram" | "er") => grounds(root, &mut changes),
        Some("gantt") => {
            chart::ticks(root, &mut changes);
            chart::milestones(root, &mut changes);
        }
        Some("quadrantChart") => chart::points(root, &mut changes),
        Some("sankey") => chart::flows(root, &mut changes),
        Some("gitGraph") => chart::tags(root, &mut changes),
        Some("pie") => chart::slices(root, &mut changes),
        Some("block") => chart::lids(root, &mut changes),
        Some("journey") => chart::tasks(root, &mut changes),
        Some("kanban") => kanban::place(root, &mut changes),
        Some("classDiagram") => {
            grounds(root, &mut changes);
            class::place(root, &mut changes);
        }
        Some("sequence") => sequence::place(root, &mut changes),
        Some("architecture") => architecture::place(root, &mut changes),
        Some("c4") => c4::place(root, &mut changes),
        _ => {}
    }
    changes
}

/// Makes the grounds of wrapped labels as wide as their longest lines: merman draws them as wide as the room
/// that it wrapped the text in.
fn grounds(root: Node<'_, '_>, changes: &mut Changes) {
    let labels = root.descendants().filter(|node| {
        let id = node.attribute("id");
        id.is_some_and(|id| id.contains("-foreignobject-label-"))
    });
    for label in labels {
        let parts = || label.descendants().filter(Node::is_element);
        let lines: Vec<f64> = parts()
            .filter(|node| node.has_tag_name("text"))
            .map(|line| width(&content(line), f64::from(super::draw::FONT_SIZE)))
            .collect();
        let wide = lines.iter().copied().fold(0.0, f64::max);
        for ground in parts().filter(|node| node.has_tag_name("rect") && lines.len() > 1) {
            if let Some(room) = number(ground, "width").filter(|room| *room > wide) {
                let attributes = vec![
                    ("x", ((room - wide) / 2.0).to_string()),
                    ("width", wide.to_string()),
                ];
                changes.attributes.insert(ground.id(), attributes);
            }
        }
    }
}

fn number(node: Node<'_, '_>, name: &str) -> Option<f64> {
    node.attribute(name)?.trim_end_matches("px").parse().ok()
}

/// The first `translate` of an element.
fn translation(node: Node<'_, '_>) -> (f64, f64) {
    let numbers = |text: &str| -> Option<(f64, f64)> {
        let inner = text.split_once("translate(")?.1.split_once(')')?.0;
        let mut parts = inner.split([',', ' ']).filter(|part| !part.is_empty());
        let x = parts.next()?.parse().ok()?;
        Some((x, parts.next().and_then(|y| y.parse().ok()).unwrap_or(0.0)))
    };
    node.attribute("transform")
        .and_then(numbers)
        .unwrap_or((0.0, 0.0))
}

fn has_class(node: Node<'_, '_>, name: &str) -> bool {
    node.attribute("class")
        .is_some_and(|classes| classes.split_ascii_whitespace().any(|class| class == name))
}

fn content(node: Node<'_, '_>) -> String {
    let parts: Vec<&str> = node
        .descendants()
        .filter(Node::is_text)
        .filter_map(|part| part.text())
        .collect();
    parts.concat().trim().to_owned()
}

fn width(text: &str, size: f64) -> f64 {
    measure::width(text, size, 400.0)
}

/// The drawing's edges.
fn bounds(root: Node<'_, '_>) -> Option<Area> {
    let numbers: Vec<f64> = root
        .attribute("viewBox")?
        .split([' ', ','])
        .filter_map(|part| part.parse().ok())
        .collect();
    let [x, y, width, height] = numbers[..] else {
        return None;
    };
    Some(Area {
        left: x,
        top: y,
        right: x + width,
        bottom: y + height,
    })
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::{domain::locale::Locale, render::diagram::draw};

    /// Where an element ends up by all the moves of its own.
    pub fn moved_by(node: Node<'_, '_>) -> (f64, f64) {
        let moves = node.attribute("transform").unwrap();
        moves
            .split("translate(")
            .skip(1)
            .fold((0.0, 0.0), |sum, part| {
                let (x, y) = part.split_once(')').unwrap().0.split_once(',').unwrap();
                let number = |text: &str| text.trim().parse::<f64>().unwrap();
                (sum.0 + number(x), sum.1 + number(y))
            })
    }

    /// The drawing of a source, as it leaves.
    pub fn drawn(source: &str) -> String {
        draw(source, "d1", Locale::En).svg.unwrap()
    }

    #[test]
    fn the_ground_of_a_wrapped_label_is_as_wide_as_its_text() {
        let svg = drawn("flowchart TD\nA -->|\"reserve or release, 99th percentile < 40 ms\"| B\n");
        let document = Document::parse(&svg).unwrap();
        let label = document
            .descendants()
            .find(|node| has_class(*node, "edgeLabel") && !content(*node).is_empty())
            .unwrap();
        let part = |name: &'static str| {
            label
                .descendants()
                .filter(move |node| node.has_tag_name(("http://www.w3.org/2000/svg", name)))
        };
        let lines: Vec<f64> = part("text")
            .map(|line| width(&content(line), 14.0))
            .collect();
        let wide = lines.iter().copied().fold(0.0, f64::max);
        let grounds: Vec<f64> = part("rect")
            .filter(|rect| {
                rect.attribute("style")
                    .is_some_and(|style| style.contains("--d-canvas"))
            })
            .filter_map(|rect| number(rect, "width"))
            .collect();
        assert!(lines.len() > 1 && !grounds.is_empty(), "{svg}");
        assert!(
            grounds.iter().all(|ground| (ground - wide).abs() < 1.0),
            "{grounds:?} {wide}"
        );
    }
}
