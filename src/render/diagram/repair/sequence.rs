//! Repairs of sequence diagrams.

use super::{Line, close_blocks, header_index, map};

/// Arrows of the notation, longest first.
const ARROWS: [&str; 14] = [
    "<<-->>", "<<->>", "-->>", "->>", "--x", "-x", "--)", "-)", "-->", "->", "--|\\", "-|\\",
    "--|/", "-|/",
];

const OPENERS: [&str; 8] = [
    "alt", "loop", "opt", "par", "critical", "break", "rect", "box",
];

/// The first word of a line.
fn word(text: &str) -> &str {
    text.trim()
        .split([' ', '\t', ':', '：'])
        .next()
        .unwrap_or("")
}

fn is_keyword_line(text: &str) -> bool {
    text.trim().starts_with("%%")
        || matches!(
            word(text),
            "participant"
                | "actor"
                | "create"
                | "destroy"
                | "alt"
                | "else"
                | "loop"
                | "opt"
                | "par"
                | "and"
                | "critical"
                | "option"
                | "break"
                | "rect"
                | "box"
                | "end"
                | "activate"
                | "deactivate"
                | "autonumber"
                | "title"
                | "accTitle"
                | "accDescr"
                | "sequenceDiagram"
                | "links"
                | "link"
        )
}

fn is_note(text: &str) -> bool {
    word(text).eq_ignore_ascii_case("note")
}

/// A message split at its arrow: sender, arrow, the rest with target and text.
fn message(text: &str) -> Option<(&str, &'static str, &str)> {
    if is_keyword_line(text) || is_note(text) {
        return None;
    }
    let head_end = text.find([':', '：']).unwrap_or(text.len());
    let head = text.get(..head_end)?;
    ARROWS
        .iter()
        .filter_map(|arrow| head.find(arrow).map(|at| (at, *arrow)))
        .min_by_key(|(at, arrow)| (*at, usize::MAX - arrow.len()))
        .and_then(|(at, arrow)| Some((text.get(..at)?, arrow, text.get(at + arrow.len()..)?)))
}

/// `A->>B：text` → `A->>B: text`, also in notes.
pub fn colons(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        let wide = text.find('：')?;
        if text.find(':').is_some_and(|at| at < wide) {
            return None;
        }
        let is_message = message(text).is_some_and(|(from, _, _)| !from.trim().is_empty());
        if !is_message && !is_note(text) {
            return None;
        }
        let (before, after) = text.split_once('：')?;
        let before = if is_note(text) {
            before.replace('，', ",")
        } else {
            before.to_owned()
        };
        Some(format!("{}: {}", before.trim_end(), after.trim_start()))
    })
}

/// Arrows of other notations: `—>>`, `→`, `=>`, `==>`, `-->>>`, `~>`.
pub fn arrows(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        if is_keyword_line(text) || is_note(text) {
            return None;
        }
        let end = text.find([':', '：']).unwrap_or(text.len());
        let (head, tail) = text.split_at_checked(end)?;
        let is_mark = |c: char| "-=>—–−→⇒~＞－<".contains(c);
        let start = head.find(is_mark)?;
        let length: usize = head
            .get(start..)?
            .chars()
            .take_while(|c| is_mark(*c))
            .map(char::len_utf8)
            .sum();
        let run = head.get(start..start + length)?;
        let plain = run.trim_end_matches('-');
        if ARROWS.contains(&run) || (ARROWS.contains(&plain) && plain.ends_with('>')) {
            return None;
        }
        let new = if !run.contains(['>', '→', '⇒', '＞']) {
            return None;
        } else if run.starts_with('<') {
            "<<->>"
        } else if run.starts_with(['—', '–']) && !run.starts_with("—>") && !run.starts_with("–>")
            || run.starts_with("--")
        {
            "-->>"
        } else {
            "->>"
        };
        let before = head.get(..start)?;
        let after = head.get(start + length..)?;
        Some(format!("{before}{new}{after}{tail}"))
    })
}

/// `A->>B text` → `A->>B: text`, where `B` is known.
pub fn missing_colons(lines: &[Line]) -> Vec<Line> {
    let known = participants(lines);
    map(lines, |text| {
        let (from, arrow, rest) = message(text)?;
        if rest.contains(':') {
            return None;
        }
        let target = rest.trim_start().trim_start_matches(['+', '-']);
        let id = known
            .iter()
            .filter(|id| {
                target
                    .strip_prefix(id.as_str())
                    .is_some_and(|after| after.is_empty() || after.starts_with([' ', ',', '，']))
            })
            .max_by_key(|id| id.len())?;
        let sign: String = rest
            .trim_start()
            .chars()
            .take_while(|c| "+-".contains(*c))
            .collect();
        let label = target.get(id.len()..)?.trim_matches([' ', ',', '，']);
        let label = if label.is_empty() { "…" } else { label };
        Some(format!("{from}{arrow}{sign}{id}: {label}"))
    })
}

