//! Whole documents, at once and as they stream in: what is shown, and that both ways agree.

use proptest::prelude::*;

use super::*;
use crate::render::{fence::Pace, highlight::LINE, markdown::Surface};

const TRANSCRIPTS: [&str; 5] = [
    include_str!("../../../tests/fixtures/transcripts/a1.md"),
    include_str!("../../../tests/fixtures/transcripts/b1.md"),
    include_str!("../../../tests/fixtures/transcripts/c1.md"),
    include_str!("../../../tests/fixtures/transcripts/d1.md"),
    include_str!("../../../tests/fixtures/transcripts/d2.md"),
];

/// What a page that applies patches shows.
#[derive(Debug, Default, PartialEq)]
struct Shown {
    blocks: Vec<Block>,
    headings: Vec<Heading>,
    problems: Vec<Finding>,
    contents: Contents,
}

impl Shown {
    fn apply(&mut self, patch: Patch) {
        for (index, html) in patch.updates {
            assert!(
                index < patch.keep,
                "an update of a block that is sent again"
            );
            self.blocks[index].html = html;
        }
        if let Some(grown) = patch.grown {
            assert!(
                grown.block < patch.keep,
                "growth of a block that is sent again"
            );
            let block = &mut self.blocks[grown.block];
            block.html =
                SafeHtml::sealed(grow(block.html.as_str(), grown.keep, grown.lines.as_str()));
        }
        assert!(patch.keep <= self.blocks.len());
        self.blocks.truncate(patch.keep);
        self.blocks.extend(patch.blocks);
        if let Some(headings) = patch.headings {
            assert_ne!(self.headings, headings, "headings that did not change");
            self.headings = headings;
        }
        if let Some(problems) = patch.problems {
            assert_ne!(self.problems, problems, "problems that did not change");
            self.problems = problems;
        }
        if let Some(contents) = patch.contents {
            assert_ne!(self.contents, contents, "contents that did not change");
            self.contents = contents;
        }
    }

    fn at_once(text: &str, streaming: bool) -> Self {
        let mut shown = Self::default();
        shown.apply(Document::new(Setting::new(Locale::En, Surface::App), streaming).append(text));
        shown
    }
}

/// A listing that keeps its first lines and gets others.
fn grow(html: &str, keep: usize, lines: &str) -> String {
    let end = html.rfind("</code>").expect("a listing");
    let mut starts = html.match_indices(LINE).map(|(at, _)| at);
    let cut = starts.nth(keep).unwrap_or(end);
    [&html[..cut], lines, &html[end..]].concat()
}

/// An empty document as the worker keeps it: figures are drawn when they are asked for.
fn growing() -> Document {
    let setting = Setting {
        pace: Pace::WhenAsked,
        ..Setting::new(Locale::En, Surface::App)
    };
    Document::new(setting, true)
}

/// Shows a patch and draws what is due.
fn show(shown: &mut Shown, document: &mut Document, patch: Patch) {
    let due = patch.due.clone();
    shown.apply(patch);
    for figure in due {
        let drawn = document.draw(figure);
        assert!(drawn.due.is_empty(), "drawing makes nothing due");
        shown.apply(drawn);
    }
}

/// Appends the parts and compares with the whole after each part and at the end.
fn check(parts: &[&str], check_each: bool) {
    let mut document = growing();
    let mut shown = Shown::default();
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
        let patch = document.append(part);
        show(&mut shown, &mut document, patch);
        if check_each {
            assert_eq!(
                shown,
                Shown::at_once(&text, true),
                "while streaming {text:?}"
            );
        }
    }
    assert_eq!(shown, Shown::at_once(&text, true), "streamed {text:?}");
    let patch = document.finish();
    show(&mut shown, &mut document, patch);
    assert_eq!(shown, Shown::at_once(&text, false), "finished {text:?}");
    let ids: std::collections::HashSet<_> = shown.headings.iter().map(|h| &h.id).collect();
    assert_eq!(ids.len(), shown.headings.len(), "heading ids are unique");
}

/// Parts of about the given sizes, cut between characters.
fn parts<'a>(text: &'a str, sizes: &[usize]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut rest = text;
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let mut end = (*size).min(rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}

