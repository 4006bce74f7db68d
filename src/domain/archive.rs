//! The stored form of a design: what the browser's database, a link and an exported page hold.
//!
//! The stored form never changes once released: a new need gets a new version beside the old one and a
//! migration to the live [`Design`]. Storage is not trusted; every field is checked.

pub(super) mod brief;
pub mod draft;
pub mod history;
mod plan;
mod proposal;
mod runs;
mod sections;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

use super::{
    bidi::visible,
    design::{Design, Millis, Outcome, Stamp, Summary},
    locale::Locale,
};

/// The latest version that this program reads. Version 2 adds the runs; version 3 a brief of more than its
/// text, what is known of sections, the place in the history, a proposal, the conversation and the plan. A
/// record is written as the lowest version that has room for it, so that links and exported pages open
/// everywhere.
const VERSION: u64 = 3;
/// No more characters of the title of an unreadable design are shown.
const LABEL: usize = 200;

/// Why a stored design cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArchiveError {
    /// It was written by a later version of the program.
    #[error("the design was stored by a newer version ({0})")]
    Newer(u64),
    /// It is not what any version writes.
    #[error("the stored design is damaged: {0}")]
    Damaged(String),
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

    /// The stored form of a design that is not needed any more: its text is not copied.
    #[must_use]
    pub fn of_owned(design: Design) -> Self {
        Self {
            record: write(&design),
            text: design.text,
        }
    }

    /// The design.
    ///
    /// # Errors
    /// When the record is damaged or of a later version.
    pub fn open(self) -> Result<Design, ArchiveError> {
        Record::parse(&self.record)?.design(self.text)
    }
}

/// Writes everything of a design but its text, which is stored beside the record so that it can grow on
/// its own.
#[must_use]
pub fn write(design: &Design) -> String {
    let mut record = record(design);
    if !design.runs.is_empty() {
        needs_version(&mut record, 2);
        record["runs"] = runs::write(&design.runs);
    }
    let third = [
        (
            "sections",
            (!design.notes.is_empty()).then(|| sections::write(&design.notes)),
        ),
        ("head", design.head.map(Value::from)),
        ("proposal", design.proposal.as_ref().map(proposal::write)),
        (
            "conversation",
            (!design.conversation.is_empty()).then(|| proposal::write_turns(&design.conversation)),
        ),
        ("plan", design.plan.as_ref().map(plan::write)),
    ];
    for (field, value) in third {
        if let Some(value) = value {
            needs_version(&mut record, VERSION);
            record[field] = value;
        }
    }
    record.to_string()
}

/// The same for a record that travels: what the runs used is nobody else's business.
#[must_use]
pub fn write_for_others(design: &Design) -> String {
    record(design).to_string()
}

/// Raises a record's version to one that has what it carries.
fn needs_version(record: &mut Value, version: u64) {
    if record["version"].as_u64() < Some(version) {
        record["version"] = version.into();
    }
}

/// What every record carries: version 1, unless a part needs more.
fn record(design: &Design) -> Value {
    let mut record = json!({
        "version": 1,
        "id": design.id,
        // As shown when it was stored: lists need no text.
        "title": design.title(),
        "created": design.created,
        "updated": design.updated,
        "locale": design.locale.file_name(),
        "brief": brief::write(&design.brief),
        "provider": design.stamp.provider,
        "model": design.stamp.model,
        "persona": design.stamp.persona,
        "persona_hash": design.stamp.persona_hash,
        "outcome": design.outcome.name(),
    });
    if let Some(title) = &design.given_title {
        record["given_title"] = title.as_str().into();
    }
    if record["brief"].is_object() {
        needs_version(&mut record, 3);
    }
    record
}

/// A record that was checked to be one of ours.
pub(super) struct Record(Value);

impl Record {
    /// Checks a record's version and id.
    pub(super) fn check(value: Value) -> Result<Self, ArchiveError> {
        let version = value["version"].as_u64().unwrap_or(0);
        if version > VERSION {
            return Err(ArchiveError::Newer(version));
        }
        let id = value["id"].as_str().unwrap_or_default();
        if version == 0 || !is_plain_id(id) {
            return Err(ArchiveError::Damaged("the id is not one of ours".into()));
        }
        Ok(Self(value))
    }

