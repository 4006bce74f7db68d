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
        "quadrantChart" => |line, _| quadrant(line),
        "journey" => |line, _| line.contains([';', '#']),
        "kanban" | "mindmap" => |line, _| nested(line),
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
    outside.split([' ', '\t', '&']).any(|token| token == "call")
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
    let opens = line
        .split_once("%%")
        .is_some_and(|(code, _)| code.contains('{'));
    let comment = line.contains("%%")
        && (["}", "namespace ", "classDiagram"]
            .iter()
            .any(|word| line.starts_with(word))
            || (line.starts_with("class ") && !opens));
    let plain = without_codes(&unquoted(line));
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

/// The last argument must be quoted; wide brackets and commas are none.
fn c4(line: &str) -> bool {
    let plain = unquoted(line);
    if plain.contains(['（', '）']) || plain.replace("， ", "，").contains("，\"") {
        return !line.starts_with("title");
    }
    let Some((name, arguments)) = plain.split_once('(') else {
        return false;
    };
    let arguments = arguments.trim_end_matches([' ', '{']);
    let is_macro = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_macro
        && arguments
            .strip_suffix(')')
            .is_some_and(|inside| !inside.trim_end().ends_with('"'))
}

/// A text without entity codes such as `#59;`.
fn without_codes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('#') {
        out.push_str(before);
        rest = match after.split_once(';') {
            Some((code, after)) if code.chars().all(char::is_alphanumeric) => after,
            _ => after,
        };
    }
    out.push_str(rest);
    out
}

/// A point's name without quotes holds no parentheses.
fn quadrant(line: &str) -> bool {
    let plain = unquoted(line);
    plain
        .split_once(": [")
        .is_some_and(|(name, _)| name.contains(['(', ')']))
}

/// Brackets within a shape need quotes.
fn nested(line: &str) -> bool {
    let plain = unquoted(line);
    plain.split_once('[').is_some_and(|(id, label)| {
        !id.contains(['(', '{', ')'])
            && label
                .split_once(']')
                .is_some_and(|(label, _)| label.contains(['(', ')', '[', '{', '}']))
    })
}

/// Unquoted values are words of ASCII.
fn requirement(line: &str) -> bool {
    if line.starts_with("acc") {
        return false;
    }
    let value = ["id:", "text:", "docref:", "docRef:", "type:"]
        .iter()
        .find_map(|key| line.strip_prefix(key))
        .map_or("", str::trim);
    !unquoted(line).is_ascii() || (!value.starts_with('"') && value.contains(['-', ',']))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Drawn by mermaid.js 12.3 as well.
    const BOTH: [&str; 24] = [
        "flowchart TD\nsubgraph Core services\nA-->B\nend",
        "flowchart TD\nsubgraph A/B zone: v1.0 & more\nA\nend",
        "flowchart TD\nsubgraph 核心 服务\nA\nend",
        "flowchart TD\nsubgraph core[核心（同步） → b]\nA\nend",
        "flowchart TD\nsubgraph core [\"Core (sync)\"]\nA\nend",
        "flowchart TD\nA[a → b] -->|c → d| B[核心（同步）]",
        "flowchart TD\nA --> call[Call centre]\ncallout --> recall",
        "flowchart TD\nA[ ] --> B[\" \"]",
        "flowchart TD\nclick A call f()\nA --> B",
        "classDiagram\nA --> B : a#59; b",
        "classDiagram\nA --> B : a：b %% c",
        "classDiagram\nclass A { %% c\n+x\n}",
        "classDiagram\nclass A\nA : +do(x) {}",
        "classDiagram\nA --> B : {x}",
        "stateDiagram-v2\nA --> B : a: b\nnote right of A\nx: y\nend note",
        "C4Context\nPerson(a, \"客户，甲\", \"x “y”\")",
        "C4Context\ntitle “Big” (x)\nPerson(a, “A”, \"x\")",
        "sankey-beta\n%% 注释\nA,B,1",
        "requirementDiagram\nrequirement \"可用性\" {\nid: 1\ntext: \"a, b\"\n}",
        "xychart-beta\ntitle \"延迟 (ms)\"\nx-axis [\"一月\"]\nbar [1]",
        "quadrantChart\n\"Writes (A)\": [0.1, 0.2]\n双写: [0.1, 0.2]",
        "kanban\n  todo[To do]\n    a[\"Write (tests)\"]",
        "mindmap\n  root\n    a (b)",
        "journey\nsection a\nx: 5: Me",
    ];

    /// Rejected by mermaid.js 12.3, with the line.
    const HERE: [(&str, u32); 32] = [
        ("flowchart TD\nsubgraph Core (sync)\nA-->B\nend", 2),
        ("flowchart TD\nA\nsubgraph 核心（同步）\nA-->B\nend", 3),
        ("flowchart TD\nsubgraph a → b\nA\nend", 2),
        ("flowchart TD\nsubgraph core[Core (sync)]\nA\nend", 2),
        ("flowchart TD\nsubgraph A, B\nA\nend", 2),
        ("flowchart TD\nA[] --> B", 2),
        ("flowchart TD\nA[\"\"] --> B", 2),
        ("flowchart TD\nA() --> B", 2),
        ("flowchart TD\nA -->|\"\"| B", 2),
        ("flowchart TD\ncall --> B", 2),
        ("flowchart TD\nA --> b & call", 2),
        ("classDiagram\nclass A {\n+GET /orders/{id}\n}", 3),
        ("classDiagram\nA --> B : a: b", 2),
        ("classDiagram\nA --> B : a; b", 2),
        ("classDiagram\nclass A %% c", 2),
        ("classDiagram\nclass A {\n+x\n} %% c", 4),
        ("classDiagram\nnamespace N { %% c\nclass A\n}", 2),
        ("stateDiagram-v2\nA --> B\nnote right of A : x: y", 3),
        ("C4Context\nPerson(a, “Customer”)", 2),
        ("C4Context\nPerson(a, Customer)", 2),
        ("C4Context\nPerson(a， \"Customer\"， \"x\")", 2),
        ("sankey-beta\n客户端,网关,1", 2),
        ("sankey-beta\n\"客户端\",\"网关\",1", 2),
        (
            "requirementDiagram\nrequirement a {\nid: NFR-1\ntext: b\n}",
            3,
        ),
        (
            "requirementDiagram\nrequirement 可用性 {\nid: 1\ntext: b\n}",
            2,
        ),
        ("xychart-beta\ntitle 延迟\nbar [1,2]", 2),
        ("xychart-beta\nx-axis [一月, 二月]\nbar [1,2]", 2),
        ("xychart-beta\ntitle Latency, ms\nbar [1,2]", 2),
        ("quadrantChart\nDual writes (A): [0.1, 0.2]", 2),
        ("kanban\n  todo[To do]\n    a[Write (tests)]", 3),
        ("mindmap\n  root\n    a[Write (tests)]", 3),
        ("journey\nsection a; b\nx: 5: Me", 2),
    ];

    #[test]
    fn what_mermaid_rejects_is_named_by_its_line() {
        for (source, line) in HERE {
            assert_eq!(obstacle(source), Some(line), "{source}");
        }
        for source in BOTH {
            assert_eq!(obstacle(source), None, "{source}");
        }
    }
}
