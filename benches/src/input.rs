//! What everybody is given: the same text in the same pieces, the same diagrams, the same contracts.

use crate::failure::Result;
use e2e::transcript;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How many updates a streamed document takes.
pub const UPDATES: usize = 1029;
/// About how large it is, in bytes.
const STREAM_BYTES: usize = 165_000;

/// A document as a model streams it.
#[derive(Debug, Clone)]
pub struct Stream {
    /// The whole text.
    pub text: String,
    /// How many characters an update brings.
    pub delta: usize,
}

impl Stream {
    /// The answers of real models one after the other, then once more with a comment in each drawing and
    /// contract: a renderer must not profit from having seen it before.
    #[must_use]
    pub fn of_transcripts() -> Self {
        let answers: String = transcript::ALL.map(|answer| answer.answer()).join("\n\n");
        let again = answers
            .replace("```mermaid\n", "```mermaid\n%% once more\n")
            .replace("```yaml\n", "```yaml\n# once more\n");
        let characters: Vec<char> = format!("{answers}\n\n{again}").chars().collect();
        let bytes = |delta: usize| -> usize {
            let part = characters.iter().take(delta * UPDATES);
            part.map(|character| character.len_utf8()).sum()
        };
        let longest = characters.len() / UPDATES;
        let delta = (1..=longest)
            .take_while(|delta| bytes(*delta) <= STREAM_BYTES)
            .last()
            .unwrap_or(1);
        Self {
            text: characters.iter().take(delta * UPDATES).collect(),
            delta,
        }
    }

    /// The updates.
    #[must_use]
    pub fn chunks(&self) -> Vec<String> {
        let characters: Vec<char> = self.text.chars().collect();
        characters
            .chunks(self.delta)
            .map(|chunk| chunk.iter().collect())
            .collect()
    }
}

/// A file of the fixtures.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// Its path below the fixtures.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Every diagram of the fixtures, in order: one a file, or in a collection, where a line such as
/// `=== family: name` stands before each.
///
/// # Errors
/// When the fixtures cannot be read.
pub fn diagrams() -> Result<Vec<Fixture>> {
    let mut found = fixtures("diagrams", "mmd")?;
    for collection in fixtures("diagrams", "txt")? {
        found.extend(entries(&collection));
    }
    Ok(found)
}

fn entries(collection: &Fixture) -> Vec<Fixture> {
    let entries = collection.text.split("=== ").skip(1);
    entries
        .filter_map(|entry| entry.split_once('\n'))
        .map(|(name, text)| Fixture {
            name: format!("{}: {}", collection.name, name.trim()),
            text: text.to_owned(),
        })
        .collect()
}

/// The contracts that models wrote.
///
/// # Errors
/// When the fixtures cannot be read.
pub fn contracts() -> Result<Vec<Fixture>> {
    const MODELS: [&str; 3] = ["a1.yaml", "b1.yaml", "c1.yaml"];
    let mut found = fixtures("contracts", "yaml")?;
    found.retain(|fixture| MODELS.iter().any(|name| fixture.name.ends_with(name)));
    Ok(found)
}

/// How many operations a description in JSON has.
#[must_use]
pub fn operations(description: &serde_json::Value) -> usize {
    const METHODS: [&str; 8] = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ];
    let paths = description["paths"].as_object();
    paths
        .into_iter()
        .flat_map(|paths| paths.values())
        .filter_map(|path| path.as_object())
        .map(|path| {
            METHODS
                .iter()
                .filter(|method| path.contains_key(**method))
                .count()
        })
        .sum()
}

fn fixtures(folder: &str, extension: &str) -> Result<Vec<Fixture>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let mut paths = Vec::new();
    collect(&root.join(folder), &mut paths)?;
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap_or(&path);
            Ok(Fixture {
                name: name.to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(&path)?,
            })
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_stream_is_as_large_as_it_is_said_to_be() {
        let stream = Stream::of_transcripts();
        let bytes = stream.text.len();
        assert!((162_000..=165_000).contains(&bytes), "{bytes}");
        assert_eq!(stream.chunks().len(), UPDATES);
        assert_eq!(stream.chunks().concat(), stream.text);
    }

    #[test]
    fn no_drawing_is_seen_twice() {
        let text = Stream::of_transcripts().text;
        let drawings: Vec<&str> = text
            .split("```mermaid\n")
            .skip(1)
            .filter_map(|rest| rest.split_once("\n```"))
            .map(|(drawing, _)| drawing)
            .collect();
        let different: BTreeSet<&&str> = drawings.iter().collect();
        assert!(drawings.len() > 20, "{}", drawings.len());
        assert_eq!(different.len(), drawings.len());
    }

    #[test]
    fn a_collection_is_taken_apart() {
        let collection = Fixture {
            name: "corpus/a.txt".into(),
            text: "=== pie: Pets\npie\n  \"a\": 1\n=== er: E\nerDiagram\n".into(),
        };
        let names: Vec<_> = entries(&collection)
            .into_iter()
            .map(|entry| (entry.name, entry.text.lines().count()))
            .collect();
        let expected = [("corpus/a.txt: pie: Pets", 2), ("corpus/a.txt: er: E", 1)];
        assert_eq!(
            names,
            expected.map(|(name, lines)| (name.to_owned(), lines))
        );
    }

    #[test]
    fn there_is_something_to_draw_and_to_preview() {
        assert!(diagrams().unwrap().len() >= 40);
        assert_eq!(contracts().unwrap().len(), 3);
        let description =
            serde_json::json!({"paths": {"/a": {"get": {}, "post": {}, "summary": ""}}});
        assert_eq!(operations(&description), 2);
    }
}
