//! The lines of a Markdown text, each told apart: heading, code or anything else.
//!
//! Enough for those who look for headings, lists and tables in a design and edit single lines of it; the
//! page must not link a whole Markdown parser. This file knows nothing of what a design says.

use std::ops::Range;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A heading of that level, without its marks.
    Heading(u8, &'a str),
    /// The line that opens a fence or a comment, with what stands behind a fence's marks.
    Open(&'a str),
    /// Within a fence or a comment.
    Code,
    /// The line that closes it.
    Close,
    /// Anything else.
    Text,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its place in the text, with its line ending.
    pub range: Range<usize>,
    /// What it says, without its line ending.
    pub text: &'a str,
    /// What it is.
    pub kind: Kind<'a>,
}

impl<'a> Line<'a> {
    /// What a line says that is neither a heading nor of a fence.
    #[must_use]
    pub fn prose(&self) -> Option<&'a str> {
        (self.kind == Kind::Text).then_some(self.text)
    }

    /// Where its text ends, before the line ending.
    #[must_use]
    pub fn end(&self) -> usize {
        self.range.start + self.text.len()
    }

    /// Whether nothing stands on it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.kind == Kind::Text && self.text.trim().is_empty()
    }
}

/// The lines of a text. What a model wrote while reasoning, before the document, is left out.
#[must_use]
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let mut open: Option<Enclosure> = None;
    let mut at = document_start(text);
    let mut lines = Vec::new();
    for whole in text[at..].split_inclusive('\n') {
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let kind = match open {
            Some(enclosure) if enclosure.is_closed_by(line) => {
                open = None;
                Kind::Close
            }
            Some(_) => Kind::Code,
            None => match Enclosure::opened_by(line) {
                Some((enclosure, info)) => {
                    open = Some(enclosure);
                    Kind::Open(info)
                }
                None => {
                    heading(line).map_or(Kind::Text, |(level, title)| Kind::Heading(level, title))
                }
            },
        };
        lines.push(Line {
            range: at..at + whole.len(),
            text: line,
            kind,
        });
        at += whole.len();
    }
    lines
}

/// Where the document starts: behind the reasoning that some models put before it.
#[must_use]
pub fn document_start(text: &str) -> usize {
    let start = text.trim_start();
    let lead = text.len() - start.len();
    for (open, close) in [("<think>", "</think>"), ("<thinking>", "</thinking>")] {
        let opens = start.get(..open.len());
        if opens.is_some_and(|opens| opens.eq_ignore_ascii_case(open)) {
            // Same length: ASCII only.
            let lower = start.to_ascii_lowercase();
            return lower
                .find(close)
                .map_or(text.len(), |at| lead + at + close.len());
        }
    }
    0
}

/// What closes the fence or the comment that a text leaves open.
#[must_use]
pub fn closing(text: &str) -> Option<String> {
    let mut open = None;
    for line in text[document_start(text)..].lines() {
        open = match open {
            Some(enclosure) if Enclosure::is_closed_by(enclosure, line) => None,
            None => Enclosure::opened_by(line).map(|(enclosure, _)| enclosure),
            open => open,
        };
    }
    open.map(|enclosure| match enclosure {
        Enclosure::Fence(mark, length) => mark.to_string().repeat(length),
        Enclosure::Comment => "-->".to_owned(),
    })
}

/// What a line can be inside of.
#[derive(Debug, Clone, Copy)]
enum Enclosure {
    /// A fence of that mark and length.
    Fence(char, usize),
    Comment,
}

impl Enclosure {
    /// What a line opens, and what stands behind the marks. In lists fences are indented, so any
    /// indentation will do.
    fn opened_by(line: &str) -> Option<(Self, &str)> {
        let line = line.trim_start();
        if let Some(comment) = line.strip_prefix("<!--") {
            return (!comment.contains("-->")).then_some((Self::Comment, ""));
        }
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        let opens = length >= 3 && (mark == '~' || !info.contains('`'));
        opens.then_some((Self::Fence(mark, length), info.trim()))
    }

