//! Requests fit small windows, whatever is written and asked for.

use proptest::prelude::*;

use super::*;
use crate::domain::{
    persona::Persona,
    plan::{Sketch, StepState, transcripts},
    wire::window::{Fit, Verdict},
};

fn contract(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../../../content/prompts/contract.en.md"),
        Locale::Zh => include_str!("../../../content/prompts/contract.zh.md"),
    }
}

struct Stage {
    persona: Persona,
    locale: Locale,
    plan: Plan,
}

impl Stage {
    fn set(locale: Locale) -> Self {
        let persona = Persona::bundled(locale);
        let plan = Plan::of(&persona.deliverables, "");
        Self {
            persona,
            locale,
            plan,
        }
    }

    fn sources<'a>(&'a self, brief: &'a str, rules: &'a str, window: Option<u64>) -> Sources<'a> {
        Sources {
            persona: &self.persona.body,
            contract: contract(self.locale),
            house_rules: rules,
            brief,
            locale: self.locale,
            window,
        }
    }
}

/// An outline as long as they get.
fn longest(deliverables: usize) -> Sketch {
    use crate::domain::plan::sketch::{LONGEST_LINE, LONGEST_SUMMARY, MOST_ENTRIES};
    let word = |length: usize| "名 name ".repeat(length / 7);
    Sketch {
        title: word(120),
        summary: word(LONGEST_SUMMARY),
        assumptions: vec![word(LONGEST_LINE); MOST_ENTRIES],
        names: vec![word(LONGEST_LINE); MOST_ENTRIES],
        lines: vec![word(LONGEST_LINE); deliverables],
    }
}

#[track_caller]
fn assert_fits(chat: &ChatRequest, window: u64) {
    let fit = Fit::new(chat, Some(window));
    assert_eq!(fit.verdict(), Some(Verdict::Fits), "{fit:?} of {window}");
}

#[test]
fn every_request_of_every_design_fits_eight_thousand_tokens_with_room_for_the_answer() {
    let briefs = [
        "Orders.".to_owned(),
        "Three warehouses, 2,000 orders a minute. ".repeat(600),
        "三个仓库，每分钟两千单。\n".repeat(900),
        format!("Text\n\n```yaml\n{}", "a: 1\n".repeat(4_000)),
    ];
    let rules = ["", "- Only Rust.\n", &"- Only Rust.\n".repeat(900), ""];
    for locale in Locale::ALL {
        let mut stage = Stage::set(locale);
        for (brief, rules) in briefs.iter().zip(rules) {
            for window in [None, Some(4_096), Some(131_072)] {
                let known = window.unwrap_or(ASSUMED);
                let sources = stage.sources(brief, rules, window);
                assert_fits(
                    &outline_request(&sources, &stage.persona.deliverables),
                    known,
                );
                for sketch in [Sketch::default(), longest(12)] {
                    stage.plan.sketch = sketch;
                    let sources = stage.sources(brief, rules, window);
                    for (text, index) in transcripts().into_iter().zip([0, 1, 2, 5, 11]) {
                        let chat = section_request(&sources, &stage.plan, index, text);
                        assert_fits(&chat, known);
                        if window.is_none() {
                            assert_eq!(chat.max_output_tokens, Some(3_072));
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_request_says_what_the_section_needs() {
    for locale in Locale::ALL {
        let mut stage = Stage::set(locale);
        let text = transcripts()[0];
        stage.plan.sketch.names = vec!["Services: Orders, Stock".into()];
        stage.plan.sketch.lines = vec!["one OpenAPI".into(); 12];
        let sources = stage.sources("Brief with {digest} in it.", "- Only Rust.", Some(8_192));
        let chat = section_request(&sources, &stage.plan, 1, text);
        let ask = &chat.messages[0].content;
        let heading = &stage.plan.steps[1].heading;
        assert!(ask.ends_with(&format!("## {heading}")), "{ask}");
        for part in [
            "Brief with {digest} in it.",
            "Services: Orders, Stock",
            "one OpenAPI",
            "## 2. Service boundaries",
        ] {
            assert!(ask.contains(part), "{part} is not in {ask}");
        }
        // The rules on contracts belong to this section; the persona's area, too.
        assert!(chat.system.contains("openapi: 3.1.0"), "{}", chat.system);
        assert!(chat.system.contains("- Only Rust."));
        assert!(!chat.system.contains("{outputs}"));
        // The first section of a design has nothing before it, and no heading for that.
        let first = section_request(&sources, &stage.plan, 0, "");
        let ask = &first.messages[0].content;
        assert!(
            !ask.contains("{catalogue}") && !ask.contains("\n\n\n"),
            "{ask}"
        );
        assert_eq!(ask.matches("\n# ").count(), 2, "{ask}");
        assert!(first.system.contains(match locale {
            Locale::En => "| Service | Responsibility |",
            Locale::Zh => "| 服务 | 职责 |",
        }));
    }
}

#[test]
fn a_large_window_gets_the_whole_persona_and_the_finished_text() {
    let stage = Stage::set(Locale::En);
    let text = "# T\n\n## Services\n\nText.\n";
    let chat = section_request(
        &stage.sources("Brief.", "", Some(200_000)),
        &stage.plan,
        3,
        text,
    );
    assert!(chat.system.starts_with(stage.persona.body.trim()));
    assert!(chat.system.contains("## Diagrams") && chat.system.contains("## Contracts"));
    assert!(chat.messages[0].content.contains("## Services\n\nText."));
    assert_eq!(chat.max_output_tokens, None);
}

#[test]
fn titles_are_short_and_name_their_deliverable_only() {
    for locale in Locale::ALL {
        let stage = Stage::set(locale);
        let deliverables = stage.plan.deliverables();
        let recognizer = Recognizer::new(&deliverables);
        for (index, step) in stage.plan.steps.iter().enumerate() {
            assert_eq!(
                recognizer.named_by(&step.heading),
                [index],
                "{}",
                step.heading
            );
            assert!(step.heading.chars().count() <= 60, "{}", step.heading);
            assert_eq!(step.state, StepState::Waiting);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn requests_fit_whatever_is_in_them(
        brief in "(\\PC{0,60}\n){0,60}",
        text in "(## [a-z]{1,9}\n(\\PC{0,80}\n){0,20}|```\n|\\| a \\| b \\| c \\|\n){0,40}",
        rules in "\\PC{0,4000}",
        index in 0..12_usize,
        window in 2_048..70_000_u64,
        is_chinese: bool,
    ) {
        let stage = Stage::set(if is_chinese { Locale::Zh } else { Locale::En });
        let sources = stage.sources(&brief, &rules, Some(window));
        let chat = section_request(&sources, &stage.plan, index, &text);
        let fit = Fit::new(&chat, Some(window));
        prop_assert!(fit.verdict() == Some(Verdict::Fits), "{:?}", fit);
    }
}
