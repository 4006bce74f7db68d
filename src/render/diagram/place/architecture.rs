//! Architecture: no service lies on another. merman places services by the sides that their edges name, and
//! two of them can come to the same place; the later one moves with its edges, and what is around it grows.

use roxmltree::Node;

use super::{
    Changes,
    area::{Area, rect},
    bounds, has_class,
    line::{Point, inside, through},
    translation,
};

/// The side of a service's icon, as `draw.rs` configures it.
const ICON: f64 = 60.0;
/// The room that a service takes with its title: half its width, and its height.
const HALF: f64 = 46.0;
const HIGH: f64 = 104.0;
/// How far a service moves at once.
const STEP: f64 = 150.0;
/// How often a later service is moved before it stays where it is.
const MOST: u8 = 12;

/// What changes in an architecture diagram.
pub(super) fn place(root: Node<'_, '_>, changes: &mut Changes) {
    let services: Vec<Node<'_, '_>> = root
        .descendants()
        .filter(|node| has_class(*node, "architecture-service"))
        .collect();
    let mut tiles: Vec<Area> = services.iter().map(|node| tile(*node)).collect();
    let groups: Vec<Node<'_, '_>> = root
        .descendants()
        .filter(|node| node.has_tag_name("rect") && id_part(*node, "-group-").is_some())
        .collect();
    let mut frames: Vec<Area> = groups.iter().filter_map(|node| rect(*node)).collect();
    if frames.len() != groups.len() {
        return;
    }
    let mut whole = bounds(root);
    for index in 1..tiles.len() {
        let (Some(own), Some(service)) = (tiles.get(index).copied(), services.get(index)) else {
            continue;
        };
        let lies_on = |area: &Area| own.shared(*area) > own.shared(own) / 8.0;
        if !tiles.iter().take(index).any(lies_on) {
            continue;
        }
        let edges = edges_of(root, *service, &services);
        let others: Vec<Area> = tiles
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .map(|(_, area)| *area)
            .collect();
        let Some(by) = shift(own, &others, &frames, &edges) else {
            continue;
        };
        changes.moves.insert(service.id(), by);
        for edge in &edges {
            edge.follow(by, changes);
        }
        let moved = own.moved(by);
        // Groups stand inside each other, so the smaller ones grow first.
        let mut around: Vec<&mut Area> = frames
            .iter_mut()
            .filter(|frame| frame.covers(own))
            .collect();
        around.sort_by(|one, two| one.shared(**one).total_cmp(&two.shared(**two)));
        let mut reach = grown(moved);
        for frame in around {
            *frame = frame.union(reach);
            reach = grown(*frame);
        }
        whole = whole.map(|whole| whole.union(reach));
        if let Some(tile) = tiles.get_mut(index) {
            *tile = moved;
        }
    }
    for (group, frame) in groups.iter().zip(&frames) {
        let before = rect(*group);
        if before != Some(*frame) {
            let side = |name, value: f64| (name, value.to_string());
            let attributes = vec![
                side("x", frame.left),
                side("y", frame.top),
                side("width", frame.right - frame.left),
                side("height", frame.bottom - frame.top),
            ];
            changes.attributes.insert(group.id(), attributes);
        }
    }
    if let Some(whole) = whole.filter(|_| !changes.moves.is_empty()) {
        changes.view = Some([
            whole.left,
            whole.top,
            whole.right - whole.left,
            whole.bottom - whole.top,
        ]);
    }
}

/// The room of a service and its title.
fn tile(service: Node<'_, '_>) -> Area {
    let (x, y) = translation(service);
    let middle = x + ICON / 2.0;
    Area {
        left: middle - HALF,
        top: y,
        right: middle + HALF,
        bottom: y + HIGH,
    }
}

/// With air around.
fn grown(area: Area) -> Area {
    const AIR: f64 = 24.0;
    Area {
        left: area.left - AIR,
        top: area.top - AIR,
        right: area.right + AIR,
        bottom: area.bottom + AIR,
    }
}

