//! Reads JSON the way weak models write it: trailing commas and comments are repaired and counted, a
//! text that breaks off gives what stands before the break. Strict JSON passes without findings.

use super::node::{Fault, Finding, Map, Node, Parsed, Value, insert};
use crate::domain::problem::ProblemKind;

/// Deeper nesting than this is an attack, not a contract.
const MAX_DEPTH: u32 = 200;

/// Reads one JSON value.
pub(super) fn parse(source: &str) -> Parsed {
    let mut reader = Reader {
        rest: source.strip_prefix('\u{feff}').unwrap_or(source),
        line: 1,
        depth: 0,
        repairs: Vec::new(),
        findings: Vec::new(),
        fault: None,
    };
    let root = reader.value();
    reader.blank();
    if !reader.rest.is_empty() {
        reader.unexpected();
    }
    let mut findings = reader.findings;
    if let Some(first) = reader.repairs.first() {
        let count = u32::try_from(reader.repairs.len()).unwrap_or(u32::MAX);
        findings.push((*first, ProblemKind::ContractRepaired { count }));
    }
    Parsed {
        root,
        findings,
        fault: reader.fault,
    }
}

struct Reader<'s> {
    rest: &'s str,
    line: u32,
    depth: u32,
    /// The line of each repair.
    repairs: Vec<u32>,
    findings: Vec<Finding>,
    /// Set once; every loop ends when it is.
    fault: Option<(u32, Fault)>,
}

