//! The expert persona: an agent file parsed into the catalogue that the product shows and works from.
//!
//! The format is YAML front matter (`name`, `description`, `model`) and a Markdown body whose
//! second-level headings are known by name in English and Chinese. Nothing of a list is dropped: what a
//! heading holds is kept in order. This file must not hold texts of the persona itself; replacing the
//! agent file replaces the product's catalogue, starters and deliverables.

pub mod check;
pub mod own;

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{front_matter, locale::Locale};

const ENGLISH: &str = include_str!("../../content/persona/backend-architect.en.md");
const CHINESE: &str = include_str!("../../content/persona/backend-architect.zh.md");

/// The most bytes of an agent file: it goes with every request.
pub const LARGEST: usize = 200_000;

/// An expert persona and its catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persona {
    /// The agent's name, an identifier.
    pub name: String,
    /// When to use it, in a paragraph.
    pub description: String,
    /// The model that the agent file asks for: a name or a family.
    pub model: Option<String>,
    /// The whole Markdown body: the system prompt.
    pub body: String,
    /// The first paragraph of the body: who the persona is.
    pub introduction: String,
    /// What the persona is for.
    pub purpose: String,
    /// What it believes in.
    pub philosophy: String,
    /// What it masters, area by area.
    pub areas: Vec<Area>,
    /// How it behaves.
    pub behaviours: Vec<String>,
    /// Where it stands among its colleagues.
    pub workflow: Vec<Point>,
    /// What it knows.
    pub knowledge: Vec<String>,
    /// The steps of its approach, in order.
    pub approach: Vec<Point>,
    /// Example requests: the starters.
    pub starters: Vec<String>,
    /// What it hands over to whom.
    pub boundaries: Vec<Boundary>,
    /// What a design must provide, in order: the deliverables.
    pub deliverables: Vec<String>,
    /// SHA-256 of the agent file, in lower-case hexadecimal.
    pub hash: String,
}

/// A capability area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The area's heading.
    pub title: String,
    /// What belongs to it.
    pub points: Vec<Point>,
}

/// A list item of the form `**term**: detail`; an item without a term has an empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The emphasised term.
    pub term: String,
    /// What is said of it.
    pub detail: String,
}

/// Where another expert takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundary {
    /// The other expert's agent name.
    pub colleague: String,
    /// Who does what.
    pub split: String,
}

/// Why a text is not an agent file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PersonaError {
    /// There is no front matter.
    #[error("the file does not start with front matter between two lines of ---")]
    NoFrontMatter,
    /// The front matter has no name.
    #[error("the front matter has no name")]
    NoName,
    /// The body says nothing about expected outputs.
    #[error("no section lists the expected outputs")]
    NoDeliverables,
}

/// The second-level sections of an agent file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Purpose,
    Philosophy,
    Capabilities,
    Behaviours,
    Workflow,
    Knowledge,
    Approach,
    Starters,
    Boundaries,
    Deliverables,
}

/// Headings by which each section is known, lower case.
const SECTION_NAMES: &[(Section, &[&str])] = &[
    (Section::Purpose, &["purpose", "目标"]),
    (
        Section::Philosophy,
        &["core philosophy", "philosophy", "核心理念"],
    ),
    (Section::Capabilities, &["capabilities", "能力"]),
    (
        Section::Behaviours,
        &[
            "behavioral traits",
            "behavioural traits",
            "behaviors",
            "behaviours",
            "行为特征",
        ],
    ),
    (Section::Workflow, &["workflow position", "工作流位置"]),
    (Section::Knowledge, &["knowledge base", "知识库"]),
    (Section::Approach, &["response approach", "响应方法"]),
    (Section::Starters, &["example interactions", "示例交互"]),
    (Section::Boundaries, &["key distinctions", "关键区别"]),
    (
        Section::Deliverables,
        &["output examples", "expected outputs", "输出示例"],
    ),
];

impl Persona {
    /// The bundled persona in a language.
    #[must_use]
    pub fn bundled(locale: Locale) -> Self {
        let source = match locale {
            Locale::En => ENGLISH,
            Locale::Zh => CHINESE,
        };
        // A test parses both files; an empty persona would only ever show in a broken build.
        Self::parse(source).unwrap_or_else(|_| Self::empty(source))
    }