    fn parse(record: &str) -> Result<Self, ArchiveError> {
        let value = serde_json::from_str(record);
        Self::check(value.map_err(|error| ArchiveError::Damaged(error.to_string()))?)
    }

    fn text(&self, field: &str) -> Result<String, ArchiveError> {
        let text = self.0[field].as_str().map(str::to_owned);
        text.ok_or_else(|| ArchiveError::Damaged(format!("it has no {field}")))
    }

    fn moment(&self, field: &str) -> Result<Millis, ArchiveError> {
        let moment = self.0[field].as_u64();
        moment.ok_or_else(|| ArchiveError::Damaged(format!("it has no {field}")))
    }

    fn outcome(&self) -> Result<Outcome, ArchiveError> {
        Ok(Outcome::named(&self.text("outcome")?).unwrap_or_default())
    }

    /// The design with the text that is stored beside the record.
    pub(super) fn design(&self, text: String) -> Result<Design, ArchiveError> {
        Ok(Design {
            id: self.text("id")?,
            given_title: self.text("given_title").ok(),
            created: self.moment("created")?,
            updated: self.moment("updated")?,
            locale: Locale::from_tags([self.text("locale")?.as_str()]),
            brief: brief::read(&self.0["brief"])
                .ok_or_else(|| ArchiveError::Damaged("it has no brief".into()))?,
            text,
            stamp: Stamp {
                provider: self.text("provider")?,
                model: self.text("model")?,
                persona: self.text("persona")?,
                persona_hash: self.text("persona_hash")?,
            },
            outcome: self.outcome()?,
            runs: runs::read(&self.0["runs"]),
            plan: plan::read(&self.0["plan"]),
            notes: sections::read(&self.0["sections"]),
            head: self.0["head"]
                .as_u64()
                .and_then(|head| u32::try_from(head).ok()),
            proposal: proposal::read(&self.0["proposal"]),
            conversation: proposal::read_turns(&self.0["conversation"]),
        })
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
    // A library reads hundreds of records: what is not listed is not taken apart.
    if let Ok(listed) = serde_json::from_str::<Listed>(record)
        && (1..=VERSION).contains(&listed.version)
        && is_plain_id(&listed.id)
    {
        return Ok(Summary {
            id: listed.id,
            title: listed.title,
            updated: listed.updated,
            outcome: Outcome::named(&listed.outcome).unwrap_or_default(),
            model: listed.model,
        });
    }
    // What is wrong is found by taking it apart.
    let record = Record::parse(record)?;
    Ok(Summary {
        id: record.text("id")?,
        title: record.text("title")?,
        updated: record.moment("updated")?,
        outcome: record.outcome()?,
        model: record.text("model")?,
    })
}

/// What a list needs of a record.
#[derive(Deserialize)]
struct Listed {
    version: u64,
    id: String,
    title: String,
    updated: Millis,
    outcome: String,
    model: String,
}

/// A stored design that this program cannot read. It is listed and never touched.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unreadable {
    /// Under which id it is stored.
    pub id: String,
    /// The title in its record; empty if there is none.
    pub title: String,
    /// Whether a later version of the program wrote it.
    pub is_newer: bool,
}

