//! How each figure looks, by what a reader would see of it.

use super::*;
use crate::render::diagram::Description;

const SYNTAX: ProblemKind = ProblemKind::DiagramBudget;

fn fence<'a>(info: &'a str, source: &'a str, open: bool) -> Fence<'a> {
    Fence {
        info: Some(info),
        source,
        id: "f-1-1",
        open,
    }
}

fn framed(fence: &Fence<'_>, surface: Surface, show: impl Fn(&Frame<'_>) -> Figure) -> Figure {
    show(&Frame {
        fence,
        locale: Locale::En,
        surface,
    })
}

fn diagram(state: DiagramState) -> Diagram {
    Diagram {
        family: Some("flowchart".into()),
        svg: (state != DiagramState::Broken).then(|| "<svg></svg>".into()),
        state,
        repairs: if state == DiagramState::Repaired {
            vec!["one".into(), "two".into()]
        } else {
            Vec::new()
        },
        problems: if state == DiagramState::Broken {
            vec![(2, SYNTAX)]
        } else {
            Vec::new()
        },
        text: Some(Description {
            name: "Flowchart: \"A\"".into(),
            sentences: vec!["A \"leads\" to <B>.".into()],
        }),
    }
}

#[test]
fn a_diagram_says_its_state_and_shows_its_source() {
    let source = "graph LR\nA --> <b>\n";
    for (state, parts) in [
        (
            DiagramState::Ok,
            &[
                "data-state=\"ok\"",
                "role=\"img\" aria-label=\"Flowchart: &quot;A&quot;\" \
                 aria-describedby=\"f-1-1-text\" tabindex=\"0\"><svg></svg>",
                "<ul class=\"diagram-text\" id=\"f-1-1-text\">\
                 <li>A &quot;leads&quot; to &lt;B&gt;.</li></ul>",
                "A --&gt; &lt;b&gt;",
                "data-action=\"diagram-zoom-in\"",
            ][..],
        ),
        (
            DiagramState::Repaired,
            &["data-state=\"repaired\"", "Repaired: 2", "<li>two</li>"],
        ),
        (
            DiagramState::Broken,
            &[
                "data-state=\"broken\"",
                "<details class=\"diagram-source\" open>",
                "data-code=\"D103\"",
                "<b>Line 2</b>",
                "<span class=\"line failing\" data-line=\"2\">A --&gt; &lt;b&gt;\n</span>",
            ],
        ),
    ] {
        let figure = framed(&fence("mermaid", source, false), Surface::App, |frame| {
            frame.diagram(diagram(state))
        });
        for part in parts {
            assert!(figure.html.contains(part), "{part} in {}", figure.html);
        }
        let broken = state == DiagramState::Broken;
        assert_eq!(figure.contents.broken_diagrams, u32::from(broken));
        assert_eq!(figure.contents.diagrams, u32::from(!broken));
    }
}

#[test]
fn a_long_source_waits_until_it_is_asked_for() {
    let source = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n# {}\n",
        "long ".repeat(LONG / 5)
    );
    let fence = fence("yaml", &source, false);
    let app = framed(&fence, Surface::App, |frame| frame.drawn("yaml").unwrap());
    assert!(app.html.len() < 4_000 && app.html.contains(" data-lazy"));
    let source = framed(&fence, Surface::App, |frame| Figure {
        html: frame.long_source().into_string(),
        ..Figure::default()
    });
    assert!(source.html.contains("data-action=\"copy-source\"") && source.html.len() > LONG);
    assert!(!source.html.contains("hl-"));
    let file = framed(&fence, Surface::File, |frame| frame.drawn("yaml").unwrap());
    assert!(file.html.len() > LONG && !file.html.contains(" data-lazy"));
}

#[test]
fn a_drawn_diagram_says_beside_its_source_what_code_hosts_reject() {
    let figure = framed(
        &fence("mermaid", "graph LR\nA[]\n", false),
        Surface::App,
        |frame| {
            frame.diagram(Diagram {
                problems: vec![(2, ProblemKind::DiagramNotPortable)],
                ..diagram(DiagramState::Ok)
            })
        },
    );
    let (_, disclosure) = figure.html.split_once("<details").unwrap();
    assert!(disclosure.contains("data-code=\"D105\" data-severity=\"warning\""));
    assert_eq!(figure.problems.len(), 1);
}

#[test]
fn a_contract_says_kind_state_and_counts() {
    let made = |state, problems: Vec<(u32, ProblemKind)>| Contract {
        kind: "openapi",
        version: "3.1.0".into(),
        title: "Orders <API>".into(),
        operations: 7,
        html: html! { p { "inner" } },
        problems,
        state,
        large: None,
    };
    let fence = fence("yaml", "openapi: 3.1.0\n", false);
    let valid = framed(&fence, Surface::App, |frame| {
        frame.contract(made(ContractState::Ok, Vec::new()))
    });
    for part in [
        "data-kind=\"openapi\" data-state=\"ok\"",
        "<span class=\"chip\">OpenAPI 3.1.0</span>",
        "Valid",
        "<p>inner</p>",
        "data-action=\"download-source\"",
    ] {
        assert!(valid.html.contains(part), "{part} in {}", valid.html);
    }
    assert_eq!(
        (valid.contents.contracts, valid.contents.operations),
        (1, 7)
    );
    let kind = ProblemKind::ContractUnresolvedRef {
        reference: "#/x".into(),
    };
    let partial = framed(&fence, Surface::App, |frame| {
        frame.contract(made(ContractState::Partial, vec![(1, kind.clone())]))
    });
    let note = ProblemKind::ContractRule {
        code: "G111",
        severity: Severity::Info,
        detail: String::new(),
    };
    let noted = framed(&fence, Surface::App, |frame| {
        frame.contract(made(ContractState::Ok, vec![(1, note.clone())]))
    });
    assert!(noted.html.contains("Notes: 1") && noted.html.contains("Valid"));
    assert!(partial.html.contains("Problems: 1"));
    assert!(partial.html.contains("data-code=\"C102\""));
}

#[test]
fn a_place_is_read_by_people_and_kept_for_programs() {
    let fence = fence("yaml", "openapi: 3.1.0\n", false);
    let kind = ProblemKind::ContractShape {
        pointer: "/paths/~1a~1{id}/get".into(),
        expected: "responses".into(),
    };
    let figure = framed(&fence, Surface::App, |frame| {
        frame.contract(Contract::broken("openapi", vec![(1, kind.clone())]))
    });
    for part in [
        "<li data-code=\"C103\" data-severity=\"warning\" title=\"/paths/~1a~1{id}/get\">",
        "Expected responses at paths › /a/{id} › get.",
    ] {
        assert!(figure.html.contains(part), "{part} in {}", figure.html);
    }
}

#[test]
fn a_broken_huge_contract_is_listed_within_bounds() {
    let source = format!("openapi: 3.1.0\n{}", "a: [b\n".repeat(LONG / 5));
    let fence = fence("yaml", &source, false);
    for surface in [Surface::App, Surface::File] {
        let figure = framed(&fence, surface, |frame| {
            let problems = (1..5_000).map(|line| (line, SYNTAX)).collect();
            frame.contract(Contract::broken("openapi", problems))
        });
        assert_eq!(figure.html.matches("data-code").count(), 100);
        assert!(figure.html.contains("<li>And 4899 more.</li>"));
        assert!(!figure.html.contains("data-line") && !figure.html.contains(" open"));
        assert!(figure.html.len() < source.len() * 3 / 2 + 20_000);
        assert_eq!(figure.problems.len(), 4_999);
    }
}
