//! Where long paths and names may break: after their parts, not within a word. A break is an element, so
//! that what is copied is the text alone.

use maud::{Markup, html};

/// A name shorter than this stays whole.
const LONG: usize = 24;

/// A path or an address with its parameters marked.
pub(super) fn path(path: &str) -> Markup {
    html! {
        @for (index, part) in path.split('{').enumerate() {
            @match part.split_once('}') {
                Some((name, rest)) if index > 0 => { em { "{" (name) "}" } (parts(rest, is_separator)) },
                _ => { @if index > 0 { "{" } (parts(part, is_separator)) },
            }
        }
    }
}

/// The name of a schema, a field or a message.
pub(super) fn name(name: &str) -> Markup {
    if name.len() < LONG {
        return html! { (name) };
    }
    parts(name, |before, after| {
        is_separator(before, after)
            || matches!(before, '_' | ':') && after != before
            || before.is_lowercase() && after.is_uppercase()
    })
}

/// Not within `//`, and not before the parts of a number.
fn is_separator(before: char, after: char) -> bool {
    before == '/' && after != '/' || before == '.' && !after.is_ascii_digit()
}

/// A text with a place to break wherever `may` finds one between two characters. What starts with a
/// separator keeps it.
fn parts(text: &str, may: impl Fn(char, char) -> bool) -> Markup {
    let mut all = Vec::new();
    let mut start = 0;
    let next = text.char_indices().skip(1);
    for ((at, before), (end, after)) in text.char_indices().zip(next) {
        if at > 0 && may(before, after) {
            all.push(&text[start..end]);
            start = end;
        }
    }
    let last = &text[start..];
    // Before a parameter.
    let open = last.len() > 1 && last.ends_with('/');
    html! {
        @for part in all { (part) wbr; }
        (last)
        @if open { wbr; }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_break_after_their_parts() {
        for (written, shown) in [
            ("/orders/{id}/lines", "/orders/|{id}/lines"),
            ("/a/b/", "/a/|b/|"),
            ("/", "/"),
            ("", ""),
            (
                "https://a.example.com/v1.0",
                "https://|a.|example.|com/|v1.0",
            ),
            ("orders.{region}.created", "orders.{region}.created"),
            ("{$request.query.url}/é/x", "{$request.query.url}/é/|x"),
        ] {
            let html = path(written).into_string();
            let html = html.replace("<em>", "").replace("</em>", "");
            assert_eq!(html.replace("<wbr>", "|"), shown);
            assert_eq!(html.replace("<wbr>", ""), written);
        }
    }

    #[test]
    fn only_long_names_break() {
        for (written, shown) in [
            ("orderConfirmation", "orderConfirmation"),
            (
                "OrderManagementCreateRequest",
                "Order|Management|Create|Request",
            ),
            (
                "com.acme.orders_and_more.v1beta",
                "com.|acme.|orders_|and_|more.|v1beta",
            ),
        ] {
            let html = name(written).into_string();
            assert_eq!(html.replace("<wbr>", "|"), shown);
        }
    }
}
