//! The outline that all sections of a design are written by: what the system is called, what is assumed,
//! the names that everything is called by, and what each section is to decide.
//!
//! Read from a model's answer, which may be anything; whatever it holds, an outline is bounded. This file
//! must not know how far the sections are.

use super::{clean::bare, clean::without_wrapper, settle::Extra};
use crate::domain::{
    design::{
        outline::{Recognizer, without_number},
        section::{closing_line, key, sections},
    },
    locale::Locale,
};

/// The outline of a design.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch {
    /// The system's name.
    pub title: String,
    /// What is designed, in a paragraph.
    pub summary: String,
    /// What is given, inferred and assumed, each as a line of Markdown.
    pub assumptions: Vec<String>,
    /// The names that all sections use, each kind with its list: `Services: Orders, Stock`.
    pub names: Vec<String>,
    /// What each deliverable's section is to hold; empty where nothing was said.
    pub lines: Vec<String>,
}

/// The longest of each part, in characters; and the most entries of a list.
pub const LONGEST_LINE: usize = 400;
/// The longest paragraph.
pub const LONGEST_SUMMARY: usize = 1_600;
/// The most entries of a list.
pub const MOST_ENTRIES: usize = 24;

/// What an answer to the request for an outline holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlined {
    /// The outline.
    pub sketch: Sketch,
    /// What sections are called where the answer says so.
    pub headings: Vec<Option<String>>,
    /// Whole sections, of a model that could not wait.
    pub extras: Vec<Extra>,
}

impl Sketch {
    /// Whether it says anything that sections can be written by.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.lines.iter().all(String::is_empty)
    }

    /// How a document begins: its title, what is designed, and what is assumed.
    #[must_use]
    pub fn opening(&self, locale: Locale) -> String {
        let mut text = format!("# {}\n", self.title);
        if !self.summary.is_empty() {
            text.push_str(&format!("\n{}\n", self.summary));
        }
        if !self.assumptions.is_empty() {
            text.push_str(&format!("\n**{}**\n\n", locale.plan_assumptions()));
            for entry in &self.assumptions {
                text.push_str(&format!("- {entry}\n"));
            }
        }
        text
    }
}

/// Reads an outline.
#[must_use]
pub fn outlined(answer: &str, recognizer: &Recognizer<'_>, count: usize) -> Outlined {
    let mut text = without_wrapper(bare(answer).text);
    if let Some(line) = closing_line(&text) {
        text = format!("{text}\n{line}");
    }
    let mut found = Outlined {
        sketch: Sketch {
            lines: vec![String::new(); count],
            ..Sketch::default()
        },
        headings: vec![None; count],
        extras: Vec::new(),
    };
    for section in sections(&text) {
        let body = match section.is_opening {
            true => section.text,
            false => section.text.split_once('\n').map_or("", |(_, body)| body),
        };
        let named = recognizer.named_by(section.title);
        match Part::of(section.title) {
            _ if section.is_opening => found.open(section.text, recognizer),
            Some(Part::Assumptions) => found.sketch.assumptions = entries(body),
            Some(Part::Names) => found.sketch.names = entries(body),
            Some(Part::Sections) => found.list(body, recognizer),
            None if named.is_empty() => found.list(body, recognizer),
            None if is_whole(body) => found.extras.push(Extra {
                deliverables: named,
                text: section.text.to_owned(),
            }),
            None => {
                let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
                for index in named {
                    found.note(index, &line);
                }
            }
        }
    }
    found
}

impl Outlined {
    /// Title and summary; and whatever else a model without headings wrote.
    fn open(&mut self, text: &str, recognizer: &Recognizer<'_>) {
        let mut summary = Vec::new();
        let mut rest = String::new();
        let mut is_over = false;
        for line in text.lines() {
            if let Some(title) = line.strip_prefix("# ") {
                if self.sketch.title.is_empty() {
                    let title = title.replace(['*', '`', '#'], "");
                    self.sketch.title = clipped(title.trim(), 120);
                }
                continue;
            }
            let is_list = entry(line).is_some() || line.starts_with('#');
            is_over |= is_list || (line.trim().is_empty() && !summary.is_empty());
            if is_over {
                rest.push_str(line);
                rest.push('\n');
            } else if !line.trim().is_empty() {
                summary.push(line.trim());
            }
        }
        self.sketch.summary = clipped(&summary.join(" "), LONGEST_SUMMARY);
        self.list(&rest, recognizer);
    }

