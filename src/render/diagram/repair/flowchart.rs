//! Repairs of flowcharts. A line is split into code, node shapes and edge labels; each repair changes
//! one of the three.

use super::{Line, close_blocks, map};

/// A part of a flowchart line; joined in order they give the line again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Ids, arrows, separators.
    Code(String),
    /// A node's shape with its label, such as `[(`, `orders`, `)]`.
    Shape(String, String, String),
    /// The text between two pipes.
    Pipes(String),
}

/// Opening and closing delimiters, longest first.
const SHAPES: [(&str, &str); 14] = [
    ("(((", ")))"),
    ("((", "))"),
    ("([", "])"),
    ("[[", "]]"),
    ("[(", ")]"),
    ("[/", "/]"),
    ("[/", "\\]"),
    ("[\\", "\\]"),
    ("[\\", "/]"),
    ("{{", "}}"),
    ("[", "]"),
    ("(", ")"),
    ("{", "}"),
    (">", "]"),
];

/// Full-width delimiters and what they stand for.
const WIDE: [(char, char, &str, &str); 5] = [
    ('［', '］', "[", "]"),
    ('【', '】', "[", "]"),
    ('（', '）', "(", ")"),
    ('｛', '｝', "{", "}"),
    ('〔', '〕', "[", "]"),
];

/// Characters that a label must not hold without quotes.
const SPECIAL: [char; 13] = [
    '(', ')', '[', ']', '{', '}', '"', '@', ';', '<', '>', '\\', '|',
];

/// Lines that hold no nodes and edges.
fn is_statement(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("%%")
        || line.starts_with("---")
        || [
            "graph",
            "flowchart",
            "classDef",
            "class",
            "style",
            "linkStyle",
            "click",
            "direction",
            "accTitle",
            "accDescr",
            "subgraph",
            "title",
        ]
        .iter()
        .any(|word| {
            line.strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ':', '{', ';']))
        })
}

pub(super) fn is_id(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether what follows a shape's closing delimiter can follow a node.
fn is_boundary(rest: &str) -> bool {
    let trimmed = rest.trim_start();
    trimmed.is_empty()
        || [
            "--", "-.", "==", "~~", "<-", "<=", "->", "=>", "—", "–", "→", "o--", "x--", ":::",
            ";", "&", "@{", "%%", ",",
        ]
        .iter()
        .any(|start| trimmed.starts_with(start))
}

/// Finds the label and the end of a shape that opens at the start of `text`.
fn shape(text: &str) -> Option<(Piece, &str)> {
    for (open, close) in SHAPES {
        let Some(body) = text.strip_prefix(open) else {
            continue;
        };
        for (at, _) in body.match_indices(close) {
            let (label, rest) = (body.get(..at)?, body.get(at + close.len()..)?);
            let quoted = label.trim_start().starts_with('"');
            let closed = label.trim_end().ends_with('"') && label.trim().len() > 1;
            if is_boundary(rest) && (!quoted || closed || !body.get(at..)?.contains('"')) {
                let piece = Piece::Shape(open.to_owned(), label.to_owned(), close.to_owned());
                return Some((piece, rest));
            }
        }
    }
    None
}

/// Splits a line.
fn pieces(line: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut code = String::new();
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let after_id = code.chars().next_back().is_some_and(is_id);
        let opens = matches!(character, '[' | '(' | '{')
            || (character == '>' && !code.ends_with(['-', '=', '.', '>', '—', '–']));
        if after_id
            && opens
            && let Some((piece, after)) = shape(rest)
        {
            out.push(Piece::Code(std::mem::take(&mut code)));
            out.push(piece);
            rest = after;
            continue;
        }
        let after = rest.get(character.len_utf8()..).unwrap_or("");
        if character == '|'
            && let Some((label, after)) = after.split_once('|')
        {
            out.push(Piece::Code(std::mem::take(&mut code)));
            out.push(Piece::Pipes(label.to_owned()));
            rest = after;
            continue;
        }
        code.push(character);
        rest = after;
    }
    out.push(Piece::Code(code));
    out
}

fn join(pieces: &[Piece]) -> String {
    let mut line = String::new();
    for piece in pieces {
        match piece {
            Piece::Code(code) => line.push_str(code),
            Piece::Shape(open, label, close) => {
                line.push_str(open);
                line.push_str(label);
                line.push_str(close);
            }
            Piece::Pipes(label) => {
                line.push('|');
                line.push_str(label);
                line.push('|');
            }
        }
    }
    line
}

/// Changes the pieces of every line of nodes and edges.
pub(super) fn edit(lines: &[Line], change: impl Fn(&mut Vec<Piece>)) -> Vec<Line> {
    map(lines, |text| {
        if is_statement(text) {
            return None;
        }
        let mut pieces = pieces(text);
        change(&mut pieces);
        Some(join(&pieces))
    })
}

/// A label in quotes, its own quotes as entities; `None` if it needs none.
fn quoted(label: &str) -> Option<String> {
    let text = label.trim();
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    let is_quoted = inner.len() != text.len();
    let needs = if is_quoted {
        inner.contains('"')
    } else {
        without_breaks(text).contains(SPECIAL)
            || text.starts_with('/')
            || text.eq_ignore_ascii_case("end")
    };
    (needs && !text.is_empty()).then(|| format!("\"{}\"", inner.replace('"', "#quot;")))
}

