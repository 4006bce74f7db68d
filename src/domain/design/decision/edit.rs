//! Changes of the decisions in a design's text: from a text to a text in which nothing else differs.

use std::{fmt::Write as _, ops::Range};

use super::{
    Decision, DecisionId, Part, Status, field::Form, ids, is_about_decisions, next_number, read,
    status,
};
use crate::domain::{
    design::lines::{self, Kind},
    locale::Locale,
};

/// Why a decision cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The text does not have it, or not any more.
    Gone,
    /// Nothing supersedes itself.
    Itself,
    /// There is no decision of that number.
    NoSuccessor(u32),
}

impl Refusal {
    /// What is wrong and what to do.
    #[must_use]
    pub fn message(self, locale: Locale) -> String {
        match self {
            Self::Gone => locale.decision_refused_gone().to_owned(),
            Self::Itself => locale.decision_refused_itself().to_owned(),
            Self::NoSuccessor(number) => locale.decision_refused_no_successor(number),
        }
    }
}

/// A decision as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// What was decided, in a line.
    pub title: String,
    /// The forces.
    pub context: String,
    /// What is done.
    pub decision: String,
    /// What was considered beside it.
    pub alternatives: String,
    /// What follows.
    pub consequences: String,
    /// Where it stands.
    pub status: Option<Status>,
}

/// A text with another status of a decision. Only the line of the status differs; of a decision that is
/// superseded, or is not any more, also that of the other one.
///
/// # Errors
/// When the text has no such decision, or the one that is to take its place is not there.
pub fn set_status(
    text: &str,
    id: &DecisionId,
    to: Status,
    locale: Locale,
) -> Result<String, Refusal> {
    let decisions = read(text);
    let at = ids(&decisions)
        .iter()
        .position(|other| other == id)
        .ok_or(Refusal::Gone)?;
    let mut changes = vec![(at, to, decisions[at].supersedes.clone())];
    let own = decisions[at].number;
    let old = match decisions[at].status {
        Some(Status::Superseded(old)) => old,
        _ => None,
    };
    let new = match to {
        Status::Superseded(new) => new,
        _ => None,
    };
    if let Some(number) = new {
        let successor = with_number(&decisions, number).ok_or(Refusal::NoSuccessor(number))?;
        if successor == at {
            return Err(Refusal::Itself);
        }
    }
    for (number, is_successor) in [(old, false), (new, true)] {
        if let (Some(own), Some(number)) = (own, number)
            && (is_successor || old != new)
            && let Some(other) = with_number(&decisions, number)
            && other != at
        {
            let mut supersedes = decisions[other].supersedes.clone();
            supersedes.retain(|known| *known != own);
            if is_successor {
                supersedes.push(own);
            }
            if supersedes != decisions[other].supersedes {
                let status = decisions[other].status.unwrap_or(Status::Accepted);
                changes.push((other, status, supersedes));
            }
        }
    }
    Ok(rewritten(text, &decisions, changes, locale))
}

/// A text with one more decision behind the last one, or at the end of the section of decisions; the
/// section is made when there is none.
#[must_use]
pub fn add(text: &str, draft: &Draft, locale: Locale) -> String {
    let decisions = read(text);
    let (at, level, lead) = place(text, &decisions, locale);
    let mut before = text[..at].trim_end().to_owned();
    if let Some(fence) = lines::closing(&before) {
        before.push('\n');
        before.push_str(&fence);
    }
    if !before.is_empty() {
        before.push_str("\n\n");
    }
    let block = written(draft, &next_label(&decisions), level, locale);
    let after = text[at..].trim_start_matches(['\r', '\n']);
    let gap = if after.is_empty() { "" } else { "\n" };
    format!("{before}{lead}{block}{gap}{after}")
}

fn with_number(decisions: &[Decision], number: u32) -> Option<usize> {
    decisions
        .iter()
        .position(|decision| decision.number == Some(number))
}

/// The label of the next decision, with as many digits as the others have.
#[must_use]
pub fn next_label(decisions: &[Decision]) -> String {
    let number = next_number(decisions);
    let digits = |decision: &Decision| decision.label.chars().filter(char::is_ascii_digit).count();
    let width = decisions.iter().map(digits).max().unwrap_or(1);
    format!("ADR-{number:0width$}")
}

