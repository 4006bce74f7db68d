//! Text to tokens. Comments are kept beside the tokens, because designs explain their schemas in comments.
//! No text is refused: what no rule knows becomes a mark of its own.

/// How a language writes comments and texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render::contract) enum Dialect {
    /// `# comment`, `"text"`, `"""block"""`; commas are white space.
    GraphQl,
    /// `// comment`, `/* comment */`, `"text"`, `'text'`; names may hold dots.
    Protobuf,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render::contract) enum Kind {
    /// A name or keyword.
    Word,
    /// A number.
    Number,
    /// A text in quotes.
    Text,
    /// A text in three quotes.
    Block,
    /// A text whose quotes are never closed.
    Unclosed,
    /// Any other character; of `...` the first stands for all.
    Mark(char),
    /// The end.
    End,
}

/// A piece of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render::contract) struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As written.
    pub text: &'a str,
    /// Where it starts in the source, in bytes.
    pub start: usize,
    /// 1-based line of its start.
    pub line: u32,
    /// 1-based line of its end.
    pub last_line: u32,
    /// Whether nothing but white space stands before it on its line.
    pub first: bool,
    /// Whether it stands at the very start of its line.
    pub margin: bool,
    /// How many comments stand before it in the source.
    pub comments: usize,
}

/// A comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Comment<'a> {
    /// With its marks.
    pub text: &'a str,
    /// 1-based line of its start.
    pub line: u32,
    /// 1-based line of its end.
    pub last_line: u32,
}

/// Splits a source; the last token is the end.
pub(super) fn split(source: &str, dialect: Dialect) -> (Vec<Token<'_>>, Vec<Comment<'_>>) {
    let mut lexer = Lexer {
        source,
        dialect,
        at: 0,
        line: 1,
        line_start: 0,
        first: true,
        endless: false,
    };
    let (mut tokens, mut comments) = (Vec::new(), Vec::new());
    loop {
        let (start, line) = (lexer.at, lexer.line);
        let Some(next) = lexer.rest().chars().next() else {
            break;
        };
        if lexer.skip_space(next) {
            continue;
        }
        let (first, margin) = (lexer.first, lexer.line_start == start);
        if let Some(length) = lexer.comment() {
            lexer.advance(length);
            comments.push(Comment {
                text: &source[start..lexer.at],
                line,
                last_line: lexer.line,
            });
            continue;
        }
        let (kind, length) = lexer.token(next);
        lexer.advance(length);
        lexer.first = false;
        tokens.push(Token {
            kind,
            text: &source[start..lexer.at],
            start,
            line,
            last_line: lexer.line,
            first,
            margin,
            comments: comments.len(),
        });
    }
    tokens.push(Token {
        kind: Kind::End,
        text: "",
        start: source.len(),
        line: lexer.line,
        last_line: lexer.line,
        first: lexer.first,
        margin: false,
        comments: comments.len(),
    });
    (tokens, comments)
}

struct Lexer<'a> {
    source: &'a str,
    dialect: Dialect,
    at: usize,
    line: u32,
    line_start: usize,
    /// Whether no token was seen on this line yet.
    first: bool,
    /// Whether a comment was found that is never closed.
    endless: bool,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// Moves on, counting lines.
    fn advance(&mut self, length: usize) {
        let passed = &self.source[self.at..self.at + length];
        if let Some(last) = passed.rfind('\n') {
            let lines = passed.bytes().filter(|byte| *byte == b'\n').count();
            self.line += u32::try_from(lines).unwrap_or(u32::MAX);
            self.line_start = self.at + last + 1;
            self.first = true;
        }
        self.at += length;
    }

    fn skip_space(&mut self, next: char) -> bool {
        let comma = next == ',' && self.dialect == Dialect::GraphQl;
        let space = next.is_whitespace() || next == '\u{feff}' || comma;
        if space {
            self.advance(next.len_utf8());
        }
        space
    }

    /// The length of the comment that starts here.
    fn comment(&mut self) -> Option<usize> {
        let rest = self.rest();
        let line = match self.dialect {
            Dialect::GraphQl => rest.starts_with('#'),
            Dialect::Protobuf => rest.starts_with("//"),
        };
        if line {
            return Some(rest.find('\n').unwrap_or(rest.len()));
        }
        if self.dialect != Dialect::Protobuf || self.endless || !rest.starts_with("/*") {
            return None;
        }
        let end = rest[2..].find("*/");
        // A comment that is never closed is none, and neither is any after it.
        self.endless = end.is_none();
        end.map(|end| end + 4)
    }

    fn token(&self, next: char) -> (Kind, usize) {
        let rest = self.rest();
        let signed = next == '-' && rest[1..].starts_with(|c: char| c.is_ascii_digit());
        if next.is_alphabetic() || next == '_' {
            let dots = self.dialect == Dialect::Protobuf;
            let part = |c: char| c.is_alphanumeric() || c == '_' || (dots && c == '.');
            let length = rest.find(|c: char| !part(c)).unwrap_or(rest.len());
            return (Kind::Word, length);
        }
        if next.is_ascii_digit() || signed {
            return (Kind::Number, number(rest));
        }
        match (self.dialect, next) {
            (Dialect::GraphQl, '"') if rest.starts_with("\"\"\"") => block(rest),
            (_, '"') | (Dialect::Protobuf, '\'') => quoted(rest, next),
            (Dialect::GraphQl, '.') if rest.starts_with("...") => (Kind::Mark('.'), 3),
            _ => (Kind::Mark(next), next.len_utf8()),
        }
    }
}

