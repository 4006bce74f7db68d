//! How a figure looks: its caption, its findings, its buttons and its source. Nothing is drawn, judged or
//! remembered here.

use maud::{Markup, PreEscaped, html};

use super::{Fence, Figure};
use crate::{
    domain::{
        locale::Locale,
        preview::Contents,
        problem::{Problem, ProblemKind},
    },
    render::{
        contract::{self, Contract, ContractState},
        diagram::{self, Diagram, DiagramState},
        escape,
        highlight::{self, Language},
        markdown::Surface,
    },
};

/// A fence and how it is to be shown.
pub(super) struct Frame<'a> {
    pub fence: &'a Fence<'a>,
    pub locale: Locale,
    pub surface: Surface,
}

impl Frame<'_> {
    /// The figure of a diagram or a contract; none for anything else.
    pub(super) fn drawn(&self, info: &str) -> Option<Figure> {
        let source = self.fence.source;
        if diagram::is_diagram(info, source) {
            return Some(self.diagram(diagram::draw(source, self.fence.id, self.locale)));
        }
        let contract = contract::preview(info, source, self.fence.id, self.locale)?;
        Some(self.contract(contract))
    }

    /// A fence that still grows.
    pub(super) fn pending(&self, info: &str) -> Figure {
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

    /// The source as a listing.
    pub(super) fn code(&self) -> Figure {
        let name = escape::visible(self.name());
        let label = if name.is_empty() {
            self.locale.page_code()
        } else {
            &name
        };
        let markup = html! {
            figure.code id=(self.fence.id) {
                figcaption { span { (label) } (self.tools(&[("copy", self.locale.page_copy())])) }
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
        let name = diagram.text.as_ref().map(|text| text.name.as_str());
        let name = name
            .or(diagram.family.as_deref())
            .map_or_else(|| self.locale.page_diagram().into(), escape::visible);
        let sentences = diagram
            .text
            .as_ref()
            .map_or(&[][..], |text| &text.sentences);
        let description = (!sentences.is_empty()).then(|| format!("{}-text", self.fence.id));
        let markup = html! {
            figure.diagram data-testid="diagram" data-state=(diagram.state.name()) id=(self.fence.id) {
                figcaption {
                    span.chip {
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
                    div.diagram-canvas role="img" aria-label=(name) aria-describedby=[&description] {
                        (PreEscaped(svg))
                    }
                }
                details.diagram-source open[!drawn] {
                    summary { (self.locale.page_source()) }
                    @if !diagram.repairs.is_empty() {
                        ul.repairs { @for repair in &diagram.repairs { li { (escape::visible(repair)) } } }
                    }
                    @if diagram.state == DiagramState::Ok { (self.messages(&diagram.problems)) }
                    @if drawn && let Some(id) = &description {
                        ul.diagram-text id=(id) { @for text in sentences { li { (escape::visible(text)) } } }
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
                    span.chip { (contract.kind) " " (escape::visible(&contract.version)) }
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
                (contract.html)
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
                     aria-describedby=\"f-1-1-text\"><svg></svg>",
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
        };
        let fence = fence("yaml", "openapi: 3.1.0\n", false);
        let valid = framed(&fence, Surface::App, |frame| {
            frame.contract(made(ContractState::Ok, Vec::new()))
        });
        for part in [
            "data-kind=\"openapi\" data-state=\"ok\"",
            "openapi 3.1.0",
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
}