    fn is_closed_by(self, line: &str) -> bool {
        let line = line.trim();
        match self {
            Self::Fence(mark, length) => line.len() >= length && line.chars().all(|c| c == mark),
            Self::Comment => line.contains("-->"),
        }
    }
}

/// The level and the text of a heading.
fn heading(line: &str) -> Option<(u8, &str)> {
    let marks = line.trim_start_matches(' ');
    if line.len() - marks.len() > 3 {
        return None;
    }
    let title = marks.trim_start_matches('#');
    let level = u8::try_from(marks.len() - title.len()).ok()?;
    if !(1..=6).contains(&level) || !(title.is_empty() || title.starts_with([' ', '\t'])) {
        return None;
    }
    let title = title.trim();
    let open = title.trim_end_matches('#');
    let closed = open.is_empty() || open.ends_with([' ', '\t']);
    Some((level, if closed { open.trim_end() } else { title }))
}

/// A section: a heading and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'a> {
    /// The heading's level.
    pub level: u8,
    /// The heading's text.
    pub title: &'a str,
    /// The lines of the section by their places in the list, its heading's first; subsections belong to it.
    pub lines: Range<usize>,
}

/// The sections of a text, each with its subsections, in order.
#[must_use]
pub fn sections<'a>(lines: &[Line<'a>]) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Kind::Heading(level, title) = line.kind else {
            continue;
        };
        close(&mut sections, level, at, lines.len());
        sections.push(Section {
            level,
            title,
            lines: at..lines.len(),
        });
    }
    sections
}

