//! A document as a row of sections: what stands before the first second-level heading, then each such
//! heading with everything up to the next.
//!
//! The page cuts by lines, without a Markdown parser; `render` proves that it cuts where the renderer does.
//! What is known of a section beside its text is in [`SectionNote`]. This file must not change a text.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{Millis, outline::without_number};

/// A section of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section<'text> {
    /// The heading's text as written; of the opening, the document's title. May be empty.
    pub title: &'text str,
    /// Whether it stands before the first second-level heading.
    pub is_opening: bool,
    /// Heading and content, without the blank lines that separate it from the next.
    pub text: &'text str,
    /// Where it begins, in bytes of the document.
    pub start: usize,
    /// Where the next one begins, or the document's end.
    pub end: usize,
}

impl Section<'_> {
    /// What names it whatever its number, emphasis and case.
    #[must_use]
    pub fn key(&self) -> String {
        if self.is_opening {
            String::new()
        } else {
            key(self.title)
        }
    }

    /// What tells its text from another.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.text)
    }
}

/// The first half of a text's SHA-256, hexadecimal: equal texts and no others have the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest(String);

impl Digest {
    /// The digest of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut hex = String::with_capacity(32);
        for byte in Sha256::digest(text.as_bytes()).iter().take(16) {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }

    /// A digest as stored; nothing when it cannot be one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 32 && text.bytes().all(hex)).then(|| Self(text.to_owned()))
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who wrote something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Author {
    /// A model that was asked.
    #[default]
    Model,
    /// The user.
    Person,
    /// The built-in drafter.
    Drafter,
    /// Another expert, whose answer was attached.
    Colleague,
    /// It came with a file.
    File,
}

impl Author {
    /// All authors with their stable names.
    pub const NAMES: [(Self, &str); 5] = [
        (Self::Model, "model"),
        (Self::Person, "person"),
        (Self::Drafter, "drafter"),
        (Self::Colleague, "colleague"),
        (Self::File, "file"),
    ];

    /// The stable name, used in storage.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(author, _)| *author == self)
            .map_or("model", |(_, name)| name)
    }

    /// The author of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, known)| *known == name)
            .map(|(author, _)| *author)
    }
}

/// Where a text came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Origin {
    /// Who wrote it.
    pub author: Author,
    /// The model's id, the colleague's or the file's name; empty for a person.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// What is known of a section beside its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SectionNote {
    /// What names the section.
    pub key: String,
    /// The digest of its text when this was noted.
    pub digest: Digest,
    /// Whether no request may change it.
    pub locked: bool,
    /// Where its text came from.
    pub origin: Origin,
}

/// Cuts a text into its sections.
#[must_use]
pub fn sections(text: &str) -> Vec<Section<'_>> {
    let mut starts = heading_starts(text);
    let first = starts.first().map_or(text.len(), |(start, _)| *start);
    let has_opening = !text[..first].trim().is_empty();
    if has_opening {
        starts.insert(0, (0, document_title(&text[..first])));
    }
    let ends: Vec<usize> = (starts.iter().skip(1).map(|(start, _)| *start))
        .chain([text.len()])
        .collect();
    (starts.iter().zip(ends).enumerate())
        .map(|(index, (&(start, title), end))| Section {
            title,
            is_opening: index == 0 && has_opening,
            text: text[start..end].trim_end(),
            start,
            end,
        })
        .collect()
}

/// The notes of a text that changed: a section whose text is known keeps its note, wherever it stands now;
/// one whose heading is known keeps its lock; everything else is of `origin`.
#[must_use]
pub fn noted(old: &[SectionNote], text: &str, origin: &Origin) -> Vec<SectionNote> {
    let sections = sections(text);
    let mut free: Vec<Option<&SectionNote>> = old.iter().map(Some).collect();
    let mut take = |wanted: &dyn Fn(&SectionNote) -> bool| {
        let at = free.iter().position(|note| note.is_some_and(wanted))?;
        free[at].take()
    };
    let mut notes: Vec<Option<SectionNote>> = sections
        .iter()
        .map(|section| {
            let digest = section.digest();
            take(&|note: &SectionNote| note.digest == digest).map(|note| SectionNote {
                key: section.key(),
                ..note.clone()
            })
        })
        .collect();
    for (section, note) in sections.iter().zip(&mut notes) {
        if note.is_none() {
            let key = section.key();
            let known = take(&|note: &SectionNote| note.key == key);
            *note = Some(SectionNote {
                key: section.key(),
                digest: section.digest(),
                locked: known.is_some_and(|note| note.locked),
                origin: origin.clone(),
            });
        }
    }
    notes.into_iter().flatten().collect()
}

/// A title without number, emphasis, case and kind of punctuation.
#[must_use]
pub fn key(title: &str) -> String {
    let plain = without_number(title);
    let mut key = String::with_capacity(plain.len());
    for word in plain
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&word.to_lowercase());
    }
    key
}

