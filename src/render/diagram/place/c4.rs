//! C4: labels of relations stand beside their own line, lines run below boxes, and the empty space around
//! is cut.

use roxmltree::{Node, NodeId};

use super::{
    Changes,
    area::{Area, rect},
    content, has_class,
    line::{Point, beside, clearance, inside, points},
    number, translation, width,
    wrap::wrapped,
};

/// The height of a line of a label, in CSS pixels.
const LINE: f64 = 16.0;
/// The size of a label's text, in CSS pixels.
const SIZE: f64 = 12.0;
/// Where along its line a label may stand, best first.
const SHARES: [f64; 9] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];

/// A relation: its line and the texts of its label.
struct Relation<'a, 'b> {
    line: Node<'a, 'b>,
    points: Vec<Point>,
    texts: Vec<Node<'a, 'b>>,
}

/// What changes in a C4 diagram.
pub(super) fn place(root: Node<'_, '_>, changes: &mut Changes) {
    let shapes: Vec<Area> = root
        .descendants()
        .filter(|node| has_class(*node, "c4-shape"))
        .filter_map(shape)
        .collect();
    let mut taken = shapes.clone();
    let mut whole: Vec<Area> = shapes;
    let mut frames: Vec<Area> = Vec::new();
    let mut relations: Vec<Relation<'_, '_>> = Vec::new();
    for group in root.children().filter(|node| node.has_tag_name("g")) {
        let frame = group
            .children()
            .find(|node| node.has_tag_name("rect"))
            .and_then(rect);
        if let Some(frame) = frame {
            frames.push(frame);
            let title = |node: &Node<'_, '_>| node.has_tag_name("text");
            taken.extend(group.children().filter(title).filter_map(text_area));
        } else {
            relations.extend(relations_of(group));
        }
    }
    whole.extend(&frames);
    for index in 0..relations.len() {
        let area = relations
            .get(index)
            .and_then(|own| label(own, index, &relations, &taken, &frames, changes));
        taken.extend(area);
        whole.extend(area);
    }
    let background = root
        .children()
        .filter(|node| has_class(*node, "c4-boundary-background"));
    changes.early = background
        .chain(relations.iter().map(|relation| relation.line))
        .map(|node| node.id())
        .collect();
    if let Some(whole) = whole.into_iter().reduce(Area::union) {
        cut(root, whole, changes);
    }
}

/// The relations of merman's group of them: each line is followed by its texts.
fn relations_of<'a, 'b>(group: Node<'a, 'b>) -> Vec<Relation<'a, 'b>> {
    let mut relations: Vec<Relation<'a, 'b>> = Vec::new();
    for part in group.children().filter(Node::is_element) {
        if part.has_tag_name("line") || part.has_tag_name("path") {
            relations.push(Relation {
                line: part,
                points: points(part),
                texts: Vec::new(),
            });
        } else if part.has_tag_name("text")
            && let Some(relation) = relations.last_mut()
        {
            relation.texts.push(part);
        }
    }
    relations
}

