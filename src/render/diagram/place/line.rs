//! The lines of a drawing as points, close enough to each other to measure from.

use roxmltree::Node;

use super::{area::Area, number};

/// A place in the drawing.
pub(super) type Point = (f64, f64);

/// How far points of a line are apart, in CSS pixels, and how many there are at most.
const STEP: f64 = 4.0;
const MOST: u32 = 400;

/// The points of a `line`, or of a `path` of straight or curved pieces.
pub(super) fn points(node: Node<'_, '_>) -> Vec<Point> {
    if node.has_tag_name("line") {
        let end = |x, y| Some((number(node, x)?, number(node, y)?));
        return match (end("x1", "y1"), end("x2", "y2")) {
            (Some(from), Some(to)) => through(&[from, to]),
            _ => Vec::new(),
        };
    }
    through(&corners(node.attribute("d").unwrap_or("")))
}

/// The ends of the pieces of a path with absolute commands; curves are a few pieces each.
fn corners(path: &str) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    let starts = path
        .char_indices()
        .filter(|(_, c)| c.is_ascii_alphabetic() && *c != 'e')
        .map(|(at, _)| at);
    let mut starts: Vec<usize> = starts.collect();
    starts.push(path.len());
    for pair in starts.windows(2) {
        let [from, to] = *pair else { continue };
        let piece = path.get(from..to).unwrap_or("");
        let numbers: Vec<f64> = piece
            .get(1..)
            .unwrap_or("")
            .split([' ', ','])
            .filter_map(|part| part.trim().parse().ok())
            .collect();
        let knots: Vec<Point> = numbers
            .chunks_exact(2)
            .filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)))
            .collect();
        match (piece.get(..1), knots.as_slice(), corners.last().copied()) {
            (Some("M" | "L"), knots, _) => corners.extend(knots),
            (Some("Q"), [middle, end], Some(start)) => {
                // The same curve as a cubic one.
                let third = |from: Point| {
                    let part = |from: f64, to: f64| from + (to - from) * 2.0 / 3.0;
                    (part(from.0, middle.0), part(from.1, middle.1))
                };
                curve(&mut corners, start, [third(start), third(*end), *end]);
            }
            (Some("C"), knots, Some(start)) => {
                let mut start = start;
                for piece in knots.chunks_exact(3) {
                    if let [one, two, end] = *piece {
                        curve(&mut corners, start, [one, two, end]);
                        start = end;
                    }
                }
            }
            _ => {}
        }
    }
    corners
}

/// Adds points of a cubic curve.
fn curve(corners: &mut Vec<Point>, start: Point, [one, two, end]: [Point; 3]) {
    corners.extend((1..=12_u8).map(|at| {
        let part = f64::from(at) / 12.0;
        let rest = 1.0 - part;
        let weights = [
            rest.powi(3),
            3.0 * rest * rest * part,
            3.0 * rest * part * part,
            part.powi(3),
        ];
        let points = [start, one, two, end];
        weights
            .iter()
            .zip(points)
            .fold((0.0, 0.0), |sum, (weight, point)| {
                (sum.0 + weight * point.0, sum.1 + weight * point.1)
            })
    }));
}

/// Points in between, so that none is far from the next.
pub(super) fn through(corners: &[Point]) -> Vec<Point> {
    let mut points: Vec<Point> = corners.first().copied().into_iter().collect();
    for pair in corners.windows(2) {
        let [(x, y), (to_x, to_y)] = *pair else {
            continue;
        };
        let length = (to_x - x).hypot(to_y - y);
        let count = (1..MOST).find(|count| f64::from(*count) * STEP >= length);
        let count = count.unwrap_or(MOST);
        points.extend((1..=count).map(|at| {
            let part = f64::from(at) / f64::from(count);
            (x + (to_x - x) * part, y + (to_y - y) * part)
        }));
    }
    points
}

/// How far an area is from a line, in CSS pixels.
pub(super) fn clearance(area: Area, line: &[Point]) -> f64 {
    line.iter()
        .map(|point| area.distance(*point))
        .fold(f64::INFINITY, f64::min)
}

