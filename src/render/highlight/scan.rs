//! The lexer for languages that a [`Grammar`] describes.

use super::{
    Class, Spans,
    grammar::{Grammar, Key, Marker, Quote},
};

/// Splits the source and hands out its pieces.
pub(super) fn scan(grammar: &Grammar, source: &str, out: &mut Spans) {
    let mut at = 0;
    let mut plain = 0;
    let mut line_start = true;
    while at < source.len() {
        let rest = &source[at..];
        let (class, length) = piece(grammar, rest, line_start);
        line_start = match rest.as_bytes()[0] {
            b'\n' => true,
            b' ' | b'\t' | b'\r' => line_start,
            _ => false,
        };
        if class.is_some() {
            out.push(None, &source[plain..at]);
            out.push(class, &rest[..length]);
            plain = at + length;
        }
        at += length;
    }
    out.push(None, &source[plain..]);
}

/// The class and the length of the first piece; the length is at least one character.
fn piece(grammar: &Grammar, rest: &str, line_start: bool) -> (Option<Class>, usize) {
    let Some(first) = rest.chars().next() else {
        return (None, 0);
    };
    if let Some(length) = comment(grammar, rest) {
        return (Some(Class::Comment), length);
    }
    if let Some(length) = attribute(grammar, rest, line_start) {
        return (Some(Class::Attribute), length);
    }
    if let Some(length) = grammar.quotes.iter().find_map(|quote| quoted(quote, rest)) {
        let class = if is_key(grammar, &rest[length..]) {
            Class::Key
        } else {
            Class::String
        };
        return (Some(class), length);
    }
    if first.is_ascii_digit() {
        return (Some(Class::Number), number(rest));
    }
    if is_word_start(first) {
        let length = word(rest, grammar.word_extra);
        return (
            word_class(grammar, &rest[..length], &rest[length..]),
            length,
        );
    }
    let punctuation = "{}[]()<>;:,.=+-*/%&|!?^~@#$\\".contains(first);
    (punctuation.then_some(Class::Punctuation), first.len_utf8())
}

fn comment(grammar: &Grammar, rest: &str) -> Option<usize> {
    if grammar
        .line_comments
        .iter()
        .any(|mark| rest.starts_with(mark))
    {
        return Some(line(rest));
    }
    let (open, close) = grammar.block_comment?;
    let inner = rest.strip_prefix(open)?;
    Some(
        inner
            .find(close)
            .map_or(rest.len(), |at| open.len() + at + close.len()),
    )
}

fn attribute(grammar: &Grammar, rest: &str, line_start: bool) -> Option<usize> {
    grammar.markers.iter().find_map(|marker| match marker {
        Marker::Prefix(prefix) => {
            let inner = rest.strip_prefix(prefix)?;
            let first = inner.chars().next()?;
            is_word_start(first).then(|| prefix.len() + word(inner, "."))
        }
        Marker::Enclosed(open, close) => {
            let inner = rest.strip_prefix(open)?;
            let end = line(inner);
            Some(open.len() + inner[..end].find(close).map_or(end, |at| at + close.len()))
        }
        Marker::Section(open) => (line_start && rest.starts_with(open)).then(|| line(rest)),
    })
}

fn quoted(quote: &Quote, rest: &str) -> Option<usize> {
    match quote {
        Quote::Line(mark) => delimited(rest, mark, true),
        Quote::Text(mark) => delimited(rest, mark, false),
        Quote::Character => character(rest),
        Quote::RawRust => raw_rust(rest),
    }
}

/// A string between two equal marks with backslash escapes; one line only where `ends_with_line`.
fn delimited(rest: &str, mark: &str, ends_with_line: bool) -> Option<usize> {
    let inner = rest.strip_prefix(mark)?;
    let mut characters = inner.char_indices();
    while let Some((at, c)) = characters.next() {
        if inner[at..].starts_with(mark) {
            return Some(mark.len() + at + mark.len());
        }
        match c {
            '\\' => {
                characters.next();
            }
            '\n' if ends_with_line => return Some(mark.len() + at),
            _ => {}
        }
    }
    Some(rest.len())
}

/// A character literal: `'x'`, `'\n'`; not a lifetime such as `'a`.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let mut characters = inner.char_indices();
    let (_, first) = characters.next()?;
    if first == '\\' {
        // The longest escape is `\u{10FFFF}`.
        let end = inner
            .char_indices()
            .skip(2)
            .take(10)
            .find(|(_, c)| *c == '\'')?
            .0;
        return Some(end + 2);
    }
    let (end, close) = characters.next()?;
    (close == '\'').then_some(end + 2)
}

/// `r"…"`, `r#"…"#` and so on.
fn raw_rust(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('r')?;
    let hashes = inner.bytes().take_while(|byte| *byte == b'#').count();
    let body = inner[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = body.find(&close).map_or(body.len(), |at| at + close.len());
    Some(1 + hashes + 1 + end)
}

fn number(rest: &str) -> usize {
    let mut length = 0;
    let mut before = ' ';
    for c in rest.chars() {
        let exponent = matches!(c, '+' | '-') && matches!(before, 'e' | 'E');
        if !(c.is_ascii_alphanumeric() || c == '_' || c == '.' || exponent) {
            break;
        }
        length += c.len_utf8();
        before = c;
    }
    length
}

fn word_class(grammar: &Grammar, word: &str, after: &str) -> Option<Class> {
    let known = |words: &[&str]| {
        if grammar.any_case {
            words.iter().any(|known| known.eq_ignore_ascii_case(word))
        } else {
            words.contains(&word)
        }
    };
    if is_key(grammar, after) {
        Some(Class::Key)
    } else if grammar.keywords.iter().any(|list| known(list)) {
        Some(Class::Keyword)
    } else if known(grammar.types) {
        Some(Class::Type)
    } else if after.starts_with('(') {
        Some(Class::Function)
    } else if grammar.capital_types && word.starts_with(char::is_uppercase) {
        Some(Class::Type)
    } else {
        None
    }
}

/// Whether what stands before `after` is a key.
fn is_key(grammar: &Grammar, after: &str) -> bool {
    let after = after.trim_start_matches([' ', '\t']);
    match grammar.key {
        Key::None => false,
        Key::Colon => after.starts_with(':'),
        Key::Equals => after.starts_with('=') && !after.starts_with("=="),
    }
}

fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn word(rest: &str, extra: &str) -> usize {
    rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || extra.contains(c)))
        .unwrap_or(rest.len())
}

/// The length of the first line without its end.
pub(super) fn line(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}
