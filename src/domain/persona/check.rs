//! What is wrong with an agent file, line by line, while someone edits it.
//!
//! Errors are what keeps it from being a persona; remarks are what the product would not use. This file must
//! not change a text.

use super::{LARGEST, Persona, Section, list_item, section_named};
use crate::domain::locale::Locale;

/// An agent file that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The persona, if it is one.
    pub persona: Option<Persona>,
    /// What is wrong, by line.
    pub faults: Vec<Fault>,
}

/// Something that is wrong in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// What it is.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The file does not begin with front matter.
    NoFrontMatter,
    /// The front matter has no end.
    OpenFrontMatter,
    /// The front matter has no name.
    NoName,
    /// No section lists the outputs.
    NoOutputs,
    /// The section of outputs lists nothing.
    EmptyOutputs,
    /// The file is too large to go with every request.
    TooLarge,
    /// The name is not letters, digits and hyphens.
    OddName(String),
    /// A section that nobody knows: the model reads it, the catalogue does not show it.
    UnknownSection(String),
    /// A section that stands there already.
    Twice(String),
    /// A section or an area without anything in it.
    Empty(String),
    /// A boundary that names no colleague.
    NoColleague,
}

impl FaultKind {
    /// Whether the file is no persona because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        matches!(
            self,
            Self::NoFrontMatter
                | Self::OpenFrontMatter
                | Self::NoName
                | Self::NoOutputs
                | Self::EmptyOutputs
                | Self::TooLarge
        )
    }

    /// What is wrong and what helps.
    #[must_use]
    pub fn message(&self, t: Locale) -> String {
        match self {
            Self::NoFrontMatter => t.persona_fault_no_front_matter().to_owned(),
            Self::OpenFrontMatter => t.persona_fault_open_front_matter().to_owned(),
            Self::NoName => t.persona_fault_no_name().to_owned(),
            Self::NoOutputs => t.persona_fault_no_outputs().to_owned(),
            Self::EmptyOutputs => t.persona_fault_empty_outputs().to_owned(),
            Self::TooLarge => t.persona_fault_too_large(LARGEST / 1000),
            Self::OddName(name) => t.persona_fault_odd_name(name),
            Self::UnknownSection(title) => t.persona_fault_unknown_section(title),
            Self::Twice(title) => t.persona_fault_twice(title),
            Self::Empty(title) => t.persona_fault_empty(title),
            Self::NoColleague => t.persona_fault_no_colleague().to_owned(),
        }
    }
}

/// Looks at an agent file.
#[must_use]
pub fn check(source: &str) -> Check {
    let mut faults = Vec::new();
    let mut note = |line, kind| faults.push(Fault { line, kind });
    if source.len() > LARGEST {
        note(1, FaultKind::TooLarge);
    }
    let body = match front_matter(source) {
        Ok(matter) => {
            match matter.name {
                None => note(1, FaultKind::NoName),
                Some((line, name)) if !is_plain(&name) => note(line, FaultKind::OddName(name)),
                Some(_) => {}
            }
            matter.lines
        }
        Err(kind) => {
            note(1, kind);
            0
        }
    };
    faults.extend(of_body(source, body));
    faults.sort_by_key(|fault| (!fault.kind.is_error(), fault.line));
    let is_persona = !faults.iter().any(|fault| fault.kind.is_error());
    Check {
        persona: Persona::parse(source).ok().filter(|_| is_persona),
        faults,
    }
}

struct Matter {
    /// The name, and the line that it stands on.
    name: Option<(usize, String)>,
    /// How many lines the front matter has, with those around it.
    lines: usize,
}

fn front_matter(source: &str) -> Result<Matter, FaultKind> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut lines = source.lines().enumerate();
    if lines
        .next()
        .is_none_or(|(_, line)| line.trim_end() != "---")
    {
        return Err(FaultKind::NoFrontMatter);
    }
    let mut name = None;
    for (at, line) in lines {
        if line.trim_end() == "---" {
            return Ok(Matter {
                name,
                lines: at + 1,
            });
        }
        if let Some(value) = line.strip_prefix("name:") {
            let value = value.trim().trim_matches(['"', '\'']);
            name = (!value.is_empty()).then(|| (at + 1, value.to_owned()));
        }
    }
    Err(FaultKind::OpenFrontMatter)
}

