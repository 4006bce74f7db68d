//! Questions as a numbered list with bullets: what models write that were asked for JSON.

use super::Question;

/// What a line of the list is.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Question(&'a str),
    Why(&'a str),
    /// Proposals beside their heading.
    Proposals(Vec<&'a str>),
    Proposal(&'a str),
    Other,
}

/// The questions of a list; empty when it is none.
pub(super) fn read(answer: &str) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for line in answer.lines() {
        let found = kind(line);
        if let Line::Question(text) = found {
            questions.push(start(text));
            continue;
        }
        let Some(question) = questions.last_mut() else {
            continue;
        };
        match found {
            Line::Why(text) => text.clone_into(&mut question.why),
            Line::Proposal(text) => question.proposals.push(text.to_owned()),
            Line::Proposals(texts) => {
                question
                    .proposals
                    .extend(texts.into_iter().map(str::to_owned));
            }
            Line::Question(_) | Line::Other => {}
        }
    }
    // A numbered list of anything else has neither question marks nor choices.
    questions.retain(|it| it.text.contains(['?', '？']) || it.proposals.len() >= 2);
    questions
}

/// A question; what follows its mark on the same line says why.
fn start(text: &str) -> Question {
    let end = text
        .find(['?', '？'])
        .map(|at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let (question, rest) = text.split_at(end.unwrap_or(text.len()));
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let why = labelled(rest, &WHYS).unwrap_or(rest);
    let why = why.trim_end_matches([')', '）', '*', '_']);
    Question {
        text: question.to_owned(),
        why: why.to_owned(),
        proposals: Vec::new(),
    }
}

const WHYS: [&str; 9] = [
    "why it matters",
    "why this matters",
    "why",
    "reason",
    "rationale",
    "为什么重要",
    "为什么",
    "原因",
    "理由",
];
const PROPOSALS: [&str; 14] = [
    "proposed answers",
    "possible answers",
    "suggested answers",
    "proposals",
    "options",
    "answers",
    "choices",
    "suggestions",
    "建议答案",
    "候选答案",
    "可选答案",
    "建议",
    "选项",
    "答案",
];

fn kind(line: &str) -> Line<'_> {
    let depth = line.len() - line.trim_start().len();
    let text = bare(line);
    if text.is_empty() {
        return Line::Other;
    }
    if depth < 2
        && let Some(text) = numbered(text)
    {
        return Line::Question(text);
    }
    let is_bullet = text.starts_with(['-', '*', '•', '+', '◦', '○', '·']);
    let inner = bare(text.trim_start_matches(['-', '*', '•', '+', '◦', '○', '·']));
    if let Some(why) = labelled(inner, &WHYS) {
        return Line::Why(why);
    }
    if let Some(list) = labelled(inner, &PROPOSALS) {
        let parts = list
            .split([';', '；', '|'])
            .flat_map(|part| part.split(" / "));
        return Line::Proposals(
            parts
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect(),
        );
    }
    let lettered = lettered(inner).or_else(|| numbered(inner).filter(|_| depth >= 2));
    match lettered {
        Some(text) => Line::Proposal(text),
        None if is_bullet => Line::Proposal(inner),
        None => Line::Other,
    }
}

/// A line without heading marks, quotes, emphasis and boxes around it.
fn bare(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['#', '>']).trim_start();
    let line = line
        .trim_start_matches("**")
        .trim_end_matches("**")
        .trim_start_matches("__");
    let line = line
        .strip_prefix("[ ]")
        .or_else(|| line.strip_prefix("( )"))
        .unwrap_or(line);
    line.trim()
}

/// What follows `1.`, `1)`, `1、`, `Q1:`, `问题 1：`.
fn numbered(text: &str) -> Option<&str> {
    let text = ["Question", "question", "问题", "Q", "q"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 {
        return None;
    }
    let rest = text[digits..].trim_start_matches("**");
    let rest = rest.strip_prefix(['.', ')', '、', ':', '：', '．', '）'])?;
    // 1.5 is no number of a question.
    let rest = rest.trim_start_matches("**");
    (!rest.starts_with(|c: char| c.is_ascii_digit())).then(|| bare(rest))
}

/// What follows `a)`, `B.`, `(c)`.
fn lettered(text: &str) -> Option<&str> {
    let text = text.strip_prefix(['(', '（']).unwrap_or(text);
    let rest = text.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
    let rest = rest.strip_prefix([')', '.', '）', '、', ':', '：'])?;
    rest.starts_with(char::is_whitespace)
        .then(|| bare(rest))
        .or_else(|| {
            rest.starts_with(|c: char| !c.is_ascii())
                .then(|| bare(rest))
        })
}

/// What follows one of these words and a colon, with any emphasis around them.
fn labelled<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let text = text.trim_start_matches(['*', '_', '(', '（']);
    words.iter().find_map(|word| {
        let start = text.get(..word.len())?;
        if !start.eq_ignore_ascii_case(word) {
            return None;
        }
        let rest = text[word.len()..].trim_start_matches(['*', '_', ' ']);
        let rest = rest.strip_prefix([':', '：'])?;
        Some(
            rest.trim_start_matches(['*', '_', ' '])
                .trim_end_matches(['*', '_'])
                .trim(),
        )
    })
}
