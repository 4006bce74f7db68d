//! Colours for code: small lexers driven by tables. Wrong colours are harmless, lost text is not, so a
//! lexer can only split the source, never change it; time is linear in the source.

mod grammar;
mod lines;
mod scan;

use grammar::Grammar;

use super::escape::push_text;

/// What a piece of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Keyword,
    String,
    Comment,
    Number,
    Type,
    Function,
    Attribute,
    Key,
    Punctuation,
}

impl Class {
    fn name(self) -> &'static str {
        match self {
            Self::Keyword => "hl-keyword",
            Self::String => "hl-string",
            Self::Comment => "hl-comment",
            Self::Number => "hl-number",
            Self::Type => "hl-type",
            Self::Function => "hl-function",
            Self::Attribute => "hl-attribute",
            Self::Key => "hl-key",
            Self::Punctuation => "hl-punctuation",
        }
    }
}

/// A language with colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    name: &'static str,
    lexer: Lexer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lexer {
    /// Driven by a grammar.
    Scan(&'static Grammar),
    /// YAML: lines of keys and plain values.
    Yaml,
    /// HTTP messages: a start line, headers, a body.
    Http,
    /// Dockerfiles: lines of instructions.
    Docker,
}

impl Language {
    /// The language that an info string names, in any of its usual spellings.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let (name, lexer) = match name.as_str() {
            "yaml" | "yml" | "openapi" | "asyncapi" => ("yaml", Lexer::Yaml),
            "http" | "https" | "rest" => ("http", Lexer::Http),
            "dockerfile" | "docker" | "containerfile" => ("dockerfile", Lexer::Docker),
            name => {
                let grammar = grammar::ALL
                    .iter()
                    .find(|grammar| grammar.names.contains(&name))?;
                (grammar.names[0], Lexer::Scan(grammar))
            }
        };
        Some(Self { name, lexer })
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }
}

/// The source as HTML: escaped, with classed spans where the language is known.
#[must_use]
pub fn html(source: &str, language: Option<Language>) -> String {
    let mut out = Spans {
        html: String::with_capacity(source.len() * 2),
    };
    match language.map(|language| language.lexer) {
        None => out.push(None, source),
        Some(Lexer::Scan(grammar)) => scan::scan(grammar, source, &mut out),
        Some(Lexer::Yaml) => lines::yaml(source, &mut out),
        Some(Lexer::Http) => lines::http(source, &mut out),
        Some(Lexer::Docker) => lines::docker(source, &mut out),
    }
    out.html
}

/// The source line by line, each line an element: for a listing that grows, of which only the last lines
/// change.
#[must_use]
pub fn lines(source: &str, language: Option<Language>) -> Vec<String> {
    let html = html(source, language);
    // The spans that the lines before left open.
    let mut open: Vec<&str> = Vec::new();
    html.split_inclusive('\n')
        // What only closes was closed at the end of its line.
        .filter(|line| !line.replace("</span>", "").is_empty())
        .map(|line| {
            let start = open.concat();
            for (at, _) in line.match_indices('<') {
                let tag = &line[at..];
                if tag.starts_with("</") {
                    open.pop();
                } else {
                    open.push(tag.find('>').map_or(tag, |end| &tag[..=end]));
                }
            }
            let end = "</span>".repeat(open.len());
            format!("{LINE}{start}{line}{end}</span>")
        })
        .collect()
}

/// How each of [`lines`] starts.
pub const LINE: &str = "<span class=\"line\">";

/// The pieces of a source, in order and without gaps.
struct Spans {
    html: String,
}

impl Spans {
    fn push(&mut self, class: Option<Class>, text: &str) {
        if text.is_empty() {
            return;
        }
        let Some(class) = class else {
            return push_text(&mut self.html, text);
        };
        self.html.push_str("<span class=\"");
        self.html.push_str(class.name());
        self.html.push_str("\">");
        push_text(&mut self.html, text);
        self.html.push_str("</span>");
    }
}

#[cfg(test)]
mod tests;
