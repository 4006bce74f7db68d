//! What real models answered to the persona, and what a reader must find of it in a rendered document.
//!
//! Read here line by line and without a Markdown parser, so that the product's own is not its judge.

/// The answers under `tests/fixtures/transcripts`.
pub const ALL: [Transcript; 5] = [
    Transcript {
        name: "a1",
        text: include_str!("../../tests/fixtures/transcripts/a1.md"),
    },
    Transcript {
        name: "b1",
        text: include_str!("../../tests/fixtures/transcripts/b1.md"),
    },
    Transcript {
        name: "c1",
        text: include_str!("../../tests/fixtures/transcripts/c1.md"),
    },
    Transcript {
        name: "d1",
        text: include_str!("../../tests/fixtures/transcripts/d1.md"),
    },
    Transcript {
        name: "d2",
        text: include_str!("../../tests/fixtures/transcripts/d2.md"),
    },
];

/// A model's answer.
#[derive(Debug, Clone, Copy)]
pub struct Transcript {
    /// The file's name without its extension.
    pub name: &'static str,
    /// Markdown as the model sent it.
    pub text: &'static str,
}

/// A line of an answer.
enum Line<'a> {
    Prose(&'a str),
    Opening(&'a str),
    Code(&'a str),
    Closing,
}

impl Transcript {
    /// The answer of that name.
    ///
    /// # Panics
    /// When there is none: a misspelt name in a test.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let found = ALL.into_iter().find(|transcript| transcript.name == name);
        found.unwrap_or_else(|| panic!("no transcript is called {name}"))
    }

    /// The answer proper: what a model thinks aloud before it is no part of the design.
    #[must_use]
    pub fn answer(&self) -> &'static str {
        let parts = self.text.split_once("</think>");
        parts.map_or(self.text, |(_, answer)| answer)
    }

    /// Level and text of every heading outside code, in order.
    #[must_use]
    pub fn headings(&self) -> Vec<(usize, String)> {
        self.lines()
            .filter_map(|line| match line {
                Line::Prose(text) => heading(text),
                _ => None,
            })
            .collect()
    }

    /// How many second-level headings there are.
    #[must_use]
    pub fn sections(&self) -> usize {
        let headings = self.headings();
        headings.iter().filter(|(level, _)| *level == 2).count()
    }

    /// How many code fences hold a Mermaid diagram.
    #[must_use]
    pub fn diagrams(&self) -> usize {
        let codes = self.codes();
        let drawn = |(info, code): &&(&str, String)| {
            info.starts_with("mermaid")
                || info.is_empty() && code.trim_start().starts_with("sequenceDiagram")
        };
        codes.iter().filter(drawn).count()
    }

    /// How many operations the OpenAPI contracts have.
    #[must_use]
    pub fn operations(&self) -> usize {
        let codes = self.codes();
        let contracts = codes
            .iter()
            .filter(|(_, code)| code.starts_with("openapi:") || code.contains("\"openapi\":"));
        contracts
            .flat_map(|(_, code)| code.lines())
            .filter(|line| is_operation(line))
            .count()
    }

    /// The letters and digits of every line and of every table's cell, as a reader sees them: list
    /// marks and lines with links are left out.
    #[must_use]
    pub fn passages(&self) -> Vec<String> {
        let mut passages = Vec::new();
        for line in self.lines() {
            match line {
                Line::Prose(text) if text.contains("](") => {}
                Line::Prose(text) if text.trim_start().starts_with('|') => {
                    passages.extend(text.split('|').map(letters));
                }
                Line::Prose(text) => passages.push(letters(without_mark(text))),
                Line::Code(text) => passages.push(letters(text)),
                Line::Opening(_) | Line::Closing => {}
            }
        }
        passages.retain(|passage| !passage.is_empty());
        passages
    }

    /// The info string and the content of every fence.
    fn codes(&self) -> Vec<(&'static str, String)> {
        let mut codes: Vec<(&str, String)> = Vec::new();
        for line in self.lines() {
            match line {
                Line::Opening(info) => codes.push((info, String::new())),
                Line::Code(text) => {
                    if let Some((_, code)) = codes.last_mut() {
                        code.push_str(text);
                        code.push('\n');
                    }
                }
                Line::Prose(_) | Line::Closing => {}
            }
        }
        codes
    }

    fn lines(&self) -> impl Iterator<Item = Line<'static>> {
        let mut fenced = false;
        self.answer().lines().map(move |line| {
            match (fenced, line.trim_start().strip_prefix("```")) {
                (false, Some(info)) => {
                    fenced = true;
                    Line::Opening(info.trim())
                }
                (true, Some(_)) => {
                    fenced = false;
                    Line::Closing
                }
                (true, None) => Line::Code(line),
                (false, None) => Line::Prose(line),
            }
        })
    }
}

/// The letters and digits of a text: what rendering keeps whatever it does to the rest.
#[must_use]
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a rendered text ends as that text does. The last letters are enough: the product shows text in
/// order.
#[must_use]
pub fn ends_alike(shown: &str, text: &str) -> bool {
    let all: Vec<char> = letters(text).chars().collect();
    let end: String = all[all.len().saturating_sub(40)..].iter().collect();
    letters(shown).ends_with(&end)
}

fn heading(line: &str) -> Option<(usize, String)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let plain = text.strip_prefix(' ')?.trim().replace(['*', '`'], "");
    (1..=6).contains(&level).then_some((level, plain))
}

/// The number of an ordered list is drawn, not written.
fn without_mark(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '>', '\t']);
    let text = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match text.strip_prefix(". ") {
        Some(rest) if text.len() < line.len() => rest,
        _ => line,
    }
}

fn is_operation(line: &str) -> bool {
    let name = line.trim().trim_start_matches('"');
    let deep = line.len() - line.trim_start().len();
    let method = ["get", "post", "put", "patch", "delete", "head", "options"]
        .iter()
        .find_map(|method| name.strip_prefix(method));
    matches!(deep, 4 | 6)
        && method.is_some_and(|rest| rest.starts_with(':') || rest.starts_with("\":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_transcripts_hold_what_their_readers_expect() {
        let counts = ALL.map(|transcript| {
            let counts = [
                transcript.sections(),
                transcript.diagrams(),
                transcript.operations(),
            ];
            (transcript.name, counts)
        });
        let expected = [
            ("a1", [15, 4, 7]),
            ("b1", [19, 5, 5]),
            ("c1", [12, 5, 9]),
            ("d1", [9, 5, 4]),
            ("d2", [11, 5, 2]),
        ];
        assert_eq!(counts, expected);
        assert!(
            Transcript::named("d2").headings()[0]
                .1
                .contains("外部服务集成")
        );
        assert!(
            ALL.iter()
                .all(|transcript| transcript.passages().len() > 100)
        );
    }
}
