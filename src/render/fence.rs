//! Fences to figures: diagrams, contracts, and code. Drawing and previewing happen elsewhere; here they
//! are framed, and remembered so that nothing is drawn twice.

use std::{collections::HashMap, sync::Arc};

use maud::{Markup, PreEscaped, html};

use super::{
    contract::{self, Contract, ContractState},
    diagram::{self, Diagram, DiagramState},
    escape,
    highlight::{self, Language},
    markdown::Surface,
};
use crate::domain::{
    locale::Locale,
    preview::Contents,
    problem::{Problem, ProblemKind},
};

/// A code block of the document.
#[derive(Debug, Clone, Copy)]
pub struct Fence<'a> {
    /// The info string; none for an indented block, which is always code.
    pub info: Option<&'a str>,
    /// The text within.
    pub source: &'a str,
    /// An id for the figure, unique in the document.
    pub id: &'a str,
    /// Whether more text is to come: it is then shown as code and not drawn yet.
    pub open: bool,
}

/// What became of a fence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figure {
    /// The HTML.
    pub html: String,
    /// Findings with their 1-based line within the fence; 0 where unknown.
    pub problems: Vec<(u32, ProblemKind)>,
    /// What it adds to the document's contents.
    pub contents: Contents,
}

/// The figures of one document that took work to make.
#[derive(Debug, Default)]
pub struct Fences {
    figures: HashMap<Key, (Arc<Figure>, bool)>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    id: String,
    info: String,
    source: String,
}

impl Fences {
    /// The figure of a fence, remembered if it is a diagram or a contract.
    pub fn figure(&mut self, fence: &Fence<'_>, locale: Locale, surface: Surface) -> Arc<Figure> {
        let frame = Frame {
            fence,
            locale,
            surface,
        };
        let Some(info) = fence.info else {
            return Arc::new(frame.code());
        };
        if fence.open {
            return Arc::new(frame.pending(info));
        }
        let key = Key {
            id: fence.id.to_owned(),
            info: info.to_owned(),
            source: fence.source.to_owned(),
        };
        if let Some((figure, used)) = self.figures.get_mut(&key) {
            *used = true;
            return Arc::clone(figure);
        }
        let Some(figure) = frame.drawn(info) else {
            return Arc::new(frame.code());
        };
        let figure = Arc::new(figure);
        self.figures.insert(key, (Arc::clone(&figure), true));
        figure
    }

    /// Starts watching which figures are used.
    pub fn begin(&mut self) {
        for (_, used) in self.figures.values_mut() {
            *used = false;
        }
    }

    /// Forgets the figures that were not used since [`Self::begin`].
    pub fn forget_unused(&mut self) {
        self.figures.retain(|_, (_, used)| *used);
    }
}

/// A fence and how it is to be shown.
struct Frame<'a> {
    fence: &'a Fence<'a>,
    locale: Locale,
    surface: Surface,
}

