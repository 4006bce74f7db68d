//! From a scripted answer to bytes, and from bytes to the pieces in which they travel.

use super::{Dialect, Fault, Framing, Script};
use axum::body::Bytes;
use serde_json::Value;

/// Stands in the text where a byte goes that is no UTF-8: a private-use character, three bytes long.
const BAD_BYTE: &str = "\u{e000}";
const LONG_LINE: usize = 1 << 20;

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
    /// Stand still until released.
    Stall,
    /// Cut the connection.
    Cut,
}

/// The text in deltas of so many characters.
pub fn deltas(script: &Script) -> Vec<String> {
    let mut text: Vec<char> = script.text.chars().collect();
    if script.fault == Fault::InvalidUtf8 {
        text.splice(text.len() / 2..text.len() / 2, BAD_BYTE.chars());
    }
    text.chunks(script.delta.max(1))
        .map(|delta| delta.iter().collect())
        .collect()
}

/// All bytes of an answer, with the script's faults of content.
pub fn encode(dialect: Dialect, script: &Script, answer: Answer) -> Vec<u8> {
    let mut encoder = Encoder {
        framing: script.framing.unwrap_or(dialect.framing()),
        keep_alive: script.keep_alive && dialect != Dialect::Ollama,
        bytes: Vec::new(),
    };
    encoder.events(&answer.opening);
    if script.fault == Fault::LongLine {
        encoder.long_line(dialect);
    }
    encoder.events(&answer.thoughts);
    match script.fault {
        Fault::NoText => encoder.events(&answer.closing),
        Fault::NoTerminal => encoder.events(&answer.text),
        Fault::ErrorInStream(events) => {
            encoder.events(&answer.text[..events.min(answer.text.len())]);
            encoder.events(&answer.error);
        }
        _ => {
            encoder.events(&answer.text);
            encoder.events(&answer.closing);
        }
    }
    match script.fault {
        Fault::InvalidUtf8 => spoil(encoder.bytes),
        _ => encoder.bytes,
    }
}

/// The text whose events are whole before the script's fault of transport.
pub fn text_before_fault(dialect: Dialect, script: &Script, answer: &Answer) -> String {
    let limit = match script.fault {
        Fault::Stall(at) | Fault::Cut(at) => at,
        _ => return script.text.clone(),
    };
    let mut encoder = Encoder {
        framing: script.framing.unwrap_or(dialect.framing()),
        keep_alive: script.keep_alive && dialect != Dialect::Ollama,
        bytes: Vec::new(),
    };
    encoder.events(&answer.opening);
    encoder.events(&answer.thoughts);
    let whole = answer.text.iter().take_while(|event| {
        encoder.events(std::slice::from_ref(event));
        encoder.bytes.len() <= limit
    });
    let events = whole.count();
    deltas(script).into_iter().take(events).collect()
}

struct Encoder {
    framing: Framing,
    keep_alive: bool,
    bytes: Vec<u8>,
}

impl Encoder {
    fn events(&mut self, events: &[Event]) {
        for event in events {
            if self.keep_alive {
                self.lines(&[": keep-alive", ""]);
            }
            match event {
                Event::Named(name, data) => {
                    self.lines(&[&format!("event: {name}"), &format!("data: {data}"), ""]);
                }
                Event::Data(data) => self.lines(&[&format!("data: {data}"), ""]),
                Event::Done => self.lines(&["data: [DONE]", ""]),
                Event::Line(data) => self.lines(&[&data.to_string()]),
            }
        }
    }

    fn lines(&mut self, lines: &[&str]) {
        for line in lines {
            self.bytes.extend_from_slice(line.as_bytes());
            self.bytes
                .extend_from_slice(self.framing.line_end().as_bytes());
        }
    }

    fn long_line(&mut self, dialect: Dialect) {
        let filler = "x".repeat(LONG_LINE);
        match dialect {
            Dialect::Ollama => {
                let line = serde_json::json!({
                    "message": {"role": "assistant", "content": ""}, "done": false, "filler": filler,
                });
                self.lines(&[&line.to_string()]);
            }
            _ => self.lines(&[&format!(": {filler}"), ""]),
        }
    }
}

