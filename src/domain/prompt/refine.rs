//! What is asked of a model that is to change a finished document: changed sections only.
//!
//! How its answer is read is the business of `design::proposal`.

use super::{ChatRequest, Message, Role};
use crate::domain::{
    design::{
        Design,
        proposal::{REMOVED, Turn},
        section::{Section, key, sections},
    },
    locale::Locale,
    plan::{digest::digest, prompt::tokens},
    wire::window::{Fit, Verdict},
};

/// So many earlier requests are told to the model.
const EARLIER: usize = 6;

/// Room for the answer when the document is shortened, in tokens.
const ANSWER: u64 = 3_072;

/// What a request for changes is made from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Persona, output contract and rules of the house.
    pub system: &'a str,
    /// Persona and rules of the house, for a window that the rest exceeds.
    pub persona: &'a str,
    /// The design.
    pub design: &'a Design,
    /// What is asked.
    pub instruction: &'a str,
    /// The heading of the only section that is to be written.
    pub about: Option<&'a str>,
    /// What the model holds, in tokens, where it is known.
    pub window: Option<u64>,
}

/// A request for changes of a document. A model that does not hold all of it gets whole what the request is
/// about, and a digest of the rest.
#[must_use]
pub fn request(sources: &Sources<'_>) -> ChatRequest {
    let whole = with_document(sources, sources.system, sources.design.text.clone());
    if Fit::new(&whole, sources.window).verdict() != Some(Verdict::TooLarge) {
        return whole;
    }
    let bare = with_document(sources, sources.persona, String::new());
    let needed = Fit::new(&bare, None).prompt_tokens * 5 / 4 + ANSWER;
    let room = sources.window.unwrap_or_default().saturating_sub(needed);
    let mut short = with_document(sources, sources.persona, shortened(sources, room * 4 / 5));
    short.max_output_tokens = u32::try_from(ANSWER).ok();
    short
}

fn with_document(sources: &Sources<'_>, system: &str, document: String) -> ChatRequest {
    let Sources { design, .. } = sources;
    let ask = match sources.about {
        Some(title) => ask_for_one(design, title, sources.instruction),
        None => ask_for_changes(design, sources.instruction),
    };
    ChatRequest {
        system: system.to_owned(),
        messages: vec![
            Message::user(design.brief.prompt(design.locale).trim().to_owned()),
            Message {
                role: Role::Assistant,
                content: document,
            },
            Message::user(ask),
        ],
        max_output_tokens: None,
    }
}

/// The sections that are asked about, as far as they fit, and what the others say in short.
fn shortened(sources: &Sources<'_>, room: u64) -> String {
    let instruction = key(sources.instruction);
    let named = |section: &Section<'_>| match sources.about {
        Some(about) => section.title == about,
        None => !section.is_opening && instruction.contains(&section.key()),
    };
    let mut kept = String::new();
    for section in sections(&sources.design.text) {
        if named(&section) && tokens(&kept) + tokens(section.text) <= room * 3 / 4 {
            kept.push_str(section.text);
            kept.push_str("\n\n");
        }
    }
    let rest = digest(&sources.design.text, room.saturating_sub(tokens(&kept)));
    format!("{rest}\n\n{kept}").trim().to_owned()
}

fn ask_for_one(design: &Design, title: &str, instruction: &str) -> String {
    let text = match design.locale {
        Locale::En => include_str!("../../../content/prompts/regenerate.en.md"),
        Locale::Zh => include_str!("../../../content/prompts/regenerate.zh.md"),
    };
    tidy(
        &text
            .replace("{title}", title)
            .replace("{earlier}", &earlier(&design.conversation, design.locale))
            .replace("{instruction}", instruction.trim()),
    )
}

fn ask_for_changes(design: &Design, instruction: &str) -> String {
    let text = match design.locale {
        Locale::En => include_str!("../../../content/prompts/refine.en.md"),
        Locale::Zh => include_str!("../../../content/prompts/refine.zh.md"),
    };
    tidy(
        &text
            .replace("{remove}", REMOVED)
            .replace("{locked}", &locked(design))
            .replace("{earlier}", &earlier(&design.conversation, design.locale))
            .replace("{instruction}", instruction.trim()),
    )
}

