//! An answer without what does not belong to a document: reasoning, greetings, closing remarks, the fence
//! that the whole of it is wrapped in. This file must not judge what the answer is about.

use crate::domain::{
    design::section::{closing_line, prose_lines},
    prompt::NOTHING_MISSING,
    reasoning::{Reasoning, visible_from},
};

/// An answer without what surrounds it.
pub(super) struct Bare {
    /// The answer.
    pub text: String,
    /// What surrounded it.
    pub left_out: String,
}

/// Takes off what surrounds an answer.
pub(super) fn bare(answer: &str) -> Bare {
    let start = match visible_from(answer) {
        Reasoning::Over(start) => start,
        Reasoning::Open => answer.len(),
    };
    let mut left_out = answer[..start].trim().to_owned();
    let text = answer[start..].replace(NOTHING_MISSING, "");
    let text = text.trim_matches(['\n', '\r']).trim_end();
    let (text, greeting) = without_greeting(text);
    let (text, closing) = without_closing(text);
    for part in [greeting, closing] {
        if !part.is_empty() {
            if !left_out.is_empty() {
                left_out.push_str("\n\n");
            }
            left_out.push_str(part);
        }
    }
    Bare {
        text: text.to_owned(),
        left_out,
    }
}

/// A greeting or a farewell is no longer than this, in characters.
const CHATTER: usize = 300;

/// A first paragraph of one line that announces what follows.
fn without_greeting(text: &str) -> (&str, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = first.trim();
    let announces = line.ends_with([':', '：']) && !line.starts_with(['#', '|', '-', '*', '`']);
    // A line that leads to a list or a table belongs to it.
    let leads = rest.trim_start().starts_with(['-', '*', '|', '1']);
    if announces && !leads && line.chars().count() <= CHATTER && !rest.trim().is_empty() {
        (rest.trim_start_matches(['\n', '\r']), line)
    } else {
        (text, "")
    }
}

/// How models begin a last paragraph that is about the conversation; lower case.
const FAREWELLS: [&str; 24] = [
    "let me know",
    "please let me know",
    "feel free",
    "i hope",
    "hope this",
    "would you like",
    "do you want me",
    "shall i",
    "should i",
    "if you'd like",
    "if you would like",
    "if you want me",
    "if you need any",
    "next, i",
    "i will now",
    "i can also",
    "this completes",
    "希望",
    "如果您",
    "如果你",
    "如需",
    "是否需要",
    "请告诉我",
    "以上就是",
];

/// A last paragraph that speaks to the reader and not of the system.
fn without_closing(text: &str) -> (&str, &str) {
    let Some(at) = text.rfind("\n\n") else {
        return (text, "");
    };
    let last = text[at..].trim();
    let spoken = last.trim_start_matches(['*', '_', '>', ' ']).to_lowercase();
    let speaks = FAREWELLS.iter().any(|start| spoken.starts_with(start));
    let in_prose = prose_lines(text).any(|(start, line)| start > at && !line.trim().is_empty());
    if speaks && in_prose && last.chars().count() <= CHATTER {
        let rest = text[..at].trim_end();
        let rest = rest.strip_suffix("\n---").unwrap_or(rest);
        (rest.trim_end(), last)
    } else {
        (text, "")
    }
}

/// An answer that is all in one fence, without that fence.
pub(super) fn without_wrapper(text: String) -> String {
    let start = text.trim_start();
    let Some((first, content)) = start.split_once('\n') else {
        return text;
    };
    let mark = first.trim_end();
    let info = mark.trim_start_matches('`');
    let length = mark.len() - info.len();
    let wraps = length >= 3
        && ["", "markdown", "md"].contains(&info.trim().to_lowercase().as_str())
        && content.lines().any(|line| line.starts_with('#'));
    if !wraps {
        return text;
    }
    // Its own end, if it has one, opens a fence that nothing follows once the beginning is gone.
    let end = content.trim_end();
    let last = end.rfind('\n').map_or(0, |at| at + 1);
    let fence = "`".repeat(length);
    let before = end[..last].trim_end();
    if end[last..].trim() == fence && closing_line(before).is_none() {
        return before.to_owned();
    }
    content.trim_end().to_owned()
}