/// The label by which one decision refers to another.
fn reference(decisions: &[Decision], number: u32) -> String {
    let known = with_number(decisions, number).map(|at| decisions[at].label.as_str());
    let label = known.filter(|label| label.to_ascii_uppercase().starts_with("ADR"));
    label.map_or_else(|| format!("ADR-{number}"), str::to_owned)
}

fn rewritten(
    text: &str,
    decisions: &[Decision],
    changes: Vec<(usize, Status, Vec<u32>)>,
    locale: Locale,
) -> String {
    let mut edits: Vec<(Range<usize>, String)> = changes
        .into_iter()
        .map(|(at, status, supersedes)| {
            let decision = &decisions[at];
            let locale = language(decision, locale);
            let successor = match status {
                Status::Superseded(Some(number)) => reference(decisions, number),
                _ => String::new(),
            };
            let mut words = status.words(locale, &successor);
            if !supersedes.is_empty() {
                let numbers = supersedes.iter();
                let labels: Vec<_> = numbers
                    .map(|number| reference(decisions, *number))
                    .collect();
                words.push_str(if locale == Locale::Zh { "；" } else { "; " });
                words.push_str(&status::superseding_words(locale, &labels));
            }
            edit(text, decision, &words, locale)
        })
        .collect();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, words) in edits {
        text.replace_range(range, &words);
    }
    text
}

/// The language that a decision's fields are written in.
fn language(decision: &Decision, otherwise: Locale) -> Locale {
    let mut names = decision.fields.iter().map(|field| field.name.as_str());
    match names.find(|name| !name.is_empty()) {
        Some(name) if name.is_ascii() => Locale::En,
        Some(_) => Locale::Zh,
        None => otherwise,
    }
}

/// What is to be replaced in the text so that a decision's status is these words.
fn edit(text: &str, decision: &Decision, words: &str, locale: Locale) -> (Range<usize>, String) {
    let ending = if text[decision.range.clone()].contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    if let Some(place) = &decision.status_place {
        let words = match decision.status_form() {
            Some(Form::Heading) if place.is_empty() => format!("{ending}{ending}{words}"),
            _ if text[..place.start].ends_with([':', '*', '_', '—', '|']) => format!(" {words}"),
            _ => words.to_owned(),
        };
        return (place.clone(), words);
    }
    let (name, colon) = match locale {
        Locale::En => ("Status", ": "),
        Locale::Zh => ("状态", "："),
    };
    let fields = decision
        .fields
        .iter()
        .filter(|field| field.part != Part::Text);
    let first = fields.min_by_key(|field| field.line);
    match first.map(|field| (field.form, field.line)) {
        Some((Form::Line, line)) => {
            let like = like(&text[line..], name);
            (line..line, format!("{like}{colon}{words}{ending}"))
        }
        Some((Form::Heading, line)) => {
            let marks = text[line..]
                .trim_start_matches(' ')
                .find(|c| c != '#')
                .unwrap_or(4);
            let heading = format!("{} {name}", "#".repeat(marks));
            (
                line..line,
                format!("{heading}{ending}{ending}{words}{ending}{ending}"),
            )
        }
        Some((Form::Inline, _)) => {
            let end = decision.head_end;
            (end..end, format!(" *{name}*{colon}{words}."))
        }
        Some((Form::Row | Form::Loose, _)) | None if decision.level.is_some() => {
            let end = decision.head_end;
            (
                end..end,
                format!(
                    "{ending}{ending}- **{name}**{colon}{words}{}",
                    gap(text, end, ending)
                ),
            )
        }
        _ => {
            let end = decision.head_end;
            (end..end, format!(" *{name}*{colon}{words}."))
        }
    }
}

