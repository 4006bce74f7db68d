//! Where decisions begin and end in a text: `### ADR-1: title` and the many other ways of writing it.

use std::ops::Range;

use super::{Field, Part, is_about_decisions, mark::known_part};
use crate::domain::design::lines::{self, Kind, Line};

/// The beginning of a decision, with the lines that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub number: Option<u32>,
    /// The number as written.
    pub label: String,
    pub title: String,
    /// The heading's level; `None` for a paragraph that begins in bold.
    pub level: Option<u8>,
    /// The lines of the decision by their places, the head's first.
    pub lines: Range<usize>,
    /// Where in the text the head ends: its line, or the bold words.
    pub end: usize,
    /// Whether only its fields tell that it is a decision.
    pub is_guess: bool,
}

/// The heads of all decisions, in order.
pub(super) fn find(lines: &[Line<'_>]) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    let mut place = Place::default();
    for (at, line) in lines.iter().enumerate() {
        match line.kind {
            Kind::Heading(level, title) => {
                place.enter(level, title);
                let head = (!place.foreign()).then(|| of_heading(line, level, title, &place));
                let head = head.flatten();
                close(&mut heads, Some(level), head.is_some(), at, lines.len());
                heads.extend(head.map(|head| head.at(at, lines.len())));
            }
            Kind::Text if !place.foreign() => {
                if let Some(head) = of_paragraph(line) {
                    close(&mut heads, None, true, at, lines.len());
                    heads.push(head.at(at, lines.len()));
                }
            }
            _ => {}
        }
    }
    heads
}

/// Whether what was taken for a decision says what decisions say.
pub(super) fn is_confirmed(fields: &[Field]) -> bool {
    let has = |part| fields.iter().any(|field| field.part == part);
    (has(Part::Decision) || has(Part::Status))
        && (has(Part::Context) || has(Part::Consequences) || has(Part::Alternatives))
}

/// The headings above a line.
#[derive(Debug, Default)]
struct Place<'a> {
    open: Vec<(u8, &'a str)>,
}

impl<'a> Place<'a> {
    fn enter(&mut self, level: u8, title: &'a str) {
        self.open.retain(|(above, _)| *above < level);
        self.open.push((level, title));
    }

    /// Whether a colleague wrote it.
    fn foreign(&self) -> bool {
        self.open
            .iter()
            .any(|(_, title)| lines::colleague_of_appendix(title).is_some())
    }

    /// Whether it is below, and not at, a heading of decisions.
    fn among_decisions(&self) -> bool {
        let above = self.open.len().saturating_sub(1);
        self.open[..above]
            .iter()
            .any(|(_, title)| is_about_decisions(title))
    }
}

/// Ends what a heading of that level, or the head of another decision, ends.
fn close(heads: &mut [Head], level: Option<u8>, is_head: bool, at: usize, open: usize) {
    if let Some(last) = heads.last_mut().filter(|head| head.lines.end == open) {
        let within = match (level, last.level) {
            (Some(level), Some(above)) => level > above,
            _ => false,
        };
        // A guess may turn out to be none; what stands below it is its own affair.
        if !within || is_head {
            last.lines.end = at;
        }
    }
}

impl Head {
    fn at(self, at: usize, open: usize) -> Self {
        Self {
            lines: at..open,
            ..self
        }
    }
}

fn of_heading(line: &Line<'_>, level: u8, title: &str, place: &Place<'_>) -> Option<Head> {
    let head = |number, label, title| Head {
        number,
        label,
        title,
        level: Some(level),
        lines: 0..0,
        end: line.end(),
        is_guess: false,
    };
    if let Some(Label {
        number,
        label,
        rest,
    }) = label(title)
    {
        return Some(head(number, label, lines::plain(rest)));
    }
    let guessed = level >= 3 && place.among_decisions() && known_part(title).is_none();
    guessed.then(|| Head {
        is_guess: true,
        ..head(None, String::new(), lines::plain(title))
    })
}

/// `**ADR-1 – title.** text`, perhaps as an item of a list.
fn of_paragraph(line: &Line<'_>) -> Option<Head> {
    let text = line.text.trim_start();
    let text = lines::list_item(text).map_or(text, |(_, item)| item);
    let start = line.range.start + (line.text.len() - text.len());
    let start = if line.text.ends_with(text) {
        start
    } else {
        line.range.start + line.text.find(text)?
    };
    let bold = text.strip_prefix("**")?;
    let length = bold.find("**").filter(|length| *length > 0)?;
    let Label {
        number,
        label,
        rest,
    } = label(&bold[..length])?;
    number?;
    let mut end = start + 2 + length + 2;
    let mut title = rest;
    let after = &bold[length + 2..];
    if title.is_empty() {
        title = after
            .trim_start()
            .strip_prefix([':', '：', '–', '—', '-'])?;
        end = line.end();
    }
    let title = lines::plain(title);
    Some(Head {
        number,
        label,
        title: title.trim_end_matches(['.', '。', ':', '：']).to_owned(),
        level: None,
        lines: 0..0,
        end,
        is_guess: false,
    })
}

struct Label<'a> {
    number: Option<u32>,
    label: String,
    rest: &'a str,
}

