//! The architecture decisions that a design records, as its Markdown says them.
//!
//! Models write them in many forms: as sections or as paragraphs, numbered or not, with fields in lists,
//! tables, headings or within a line, in English or Chinese. Reading tells where each stands, so that an
//! edit changes nothing else. The text stays the only record; nothing here remembers anything.

mod edit;
mod field;
mod head;
mod madr;
mod mark;
mod status;

use std::ops::Range;

use super::{
    lines::{self, Kind, Line},
    outline::concepts_in,
};

pub use edit::{Draft, Refusal, add, next_label, set_status};
pub use field::{Field, Form, Part};
pub use madr::{file_name, files, madr};
pub use status::Status;

/// The concept of `content/persona/concepts.txt` that decisions stand under.
const CONCEPT: &str = "tradeoffs";

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its number, when it has one.
    pub number: Option<u32>,
    /// The number as it is written: `ADR-001`; empty without one.
    pub label: String,
    /// What was decided, in a line.
    pub title: String,
    /// Where it stands; `None` when it does not say, or in words that are not known.
    pub status: Option<Status>,
    /// The decisions that it takes the place of.
    pub supersedes: Vec<u32>,
    /// What it says, in order.
    pub fields: Vec<Field>,
    /// Its place in the text, from its heading to the end of its last line.
    pub range: Range<usize>,
    /// The level of its heading; `None` when it is a paragraph that begins in bold.
    pub level: Option<u8>,
    /// Where its heading's line, or the bold beginning of its paragraph, ends.
    pub head_end: usize,
    /// Where the status is written.
    pub status_place: Option<Range<usize>>,
}

/// What tells a decision from the others of a design, however the text before it changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DecisionId {
    label: String,
    title: String,
    /// The how manieth of that label and title.
    nth: usize,
}

impl Decision {
    /// All that is said of a part, with blank lines between.
    #[must_use]
    pub fn part(&self, part: Part) -> String {
        let values: Vec<_> = self
            .fields
            .iter()
            .filter(|field| field.part == part && !field.value.is_empty())
            .map(|field| field.value.as_str())
            .collect();
        values.join("\n\n")
    }

    /// The status in the words of the text, were it one that is not known.
    #[must_use]
    pub fn status_words(&self) -> Option<&str> {
        let words = self.status_field()?.value.lines().next()?;
        Some(words).filter(|words| !words.is_empty())
    }

    fn status_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.part == Part::Status)
    }

    /// How the status is written.
    fn status_form(&self) -> Option<Form> {
        self.status_field().map(|field| field.form)
    }
}

/// The decisions of a text, in its order. Those in a colleague's appendix are the colleague's.
#[must_use]
pub fn read(text: &str) -> Vec<Decision> {
    let lines = lines::lines(text);
    head::find(&lines)
        .into_iter()
        .filter_map(|head| decision(text, &lines, head))
        .collect()
}

/// The decision of that id.
#[must_use]
pub fn find<'a>(decisions: &'a [Decision], id: &DecisionId) -> Option<&'a Decision> {
    let at = ids(decisions).iter().position(|known| known == id)?;
    decisions.get(at)
}

/// What tells each of these decisions from the others, in their order.
#[must_use]
pub fn ids(decisions: &[Decision]) -> Vec<DecisionId> {
    let same = |a: &Decision, b: &Decision| a.label == b.label && a.title == b.title;
    decisions
        .iter()
        .enumerate()
        .map(|(at, decision)| DecisionId {
            label: decision.label.clone(),
            title: decision.title.clone(),
            nth: decisions[..at]
                .iter()
                .filter(|other| same(other, decision))
                .count(),
        })
        .collect()
}

/// The words that find a decision's heading in a page, and how many such headings stand before it.
#[must_use]
pub fn heading(id: &DecisionId) -> (String, usize) {
    (format!("{} {}", id.label, id.title), id.nth)
}

/// The number of the next decision.
#[must_use]
pub fn next_number(decisions: &[Decision]) -> u32 {
    let numbers = decisions.iter().filter_map(|decision| decision.number);
    numbers.max().unwrap_or(0).saturating_add(1)
}

fn decision(text: &str, lines: &[Line<'_>], head: head::Head) -> Option<Decision> {
    let fields = field::read(text, lines, &head);
    if head.is_guess && !head::is_confirmed(&fields) {
        return None;
    }
    let status = fields.iter().find(|field| field.part == Part::Status);
    let place = status.map(|field| field::one_line(text, field.place.clone()));
    let words = place.clone().map(|place| &text[place]);
    Some(Decision {
        status: words.and_then(Status::read),
        supersedes: words.map(status::superseded_numbers).unwrap_or_default(),
        status_place: place,
        range: lines[head.lines.start].range.start..text_end(lines, &head.lines),
        number: head.number,
        label: head.label,
        title: head.title,
        level: head.level,
        head_end: head.end,
        fields,
    })
}

/// Where the last line that says something ends, without its line ending.
fn text_end(lines: &[Line<'_>], of: &Range<usize>) -> usize {
    let said = lines[of.clone()].iter().rev();
    said.skip_while(|line| line.is_blank() || is_rule(line))
        .map(Line::end)
        .next()
        .unwrap_or(lines[of.start].range.start)
}

/// Whether a line is a rule: it parts sections and belongs to none.
fn is_rule(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    line.kind == Kind::Text && text.len() >= 3 && text.chars().all(|c| c == '-')
}

/// Whether a heading is one of decisions.
fn is_about_decisions(title: &str) -> bool {
    concepts_in(title).contains(&CONCEPT)
}

#[cfg(test)]
mod edit_tests;
#[cfg(test)]
mod tests;
