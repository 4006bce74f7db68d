//! Which of the persona's deliverables a document already holds.
//!
//! A deliverable is recognised by concept, not by wording: models number, rename, translate and nest
//! headings. The words of each concept are in `content/persona/concepts.txt`. This file must not know
//! what the deliverables are.

use serde::{Deserialize, Serialize};

use crate::domain::preview::{Contents, Heading};

const CONCEPTS: &str = include_str!("../../../content/persona/concepts.txt");

/// How far a deliverable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliverableState {
    /// Nothing of it is there.
    Missing,
    /// Its section is the one that is being written.
    Writing,
    /// Its section is there.
    Present,
}

impl DeliverableState {
    /// The value of `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Writing => "writing",
            Self::Present => "present",
        }
    }
}

/// One line of the outline.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OutlineEntry {
    /// What to show: the heading's text without its number, or the start of the missing deliverable's.
    pub title: String,
    /// The deliverable as the persona words it; the heading's text for a section of the model's own.
    pub full: String,
    /// The element id to jump to, when there is one.
    pub target: Option<String>,
    /// How far it is.
    pub state: DeliverableState,
}

/// The outline of a document: the deliverables in the persona's order, then what else it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outline {
    /// One entry for each of the persona's deliverables.
    pub deliverables: Vec<OutlineEntry>,
    /// Second-level sections that are no deliverable.
    pub others: Vec<OutlineEntry>,
}

impl Outline {
    /// How many deliverables are there or being written.
    #[must_use]
    pub fn present(&self) -> usize {
        self.deliverables
            .iter()
            .filter(|entry| entry.state != DeliverableState::Missing)
            .count()
    }

    /// The entry that is being written, for the progress line.
    #[must_use]
    pub fn writing(&self) -> Option<&OutlineEntry> {
        self.deliverables
            .iter()
            .chain(&self.others)
            .find(|entry| entry.state == DeliverableState::Writing)
    }
}

/// Matches headings with deliverables.
///
/// `streaming` marks the section of the last heading as being written. A diagram or a contract counts
/// as evidence for its deliverable even when no heading names it.
#[must_use]
pub fn outline(
    deliverables: &[String],
    headings: &[Heading],
    contents: Contents,
    streaming: bool,
) -> Outline {
    let recognizer = Recognizer::new(deliverables);
    let mut found: Vec<Option<usize>> = vec![None; deliverables.len()];
    let mut others = Vec::new();
    // Sections first, so that a subsection's heading never wins over a section of its own.
    for level in [2, 1, 3, 4, 5, 6] {
        for (index, heading) in headings
            .iter()
            .enumerate()
            .filter(|(_, h)| h.level == level)
        {
            let matched = recognizer.named_by(&heading.text);
            for deliverable in &matched {
                found[*deliverable].get_or_insert(index);
            }
            if level == 2 && matched.is_empty() {
                others.push(index);
            }
        }
    }
    let current = current_section(headings, &found, streaming);
    let state = |index: usize| {
        if current == Some(index) {
            DeliverableState::Writing
        } else {
            DeliverableState::Present
        }
    };
    Outline {
        deliverables: deliverables
            .iter()
            .zip(&recognizer.wanted)
            .zip(&found)
            .map(|((deliverable, concept), index)| OutlineEntry {
                title: match index {
                    Some(index) => without_number(&headings[*index].text).to_owned(),
                    None => without_detail(deliverable).to_owned(),
                },
                full: deliverable.clone(),
                target: index.map(|index| headings[index].id.clone()),
                state: match index {
                    Some(index) => state(*index),
                    None if has_evidence(*concept, contents) => DeliverableState::Present,
                    None => DeliverableState::Missing,
                },
            })
            .collect(),
        others: others
            .into_iter()
            .map(|index| OutlineEntry {
                title: without_number(&headings[index].text).to_owned(),
                full: headings[index].text.clone(),
                target: Some(headings[index].id.clone()),
                state: state(index),
            })
            .collect(),
    }
}

/// A heading's text without the number in front: `2.1 Boundaries`, `六、契约`, `3) Auth`.
#[must_use]
pub fn without_number(heading: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || "一二三四五六七八九十".contains(c);
    let rest = heading.trim_start_matches(is_number);
    let numbered = rest.len() < heading.len();
    let separated = rest.starts_with([' ', '、', ')', '）', ':', '：'])
        || heading[..heading.len() - rest.len()].ends_with('.');
    let text = rest.trim_start_matches([' ', '、', ')', '）', ':', '：']);
    if numbered && separated && !text.is_empty() {
        text
    } else {
        heading
    }
}

