//! Lexers for formats in which the line decides: YAML, HTTP messages, Dockerfiles.

use super::{Class, Language, Spans, html, scan::line};

/// YAML 1.2 as documents use it: keys, comments, quoted and plain values, flow collections.
pub(super) fn yaml(source: &str, out: &mut Spans) {
    for text in source.split_inclusive('\n') {
        let body = text.trim_start_matches([' ', '\t', '-']);
        let (lead, body) = text.split_at(text.len() - body.len());
        out.push(None, lead);
        if let Some(key) = yaml_key(body) {
            out.push(Some(Class::Key), &body[..key]);
            out.push(Some(Class::Punctuation), ":");
            yaml_value(&body[key + 1..], out);
        } else {
            yaml_value(body, out);
        }
    }
}

/// The length of the key with which a line begins: up to a colon before white space.
fn yaml_key(body: &str) -> Option<usize> {
    if body.starts_with(['#', '{', '[', '|', '>', '&', '*', '!', '%']) {
        return None;
    }
    let from = match body.chars().next()? {
        quote @ ('"' | '\'') => body[1..].find(quote)? + 2,
        _ => 0,
    };
    let mut before = ' ';
    for (at, c) in body[from..].char_indices() {
        let next = body[from + at + c.len_utf8()..].chars().next();
        match c {
            ':' if next.is_none_or(char::is_whitespace) => return Some(from + at),
            '#' if before.is_whitespace() => return None,
            '\n' => return None,
            _ => before = c,
        }
    }
    None
}

fn yaml_value(mut rest: &str, out: &mut Spans) {
    let mut after_space = true;
    while let Some(first) = rest.chars().next() {
        let (class, length) = match first {
            '#' if after_space => (Some(Class::Comment), line(rest)),
            '"' | '\'' => (Some(Class::String), yaml_quoted(rest, first)),
            '{' | '}' | '[' | ']' | ',' => (Some(Class::Punctuation), 1),
            '&' | '*' | '!' if after_space => (Some(Class::Attribute), plain(rest)),
            c if c.is_whitespace() => (None, c.len_utf8()),
            _ => yaml_plain(rest),
        };
        let length = length.max(first.len_utf8());
        after_space = first.is_whitespace() || ",[{".contains(first);
        out.push(class, &rest[..length]);
        rest = &rest[length..];
    }
}

fn yaml_quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.trim_end_matches(['\n', '\r']).len()
}

/// A word up to white space or the punctuation of a flow collection.
fn plain(rest: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || ",[]{}".contains(c))
        .unwrap_or(rest.len())
}

fn yaml_plain(rest: &str) -> (Option<Class>, usize) {
    let length = plain(rest);
    let word = &rest[..length];
    if let Some(key) = word.strip_suffix(':') {
        return (Some(Class::Key), key.len().max(1));
    }
    let class = match word {
        "true" | "false" | "null" | "~" | "yes" | "no" => Class::Keyword,
        "|" | ">" | "|-" | ">-" | "|+" | ">+" | ":" => Class::Punctuation,
        word if word.parse::<f64>().is_ok() => Class::Number,
        _ => Class::String,
    };
    (Some(class), length)
}

/// HTTP messages (RFC 9110, 9112): request or status line, fields, and a JSON body.
pub(super) fn http(source: &str, out: &mut Spans) {
    let mut at = 0;
    for text in source.split_inclusive('\n') {
        if text.starts_with(['{', '[']) {
            out.html
                .push_str(&html(&source[at..], Language::named("json")));
            return;
        }
        at += text.len();
        http_line(text, out);
    }
}

fn http_line(text: &str, out: &mut Spans) {
    const METHODS: [&str; 9] = [
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT",
    ];
    let word = text.find([' ', '\n']).unwrap_or(text.len());
    if text.starts_with('#') {
        out.push(Some(Class::Comment), text);
    } else if METHODS.contains(&&text[..word]) {
        out.push(Some(Class::Keyword), &text[..word]);
        out.push(Some(Class::String), &text[word..]);
    } else if text.starts_with("HTTP/") {
        out.push(Some(Class::Keyword), &text[..word]);
        out.push(Some(Class::Number), &text[word..]);
    } else if let Some(colon) = text.find(':').filter(|at| !text[..*at].contains(' ')) {
        out.push(Some(Class::Key), &text[..colon]);
        out.push(Some(Class::Punctuation), ":");
        out.push(None, &text[colon + 1..]);
    } else {
        out.push(None, text);
    }
}

/// Dockerfiles: an instruction opens a line, unless the line before ended in a backslash.
pub(super) fn docker(source: &str, out: &mut Spans) {
    let shell = Language::named("bash");
    let mut continued = false;
    for text in source.split_inclusive('\n') {
        let body = text.trim_start();
        let (lead, body) = text.split_at(text.len() - body.len());
        out.push(None, lead);
        let word = body
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(body.len());
        if body.starts_with('#') {
            out.push(Some(Class::Comment), body);
            continue;
        }
        let word = if continued { 0 } else { word };
        out.push(Some(Class::Keyword), &body[..word]);
        out.html.push_str(&html(&body[word..], shell));
        continued = body.trim_end().ends_with('\\');
    }
}
