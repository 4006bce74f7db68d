//! Where the fields of a decision begin within a line: known by their names and by their dress.

use std::ops::Range;

use super::field::{Form, Part};
use crate::domain::design::lines;

/// The names of the parts in both languages, lower case.
const NAMES: &[(Part, &[&str])] = &[
    (Part::Status, &["status", "state", "状态", "决策状态"]),
    (
        Part::Date,
        &["date", "decided on", "日期", "决策日期", "决定日期", "时间"],
    ),
    (
        Part::Deciders,
        &[
            "deciders",
            "decision-makers",
            "decision makers",
            "决策者",
            "决策人",
        ],
    ),
    (
        Part::Context,
        &[
            "context",
            "context and problem statement",
            "problem",
            "problem statement",
            "background",
            "issue",
            "motivation",
            "forces",
            "背景",
            "背景与问题",
            "上下文",
            "问题",
            "动机",
            "情境",
        ],
    ),
    (
        Part::Drivers,
        &[
            "decision drivers",
            "drivers",
            "驱动因素",
            "决策驱动因素",
            "决策驱动",
        ],
    ),
    (
        Part::Decision,
        &[
            "decision",
            "decision outcome",
            "outcome",
            "choice",
            "chosen option",
            "resolution",
            "决策",
            "决定",
            "选择",
            "结论",
            "决策结果",
        ],
    ),
    (
        Part::Rationale,
        &[
            "rationale",
            "reason",
            "reasons",
            "reasoning",
            "why",
            "justification",
            "理由",
            "原因",
            "依据",
        ],
    ),
    (
        Part::Alternatives,
        &[
            "alternatives",
            "alternative",
            "alternatives considered",
            "considered alternatives",
            "considered options",
            "options considered",
            "options",
            "rejected alternatives",
            "rejected",
            "替代方案",
            "备选方案",
            "备选",
            "替代",
            "候选方案",
            "其他方案",
            "考虑过的方案",
            "未采用的方案",
        ],
    ),
    (
        Part::Consequences,
        &[
            "consequences",
            "consequence",
            "impact",
            "implications",
            "trade-offs",
            "trade-off",
            "tradeoffs",
            "后果",
            "影响",
            "结果",
            "权衡",
        ],
    ),
    (
        Part::Gain,
        &[
            "gain",
            "gains",
            "pros",
            "benefit",
            "benefits",
            "positive",
            "advantages",
            "good",
            "好处",
            "收益",
            "优点",
            "优势",
            "正面",
        ],
    ),
    (
        Part::Cost,
        &[
            "cost",
            "costs",
            "cons",
            "negative",
            "drawbacks",
            "downsides",
            "disadvantages",
            "risk",
            "risks",
            "bad",
            "代价",
            "成本",
            "缺点",
            "劣势",
            "负面",
            "风险",
        ],
    ),
    (
        Part::Confirmation,
        &["confirmation", "validation", "verification", "确认", "验证"],
    ),
    (
        Part::Revisit,
        &[
            "revisit",
            "revisit when",
            "revisit if",
            "review",
            "review date",
            "reconsider when",
            "重新审视",
            "何时重新审视",
            "复审",
            "复议条件",
            "回顾",
        ],
    ),
];

/// The part that a heading or a field's name names.
pub(super) fn known_part(name: &str) -> Option<Part> {
    let name = lines::plain(name).to_lowercase();
    let name = name.trim_end_matches([':', '：']).trim();
    NAMES
        .iter()
        .find(|(_, names)| names.contains(&name))
        .map(|(part, _)| *part)
}

/// The start of a field within a line, by bytes of the line.
pub(super) struct Mark {
    pub part: Part,
    pub name: Range<usize>,
    pub value: usize,
    pub form: Form,
}

/// The field that a line begins with.
pub(super) fn mark_at_start(line: &str) -> Option<Mark> {
    if line.trim_start().starts_with('|') {
        return row(line);
    }
    let from = lines::list_item(line).map_or(line.len() - line.trim_start().len(), |(at, _)| at);
    let text = &line[from..];
    if let Some((name, after)) = emphasised(text) {
        let known = known_part(&text[name.clone()]);
        let value = parted(text, name.clone(), after, known.is_some())?;
        return Some(Mark {
            part: known.unwrap_or(Part::Other),
            name: from + name.start..from + name.end,
            value: from + value,
            form: Form::Line,
        });
    }
    let colon = text.find([':', '：'])?;
    Some(Mark {
        part: known_part(&text[..colon])?,
        name: from..from + colon,
        value: from + colon + colon_length(&text[colon..]),
        form: Form::Line,
    })
}

/// A row of two cells whose first names a part.
fn row(line: &str) -> Option<Mark> {
    let start = line.find('|')? + 1;
    let end = start + line[start..].find('|')?;
    let part = known_part(&line[start..end])?;
    let rest = line[end + 1..].trim_end();
    let cells = rest.strip_suffix('|').unwrap_or(rest);
    (!cells.contains('|')).then_some(Mark {
        part,
        name: start..end,
        value: end + 1,
        form: Form::Row,
    })
}

/// The next field that begins within a line: emphasised, or behind the end of a Chinese sentence.
pub(super) fn mark_within(line: &str, from: usize) -> Option<Mark> {
    let mut at = from;
    while let Some(found) = line[at..].find(['*', '_', '。', '；']) {
        let here = at + found;
        let text = &line[here..];
        let step = text.chars().next().map_or(1, char::len_utf8);
        if text.starts_with(['*', '_']) {
            if let Some((name, after)) = emphasised(text) {
                let known = known_part(&text[name.clone()]);
                let value = parted(text, name.clone(), after, false);
                if let (Some(part), Some(value)) = (known, value) {
                    return Some(Mark {
                        part,
                        name: here + name.start..here + name.end,
                        value: here + value,
                        form: Form::Inline,
                    });
                }
                at = here + after;
                continue;
            }
        } else if let Some(colon) = text.find('：') {
            let name = text[step..colon].trim_start();
            if let Some(part) = known_part(name) {
                return Some(Mark {
                    part,
                    name: here + colon - name.len()..here + colon,
                    value: here + colon + '：'.len_utf8(),
                    form: Form::Inline,
                });
            }
        }
        at = here + step;
    }
    None
}

/// The emphasised words that a text begins with, and where their marks end.
fn emphasised(text: &str) -> Option<(Range<usize>, usize)> {
    ["**", "__", "*", "_"].iter().find_map(|marks| {
        let inner = text.strip_prefix(marks)?;
        let length = inner
            .find(marks)
            .filter(|length| *length > 0 && *length <= 60)?;
        let name = marks.len()..marks.len() + length;
        Some((name, 2 * marks.len() + length))
    })
}

/// Where the value begins that a colon or a dash parts from its emphasised name. A known name may also
/// stand alone on its line.
fn parted(text: &str, name: Range<usize>, after: usize, known: bool) -> Option<usize> {
    if text[name].trim_end().ends_with([':', '：']) {
        return Some(after);
    }
    let rest = &text[after..];
    let start = rest.trim_start();
    let value = after + rest.len() - start.len();
    if start.starts_with([':', '：']) {
        return Some(value + colon_length(start));
    }
    let dash = ['–', '—', '-']
        .into_iter()
        .find(|dash| start.starts_with(*dash));
    match dash.filter(|_| known) {
        Some(dash) => Some(value + dash.len_utf8()),
        None => (known && start.is_empty()).then_some(value),
    }
}

fn colon_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}
