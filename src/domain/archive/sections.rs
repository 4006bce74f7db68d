//! The stored form of what is known of sections beside their text.

use serde_json::{Value, json};

use crate::domain::design::section::{Author, Digest, Origin, SectionNote};

/// No document has more sections than are noted.
const MOST: usize = 2_000;

/// The notes of a document's sections.
pub(super) fn write(notes: &[SectionNote]) -> Value {
    notes.iter().map(note).collect()
}

fn note(note: &SectionNote) -> Value {
    let mut value = json!({
        "key": note.key,
        "digest": note.digest.as_str(),
        "author": note.origin.author.name(),
        "at": note.origin.at,
    });
    if !note.origin.by.is_empty() {
        value["by"] = note.origin.by.as_str().into();
    }
    if note.locked {
        value["locked"] = true.into();
    }
    value
}

/// What can be read of stored notes. One that is damaged takes all with it, because notes are in the order
/// of sections; the sections' texts lose nothing by it.
pub(super) fn read(value: &Value) -> Vec<SectionNote> {
    let notes = value.as_array().map_or(&[][..], Vec::as_slice);
    let notes: Option<Vec<_>> = notes.iter().take(MOST).map(read_note).collect();
    notes.unwrap_or_default()
}

fn read_note(value: &Value) -> Option<SectionNote> {
    Some(SectionNote {
        key: value["key"].as_str()?.to_owned(),
        digest: Digest::read(value["digest"].as_str()?)?,
        locked: value["locked"].as_bool().unwrap_or(false),
        origin: read_origin(value)?,
    })
}

/// Who wrote something, as [`note`] and revisions keep it.
pub(super) fn read_origin(value: &Value) -> Option<Origin> {
    Some(Origin {
        author: Author::named(value["author"].as_str()?).unwrap_or(Author::File),
        by: value["by"].as_str().unwrap_or_default().to_owned(),
        at: value["at"].as_u64()?,
    })
}