/// The words that name a decision's number; behind all but the first, something must part it from the
/// title.
const NAMES: [&str; 7] = [
    "adr",
    "architecture decision record",
    "architecture decision",
    "decision",
    "架构决策",
    "决策",
    "决定",
];

/// The number of a heading that is a decision's, and the title behind it.
fn label(text: &str) -> Option<Label<'_>> {
    let text = without_section_number(text.trim_start_matches(['*', '_', '`', '[', ' ']));
    let name = NAMES.iter().find(|name| {
        text.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    let after = &text[name.len()..];
    let digits = after.trim_start_matches(['-', '_', ' ', '#', '–', '‑', '.']);
    let (number, length) = number(digits);
    let title = |rest: &'static [char], text| trim_marks(rest, text);
    const PARTING: &[char] = &[
        ' ', ':', '：', '.', '、', '-', '–', '—', ')', '）', '|', ']', '*', '_', '`', '‑', '·',
    ];
    let Some(number) = number else {
        let titled = after.strip_prefix([':', '：']).filter(|_| *name == "adr");
        return titled
            .map(|rest| title(PARTING, rest))
            .filter(|rest| !rest.is_empty())
            .map(|rest| Label {
                number: None,
                label: String::new(),
                rest,
            });
    };
    let rest = &digits[length..];
    let parted = rest.is_empty() || rest.starts_with(PARTING);
    let named = *name == "adr" || rest.is_empty() || rest.starts_with(&PARTING[1..]);
    (parted && named).then(|| Label {
        number: Some(number),
        label: text[..text.len() - rest.len()].to_owned(),
        rest: title(PARTING, rest),
    })
}

/// Without the marks at the start; those of emphasis stay when they open something.
fn trim_marks<'a>(marks: &[char], text: &'a str) -> &'a str {
    let trimmed = text.trim_start_matches(marks);
    let cut = &text[..text.len() - trimmed.len()];
    // `ADR-1: **Title**`: the stars belong to the title.
    let opening = cut.len() - cut.trim_end_matches(['*', '_', '`']).len();
    let spaced = cut[..cut.len() - opening].ends_with(' ');
    if spaced {
        &text[cut.len() - opening..]
    } else {
        trimmed
    }
    .trim()
}

/// A number in digits or in Chinese numerals up to ten, and its length.
fn number(text: &str) -> (Option<u32>, usize) {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        let number = text[..digits].parse().ok().filter(|_| digits <= 6);
        return (number, digits);
    }
    let numeral = text
        .chars()
        .next()
        .and_then(|c| "一二三四五六七八九十".find(c).map(|at| (c, at)));
    match numeral {
        Some((c, at)) => (u32::try_from(at / c.len_utf8() + 1).ok(), c.len_utf8()),
        None => (None, 0),
    }
}

/// A heading's text without the number of the section: `12.1 ADR-1`.
fn without_section_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if rest.len() == text.len() {
        return text;
    }
    rest.trim_start_matches([')', '）', '、', ' '])
}
