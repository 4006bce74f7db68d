//! Laws of the whole module, over the fixtures.

use roxmltree::Document;

use super::{
    Diagram, DiagramState,
    fixtures::{corpus, fixtures},
    is_diagram,
};
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
        } else {
            DiagramState::Ok
        };
        assert_eq!(drawn.state, expected, "{name}: {:?}", drawn.problems);
        assert!(drawn.text.is_some(), "{name} has no text");
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
        ("zenuml\n  A.b()\n", "zenuml"),
        ("radar-beta\n  axis a, b, c\n  curve x{1, 2, 3}\n", "radar"),
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

#[test]
fn whatever_mermaid_accepts_draws_unchanged_and_says_something() {
    for (name, source) in corpus() {
        let drawn = draw(&source, "d1");
        assert_eq!(
            drawn.state,
            DiagramState::Ok,
            "{name}: {:?}",
            drawn.problems
        );
        assert!(drawn.problems.is_empty(), "{name}: {:?}", drawn.problems);
        let text = drawn.text.unwrap();
        assert!(
            !text.sentences.is_empty() && !text.name.is_empty(),
            "{name}"
        );
    }
}

#[test]
fn the_same_source_gives_the_same_bytes() {
    for (name, source) in fixtures().into_iter().chain(corpus()) {
        assert_eq!(draw(&source, "d1"), draw(&source, "d1"), "{name}");
    }
}

#[test]
fn no_colour_of_the_renderer_is_left() {
    // What a document colours itself keeps its colour; these color nothing.
    for (name, source) in corpus() {
        let coloured = ["fill", "olor", "rgb", "#f", "stroke", "box "];
        if coloured.iter().any(|word| source.contains(word)) {
            continue;
        }
        let svg = draw(&source, "d1").svg.unwrap();
        let fixed = svg.match_indices('#').find(|(at, _)| {
            let hex = svg[at + 1..]
                .chars()
                .take_while(char::is_ascii_hexdigit)
                .count();
            matches!(hex, 3 | 6) && !svg[at + 1..].starts_with("d1")
        });
        assert!(
            fixed.is_none(),
            "{name}: {}",
            &svg[fixed.unwrap().0..][..40]
        );
        assert!(!svg.contains("hsl(") && !svg.contains("rgb("), "{name}");
    }
}

#[test]
fn titles_look_the_same_in_every_family() {
    let front = |source: &str| format!("---\ntitle: The title\n---\n{source}");
    for (source, rule) in [
        (front("flowchart LR\nA-->B\n"), "text[class*=itleText]"),
        (
            front("erDiagram\nA ||--o{ B : x\n"),
            "text[class*=itleText]",
        ),
        (front("sequenceDiagram\nA->>B: x\n"), ">text:not([class])"),
        (
            "timeline\ntitle The title\n2020 : a\n".into(),
            ">text:not([class])",
        ),
        (
            "packet-beta\ntitle The title\n0-15: \"a\"\n".into(),
            ".packetTitle",
        ),
        (
            "quadrantChart\ntitle The title\na: [0.2,0.3]\n".into(),
            ".title text",
        ),
        (
            "xychart-beta\ntitle \"The title\"\nbar [1,2]\n".into(),
            ".chart-title text",
        ),
    ] {
        let svg = draw(&source, "d").svg.unwrap();
        let rule = format!("#d {rule}{{font-size:16px;font-weight:600}}").replace('>', "&gt;");
        assert!(svg.contains("The title") && svg.contains(&rule), "{source}");
    }
}

#[test]
fn the_title_of_a_group_has_air() {
    let svg = draw(
        "flowchart TD\nsubgraph g[Core services]\nA[Order]\nend\n",
        "d",
    )
    .svg
    .unwrap();
    let document = Document::parse(&svg).unwrap();
    let place = |class: &str| -> f64 {
        let mut nodes = document.descendants();
        let has = |node: &roxmltree::Node<'_, '_>| {
            node.attribute("class")
                .is_some_and(|c| c.split(' ').any(|c| c == class))
                && node.has_attribute("transform")
        };
        let text = nodes.find(has).unwrap().attribute("transform").unwrap();
        text.split_once(',')
            .unwrap()
            .1
            .split_once(')')
            .unwrap()
            .0
            .trim()
            .parse()
            .unwrap()
    };
    let rect = document.descendants().find(|node| {
        let group = node.parent().and_then(|parent| parent.attribute("class"));
        node.has_tag_name("rect") && group == Some("cluster")
    });
    let top: f64 = rect.unwrap().attribute("y").unwrap().parse().unwrap();
    assert!(place("cluster-label") - top >= 4.0, "{top}");
}

