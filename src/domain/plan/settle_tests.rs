//! Answers of models that disobey, as tables; and the law that nothing of an answer is lost.

use proptest::prelude::*;

use super::*;
use crate::domain::{locale::Locale, persona::Persona};

/// The answer to a request for the section on resilience, taken apart.
fn resilience(locale: Locale, answer: &str) -> Settled {
    let deliverables = Persona::bundled(locale).deliverables;
    let recognizer = Recognizer::new(&deliverables);
    let heading = match locale {
        Locale::En => "Resilience patterns",
        Locale::Zh => "弹性模式",
    };
    settle(
        answer,
        &Asked {
            recognizer: &recognizer,
            index: 5,
            heading,
            title: "Order Platform",
        },
    )
}

#[test]
fn the_section_is_found_in_whatever_surrounds_it() {
    for (what, answer, expected) in [
        (
            "obedient",
            "## Resilience patterns\n\nText.",
            "## Resilience patterns\n\nText.",
        ),
        (
            "preamble",
            "Sure, here is the section:\n\n## Resilience patterns\n\nText.",
            "## Resilience patterns\n\nText.",
        ),
        (
            "long greeting without colon",
            "Great question! Below you find it.\n\n## Resilience patterns\n\nText.",
            "## Resilience patterns\n\nText.",
        ),
        (
            "closing chatter",
            "## Resilience patterns\n\nText.\n\n---\n\nLet me know if you want more.",
            "## Resilience patterns\n\nText.",
        ),
        (
            "no heading",
            "Retries back off.\n\n- three times\n",
            "## Resilience patterns\n\nRetries back off.\n\n- three times",
        ),
        (
            "no heading but subsections",
            "Intro of a kind.\n\n### Retries\n\nThree.",
            "## Resilience patterns\n\nIntro of a kind.\n\n### Retries\n\nThree.",
        ),
        (
            "first level",
            "# Resilience patterns\n\nText.\n\n## Retries\n\nThree.",
            "## Resilience patterns\n\nText.\n\n### Retries\n\nThree.",
        ),
        (
            "third level",
            "### Resilience patterns\n\nText.\n\n#### Retries\n\nThree.",
            "## Resilience patterns\n\nText.\n\n### Retries\n\nThree.",
        ),
        (
            "numbered",
            "## 6. Resilience\n\nText.",
            "## 6. Resilience\n\nText.",
        ),
        (
            "translated",
            "## 弹性与容错\n\nText.",
            "## 弹性与容错\n\nText.",
        ),
        (
            "renamed",
            "## Staying up\n\nText.",
            "## Resilience patterns\n\n### Staying up\n\nText.",
        ),
        (
            "renamed at the first level",
            "# Staying up\n\nText.",
            "## Resilience patterns\n\n### Staying up\n\nText.",
        ),
        (
            "the document's title repeated",
            "# Order Platform\n\n## Resilience patterns\n\nText.",
            "## Resilience patterns\n\nText.",
        ),
        (
            "parts as sections",
            "## Resilience patterns\n\nText.\n\n## Bulkheads\n\nTen.\n\n### Pools\n\nTwo.",
            "## Resilience patterns\n\nText.\n\n### Bulkheads\n\nTen.\n\n#### Pools\n\nTwo.",
        ),
        (
            "the same heading again",
            "## Resilience patterns\n\nOne.\n\n## Resilience patterns\n\nTwo.",
            "## Resilience patterns\n\nOne.\n\n### Resilience patterns\n\nTwo.",
        ),
        (
            "the same section again",
            "## Resilience patterns\n\nOne.\n\n## Resilience patterns\n\nOne.",
            "## Resilience patterns\n\nOne.",
        ),
        (
            "wrapped",
            "```markdown\n## Resilience patterns\n\n```mermaid\ngraph TD\n```\n\nText.\n```",
            "## Resilience patterns\n\n```mermaid\ngraph TD\n```\n\nText.",
        ),
        (
            "wrapped and never closed",
            "```md\n## Resilience patterns\n\n```sh\nx\n```",
            "## Resilience patterns\n\n```sh\nx\n```",
        ),
        (
            "a fence left open",
            "## Resilience patterns\n\n```yaml\na: 1",
            "## Resilience patterns\n\n```yaml\na: 1\n```",
        ),
        (
            "headings in a fence",
            "## Resilience patterns\n\n```sh\n# no\n## no\n```",
            "## Resilience patterns\n\n```sh\n# no\n## no\n```",
        ),
        (
            "reasoning",
            "<think>hm</think>\n## Resilience patterns\n\nText.",
            "## Resilience patterns\n\nText.",
        ),
        (
            "continued until nothing was missing",
            "## Resilience patterns\n\nText.\n\n<!-- nothing is missing -->",
            "## Resilience patterns\n\nText.",
        ),
        (
            "underlined",
            "Resilience patterns\n---\n\nText.\n\nBulkheads\n---\n\nTen.",
            "## Resilience patterns\n\nText.\n\n### Bulkheads\n\nTen.",
        ),
        (
            "windows line ends",
            "## Resilience patterns\r\n\r\nText.\r\n",
            "## Resilience patterns\n\nText.",
        ),
    ] {
        let section = resilience(Locale::En, answer).section;
        assert_eq!(section.as_deref(), Some(expected), "{what}");
    }
    let chinese = resilience(
        Locale::Zh,
        "好的，下面是本节：\n\n## 六、容错设计\n\n重试三次。\n\n希望这对你有帮助！",
    );
    assert_eq!(
        chinese.section.as_deref(),
        Some("## 六、容错设计\n\n重试三次。")
    );
    assert_eq!(chinese.left_out, "好的，下面是本节：\n\n希望这对你有帮助！");
}