/// The shift by which a service lies on no other, its edges run through none, and its groups take in none
/// that is not theirs.
fn shift(own: Area, others: &[Area], frames: &[Area], edges: &[Edge<'_, '_>]) -> Option<Point> {
    let mut best: Option<(Point, f64)> = None;
    for far in 1..=MOST {
        let far = f64::from(far) * STEP;
        if best.is_some_and(|(_, least)| least <= far) {
            break;
        }
        // A group's title is at its left upper corner, so groups grow to the right and downwards.
        for by in [
            (0.0, far),
            (far, 0.0),
            (far, far),
            (-far, far),
            (-far, 0.0),
            (0.0, -far),
        ] {
            let there = own.moved(by);
            if others.iter().any(|other| there.shared(*other) > 1.0) {
                continue;
            }
            let crossed: f64 = edges
                .iter()
                .map(|edge| {
                    let route = through(&edge.route(by));
                    others
                        .iter()
                        .map(|other| inside(icon(*other), &route))
                        .sum::<f64>()
                })
                .sum();
            let corners = frames.iter().filter(|frame| frame.covers(own));
            let taken_in = corners
                .flat_map(|frame| {
                    let wider = frame.union(grown(there));
                    let moves_title = wider.left < frame.left || wider.top < frame.top;
                    let strangers = others
                        .iter()
                        .filter(move |other| !frame.covers(**other) && wider.shared(**other) > 1.0)
                        .count();
                    std::iter::repeat_n((), strangers + usize::from(moves_title))
                })
                .map(|()| 1000.0)
                .sum::<f64>();
            let cost = by.0.hypot(by.1) + 20.0 * crossed + taken_in;
            if best.is_none_or(|(_, least)| cost < least) {
                best = Some((by, cost));
            }
        }
    }
    best.map(|(by, _)| by)
}

/// The icon within a service's room, without its border, where edges end.
fn icon(tile: Area) -> Area {
    let middle = f64::midpoint(tile.left, tile.right);
    Area::around(middle, tile.top + ICON / 2.0, ICON - 4.0, ICON - 4.0)
}

/// An edge and which of its ends moves.
struct Edge<'a, 'b> {
    group: Node<'a, 'b>,
    path: Node<'a, 'b>,
    /// The end that stays and the one that moves.
    stays: Point,
    moves: Point,
    /// Whether it leaves each of the two to the left or to the right, and not upwards or downwards.
    is_flat: (bool, bool),
    /// Whether the moving end is the path's first.
    is_first: bool,
}

impl Edge<'_, '_> {
    /// The corners of the edge when its end has moved.
    fn route(&self, by: Point) -> Vec<Point> {
        let (from, to) = (self.stays, (self.moves.0 + by.0, self.moves.1 + by.1));
        let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
        let corners = match self.is_flat {
            (true, true) => vec![(middle.0, from.1), (middle.0, to.1)],
            (false, false) => vec![(from.0, middle.1), (to.0, middle.1)],
            (true, false) => vec![(to.0, from.1)],
            (false, true) => vec![(from.0, to.1)],
        };
        let mut route = vec![from];
        route.extend(corners);
        route.push(to);
        if self.is_first {
            route.reverse();
        }
        route
    }

    /// Draws the edge anew; its head and its label come along.
    fn follow(&self, by: Point, changes: &mut Changes) {
        let route = self.route(by);
        let pairs: Vec<String> = route.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let path = format!("M {}", pairs.join(" L "));
        changes.attributes.insert(self.path.id(), vec![("d", path)]);
        for part in self.group.children().filter(Node::is_element) {
            let (x, y) = translation(part);
            if part.has_tag_name("polygon") {
                let far = |end: Point| (end.0 - x).hypot(end.1 - y);
                if far(self.moves) < far(self.stays) {
                    changes.moves.insert(part.id(), by);
                }
            } else if part.has_tag_name("g") {
                changes.moves.insert(part.id(), (by.0 / 2.0, by.1 / 2.0));
            }
        }
    }
}

/// What follows a word in an element's id.
fn id_part<'a>(node: Node<'a, '_>, word: &str) -> Option<&'a str> {
    node.attribute("id")?.split_once(word).map(|(_, rest)| rest)
}

