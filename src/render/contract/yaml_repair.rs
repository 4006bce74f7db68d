//! Repairs of single YAML lines that models get wrong, tried only where the text does not parse. Each
//! changes one line in a way that cannot change what a correct text means.

use super::node::Fault;

/// The line that was repaired and the whole text after it, or nothing when no repair is known.
///
/// `line` is 1-based; the parser sometimes reports the line after the one at fault.
pub(super) fn line(text: &str, line: u32, fault: &Fault) -> Option<(u32, String)> {
    let lines: Vec<&str> = text.split('\n').collect();
    let index = usize::try_from(line).ok()?.checked_sub(1)?;
    [Some(index), index.checked_sub(1)]
        .into_iter()
        .flatten()
        .find_map(|index| {
            let repaired = repair(lines.get(index)?, fault)?;
            let mut lines = lines.clone();
            lines[index] = &repaired;
            Some((u32::try_from(index).ok()? + 1, lines.join("\n")))
        })
}

fn repair(line: &str, fault: &Fault) -> Option<String> {
    match fault {
        Fault::Tab => spaces(line),
        Fault::Colon
        | Fault::Alias
        | Fault::Character(_)
        | Fault::Indentation
        | Fault::Bracket
        | Fault::Other(_) => spaces(line).or_else(|| quoted(line)),
        Fault::Quote | Fault::End | Fault::Depth => None,
    }
}

/// Tabs in the indentation as two spaces each.
fn spaces(line: &str) -> Option<String> {
    let rest = line.trim_start_matches([' ', '\t']);
    let indent = &line[..line.len() - rest.len()];
    indent
        .contains('\t')
        .then(|| format!("{}{rest}", indent.replace('\t', "  ")))
}

/// `key: value` with the value in single quotes, when it is plain and holds what needs quoting.
fn quoted(line: &str) -> Option<String> {
    let colon = line.find(": ")?;
    let (key, value) = (&line[..colon], line[colon + 2..].trim());
    let name = key.trim_start_matches([' ', '-']);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '.' | '/');
    let is_plain = !value.is_empty() && !value.starts_with(['"', '\'', '{', '|', '>', '#', '&']);
    let needs_quotes = value.contains(": ")
        || value.ends_with(':')
        || value.starts_with(['*', '@', '`', '%', '!', '[', '?']);
    if name.is_empty() || !name.chars().all(is_name) || !is_plain || !needs_quotes {
        return None;
    }
    Some(format!("{key}: '{}'", value.replace('\'', "''")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_changed_and_only_when_it_needs_it() {
        for (before, fault, after) in [
            ("a:\n\tb: 1", Fault::Tab, Some("a:\n  b: 1")),
            ("d: Note: it's", Fault::Colon, Some("d: 'Note: it''s'")),
            ("p: *.example.com", Fault::Alias, Some("p: '*.example.com'")),
            ("d: \"fine: so\"", Fault::Colon, None),
            ("d: fine", Fault::Indentation, None),
        ] {
            let line_number = u32::try_from(before.lines().count()).unwrap();
            let repaired = line(before, line_number, &fault).map(|(_, text)| text);
            assert_eq!(repaired.as_deref(), after, "{before}");
        }
    }
}