    /// Parses an agent file.
    ///
    /// # Errors
    /// When the text has no front matter, no name or no list of outputs.
    pub fn parse(source: &str) -> Result<Self, PersonaError> {
        let (fields, body) = front_matter::split(source).ok_or(PersonaError::NoFrontMatter)?;
        let mut persona = Self::empty(source);
        persona.name = fields
            .get("name")
            .filter(|name| !name.trim().is_empty())
            .map(str::to_owned)
            .ok_or(PersonaError::NoName)?;
        persona.description = fields.get("description").unwrap_or_default().to_owned();
        persona.model = fields.get("model").map(str::to_owned);
        persona.body = body.trim().to_owned();
        persona.read_body(body);
        if persona.deliverables.is_empty() {
            return Err(PersonaError::NoDeliverables);
        }
        Ok(persona)
    }

    /// The first twelve digits of the hash, for people.
    #[must_use]
    pub fn short_hash(&self) -> &str {
        self.hash.get(..12).unwrap_or(&self.hash)
    }

    fn empty(source: &str) -> Self {
        let mut hash = String::with_capacity(64);
        for byte in Sha256::digest(source.as_bytes()) {
            // Writing to a string cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Self {
            name: String::new(),
            description: String::new(),
            model: None,
            body: String::new(),
            introduction: String::new(),
            purpose: String::new(),
            philosophy: String::new(),
            areas: Vec::new(),
            behaviours: Vec::new(),
            workflow: Vec::new(),
            knowledge: Vec::new(),
            approach: Vec::new(),
            starters: Vec::new(),
            boundaries: Vec::new(),
            deliverables: Vec::new(),
            hash,
        }
    }

    fn read_body(&mut self, body: &str) {
        let mut section = None;
        for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(title) = line.strip_prefix("### ") {
                self.areas.push(Area {
                    title: title.trim().to_owned(),
                    points: Vec::new(),
                });
            } else if let Some(title) = line.strip_prefix("## ") {
                section = Some(section_named(title));
            } else if let Some(item) = list_item(line) {
                self.add_item(section.flatten(), item);
            } else {
                self.add_paragraph(section, line);
            }
        }
    }

    fn add_item(&mut self, section: Option<Section>, item: &str) {
        match section {
            Some(Section::Capabilities) => {
                if let Some(area) = self.areas.last_mut() {
                    area.points.push(Point::read(item));
                }
            }
            Some(Section::Behaviours) => self.behaviours.push(item.to_owned()),
            Some(Section::Workflow) => self.workflow.push(Point::read(item)),
            Some(Section::Knowledge) => self.knowledge.push(item.to_owned()),
            Some(Section::Approach) => self.approach.push(Point::read(item)),
            Some(Section::Starters) => self.starters.push(unquoted(item).to_owned()),
            Some(Section::Boundaries) => self.boundaries.push(Boundary::read(item)),
            Some(Section::Deliverables) => self.deliverables.push(item.to_owned()),
            Some(Section::Purpose | Section::Philosophy) | None => {}
        }
    }

    /// `section` is `None` before the first heading and `Some(None)` under an unknown one.
    fn add_paragraph(&mut self, section: Option<Option<Section>>, line: &str) {
        let target = match section {
            None => &mut self.introduction,
            Some(Some(Section::Purpose)) => &mut self.purpose,
            Some(Some(Section::Philosophy)) => &mut self.philosophy,
            Some(_) => return,
        };
        if !target.is_empty() {
            target.push('\n');
        }
        target.push_str(line);
    }
}

impl Point {
    fn read(item: &str) -> Self {
        let emphasised = item
            .strip_prefix("**")
            .and_then(|rest| rest.split_once("**"));
        match emphasised {
            Some((term, rest)) => Self {
                term: term.trim().to_owned(),
                detail: rest.trim_start_matches([':', '：', ' ']).to_owned(),
            },
            None => Self {
                term: String::new(),
                detail: item.to_owned(),
            },
        }
    }
}

