//! What was probably meant: names on offer that resemble a mistyped one, and the address that a wrong one
//! should be.

use super::{Observations, Outcome, server};
use crate::domain::{
    endpoint::{BaseUrl, Endpoint, Preset},
    wire::{Dialect, models::parse_models},
};

/// How many names are worth reading.
const NAMES: usize = 3;
/// Lists are the server's; a longer one, or a longer name, is not compared in full.
const LONGEST_LIST: usize = 2_000;
const LONGEST_NAME: usize = 80;

/// The names on offer that resemble the endpoint's model, the most similar first.
pub(super) fn names(seen: &Observations) -> Vec<String> {
    let Some(Outcome::Answered(answer)) = &seen.models else {
        return Vec::new();
    };
    let offered = parse_models(seen.endpoint.dialect(), &answer.body).unwrap_or_default();
    let wanted = folded(&seen.endpoint.model);
    let mut near: Vec<(usize, &str)> = offered
        .iter()
        .take(LONGEST_LIST)
        .filter_map(|model| {
            let strangeness = strangeness(&wanted, &folded(&model.id))?;
            Some((strangeness, model.id.as_str()))
        })
        .collect();
    near.sort();
    near.truncate(NAMES);
    near.into_iter().map(|(_, id)| seen.quoted(id)).collect()
}

fn folded(name: &str) -> Vec<char> {
    let name = name.chars().take(LONGEST_NAME);
    name.flat_map(char::to_lowercase).collect()
}

/// How little a name resembles the wanted one; `None` for not at all.
fn strangeness(wanted: &[char], name: &[char]) -> Option<usize> {
    let contains = |long: &[char], short: &[char]| {
        short.len() > 2 && long.windows(short.len()).any(|part| part == short)
    };
    if contains(name, wanted) || contains(wanted, name) {
        return Some(0);
    }
    let edits = edits(wanted, name);
    (edits * 2 <= wanted.len().max(name.len())).then_some(edits)
}

/// The fewest insertions, deletions and replacements of a character that make one text the other.
fn edits(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, a) in from.iter().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        for (b, cell) in to.iter().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = replaced.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The base URL that was probably meant when nothing of the API is at the given one.
#[must_use]
pub(super) fn address(endpoint: &Endpoint) -> Option<String> {
    let url = &endpoint.base_url;
    let path = url.path();
    let proposed = match endpoint.dialect() {
        Dialect::Ollama | Dialect::Anthropic => String::new(),
        Dialect::Gemini => "/v1beta".into(),
        Dialect::BuiltIn => return None,
        Dialect::OpenAiChat | Dialect::OpenAiResponses => match usual_path(endpoint) {
            Some(usual) if usual != path => usual,
            Some(_) => return None,
            None if path.ends_with("/v1") => return None,
            None => format!("{path}/v1"),
        },
    };
    (proposed != path).then(|| format!("{}{proposed}", url.origin()))
}

/// The path that a known service has, and no other. Elsewhere it may well be behind a prefix.
fn usual_path(endpoint: &Endpoint) -> Option<String> {
    let server = server::of(endpoint);
    if matches!(server, Preset::OtherCompatible | Preset::Ollama) {
        return None;
    }
    let usual = BaseUrl::parse(server.default_base_url()).ok()?;
    let is_home =
        usual.origin() == endpoint.origin() || server.is_served_at(endpoint.base_url.host());
    is_home.then(|| usual.path().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        let count = |a: &str, b: &str| edits(&folded(a), &folded(b));
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("Qwen3:32b", "qwen3:8b", 2),
        ] {
            assert_eq!(count(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn a_wrong_path_is_corrected() {
        use Preset::*;
        for (preset, url, expected) in [
            (
                OtherCompatible,
                "https://h/openai",
                Some("https://h/openai/v1"),
            ),
            (OtherCompatible, "https://h/v1", None),
            (
                LmStudio,
                "http://localhost:1234/api/v0",
                Some("http://localhost:1234/v1"),
            ),
            (Vllm, "http://gpu:9000/llm", Some("http://gpu:9000/llm/v1")),
            (
                Ollama,
                "http://localhost:11434/ollama",
                Some("http://localhost:11434"),
            ),
            (Ollama, "http://localhost:11434", None),
            (
                OpenRouter,
                "https://openrouter.ai/v1",
                Some("https://openrouter.ai/api/v1"),
            ),
            (
                OtherCompatible,
                "https://api.groq.com/v1",
                Some("https://api.groq.com/openai/v1"),
            ),
            (
                OtherCompatible,
                "https://api.deepseek.com/v2",
                Some("https://api.deepseek.com"),
            ),
            (
                OtherCompatible,
                "https://r.openai.azure.com/v1",
                Some("https://r.openai.azure.com/openai/v1"),
            ),
            (
                Gemini,
                "https://generativelanguage.googleapis.com/v9",
                Some("https://generativelanguage.googleapis.com/v1beta"),
            ),
            (
                Azure,
                "https://r.openai.azure.com/openai/v2",
                Some("https://r.openai.azure.com/openai/v1"),
            ),
            (
                Azure,
                "https://gw.azure-api.net/team",
                Some("https://gw.azure-api.net/team/v1"),
            ),
            (
                OpenAiResponses,
                "https://api.openai.com/v2",
                Some("https://api.openai.com/v1"),
            ),
            (BuiltIn, "", None),
            (Anthropic, "https://h/api", Some("https://h")),
            (Anthropic, "https://api.anthropic.com", None),
        ] {
            let endpoint = Endpoint::new(preset, url, "m").unwrap();
            assert_eq!(address(&endpoint).as_deref(), expected, "{url}");
        }
    }
}
