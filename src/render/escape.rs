//! Escaping: every text on its way into HTML passes here or through maud.
//!
//! Bidirectional control characters reorder what is read without changing what is run, so they are made
//! visible everywhere.

use crate::domain::bidi;
pub use crate::domain::bidi::visible;

/// Appends a text as HTML content; bidirectional controls become `<span class="bidi">U+202E</span>`.
pub fn push_text(out: &mut String, text: &str) {
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let entity = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\0' => "\u{FFFD}",
            c if bidi::is_control(c) => "",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        plain = at + c.len_utf8();
        if entity.is_empty() {
            out.push_str("<span class=\"bidi\">");
            out.push_str(&format!("U+{:04X}", c as u32));
            out.push_str("</span>");
        } else {
            out.push_str(entity);
        }
    }
    out.push_str(&text[plain..]);
}

/// Appends ` name="value"`.
pub fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_text(out, &visible(value));
    out.push('"');
}

/// A text as HTML content.
#[must_use]
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push_text(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_controls_become_text() {
        for (given, expected) in [
            ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"),
            ("\u{202E}x", "<span class=\"bidi\">U+202E</span>x"),
            ("订单 ok", "订单 ok"),
            ("\0", "\u{FFFD}"),
        ] {
            assert_eq!(text(given), expected);
        }
        let mut out = String::new();
        push_attribute(&mut out, "title", "\"\u{2066}");
        assert_eq!(out, " title=\"&quot;[U+2066]\"");
    }
}
