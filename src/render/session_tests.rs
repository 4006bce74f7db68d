//! The renderer's side of the messages, asked and heard.

use super::*;
use crate::domain::design::{Design, outline::DeliverableState, tests::sample};

fn patch(answer: Answer) -> (Patch, Option<Outline>) {
    match answer {
        Answer::Patch { patch, outline, .. } => (patch, outline),
        other => panic!("{other:?}"),
    }
}

fn product(job: Job) -> Product {
    let ask = Ask::Do { request: 7, job };
    match respond(&mut Sessions::default(), ask) {
        Answer::Done {
            request: 7,
            product,
        } => product,
        other => panic!("{other:?}"),
    }
}

fn show(view: ViewId, text: &str) -> Ask {
    Ask::Show {
        view,
        locale: Locale::En,
        persona: Locale::En,
        deliverables: None,
        text: text.into(),
        streaming: true,
        prefix: String::new(),
    }
}

#[test]
fn a_view_is_shown_grown_and_finished() {
    let mut sessions = Sessions::default();
    let (shown, _) = patch(respond(&mut sessions, show(1, "# A\n")));
    assert_eq!((shown.keep, shown.blocks.len()), (0, 1));
    assert!(shown.headings.is_some() && shown.problems.is_some() && shown.contents.is_some());
    let ask = Ask::Append {
        view: 1,
        text: "\n```\nx".into(),
    };
    let (grown, outline) = patch(respond(&mut sessions, ask));
    assert_eq!((grown.keep, grown.blocks.len()), (1, 1));
    assert_eq!((grown.headings, outline), (None, None));
    let (finished, _) = patch(respond(&mut sessions, Ask::Finish { view: 1 }));
    assert_eq!(finished.problems.map(|problems| problems.len()), Some(1));
}

#[test]
fn what_is_opened_is_drawn_then() {
    let mut sessions = Sessions::default();
    let paths: Vec<String> = (0..200)
        .map(|at| format!("  /p{at}:\n    get: {{responses: {{'200': {{description: ok}}}}}}\n"))
        .collect();
    let text = format!(
        "```yaml\nopenapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{}```\n",
        paths.concat()
    );
    let (shown, _) = patch(respond(&mut sessions, show(1, &text)));
    let draw = Ask::Draw {
        view: 1,
        figure: shown.due[0],
    };
    let (drawn, _) = patch(respond(&mut sessions, draw));
    let html = drawn.updates[0].1.as_str();
    assert!(html.contains("id=\"f-0-1-op-200\"") && !html.contains("curl"));
    let open = |element: &str| Ask::Open {
        view: 1,
        element: element.into(),
    };
    let opened = respond(&mut sessions, open("f-0-1-op-200"));
    let Answer::Opened { element, html, .. } = opened else {
        panic!("an operation is drawn");
    };
    assert_eq!(element, "f-0-1-op-200");
    assert!(html.as_str().contains("curl") && html.as_str().contains("/p199"));
    let nothing = respond(&mut sessions, open("f-0-1-op-201"));
    assert_eq!(nothing, Answer::Nothing);
}

#[test]
fn unknown_views_get_no_answer_and_old_views_are_dropped() {
    let mut sessions = Sessions::default();
    assert_eq!(
        respond(&mut sessions, Ask::Finish { view: 9 }),
        Answer::Nothing
    );
    for view in 0..5 {
        respond(&mut sessions, show(view, "a"));
    }
    assert_eq!(
        respond(&mut sessions, Ask::Finish { view: 0 }),
        Answer::Nothing
    );
    assert_ne!(
        respond(&mut sessions, Ask::Finish { view: 4 }),
        Answer::Nothing
    );
}

#[test]
fn two_documents_in_one_page_share_no_id() {
    let text = "# A\n\nSee [this](#a) and[^1].\n\n## B\n\n```mermaid\ngraph LR\nA-->B\n```\n\n\
        ```yaml\nopenapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {responses: {'200': {description: ok}}}\n```\n\n\
        [^1]: Note.\n";
    let mut sessions = Sessions::default();
    let mut shown = |view: ViewId, prefix: &str| {
        let ask = match show(view, text) {
            Ask::Show {
                view,
                locale,
                persona,
                deliverables,
                text,
                ..
            } => Ask::Show {
                view,
                locale,
                persona,
                deliverables,
                text,
                streaming: false,
                prefix: prefix.into(),
            },
            other => other,
        };
        let (mut all, _) = patch(respond(&mut sessions, ask));
        for figure in all.due.clone() {
            let (drawn, _) = patch(respond(&mut sessions, Ask::Draw { view, figure }));
            for (at, html) in drawn.updates {
                all.blocks[at].html = html;
            }
        }
        let sections: Vec<_> = all
            .blocks
            .iter()
            .map(|block| block.section.clone())
            .collect();
        let html: String = all.blocks.iter().map(|block| block.html.as_str()).collect();
        let blocks = all.blocks.iter().map(|block| block.id.clone());
        let ids = html
            .split(" id=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or("").to_owned());
        let ids: HashSet<String> = blocks.chain(ids).collect();
        let links: Vec<String> = html
            .split("href=\"#")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or("").to_owned())
            .collect();
        (ids, links, sections)
    };
    let (own, links, sections) = shown(1, "");
    let (other, other_links, other_sections) = shown(2, "V2-");
    assert!(own.len() > 12 && own.is_disjoint(&other), "{own:?}");
    assert_eq!(
        own.iter()
            .map(|id| format!("V2-{id}"))
            .collect::<HashSet<_>>(),
        other
    );
    // Sections keep their names, and links lead to what is there.
    assert_eq!(sections, other_sections);
    for (ids, links) in [(own, links), (other, other_links)] {
        assert!(links.len() >= 4);
        assert!(
            links.iter().all(|link| ids.contains(link)),
            "{links:?} {ids:?}"
        );
    }
}

