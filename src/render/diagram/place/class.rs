//! Class diagrams: a multiplicity stands beside the end of its line, and on no box.

use roxmltree::Node;

use super::{
    Changes,
    area::Area,
    has_class,
    line::{Point, beside, inside, points},
    number, translation,
};

/// How far from a line's end a multiplicity may stand, best first.
const DISTANCES: [f64; 5] = [14.0, 20.0, 26.0, 34.0, 44.0];
/// How far a multiplicity may be from where merman puts it to belong to a line.
const NEAR: f64 = 60.0;

/// What changes in a class diagram.
pub(super) fn place(root: Node<'_, '_>, changes: &mut Changes) {
    let terminals: Vec<Node<'_, '_>> = root
        .descendants()
        .filter(|node| has_class(*node, "edgeTerminals"))
        .collect();
    if terminals.is_empty() {
        return;
    }
    let lines: Vec<Vec<Point>> = root
        .descendants()
        .filter(|node| has_class(*node, "relation"))
        .map(points)
        .collect();
    let mut taken: Vec<Area> = root.descendants().filter_map(class_box).collect();
    taken.extend(root.descendants().filter_map(edge_label));
    for terminal in terminals {
        let place = translation(terminal);
        let Some((wide, high)) = terminal.descendants().find_map(size) else {
            continue;
        };
        let far = |end: Option<&Point>| {
            end.map_or(f64::INFINITY, |end| {
                (end.0 - place.0).hypot(end.1 - place.1)
            })
        };
        let nearest = lines
            .iter()
            .flat_map(|line| [(line, far(line.first())), (line, far(line.last()))])
            .min_by(|one, two| one.1.total_cmp(&two.1));
        let Some((line, _)) = nearest.filter(|(_, distance)| *distance < NEAR) else {
            continue;
        };
        let length = 4.0 * f64::from(u32::try_from(line.len()).unwrap_or(1));
        let is_first = far(line.first()) < far(line.last());
        let shares = DISTANCES.map(|distance| {
            let share = (distance / length).min(0.5);
            if is_first { share } else { 1.0 - share }
        });
        let cost = |area: Area| -> f64 {
            let covered: f64 = taken.iter().map(|other| area.shared(*other)).sum();
            let crossed: f64 = lines.iter().map(|line| inside(area, line)).sum();
            4.0 * covered + 30.0 * crossed
        };
        let best = beside(line, &shares, wide, high)
            .into_iter()
            .map(|((x, y), reluctance)| {
                let area = Area::around(x, y, wide, high);
                (area, (x, y), cost(area) + reluctance)
            })
            .min_by(|one, two| one.2.total_cmp(&two.2));
        if let Some((area, (x, y), _)) = best {
            taken.push(area);
            changes
                .moves
                .insert(terminal.id(), (x - place.0, y - place.1));
        }
    }
}

/// The size of an HTML label.
fn size(node: Node<'_, '_>) -> Option<(f64, f64)> {
    if !node.has_tag_name("foreignObject") {
        return None;
    }
    Some((number(node, "width")?, number(node, "height")?))
}

/// Where a class's box or a note is: the first place of its outline is a corner around its middle.
fn class_box(node: Node<'_, '_>) -> Option<Area> {
    if !has_class(node, "node") {
        return None;
    }
    let (x, y) = translation(node);
    let path = node
        .descendants()
        .find(|part| part.has_tag_name("path"))
        .map(points)?;
    let corner = path.first()?;
    Some(Area::around(
        x,
        y,
        2.0 * corner.0.abs(),
        2.0 * corner.1.abs(),
    ))
}

/// Where the label of a relation is.
fn edge_label(node: Node<'_, '_>) -> Option<Area> {
    let is_label = has_class(node, "edgeLabel")
        && node
            .parent()
            .is_some_and(|parent| has_class(parent, "edgeLabels"));
    let (wide, high) = node.descendants().find_map(size).filter(|_| is_label)?;
    let (x, y) = translation(node);
    Some(Area::around(x, y, wide, high))
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::render::diagram::{
        fixtures::fixtures,
        place::{
            content,
            tests::{drawn, moved_by},
            width,
        },
    };

    #[test]
    fn a_multiplicity_is_on_no_box_and_no_line() {
        let one = "classDiagram\nclass Order {\n+List~OrderLine~ lines\n}\n\
            Order \"1\" *-- \"1..100\" OrderLine : lines\nOrder o-- Customer : placed by\n";
        let here = [("here".to_owned(), one.to_owned())];
        let all = here.into_iter().chain(fixtures());
        for (name, source) in all.filter(|(_, source)| source.starts_with("classDiagram")) {
            let svg = drawn(&source);
            let document = Document::parse(&svg).unwrap();
            let boxes: Vec<Area> = document.descendants().filter_map(class_box).collect();
            assert!(!boxes.is_empty(), "{name}");
            for terminal in document
                .descendants()
                .filter(|node| has_class(*node, "edgeTerminals"))
            {
                // Its own place, and how far it moved.
                let (x, y) = moved_by(terminal);
                let area = Area::around(x, y, width(&content(terminal), 11.0), 11.0);
                let covered: f64 = boxes.iter().map(|other| other.shared(area)).sum();
                assert!(covered < 0.1, "{name}: {}", content(terminal));
                for line in document
                    .descendants()
                    .filter(|node| has_class(*node, "relation"))
                {
                    let crossed = inside(area, &points(line));
                    assert!(crossed < 1.0, "{name}: {}", content(terminal));
                }
            }
        }
    }
}
