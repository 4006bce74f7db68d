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

/// Keeps the labels of points inside the square, and off each other and the points.
pub(super) fn points(root: Node<'_, '_>, changes: &mut Changes) {
    const HEIGHT: f64 = 14.0;
    const AIR: f64 = 3.0;
    const EDGE: f64 = 6.0;
    let group = |name: &'static str| {
        root.descendants()
            .filter(move |node| has_class(*node, name))
            .flat_map(|node| node.children().filter(Node::is_element))
    };
    let mut taken: Vec<Area> = Vec::new();
    for text in group("quadrant").filter(|node| node.has_tag_name("text")) {
        let (x, y) = translation(text);
        taken.push(Area::around(x, y + 8.0, width(&content(text), 16.0), 18.0));
    }
    let dots = group("data-point").filter(|node| node.has_tag_name("circle"));
    taken.extend(dots.filter_map(|dot| {
        let twice = 2.0 * number(dot, "r")?;
        let (x, y) = (number(dot, "cx")?, number(dot, "cy")?);
        Some(Area::around(x, y, twice + 2.0, twice + 2.0))
    }));
    let frame = group("border").filter_map(line_area).reduce(Area::union);
    let frame = frame.or(bounds(root)).map(|frame| Area {
        left: frame.left + EDGE,
        right: frame.right - EDGE,
        ..frame
    });
    for text in group("data-point").filter(|node| node.has_tag_name("text")) {
        let (x, y) = translation(text);
        let wide = width(&content(text), 12.0);
        let label = Area::around(x, y + HEIGHT / 2.0 + AIR, wide, HEIGHT);
        let within = |area: Area| {
            frame.map_or(0.0, |edge| {
                (edge.right - area.right).min(0.0) + (edge.left - area.left).max(0.0)
            })
        };
        // Below its point, above it, or beside it.
        let beside = wide / 2.0 + 9.0;
        let places = [(0.0, 0.0), (0.0, -30.0), (beside, -15.0), (-beside, -15.0)];
        let free = places
            .map(|(dx, dy)| (dx + within(label.moved((dx, dy))), dy))
            .into_iter()
            .find(|by| {
                let there = label.moved(*by);
                let covered: f64 = taken.iter().map(|other| there.shared(*other)).sum();
                covered < 1.0
            });
        let (dx, dy) = free.unwrap_or_else(|| step(label, &taken, frame, false));
        taken.push(label.moved((dx, dy)));
        changes.moves.insert(text.id(), (dx, AIR + dy));
    }
}

/// What a line spans.
fn line_area(line: Node<'_, '_>) -> Option<Area> {
    let end = |x, y| Some(Area::around(number(line, x)?, number(line, y)?, 0.0, 0.0));
    Some(end("x1", "y1")?.union(end("x2", "y2")?))
}

/// Leaves out the percentages of slices that are too narrow for them; the legend names the slices.
pub(super) fn slices(root: Node<'_, '_>, changes: &mut Changes) {
    const LEAST: f64 = 3.0;
    let mut taken: Vec<Area> = Vec::new();
    for text in root.descendants().filter(|node| has_class(*node, "slice")) {
        let label = content(text);
        let share: f64 = label.trim_end_matches('%').parse().unwrap_or(100.0);
        let (x, y) = translation(text);
        let area = Area::around(x, y, width(&label, 17.0), 17.0);
        if share < LEAST || taken.iter().any(|other| other.shared(area) > 1.0) {
            changes.dropped.insert(text.id());
        } else {
            taken.push(area);
        }
    }
}

/// Moves the labels of databases below the edge of their lids.
pub(super) fn lids(root: Node<'_, '_>, changes: &mut Changes) {
    for node in root.descendants().filter(|node| has_class(*node, "node")) {
        let lid = node
            .children()
            .find(|part| part.has_tag_name("path"))
            .and_then(|path| path.attribute("d")?.strip_prefix("M0,"))
            .and_then(|path| path.split_once(" a")?.0.parse::<f64>().ok());
        let label = node.children().find(|part| has_class(*part, "label"));
        if let (Some(lid), Some(label)) = (lid, label) {
            changes.moves.insert(label.id(), (0.0, lid * 0.7));
        }
    }
}

