//! From an answer's events to bytes, with the script's deviations of framing and its faults of content.

use super::{
    Deviation, Dialect, Fault, Script,
    wire::{Answer, BAD_BYTE, Event, deltas},
};
use serde_json::{Value, json};

const LONG_LINE: usize = 1 << 20;
/// An event that nobody has heard of stands before every so manieth event of text.
const UNKNOWN_EVERY: usize = 5;

/// An answer in bytes.
pub struct Encoded {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Where each event of text ends, and what text it carries.
    texts: Vec<(usize, String)>,
}

impl Encoded {
    /// The text whose events are whole within so many bytes.
    pub fn text_within(&self, bytes: usize) -> String {
        let whole = self.texts.iter().take_while(|(end, _)| *end <= bytes);
        whole.map(|(_, text)| text.as_str()).collect()
    }
}

/// The answer as the dialect frames it.
pub fn encode(dialect: Dialect, script: &Script, answer: &Answer) -> Encoded {
    let mut encoder = Encoder::new(dialect, script);
    encoder.beginning();
    encoder.events(&answer.opening);
    if script.fault == Fault::LongLine {
        encoder.long_line();
    }
    encoder.events(&answer.thoughts);
    match script.fault {
        Fault::NoText => encoder.events(&answer.closing),
        Fault::NoTerminal => encoder.text(&answer.text),
        Fault::ErrorInStream(events) => {
            encoder.text(&answer.text[..events.min(answer.text.len())]);
            encoder.events(&answer.error);
        }
        _ => {
            encoder.text(&answer.text);
            encoder.events(&answer.closing);
        }
    }
    if script.has(Deviation::AfterEnd) {
        encoder.unknown_event();
    }
    let texts = encoder.ends.into_iter().zip(deltas(script)).collect();
    let bytes = match script.fault {
        Fault::InvalidUtf8 => spoil(encoder.bytes),
        _ => encoder.bytes,
    };
    Encoded { bytes, texts }
}

/// The answer as one JSON document.
pub fn document(script: &Script, whole: &Value) -> Encoded {
    let blank = match script.has(Deviation::BlankLinesFirst) {
        true => "\n\n\n",
        false => "",
    };
    let bytes = format!("{blank}{whole}").into_bytes();
    Encoded {
        texts: match script.fault {
            Fault::ErrorInStream(_) => Vec::new(),
            _ => vec![(bytes.len(), script.text.clone())],
        },
        bytes,
    }
}

/// Many events that carry a text, for floods.
pub fn text_events(dialect: Dialect, script: &Script, answer: &Answer) -> Vec<u8> {
    let mut encoder = Encoder::new(dialect, script);
    encoder.text(&answer.text);
    encoder.bytes
}

struct Encoder<'a> {
    dialect: Dialect,
    script: &'a Script,
    line_end: &'static str,
    bytes: Vec<u8>,
    /// Where the events of text end.
    ends: Vec<usize>,
}

