//! Room for labels: where merman puts one label on top of another, on a shape or over the edge of the
//! drawing, the label moves, is wrapped, or (a tick of an axis) is left out.
//!
//! It reads merman's drawing and says what is to change; `sanitize.rs` writes it. Widths come from
//! `measure.rs`.

use std::collections::{HashMap, HashSet};

use roxmltree::{Document, Node, NodeId};

use super::measure;

/// What changes when a drawing is written.
#[derive(Debug, Default)]
pub struct Changes {
    /// How far an element moves.
    pub moves: HashMap<NodeId, (f64, f64)>,
    /// Elements that are left out.
    pub dropped: HashSet<NodeId>,
    /// The lines of a text that was too long for one.
    pub lines: HashMap<NodeId, Vec<String>>,
    /// Another view box: x, y, width, height.
    pub view: Option<[f64; 4]>,
}

/// A rectangle by its edges.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    /// Around a middle.
    fn around(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            left: x - width / 2.0,
            top: y - height / 2.0,
            right: x + width / 2.0,
            bottom: y + height / 2.0,
        }
    }

    fn moved(self, (dx, dy): (f64, f64)) -> Self {
        Self {
            left: self.left + dx,
            top: self.top + dy,
            right: self.right + dx,
            bottom: self.bottom + dy,
        }
    }

    fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// How much of it another covers.
    fn shared(self, other: Self) -> f64 {
        let wide = self.right.min(other.right) - self.left.max(other.left);
        let high = self.bottom.min(other.bottom) - self.top.max(other.top);
        wide.max(0.0) * high.max(0.0)
    }
}

/// Steps that a label may take, nearest first.
fn steps(across: bool) -> Vec<(f64, f64)> {
    let mut steps = Vec::new();
    for far in 0..8 {
        let down = f64::from(far) * 9.0;
        for dy in [-down, down] {
            steps.push((0.0, dy));
            if across {
                for dx in [-24.0, 24.0, -56.0, 56.0, -96.0, 96.0] {
                    steps.push((dx, dy));
                }
            }
        }
    }
    let length = |(dx, dy): &(f64, f64)| dx.hypot(dy * 1.2);
    steps.sort_by(|one, two| length(one).total_cmp(&length(two)));
    steps
}

/// The first step by which a label is clear of everything, or the best one.
fn step(label: Area, taken: &[Area], bounds: Option<Area>, across: bool) -> (f64, f64) {
    let cost = |by: (f64, f64)| -> f64 {
        let there = label.moved(by);
        let outside = bounds.map_or(0.0, |bounds| {
            let whole = there.shared(there);
            whole - there.shared(bounds)
        });
        taken.iter().map(|other| there.shared(*other)).sum::<f64>() + 4.0 * outside
    };
    let mut best = ((0.0, 0.0), f64::INFINITY);
    for by in steps(across) {
        let cost = cost(by);
        if cost < 1.0 {
            return by;
        }
        if cost < best.1 {
            best = (by, cost);
        }
    }
    best.0
}