/// Moves the label of a relation to the best place beside its line; where that is.
fn label(
    own: &Relation<'_, '_>,
    index: usize,
    relations: &[Relation<'_, '_>],
    taken: &[Area],
    frames: &[Area],
    changes: &mut Changes,
) -> Option<Area> {
    let (first, last) = (own.points.first()?, own.points.last()?);
    let (across, down) = ((last.0 - first.0).abs(), (last.1 - first.1).abs());
    // A label beside a line between neighbours has the room between them.
    let room = if across > down {
        across.max(80.0) - 4.0
    } else {
        220.0
    };
    let texts: Vec<(NodeId, f64, f64, Vec<String>)> = own
        .texts
        .iter()
        .filter_map(|text| {
            let lines = wrapped(&content(*text), room, SIZE);
            Some((text.id(), number(*text, "x")?, number(*text, "y")?, lines))
        })
        .filter(|(.., lines)| !lines.is_empty())
        .collect();
    let lines: Vec<&String> = texts.iter().flat_map(|(.., lines)| lines).collect();
    let wide = lines
        .iter()
        .map(|line| width(line, SIZE))
        .reduce(f64::max)?;
    let high = LINE * f64::from(u32::try_from(lines.len()).ok()?);
    let others: Vec<&[Point]> = relations
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != index)
        .map(|(_, relation)| relation.points.as_slice())
        .collect();
    let cost = |area: Area| -> f64 {
        let covered: f64 = taken.iter().map(|other| area.shared(*other)).sum();
        let crossed: f64 = others.iter().map(|line| inside(area, line)).sum();
        let framed: f64 = frames.iter().map(|frame| frame.crossing(area)).sum();
        let distance = clearance(area, &own.points);
        let is_lost = others.iter().any(|line| clearance(area, line) < distance);
        covered * 4.0
            + crossed * 30.0
            + framed
            + inside(area, &own.points) * 4.0
            + if is_lost { 400.0 } else { 0.0 }
    };
    let mut best: Option<(Area, f64)> = None;
    for (middle, reluctance) in beside(&own.points, &SHARES, wide, high) {
        let area = Area::around(middle.0, middle.1, wide, high);
        let cost = cost(area) + reluctance;
        if best.is_none_or(|(_, least)| cost < least) {
            best = Some((area, cost));
        }
    }
    let (area, _) = best?;
    let middle = f64::midpoint(area.left, area.right);
    let mut top = area.top;
    for (id, x, y, lines) in texts {
        let high = LINE * f64::from(u32::try_from(lines.len()).unwrap_or(1));
        changes.moves.insert(id, (middle - x, top + high / 2.0 - y));
        top += high;
        if lines.len() > 1 {
            changes.lines.insert(id, lines);
        }
    }
    Some(area)
}