#[test]
fn what_says_nothing_is_no_section() {
    for answer in [
        "",
        "\n\n",
        "<!-- nothing is missing -->",
        "## Resilience patterns",
        "## Resilience patterns\n\nTBD",
        "# Resilience patterns\n\n...\n",
        "<think>I never come to an end",
        "```markdown\n## Resilience patterns\n```",
    ] {
        let settled = resilience(Locale::En, answer);
        assert_eq!(settled.section, None, "{answer}");
        assert!(settled.extras.is_empty());
    }
    assert!(says_nothing("Nothing.") && says_nothing("N/A") && !says_nothing("Nothing else fits."));
}

#[test]
fn sections_of_other_deliverables_are_told_apart() {
    let answer = "# Order Platform\n\n## Caching\n\nRedis.\n\n## Eviction\n\nLRU.\n\n## Resilience\n\nRetries.\n\n## Testing\n\nTBD";
    let settled = resilience(Locale::En, answer);
    assert_eq!(
        settled.section.as_deref(),
        Some("## Resilience\n\nRetries.")
    );
    assert_eq!(settled.extras.len(), 1);
    assert_eq!(settled.extras[0].deliverables, [7]);
    assert_eq!(
        settled.extras[0].text,
        "## Caching\n\nRedis.\n\n### Eviction\n\nLRU."
    );
    assert_eq!(settled.left_out, "## Testing\n\nTBD");
    let other = resilience(Locale::En, "## Caching\n\nRedis.");
    assert_eq!((other.section, other.extras.len()), (None, 1));
}

#[test]
fn whole_designs_are_taken_apart_into_their_sections() {
    for text in crate::domain::plan::transcripts() {
        for locale in Locale::ALL {
            let settled = resilience(locale, text);
            let found = settled.extras.len() + usize::from(settled.section.is_some());
            assert!(found >= 3, "{found}");
            assert_kept(text, &settled);
        }
    }
}

/// Everything that was said is somewhere.
fn assert_kept(answer: &str, settled: &Settled) {
    let mut kept = settled.left_out.clone();
    kept.extend(settled.section.clone());
    kept.push_str("\nOrder Platform markdown md\n");
    for extra in &settled.extras {
        kept.push_str(&extra.text);
    }
    let kept = key(&kept);
    for line in answer.lines() {
        let said = key(line);
        assert!(
            said.is_empty() || kept.contains(&said) || said == "nothing is missing",
            "lost: {line:?} of {answer:?}"
        );
    }
}

const PIECES: [&str; 24] = [
    "## Resilience patterns\n",
    "# Resilience\n",
    "### Resilience\n",
    "## Caching\n",
    "## Other\n",
    "# Order Platform\n",
    "#### Deep\n",
    "```yaml\n",
    "```\n",
    "```markdown\n",
    "~~~\n",
    "<!-- x\n",
    "-->\n",
    "| a | b |\n|---|---|\n",
    "- item\n",
    "Sentence one.\n",
    "Here it is:\n",
    "\n",
    "\n\n",
    "Let me know.\n",
    "<think>why</think>\n",
    "TBD\n",
    "Title\n---\n",
    "1. step\n",
];

proptest! {
    #[test]
    fn nothing_of_an_answer_is_lost(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..14)) {
        let answer = pieces.concat();
        let settled = resilience(Locale::En, &answer);
        assert_kept(&answer, &settled);
        // What becomes a section is one, and leaves nothing open.
        let texts = settled.section.iter().chain(settled.extras.iter().map(|extra| &extra.text));
        for text in texts {
            prop_assert!(text.starts_with("## "), "{text:?}");
            prop_assert_eq!(closing_line(text), None, "{:?}", text);
            prop_assert_eq!(sections(text).len(), 1, "{:?} of {:?}", text, answer);
        }
    }

    #[test]
    fn no_answer_panics(answer in ".*") {
        let _ = resilience(Locale::Zh, &answer);
    }
}
