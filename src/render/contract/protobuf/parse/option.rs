//! Reads options and their values: words, numbers, texts, and messages in text format.

use super::{Parser, Setting};
use crate::render::contract::{
    idl::{Expected, Kind as Lexeme, MAX_DEPTH},
    protobuf::file::Value,
};

/// A text without its quotes.
pub(super) fn inner(text: &str) -> &str {
    text.get(1..text.len().saturating_sub(1))
        .unwrap_or_default()
}

impl<'a> Parser<'a> {
    /// `name = value`, with or without brackets and dots in the name.
    pub(super) fn setting(&mut self) -> Option<Setting<'a>> {
        let start = self.cursor.peek();
        loop {
            if self.cursor.eat_mark('(') {
                self.cursor.eat_mark('.');
                self.cursor.name(Expected::Name)?;
                self.cursor.mark(')')?;
            } else {
                self.cursor.name(Expected::Name)?;
            }
            // `(name).field`: the dot is a mark of its own only after a bracket.
            if !self.cursor.eat_mark('.') && !self.cursor.at_mark('(') {
                break;
            }
        }
        let name = self.cursor.slice(start);
        self.cursor.mark('=')?;
        let start = self.cursor.peek();
        let value = self.value(0)?;
        Some(Setting {
            name,
            value,
            text: self.cursor.slice(start),
        })
    }

    /// Options in brackets behind a field or a value.
    pub(super) fn compact(&mut self) -> Option<Vec<Setting<'a>>> {
        let mut settings = Vec::new();
        if self.cursor.eat_mark('[') {
            while !self.cursor.eat_mark(']') {
                settings.push(self.setting()?);
                if !self.cursor.eat_mark(',') {
                    self.cursor.mark(']')?;
                    break;
                }
            }
        }
        Some(settings)
    }

    fn value(&mut self, depth: u32) -> Option<Value<'a>> {
        if depth > MAX_DEPTH {
            return self.cursor.fault(Expected::Shallow);
        }
        let token = self.cursor.peek();
        match token.kind {
            Lexeme::Text => {
                self.cursor.take();
                // Texts that follow each other are one; the first names it well enough.
                while self.cursor.peek().kind == Lexeme::Text {
                    self.cursor.take();
                }
                Some(Value::Text(inner(token.text)))
            }
            Lexeme::Word | Lexeme::Number => Some(Value::Word(self.cursor.take().text)),
            Lexeme::Mark('-') => {
                self.cursor.take();
                self.cursor.name(Expected::Value)?;
                Some(Value::Word(self.cursor.slice(token)))
            }
            Lexeme::Mark('[') => {
                self.cursor.take();
                let mut items = Vec::new();
                while !self.cursor.eat_mark(']') {
                    items.push(self.value(depth + 1)?);
                    self.cursor.eat_mark(',');
                }
                Some(Value::List(items))
            }
            Lexeme::Mark('{') => {
                self.cursor.take();
                self.fields(depth).map(Value::Fields)
            }
            _ => self.cursor.fault(Expected::Value),
        }
    }

    /// Fields of text format up to the closing brace.
    fn fields(&mut self, depth: u32) -> Option<Vec<(&'a str, Value<'a>)>> {
        let mut fields = Vec::new();
        while !self.cursor.eat_mark('}') {
            let start = self.cursor.peek();
            if self.cursor.eat_mark('[') {
                self.cursor.name(Expected::Name)?;
                while self.cursor.eat_mark('/') {
                    self.cursor.name(Expected::Name)?;
                }
                self.cursor.mark(']')?;
            } else {
                self.cursor.name(Expected::Mark('}'))?;
            }
            let name = self.cursor.slice(start);
            if !self.cursor.eat_mark(':') && !self.cursor.at_mark('{') {
                return self.cursor.fault(Expected::Mark(':'));
            }
            fields.push((name, self.value(depth + 1)?));
            let _ = self.cursor.eat_mark(',') || self.cursor.eat_mark(';');
        }
        Some(fields)
    }
}