/// What parts an inserted line from what follows at once.
fn gap<'a>(text: &str, at: usize, ending: &'a str) -> &'a str {
    let rest = &text[at..];
    let next = rest
        .strip_prefix("\r\n")
        .or_else(|| rest.strip_prefix('\n'));
    match next {
        Some(next)
            if !next
                .trim_start_matches([' ', '\t'])
                .starts_with(['\r', '\n'])
                && !next.is_empty() =>
        {
            ending
        }
        _ => "",
    }
}

/// A field's name, written like the one that a line begins with.
fn like(line: &str, name: &str) -> String {
    let line = line.lines().next().unwrap_or_default();
    let start = match lines::list_item(line) {
        // A numbered list would have to be numbered anew.
        Some((at, _)) if line.trim_start().starts_with(['-', '*', '+', '•']) => at,
        Some(_) => return format!("**{name}**"),
        None => line.len() - line.trim_start().len(),
    };
    let (lead, rest) = line.split_at(start);
    let marks = ["**", "__", "*", "_"]
        .into_iter()
        .find(|marks| rest.starts_with(marks));
    let marks = marks.unwrap_or_default();
    format!("{lead}{marks}{name}{marks}")
}

/// Where a new decision goes, the level of its heading, and what comes before it.
fn place(text: &str, decisions: &[Decision], locale: Locale) -> (usize, u8, String) {
    let lines = lines::lines(text);
    let sections = lines::sections(&lines);
    if let Some(last) = decisions.last() {
        return (
            last.range.end,
            last.level.unwrap_or(3).max(2),
            String::new(),
        );
    }
    let end = |of: &Range<usize>| super::text_end(&lines, of);
    let mut about = sections
        .iter()
        .filter(|section| is_about_decisions(section.title))
        .filter(|section| lines::colleague_of_appendix(section.title).is_none());
    let found = about.clone().find(|section| section.level == 2);
    if let Some(section) = found.or_else(|| about.rfind(|section| section.level > 1)) {
        return (
            end(&section.lines),
            (section.level + 1).min(6),
            String::new(),
        );
    }
    let heading = match locale {
        Locale::En => "## Decisions\n\n",
        Locale::Zh => "## 架构决策\n\n",
    };
    let appendix = lines.iter().find(|line| {
        matches!(line.kind, Kind::Heading(_, title) if lines::colleague_of_appendix(title).is_some())
    });
    let at = appendix.map_or(text.len(), |line| line.range.start);
    (at, 3, heading.to_owned())
}

fn written(draft: &Draft, label: &str, level: u8, locale: Locale) -> String {
    let (names, colon) = match locale {
        Locale::En => (
            [
                "Status",
                "Context",
                "Decision",
                "Alternatives",
                "Consequences",
            ],
            ": ",
        ),
        Locale::Zh => (["状态", "背景", "决策", "替代方案", "后果"], "："),
    };
    let title = draft.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = format!("{} {label}{colon}{title}\n\n", "#".repeat(level.into()));
    let status = draft.status.unwrap_or(Status::Proposed).words(locale, "");
    let values = [
        status.as_str(),
        &draft.context,
        &draft.decision,
        &draft.alternatives,
        &draft.consequences,
    ];
    for (name, value) in names.into_iter().zip(values) {
        let value = in_item(value);
        if !value.is_empty() {
            let space = if value.starts_with('\n') {
                colon.trim_end()
            } else {
                colon
            };
            let _ = writeln!(text, "- **{name}**{space}{value}");
        }
    }
    text
}

/// A typed text as the content of a list's item: nothing in it ends the item.
fn in_item(typed: &str) -> String {
    let typed = typed.trim().replace("\r\n", "\n");
    let mut text = String::new();
    for line in lines::lines(&typed) {
        let said = line.text.trim_end();
        let heading = matches!(line.kind, Kind::Heading(..));
        let said = if heading {
            said.replacen('#', "\\#", 1)
        } else {
            said.to_owned()
        };
        if !text.is_empty()
            || lines::list_item(&said).is_some()
            || line.kind != Kind::Text && !heading
        {
            text.push('\n');
            if !said.is_empty() {
                text.push_str("  ");
            }
        }
        text.push_str(&said);
    }
    if let Some(fence) = lines::closing(&typed) {
        let _ = write!(text, "\n  {fence}");
    }
    text
}