/// Pieces that open, continue, close and refer to blocks.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "x y",
        "订单",
        " ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\n\n",
        "\r\n",
        "\r",
        "#",
        "# ",
        "## ",
        "### h\n",
        "-",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        ">",
        "> ",
        "---\n",
        "===\n",
        "***",
        "**",
        "*",
        "_",
        "~~",
        "`",
        "```",
        "```\n",
        "```mermaid\n",
        "```yaml\nopenapi: 3\n",
        "~~~\n",
        "|",
        "| a | b |\n",
        "|---|---|\n",
        "-|-\n",
        "[a]",
        "[b]",
        "[a]: https://a\n",
        "[b]: <x> 'y'\n",
        "[a][b]",
        "![a](b)",
        "[^1]",
        "[^n]",
        "[^1]: note\n",
        "[^n]: ",
        "<",
        "<br>",
        "<div>\n",
        "</div>",
        "<!--",
        "-->",
        "<pre>\n",
        "<script>\n",
        "<think>",
        "</think>",
        ": ",
        ":",
        ": def\n",
        "[ ] ",
        "[x] ",
        "> [!NOTE]\n",
        "\\",
        "&amp;",
        "&#10;",
        "(",
        ")",
        "<https://x.y>",
        "!",
        "[",
        "]",
        "\u{202E}",
        "- [x] t\n",
        "term\n: def\n",
        "    code\n",
        "\n\n\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn appends_equal_the_whole(text in markdown(), sizes in prop::collection::vec(1_usize..20, 1..12)) {
        check(&parts(&text, &sizes), true);
    }

    #[test]
    fn replacing_equals_the_whole(before in markdown(), after in markdown(), streaming: bool) {
        let mut document = growing();
        let mut shown = Shown::default();
        let patch = document.append(&before);
        show(&mut shown, &mut document, patch);
        let patch = document.replace(&after, streaming);
        show(&mut shown, &mut document, patch);
        prop_assert_eq!(&shown, &Shown::at_once(&after, streaming));
        let patch = document.append("\n\n[a]: https://late\n\n# h\n");
        show(&mut shown, &mut document, patch);
        let whole = format!("{after}\n\n[a]: https://late\n\n# h\n");
        prop_assert_eq!(shown, Shown::at_once(&whole, streaming));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn transcripts_in_any_parts_equal_the_whole(
        which in 0..TRANSCRIPTS.len(),
        sizes in prop::collection::vec(1_usize..400, 1..40),
    ) {
        check(&parts(TRANSCRIPTS[which], &sizes), false);
    }
}

#[test]
fn transcripts_equal_the_whole_after_every_line() {
    for text in [TRANSCRIPTS[3], TRANSCRIPTS[4]] {
        check(&text.split_inclusive('\n').collect::<Vec<_>>(), true);
    }
}

#[test]
fn found_texts_equal_the_whole() {
    for text in [
        // Lines directly below a footnote are read as its lazy continuations.
        "[^n]: [^1]: note\n</think>```yaml\nopenapi: 3\n---\n#",
        // A definition joins a paragraph to the definition list before it.
        "T\n: d\n\nU\n\n: e\n\nV\n: f",
        // A text below a link definition is a paragraph even if indented.
        "[a]: /x\n    text\n\n[a]",
        "a\n\nb\n-",
        // A lone carriage return misled the ranges of blocks.
        "    ### h\n\r---\n[^1]: note\n#\n#",
        // The end of a footnote's definition in another's line lies below that line.
        "[^n]: [^1]: note\n\n\n\n#\n#\n\n[a]: /late\n\n# h\n",
    ] {
        check(&parts(text, &[1]), true);
        check(&parts(text, &[text.len() / 2]), true);
    }
}

fn html(shown: &Shown) -> String {
    shown
        .blocks
        .iter()
        .map(|block| block.html.as_str())
        .collect()
}

#[test]
fn late_definitions_update_earlier_blocks() {
    let mut document = growing();
    let mut shown = Shown::default();
    for part in ["see [a] and [^1]\n\n", "b\n\nc\n\nd\n\ne\n\n"] {
        shown.apply(document.append(part));
    }
    assert!(html(&shown).contains("see [a] and [^1]"));
    let patch = document.append("[a]: https://late.example\n\n[^1]: note\n");
    assert_eq!(patch.updates.len(), 1);
    assert_eq!(patch.updates[0].0, 0);
    shown.apply(patch);
    assert!(html(&shown).contains("href=\"https://late.example\""));
    assert!(html(&shown).contains("id=\"fnref-1\""));
    assert!(html(&shown).contains("id=\"fn-1\""));
}

