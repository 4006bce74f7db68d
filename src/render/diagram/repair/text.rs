//! Repairs that any family may need: what surrounds the diagram, its header, its characters.

use super::{Family, Line, close_blocks, family, header_index, map};

/// Headers as they should be, by their letters in lower case.
const HEADERS: [(&str, &str); 18] = [
    ("sequencediagram", "sequenceDiagram"),
    ("statediagramv2", "stateDiagram-v2"),
    ("statediagram", "stateDiagram-v2"),
    ("classdiagram", "classDiagram"),
    ("erdiagram", "erDiagram"),
    ("entityrelationshipdiagram", "erDiagram"),
    ("sequence", "sequenceDiagram"),
    ("flowchart", "flowchart"),
    ("graph", "graph"),
    ("gantt", "gantt"),
    ("pie", "pie"),
    ("mindmap", "mindmap"),
    ("timeline", "timeline"),
    ("ccontext", "C4Context"),
    ("ccontainer", "C4Container"),
    ("ccomponent", "C4Component"),
    ("cdynamic", "C4Dynamic"),
    ("cdeployment", "C4Deployment"),
];

/// Empties lines that are Markdown around the diagram: code fences and a lone `mermaid`.
pub fn fence_noise(lines: &[Line]) -> Vec<Line> {
    let first = lines.iter().position(|line| !line.text.trim().is_empty());
    lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let text = line.text.trim();
            let is_noise = text.starts_with("```")
                || text.starts_with("~~~")
                || (Some(index) == first
                    && text.trim_end_matches(':').eq_ignore_ascii_case("mermaid"));
            Line {
                number: line.number,
                text: if is_noise {
                    String::new()
                } else {
                    line.text.clone()
                },
            }
        })
        .collect()
}

/// No-break spaces and tabs as spaces; nothing for zero-width characters.
pub fn invisible(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        Some(
            text.chars()
                .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'))
                .map(|c| match c {
                    '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' | '\u{3000}' => ' ',
                    c => c,
                })
                .collect(),
        )
    })
}

/// `Sequence Diagram:` → `sequenceDiagram`; `flow chart LR;` → `flowchart LR`.
pub fn header(lines: &[Line]) -> Vec<Line> {
    let Some(index) = header_index(lines) else {
        return lines.to_vec();
    };
    let mut out = lines.to_vec();
    if let Some(line) = out.get_mut(index)
        && let Some(text) = proper_header(&line.text)
    {
        line.text = text;
    }
    out
}

fn proper_header(text: &str) -> Option<String> {
    let plain = text.trim().trim_end_matches([':', ';', '：']);
    let mut words: Vec<&str> = plain
        .split([' ', '-', '_', ':'])
        .filter(|w| !w.is_empty())
        .collect();
    if words.first() == Some(&"mermaid") {
        words.remove(0);
    }
    let direction = words
        .last()
        .filter(|word| {
            matches!(
                word.to_ascii_uppercase().as_str(),
                "LR" | "RL" | "TB" | "TD" | "BT"
            )
        })
        .map(|word| word.to_ascii_uppercase());
    if direction.is_some() {
        words.pop();
    }
    let letters: String = words
        .concat()
        .chars()
        .filter(|c| c.is_ascii_alphabetic() || *c == '2')
        .collect::<String>()
        .to_ascii_lowercase();
    let (_, name) = HEADERS.iter().find(|(key, _)| *key == letters)?;
    let is_flow = matches!(*name, "flowchart" | "graph");
    let is_direction_needed = is_flow && direction.is_none();
    let tail = match direction {
        Some(direction) if is_flow => format!(" {direction}"),
        _ if is_direction_needed => " TD".to_owned(),
        _ => String::new(),
    };
    Some(format!("{name}{tail}"))
}

/// `--&gt;` → `-->`.
pub fn entities(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        Some(
            text.replace("&gt;", ">")
                .replace("&lt;", "<")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&"),
        )
    })
}

/// Typographic double quotes as straight ones.
pub fn quotes(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        Some(text.replace(['“', '”', '„', '‟', '＂', '«', '»'], "\""))
    })
}

/// Empties the prose after the last line of the diagram: paragraphs that follow an empty line (or a
/// closing fence) and hold nothing of the diagram's syntax.
pub fn trailing_prose(lines: &[Line]) -> Vec<Line> {
    let mut out = lines.to_vec();
    let start = header_index(lines).map_or(0, |index| index + 1);
    for line in out.iter_mut().skip(start).rev() {
        if line.text.trim().is_empty() {
            continue;
        }
        if !is_prose(&line.text) {
            break;
        }
        line.text.clear();
    }
    out
}

/// Whether a line reads as a sentence or as Markdown, not as Mermaid.
fn is_prose(text: &str) -> bool {
    let text = text.trim();
    let syntax = ["->", "--", "==", "-.", "{", "}", "[", "|", "%%", ">>"];
    if indent_is_deep(text) || syntax.iter().any(|mark| text.contains(mark)) {
        return false;
    }
    let keyword = text.split([' ', ':']).next().unwrap_or("");
    if [
        "Note",
        "note",
        "title",
        "end",
        "subgraph",
        "class",
        "classDef",
        "style",
        "section",
        "participant",
        "actor",
        "state",
        "loop",
        "alt",
        "else",
        "opt",
        "par",
        "and",
        "activate",
        "deactivate",
        "direction",
        "accTitle",
        "accDescr",
        "click",
        "linkStyle",
    ]
    .contains(&keyword)
        && !text.ends_with(['.', '。'])
    {
        return false;
    }
    let is_markdown = ["#", "**", "> ", "* ", "- ", "1. "]
        .iter()
        .any(|mark| text.starts_with(mark));
    let ends = text.ends_with(['.', '。', ':', '：', '!', '！', '?']);
    let words = text.split_whitespace().count();
    let is_cjk = text.chars().filter(|c| *c > '\u{2E80}').count() > 6;
    is_markdown || (ends && (words > 3 || is_cjk)) || words > 7
}

fn indent_is_deep(text: &str) -> bool {
    text.starts_with("    ")
}

/// A missing `}` at the end of a block.
pub fn missing_braces(lines: &[Line]) -> Vec<Line> {
    let opens = |text: &str| text.ends_with('{') && !text.starts_with("%%");
    match family(lines) {
        Family::State | Family::Class | Family::Er => close_blocks(lines, opens, |_| false, "}"),
        _ => lines.to_vec(),
    }
}
