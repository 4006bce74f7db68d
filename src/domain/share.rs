//! Designs that travel: as the fragment of a link, inside an exported page, as Markdown.
//!
//! A payload is the stored form (`domain::archive`) and the text as JSON, compressed with zlib (whose
//! checksum tells a truncated link from a whole one) and written in base64url. Whatever arrives here was
//! made by a stranger: sizes are bounded and every field is checked.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::{
    archive::{self, ArchiveError, Record},
    brief::Brief,
    calendar,
    design::{Design, Outcome, Stamp},
    front_matter::{self, Fields},
    locale::Locale,
};

/// No design is larger than this once unpacked, in bytes: a guard against decompression bombs.
const MAX_UNPACKED: usize = 32 * 1024 * 1024;

/// The name of the `meta` element that carries the payload in an exported page.
const PAGE_META: &str = "<meta name=\"backend-architect:design\" content=\"";

/// Why something that came in is not a design.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareError {
    /// The payload is cut short or altered.
    #[error("the payload is damaged or cut short")]
    Damaged,
    /// The payload unpacks to more than any design has.
    #[error("the payload is too large")]
    TooLarge,
    /// A later version of the program wrote it.
    #[error("a newer version wrote it")]
    Newer,
    /// The file is not Markdown and not a page that was exported here.
    #[error("the file is neither Markdown nor an exported page")]
    Foreign,
    /// The file holds nothing.
    #[error("the file is empty")]
    Empty,
}

impl From<ArchiveError> for ShareError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Newer(_) => Self::Newer,
            ArchiveError::Damaged(_) => Self::Damaged,
        }
    }
}

impl ShareError {
    /// What is wrong and what to do.
    #[must_use]
    pub fn message(&self, locale: Locale) -> &'static str {
        match self {
            Self::Damaged => locale.ui_share_damaged(),
            Self::TooLarge => locale.ui_share_too_large(),
            Self::Newer => locale.ui_share_newer(),
            Self::Foreign => locale.ui_share_foreign(),
            Self::Empty => locale.ui_share_empty(),
        }
    }
}

/// Packs a design for a link or a page.
#[must_use]
pub fn pack(design: &Design) -> String {
    let record = archive::write_for_others(design);
    let text = Value::from(design.text.as_str());
    let document = format!("{{\"design\":{record},\"text\":{text}}}");
    URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(document.as_bytes(), 9))
}

/// Unpacks what [`pack`] made.
///
/// # Errors
/// When the payload is cut, altered, too large or from a later version.
pub fn unpack(payload: &str) -> Result<Design, ShareError> {
    let bytes = URL_SAFE_NO_PAD
        .decode(payload.trim().trim_end_matches('='))
        .map_err(|_| ShareError::Damaged)?;
    let json = decompress_to_vec_zlib_with_limit(&bytes, MAX_UNPACKED).map_err(|error| {
        if error.status == miniz_oxide::inflate::TINFLStatus::HasMoreOutput {
            ShareError::TooLarge
        } else {
            ShareError::Damaged
        }
    })?;
    let mut document: Value = serde_json::from_slice(&json).map_err(|_| ShareError::Damaged)?;
    let Value::String(text) = document["text"].take() else {
        return Err(ShareError::Damaged);
    };
    Ok(Record::check(document["design"].take())?.design(text)?)
}

/// The design as a Markdown file with front matter.
#[must_use]
pub fn markdown(design: &Design) -> String {
    let created = calendar::timestamp(design.created);
    let updated = calendar::timestamp(design.updated);
    let title = design.title();
    let mut fields = vec![
        ("title", title.as_str()),
        ("date", updated.as_str()),
        ("created", created.as_str()),
        ("model", design.stamp.model.as_str()),
        ("provider", design.stamp.provider.as_str()),
        ("persona", design.stamp.persona.as_str()),
        ("persona-sha256", design.stamp.persona_hash.as_str()),
        ("language", design.locale.tag()),
        ("status", design.outcome.name()),
        ("design", design.id.as_str()),
    ];
    if let Some(given) = &design.given_title {
        fields.push(("given-title", given));
    }
    fields.push(("brief", &design.brief.text));
    let details = (!design.brief.is_plain())
        .then(|| archive::brief::write_details(&design.brief).to_string());
    if let Some(details) = &details {
        fields.push(("brief-details", details));
    }
    let mut file = front_matter::write(&fields);
    file.push('\n');
    file.push_str(&design.text);
    file
}

