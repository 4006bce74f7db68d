//! The whole library as one file, and what a restore does with each design of such a file.
//!
//! The file is JSON, one value a line, so that it is written and read in pieces: what it is, each design in
//! its stored form with its history, each of the user's personas, and how many there were. Keys are never
//! in it. A file is a stranger's: lines and lists are bounded, every field is checked, and what is unknown
//! is left out. A restore replaces nothing that the file's version does not go on from.

mod settings;
#[cfg(test)]
mod tests;

pub use settings::Settings;

use serde_json::{Value, json};
use thiserror::Error;

use super::{
    archive::{self, Stored, is_plain_id},
    design::{Design, Millis},
    locale::Locale,
};

/// The version that is written, and the latest that is read.
const VERSION: u64 = 1;
/// The field that tells such a file from others.
const MARK: &str = "backend-architect-backup";
/// No line is longer, in bytes.
pub const LONGEST_LINE: usize = 64 * 1024 * 1024;
/// A design has no more revisions or pieces of text than this.
const MOST_ROWS: usize = 20_000;
/// Settings that travel: what the user chose, and no key.
const SETTINGS: [&str; 6] = ["locale", "theme", "preset", "base_url", "model", "persona"];

/// Why a file is no backup.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BackupError {
    /// It is something else.
    #[error("the file is no backup")]
    Foreign,
    /// A later version of the program wrote it.
    #[error("a newer version wrote the backup")]
    Newer,
    /// A line cannot be read.
    #[error("line {0} of the backup is damaged")]
    Damaged(usize),
    /// It does not end as a whole backup does.
    #[error("the backup is cut short")]
    Cut,
}

impl BackupError {
    /// What is wrong and what to do.
    #[must_use]
    pub fn message(&self, locale: Locale) -> String {
        match self {
            Self::Foreign => locale.backup_foreign().into(),
            Self::Newer => locale.backup_newer().into(),
            Self::Damaged(line) => locale.backup_damaged(line),
            Self::Cut => locale.backup_cut().into(),
        }
    }
}

/// A design's rows beside its record and text, by the part of their keys that follows the id.
pub type Rows = Vec<(String, String)>;

/// Everything that is stored of a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its record and text, as stored.
    pub stored: Stored,
    /// Its revisions.
    pub revisions: Rows,
    /// The pieces of text that revisions share.
    pub pieces: Rows,
}

/// A line of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// What the file is.
    Head {
        /// When it was made.
        made: Millis,
        /// The user's settings, if there were any.
        settings: Option<Settings>,
    },
    /// A design.
    Design(Box<Entry>),
    /// One of the user's personas.
    Persona {
        /// Its key.
        id: String,
        /// What is stored of it.
        stored: String,
    },
    /// The end, with the number of lines between it and the head.
    End(u64),
    /// What a later version of the same form may add.
    Unknown,
}

/// The first line.
#[must_use]
pub fn head(made: Millis, settings: &Value) -> String {
    let chosen = |name: &&str| Some((name.to_string(), settings.get(*name)?.clone()));
    let settings: serde_json::Map<_, _> = SETTINGS.iter().filter_map(chosen).collect();
    line(&json!({ MARK: VERSION, "made": made, "settings": settings }))
}

/// A design's line.
#[must_use]
pub fn design(entry: &Entry) -> String {
    let Entry {
        id,
        stored,
        revisions,
        pieces,
    } = entry;
    line(&json!({
        "design": id,
        "record": stored.record,
        "text": stored.text,
        "revisions": revisions,
        "pieces": pieces,
    }))
}

/// A persona's line.
#[must_use]
pub fn persona(id: &str, stored: &str) -> String {
    line(&json!({ "persona": id, "stored": stored }))
}

/// The last line, after so many others.
#[must_use]
pub fn end(count: u64) -> String {
    line(&json!({ "end": count }))
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}

/// Reads a file piece by piece.
#[derive(Debug, Default)]
pub struct Reader {
    rest: Vec<u8>,
    lines: usize,
    counted: u64,
    ended: bool,
}

impl Reader {
    /// The lines that end in this piece, each with its length in bytes.
    ///
    /// # Errors
    /// When the file is no backup or is damaged.
    pub fn push(&mut self, piece: &[u8]) -> Result<Vec<(Line, usize)>, BackupError> {
        self.rest.extend_from_slice(piece);
        let mut found = Vec::new();
        let mut start = 0;
        // What is left of the last piece holds no line end.
        let mut from = self.rest.len() - piece.len();
        while let Some(length) = self.rest[from..].iter().position(|byte| *byte == b'\n') {
            let end = from + length;
            let line = self.rest[start..end].to_vec();
            found.push((self.read(&line)?, end + 1 - start));
            start = end + 1;
            from = start;
        }
        self.rest.drain(..start);
        if self.rest.len() > LONGEST_LINE {
            return Err(BackupError::Damaged(self.lines + 1));
        }
        Ok(found)
    }