    /// A list with an entry for each section.
    fn list(&mut self, body: &str, recognizer: &Recognizer<'_>) {
        for line in body.lines() {
            let Some(entry) = entry(line) else { continue };
            let number = leading_number(line.trim_start());
            let (title, content) = split_title(entry);
            let named = recognizer.named_by(title);
            let by_number = number
                .and_then(|number| number.checked_sub(1))
                .filter(|index| *index < self.sketch.lines.len());
            let index = match (&named[..], by_number) {
                ([only], _) => Some(*only),
                // A title that could be several is the one of its number.
                (several, Some(index)) if several.is_empty() || several.contains(&index) => {
                    Some(index)
                }
                ([first, ..], _) => Some(*first),
                ([], None) => None,
                ([], Some(index)) => Some(index),
            };
            if let Some(index) = index {
                if named == [index] && title.chars().count() <= 60 {
                    self.headings[index].get_or_insert_with(|| title.to_owned());
                }
                self.note(index, content);
            }
        }
    }

    fn note(&mut self, index: usize, content: &str) {
        if let Some(line) = self.sketch.lines.get_mut(index)
            && line.is_empty()
        {
            *line = clipped(content, LONGEST_LINE);
        }
    }
}

/// What a section of an outline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Assumptions,
    Names,
    Sections,
}

impl Part {
    fn of(title: &str) -> Option<Self> {
        let title = key(title);
        let is = |words: &[&str]| words.iter().any(|word| title.starts_with(word));
        if is(&["assumption", "假设", "前提"]) {
            Some(Self::Assumptions)
        } else if is(&["names", "naming", "名称", "命名", "统一名称"]) {
            Some(Self::Names)
        } else if is(&["sections", "outline", "各节", "章节", "小节", "大纲"]) {
            Some(Self::Sections)
        } else {
            None
        }
    }
}

/// Whether a body is more than a line of an outline.
fn is_whole(body: &str) -> bool {
    body.chars().count() > LONGEST_LINE
        || body
            .lines()
            .any(|line| line.starts_with(['|', '`', '~']) || line.starts_with("###"))
}

fn entries(body: &str) -> Vec<String> {
    let lines = body.lines().map(|line| entry(line).unwrap_or(line).trim());
    lines
        .filter(|line| !line.is_empty() && !line.starts_with(['|', '#', '`']))
        .map(|line| clipped(line, LONGEST_LINE))
        .take(MOST_ENTRIES)
        .collect()
}

/// The content of a list's entry.
fn entry(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let bullet = ["- ", "* ", "+ ", "• "];
    let rest = bullet.iter().find_map(|mark| line.strip_prefix(mark));
    let rest = rest.or_else(|| {
        let plain = line.trim_start_matches("**");
        let content = without_number(plain);
        (content.len() < plain.len()).then_some(content)
    });
    rest.map(str::trim).filter(|rest| !rest.is_empty())
}

fn leading_number(line: &str) -> Option<usize> {
    let digits = line.trim_start_matches(['*', '-', ' ']);
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    digits[..end].parse().ok()
}

/// `**Title**: what it holds`.
fn split_title(entry: &str) -> (&str, &str) {
    let entry = without_number(entry.trim_start_matches("**"));
    let at = entry.find([':', '：']).or_else(|| entry.find(" – "));
    let (title, content) = at.map_or((entry, ""), |at| entry.split_at(at));
    let content = content.trim_start_matches([':', '：', ' ', '–', '*']);
    (title.trim_matches(['*', ' ', '`', '_']), content.trim())
}

