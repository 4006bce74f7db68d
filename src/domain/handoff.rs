//! Hand-offs: the brief that another expert gets of a design, and the place of their answer in it.
//!
//! Both are made from what the design says, without asking a model. Which colleagues there are is the
//! persona's business ([`Boundary`]); this file knows only what kinds of them need what.

mod appendix;
mod excerpt;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use super::{
    design::{
        catalogue::{Basis, Catalogue},
        decision::{Decision, Part, Status},
        file_stem, lines,
    },
    locale::Locale,
    persona::Boundary,
};

pub use appendix::{attach, attached};

/// What a hand-off is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Material<'a> {
    /// The design's title; may be empty.
    pub title: &'a str,
    /// What was asked for, in words.
    pub brief: &'a str,
    /// The design's text.
    pub text: &'a str,
    /// The language to write in.
    pub locale: Locale,
}

/// What a colleague does, as far as it decides what they need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Craft {
    Data,
    Cloud,
    Security,
    Performance,
    General,
}

/// The words in a colleague's name that tell the craft.
const CRAFTS: [(Craft, &[&str]); 4] = [
    (Craft::Data, &["database", "data-", "dba", "数据"]),
    (
        Craft::Cloud,
        &[
            "cloud",
            "infra",
            "platform",
            "devops",
            "sre",
            "云",
            "基础设施",
        ],
    ),
    (
        Craft::Security,
        &["security", "audit", "compliance", "安全", "审计"],
    ),
    (Craft::Performance, &["performance", "性能"]),
];

impl Craft {
    fn of(colleague: &str) -> Self {
        let name = colleague.to_lowercase();
        let mut crafts = CRAFTS.iter();
        let known = crafts.find(|(_, words)| words.iter().any(|word| name.contains(word)));
        known.map_or(Self::General, |(craft, _)| *craft)
    }

    /// The topics and concepts of the sections that the colleague reads.
    fn topics(self) -> &'static [&'static str] {
        match self {
            Self::Data => &["data", "load", "consistency", "caching"],
            Self::Cloud => &[
                "load",
                "availability",
                "communication",
                "resilience",
                "technology",
                "deployment",
            ],
            Self::Security => &["auth", "compliance", "data"],
            Self::Performance => &["latency", "load", "flow", "caching", "resilience"],
            Self::General => &["boundary", "communication", "load"],
        }
    }

    /// How the diagrams begin that the colleague needs wherever they stand.
    fn diagrams(self) -> &'static [&'static str] {
        match self {
            Self::Data => &["erDiagram", "stateDiagram", "classDiagram"],
            Self::Cloud | Self::General => &["flowchart", "graph", "C4", "architecture"],
            Self::Security => &[
                "flowchart",
                "graph",
                "sequenceDiagram",
                "C4",
                "architecture",
            ],
            Self::Performance => &["sequenceDiagram"],
        }
    }

    fn tasks(self, locale: Locale) -> &'static str {
        match self {
            Self::Data => locale.handoff_task_data(),
            Self::Cloud => locale.handoff_task_cloud(),
            Self::Security => locale.handoff_task_security(),
            Self::Performance => locale.handoff_task_performance(),
            Self::General => locale.handoff_task_general(),
        }
    }
}

/// The name of a hand-off's file.
#[must_use]
pub fn file_name(title: &str, colleague: &str) -> String {
    let colleague = file_stem(colleague, "colleague");
    format!("{}-{colleague}.md", file_stem(title, "design"))
}

/// The brief for a colleague.
#[must_use]
pub fn brief(boundary: &Boundary, material: &Material<'_>) -> String {
    let t = material.locale;
    let craft = Craft::of(&boundary.colleague);
    let catalogue = Catalogue::read(material.text);
    let title = if material.title.is_empty() {
        t.handoff_doc_untitled()
    } else {
        material.title
    };
    let mut text = format!("# {}\n", t.handoff_doc_title(&boundary.colleague, title));
    let mut paragraph = |words: &str| {
        let _ = write!(text, "\n{words}\n");
    };
    paragraph(t.handoff_doc_intro());
    if !boundary.split.is_empty() {
        paragraph(&t.handoff_doc_split(&boundary.split));
    }
    let mut page = Page { text };
    page.section(t.handoff_doc_task(), craft.tasks(t));
    page.section(t.handoff_doc_asked(), &excerpt::demoted(material.brief, 3));
    page.section(t.handoff_doc_system(), &excerpt::opening(material.text));
    for table in tables(craft, &catalogue, t) {
        page.section(table.0, &table.1);
    }
    let excerpts = excerpt::excerpts(material.text, craft.topics(), t);
    page.section(t.handoff_doc_excerpts(), &excerpts);
    let diagrams = excerpt::diagrams(material.text, craft.diagrams(), &excerpts);
    page.section(t.handoff_doc_diagrams(), &diagrams);
    page.list(
        t.handoff_doc_decisions(),
        &decisions(&catalogue.decisions, t),
        t,
    );
    page.list(t.handoff_doc_assumptions(), &assumptions(&catalogue, t), t);
    page.list(t.handoff_doc_questions(), &items(&catalogue.questions), t);
    page.section(t.handoff_doc_answer(), t.handoff_reply_text());
    page.text
}

struct Page {
    text: String,
}

impl Page {
    /// A section; none when there is nothing to say.
    fn section(&mut self, title: &str, body: &str) {
        let body = body.trim();
        if !body.is_empty() {
            let _ = write!(self.text, "\n## {title}\n\n{body}\n");
        }
    }

