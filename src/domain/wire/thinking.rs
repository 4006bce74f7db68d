//! Reasoning that a model writes into its answer between `<think>` tags.
//!
//! Only tags at the very start of the answer (or right after another such block) count: a design may
//! well write about `<think>` further down.

use super::Delta;

const TAGS: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];

#[derive(Debug, Default)]
enum State {
    /// Nothing but white space so far.
    #[default]
    Start,
    /// Inside a block that ends with this tag.
    Inside(&'static str),
    /// In the answer proper.
    Answer,
}

/// Tells reasoning from answer in text that arrives in pieces.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    state: State,
    held: String,
}

impl Splitter {
    /// Takes text, gives what is certain.
    pub(super) fn push(&mut self, text: String) -> Vec<Delta> {
        if matches!(self.state, State::Answer) {
            return vec![Delta::Text(text)];
        }
        self.held.push_str(&text);
        let mut deltas = Vec::new();
        while self.advance(&mut deltas) {}
        deltas
    }

    /// Gives what was held back.
    pub(super) fn end(&mut self) -> Option<Delta> {
        let held = std::mem::take(&mut self.held);
        if held.is_empty() {
            return None;
        }
        Some(match self.state {
            State::Inside(_) => Delta::Reasoning(held),
            _ => Delta::Text(held),
        })
    }

    /// One step; whether there may be another.
    fn advance(&mut self, deltas: &mut Vec<Delta>) -> bool {
        match self.state {
            State::Start => {
                let trimmed = self.held.trim_start();
                let tag = TAGS.iter().find(|(open, _)| trimmed.starts_with(open));
                if let Some((open, close)) = tag {
                    self.held = trimmed[open.len()..].to_owned();
                    self.state = State::Inside(close);
                    return true;
                }
                if TAGS.iter().any(|(open, _)| open.starts_with(trimmed)) {
                    return false;
                }
                self.state = State::Answer;
                deltas.push(Delta::Text(std::mem::take(&mut self.held)));
                false
            }
            State::Inside(close) => {
                let (thought, rest) = match self.held.split_once(close) {
                    Some((thought, rest)) => (thought.to_owned(), Some(rest.to_owned())),
                    None => {
                        let certain = self.held.len() - partial_suffix(&self.held, close);
                        (self.held[..certain].to_owned(), None)
                    }
                };
                if let Some(rest) = &rest {
                    self.held.clone_from(rest);
                    self.state = State::Start;
                } else {
                    self.held.drain(..thought.len());
                }
                if !thought.is_empty() {
                    deltas.push(Delta::Reasoning(thought));
                }
                rest.is_some()
            }
            State::Answer => false,
        }
    }
}

/// The length of the longest proper start of `tag` at the end of `text`.
fn partial_suffix(text: &str, tag: &str) -> usize {
    (1..tag.len())
        .rev()
        .find(|length| text.ends_with(&tag[..*length]))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasoning_is_found_however_it_is_cut() {
        for (answer, text, reasoning) in [
            ("<think>a < b</think>\n\n# T", "\n\n# T", "a < b"),
            ("\n<thinking>漢</thinking># T", "# T", "漢"),
            ("<think>a</think>\n<think>b</think>T", "T", "ab"),
            ("<think></think>T", "T", ""),
            ("<think>never closed </thin", "", "never closed </thin"),
            (
                "# T\n<think>quoted</think>",
                "# T\n<think>quoted</think>",
                "",
            ),
            ("<thin air", "<thin air", ""),
            ("<", "<", ""),
            ("  \n", "  \n", ""),
            ("", "", ""),
        ] {
            let characters: Vec<char> = answer.chars().collect();
            for size in 1..=characters.len().max(1) {
                let mut splitter = Splitter::default();
                let mut deltas: Vec<_> = characters
                    .chunks(size)
                    .flat_map(|piece| splitter.push(piece.iter().collect()))
                    .collect();
                deltas.extend(splitter.end());
                let (mut got_text, mut got_reasoning) = (String::new(), String::new());
                for delta in deltas {
                    match delta {
                        Delta::Text(text) => got_text.push_str(&text),
                        Delta::Reasoning(text) => got_reasoning.push_str(&text),
                        _ => {}
                    }
                }
                assert_eq!(
                    (got_text.as_str(), got_reasoning.as_str()),
                    (text, reasoning)
                );
            }
        }
    }
}
