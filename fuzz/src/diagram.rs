//! Diagrams: repair never panics and leaves alone what draws; what is drawn is well-formed and safe.

use backend_architect::{
    domain::locale::Locale,
    render::diagram::{self, DiagramState},
};
use roxmltree::{Document, Node};

use crate::input;

const OPENINGS: [&str; 12] = [
    "",
    "flowchart TD\n",
    "sequenceDiagram\n",
    "stateDiagram-v2\n",
    "classDiagram\n",
    "erDiagram\n",
    "gantt\n",
    "pie\n",
    "mindmap\n",
    "timeline\n",
    "C4Container\n",
    "block-beta\n",
];

/// Draws the bytes below the opening of a family, which their first byte chooses.
pub fn check(data: &[u8]) {
    let (family, rest) = data
        .split_first()
        .map_or((0, data), |(first, rest)| (*first, rest));
    let opening = OPENINGS[usize::from(family) % OPENINGS.len()];
    let source = format!("{opening}{}", input::text(rest));
    let drawn = diagram::draw(&source, "f", Locale::En);
    match drawn.state {
        DiagramState::Ok => {
            assert!(drawn.repairs.is_empty(), "repaired what draws: {source:?}");
        }
        DiagramState::Repaired => {
            assert!(
                !drawn.repairs.is_empty() && !drawn.problems.is_empty(),
                "{source:?}"
            );
        }
        DiagramState::Broken => {
            assert!(
                drawn.svg.is_none() && !drawn.problems.is_empty(),
                "{source:?}"
            );
        }
    }
    if let Some(svg) = &drawn.svg {
        is_safe(svg, &source);
    }
}

fn is_safe(svg: &str, source: &str) {
    let document = match Document::parse(svg) {
        Ok(document) => document,
        Err(error) => panic!("{error} in the drawing of {source:?}: {svg}"),
    };
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(
            !["script", "foreignObject", "a", "image", "use", "iframe"].contains(&name),
            "<{name}> in the drawing of {source:?}"
        );
        for attribute in node.attributes() {
            let outside =
                attribute.value().contains("url(") && !attribute.value().contains("url(#");
            assert!(
                !attribute.name().starts_with("on") && attribute.name() != "href" && !outside,
                "{}={} in the drawing of {source:?}",
                attribute.name(),
                attribute.value()
            );
        }
    }
}