impl Frame<'_> {
    fn drawn(&self, info: &str) -> Option<Figure> {
        let source = self.fence.source;
        if diagram::is_diagram(info, source) {
            return Some(self.diagram(diagram::draw(source, self.fence.id)));
        }
        let contract = contract::preview(info, source, self.fence.id, self.locale)?;
        Some(self.contract(contract))
    }

    /// A fence that still grows.
    fn pending(&self, info: &str) -> Figure {
        let source = self.fence.source;
        let waiting = html! { span.chip.pending { (self.locale.page_pending()) } };
        let markup = if diagram::is_diagram(info, source) {
            html! {
                figure.diagram data-testid="diagram" data-state="pending" id=(self.fence.id) {
                    figcaption { span.chip { (self.locale.page_diagram()) } (waiting) }
                    (self.listing())
                }
            }
        } else if let Some(kind) = contract_kind(info, source) {
            html! {
                figure.contract data-testid="contract" data-kind=(kind) data-state="pending"
                    id=(self.fence.id) {
                    figcaption { span.chip { (kind) } (waiting) }
                    (self.listing())
                }
            }
        } else {
            return self.code();
        };
        Figure {
            html: markup.into_string(),
            ..Figure::default()
        }
    }

    fn code(&self) -> Figure {
        let name = escape::visible(self.name());
        let label = if name.is_empty() {
            self.locale.page_code()
        } else {
            &name
        };
        let markup = html! {
            figure.code id=(self.fence.id) {
                figcaption { span.language { (label) } (self.tools(&[("copy", self.locale.page_copy())])) }
                (self.listing())
            }
        };
        Figure {
            html: markup.into_string(),
            ..Figure::default()
        }
    }

    fn diagram(&self, diagram: Diagram) -> Figure {
        let drawn = diagram.svg.is_some() && diagram.state != DiagramState::Broken;
        let name = diagram
            .text
            .as_deref()
            .or(diagram.family.as_deref())
            .map_or_else(|| self.locale.page_diagram().into(), escape::visible);
        let markup = html! {
            figure.diagram data-testid="diagram" data-state=(diagram.state.name()) id=(self.fence.id) {
                figcaption {
                    span.chip.family {
                        (escape::visible(diagram.family.as_deref().unwrap_or(self.locale.page_diagram())))
                    }
                    @match diagram.state {
                        DiagramState::Ok => {}
                        DiagramState::Repaired => span.chip.repaired {
                            (self.locale.page_repaired(diagram.repairs.len()))
                        },
                        DiagramState::Broken => span.chip.broken { (self.locale.page_diagram_broken()) },
                    }
                    (self.diagram_tools(drawn))
                }
                @if !drawn { (self.messages(&diagram.problems)) }
                @if drawn && let Some(svg) = &diagram.svg {
                    div.diagram-canvas role="img" aria-label=(name) { (PreEscaped(svg)) }
                }
                details.diagram-source open[!drawn] {
                    summary { (self.locale.page_source()) }
                    @if !diagram.repairs.is_empty() {
                        ul.repairs { @for repair in &diagram.repairs { li { (escape::visible(repair)) } } }
                    }
                    @if drawn { (self.listing()) } @else { (self.numbered(&diagram.problems)) }
                }
            }
        };
        Figure {
            html: markup.into_string(),
            problems: diagram.problems,
            contents: Contents {
                diagrams: u32::from(drawn),
                broken_diagrams: u32::from(!drawn),
                ..Contents::default()
            },
        }
    }

    fn contract(&self, contract: Contract) -> Figure {
        let previewed = contract.state != ContractState::Broken;
        let count = contract.problems.len();
        let markup = html! {
            figure.contract data-testid="contract" data-kind=(contract.kind)
                data-state=(contract.state.name()) id=(self.fence.id) {
                figcaption {
                    span.chip.kind { (contract.kind) " " (escape::visible(&contract.version)) }
                    @if count == 0 && contract.state == ContractState::Ok {
                        span.chip.valid { (self.locale.page_valid()) }
                    } @else {
                        span.chip.problems { (self.locale.page_problem_count(count)) }
                    }
                    (self.tools(&[
                        ("copy-source", self.locale.page_copy()),
                        ("download-source", self.locale.page_download_source()),
                    ]))
                }
                @if count > 0 { (self.messages(&contract.problems)) }
                div.contract-preview { (contract.html) }
                details.contract-source open[!previewed] {
                    summary { (self.locale.page_source()) }
                    @if previewed { (self.listing()) } @else { (self.numbered(&contract.problems)) }
                }
            }
        };
        Figure {
            html: markup.into_string(),
            problems: contract.problems,
            contents: Contents {
                contracts: u32::from(previewed),
                operations: contract.operations,
                ..Contents::default()
            },
        }
    }

    fn diagram_tools(&self, drawn: bool) -> Markup {
        let locale = self.locale;
        let zoom = [
            ("diagram-zoom-out", locale.page_zoom_out()),
            ("diagram-zoom-in", locale.page_zoom_in()),
            ("diagram-fit", locale.page_fit()),
            ("diagram-full", locale.page_full_screen()),
        ];
        let source = [
            ("diagram-source", locale.page_source()),
            ("copy", locale.page_copy()),
        ];
        let mut tools = Vec::new();
        if drawn {
            tools.extend(zoom);
        }
        tools.extend(source);
        self.tools(&tools)
    }

    /// Buttons (action, label) that the app gives life to; nothing in a file.
    fn tools(&self, buttons: &[(&str, &str)]) -> Markup {
        html! {
            @if self.surface == Surface::App {
                span.figure-tools {
                    @for (action, label) in buttons {
                        button type="button" data-action=(action) { (label) }
                    }
                }
            }
        }
    }

    fn messages(&self, problems: &[(u32, ProblemKind)]) -> Markup {
        html! {
            @if !problems.is_empty() {
                ul.figure-problems {
                    @for (line, kind) in problems { (self.message(*line, kind)) }
                }
            }
        }
    }

    fn message(&self, line: u32, kind: &ProblemKind) -> Markup {
        let problem = Problem {
            kind: kind.clone(),
            line: None,
            block: None,
        };
        html! {
            li data-code=(problem.code()) data-severity=(problem.severity().name()) {
                @if line > 0 { b { (self.locale.page_failing_line(line)) } " " }
                (escape::visible(&problem.message(self.locale))) " "
                span.hint { (problem.hint(self.locale)) }
            }
        }
    }

    /// The source, highlighted.
    fn listing(&self) -> Markup {
        let language = Language::named(self.name());
        let code = highlight::html(self.fence.source, language);
        html! {
            pre tabindex="0" {
                code data-language=[language.map(Language::name)] { (PreEscaped(code)) }
            }
        }
    }

    /// The source line by line, with the lines of errors marked. The numbers are in attributes, so that
    /// the text of the element stays the source.
    fn numbered(&self, problems: &[(u32, ProblemKind)]) -> Markup {
        html! {
            pre.numbered tabindex="0" {
                code {
                    @for (at, line) in (1_u32..).zip(self.fence.source.split_inclusive('\n')) {
                        @let failing = problems.iter().any(|(failing, _)| *failing == at);
                        span.line.failing[failing] data-line=(at) { (PreEscaped(escape::text(line))) }
                    }
                }
            }
        }
    }

    /// The language's name as the info string gives it: `yaml title="x"`, `{.yaml}`, `ts,ignore`.
    fn name(&self) -> &str {
        self.fence
            .info
            .unwrap_or("")
            .trim_start_matches(['{', '.', ' '])
            .split([' ', ',', ':', ';', '{', '}', '\t', '"', '\''])
            .next()
            .unwrap_or("")
    }
}

