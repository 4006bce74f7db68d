//! The attacks as data: the rows of `tests/fixtures/attacks`, read and joined into documents.

use std::{fs, path::Path};

use e2e::Result;

/// What follows each attack: it must be read as if the attack were not there.
pub const CALM: &str = "An ordinary paragraph.";

const CALM_SECTION: &str = "## Calm

An ordinary paragraph.

```mermaid
flowchart LR
  Calm --> Sea
```
";

/// The facts of an imported design are as hostile as its text.
const FACTS: &str = r#"---
given-title: "<img src=x onerror=window.planted=0> \" onclick=\"window.planted=0 \u202espoof"
brief: "<script>window.planted=0</script> \u202espoof"
provider: "</dd><svg onload=window.planted=0> \u2067spoof"
model: "</dd><svg onload=window.planted=0> \u2067spoof"
persona: "javascript:window.planted=0 \u202espoof"
persona-sha256: "\u202espoof"
status: "<script>window.planted=0</script>"
---
"#;

/// One attack.
#[derive(Debug, Clone)]
pub struct Attack {
    /// What it tries, in words.
    pub name: String,
    /// Markdown.
    pub source: String,
    /// Whether it takes all that follows as its own, and so needs a document of its own.
    pub alone: bool,
}

impl Document {
    /// The design as a file of Markdown.
    pub fn file(&self) -> String {
        format!("{FACTS}\n{}", self.text)
    }
}

impl Attack {
    /// An attack that other ones can follow.
    pub fn new(name: &str, source: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            source: source.into(),
            alone: false,
        }
    }
}

/// Some attacks as one design.
#[derive(Debug)]
pub struct Document {
    /// For messages and file names.
    pub name: String,
    /// Markdown.
    pub text: String,
    /// The names of the attacks; `window.planted` is the number of the one that ran, from 1 on.
    pub attacks: Vec<String>,
    /// The paragraphs that must be there, as they are.
    pub paragraphs: Vec<String>,
}

/// The attacks of a file: `=== name` and, below it, Markdown.
pub fn attacks(file: &str) -> Result<Vec<Attack>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/attacks");
    let text = fs::read_to_string(folder.join(format!("{file}.txt")))?;
    let rows = text.split("\n=== ").skip(1);
    Ok(rows
        .filter_map(|row| row.split_once('\n'))
        .map(|(name, source)| {
            let plain = name.strip_suffix(" | alone");
            Attack {
                alone: plain.is_some(),
                ..Attack::new(plain.unwrap_or(name), characters(source.trim_matches('\n')))
            }
        })
        .collect())
}

/// One document of the attacks that bear company, and one for each that does not. `beacon` is an address
/// that ends with `/` and must never be asked.
pub fn documents(file: &str, attacks: &[Attack], beacon: &str) -> Vec<Document> {
    let (alone, together): (Vec<_>, Vec<_>) = attacks.iter().partition(|attack| attack.alone);
    let mut documents = vec![joined(file, &together, beacon)];
    for attack in alone {
        let source = aimed(&attack.source, 1, beacon);
        let name = format!("{file}, {}", attack.name);
        documents.push(Document {
            text: format!("# {name}\n\n{CALM_SECTION}\n## Attack\n\n{source}\n"),
            name,
            attacks: vec![attack.name.clone()],
            paragraphs: vec![CALM.to_owned()],
        });
    }
    documents.retain(|document| !document.attacks.is_empty());
    documents
}

fn joined(file: &str, attacks: &[&Attack], beacon: &str) -> Document {
    let mut text = format!("# {file}\n");
    let mut paragraphs = vec![CALM.to_owned()];
    for (number, attack) in (1..).zip(attacks) {
        let after = format!("After {}.", attack.name);
        let source = aimed(&attack.source, number, beacon);
        text.push_str(&format!("\n## {}\n\n{source}\n\n{after}\n", attack.name));
        paragraphs.push(after);
    }
    Document {
        name: file.to_owned(),
        text: format!("{text}\n{CALM_SECTION}"),
        attacks: attacks.iter().map(|attack| attack.name.clone()).collect(),
        paragraphs,
    }
}

/// The source with its number and the beacon's address in it.
fn aimed(source: &str, number: usize, beacon: &str) -> String {
    let host = beacon.trim_start_matches("http://").split('/').next();
    source
        .replace("{run}", &format!("window.planted={number}"))
        .replace("{beacon}", &format!("{beacon}{number}"))
        .replace("{host}", host.unwrap_or_default())
}

/// `{U+202E}` as the character that it names.
fn characters(source: &str) -> String {
    let mut parts = source.split("{U+");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let named = part.split_once('}').and_then(|(code, rest)| {
            let code = u32::from_str_radix(code, 16).ok()?;
            Some((char::from_u32(code)?, rest))
        });
        match named {
            Some((character, rest)) => text.extend([character.to_string().as_str(), rest]),
            None => text.extend(["{U+", part]),
        }
    }
    text
}

#[test]
fn the_corpus_is_read_as_it_is_meant() {
    for (file, least) in [
        ("markup", 60),
        ("links", 25),
        ("diagrams", 45),
        ("contracts", 22),
        ("texts", 15),
    ] {
        let attacks = attacks(file).unwrap();
        assert!(attacks.len() >= least, "{file}: {}", attacks.len());
        let mut names: Vec<_> = attacks.iter().map(|attack| &attack.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), attacks.len(), "{file}: a name twice");
        for attack in &attacks {
            let sound = !attack.source.is_empty() && !attack.source.contains("{U+");
            assert!(sound, "{file}: {}", attack.name);
        }
    }
    let row = [
        Attack::new("one", "x"),
        Attack::new("two", "{run} {beacon}/y"),
    ];
    let documents = documents("file", &row, "http://127.0.0.1:1/b/");
    assert_eq!(documents.len(), 1);
    let text = &documents[0].text;
    assert!(text.contains("## two\n\nwindow.planted=2 http://127.0.0.1:1/b/2/y\n\nAfter two.\n"));
    assert_eq!(characters("a{U+202E}b{U+0000}"), "a\u{202e}b\0");
}
