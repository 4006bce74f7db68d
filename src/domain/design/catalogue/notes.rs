//! What a design rests on and what it leaves open: lists and tables below a heading or bold words that say
//! so.

use super::{services::ends_list, table::Table};
use crate::domain::design::lines::{self, Kind, Line};

/// Where an assumption comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The brief says it.
    Given,
    /// It follows from the brief.
    Inferred,
    /// It is the model's own.
    Assumed,
}

/// Something that a design rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// Where it comes from.
    pub basis: Basis,
    /// What is assumed.
    pub text: String,
}

/// The words that mark assumptions, lower case.
const MARKS: [(Basis, &[&str]); 3] = [
    (Basis::Given, &["given", "stated", "已知", "给定"]),
    (
        Basis::Inferred,
        &["inferred", "derived", "推断", "推导", "推论"],
    ),
    (Basis::Assumed, &["assumed", "assumption", "假设", "假定"]),
];

const ASSUMPTIONS: [&str; 5] = ["assumption", "假设", "假定", "前提", "assumed"];
const QUESTIONS: [&str; 9] = [
    "open question",
    "questions",
    "open issue",
    "to be clarified",
    "待确认",
    "待定",
    "开放问题",
    "未决",
    "待解决",
];

/// The assumptions: the lists and tables that are called so, and marked items wherever they stand.
pub(super) fn assumptions(lines: &[Line<'_>], tables: &[Table]) -> Vec<Assumption> {
    let mut found = Vec::new();
    for at in listed(lines, tables, &ASSUMPTIONS) {
        match at {
            Listed::Item(_, item) => found.push(read(item).unwrap_or_else(|| Assumption {
                basis: Basis::Assumed,
                text: lines::plain(item),
            })),
            Listed::Row(row) => found.push(Assumption {
                basis: Basis::Assumed,
                text: row,
            }),
            Listed::Loose(item) => found.extend(read(item)),
        }
    }
    found
}

/// The open questions.
pub(super) fn questions(lines: &[Line<'_>], tables: &[Table]) -> Vec<String> {
    let listed = listed(lines, tables, &QUESTIONS).into_iter();
    listed
        .filter_map(|at| match at {
            Listed::Item(_, item) => Some(lines::plain(item)),
            Listed::Row(row) => Some(row),
            Listed::Loose(_) => None,
        })
        .collect()
}

/// An item that is marked: `**given**: …`, `**已知**：…`.
fn read(item: &str) -> Option<Assumption> {
    let bold = item.strip_prefix("**").or_else(|| item.strip_prefix('*'))?;
    let (mark, rest) = bold.split_once('*')?;
    let mark = mark.trim_end_matches([':', '：', '.']).to_lowercase();
    let (basis, _) = MARKS
        .iter()
        .find(|(_, words)| words.contains(&mark.trim()))?;
    let rest = rest.trim_start_matches('*').trim_start();
    let text = lines::plain(rest.trim_start_matches([':', '：', '–', '—', '-', '.', '。', ' ']));
    (!text.is_empty()).then_some(Assumption {
        basis: *basis,
        text,
    })
}

/// Something that a list or a table says.
enum Listed<'a> {
    /// An item of a list that is called so.
    Item(usize, &'a str),
    /// A row of a table that is called so.
    Row(String),
    /// An item of another list.
    Loose(&'a str),
}

/// What lists and tables say that words like these announce, and all other items.
fn listed<'a>(lines: &[Line<'a>], tables: &[Table], words: &[&str]) -> Vec<Listed<'a>> {
    let mut found: Vec<Listed<'a>> = Vec::new();
    // Announced by a heading: up to the next. By a paragraph: up to the end of what follows it.
    let (mut by_heading, mut by_lead, mut begun) = (false, false, false);
    for (at, line) in lines.iter().enumerate() {
        if let Kind::Heading(_, title) = line.kind {
            by_heading = announces(title, words);
            (by_lead, begun) = (false, false);
            continue;
        }
        if ends_list(line) {
            (by_lead, begun) = (false, false);
            continue;
        }
        let called = by_heading || by_lead;
        if let Some(table) = tables.iter().find(|table| table.lines.start == at) {
            if called {
                let rows = table.rows.iter().map(|row| joined(row));
                found.extend(rows.map(Listed::Row));
            }
            begun = true;
        } else if tables.iter().any(|table| table.lines.contains(&at)) {
            continue;
        } else if let Some((_, item)) = lines::list_item(line.text) {
            let indent = line.text.len() - line.text.trim_start().len();
            begun = true;
            let nested = found
                .last()
                .is_some_and(|last| matches!(last, Listed::Item(outer, _) if indent > outer + 1));
            if !called {
                found.push(Listed::Loose(item));
            } else if !nested {
                found.push(Listed::Item(indent, item));
            }
        } else if !line.is_blank() && !line.text.starts_with([' ', '\t']) {
            by_lead = leads(line.text, words) || by_lead && !begun;
            begun = false;
        }
    }
    found
}

/// Whether a heading announces something.
fn announces(title: &str, words: &[&str]) -> bool {
    let title = title.to_lowercase();
    words.iter().any(|word| title.contains(word))
}

/// Whether a paragraph announces what follows it: bold words, or a line that ends with a colon.
fn leads(line: &str, words: &[&str]) -> bool {
    let line = line.trim();
    let lead = match line
        .strip_prefix("**")
        .and_then(|bold| bold.split_once("**"))
    {
        Some((bold, _)) => bold,
        None if line.ends_with([':', '：']) && line.chars().count() < 80 => line,
        None if line.chars().count() < 20 => line,
        None => return false,
    };
    announces(lead, words)
}

fn joined(row: &[String]) -> String {
    let cells = row.iter().map(|cell| lines::plain(cell));
    let cells: Vec<_> = cells.filter(|cell| !cell.is_empty()).collect();
    cells.join(": ")
}
