//! What comes along with a brief: documents, contracts, schemas and diagrams as text. Recognises what a file
//! is by its content, then by its name; must not read files.

use thiserror::Error;

use crate::domain::locale::{Locale, grouped};

/// A text that comes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file's name, or the user's own.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its text, as it came.
    pub text: String,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Markdown.
    Markdown,
    /// Any other text.
    Text,
    /// An OpenAPI or Swagger description.
    OpenApi,
    /// An AsyncAPI description.
    AsyncApi,
    /// A GraphQL schema.
    GraphQl,
    /// Protocol buffers.
    Protobuf,
    /// An SQL schema.
    Sql,
    /// A Mermaid diagram.
    Mermaid,
}

/// Why a file cannot come along.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttachError {
    /// It is not text.
    #[error("{0} is not text")]
    NotText(String),
    /// It holds nothing.
    #[error("{0} is empty")]
    Empty(String),
    /// It is larger than one may be.
    #[error("{name} has {bytes} bytes")]
    TooLarge {
        /// Its name.
        name: String,
        /// How large it is.
        bytes: usize,
    },
    /// Together with the others it is too much.
    #[error("{0} does not fit beside the others")]
    NoRoom(String),
}

impl AttachError {
    /// What is wrong and what to do.
    #[must_use]
    pub fn message(&self, locale: Locale) -> String {
        match self {
            Self::NotText(name) => locale.brief_attach_not_text(name),
            Self::Empty(name) => locale.brief_attach_empty(name),
            Self::TooLarge { name, bytes } => locale.brief_attach_too_large(
                grouped(Attachment::LARGEST as u64 / 1024),
                name,
                grouped(bytes.div_ceil(1024) as u64),
            ),
            Self::NoRoom(name) => locale.brief_attach_no_room(
                Attachment::MOST,
                grouped(Attachment::TOGETHER as u64 / 1024),
                name,
            ),
        }
    }
}

impl Attachment {
    /// No attachment is larger, in bytes: a model's window holds about so much.
    pub const LARGEST: usize = 256 * 1024;
    /// All together are not larger, in bytes.
    pub const TOGETHER: usize = 1024 * 1024;
    /// So many at most.
    pub const MOST: usize = 20;

    /// A file as an attachment beside those that are there.
    ///
    /// # Errors
    /// When it is not text, holds nothing or is too large.
    pub fn of_file(name: &str, bytes: Vec<u8>, others: &[Self]) -> Result<Self, AttachError> {
        let name = name.to_owned();
        if bytes.len() > Self::LARGEST {
            let bytes = bytes.len();
            return Err(AttachError::TooLarge { name, bytes });
        }
        let Ok(text) = String::from_utf8(bytes) else {
            return Err(AttachError::NotText(name));
        };
        if text.contains('\0') {
            return Err(AttachError::NotText(name));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
        if text.trim().is_empty() {
            return Err(AttachError::Empty(name));
        }
        let together = text.len() + others.iter().map(|it| it.text.len()).sum::<usize>();
        if others.len() >= Self::MOST || together > Self::TOGETHER {
            return Err(AttachError::NoRoom(name));
        }
        let kind = Kind::of(&name, &text);
        Ok(Self { name, kind, text })
    }
}

impl Kind {
    /// All kinds with their stable names.
    pub const NAMES: [(Self, &str); 8] = [
        (Self::Markdown, "markdown"),
        (Self::Text, "text"),
        (Self::OpenApi, "openapi"),
        (Self::AsyncApi, "asyncapi"),
        (Self::GraphQl, "graphql"),
        (Self::Protobuf, "protobuf"),
        (Self::Sql, "sql"),
        (Self::Mermaid, "mermaid"),
    ];

    /// The stable name, used in storage and `data-kind`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(kind, _)| *kind == self);
        known.map_or("text", |(_, name)| name)
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let known = Self::NAMES.iter().find(|(_, known)| *known == name);
        known.map(|(kind, _)| *kind)
    }

