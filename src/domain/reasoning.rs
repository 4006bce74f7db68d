//! Reasoning that a model wrote before its answer (`<think>…</think>`), so that it is not shown as the
//! document. It must not look anywhere but at the start of a text.

const TAGS: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];

/// What the start of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reasoning {
    /// So far nothing but reasoning, or what may become its opening tag.
    Open,
    /// The document starts at this byte.
    Over(usize),
}

/// Where the document starts in a text that may open with reasoning.
#[must_use]
pub fn visible_from(text: &str) -> Reasoning {
    let start = text.trim_start();
    let lead = text.len() - start.len();
    for (open, close) in TAGS {
        if starts_with(start, open) {
            return match find(start, close) {
                Some(at) => Reasoning::Over(lead + at + close.len()),
                None => Reasoning::Open,
            };
        }
        if starts_with(open, start) && !start.is_empty() {
            return Reasoning::Open;
        }
    }
    if start.is_empty() {
        return Reasoning::Open;
    }
    Reasoning::Over(0)
}

fn starts_with(text: &str, prefix: &str) -> bool {
    let (text, prefix) = (text.as_bytes(), prefix.as_bytes());
    text.len() >= prefix.len() && text[..prefix.len()].eq_ignore_ascii_case(prefix)
}

fn find(text: &str, tag: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        if starts_with(&text[from + at..], tag) {
            return Some(from + at);
        }
        from += at + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_leading_reasoning_is_hidden() {
        for (text, expected) in [
            ("", Reasoning::Open),
            ("\n <thi", Reasoning::Open),
            ("<think>a</b>", Reasoning::Open),
            ("<think>a</b></Think>x", Reasoning::Over(20)),
            ("\n<thinking>a</thinking>", Reasoning::Over(23)),
            ("# x <think>a</think>", Reasoning::Over(0)),
            ("<thought>", Reasoning::Over(0)),
        ] {
            assert_eq!(visible_from(text), expected, "{text:?}");
        }
    }
}
