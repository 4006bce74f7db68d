//! What merman accepts and mermaid.js rejects. Code hosts draw exported Markdown with mermaid.js, so a
//! diagram that draws only here is a finding. Each rule was checked against mermaid.js 12.3.
//!
//! It looks at sources that parse here and must not change them.

use super::keyword;

/// The 1-based line that mermaid.js would reject, if one is known.
#[must_use]
pub fn obstacle(source: &str) -> Option<u32> {
    let rejects: fn(&str, &mut u32) -> bool = match keyword(source)?.as_str() {
        "graph" | "flowchart" | "flowchart-elk" => |line, _| flowchart(line),
        "classDiagram" | "classDiagram-v2" => class,
        "stateDiagram" | "stateDiagram-v2" => |line, _| state(line),
        "C4Context" | "C4Container" | "C4Component" | "C4Dynamic" | "C4Deployment" => {
            |line, _| c4(line)
        }
        "sankey" | "sankey-beta" => |line, _| !line.is_ascii(),
        "requirementDiagram" | "requirement" => |line, _| requirement(line),
        "xychart" | "xychart-beta" => |line, _| chart(line),
        _ => return None,
    };
    // How deep in braces a line is.
    let mut depth = 0;
    (1..)
        .zip(source.lines())
        .filter(|(_, line)| !line.trim_start().starts_with("%%"))
        .find(|(_, line)| rejects(line.trim(), &mut depth))
        .map(|(number, _)| number)
}

/// The line with the content of straight double quotes blanked: `a["x (y)"]` → `a["_"]`.
fn unquoted(line: &str) -> String {
    let mut out = String::new();
    for (index, part) in line.split('"').enumerate() {
        if index > 0 {
            out.push('"');
        }
        match index % 2 {
            0 => out.push_str(part),
            _ if part.is_empty() => {}
            _ => out.push('_'),
        }
    }
    out
}

fn flowchart(line: &str) -> bool {
    if let Some(title) = line.strip_prefix("subgraph ") {
        return subgraph(title.trim());
    }
    if [
        "click ",
        "style ",
        "classDef ",
        "linkStyle ",
        "accDescr",
        "accTitle",
    ]
    .iter()
    .any(|word| line.starts_with(word))
    {
        return false;
    }
    let line = unquoted(line);
    let empty = [
        "[]",
        "()",
        "{}",
        "[\"\"]",
        "(\"\")",
        "{\"\"}",
        "|\"\"|",
        "||",
        "-- \"\" -",
    ];
    empty.iter().any(|label| line.contains(label)) || has_node_call(&line)
}

/// `call` as an id opens mermaid.js's callback syntax unless a shape follows.
fn has_node_call(line: &str) -> bool {
    let mut outside = String::new();
    let mut depth = 0_u32;
    for character in line.chars() {
        match character {
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => {
                outside.push(character);
                continue;
            }
            _ => continue,
        }
        outside.push('[');
    }
    let outside = outside.split('|').step_by(2).collect::<Vec<_>>().join(" ");
    outside
        .split([' ', '\t', ';', '&'])
        .any(|token| token == "call")
}

/// An unquoted title may hold letters, digits and some punctuation of ASCII; within brackets, anything
/// but brackets.
fn subgraph(title: &str) -> bool {
    const BRACKETS: [char; 9] = ['(', ')', '[', ']', '{', '}', '|', '<', '>'];
    if title.contains('"') {
        return false;
    }
    if let Some((_, label)) = title.split_once('[')
        && let Some(label) = label.strip_suffix(']')
    {
        return label.contains(['(', ')', '[', ']', '{', '}', '|']);
    }
    title == "call"
        || title.chars().any(|c| {
            BRACKETS.contains(&c)
                || c == ','
                || !(c.is_ascii() || c.is_alphabetic() || c.is_numeric())
        })
}

fn class(line: &str, depth: &mut u32) -> bool {
    let comment = line.contains("%%") && (line.starts_with('}') || line.starts_with("class "));
    let plain = unquoted(line);
    if line.ends_with('{') && !plain.contains(':') {
        *depth += 1;
        return comment;
    }
    if line.starts_with('}') {
        *depth = depth.saturating_sub(1);
        return comment;
    }
    let in_body = *depth > 0
        && !["class ", "namespace ", "note "]
            .iter()
            .any(|word| line.starts_with(word));
    let relation = ["--", ".."].iter().any(|arrow| {
        plain
            .split_once(" : ")
            .is_some_and(|(ends, label)| ends.contains(arrow) && label.contains([':', ';']))
    });
    comment || relation || (in_body && line.contains(['{', '}']))
}

/// A second colon in a note of one line.
fn state(line: &str) -> bool {
    line.starts_with("note ")
        && line
            .split_once(':')
            .is_some_and(|(_, text)| text.contains(':'))
}

/// Quotes and commas that only look like those of the syntax.
fn c4(line: &str) -> bool {
    !line.starts_with("title") && unquoted(line).contains(['“', '”', '‘', '’', '，', '（', '）'])
}

/// Unquoted values are words of ASCII.
fn requirement(line: &str) -> bool {
    ["id:", "text:", "docref:", "docRef:", "type:"]
        .iter()
        .find_map(|key| line.strip_prefix(key))
        .is_some_and(|value| {
            let value = value.trim();
            !value.starts_with('"') && (!value.is_ascii() || value.contains(['-', ',']))
        })
}

/// Unquoted titles and categories are words of ASCII.
fn chart(line: &str) -> bool {
    let plain = unquoted(line);
    if !plain.is_ascii() {
        return true;
    }
    plain
        .strip_prefix("title ")
        .is_some_and(|title| title.contains(['(', ')', ',', '%']))
}
