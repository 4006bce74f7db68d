//! Repairs of state diagrams.

use std::collections::BTreeMap;

use super::{Line, header_index, indent, map, sequence::escape_semicolons};

/// A transition: source, target, and the label after the colon.
fn transition(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let text = text.trim();
    if text.starts_with("%%") || text.starts_with("note ") {
        return None;
    }
    let (from, rest) = text.split_once("-->")?;
    match rest.split_once(':') {
        Some((to, label)) => Some((from.trim(), to.trim(), Some(label.trim()))),
        None => Some((from.trim(), rest.trim(), None)),
    }
}

/// `A --> B：text` → `A --> B : text`; also `A：text`.
pub fn colons(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        let wide = text.find('：')?;
        if text.find(':').is_some_and(|at| at < wide) || text.trim().starts_with("%%") {
            return None;
        }
        // Elsewhere than in a transition or a note's head it may be text.
        let head = text.get(..wide)?;
        let is_note = head.trim_start().starts_with("note ") && head.contains(" of ");
        if !head.contains("-->") && !is_note {
            return None;
        }
        let (before, after) = text.split_once('：')?;
        Some(format!("{} : {}", before.trim_end(), after.trim_start()))
    })
}

/// `->`, `—>`, `=>` and `-->|text|` of other notations.
pub fn arrows(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        if text.trim().starts_with("%%") {
            return None;
        }
        let end = text.find([':', '：']).unwrap_or(text.len());
        let (head, tail) = text.split_at_checked(end)?;
        let head = ["-->>", "--->", "->>", "==>", "=>", "——>", "—>", "–>", "→"]
            .iter()
            .fold(head.to_owned(), |head, arrow| head.replace(arrow, "-->"));
        let head = if head.contains("-->") {
            head
        } else {
            head.replace("->", "-->")
        };
        if let Some((before, rest)) = head.split_once("-->|")
            && let Some((label, to)) = rest.split_once('|')
            && tail.is_empty()
        {
            return Some(format!("{before}--> {} : {label}", to.trim()));
        }
        Some(format!("{head}{tail}"))
    })
}

/// `Half Open --> Closed` → `Half_Open --> Closed`, with `state "Half Open" as Half_Open` declared.
pub fn spaced_ids(lines: &[Line]) -> Vec<Line> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for line in lines {
        let Some((from, to, _)) = transition(&line.text) else {
            continue;
        };
        for end in [from, to] {
            if is_spaced(end) {
                names.insert(unquoted(end).to_owned(), id_of(unquoted(end)));
            }
        }
    }
    let Some(header) = header_index(lines).filter(|_| !names.is_empty()) else {
        return lines.to_vec();
    };
    let renamed = map(lines, |text| rename(text, &names));
    let mut out = Vec::with_capacity(renamed.len() + names.len());
    for (index, line) in renamed.into_iter().enumerate() {
        let number = line.number;
        out.push(line);
        if index == header {
            for (name, id) in &names {
                out.push(Line {
                    number,
                    text: format!("    state \"{name}\" as {id}"),
                });
            }
        }
    }
    out
}

fn is_spaced(end: &str) -> bool {
    let name = unquoted(end);
    (name.contains(' ') || name.len() != end.len())
        && !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || " _-/().（）&".contains(c))
}

fn unquoted(end: &str) -> &str {
    end.strip_prefix('"')
        .and_then(|end| end.strip_suffix('"'))
        .unwrap_or(end)
}

fn id_of(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect()
}

/// Renames a name wherever a state is named.
fn rename(text: &str, names: &BTreeMap<String, String>) -> Option<String> {
    let space = indent(text);
    let id = |end: &str| {
        names
            .get(unquoted(end))
            .cloned()
            .unwrap_or_else(|| end.to_owned())
    };
    if let Some((from, to, label)) = transition(text) {
        let label = label.map_or(String::new(), |label| format!(" : {label}"));
        return Some(format!("{space}{} --> {}{label}", id(from), id(to)));
    }
    let trimmed = text.trim();
    if let Some(rest) = trimmed.strip_prefix("state ")
        && let Some(name) = rest.strip_suffix('{')
    {
        return names
            .get(unquoted(name.trim()))
            .map(|id| format!("{space}state {id} {{"));
    }
    if let Some((head, name)) = trimmed.split_once(" of ")
        && head.starts_with("note ")
    {
        let (name, rest) = name
            .split_once(':')
            .map_or((name, None), |(n, r)| (n, Some(r)));
        let rest = rest.map_or(String::new(), |rest| format!(":{rest}"));
        return names
            .get(name.trim())
            .map(|id| format!("{space}{head} of {id}{rest}"));
    }
    let (name, description) = trimmed.split_once(':')?;
    names
        .get(name.trim())
        .map(|id| format!("{space}{id} : {}", description.trim()))
}

/// `;` in a transition's label → `#59;`. It would end the label, and every word after it would be a state.
/// Where another transition follows, it does mean an end.
pub fn semicolons(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        if transition(text)?.2?.contains("-->") {
            return None;
        }
        let (head, label) = text.split_once(':')?;
        let label = label.trim_end().trim_end_matches(';');
        Some(format!("{head}:{}", escape_semicolons(label)))
    })
}
