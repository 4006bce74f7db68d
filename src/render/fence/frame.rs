//! How a figure looks: its caption, its findings, its buttons and its source. Nothing is drawn, judged or
//! remembered here.

use std::collections::HashSet;

use maud::{Markup, PreEscaped, html};

use super::{Fence, Figure, Kind};
use crate::{
    domain::{
        locale::Locale,
        preview::Contents,
        problem::{Problem, ProblemKind, Severity},
    },
    render::{
        contract::{self, Contract, ContractState, Extent},
        diagram::{self, Diagram, DiagramState},
        escape,
        highlight::{self, Language},
        markdown::Surface,
    },
};

/// Sources longer than this are not coloured: colours double what the page must hold.
const LONG: usize = 256 * 1024;
/// More findings than this are counted, not listed.
const MAX_LISTED: usize = 100;

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
        let extent = match self.surface {
            Surface::App => Extent::Closed,
            Surface::File => Extent::Whole,
        };
        let contract = contract::preview(info, source, self.fence.id, self.locale, extent)?;
        Some(self.contract(contract))
    }

    /// A fence that still grows.
    pub(super) fn pending(&self, info: &str) -> Figure {
        let source = self.fence.source;
        let lines = highlight::lines(source, Language::named(self.name()));
        let waiting = html! { span.chip.pending { (self.locale.page_pending()) } };
        let markup = if diagram::is_diagram(info, source) {
            html! {
                figure.diagram data-testid="diagram" data-state="pending" id=(self.fence.id) {
                    figcaption { span.chip { (self.locale.page_diagram()) } (waiting) }
                    (self.growing(&lines))
                }
            }
        } else if let Some(kind) = contract::likely_kind(info, source) {
            html! {
                figure.contract data-testid="contract" data-kind=(kind) data-state="pending"
                    id=(self.fence.id) {
                    figcaption { span.chip { (contract::label(kind)) } (waiting) }
                    (self.growing(&lines))
                }
            }
        } else {
            self.captioned(&self.growing(&lines))
        };
        let html = markup.into_string();
        // Texts are escaped: the last such tag is the listing's.
        let end = html.rfind("</code>").unwrap_or(html.len());
        let length: usize = lines.iter().map(String::len).sum();
        Figure {
            html,
            listing: end.saturating_sub(length)..end,
            lines,
            ..Figure::default()
        }
    }

    /// The source as a listing.
    pub(super) fn code(&self) -> Figure {
        Figure {
            html: self.captioned(&self.listing()).into_string(),
            ..Figure::default()
        }
    }

    fn captioned(&self, listing: &Markup) -> Markup {
        let name = escape::visible(self.name());
        let label = if name.is_empty() {
            self.locale.page_code()
        } else {
            &name
        };
        html! {
            figure.code id=(self.fence.id) {
                figcaption { span { (label) } (self.tools(&[("copy", self.locale.page_copy())])) }
                (listing)
            }
        }
    }

    /// A fence that is closed and not drawn yet, with the drawing that stood there before.
    pub(super) fn waiting(&self, kind: Kind, last: Option<&str>) -> Figure {
        let inner = html! {
            span.chip.pending { (self.locale.page_drawing()) }
        };
        let markup = match kind {
            Kind::Diagram => html! {
                figure.diagram data-testid="diagram" data-state="pending" id=(self.fence.id) {
                    figcaption { span.chip { (self.locale.page_diagram()) } (inner) }
                    @match last {
                        Some(drawing) => (PreEscaped(drawing)),
                        None => div.figure-waits {},
                    }
                }
            },
            Kind::Contract(kind) => html! {
                figure.contract data-testid="contract" data-kind=(kind) data-state="pending"
                    id=(self.fence.id) {
                    figcaption { span.chip { (contract::label(kind)) } (inner) }
                    div.figure-waits {}
                }
            },
        };
        Figure {
            html: markup.into_string(),
            ..Figure::default()
        }
    }

    /// A fence that must not be drawn, because drawing it did not end.
    pub(super) fn given_up(&self, kind: Kind) -> Figure {
        let problems = vec![(0, ProblemKind::FigureAbandoned)];
        match kind {
            Kind::Diagram => self.diagram(Diagram::broken(problems)),
            Kind::Contract(kind) => self.contract(Contract::broken(kind, problems)),
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
        let canvas = diagram.svg.as_deref().filter(|_| drawn).map(|svg| {
            html! {
                div.diagram-canvas role="img" aria-label=(name) aria-describedby=[&description]
                    tabindex="0" { (PreEscaped(svg)) }
            }
            .into_string()
        });
        let canvas = canvas.unwrap_or_default();
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
                (PreEscaped(&canvas))
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
        let html = markup.into_string();
        // Texts are escaped: the first such tag is the one above.
        let end = html.find("<details").unwrap_or(html.len());
        Figure {
            html,
            drawing: end.saturating_sub(canvas.len())..end,
            problems: diagram.problems,
            contents: Contents {
                diagrams: u32::from(drawn),
                broken_diagrams: u32::from(!drawn),
                ..Contents::default()
            },
            ..Figure::default()
        }
    }

    fn contract(&self, contract: Contract) -> Figure {
        let previewed = contract.state != ContractState::Broken;
        let (notes, problems): (Vec<_>, Vec<_>) = contract
            .problems
            .iter()
            .cloned()
            .partition(|(_, kind)| is_note(kind));
        let count = problems.len();
        let long = self.surface == Surface::App && self.is_long();
        let tools = [
            ("copy-source", self.locale.page_copy()),
            ("download-source", self.locale.page_download_source()),
        ];
        let markup = html! {
            figure.contract data-testid="contract" data-kind=(contract.kind)
                data-state=(contract.state.name()) id=(self.fence.id) {
                figcaption {
                    span.chip { (escape::visible(&contract.specification(self.locale))) }
                    @if count == 0 && contract.state == ContractState::Ok {
                        span.chip.valid { (self.locale.page_valid()) }
                    } @else {
                        span.chip.problems { (self.locale.page_problem_count(count)) }
                    }
                    // They work on the source, which a long one's figure does not hold yet.
                    @if !long { (self.tools(&tools)) }
                }
                (self.messages(&problems))
                (contract.html)
                @if !notes.is_empty() {
                    details.figure-notes {
                        summary { (self.locale.page_notes(notes.len())) }
                        (self.messages(&notes))
                    }
                }
                details.contract-source id=[long.then(|| format!("{}-source", self.fence.id))]
                    open[!previewed && !self.is_long()] data-lazy[long] {
                    summary { (self.locale.page_source()) }
                    @if long { div {} } @else if previewed { (self.listing()) } @else { (self.numbered(&contract.problems)) }
                }
            }
        };
        Figure {
            html: markup.into_string(),
            problems: contract.problems,
            large: contract.large,
            long,
            contents: Contents {
                contracts: u32::from(previewed),
                operations: contract.operations,
                ..Contents::default()
            },
            ..Figure::default()
        }
    }

    /// The source of a contract whose figure was shown without it.
    pub(super) fn long_source(&self) -> Markup {
        let tools = [
            ("copy-source", self.locale.page_copy()),
            ("download-source", self.locale.page_download_source()),
        ];
        html! { (self.tools(&tools)) (self.listing()) }
    }

    /// Whether the source is so long that it is neither coloured nor shown before it is asked for.
    fn is_long(&self) -> bool {
        self.fence.source.len() > LONG
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
            tools.extend([("diagram-svg", "SVG"), ("diagram-png", "PNG")]);
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
                @let listed = &problems[..problems.len().min(MAX_LISTED)];
                ul.figure-problems {
                    @for (at, (line, kind)) in listed.iter().enumerate() {
                        (self.message(*line, kind, listed.get(at + 1).map(|(_, next)| next)))
                    }
                    @if problems.len() > listed.len() {
                        li { (self.locale.page_more_problems(problems.len() - listed.len())) }
                    }
                }
            }
        }
    }

    /// A finding. What can be done about it is said once for those that follow each other.
    fn message(&self, line: u32, kind: &ProblemKind, next: Option<&ProblemKind>) -> Markup {
        let problem = problem(kind);
        let hint = problem.hint(self.locale);
        let again = next.is_some_and(|next| self::problem(next).hint(self.locale) == hint);
        html! {
            li data-code=(problem.code()) data-severity=(problem.severity().name())
                title=[problem.pointer().filter(|it| !it.is_empty()).map(escape::visible)] {
                @if line > 0 { b { (self.locale.page_failing_line(line)) } " " }
                (escape::visible(&problem.message(self.locale)))
                @if !again { " " span.hint { (hint) } }
            }
        }
    }

    /// The source, highlighted.
    fn listing(&self) -> Markup {
        let language = Language::named(self.name()).filter(|_| !self.is_long());
        self.pre(&highlight::html(self.fence.source, language))
    }

    /// The source so far.
    fn growing(&self, lines: &[String]) -> Markup {
        self.pre(&lines.concat())
    }

    fn pre(&self, code: &str) -> Markup {
        html! {
            pre tabindex="0" {
                code data-language=[Language::named(self.name()).map(Language::name)] {
                    (PreEscaped(code))
                }
            }
        }
    }

    /// The source line by line, with the lines of errors marked. The numbers are in attributes, so that
    /// the text of the element stays the source. A long one is listed as it is: an element for each line
    /// makes it several times as large.
    fn numbered(&self, problems: &[(u32, ProblemKind)]) -> Markup {
        if self.is_long() {
            return self.listing();
        }
        let failing: HashSet<u32> = problems.iter().map(|(line, _)| *line).collect();
        html! {
            pre.numbered tabindex="0" {
                code {
                    @for (at, line) in (1_u32..).zip(self.fence.source.split_inclusive('\n')) {
                        span.line.failing[failing.contains(&at)] data-line=(at) { (PreEscaped(escape::text(line))) }
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

fn problem(kind: &ProblemKind) -> Problem {
    Problem {
        kind: kind.clone(),
        line: None,
        block: None,
    }
}

/// Whether a finding says that nothing is wrong: a contract with notes alone is valid.
fn is_note(kind: &ProblemKind) -> bool {
    let note = matches!(kind, ProblemKind::ContractRule { .. });
    note && problem(kind).severity() == Severity::Info
}

/// The drawing that a diagram had before an edit broke it.
pub(super) fn last_drawing(canvas: &str, locale: Locale) -> String {
    let markup = html! {
        div.last-drawing { p { (locale.page_last_drawing()) } (PreEscaped(canvas)) }
    };
    markup.into_string()
}

#[cfg(test)]
#[path = "frame_tests.rs"]
mod tests;
