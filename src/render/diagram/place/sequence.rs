//! Sequences: the texts of messages to oneself stand right of the lifeline, figures end above their names,
//! and notes are as wide as their texts.

use roxmltree::Node;

use super::{
    Changes,
    area::{Area, rect},
    bounds, content, has_class, number, width,
};
use crate::render::diagram::{draw::FONT_SIZE, measure};

/// What changes in a sequence diagram.
pub(super) fn place(root: Node<'_, '_>, changes: &mut Changes) {
    let bars: Vec<Area> = root
        .descendants()
        .filter(|node| {
            node.attribute("class")
                .is_some_and(|c| c.starts_with("activation"))
        })
        .filter_map(rect)
        .collect();
    let mut right = f64::NEG_INFINITY;
    for node in root.descendants() {
        if node.has_tag_name("path") {
            right = right.max(own_message(node, &bars, changes));
        } else if node.has_tag_name("rect") {
            widen_note(node, changes);
        } else if node.attribute("data-et") == Some("participant") {
            shorten_figure(node, changes);
        }
    }
    let title = root
        .children()
        .find(|node| node.has_tag_name("text") && !node.has_attribute("class"));
    if let Some((title, left)) = title.and_then(|title| Some((title, number(title, "x")?))) {
        right = right.max(left + measure::width(&content(title), 16.0, 600.0));
    }
    // The circle of the last number, without boxes of participants below it.
    let low = root
        .descendants()
        .filter(|node| has_class(*node, "sequenceNumber"))
        .filter_map(|number_text| number(number_text, "y"))
        .fold(f64::NEG_INFINITY, f64::max);
    if let Some(bounds) = bounds(root) {
        let wide = (right + MARGIN).max(bounds.right) - bounds.left;
        let high = (low + MARGIN).max(bounds.bottom) - bounds.top;
        changes.view = Some([bounds.left, bounds.top, wide, high]);
    }
}

/// Around the drawing.
const MARGIN: f64 = 10.0;

fn text_width(node: Node<'_, '_>) -> f64 {
    width(&content(node), f64::from(FONT_SIZE))
}

/// Moves the texts of a message to oneself right of the lifeline, its bar and its number, which would
/// cover them; says where they end.
fn own_message(path: Node<'_, '_>, bars: &[Area], changes: &mut Changes) -> f64 {
    const NUMBER: f64 = 12.0;
    const GAP: f64 = 4.0;
    let start = || -> Option<(f64, f64)> {
        let is_message = has_class(path, "messageLine0") || has_class(path, "messageLine1");
        let path = path.attribute("d").filter(|_| is_message)?;
        let mut numbers = path.trim_start_matches(['M', ' ']).split([' ', ',']);
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    };
    let Some((x, y)) = start() else {
        return f64::NEG_INFINITY;
    };
    let bar = bars
        .iter()
        .filter(|bar| bar.distance((x, y)) < NUMBER)
        .map(|bar| bar.right)
        .fold(x, f64::max);
    let left = (x + NUMBER).max(bar) + GAP;
    let texts = path
        .prev_siblings()
        .skip(1)
        .filter(Node::is_element)
        .take_while(|node| has_class(*node, "messageText"));
    let mut right = f64::NEG_INFINITY;
    for text in texts {
        let (Some(middle), wide) = (number(text, "x"), text_width(text)) else {
            continue;
        };
        changes
            .moves
            .insert(text.id(), (left + wide / 2.0 - middle, 0.0));
        right = right.max(left + wide);
    }
    right
}

/// Makes a note as wide as its text: merman spans notes over two participants without looking at it.
fn widen_note(note: Node<'_, '_>, changes: &mut Changes) {
    const PADDING: f64 = 10.0;
    let (Some(x), Some(wide)) = (number(note, "x"), number(note, "width")) else {
        return;
    };
    let Some(group) = note.parent().filter(|_| has_class(note, "note")) else {
        return;
    };
    let room = group
        .descendants()
        .filter(|other| other.has_tag_name("tspan"))
        .map(|line| text_width(line) + 2.0 * PADDING)
        .fold(wide, f64::max);
    if room > wide {
        let x = x - (room - wide) / 2.0;
        let attributes = vec![("x", x.to_string()), ("width", room.to_string())];
        changes.attributes.insert(note.id(), attributes);
    }
}