/// Digits, letters and dots; a sign after an exponent's letter.
fn number(rest: &str) -> usize {
    let mut previous = ' ';
    let hex = rest.starts_with("0x") || rest.starts_with("0X");
    for (at, c) in rest.char_indices() {
        let sign = at == 0 || (!hex && matches!(previous, 'e' | 'E'));
        if !(c.is_ascii_alphanumeric() || c == '.' || (sign && matches!(c, '-' | '+'))) {
            return at;
        }
        previous = c;
    }
    rest.len()
}

/// A text up to the same quote; it ends with its line at the latest.
fn quoted(rest: &str, quote: char) -> (Kind, usize) {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return (Kind::Unclosed, at),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return (Kind::Text, at + 1),
            _ => {}
        }
    }
    (Kind::Unclosed, rest.len())
}

/// A block text up to three quotes that are not escaped.
fn block(rest: &str) -> (Kind, usize) {
    let mut from = 3;
    while let Some(end) = rest[from..].find("\"\"\"") {
        let end = from + end;
        if !rest[..end].ends_with('\\') {
            return (Kind::Block, end + 3);
        }
        from = end + 3;
    }
    (Kind::Unclosed, rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str, dialect: Dialect) -> Vec<(Kind, &str)> {
        let (tokens, _) = split(source, dialect);
        tokens
            .iter()
            .map(|token| (token.kind, token.text))
            .collect()
    }

    #[test]
    fn each_language_has_its_tokens() {
        use Kind::{Block, End, Mark, Number, Text, Unclosed, Word};
        for (dialect, source, expected) in [
            (
                Dialect::GraphQl,
                "a, -1.5e+3 \"x\\\"y\" \"\"\"b\\\"\"\"c\"\"\" ...on",
                &[
                    (Word, "a"),
                    (Number, "-1.5e+3"),
                    (Text, "\"x\\\"y\""),
                    (Block, "\"\"\"b\\\"\"\"c\"\"\""),
                    (Mark('.'), "..."),
                    (Word, "on"),
                    (End, ""),
                ][..],
            ),
            (
                Dialect::Protobuf,
                "a.b.C .x = 'q' 0x1F // c",
                &[
                    (Word, "a.b.C"),
                    (Mark('.'), "."),
                    (Word, "x"),
                    (Mark('='), "="),
                    (Text, "'q'"),
                    (Number, "0x1F"),
                    (End, ""),
                ],
            ),
            (
                Dialect::GraphQl,
                "\"open\n：",
                &[(Unclosed, "\"open"), (Mark('：'), "："), (End, "")],
            ),
            (
                Dialect::Protobuf,
                "/**/a /*/",
                &[
                    (Word, "a"),
                    (Mark('/'), "/"),
                    (Mark('*'), "*"),
                    (Mark('/'), "/"),
                    (End, ""),
                ],
            ),
            (
                Dialect::GraphQl,
                "\"\"\"",
                &[(Unclosed, "\"\"\""), (End, "")],
            ),
        ] {
            assert_eq!(texts(source, dialect), expected, "{source}");
        }
    }

    #[test]
    fn places_and_comments_are_known() {
        let (tokens, comments) = split("/* a\nb */ x // c\n y", Dialect::Protobuf);
        let places: Vec<_> = tokens
            .iter()
            .map(|token| (token.line, token.first, token.margin, token.comments))
            .collect();
        assert_eq!(places[0], (2, true, false, 1));
        assert_eq!(places[1], (3, true, false, 2));
        assert_eq!(comments[1].text, "// c");
        assert_eq!((comments[0].line, comments[0].last_line), (1, 2));
    }

    proptest::proptest! {
        #[test]
        fn nothing_but_space_and_comments_is_dropped(source in "[a-z0-9 \n\"'#/*.:{}é,：\\\\-]{0,80}") {
            for dialect in [Dialect::GraphQl, Dialect::Protobuf] {
                let (tokens, comments) = split(&source, dialect);
                let kept: usize = tokens.iter().map(|token| token.text.len()).sum::<usize>()
                    + comments.iter().map(|comment| comment.text.len()).sum::<usize>();
                let dropped = source.len() - kept;
                let space = source.chars().filter(|c| c.is_whitespace() || *c == ',').count();
                proptest::prop_assert!(dropped <= space);
            }
        }
    }
}
