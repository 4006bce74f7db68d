//! The laws of editing decisions: a change touches its line, an addition is read again.

use proptest::prelude::*;

use super::{
    tests::{CHINESE, ENGLISH, transcript},
    *,
};
use crate::domain::locale::Locale;

pub(super) fn with_status(text: &str, at: usize, status: Status, locale: Locale) -> String {
    let id = ids(&read(text))[at].clone();
    set_status(text, &id, status, locale).unwrap()
}

#[test]
fn only_the_line_of_the_status_changes() {
    for (text, status, line) in [
        (ENGLISH, Status::Deprecated, "- **Status**: deprecated"),
        (CHINESE, Status::Rejected, "- **状态**：已拒绝"),
        (
            "### ADR-1: T\n| Status | x |\n|---|---|\n| Decision | d |\n",
            Status::Accepted,
            "| Status | accepted |",
        ),
        (
            "### ADR-1: T\n#### Status\n\nWhatever\n\n#### Context\n",
            Status::Proposed,
            "proposed",
        ),
        (
            "**ADR-1 – T.** *Status*: accepted. *Decision*: d",
            Status::Rejected,
            "**ADR-1 – T.** *Status*: rejected. *Decision*: d",
        ),
        (
            "### ADR-1: T\n\nStatus:\nDecision: d",
            Status::Rejected,
            "Status: rejected",
        ),
    ] {
        let changed = with_status(text, 0, status, Locale::En);
        assert_eq!(changed.lines().count(), text.lines().count(), "{changed}");
        let differing: Vec<_> = changed
            .lines()
            .zip(text.lines())
            .filter(|(new, old)| new != old)
            .collect();
        assert_eq!(differing.len(), 1, "{changed}");
        assert_eq!(differing[0].0, line);
        assert_eq!(read(&changed)[0].status, Some(status));
    }
}

#[test]
fn a_missing_status_gets_a_line_like_its_neighbours() {
    for (text, expected) in [
        (
            "### ADR-1: T\n\n- **Context**: c\n",
            "### ADR-1: T\n\n- **Status**: accepted\n- **Context**: c\n",
        ),
        (
            "### ADR-1: T\r\n\r\n* Context: c\r\n",
            "### ADR-1: T\r\n\r\n* Status: accepted\r\n* Context: c\r\n",
        ),
        (
            "**ADR-1 题目**\n- 背景：甲\n",
            "**ADR-1 题目**\n- 状态：已接受\n- 背景：甲\n",
        ),
        (
            "**ADR-1 – T.** *Context*: c",
            "**ADR-1 – T.** *Status*: accepted. *Context*: c",
        ),
        (
            "### ADR-1: T\n#### Context\nc",
            "### ADR-1: T\n#### Status\n\naccepted\n\n#### Context\nc",
        ),
        (
            "### ADR-1: T\nText.\n",
            "### ADR-1: T\n\n- **Status**: accepted\n\nText.\n",
        ),
        (
            "### ADR-1: T\n\nText.",
            "### ADR-1: T\n\n- **Status**: accepted\n\nText.",
        ),
        ("### ADR-1: T", "### ADR-1: T\n\n- **Status**: accepted"),
    ] {
        let changed = with_status(text, 0, Status::Accepted, Locale::En);
        assert_eq!(changed, expected);
        assert_eq!(read(&changed)[0].status, Some(Status::Accepted));
    }
}

#[test]
fn superseding_sets_both_sides_and_takes_them_back() {
    let superseded = with_status(ENGLISH, 0, Status::Superseded(Some(2)), Locale::En);
    assert!(superseded.contains("- **Status**: superseded by ADR-2\n"));
    assert!(superseded.contains("- **Status**: proposed; supersedes ADR-1\n"));
    let decisions = read(&superseded);
    assert_eq!(decisions[0].status, Some(Status::Superseded(Some(2))));
    assert_eq!(decisions[1].supersedes, [1]);
    assert_eq!(
        with_status(&superseded, 0, Status::Accepted, Locale::En),
        ENGLISH
    );
    // What a decision supersedes stays when its own status changes.
    let accepted = with_status(&superseded, 1, Status::Accepted, Locale::En);
    assert!(accepted.contains("accepted; supersedes ADR-1"));

    let chinese = with_status(CHINESE, 0, Status::Superseded(Some(2)), Locale::Zh);
    assert!(chinese.contains("- **状态**：被 ADR-2 取代\n"));
    assert!(chinese.contains("- **状态**：提议；取代 ADR-1\n"));

    let id = ids(&read(ENGLISH))[0].clone();
    let change = |status| set_status(ENGLISH, &id, status, Locale::En);
    assert_eq!(change(Status::Superseded(Some(1))), Err(Refusal::Itself));
    assert_eq!(
        change(Status::Superseded(Some(9))),
        Err(Refusal::NoSuccessor(9))
    );
    assert_eq!(
        set_status("", &id, Status::Accepted, Locale::En),
        Err(Refusal::Gone)
    );
}

#[test]
fn decisions_that_are_named_alike_are_told_apart() {
    let text = "### ADR-1: T\n- Status: accepted\n\n### ADR-1: T\n- Status: accepted\n";
    let changed = with_status(text, 1, Status::Rejected, Locale::En);
    assert_eq!(
        changed,
        "### ADR-1: T\n- Status: accepted\n\n### ADR-1: T\n- Status: rejected\n"
    );
    assert_eq!(next_number(&read(text)), 2);
}

fn draft(title: &str) -> Draft {
    Draft {
        title: title.to_owned(),
        context: "one\n# two\n```\nopen".to_owned(),
        decision: "- a\n- b".to_owned(),
        ..Draft::default()
    }
}

