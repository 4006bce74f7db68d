//! Answers of providers: whatever the bytes and wherever they are cut, the same text comes out, and
//! nothing panics.

use backend_architect::domain::wire::{
    Decoder, Delta, Dialect, Finish,
    ndjson::Lines,
    sse::{self, Item},
};

use crate::input;

/// Decodes the bytes in pieces and at once, with every framing and dialect.
pub fn check(data: &[u8]) {
    let (cuts, bytes) = input::with_cuts(data);
    let pieces = input::byte_pieces(bytes, cuts);
    assert_eq!(lines(&pieces), lines(&[bytes]));
    assert_eq!(events(&pieces), events(&[bytes]));
    for dialect in Dialect::ALL {
        assert_eq!(
            answer(dialect, &pieces),
            answer(dialect, &[bytes]),
            "{dialect:?}"
        );
    }
}

fn lines(pieces: &[&[u8]]) -> Vec<String> {
    let mut decoder = Lines::default();
    let mut lines: Vec<String> = pieces
        .iter()
        .flat_map(|piece| decoder.push(piece))
        .collect();
    lines.extend(decoder.end());
    lines
}

fn events(pieces: &[&[u8]]) -> Vec<Item> {
    let mut decoder = sse::Decoder::default();
    let mut items: Vec<Item> = pieces
        .iter()
        .flat_map(|piece| decoder.push(piece))
        .collect();
    items.extend(decoder.end());
    items
}

/// The text, the reasoning and what ended an answer: how they are cut into deltas may differ.
fn answer(dialect: Dialect, pieces: &[&[u8]]) -> (String, String, Vec<Finish>, usize) {
    let mut decoder = Decoder::new(dialect);
    let mut deltas: Vec<Delta> = pieces
        .iter()
        .flat_map(|piece| decoder.push(piece))
        .collect();
    deltas.extend(decoder.end());
    let (mut text, mut reasoning, mut finishes, mut failures) =
        (String::new(), String::new(), Vec::new(), 0);
    for delta in deltas {
        match delta {
            Delta::Text(more) => text.push_str(&more),
            Delta::Reasoning(more) => reasoning.push_str(&more),
            Delta::Finish(finish) => finishes.push(finish),
            Delta::Failure(_) => failures += 1,
            Delta::Usage(_) | Delta::End => {}
        }
    }
    (text, reasoning, finishes, failures)
}