    /// What a reader calls it.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Text => locale.brief_kind_text(),
            Self::OpenApi => "OpenAPI",
            Self::AsyncApi => "AsyncAPI",
            Self::GraphQl => "GraphQL",
            Self::Protobuf => "Protocol Buffers",
            Self::Sql => "SQL",
            Self::Mermaid => "Mermaid",
        }
    }

    /// What a fence around it is marked with.
    #[must_use]
    pub fn fence(self, text: &str) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Text => "text",
            Self::OpenApi | Self::AsyncApi if text.trim_start().starts_with('{') => "json",
            Self::OpenApi | Self::AsyncApi => "yaml",
            Self::GraphQl => "graphql",
            Self::Protobuf => "protobuf",
            Self::Sql => "sql",
            Self::Mermaid => "mermaid",
        }
    }

    /// What a text is: by what it holds, else by what its file is called, else text.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Self {
        let by_name = Self::by_extension(name);
        match by_name {
            // An extension that belongs to one format only.
            Some(kind) if kind != Self::Markdown && kind != Self::Text => kind,
            // A document may quote anything; what it is called says what it is.
            Some(Self::Markdown) => Self::Markdown,
            other => Self::by_content(text).or(other).unwrap_or(Self::Text),
        }
    }

    fn by_extension(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdx" => Some(Self::Markdown),
            "txt" | "log" | "adoc" | "rst" => Some(Self::Text),
            "sql" | "ddl" => Some(Self::Sql),
            "mmd" | "mermaid" => Some(Self::Mermaid),
            "graphql" | "gql" | "graphqls" => Some(Self::GraphQl),
            "proto" => Some(Self::Protobuf),
            _ => None,
        }
    }

    fn by_content(text: &str) -> Option<Self> {
        // Enough for every mark, however long the text is.
        let start = &text[..text.floor_char_boundary(64 * 1024)];
        let is_json = start.trim_start().starts_with('{');
        let mut lines = start.lines().map(str::trim_end).filter(|line| {
            let line = line.trim_start();
            !line.is_empty()
                && !["#!", "//", "--", "%%", "# "]
                    .iter()
                    .any(|it| line.starts_with(it))
        });
        let has_key = |key: &str| {
            start.lines().any(|line| {
                let json = line.trim_start().trim_start_matches('{').trim_start();
                line.starts_with(&format!("{key}:"))
                    || (is_json && json.starts_with(&format!("\"{key}\"")))
            })
        };
        if has_key("openapi") || has_key("swagger") {
            return Some(Self::OpenApi);
        }
        if has_key("asyncapi") {
            return Some(Self::AsyncApi);
        }
        let first = lines.next()?;
        let word = first
            .split([' ', '\t', '{', ';', '('])
            .next()
            .unwrap_or_default();
        if MERMAID.contains(&word) && is_diagram(word, first) {
            return Some(Self::Mermaid);
        }
        if first.replace(' ', "").starts_with("syntax=\"proto") {
            return Some(Self::Protobuf);
        }
        if has_statement(start) {
            return Some(Self::Sql);
        }
        if GRAPHQL.contains(&word) && first.trim_end().ends_with('{') {
            return Some(Self::GraphQl);
        }
        let marks = |line: &str| {
            line.starts_with("# ") || line.starts_with("## ") || line.starts_with("```")
        };
        start.lines().any(marks).then_some(Self::Markdown)
    }
}

/// Words that a Mermaid diagram begins with.
const MERMAID: [&str; 21] = [
    "graph",
    "flowchart",
    "sequenceDiagram",
    "classDiagram",
    "stateDiagram",
    "stateDiagram-v2",
    "erDiagram",
    "journey",
    "gantt",
    "pie",
    "gitGraph",
    "mindmap",
    "timeline",
    "quadrantChart",
    "requirementDiagram",
    "C4Context",
    "C4Container",
    "C4Component",
    "architecture-beta",
    "block-beta",
    "sankey-beta",
];

/// Words that a definition in GraphQL begins with.
const GRAPHQL: [&str; 7] = [
    "type",
    "schema",
    "interface",
    "enum",
    "input",
    "scalar",
    "extend",
];

/// `graph` and the like are words of other texts, too: a diagram says its direction, or nothing.
fn is_diagram(word: &str, line: &str) -> bool {
    let rest = line[word.len()..].trim().trim_end_matches(';');
    match word {
        "graph" | "flowchart" => ["TB", "TD", "BT", "RL", "LR"]
            .iter()
            .any(|it| rest.starts_with(it)),
        "journey" | "timeline" | "gantt" | "mindmap" => rest.is_empty(),
        "pie" => rest.is_empty() || rest.starts_with("title") || rest.starts_with("showData"),
        _ => true,
    }
}