impl<'a> Encoder<'a> {
    fn new(dialect: Dialect, script: &'a Script) -> Self {
        Self {
            dialect,
            script,
            line_end: script.framing.unwrap_or(dialect.framing()).line_end(),
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn beginning(&mut self) {
        if self.script.has(Deviation::ByteOrderMark) {
            self.bytes.extend_from_slice("\u{feff}".as_bytes());
        }
        if self.script.has(Deviation::BlankLinesFirst) {
            self.lines(&["", "", ""]);
        }
    }

    fn text(&mut self, events: &[Event]) {
        for (number, event) in events.iter().enumerate() {
            if number % UNKNOWN_EVERY == 0 && self.script.has(Deviation::UnknownEvents) {
                self.unknown_event();
            }
            self.events(std::slice::from_ref(event));
            self.ends.push(self.bytes.len());
        }
    }

    fn events(&mut self, events: &[Event]) {
        for event in events {
            self.comments();
            match event {
                Event::Named(name, data) => {
                    self.lines(&[&format!("event: {name}")]);
                    self.data(data);
                }
                Event::Data(data) => self.data(data),
                Event::Done => self.block("[DONE]"),
                Event::Line(data) => self.lines(&[&data.to_string()]),
                Event::Unframed(data) => {
                    let pretty = format!("{data:#}");
                    let lines: Vec<&str> = pretty.lines().collect();
                    self.lines(&lines);
                }
            }
        }
    }

    fn comments(&mut self) {
        if self.dialect == Dialect::Ollama {
            return;
        }
        let script = self.script;
        for deviation in &script.deviations {
            if let Deviation::Comments(words) = deviation {
                self.lines(&[&format!(":{words}"), ""]);
            }
        }
    }

    fn data(&mut self, data: &Value) {
        match self.script.has(Deviation::DataLines) {
            true => self.block(&format!("{data:#}")),
            false => self.block(&data.to_string()),
        }
    }

    /// The `data:` lines of one event.
    fn block(&mut self, data: &str) {
        let field = match self.script.has(Deviation::NoSpace) {
            true => "data:",
            false => "data: ",
        };
        for line in data.lines() {
            self.lines(&[&format!("{field}{line}")]);
        }
        if !self.script.has(Deviation::NoBlankLines) {
            self.lines(&[""]);
        }
    }

    fn unknown_event(&mut self) {
        match self.dialect {
            Dialect::Ollama => self.lines(&[&json!({"status": "warming up"}).to_string()]),
            _ => {
                let data = json!({"type": "x.progress", "percent": 40});
                self.events(&[Event::Named("x.progress", data)]);
            }
        }
    }

    fn lines(&mut self, lines: &[&str]) {
        for line in lines {
            self.bytes.extend_from_slice(line.as_bytes());
            self.bytes.extend_from_slice(self.line_end.as_bytes());
        }
    }

    fn long_line(&mut self) {
        let filler = "x".repeat(LONG_LINE);
        match self.dialect {
            Dialect::Ollama => {
                let line = json!({
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

#[cfg(test)]
mod tests {
    use super::super::{ErrorForm, Framing};
    use super::*;

    fn answer() -> Answer {
        Answer {
            text: vec![Event::Data(json!("t1")), Event::Data(json!("t2"))],
            closing: vec![Event::Done],
            error: vec![Event::Data(json!("error"))],
            ..Answer::default()
        }
    }

    fn script() -> Script {
        Script {
            delta: 4,
            ..Script::text("设计 ok")
        }
    }

    fn encoded(script: &Script, answer: &Answer) -> String {
        let bytes = encode(Dialect::OpenAi, script, answer).bytes;
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn faults_of_content_change_the_events() {
        let encoded = |fault| encoded(&script().with(fault), &answer()).replace("\n\n", "|");
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
    fn deviations_change_the_framing() {
        use Deviation::*;
        for (deviations, expected) in [
            (
                &[ByteOrderMark, NoSpace][..],
                "\u{feff}data:\"t1\"\n\ndata:\"t2\"\n\ndata:[DONE]\n\n",
            ),
            (
                &[BlankLinesFirst, NoBlankLines],
                "\n\n\ndata: \"t1\"\ndata: \"t2\"\ndata: [DONE]\n",
            ),
            (
                &[Comments(" OPENROUTER PROCESSING")],
                ": OPENROUTER PROCESSING\n\ndata: \"t1\"\n\n: OPENROUTER PROCESSING\n\ndata: \"t2\"\n\n\
                 : OPENROUTER PROCESSING\n\ndata: [DONE]\n\n",
            ),
            (
                &[AfterEnd],
                "data: \"t1\"\n\ndata: \"t2\"\n\ndata: [DONE]\n\n\
                 event: x.progress\ndata: {\"type\":\"x.progress\",\"percent\":40}\n\n",
            ),
            (
                &[UnknownEvents],
                "event: x.progress\ndata: {\"type\":\"x.progress\",\"percent\":40}\n\n\
                 data: \"t1\"\n\ndata: \"t2\"\n\ndata: [DONE]\n\n",
            ),
        ] {
            let script = Script {
                deviations: deviations.to_vec(),
                ..script()
            };
            assert_eq!(encoded(&script, &answer()), expected, "{deviations:?}");
        }
        let spread = Answer {
            text: vec![Event::Data(json!({"a": 1}))],
            ..Answer::default()
        };
        assert_eq!(
            encoded(&script().deviating(DataLines), &spread),
            "data: {\ndata:   \"a\": 1\ndata: }\n\n"
        );
        let carriage_returns = Script {
            framing: Some(Framing::Cr),
            ..script()
        };
        assert_eq!(encoded(&carriage_returns, &spread), "data: {\"a\":1}\r\r");
    }

    #[test]
    fn an_unframed_error_spans_lines() {
        let answer = Answer {
            error: vec![Event::Unframed(json!({"error": {"code": 503}}))],
            ..Answer::default()
        };
        let script = script().with(Fault::ErrorInStream(0));
        let bytes = encode(Dialect::Gemini, &script, &answer).bytes;
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(
            text,
            "{\r\n  \"error\": {\r\n    \"code\": 503\r\n  }\r\n}\r\n"
        );
        // The form is a deviation of those who frame their errors.
        let unframed = script.deviating(Deviation::Error(ErrorForm::Unframed));
        let answer = Dialect::OpenAi.answer(&unframed, &Value::Null);
        assert!(encoded(&unframed, &answer).contains("\n{\n  \"error\""));
    }

    #[test]
    fn what_a_client_has_after_some_bytes_is_known() {
        let answer = answer();
        let encoded = encode(Dialect::OpenAi, &script(), &answer);
        for (bytes, text) in [
            (11, ""),
            (12, "设计 o"),
            (23, "设计 o"),
            (24, "设计 ok"),
            (99, "设计 ok"),
        ] {
            assert_eq!(encoded.text_within(bytes), text, "{bytes}");
        }
    }

    #[test]
    fn a_spoiled_text_is_not_utf8() {
        let script = script().with(Fault::InvalidUtf8);
        let text = deltas(&script).concat();
        assert!(text.contains(BAD_BYTE));
        assert!(String::from_utf8(spoil(text.into_bytes())).is_err());
    }

    #[test]
    fn a_document_may_follow_blank_lines() {
        let script = script().deviating(Deviation::BlankLinesFirst);
        let encoded = document(&script, &json!({"a": 1}));
        assert_eq!(encoded.bytes, b"\n\n\n{\"a\":1}");
        assert_eq!(encoded.text_within(encoded.bytes.len()), "设计 ok");
    }
}