/// Cuts the empty space around and puts the title at the left edge.
fn cut(root: Node<'_, '_>, mut whole: Area, changes: &mut Changes) {
    const MARGIN: f64 = 16.0;
    const TITLE: f64 = 40.0;
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

/// Where a shape of C4 is: merman draws each around the middle of its group.
fn shape(shape: Node<'_, '_>) -> Option<Area> {
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

/// Where a text that is anchored at its middle is.
fn text_area(text: Node<'_, '_>) -> Option<Area> {
    let wide = width(&content(text), LINE);
    Some(Area::around(
        number(text, "x")?,
        number(text, "y")?,
        wide,
        LINE,
    ))
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::render::diagram::{
        fixtures::{corpus, fixtures},
        place::tests::drawn,
    };

    const CONTAINERS: &str = "C4Container\nPerson(customer, \"Customer\")\n\
        System_Boundary(p, \"Order platform\") {\n\
        Container(web, \"Web application\", \"TypeScript, React\", \"Catalogue, cart and checkout\")\n\
        Container(api, \"Order API\", \"Rust, Axum\", \"Validates, prices and stores orders\")\n\
        Container(relay, \"Outbox relay\", \"Debezium\", \"Moves events to Kafka\")\n\
        ContainerDb(db, \"Order store\", \"PostgreSQL 16\", \"Orders, lines, outbox\")\n\
        }\nSystem_Ext(psp, \"Payment provider\")\nRel(customer, web, \"Uses\", \"HTTPS\")\n\
        Rel(web, api, \"Calls\", \"JSON/HTTPS\")\nRel(api, db, \"Reads and writes\", \"SQL\")\n\
        Rel(relay, db, \"Tails the log\", \"logical replication\")\n\
        Rel(api, psp, \"Authorises\", \"REST\")\n";

    /// The C4 diagrams of the fixtures, the corpus and here.
    fn sources() -> Vec<(String, String)> {
        let is_c4 = |(name, source): &(String, String)| {
            name.contains("c4") && !source.contains("UpdateRelStyle")
        };
        let here = [("containers".to_owned(), CONTAINERS.to_owned())];
        let others = fixtures().into_iter().chain(corpus()).filter(is_c4);
        let all: Vec<_> = here.into_iter().chain(others).collect();
        assert!(all.len() > 3);
        all
    }

    /// The lines of relations, and the areas of the texts of each label.
    fn relations(document: &Document<'_>) -> Vec<(Vec<Point>, Vec<Area>)> {
        let root = document.root_element();
        let lines = root.children().filter(|node| {
            (node.has_tag_name("line") || node.has_tag_name("path"))
                && node.attributes().any(|a| a.name().starts_with("marker-"))
        });
        let labels = root
            .children()
            .filter(|node| {
                node.has_tag_name("g") && !node.children().any(|c| c.has_tag_name("rect"))
            })
            .flat_map(|group| group.children());
        let mut texts: Vec<Vec<Area>> = Vec::new();
        for node in labels {
            if node.has_tag_name("defs") {
                texts.push(Vec::new());
            } else if node.has_tag_name("text") {
                let (x, y) = (number(node, "x").unwrap(), number(node, "y").unwrap());
                let (dx, dy) = translation(node);
                let spans: Vec<String> = node.children().map(content).collect();
                let wide = spans
                    .iter()
                    .map(|span| width(span, 12.0))
                    .fold(0.0, f64::max);
                let high = 15.0 * f64::from(u32::try_from(spans.len()).unwrap());
                let area = Area::around(x + dx, y + dy, wide, high);
                texts.last_mut().unwrap().push(area);
            }
        }
        lines.map(points).zip(texts).collect()
    }

    #[test]
    fn a_label_is_nearest_to_its_own_line_and_on_no_box() {
        for (name, source) in sources() {
            let svg = drawn(&source);
            let document = Document::parse(&svg).unwrap();
            let relations = relations(&document);
            assert!(!relations.is_empty(), "{name}");
            let boxes: Vec<Area> = document
                .descendants()
                .filter(|node| has_class(*node, "c4-shape"))
                .filter_map(shape)
                .collect();
            for (index, (line, texts)) in relations.iter().enumerate() {
                let Some(label) = texts.iter().copied().reduce(Area::union) else {
                    continue;
                };
                let distance = clearance(label, line);
                assert!(distance < 12.0, "{name} {index}: {distance}");
                for (other, (line, _)) in relations.iter().enumerate() {
                    let is_nearer = other != index && clearance(label, line) < distance;
                    assert!(!is_nearer, "{name}: {index} is at {other}");
                }
                let covered: f64 = boxes.iter().map(|shape| shape.shared(label)).sum();
                let most = label.shared(label) * 0.02;
                assert!(covered <= most, "{name} {index}: {covered}");
                let middles = texts
                    .iter()
                    .map(|text| f64::midpoint(text.left, text.right));
                let middle = f64::midpoint(label.left, label.right);
                assert!(
                    middles.into_iter().all(|x| (x - middle).abs() < 0.01),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn a_label_that_fits_between_two_boxes_stays_there() {
        let svg = drawn(CONTAINERS);
        let document = Document::parse(&svg).unwrap();
        let (line, texts) = relations(&document).swap_remove(1);
        let label = texts.into_iter().reduce(Area::union).unwrap();
        let (from, to) = (line.first().unwrap().0, line.last().unwrap().0);
        assert!(
            label.left > from && label.right < to,
            "{label:?} {from} {to}"
        );
    }

    #[test]
    fn lines_run_below_boxes_and_above_the_ground_of_boundaries() {
        for (name, source) in sources() {
            let svg = drawn(&source);
            let document = Document::parse(&svg).unwrap();
            let order = |test: &dyn Fn(Node<'_, '_>) -> bool| -> Vec<usize> {
                let all = document.descendants().enumerate();
                all.filter(|(_, node)| test(*node))
                    .map(|(at, _)| at)
                    .collect()
            };
            let lines = order(&|node| node.attribute("marker-end").is_some());
            let boxes = order(&|node| has_class(node, "c4-shape"));
            let grounds = order(&|node| has_class(node, "c4-boundary-background"));
            assert!(lines.iter().max() < boxes.iter().min(), "{name}");
            assert!(grounds.iter().max() < lines.iter().min(), "{name}");
        }
    }
}
