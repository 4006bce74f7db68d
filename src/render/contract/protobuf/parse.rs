//! Text to files, by the grammar of the protobuf language specifications (proto2, proto3, editions). A
//! fault in a statement costs that statement, and a definition that is never closed keeps what it holds.

use super::file::{
    Enum, EnumValue, Extension, Field, File, Label, Message, Range, Reserved, Setting,
};
use crate::render::contract::idl::{
    Cursor, Dialect, Expected, Fault, Kind as Lexeme, MAX_DEPTH, Name, Token,
};

mod option;
mod service;

/// The largest number that a field may have.
pub(super) const MAX_NUMBER: i64 = 536_870_911;

/// Reads the files of a fence and what is wrong with their text.
pub(super) fn parse(source: &str) -> (Vec<File<'_>>, Vec<Fault<'_>>) {
    let mut parser = Parser {
        cursor: Cursor::new(source, Dialect::Protobuf, starts_definition),
    };
    let files = parser.files();
    (files, parser.cursor.faults)
}

struct Parser<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Parser<'a> {
    /// A file ends where a comment names the next one, or where `syntax` or `edition` is said again.
    fn files(&mut self) -> Vec<File<'a>> {
        let mut files = vec![File::default()];
        while !self.cursor.done() {
            if self.cursor.eat_mark(';') {
                continue;
            }
            let name = self
                .cursor
                .comments_between()
                .find_map(|text| file_name(&text));
            let next = self.cursor.peek();
            let begins = matches!(next.text, "syntax" | "edition");
            if let Some(file) = files.last_mut() {
                let other = name.as_ref().is_some_and(|name| *name != file.name);
                if !file.is_empty() && (other || (begins && file.syntax.is_some())) {
                    files.push(File::default());
                }
            }
            let Some(file) = files.last_mut() else { break };
            if let Some(name) = name {
                file.name = name;
            }
            if self.statement(file).is_none() {
                self.next_statement(next);
            }
        }
        files.retain(|file| !file.is_empty());
        files
    }

    /// Skips to the next definition: a keyword at the start of a line, or whatever follows the end of a
    /// statement. At least one token is taken since `stuck` was next.
    fn next_statement(&mut self, stuck: Token<'a>) {
        if self.cursor.peek() == stuck {
            self.cursor.take();
        }
        self.cursor.skip_until(|cursor| {
            let next = cursor.peek();
            cursor.last().kind == Lexeme::Mark(';') || (next.first && starts_definition(next.text))
        });
    }

    fn statement(&mut self, file: &mut File<'a>) -> Option<()> {
        let description = self.cursor.comment_above();
        let keyword = self.cursor.lexeme(Lexeme::Word, Expected::Definition)?;
        match keyword.text {
            "syntax" | "edition" => {
                self.cursor.mark('=')?;
                let text = self.cursor.lexeme(Lexeme::Text, Expected::Text)?;
                file.syntax = Some((option::inner(text.text), keyword.line));
                file.edition = keyword.text == "edition";
                self.cursor.mark(';')
            }
            "package" => {
                file.package = Some(self.cursor.name(Expected::Name)?);
                self.cursor.mark(';')
            }
            "import" => {
                let _ = self.cursor.eat_word("public") || self.cursor.eat_word("weak");
                let text = self.cursor.lexeme(Lexeme::Text, Expected::Text)?;
                file.imports.push(Name {
                    text: option::inner(text.text),
                    line: text.line,
                });
                self.cursor.mark(';')
            }
            "option" => {
                let setting = self.setting()?;
                file.options.push(setting);
                self.cursor.mark(';')
            }
            "message" => {
                let mut message = self.opened(description)?;
                let read = self.message(&mut message, 0);
                file.messages.push(message);
                read
            }
            "enum" => {
                let mut of = self.new_enum(description)?;
                let read = self.values(&mut of);
                file.enums.push(of);
                read
            }
            "service" => self.service(file, description),
            "extend" => {
                let mut extension = self.new_extension()?;
                let read = self.extension(&mut extension);
                file.extensions.push(extension);
                read
            }
            _ => {
                let line = keyword.line;
                self.cursor
                    .fault_at(line, Expected::Definition, keyword.text);
                None
            }
        }
    }

    /// Statements between braces, each of which is skipped at its first fault. `read` takes one.
    fn block(&mut self, mut read: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let mut indented = false;
        loop {
            if self.cursor.eat_mark('}') {
                self.cursor.eat_mark(';');
                return Some(());
            }
            if self.cursor.eat_mark(';') {
                continue;
            }
            let next = self.cursor.peek();
            // A definition at the margin below indented ones: the brace above was forgotten.
            indented |= next.first && !next.margin;
            let forgotten = next.margin && indented && starts_definition(next.text);
            if self.cursor.done() || forgotten {
                return self.cursor.fault(Expected::Mark('}'));
            }
            if read(self).is_some() {
                continue;
            }
            let line = self.cursor.last().last_line;
            if self.cursor.peek() == next {
                self.cursor.take();
            }
            self.cursor.skip_until(|cursor| {
                let ended = cursor.last().kind == Lexeme::Mark(';') && cursor.last().line >= line;
                ended || (cursor.peek().first && cursor.peek().line > line)
            });
            if self.cursor.at_mark(')') || self.cursor.at_mark(']') {
                self.cursor.take();
            }
        }
    }

    /// A message's name and opening brace; its comments describe it.
    fn opened(&mut self, description: String) -> Option<Message<'a>> {
        let name = self.own_name()?;
        self.cursor.mark('{')?;
        Some(Message {
            name,
            description: self.or_behind(description),
            ..Message::default()
        })
    }

    fn or_behind(&self, description: String) -> String {
        if description.is_empty() {
            return self.cursor.comment_behind();
        }
        description
    }

    fn message(&mut self, message: &mut Message<'a>, depth: u32) -> Option<()> {
        if depth > MAX_DEPTH {
            return self.cursor.fault(Expected::Shallow);
        }
        self.block(|parser| parser.part(message, depth))
    }

    /// One statement of a message.
    fn part(&mut self, message: &mut Message<'a>, depth: u32) -> Option<()> {
        let description = self.cursor.comment_above();
        let (first, second) = (self.cursor.peek(), self.cursor.ahead(1));
        // Keywords are names of types as well: `message` alone is no keyword.
        let word = second.kind == Lexeme::Word;
        match first.text {
            "message" if word && self.cursor.ahead(2).kind == Lexeme::Mark('{') => {
                self.cursor.take();
                let mut nested = self.opened(description)?;
                let read = self.message(&mut nested, depth + 1);
                message.messages.push(nested);
                read
            }
            "enum" if word && self.cursor.ahead(2).kind == Lexeme::Mark('{') => {
                self.cursor.take();
                let mut of = self.new_enum(description)?;
                let read = self.values(&mut of);
                message.enums.push(of);
                read
            }
            "oneof" if word && self.cursor.ahead(2).kind == Lexeme::Mark('{') => {
                self.cursor.take();
                self.oneof(message, description, depth)
            }
            "extend" if word && self.cursor.ahead(2).kind == Lexeme::Mark('{') => {
                self.cursor.take();
                let mut extension = self.new_extension()?;
                let read = self.extension(&mut extension);
                message.extensions.push(extension);
                read
            }
            "option" if self.cursor.ahead(2).kind != Lexeme::Mark('=') || !word => {
                self.cursor.take();
                let setting = self.setting()?;
                message.options.push(setting);
                self.cursor.mark(';')
            }
            "option" if self.cursor.ahead(3).kind != Lexeme::Number => {
                self.cursor.take();
                let setting = self.setting()?;
                message.options.push(setting);
                self.cursor.mark(';')
            }
            "reserved" if self.cursor.ahead(2).kind != Lexeme::Mark('=') => {
                self.cursor.take();
                self.reserved(&mut message.reserved)
            }
            "extensions" if !word => {
                self.cursor.take();
                let mut open = Reserved::default();
                self.ranges(&mut open)?;
                message.open.append(&mut open.ranges);
                self.compact()?;
                self.cursor.mark(';')
            }
            _ => {
                let field = self.field(description, message, None, depth)?;
                message.fields.push(field);
                Some(())
            }
        }
    }

    fn oneof(&mut self, message: &mut Message<'a>, description: String, depth: u32) -> Option<()> {
        let name = self.own_name()?;
        self.cursor.mark('{')?;
        let description = self.or_behind(description);
        let position = message.oneofs.len();
        message.oneofs.push((name, description));
        self.block(|parser| {
            let description = parser.cursor.comment_above();
            if parser.cursor.eat_word("option") {
                parser.setting()?;
                return parser.cursor.mark(';');
            }
            let mut field = parser.field(description, message, None, depth)?;
            field.oneof = Some(position);
            message.fields.push(field);
            Some(())
        })
    }

    /// A field. A group's fields become a message of their own.
    fn field(
        &mut self,
        description: String,
        owner: &mut Message<'a>,
        oneof: Option<usize>,
        depth: u32,
    ) -> Option<Field<'a>> {
        let label = self.label();
        let map =
            self.cursor.peek().text == "map" && self.cursor.ahead(1).kind == Lexeme::Mark('<');
        let (key, of) = if map {
            self.cursor.take();
            self.cursor.take();
            let key = self.cursor.name(Expected::Type)?;
            self.cursor.mark(',')?;
            let of = self.type_name()?;
            self.cursor.mark('>')?;
            (Some(key), of)
        } else {
            (None, self.type_name()?)
        };
        let name = self.own_name()?;
        self.cursor.mark('=')?;
        let number = self.number()?;
        let options = self.compact()?;
        let mut field = Field {
            name,
            description,
            label,
            of,
            key,
            number: Some(number),
            oneof,
            options,
        };
        if of.text == "group" && self.cursor.eat_mark('{') {
            let mut group = Message {
                name,
                ..Message::default()
            };
            let read = self.message(&mut group, depth + 1);
            owner.messages.push(group);
            field.of = name;
            read?;
        } else {
            self.cursor.mark(';')?;
        }
        if field.description.is_empty() {
            field.description = self.cursor.comment_behind();
        }
        Some(field)
    }

    fn label(&mut self) -> Label {
        // A type may be called like a label: then no name follows.
        if self.cursor.ahead(1).kind == Lexeme::Mark('=') {
            return Label::Plain;
        }
        for (word, label) in [
            ("optional", Label::Optional),
            ("required", Label::Required),
            ("repeated", Label::Repeated),
        ] {
            if self.cursor.eat_word(word) {
                return label;
            }
        }
        Label::Plain
    }

    /// The name of something that is defined here: it has no dots.
    fn own_name(&mut self) -> Option<Name<'a>> {
        let token = self.cursor.peek();
        if token.kind == Lexeme::Word && token.text.contains('.') {
            return self.cursor.fault(Expected::Name);
        }
        self.cursor.name(Expected::Name)
    }

    /// A type's name, which may start with a dot.
    fn type_name(&mut self) -> Option<Name<'a>> {
        let start = self.cursor.peek();
        self.cursor.eat_mark('.');
        self.cursor.name(Expected::Type)?;
        // Space may stand at a dot.
        while self.cursor.last().text.ends_with('.') || self.cursor.eat_mark('.') {
            self.cursor.name(Expected::Type)?;
        }
        Some(Name {
            text: self.cursor.slice(start),
            line: start.line,
        })
    }

    /// A whole number, decimal, octal or hexadecimal.
    fn number(&mut self) -> Option<i64> {
        let minus = self.cursor.eat_mark('-');
        let token = self.cursor.peek();
        let digits = token.text.trim_start_matches('-');
        let value = match digits.get(..2) {
            Some("0x" | "0X") => i64::from_str_radix(&digits[2..], 16),
            _ if digits.len() > 1 && digits.starts_with('0') => i64::from_str_radix(digits, 8),
            _ => digits.parse(),
        };
        match value {
            Ok(value) if token.kind == Lexeme::Number => {
                self.cursor.take();
                let negative = minus || token.text.starts_with('-');
                Some(if negative { -value } else { value })
            }
            _ => self.cursor.fault(Expected::Number),
        }
    }

    fn new_enum(&mut self, description: String) -> Option<Enum<'a>> {
        let name = self.own_name()?;
        self.cursor.mark('{')?;
        Some(Enum {
            name,
            description: self.or_behind(description),
            values: Vec::new(),
            reserved: Reserved::default(),
            options: Vec::new(),
        })
    }

    fn values(&mut self, of: &mut Enum<'a>) -> Option<()> {
        self.block(|parser| {
            let description = parser.cursor.comment_above();
            let named = parser.cursor.ahead(1).kind == Lexeme::Mark('=');
            if !named && parser.cursor.eat_word("option") {
                let setting = parser.setting()?;
                of.options.push(setting);
                return parser.cursor.mark(';');
            }
            if !named && parser.cursor.eat_word("reserved") {
                return parser.reserved(&mut of.reserved);
            }
            let name = parser.own_name()?;
            parser.cursor.mark('=')?;
            let number = parser.number()?;
            let options = parser.compact()?;
            parser.cursor.mark(';')?;
            of.values.push(EnumValue {
                name,
                description: parser.or_behind(description),
                number: Some(number),
                options,
            });
            Some(())
        })
    }

    fn reserved(&mut self, reserved: &mut Reserved<'a>) -> Option<()> {
        self.ranges(reserved)?;
        self.cursor.mark(';')
    }

    /// Numbers, ranges of numbers, and names, with commas between.
    fn ranges(&mut self, reserved: &mut Reserved<'a>) -> Option<()> {
        loop {
            match self.cursor.peek().kind {
                Lexeme::Text => reserved.names.push(option::inner(self.cursor.take().text)),
                Lexeme::Word => reserved.names.push(self.cursor.take().text),
                _ => {
                    let from = self.number()?;
                    let to = if !self.cursor.eat_word("to") {
                        from
                    } else if self.cursor.eat_word("max") {
                        i64::MAX
                    } else {
                        self.number()?
                    };
                    reserved.ranges.push(Range { from, to });
                }
            }
            if !self.cursor.eat_mark(',') {
                return Some(());
            }
        }
    }

    fn new_extension(&mut self) -> Option<Extension<'a>> {
        let target = self.type_name()?;
        self.cursor.mark('{')?;
        Some(Extension {
            target,
            fields: Vec::new(),
        })
    }

    fn extension(&mut self, extension: &mut Extension<'a>) -> Option<()> {
        let mut groups = Message::default();
        self.block(|parser| {
            let description = parser.cursor.comment_above();
            let field = parser.field(description, &mut groups, None, 0)?;
            extension.fields.push(field);
            Some(())
        })
    }
}

fn starts_definition(word: &str) -> bool {
    matches!(
        word,
        "syntax"
            | "edition"
            | "package"
            | "import"
            | "option"
            | "message"
            | "enum"
            | "service"
            | "extend"
    )
}

/// The name of a file that a comment consists of: `orders.proto`, `file: orders/v1/orders.proto`.
fn file_name(comment: &str) -> Option<String> {
    let words = comment.lines().flat_map(str::split_whitespace);
    let mut names = words.filter(|word| word.trim_end_matches(':').ends_with(".proto"));
    let name = names.next()?.trim_matches([':', '`', '"', '(', ')']);
    // A sentence that mentions a file does not begin one.
    (comment.split_whitespace().count() <= 4).then(|| name.to_owned())
}