    /// The file is over.
    ///
    /// # Errors
    /// When it is not whole.
    pub fn finish(self) -> Result<(), BackupError> {
        match self.ended && self.rest.is_empty() {
            true => Ok(()),
            false if self.lines == 0 => Err(BackupError::Foreign),
            false => Err(BackupError::Cut),
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<Line, BackupError> {
        self.lines += 1;
        let damaged = BackupError::Damaged(self.lines);
        let line = read_line(bytes);
        if self.lines == 1 {
            return match line {
                Some(Line::Head { .. }) => line.ok_or(damaged),
                _ if is_newer(bytes) => Err(BackupError::Newer),
                _ => Err(BackupError::Foreign),
            };
        }
        match line {
            None | Some(Line::Head { .. }) => Err(damaged),
            Some(_) if self.ended => Err(damaged),
            Some(Line::End(count)) if count != self.counted => Err(BackupError::Cut),
            Some(line) => {
                self.ended = matches!(line, Line::End(_));
                self.counted += u64::from(!self.ended);
                Ok(line)
            }
        }
    }
}

fn is_newer(line: &[u8]) -> bool {
    let value: Value = serde_json::from_slice(line).unwrap_or_default();
    value[MARK]
        .as_u64()
        .is_some_and(|version| version > VERSION)
}

/// Reads one line, without what ends it.
#[must_use]
pub fn read_line(bytes: &[u8]) -> Option<Line> {
    let mut value: Value = serde_json::from_slice(bytes).ok()?;
    if value[MARK].as_u64() == Some(VERSION) {
        return Some(Line::Head {
            made: value["made"].as_u64()?,
            settings: Settings::read(&value["settings"]),
        });
    }
    if let Some(count) = value["end"].as_u64() {
        return Some(Line::End(count));
    }
    if value["persona"].is_string() {
        return Some(Line::Persona {
            id: text(&mut value["persona"]).filter(|id| is_plain_id(id))?,
            stored: text(&mut value["stored"])?,
        });
    }
    if value["design"].is_null() {
        return value.is_object().then_some(Line::Unknown);
    }
    Some(Line::Design(Box::new(Entry {
        id: text(&mut value["design"]).filter(|id| is_plain_id(id))?,
        stored: Stored {
            record: text(&mut value["record"])?,
            text: text(&mut value["text"])?,
        },
        revisions: rows(&mut value["revisions"])?,
        pieces: rows(&mut value["pieces"])?,
    })))
}

fn text(value: &mut Value) -> Option<String> {
    match value.take() {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn rows(value: &mut Value) -> Option<Rows> {
    let Value::Array(rows) = value.take() else {
        return None;
    };
    if rows.len() > MOST_ROWS {
        return None;
    }
    let row = |mut row: Value| {
        let key = text(row.get_mut(0)?).filter(|key| is_plain_id(key))?;
        Some((key, text(row.get_mut(1)?)?))
    };
    rows.into_iter().map(row).collect()
}

/// What a restore does with a design of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It is not here: it is added.
    New,
    /// It is here as it is in the file.
    Same,
    /// What is here goes on from what is in the file: it stays.
    Older,
    /// What is in the file goes on from what is here: it takes its place.
    Newer,
    /// Each has what the other has not: both are kept, the file's as a copy.
    Apart,
    /// It cannot be read by this version, and is not here: it is added as it is.
    Sealed,
    /// It cannot be read by this version, and something else is stored under its id: it is left in the file.
    Left,
}

impl Fate {
    /// Whether a restore writes anything for it.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Self::New | Self::Newer | Self::Apart | Self::Sealed)
    }
}

/// Compares a design of the file with what is stored here under its id.
#[must_use]
pub fn fate(there: &Entry, here: Option<&Entry>) -> Fate {
    let (theirs, ours) = (open(there), here.map(open));
    let Some(here) = here else {
        return match theirs {
            Some(_) => Fate::New,
            None => Fate::Sealed,
        };
    };
    match (theirs, ours.flatten()) {
        _ if there == here => Fate::Same,
        (Some(theirs), Some(ours)) => {
            let behind = goes_on(&theirs, &ours) && holds(here, there);
            let ahead = goes_on(&ours, &theirs) && holds(there, here);
            match (behind, ahead) {
                (true, true) => Fate::Same,
                (true, false) => Fate::Older,
                (false, true) => Fate::Newer,
                (false, false) => Fate::Apart,
            }
        }
        // What is here cannot be compared, and is not touched.
        (Some(_), None) => Fate::Apart,
        (None, _) => Fate::Left,
    }
}

fn open(entry: &Entry) -> Option<Design> {
    let design = entry.stored.clone().open().ok()?;
    (design.id == entry.id).then_some(design)
}

/// Whether nothing of one design is lost when the other takes its place. When it was begun is no matter: each
/// browser begins the same sample for itself.
fn goes_on(from: &Design, to: &Design) -> bool {
    let same = Design {
        created: to.created,
        text: to.text.clone(),
        updated: to.updated,
        outcome: to.outcome,
        runs: to.runs.clone(),
        ..from.clone()
    };
    same == *to
        && from.updated <= to.updated
        && to.text.starts_with(&from.text)
        && from.runs.iter().all(|run| to.runs.contains(run))
}

/// Whether one has all rows of the other.
fn holds(more: &Entry, less: &Entry) -> bool {
    let all = |less: &Rows, more: &Rows| less.iter().all(|row| more.contains(row));
    all(&less.revisions, &more.revisions) && all(&less.pieces, &more.pieces)
}

/// The title to list a design of the file by.
#[must_use]
pub fn title(entry: &Entry) -> String {
    archive::read_label(&entry.id, &entry.stored.record).title
}
