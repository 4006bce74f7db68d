//! The page cuts a text into sections by lines (`domain::design::section`): it must do so where the parser
//! sees the headings.

use proptest::{prelude::*, test_runner::RngSeed};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

use super::options;
use crate::domain::design::section::sections;

const TRANSCRIPTS: [&str; 5] = [
    include_str!("../../../tests/fixtures/transcripts/a1.md"),
    include_str!("../../../tests/fixtures/transcripts/b1.md"),
    include_str!("../../../tests/fixtures/transcripts/c1.md"),
    include_str!("../../../tests/fixtures/transcripts/d1.md"),
    include_str!("../../../tests/fixtures/transcripts/d2.md"),
];

/// Where the parser sees second-level headings at the top level.
fn parsed(text: &str) -> Vec<usize> {
    let mut depth = 0;
    let mut starts = Vec::new();
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                let is_heading = matches!(
                    tag,
                    Tag::Heading {
                        level: HeadingLevel::H2,
                        ..
                    }
                );
                if depth == 0 && is_heading {
                    starts.push(text[..range.start].rfind('\n').map_or(0, |at| at + 1));
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    starts
}

fn cut(text: &str) -> Vec<usize> {
    let sections = sections(text);
    let headed = sections.iter().filter(|section| !section.is_opening);
    headed.map(|section| section.start).collect()
}

#[test]
fn transcripts_are_cut_where_their_headings_are() {
    for text in TRANSCRIPTS {
        assert_eq!(cut(text), parsed(text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::with_cases(3_000) })]

    #[test]
    fn texts_as_models_write_them_are_cut_where_their_headings_are(lines in prop::collection::vec(
        prop::sample::select(vec![
            "", "", "## A", "## B ##", "# T", "### C", "text", "- item", "```", "```yaml", "~~~",
            "---", "> quote", "| a | b |\n|---|---|\n", "1. one", "    indented", "<!-- note -->", "##", "#no",
            "**Bold**", "`code`", "----", "* * *", "##x", "text ```", "``` text ```",
        ]), 0..24,
    )) {
        let text = lines.join("\n");
        prop_assert_eq!(cut(&text), parsed(&text), "{:?}", text);
    }
}