fn spoil(mut bytes: Vec<u8>) -> Vec<u8> {
    let mark = BAD_BYTE.as_bytes();
    if let Some(at) = bytes.windows(mark.len()).position(|part| part == mark) {
        bytes.splice(at..at + mark.len(), [0xff]);
    }
    bytes
}

/// The steps that play these bytes, with the script's faults of transport.
pub fn steps(script: &Script, bytes: Vec<u8>) -> Vec<Step> {
    let bytes = Bytes::from(bytes);
    let (at, fault) = match script.fault {
        Fault::Stall(at) => (at.min(bytes.len()), &[Step::Stall][..]),
        Fault::Cut(at) => (at.min(bytes.len()), &[Step::Stall, Step::Cut][..]),
        _ => (bytes.len(), &[][..]),
    };
    let mut sizes = script.pieces.iter().copied().cycle();
    let mut steps = pieces(bytes.slice(..at), &mut sizes);
    steps.extend_from_slice(fault);
    if !fault.contains(&Step::Cut) {
        steps.extend(pieces(bytes.slice(at..), &mut sizes));
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
    use serde_json::json;

    fn script(fault: Fault) -> Script {
        Script {
            pieces: vec![1, 2],
            delta: 2,
            ..Script::text("设计 ok").with(fault)
        }
    }

    #[test]
    fn pieces_split_characters_and_keep_every_byte() {
        let bytes = "设计".as_bytes().to_vec();
        let steps = steps(&script(Fault::None), bytes.clone());
        assert_eq!(steps.len(), 4);
        let joined: Vec<u8> = steps
            .iter()
            .flat_map(|step| match step {
                Step::Send(piece) => piece.to_vec(),
                Step::Stall | Step::Cut => Vec::new(),
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
        let lengths: Vec<usize> = steps
            .iter()
            .map(|step| match step {
                Step::Send(piece) => piece.len(),
                Step::Stall | Step::Cut => 0,
            })
            .collect();
        assert_eq!(lengths, [9, 9, 4]);
    }

    #[test]
    fn faults_of_transport_stand_at_their_byte() {
        let played = |fault| steps(&script(fault), b"abcd".to_vec());
        let send = |bytes: &'static [u8]| Step::Send(Bytes::from_static(bytes));
        assert_eq!(
            played(Fault::Stall(2)),
            [send(b"a"), send(b"b"), Step::Stall, send(b"c"), send(b"d")]
        );
        assert_eq!(played(Fault::Cut(1)), [send(b"a"), Step::Stall, Step::Cut]);
        assert_eq!(played(Fault::Cut(99)).last(), Some(&Step::Cut));
    }

    #[test]
    fn faults_of_content_change_the_events() {
        let answer = || Answer {
            text: vec![Event::Data(json!("t1")), Event::Data(json!("t2"))],
            closing: vec![Event::Done],
            error: vec![Event::Data(json!("error"))],
            ..Answer::default()
        };
        let encoded = |fault| {
            let bytes = encode(Dialect::OpenAi, &script(fault), answer());
            String::from_utf8_lossy(&bytes).replace("\n\n", "|")
        };
        assert_eq!(
            encoded(Fault::None),
            r#"data: "t1"|data: "t2"|data: [DONE]|"#
        );
        assert_eq!(encoded(Fault::NoText), "data: [DONE]|");
        assert_eq!(encoded(Fault::NoTerminal), r#"data: "t1"|data: "t2"|"#);
        assert_eq!(
            encoded(Fault::ErrorInStream(1)),
            r#"data: "t1"|data: "error"|"#
        );
        assert!(encoded(Fault::LongLine).len() > LONG_LINE);
    }

    #[test]
    fn a_spoiled_text_is_not_utf8() {
        let script = script(Fault::InvalidUtf8);
        let text = deltas(&script).concat();
        assert!(text.contains(BAD_BYTE));
        assert!(String::from_utf8(spoil(text.into_bytes())).is_err());
    }
}