/// Makes a figure so short that it ends above the name below it: merman draws it as tall as ever, in a
/// row that is as high as boxes of one line.
fn shorten_figure(figure: Node<'_, '_>, changes: &mut Changes) {
    const HALF_LINE: f64 = 8.0;
    const GAP: f64 = 3.0;
    let is_figure = matches!(
        figure.attribute("data-type"),
        Some("actor" | "boundary" | "control" | "entity")
    );
    let texts = figure.children().filter(|node| node.has_tag_name("text"));
    let name = texts
        .filter_map(|text| number(text, "y"))
        .fold(f64::INFINITY, f64::min);
    let parts: Vec<Node<'_, '_>> = figure
        .children()
        .filter(|node| matches!(node.tag_name().name(), "line" | "circle"))
        .collect();
    let areas = parts.iter().filter_map(|part| extent(*part));
    let Some(whole) = areas.reduce(Area::union).filter(|_| is_figure) else {
        return;
    };
    let room = name - HALF_LINE - GAP - whole.top;
    let factor = room / (whole.bottom - whole.top);
    if (0.4..1.0).contains(&factor) {
        let around = (f64::midpoint(whole.left, whole.right), whole.top);
        let scales = parts.iter().map(|part| (part.id(), (factor, around)));
        changes.scales.extend(scales);
    }
}

