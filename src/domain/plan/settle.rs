//! What a model answered that was asked for one section, made into that section.
//!
//! Models disobey: they greet, rename the heading or leave it out, write it at another level, wrap the
//! answer in a fence or leave one open, write other sections too. What is wanted becomes the section; what
//! belongs to another deliverable becomes that one's; everything else is left out and kept. This file must
//! not know what is in the document.

use super::clean::{bare, without_wrapper};
use crate::domain::design::{
    outline::Recognizer,
    section::{closing_line, key, prose_lines, sections},
};

/// What was asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The deliverables.
    pub recognizer: &'a Recognizer<'a>,
    /// The one that was asked for, by its place.
    pub index: usize,
    /// The heading that it was asked to have.
    pub heading: &'a str,
    /// The document's title, which some models repeat.
    pub title: &'a str,
}

/// A section that nobody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// The deliverables that its heading names, by their places.
    pub deliverables: Vec<usize>,
    /// Heading and content.
    pub text: String,
}

/// An answer taken apart. Nothing of it is lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settled {
    /// The section that was asked for; nothing when the answer has none.
    pub section: Option<String>,
    /// Sections of other deliverables.
    pub extras: Vec<Extra>,
    /// What belongs to no section.
    pub left_out: String,
}

impl Settled {
    fn leave_out(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            if !self.left_out.is_empty() {
                self.left_out.push_str("\n\n");
            }
            self.left_out.push_str(text);
        }
    }
}

/// Takes an answer apart.
#[must_use]
pub fn settle(answer: &str, asked: &Asked<'_>) -> Settled {
    let mut settled = Settled::default();
    let bare = bare(answer);
    settled.leave_out(&bare.left_out);
    let mut text = without_wrapper(bare.text);
    if let Some(line) = closing_line(&text) {
        let gap = if text.ends_with('\n') { "" } else { "\n" };
        text = format!("{text}{gap}{line}");
    }
    let text = untitled(&leveled(&marked(&text), asked), asked);
    let mut parts = Parts::default();
    for chunk in sections(&text) {
        if chunk.is_opening {
            parts.lead(chunk.text, asked, &mut settled);
        } else {
            parts.take(chunk.title, chunk.text, asked);
        }
    }
    parts.finish(asked, settled)
}

/// The answer on its way to sections.
#[derive(Default)]
struct Parts {
    /// What stands before the first section and belongs to the one that was asked for.
    lead: String,
    /// The section, heading included; once there is one.
    main: Option<String>,
    /// Sections that no deliverable is named by, before there is a main one.
    nameless: Vec<(String, String)>,
    extras: Vec<Extra>,
}

/// A lead that is longer than this is no greeting, in characters.
const GREETING: usize = 400;

impl Parts {
    /// What stands before the first heading: a greeting, or the content of a section without heading.
    fn lead(&mut self, text: &str, asked: &Asked<'_>, settled: &mut Settled) {
        let (titles, text) = split_titles(text);
        for title in titles {
            if key(title) != key(asked.title) {
                settled.leave_out(title);
            }
        }
        let is_content = text.chars().count() > GREETING
            || text
                .lines()
                .any(|line| line.starts_with(['#', '|', '-', '*', '`', '~', '1']));
        if is_content {
            text.trim().clone_into(&mut self.lead);
        } else {
            settled.leave_out(&text);
        }
    }

    fn take(&mut self, title: &str, text: &str, asked: &Asked<'_>) {
        let named = asked.recognizer.named_by(title);
        let is_asked = named.contains(&asked.index) || key(title) == key(asked.heading);
        match &mut self.main {
            None if is_asked => self.main = Some(text.to_owned()),
            // The same once more brings nothing.
            Some(main) if is_asked && main == text => {}
            Some(main) if is_asked => add(main, &lowered(text)),
            _ if !named.is_empty() => self.extras.push(Extra {
                deliverables: named,
                text: text.to_owned(),
            }),
            // A part of what it follows.
            _ => match (self.extras.last_mut(), &mut self.main) {
                (Some(extra), _) => add(&mut extra.text, &lowered(text)),
                (None, Some(main)) => add(main, &lowered(text)),
                (None, None) => self.nameless.push((title.to_owned(), text.to_owned())),
            },
        }
    }

    fn finish(mut self, asked: &Asked<'_>, mut settled: Settled) -> Settled {
        let heading = format!("## {}", asked.heading);
        let nameless = std::mem::take(&mut self.nameless);
        let mut section = match self.main {
            Some(main) => main,
            // Only other deliverables' sections.
            None if nameless.is_empty() && self.lead.is_empty() => String::new(),
            None => heading,
        };
        if !section.is_empty() {
            let (first, rest) = section.split_once('\n').unwrap_or((&section, ""));
            let mut whole = first.trim_end().to_owned();
            add(&mut whole, &self.lead);
            for (_, text) in &nameless {
                add(&mut whole, &lowered(text));
            }
            add(&mut whole, rest);
            section = whole;
        }
        if has_content(&section) {
            settled.section = Some(section);
        } else {
            settled.leave_out(&section);
        }
        for extra in self.extras {
            if has_content(&extra.text) {
                settled.extras.push(extra);
            } else {
                settled.leave_out(&extra.text);
            }
        }
        settled
    }
}

fn add(text: &mut String, more: &str) {
    let more = more.trim_matches(['\n', '\r']).trim_end();
    if !more.is_empty() {
        text.push_str("\n\n");
        text.push_str(more);
    }
}

/// First-level headings at the start of a text, and what follows them.
fn split_titles(text: &str) -> (Vec<&str>, String) {
    let mut titles = Vec::new();
    let mut rest = String::new();
    let prose: Vec<usize> = prose_lines(text).map(|(start, _)| start).collect();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("# ") {
            Some(title) if prose.contains(&offset) => titles.push(title.trim()),
            _ => rest.push_str(line),
        }
        offset += line.len();
    }
    (titles, rest)
}