/// Line breaks are allowed in unquoted labels.
fn without_breaks(text: &str) -> String {
    ["<br/>", "<br />", "<br>"]
        .iter()
        .fold(text.to_owned(), |text, tag| text.replace(tag, ""))
}

/// `A[Auth (OAuth2)]` → `A["Auth (OAuth2)"]`.
pub fn labels(lines: &[Line]) -> Vec<Line> {
    edit(lines, |pieces| {
        for piece in pieces {
            if let Piece::Shape(_, label, _) = piece
                && let Some(new) = quoted(label)
            {
                *label = new;
            }
        }
    })
}

/// `-->|read (cached)|` → `-->|"read (cached)"|`, and the same for `-- text -->`.
pub fn edge_labels(lines: &[Line]) -> Vec<Line> {
    edit(lines, |pieces| {
        for piece in pieces {
            match piece {
                Piece::Pipes(label) => {
                    if let Some(new) = quoted(label) {
                        *label = new;
                    }
                }
                Piece::Code(code) => {
                    for (open, close) in [(" -- ", " -->"), (" -. ", " .->"), (" == ", " ==>")] {
                        if let Some((before, rest)) = code.split_once(open)
                            && let Some((label, after)) = rest.split_once(close)
                            && let Some(new) = quoted(label)
                        {
                            *code = format!("{before}{open}{new}{close}{after}");
                        }
                    }
                }
                Piece::Shape(..) => {}
            }
        }
    })
}

/// `-->|text|>` → `-->|text|`; `--|text|-->` and `-->|text|-->` → `-->|text|`.
pub fn edge_label_ends(lines: &[Line]) -> Vec<Line> {
    edit(lines, |pieces| {
        for index in 0..pieces.len() {
            if !matches!(pieces.get(index), Some(Piece::Pipes(_))) {
                continue;
            }
            let mut closing = "";
            if let Some(Piece::Code(after)) = pieces.get_mut(index + 1) {
                let trimmed = after.trim_start();
                for end in ["-->", "--->", "->", ">", "==>", ".->", "-.->", "--"] {
                    if let Some(rest) = trimmed.strip_prefix(end) {
                        closing = end;
                        *after = format!(" {}", rest.trim_start());
                        break;
                    }
                }
            }
            if let Some(Piece::Code(before)) = index.checked_sub(1).and_then(|i| pieces.get_mut(i))
            {
                let trimmed = before.trim_end().to_owned();
                let is_open = (trimmed.ends_with("--") && !trimmed.ends_with("<--"))
                    || trimmed.ends_with("==");
                if is_open && closing.contains('>') {
                    *before = format!("{trimmed}>");
                }
            }
        }
    })
}

/// Arrows of other notations: `->`, `=>`, `—>`, `→`, `-->>`.
pub fn arrows(lines: &[Line]) -> Vec<Line> {
    edit(lines, |pieces| {
        for piece in pieces {
            if let Piece::Code(code) = piece {
                *code = arrows_in(code);
            }
        }
    })
}

/// Replaces each run of arrow characters that ends in a head.
fn arrows_in(code: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for character in code.chars().chain(std::iter::once('\n')) {
        if matches!(
            character,
            '-' | '=' | '>' | '—' | '–' | '−' | '→' | '⇒' | '＞' | '－'
        ) {
            run.push(character);
            continue;
        }
        out.push_str(&arrow(&run));
        run.clear();
        out.push(character);
    }
    out.pop();
    out
}

fn arrow(run: &str) -> String {
    let plain: String = run
        .chars()
        .map(|c| match c {
            '—' | '–' => "--".to_owned(),
            '−' | '－' => "-".to_owned(),
            '＞' => ">".to_owned(),
            '→' => "-->".to_owned(),
            '⇒' => "==>".to_owned(),
            c => c.to_string(),
        })
        .collect();
    match plain.as_str() {
        "->" | "-->>" | "->>" | "--->>" => "-->".to_owned(),
        "=>" | "==>>" => "==>".to_owned(),
        other if other == run => run.to_owned(),
        "---->" => "-->".to_owned(),
        _ => plain,
    }
}

/// `A --> B: text` → `A -->|text| B`.
pub fn colon_labels(lines: &[Line]) -> Vec<Line> {
    edit(lines, |pieces| {
        if pieces.iter().any(|piece| matches!(piece, Piece::Pipes(_))) {
            return;
        }
        let line = join(pieces);
        let Some((before, after)) = line.split_once("-->") else {
            return;
        };
        if after.contains("-->") || after.contains(":::") {
            return;
        }
        let split = match pieces.last() {
            Some(Piece::Code(code)) => code.split_once(": ").or_else(|| code.split_once('：')),
            _ => None,
        };
        let Some((_, text)) = split else { return };
        let Some(node) = after.get(..after.len().saturating_sub(text.len())) else {
            return;
        };
        let node = node.trim_end_matches([':', '：', ' ']);
        let text = quoted(text).unwrap_or_else(|| text.trim().to_owned());
        *pieces = vec![Piece::Code(format!("{before}-->|{text}|{node}"))];
    })
}

