//! What a model is asked for step by step: the outline, then one section at a time, each within the model's
//! window with room for the answer.
//!
//! When not everything fits, this gives way, in this order: areas of the persona that are not about the
//! section, parts of the output contract that are not, the rules of the house beyond their beginning, the
//! less important facts of the digest, the catalogue beyond its first columns, the outline's own prose, and
//! the end of the brief. The texts are in `content/prompts`.

use super::{Plan, catalogue, digest::digest};
use crate::domain::{
    design::{
        outline::Recognizer,
        section::{closing_line, sections},
    },
    locale::Locale,
    prompt::{ChatRequest, Message, TokenEstimate},
};

/// The window of a model that nobody knows the window of, in tokens.
pub const ASSUMED: u64 = 8_192;
/// Up to this window an answer's length is limited, so that it ends within it.
const SMALL: u64 = 32_768;
/// Room for an answer in a small window.
const ANSWER: u64 = 3_072;
/// No request for a section is longer than this, whatever the window.
const LONGEST: u64 = 24_000;
/// No digest is longer than this.
const LONGEST_DIGEST: u64 = 8_000;

/// The tokens of a text, as estimated.
#[must_use]
pub fn tokens(text: &str) -> u64 {
    let mut estimate = TokenEstimate::default();
    estimate.add(text);
    estimate.tokens()
}

/// What the requests of a plan are made from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The body of the persona's file.
    pub persona: &'a str,
    /// The output contract, as in its file.
    pub contract: &'a str,
    /// The rules of the house; empty when it has none.
    pub house_rules: &'a str,
    /// What is asked for.
    pub brief: &'a str,
    /// The language of all of it.
    pub locale: Locale,
    /// What the model holds, in tokens, where it is known.
    pub window: Option<u64>,
}

/// A model's window, divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// For the request, in tokens as estimated.
    pub prompt: u64,
    /// For the answer, where it is limited.
    pub answer: Option<u64>,
}

impl Room {
    /// Divides a window: an estimate may be a quarter too low.
    #[must_use]
    pub fn of(window: Option<u64>) -> Self {
        let window = window.unwrap_or(ASSUMED);
        let answer = match window {
            0..=16_384 => ANSWER.min(window * 3 / 8),
            _ => (window * 3 / 8).min(12_288),
        };
        Self {
            prompt: (window.saturating_sub(answer) * 4 / 5).min(LONGEST),
            answer: (window <= SMALL).then_some(answer),
        }
    }
}

/// The request for the outline.
#[must_use]
pub fn outline_request(sources: &Sources<'_>, deliverables: &[String]) -> ChatRequest {
    let room = Room::of(sources.window);
    let template = match sources.locale {
        Locale::En => include_str!("../../../content/prompts/outline.en.md"),
        Locale::Zh => include_str!("../../../content/prompts/outline.zh.md"),
    };
    let outputs: Vec<String> = (deliverables.iter().zip(1..))
        .map(|(deliverable, number)| format!("{number}. {}", deliverable.trim()))
        .collect();
    let outputs = outputs.join("\n");
    let fixed = tokens(template) + tokens(&outputs);
    let needs = [
        Need::new(tokens(sources.brief), 40),
        Need::new(tokens(sources.house_rules), 10),
        Need::new(tokens(sources.persona), 20),
    ];
    let [brief, house, persona] = shares(room.prompt.saturating_sub(fixed), needs);
    let fields = [("brief", clip(sources.brief, brief)), ("outputs", outputs)];
    let system = joined([
        persona_excerpt(sources.persona, None, persona),
        clip(sources.house_rules, house),
    ]);
    request(system, fill(template, &fields), room)
}

