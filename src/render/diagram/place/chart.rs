//! Labels of charts: ticks, points, flows and tasks.

use roxmltree::Node;

use super::{
    Changes,
    area::{Area, rect, step},
    bounds, content, has_class, number, translation, width,
    wrap::wrapped,
};

/// Turns the squares of milestones on their corners, without help of a style sheet: its middle would be that
/// of the drawing.
pub(super) fn milestones(root: Node<'_, '_>, changes: &mut Changes) {
    const FACTOR: f64 = 0.8;
    let squares = root
        .descendants()
        .filter(|node| has_class(*node, "milestone"));
    for square in squares {
        let Some(area) = rect(square) else { continue };
        let side = (area.right - area.left).min(area.bottom - area.top) * FACTOR;
        let x = f64::midpoint(area.left, area.right);
        let y = f64::midpoint(area.top, area.bottom);
        let attributes = vec![
            ("x", (x - side / 2.0).to_string()),
            ("y", (y - side / 2.0).to_string()),
            ("width", side.to_string()),
            ("height", side.to_string()),
            ("transform", format!("rotate(45 {x} {y})")),
        ];
        changes.attributes.insert(square.id(), attributes);
    }
}

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

/// Lifts the tags of commits that would cover the one before.
pub(super) fn tags(root: Node<'_, '_>, changes: &mut Changes) {
    const STEP: f64 = 19.0;
    let mut taken: Vec<Area> = Vec::new();
    let mut top = f64::INFINITY;
    for tag in root
        .descendants()
        .filter(|node| has_class(*node, "tag-label-bkg"))
    {
        let Some(area) = corners(tag).map(|area| area.moved(translation(tag))) else {
            continue;
        };
        let mut up = 0.0;
        while taken
            .iter()
            .any(|other| other.shared(area.moved((0.0, -up))) > 1.0)
        {
            up += STEP;
        }
        let area = area.moved((0.0, -up));
        taken.push(area);
        top = top.min(area.top);
        if up > 0.0 {
            // Its hole and its text follow it.
            let parts = tag.next_siblings().filter(Node::is_element).take(3);
            changes
                .moves
                .extend(parts.map(|part| (part.id(), (0.0, -up))));
        }
    }
    if let Some(edge) = bounds(root).filter(|edge| top < edge.top + 4.0) {
        let above = edge.top + 4.0 - top;
        changes.view = Some([
            edge.left,
            edge.top - above,
            edge.right - edge.left,
            edge.bottom - edge.top + above,
        ]);
    }
}

/// What the corners of a polygon span.
fn corners(polygon: Node<'_, '_>) -> Option<Area> {
    let numbers: Vec<f64> = polygon
        .attribute("points")?
        .split([' ', ',', '\n'])
        .filter_map(|part| part.parse().ok())
        .collect();
    numbers
        .chunks_exact(2)
        .filter_map(|pair| Some(Area::around(*pair.first()?, *pair.get(1)?, 0.0, 0.0)))
        .reduce(Area::union)
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

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::render::diagram::place::tests::drawn;

    const GANTT: &str = "gantt\ndateFormat YYYY-MM-DD\nsection a\ndone one :done, a, 2026-01-05, 9d\n\
        active one :active, b, after a, 9d\nurgent one :crit, c, after b, 9d\n\
        both :crit, done, d, after c, 9d\ngo :milestone, m, after d, 0d\n";

    #[test]
    fn a_milestone_stands_on_its_corner_where_its_square_was() {
        let svg = drawn(GANTT);
        let document = Document::parse(&svg).unwrap();
        let square = document
            .descendants()
            .find(|node| has_class(*node, "milestone"))
            .unwrap();
        let area = rect(square).unwrap();
        let middle = format!(
            "rotate(45 {} {})",
            f64::midpoint(area.left, area.right),
            f64::midpoint(area.top, area.bottom)
        );
        assert_eq!(square.attribute("transform"), Some(middle.as_str()));
        assert!((area.right - area.left - (area.bottom - area.top)).abs() < 0.01);
        assert!(
            !svg.contains("transform:"),
            "a rule would win over the attribute"
        );
    }

    #[test]
    fn every_state_of_a_bar_has_its_fill() {
        let svg = drawn(GANTT);
        for (state, fill) in [
            (" done", "--d-surface-3"),
            (" active", "--d-accent-wash"),
            (" crit", "--d-series-5"),
        ] {
            let rule = format!("#d1 .task[class*='{state}']{{fill:var({fill})");
            assert!(svg.contains(&rule), "{rule}");
        }
        assert!(svg.contains(".grid .tick line{stroke:var(--d-surface-3)"));
    }

    #[test]
    fn no_tag_covers_another() {
        let svg = drawn(
            "gitGraph\ncommit id: \"a\"\nbranch release\ncheckout release\ncommit id: \"b\"\n\
             checkout main\ncommit id: \"feat: outbox relay\"\ncheckout release\n\
             cherry-pick id: \"feat: outbox relay\"\ncommit id: \"c\" tag: \"v2.4.0\"\n",
        );
        let document = Document::parse(&svg).unwrap();
        let tags: Vec<Area> = document
            .descendants()
            .filter(|node| has_class(*node, "tag-label-bkg"))
            .map(|tag| corners(tag).unwrap().moved(translation(tag)))
            .collect();
        let [one, two] = tags[..] else {
            panic!("{tags:?}")
        };
        assert!(one.shared(two) < 1.0, "{tags:?}");
    }
}
