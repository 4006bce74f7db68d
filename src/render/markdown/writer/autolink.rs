//! Addresses that stand bare in a text and are links all the same (GitHub Flavored Markdown, "Autolinks
//! (extension)"): `https://…`, `http://…` and `www.…`. It finds them; whether they may be followed is
//! judged elsewhere.

use std::ops::Range;

/// How the addresses start.
const STARTS: [&str; 3] = ["https://", "http://", "www."];

/// Where the bare addresses of a text stand, in order and apart.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_start(text, from) {
        let end = start + length(&text[start..]);
        let named = text[start..end].contains('.') || text[start..end].contains("://localhost");
        if named {
            found.push(start..end);
        }
        from = end.max(start + 1);
        while !text.is_char_boundary(from) {
            from += 1;
        }
    }
    found
}

/// The next place where an address may start: not within a word or a longer address.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let places = STARTS.iter().filter_map(|start| {
        let mut places = text[from..].match_indices(start).map(|(at, _)| from + at);
        places.find(|at| {
            let before = text[..*at].chars().next_back();
            before.is_none_or(|c| {
                c.is_whitespace() || "*_~(（[：:，。、；“\"'".contains(c) || is_cjk(c)
            })
        })
    });
    places.min()
}

/// How far an address reaches: up to white space, `<`, or punctuation of another script; without what ends
/// the sentence around it.
fn length(rest: &str) -> usize {
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`') || is_cjk(c))
        .unwrap_or(rest.len());
    let mut address = &rest[..end];
    loop {
        let Some(last) = address.chars().next_back() else {
            return 0;
        };
        let dropped = match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' => true,
            ')' => address.matches(')').count() > address.matches('(').count(),
            ']' => address.matches(']').count() > address.matches('[').count(),
            _ => false,
        };
        if !dropped {
            return address.len();
        }
        address = &address[..address.len() - last.len_utf8()];
    }
}

/// Chinese text runs on without spaces: its letters and marks end an address.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_without_what_surrounds_them() {
        for (text, expected) in [
            (
                "see https://a.example/b?c=d#e.",
                &["https://a.example/b?c=d#e"][..],
            ),
            (
                "(https://a.example/x_(y)) and",
                &["https://a.example/x_(y)"],
            ),
            (
                "www.a.example, http://b.example!",
                &["www.a.example", "http://b.example"],
            ),
            ("文档见https://a.example/文，然后", &["https://a.example/"]),
            ("地址：https://a.example/b。", &["https://a.example/b"]),
            (
                "http://localhost:8080/health",
                &["http://localhost:8080/health"],
            ),
            ("xhttps://a.example awww.b.example", &[]),
            ("https:// http://x www.", &[]),
            (
                "https://a.example/https://b.example",
                &["https://a.example/https://b.example"],
            ),
            ("https://.", &[]),
        ] {
            let found: Vec<_> = find(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_text_is_searched(text in "(https://|http://|www\\.|[a-z.()文，\u{202E} <]){0,20}") {
            let mut end = 0;
            for range in find(&text) {
                proptest::prop_assert!(range.start >= end && range.end > range.start);
                end = range.end;
                proptest::prop_assert!(text.get(range).is_some());
            }
        }
    }
}