/// The request for the section at a place of the plan; `text` is the document so far.
#[must_use]
pub fn section_request(
    sources: &Sources<'_>,
    plan: &Plan,
    index: usize,
    text: &str,
) -> ChatRequest {
    let room = Room::of(sources.window);
    let locale = sources.locale;
    let (rules, template) = match locale {
        Locale::En => (
            include_str!("../../../content/prompts/section.en.md"),
            include_str!("../../../content/prompts/step.en.md"),
        ),
        Locale::Zh => (
            include_str!("../../../content/prompts/section.zh.md"),
            include_str!("../../../content/prompts/step.zh.md"),
        ),
    };
    let deliverables = plan.deliverables();
    let recognizer = Recognizer::new(&deliverables);
    let about = About {
        recognizer: &recognizer,
        index,
    };
    let step = plan.steps.get(index);
    let content = plan.sketch.lines.get(index).cloned().unwrap_or_default();
    let deliverable = deliverables.get(index).cloned().unwrap_or_default();
    let heading = step.map(|step| step.heading.clone()).unwrap_or_default();
    let words = room.answer.map(|answer| length(answer, locale).to_string());
    let contract = contract_parts(sources.contract, about);
    let outline = plan.outline_text();
    let fixed = [rules, template, &deliverable, &content, &heading];
    let fixed: u64 = fixed.iter().map(|text| tokens(text)).sum();
    // In the order in which what is left is given out, so the last gives way first.
    let needs = [
        Need::new(tokens(sources.brief), 18),
        Need::new(tokens(&outline), 18),
        Need::new(tokens(&catalogue::table(text, locale, u64::MAX)), 10),
        Need::new(tokens(text).min(LONGEST_DIGEST), 16),
        Need::new(tokens(sources.house_rules), 8),
        Need::new(tokens(&contract), 12),
        Need::new(tokens(sources.persona), 6),
    ];
    let [
        brief,
        of_outline,
        services,
        finished,
        house,
        of_contract,
        persona,
    ] = shares(room.prompt.saturating_sub(fixed), needs);
    let fields = [
        ("brief", clip(sources.brief, brief)),
        ("outline", clip(&outline, of_outline)),
        ("catalogue", catalogue::table(text, locale, services)),
        ("digest", digest(text, finished)),
        ("deliverable", deliverable),
        ("content", content),
        ("words", words.unwrap_or_default()),
        ("heading", heading),
    ];
    let system = joined([
        persona_excerpt(sources.persona, Some(about), persona),
        rules.trim().to_owned(),
        whole_sections(&contract, of_contract),
        clip(sources.house_rules, house),
    ]);
    request(system, fill(template, &fields), room)
}

fn request(system: String, ask: String, room: Room) -> ChatRequest {
    ChatRequest {
        system,
        messages: vec![Message::user(ask)],
        max_output_tokens: room.answer.and_then(|answer| u32::try_from(answer).ok()),
    }
}

/// How many words or characters a model is told to write: what fits, without the edge.
fn length(answer: u64, locale: Locale) -> u64 {
    let length = match locale {
        // Contracts have fewer words to the token than prose.
        Locale::En => answer * 9 / 20,
        Locale::Zh => answer * 3 / 5,
    };
    length / 100 * 100
}

/// A part of a request: what all of it takes, and the share that it gets before anything else is given.
#[derive(Debug, Clone, Copy)]
struct Need {
    tokens: u64,
    percent: u64,
}

impl Need {
    fn new(tokens: u64, percent: u64) -> Self {
        // Joining and rounding take a few.
        Self {
            tokens: if tokens == 0 { 0 } else { tokens + 8 },
            percent,
        }
    }
}

/// Divides room among parts: to each its least share, then what is left in their order.
fn shares<const N: usize>(room: u64, needs: [Need; N]) -> [u64; N] {
    // For the blank lines between parts.
    let room = room.saturating_sub(24);
    let mut given = needs.map(|need| need.tokens.min(room * need.percent / 100));
    let mut left = room.saturating_sub(given.iter().sum());
    for (given, need) in given.iter_mut().zip(&needs) {
        let more = (need.tokens - *given).min(left);
        *given += more;
        left -= more;
    }
    given
}

/// What is written about.
#[derive(Clone, Copy)]
struct About<'a> {
    recognizer: &'a Recognizer<'a>,
    index: usize,
}

impl About<'_> {
    fn is_in(self, text: &str) -> bool {
        self.recognizer.is_about(text, self.index)
    }
}

/// The parts of the output contract that one section needs, those about it first. What it says about the
/// document as a whole is left out: that part has the place for the list of deliverables.
fn contract_parts(contract: &str, about: About<'_>) -> String {
    let parts = sections(contract);
    let parts = parts
        .iter()
        .filter(|part| !part.is_opening && !part.text.contains("{outputs}"))
        .map(|part| part.text);
    let (mut first, then): (Vec<&str>, Vec<&str>) = parts.partition(|part| about.is_in(part));
    first.extend(then);
    first.join("\n\n")
}