/// Where a line or a circle is.
fn extent(part: Node<'_, '_>) -> Option<Area> {
    if part.has_tag_name("circle") {
        let twice = 2.0 * number(part, "r")?;
        let (x, y) = (number(part, "cx")?, number(part, "cy")?);
        return Some(Area::around(x, y, twice, twice));
    }
    let end = |x, y| Some(Area::around(number(part, x)?, number(part, y)?, 0.0, 0.0));
    Some(end("x1", "y1")?.union(end("x2", "y2")?))
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::render::diagram::place::{tests::drawn, translation};

    const SOURCE: &str = "sequenceDiagram\nautonumber\nactor C as Customer\nparticipant G as API gateway\n\
        C->>+G: POST\nG->>G: Verify JWT, rate limit, and much more\nG-->>-C: response\ncritical lock\n\
        C->>C: back off\nend\n";

    fn text_of(node: Node<'_, '_>) -> Area {
        let (x, y) = (number(node, "x").unwrap(), number(node, "y").unwrap());
        // The line's middle is an em below the place of a message's text.
        let down = if node.attribute("dy") == Some("1em") {
            14.0
        } else {
            0.0
        };
        Area::around(x, y + down, text_width(node), 14.0).moved(translation(node))
    }

    #[test]
    fn nothing_covers_the_text_of_a_message_to_oneself() {
        let svg = drawn(SOURCE);
        let document = Document::parse(&svg).unwrap();
        let edge = bounds(document.root_element()).unwrap();
        for word in ["Verify", "back off"] {
            let text = document
                .descendants()
                .find(|node| has_class(*node, "messageText") && content(*node).starts_with(word))
                .map(text_of)
                .unwrap();
            for node in document.descendants() {
                let covers = if has_class(node, "activation0") {
                    rect(node)
                } else if has_class(node, "actor-line") {
                    extent(node)
                } else if has_class(node, "sequenceNumber") {
                    let (x, y) = (number(node, "x").unwrap(), number(node, "y").unwrap());
                    Some(Area::around(x, y - 4.0, 20.0, 20.0))
                } else {
                    None
                };
                // A line has no area of its own.
                let covers = covers.map(|area| Area {
                    right: area.right + 1.0,
                    ..area
                });
                assert!(
                    covers.is_none_or(|area| area.shared(text) < 0.1),
                    "{word}: {covers:?}"
                );
            }
            assert!(text.right < edge.right, "{text:?} {edge:?}");
        }
        assert!(svg.contains("#d1 .messageText{paint-order:stroke;stroke:var(--d-canvas)"));
    }

    #[test]
    fn a_figure_ends_above_its_name() {
        for kind in [
            "actor",
            "participant A@{ \"type\": \"control\" }",
            "participant A@{ \"type\": \"entity\" }",
        ] {
            let kind = if kind == "actor" { "actor A" } else { kind };
            let svg = drawn(&format!("sequenceDiagram\n{kind}\nA->>B: x\n"));
            let document = Document::parse(&svg).unwrap();
            let figure = document
                .descendants()
                .find(|node| {
                    node.attribute("data-id") == Some("A")
                        && node.attribute("data-et") == Some("participant")
                })
                .unwrap();
            let feet = figure
                .children()
                .filter_map(|part| {
                    let numbers = part.attribute("transform")?.strip_prefix("matrix(")?;
                    let numbers: Vec<f64> = numbers
                        .split([' ', ')'])
                        .map_while(|number| number.parse().ok())
                        .collect();
                    Some(extent(part)?.bottom * numbers[3] + numbers[5])
                })
                .reduce(f64::max)
                .unwrap();
            let name = figure
                .children()
                .find(|node| node.has_tag_name("text"))
                .unwrap();
            assert!(feet < text_of(name).top, "{kind}: {feet}");
        }
    }

    #[test]
    fn the_name_of_a_fragment_has_air_in_its_tab() {
        let svg = drawn(SOURCE);
        let document = Document::parse(&svg).unwrap();
        let tab = document
            .descendants()
            .find(|node| has_class(*node, "labelBox"))
            .unwrap();
        let xs: Vec<f64> = tab
            .attribute("points")
            .unwrap()
            .split(' ')
            .map(|point| point.split_once(',').unwrap().0.parse().unwrap())
            .collect();
        let wide = xs.iter().copied().fold(f64::MIN, f64::max)
            - xs.iter().copied().fold(f64::MAX, f64::min);
        let name = document
            .descendants()
            .find(|node| has_class(*node, "labelText"))
            .unwrap();
        assert!(wide - text_width(name) >= 12.0, "{wide}");
    }

    #[test]
    fn a_title_is_not_cut() {
        let title = "A title that is rather longer than what it is the title of, and not cut";
        let svg = drawn(&format!("sequenceDiagram\ntitle {title}\nA->>B: x\n"));
        let document = Document::parse(&svg).unwrap();
        let root = document.root_element();
        let text = root
            .children()
            .find(|node| content(*node) == title)
            .unwrap();
        let end = number(text, "x").unwrap() + measure::width(title, 16.0, 600.0);
        assert!(end < bounds(root).unwrap().right, "{end}");
    }

    #[test]
    fn the_last_number_is_not_cut() {
        let svg = drawn("sequenceDiagram\nautonumber\nA->>B: x\nB-->>A: y\n");
        let document = Document::parse(&svg).unwrap();
        let numbers = document
            .descendants()
            .filter(|node| has_class(*node, "sequenceNumber"))
            .filter_map(|node| number(node, "y"));
        let low = numbers.fold(0.0, f64::max);
        let edge = bounds(document.root_element()).unwrap();
        // The circle is of 8 px around 4 px above the number's line.
        assert!(low - 4.0 + 8.0 < edge.bottom, "{low} {edge:?}");
    }

    #[test]
    fn a_note_is_as_wide_as_its_text() {
        let words = "a note that is rather longer than the two participants that it spans";
        let svg = drawn(&format!(
            "sequenceDiagram\nA->>B: x\nNote over A,B: {words}\n"
        ));
        let document = Document::parse(&svg).unwrap();
        let note = document
            .descendants()
            .find(|node| has_class(*node, "note"))
            .unwrap();
        assert!(number(note, "width").unwrap() >= width(words, 14.0));
    }
}