/// The kind of contract that a growing fence will probably be, by its first key. Judging the whole is
/// left to the preview, once.
fn contract_kind(info: &str, source: &str) -> Option<&'static str> {
    let info = info.to_ascii_lowercase();
    let structured = ["yaml", "yml", "json", "openapi", "asyncapi", "swagger"];
    if !(info.is_empty() || structured.iter().any(|name| info.starts_with(name))) {
        return None;
    }
    source.lines().take(8).find_map(|line| {
        let key = line.trim_start_matches([' ', '\t', '{', '"', '\'']);
        let named = |name: &str| {
            key.strip_prefix(name)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
        };
        if named("openapi") || named("swagger") {
            Some("openapi")
        } else if named("asyncapi") {
            Some("asyncapi")
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            text: Some("A \"leads\" to B".into()),
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
                    "role=\"img\" aria-label=\"A &quot;leads&quot; to B\"><svg></svg>",
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
    fn a_file_has_no_buttons() {
        for info in ["mermaid", "rust", ""] {
            let fence = fence(info, "x", false);
            let figure = Fences::default().figure(&fence, Locale::En, Surface::File);
            assert!(!figure.html.contains("<button"), "{}", figure.html);
        }
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
        };
        let fence = fence("yaml", "openapi: 3.1.0\n", false);
        let valid = framed(&fence, Surface::App, |frame| {
            frame.contract(made(ContractState::Ok, Vec::new()))
        });
        for part in [
            "data-kind=\"openapi\" data-state=\"ok\"",
            "Orders &lt;API&gt;",
            "openapi 3.1.0",
            "Operations: 7",
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
        assert!(partial.html.contains("Problems: 1"));
        assert!(partial.html.contains("data-code=\"C102\""));
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
            ("yaml", "open", "<figure class=\"code\""),
        ] {
            let figure =
                Fences::default().figure(&fence(info, source, true), Locale::En, Surface::App);
            assert!(figure.html.contains(state), "{}", figure.html);
            assert!(figure.html.contains("<pre"));
            assert_eq!(figure.contents, Contents::default());
        }
    }

    #[test]
    fn what_was_drawn_is_remembered_until_it_is_gone() {
        let mut fences = Fences::default();
        let mermaid = fence("mermaid", "graph LR\n", false);
        let first = fences.figure(&mermaid, Locale::En, Surface::App);
        let again = fences.figure(&mermaid, Locale::En, Surface::App);
        assert!(Arc::ptr_eq(&first, &again));
        fences.begin();
        fences.forget_unused();
        assert!(fences.figures.is_empty());
    }
}
