//! Finished sections in short, for a model that cannot hold them: what later sections must agree with.
//!
//! Facts are whole lines, gathered by importance, and as many are taken as there is room for: the headings,
//! then names of operations, events and states, decisions, the first columns of tables, first sentences.
//! The same text and budget give the same digest. Nothing is ever cut inside a fence: fences are read and
//! not quoted. This file must not know what the sections are.

use super::prompt::tokens;
use crate::domain::design::section::{Section, sections};

/// What a digest says of one section, the most important first.
#[derive(Debug, Default)]
struct Facts<'text> {
    heading: &'text str,
    /// Names that contracts and diagrams define.
    names: Vec<String>,
    decisions: Vec<String>,
    tables: Vec<String>,
    sentence: Option<String>,
    subsections: Vec<String>,
}

/// A kind of facts by its importance.
#[derive(Clone, Copy)]
struct Kind(usize);

/// How many kinds of facts there are, beside the heading.
const KINDS: usize = 5;
/// The longest fact, in characters.
const LONGEST: usize = 240;

impl Facts<'_> {
    fn of(&self, kind: Kind) -> &[String] {
        match kind.0 {
            0 => &self.names,
            1 => &self.decisions,
            2 => &self.tables,
            3 => self.sentence.as_slice(),
            _ => &self.subsections,
        }
    }
}

/// The finished sections of a text in at most so many tokens: all of their text where that fits.
#[must_use]
pub fn digest(text: &str, budget: u64) -> String {
    let finished: Vec<Section<'_>> = sections(text)
        .into_iter()
        .filter(|section| !section.is_opening)
        .collect();
    let Some(first) = finished.first() else {
        return String::new();
    };
    let whole = text[first.start..].trim_end();
    if tokens(whole) <= budget {
        return whole.to_owned();
    }
    let facts: Vec<Facts<'_>> = finished.iter().map(facts_of).collect();
    let mut taken: Vec<Vec<&str>> = vec![Vec::new(); facts.len()];
    let mut shown = vec![false; facts.len()];
    let mut left = budget;
    // A line costs itself, its end and what rounding hides.
    let mut spend = |line: &str| {
        let cost = tokens(line) + 1;
        let fits = cost <= left;
        left -= if fits { cost } else { 0 };
        fits
    };
    for (section, facts) in facts.iter().enumerate() {
        shown[section] = spend(facts.heading);
    }
    // The most important kind of every section comes before the next kind of any.
    for kind in (0..KINDS).map(Kind) {
        for (section, facts) in facts.iter().enumerate().filter(|(at, _)| shown[*at]) {
            for fact in facts.of(kind) {
                if spend(fact) {
                    taken[section].push(fact);
                }
            }
        }
    }
    let mut digest = String::new();
    for (section, facts) in facts.iter().enumerate().filter(|(at, _)| shown[*at]) {
        digest.push_str(facts.heading);
        digest.push('\n');
        for line in &taken[section] {
            digest.push_str(line);
            digest.push('\n');
        }
    }
    digest.truncate(digest.trim_end().len());
    digest
}

fn facts_of<'text>(section: &Section<'text>) -> Facts<'text> {
    let heading = section.text.lines().next().unwrap_or_default();
    let mut facts = Facts {
        heading,
        ..Facts::default()
    };
    let mut lines = section.text.lines().skip(1).peekable();
    let mut above: Option<&str> = None;
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        if let Some(mark) = fence_mark(start) {
            let info = start[mark.len()..].trim().to_lowercase();
            let content: Vec<&str> = lines
                .by_ref()
                .take_while(|line| !closes(line, mark))
                .collect();
            let names = names_in(&info, &content);
            facts.names.extend(listed("", names));
        } else if let Some(title) = start.strip_prefix("### ") {
            let is_decision = title.to_uppercase().starts_with("ADR");
            let list = match is_decision {
                true => &mut facts.decisions,
                false => &mut facts.subsections,
            };
            list.push(clip(&format!("- {title}")));
        } else if start.starts_with('|') {
            let mut column = vec![first_cell(start)];
            while let Some(row) = lines.next_if(|row| row.trim_start().starts_with('|')) {
                let cell = first_cell(row.trim_start());
                if !cell.is_empty() && cell.chars().any(char::is_alphanumeric) {
                    column.push(cell);
                }
            }
            let title = column.remove(0);
            facts.tables.extend(listed(title, unique(column)));
        } else if facts.sentence.is_none() && is_prose(start) && above.is_none_or(str::is_empty) {
            facts.sentence = Some(clip(first_sentence(start)));
        }
        above = Some(line.trim());
    }
    facts
}

fn fence_mark(line: &str) -> Option<&str> {
    ['`', '~'].into_iter().find_map(|mark| {
        let length = line.len() - line.trim_start_matches(mark).len();
        (length >= 3).then(|| &line[..length])
    })
}

fn closes(line: &str, mark: &str) -> bool {
    let line = line.trim();
    line.starts_with(mark) && line.trim_start_matches(&mark[..1]).is_empty()
}

fn is_prose(line: &str) -> bool {
    line.starts_with(|first: char| first.is_alphanumeric() || "*“\"《「`".contains(first))
        && !line.starts_with("* ")
        && !line.starts_with("---")
}

/// The first sentence of a line.
fn first_sentence(line: &str) -> &str {
    let end = line
        .char_indices()
        .find(|(at, c)| match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => line[at + 1..].starts_with(' '),
            _ => false,
        })
        .map_or(line.len(), |(at, c)| at + c.len_utf8());
    &line[..end]
}

fn first_cell(row: &str) -> &str {
    let row = row.trim_start_matches('|');
    let cell = row.split('|').next().unwrap_or_default();
    cell.trim().trim_matches(['*', '`'])
}