/// The edges of a service. Their ids name both ends, as in `L_from_to_0`.
fn edges_of<'a, 'b>(
    root: Node<'a, 'b>,
    service: Node<'a, 'b>,
    services: &[Node<'a, 'b>],
) -> Vec<Edge<'a, 'b>> {
    let Some(name) = id_part(service, "-service-") else {
        return Vec::new();
    };
    let mut edges = Vec::new();
    let paths = root.descendants().filter(|node| has_class(*node, "edge"));
    for path in paths {
        let ends = id_part(path, "-L_").and_then(|ends| ends.rsplit_once('_'));
        let (Some((ends, _)), Some(group)) = (ends, path.parent()) else {
            continue;
        };
        // An id may hold the same sign, so the end has to be at the service as well.
        let place = translation(service);
        let middle = (place.0 + ICON / 2.0, place.1 + ICON / 2.0);
        let is_first = ends
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('_'));
        let is_last = ends
            .strip_suffix(name)
            .is_some_and(|rest| rest.ends_with('_'));
        let numbers: Vec<f64> = path
            .attribute("d")
            .unwrap_or("")
            .split([' ', ',', 'M', 'L'])
            .filter_map(|part| part.parse().ok())
            .collect();
        let [x, y, _, _, to_x, to_y] = numbers[..] else {
            continue;
        };
        let far_off = |x: f64, y: f64| (x - middle.0).hypot(y - middle.1) > ICON;
        let is_first = is_first && !far_off(x, y);
        let is_last = is_last && !far_off(to_x, to_y);
        if is_first == is_last {
            continue;
        }
        let (stays, moves) = if is_first {
            ((to_x, to_y), (x, y))
        } else {
            ((x, y), (to_x, to_y))
        };
        let leaves_flat =
            |end: Point, middle: Point| (end.0 - middle.0).abs() > (end.1 - middle.1).abs();
        let far = |node: &Node<'_, '_>| {
            let (x, y) = translation(*node);
            (x + ICON / 2.0 - stays.0).hypot(y + ICON / 2.0 - stays.1)
        };
        let nearest = services
            .iter()
            .filter(|other| other.id() != service.id())
            .min_by(|one, two| far(one).total_cmp(&far(two)));
        let is_flat = leaves_flat(moves, middle);
        let stays_flat = nearest
            .filter(|node| far(node) < ICON)
            .map_or(is_flat, |node| {
                let (x, y) = translation(*node);
                leaves_flat(stays, (x + ICON / 2.0, y + ICON / 2.0))
            });
        edges.push(Edge {
            group,
            path,
            stays,
            moves,
            is_flat: (stays_flat, is_flat),
            is_first,
        });
    }
    edges
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::render::diagram::{
        fixtures::{corpus, fixtures},
        place::{line::points, tests::drawn},
    };

    const TWO_AT_ONE_PLACE: &str = "architecture-beta\ngroup data(database)[Data]\n\
        service api(server)[Order API]\nservice worker(server)[Outbox relay]\n\
        service pg(database)[PostgreSQL] in data\nservice ro(database)[Read replica] in data\n\
        service s3(disk)[Object store] in data\napi:B --> T:pg\npg:R --> L:ro\n\
        api:R --> L:worker\nworker:B --> T:s3\n";

    /// Where an element of the finished drawing is: its own place and how far it moved.
    fn place_of(node: Node<'_, '_>) -> Point {
        let text = node.attribute("transform").unwrap();
        let sum = |sum: Point, part: &str| {
            let (x, y) = part.split_once(')').unwrap().0.split_once(',').unwrap();
            (
                sum.0 + x.trim().parse::<f64>().unwrap(),
                sum.1 + y.trim().parse::<f64>().unwrap(),
            )
        };
        text.split("translate(").skip(1).fold((0.0, 0.0), sum)
    }

    fn icon_of(node: Node<'_, '_>) -> Area {
        let (x, y) = place_of(node);
        Area::around(x + ICON / 2.0, y + ICON / 2.0, ICON, ICON)
    }

    #[test]
    fn no_service_lies_on_another() {
        let here = [("here".to_owned(), TWO_AT_ONE_PLACE.to_owned())];
        let all = here.into_iter().chain(fixtures()).chain(corpus());
        for (name, source) in all.filter(|(_, source)| source.contains("architecture-beta")) {
            let svg = drawn(&source);
            let document = Document::parse(&svg).unwrap();
            let icons: Vec<Area> = document
                .descendants()
                .filter(|node| has_class(*node, "architecture-service"))
                .map(icon_of)
                .collect();
            assert!(!icons.is_empty(), "{name}");
            let edge = bounds(document.root_element()).unwrap();
            for (index, one) in icons.iter().enumerate() {
                assert!(edge.covers(*one), "{name}: {one:?} is outside");
                for two in icons.iter().skip(index + 1) {
                    assert!(one.shared(*two) < 1.0, "{name}: {one:?} {two:?}");
                }
            }
        }
    }

    #[test]
    fn edges_heads_and_groups_come_along() {
        let svg = drawn(TWO_AT_ONE_PLACE);
        let document = Document::parse(&svg).unwrap();
        let find = |id: &str| {
            let mut nodes = document.descendants();
            nodes.find(|node| node.attribute("id") == Some(id)).unwrap()
        };
        for (from, to) in [("pg", "ro"), ("worker", "s3"), ("api", "pg")] {
            let path = find(&format!("d1-L_{from}_{to}_0"));
            let points = points(path);
            let head = path
                .parent()
                .unwrap()
                .children()
                .find(|node| node.has_tag_name("polygon"));
            let head = place_of(head.unwrap());
            let (first, last) = (points.first().unwrap(), points.last().unwrap());
            for (service, end) in [(from, first), (to, last)] {
                let service = find(&format!("d1-service-{service}"));
                let whole = icon_of(service);
                assert!(whole.distance(*end) < 2.0, "{from} {to}: {end:?} {whole:?}");
            }
            assert!(
                (head.0 - last.0).hypot(head.1 - last.1) < 16.0,
                "{from} {to}: {head:?}"
            );
        }
        let group = rect(find("d1-group-data")).unwrap();
        for service in ["pg", "ro", "s3"] {
            let service = icon_of(find(&format!("d1-service-{service}")));
            assert!(group.covers(service), "{group:?} {service:?}");
        }
    }
}