impl Boundary {
    fn read(item: &str) -> Self {
        let Point { term, detail } = Point::read(item);
        let colleague = term.strip_prefix("vs ").unwrap_or(&term).trim().to_owned();
        Self {
            colleague,
            split: detail,
        }
    }
}

fn section_named(title: &str) -> Option<Section> {
    let title = title.trim().to_ascii_lowercase();
    SECTION_NAMES
        .iter()
        .find(|(_, names)| names.contains(&title.as_str()))
        .map(|(section, _)| *section)
}

/// The text of a bullet or of a numbered item.
fn list_item(line: &str) -> Option<&str> {
    if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(item.trim());
    }
    let rest = line.trim_start_matches(|character: char| character.is_ascii_digit());
    if rest.len() == line.len() {
        return None;
    }
    rest.strip_prefix(". ").map(str::trim)
}

fn unquoted(item: &str) -> &str {
    item.trim_matches(['"', '“', '”', '「', '」'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts list items under each heading straight from the file, without the parser.
    fn items_in_file(source: &str) -> usize {
        source
            .lines()
            .filter(|line| {
                let line = line.trim_start();
                line.starts_with("- ")
                    || line
                        .split_once(". ")
                        .is_some_and(|(number, _)| number.parse::<u8>().is_ok())
            })
            .count()
    }

    #[test]
    fn nothing_of_the_bundled_files_is_dropped() {
        for (locale, source) in [(Locale::En, ENGLISH), (Locale::Zh, CHINESE)] {
            let persona = Persona::bundled(locale);
            let kept = persona
                .areas
                .iter()
                .map(|area| area.points.len())
                .sum::<usize>()
                + persona.behaviours.len()
                + persona.workflow.len()
                + persona.knowledge.len()
                + persona.approach.len()
                + persona.starters.len()
                + persona.boundaries.len()
                + persona.deliverables.len();
            assert_eq!(kept, items_in_file(source), "{locale:?}");
            let headings = source
                .lines()
                .filter(|line| line.starts_with("### "))
                .count();
            assert_eq!(persona.areas.len(), headings, "{locale:?}");
            assert!(source.ends_with(&persona.body) || source.trim_end().ends_with(&persona.body));
            assert!(persona.areas.iter().all(|area| !area.points.is_empty()));
            assert!(!persona.introduction.is_empty() && !persona.purpose.is_empty());
            assert!(!persona.philosophy.is_empty());
        }
    }

    #[test]
    fn both_editions_have_the_same_shape() {
        let shape = |locale| {
            let persona = Persona::bundled(locale);
            (
                persona
                    .areas
                    .iter()
                    .map(|area| area.points.len())
                    .collect::<Vec<_>>(),
                persona.behaviours.len(),
                persona.workflow.len(),
                persona.knowledge.len(),
                (persona.approach.len(), persona.starters.len()),
                persona
                    .boundaries
                    .iter()
                    .map(|boundary| boundary.colleague.clone())
                    .collect::<Vec<_>>(),
                persona.deliverables.len(),
            )
        };
        let english = shape(Locale::En);
        assert_eq!(english, shape(Locale::Zh));
        assert!(english.0.len() >= 14);
        assert_eq!(english.4, (10, 12));
        assert_eq!(
            english.5,
            [
                "database-architect",
                "cloud-architect",
                "security-auditor",
                "performance-engineer"
            ]
        );
        assert_eq!(english.6, 12);
    }

    #[test]
    fn terms_and_details_are_told_apart() {
        let persona = Persona::bundled(Locale::Zh);
        assert_eq!(persona.approach[0].term, "理解需求");
        assert!(persona.approach[0].detail.starts_with("业务领域"));
        assert_eq!(persona.starters[0], "为电子商务订单管理系统设计RESTful API");
        assert_eq!(persona.model.as_deref(), Some("opus"));
    }

    #[test]
    fn a_file_that_is_no_agent_is_refused() {
        for (source, error) in [
            ("# Hello", PersonaError::NoFrontMatter),
            ("---\nmodel: x\n---\n", PersonaError::NoName),
            ("---\nname: x\n---\nText", PersonaError::NoDeliverables),
        ] {
            assert_eq!(Persona::parse(source), Err(error));
        }
    }
}