/// The text of a file.
///
/// # Errors
/// When the file is not text.
pub fn file_text(bytes: Vec<u8>) -> Result<String, ShareError> {
    String::from_utf8(bytes).map_err(|_| ShareError::Foreign)
}

/// Reads the text of a file that a user chose: an exported page, exported Markdown, or any other Markdown.
///
/// Fields that the file does not have are taken from `blank`, a fresh design; its id is kept only when
/// the file names none.
///
/// # Errors
/// When the file is empty, is HTML that was not exported here, is not text, or is damaged.
pub fn import(text: &str, blank: Design) -> Result<Design, ShareError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(ShareError::Empty);
    }
    // Ours, whatever stands in its text.
    if let Some((fields, body)) = front_matter::split(text) {
        return Ok(from_front_matter(&fields, body, blank));
    }
    if text.contains('\0') {
        return Err(ShareError::Foreign);
    }
    if let Some((_, rest)) = text.split_once(PAGE_META) {
        let payload = rest.split('"').next().unwrap_or_default();
        return unpack(payload);
    }
    let start: String = text
        .trim_start()
        .chars()
        .take(16)
        .collect::<String>()
        .to_lowercase();
    let other_format = ["<!doctype", "<html", "<?xml", "<svg", "{", "%pdf"];
    if other_format.iter().any(|mark| start.starts_with(mark)) {
        return Err(ShareError::Foreign);
    }
    Ok(Design {
        text: text.to_owned(),
        outcome: Outcome::Done,
        ..blank
    })
}

fn from_front_matter(fields: &Fields, body: &str, blank: Design) -> Design {
    let field = |name: &str| fields.get(name).map(str::to_owned);
    let moment = |name: &str| fields.get(name).and_then(calendar::parse_timestamp);
    // The blank line that `markdown` puts after the front matter is not part of the text.
    let text = body.strip_prefix('\n').unwrap_or(body);
    let own_title = super::design::document_title(text).is_some();
    Design {
        id: field("design")
            .filter(|id| archive::is_plain_id(id))
            .unwrap_or(blank.id),
        given_title: field("given-title")
            .or_else(|| field("title").filter(|_| !own_title && fields.get("design").is_none())),
        created: moment("created").unwrap_or(blank.created),
        updated: moment("date").unwrap_or(blank.updated),
        locale: field("language").map_or(blank.locale, |tag| Locale::from_tags([tag.as_str()])),
        brief: brief_of(fields),
        text: text.to_owned(),
        stamp: Stamp {
            provider: field("provider").unwrap_or_default(),
            model: field("model").unwrap_or_default(),
            persona: field("persona").unwrap_or_default(),
            persona_hash: field("persona-sha256").unwrap_or_default(),
        },
        outcome: field("status")
            .and_then(|name| Outcome::named(&name))
            .unwrap_or(Outcome::Done),
        runs: Vec::new(),
        notes: Vec::new(),
        head: None,
        proposal: None,
        conversation: Vec::new(),
        plan: None,
    }
}

