//! Where things stand in a JSON text that is known to be one: the line of each pointer, and keys that are
//! written twice, which a JSON reader passes over in silence.

use std::collections::BTreeMap;

/// The places of a JSON text.
#[derive(Debug, Default)]
pub(super) struct Places {
    lines: BTreeMap<String, u32>,
    twice: Vec<String>,
}

impl Places {
    /// Reads a text that a JSON reader has accepted, so that its depth is bounded.
    pub fn of(text: &str) -> Self {
        let mut scanner = Scanner {
            text,
            at: 0,
            line: 1,
            pointer: String::new(),
            places: Self::default(),
        };
        scanner.value();
        scanner.places
    }

    /// The 1-based line where a pointer is written or, where it is missing, what it would be part of.
    pub fn line(&self, pointer: &str) -> Option<u32> {
        let mut pointer = pointer;
        loop {
            if let Some(line) = self.lines.get(pointer) {
                return Some(*line);
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }

    /// The pointers that are written more than once.
    pub fn twice(&self) -> &[String] {
        &self.twice
    }
}

/// A pointer one step further.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    pointer: String,
    places: Places,
}

impl Scanner<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        byte
    }

    /// The next byte that means something; it is not taken.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = self.text.as_bytes().get(self.at).copied()?;
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' => {}
                _ => return Some(byte),
            }
            self.at += 1;
        }
    }

    fn value(&mut self) {
        match self.peek() {
            Some(b'{') => self.object(),
            Some(b'[') => self.list(),
            Some(b'"') => {
                self.string();
            }
            _ => {
                let rest = self.text.get(self.at..).unwrap_or_default();
                let end = rest.find([',', ']', '}', ' ', '\t', '\r', '\n']);
                self.at += end.unwrap_or(rest.len());
            }
        }
    }

    fn object(&mut self) {
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let line = self.line;
                    let key = self.string();
                    self.peek();
                    // The colon.
                    self.at += 1;
                    self.member(&key, line);
                }
                Some(b',') => self.at += 1,
                _ => break,
            }
        }
        self.at += 1;
    }

    fn list(&mut self) {
        self.at += 1;
        let mut number = 0_usize;
        loop {
            match self.peek() {
                None | Some(b']') => break,
                Some(b',') => self.at += 1,
                Some(_) => {
                    let line = self.line;
                    self.member(&number.to_string(), line);
                    number += 1;
                }
            }
        }
        self.at += 1;
    }

    fn member(&mut self, key: &str, line: u32) {
        let outer = self.pointer.clone();
        self.pointer = below(&outer, key);
        if self
            .places
            .lines
            .insert(self.pointer.clone(), line)
            .is_some()
        {
            self.places.twice.push(self.pointer.clone());
        }
        self.value();
        self.pointer = outer;
    }

    /// Takes a string and gives its content.
    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.next() {
            match byte {
                b'\\' => self.at += 1,
                b'"' => break,
                _ => {}
            }
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(written).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": [1, {\"b\": \"}\\\"]\"},\n\n  -2.5e3],\r\n\"x/y~\": {\n\t\"中\\u0041\": null },\n\"a\": true}\n";

    #[test]
    fn every_pointer_has_its_line() {
        let places = Places::of(TEXT);
        let value: serde_json::Value = serde_json::from_str(TEXT).unwrap();
        for (pointer, line) in [
            ("/a", 7),
            ("/a/0", 2),
            ("/a/1", 2),
            ("/a/1/b", 2),
            ("/a/2", 4),
            ("/x~1y~0", 5),
            ("/x~1y~0/中A", 6),
            // Not there.
            ("/a/3", 7),
            ("/x~1y~0/b/c", 5),
        ] {
            assert_eq!(places.line(pointer), Some(line), "{pointer}");
        }
        assert_eq!(places.line("/b"), None);
        assert_eq!(places.lines.len(), 7);
        assert_eq!(places.twice(), ["/a"]);
        assert!(value.pointer("/x~1y~0/中A").is_some());
    }

    #[test]
    fn no_text_is_too_odd_to_end() {
        for text in ["", "{", "[", "[1", "{\"a", "{\"a\"", "{\"a\":", "\"\\", "}"] {
            let _ = Places::of(text);
        }
    }
}
