//! Decisions in all the forms in which models write them.

use proptest::prelude::*;

use super::*;
use crate::domain::{design::tests::sample, locale::Locale};

pub(super) fn transcript(name: &str) -> String {
    let path = format!(
        "{}/tests/fixtures/transcripts/{name}.md",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(path).unwrap()
}

pub(super) const ENGLISH: &str = "# Shop\n\n## Decisions\n\n### ADR-1: One database\n\n- **Status**: accepted\n- **Context**: 33 orders/s\n- **Decision**: Postgres\n- **Alternatives**:\n  - **Mongo**: no joins\n  - **Kafka**: no\n- **Consequences**: easy\n  to run\n\n### ADR-2: gRPC inside\n\n- **Status**: proposed\n- **Context**: latency\n\n## Testing\n\nText.\n";
pub(super) const CHINESE: &str = "# 店\n\n## 权衡\n\n### ADR-1：单一数据库\n\n- **状态**：已接受\n- **背景**：每秒 33 单\n- **决策**：Postgres\n- **替代方案**：MongoDB\n- **后果**：易运维\n\n### ADR-2：内部 gRPC\n\n- **状态**：提议\n\n## 测试\n\n文字。\n";

fn titles(text: &str) -> Vec<(Option<u32>, String)> {
    let decisions = read(text);
    decisions
        .into_iter()
        .map(|it| (it.number, it.title))
        .collect()
}

#[test]
fn the_form_that_prompts_ask_for_is_read() {
    for (text, context, alternatives) in [
        (
            ENGLISH,
            "33 orders/s",
            "- **Mongo**: no joins\n- **Kafka**: no",
        ),
        (CHINESE, "每秒 33 单", "MongoDB"),
    ] {
        let decisions = read(text);
        assert_eq!(decisions.len(), 2);
        let first = &decisions[0];
        assert_eq!((first.number, first.label.as_str()), (Some(1), "ADR-1"));
        assert_eq!(first.status, Some(Status::Accepted));
        assert_eq!(decisions[1].status, Some(Status::Proposed));
        assert_eq!(first.part(Part::Context), context);
        assert_eq!(first.part(Part::Decision), "Postgres");
        assert_eq!(first.part(Part::Alternatives), alternatives);
        assert!(text[first.range.clone()].starts_with("### ADR-1"));
        assert!(
            text[first.range.clone()].ends_with("to run")
                || text[first.range.clone()].ends_with("易运维")
        );
    }
    assert_eq!(read(ENGLISH)[0].part(Part::Consequences), "easy\nto run");
}

#[test]
fn other_ways_of_writing_it_are_read() {
    for (text, number, title, status, decision) in [
        (
            "#### ADR 1 - Use Kafka\n\nStatus: Accepted\n\nDecision: do",
            Some(1),
            "Use Kafka",
            Some(Status::Accepted),
            "do",
        ),
        (
            "### ADR-0001. Use Kafka ###\n* Status: superseded by ADR-2\n* Decision: do",
            Some(1),
            "Use Kafka",
            Some(Status::Superseded(Some(2))),
            "do",
        ),
        (
            "### 12.1 ADR-003 — `Kafka` **only**\n| | |\n|---|---|\n| Status | Rejected |\n| Decision | do |",
            Some(3),
            "Kafka only",
            Some(Status::Rejected),
            "do",
        ),
        (
            "## ADR#7: Kafka\n#### Status\n\nDeprecated\n\n#### Decision\ndo",
            Some(7),
            "Kafka",
            Some(Status::Deprecated),
            "do",
        ),
        (
            "### 决策 2：用 Kafka\n状态：已采纳\n决定：do",
            Some(2),
            "用 Kafka",
            Some(Status::Accepted),
            "do",
        ),
        (
            "### 决策三：用 Kafka\n**状态：** 已废弃\n**决策：** do",
            Some(3),
            "用 Kafka",
            Some(Status::Deprecated),
            "do",
        ),
        (
            "### Decision 4: Kafka\n__Status__ - proposed\n__Decision__ — do",
            Some(4),
            "Kafka",
            Some(Status::Proposed),
            "do",
        ),
        ("### ADR: Kafka\n- Decision: do", None, "Kafka", None, "do"),
        (
            "**ADR-1**: Kafka\n\n- Decision: do",
            Some(1),
            "Kafka",
            None,
            "do",
        ),
        (
            "1. **ADR-1: Kafka.** Status: no. *Decision*: do",
            Some(1),
            "Kafka",
            None,
            "do",
        ),
        (
            "### **ADR-9** **Kafka**\nDecision: do",
            Some(9),
            "Kafka",
            None,
            "do",
        ),
        (
            "### ADR-5\n- **Status:** Accepted.\n- **Decision:** do",
            Some(5),
            "",
            Some(Status::Accepted),
            "do",
        ),
        (
            "## Decisions\n### Use Kafka\n- Context: c\n- Decision: do",
            None,
            "Use Kafka",
            None,
            "do",
        ),
    ] {
        let decisions = read(text);
        assert_eq!(decisions.len(), 1, "{text}");
        let found = &decisions[0];
        assert_eq!(
            (found.number, found.title.as_str()),
            (number, title),
            "{text}"
        );
        assert_eq!(found.status, status, "{text}");
        assert_eq!(found.part(Part::Decision), decision, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_decision_is_none() {
    for text in [
        "## 18. ADR 与权衡\n\n文字",
        "## ADRs\n\n- Context: c",
        "### Architecture decision records\n",
        "```md\n### ADR-1: x\n```\n",
        "**ADR-1** says so.",
        "## Decisions\n\n### Main risks\n\n- **Status**: none\n",
        "### Decision 2 services\n",
        "## Appendix: database-architect\n\n### ADR-1: Theirs\n\n- Status: accepted\n",
    ] {
        assert_eq!(titles(text), [], "{text}");
    }
}

#[test]
fn the_decisions_of_real_answers_are_found() {
    for (name, count, first, last) in [
        (
            "a1",
            5,
            "Accept first, authorise later",
            "PostgreSQL over event sourcing",
        ),
        (
            "b1",
            5,
            "编排式 Saga，而非协同式",
            "非阻塞重试 topic，牺牲严格顺序",
        ),
        (
            "c1",
            5,
            "Opaque tokens outside, JWT inside",
            "Launch SCA with exemptions off",
        ),
    ] {
        let text = transcript(name);
        let decisions = read(&text);
        let numbers: Vec<_> = decisions.iter().filter_map(|it| it.number).collect();
        assert_eq!(numbers, (1..=count).collect::<Vec<_>>(), "{name}");
        assert_eq!(decisions[0].title, first);
        assert_eq!(decisions[4].title, last);
        assert!(decisions[0].status.is_none());
        assert!(!decisions[0].part(Part::Decision).is_empty(), "{name}");
    }
    for name in ["d1", "d2"] {
        assert_eq!(titles(&transcript(name)), []);
    }
    let a = &read(&transcript("a1"))[1];
    assert_eq!(a.part(Part::Decision), "one gRPC hop inside checkout.");
    assert!(
        a.part(Part::Alternatives)
            .starts_with("accept and check later")
    );
    let b = &read(&transcript("b1"))[3];
    assert_eq!(b.part(Part::Gain), "削峰，库存抖动不影响受理。");
    assert!(b.part(Part::Cost).starts_with("前端需要"));
    let c = &read(&transcript("c1"))[1];
    assert!(c.part(Part::Revisit).starts_with("decisions exceed"));
    let text = transcript("c1");
    assert!(!text[read(&text)[4].range.clone()].contains("Open questions"));
}

#[test]
fn decisions_are_written_as_madr() {
    for name in ["a1", "b1", "c1"] {
        let locale = if name == "b1" { Locale::Zh } else { Locale::En };
        let files: Vec<_> = read(&transcript(name))
            .iter()
            .map(|decision| {
                format!(
                    "=== {}\n{}",
                    file_name(decision),
                    madr(decision, locale, "2026-11-26")
                )
            })
            .collect();
        insta::assert_snapshot!(name, files.join("\n"));
    }
    let superseded = edit_tests::with_status(ENGLISH, 0, Status::Superseded(Some(2)), Locale::En);
    let files: Vec<_> = read(&superseded)
        .iter()
        .map(|decision| madr(decision, Locale::En, "2026-11-26"))
        .collect();
    insta::assert_snapshot!("contract", files.join("\n"));
}

#[test]
fn every_file_has_a_name_of_its_own() {
    let design = crate::domain::design::Design {
        text: "### ADR-1: A/B!\n\n### ADR-1: A B\n\n### ADR: 甲\n\n### ADR-2\n\n### ADR-1: a-b\n"
            .into(),
        ..sample()
    };
    let names: Vec<_> = files(&design).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "0001-a-b.md",
            "0001-a-b-2.md",
            "0000-甲.md",
            "0002-decision.md",
            "0001-a-b-3.md"
        ]
    );
    assert!(files(&design)[0].1.contains("date: \"2026-11-22\""));
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,200}|[#*_|:：\\-ADRSstau1 \n\r`。]{0,80}") {
        for decision in read(&text) {
            prop_assert!(text.get(decision.range).is_some());
            prop_assert!(decision.fields.iter().all(|field| text.get(field.place.clone()).is_some()));
        }
    }
}