#[test]
fn a_view_that_was_left_is_not_held() {
    let mut sessions = Sessions::default();
    respond(&mut sessions, show(1, "a"));
    assert_eq!(
        respond(&mut sessions, Ask::Leave { view: 1 }),
        Answer::Nothing
    );
    assert_eq!(
        respond(&mut sessions, Ask::Finish { view: 1 }),
        Answer::Nothing
    );
}

#[test]
fn due_figures_are_drawn_one_by_one_and_avoided_ones_never() {
    let text = "```mermaid\ngraph LR\nA-->B\n```\n\n```mermaid\npie\n\"a\": 1\n```\n";
    let mut sessions = Sessions::default();
    let (shown, _) = patch(respond(&mut sessions, show(1, text)));
    assert_eq!(shown.due.len(), 2);
    assert!(!shown.blocks[0].html.as_str().contains("<svg"));
    for (at, figure) in shown.due.iter().enumerate() {
        let ask = Ask::Draw {
            view: 1,
            figure: *figure,
        };
        let (drawn, _) = patch(respond(&mut sessions, ask));
        assert_eq!(drawn.updates.len(), 1);
        assert_eq!(drawn.updates[0].0, at);
        assert!(drawn.updates[0].1.as_str().contains("<svg"));
    }
    let mut sessions = Sessions::default();
    let figures = shown.due.clone();
    let avoid = Ask::Avoid { figures };
    assert_eq!(respond(&mut sessions, avoid), Answer::Nothing);
    let (shown, _) = patch(respond(&mut sessions, show(2, text)));
    assert!(shown.due.is_empty());
    let codes: Vec<_> = shown
        .problems
        .into_iter()
        .flatten()
        .map(|it| it.code)
        .collect();
    assert_eq!(codes, ["F101", "F101"]);
}

#[test]
fn the_outline_follows_headings_and_the_end() {
    let mut sessions = Sessions::default();
    let state = |outline: Option<Outline>| outline.map(|outline| outline.deliverables[0].state);
    let (_, empty) = patch(respond(&mut sessions, show(1, "")));
    assert_eq!(state(empty), Some(DeliverableState::Missing));
    let text = "## Service boundaries\n".to_owned();
    let (_, grown) = patch(respond(&mut sessions, Ask::Append { view: 1, text }));
    assert_eq!(state(grown), Some(DeliverableState::Writing));
    let text = "\nWords.\n".to_owned();
    let (_, same) = patch(respond(&mut sessions, Ask::Append { view: 1, text }));
    assert_eq!(state(same), None);
    let (_, ended) = patch(respond(&mut sessions, Ask::Finish { view: 1 }));
    assert_eq!(state(ended), Some(DeliverableState::Present));
}

#[test]
fn the_outline_is_of_what_the_persona_delivers() {
    let ask = Ask::Show {
        view: 1,
        locale: Locale::En,
        persona: Locale::En,
        deliverables: Some(vec!["Lineage map".into(), "Retention plan".into()]),
        text: "# Orders\n\n## Retention plan\n\nWords.\n".into(),
        streaming: false,
        prefix: String::new(),
    };
    let (_, outline) = patch(respond(&mut Sessions::default(), ask));
    let states: Vec<_> = outline
        .unwrap()
        .deliverables
        .into_iter()
        .map(|deliverable| deliverable.state)
        .collect();
    assert_eq!(
        states,
        [DeliverableState::Missing, DeliverableState::Present]
    );
}

#[test]
fn a_packed_design_is_unpacked_and_a_page_is_read_again() {
    let design = Stored::of(&Design {
        runs: Vec::new(),
        notes: Vec::new(),
        head: None,
        proposal: None,
        conversation: Vec::new(),
        ..sample()
    });
    let Product::Text(payload) = product(Job::Pack(design.clone())) else {
        panic!("a payload is text");
    };
    let back = Product::Design(Ok(design.clone()));
    assert_eq!(product(Job::Unpack(payload)), back);
    let locale = Locale::En;
    let job = Job::Page {
        locale,
        design: design.clone(),
    };
    let Product::Text(text) = product(job) else {
        panic!("a page is text");
    };
    let blank = design;
    assert_eq!(product(Job::Import { text, blank }), back);
    let broken = Product::Design(Err(ShareError::Damaged));
    assert_eq!(product(Job::Unpack("x".into())), broken);
}
