//! Where the second-level headings of a text are, line by line: fences, comments, lists, tables and underlined
//! headings as Markdown has them, as far as models write them. It must not know what sections are for.

/// The lines of a text that stand outside code fences and comments, each with its offset in bytes.
pub fn prose_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut enclosure = None;
    let mut offset = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = offset;
        offset += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let inside = enclosure.is_some();
        enclosure = Enclosure::after(enclosure.take(), line);
        (!inside && enclosure.is_none()).then_some((start, line))
    })
}

/// The line that closes the code fence or comment that a text leaves open.
#[must_use]
pub fn closing_line(text: &str) -> Option<String> {
    let open = text.lines().fold(None, Enclosure::after)?;
    Some(match open {
        Enclosure::Fence(mark, length) => String::from(mark).repeat(length),
        Enclosure::Comment => "-->".to_owned(),
    })
}

/// What a line can be inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Enclosure {
    /// A code fence of that character and length.
    Fence(char, usize),
    /// An HTML comment.
    Comment,
}

impl Enclosure {
    /// What is open after a line.
    fn after(open: Option<Self>, line: &str) -> Option<Self> {
        let start = line.trim_start();
        match open {
            Some(Self::Fence(mark, length)) => {
                let run = run_of(start, mark);
                let closes = run >= length && start[run..].trim().is_empty();
                (!closes).then_some(Self::Fence(mark, length))
            }
            Some(Self::Comment) => (!line.contains("-->")).then_some(Self::Comment),
            None if start.starts_with("<!--") => {
                (!start[4..].contains("-->")).then_some(Self::Comment)
            }
            None => ['`', '~'].into_iter().find_map(|mark| {
                let run = run_of(start, mark);
                let opens = run >= 3 && !(mark == '`' && start[run..].contains('`'));
                opens.then_some(Self::Fence(mark, run))
            }),
        }
    }
}

fn run_of(line: &str, mark: char) -> usize {
    line.len() - line.trim_start_matches(mark).len()
}

/// Where second-level headings begin, each with its text.
pub(super) fn heading_starts(text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    // The line before, if it is all of a paragraph and so can be the text of an underlined heading.
    let mut paragraph: Option<usize> = None;
    let mut is_fresh = true;
    let mut in_list = false;
    let mut expected = 0;
    for (start, line) in prose_lines(text) {
        if start != expected {
            (paragraph, is_fresh) = (None, true);
        }
        expected = start + text[start..].find('\n').map_or(line.len(), |at| at + 1);
        let goes_on = line.is_empty() || line.starts_with(' ') || !is_fresh && is_plain(line);
        in_list = is_item(line) || in_list && goes_on;
        if in_list && line.starts_with(' ') {
            // What is indented in a list belongs to an item.
            (paragraph, is_fresh) = (None, false);
        } else if let Some(title) = second_level(line) {
            starts.push((start, title));
            (paragraph, is_fresh) = (None, true);
        } else if is_underline(line) && paragraph.is_some() {
            starts.extend(
                paragraph
                    .take()
                    .map(|begun| (begun, text[begun..start].trim())),
            );
            is_fresh = true;
        } else {
            paragraph = match paragraph {
                Some(begun) if is_plain(line) || is_indented(line) => Some(begun),
                None if is_fresh && is_plain(line) => Some(start),
                _ => None,
            };
            is_fresh = line.trim().is_empty()
                || is_heading(line)
                || is_rule(line)
                || line.ends_with("-->")
                || paragraph.is_none() && !in_list && is_fresh && is_indented(line);
        }
    }
    starts
}

/// The text of a line that is a second-level heading.
fn second_level(line: &str) -> Option<&str> {
    let rest = at_margin(line)?.strip_prefix("##")?;
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let title = rest.trim();
    // A closing sequence counts only after a space.
    let open = title.trim_end_matches('#');
    Some(if open.is_empty() || open.ends_with([' ', '\t']) {
        open.trim_end()
    } else {
        title
    })
}

/// A line without its indentation, unless that makes it something else.
fn at_margin(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(' ');
    (line.len() - rest.len() <= 3).then_some(rest)
}

fn is_underline(line: &str) -> bool {
    at_margin(line).is_some_and(|rest| {
        let rest = rest.trim_end();
        !rest.is_empty() && rest.bytes().all(|byte| byte == b'-')
    })
}

/// Whether a line reads as one of a paragraph, and as nothing else.
fn is_plain(line: &str) -> bool {
    at_margin(line).is_some_and(|rest| {
        let rest = rest.trim_end();
        !rest.is_empty()
            && !rest.starts_with(['-', '+', '>', '<', ':', '=', '['])
            && !rest.starts_with("* ")
            && !rest.contains('|')
            && !is_item(line)
            && !is_heading(line)
    })
}

/// Whether a line is a thematic break.
fn is_rule(line: &str) -> bool {
    let marks = line.replace(' ', "");
    let marks = marks.trim_end();
    let mut kinds = ['*', '-', '_'].iter();
    marks.len() >= 3 && kinds.any(|mark| marks.trim_matches(*mark).is_empty())
}

/// Whether a line begins an item of a list.
fn is_item(line: &str) -> bool {
    at_margin(line).is_some_and(|rest| {
        let rest = rest.trim_end();
        if is_rule(rest) {
            return false;
        }
        let number = rest.trim_start_matches(|character: char| character.is_ascii_digit());
        let after = match number.len() < rest.len() {
            true => number.strip_prefix(['.', ')']),
            false => rest.strip_prefix(['-', '+', '*']),
        };
        after.is_some_and(|after| after.is_empty() || after.starts_with(' '))
    })
}

/// Whether a line goes on with a paragraph however far in it begins.
fn is_indented(line: &str) -> bool {
    at_margin(line).is_none()
}

/// Whether a line is a heading of any level.
fn is_heading(line: &str) -> bool {
    at_margin(line).is_some_and(|rest| {
        let text = rest.trim_start_matches('#');
        let level = rest.len() - text.len();
        (1..=6).contains(&level) && (text.is_empty() || text.starts_with([' ', '\t']))
    })
}
