//! What a run is sent for: the design that it belongs to, where its text goes, and what is done at its end.
//! It must not know what any errand is about.

use crate::domain::{design::Outcome, prompt::ChatRequest};

use super::App;

/// What is done with an answer once the run is over, however it ended.
pub type Then = fn(App, Answer);

/// A run that is to be performed.
#[derive(Debug, Clone)]
pub struct Errand {
    /// The design that it belongs to; none while there is only a brief.
    pub design: Option<String>,
    /// Where its text goes.
    pub place: Place,
    /// What is asked.
    pub chat: ChatRequest,
    /// What is there of the answer already; the model goes on from its end.
    pub so_far: String,
    /// What follows.
    pub then: Option<Then>,
}

/// Where the text of an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// To the end of the design's text, as it comes.
    #[default]
    Document,
    /// Into a buffer beside it ([`App::aside`]): nothing of the design changes.
    Aside,
}

/// What a run brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The design that the run belonged to.
    pub design: Option<String>,
    /// The whole answer, with what was there before; of the document's runs, only what is new.
    pub text: String,
    /// How the run ended.
    pub outcome: Outcome,
    /// The model that answered.
    pub model: String,
}

/// A design's log of what comes aside, so that a closed tab loses none of it.
pub(super) fn aside_log(design: &str) -> String {
    format!("{design}~aside")
}
