//! The user's own personas: how they are stored, named and chosen. The agent file is the whole of one;
//! nothing is kept beside it that the file could say.

use serde_json::{Value, json};

use super::{LARGEST, Persona};
use crate::domain::design::Millis;

/// The version of the stored form.
const VERSION: u64 = 1;

/// A persona of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPersona {
    /// Tells it from the others.
    pub id: u64,
    /// The agent file.
    pub text: String,
    /// When it was last changed.
    pub updated: Millis,
    /// What the file says.
    pub persona: Persona,
}

impl OwnPersona {
    /// An agent file as a persona of one's own; `None` when it is none, or too large.
    #[must_use]
    pub fn of(id: u64, text: String, updated: Millis) -> Option<Self> {
        let persona = Persona::parse(&text).ok()?;
        (text.len() <= LARGEST).then_some(Self {
            id,
            text,
            updated,
            persona,
        })
    }

    /// The key under which it is stored.
    #[must_use]
    pub fn key(&self) -> String {
        key(self.id)
    }

    /// The stored form.
    #[must_use]
    pub fn record(&self) -> String {
        json!({ "version": VERSION, "text": self.text, "updated": self.updated }).to_string()
    }

    /// A stored persona; `None` when it is damaged or of a later version.
    #[must_use]
    pub fn read(key: &str, record: &str) -> Option<Self> {
        let id = id(key)?;
        let value: Value = serde_json::from_str(record).ok()?;
        if value["version"].as_u64()? > VERSION {
            return None;
        }
        Self::of(
            id,
            value["text"].as_str()?.to_owned(),
            value["updated"].as_u64()?,
        )
    }
}

/// The key under which the persona of that id is stored.
#[must_use]
pub fn key(id: u64) -> String {
    format!("p-{id}")
}

fn id(key: &str) -> Option<u64> {
    let digits = key.strip_prefix("p-")?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

/// Which persona is to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum PersonaChoice {
    /// The page's own.
    #[default]
    Bundled,
    /// The one at that place in the site's list.
    Site(usize),
    /// The user's own one of that id.
    Own(u64),
}

impl PersonaChoice {
    /// The stable name, for settings and the options of a select.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Bundled => "bundled".to_owned(),
            Self::Site(at) => format!("site-{at}"),
            Self::Own(id) => key(id),
        }
    }

    /// The choice of that name; the page's own for a name that is none.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let at = name.strip_prefix("site-").and_then(|at| at.parse().ok());
        at.map(Self::Site)
            .or_else(|| id(name).map(Self::Own))
            .unwrap_or_default()
    }
}

/// An agent file with another name in its front matter; only that line differs. Nothing changes in a text
/// without front matter.
#[must_use]
pub fn renamed(text: &str, name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join("-");
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_end = |line: &&&str| line.trim_end() == "---";
    let has_start = lines
        .first()
        .is_some_and(|line| line.trim_start_matches('\u{feff}').trim_end() == "---");
    let end = lines
        .iter()
        .skip(1)
        .position(|line| is_end(&line))
        .map(|at| at + 1);
    let (Some(end), true) = (end, has_start) else {
        return text.to_owned();
    };
    let quoted = name
        .chars()
        .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let value = if quoted {
        name
    } else {
        Value::from(name).to_string()
    };
    // Of a name that stands twice the later counts.
    let at = lines[..end]
        .iter()
        .rposition(|line| line.starts_with("name:"));
    let written = at.unwrap_or(0);
    let ending = if lines[written].ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let line = format!("name: {value}{ending}");
    match at {
        Some(at) => lines[at] = &line,
        None => lines.insert(1, &line),
    }
    lines.concat()
}

/// What a design's persona is now, as far as this page knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The very file that wrote it.
    Same,
    /// A file of that name that has changed since.
    Changed,
    /// No file of that name: the page's own, of this name, is used.
    Gone(String),
}

