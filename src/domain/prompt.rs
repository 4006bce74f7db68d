//! What is asked of a model: the persona, the output contract, the brief, and how to go on after a cut.
//!
//! The texts are in `content/prompts`; how they travel is the business of `wire`.

pub mod refine;

use super::locale::Locale;

/// Who says something in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The one who asks.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// The role's name in most protocols.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub content: String,
}

impl Message {
    /// A turn of the user.
    #[must_use]
    pub fn user(content: String) -> Self {
        Self {
            role: Role::User,
            content,
        }
    }
}

/// A request to a model, before any protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatRequest {
    /// What the model is and how it answers. The same for all calls with one persona and language, so
    /// that providers can cache it.
    pub system: String,
    /// The conversation; the last turn is the user's.
    pub messages: Vec<Message>,
    /// The most tokens to answer with, reasoning included; `None` leaves it to the provider.
    pub max_output_tokens: Option<u32>,
}

/// The request for a first design; `system` as [`system`] makes it.
#[must_use]
pub fn first_request(system: String, brief: &str) -> ChatRequest {
    ChatRequest {
        system,
        messages: vec![Message::user(brief.trim().to_owned())],
        max_output_tokens: None,
    }
}

/// The system text: persona, then output contract, then the rules of the house, if it has any.
///
/// `persona` is the body of the persona file; `contract` the text of `content/prompts/contract.*.md`, in
/// which `outputs`, the persona's list of expected outputs, take the place of `{outputs}`: they become
/// the sections.
#[must_use]
pub fn system(persona: &str, contract: &str, outputs: &[String], house_rules: &str) -> String {
    let list: Vec<_> = outputs
        .iter()
        .zip(1..)
        .map(|(output, number)| format!("{number}. {}", output.trim()))
        .collect();
    let contract = contract.trim().replace("{outputs}", &list.join("\n"));
    with_rules(format!("{}\n\n{contract}\n", persona.trim()), house_rules)
}

/// The system text of requests whose answer is no document: persona and rules of the house.
#[must_use]
pub fn persona_alone(persona: &str, house_rules: &str) -> String {
    with_rules(format!("{}\n", persona.trim()), house_rules)
}

fn with_rules(mut text: String, house_rules: &str) -> String {
    let house_rules = house_rules.trim();
    if !house_rules.is_empty() {
        text.push('\n');
        text.push_str(house_rules);
        text.push('\n');
    }
    text
}

/// What a model answers that is asked to go on with a document that is complete.
pub const NOTHING_MISSING: &str = "<!-- nothing is missing -->";

/// How much of what was written a model is shown when it is to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recall {
    /// All of it.
    #[default]
    Whole,
    /// Its headings and its end, for a model whose context the whole exceeds.
    Short,
}

/// The request to go on after an answer to `original` was cut; `so_far` is all of its text.
///
/// The text goes in as a finished turn and not as the start of the answer: current models reject such a
/// prefill.
#[must_use]
pub fn continuation(
    original: &ChatRequest,
    so_far: &str,
    recall: Recall,
    locale: Locale,
) -> ChatRequest {
    let mut request = original.clone();
    if so_far.trim().is_empty() {
        return request;
    }
    let text = match locale {
        Locale::En => include_str!("../../content/prompts/continue.en.md"),
        Locale::Zh => include_str!("../../content/prompts/continue.zh.md"),
    };
    let ask = text
        .trim()
        .replace("{missing}", NOTHING_MISSING)
        .replace("{tail}", last(so_far, 80));
    request.messages.push(Message {
        role: Role::Assistant,
        content: match recall {
            Recall::Whole => so_far.to_owned(),
            Recall::Short => shortened(so_far),
        },
    });
    request.messages.push(Message::user(ask));
    request
}

/// The headings of a text, and its end.
fn shortened(text: &str) -> String {
    let end = last_tokens(text, SHORT_END);
    let end = end.split_once('\n').map_or(end, |(_, lines)| lines);
    let start = &text[..text.len() - end.len()];
    let mut fenced = false;
    let mut headings: Vec<_> = start
        .lines()
        .filter(|line| {
            fenced ^= line.trim_start().starts_with("```");
            !fenced && line.starts_with('#')
        })
        .collect();
    headings.push("[…]");
    format!("{}\n\n{end}", headings.join("\n\n"))
}

/// How much of a text's end a short recall shows, in tokens.
const SHORT_END: u64 = 1_500;

/// The end of a text that takes so many tokens.
fn last_tokens(text: &str, tokens: u64) -> &str {
    let mut estimate = TokenEstimate::default();
    let start = text.char_indices().rev().find(|(at, character)| {
        estimate.add(&text[*at..at + character.len_utf8()]);
        estimate.tokens() > tokens
    });
    &text[start.map_or(0, |(at, character)| at + character.len_utf8())..]
}

/// The last `count` characters of a text.
fn last(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().nth(count - 1);
    &text[start.map_or(0, |(at, _)| at)..]
}

/// An estimate of the tokens of texts, good to about a quarter: four bytes of Latin text a token, one
/// token a CJK character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokenEstimate {
    quarters: u64,
}

