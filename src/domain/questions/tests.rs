//! What models really answer when they are asked for questions, and what becomes of it.

use proptest::prelude::*;

use super::*;
use crate::domain::prompt::Role;

fn texts(answer: &str) -> Vec<String> {
    let questions = read(answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
    questions
        .into_iter()
        .map(|question| question.text)
        .collect()
}

#[track_caller]
fn one(answer: &str) -> Question {
    let mut questions = read(answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
    assert_eq!(questions.len(), 1, "{questions:?}");
    questions.remove(0)
}

const GOOD: &str = r#"{"questions": [
  {"question": "Who pays?", "why": "It decides the checkout.", "proposals": ["The customer", "The company"]},
  {"question": "一个区域还是多个区域？", "why": "决定复制方式。", "proposals": ["一个", "两个", "三个", "四个", "五个"]}
]}"#;

#[test]
fn what_was_asked_for_is_read() {
    let questions = read(GOOD).unwrap();
    assert_eq!(questions[0].text, "Who pays?");
    assert_eq!(questions[0].why, "It decides the checkout.");
    assert_eq!(questions[0].proposals, ["The customer", "The company"]);
    // More than four proposals are cut.
    assert_eq!(questions[1].proposals.len(), 4);
}

#[test]
fn json_is_read_however_it_is_wrapped() {
    for answer in [
        format!("```json\n{GOOD}\n```"),
        format!("Here are my questions:\n\n{GOOD}\n\nLet me know!"),
        format!("<think>What do I {{need}} to know? [1]</think>\n{GOOD}"),
        format!("I have [two] questions {{really}}:\n```\n{GOOD}\n```\n"),
        GOOD.replace("company\"]}", "company\",],}"),
        GOOD.replace("\"proposals\"", "\"options\"")
            .replace("\"why\"", "\"rationale\""),
        GOOD.replace("{\"questions\": [", "[")
            .replace("]\n]}", "]\n]")
            .trim_end_matches('}')
            .to_owned(),
        GOOD.replace("the checkout", "the\ncheckout"),
    ] {
        assert_eq!(texts(&answer)[0], "Who pays?", "{answer}");
        assert_eq!(texts(&answer).len(), 2, "{answer}");
    }
}

#[test]
fn a_cut_answer_gives_the_questions_that_are_whole() {
    let cut = &GOOD[..GOOD.find("决定").unwrap()];
    assert_eq!(texts(cut), ["Who pays?"]);
    let in_string = &GOOD[..GOOD.find("checkout").unwrap()];
    assert_eq!(read(in_string), Err(NoQuestions::Unusable));
}