/// A deliverable's text up to its parenthesis.
#[must_use]
pub fn without_detail(deliverable: &str) -> &str {
    let end = deliverable.find(['(', '（']).filter(|at| *at > 0);
    deliverable[..end.unwrap_or(deliverable.len())].trim_end()
}

/// The heading whose section is being written: the last one that the outline shows.
fn current_section(
    headings: &[Heading],
    found: &[Option<usize>],
    streaming: bool,
) -> Option<usize> {
    if !streaming {
        return None;
    }
    let listed = |index: &usize| headings[*index].level == 2 || found.contains(&Some(*index));
    (0..headings.len()).rev().find(listed)
}

fn has_evidence(concept: Option<&str>, contents: Contents) -> bool {
    match concept {
        Some("diagram") => contents.diagrams > 0,
        Some("contract") => contents.contracts > 0,
        _ => false,
    }
}

type Concepts = Vec<(&'static str, Vec<&'static str>)>;

fn concepts() -> Concepts {
    CONCEPTS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(name, words)| (name.trim(), words.split(',').map(str::trim).collect()))
        .collect()
}

/// The concepts that a heading mentions.
#[must_use]
pub fn concepts_in(heading: &str) -> Vec<&'static str> {
    mentioned(&concepts(), &heading.to_lowercase())
}

/// The concepts that occur in a text in lower case.
fn mentioned(concepts: &Concepts, text: &str) -> Vec<&'static str> {
    let occurring = concepts
        .iter()
        .filter(|(_, words)| words.iter().any(|word| mentions(text, word)));
    occurring.map(|(name, _)| *name).collect()
}

fn primary_concept(concepts: &Concepts, text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    concepts
        .iter()
        .find(|(_, words)| words.iter().any(|word| mentions(&text, word)))
        .map(|(name, _)| *name)
}

/// Recognises deliverables in texts about them.
pub struct Recognizer<'list> {
    concepts: Concepts,
    deliverables: &'list [String],
    /// The concept that each deliverable is recognised by.
    wanted: Vec<Option<&'static str>>,
}

impl<'list> Recognizer<'list> {
    /// Prepares for these deliverables.
    #[must_use]
    pub fn new(deliverables: &'list [String]) -> Self {
        let concepts = concepts();
        let wanted = deliverables
            .iter()
            .map(|deliverable| primary_concept(&concepts, deliverable))
            .collect();
        Self {
            concepts,
            deliverables,
            wanted,
        }
    }

    /// The deliverables that a heading names, by their places.
    #[must_use]
    pub fn named_by(&self, heading: &str) -> Vec<usize> {
        let heading = heading.to_lowercase();
        let mentioned = mentioned(&self.concepts, &heading);
        (0..self.deliverables.len())
            .filter(|index| match self.wanted[*index] {
                Some(concept) => mentioned.contains(&concept),
                None => {
                    let deliverable = self.deliverables[*index].to_lowercase();
                    !heading.is_empty()
                        && (heading.contains(&deliverable) || deliverable.contains(&heading))
                }
            })
            .collect()
    }

    /// Whether a text is about the deliverable at a place.
    #[must_use]
    pub fn is_about(&self, text: &str, index: usize) -> bool {
        let text = text.to_lowercase();
        let words = self
            .wanted
            .get(index)
            .copied()
            .flatten()
            .and_then(|concept| {
                let mut concepts = self.concepts.iter();
                concepts.find(|(name, _)| *name == concept)
            });
        words.is_some_and(|(_, words)| words.iter().any(|word| mentions(&text, word)))
    }
}

/// Whether two headings are about the same of the known concepts, in whatever words and language.
#[must_use]
pub fn same_concept(one: &str, other: &str) -> bool {
    let concepts = concepts();
    let mentioned = |heading: &str| -> Vec<&str> {
        let heading = heading.to_lowercase();
        let mentioned = |words: &[&str]| words.iter().any(|word| mentions(&heading, word));
        (concepts.iter())
            .filter(|(_, words)| mentioned(words))
            .map(|(name, _)| *name)
            .collect()
    };
    let one = mentioned(one);
    !one.is_empty() && one == mentioned(other)
}