impl TokenEstimate {
    /// Counts more text.
    pub fn add(&mut self, text: &str) {
        self.quarters += text
            .chars()
            .map(|c| match c {
                '\0'..='\u{7f}' => 1,
                // Accented Latin, Greek, Cyrillic and the like.
                '\u{80}'..='\u{7ff}' => 2,
                _ => 4,
            })
            .sum::<u64>();
    }

    /// The tokens so far, rounded up.
    #[must_use]
    pub fn tokens(self) -> u64 {
        self.quarters.div_ceil(4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUTS: [&str; 2] = ["Service boundaries", "API 契约"];

    fn request(locale: Locale, brief: &str) -> ChatRequest {
        let contract = match locale {
            Locale::En => include_str!("../../content/prompts/contract.en.md"),
            Locale::Zh => include_str!("../../content/prompts/contract.zh.md"),
        };
        let outputs = OUTPUTS.map(String::from);
        let system = system("You are an architect.\n", contract, &outputs, "");
        first_request(system, brief)
    }

    #[test]
    fn the_system_text_starts_with_the_persona_and_does_not_depend_on_the_brief() {
        for locale in Locale::ALL {
            let one = request(locale, "one");
            assert!(one.system.starts_with("You are an architect.\n\n#"));
            assert_eq!(one.system, request(locale, "two").system);
            assert!(one.system.contains("1. Service boundaries\n2. API 契约\n"));
            assert!(!one.system.contains("{outputs}"));
            assert_eq!(one.messages, [Message::user("one".into())]);
        }
    }

    #[test]
    fn the_rules_of_the_house_come_last_and_as_they_are() {
        let outputs = OUTPUTS.map(String::from);
        let text = |rules| system("Persona.", "Write {outputs}", &outputs, rules);
        let plain = text("");
        assert_eq!(text(" \n"), plain);
        assert_eq!(
            text("\n# Rules\n\n- {outputs}\n\n"),
            format!("{plain}\n# Rules\n\n- {{outputs}}\n")
        );
    }

    #[test]
    fn the_contract_says_what_parsing_relies_on() {
        for (locale, words) in [
            (
                Locale::En,
                &[
                    "| Service | Responsibility | Owns | Exposes | Consumes | Publishes |",
                    "given",
                    "assumed",
                    "inferred",
                    "Status",
                ][..],
            ),
            (
                Locale::Zh,
                &[
                    "| 服务 | 职责 | 拥有 | 提供 | 调用 | 发布 |",
                    "已知",
                    "假设",
                    "推断",
                    "状态",
                ],
            ),
        ] {
            let system = request(locale, "x").system;
            let common = [
                "```mermaid",
                "`openapi: 3.1.0`",
                "`asyncapi:`",
                "```graphql",
                "```protobuf",
                "### ADR-1",
                "`end`",
                "`@`",
            ];
            for word in words.iter().chain(&common) {
                assert!(system.contains(word), "{locale:?} lacks {word}");
            }
        }
    }

    #[test]
    fn a_continuation_quotes_the_end() {
        let original = request(Locale::Zh, "设计");
        let so_far = format!("{}最后一句", "长".repeat(300));
        let more = continuation(&original, &so_far, Recall::Whole, Locale::Zh);
        assert_eq!(more.system, original.system);
        assert_eq!(more.messages.len(), 3);
        assert_eq!(more.messages[1].role, Role::Assistant);
        assert_eq!(more.messages[1].content, so_far);
        assert_eq!(more.messages[2].role, Role::User);
        assert!(more.messages[2].content.contains("最后一句"));
        assert!(more.messages[2].content.chars().count() < 500);
        let go_on = |so_far: &str, locale| continuation(&original, so_far, Recall::Whole, locale);
        assert_eq!(go_on(" \n", Locale::En), original);
        for locale in Locale::ALL {
            let ask = &go_on("x", locale).messages[2].content;
            assert!(!ask.contains(['{', '}']), "{ask}");
            assert!(ask.contains(NOTHING_MISSING));
        }
    }

    #[test]
    fn a_small_context_is_shown_the_headings_and_the_end() {
        let original = request(Locale::En, "x");
        let so_far = format!(
            "# Shop\n\n## Services\n\n```sh\n# no heading\n```\n{}\n## Caching\n\nThe cat",
            "Long text.\n".repeat(2_000)
        );
        let more = continuation(&original, &so_far, Recall::Short, Locale::En);
        let shown = &more.messages[1].content;
        assert!(
            shown.starts_with("# Shop\n\n## Services\n\n[…]\n\nLong text."),
            "{shown}"
        );
        assert!(shown.ends_with("## Caching\n\nThe cat"));
        assert!(shown.chars().count() < 6_200);
        assert!(!shown.contains("no heading"));
    }

    #[test]
    fn tokens_are_estimated_by_script() {
        let tokens = |text: &str| {
            let mut estimate = TokenEstimate::default();
            estimate.add(text);
            estimate.tokens()
        };
        assert_eq!(tokens(""), 0);
        assert_eq!(tokens("abcde"), 2);
        assert_eq!(tokens("架构设计"), 4);
    }
}