/// Which sections the model had better not write: they would not be taken.
fn locked(design: &Design) -> String {
    let sections = sections(&design.text);
    let titles: Vec<_> = sections
        .iter()
        .zip(&design.notes)
        .filter(|(section, note)| note.locked && !section.is_opening)
        .map(|(section, _)| format!("`## {}`", section.title))
        .collect();
    if titles.is_empty() {
        return String::new();
    }
    match design.locale {
        Locale::En => format!(
            "- These sections are agreed and stay as they are; do not write them: {}.",
            titles.join(", ")
        ),
        Locale::Zh => format!(
            "- 以下小节已经定稿、保持原样，不要输出：{}。",
            titles.join("、")
        ),
    }
}

/// What was asked for before, so that it is not undone.
fn earlier(conversation: &[Turn], locale: Locale) -> String {
    let from = conversation.len().saturating_sub(EARLIER);
    let asked: Vec<_> = conversation[from..]
        .iter()
        .filter(|turn| !turn.accepted.is_empty() && !turn.instruction.trim().is_empty())
        .map(|turn| format!("- {}", turn.instruction.trim().replace('\n', " ")))
        .collect();
    if asked.is_empty() {
        return String::new();
    }
    let lead = match locale {
        Locale::En => "Asked for earlier and already done; do not undo it:",
        Locale::Zh => "此前已要求并完成的修改，不要撤销：",
    };
    format!("\n{lead}\n\n{}\n", asked.join("\n"))
}

/// Without the blank lines that an empty part leaves.
fn tidy(text: &str) -> String {
    let mut tidy = text.trim().to_owned();
    while tidy.contains("\n\n\n") {
        tidy = tidy.replace("\n\n\n", "\n\n");
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::design::{change::Document, section::Origin, tests::sample};

    fn design(locale: Locale) -> Design {
        let text = "# T\n\n## A\n\na\n\n## B\n\nb\n".to_owned();
        let mut document = Document::of(text, &Origin::default());
        document.notes[1].locked = true;
        Design {
            locale,
            text: document.text,
            notes: document.notes,
            conversation: vec![Turn {
                at: 1,
                instruction: "Use Kafka".into(),
                model: "m".into(),
                accepted: vec!["B".into()],
                discarded: Vec::new(),
            }],
            ..sample()
        }
    }

    fn sources<'a>(
        design: &'a Design,
        instruction: &'a str,
        about: Option<&'a str>,
    ) -> Sources<'a> {
        Sources {
            system: "persona and contract",
            persona: "persona",
            design,
            instruction,
            about,
            window: None,
        }
    }

    #[test]
    fn a_small_window_gets_what_is_asked_about_and_the_rest_in_short() {
        let long = "One sentence about it. ".repeat(1_200);
        let text = format!("# T\n\n## A\n\n{long}\n\n## B\n\nThe second.\n\n## C\n\n{long}\n");
        let design = Design {
            text,
            ..design(Locale::En)
        };
        for (instruction, about) in [("", Some("B")), ("Make b shorter", None)] {
            let small = Sources {
                window: Some(8_192),
                ..sources(&design, instruction, about)
            };
            let asked = request(&small);
            let document = &asked.messages[1].content;
            assert!(document.ends_with("## B\n\nThe second."), "{document}");
            assert!(document.contains("## A") && document.contains("## C"));
            let fit = Fit::new(&asked, small.window);
            assert_eq!(fit.verdict(), Some(Verdict::Fits), "{fit:?}");
            assert_eq!(asked.system, "persona");
            let large = Sources {
                window: Some(100_000),
                ..small
            };
            assert_eq!(request(&large).messages[1].content, design.text);
        }
    }

    #[test]
    fn the_model_is_told_what_is_locked_and_what_was_asked() {
        for locale in [Locale::En, Locale::Zh] {
            let design = design(locale);
            let request = request(&sources(&design, " Shorter.\n", None));
            let ask = &request.messages[2].content;
            assert!(ask.contains("`## A`") && !ask.contains("`## B`"), "{ask}");
            assert!(ask.contains("- Use Kafka") && ask.ends_with("Shorter."));
            assert!(ask.contains(REMOVED) && !ask.contains("{") && !ask.contains("\n\n\n"));
            assert!(request.messages[1].content.starts_with("# T"));
        }
    }

    #[test]
    fn one_section_is_asked_for_by_its_heading() {
        for locale in [Locale::En, Locale::Zh] {
            let design = design(locale);
            let request = request(&sources(&design, "", Some("B")));
            let ask = &request.messages[2].content;
            assert!(ask.contains("`## B`") && !ask.contains("{"), "{ask}");
        }
    }
}
