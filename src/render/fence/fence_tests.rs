//! What becomes of a fence: drawn once, when asked, or never.

use super::*;

fn fence<'a>(info: &'a str, source: &'a str, open: bool) -> Fence<'a> {
    Fence {
        info: Some(info),
        source,
        id: "f-1-1",
        open,
    }
}

#[test]
fn a_file_has_no_buttons() {
    for info in ["mermaid", "rust", ""] {
        let fence = fence(info, "x", false);
        let figure = Fences::default().figure(&fence, Locale::En, Surface::File);
        assert!(!figure.html.contains("<button"), "{}", figure.html);
    }
}

#[test]
fn no_two_elements_of_a_figure_have_one_id() {
    for (info, source) in [
        ("mermaid", "flowchart LR\nsubgraph one\nA -->|x| B\nend\n"),
        (
            "mermaid",
            "sequenceDiagram\nautonumber\nA->>B: x\nB-->>A: y\n",
        ),
        ("mermaid", "classDiagram\nA <|-- B\nnote for A \"x\"\n"),
        (
            "mermaid",
            "gantt\ndateFormat YYYY-MM-DD\na :a, 2026-01-01, 3d\n",
        ),
    ] {
        let fence = fence(info, source, false);
        let figure = Fences::default().figure(&fence, Locale::En, Surface::File);
        let mut ids: Vec<&str> = figure
            .html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split_once('"'))
            .map(|(id, _)| id)
            .collect();
        let all = ids.len();
        assert!(
            ids.contains(&"f-1-1") && ids.contains(&"f-1-1-svg"),
            "{ids:?}"
        );
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{source}: {ids:?}");
    }
}

#[test]
fn an_open_fence_is_shown_as_code() {
    for (info, source, state) in [
        (
            "mermaid",
            "graph LR\n",
            "data-testid=\"diagram\" data-state=\"pending\"",
        ),
        (
            "yaml",
            "# v1\nopenapi: 3",
            "data-kind=\"openapi\" data-state=\"pending\"",
        ),
        (
            "json",
            "{\n  \"asyncapi\": ",
            "data-kind=\"asyncapi\" data-state=\"pending\"",
        ),
        (
            "asyncapi",
            "info:\n  title: x\nasyncapi: 3",
            "data-kind=\"asyncapi\" data-state=\"pending\"",
        ),
        (
            "json",
            "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\"",
            "data-kind=\"json-schema\" data-state=\"pending\"",
        ),
        (
            "jsonschema",
            "{",
            "data-kind=\"json-schema\" data-state=\"pending\"",
        ),
        (
            "json",
            "{\n  \"type\": \"object\"",
            "<figure class=\"code\"",
        ),
        (
            "graphql",
            "# orders\ntype Query {",
            "data-kind=\"graphql\" data-state=\"pending\"",
        ),
        (
            "proto",
            "syntax = \"pro",
            "data-kind=\"protobuf\" data-state=\"pending\"",
        ),
        ("yaml", "open", "<figure class=\"code\""),
    ] {
        let figure = Fences::default().figure(&fence(info, source, true), Locale::En, Surface::App);
        assert!(figure.html.contains(state), "{}", figure.html);
        assert!(figure.html.contains("<pre"));
        assert_eq!(figure.contents, Contents::default());
    }
}

#[test]
fn what_was_drawn_is_remembered_by_content_until_it_is_gone() {
    let mut fences = Fences::default();
    let mut source = fence("mermaid", "graph LR\nA-->B\n", false);
    let first = fences.figure(&source, Locale::En, Surface::App);
    source.id = "f-2-1";
    let moved = fences.figure(&source, Locale::En, Surface::App);
    assert_eq!(fences.figures.len(), 1);
    assert!(first.html.contains("f-1-1") && !first.html.contains("figure0id"));
    assert_eq!(first.html.replace("f-1-1", "f-2-1"), moved.html);
    fences.begin(HashMap::new());
    fences.forget_unused();
    assert!(fences.figures.is_empty());
}

#[test]
fn the_word_for_an_id_is_none_of_the_source() {
    let source = fence("mermaid", "graph LR\nfigure0id-->B[figure1id]\n", false);
    let figure = Fences::default().figure(&source, Locale::En, Surface::App);
    assert!(figure.html.contains("figure1id"));
    assert!(!figure.html.contains("figure2id"));
}

#[test]
fn a_figure_waits_until_it_is_asked_for_and_is_due_once() {
    let mut fences = Fences::new(Pace::WhenAsked, Rc::default());
    let source = fence("mermaid", "graph LR\nA-->B\n", false);
    let figure = fences.figure(&source, Locale::En, Surface::App);
    assert!(figure.waits && figure.html.contains("data-state=\"pending\""));
    fences.figure(&source, Locale::En, Surface::App);
    let due = fences.take_due();
    assert_eq!(due.len(), 1);
    assert!(fences.draw(due[0], Locale::En, Surface::App));
    assert!(!fences.draw(due[0], Locale::En, Surface::App));
    let drawn = fences.figure(&source, Locale::En, Surface::App);
    assert!(!drawn.waits && drawn.html.contains("data-state=\"ok\""));
    assert!(fences.take_due().is_empty());
    let code = fences.figure(&fence("rust", "x", false), Locale::En, Surface::App);
    assert_eq!((code.key, code.waits), (None, false));
}

#[test]
fn an_avoided_figure_is_not_drawn() {
    for (info, text, code) in [
        ("mermaid", "graph LR\nA-->B\n", "class=\"diagram\""),
        ("yaml", "openapi: 3.1.0\n", "class=\"contract\""),
    ] {
        let source = fence(info, text, false);
        let key = Fences::default()
            .figure(&source, Locale::En, Surface::App)
            .key
            .expect("a figure");
        let avoided = Rc::new(HashSet::from([key]));
        let mut fences = Fences::new(Pace::AtOnce, avoided);
        let figure = fences.figure(&source, Locale::En, Surface::App);
        assert!(figure.html.contains(code), "{}", figure.html);
        assert!(figure.html.contains("data-state=\"broken\""));
        assert_eq!(figure.problems, [(0, ProblemKind::FigureAbandoned)]);
        assert!(fences.figures.is_empty());
    }
}

#[test]
fn an_edited_diagram_keeps_its_last_drawing_while_it_waits_or_is_broken() {
    let mut fences = Fences::new(Pace::WhenAsked, Rc::default());
    let show = |fences: &mut Fences, source: &str, before: HashMap<String, FigureKey>| {
        fences.begin(before);
        let fence = fence("mermaid", source, false);
        let waiting = fences.figure(&fence, Locale::En, Surface::App);
        fences.forget_unused();
        for key in fences.take_due() {
            fences.draw(key, Locale::En, Surface::App);
        }
        (waiting, fences.figure(&fence, Locale::En, Surface::App))
    };
    let (waiting, good) = show(&mut fences, "graph LR\nA[Orders]-->B\n", HashMap::new());
    assert!(!waiting.html.contains("<svg") && good.html.contains("<svg"));
    let stood = HashMap::from([("f-1-1".to_owned(), good.key.expect("a diagram"))]);
    let (waiting, broken) = show(&mut fences, "graph LR\nA[[[-->\n", stood.clone());
    assert!(waiting.html.contains("data-state=\"pending\"") && waiting.html.contains("Orders"));
    assert!(broken.html.contains("data-state=\"broken\"") && broken.html.contains("Orders"));
    let (_, mended) = show(&mut fences, "graph LR\nA[Stock]-->B\n", stood);
    assert!(mended.html.contains("Stock") && !mended.html.contains("Orders"));
}
