//! Models that go on: from the request it is seen what the client has of a whole text, and the next part
//! is sent, with the habits that real models have when they are asked to continue.

use super::{Dialect, Finish, Script};
use serde_json::Value;

/// Enough characters to find a place in a text.
const PLACE: usize = 120;

/// Fewer repeated characters than these could as well be new ones: `l` after `al` makes `all`. Nobody can
/// tell, so a script does not ask for it.
const CERTAIN: usize = 20;

/// A row of which no more is there, in bytes, is not begun again.
const SOME_OF_A_ROW: usize = 4;

/// How a whole text is told in several answers.
#[derive(Debug, Clone, Default)]
pub struct Resume {
    /// The most characters of one answer.
    pub limit: Option<usize>,
    /// What stands before the text that is new, in this order.
    pub joints: Vec<Joint>,
}

/// What a model writes before it really goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// A line that says so.
    Preamble(&'static str),
    /// The opening of the code fence that it stands in, once more.
    Fence,
    /// The head of the table that it stands in, and the begun row from its start.
    TableHead,
    /// The last so many characters, if that many make it certain that they are repeated.
    Characters(usize),
    /// The last line, the begun one or the whole one before, on the same condition.
    Line,
}

/// The script of the next answer to a client that sends this request; `None` if the client has another
/// text than this script's.
pub fn next(script: &Script, dialect: Dialect, request: &Value) -> Option<Script> {
    let Some(resume) = &script.resume else {
        return Some(script.clone());
    };
    let whole = script.text.as_str();
    let at = place(whole, &said(dialect, request))?;
    let mut text = String::new();
    if at > 0 {
        for joint in &resume.joints {
            text.push_str(&joint.text(&whole[..at]));
        }
    }
    let rest = &whole[at..];
    let end = resume
        .limit
        .and_then(|limit| rest.char_indices().nth(limit))
        .map_or(rest.len(), |(end, _)| end);
    text.push_str(&rest[..end]);
    Some(Script {
        text,
        // A model thinks once.
        reasoning: script.reasoning.clone().filter(|_| at == 0),
        finish: match end < rest.len() {
            true => Finish::Length,
            false => script.finish,
        },
        ..script.clone()
    })
}

/// What the model has said so far, as the request tells it.
pub fn said(dialect: Dialect, request: &Value) -> String {
    let (turns, role) = match dialect {
        Dialect::OpenAiResponses => (&request["input"], "assistant"),
        Dialect::Gemini => (&request["contents"], "model"),
        Dialect::OpenAi | Dialect::Anthropic | Dialect::Ollama => {
            (&request["messages"], "assistant")
        }
    };
    let turns = turns.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut texts = turns
        .iter()
        .filter(|turn| turn["role"] == role)
        .map(|turn| match dialect {
            Dialect::Gemini => content(&turn["parts"]),
            _ => content(&turn["content"]),
        });
    texts.next_back().unwrap_or_default()
}

/// The text of a turn: a string, or a list of parts.
fn content(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect(),
        _ => String::new(),
    }
}

/// Where somebody stands who has said this: at its end if the text starts so, or where its last words
/// are found if only those were sent. Clients may trim what they send.
fn place(whole: &str, said: &str) -> Option<usize> {
    [said, said.trim()].into_iter().find_map(|said| {
        if whole.starts_with(said) {
            return Some(said.len());
        }
        let start = said.char_indices().rev().nth(PLACE - 1)?.0;
        let last = &said[start..];
        whole.rfind(last).map(|at| at + last.len())
    })
}

impl Joint {
    /// What a model writes that has said this much.
    fn text(self, said: &str) -> String {
        match self {
            Self::Preamble(text) => text.to_owned(),
            // A fence that is just being closed is not opened again.
            Self::Fence if begun_line(said).trim_start().starts_with("```") => String::new(),
            Self::Fence => open_fence(said).map_or_else(String::new, |fence| format!("{fence}\n")),
            Self::TableHead => match table_head(said) {
                Some(head) => format!("{head}{}", begun_line(said)),
                None => String::new(),
            },
            Self::Characters(count) => {
                let start = said.char_indices().rev().nth(count.saturating_sub(1));
                certain(start.map_or(said, |(at, _)| &said[at..])).to_owned()
            }
            Self::Line => match begun_line(said) {
                "" => {
                    certain(said.split_inclusive('\n').next_back().unwrap_or_default()).to_owned()
                }
                begun => certain(begun).to_owned(),
            },
        }
    }
}

/// What is repeated, or nothing.
fn certain(repeated: &str) -> &str {
    match repeated.trim().chars().count() >= CERTAIN {
        true => repeated,
        false => "",
    }
}

/// The line that is not ended.
fn begun_line(said: &str) -> &str {
    said.rfind('\n').map_or(said, |at| &said[at + 1..])
}

/// The opening line of the code fence that a text ends in.
fn open_fence(said: &str) -> Option<&str> {
    // The begun line is content, or no fence yet.
    let ended = &said[..said.len() - begun_line(said).len()];
    let mut open = None;
    for line in ended.lines() {
        if line.trim_start().starts_with("```") {
            open = match open {
                None => Some(line),
                Some(_) => None,
            };
        }
    }
    open
}

