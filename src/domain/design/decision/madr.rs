//! Decisions as files of their own, in the form of MADR 4 (Markdown Any Decision Records).
//!
//! The names of the sections are MADR's, in English, because tools look for them; the words below them are
//! the design's.

use std::fmt::Write as _;

use super::{Decision, Part, Status, read};
use crate::domain::{calendar, design::Design, front_matter, locale::Locale};

/// A decision as a file; `date` is the day (`2025-03-14`) for one that does not say when it was taken.
#[must_use]
pub fn madr(decision: &Decision, locale: Locale, date: &str) -> String {
    let own_date = decision.part(Part::Date);
    let date = if own_date.is_empty() {
        date
    } else {
        own_date.as_str()
    };
    let mut fields = vec![("status", status(decision)), ("date", one_line(date))];
    let deciders = decision.part(Part::Deciders);
    if !deciders.is_empty() {
        fields.push(("decision-makers", one_line(&deciders)));
    }
    let fields: Vec<_> = fields
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    let mut text = front_matter::write(&fields);
    let _ = writeln!(text, "\n# {}", one_line(&decision.title));
    let unsaid = match locale {
        Locale::En => "The design does not say.",
        Locale::Zh => "设计中没有说明。",
    };
    let mut problem = context(decision);
    if problem.is_empty() {
        problem = unsaid.to_owned();
    }
    section(&mut text, "## Context and Problem Statement", &problem);
    section(
        &mut text,
        "## Decision Drivers",
        &decision.part(Part::Drivers),
    );
    section(&mut text, "## Considered Options", &options(decision));
    section(&mut text, "## Decision Outcome", &outcome(decision, locale));
    section(&mut text, "### Consequences", &consequences(decision));
    section(
        &mut text,
        "### Confirmation",
        &decision.part(Part::Confirmation),
    );
    section(&mut text, "## More Information", &more(decision));
    text
}

/// The name of a decision's file: `0001-title.md`.
#[must_use]
pub fn file_name(decision: &Decision) -> String {
    let slug = super::super::file_stem(&decision.title, "decision");
    format!("{:04}-{slug}.md", decision.number.unwrap_or(0))
}

/// All decisions of a design as files: their names, each once, and what they hold.
#[must_use]
pub fn files(design: &Design) -> Vec<(String, String)> {
    let date = calendar::date(design.updated);
    let mut files: Vec<(String, String)> = Vec::new();
    for decision in read(&design.text) {
        let name = file_name(&decision);
        let stem = name.trim_end_matches(".md");
        let mut names = (2..).map(|copy| format!("{stem}-{copy}.md"));
        let is_taken = |name: &String| files.iter().any(|(other, _)| other == name);
        let name = if is_taken(&name) {
            names.find(|name| !is_taken(name)).unwrap_or_default()
        } else {
            name
        };
        files.push((name, madr(&decision, design.locale, &date)));
    }
    files
}

/// The status as MADR says it; in English, for tools.
fn status(decision: &Decision) -> String {
    match decision.status {
        Some(Status::Superseded(Some(number))) => format!("superseded by ADR-{number:04}"),
        Some(status) => status.name().to_owned(),
        None => decision
            .status_words()
            .map_or_else(|| "proposed".to_owned(), one_line),
    }
}

fn section(text: &mut String, heading: &str, body: &str) {
    if !body.is_empty() {
        let _ = writeln!(text, "\n{heading}\n\n{body}");
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The context; of a decision without fields, all that it says.
fn context(decision: &Decision) -> String {
    let context = decision.part(Part::Context);
    let text = decision.part(Part::Text);
    if has(decision, Part::Decision) || context.is_empty() {
        return joined(&[text, context]);
    }
    context
}

fn outcome(decision: &Decision, locale: Locale) -> String {
    let title = one_line(&decision.title);
    let chosen = match locale {
        Locale::En => format!("Chosen option: \"{title}\"."),
        Locale::Zh => format!("选定方案：“{title}”。"),
    };
    joined(&[
        chosen,
        decision.part(Part::Decision),
        decision.part(Part::Rationale),
    ])
}

/// What was chosen, then what was not.
fn options(decision: &Decision) -> String {
    let alternatives = decision.part(Part::Alternatives);
    if alternatives.is_empty() {
        return String::new();
    }
    let chosen = one_line(&decision.title);
    // One list: with the marks of the one that is there.
    let first = alternatives.lines().next().unwrap_or_default();
    match first.chars().next().filter(|mark| "-*+".contains(*mark)) {
        Some(mark) if is_item(first) => format!("{mark} {chosen}\n{alternatives}"),
        _ => format!("* {chosen}\n* {}", indented(&alternatives)),
    }
}

fn consequences(decision: &Decision) -> String {
    let mut items = Vec::new();
    for (part, word) in [(Part::Gain, "Good"), (Part::Cost, "Bad")] {
        let value = decision.part(part);
        if !value.is_empty() {
            items.push(format!("* {word}, because {}", indented(&value)));
        }
    }
    joined(&[decision.part(Part::Consequences), items.join("\n")])
}

fn more(decision: &Decision) -> String {
    let mut parts = Vec::new();
    if !decision.supersedes.is_empty() {
        let numbers = decision.supersedes.iter();
        let numbers: Vec<_> = numbers.map(|number| format!("ADR-{number:04}")).collect();
        parts.push(format!("Supersedes {}.", numbers.join(", ")));
    }
    for field in &decision.fields {
        let told = matches!(field.part, Part::Revisit | Part::Other);
        if told && !field.value.is_empty() {
            parts.push(format!("**{}**: {}", field.name, field.value));
        }
    }
    if has(decision, Part::Context) && !has(decision, Part::Decision) {
        parts.push(decision.part(Part::Text));
    }
    joined(&parts)
}

fn has(decision: &Decision, part: Part) -> bool {
    decision.fields.iter().any(|field| field.part == part)
}

fn is_item(line: &str) -> bool {
    super::lines::list_item(line).is_some()
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n  ")
}

fn joined(parts: &[String]) -> String {
    let parts = parts.iter().filter(|part| !part.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join("\n\n")
}
