//! Questions as JSON, as models write it: fenced or amid prose, with trailing commas, line breaks in strings,
//! other names, cut short. Takes every object that can be read.

use serde_json::{Deserializer, Value};

use super::Question;

const TEXTS: [&str; 6] = ["question", "text", "q", "title", "问题", "提问"];
const WHYS: [&str; 9] = [
    "why",
    "why_it_matters",
    "whyItMatters",
    "reason",
    "rationale",
    "impact",
    "为什么",
    "原因",
    "理由",
];
const PROPOSALS: [&str; 13] = [
    "proposals",
    "proposed_answers",
    "proposedAnswers",
    "options",
    "answers",
    "choices",
    "suggestions",
    "defaults",
    "选项",
    "建议",
    "建议答案",
    "候选答案",
    "答案",
];
const ANSWERS: [&str; 8] = [
    "text", "label", "answer", "option", "value", "proposal", "答案", "选项",
];

/// The questions; `None` when there is no JSON that could hold any.
pub(super) fn read(answer: &str) -> Option<Vec<Question>> {
    let text = mended(answer);
    let mut found = None;
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['{', '[']) {
        rest = &rest[at..];
        let mut values = Deserializer::from_str(rest).into_iter::<Value>();
        if let Some(Ok(value)) = values.next() {
            rest = &rest[values.byte_offset().max(1)..];
            collect(&value, &mut found);
        } else {
            // Perhaps it is cut short, or no JSON: what stands inside may be whole.
            rest = &rest[1..];
        }
    }
    found
}

fn collect(value: &Value, found: &mut Option<Vec<Question>>) {
    match value {
        Value::Array(entries) => {
            if entries.is_empty() {
                found.get_or_insert_default();
            }
            for entry in entries {
                collect(entry, found);
            }
        }
        Value::Object(fields) => match question(value) {
            Some(question) => found.get_or_insert_default().push(question),
            None => {
                for (name, inner) in fields {
                    let is_list = ["questions", "问题", "问题列表"].contains(&name.as_str());
                    match inner {
                        Value::Array(entries)
                            if is_list && entries.iter().all(Value::is_string) =>
                        {
                            let bare =
                                entries
                                    .iter()
                                    .filter_map(Value::as_str)
                                    .map(|text| Question {
                                        text: text.to_owned(),
                                        ..Question::default()
                                    });
                            found.get_or_insert_default().extend(bare);
                        }
                        Value::Array(_) | Value::Object(_) => collect(inner, found),
                        _ => {}
                    }
                }
            }
        },
        _ => {}
    }
}

fn question(value: &Value) -> Option<Question> {
    let text = TEXTS.iter().find_map(|name| value[*name].as_str())?;
    let why = WHYS.iter().find_map(|name| value[*name].as_str());
    let proposals = PROPOSALS
        .iter()
        .map(|name| &value[*name])
        .find(|it| !it.is_null());
    Some(Question {
        text: text.to_owned(),
        why: why.unwrap_or_default().to_owned(),
        proposals: proposals.map(answers).unwrap_or_default(),
    })
}

fn answers(value: &Value) -> Vec<String> {
    match value {
        Value::Array(entries) => entries.iter().filter_map(one_answer).collect(),
        Value::Object(entries) => entries.values().filter_map(one_answer).collect(),
        Value::String(text) => text
            .split(['\n', ';', '；', '|'])
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

fn one_answer(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(_) => ANSWERS
            .iter()
            .find_map(|name| value[*name].as_str())
            .map(str::to_owned),
        _ => None,
    }
}

/// The text with what JSON does not allow put right: commas before an end, line breaks in strings.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {
                escaped = false;
                out.push(c);
            }
            '\\' if quoted => {
                escaped = true;
                out.push(c);
            }
            '"' => {
                quoted = !quoted;
                out.push(c);
            }
            '\n' | '\r' | '\t' if quoted => out.push(' '),
            ',' if !quoted && ends_there(&text[at + 1..]) => {}
            c => out.push(c),
        }
    }
    out
}

fn ends_there(rest: &str) -> bool {
    rest.trim_start().starts_with(['}', ']'])
}
