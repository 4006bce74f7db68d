//! Text to definitions, by the grammar of the GraphQL specification (October 2021, and `@oneOf`, schema
//! descriptions and descriptions of operations since). A fault in a member costs that member; a fault in
//! a head costs the definition. Comments above or behind stand in for descriptions.

use super::document::{Definition, Directive, Document, Executable, Field, Kind, Type};
use crate::render::contract::idl::{
    Cursor, Dialect, Expected, Fault, Kind as Lexeme, MAX_DEPTH, Name, Token,
};

/// Reads a document and what is wrong with its text.
pub(super) fn parse(source: &str) -> (Document<'_>, Vec<Fault<'_>>) {
    let mut parser = Parser {
        cursor: Cursor::new(source, Dialect::GraphQl, |word| {
            word == "extend" || Kind::of(word).is_some()
        }),
    };
    let document = parser.document();
    (document, parser.cursor.faults)
}

/// How the members of a block are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Members {
    /// `name(arguments): Type`.
    Fields,
    /// `name: Type = value`.
    Inputs,
    /// `NAME`.
    Values,
}

struct Parser<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Parser<'a> {
    fn document(&mut self) -> Document<'a> {
        let mut document = Document::default();
        while !self.cursor.done() {
            if self.definition(&mut document).is_none() {
                self.next_definition();
            }
        }
        document
    }

    /// Skips to the next keyword that stands at the margin, or at the start of a line outside of braces.
    fn next_definition(&mut self) {
        if !starts_definition(self.cursor.peek()) || !self.cursor.peek().first {
            self.cursor.take();
        }
        let mut depth = 0_u32;
        loop {
            let token = self.cursor.peek();
            let begins = token.first && starts_definition(token);
            match token.kind {
                Lexeme::End => return,
                _ if begins && (token.margin || depth == 0) => return,
                Lexeme::Mark('{') => depth += 1,
                Lexeme::Mark('}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.cursor.take();
        }
    }

    fn definition(&mut self, document: &mut Document<'a>) -> Option<()> {
        let description = self.description()?;
        let start = self.cursor.peek();
        if start.kind == Lexeme::Mark('{')
            || (start.kind == Lexeme::Word && is_executable(start.text))
        {
            let executable = self.executable()?;
            document.executables.push(executable);
            return Some(());
        }
        let extends = self.cursor.eat_word("extend");
        let keyword = self.cursor.peek();
        let kind = Kind::of(keyword.text).filter(|_| keyword.kind == Lexeme::Word);
        let Some(kind) = kind else {
            return self.cursor.fault(Expected::Definition);
        };
        self.cursor.take();
        let name = match kind {
            Kind::Schema => Name {
                text: keyword.text,
                line: keyword.line,
            },
            Kind::Directive => {
                self.cursor.mark('@')?;
                self.cursor.name(Expected::Name)?
            }
            _ => self.cursor.name(Expected::Name)?,
        };
        let mut definition = Definition {
            kind,
            name,
            extends,
            description,
            implements: Vec::new(),
            directives: Vec::new(),
            fields: Vec::new(),
            members: Vec::new(),
            repeatable: false,
        };
        let read = self.rest(&mut definition);
        // What was read before a fault is shown.
        document.definitions.push(definition);
        read
    }

    /// What follows the name.
    fn rest(&mut self, definition: &mut Definition<'a>) -> Option<()> {
        if definition.kind == Kind::Directive {
            return self.directive_definition(definition);
        }
        if self.cursor.eat_word("implements") {
            definition.implements = self.names('&')?;
        }
        definition.directives = self.directives()?;
        let members = match definition.kind {
            Kind::Object | Kind::Interface | Kind::Schema => Members::Fields,
            Kind::Input => Members::Inputs,
            Kind::Enum => Members::Values,
            Kind::Union => {
                if self.cursor.eat_mark('=') {
                    definition.members = self.names('|')?;
                }
                return Some(());
            }
            Kind::Scalar | Kind::Directive => return Some(()),
        };
        if self.cursor.at_mark('{') {
            self.block('}', members, &mut definition.fields)?;
        } else if !starts_definition(self.cursor.peek()) && !self.starts_text() {
            return self.cursor.fault(Expected::Mark('{'));
        }
        Some(())
    }

    fn directive_definition(&mut self, definition: &mut Definition<'a>) -> Option<()> {
        if self.cursor.at_mark('(') {
            self.block(')', Members::Inputs, &mut definition.fields)?;
        }
        definition.repeatable = self.cursor.eat_word("repeatable");
        if !self.cursor.eat_word("on") {
            return self.cursor.fault(Expected::Member);
        }
        definition.members = self.names('|')?;
        Some(())
    }

    /// Names with a mark between them, and perhaps one before the first. A space instead of the mark,
    /// as old documents have it, is accepted between interfaces.
    fn names(&mut self, mark: char) -> Option<Vec<Name<'a>>> {
        self.cursor.eat_mark(mark);
        let mut names = vec![self.cursor.name(Expected::Type)?];
        loop {
            let next = self.cursor.peek();
            let spaced = mark == '&' && next.kind == Lexeme::Word && !next.first;
            if self.cursor.eat_mark(mark) || spaced {
                names.push(self.cursor.name(Expected::Type)?);
            } else {
                return Some(names);
            }
        }
    }

    /// Members between brackets. A member with a fault is left out, as is what follows it on its line; where
    /// a definition seems to start, the closing bracket was forgotten.
    fn block(&mut self, close: char, members: Members, into: &mut Vec<Field<'a>>) -> Option<()> {
        let opened = self.cursor.take();
        loop {
            if self.cursor.eat_mark(close) {
                return Some(());
            }
            let ended = self.cursor.done() || self.cursor.at_definition();
            if ended || (close == ')' && self.cursor.at_mark('}')) {
                return self.cursor.fault(Expected::Mark(close));
            }
            let line = self.cursor.peek().line;
            let Some(member) = self.member(members) else {
                // Arguments on one line are lost with their field.
                if close == ')' && line == opened.line {
                    return None;
                }
                self.cursor
                    .skip_until(|cursor| cursor.peek().line > line && cursor.peek().first);
                if self.cursor.at_mark(']') || (close == '}' && self.cursor.at_mark(')')) {
                    self.cursor.take();
                }
                continue;
            };
            into.push(member);
        }
    }

    fn member(&mut self, members: Members) -> Option<Field<'a>> {
        let description = self.description()?;
        let name = self.cursor.name(Expected::Member)?;
        let mut field = Field {
            name,
            description,
            arguments: Vec::new(),
            of: None,
            default: None,
            directives: Vec::new(),
            added: false,
        };
        if members != Members::Values {
            if members == Members::Fields && self.cursor.at_mark('(') {
                self.block(')', Members::Inputs, &mut field.arguments)?;
            }
            self.cursor.mark(':')?;
            field.of = Some(self.of()?);
            if members == Members::Inputs && self.cursor.eat_mark('=') {
                let start = self.cursor.peek();
                self.value(0)?;
                field.default = Some(self.cursor.slice(start));
            }
        }
        field.directives = self.directives()?;
        if field.description.is_empty() {
            field.description = self.cursor.comment_behind();
        }
        Some(field)
    }

    /// A type with its brackets and exclamation marks.
    fn of(&mut self) -> Option<Type<'a>> {
        let mut open = 0_usize;
        while self.cursor.eat_mark('[') {
            open += 1;
            if open > MAX_DEPTH as usize {
                return self.cursor.fault(Expected::Shallow);
            }
        }
        let name = self.cursor.name(Expected::Type)?;
        let mut text = format!("{}{}", "[".repeat(open), name.text);
        loop {
            if self.cursor.eat_mark('!') {
                text.push('!');
            }
            if open == 0 {
                return Some(Type { name, text });
            }
            self.cursor.mark(']')?;
            text.push(']');
            open -= 1;
        }
    }

    fn directives(&mut self) -> Option<Vec<Directive<'a>>> {
        let mut directives = Vec::new();
        while self.cursor.at_mark('@') {
            let start = self.cursor.take();
            let name = self.cursor.name(Expected::Name)?;
            let mut arguments = Vec::new();
            if self.cursor.eat_mark('(') {
                while !self.cursor.eat_mark(')') {
                    let argument = self.cursor.name(Expected::Mark(')'))?;
                    self.cursor.mark(':')?;
                    let value = self.cursor.peek();
                    self.value(0)?;
                    arguments.push((argument.text, self.cursor.slice(value)));
                }
            }
            directives.push(Directive {
                name,
                text: self.cursor.slice(start),
                arguments,
            });
        }
        Some(directives)
    }

    /// Takes a value; its text is what counts.
    fn value(&mut self, depth: u32) -> Option<()> {
        if depth > MAX_DEPTH {
            return self.cursor.fault(Expected::Shallow);
        }
        match self.cursor.peek().kind {
            Lexeme::Word | Lexeme::Number | Lexeme::Text | Lexeme::Block => {
                self.cursor.take();
            }
            Lexeme::Mark('$') => {
                self.cursor.take();
                self.cursor.name(Expected::Name)?;
            }
            Lexeme::Mark('[') => {
                self.cursor.take();
                while !self.cursor.eat_mark(']') {
                    self.value(depth + 1)?;
                }
            }
            Lexeme::Mark('{') => {
                self.cursor.take();
                while !self.cursor.eat_mark('}') {
                    self.cursor.name(Expected::Mark('}'))?;
                    self.cursor.mark(':')?;
                    self.value(depth + 1)?;
                }
            }
            _ => return self.cursor.fault(Expected::Value),
        }
        Some(())
    }

    fn starts_text(&self) -> bool {
        matches!(
            self.cursor.peek().kind,
            Lexeme::Text | Lexeme::Block | Lexeme::End
        )
    }

    /// The description that comes next, or the comment above.
    fn description(&mut self) -> Option<String> {
        let above = self.cursor.comment_above();
        let token = self.cursor.peek();
        match token.kind {
            Lexeme::Text | Lexeme::Block => {
                self.cursor.take();
                Some(words(token))
            }
            Lexeme::Unclosed => self.cursor.fault(Expected::Quote),
            _ => Some(above),
        }
    }

    /// A query or fragment as a whole: it is shown, not read.
    fn executable(&mut self) -> Option<Executable<'a>> {
        let start = self.cursor.peek();
        let mut name = "";
        let keyword = if start.kind == Lexeme::Word {
            self.cursor.take();
            if self.cursor.peek().kind == Lexeme::Word {
                name = self.cursor.take().text;
            }
            start.text
        } else {
            "query"
        };
        self.cursor.skip_until(|cursor| {
            cursor.at_mark('{') || (cursor.peek().margin && starts_definition(cursor.peek()))
        });
        self.cursor.mark('{')?;
        self.cursor.skip_until(|_| false);
        self.cursor.mark('}')?;
        Some(Executable {
            keyword,
            name,
            text: self.cursor.slice(start),
        })
    }
}

fn is_executable(word: &str) -> bool {
    matches!(word, "query" | "mutation" | "subscription" | "fragment")
}

fn starts_definition(token: Token<'_>) -> bool {
    let keyword =
        token.text == "extend" || is_executable(token.text) || Kind::of(token.text).is_some();
    token.kind == Lexeme::Word && keyword
}

/// The words of a text: without quotes and, in a block, without the indentation that all lines share.
fn words(token: Token<'_>) -> String {
    if token.kind == Lexeme::Text {
        let inner = &token.text[1..token.text.len() - 1];
        return inner
            .replace("\\n", "\n")
            .replace("\\\"", "\"")
            .replace("\\\\", "\\");
    }
    let inner = token.text[3..token.text.len() - 3].replace("\\\"\"\"", "\"\"\"");
    let lines = inner.lines();
    // The paragraphs of the preview do not care for more indentation than this.
    let trimmed: Vec<&str> = lines.map(str::trim).collect();
    trimmed.join("\n").trim().to_owned()
}
