//! The units of a stream, and the pieces in which its bytes travel, with the script's faults of transport.

use super::{Fault, Script};
use axum::body::Bytes;
use serde_json::Value;

/// Stands in the text where a byte goes that is no UTF-8: a private-use character, three bytes long.
pub const BAD_BYTE: &str = "\u{e000}";

/// One unit of a stream.
#[derive(Debug, Clone)]
pub enum Event {
    /// A server-sent event (WHATWG HTML §9.2), with its name if the dialect names events.
    Named(&'static str, Value),
    /// A server-sent event without a name.
    Data(Value),
    /// OpenAI's mark for the end of a stream.
    Done,
    /// A line of JSON.
    Line(Value),
    /// JSON over several lines, outside of any framing.
    Unframed(Value),
}

/// An answer in a dialect's events, in the order in which they are sent.
#[derive(Debug, Default)]
pub struct Answer {
    /// What comes before any text.
    pub opening: Vec<Event>,
    /// The model's thoughts.
    pub thoughts: Vec<Event>,
    /// The text.
    pub text: Vec<Event>,
    /// What says that, and why, the answer is over.
    pub closing: Vec<Event>,
    /// What comes instead of the rest when the provider fails in the middle.
    pub error: Vec<Event>,
}

/// A step of playing an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Send these bytes in one piece.
    Send(Bytes),
    /// Send these bytes again and again.
    Flood(Bytes, usize),
    /// Stand still until released.
    Stall,
    /// Cut the connection.
    Cut,
    /// Reset the connection.
    Reset,
}

/// The text in deltas of so many characters.
pub fn deltas(script: &Script) -> Vec<String> {
    let mut text: Vec<char> = script.text.chars().collect();
    if script.fault == Fault::InvalidUtf8 {
        text.splice(text.len() / 2..text.len() / 2, BAD_BYTE.chars());
    }
    chunks(&text, script.delta)
}

/// A text in pieces of so many characters.
pub fn pieces_of(text: &str, size: usize) -> Vec<String> {
    chunks(&text.chars().collect::<Vec<_>>(), size)
}

fn chunks(text: &[char], size: usize) -> Vec<String> {
    text.chunks(size.max(1))
        .map(|piece| piece.iter().collect())
        .collect()
}

/// How many bytes of an answer of so many are sent before the script's fault of transport.
pub fn reach(fault: Fault, length: usize) -> usize {
    match fault {
        Fault::Stall(at) | Fault::Cut(at) | Fault::Reset(at) | Fault::End(at) => at.min(length),
        _ => length,
    }
}

/// The steps that play these bytes, with the script's faults of transport.
pub fn steps(script: &Script, bytes: Vec<u8>) -> Vec<Step> {
    let bytes = Bytes::from(bytes);
    let at = reach(script.fault, bytes.len());
    let mut sizes = script.pieces.iter().copied().cycle();
    let mut steps = pieces(bytes.slice(..at), &mut sizes);
    match script.fault {
        Fault::Stall(_) => {
            steps.push(Step::Stall);
            steps.extend(pieces(bytes.slice(at..), &mut sizes));
        }
        Fault::Cut(_) => steps.extend([Step::Stall, Step::Cut]),
        Fault::Reset(_) => steps.push(Step::Reset),
        _ => {}
    }
    steps
}

fn pieces(mut bytes: Bytes, sizes: &mut impl Iterator<Item = usize>) -> Vec<Step> {
    let mut steps = Vec::new();
    while !bytes.is_empty() {
        let size = sizes.next().unwrap_or_else(|| event(&bytes));
        let size = size.clamp(1, bytes.len());
        steps.push(Step::Send(bytes.split_to(size)));
    }
    steps
}

/// The length of the server-sent event that starts here.
fn event(bytes: &[u8]) -> usize {
    let blank_line = bytes.windows(2).position(|pair| pair == b"\n\n");
    blank_line.map_or(bytes.len(), |at| at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(fault: Fault) -> Script {
        Script {
            pieces: vec![1, 2],
            delta: 2,
            ..Script::text("设计 ok").with(fault)
        }
    }

    fn lengths(steps: &[Step]) -> Vec<usize> {
        let length = |step: &Step| match step {
            Step::Send(piece) => piece.len(),
            Step::Flood(piece, times) => piece.len() * times,
            Step::Stall | Step::Cut | Step::Reset => 0,
        };
        steps.iter().map(length).collect()
    }

    #[test]
    fn pieces_split_characters_and_keep_every_byte() {
        let bytes = "设计".as_bytes().to_vec();
        let steps = steps(&script(Fault::None), bytes.clone());
        assert_eq!(lengths(&steps), [1, 2, 1, 2]);
        let joined: Vec<u8> = steps
            .iter()
            .flat_map(|step| match step {
                Step::Send(piece) => piece.to_vec(),
                _ => Vec::new(),
            })
            .collect();
        assert_eq!(joined, bytes);
    }

    #[test]
    fn without_sizes_every_event_travels_alone() {
        let whole = Script {
            pieces: Vec::new(),
            ..script(Fault::None)
        };
        let steps = steps(&whole, b"data: 1\n\ndata: 2\n\nrest".to_vec());
        assert_eq!(lengths(&steps), [9, 9, 4]);
    }

    #[test]
    fn faults_of_transport_stand_at_their_byte() {
        let played = |fault| steps(&script(fault), b"abcd".to_vec());
        let send = |bytes: &'static [u8]| Step::Send(Bytes::from_static(bytes));
        assert_eq!(
            played(Fault::Stall(2)),
            [send(b"a"), send(b"b"), Step::Stall, send(b"c"), send(b"d")]
        );
        assert_eq!(played(Fault::Stall(0))[0], Step::Stall);
        assert_eq!(played(Fault::Cut(1)), [send(b"a"), Step::Stall, Step::Cut]);
        assert_eq!(played(Fault::Cut(99)).last(), Some(&Step::Cut));
        assert_eq!(played(Fault::Reset(1)), [send(b"a"), Step::Reset]);
        assert_eq!(played(Fault::End(3)), [send(b"a"), send(b"bc")]);
    }
}
