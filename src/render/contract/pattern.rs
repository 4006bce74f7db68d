//! Makes a text that a simple regular expression accepts, for examples. What it does not understand
//! (look-around, back references) it refuses; it never matches anything.

use std::{iter::Peekable, str::Chars};

/// Longer examples tell nobody more.
const MAX_LENGTH: usize = 64;
/// Groups nested deeper are refused.
const MAX_DEPTH: u32 = 16;

/// A text that the pattern accepts: the first choice and the smallest count everywhere.
pub(super) fn example(pattern: &str) -> Option<String> {
    let mut rest = pattern.chars().peekable();
    let text = sequence(&mut rest, 0)?;
    (rest.next().is_none() && !text.is_empty() && text.chars().count() <= MAX_LENGTH)
        .then_some(text)
}

type Rest<'p> = Peekable<Chars<'p>>;

/// Reads up to the end or a closing bracket; of alternatives the first counts.
fn sequence(rest: &mut Rest<'_>, depth: u32) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut text = String::new();
    let mut chosen = None;
    while let Some(&next) = rest.peek() {
        if next == ')' {
            break;
        }
        rest.next();
        if next == '|' {
            chosen.get_or_insert(std::mem::take(&mut text));
            text.clear();
            continue;
        }
        let atom = atom(next, rest, depth)?;
        let count = count(rest)?;
        if text.len() + atom.len() * count > MAX_LENGTH * 4 {
            return None;
        }
        text.push_str(&atom.repeat(count));
    }
    Some(chosen.unwrap_or(text))
}

fn atom(first: char, rest: &mut Rest<'_>, depth: u32) -> Option<String> {
    Some(match first {
        '^' | '$' => String::new(),
        '.' => "a".into(),
        '[' => class(rest)?.into(),
        '\\' => escape(rest.next()?)?,
        '(' => {
            if rest.next_if_eq(&'?').is_some() {
                rest.next_if_eq(&':')?;
            }
            let inner = sequence(rest, depth + 1)?;
            rest.next_if_eq(&')')?;
            inner
        }
        '*' | '+' | '?' | '{' => return None,
        literal => literal.into(),
    })
}

fn escape(letter: char) -> Option<String> {
    Some(match letter {
        'd' => "1".into(),
        'w' | 'S' | 'D' => "a".into(),
        's' | 'W' => " ".into(),
        'b' => String::new(),
        'n' | 'r' | 't' | 'B' | 'p' | 'P' | 'u' | 'x' | 'k' => return None,
        digit if digit.is_ascii_digit() => return None,
        literal => literal.into(),
    })
}

/// The first letter that a class names; a negated class gives one of a few common letters.
fn class(rest: &mut Rest<'_>) -> Option<char> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut first = None;
    let mut named = Vec::new();
    loop {
        let letter = match rest.next()? {
            ']' if first.is_some() => break,
            '\\' => match rest.next()? {
                'd' => '1',
                'w' => 'a',
                's' => ' ',
                other => other,
            },
            letter => letter,
        };
        first.get_or_insert(letter);
        named.push(letter);
    }
    if negated {
        return ['a', 'A', '1', '_']
            .into_iter()
            .find(|letter| !named.contains(letter));
    }
    first
}

/// The smallest count of a quantifier, but one for `*` and `?`, which reads better.
fn count(rest: &mut Rest<'_>) -> Option<usize> {
    let count = match rest.peek() {
        Some('*' | '+' | '?') => {
            rest.next();
            1
        }
        Some('{') => {
            rest.next();
            let mut digits = String::new();
            loop {
                match rest.next()? {
                    '}' => break,
                    letter => digits.push(letter),
                }
            }
            let least = digits.split(',').next()?;
            least.trim().parse::<usize>().ok()?.min(MAX_LENGTH + 1)
        }
        _ => return Some(1),
    };
    rest.next_if_eq(&'?');
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_accepted_text_is_made() {
        for (pattern, expected) in [
            ("^[A-Z]{3}$", Some("AAA")),
            (r"^\d{4}-\d{2}$", Some("1111-11")),
            ("^(ORD|INV)-[0-9]+$", Some("ORD-0")),
            ("^a?b*$", Some("ab")),
            ("^[^/]+$", Some("a")),
            ("(?=x)y", None),
            ("[", None),
            ("a{99999999999}", None),
            ("((((((((((((((((((((a", None),
            ("", None),
        ] {
            assert_eq!(example(pattern).as_deref(), expected, "{pattern}");
        }
    }
}
