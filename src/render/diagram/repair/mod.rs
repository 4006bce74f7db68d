//! Deterministic repair of Mermaid sources that do not parse, or that parse as something else than was
//! meant.
//!
//! Each repair is a small pure function with a name. A source that parses as meant is never changed;
//! a repaired source parses, and every line that need not differ from the original does not.

mod class;
mod er;
mod flowchart;
mod ids;
mod sequence;
mod state;
mod text;

#[cfg(test)]
mod tests;

use super::draw::Failure;

/// A line and the 1-based number it had in the original source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 1-based; an inserted line has the number of the line before it.
    pub number: u32,
    /// Without its line break.
    pub text: String,
}

/// The families whose syntax the repairs know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Flowchart,
    Sequence,
    State,
    Class,
    Er,
    Other,
}

type Apply = fn(&[Line]) -> Vec<Line>;

struct Repair {
    name: &'static str,
    /// `None` for every family.
    family: Option<Family>,
    apply: Apply,
}

const fn any(name: &'static str, apply: Apply) -> Repair {
    Repair {
        name,
        family: None,
        apply,
    }
}

const fn of(family: Family, name: &'static str, apply: Apply) -> Repair {
    Repair {
        name,
        family: Some(family),
        apply,
    }
}

/// For sources that parse, but not as meant: each finds its own fault precisely or changes nothing.
const MISREAD: [Repair; 9] = [
    of(Family::State, "full-width colon", state::colons),
    of(Family::State, "semicolon", state::semicolons),
    of(Family::State, "state name with spaces", state::spaced_ids),
    of(Family::Sequence, "full-width colon", sequence::colons),
    of(
        Family::Sequence,
        "quoted participant",
        sequence::quoted_participants,
    ),
    of(
        Family::Sequence,
        "participant name with spaces",
        sequence::spaced_participants,
    ),
    of(
        Family::Flowchart,
        "full-width brackets",
        flowchart::wide_brackets,
    ),
    of(Family::Class, "generic in angle brackets", class::generics),
    of(Family::Er, "SQL constraint", er::constraints),
];

/// For sources that do not parse, in the order in which they are tried.
const REPAIRS: [Repair; 34] = [
    any("fence noise", text::fence_noise),
    any("invisible characters", text::invisible),
    any("header", text::header),
    any("HTML entities", text::entities),
    any("smart quotes", text::quotes),
    any("text after the diagram", text::trailing_prose),
    of(
        Family::Flowchart,
        "full-width brackets",
        flowchart::wide_brackets,
    ),
    of(Family::Flowchart, "edge label", flowchart::edge_label_ends),
    of(Family::Flowchart, "arrow", flowchart::arrows),
    of(
        Family::Flowchart,
        "label after a colon",
        flowchart::colon_labels,
    ),
    of(
        Family::Flowchart,
        "reserved word",
        flowchart::reserved_words,
    ),
    of(Family::Flowchart, "node list", flowchart::node_lists),
    of(Family::Flowchart, "punctuation in an id", ids::punctuation),
    of(Family::Flowchart, "unquoted label", flowchart::labels),
    of(
        Family::Flowchart,
        "unquoted edge label",
        flowchart::edge_labels,
    ),
    of(
        Family::Flowchart,
        "subgraph title",
        flowchart::subgraph_titles,
    ),
    of(Family::Flowchart, "missing end", flowchart::missing_end),
    of(Family::Sequence, "full-width colon", sequence::colons),
    of(Family::Sequence, "arrow", sequence::arrows),
    of(
        Family::Sequence,
        "quoted participant",
        sequence::quoted_participants,
    ),
    of(Family::Sequence, "missing colon", sequence::missing_colons),
    of(Family::Sequence, "semicolon", sequence::semicolons),
    of(Family::Sequence, "activation", sequence::activations),
    of(Family::Sequence, "missing end", sequence::missing_end),
    of(Family::Sequence, "surplus end", sequence::surplus_end),
    of(Family::State, "full-width colon", state::colons),
    of(Family::State, "arrow", state::arrows),
    of(Family::State, "state name with spaces", state::spaced_ids),
    of(Family::State, "semicolon", state::semicolons),
    of(Family::State, "missing brace", text::missing_braces),
    of(Family::Class, "generic in angle brackets", class::generics),
    of(Family::Class, "missing brace", text::missing_braces),
    of(Family::Er, "attribute", er::attributes),
    of(Family::Er, "relationship", er::relationships),
];

/// A source that parses, and how it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The new source.
    pub source: String,
    /// The names of the repairs that were needed, in order.
    pub names: Vec<&'static str>,
    /// The original numbers of the lines that changed.
    pub changed: Vec<u32>,
}