/// What can be said of a record that [`read_summary`] refuses.
#[must_use]
pub fn read_label(id: &str, record: &str) -> Unreadable {
    let value: Value = serde_json::from_str(record).unwrap_or_default();
    let title = value["title"].as_str().unwrap_or_default();
    Unreadable {
        id: id.to_owned(),
        title: visible(title).chars().take(LABEL).collect(),
        is_newer: value["version"].as_u64().is_some_and(|it| it > VERSION),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{brief::Field, design::tests::sample};

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
        assert!(record.contains(r#""version":2"#));
        let without = write(&Design {
            runs: vec![],
            ..design
        });
        assert!(without.contains(r#""version":1"#) && !without.contains("runs"));
    }

    /// The released form; this text never changes.
    #[test]
    fn version_1_is_read() {
        let record = r#"{"version":1,"id":"d-1","title":"T","created":1,"updated":2,"locale":"en","brief":"b","provider":"p","model":"m","persona":"a","persona_hash":"h","outcome":"done"}"#;
        let design = open(record, "# T".into()).unwrap();
        assert_eq!((design.outcome, design.created), (Outcome::Done, 1));
    }

    /// The released form; this text never changes.
    #[test]
    fn version_2_is_read() {
        let record = r#"{"version":2,"id":"d-1","title":"T","created":1,"updated":2,"locale":"en","brief":"b","provider":"p","model":"m","persona":"a","persona_hash":"h","outcome":"done","runs":[{"started":7,"provider":"P","model":"m","outcome":"incomplete","input":1200,"output":340,"cached":1000,"output_tokens":340,"estimated":false,"first_token_ms":800,"elapsed_ms":9000,"tokens_per_second":42,"requests":2,"continuations":1},{"started":8,"outcome":"done"},{"damaged":true}]}"#;
        let runs = open(record, "# T".into()).unwrap().runs;
        assert_eq!(runs.len(), 2);
        assert_eq!(
            (runs[0].usage.cached, runs[0].outcome),
            (Some(1000), Outcome::Incomplete)
        );
        assert_eq!((runs[1].started, runs[1].requests), (8, 1));
    }

    /// The form as it will be released; this text never changes.
    #[test]
    fn version_3_is_read() {
        let record = r#"{"version":3,"id":"d-1","title":"T","created":1,"updated":2,"locale":"en","brief":{"text":"b","fields":{"p95":"200 ms"}},"provider":"p","model":"m","persona":"a","persona_hash":"h","outcome":"done"}"#;
        let brief = open(record, "# T".into()).unwrap().brief;
        assert_eq!(
            (brief.text.as_str(), brief.get(Field::P95)),
            ("b", "200 ms")
        );
    }

    #[test]
    fn a_record_is_of_the_first_version_that_has_room_for_it() {
        let version = |runs: bool, fields: bool| {
            let mut design = sample();
            if !runs {
                design.runs.clear();
            }
            if fields {
                design.brief = crate::domain::brief::tests::full();
            }
            assert_eq!(Stored::of(&design).open(), Ok(design.clone()));
            let record: Value = serde_json::from_str(&write(&design)).unwrap();
            record["version"].as_u64()
        };
        assert_eq!(version(false, false), Some(1));
        assert_eq!(version(true, false), Some(2));
        assert_eq!(version(false, true), Some(3));
        assert_eq!(version(true, true), Some(3));
    }

    #[test]
    fn what_cannot_be_read_still_has_a_name() {
        let label = |record: &str| {
            let label = read_label("d-9", record);
            (label.title, label.is_newer)
        };
        let newer = r#"{"version":99,"id":"d-9","title":"Ours \u202e tomorrow","x":{}}"#;
        assert!(read_summary(newer).is_err());
        let (title, is_newer) = label(newer);
        assert!(title.starts_with("Ours ") && !title.contains('\u{202e}') && is_newer);
        assert_eq!(label(r#"{"version":1,"title":"T"}"#), ("T".into(), false));
        for damaged in ["", "null", r#"{"title":7}"#, "{"] {
            assert_eq!(label(damaged), (String::new(), false), "{damaged}");
        }
        let long = format!(r#"{{"version":99,"title":"{}"}}"#, "字".repeat(5_000));
        assert_eq!(label(&long).0.chars().count(), LABEL);
    }

    #[test]
    fn newer_and_damaged_records_are_told_apart() {
        assert_eq!(
            open(r#"{"version":9}"#, String::new()),
            Err(ArchiveError::Newer(9))
        );
        for record in [
            "",
            "{}",
            "null",
            r#"{"version":1}"#,
            r#"{"version":1,"id":"d-1"}"#,
        ] {
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