#[test]
fn what_is_outside_differs_from_what_is_inside() {
    let svg = draw("C4Context\nSystem(a, \"A\")\nSystem_Ext(b, \"B\")\n", "d")
        .svg
        .unwrap();
    assert!(svg.contains("#d .c4-external .label-container{stroke-dasharray:6 4}"));
    assert!(svg.contains("c4-external_system"));
}

#[test]
fn a_mind_map_of_twenty_nodes_fits_a_page() {
    let branch = |name: &str| {
        let leaves = [
            "under 300 ms at 2 000 rps",
            "rotated every 30 days",
            "beside the code",
        ];
        format!(
            "    {name}\n{}",
            leaves.map(|leaf| format!("      {name} {leaf}\n")).concat()
        )
    };
    let branches = ["Speed", "Safety", "Cost", "Care", "Uptime"]
        .map(branch)
        .concat();
    let svg = draw(&format!("mindmap\n  root((Quality))\n{branches}"), "d")
        .svg
        .unwrap();
    let document = Document::parse(&svg).unwrap();
    let width = document.root_element().attribute("width").unwrap();
    assert!(width.parse::<f64>().unwrap() < 1_300.0, "{width}");
}

/// A rule for the paths of markers would fill hollow triangles and crow's feet, and so change what the
/// diagram says.
#[test]
fn hollow_heads_stay_hollow() {
    for (source, rule) in [
        (
            "classDiagram\nA <|-- B\n",
            "#d .extension{fill:transparent!important",
        ),
        (
            "erDiagram\nA ||--|{ B : x\n",
            "#d .marker{fill:none!important",
        ),
    ] {
        let svg = draw(source, "d").svg.unwrap();
        assert!(svg.contains(rule), "{source}");
        assert!(!svg.contains("marker path{"), "{source}");
        assert!(svg.contains(":where(#d marker){fill:var(--d-line)}"));
    }
}

