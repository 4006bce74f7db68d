//! Words for a POSIX shell: what is offered to be copied and was typed, or came from elsewhere, is quoted
//! here. It must not know what the commands do.

/// The text as one word of a POSIX shell, in which nothing is expanded.
#[must_use]
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:/@,+%".contains(c);
    if !text.is_empty() && text.chars().all(plain) && !text.starts_with('-') {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_safe_in_a_shell() {
        for (text, expected) in [
            ("https://page.example:8443", "https://page.example:8443"),
            ("qwen3:32b", "qwen3:32b"),
            ("Qwen/Qwen3-32B", "Qwen/Qwen3-32B"),
            ("", "''"),
            ("a b", "'a b'"),
            ("x; rm -rf ~", "'x; rm -rf ~'"),
            ("$(id)", "'$(id)'"),
            ("it's", r"'it'\''s'"),
            ("-rf", "'-rf'"),
            ("a?b=c", "'a?b=c'"),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
