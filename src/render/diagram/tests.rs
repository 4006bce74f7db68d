//! Laws of the whole module, over the fixtures.

use roxmltree::Document;

use super::{Diagram, DiagramState, fixtures::fixtures, is_diagram};
use crate::domain::{locale::Locale, problem::ProblemKind};

fn draw(source: &str, id: &str) -> Diagram {
    super::draw(source, id, Locale::En)
}

/// The transcripts' fences that are at fault; every other fixture is sound.
const FAULTY: [&str; 7] = [
    "a1-05", "d1-01", "d1-04", "d1-08", "d2-02", "d2-03", "d2-04",
];

#[test]
fn every_fixture_draws_and_sound_ones_stay() {
    for (name, source) in fixtures() {
        let drawn = draw(&source, "d1");
        let expected = if FAULTY.contains(&name.as_str()) {
            DiagramState::Repaired
        } else if name == "architecture" {
            DiagramState::Broken
        } else {
            DiagramState::Ok
        };
        assert_eq!(drawn.state, expected, "{name}: {:?}", drawn.problems);
        if expected != DiagramState::Broken {
            assert!(drawn.text.is_some(), "{name} has no text");
        }
    }
}

#[test]
fn every_svg_is_safe() {
    for (name, source) in fixtures() {
        let Some(svg) = draw(&source, "d1").svg else {
            continue;
        };
        let document = Document::parse(&svg).unwrap();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let element = node.tag_name().name();
            assert!(
                ![
                    "script",
                    "foreignObject",
                    "a",
                    "image",
                    "use",
                    "animate",
                    "set",
                    "iframe"
                ]
                .contains(&element),
                "{name}: {element}"
            );
            for attribute in node.attributes() {
                let (key, value) = (attribute.name(), attribute.value());
                assert!(!key.starts_with("on") && key != "href", "{name}: {key}");
                assert!(!value.contains("javascript:"), "{name}: {value}");
                for (at, _) in value.match_indices("url(") {
                    assert!(value[at..].starts_with("url(#d1"), "{name}: {value}");
                }
                if key == "id" {
                    assert!(value.starts_with("d1"), "{name}: {value}");
                }
            }
            if element == "style" {
                let css = node.text().unwrap_or_default();
                assert!(
                    !css.contains('@') && !css.contains("//") && !css.contains("7e3a"),
                    "{name}"
                );
            }
        }
        assert!(!svg.contains("#7e3a"), "{name} has an unthemed colour");
    }
}

#[test]
fn sizes_are_in_pixels() {
    for (name, source) in fixtures() {
        let Some(svg) = draw(&source, "d1").svg else {
            continue;
        };
        let document = Document::parse(&svg).unwrap();
        let root = document.root_element();
        for side in ["width", "height"] {
            let value: f64 = root.attribute(side).unwrap().parse().unwrap();
            assert!(value >= 1.0, "{name}: {side}");
        }
        assert!(root.attribute("viewBox").is_some(), "{name}");
    }
}

#[test]
fn ids_are_distinct_between_diagrams() {
    let source = "flowchart LR\nA --> B\n";
    let ids = |id: &str| -> Vec<String> {
        let svg = draw(source, id).svg.unwrap();
        let document = Document::parse(&svg).unwrap();
        let nodes = document.descendants();
        nodes
            .filter_map(|n| n.attribute("id").map(str::to_owned))
            .collect()
    };
    let (one, two) = (ids("d1"), ids("d2"));
    assert!(
        !one.is_empty() && one.iter().all(|id| !two.contains(id)),
        "{one:?}"
    );
}

#[test]
fn budgets_and_families_are_named() {
    let huge = format!("flowchart TD\n{}", "A --> B\n".repeat(20_000));
    let problem = |drawn: Diagram| drawn.problems.into_iter().next().unwrap();
    assert_eq!(problem(draw(&huge, "d")).1, ProblemKind::DiagramBudget);
    for (source, named) in [
        ("journey\n  title x\n  section s\n    a: 5: b\n", "journey"),
        (
            "architecture-beta\n  service a(server)[A]\n",
            "architecture",
        ),
    ] {
        let (_, kind) = problem(draw(source, "d"));
        assert!(
            matches!(&kind, ProblemKind::DiagramUnsupported { family } if family.contains(named)),
            "{kind:?}"
        );
    }
}

#[test]
fn problems_name_the_line() {
    for (source, line) in [
        ("sequenceDiagram\n  A->>B: x\n  nonsense , here\n", 3),
        ("flowchart TD\n  A --> B\n\n  ((((\n", 4),
    ] {
        let drawn = draw(source, "d");
        assert_eq!(drawn.state, DiagramState::Broken, "{source}");
        assert_eq!(drawn.problems[0].0, line, "{source}: {:?}", drawn.problems);
    }
}

#[test]
fn fences_with_diagrams_are_recognised() {
    for (info, source, expected) in [
        ("mermaid", "", true),
        ("Mermaid title=x", "", true),
        ("mermaid-js", "", true),
        ("{mermaid}", "graph TD\nA-->B", false),
        ("", "sequenceDiagram\nA->>B: x", true),
        ("", "graph LR;\nA-->B", true),
        ("", "graph of services\n", false),
        ("", "pie is good\n", false),
        ("yaml", "graph TD\nA-->B", false),
        ("", "openapi: 3.1.0", false),
    ] {
        assert_eq!(is_diagram(info, source), expected, "{info} {source}");
    }
}