    /// A section that also says that there is nothing.
    fn list(&mut self, title: &str, body: &str, locale: Locale) {
        let none = locale.handoff_doc_none();
        self.section(title, if body.is_empty() { none } else { body });
    }
}

/// The tables that a colleague needs, each with its title.
fn tables(craft: Craft, catalogue: &Catalogue, t: Locale) -> Vec<(&'static str, String)> {
    let services = || (t.handoff_doc_services(), services(catalogue, t));
    let stores = || (t.handoff_doc_stores(), stores(catalogue, t));
    let events = || (t.handoff_doc_events(), events(catalogue, t));
    let endpoints = || (t.handoff_doc_endpoints(), endpoints(catalogue, t));
    match craft {
        Craft::Data => vec![stores(), events()],
        Craft::Cloud => vec![services(), stores(), events()],
        Craft::Security => vec![services(), endpoints(), stores()],
        Craft::Performance => vec![services(), endpoints(), events()],
        Craft::General => vec![services(), endpoints(), events(), stores()],
    }
}

fn services(catalogue: &Catalogue, t: Locale) -> String {
    let header = [
        t.handoff_column_service(),
        t.handoff_column_responsibility(),
        t.handoff_column_consumes(),
        t.handoff_column_publishes(),
    ];
    let rows = catalogue.services.iter().map(|service| {
        [
            service.name.clone(),
            service.responsibility.clone(),
            service.consumes.join(", "),
            service.publishes.join(", "),
        ]
    });
    table(header, rows)
}

fn stores(catalogue: &Catalogue, t: Locale) -> String {
    let header = [t.handoff_column_data(), t.handoff_column_owner()];
    let stores = catalogue.stores().into_iter();
    table(header, stores.map(|store| [store.name, store.owner]))
}

fn events(catalogue: &Catalogue, t: Locale) -> String {
    let header = [
        t.handoff_column_event(),
        t.handoff_column_publishers(),
        t.handoff_column_consumers(),
    ];
    let rows = catalogue.events.iter().map(|event| {
        [
            event.name.clone(),
            event.publishers.join(", "),
            event.consumers.join(", "),
        ]
    });
    table(header, rows)
}

fn endpoints(catalogue: &Catalogue, t: Locale) -> String {
    let header = [t.handoff_column_method(), t.handoff_column_path()];
    let rows = catalogue.endpoints.iter();
    table(
        header,
        rows.map(|it| [it.method.clone(), format!("`{}`", it.path)]),
    )
}

/// A table; nothing without rows. Columns that are empty throughout are left out.
fn table<const N: usize>(header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let rows: Vec<_> = rows.collect();
    let columns: Vec<_> = (0..N)
        .filter(|at| rows.iter().any(|row| !row[*at].is_empty()))
        .collect();
    if columns.is_empty() {
        return String::new();
    }
    let line = |cells: &dyn Fn(usize) -> String| {
        let cells: Vec<_> = columns.iter().map(|at| cells(*at)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut text = line(&|at| header[at].to_owned());
    text.push_str(&line(&|_| "---".to_owned()));
    for row in &rows {
        text.push_str(&line(&|at| match row[at].as_str() {
            "" => "–".to_owned(),
            cell => cell.replace('|', "\\|"),
        }));
    }
    text
}

/// The decisions with their status, and what they decide in a line.
fn decisions(decisions: &[Decision], t: Locale) -> String {
    if decisions.is_empty() {
        return String::new();
    }
    let lines: Vec<_> = decisions.iter().map(|decision| line(decision, t)).collect();
    format!("{}\n\n{}", t.handoff_doc_decisions_hint(), items(&lines))
}

fn line(decision: &Decision, t: Locale) -> String {
    let title = match (decision.label.as_str(), decision.title.as_str()) {
        ("", title) => title.to_owned(),
        (label, "") => label.to_owned(),
        (label, title) => match t {
            Locale::En => format!("{label}: {title}"),
            Locale::Zh => format!("{label}：{title}"),
        },
    };
    let status = match (decision.status, decision.status_words()) {
        (Some(Status::Superseded(None)), None) => t.handoff_doc_superseded(),
        (_, Some(words)) => words,
        (_, None) => t.handoff_doc_unstated(),
    };
    let decided = decision.part(Part::Decision);
    let what = match decided.as_str() {
        "" => first_paragraph(&decision.part(Part::Text)),
        decided => first_paragraph(decided),
    };
    let (open, close, colon) = match t {
        Locale::En => (" (", ")", ": "),
        Locale::Zh => ("（", "）", "："),
    };
    let colon = if what.is_empty() { "" } else { colon };
    format!("**{title}**{open}{status}{close}{colon}{what}")
}

fn first_paragraph(text: &str) -> String {
    let lines = text.lines().take_while(|line| !line.trim().is_empty());
    let lines: Vec<_> = lines.map(str::trim).collect();
    lines.join(" ")
}

fn assumptions(catalogue: &Catalogue, t: Locale) -> String {
    let colon = if t == Locale::Zh { "：" } else { ": " };
    let lines: Vec<_> = catalogue
        .assumptions
        .iter()
        .map(|assumption| {
            let basis = match assumption.basis {
                Basis::Given => t.handoff_basis_given(),
                Basis::Inferred => t.handoff_basis_inferred(),
                Basis::Assumed => t.handoff_basis_assumed(),
            };
            format!("**{basis}**{colon}{}", assumption.text)
        })
        .collect();
    items(&lines)
}

fn items(lines: &[String]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| format!("- {line}")).collect();
    lines.join("\n")
}
