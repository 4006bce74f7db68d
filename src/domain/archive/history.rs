//! The stored form of revisions: one record each, the pieces of text beside them.

use serde_json::{Value, json};

use super::{
    proposal::texts,
    sections::{self, read_origin},
};
use crate::domain::design::{
    history::{Cause, Kind, Revision},
    section::Digest,
};

/// The version of a revision's record.
const VERSION: u64 = 1;

/// A revision's record.
#[must_use]
pub fn write(revision: &Revision) -> String {
    let Revision {
        number,
        parent,
        cause,
        name,
        given_title,
        brief,
        text,
        notes,
    } = revision;
    let text: Vec<_> = text.iter().map(Digest::as_str).collect();
    json!({
        "version": VERSION,
        "number": number,
        "parent": parent,
        "kind": cause.kind.name(),
        "subjects": cause.subjects,
        "author": cause.origin.author.name(),
        "by": cause.origin.by,
        "at": cause.origin.at,
        "message": cause.message,
        "name": name,
        "given_title": given_title,
        "brief": brief.as_str(),
        "text": text,
        "sections": sections::write(notes),
    })
    .to_string()
}

/// A stored revision; nothing when it is damaged or of a later version.
#[must_use]
pub fn read(record: &str) -> Option<Revision> {
    let value: Value = serde_json::from_str(record).ok()?;
    if value["version"].as_u64()? > VERSION {
        return None;
    }
    let number = |field: &str| u32::try_from(value[field].as_u64()?).ok();
    let text = |field: &str| value[field].as_str().map(str::to_owned);
    let pieces = value["text"].as_array()?.iter();
    Some(Revision {
        number: number("number")?,
        parent: number("parent"),
        cause: Cause {
            kind: Kind::named(value["kind"].as_str()?).unwrap_or(Kind::Edited),
            subjects: texts(&value["subjects"]),
            origin: read_origin(&value)?,
            message: text("message").unwrap_or_default(),
        },
        name: text("name"),
        given_title: text("given_title"),
        brief: Digest::read(value["brief"].as_str()?)?,
        text: pieces
            .map(|piece| Digest::read(piece.as_str()?))
            .collect::<Option<_>>()?,
        notes: sections::read(&value["sections"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::design::{
        history::{History, State},
        section::{Author, Origin, noted},
    };

    #[test]
    fn a_revision_survives_the_round_trip() {
        let origin = Origin {
            author: Author::Person,
            by: "m".into(),
            at: 5,
        };
        let text = "# T\n\n## A\n\na\n";
        let state = State {
            given_title: Some("Mine".into()),
            brief: "brief".into(),
            text: text.into(),
            notes: noted(&[], text, &origin),
        };
        let cause = Cause {
            kind: Kind::Refined,
            subjects: vec!["A".into()],
            origin,
            message: "shorter".into(),
        };
        let mut history = History::default();
        history.record(&state, cause);
        history.name(1, "v1");
        let revision = &history.revisions()[0];
        assert_eq!(read(&write(revision)).as_ref(), Some(revision));
        assert_eq!(read("{}"), None);
        assert_eq!(
            read(&write(revision).replace("\"version\":1", "\"version\":2")),
            None
        );
    }
}
