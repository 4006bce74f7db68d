//! Kanban: every card is as tall as its texts, which stand below each other at its left edge, and the cards
//! below it and its column make room.

use roxmltree::Node;

use super::{Changes, area::rect, bounds, content, has_class, number, translation, width};
use crate::render::diagram::draw::FONT_SIZE;

/// Between a card's edge and its texts.
const PADDING: f64 = 9.0;
/// Between a ticket and a name beside it.
const GAP: f64 = 10.0;

/// A text of a card: its group, its place in the card and its size.
struct Label<'a, 'b> {
    group: Node<'a, 'b>,
    place: (f64, f64),
    size: (f64, f64),
}

/// What changes in a Kanban board.
pub(super) fn place(root: Node<'_, '_>, changes: &mut Changes) {
    let group = |name: &'static str| root.children().find(move |node| has_class(*node, name));
    let (Some(columns), Some(cards)) = (group("sections"), group("items")) else {
        return;
    };
    let cards: Vec<Node<'_, '_>> = cards.children().filter(Node::is_element).collect();
    let mut bottom = f64::NEG_INFINITY;
    for column in columns.children() {
        let frame = column.children().find(|node| node.has_tag_name("rect"));
        let Some((frame, area)) = frame.and_then(|frame| Some((frame, rect(frame)?))) else {
            continue;
        };
        let mut grown = 0.0;
        for card in &cards {
            let x = translation(*card).0;
            if (area.left..area.right).contains(&x) {
                grown += fit(*card, grown, changes);
            }
        }
        let height = area.bottom - area.top + grown;
        bottom = bottom.max(area.bottom + grown);
        changes
            .attributes
            .insert(frame.id(), vec![("height", height.to_string())]);
    }
    if let Some(edge) = bounds(root) {
        let below = edge.bottom.min(bottom + 10.0).max(bottom + 8.0);
        changes.view = Some([
            edge.left,
            edge.top,
            edge.right - edge.left,
            below - edge.top,
        ]);
    }
}

/// Makes a card fit its texts, `down` from where it was; says by how much it grew.
fn fit(card: Node<'_, '_>, down: f64, changes: &mut Changes) -> f64 {
    let frame = card
        .children()
        .find(|node| has_class(*node, "label-container"));
    let Some((frame, area)) = frame.and_then(|frame| Some((frame, rect(frame)?))) else {
        return 0.0;
    };
    // The title, the ticket and the name, as merman writes them; each may be empty.
    let labels: Vec<Label<'_, '_>> = card
        .descendants()
        .filter(|node| has_class(*node, "label"))
        .filter_map(label)
        .filter(|label| label.size.0 > 0.0)
        .collect();
    let is_name = |label: &Label<'_, '_>| label.place.0 > area.left + PADDING + 2.0;
    let room = area.right - area.left - 2.0 * PADDING;
    let mut rows: Vec<(f64, Vec<Label<'_, '_>>)> = Vec::new();
    for (index, label) in labels.into_iter().enumerate() {
        let is_beside = index > 0
            && rows.len() > 1
            && rows.last().is_some_and(|(_, row)| {
                let taken: f64 = row.iter().map(|label| label.size.0 + GAP).sum();
                taken + label.size.0 <= room
            });
        match rows.last_mut().filter(|_| is_beside) {
            Some((high, row)) => {
                *high = high.max(label.size.1);
                row.push(label);
            }
            None => rows.push((label.size.1, vec![label])),
        }
    }
    let needed = rows.iter().map(|(high, _)| high).sum::<f64>() + 2.0 * PADDING;
    let before = area.bottom - area.top;
    let grown = needed - before;
    let mut top = -needed / 2.0;
    let mut place = |node: Node<'_, '_>, name: (&'static str, &'static str), edges: (f64, f64)| {
        let attributes = vec![(name.0, edges.0.to_string()), (name.1, edges.1.to_string())];
        changes.attributes.insert(node.id(), attributes);
    };
    place(frame, ("y", "height"), (top, needed));
    if let Some(mark) = card.children().find(|node| node.has_tag_name("line")) {
        place(mark, ("y1", "y2"), (top + 2.0, top + needed - 2.0));
    }
    top += PADDING;
    for (high, row) in rows {
        for label in row {
            let left = if is_name(&label) {
                area.right - PADDING - label.size.0
            } else {
                area.left + PADDING
            };
            let by = (left - label.place.0, top - label.place.1);
            changes.moves.insert(label.group.id(), by);
            if !is_name(&label) {
                left_align(label.group, label.size.0, changes);
            }
        }
        top += high;
    }
    changes.moves.insert(card.id(), (0.0, down + grown / 2.0));
    grown
}