/// What to do with a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It parses as meant.
    Sound,
    /// It parses after these changes.
    Repaired(Repaired),
    /// It does not parse, and no repair helps.
    Broken(Failure),
}

/// Decides about a source; `parses` says whether a candidate parses.
pub fn repair(source: &str, parses: &dyn Fn(&str) -> Result<(), Failure>) -> Outcome {
    let original = lines(source);
    match parses(source) {
        Ok(()) => match attempt(&original, &MISREAD, &[], parses) {
            Some(repaired) => Outcome::Repaired(repaired),
            None => Outcome::Sound,
        },
        Err(Failure::Syntax { message, line }) => attempt(&original, &REPAIRS, &MISREAD, parses)
            .map_or(
                Outcome::Broken(Failure::Syntax { message, line }),
                Outcome::Repaired,
            ),
        // A typo in the header looks like an unknown family.
        Err(failure) => Outcome::Broken(failure),
    }
}

/// Applies repairs until the source parses, then takes back what was not needed.
fn attempt(
    original: &[Line],
    repairs: &'static [Repair],
    finish: &'static [Repair],
    parses: &dyn Fn(&str) -> Result<(), Failure>,
) -> Option<Repaired> {
    let must_change_first = finish.is_empty();
    let mut used: Vec<&'static Repair> = Vec::new();
    let mut current = original.to_vec();
    let mut sound = false;
    for repair in repairs {
        let next = apply(repair, &current);
        if next == current {
            continue;
        }
        let parsed = parses(&join(&next)).is_ok();
        if must_change_first && !parsed {
            continue;
        }
        current = next;
        used.push(repair);
        sound = parsed;
        if sound && !must_change_first {
            break;
        }
    }
    if !sound {
        return None;
    }
    if !must_change_first {
        used = needed(original, used, parses);
        current = used
            .iter()
            .fold(original.to_vec(), |lines, repair| apply(repair, &lines));
        current = restore(original, current, parses);
        for repair in finish {
            let next = apply(repair, &current);
            if next != current && parses(&join(&next)).is_ok() {
                current = next;
                used.push(repair);
            }
        }
    }
    let mut names: Vec<&'static str> = used.iter().map(|repair| repair.name).collect();
    names.dedup();
    Some(Repaired {
        source: join(&current),
        names,
        changed: changed(original, &current),
    })
}

/// Drops every repair without which the source parses as well.
fn needed(
    original: &[Line],
    mut used: Vec<&'static Repair>,
    parses: &dyn Fn(&str) -> Result<(), Failure>,
) -> Vec<&'static Repair> {
    let mut index = 0;
    while index < used.len() && used.len() > 1 {
        let mut fewer = used.clone();
        fewer.remove(index);
        let lines = fewer
            .iter()
            .fold(original.to_vec(), |lines, repair| apply(repair, &lines));
        if parses(&join(&lines)).is_ok() {
            used = fewer;
        } else {
            index += 1;
        }
    }
    used
}

/// Puts back every original line that does not have to differ.
fn restore(
    original: &[Line],
    mut current: Vec<Line>,
    parses: &dyn Fn(&str) -> Result<(), Failure>,
) -> Vec<Line> {
    /// Enough for any diagram that one can read; each costs a parse.
    const MOST: usize = 60;
    let differing: Vec<u32> = changed(original, &current);
    if differing.len() < 2 || differing.len() > MOST {
        return current;
    }
    for number in differing {
        let Some(before) = only(original, number) else {
            continue;
        };
        let Some(index) = current.iter().position(|line| line.number == number) else {
            continue;
        };
        if only(&current, number).is_none() {
            continue;
        }
        let mut candidate = current.clone();
        if let Some(line) = candidate.get_mut(index) {
            line.text.clone_from(&before.text);
        }
        if parses(&join(&candidate)).is_ok() {
            current = candidate;
        }
    }
    current
}