/// The brief's text and, where there are any, its fields: JSON in one field of the front matter.
fn brief_of(fields: &Fields) -> Brief {
    let text = fields.get("brief").unwrap_or_default().to_owned();
    let details = fields.get("brief-details").unwrap_or_default();
    let details: Value = serde_json::from_str(details).unwrap_or_default();
    archive::brief::read_details(&details, text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{brief, design::tests};

    /// What arrives of the sample: its runs stay at home.
    fn sample() -> Design {
        Design {
            runs: Vec::new(),
            notes: Vec::new(),
            head: None,
            proposal: None,
            conversation: Vec::new(),
            plan: None,
            ..tests::sample()
        }
    }

    fn blank() -> Design {
        Design {
            id: "blank".into(),
            given_title: None,
            created: 5,
            updated: 5,
            locale: Locale::En,
            brief: Brief::default(),
            text: String::new(),
            stamp: Stamp::default(),
            outcome: Outcome::Draft,
            runs: Vec::new(),
            notes: Vec::new(),
            head: None,
            proposal: None,
            conversation: Vec::new(),
            plan: None,
        }
    }

    #[test]
    fn a_payload_brings_the_design_back() {
        let design = sample();
        assert_eq!(unpack(&pack(&design)), Ok(design));
    }

    #[test]
    fn every_cut_of_a_payload_is_noticed() {
        let payload = pack(&sample());
        for end in 0..payload.len() {
            assert_eq!(
                unpack(&payload[..end]),
                Err(ShareError::Damaged),
                "cut at {end}"
            );
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let zeros = vec![b' '; MAX_UNPACKED + 1];
        let bomb = URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(&zeros, 9));
        assert_eq!(unpack(&bomb), Err(ShareError::TooLarge));
    }

    #[test]
    fn markdown_and_pages_bring_the_design_back() {
        let design = sample();
        assert_eq!(import(&markdown(&design), blank()), Ok(design.clone()));
        let page = format!(
            "<!doctype html><head>{PAGE_META}{}\"></head>",
            pack(&design)
        );
        assert_eq!(import(&page, blank()), Ok(design));
    }

    #[test]
    fn a_brief_with_fields_travels_whole_and_strangers_details_cost_nothing() {
        let design = Design {
            brief: brief::tests::full(),
            ..sample()
        };
        assert_eq!(unpack(&pack(&design)), Ok(design.clone()));
        let file = markdown(&design);
        assert!(file.contains("\nbrief: \"Order management."), "{file}");
        assert_eq!(import(&file, blank()), Ok(design));
        for details in ["7", "[]", "{", "{\"fields\":[1],\"context\":{}}", "\"x\""] {
            let file = format!("---\nbrief: a\nbrief-details: {details}\n---\n\n# T\n");
            let brief = import(&file, blank()).unwrap().brief;
            assert_eq!(brief, "a".into(), "{details}");
        }
    }

    #[test]
    fn our_own_file_comes_back_whatever_its_text_holds() {
        let page = format!("{PAGE_META}abc\">");
        for text in ["a\0b", page.as_str(), "<html>", "{}"] {
            let design = Design {
                text: text.into(),
                ..sample()
            };
            assert_eq!(import(&markdown(&design), blank()), Ok(design), "{text:?}");
        }
    }

    #[test]
    fn other_files_are_told_apart() {
        for (text, error) in [
            ("", ShareError::Empty),
            (" \n", ShareError::Empty),
            ("<!DOCTYPE html><p>x", ShareError::Foreign),
            ("{\"a\":1}", ShareError::Foreign),
            ("a\0b", ShareError::Foreign),
        ] {
            assert_eq!(import(text, blank()), Err(error));
        }
        let picture = b"\x89PNG\r\n".to_vec();
        assert_eq!(file_text(picture), Err(ShareError::Foreign));
        let plain = import("# Notes\n\ntext", blank()).unwrap();
        assert_eq!(
            (plain.title().as_str(), plain.id.as_str()),
            ("Notes", "blank")
        );
        let cut_page = format!("<html>{PAGE_META}abc\">");
        assert_eq!(import(&cut_page, blank()), Err(ShareError::Damaged));
    }

    proptest! {
        #[test]
        fn any_text_and_brief_survive(text in "\\PC*", brief in brief::tests::any(), title in proptest::option::of("\\PC+")) {
            let design = Design { text, brief, given_title: title, ..sample() };
            prop_assert_eq!(import(&markdown(&design), blank()), Ok(design.clone()));
            prop_assert_eq!(unpack(&pack(&design)), Ok(design));
        }

        #[test]
        fn no_payload_panics(payload in ".*") {
            let _ = unpack(&payload);
        }
    }
}