/// Names in lines that are short enough each.
fn listed(title: &str, names: Vec<&str>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for name in names {
        if line.chars().count() + name.chars().count() > LONGEST - 40 && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        match (line.is_empty(), title.is_empty()) {
            (true, true) => line.push_str("- "),
            (true, false) => line = format!("- {title}: "),
            (false, _) => line.push_str(", "),
        }
        line.push_str(&clip(name));
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn clip(text: &str) -> String {
    super::sketch::clipped(text, LONGEST)
}

fn unique(names: Vec<&str>) -> Vec<&str> {
    let mut seen = Vec::with_capacity(names.len());
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

/// The names that a contract or a diagram defines.
fn names_in<'text>(info: &str, lines: &[&'text str]) -> Vec<&'text str> {
    let is = |start: &str| {
        lines
            .iter()
            .any(|line| line.trim_start().starts_with(start))
    };
    let names = match info {
        "mermaid" if is("stateDiagram") => states(lines),
        "mermaid" if is("sequenceDiagram") => after(lines, &["participant ", "actor "]),
        "graphql" => after(lines, &["type ", "input ", "enum ", "interface ", "union "]),
        "protobuf" | "proto" => after(lines, &["service ", "rpc ", "message "]),
        "yaml" | "yml" if is("asyncapi") => keys(lines, &["channels:", "messages:"]),
        "yaml" | "yml" if is("openapi") || is("swagger") => operations(lines),
        "sql" => after(lines, &["CREATE TABLE ", "create table "]),
        _ => Vec::new(),
    };
    unique(names)
}

/// What follows one of these words at the start of a line, up to the end of the name.
fn after<'text>(lines: &[&'text str], words: &[&str]) -> Vec<&'text str> {
    let name = |line: &&'text str| {
        let line = line.trim_start();
        let rest = words.iter().find_map(|word| line.strip_prefix(word))?;
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c)));
        Some(&rest[..end.unwrap_or(rest.len())]).filter(|name| !name.is_empty())
    };
    lines.iter().filter_map(name).collect()
}

/// The states that transitions name.
fn states<'text>(lines: &[&'text str]) -> Vec<&'text str> {
    let ends = lines.iter().filter_map(|line| line.split_once("-->"));
    ends.flat_map(|(from, to)| [from, to.split(':').next().unwrap_or_default()])
        .map(str::trim)
        .filter(|state| !state.is_empty() && *state != "[*]")
        .collect()
}

/// Paths of an OpenAPI description, and the names of its operations.
fn operations<'text>(lines: &[&'text str]) -> Vec<&'text str> {
    let name = |line: &&'text str| {
        let line = line.trim();
        let path = line.starts_with('/').then(|| line.trim_end_matches(':'));
        path.or_else(|| line.strip_prefix("operationId:").map(str::trim))
    };
    lines.iter().filter_map(name).collect()
}

/// The keys directly under these keys of a YAML document.
fn keys<'text>(lines: &[&'text str], parents: &[&str]) -> Vec<&'text str> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    let mut parent: Option<(usize, Option<usize>)> = None;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let at = depth(line);
        match &mut parent {
            Some((outer, _)) if at <= *outer => parent = None,
            Some((_, inner)) if inner.is_none_or(|inner| inner == at) => {
                *inner = Some(at);
                found.extend(line.trim().strip_suffix(':'));
            }
            _ => {}
        }
        if parent.is_none() && parents.contains(&line.trim()) {
            parent = Some((at, None));
        }
    }
    found
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    const TEXT: &str = "# T\n\nIntro.\n\n## Services\n\nThree services share nothing. More.\n\n| Service | Owns |\n|---|---|\n| Orders | orders |\n| **Stock** | items |\n\n## API\n\n```yaml\nopenapi: 3.1.0\npaths:\n  /orders:\n    post:\n      operationId: placeOrder\n  /orders/{id}:\n    get:\n      operationId: getOrder\n```\n\n```yaml\nasyncapi: 3.0.0\nchannels:\n  orders:\n    address: o\n  stock:\n    address: s\n```\n\n```mermaid\nstateDiagram-v2\n  [*] --> Placed\n  Placed --> Paid: pay\n```\n\n### Errors\n\nProblem details.\n\n## Decisions\n\n### ADR-1: Kafka\n\n- **Status**: accepted\n";

    #[test]
    fn what_later_sections_must_agree_with_is_kept() {
        assert_eq!(
            digest(TEXT, 90),
            "## Services\n- Service: Orders, Stock\nThree services share nothing.\n## API\n- /orders, placeOrder, /orders/{id}, getOrder\n- orders, stock\n- Placed, Paid\nProblem details.\n- Errors\n## Decisions\n- ADR-1: Kafka"
        );
        let whole = digest(TEXT, 1_000);
        assert!(whole.starts_with("## Services\n\nThree") && whole.ends_with("accepted"));
    }

    #[test]
    fn the_most_important_stays_when_room_is_short() {
        assert_eq!(
            digest(TEXT, 28),
            "## Services\n## API\n- /orders, placeOrder, /orders/{id}, getOrder\n- Errors\n## Decisions"
        );
        assert_eq!(digest(TEXT, 4), "## Services");
        assert_eq!(digest(TEXT, 0), "");
        assert_eq!(digest("# T\n\nIntro.\n", 100), "");
    }

    #[test]
    fn every_digest_of_every_transcript_is_within_its_budget() {
        for text in crate::domain::plan::transcripts() {
            for budget in [0, 10, 50, 200, 700, 2_000, 5_000, 20_000] {
                let digest = digest(text, budget);
                assert!(tokens(&digest) <= budget, "{budget}");
                if tokens(text) > budget {
                    assert!(!digest.contains("```"), "{digest}");
                }
            }
        }
    }
}