/// The start of a text, cut at a word where it is too long.
pub(super) fn clipped(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let cut = &text[..end];
    let word = cut.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", cut[..word].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::persona::Persona;

    fn read(locale: Locale, answer: &str) -> Outlined {
        let deliverables = Persona::bundled(locale).deliverables;
        outlined(answer, &Recognizer::new(&deliverables), deliverables.len())
    }

    #[test]
    fn an_outline_is_read_as_asked_for() {
        let found = read(
            Locale::En,
            "# Order platform\n\nOrders are taken\nand kept.\n\n## Assumptions\n\n- **given** 2,000 orders a minute\n- **assumed** one region\n\n## Names\n\n- Services: Orders, Stock\n- Events: OrderPlaced\n\n## Sections\n\n1. **Service boundaries**: three services\n2. API contracts: one OpenAPI\n12. Decisions: five records\n",
        );
        let sketch = found.sketch;
        assert_eq!(sketch.title, "Order platform");
        assert_eq!(sketch.summary, "Orders are taken and kept.");
        assert_eq!(sketch.assumptions.len(), 2);
        assert_eq!(sketch.names[0], "Services: Orders, Stock");
        assert_eq!(sketch.lines[0], "three services");
        assert_eq!(sketch.lines[1], "one OpenAPI");
        assert_eq!(sketch.lines[11], "five records");
        assert_eq!(found.headings[0].as_deref(), Some("Service boundaries"));
        assert!(found.extras.is_empty());
        assert_eq!(
            Sketch {
                assumptions: vec!["**given** x".into()],
                ..Sketch {
                    title: "T".into(),
                    summary: "S.".into(),
                    ..Sketch::default()
                }
            }
            .opening(Locale::En),
            "# T\n\nS.\n\n**Assumptions**\n\n- **given** x\n"
        );
    }

    #[test]
    fn outlines_of_models_that_do_as_they_like_are_read() {
        for (answer, line) in [
            // Wrapped, with a greeting, bullets for numbers.
            (
                "Sure:\n\n```markdown\n# 订单平台\n\n## 名称\n\n- 服务：Orders\n\n## 各节\n\n- API 契约：一份 OpenAPI\n```",
                "一份 OpenAPI",
            ),
            // A heading for each section.
            (
                "# 订单平台\n\n## 1. API 契约\n\n一份\nOpenAPI\n",
                "一份 OpenAPI",
            ),
            // No headings at all.
            (
                "# 订单平台\n\n1. 服务边界：三个\n2. 接口设计：一份 OpenAPI\n",
                "一份 OpenAPI",
            ),
            // Numbered lines that name nothing that is known.
            (
                "## 大纲\n\n1. 甲：子\n2. 乙：一份 OpenAPI\n",
                "一份 OpenAPI",
            ),
        ] {
            assert_eq!(read(Locale::Zh, answer).sketch.lines[1], line, "{answer}");
        }
    }

    #[test]
    fn a_model_that_could_not_wait_keeps_its_sections() {
        let long = "Text. ".repeat(100);
        let answer = format!("# T\n\n## Caching\n\n{long}\n\n## Resilience\n\nShort.\n");
        let found = read(Locale::En, &answer);
        assert_eq!(found.extras.len(), 1);
        assert_eq!(found.extras[0].deliverables, [7]);
        assert_eq!(found.sketch.lines[5], "Short.");
    }

    #[test]
    fn an_outline_is_bounded() {
        let names = "- Services: ".to_owned() + &"Orders, ".repeat(10_000) + "\n";
        let answer = format!(
            "# {}\n\n{}\n\n## Names\n\n{}",
            "t".repeat(5_000),
            "s ".repeat(50_000),
            names.repeat(100)
        );
        let sketch = read(Locale::En, &answer).sketch;
        assert!(sketch.title.chars().count() <= 121);
        assert!(sketch.summary.chars().count() <= LONGEST_SUMMARY + 1);
        assert_eq!(sketch.names.len(), MOST_ENTRIES);
        assert!(read(Locale::En, "").sketch.is_empty());
    }
}
