//! Walks over tokens. A fault is remembered with its line and the reader goes on at the next place that
//! makes sense, so that one slip never hides the rest.

use super::{
    Name,
    tokens::{self, Comment, Dialect, Kind, Token},
};

/// More faults than this are not told apart from a text in another language.
const MAX_FAULTS: usize = 20;

/// Whatever nests deeper is refused.
pub(in crate::render::contract) const MAX_DEPTH: u32 = 32;

/// What a reader expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render::contract) enum Expected {
    /// This character.
    Mark(char),
    /// This word.
    Word(&'static str),
    /// A name.
    Name,
    /// A type.
    Type,
    /// A value.
    Value,
    /// A number.
    Number,
    /// A text in quotes.
    Text,
    /// A member of what is open.
    Member,
    /// A definition at the top.
    Definition,
    /// The closing quote of a text.
    Quote,
    /// Less nesting.
    Shallow,
}

/// A place at which the text does not follow the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render::contract) struct Fault<'a> {
    /// 1-based line.
    pub line: u32,
    /// What should be there.
    pub expected: Expected,
    /// What is there; empty at the end.
    pub found: &'a str,
}

/// A reader's place among the tokens.
pub(in crate::render::contract) struct Cursor<'a> {
    /// The whole text.
    pub source: &'a str,
    /// The faults so far.
    pub faults: Vec<Fault<'a>>,
    tokens: Vec<Token<'a>>,
    comments: Vec<Comment<'a>>,
    at: usize,
    /// Whether a word starts a definition.
    starts: fn(&str) -> bool,
}

impl<'a> Cursor<'a> {
    /// At the start of a source, in which some words start definitions.
    pub fn new(source: &'a str, dialect: Dialect, starts: fn(&str) -> bool) -> Self {
        let (tokens, comments) = tokens::split(source, dialect);
        Self {
            source,
            faults: Vec::new(),
            tokens,
            comments,
            at: 0,
            starts,
        }
    }