impl Reader<'_> {
    fn fail(&mut self, fault: Fault) {
        let line = self.line;
        self.fault.get_or_insert((line, fault));
    }

    fn unexpected(&mut self) {
        let fault = self
            .rest
            .chars()
            .next()
            .map_or(Fault::End, Fault::Character);
        self.fail(fault);
    }

    fn take(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        let breaks = taken.bytes().filter(|byte| *byte == b'\n').count();
        self.line += u32::try_from(breaks).unwrap_or(0);
        self.rest = rest;
    }

    fn eat(&mut self, token: char) -> bool {
        // No token is a line break.
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Skips white space and, as repairs, comments.
    fn blank(&mut self) {
        loop {
            let other = |byte: u8| !byte.is_ascii_whitespace();
            let space = self.rest.bytes().position(other);
            self.take(space.unwrap_or(self.rest.len()));
            match self.rest.as_bytes().first() {
                // White space of other alphabets.
                Some(0x80..) => self.take(self.rest.len() - self.rest.trim_start().len()),
                Some(b'/' | b'#') => {}
                _ => return,
            }
            let comment = if self.rest.starts_with("//") || self.rest.starts_with('#') {
                self.rest.find('\n').unwrap_or(self.rest.len())
            } else if self.rest.starts_with("/*") {
                self.rest.find("*/").map_or(self.rest.len(), |end| end + 2)
            } else {
                return;
            };
            self.repairs.push(self.line);
            self.take(comment);
        }
    }

    fn value(&mut self) -> Node {
        self.blank();
        let line = self.line;
        let value = match self.rest.chars().next() {
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some('"') => Value::Text(self.string()),
            Some(_) => self.word(),
            None => {
                self.fail(Fault::End);
                Value::Null
            }
        };
        Node::new(line, value)
    }

    fn nested(&mut self, read: fn(&mut Self) -> Value) -> Value {
        if self.depth == MAX_DEPTH {
            self.fail(Fault::Depth);
            return Value::Null;
        }
        self.depth += 1;
        self.take(1);
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Value {
        let mut map = Map::new();
        while self.more('}', map.is_empty()) {
            if !self.rest.starts_with('"') {
                self.unexpected();
                break;
            }
            let line = self.line;
            let key = self.string();
            self.blank();
            if self.fault.is_some() || !self.eat(':') {
                self.unexpected();
                break;
            }
            let node = self.value();
            insert(&mut map, key, line, node, &mut self.findings);
        }
        Value::Map(map)
    }

    fn array(&mut self) -> Value {
        let mut items = Vec::new();
        while self.more(']', items.is_empty()) {
            items.push(self.value());
        }
        Value::List(items)
    }

    /// Whether another member follows; consumes the comma before it or the closing bracket.
    fn more(&mut self, close: char, first: bool) -> bool {
        if self.fault.is_some() {
            return false;
        }
        self.blank();
        if self.eat(close) {
            return false;
        }
        if first {
            return !self.rest.is_empty() || {
                self.fail(Fault::End);
                false
            };
        }
        let line = self.line;
        if !self.eat(',') {
            self.unexpected();
            return false;
        }
        self.blank();
        if self.eat(close) {
            self.repairs.push(line);
            return false;
        }
        true
    }

    fn word(&mut self) -> Value {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '+' | '-'))
            .unwrap_or(self.rest.len());
        let word = &self.rest[..end];
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ if word.parse::<serde_json::Number>().is_ok() => Value::Number(word.to_owned()),
            _ => {
                self.unexpected();
                return Value::Null;
            }
        };
        self.take(end);
        value
    }

    /// A string from its opening quote on. A line break inside is kept: models wrap descriptions.
    fn string(&mut self) -> String {
        let start = self.line;
        self.take(1);
        let mut text = String::new();
        loop {
            let special = |byte: u8| byte == b'"' || byte == b'\\';
            let Some(end) = self.rest.bytes().position(special) else {
                self.fault.get_or_insert((start, Fault::Quote));
                text.push_str(self.rest);
                self.take(self.rest.len());
                return text;
            };
            text.push_str(&self.rest[..end]);
            self.take(end);
            if self.eat('"') {
                return text;
            }
            self.escape(&mut text);
        }
    }

    fn escape(&mut self, text: &mut String) {
        self.take(1);
        let Some(letter) = self.rest.chars().next() else {
            return;
        };
        self.take(letter.len_utf8());
        text.push(match letter {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => self.unicode(),
            other => other,
        });
    }

    fn unicode(&mut self) -> char {
        let high = self.hex();
        if (0xd800..0xdc00).contains(&high) && self.rest.starts_with("\\u") {
            self.take(2);
            let low = self.hex();
            let joined = 0x10000 + ((high - 0xd800) << 10) + (low & 0x3ff);
            return char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self) -> u32 {
        let code = self
            .rest
            .get(..4)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if code.is_some() {
            self.take(4);
        }
        code.unwrap_or(0xfffd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_json_passes_unchanged() {
        let source = r#"{"a": [1, -2.5e3, "x\n\u00e9\ud83d\ude00"], "b": {"c": null, "d": true}}"#;
        let parsed = parse(source);
        assert_eq!(parsed.fault, None);
        assert!(parsed.findings.is_empty());
        let expected: serde_json::Value = serde_json::from_str(source).unwrap();
        assert_eq!(parsed.root.json(), expected);
    }

    #[test]
    fn commas_and_comments_are_repaired_and_counted() {
        let parsed = parse("{\n \"a\": [1, 2,],\n // why\n \"b\": 1, /* x */\n}");
        assert_eq!(parsed.fault, None);
        assert_eq!(
            parsed.findings,
            [(2, ProblemKind::ContractRepaired { count: 4 })]
        );
        assert_eq!(parsed.root.json(), serde_json::json!({"a": [1, 2], "b": 1}));
    }

    #[test]
    fn a_break_keeps_what_stands_before_it() {
        for (source, fault, json) in [
            ("{\"a\": 1,\n\"b\"", (2, Fault::End), r#"{"a":1}"#),
            (
                "{\"a\": 1\n\"b\": 2}",
                (2, Fault::Character('"')),
                r#"{"a":1}"#,
            ),
            ("{\"a\": \"x", (1, Fault::Quote), r#"{"a":"x"}"#),
            ("[1, nope]", (1, Fault::Character('n')), "[1,null]"),
            ("", (1, Fault::End), "null"),
        ] {
            let parsed = parse(source);
            assert_eq!(parsed.fault, Some(fault), "{source}");
            assert_eq!(parsed.root.json().to_string(), json, "{source}");
        }
    }

    #[test]
    fn depth_is_limited() {
        let parsed = parse(&"[".repeat(100_000));
        assert_eq!(parsed.fault, Some((1, Fault::Depth)));
    }
}