#[test]
fn proposals_come_in_many_shapes() {
    for proposals in [
        r#"["a b", "c"]"#,
        r#"[{"text": "a b"}, {"label": "c"}]"#,
        r#"{"A": "a b", "B": "c"}"#,
        r#""a b; c""#,
        r#"["**a b**", "c", "c", ""]"#,
    ] {
        let answer =
            format!(r#"{{"questions": [{{"question": "Who?", "proposals": {proposals}}}]}}"#);
        assert_eq!(one(&answer).proposals, ["a b", "c"], "{proposals}");
    }
    let numbers = one(r#"[{"q": "How many regions?", "options": [1, 2]}]"#);
    assert_eq!(numbers.proposals, ["1", "2"]);
    let bare = read(r#"{"questions": ["Who pays?", "Where?"]}"#).unwrap();
    assert_eq!((bare.len(), bare[0].proposals.len()), (2, 0));
}

#[test]
fn lists_of_weak_models_are_read() {
    for answer in [
        "Sure! A few questions:\n\n1. **Who pays?**\n   *Why it matters:* It decides the checkout.\n   - The customer\n   - The company\n\n2. Where?\n   - EU\n   - US\n",
        "### 1. Who pays?\n\n**Why it matters**: It decides the checkout.\n\n**Proposed answers:**\n- The customer\n- The company\n\n### 2. Where?\n- EU\n- US",
        "1) Who pays? (Why: It decides the checkout.)\n   a) The customer\n   b) The company\n2) Where?\n   a) EU\n   b) US",
        "**Q1: Who pays?**\nReason: It decides the checkout.\nOptions: The customer; The company\n\n**Q2: Where?**\nOptions: EU | US\n",
        "**1. Who pays?** It decides the checkout.\n* The customer\n* The company\n**2. Where?**\n* EU\n* US",
    ] {
        let questions = read(answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        assert_eq!(questions.len(), 2, "{answer}: {questions:?}");
        assert_eq!(questions[0].text, "Who pays?", "{answer}");
        assert_eq!(questions[0].why, "It decides the checkout.", "{answer}");
        assert_eq!(
            questions[0].proposals,
            ["The customer", "The company"],
            "{answer}"
        );
        assert_eq!(questions[1].proposals, ["EU", "US"], "{answer}");
    }
    let chinese = "1、**数据存放在哪个地区？**\n   - 原因：决定合规方案。\n   - 选项：\n     A. 中国大陆\n     B. 新加坡\n2、峰值出现在何时？\n   - 大促\n   - 每晚";
    let questions = read(chinese).unwrap();
    assert_eq!(questions[0].text, "数据存放在哪个地区？");
    assert_eq!(questions[0].why, "决定合规方案。");
    assert_eq!(questions[0].proposals, ["中国大陆", "新加坡"]);
    assert_eq!(questions[1].proposals, ["大促", "每晚"]);
}

#[test]
fn more_than_seven_are_cut_and_doubles_fall_out() {
    let many: String = (1..=12)
        .map(|at| format!("{at}. Is this question {at}?\n"))
        .collect();
    assert_eq!(texts(&many).len(), MOST);
    assert_eq!(texts("1. Who pays?\n2. Who pays?\n").len(), 1);
}

#[test]
fn nothing_to_ask_is_told_from_an_unusable_answer() {
    for answer in [
        r#"{"questions": []}"#,
        "```json\n[]\n```",
        "I have no questions; the brief is complete.",
        "没有问题，需求已经足够明确。",
        "None.",
        "<think>hm</think>\nThere is nothing to ask.",
    ] {
        assert_eq!(read(answer), Err(NoQuestions::Nothing), "{answer}");
    }
    for answer in [
        "",
        "I'm sorry, I can't help with that.",
        "# Order platform\n\n## Service boundaries\n\n1. Order service\n2. Payment service\n\n- owns orders\n",
        "1. **Understand requirements**: scale, consistency\n2. **Define boundaries**: DDD\n",
        &format!("# API\n\n{}\n\n`items: []`", "Orders. ".repeat(60)),
        r#"{"error": "overloaded"}"#,
        "{\"questions\": [{\"question\": \"\"}]}",
    ] {
        assert_eq!(read(answer), Err(NoQuestions::Unusable), "{answer}");
    }
}

#[test]
fn endless_questions_are_cut() {
    let question = one(&format!(r#"[{{"question": "{}?"}}]"#, "x".repeat(5_000)));
    assert_eq!(question.text.chars().count(), LONGEST + 1);
}

#[test]
fn answers_are_given_or_assumed() {
    let mut round = Round::of(read(GOOD).unwrap());
    assert_eq!(round.given(), 0);
    round.reply(0, |reply| reply.chosen = Some(1));
    round.reply(9, |reply| reply.chosen = Some(1));
    let mut brief = Brief::from("A shop.");
    round.enter(&mut brief, Locale::En, true);
    let said: Vec<_> = brief
        .answers
        .iter()
        .map(|it| (it.answer.as_str(), it.standing))
        .collect();
    assert_eq!(
        said,
        [
            ("The company", Standing::Given),
            ("一个", Standing::Assumed)
        ]
    );
    // In one's own words, and asked again: one answer to a question.
    round.reply(0, |reply| reply.own = " Nobody \n".into());
    assert_eq!(round.given(), 1);
    round.enter(&mut brief, Locale::En, true);
    assert_eq!(brief.answers.len(), 2);
    assert_eq!(brief.answers[0].answer, "Nobody");
    // Who skips the rest assumes nothing.
    let mut skipped = Brief::default();
    round.enter(&mut skipped, Locale::En, false);
    assert_eq!(skipped.answers.len(), 1);
    // Without proposals nothing can be assumed but that nobody said.
    let mut open = Brief::default();
    Round::of(
        texts("1. Where?\n")
            .into_iter()
            .map(|text| Question {
                text,
                ..Question::default()
            })
            .collect(),
    )
    .enter(&mut open, Locale::En, true);
    assert_eq!(open.answers[0].standing, Standing::Assumed);
    assert!(!open.answers[0].answer.is_empty());
}

#[test]
fn the_request_has_persona_rules_and_brief_and_no_contract() {
    for locale in Locale::ALL {
        let request = request(
            "You are an architect.",
            "Rules.",
            &"A shop {most}.".into(),
            locale,
        );
        assert_eq!(request.system, "You are an architect.\n\nRules.\n");
        assert_eq!(request.messages.len(), 1);
        assert_eq!(request.messages[0].role, Role::User);
        let ask = &request.messages[0].content;
        assert!(ask.ends_with("A shop {most}."), "{ask}");
        assert!(ask.contains('7') && ask.contains("\"proposals\""), "{ask}");
    }
}

proptest! {
    #[test]
    fn no_answer_panics_and_bounds_hold(answer in "(?s).*|[\\[\\]{}\",:a?\n 1.)-]*") {
        if let Ok(questions) = read(&answer) {
            prop_assert!((1..=MOST).contains(&questions.len()));
            for question in questions {
                prop_assert!(!question.text.is_empty() && question.proposals.len() <= MOST_PROPOSALS);
            }
        }
    }
}