/// Declared participants and senders of messages.
fn participants(lines: &[Line]) -> Vec<String> {
    let mut ids: Vec<String> = lines
        .iter()
        .filter_map(|line| match declaration(&line.text) {
            Some((_, id, _)) => Some(id.to_owned()),
            None => message(&line.text).map(|(from, _, _)| from.trim().to_owned()),
        })
        .filter(|id| !id.is_empty())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// A participant's declaration: keyword, id, alias.
fn declaration(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let text = text.trim();
    let (keyword, rest) = text.split_once(' ')?;
    if !matches!(keyword, "participant" | "actor") {
        return None;
    }
    Some(match rest.split_once(" as ") {
        Some((id, alias)) => (keyword, id.trim(), Some(alias.trim())),
        None => (keyword, rest.trim(), None),
    })
}

/// `;` in the text of a message or note → `#59;`.
pub fn semicolons(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        if message(text).is_none() && !is_note(text) {
            return None;
        }
        let (head, body) = text.split_once(':')?;
        let (body, last) = match body.trim_end().strip_suffix(';') {
            Some(body) => (body, ";"),
            None => (body, ""),
        };
        Some(format!("{head}:{}{last}", escape_semicolons(body)))
    })
}

/// Leaves the semicolons of entities alone.
pub fn escape_semicolons(text: &str) -> String {
    let mut out = String::new();
    for part in text.split_inclusive(';') {
        let Some(body) = part.strip_suffix(';') else {
            out.push_str(part);
            continue;
        };
        out.push_str(body);
        let is_entity = body.rfind(['#', '&']).is_some_and(|at| {
            body.get(at + 1..).is_some_and(|name| {
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
            })
        });
        out.push_str(if is_entity { ";" } else { "#59;" });
    }
    out
}

/// `participant "API gateway" as G` → `participant G as API gateway`.
pub fn quoted_participants(lines: &[Line]) -> Vec<Line> {
    let uses = |id: &str| {
        lines.iter().any(|line| {
            message(&line.text)
                .is_some_and(|(from, _, rest)| from.trim() == id || target(rest) == id)
        })
    };
    map(lines, |text| {
        let (keyword, id, alias) = declaration(text)?;
        let name = id.strip_prefix('"')?.strip_suffix('"')?;
        let space = super::indent(text);
        match alias {
            Some(alias) if uses(alias) && !uses(id) && !alias.contains(' ') => {
                Some(format!("{space}{keyword} {alias} as {name}"))
            }
            None if !uses(id) && uses(name) => Some(format!("{space}{keyword} {name}")),
            _ => None,
        }
    })
}

/// The id that a message goes to.
fn target(rest: &str) -> &str {
    let rest = rest.split([':', '：']).next().unwrap_or("");
    rest.trim().trim_start_matches(['+', '-'])
}

/// `participant API Gateway` that is used as `APIGateway` → `participant APIGateway as API Gateway`.
pub fn spaced_participants(lines: &[Line]) -> Vec<Line> {
    let ends: Vec<&str> = lines
        .iter()
        .filter_map(|line| message(&line.text))
        .flat_map(|(from, _, rest)| [from.trim(), target(rest)])
        .collect();
    map(lines, |text| {
        let (keyword, id, None) = declaration(text)? else {
            return None;
        };
        if !id.contains(' ') || ends.contains(&id) {
            return None;
        }
        let used = ["", "_", "-"]
            .iter()
            .map(|joint| id.split_whitespace().collect::<Vec<_>>().join(joint))
            .find(|joined| ends.iter().any(|end| end == joined))?;
        Some(format!("{}{keyword} {used} as {id}", super::indent(text)))
    })
}

/// Takes back deactivations of participants that are not active.
pub fn activations(lines: &[Line]) -> Vec<Line> {
    let mut active: Vec<String> = Vec::new();
    let mut out = lines.to_vec();
    for line in &mut out {
        let text = line.text.clone();
        match word(&text) {
            "activate" => active.push(after_word(&text).to_owned()),
            "deactivate" if !take(&mut active, after_word(&text)) => line.text.clear(),
            "deactivate" => {}
            _ => {
                let Some((from, arrow, rest)) = message(&text) else {
                    continue;
                };
                if rest.trim_start().starts_with('+') {
                    active.push(target(rest).to_owned());
                } else if let Some(plain) = rest.trim_start().strip_prefix('-')
                    && !take(&mut active, from.trim())
                {
                    line.text = format!("{from}{arrow}{plain}");
                }
            }
        }
    }
    out
}

fn after_word(text: &str) -> &str {
    text.trim()
        .split_once(' ')
        .map_or("", |(_, rest)| rest.trim())
}

fn take(active: &mut Vec<String>, id: &str) -> bool {
    let found = active.iter().rposition(|open| open == id);
    if let Some(index) = found {
        active.remove(index);
    }
    found.is_some()
}

fn opens(text: &str) -> bool {
    OPENERS.contains(&word(text)) && message_free(text)
}

/// A participant may be called `box` or `loop`.
fn message_free(text: &str) -> bool {
    !ARROWS
        .iter()
        .any(|arrow| text.contains(arrow) && !text.contains(' '))
}

/// A missing `end` of a block.
pub fn missing_end(lines: &[Line]) -> Vec<Line> {
    close_blocks(
        lines,
        opens,
        |text| matches!(word(text), "else" | "and" | "option"),
        "end",
    )
}

/// Empties every `end` that closes nothing.
pub fn surplus_end(lines: &[Line]) -> Vec<Line> {
    let start = header_index(lines).unwrap_or(0);
    let mut depth = 0_usize;
    let mut out = lines.to_vec();
    for line in out.iter_mut().skip(start) {
        let text = line.text.trim();
        if text == "end" {
            if depth == 0 {
                line.text.clear();
            }
            depth = depth.saturating_sub(1);
        } else if opens(text) {
            depth += 1;
        }
    }
    out
}
