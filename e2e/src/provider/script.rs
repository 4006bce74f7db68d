//! What a provider is to play: one answer, and how it is sent.

use super::{Deviation, Fault, Joint, Resume, Thoughts, UsageAt, Wait};
use std::time::Duration;

/// One answer.
#[derive(Debug, Clone)]
pub struct Script {
    /// The text of the answer.
    pub text: String,
    /// The model's thoughts before it, in the dialect's own form.
    pub reasoning: Option<String>,
    /// How many characters one event carries.
    pub delta: usize,
    /// The sizes in bytes of the pieces that go over the network, again and again. Odd sizes split
    /// lines, events and UTF-8 sequences. None: every server-sent event travels alone.
    pub pieces: Vec<usize>,
    /// The line ends; `None` is what the dialect's provider really sends.
    pub framing: Option<Framing>,
    /// The pause before each piece.
    pub delay: Duration,
    /// Why the answer ends.
    pub finish: Finish,
    /// The tokens counted, if the provider counts.
    pub usage: Option<Usage>,
    /// In what the answer differs from the dialect as its inventor speaks it.
    pub deviations: Vec<Deviation>,
    /// Whether browsers may read the answer.
    pub cors: Cors,
    /// Whether the text is one of several answers that belong together.
    pub resume: Option<Resume>,
    /// When a refused client is told to come back; `None` is what the dialect's provider says.
    pub wait: Option<Wait>,
    /// What goes wrong.
    pub fault: Fault,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            text: "Hello".into(),
            reasoning: None,
            delta: 24,
            pieces: vec![7, 61, 3, 127, 31, 509],
            framing: None,
            delay: Duration::ZERO,
            finish: Finish::Stop,
            usage: Some(Usage {
                input: 1200,
                output: 3400,
            }),
            deviations: Vec::new(),
            cors: Cors::Allowed,
            resume: None,
            wait: None,
            fault: Fault::None,
        }
    }
}

impl Script {
    /// A good answer with this text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A good answer that goes on from wherever the client's own request says that it stands.
    #[must_use]
    pub fn whole(text: impl Into<String>) -> Self {
        Self {
            resume: Some(Resume::default()),
            ..Self::text(text)
        }
    }

    /// The same whole text, but no answer brings more than so many characters of it: then it stops for
    /// its length.
    #[must_use]
    pub fn cut_after(mut self, characters: usize) -> Self {
        self.resume.get_or_insert_default().limit = Some(characters);
        self
    }

    /// The same whole text, with what a model writes before it really goes on.
    #[must_use]
    pub fn joined(mut self, joints: impl Into<Vec<Joint>>) -> Self {
        self.resume.get_or_insert_default().joints = joints.into();
        self
    }

    /// The same answer with something wrong.
    #[must_use]
    pub fn with(self, fault: Fault) -> Self {
        Self { fault, ..self }
    }

    /// The same answer with one more deviation.
    #[must_use]
    pub fn deviating(mut self, deviation: Deviation) -> Self {
        self.deviations.push(deviation);
        self
    }

    /// The same refusal with another time to come back at.
    #[must_use]
    pub fn waiting(self, wait: Wait) -> Self {
        Self {
            wait: Some(wait),
            ..self
        }
    }

    pub(super) fn has(&self, deviation: Deviation) -> bool {
        self.deviations.contains(&deviation)
    }

    /// Where a server puts the model's thoughts.
    pub(super) fn thoughts(&self) -> Thoughts {
        let told = self
            .deviations
            .iter()
            .find_map(|deviation| match deviation {
                Deviation::Thoughts(thoughts) => Some(*thoughts),
                _ => None,
            });
        told.unwrap_or(Thoughts::ReasoningContent)
    }

    /// Where a server counts tokens.
    pub(super) fn usage_at(&self) -> UsageAt {
        let told = self
            .deviations
            .iter()
            .find_map(|deviation| match deviation {
                Deviation::Usage(at) => Some(*at),
                _ => None,
            });
        told.unwrap_or(UsageAt::NoChoices)
    }
}

/// Line ends on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// `\r`, which server-sent events allow.
    Cr,
}

impl Framing {
    /// The characters themselves.
    pub(crate) fn line_end(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

/// Why a model stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// It had nothing more to say.
    Stop,
    /// It ran into the limit of tokens.
    Length,
    /// The provider's filter stopped it.
    Filter,
}

/// Tokens, as the provider counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Of the prompt.
    pub input: u64,
    /// Of the answer.
    pub output: u64,
}

/// Whether the provider lets browsers read its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cors {
    /// As the dialect's provider does.
    Allowed,
    /// No CORS headers at all: every request from a browser fails.
    Missing,
    /// Preflights succeed, but answers with an error status carry no CORS headers (vLLM behind auth).
    MissingOnErrors,
}