#[test]
fn footnotes_are_numbered_by_first_reference() {
    let shown = Shown::at_once(
        "x[^b] y[^a] z[^b]\n\n[^a]: A\n\n[^b]: B\n\n[^c]: C\n",
        false,
    );
    let html = html(&shown);
    let first = html.find("id=\"fnref-1\"").unwrap();
    assert!(first < html.find("id=\"fnref-2\"").unwrap());
    assert_eq!(html.matches("id=\"fnref-1\"").count(), 1);
    assert!(html.find("id=\"fn-2\"").unwrap() < html.find("id=\"fn-1\"").unwrap());
    assert!(html.contains("footnote-label\">c<"));
}

#[test]
fn an_append_touches_the_open_end_only() {
    let mut document = growing();
    for text in TRANSCRIPTS {
        document.append(text);
        document.append("\n\n");
    }
    let count = document.blocks().count();
    assert!(count > 300);
    let patch = document.append("More text.\n\nAnd more.\n\n");
    assert!(patch.keep >= count - OPEN_BLOCKS && patch.blocks.len() <= OPEN_BLOCKS + 2);
    assert!(patch.headings.is_none() && patch.problems.is_none() && patch.contents.is_none());
}

#[test]
fn a_fence_is_drawn_once_when_it_closes() {
    let mut document = growing();
    let states: Vec<_> = ["```mermaid\n", "graph LR\n", "``", "`", "\n", "\ntext\n\n"]
        .into_iter()
        .map(|part| {
            let due = document.append(part).due;
            let waits = due
                .iter()
                .map(|figure| document.draw(*figure).updates.len());
            let drawn: usize = waits.sum();
            let html = document.block(0).html.into_string();
            match html.contains("data-state=\"pending\"") {
                true => "pending",
                false if drawn > 0 => "drawn",
                false => "kept",
            }
        })
        .collect();
    assert_eq!(
        states,
        ["pending", "pending", "pending", "pending", "drawn", "kept"]
    );
    assert_eq!(document.problems(), []);
}

#[test]
fn problems_say_their_line_and_block() {
    let text = "<think>\nx\n</think>\n\n# T\n\n[x](javascript:a) <b>\n\n- a\n\n  ```rust\n  fn";
    let shown = Shown::at_once(text, false);
    let found: Vec<_> = shown
        .problems
        .iter()
        .map(|problem| {
            (
                problem.code.as_str(),
                problem.line,
                problem.block.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("M103", Some(7), Some("b-1")),
            ("M102", Some(7), Some("b-1")),
            ("M101", Some(11), Some("b-2")),
        ]
    );
    assert_eq!(
        shown.problems[2].message,
        Locale::En.problem_fence_unclosed()
    );
}

#[test]
fn reasoning_is_hidden_unless_it_is_all_there_is() {
    assert_eq!(html(&Shown::at_once("<think>secret", true)), "");
    assert!(!html(&Shown::at_once("<think>secret</think>\n# T", false)).contains("secret"));
    assert!(html(&Shown::at_once("<think>secret", false)).contains("secret"));
}

#[test]
fn second_level_headings_open_sections() {
    let shown = Shown::at_once("# T\n\n## A b\n\ntext\n\n> ## not\n\nA b\n---\n", false);
    let sections: Vec<_> = shown
        .blocks
        .iter()
        .map(|block| block.section.as_deref())
        .collect();
    assert_eq!(sections, [None, Some("a-b"), None, None, Some("a-b-1")]);
}

#[test]
fn a_listing_that_grows_sends_its_last_lines_only() {
    let mut document = growing();
    let mut shown = Shown::default();
    let mut lines = Vec::new();
    for number in 0..50 {
        let patch = document.append(&format!(
            "{}- key{number}: /* open",
            if number == 0 { "```yaml\n" } else { "\n" }
        ));
        if number > 0 {
            assert_eq!((patch.blocks.len(), patch.keep), (0, 1));
            let grown = patch.grown.as_ref().expect("growth");
            assert_eq!(grown.keep, number - 1);
            lines.push(grown.lines.as_str().matches(LINE).count());
        }
        show(&mut shown, &mut document, patch);
    }
    assert_eq!(lines, [2; 49]);
    let source = document.text.clone();
    assert_eq!(shown, Shown::at_once(&source, true));
}