/// Whether `word` occurs in `text`; a Latin word only from the start of a word. Both are lower case.
pub(in crate::domain) fn mentions(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        !word.starts_with(|first: char| first.is_ascii_alphanumeric())
            || !text[..at].ends_with(|before: char| before.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{locale::Locale, persona::Persona};

    fn headings(list: &[(u8, &str)]) -> Vec<Heading> {
        list.iter()
            .map(|(level, text)| Heading {
                level: *level,
                text: (*text).to_owned(),
                id: text.to_lowercase(),
            })
            .collect()
    }

    fn states(locale: Locale, list: &[(u8, &str)], streaming: bool) -> Vec<&'static str> {
        let deliverables = Persona::bundled(locale).deliverables;
        outline(
            &deliverables,
            &headings(list),
            Contents::default(),
            streaming,
        )
        .deliverables
        .iter()
        .map(|entry| entry.state.name())
        .collect()
    }

    #[test]
    fn every_deliverable_is_recognised_by_its_own_wording() {
        for locale in Locale::ALL {
            let deliverables = Persona::bundled(locale).deliverables;
            for (index, deliverable) in deliverables.iter().enumerate() {
                let found = outline(
                    &deliverables,
                    &headings(&[(2, deliverable)]),
                    Contents::default(),
                    false,
                );
                assert_eq!(
                    found.deliverables[index].state,
                    DeliverableState::Present,
                    "{deliverable}"
                );
            }
            let concepts = concepts();
            let mut primary: Vec<_> = deliverables
                .iter()
                .map(|text| primary_concept(&concepts, text))
                .collect();
            primary.dedup();
            assert_eq!(
                primary.len(),
                12,
                "each deliverable has a concept of its own"
            );
            assert!(primary.iter().all(Option::is_some));
        }
    }

    #[test]
    fn headings_of_models_are_recognised() {
        for (heading, index) in [
            ("1. Service Boundaries and Responsibilities", 0),
            ("六、API契约", 1),
            ("4.1 OpenAPI（对外同步接口）", 1),
            ("2.1 Architecture Diagram", 2),
            ("7. Authentication and authorisation", 3),
            ("10. 服务间通信模式", 4),
            ("三、断路器设计", 5),
            ("八、可观测性", 6),
            ("#### 8. Caching", 7),
            ("15. 技术选型", 8),
            ("Deployment and rollout", 9),
            ("13. Testing", 10),
            ("18. ADR 与权衡", 11),
        ] {
            let states = states(Locale::Zh, &[(2, heading)], false);
            assert_eq!(states[index], "present", "{heading}");
        }
    }

    #[test]
    fn numbers_and_details_are_left_out_of_titles() {
        for (heading, title) in [
            ("2.1 Architecture Diagram", "Architecture Diagram"),
            ("六、API契约", "API契约"),
            ("3) Auth", "Auth"),
            ("4. 12 factors", "12 factors"),
            ("12 factors", "factors"),
            ("3D models", "3D models"),
            ("一致性", "一致性"),
            ("42", "42"),
        ] {
            assert_eq!(without_number(heading), title);
        }
        assert_eq!(without_detail("Patterns (sync/async)"), "Patterns");
        assert_eq!(without_detail("（all）"), "（all）");
    }

    #[test]
    fn words_inside_words_do_not_count() {
        assert!(!mentions("contest", "test"));
        assert!(mentions("load testing", "test"));
        assert!(mentions("服务测试", "测试"));
    }

    #[test]
    fn the_last_listed_section_is_being_written_while_streaming() {
        let list = [
            (1, "Shop"),
            (2, "Service boundaries"),
            (2, "Resilience"),
            (3, "Details"),
        ];
        assert_eq!(states(Locale::En, &list, true)[5], "writing");
        assert_eq!(states(Locale::En, &list, false)[5], "present");
        assert_eq!(states(Locale::En, &list, true)[0], "present");
    }

    #[test]
    fn a_diagram_without_a_heading_is_evidence() {
        let deliverables = Persona::bundled(Locale::En).deliverables;
        let contents = Contents {
            diagrams: 1,
            ..Contents::default()
        };
        let found = outline(&deliverables, &[], contents, false);
        assert_eq!(found.present(), 1);
        assert_eq!(found.deliverables[2].state, DeliverableState::Present);
    }

    #[test]
    fn other_sections_are_listed() {
        let deliverables = Persona::bundled(Locale::En).deliverables;
        let found = outline(
            &deliverables,
            &headings(&[(2, "Next steps"), (3, "Risks")]),
            Contents::default(),
            false,
        );
        assert_eq!(found.others.len(), 1);
        assert_eq!(found.others[0].title, "Next steps");
    }
}