/// Which of these files, given by name and hash, goes on with what the one of that name and hash wrote, and
/// how they compare: the very file, else the first of that name, else the first of all.
#[must_use]
pub fn successor(files: &[(&str, &str)], name: &str, hash: &str) -> Option<(usize, Standing)> {
    let (first, _) = files.first()?;
    if name.is_empty() {
        return Some((0, Standing::Same));
    }
    if let Some(same) = files.iter().position(|(_, known)| *known == hash) {
        return Some((same, Standing::Same));
    }
    let namesake = files.iter().position(|(known, _)| *known == name);
    Some(namesake.map_or_else(
        || (0, Standing::Gone((*first).to_owned())),
        |namesake| (namesake, Standing::Changed),
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FILE: &str = "---\nname: mine\nmodel: x\n---\n## Output Examples\n- One\n";

    #[test]
    fn a_persona_survives_the_round_trip() {
        let own = OwnPersona::of(7, FILE.into(), 9).unwrap();
        assert_eq!(own.persona.name, "mine");
        assert_eq!(
            OwnPersona::read(&own.key(), &own.record()),
            Some(own.clone())
        );
        for (key, record) in [
            ("p-7", "{}".to_owned()),
            (
                "p-7",
                own.record().replace("\"version\":1", "\"version\":2"),
            ),
            ("p-7", own.record().replace("name: mine", "title: mine")),
            ("p-", own.record()),
            ("p-+7", own.record()),
            ("7", own.record()),
        ] {
            assert_eq!(OwnPersona::read(key, &record), None, "{key} {record}");
        }
        let large = format!("{FILE}{}", "x".repeat(LARGEST));
        assert_eq!(OwnPersona::of(7, large, 9), None);
    }

    /// The released form; this text never changes.
    #[test]
    fn version_1_is_read() {
        let record = r#"{"text":"---\nname: mine\n---\n## Output Examples\n- One\n","updated":5,"version":1}"#;
        let own = OwnPersona::read("p-1700000000000", record).unwrap();
        assert_eq!(
            (own.id, own.updated, own.persona.deliverables.len()),
            (1_700_000_000_000, 5, 1)
        );
    }

    #[test]
    fn choices_have_names() {
        for choice in [
            PersonaChoice::Bundled,
            PersonaChoice::Site(3),
            PersonaChoice::Own(17),
        ] {
            assert_eq!(PersonaChoice::named(&choice.name()), choice);
        }
        assert_eq!(PersonaChoice::named("site-x"), PersonaChoice::Bundled);
    }

    #[test]
    fn a_file_is_given_another_name() {
        for (text, name, expected) in [
            (FILE, "other", FILE.replace("mine", "other")),
            (FILE, " my  own ", FILE.replace("mine", "my-own")),
            (FILE, "a:b", FILE.replace("mine", "\"a:b\"")),
            (
                "---\r\nname: a\r\n---\r\n",
                "b",
                "---\r\nname: b\r\n---\r\n".into(),
            ),
            (
                "---\nmodel: x\n---\n",
                "b",
                "---\nname: b\nmodel: x\n---\n".into(),
            ),
            (
                "---\nname: a\nname: b\n---\n",
                "c",
                "---\nname: a\nname: c\n---\n".into(),
            ),
            ("no front matter", "b", "no front matter".into()),
        ] {
            assert_eq!(renamed(text, name), expected);
        }
    }

    #[test]
    fn the_file_that_wrote_a_design_goes_on_with_it() {
        let files = [("backend-architect", "aa"), ("mine", "bb"), ("mine", "cc")];
        for (name, hash, expected) in [
            ("renamed", "bb", (1, Standing::Same)),
            ("mine", "cc", (2, Standing::Same)),
            ("mine", "00", (1, Standing::Changed)),
            ("backend-architect", "00", (0, Standing::Changed)),
            (
                "gone",
                "00",
                (0, Standing::Gone("backend-architect".into())),
            ),
            ("", "", (0, Standing::Same)),
        ] {
            assert_eq!(successor(&files, name, hash), Some(expected));
        }
        assert_eq!(successor(&[], "x", "y"), None);
    }

    proptest! {
        #[test]
        fn a_new_name_is_read_back(name in "[^\\s\u{feff}\\pC]{1,12}") {
            let text = renamed(FILE, &name);
            prop_assert_eq!(Persona::parse(&text).unwrap().name, name);
        }

        #[test]
        fn no_record_panics(key in ".{0,12}", record in ".{0,80}", name in ".{0,12}") {
            let _ = OwnPersona::read(&key, &record);
            let _ = renamed(&record, &name);
        }
    }
}