/// The line with a number, if exactly one has it.
fn only(lines: &[Line], number: u32) -> Option<&Line> {
    let mut found = lines.iter().filter(|line| line.number == number);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn apply(repair: &Repair, lines: &[Line]) -> Vec<Line> {
    match repair.family {
        Some(wanted) if family(lines) != wanted => lines.to_vec(),
        _ => (repair.apply)(lines),
    }
}

fn changed(original: &[Line], current: &[Line]) -> Vec<u32> {
    let texts = |lines: &[Line], number: u32| -> Vec<String> {
        let found = lines.iter().filter(|line| line.number == number);
        found.map(|line| line.text.clone()).collect()
    };
    let mut numbers: Vec<u32> = original
        .iter()
        .chain(current)
        .map(|line| line.number)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.retain(|number| texts(original, *number) != texts(current, *number));
    numbers
}

fn lines(source: &str) -> Vec<Line> {
    (1..)
        .zip(source.lines())
        .map(|(number, text)| Line {
            number,
            text: text.to_owned(),
        })
        .collect()
}

fn join(lines: &[Line]) -> String {
    let mut source = String::new();
    for line in lines {
        source.push_str(&line.text);
        source.push('\n');
    }
    source
}

/// Changes the text of every line that `change` has a new text for.
fn map(lines: &[Line], change: impl Fn(&str) -> Option<String>) -> Vec<Line> {
    lines
        .iter()
        .map(|line| Line {
            number: line.number,
            text: change(&line.text).unwrap_or_else(|| line.text.clone()),
        })
        .collect()
}

/// The first line that is neither empty nor a comment nor front matter.
fn header_index(lines: &[Line]) -> Option<usize> {
    let mut in_front_matter = false;
    for (index, line) in lines.iter().enumerate() {
        let text = line.text.trim();
        if text == "---" && (in_front_matter || index == 0) {
            in_front_matter = !in_front_matter;
        } else if !in_front_matter && !text.is_empty() && !text.starts_with("%%") {
            return Some(index);
        }
    }
    None
}

fn family(lines: &[Line]) -> Family {
    let header = header_index(lines).and_then(|index| lines.get(index));
    let word: String = header
        .map(|line| line.text.trim_start())
        .unwrap_or_default()
        .chars()
        .take_while(|c| c.is_ascii_alphabetic())
        .collect();
    match word.to_ascii_lowercase().as_str() {
        "graph" | "flowchart" => Family::Flowchart,
        "sequencediagram" => Family::Sequence,
        "statediagram" => Family::State,
        "classdiagram" => Family::Class,
        "erdiagram" => Family::Er,
        _ => Family::Other,
    }
}

/// The spaces and tabs that a line starts with.
fn indent(text: &str) -> &str {
    let length = text.len() - text.trim_start().len();
    text.get(..length).unwrap_or("")
}

/// The lines with `end` inserted for every block that is never closed.
///
/// Where the source is indented, a block ends before the first line that is indented no deeper than
/// what opened it; elsewhere at the end of the diagram.
fn close_blocks(
    lines: &[Line],
    opens: impl Fn(&str) -> bool,
    continues: impl Fn(&str) -> bool,
    closer: &str,
) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len() + 2);
    // The indents of the open blocks, and whether their content is indented deeper.
    let mut open: Vec<(usize, bool, String)> = Vec::new();
    let missing = {
        let opened = lines.iter().filter(|line| opens(line.text.trim())).count();
        let closed = lines
            .iter()
            .filter(|line| line.text.trim() == closer)
            .count();
        opened.saturating_sub(closed)
    };
    let mut left = missing;
    for line in lines {
        let text = line.text.trim();
        let depth = indent(&line.text).len();
        if let Some(last) = open.last_mut() {
            last.1 |= depth > last.0 && !text.is_empty();
        }
        while left > 0 && !text.is_empty() && text != closer && !continues(text) {
            let Some((_, _, space)) = open.pop_if(|(at, deeper, _)| *deeper && depth <= *at) else {
                break;
            };
            push_closer(&mut out, &space, closer);
            left -= 1;
        }
        if text == closer {
            // An `end` less indented than the innermost block belongs to an outer one.
            while left > 0 && open.len() > 1 {
                let Some((_, _, space)) = open.pop_if(|(at, deeper, _)| *deeper && depth < *at)
                else {
                    break;
                };
                push_closer(&mut out, &space, closer);
                left -= 1;
            }
            open.pop();
        } else if opens(text) {
            open.push((depth, false, indent(&line.text).to_owned()));
        }
        out.push(line.clone());
    }
    while left > 0 {
        let Some((_, _, space)) = open.pop() else {
            break;
        };
        push_closer(&mut out, &space, closer);
        left -= 1;
    }
    out
}

/// Adds a closing line after the last line with content, numbered as that line.
fn push_closer(out: &mut Vec<Line>, space: &str, closer: &str) {
    let at = out
        .iter()
        .rposition(|line| !line.text.trim().is_empty())
        .map_or(out.len(), |index| index + 1);
    let number = at
        .checked_sub(1)
        .and_then(|index| out.get(index))
        .map_or(1, |line| line.number);
    out.insert(
        at,
        Line {
            number,
            text: format!("{space}{closer}"),
        },
    );
}