/// `end` as a node id → `end_`.
pub fn reserved_words(lines: &[Line]) -> Vec<Line> {
    edit(lines, |pieces| {
        let whole = join(pieces);
        if whole.trim().trim_end_matches(';') == "end" {
            return;
        }
        let count = pieces.len();
        for index in 0..count {
            let has_shape = matches!(pieces.get(index + 1), Some(Piece::Shape(..)));
            if let Some(Piece::Code(code)) = pieces.get_mut(index) {
                *code = reserved_in(code, has_shape);
            }
        }
    })
}

/// Renames every `end` token in code; the last one may be followed by its shape.
fn reserved_in(code: &str, has_shape: bool) -> String {
    let mut out = String::new();
    let mut token = String::new();
    let flush = |out: &mut String, token: &mut String, last: bool| {
        if token.eq_ignore_ascii_case("end") {
            out.push_str(token);
            out.push('_');
            if !(last && has_shape) {
                out.push_str("[\"");
                out.push_str(token);
                out.push_str("\"]");
            }
        } else {
            out.push_str(token);
        }
        token.clear();
    };
    for character in code.chars() {
        if is_id(character) {
            token.push(character);
        } else {
            flush(&mut out, &mut token, false);
            out.push(character);
        }
    }
    flush(&mut out, &mut token, true);
    out
}

/// `A, B --> C` and `A && B --> C` → `A & B --> C`.
pub fn node_lists(lines: &[Line]) -> Vec<Line> {
    edit(lines, |pieces| {
        let has_arrow = join(pieces).contains("->");
        for piece in pieces {
            if let Piece::Code(code) = piece
                && has_arrow
            {
                *code = code
                    .replace("&&", "&")
                    .replace('＆', " & ")
                    .replace(", ", " & ")
                    .replace(['，', '、'], " & ");
            }
        }
    })
}

/// `A【text】` → `A[text]`, where `A` is clearly an id.
pub fn wide_brackets(lines: &[Line]) -> Vec<Line> {
    let tokens: Vec<String> = lines
        .iter()
        .flat_map(|line| line.text.split(|c: char| !is_id(c)).map(str::to_owned))
        .collect();
    let is_known =
        |id: &str| id.is_ascii() || tokens.iter().filter(|token| token.as_str() == id).count() > 1;
    map(lines, |text| {
        if is_statement(text) {
            return None;
        }
        let mut line = text.to_owned();
        for (wide_open, wide_close, open, close) in WIDE {
            let mut from = 0;
            while let Some(at) = line.get(from..).and_then(|rest| rest.find(wide_open)) {
                let at = from + at;
                from = at + wide_open.len_utf8();
                let before = line.get(..at).unwrap_or("");
                let id: String = before.chars().rev().take_while(|c| is_id(*c)).collect();
                let id: String = id.chars().rev().collect();
                let body = line.get(from..).unwrap_or("");
                let end = body
                    .char_indices()
                    .find(|(i, c)| {
                        (*c == wide_close || close.starts_with(*c))
                            && is_boundary(body.get(i + c.len_utf8()..).unwrap_or(""))
                    })
                    .map(|(i, c)| (i, c.len_utf8()));
                let Some((end, length)) = end else { continue };
                // Inside an ordinary shape or label these are just text.
                let in_label = before.matches(['[', '"', '|']).count()
                    > before.matches([']']).count()
                    && (before.rfind('[') > before.rfind(']')
                        || before.matches('"').count() % 2 == 1);
                if id.is_empty() || in_label || !is_known(&id) {
                    continue;
                }
                let label = body.get(..end).unwrap_or("");
                let label = quoted(label).unwrap_or_else(|| label.to_owned());
                let rest = body.get(end + length..).unwrap_or("");
                line = format!("{before}{open}{label}{close}{rest}");
            }
        }
        Some(line)
    })
}

/// `subgraph Core (sync)` → `subgraph "Core (sync)"`; a title in brackets is quoted.
pub fn subgraph_titles(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        let at = text.find("subgraph ")?;
        let (before, rest) = text.split_at_checked(at + "subgraph ".len())?;
        let title = rest.trim();
        if title.is_empty()
            || title.starts_with('"')
            || !before.trim_start().starts_with("subgraph")
        {
            return None;
        }
        if let Some((id, label)) = title.split_once('[')
            && let Some(label) = label.strip_suffix(']')
        {
            let id: String = id
                .trim()
                .chars()
                .map(|c| if is_id(c) { c } else { '_' })
                .collect();
            let label = label.trim_matches('"').replace('"', "#quot;");
            return Some(format!("{before}{id}[\"{label}\"]"));
        }
        Some(format!("{before}\"{}\"", title.replace('"', "#quot;")))
    })
}

/// A missing `end` of a subgraph.
pub fn missing_end(lines: &[Line]) -> Vec<Line> {
    close_blocks(
        lines,
        |text| text == "subgraph" || text.starts_with("subgraph "),
        |_| false,
        "end",
    )
}
