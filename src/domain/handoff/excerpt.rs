//! What of a design's text goes into a hand-off: the sections on a colleague's topics, and diagrams.

use std::{fmt::Write as _, ops::Range};

use super::lines::{self, Kind, Line};
use crate::domain::{
    design::{
        decision,
        outline::{concepts_in, mentions, without_number},
    },
    locale::Locale,
};

const TOPICS: &str = include_str!("../../../content/persona/topics.txt");

/// A listing of more lines than this is for those who build, not for those who are handed over to.
const LONGEST_LISTING: usize = 40;

/// The sections whose headings are about one of the topics, with their headings at the third level and
/// below; decisions are told elsewhere.
pub(super) fn excerpts(text: &str, topics: &[&str], locale: Locale) -> String {
    let lines = lines::lines(text);
    let decisions: Vec<_> = decision::read(text)
        .into_iter()
        .map(|decision| decision.range)
        .collect();
    let mut excerpts = String::new();
    for picked in picked(&lines, topics) {
        let kept: Vec<_> = lines[picked.clone()]
            .iter()
            .filter(|line| {
                !decisions
                    .iter()
                    .any(|range| range.contains(&line.range.start))
            })
            .cloned()
            .collect();
        let says_something = kept.iter().skip(1).any(|line| !line.is_blank());
        if says_something {
            let said = shortened(&kept, locale);
            let said = said.trim_end();
            // The rule between two sections belongs to neither.
            excerpts.push_str(said.strip_suffix("\n---").unwrap_or(said).trim_end());
            excerpts.push_str("\n\n");
        }
    }
    excerpts.trim_end().to_owned()
}

/// The lines of the outermost sections that are about one of the topics. The document itself is none.
fn picked(lines: &[Line<'_>], topics: &[&str]) -> Vec<Range<usize>> {
    let mut picked: Vec<Range<usize>> = Vec::new();
    for section in lines::sections(lines) {
        let inside = picked
            .iter()
            .any(|outer| outer.contains(&section.lines.start));
        let foreign = lines::colleague_of_appendix(section.title).is_some();
        let concepts = concepts_in(section.title);
        let about = topics
            .iter()
            .any(|topic| concepts.contains(topic) || is_about(section.title, topic));
        let holds_all = section.lines.len() * 2 > lines.len() && section.level == 1;
        let testing = concepts.contains(&"testing");
        if about && !inside && !foreign && !holds_all && !testing {
            picked.push(section.lines);
        }
    }
    picked
}

/// Whether a heading is about a topic of `content/persona/topics.txt`.
fn is_about(title: &str, topic: &str) -> bool {
    let title = title.to_lowercase();
    let known = TOPICS.lines().filter(|line| !line.starts_with('#'));
    let words = known
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| *name == topic);
    words.is_some_and(|(_, words)| words.split(',').any(|word| mentions(&title, word.trim())))
}

/// Lines with their headings lowered and without long listings.
fn shortened(lines: &[Line<'_>], locale: Locale) -> String {
    let top = lines.first().map_or(1, |line| match line.kind {
        Kind::Heading(level, _) => level,
        _ => 1,
    });
    let mut text = String::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        match line.kind {
            Kind::Heading(level, title) => {
                let level = usize::from((level.saturating_sub(top) + 3).min(6));
                let _ = writeln!(text, "{} {}", "#".repeat(level), without_number(title));
            }
            Kind::Open(info) => {
                let body = lines[at + 1..]
                    .iter()
                    .take_while(|line| line.kind == Kind::Code)
                    .count();
                if body > LONGEST_LISTING && !info.starts_with("mermaid") {
                    let _ = writeln!(text, "*{}*", locale.handoff_doc_left_out(body));
                    at += body + 2;
                    continue;
                }
                let _ = writeln!(text, "{}", line.text);
            }
            _ => {
                let _ = writeln!(text, "{}", line.text);
            }
        }
        at += 1;
    }
    closed(text)
}

/// A text with its headings at `level` and below, so that it fits into a section.
pub(super) fn demoted(text: &str, level: u8) -> String {
    let lines = lines::lines(text);
    let levels = lines.iter().filter_map(|line| match line.kind {
        Kind::Heading(level, _) => Some(level),
        _ => None,
    });
    let top = levels.min().unwrap_or(level);
    let mut demoted = String::with_capacity(text.len());
    for line in &lines {
        match line.kind {
            Kind::Heading(own, title) => {
                let level = usize::from((own - top + level).min(6));
                let _ = writeln!(demoted, "{} {title}", "#".repeat(level));
            }
            // The line above would become a heading.
            Kind::Text if is_underline(line.text) => demoted.push_str("***\n"),
            _ => {
                let _ = writeln!(demoted, "{}", line.text);
            }
        }
    }
    closed(demoted).trim().to_owned()
}

/// Whether a line would make a heading of a paragraph above it.
fn is_underline(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty()
        && (line.bytes().all(|byte| byte == b'-') || line.bytes().all(|byte| byte == b'='))
}

/// A text that leaves nothing open.
fn closed(mut text: String) -> String {
    if let Some(marks) = lines::closing(&text) {
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&marks);
        text.push('\n');
    }
    text
}

/// The first paragraph below the document's title.
pub(super) fn opening(text: &str) -> String {
    let lines = lines::lines(text);
    let title = lines
        .iter()
        .position(|line| matches!(line.kind, Kind::Heading(1, _)));
    let Some(title) = title else {
        return String::new();
    };
    let said = lines[title + 1..].iter().skip_while(|line| line.is_blank());
    let paragraph = said.take_while(|line| !line.is_blank() && line.kind == Kind::Text);
    let paragraph: Vec<_> = paragraph.map(|line| line.text.trim()).collect();
    paragraph.join("\n")
}

/// The diagrams of these families that the excerpts do not show, each below the heading that it stands
/// under.
pub(super) fn diagrams(text: &str, families: &[&str], shown: &str) -> String {
    let lines = lines::lines(text);
    let mut diagrams = String::new();
    let mut heading = "";
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        match line.kind {
            Kind::Heading(_, title) => heading = without_number(title),
            Kind::Open(info) if info.starts_with("mermaid") => {
                let body = lines[at..]
                    .iter()
                    .take_while(|line| line.kind == Kind::Code);
                let body: Vec<_> = body.map(|line| line.text).collect();
                at += body.len();
                let source = body.join("\n");
                let wanted = families
                    .iter()
                    .any(|family| source.trim_start().starts_with(family));
                if wanted && !shown.contains(&source) {
                    let _ = write!(diagrams, "### {heading}\n\n```mermaid\n{source}\n```\n\n");
                }
            }
            _ => {}
        }
    }
    diagrams
}
