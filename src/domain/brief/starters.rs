//! Complete cases for the persona's example requests: files that people edit without touching code
//! (`content/briefs`). A request that no case belongs to fills the text only.

use serde_json::Value;

use super::Brief;
use crate::domain::archive;

/// The cases of one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Starters(Vec<(String, Brief)>);

impl Starters {
    /// Reads a file of cases; what is none is passed over.
    #[must_use]
    pub fn parse(file: &str) -> Self {
        let cases: Value = serde_json::from_str(file).unwrap_or_default();
        let cases = cases.as_array().into_iter().flatten();
        Self(cases.filter_map(case).collect())
    }

    /// The brief that a starter stands for.
    #[must_use]
    pub fn brief(&self, starter: &str) -> Brief {
        let starter = starter.trim();
        let found = self.0.iter().find(|(name, _)| same(name, starter));
        found.map_or_else(|| starter.into(), |(_, brief)| brief.clone())
    }
}

fn case(value: &Value) -> Option<(String, Brief)> {
    let starter = value["starter"].as_str()?;
    let mut brief = archive::brief::read(&value["brief"])?;
    // The request itself is the first line: it gives a design its name until it has a title.
    brief.text = format!("{starter}\n\n{}", brief.text.trim());
    Some((starter.to_owned(), brief))
}

/// Letters alone decide: quotation marks and blanks are the persona's.
fn same(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        brief::{Field, derive::derive, field::Takes},
        locale::Locale,
        persona::Persona,
    };

    fn bundled(locale: Locale) -> (Persona, Starters) {
        let (persona, cases) = match locale {
            Locale::En => (
                include_str!("../../../content/persona/backend-architect.en.md"),
                include_str!("../../../content/briefs/starters.en.json"),
            ),
            Locale::Zh => (
                include_str!("../../../content/persona/backend-architect.zh.md"),
                include_str!("../../../content/briefs/starters.zh.json"),
            ),
        };
        (Persona::parse(persona).unwrap(), Starters::parse(cases))
    }

    #[test]
    fn every_starter_of_the_persona_is_a_complete_case_in_its_order() {
        for locale in Locale::ALL {
            let (persona, cases) = bundled(locale);
            let names: Vec<_> = cases.0.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, persona.starters);
            assert_eq!(names.len(), 12);
            for starter in &persona.starters {
                let brief = cases.brief(&format!(" “{starter}” "));
                assert!(brief.text.starts_with(starter), "{starter}");
                assert_eq!(brief.title().chars().next(), starter.chars().next());
                assert!(brief.text.chars().count() > 100, "{starter}");
                assert_eq!(brief.consistency.len(), 3, "{starter}");
                for field in Field::ALL {
                    assert!(!brief.get(field).is_empty(), "{starter}: {}", field.name());
                    assert!(
                        !matches!(brief.quantity(field), Some(Err(_))),
                        "{starter}: {}",
                        field.name()
                    );
                }
            }
        }
    }

    #[test]
    fn the_cases_agree_in_numbers_and_every_figure_is_derived() {
        let (english, chinese) = (bundled(Locale::En).1, bundled(Locale::Zh).1);
        assert_eq!(english.0.len(), chinese.0.len());
        for ((name, one), (_, other)) in english.0.iter().zip(&chinese.0) {
            for field in Field::ALL {
                if field.takes() != Takes::Words {
                    assert_eq!(
                        one.number(field),
                        other.number(field),
                        "{name}: {}",
                        field.name()
                    );
                }
            }
            let (one, other) = (derive(one), derive(other));
            assert_eq!(one, other, "{name}");
            assert_eq!(one.len(), 17, "{name}");
            // A case whose peak is below its average was not thought through.
            let value = |name: &str| {
                one.iter()
                    .find(|it| it.figure.name() == name)
                    .unwrap()
                    .value
            };
            assert!(value("peak-factor") > 1.0, "{name}");
            assert!(value("connections") > value("in-flight"), "{name}");
        }
    }

    #[test]
    fn an_unknown_starter_fills_the_text_only() {
        let cases =
            Starters::parse("[{\"starter\": 1}, 2, {\"starter\": \"A\", \"brief\": \"b\"}]");
        assert_eq!(cases.brief("Design a shop"), "Design a shop".into());
        assert_eq!(cases.brief("a"), "A\n\nb".into());
        assert_eq!(Starters::parse("x").brief("a"), "a".into());
    }
}
