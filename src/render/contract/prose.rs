//! Descriptions as paragraphs of plain text: line breaks before list items are kept, `code` is set as
//! code, and nothing else of Markdown is read.

use maud::{Markup, html};

/// A description's paragraphs.
pub(super) fn paragraphs(text: &str) -> Markup {
    let mut paragraphs: Vec<Vec<String>> = vec![Vec::new()];
    for line in text.lines().map(str::trim) {
        let Some(current) = paragraphs.last_mut() else {
            continue;
        };
        if line.is_empty() {
            paragraphs.push(Vec::new());
        } else if let Some(last) = current.last_mut().filter(|_| !starts_item(line)) {
            last.push(' ');
            last.push_str(line);
        } else {
            current.push(line.to_owned());
        }
    }
    html! {
        @for lines in paragraphs.iter().filter(|lines| !lines.is_empty()) {
            p { @for (index, line) in lines.iter().enumerate() { @if index > 0 { br; } (inline(line)) } }
        }
    }
}

/// One line with its `code` set as code.
pub(super) fn inline(text: &str) -> Markup {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd backtick is a character like any other.
    if parts.len().is_multiple_of(2) {
        return html! { (text) };
    }
    html! {
        @for (index, part) in parts.iter().enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn starts_item(line: &str) -> bool {
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['-', '*', '|', '#', '>', '•'])
        || (after_digits.len() < line.len() && after_digits.starts_with(['.', ')']))
}

/// A link to an address of the web; any other address is shown as text.
pub(super) fn link(url: &str, text: &str) -> Markup {
    let is_web = |scheme: &str| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let clean = !url.contains(|c: char| c.is_control() || c.is_whitespace());
    html! {
        @if clean && (is_web("https://") || is_web("http://")) {
            a href=(url) rel="noopener noreferrer" { (text) }
        } @else { (text) @if text != url { " (" (url) ")" } }
    }
}
