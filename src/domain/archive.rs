//! The stored form of a design: what the browser's database, a link and an exported page hold.
//!
//! The stored form never changes once released: a new need gets a new version beside the old one and a
//! migration to the live [`Design`]. Storage is not trusted; every field is checked.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    design::{Design, Millis, Outcome, Stamp, Summary},
    locale::Locale,
};

/// The version that this program writes.
const VERSION: u32 = 1;

/// Why a stored design cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArchiveError {
    /// It was written by a later version of the program.
    #[error("the design was stored by a newer version ({0})")]
    Newer(u32),
    /// It is not what any version writes.
    #[error("the stored design is damaged: {0}")]
    Damaged(String),
}

/// Version 1. Everything but the text, which is stored beside it so that it can grow on its own. Every
/// field may be missing in the JSON, so that a record of a later version can be told from a damaged one
/// in one reading.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct V1 {
    version: u32,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_title: Option<String>,
    /// The title as shown when it was stored: lists need no text.
    title: String,
    created: Millis,
    updated: Millis,
    locale: Locale,
    brief: String,
    provider: String,
    model: String,
    persona: String,
    persona_hash: String,
    outcome: String,
}

/// A stored design: its record and, beside it, its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The record as [`write`] writes it.
    pub record: String,
    /// The whole text.
    pub text: String,
}

impl Stored {
    /// The stored form of a design.
    #[must_use]
    pub fn of(design: &Design) -> Self {
        Self {
            record: write(design),
            text: design.text.clone(),
        }
    }

    /// The design.
    ///
    /// # Errors
    /// When the record is damaged or of a later version.
    pub fn open(self) -> Result<Design, ArchiveError> {
        parse(&self.record)?.into_design(self.text)
    }
}

/// Writes everything of a design but its text.
#[must_use]
pub fn write(design: &Design) -> String {
    let stored = V1 {
        version: VERSION,
        id: design.id.clone(),
        given_title: design.given_title.clone(),
        title: design.title(),
        created: design.created,
        updated: design.updated,
        locale: design.locale,
        brief: design.brief.clone(),
        provider: design.stamp.provider.clone(),
        model: design.stamp.model.clone(),
        persona: design.stamp.persona.clone(),
        persona_hash: design.stamp.persona_hash.clone(),
        outcome: design.outcome.name().to_owned(),
    };
    // Serialising strings and numbers to a string cannot fail.
    serde_json::to_string(&stored).unwrap_or_default()
}

impl V1 {
    /// The design with the text that is stored beside it.
    pub(super) fn into_design(self, text: String) -> Result<Design, ArchiveError> {
        self.check()?;
        Ok(Design {
            id: self.id,
            given_title: self.given_title,
            created: self.created,
            updated: self.updated,
            locale: self.locale,
            brief: self.brief,
            text,
            stamp: Stamp {
                provider: self.provider,
                model: self.model,
                persona: self.persona,
                persona_hash: self.persona_hash,
            },
            outcome: Outcome::named(&self.outcome).unwrap_or_default(),
        })
    }

    fn check(&self) -> Result<(), ArchiveError> {
        if self.version > VERSION {
            return Err(ArchiveError::Newer(self.version));
        }
        if self.version == 0 || !is_plain_id(&self.id) {
            return Err(ArchiveError::Damaged("the id is not one of ours".into()));
        }
        Ok(())
    }
}

/// Whether a text can be a design's id: letters, digits and hyphens, at most 64.
#[must_use]
pub fn is_plain_id(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !id.is_empty() && id.len() <= 64 && id.bytes().all(plain)
}

/// Reads what a library lists of a stored design, without its text.
///
/// # Errors
/// When the record is damaged or of a later version.
pub fn read_summary(record: &str) -> Result<Summary, ArchiveError> {
    let stored = parse(record)?;
    Ok(Summary {
        id: stored.id,
        title: stored.title,
        updated: stored.updated,
        outcome: Outcome::named(&stored.outcome).unwrap_or_default(),
        model: stored.model,
    })
}

fn parse(record: &str) -> Result<V1, ArchiveError> {
    let stored: V1 =
        serde_json::from_str(record).map_err(|error| ArchiveError::Damaged(error.to_string()))?;
    stored.check()?;
    Ok(stored)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::design::tests::sample;

    fn open(record: &str, text: String) -> Result<Design, ArchiveError> {
        let record = record.to_owned();
        Stored { record, text }.open()
    }

    #[test]
    fn a_design_survives_the_round_trip() {
        let design = sample();
        let record = write(&design);
        assert_eq!(Stored::of(&design).open(), Ok(design.clone()));
        assert_eq!(read_summary(&record), Ok(design.summary()));
    }

    /// The released form; this text never changes.
    #[test]
    fn version_1_is_read() {
        let record = r#"{"version":1,"id":"d-1","title":"T","created":1,"updated":2,"locale":"en","brief":"b","provider":"p","model":"m","persona":"a","persona_hash":"h","outcome":"done"}"#;
        let design = open(record, "# T".into()).unwrap();
        assert_eq!((design.outcome, design.created), (Outcome::Done, 1));
    }

    #[test]
    fn newer_and_damaged_records_are_told_apart() {
        assert_eq!(
            open(r#"{"version":9}"#, String::new()),
            Err(ArchiveError::Newer(9))
        );
        for record in ["", "{}", "null", r#"{"version":1}"#] {
            assert!(
                matches!(open(record, String::new()), Err(ArchiveError::Damaged(_))),
                "{record}"
            );
        }
        let foreign = write(&Design {
            id: "../x".into(),
            ..sample()
        });
        assert!(matches!(
            open(&foreign, String::new()),
            Err(ArchiveError::Damaged(_))
        ));
    }

    proptest! {
        #[test]
        fn no_record_panics(record in ".*") {
            let _ = open(&record, String::new());
        }
    }
}