/// Whether a section says anything.
fn has_content(section: &str) -> bool {
    let body = section.split_once('\n').map_or("", |(_, body)| body);
    let said = key(body);
    !said.is_empty() && !EMPTY_WORDS.contains(&said.as_str())
}

/// What models write where there is nothing.
const EMPTY_WORDS: [&str; 12] = [
    "tbd",
    "todo",
    "to be written",
    "to be defined",
    "n a",
    "none",
    "nothing",
    "nothing is missing",
    "无",
    "待定",
    "待补充",
    "略",
];

/// Whether an answer as a whole says nothing.
pub(super) fn says_nothing(text: &str) -> bool {
    let said = key(text);
    said.is_empty() || EMPTY_WORDS.contains(&said.as_str())
}

/// The text with every second-level heading as a line that begins with `## `, however it was written.
fn marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    for section in sections(text) {
        let mut lines = text[section.start..section.end].split_inclusive('\n');
        if !section.is_opening {
            let heading = lines.next().unwrap_or_default();
            if !heading.trim_start().starts_with('#') {
                // Underlined: so many lines of text, then the line below them.
                for _ in section.title.lines() {
                    lines.next();
                }
            }
            if !section.title.is_empty() {
                marked.push_str("## ");
                marked.push_str(&section.title.replace(['\r', '\n'], " "));
            }
            marked.push('\n');
        }
        marked.extend(lines);
    }
    marked
}

/// The text with the section's heading at the second level, whatever level the model chose.
fn leveled(text: &str, asked: &Asked<'_>) -> String {
    let headings = headings(text);
    let names = |title: &str| {
        let named = asked.recognizer.named_by(title);
        named.contains(&asked.index) || key(title) == key(asked.heading)
    };
    let of_level = |level| {
        headings
            .iter()
            .filter(move |heading| heading.level == level)
    };
    // A title that speaks of the section stands above a whole design.
    let is_design = of_level(2).any(|heading| names(heading.title))
        || (of_level(2).filter(|heading| !asked.recognizer.named_by(heading.title).is_empty()))
            .count()
            >= 3;
    let level = (headings.iter())
        .filter(|heading| names(heading.title) && key(heading.title) != key(asked.title))
        .map(|heading| heading.level)
        .filter(|level| *level > 1 || !is_design)
        .min();
    let starts_with_heading = headings
        .first()
        .is_some_and(|first| text[..first.start].trim().is_empty());
    let top = headings.iter().map(|heading| heading.level).min();
    let level = match (level, top) {
        (Some(level), _) if level <= 2 => level,
        // A subsection of that name counts only when nothing stands above it.
        (Some(level), Some(top)) if top >= level => level,
        (_, Some(1)) if starts_with_heading && is_only_title(&headings, asked) => 1,
        _ => 2,
    };
    shifted(text, &headings, 2 - i32::from(level))
}

/// The text without first-level headings inside of sections: the document's title is there already, any
/// other begins a subsection.
fn untitled(text: &str, asked: &Asked<'_>) -> String {
    let headings = headings(text);
    let mut untitled = String::with_capacity(text.len());
    let mut from = 0;
    let first = headings.iter().position(|heading| heading.level == 2);
    for heading in headings.iter().skip(first.unwrap_or(headings.len())) {
        if heading.level == 1 {
            untitled.push_str(&text[from..heading.start]);
            let line = text[heading.start..].find('\n');
            let end = line.map_or(text.len(), |at| heading.start + at);
            if key(heading.title) == key(asked.title) {
                from = end;
            } else {
                untitled.push_str("##");
                from = heading.start;
            }
        }
    }
    untitled.push_str(&text[from..]);
    untitled
}

/// Whether the one first-level heading is the section's, under a name of the model's own.
fn is_only_title(headings: &[Heading<'_>], asked: &Asked<'_>) -> bool {
    let mut firsts = headings.iter().filter(|heading| heading.level == 1);
    let seconds = headings.iter().any(|heading| heading.level == 2);
    match (firsts.next(), firsts.next()) {
        (Some(only), None) => !seconds && key(only.title) != key(asked.title),
        _ => false,
    }
}

/// A heading of a text.
struct Heading<'text> {
    level: u8,
    start: usize,
    title: &'text str,
}

fn headings(text: &str) -> Vec<Heading<'_>> {
    prose_lines(text)
        .filter_map(|(start, line)| {
            let title = line.trim_start_matches('#');
            let level = line.len() - title.len();
            let is_heading = (1..=6).contains(&level) && title.starts_with([' ', '\t']);
            is_heading.then(|| Heading {
                level: u8::try_from(level).unwrap_or(6),
                start,
                title: title.trim().trim_end_matches('#').trim_end(),
            })
        })
        .collect()
}

/// The text with every heading so many levels deeper.
fn shifted(text: &str, headings: &[Heading<'_>], by: i32) -> String {
    if by == 0 {
        return text.to_owned();
    }
    let mut shifted = String::with_capacity(text.len() + headings.len());
    let mut from = 0;
    for heading in headings {
        let level = usize::from(heading.level);
        let wanted = usize::try_from((i32::from(heading.level) + by).clamp(1, 6)).unwrap_or(level);
        shifted.push_str(&text[from..heading.start]);
        shifted.push_str(&"#".repeat(wanted));
        from = heading.start + level;
    }
    shifted.push_str(&text[from..]);
    shifted
}

/// A section as a subsection.
fn lowered(section: &str) -> String {
    shifted(section, &headings(section), 1)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "settle_tests.rs"]
mod tests;