/// How many points of a line are in an area.
pub(super) fn inside(area: Area, line: &[Point]) -> f64 {
    let within = line.iter().filter(|point| area.distance(**point) <= 0.0);
    within.map(|_| 1.0).sum()
}

/// Middles that a label of this size may have at some shares of a line, each with what speaks against it.
pub(super) fn beside(line: &[Point], shares: &[f64], wide: f64, high: f64) -> Vec<(Point, f64)> {
    const GAP: f64 = 4.0;
    let mut places = Vec::new();
    for (part, order) in shares.iter().zip(0_u8..) {
        let Some((x, y, (nx, ny))) = at(line, *part) else {
            continue;
        };
        let reach = nx.abs() * wide / 2.0 + ny.abs() * high / 2.0 + GAP;
        // Straight up or to the right, so that the label stays in the middle of its line.
        let (over, beside) = if ny.abs() > nx.abs() {
            (-reach / ny.abs(), 0.0)
        } else {
            (0.0, reach / nx.abs())
        };
        for (side, reluctance) in [(1.0, 0.0), (-1.0, 2.0), (0.0, 20.0)] {
            places.push((
                (x + beside * side, y + over * side),
                reluctance + 4.0 * f64::from(order),
            ));
        }
    }
    places
}

/// The place at a share of a line, with the direction that is upwards or to the right of it there.
fn at(line: &[Point], share: f64) -> Option<(f64, f64, Point)> {
    let index = (0..line.len())
        .zip(0_u32..)
        .find(|(_, at)| {
            let end = u32::try_from(line.len()).unwrap_or(1).saturating_sub(1);
            f64::from(*at) >= share * f64::from(end)
        })
        .map(|(index, _)| index)?;
    let here = line.get(index)?;
    let before = line.get(index.saturating_sub(2))?;
    let after = line.get(index + 2).or(line.last())?;
    let (dx, dy) = (after.0 - before.0, after.1 - before.1);
    let length = dx.hypot(dy).max(0.1);
    let (nx, ny) = (-dy / length, dx / length);
    let is_flat = ny.abs() > nx.abs();
    let sign = if (is_flat && ny > 0.0) || (!is_flat && nx < 0.0) {
        -1.0
    } else {
        1.0
    };
    Some((here.0, here.1, (nx * sign, ny * sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_points() {
        let ends = |path: &str| {
            let points = through(&corners(path));
            (points.first().copied(), points.last().copied())
        };
        for (path, from, to) in [
            ("M0 0 L 10 0", (0.0, 0.0), (10.0, 0.0)),
            (
                "M326 586.5 Q351 586.5 426 600",
                (326.0, 586.5),
                (426.0, 600.0),
            ),
            ("M1,2 3,4", (1.0, 2.0), (3.0, 4.0)),
            ("M0,0L5,5C5,6,7,8,9,9C9,9,9,9,12,3", (0.0, 0.0), (12.0, 3.0)),
        ] {
            assert_eq!(ends(path), (Some(from), Some(to)), "{path}");
        }
        assert_eq!(ends("nonsense"), (None, None));
        let curve = through(&corners("M0 0 Q 50 100 100 0"));
        assert!(
            curve
                .iter()
                .any(|(x, y)| (*x - 50.0).abs() < 1.0 && (*y - 50.0).abs() < 1.0)
        );
        assert!(
            curve.windows(2).all(|pair| {
                (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1) <= STEP + 0.01
            })
        );
    }

    #[test]
    fn beside_a_line_is_above_it_or_to_its_right() {
        for (line, beside) in [
            ([(0.0, 0.0), (100.0, 0.0)], (0.0, -1.0)),
            ([(100.0, 0.0), (0.0, 0.0)], (0.0, -1.0)),
            ([(0.0, 0.0), (0.0, 100.0)], (1.0, 0.0)),
            ([(0.0, 100.0), (0.0, 0.0)], (1.0, 0.0)),
        ] {
            let (x, y, normal) = at(&through(&line), 0.5).unwrap();
            assert!((x + y - 50.0).abs() < 4.0);
            assert!((normal.0 - beside.0).abs() + (normal.1 - beside.1).abs() < 0.01);
        }
    }
}
