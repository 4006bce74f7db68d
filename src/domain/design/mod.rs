//! A design: the brief, the text that a model wrote for it, and where it came from.
//!
//! The text is Markdown as received. This module must not render it or know how it is stored.

pub mod browse;
pub mod catalogue;
pub mod change;
pub mod compare;
pub mod decision;
pub mod diff;
pub mod history;
pub mod lines;
pub mod outline;
pub mod proposal;
pub mod retext;
pub mod run_log;
pub mod said;
pub mod section;
pub mod timeline;
mod words;

use super::{archive, bidi::visible, brief::Brief, locale::Locale, plan::Plan};
use change::Document;
use history::State;
use proposal::{Proposal, Turn};
use run_log::RunRecord;
use section::SectionNote;

/// Milliseconds since the Unix epoch.
pub type Millis = u64;

/// A design as the page works on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// Unique in a library; letters, digits and hyphens.
    pub id: String,
    /// The title that the user gave; without one the document's own is shown.
    pub given_title: Option<String>,
    /// When it was begun.
    pub created: Millis,
    /// When its content last changed.
    pub updated: Millis,
    /// The language of its persona and prompts.
    pub locale: Locale,
    /// What was asked for.
    pub brief: Brief,
    /// The document: Markdown as received.
    pub text: String,
    /// Who wrote it.
    pub stamp: Stamp,
    /// How its last run ended.
    pub outcome: Outcome,
    /// Its runs, the oldest first. They stay with the library: nothing that travels carries them.
    pub runs: Vec<RunRecord>,
    /// What is known of its sections beside their text. Of text that is being streamed nothing is yet.
    pub notes: Vec<SectionNote>,
    /// The revision that it is at; none while it has no history.
    pub head: Option<u32>,
    /// Changes that wait to be accepted or discarded.
    pub proposal: Option<Proposal>,
    /// What was asked for and came of it, the oldest first.
    pub conversation: Vec<Turn>,
    /// How it is written step by step, if it is.
    pub plan: Option<Plan>,
}

/// Who wrote a design.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp {
    /// The provider's name.
    pub provider: String,
    /// The model's id at the provider.
    pub model: String,
    /// The persona's name.
    pub persona: String,
    /// SHA-256 of the persona's file, hexadecimal.
    pub persona_hash: String,
}

/// How the last run of a design ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Outcome {
    /// Nothing has run yet.
    #[default]
    Draft,
    /// A run is writing, or was when the page was closed.
    Running,
    /// The model said that it was finished.
    Done,
    /// The answer ended without saying so, or for length.
    Incomplete,
    /// The user stopped the run.
    Stopped,
    /// The run failed; what had arrived is kept.
    Failed,
}

impl Outcome {
    /// All outcomes with their stable names.
    pub const NAMES: [(Self, &str); 6] = [
        (Self::Draft, "draft"),
        (Self::Running, "running"),
        (Self::Done, "done"),
        (Self::Incomplete, "incomplete"),
        (Self::Stopped, "stopped"),
        (Self::Failed, "failed"),
    ];

    /// The stable name, used in storage, exports and `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(outcome, _)| *outcome == self)
            .map_or("draft", |(_, name)| name)
    }

    /// The same when nothing runs any more: what was being written is incomplete.
    #[must_use]
    pub fn at_rest(self) -> Self {
        match self {
            Self::Running => Self::Incomplete,
            other => other,
        }
    }

    /// The outcome of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(outcome, _)| *outcome)
    }
}

impl Design {
    /// The document with what is known of its sections.
    #[must_use]
    pub fn document(&self) -> Document {
        Document {
            text: self.text.clone(),
            notes: self.notes.clone(),
        }
    }

    /// What a revision keeps of it.
    #[must_use]
    pub fn state(&self) -> State {
        State {
            given_title: self.given_title.clone(),
            brief: archive::brief::to_piece(&self.brief),
            text: self.text.clone(),
            notes: self.notes.clone(),
        }
    }

    /// Takes on what a revision kept.
    pub fn restore(&mut self, state: State) {
        self.given_title = state.given_title;
        self.brief = archive::brief::of_piece(&state.brief);
        self.text = state.text;
        self.notes = state.notes;
    }

    /// The title to show: the user's own, else the document's, else the start of the brief. Empty when
    /// there is none of them.
    #[must_use]
    pub fn title(&self) -> String {
        self.given_title
            .clone()
            .or_else(|| document_title(&self.text))
            .unwrap_or_else(|| self.brief.title())
    }

    /// Its content changes now. A clock that was set back changes no order: what was later stays later.
    pub fn touch(&mut self, now: Millis) {
        self.updated = self.updated.max(self.created).max(now);
    }