#[test]
fn a_new_decision_follows_the_last_one() {
    let text = add(ENGLISH, &draft("Cache  reads"), Locale::En);
    assert!(text.contains("- **Context**: latency\n\n### ADR-3: Cache reads\n\n- **Status**: proposed\n- **Context**: one\n  \\# two\n  ```\n  open\n  ```\n- **Decision**:\n  - a\n  - b\n\n## Testing"), "{text}");
    let decisions = read(&text);
    assert_eq!(decisions.len(), 3);
    assert_eq!(decisions[2].part(Part::Decision), "- a\n- b");
    let chinese = add(
        CHINESE,
        &Draft {
            title: "缓存".into(),
            ..Draft::default()
        },
        Locale::Zh,
    );
    assert!(chinese.contains("- **状态**：提议\n\n### ADR-3：缓存\n\n- **状态**：提议\n\n## 测试"));
    let numbered = add(&transcript("a1"), &draft("x"), Locale::En);
    assert_eq!(read(&numbered).last().unwrap().label, "ADR-006");
    assert!(numbered.contains("### Main risks"));
}

#[test]
fn a_new_decision_finds_or_makes_its_section() {
    let title = Draft {
        title: "T".into(),
        ..Draft::default()
    };
    for (text, expected) in [
        (
            "",
            "## Decisions\n\n### ADR-1: T\n\n- **Status**: proposed\n",
        ),
        (
            "# S\n",
            "# S\n\n## Decisions\n\n### ADR-1: T\n\n- **Status**: proposed\n",
        ),
        (
            "# S\n\n```sh\nopen\n",
            "# S\n\n```sh\nopen\n```\n\n## Decisions\n\n### ADR-1: T\n\n- **Status**: proposed\n",
        ),
        (
            "# S\n\n## 11. Trade-offs\n\n- x\n\n---\n\n## End\n",
            "# S\n\n## 11. Trade-offs\n\n- x\n\n### ADR-1: T\n\n- **Status**: proposed\n\n---\n\n## End\n",
        ),
        (
            "# S\n\n## Appendix: dba\n\nx\n",
            "# S\n\n## Decisions\n\n### ADR-1: T\n\n- **Status**: proposed\n\n## Appendix: dba\n\nx\n",
        ),
    ] {
        let added = add(text, &title, Locale::En);
        assert_eq!(added, expected);
        assert_eq!(read(&added).len(), 1);
    }
}

/// Texts that are made of what decisions are made of.
fn texts() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "## Decisions\n",
        "### ADR-1: T\n",
        "#### ADR 2 - U\n",
        "### ADR-3：题\n",
        "**ADR-4 – V.** *Context*: c\n",
        "\n",
        "- **Status**: accepted\n",
        "- 状态：已接受\n",
        "Status: superseded by ADR-1\n",
        "#### Status\n",
        "* Context: c\r\n",
        "text\n",
        "  - **Nested**: x\n",
        "```\n",
        "| Status | x |\n",
        "|---|---|\n",
        "- **Decision**: d",
        "### Risks\n",
        "**Decision**:\n",
        "*Status*: x. *Decision*: y\n",
        "    deep\n",
    ]);
    let some = prop::collection::vec(parts, 0..20).prop_map(|parts| parts.concat());
    some.prop_map(|text| format!("### ADR-1: T\n{text}"))
}

proptest! {
    #[test]
    fn a_change_of_status_leaves_everything_else(text in texts(), at in 0_usize..4, to in 0_usize..4) {
        let decisions = read(&text);
        let at = at % decisions.len();
        prop_assume!(!matches!(decisions[at].status, Some(Status::Superseded(_))));
        let changed = with_status(&text, at, Status::PLAIN[to], Locale::En);
        let after = read(&changed);
        prop_assert_eq!(after.len(), decisions.len());
        prop_assert_eq!(after[at].status, Some(Status::PLAIN[to]));
        for (old, new) in decisions.iter().zip(&after) {
            prop_assert_eq!((&old.title, old.number), (&new.title, new.number));
            for part in [Part::Context, Part::Decision, Part::Alternatives, Part::Other] {
                prop_assert_eq!(old.part(part), new.part(part));
            }
        }
        for (index, (old, new)) in decisions.iter().zip(&after).enumerate() {
            prop_assert!(index == at || old.status == new.status);
        }
        // Outside of the status, nothing differs.
        let prefix = text.bytes().zip(changed.bytes()).take_while(|(a, b)| a == b).count();
        let suffix = text.bytes().rev().zip(changed.bytes().rev()).take_while(|(a, b)| a == b).count();
        let lost = text.get(prefix..text.len() - suffix.min(text.len() - prefix)).unwrap_or("");
        prop_assert!(lost.lines().count() <= 1, "{lost:?}");
        // Once more changes nothing.
        prop_assert_eq!(with_status(&changed, at, Status::PLAIN[to], Locale::En), changed);
    }

    #[test]
    fn what_is_added_is_read_again(text in texts(), typed in "[#a\n`\\- ]{0,30}") {
        let before = read(&text);
        let draft = Draft {
            title: "New".into(),
            context: typed,
            decision: "the decision".into(),
            ..Draft::default()
        };
        let after = read(&add(&text, &draft, Locale::En));
        prop_assert_eq!(after.len(), before.len() + 1);
        let new = after.iter().find(|decision| decision.title == "New").unwrap();
        prop_assert_eq!(new.part(Part::Decision), "the decision");
        prop_assert_eq!(new.status, Some(Status::Proposed));
        prop_assert_eq!(new.number, Some(next_number(&before)));
    }
}
