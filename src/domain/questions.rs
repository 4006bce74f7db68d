//! 'Ask me first': the questions that a model puts before it designs, and what becomes of their answers.
//!
//! Reads whatever models make of the request: JSON with or without a fence and faults, or a numbered list.
//! Must not know how the request travels or how the page shows the questions.

mod json;
mod list;

use thiserror::Error;

use super::{
    brief::{Answer, Brief, Standing},
    locale::Locale,
    prompt::{ChatRequest, first_request, persona_alone},
};

/// More questions than this nobody answers.
pub const MOST: usize = 7;
/// More proposals than this are no help.
pub const MOST_PROPOSALS: usize = 4;
/// No question or proposal that is worth reading is longer, in characters.
const LONGEST: usize = 600;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// Why it matters; may be empty.
    pub why: String,
    /// Answers to choose from; the first is what is assumed when nobody answers.
    pub proposals: Vec<String>,
}

/// Why an answer brings no questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoQuestions {
    /// The model has none.
    #[error("the model has nothing to ask")]
    Nothing,
    /// The answer cannot be read as questions.
    #[error("the answer holds no questions")]
    Unusable,
}

/// What the user says to a question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reply {
    /// Which proposal was chosen.
    pub chosen: Option<usize>,
    /// An answer in the user's own words, which counts before any proposal.
    pub own: String,
}

/// Questions that are being answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Round {
    questions: Vec<(Question, Reply)>,
}

impl Round {
    /// Questions that nobody has answered yet.
    #[must_use]
    pub fn of(questions: Vec<Question>) -> Self {
        let open = |question| (question, Reply::default());
        Self {
            questions: questions.into_iter().take(MOST).map(open).collect(),
        }
    }

    /// The same with replies.
    #[must_use]
    pub fn with_replies(questions: Vec<(Question, Reply)>) -> Self {
        Self {
            questions: questions.into_iter().take(MOST).collect(),
        }
    }

    /// The questions with what was said to each.
    #[must_use]
    pub fn questions(&self) -> &[(Question, Reply)] {
        &self.questions
    }

    /// Changes what was said to a question.
    pub fn reply(&mut self, at: usize, change: impl FnOnce(&mut Reply)) {
        if let Some((_, reply)) = self.questions.get_mut(at) {
            change(reply);
        }
    }

    /// How many questions the user has answered.
    #[must_use]
    pub fn given(&self) -> usize {
        let answers = self.questions.iter();
        let standings =
            answers.map(|(question, reply)| answer(question, reply, Locale::En).standing);
        standings.filter(|it| *it == Standing::Given).count()
    }

    /// Puts the answers into a brief: the given ones and, where `assume`, an assumption for every other. A
    /// question that the brief has already is answered anew.
    pub fn enter(&self, brief: &mut Brief, locale: Locale, assume: bool) {
        for (question, reply) in &self.questions {
            let answer = answer(question, reply, locale);
            if answer.standing == Standing::Assumed && !assume {
                continue;
            }
            brief
                .answers
                .retain(|known| known.question != answer.question);
            brief.answers.push(answer);
        }
    }
}

/// What a question's answer is: the user's own, the chosen proposal, else the first one, assumed.
fn answer(question: &Question, reply: &Reply, locale: Locale) -> Answer {
    let own = reply.own.trim();
    let chosen = reply.chosen.and_then(|at| question.proposals.get(at));
    let (answer, standing) = match (own, chosen, question.proposals.first()) {
        ("", Some(chosen), _) => (chosen.clone(), Standing::Given),
        ("", None, Some(first)) => (first.clone(), Standing::Assumed),
        ("", None, None) => (locale.brief_ask_open().to_owned(), Standing::Assumed),
        (own, ..) => (own.to_owned(), Standing::Given),
    };
    Answer {
        question: question.text.clone(),
        answer,
        standing,
    }
}

/// The request for questions about a brief. `persona` and `house_rules` as for a design: without the output
/// contract, which would have weak models write the design.
#[must_use]
pub fn request(persona: &str, house_rules: &str, brief: &Brief, locale: Locale) -> ChatRequest {
    let ask = match locale {
        Locale::En => include_str!("../../content/prompts/questions.en.md"),
        Locale::Zh => include_str!("../../content/prompts/questions.zh.md"),
    };
    let ask = ask
        .trim()
        .replace("{most}", &MOST.to_string())
        .replace("{brief}", brief.prompt(locale).trim());
    first_request(persona_alone(persona, house_rules), &ask)
}

/// The questions in an answer.
///
/// # Errors
/// When the model has none, or the answer holds none that can be read.
pub fn read(answer: &str) -> Result<Vec<Question>, NoQuestions> {
    let answer = without_thoughts(answer);
    // More than any list of seven questions has.
    let answer = &answer[..answer.floor_char_boundary(256 * 1024)];
    let found = json::read(answer);
    // A long text with an empty list somewhere in it says something else.
    let is_short = answer.trim().chars().count() < 300;
    let says_none = is_short && (found.as_ref().is_some_and(Vec::is_empty) || declines(answer));
    let questions = found.unwrap_or_else(|| list::read(answer));
    let mut clean: Vec<Question> = Vec::new();
    for question in questions.into_iter().filter_map(cleaned) {
        if !clean.iter().any(|known| known.text == question.text) {
            clean.push(question);
        }
    }
    clean.truncate(MOST);
    match (clean.is_empty(), says_none) {
        (false, _) => Ok(clean),
        (true, true) => Err(NoQuestions::Nothing),
        (true, false) => Err(NoQuestions::Unusable),
    }
}

/// The answer without what a model thought aloud before it.
fn without_thoughts(answer: &str) -> &str {
    for end in ["</think>", "</thinking>", "</thought>"] {
        if let Some((_, rest)) = answer.rsplit_once(end)
            && !rest.trim().is_empty()
        {
            return rest;
        }
    }
    answer
}

/// Whether an answer says that there is nothing to ask.
fn declines(answer: &str) -> bool {
    let text = answer.trim().to_lowercase();
    let says = [
        "no question",
        "no further question",
        "no clarifying",
        "nothing to ask",
        "no additional question",
        "don't have any questions",
        "do not have any questions",
        "没有问题",
        "没有需要",
        "无需提问",
        "无需澄清",
        "没有疑问",
        "无问题",
        "不需要提问",
    ];
    ["none", "none.", "无", "无。"].contains(&text.as_str())
        || says.iter().any(|it| text.contains(it))
}

fn cleaned(question: Question) -> Option<Question> {
    let text = words(&question.text);
    if text.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return None;
    }
    let mut proposals: Vec<String> = Vec::new();
    for proposal in question.proposals {
        let proposal = words(&proposal);
        if !proposal.is_empty() && !proposals.contains(&proposal) {
            proposals.push(proposal);
        }
    }
    proposals.truncate(MOST_PROPOSALS);
    Some(Question {
        text,
        why: words(&question.why),
        proposals,
    })
}

/// A line of words: no emphasis around parts, no breaks, not endless.
fn words(text: &str) -> String {
    let text = text.replace("**", "").replace("__", "");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_matches(['*', '"', '“', '”', ' ']);
    let mut words: String = text.chars().take(LONGEST).collect();
    if text.chars().count() > LONGEST {
        words.push('…');
    }
    words
}

#[cfg(test)]
mod tests;