/// What has to change in a drawing.
#[must_use]
pub fn changes(document: &Document<'_>) -> Changes {
    let root = document.root_element();
    let mut changes = Changes::default();
    match root.attribute("aria-roledescription") {
        Some("gantt") => ticks(root, &mut changes),
        Some("quadrantChart") => points(root, &mut changes),
        Some("sankey") => flows(root, &mut changes),
        Some("journey") => tasks(root, &mut changes),
        Some("c4") => c4(root, &mut changes),
        _ => {}
    }
    changes
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

/// Leaves out the labels of ticks that would run into the one before.
fn ticks(root: Node<'_, '_>, changes: &mut Changes) {
    const GAP: f64 = 8.0;
    for grid in root.descendants().filter(|node| has_class(*node, "grid")) {
        let mut end = f64::NEG_INFINITY;
        for tick in grid.children().filter(|node| has_class(*node, "tick")) {
            let Some(text) = tick.children().find(|node| node.has_tag_name("text")) else {
                continue;
            };
            let (x, half) = (translation(tick).0, width(&content(text), 12.0) / 2.0);
            if x - half < end + GAP {
                changes.dropped.insert(text.id());
            } else {
                end = x + half;
            }
        }
    }
}

/// Keeps the labels of points inside the drawing and off each other.
fn points(root: Node<'_, '_>, changes: &mut Changes) {
    const HEIGHT: f64 = 14.0;
    let mut taken: Vec<Area> = Vec::new();
    let quadrants = root
        .descendants()
        .filter(|node| has_class(*node, "quadrant"));
    for text in
        quadrants.flat_map(|node| node.children().filter(|child| child.has_tag_name("text")))
    {
        let (x, y) = translation(text);
        taken.push(Area::around(x, y + 8.0, width(&content(text), 16.0), 18.0));
    }
    for point in root
        .descendants()
        .filter(|node| has_class(*node, "data-point"))
    {
        let Some(text) = point.children().find(|node| node.has_tag_name("text")) else {
            continue;
        };
        let (x, y) = translation(text);
        let label = Area::around(x, y + HEIGHT / 2.0, width(&content(text), 12.0), HEIGHT);
        let inside = bounds(root).map_or(0.0, |edge| {
            let room = 4.0;
            (edge.right - room - label.right).min(0.0) + (edge.left + room - label.left).max(0.0)
        });
        let label = label.moved((inside, 0.0));
        let (dx, dy) = step(label, &taken, bounds(root), false);
        taken.push(label.moved((dx, dy)));
        let by = (inside + dx, dy);
        if by != (0.0, 0.0) {
            changes.moves.insert(text.id(), by);
        }
    }
}

/// Moves the labels of flows off each other.
fn flows(root: Node<'_, '_>, changes: &mut Changes) {
    const HEIGHT: f64 = 13.0;
    let mut taken: Vec<Area> = Vec::new();
    let labels = root
        .descendants()
        .filter(|node| has_class(*node, "node-labels"));
    for text in labels.flat_map(|node| node.children().filter(|child| child.has_tag_name("text"))) {
        let (Some(x), Some(y)) = (number(text, "x"), number(text, "y")) else {
            continue;
        };
        let wide = width(&content(text), 14.0);
        let middle = match text.attribute("text-anchor") {
            Some("end") => x - wide / 2.0,
            Some("middle") => x,
            _ => x + wide / 2.0,
        };
        let label = Area::around(middle, y, wide, HEIGHT);
        let by = step(label, &taken, bounds(root), false);
        taken.push(label.moved(by));
        if by != (0.0, 0.0) {
            changes.moves.insert(text.id(), by);
        }
    }
}

/// Wraps the texts of a journey's boxes.
fn tasks(root: Node<'_, '_>, changes: &mut Changes) {
    const PADDING: f64 = 8.0;
    for text in root.descendants().filter(|node| node.has_tag_name("text")) {
        if !(has_class(text, "task") || has_class(text, "journey-section")) {
            continue;
        }
        let holder = text.parent().and_then(|group| {
            group
                .prev_siblings()
                .filter(Node::is_element)
                .find(|node| node.has_tag_name("rect"))
        });
        let Some(room) = holder.and_then(|rect| number(rect, "width")) else {
            continue;
        };
        let lines = wrapped(&content(text), room - 2.0 * PADDING, 14.0);
        if lines.len() > 1 {
            changes.lines.insert(text.id(), lines);
        }
    }
}

/// Breaks a text into lines: between words, and between any two characters of CJK.
fn wrapped(text: &str, room: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut word = String::new();
    let mut take = |line: &mut String, word: &mut String| {
        if !line.is_empty() && width(&format!("{line}{word}"), size) > room {
            lines.push(line.trim_end().to_owned());
            line.clear();
            *word = word.trim_start().to_owned();
        }
        line.push_str(word);
        word.clear();
    };
    for character in text.chars() {
        let is_wide = ('\u{2E80}'..='\u{FFEF}').contains(&character);
        if is_wide || character.is_whitespace() {
            take(&mut line, &mut word);
        }
        word.push(if character.is_whitespace() {
            ' '
        } else {
            character
        });
        if is_wide {
            take(&mut line, &mut word);
        }
    }
    take(&mut line, &mut word);
    lines.push(line.trim_end().to_owned());
    lines.retain(|line| !line.is_empty());
    lines
}

/// Moves the labels of relations off shapes and each other, and cuts the empty space around.
fn c4(root: Node<'_, '_>, changes: &mut Changes) {
    const MARGIN: f64 = 16.0;
    const TITLE: f64 = 40.0;
    let mut taken: Vec<Area> = Vec::new();
    for shape in root
        .descendants()
        .filter(|node| has_class(*node, "c4-shape"))
    {
        taken.extend(c4_shape(shape));
    }
    let mut whole = taken.first().copied();
    let mut around = |area: Area| whole = Some(whole.map_or(area, |whole| whole.union(area)));
    taken.iter().for_each(|area| around(*area));
    let groups = root.children().filter(|node| node.has_tag_name("g"));
    for group in groups {
        // Texts that follow each other, with what they are of before them.
        let mut block: Vec<Node<'_, '_>> = Vec::new();
        let is_boundary = group.children().any(|node| node.has_tag_name("rect"));
        let parts: Vec<Node<'_, '_>> = group.children().filter(Node::is_element).collect();
        for (index, part) in parts.iter().enumerate() {
            if part.has_tag_name("rect")
                && let Some(area) = rect(*part)
            {
                around(area);
            }
            if part.has_tag_name("text") {
                block.push(*part);
            }
            let ends = parts
                .get(index + 1)
                .is_none_or(|next| !next.has_tag_name("text"));
            if !ends || block.is_empty() {
                continue;
            }
            if let Some(area) = text_block(&block) {
                let by = if is_boundary {
                    (0.0, 0.0)
                } else {
                    step(area, &taken, None, true)
                };
                taken.push(area.moved(by));
                around(area.moved(by));
                if by != (0.0, 0.0) {
                    changes
                        .moves
                        .extend(block.iter().map(|text| (text.id(), by)));
                }
            }
            block.clear();
        }
    }
    let Some(mut whole) = whole else { return };
    let title = root.children().find(|node| node.has_tag_name("text"));
    if let Some(title) = title
        && let (Some(x), Some(y)) = (number(title, "x"), number(title, "y"))
    {
        let to = (whole.left, whole.top - TITLE / 2.0);
        changes.moves.insert(title.id(), (to.0 - x, to.1 - y));
        let wide = width(&content(title), 18.0);
        whole.top -= TITLE;
        whole.right = whole.right.max(whole.left + wide);
    }
    changes.view = Some([
        whole.left - MARGIN,
        whole.top - MARGIN,
        whole.right - whole.left + 2.0 * MARGIN,
        whole.bottom - whole.top + 2.0 * MARGIN,
    ]);
}

fn rect(node: Node<'_, '_>) -> Option<Area> {
    let (left, top) = (number(node, "x")?, number(node, "y")?);
    Some(Area {
        left,
        top,
        right: left + number(node, "width")?,
        bottom: top + number(node, "height")?,
    })
}

/// Where a shape of C4 is: merman draws each around the middle of its group.
fn c4_shape(shape: Node<'_, '_>) -> Option<Area> {
    let by = translation(shape.parent()?);
    let parts = shape.descendants().filter_map(|part| {
        if part.has_tag_name("rect") {
            rect(part)
        } else if part.has_tag_name("circle") {
            let twice = 2.0 * number(part, "r")?;
            Some(Area::around(
                number(part, "cx")?,
                number(part, "cy")?,
                twice,
                twice,
            ))
        } else if part.has_tag_name("path") && has_class(part, "label-container") {
            let (x, y) = translation(part);
            Some(Area::around(0.0, 0.0, 2.0 * x.abs(), 2.0 * y.abs()))
        } else {
            None
        }
    });
    parts.reduce(Area::union).map(|area| area.moved(by))
}

/// The area of the lines of a label, each anchored at its middle.
fn text_block(lines: &[Node<'_, '_>]) -> Option<Area> {
    lines
        .iter()
        .filter_map(|line| {
            let wide = width(&content(*line), 13.0);
            let (x, y) = (number(*line, "x")?, number(*line, "y")?);
            Some(Area::around(x, y, wide, 15.0))
        })
        .reduce(Area::union)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_wrapped_between_words_and_between_han() {
        for (text, room, expected) in [
            ("short", 100.0, vec!["short"]),
            ("one two three", 60.0, vec!["one two", "three"]),
            ("使用需要短信验证", 60.0, vec!["使用需要", "短信验证"]),
            ("", 60.0, vec![]),
        ] {
            assert_eq!(wrapped(text, room, 14.0), expected, "{text}");
        }
    }

    #[test]
    fn a_label_steps_aside_and_no_further_than_needed() {
        let label = Area::around(0.0, 0.0, 40.0, 14.0);
        assert_eq!(step(label, &[], None, true), (0.0, 0.0));
        let (dx, dy) = step(label, &[label], None, false);
        assert!(dx == 0.0 && dy.abs() == 18.0, "{dx} {dy}");
        let edge = Area {
            bottom: 7.0,
            ..Area::around(0.0, 0.0, 80.0, 200.0)
        };
        let (_, dy) = step(label, &[label], Some(edge), false);
        assert!(dy < 0.0, "{dy}");
    }
}