/// Head and rule of the table that a text ends in, if it stands below them.
fn table_head(said: &str) -> Option<String> {
    if open_fence(said).is_some() {
        return None;
    }
    let begun = begun_line(said);
    let is_row = begun.starts_with('|') && begun.len() > SOME_OF_A_ROW;
    if !(begun.is_empty() || is_row) {
        return None;
    }
    let ended = &said[..said.len() - begun.len()];
    let lines: Vec<&str> = ended.lines().collect();
    let rows = lines
        .iter()
        .rev()
        .take_while(|line| line.starts_with('|'))
        .count();
    let table = &lines[lines.len() - rows..];
    match table {
        [head, rule, ..] if rule.contains("---") => Some(format!("{head}\n{rule}\n")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TEXT: &str = "# 设计\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n```yaml\nopenapi: 3.1.0 # so it begins\n\
                        info: {}\n```\nend\n";

    fn request(said: &str) -> Value {
        json!({"messages": [
            {"role": "user", "content": "Design"},
            {"role": "assistant", "content": said},
            {"role": "user", "content": "Go on"},
        ]})
    }

    fn after(said: &str, joints: &[Joint]) -> String {
        let script = Script::whole(TEXT).joined(joints);
        let next = next(&script, Dialect::OpenAi, &request(said));
        next.expect("the text is known").text
    }

    fn up_to(end: &str) -> &'static str {
        let at = TEXT.find(end).expect("in the text");
        &TEXT[..at + end.len()]
    }

    #[test]
    fn the_client_s_own_words_say_where_it_stands() {
        let first = json!({"messages": [{"role": "user", "content": "Design"}]});
        let script = Script::whole(TEXT).cut_after(9);
        let one = next(&script, Dialect::OpenAi, &first).expect("nothing said");
        assert_eq!(
            (one.text.as_str(), one.finish),
            ("# 设计\n\n| a", Finish::Length)
        );
        let two = next(&script, Dialect::OpenAi, &request(&one.text)).expect("known");
        assert_eq!(
            (two.text.as_str(), two.finish),
            (" | b |\n|-", Finish::Length)
        );
        let last =
            next(&script, Dialect::OpenAi, &request(&TEXT[..TEXT.len() - 4])).expect("known");
        assert_eq!((last.text.as_str(), last.finish), ("end\n", Finish::Stop));
        assert!(next(&script, Dialect::OpenAi, &request("# 设设")).is_none());
        assert!(next(&script, Dialect::OpenAi, &request(&format!("{TEXT}!"))).is_none());
    }

    #[test]
    fn every_dialect_s_last_answer_is_found() {
        let turns = |role: &str, field: &str, content: Value| json!([{"role": role, field: "old"}, {"role": role, field: content}, {"role": "user", field: "x"}]);
        let parts = json!([{"text": "# A "}, {"type": "output_text", "text": "b"}]);
        for (dialect, request) in [
            (
                Dialect::OpenAi,
                json!({"messages": turns("assistant", "content", "# A b".into())}),
            ),
            (
                Dialect::Anthropic,
                json!({"messages": turns("assistant", "content", parts.clone())}),
            ),
            (
                Dialect::Ollama,
                json!({"messages": turns("assistant", "content", "# A b".into())}),
            ),
            (
                Dialect::OpenAiResponses,
                json!({"input": turns("assistant", "content", parts.clone())}),
            ),
            (
                Dialect::Gemini,
                json!({"contents": turns("model", "parts", parts)}),
            ),
        ] {
            assert_eq!(said(dialect, &request), "# A b", "{dialect:?}");
        }
        assert_eq!(
            said(Dialect::OpenAiResponses, &json!({"input": "Design"})),
            ""
        );
    }

    #[test]
    fn the_end_alone_is_enough_to_find_the_place() {
        let long = format!("{}{TEXT}", "More words before it. ".repeat(40));
        let script = Script::whole(long.as_str());
        let end = &long[200..long.len() - 4];
        let next = next(&script, Dialect::OpenAi, &request(end)).expect("found");
        assert_eq!(next.text, "end\n");
    }

    #[test]
    fn models_have_habits_when_they_go_on() {
        for (said, joints, start) in [
            (
                up_to("| 3 | "),
                &[Joint::TableHead][..],
                "| a | b |\n|---|---|\n| 3 | 4 |\n",
            ),
            (
                up_to("| 2 |\n"),
                &[Joint::TableHead],
                "| a | b |\n|---|---|\n| 3 | 4 |\n",
            ),
            (up_to("| a "), &[Joint::TableHead], "| b |\n|---"),
            (up_to("info: {}\n```"), &[Joint::Fence], "\nend"),
            (up_to("| 2 |\n| "), &[Joint::TableHead], "3 | 4"),
            (up_to("3.1"), &[Joint::Fence], "```yaml\n.0 # so"),
            (
                up_to("# so it b"),
                &[Joint::Fence, Joint::Line],
                "```yaml\nopenapi: 3.1.0 # so it begins\n",
            ),
            (
                up_to("so it begins\n"),
                &[Joint::Line],
                "openapi: 3.1.0 # so it begins\ninfo",
            ),
            (up_to("设计"), &[Joint::Fence, Joint::TableHead], "\n\n| a"),
            (up_to("设计"), &[Joint::Characters(2)], "\n\n| a"),
            (up_to("设计"), &[Joint::Line], "\n\n| a"),
            (
                up_to("en"),
                &[Joint::Preamble("Continuing:\n\n"), Joint::Characters(99)],
                "Continuing:\n\n# 设计",
            ),
            ("", &[Joint::Preamble("Continuing:\n\n")], "# 设计"),
        ] {
            let text = after(said, joints);
            assert!(text.starts_with(start), "{said:?} {joints:?}: {text:?}");
        }
    }
}