/// Whether a line begins a statement of SQL that defines something.
fn has_statement(text: &str) -> bool {
    const STATEMENTS: [&str; 7] = [
        "create table ",
        "create or replace ",
        "create index ",
        "create unique index ",
        "create type ",
        "create schema ",
        "alter table ",
    ];
    text.lines().any(|line| {
        let line = line.trim_start();
        let start: String = line
            .chars()
            .take(24)
            .collect::<String>()
            .to_ascii_lowercase();
        STATEMENTS
            .iter()
            .any(|statement| start.starts_with(statement))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_recognised_by_content_and_name() {
        for (name, text, kind) in [
            (
                "api.yaml",
                "# Orders\nopenapi: 3.1.0\ninfo:\n",
                Kind::OpenApi,
            ),
            ("api.json", "{\n  \"openapi\": \"3.0.3\",\n", Kind::OpenApi),
            ("api.json", "{\"swagger\": \"2.0\"}", Kind::OpenApi),
            ("pasted", "swagger: '2.0'\n", Kind::OpenApi),
            ("events.yml", "asyncapi: 3.0.0\n", Kind::AsyncApi),
            ("values.yaml", "replicas: 3\n", Kind::Text),
            ("schema.sql", "", Kind::Sql),
            ("dump.txt", "-- v1\nCREATE TABLE a (id int);\n", Kind::Sql),
            ("pasted", "  create unique index x on a (b);", Kind::Sql),
            ("a.mmd", "", Kind::Mermaid),
            (
                "pasted",
                "%% services\nflowchart LR\n  a --> b\n",
                Kind::Mermaid,
            ),
            ("pasted", "erDiagram\n  A ||--o{ B : has\n", Kind::Mermaid),
            ("pasted", "graph theory is a branch of…", Kind::Text),
            ("pasted", "journey to the west", Kind::Text),
            ("README.md", "openapi: 3.1.0\n", Kind::Markdown),
            ("pasted", "# Notes\n\n- a\n", Kind::Markdown),
            ("需求.TXT", "订单系统", Kind::Text),
            ("schema.graphql", "type A { b: Int }", Kind::GraphQl),
            ("pasted", "type Query {\n  a: Int\n}", Kind::GraphQl),
            ("x.proto", "", Kind::Protobuf),
            ("pasted", "syntax = \"proto3\";\n", Kind::Protobuf),
            ("notes", "", Kind::Text),
        ] {
            assert_eq!(Kind::of(name, text), kind, "{name}: {text:?}");
        }
        for (kind, name) in Kind::NAMES {
            assert_eq!(Kind::named(name), Some(kind));
            assert_eq!(kind.name(), name);
        }
    }

    #[test]
    fn what_cannot_come_along_says_why() {
        let attach = |bytes: &[u8], others: &[Attachment]| {
            Attachment::of_file("a.md", bytes.to_vec(), others)
        };
        let good = attach("\u{feff}# 订单\n".as_bytes(), &[]).unwrap();
        assert_eq!(
            (good.kind, good.text.as_str()),
            (Kind::Markdown, "# 订单\n")
        );
        let name = "a.md".to_owned();
        assert_eq!(
            attach(b"\x89PNG\xff", &[]),
            Err(AttachError::NotText(name.clone()))
        );
        assert_eq!(
            attach(b"a\0b", &[]),
            Err(AttachError::NotText(name.clone()))
        );
        assert_eq!(attach(b" \n", &[]), Err(AttachError::Empty(name.clone())));
        let large = vec![b'x'; Attachment::LARGEST + 1];
        let error = attach(&large, &[]).unwrap_err();
        assert!(error.message(Locale::En).contains("257 kB"), "{error}");
        assert!(error.message(Locale::Zh).contains("256 kB"), "{error}");
        let full = attach(&large[1..], &[]).unwrap();
        let others = vec![full; 4];
        assert_eq!(
            attach(b"x", &others),
            Err(AttachError::NoRoom(name.clone()))
        );
        let others = vec![good; Attachment::MOST];
        assert_eq!(attach(b"x", &others), Err(AttachError::NoRoom(name)));
    }
}