/// Moves the labels of flows off each other.
pub(super) fn flows(root: Node<'_, '_>, changes: &mut Changes) {
    const HEIGHT: f64 = 13.0;
    let mut taken: Vec<Area> = Vec::new();
    let labels: Vec<Node<'_, '_>> = root
        .descendants()
        .filter(|node| has_class(*node, "node-labels"))
        .collect();
    // Over the bands.
    changes.late = labels.iter().map(Node::id).collect();
    for text in labels
        .into_iter()
        .flat_map(|node| node.children().filter(|child| child.has_tag_name("text")))
    {
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
    use crate::render::diagram::place::tests::{drawn, moved_by};

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

    /// Where a text of 12 px is that hangs from its place.
    fn hanging(text: Node<'_, '_>) -> Area {
        let (x, y) = moved_by(text);
        Area::around(x, y + 6.0, width(&content(text), 12.0), 12.0)
    }

    #[test]
    fn labels_of_points_touch_no_point_and_stay_in_the_square() {
        let svg = drawn(
            "quadrantChart\nx-axis Low --> High\ny-axis Low --> High\nquadrant-1 a\nquadrant-2 b\n\
             quadrant-3 c\nquadrant-4 d\nConnection pool tuning: [0.22, 0.86]\n\
             Idempotency keys: [0.2, 0.9]\nRewrite in another language: [0.97, 0.35]\n",
        );
        let document = Document::parse(&svg).unwrap();
        let all = |name: &'static str, parent: &'static str| {
            let nodes = document.descendants();
            let found = nodes.filter(|node| {
                node.has_tag_name(("http://www.w3.org/2000/svg", name))
                    && has_class(node.parent().unwrap(), parent)
            });
            found.collect::<Vec<_>>()
        };
        let labels: Vec<Area> = all("text", "data-point").into_iter().map(hanging).collect();
        let lines = all("line", "border").into_iter().filter_map(line_area);
        let frame = lines.reduce(Area::union).unwrap();
        for (index, label) in labels.iter().enumerate() {
            assert!(label.right < frame.right - 2.0, "{label:?} {frame:?}");
            for dot in all("circle", "data-point") {
                let (x, y) = (number(dot, "cx").unwrap(), number(dot, "cy").unwrap());
                assert!(label.distance((x, y)) > 5.5, "{label:?} {x} {y}");
            }
            for other in labels.iter().skip(index + 1) {
                assert!(label.shared(*other) < 1.0, "{label:?} {other:?}");
            }
        }
    }

    #[test]
    fn narrow_slices_have_no_percentage() {
        let svg = drawn("pie\n\"a\" : 90\n\"b\" : 7\n\"c\" : 2\n\"d\" : 1\n");
        for (label, expected) in [
            (">90%", true),
            (">7%", true),
            (">2%", false),
            (">1%", false),
        ] {
            assert_eq!(svg.contains(label), expected, "{label}");
        }
    }

    #[test]
    fn labels_of_flows_are_over_the_bands() {
        let svg = drawn("sankey-beta\n\na,b,10\nb,c,6\n");
        let document = Document::parse(&svg).unwrap();
        let order = |name: &str| -> Vec<usize> {
            let nodes = document.descendants().enumerate();
            nodes
                .filter(|(_, node)| has_class(*node, name))
                .map(|(at, _)| at)
                .collect()
        };
        assert_eq!(order("node-labels").len(), 1);
        assert!(order("links") < order("node-labels"));
    }

    #[test]
    fn the_label_of_a_database_is_below_its_lid() {
        let svg = drawn(
            "block-beta\ncolumns 2\ndb[(\"PostgreSQL 16\")] x[\"a wider block beside it\"]\n",
        );
        let document = Document::parse(&svg).unwrap();
        let mut nodes = document.descendants();
        let node = nodes
            .find(|node| node.attribute("id") == Some("d1-db"))
            .unwrap();
        let path = node
            .children()
            .find(|part| part.has_tag_name("path"))
            .unwrap();
        let lid: f64 = path
            .attribute("d")
            .and_then(|d| d.strip_prefix("M0,")?.split_once(" a")?.0.parse().ok())
            .unwrap();
        let front = translation(path).1 + 2.0 * lid;
        let label = node
            .children()
            .find(|part| has_class(*part, "label"))
            .unwrap();
        let moves = label.attribute("transform").unwrap();
        let top: f64 = moves
            .split(')')
            .filter_map(|part| part.split_once(',')?.1.trim().parse::<f64>().ok())
            .sum();
        // Half the leading of a line of 21 px is above its letters.
        assert!(top + 3.5 > front - 1.0, "{top} {front}");
    }
}
