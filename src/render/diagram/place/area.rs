//! Rectangles, and where one finds room among others.

use roxmltree::Node;

use super::number;

/// A rectangle by its edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// Around a middle.
    pub(super) fn around(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            left: x - width / 2.0,
            top: y - height / 2.0,
            right: x + width / 2.0,
            bottom: y + height / 2.0,
        }
    }

    pub(super) fn moved(self, (dx, dy): (f64, f64)) -> Self {
        Self {
            left: self.left + dx,
            top: self.top + dy,
            right: self.right + dx,
            bottom: self.bottom + dy,
        }
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Whether the middle of another is within.
    pub(super) fn covers(self, other: Self) -> bool {
        let middle = (
            f64::midpoint(other.left, other.right),
            f64::midpoint(other.top, other.bottom),
        );
        self.distance(middle) <= 0.0
    }

    /// How far a place is from it; nothing within.
    pub(super) fn distance(self, (x, y): (f64, f64)) -> f64 {
        let across = (self.left - x).max(x - self.right).max(0.0);
        let down = (self.top - y).max(y - self.bottom).max(0.0);
        across.hypot(down)
    }

    /// How much of its outline runs through another, in CSS pixels.
    pub(super) fn crossing(self, other: Self) -> f64 {
        let edge = |left, top, right, bottom| {
            let edge = Self {
                left,
                top,
                right,
                bottom,
            };
            edge.shared(other)
        };
        edge(self.left, self.top, self.right, self.top + 1.0)
            + edge(self.left, self.bottom, self.right, self.bottom + 1.0)
            + edge(self.left, self.top, self.left + 1.0, self.bottom)
            + edge(self.right, self.top, self.right + 1.0, self.bottom)
    }

    /// How much of it another covers.
    pub(super) fn shared(self, other: Self) -> f64 {
        let wide = self.right.min(other.right) - self.left.max(other.left);
        let high = self.bottom.min(other.bottom) - self.top.max(other.top);
        wide.max(0.0) * high.max(0.0)
    }
}

/// Where a `rect` is.
pub(super) fn rect(node: Node<'_, '_>) -> Option<Area> {
    let (left, top) = (number(node, "x")?, number(node, "y")?);
    Some(Area {
        left,
        top,
        right: left + number(node, "width")?,
        bottom: top + number(node, "height")?,
    })
}

/// Steps that a label may take, nearest first.
pub(super) fn steps(across: bool) -> Vec<(f64, f64)> {
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
pub(super) fn step(label: Area, taken: &[Area], bounds: Option<Area>, across: bool) -> (f64, f64) {
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

#[cfg(test)]
mod tests {
    use super::*;

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