/// The lines of a text that stand outside code fences and comments, each with its offset in bytes.
pub fn prose_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut enclosure = None;
    let mut offset = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = offset;
        offset += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let inside = enclosure.is_some();
        enclosure = Enclosure::after(enclosure.take(), line);
        (!inside && enclosure.is_none()).then_some((start, line))
    })
}

/// The line that closes the code fence or comment that a text leaves open.
#[must_use]
pub fn closing_line(text: &str) -> Option<String> {
    let open = text.lines().fold(None, Enclosure::after)?;
    Some(match open {
        Enclosure::Fence(mark, length) => String::from(mark).repeat(length),
        Enclosure::Comment => "-->".to_owned(),
    })
}

/// What a line can be inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Enclosure {
    /// A code fence of that character and length.
    Fence(char, usize),
    /// An HTML comment.
    Comment,
}

impl Enclosure {
    /// What is open after a line.
    fn after(open: Option<Self>, line: &str) -> Option<Self> {
        let start = line.trim_start();
        match open {
            Some(Self::Fence(mark, length)) => {
                let run = run_of(start, mark);
                let closes = run >= length && start[run..].trim().is_empty();
                (!closes).then_some(Self::Fence(mark, length))
            }
            Some(Self::Comment) => (!line.contains("-->")).then_some(Self::Comment),
            None if start.starts_with("<!--") => {
                (!start[4..].contains("-->")).then_some(Self::Comment)
            }
            None => ['`', '~'].into_iter().find_map(|mark| {
                let run = run_of(start, mark);
                let opens = run >= 3 && !(mark == '`' && start[run..].contains('`'));
                opens.then_some(Self::Fence(mark, run))
            }),
        }
    }
}

fn run_of(line: &str, mark: char) -> usize {
    line.len() - line.trim_start_matches(mark).len()
}

/// Where second-level headings begin, each with its text.
fn heading_starts(text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    // The line before, if it is all of a paragraph and so can be the text of an underlined heading.
    let mut paragraph: Option<usize> = None;
    let mut is_fresh = true;
    let mut in_list = false;
    let mut expected = 0;
    for (start, line) in prose_lines(text) {
        if start != expected {
            (paragraph, is_fresh) = (None, true);
        }
        expected = start + text[start..].find('\n').map_or(line.len(), |at| at + 1);
        let goes_on = line.is_empty() || line.starts_with(' ') || !is_fresh && is_plain(line);
        in_list = is_item(line) || in_list && goes_on;
        if in_list && line.starts_with(' ') {
            // What is indented in a list belongs to an item.
            (paragraph, is_fresh) = (None, false);
        } else if let Some(title) = second_level(line) {
            starts.push((start, title));
            (paragraph, is_fresh) = (None, true);
        } else if is_underline(line) && paragraph.is_some() {
            starts.extend(
                paragraph
                    .take()
                    .map(|begun| (begun, text[begun..start].trim())),
            );
            is_fresh = true;
        } else {
            paragraph = match paragraph {
                Some(begun) if is_plain(line) || is_indented(line) => Some(begun),
                None if is_fresh && is_plain(line) => Some(start),
                _ => None,
            };
            is_fresh = line.trim().is_empty()
                || is_heading(line)
                || is_rule(line)
                || line.ends_with("-->")
                || paragraph.is_none() && !in_list && is_fresh && is_indented(line);
        }
    }
    starts
}

/// The text of a line that is a second-level heading.
fn second_level(line: &str) -> Option<&str> {
    let rest = at_margin(line)?.strip_prefix("##")?;
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let title = rest.trim();
    // A closing sequence counts only after a space.
    let open = title.trim_end_matches('#');
    Some(if open.is_empty() || open.ends_with([' ', '\t']) {
        open.trim_end()
    } else {
        title
    })
}

/// A line without its indentation, unless that makes it something else.
fn at_margin(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(' ');
    (line.len() - rest.len() <= 3).then_some(rest)
}

fn is_underline(line: &str) -> bool {
    at_margin(line).is_some_and(|rest| {
        let rest = rest.trim_end();
        !rest.is_empty() && rest.bytes().all(|byte| byte == b'-')
    })
}

/// Whether a line reads as one of a paragraph, and as nothing else.
fn is_plain(line: &str) -> bool {
    at_margin(line).is_some_and(|rest| {
        let rest = rest.trim_end();
        !rest.is_empty()
            && !rest.starts_with(['-', '+', '>', '<', ':', '=', '['])
            && !rest.starts_with("* ")
            && !rest.contains('|')
            && !is_item(line)
            && !is_heading(line)
    })
}

/// Whether a line is a thematic break.
fn is_rule(line: &str) -> bool {
    let marks = line.replace(' ', "");
    let marks = marks.trim_end();
    let mut kinds = ['*', '-', '_'].iter();
    marks.len() >= 3 && kinds.any(|mark| marks.trim_matches(*mark).is_empty())
}

/// Whether a line begins an item of a list.
fn is_item(line: &str) -> bool {
    at_margin(line).is_some_and(|rest| {
        let rest = rest.trim_end();
        if is_rule(rest) {
            return false;
        }
        let number = rest.trim_start_matches(|character: char| character.is_ascii_digit());
        let after = match number.len() < rest.len() {
            true => number.strip_prefix(['.', ')']),
            false => rest.strip_prefix(['-', '+', '*']),
        };
        after.is_some_and(|after| after.is_empty() || after.starts_with(' '))
    })
}

