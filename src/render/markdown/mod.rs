//! Markdown to HTML of our own: CommonMark with tables, task lists, footnotes, alerts, strikethrough and
//! definition lists.
//!
//! Everything works on one top-level block at a time, so that a growing document costs what its open
//! end costs: [`cut`] finds the blocks, [`facts`] says what a block defines and refers to, [`render`]
//! makes its HTML with what the rest of the document defines. No raw HTML passes.

mod blocks;
mod writer;

use std::{borrow::Cow, ops::Range};

use pulldown_cmark::Options;

pub use blocks::{cut, facts, fences};
pub use writer::render;

use super::{
    document::labels::{Labels, Link},
    fence::Fences,
};
use crate::domain::{
    locale::Locale,
    preview::{Contents, FigureKey, Heading},
    problem::ProblemKind,
};

/// Where the HTML will be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// In the app, which gives life to the buttons.
    App,
    /// In an exported file, which has no script and thus no buttons.
    File,
}

/// What a block defines and refers to. Depends on the block's source alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Link reference definitions in order, by normalised label.
    pub definitions: Vec<(String, Link)>,
    /// Normalised labels that the block may refer to and does not define itself.
    pub wanted: Vec<String>,
    /// Labels of the footnotes that it defines, in order.
    pub notes: Vec<String>,
    /// Labels of the footnotes that it refers to, in order.
    pub note_references: Vec<String>,
    /// The texts from which the ids of its headings are made.
    pub headings: Vec<String>,
    /// Which of them is the block itself, if that is a second-level heading.
    pub section: Option<usize>,
    /// Whether it is a block that contains others: a list, a quote, a footnote.
    pub container: bool,
}

/// What rendering a block needs to know of its document.
pub struct Scope<'a> {
    /// The language of labels.
    pub locale: Locale,
    /// Where the HTML will be shown.
    pub surface: Surface,
    /// The block's index, from which ids are made.
    pub index: usize,
    /// Whether the document ends with this block.
    pub last: bool,
    /// Whether more text is to come.
    pub streaming: bool,
    /// What every id begins with.
    pub prefix: &'a str,
    /// The ids of the block's headings, in order.
    pub ids: &'a [String],
    /// What the document defines.
    pub labels: &'a Labels,
    /// Fences that were drawn before.
    pub fences: &'a mut Fences,
}

/// A rendered block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// The headings within, in order.
    pub headings: Vec<Heading>,
    /// Findings with their 0-based line within the block.
    pub problems: Vec<(u32, ProblemKind)>,
    /// What it contains beside prose.
    pub contents: Contents,
    /// The diagrams and contracts within, by the ids of their fences.
    pub figures: Vec<(String, FigureKey)>,
    /// Those of them that wait to be drawn.
    pub waits: Vec<FigureKey>,
    /// Set when the block is one code block that still grows.
    pub listing: Option<Listing>,
}

/// A listing that grows at its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Its lines' HTML.
    pub lines: Vec<String>,
    /// Where in the block's HTML they stand.
    pub range: Range<usize>,
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_DEFINITION_LIST
}

/// A block's source prepared so that every `[^label]` in it parses as a footnote reference, whether or
/// not the block itself defines it: the parser knows only what it is given.
struct Primed<'a> {
    text: Cow<'a, str>,
    offset: usize,
}

impl<'a> Primed<'a> {
    fn new(source: &'a str) -> Self {
        let labels = note_labels(source);
        if labels.is_empty() {
            return Self {
                text: Cow::Borrowed(source),
                offset: 0,
            };
        }
        let mut text = String::with_capacity(source.len() * 2);
        for label in labels {
            text.push_str("[^");
            text.push_str(label);
            text.push_str("]: x\n\n");
        }
        // A comment ends on its own line, so that what follows starts as a document does.
        text.push_str("<!---->\n");
        let offset = text.len();
        text.push_str(source);
        Self {
            text: Cow::Owned(text),
            offset,
        }
    }

    /// The range within the block, or `None` for what was put before it.
    fn within(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let start = range.start.checked_sub(self.offset)?;
        Some(start..range.end.saturating_sub(self.offset).max(start))
    }
}

/// What stands between `[^` and `]` anywhere in the source.
fn note_labels(source: &str) -> Vec<&str> {
    let mut labels: Vec<&str> = source
        .split("[^")
        .skip(1)
        .filter_map(|rest| {
            let end = rest.find([']', '[', '\\', '\n', '\r'])?;
            let label = &rest[..end];
            let sound = rest[end..].starts_with(']') && !label.trim().is_empty();
            (sound && label.len() <= 200).then_some(label)
        })
        .collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// Labels match without regard to case and white space (CommonMark 0.31, "matches").
fn normal_label(label: &str) -> String {
    let words: Vec<_> = label.split_whitespace().collect();
    words.join(" ").to_lowercase().to_uppercase()
}

/// How many line ends precede a place in the source.
fn line_of(source: &str, at: usize) -> u32 {
    let before = &source.as_bytes()[..at.min(source.len())];
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod section_tests;
#[cfg(test)]
mod tests;
