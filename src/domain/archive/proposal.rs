//! The stored form of a proposal and of the conversation.

use serde_json::{Value, json};

use super::sections::read_origin;
use crate::domain::design::{
    Outcome,
    proposal::{Proposal, TURNS, Turn},
    section::Digest,
};

/// An answer that waits.
pub(super) fn write(proposal: &Proposal) -> Value {
    let discarded: Vec<_> = proposal
        .discarded
        .iter()
        .map(|(title, digest)| json!({ "title": title, "digest": digest.as_str() }))
        .collect();
    let mut value = json!({
        "instruction": proposal.instruction,
        "answer": proposal.answer,
        "author": proposal.origin.author.name(),
        "by": proposal.origin.by,
        "at": proposal.origin.at,
        "outcome": proposal.outcome.name(),
        "accepted": proposal.accepted,
        "discarded": discarded,
    });
    if let Some(about) = &proposal.about {
        value["about"] = about.as_str().into();
    }
    value
}

/// A stored proposal, if it is one.
pub(super) fn read(value: &Value) -> Option<Proposal> {
    let discarded = value["discarded"].as_array().into_iter().flatten();
    Some(Proposal {
        instruction: text(value, "instruction"),
        answer: value["answer"].as_str()?.to_owned(),
        origin: read_origin(value)?,
        outcome: Outcome::named(value["outcome"].as_str()?).unwrap_or_default(),
        about: value["about"].as_str().map(str::to_owned),
        accepted: texts(&value["accepted"]),
        discarded: discarded
            .filter_map(|entry| {
                Some((
                    text(entry, "title"),
                    Digest::read(entry["digest"].as_str()?)?,
                ))
            })
            .collect(),
    })
}

/// The turns of a conversation.
pub(super) fn write_turns(turns: &[Turn]) -> Value {
    turns
        .iter()
        .map(|turn| {
            json!({
                "at": turn.at,
                "instruction": turn.instruction,
                "model": turn.model,
                "accepted": turn.accepted,
                "discarded": turn.discarded,
            })
        })
        .collect()
}

/// The turns that can be read.
pub(super) fn read_turns(value: &Value) -> Vec<Turn> {
    let entries = value.as_array().into_iter().flatten();
    entries
        .filter_map(|entry| {
            Some(Turn {
                at: entry["at"].as_u64()?,
                instruction: text(entry, "instruction"),
                model: text(entry, "model"),
                accepted: texts(&entry["accepted"]),
                discarded: texts(&entry["discarded"]),
            })
        })
        .take(TURNS)
        .collect()
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}

pub(super) fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().into_iter().flatten();
    texts
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}