    /// What a library lists of the design.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary {
            id: self.id.clone(),
            title: visible(&self.title()).into_owned(),
            updated: self.updated,
            outcome: self.outcome,
            model: visible(&self.stamp.model).into_owned(),
        }
    }

    /// The name of an exported file without its extension: safe on every file system.
    #[must_use]
    pub fn file_stem(&self) -> String {
        file_stem(&self.title(), "design")
    }
}

/// The name of a file for what has that title; `unnamed` when nothing of the title can be in a name.
#[must_use]
pub fn file_stem(title: &str, unnamed: &str) -> String {
    let mut stem = String::new();
    for character in title.chars() {
        if character.is_alphanumeric() {
            stem.push(character.to_ascii_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
        if stem.chars().count() >= 60 {
            break;
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { unnamed } else { stem }.to_owned()
}

impl State {
    /// The brief as a model is told of it.
    #[must_use]
    pub fn brief_in_words(&self, locale: Locale) -> String {
        archive::brief::of_piece(&self.brief).prompt(locale)
    }
}

/// What a library lists of a design.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Summary {
    /// The design's id.
    pub id: String,
    /// The title to show; may be empty.
    pub title: String,
    /// When its content last changed.
    pub updated: Millis,
    /// How its last run ended.
    pub outcome: Outcome,
    /// The model that wrote it.
    pub model: String,
}

/// The text of the first first-level heading outside code fences.
#[must_use]
pub fn document_title(text: &str) -> Option<String> {
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
        }
        if !fenced && let Some(title) = line.strip_prefix("# ") {
            let title = title.trim().trim_end_matches('#').trim();
            return (!title.is_empty()).then(|| title.replace(['*', '`'], ""));
        }
    }
    None
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::{run::Progress, wire::Usage};

    pub(crate) fn sample() -> Design {
        Design {
            id: "d-1".into(),
            given_title: None,
            created: 1_795_362_766_000,
            updated: 1_795_362_800_123,
            locale: Locale::Zh,
            brief: "订单系统：\n\"绝不丢单\"".into(),
            text: "# 订单平台\n\n正文 \\n \u{1F980}\n---\n末尾".into(),
            stamp: Stamp {
                provider: "Ollama".into(),
                model: "qwen3-coder:30b".into(),
                persona: "backend-architect".into(),
                persona_hash: "ab".repeat(32),
            },
            outcome: Outcome::Incomplete,
            runs: vec![RunRecord {
                provider: "Ollama".into(),
                model: "qwen3-coder:30b".into(),
                ..RunRecord::of(
                    1_795_362_766_500,
                    Outcome::Incomplete,
                    &Progress {
                        output_tokens: 340,
                        first_token_ms: Some(800),
                        tries: 2,
                        ..Progress::default()
                    },
                    Usage::default(),
                )
            }],
            notes: Vec::new(),
            head: None,
            proposal: None,
            conversation: Vec::new(),
            plan: None,
        }
    }

    #[test]
    fn the_title_is_the_users_then_the_documents_then_the_briefs() {
        let mut design = sample();
        assert_eq!(design.title(), "订单平台");
        design.given_title = Some("Mine".into());
        assert_eq!(design.title(), "Mine");
        design.given_title = None;
        design.text = "```bash\n# comment\n```\n\n# Real *title* #\n".into();
        assert_eq!(design.title(), "Real title");
        design.text.clear();
        assert_eq!(design.title(), "订单系统：");
        design.brief = Brief::of_text(format!("\n{}", "x".repeat(80)));
        assert_eq!(design.title().chars().count(), 61);
    }

    #[test]
    fn a_clock_that_jumps_does_not_take_a_change_back() {
        let mut design = sample();
        let (created, updated) = (design.created, design.updated);
        for (now, expected) in [
            (updated + 5, updated + 5),
            // Set back by an hour, and by ages.
            (updated - 3_600_000, updated + 5),
            (0, updated + 5),
            // Set ahead by a year, and back again.
            (updated + 31_536_000_000, updated + 31_536_000_000),
            (updated + 6, updated + 31_536_000_000),
        ] {
            design.touch(now);
            assert_eq!(design.updated, expected);
        }
        design.updated = 0;
        design.touch(1);
        assert_eq!(design.updated, created);
    }

    #[test]
    fn file_names_hold_letters_digits_and_hyphens_only() {
        for (title, stem) in [
            ("Order platform: v2/3", "order-platform-v2-3"),
            ("订单 平台", "订单-平台"),
            ("../..", "design"),
            ("", "design"),
        ] {
            let design = Design {
                given_title: Some(title.into()),
                ..sample()
            };
            assert_eq!(design.file_stem(), stem);
        }
    }

    #[test]
    fn outcomes_keep_their_names() {
        for (outcome, name) in Outcome::NAMES {
            assert_eq!(Outcome::named(name), Some(outcome));
            assert_eq!(outcome.name(), name);
        }
        assert_eq!(Outcome::named("other"), None);
    }
}
