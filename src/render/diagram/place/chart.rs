//! Labels of charts: ticks, points, flows and tasks.

use roxmltree::Node;

use super::{
    Changes,
    area::{Area, step},
    bounds, content, has_class, number, translation, width,
    wrap::wrapped,
};

/// Leaves out the labels of ticks that would run into the one before.
pub(super) fn ticks(root: Node<'_, '_>, changes: &mut Changes) {
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
pub(super) fn points(root: Node<'_, '_>, changes: &mut Changes) {
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
pub(super) fn flows(root: Node<'_, '_>, changes: &mut Changes) {
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
pub(super) fn tasks(root: Node<'_, '_>, changes: &mut Changes) {
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
