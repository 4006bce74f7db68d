//! Bidirectional controls: characters that change the order in which others are shown, so that a text reads
//! as something that it is not. They are spelled out wherever a text of unknown origin is shown.

use std::borrow::Cow;

/// Whether a character changes the order of others (Unicode Annex 9, explicit formatting).
#[must_use]
pub fn is_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text whose bidirectional controls are spelled out, as `[U+202E]`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_control(c) {
            out.push_str("[U+");
            for shift in [12, 8, 4, 0] {
                out.extend(
                    char::from_digit((c as u32 >> shift) & 0xF, 16).map(|c| c.to_ascii_uppercase()),
                );
            }
            out.push(']');
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_spelled_out_and_nothing_else() {
        assert_eq!(visible("a\u{202E}b\u{2066}"), "a[U+202E]b[U+2066]");
        assert!(matches!(
            visible("订单 é שלום"),
            Cow::Borrowed("订单 é שלום")
        ));
    }
}