/// Ends the sections that are open and not above a heading of that level.
fn close(sections: &mut [Section<'_>], level: u8, at: usize, open: usize) {
    for section in sections.iter_mut().rev() {
        if section.lines.end == open && section.level >= level {
            section.lines.end = at;
        }
    }
}

/// The colleague whose answer stands below a heading: `Appendix: database-architect`. What a model calls an
/// appendix of its own has a title in words.
#[must_use]
pub fn colleague_of_appendix(title: &str) -> Option<&str> {
    let name = ["Appendix:", "附录：", "附录:"]
        .iter()
        .find_map(|word| title.strip_prefix(word))?
        .trim();
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    (!name.is_empty() && name.chars().all(letter)).then_some(name)
}

/// A text without the marks of emphasis and code.
#[must_use]
pub fn plain(text: &str) -> String {
    let text = text.replace("**", "").replace("__", "").replace('`', "");
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    // A single star is a mark where it touches a word on one side only.
    while let Some(at) = rest.find('*') {
        let before = rest[..at].chars().next_back().or(plain.chars().next_back());
        let after = rest[at + 1..].chars().next();
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        plain.push_str(&rest[..at]);
        if space(before) && space(after) || before.is_some_and(|c| c.is_ascii_digit()) {
            plain.push('*');
        }
        rest = &rest[at + 1..];
    }
    plain.push_str(rest);
    plain.trim().to_owned()
}

/// The text of a list's item, with the bytes before it; a box to tick is not part of it.
#[must_use]
pub fn list_item(line: &str) -> Option<(usize, &str)> {
    let start = line.trim_start();
    let marked = ["- ", "* ", "+ ", "• "];
    let rest = match marked.iter().find_map(|mark| start.strip_prefix(mark)) {
        Some(rest) => rest,
        None => {
            let rest = start.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = start.len() - rest.len();
            if digits == 0 || digits > 9 {
                return None;
            }
            let marked = rest.strip_prefix(['.', ')']);
            match marked.filter(|rest| rest.starts_with([' ', '\t'])) {
                Some(rest) => rest,
                None => rest.strip_prefix(['、', '）'])?,
            }
        }
    };
    let rest = rest.trim_start();
    let boxes = ["[ ] ", "[x] ", "[X] "];
    let item = boxes.iter().find_map(|tick| rest.strip_prefix(tick));
    let item = item.unwrap_or(rest);
    Some((line.len() - item.len(), item.trim_end()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::design::section;

    #[test]
    fn headings_are_told_from_code_and_text() {
        let text = "# A #\n#no\n```sh\n# comment\n```\n  ## B\r\n    # code\n####### deep\n~~~\n```\n# in\n~~~~\n### C#\n#\n";
        let headings: Vec<_> = lines(text)
            .iter()
            .filter_map(|line| match line.kind {
                Kind::Heading(level, title) => Some((level, title)),
                _ => None,
            })
            .collect();
        assert_eq!(headings, [(1, "A"), (2, "B"), (3, "C#"), (1, "")]);
    }

    #[test]
    fn reasoning_before_the_document_is_left_out() {
        for (text, first) in [
            ("<think>\n# no\n</think>\n# Yes", Some("")),
            (" <Thinking># no</THINKING># Yes", Some("# Yes")),
            ("<think># no", None),
            ("# Yes", Some("# Yes")),
        ] {
            assert_eq!(lines(text).first().map(|line| line.text), first, "{text}");
        }
    }

    #[test]
    fn sections_hold_their_subsections() {
        let text = "intro\n# T\n## A\n### B\nb\n## C\n# U\n";
        let lines = lines(text);
        let sections: Vec<_> = sections(&lines)
            .into_iter()
            .map(|section| (section.title, section.lines))
            .collect();
        assert_eq!(
            sections,
            [
                ("T", 1..6),
                ("A", 2..5),
                ("B", 3..5),
                ("C", 5..6),
                ("U", 6..7)
            ]
        );
    }

    #[test]
    fn marks_are_left_out_of_plain_texts() {
        for (text, expected) in [
            ("**Order** `svc`", "Order svc"),
            ("*Context* of 2*3 * 4", "Context of 2*3 * 4"),
            ("snake_case", "snake_case"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn what_is_left_open_can_be_closed() {
        for (text, marks) in [
            ("a", None),
            ("```\n```", None),
            ("````md\n```\n", Some("````")),
            ("~~~", Some("~~~")),
            ("<!-- a", Some("-->")),
            ("<!-- a -->\n", None),
            ("<think>```</think>\n", None),
        ] {
            assert_eq!(closing(text).as_deref(), marks, "{text}");
        }
    }

    #[test]
    fn items_of_every_kind_of_list_are_read() {
        for (line, expected) in [
            ("- a", Some((2, "a"))),
            ("  * [x] a ", Some((8, "a"))),
            ("12. a", Some((4, "a"))),
            ("1）甲", Some((4, "甲"))),
            ("2025 was", None),
            ("-a", None),
            ("**a**", None),
            ("1.5 s", None),
        ] {
            assert_eq!(list_item(line), expected, "{line}");
        }
    }

    proptest! {
        /// Sections are cut by `section::prose_lines`: what is code for one is code for the other.
        #[test]
        fn code_is_where_sections_have_it(text in "(```|~~~~|<!--|-->|[#a`~ ]|\n){0,30}") {
            let outside: Vec<_> = lines(&text)
                .iter()
                .filter(|line| matches!(line.kind, Kind::Text | Kind::Heading(..)))
                .map(|line| line.range.start)
                .collect();
            let expected: Vec<_> = section::prose_lines(&text).map(|(start, _)| start).collect();
            prop_assert_eq!(outside, expected);
        }

        #[test]
        fn the_lines_are_the_document(text in "(<think>|</think>|[#`~\\-a\r\n 服]){0,40}") {
            let lines = lines(&text);
            let joined: String = lines.iter().map(|line| &text[line.range.clone()]).collect();
            prop_assert_eq!(joined, &text[document_start(&text)..]);
            for section in sections(&lines) {
                prop_assert!(section.lines.start < section.lines.end && section.lines.end <= lines.len());
            }
        }
    }
}