/// As many whole sections of a text as there is room for, the first ones first.
fn whole_sections(text: &str, budget: u64) -> String {
    let mut taken = String::new();
    for section in sections(text) {
        let more = joined([taken.clone(), section.text.to_owned()]);
        if tokens(&more) <= budget {
            taken = more;
        }
    }
    taken
}

/// The persona in at most so many tokens: all of it, or how it begins, then its areas about the section,
/// then the others.
fn persona_excerpt(persona: &str, about: Option<About<'_>>, budget: u64) -> String {
    let persona = persona.trim();
    if tokens(persona) <= budget {
        return persona.to_owned();
    }
    let parts = areas(persona);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| match (*at, about) {
        (0, _) => 0,
        (at, Some(about)) if about.is_in(parts[at].lines().next().unwrap_or_default()) => 1,
        _ => 2,
    });
    let mut is_taken = vec![false; parts.len()];
    let mut left = budget;
    for at in order {
        let cost = tokens(parts[at]) + 1;
        if cost <= left {
            is_taken[at] = true;
            left -= cost;
        }
    }
    let taken = parts.iter().zip(is_taken).filter(|(_, taken)| *taken);
    let texts: Vec<&str> = taken.map(|(text, _)| *text).collect();
    texts.join("\n\n")
}

/// A text cut before each heading.
fn areas(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    starts.extend(text.match_indices("\n#").map(|(at, _)| at + 1));
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let areas = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| text[*start..end].trim());
    areas.filter(|area| !area.is_empty()).collect()
}

/// The start of a text in at most so many tokens, cut after a line. A fence that is cut is closed.
fn clip(text: &str, budget: u64) -> String {
    let text = text.trim();
    if tokens(text) <= budget {
        return text.to_owned();
    }
    const CUT: &str = "[…]";
    // The mark of the cut, and the end of a fence.
    let budget = budget.saturating_sub(tokens(CUT) + 4);
    let mut estimate = TokenEstimate::default();
    let mut end = 0;
    let mut line_end = 0;
    for (at, character) in text.char_indices() {
        let after = at + character.len_utf8();
        estimate.add(&text[at..after]);
        if estimate.tokens() > budget {
            break;
        }
        end = after;
        if character == '\n' {
            line_end = after;
        }
    }
    // One endless line is cut in itself.
    let end = if line_end > end / 2 { line_end } else { end };
    let kept = text[..end].trim_end();
    if kept.is_empty() {
        return String::new();
    }
    match closing_line(kept) {
        Some(line) => format!("{kept}\n{line}\n{CUT}"),
        None => format!("{kept}\n{CUT}"),
    }
}

fn joined<const N: usize>(parts: [String; N]) -> String {
    let parts = parts.map(|part| part.trim().to_owned());
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("\n\n")
}

/// A template with its fields. A paragraph whose field is empty is left out, and so is a heading that
/// nothing follows then.
fn fill(template: &str, fields: &[(&str, String)]) -> String {
    let mut filled: Vec<String> = Vec::new();
    let mut is_open_heading = false;
    for paragraph in template.trim().split("\n\n") {
        match filled_in(paragraph, fields) {
            Some(text) => {
                is_open_heading = paragraph.starts_with("# ");
                filled.push(text);
            }
            None if is_open_heading => {
                filled.pop();
                is_open_heading = false;
            }
            None => {}
        }
    }
    filled.join("\n\n")
}

/// A paragraph with its fields in one pass, since what users write may look like a field.
fn filled_in(paragraph: &str, fields: &[(&str, String)]) -> Option<String> {
    let mut text = String::with_capacity(paragraph.len());
    let mut rest = paragraph;
    while let Some((before, after)) = rest.split_once('{') {
        let field = after.split_once('}').and_then(|(name, after)| {
            let mut fields = fields.iter();
            let value = fields.find(|(known, _)| *known == name)?;
            Some((value.1.trim(), after))
        });
        text.push_str(before);
        match field {
            Some(("", _)) => return None,
            Some((value, after)) => {
                text.push_str(value);
                rest = after;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "prompt_tests.rs"]
mod tests;