/// Whether a line goes on with a paragraph however far in it begins.
fn is_indented(line: &str) -> bool {
    at_margin(line).is_none()
}

/// Whether a line is a heading of any level.
fn is_heading(line: &str) -> bool {
    at_margin(line).is_some_and(|rest| {
        let text = rest.trim_start_matches('#');
        let level = rest.len() - text.len();
        (1..=6).contains(&level) && (text.is_empty() || text.starts_with([' ', '\t']))
    })
}

/// The text of the first first-level heading.
fn document_title(opening: &str) -> &str {
    prose_lines(opening)
        .find_map(|(_, line)| line.strip_prefix("# "))
        .map_or("", |title| title.trim().trim_end_matches('#').trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<&str> {
        sections(text).iter().map(|section| section.title).collect()
    }

    #[test]
    fn headings_of_the_second_level_cut() {
        for (text, expected) in [
            ("", vec![]),
            ("\n\n", vec![]),
            (
                "# T\n\nIntro\n\n## A\n\na\n\n## B ##\nb",
                vec!["T", "A", "B"],
            ),
            ("## A\n### A.1\n#### x\n##B\n", vec!["A"]),
            ("   ## A\n\n    ## code\n", vec!["A"]),
            ("Intro\n```sh\n## no\n```\n## C#\n", vec!["", "C#"]),
            ("````\n```\n## no\n````\n## yes\n", vec!["", "yes"]),
            ("~~~\n```\n## no\n~~~\n## yes\n", vec!["", "yes"]),
            ("```yaml\n## never closed\n\n## still\n", vec![""]),
            ("<!-- a\n## no\n-->\n## yes\n", vec!["", "yes"]),
            ("Title\n---\ntext\n\n- item\n---\n", vec!["Title"]),
            ("- a\nb\n---\n\n| x |\n---\n", vec![""]),
            ("a\nb\n---\n", vec!["a\nb"]),
            ("## A\r\ntext\r\n\r\n## B\r\n", vec!["A", "B"]),
            ("##\n\n## \n", vec!["", ""]),
        ] {
            assert_eq!(titles(text), expected, "{text:?}");
        }
    }

    #[test]
    fn sections_cover_the_text_and_leave_out_what_separates_them() {
        let text = "# T\n\nIntro\n\n\n## A\n\na  \n\n## B\n";
        let sections = sections(text);
        assert_eq!(sections[0].text, "# T\n\nIntro");
        assert!(sections[0].is_opening && !sections[1].is_opening);
        assert_eq!(sections[1].text, "## A\n\na");
        assert_eq!(sections[2].text, "## B");
        let whole: String = sections.iter().map(|s| &text[s.start..s.end]).collect();
        assert_eq!(whole, text);
    }

    #[test]
    fn what_is_left_open_can_be_closed() {
        for (text, line) in [
            ("", None),
            ("## A\n```sh\nx\n```\n", None),
            ("~~~~\n```\n", Some("~~~~")),
            ("```yaml\na: 1", Some("```")),
            ("<!-- a\n", Some("-->")),
        ] {
            assert_eq!(closing_line(text).as_deref(), line, "{text:?}");
        }
    }

    #[test]
    fn a_key_has_no_number_and_no_dress() {
        for (title, expected) in [
            ("3. **Service** Boundaries", "service boundaries"),
            ("Service boundaries:", "service boundaries"),
            ("二、服务 边界", "服务 边界"),
            ("API `v2`", "api v2"),
        ] {
            assert_eq!(key(title), expected);
        }
    }

    #[test]
    fn notes_follow_their_sections() {
        let by = |by: &str| Origin {
            by: by.into(),
            ..Origin::default()
        };
        let first = noted(&[], "# T\n\n## A\n\na\n\n## B\n\nb\n", &by("one"));
        let locked: Vec<_> = first
            .into_iter()
            .map(|note| SectionNote {
                locked: note.key == "b",
                ..note
            })
            .collect();
        let text = "# T\n\n## B\n\nb\n\n## 1. A\n\nother\n\n## B\n\nb again\n";
        let then = noted(&locked, text, &by("two"));
        let seen: Vec<_> = then
            .iter()
            .map(|note| (note.key.as_str(), note.locked, note.origin.by.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                ("", false, "one"),
                ("b", true, "one"),
                ("a", false, "two"),
                ("b", false, "two")
            ]
        );
        assert_eq!(noted(&then, text, &by("three")), then);
    }

    #[test]
    fn names_and_digests_are_read_back() {
        for (author, name) in Author::NAMES {
            assert_eq!((Author::named(name), author.name()), (Some(author), name));
        }
        let digest = Digest::of("text");
        assert_eq!(Digest::read(digest.as_str()), Some(digest));
        assert_eq!(Digest::read("ABCD"), None);
    }
}