fn is_plain(name: &str) -> bool {
    name.chars()
        .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// A heading that was met, with what has been found below it.
struct Open {
    line: usize,
    title: String,
    section: Option<Section>,
    is_area: bool,
    items: usize,
    says_something: bool,
}

fn of_body(source: &str, skipped: usize) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen: Vec<Section> = Vec::new();
    let mut open: Option<Open> = None;
    let mut last = skipped.max(1);
    for (at, line) in source.lines().enumerate().skip(skipped) {
        let (number, line) = (at + 1, line.trim());
        last = number;
        let heading = line.strip_prefix("### ").map(|title| (title, true));
        let heading = heading.or_else(|| line.strip_prefix("## ").map(|title| (title, false)));
        if let Some((title, is_area)) = heading {
            faults.extend(open.take().and_then(|open| open.fault(is_area)));
            let title = title.trim();
            let section = if is_area { None } else { section_named(title) };
            match section {
                Some(section) if seen.contains(&section) => faults.push(Fault {
                    line: number,
                    kind: FaultKind::Twice(title.to_owned()),
                }),
                Some(section) => seen.push(section),
                None if !is_area => faults.push(Fault {
                    line: number,
                    kind: FaultKind::UnknownSection(title.to_owned()),
                }),
                None => {}
            }
            open = Some(Open {
                line: number,
                title: title.to_owned(),
                section,
                is_area,
                items: 0,
                says_something: false,
            });
        } else if let Some(open) = open.as_mut().filter(|_| !line.is_empty()) {
            open.says_something = true;
            if let Some(item) = list_item(line) {
                open.items += 1;
                if open.section == Some(Section::Boundaries) && !item.starts_with("**") {
                    faults.push(Fault {
                        line: number,
                        kind: FaultKind::NoColleague,
                    });
                }
            }
        }
    }
    faults.extend(open.take().and_then(|open| open.fault(false)));
    if !seen.contains(&Section::Deliverables) {
        faults.push(Fault {
            line: last,
            kind: FaultKind::NoOutputs,
        });
    }
    faults
}

impl Open {
    /// What is wrong with a section that has ended; `before_area` when an area of it follows.
    fn fault(self, before_area: bool) -> Option<Fault> {
        let kind = match self.section {
            Some(Section::Deliverables) if self.items == 0 => FaultKind::EmptyOutputs,
            _ if !self.says_something && !before_area => FaultKind::Empty(self.title),
            None if self.is_area && self.items == 0 => FaultKind::Empty(self.title),
            _ => return None,
        };
        Some(Fault {
            line: self.line,
            kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(source: &str) -> Vec<(usize, FaultKind)> {
        check(source)
            .faults
            .into_iter()
            .map(|fault| (fault.line, fault.kind))
            .collect()
    }

    const GOOD: &str = "---\nname: mine\n---\nYou are.\n\n## Purpose\nx\n\n## Capabilities\n\n### A\n- **b**: c\n\n## Key Distinctions\n- **vs dba**: x\n\n## Output Examples\n- One\n";

    #[test]
    fn the_bundled_files_are_faultless() {
        for source in [super::super::ENGLISH, super::super::CHINESE, GOOD] {
            let check = check(source);
            assert_eq!(check.faults, []);
            assert_eq!(check.persona, Persona::parse(source).ok());
        }
    }

    #[test]
    fn faults_are_told_by_line() {
        for (from, to, line, kind) in [
            ("---\nname", "name", 1, FaultKind::NoFrontMatter),
            ("mine\n---", "mine\n", 1, FaultKind::OpenFrontMatter),
            ("name: mine", "title: x", 1, FaultKind::NoName),
            (
                "name: mine",
                "name: my own",
                2,
                FaultKind::OddName("my own".into()),
            ),
            (
                "Output Examples",
                "Output",
                17,
                FaultKind::UnknownSection("Output".into()),
            ),
            ("- One\n", "", 17, FaultKind::EmptyOutputs),
            ("- **b**: c\n", "", 11, FaultKind::Empty("A".into())),
            (
                "Purpose\nx",
                "Purpose\n",
                6,
                FaultKind::Empty("Purpose".into()),
            ),
            (
                "## Purpose\nx",
                "## Purpose\nx\n## Purpose\ny",
                8,
                FaultKind::Twice("Purpose".into()),
            ),
            (
                "- **vs dba**: x",
                "- the dba does it",
                15,
                FaultKind::NoColleague,
            ),
        ] {
            let source = GOOD.replacen(from, to, 1);
            let found = found(&source);
            assert!(found.contains(&(line, kind.clone())), "{kind:?}: {found:?}");
        }
        assert_eq!(found(&"x".repeat(LARGEST + 1))[0], (1, FaultKind::TooLarge));
        assert!(found("").contains(&(1, FaultKind::NoOutputs)));
    }

    #[test]
    fn every_fault_has_words() {
        for locale in Locale::ALL {
            for (_, kind) in found("## X\n## X\n### Y\n") {
                assert!(!kind.message(locale).is_empty());
            }
        }
    }

    proptest! {
        /// What is no persona has an error, and what has none is one.
        #[test]
        fn errors_and_parsing_agree(
            source in "(---\n|name: x\n|name:\n|## Output Examples\n|## Purpose\n|### A\n|- \\*\\*a\\*\\*: b\n|- \n|x\n|\n){0,12}",
        ) {
            let check = check(&source);
            let has_error = check.faults.iter().any(|fault| fault.kind.is_error());
            prop_assert_eq!(Persona::parse(&source).is_ok(), !has_error, "{:?}", check.faults);
            prop_assert_eq!(check.persona.is_some(), !has_error);
        }
    }
}