    /// The next token.
    pub fn peek(&self) -> Token<'a> {
        self.ahead(0)
    }

    /// A token further ahead; beyond the end there is the end.
    pub fn ahead(&self, count: usize) -> Token<'a> {
        let last = self.tokens.len() - 1;
        self.tokens[(self.at + count).min(last)]
    }

    /// The last token that was taken.
    pub fn last(&self) -> Token<'a> {
        self.tokens[self.at.saturating_sub(1)]
    }

    /// Takes the next token; the end is never passed.
    pub fn take(&mut self) -> Token<'a> {
        let token = self.peek();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    /// Whether the end, or more faults than are worth telling, were reached.
    pub fn done(&self) -> bool {
        self.peek().kind == Kind::End || self.faults.len() >= MAX_FAULTS
    }

    /// Whether the next token is this character.
    pub fn at_mark(&self, mark: char) -> bool {
        self.peek().kind == Kind::Mark(mark)
    }

    /// Takes this character if it is next.
    pub fn eat_mark(&mut self, mark: char) -> bool {
        let found = self.at_mark(mark);
        if found {
            self.take();
        }
        found
    }

    /// Takes this word if it is next.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.peek().kind == Kind::Word && self.peek().text == word;
        if found {
            self.take();
        }
        found
    }

    /// Takes this character, or remembers its absence.
    pub fn mark(&mut self, mark: char) -> Option<()> {
        if self.eat_mark(mark) {
            return Some(());
        }
        self.fault(Expected::Mark(mark))
    }

    /// Takes a token of this kind, or remembers its absence.
    pub fn lexeme(&mut self, kind: Kind, expected: Expected) -> Option<Token<'a>> {
        if self.peek().kind == kind {
            return Some(self.take());
        }
        self.fault(expected)
    }

    /// Takes a name, or remembers its absence.
    pub fn name(&mut self, expected: Expected) -> Option<Name<'a>> {
        let token = self.lexeme(Kind::Word, expected)?;
        Some(Name {
            text: token.text,
            line: token.line,
        })
    }

    /// Remembers that something else should be next. What is missing at the start of a line is missing
    /// at the end of the line before.
    pub fn fault<T>(&mut self, expected: Expected) -> Option<T> {
        let next = self.peek();
        let expected = match next.kind {
            Kind::Unclosed => Expected::Quote,
            _ => expected,
        };
        let closing = matches!(expected, Expected::Mark(_)) && next.kind != Kind::End;
        let line = if closing && next.first && self.at > 0 {
            self.last().last_line
        } else {
            next.line
        };
        self.fault_at(line, expected, next.text);
        None
    }

    /// Remembers a fault, unless the same line already has one.
    pub fn fault_at(&mut self, line: u32, expected: Expected, found: &'a str) {
        let known = self.faults.iter().any(|fault| fault.line == line);
        if !known && self.faults.len() < MAX_FAULTS {
            self.faults.push(Fault {
                line,
                expected,
                found,
            });
        }
    }

    /// The text from a token to the last one taken.
    pub fn slice(&self, from: Token<'a>) -> &'a str {
        let last = self.last();
        let end = last.start + last.text.len();
        self.source.get(from.start..end).unwrap_or_default()
    }

    /// Takes tokens up to one that satisfies, outside of brackets opened on the way, or that closes what
    /// was open before. A definition at the margin ends it in any case: a bracket was forgotten.
    pub fn skip_until(&mut self, stop: impl Fn(&Self) -> bool) {
        let mut depth = 0_u32;
        while self.peek().kind != Kind::End && !self.at_definition() {
            if depth == 0 && stop(self) {
                return;
            }
            match self.peek().kind {
                Kind::Mark('{' | '(' | '[') => depth += 1,
                Kind::Mark('}' | ')' | ']') if depth == 0 => return,
                Kind::Mark('}' | ')' | ']') => depth -= 1,
                _ => {}
            }
            self.take();
        }
    }

    /// Whether a definition starts here, at the margin: a keyword and, on its line, what it defines.
    pub fn at_definition(&self) -> bool {
        let (token, next) = (self.peek(), self.ahead(1));
        let named = matches!(next.kind, Kind::Word | Kind::Mark('@' | '{'));
        let keyword = token.kind == Kind::Word && token.margin && (self.starts)(token.text);
        keyword && named && next.line == token.line
    }

    /// The comment lines directly above the next token.
    pub fn comment_above(&self) -> String {
        let token = self.peek();
        let passed = self.at.checked_sub(1).map(|last| self.tokens[last]);
        let from = passed.map_or(0, |last| last.comments);
        let passed_line = passed.map_or(0, |last| last.last_line);
        let mut line = token.line;
        let mut start = token.comments;
        for (index, comment) in (from..token.comments).zip(&self.comments[from..]).rev() {
            if comment.last_line + 1 < line || comment.line <= passed_line {
                break;
            }
            (start, line) = (index, comment.line);
        }
        text_of(&self.comments[start..token.comments])
    }

    /// The comment behind the last token taken, on its line.
    pub fn comment_behind(&self) -> String {
        let (last, next) = (self.last(), self.peek());
        let between = &self.comments[last.comments.min(next.comments)..next.comments];
        let count = between
            .iter()
            .take_while(|comment| comment.line == last.last_line)
            .count();
        text_of(&between[..count.min(1)])
    }

    /// Every comment between the last token taken and the next, without its marks.
    pub fn comments_between(&self) -> impl Iterator<Item = String> {
        let passed = self.at.checked_sub(1).map(|last| self.tokens[last]);
        let from = passed.map_or(0, |last| last.comments);
        let between = &self.comments[from..self.peek().comments];
        between.iter().map(|comment| text_of(&[*comment]))
    }
}

/// Comments without their marks; lines that only draw a rule are left out.
fn text_of(comments: &[Comment<'_>]) -> String {
    let mut lines = Vec::new();
    for line in comments.iter().flat_map(|comment| comment.text.lines()) {
        let marks = |c: char| c.is_whitespace() || matches!(c, '#' | '/' | '*');
        let text = line.trim_end().trim_end_matches("*/").trim_end();
        let text = text.trim_start_matches(marks);
        let text = text.trim_matches(['=', '-', '─', '━', '═']).trim();
        if text.chars().any(char::is_alphanumeric) || (text.is_empty() && line.trim().is_empty()) {
            lines.push(text);
        }
    }
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_belongs_to_what_it_stands_at() {
        let source =
            "// far\n\n// =====\n/* one\n * two */\na; // behind a\n// above b\nb;\n// end";
        let mut cursor = Cursor::new(source, Dialect::Protobuf, |_| false);
        assert_eq!(cursor.comment_above(), "one\ntwo");
        cursor.take();
        cursor.take();
        assert_eq!(cursor.comment_behind(), "behind a");
        assert_eq!(cursor.comment_above(), "above b");
        cursor.take();
        assert_eq!(cursor.comment_behind(), "");
    }

    #[test]
    fn a_missing_mark_is_missing_on_the_line_before() {
        let mut cursor = Cursor::new("a\nb", Dialect::Protobuf, |_| false);
        cursor.take();
        assert!(cursor.mark(';').is_none());
        assert_eq!(
            cursor.faults,
            [Fault {
                line: 1,
                expected: Expected::Mark(';'),
                found: "b"
            }]
        );
    }
}
