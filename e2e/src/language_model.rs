//! The browser's own model as a stand-in: no browser in a test has the real one.

use crate::{Browser, Result};
use serde_json::{Value, json};

const STAND_IN: &str = include_str!("language_model.js");

/// What the stand-in plays; it may be changed and planted again for the pages to come.
#[derive(Debug, Clone, Default)]
pub struct LanguageModel {
    /// The word for whether there is a model: `available` unless said otherwise.
    pub availability: Option<&'static str>,
    /// The pieces of every answer.
    pub pieces: Vec<String>,
    /// The name and the words of the error that refuses a session.
    pub refusal: Option<(&'static str, &'static str)>,
    /// The same for an error that refuses the question at once.
    pub deafness: Option<(&'static str, &'static str)>,
    /// The name and the words of the error after the pieces.
    pub failure: Option<(&'static str, &'static str)>,
    /// Whether the answer stands still after its pieces.
    pub stalls: bool,
}

/// How many tokens the stand-in's context holds.
const WINDOW: u32 = 9216;

impl LanguageModel {
    /// A model that answers with a text, so many characters in a piece.
    #[must_use]
    pub fn answering(text: &str, size: usize) -> Self {
        let characters: Vec<char> = text.chars().collect();
        Self {
            pieces: characters
                .chunks(size.max(1))
                .map(|piece| piece.iter().collect())
                .collect(),
            ..Self::default()
        }
    }

    /// Puts it into every page that the browser opens from now on.
    pub async fn plant(&self, browser: &Browser) -> Result {
        let error = |of: Option<(&str, &str)>| {
            of.map(|(name, message)| json!({"name": name, "message": message}))
        };
        let script = json!({
            "availability": self.availability.unwrap_or("available"),
            "pieces": self.pieces,
            "refusal": error(self.refusal),
            "deafness": error(self.deafness),
            "failure": error(self.failure),
            "stalls": self.stalls,
            "window": WINDOW,
        });
        browser.plant(&format!("({STAND_IN})({script})")).await
    }

    /// What the page has asked it, as `{created, asked, aborted, open}`: the initial prompts of every
    /// session, every question, how many questions were given up, and how many sessions are open.
    pub async fn seen(browser: &Browser) -> Result<Value> {
        browser.run("return window.languageModel", vec![]).await
    }
}
