//! A document as a row of sections: what stands before the first second-level heading, then each such
//! heading with everything up to the next.
//!
//! The page cuts by lines, without a Markdown parser; `render` proves that it cuts where the renderer does.
//! What is known of a section beside its text is in [`SectionNote`]. This file must not change a text.

mod cut;

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{Millis, outline::without_number};
use cut::heading_starts;

pub use cut::{closing_line, prose_lines};

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
