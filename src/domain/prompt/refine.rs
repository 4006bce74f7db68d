//! What is asked of a model that is to change a finished document: changed sections only.
//!
//! How its answer is read is the business of `design::proposal`.

use super::{ChatRequest, Message, Role};
use crate::domain::{
    design::{
        Design,
        proposal::{REMOVED, Turn},
        section::sections,
    },
    locale::Locale,
};

/// So many earlier requests are told to the model.
const EARLIER: usize = 6;

/// A request for changes of a document; `about` is the heading of the only section that is to be written.
#[must_use]
pub fn request(
    system: String,
    design: &Design,
    instruction: &str,
    about: Option<&str>,
) -> ChatRequest {
    let ask = match about {
        Some(title) => ask_for_one(design, title, instruction),
        None => ask_for_changes(design, instruction),
    };
    ChatRequest {
        system,
        messages: vec![
            Message::user(design.brief.prompt(design.locale).trim().to_owned()),
            Message {
                role: Role::Assistant,
                content: design.text.clone(),
            },
            Message::user(ask),
        ],
        max_output_tokens: None,
    }
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

    #[test]
    fn the_model_is_told_what_is_locked_and_what_was_asked() {
        for locale in [Locale::En, Locale::Zh] {
            let request = request("s".into(), &design(locale), " Shorter.\n", None);
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
            let request = request("s".into(), &design(locale), "", Some("B"));
            let ask = &request.messages[2].content;
            assert!(ask.contains("`## B`") && !ask.contains("{"), "{ask}");
        }
    }
}