#[test]
fn entity_codes_of_class_diagrams_are_decoded() {
    let source = "classDiagram\nclass A[\"l#59;\"]\nA : +m#35;\nA --> B : r#59; #quot;q#quot;\n\
                  note for A \"n#59;\"\n";
    let svg = draw(source, "d").svg.unwrap();
    let document = Document::parse(&svg).unwrap();
    let text: String = document
        .descendants()
        .filter(|n| n.tag_name().name() == "text")
        .flat_map(|n| n.descendants())
        .filter(|n| n.is_text())
        .filter_map(|n| n.text())
        .collect();
    for part in ["l;", "+m#", "r; \"q\"", "n;"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn hostile_sources_end_with_a_finding() {
    let many = |count: usize, line: &dyn Fn(usize) -> String| -> String {
        (0..count).map(|i| line(i) + "\n").collect()
    };
    let deep = |open: &str, close: &str, count: usize| {
        format!(
            "{}a\n{}",
            format!("{open}\n").repeat(count),
            format!("{close}\n").repeat(count)
        )
    };
    let edge = |arrow: &'static str| move |i: usize| format!("a{i} {arrow} b{}", i * 7 % 2_000);
    let flowchart = |body: String| format!("flowchart TD\n{body}");
    for (name, source) in [
        ("many edges", flowchart(many(10_000, &edge("-->")))),
        ("one hub", flowchart(many(2_400, &|i| format!("a-->{i}")))),
        (
            "dense",
            flowchart(many(40, &|i| many(40, &|j| format!("{i}-->{j}")))),
        ),
        (
            "deep subgraphs",
            flowchart(format!(
                "{}{}",
                many(1_000, &|i| format!("subgraph s{i}")),
                "end\n".repeat(1_000)
            )),
        ),
        (
            "raised limits",
            format!(
                "%%{{init: {{\"maxTextSize\": 9999999}}}}%%\n{}",
                flowchart(many(9_000, &edge("-->")))
            ),
        ),
        (
            "sequence",
            format!(
                "sequenceDiagram\n{}",
                many(2_400, &|i| format!("A{i}->>B: x"))
            ),
        ),
        (
            "deep sequence",
            format!(
                "sequenceDiagram\n{}A->>B: x\n{}",
                "loop x\n".repeat(1_000),
                "end\n".repeat(1_000)
            ),
        ),
        (
            "deep states",
            format!("stateDiagram-v2\n{}", deep("state s {", "}", 1_000)),
        ),
        (
            "classes",
            format!("classDiagram\n{}", many(2_000, &edge("-->"))),
        ),
        (
            "entities",
            format!(
                "erDiagram\n{}",
                many(1_500, &|i| format!("{} : x", edge("||--o{")(i)))
            ),
        ),
        (
            "mindmap",
            format!(
                "mindmap\n{}",
                many(250, &|i| format!("{}n{i}", " ".repeat(i)))
            ),
        ),
        (
            "slices",
            format!("pie\n{}", many(3_000, &|i| format!("\"s{i}\" : 1"))),
        ),
        (
            "flows",
            format!(
                "sankey-beta\n\n{}",
                many(2_000, &|i| format!("a{i},b{i},1"))
            ),
        ),
        (
            "values",
            format!("xychart-beta\nbar [{}1]\n", "1,".repeat(20_000)),
        ),
        (
            "rows",
            "---\nconfig:\n  packet:\n    bitsPerRow: 1\n---\npacket-beta\n0-9999: \"a\"\n".into(),
        ),
        ("commits", format!("gitGraph\n{}", "commit\n".repeat(5_000))),
        (
            "cards",
            format!("kanban\n  c\n{}", many(400, &|i| format!("    k{i}"))),
        ),
        (
            "blocks",
            format!("block-beta\n{}", many(3_000, &|i| format!("b{i}"))),
        ),
        (
            "services",
            format!(
                "architecture-beta\n{}",
                many(400, &|i| format!("service s{i}(server)[S]"))
            ),
        ),
        (
            "journey",
            format!(
                "journey\nsection a\n{}",
                many(400, &|i| format!("t{i}: 3: a{i}"))
            ),
        ),
        (
            "periods",
            format!("timeline\n{}", many(2_000, &|i| format!("{i} : a : b"))),
        ),
    ] {
        let drawn = draw(&source, "d");
        assert_eq!(drawn.problems, [(1, ProblemKind::DiagramBudget)], "{name}");
        assert!(drawn.svg.is_none(), "{name}");
    }
}

#[test]
fn hostile_values_are_refused_or_drawn_small() {
    for source in [
        "pie\n\"a\" : 1e308\n\"b\" : 99999999999999999999999999999999999\n",
        "pie\n\"b\" : 99999999999999999999999999999999999\n\"c\" : 0.000001\n",
        "gantt\ndateFormat YYYY-MM-DD\na :0001-01-01, 9999-12-31\nb :2024-01-01, 99999999999d\n",
        "gantt\ndateFormat YYYY-MM-DD\ntickInterval 1millisecond\na :2000-01-01, 2999-12-31\n",
        "gantt\ndateFormat YYYY-MM-DD\nexcludes monday tuesday wednesday thursday friday saturday sunday\na :2000-01-01, 9d\n",
        "xychart-beta\ny-axis 0 --> 1e308\nbar [1, 1e307]\n",
        "packet-beta\n0-999999999: \"a\"\n",
        "block-beta\ncolumns 999999999\nspace:999999999\na:99999999\n",
        "sankey-beta\n\na,b,1\nb,a,1\n",
        "%%{init: {\"flowchart\": {\"nodeSpacing\": 1e12, \"padding\": 1e12}}}%%\nflowchart TD\na --> b\n",
        "---\nx: &x [y,y,y]\nz: &z [*x,*x,*x]\nw: [*z,*z,*z]\n---\nflowchart TD\na --> b\n",
    ] {
        let drawn = draw(source, "d");
        match drawn.svg {
            Some(svg) => assert!(svg.len() < 20_000, "{source}: {}", svg.len()),
            None => assert!(!drawn.problems.is_empty(), "{source}"),
        }
    }
}