/// The place and the size of a label.
fn label<'a, 'b>(group: Node<'a, 'b>) -> Option<Label<'a, 'b>> {
    let html = group
        .children()
        .find(|node| node.has_tag_name("foreignObject"))?;
    Some(Label {
        group,
        place: translation(group),
        size: (number(html, "width")?, number(html, "height")?),
    })
}

/// Moves the lines of a label, which merman centres, to its left edge.
fn left_align(label: Node<'_, '_>, wide: f64, changes: &mut Changes) {
    let href = label
        .descendants()
        .find(|node| node.has_tag_name("use"))
        .and_then(|node| node.attribute("href"))
        .and_then(|href| href.strip_prefix('#'));
    let Some(name) = href else { return };
    let texts = label
        .document()
        .descendants()
        .find(|node| node.attribute("id") == Some(name));
    for text in texts.into_iter().flat_map(|node| node.descendants()) {
        if text.has_tag_name("text") {
            let line = width(&content(text), f64::from(FONT_SIZE));
            changes.moves.insert(text.id(), ((line - wide) / 2.0, 0.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::render::diagram::place::{area::Area, tests::drawn};

    const BOARD: &str = concat!(
        "---\nconfig:\n  kanban:\n    ticketBaseUrl: 'https://t.example/#TICKET#'\n---\n",
        "kanban\n  a[In review]\n    t1[Circuit breaker for the payment provider]",
        "@{ assigned: 'Alexandra Konstantinopoulou', ticket: 'ORD-299', priority: 'Very High' }\n",
        "    t2[Tracing]@{ assigned: 'sam', ticket: 'ORD-1', priority: 'Low' }\n",
        "    t3[Design the saga for split shipments with compensation for captured payments]\n",
        "  b[Done]\n    t4[Schema registry]\n",
    );

    /// Where an element's own coordinates are in the drawing.
    fn origin(node: Node<'_, '_>) -> (f64, f64) {
        node.ancestors().fold((0.0, 0.0), |sum, node| {
            let text = node.attribute("transform").unwrap_or("");
            text.split("translate(").skip(1).fold(sum, |sum, part| {
                let (x, y) = part.split_once(')').unwrap().0.split_once(',').unwrap();
                let number = |text: &str| text.trim().parse::<f64>().unwrap();
                (sum.0 + number(x), sum.1 + number(y))
            })
        })
    }

    fn texts_of(card: Node<'_, '_>) -> Vec<Area> {
        card.descendants()
            .filter(|node| node.has_tag_name("text"))
            .map(|text| {
                let (x, y) = (number(text, "x").unwrap(), number(text, "y").unwrap());
                Area::around(x, y, width(&content(text), 14.0), 14.0).moved(origin(text))
            })
            .collect()
    }

    #[test]
    fn texts_of_a_card_overprint_neither_each_other_nor_its_edge() {
        let svg = drawn(BOARD);
        let document = Document::parse(&svg).unwrap();
        let cards: Vec<(Area, Vec<Area>)> = document
            .descendants()
            .filter(|node| has_class(*node, "node"))
            .map(|card| {
                let frame = card
                    .children()
                    .find(|node| has_class(*node, "label-container"));
                (
                    rect(frame.unwrap()).unwrap().moved(origin(card)),
                    texts_of(card),
                )
            })
            .collect();
        assert_eq!(cards.len(), 4);
        for (index, (frame, texts)) in cards.iter().enumerate() {
            for (at, text) in texts.iter().enumerate() {
                let air = [
                    text.left - frame.left,
                    frame.right - text.right,
                    text.top - frame.top,
                    frame.bottom - text.bottom,
                ];
                assert!(air.iter().all(|air| *air > 4.0), "{index}: {air:?}");
                for other in texts.iter().skip(at + 1) {
                    assert!(text.shared(*other) < 0.1, "{index}: {text:?} {other:?}");
                }
            }
            let first = texts.first().unwrap();
            assert!(
                (first.left - frame.left - PADDING).abs() < 1.0,
                "{index}: {first:?}"
            );
            for (other, _) in cards.iter().skip(index + 1) {
                assert!(frame.shared(*other) < 0.1, "{index}: {frame:?} {other:?}");
            }
        }
    }

    #[test]
    fn priorities_and_links_can_be_told_apart() {
        let svg = drawn(BOARD);
        for colour in ["--d-bad", "--d-accent"] {
            assert!(
                svg.contains(&format!("{{stroke:var({colour})}}")),
                "{colour}"
            );
        }
        assert!(
            svg.contains(".kanban-ticket-link text{fill:var(--d-accent) !important;stroke:none")
        );
    }
}
