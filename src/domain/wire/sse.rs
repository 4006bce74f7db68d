//! Server-sent events from bytes, in whatever pieces they arrive.
//!
//! After <https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>, but
//! kinder where text would be lost: an event that the end of the stream cuts is still given out, and
//! lines that belong to no event are handed over. It must not look into the data.

use super::ndjson::Lines;

/// One thing found in the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An event.
    Event {
        /// The `event:` field; empty when there was none.
        name: String,
        /// The `data:` fields, joined with line feeds.
        data: String,
    },
    /// A line that is no field of an event: a body that is not framed at all, perhaps.
    Stray(String),
}

/// Sans-I/O decoder of an event stream.
#[derive(Debug, Default)]
pub struct Decoder {
    lines: Lines,
    name: String,
    data: Option<String>,
}

impl Decoder {
    /// Takes bytes, gives what they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Item> {
        let mut items = Vec::new();
        for line in self.lines.push(bytes) {
            self.line(&line, &mut items);
        }
        items
    }

    /// The stream is over: gives what was still open.
    pub fn end(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        if let Some(line) = self.lines.end() {
            self.line(&line, &mut items);
        }
        self.dispatch(&mut items);
        items
    }

    fn line(&mut self, line: &str, items: &mut Vec<Item>) {
        if line.is_empty() {
            self.dispatch(items);
            return;
        }
        let (field, value) = match line.split_once(':') {
            Some((field, value)) => (field, value.strip_prefix(' ').unwrap_or(value)),
            None => (line, ""),
        };
        match field {
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => self.name = value.to_owned(),
            // A comment begins with a colon: its field is empty.
            "" | "id" | "retry" => {}
            _ => items.push(Item::Stray(line.to_owned())),
        }
    }

    fn dispatch(&mut self, items: &mut Vec<Item>) {
        let name = std::mem::take(&mut self.name);
        if let Some(data) = self.data.take() {
            items.push(Item::Event { name, data });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<Item> {
        let mut decoder = Decoder::default();
        let mut items = decoder.push(bytes);
        items.extend(decoder.end());
        items
    }

    fn event(name: &str, data: &str) -> Item {
        Item::Event {
            name: name.into(),
            data: data.into(),
        }
    }

    #[test]
    fn fields_line_ends_and_comments() {
        for (stream, expected) in [
            ("data: a\n\n", vec![event("", "a")]),
            (
                "data: a\r\n\r\ndata: b\r\n\r\n",
                vec![event("", "a"), event("", "b")],
            ),
            (
                "data: a\r\rdata: b\r\r",
                vec![event("", "a"), event("", "b")],
            ),
            ("data:a\n\n", vec![event("", "a")]),
            ("data:  a\n\n", vec![event("", " a")]),
            ("\u{feff}data: a\n\n", vec![event("", "a")]),
            ("data: {\ndata: }\n\n", vec![event("", "{\n}")]),
            ("data\n\n", vec![event("", "")]),
            (": ping\n:\n\ndata: a\n\n", vec![event("", "a")]),
            (": OPENROUTER PROCESSING\n\n", vec![]),
            (
                "id: 1\nretry: 5\nevent: x\ndata: a\n\n",
                vec![event("x", "a")],
            ),
            ("event: x\n\ndata: a\n\n", vec![event("", "a")]),
            ("data: cut", vec![event("", "cut")]),
            ("data: cut\n", vec![event("", "cut")]),
            ("", vec![]),
        ] {
            assert_eq!(all(stream.as_bytes()), expected, "{stream:?}");
        }
    }

    #[test]
    fn lines_that_are_no_fields_are_kept() {
        assert_eq!(
            all(b"data: a\n\n{\n  \"error\": 1\n}"),
            vec![
                event("", "a"),
                Item::Stray("{".into()),
                Item::Stray("  \"error\": 1".into()),
                Item::Stray("}".into()),
            ]
        );
    }

    #[test]
    fn a_long_line_passes_whole_and_in_time() {
        let long = "漢".repeat(400_000);
        let stream = format!("data: {long}\n\n");
        let mut decoder = Decoder::default();
        let mut items = Vec::new();
        for piece in stream.as_bytes().chunks(7) {
            items.extend(decoder.push(piece));
        }
        assert_eq!(items, vec![event("", &long)]);
    }

    #[test]
    fn invalid_bytes_are_replaced_and_the_rest_is_kept() {
        assert_eq!(
            all(b"data: a\xff\xe6\xbc\xa2b\xe6\n\n"),
            vec![event("", "a\u{fffd}漢b\u{fffd}")]
        );
    }
}
