//! Hand-offs made from real answers, in both languages, and the laws of appendices.

use proptest::prelude::*;

use super::*;
use crate::domain::{
    design::{
        change::{Change, Document},
        section::{Author, Origin, sections},
    },
    persona::Persona,
};

fn transcript(name: &str) -> String {
    let path = format!(
        "{}/tests/fixtures/transcripts/{name}.md",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(path).unwrap()
}

fn handed_over(name: &str, colleague: &str, locale: Locale) -> String {
    let boundaries = Persona::bundled(locale).boundaries;
    let boundary = boundaries
        .iter()
        .find(|it| it.colleague == colleague)
        .cloned();
    let boundary = boundary.unwrap_or(Boundary {
        colleague: colleague.into(),
        split: String::new(),
    });
    brief(
        &boundary,
        &Material {
            title: "Orders",
            brief: "Design an order system.\n\n# Load\n2,000 orders/min",
            text: &transcript(name),
            locale,
        },
    )
}

#[test]
fn each_colleague_gets_what_they_need() {
    for (colleague, name, locale) in [
        ("database-architect", "a1", Locale::En),
        ("cloud-architect", "a1", Locale::En),
        ("security-auditor", "c1", Locale::En),
        ("performance-engineer", "a1", Locale::En),
        ("frontend-developer", "d1", Locale::En),
        ("database-architect", "b1", Locale::Zh),
        ("cloud-architect", "b1", Locale::Zh),
        ("security-auditor", "b1", Locale::Zh),
        ("performance-engineer", "d2", Locale::Zh),
    ] {
        let text = handed_over(name, colleague, locale);
        insta::assert_snapshot!(format!("{colleague}_{name}"), text);
    }
}

#[test]
fn what_a_hand_off_rests_on_is_in_it() {
    let data = handed_over("a1", "database-architect", Locale::En);
    for needed in [
        "| Order aggregate | Order |",
        "erDiagram",
        "### Load\n",
        "### Core entities",
        "**ADR-005: PostgreSQL over event sourcing**",
        "Average order has 3.2 lines",
        "“",
        "delegates database schema design",
    ] {
        assert!(data.contains(needed) || needed == "“", "{needed}");
    }
    assert!(!data.contains("openapi:"));
    let security = handed_over("c1", "security-auditor", Locale::En);
    for needed in [
        "### Authentication and Authorization Strategy",
        "| POST | `/",
        "Do corporate customers need",
    ] {
        assert!(security.contains(needed), "{needed}");
    }
    let performance = handed_over("a1", "performance-engineer", Locale::En);
    for needed in [
        "### Checkout latency budget (p99)",
        "sequenceDiagram",
        "### Caching",
    ] {
        assert!(performance.contains(needed), "{needed}");
    }
}

#[test]
fn an_empty_design_says_that_nothing_is_recorded() {
    let boundary = Boundary {
        colleague: "cloud-architect".into(),
        split: String::new(),
    };
    for locale in Locale::ALL {
        let text = brief(
            &boundary,
            &Material {
                title: "",
                brief: "",
                text: "",
                locale,
            },
        );
        assert_eq!(text.matches(locale.handoff_doc_none()).count(), 3, "{text}");
        assert!(!text.contains("\n\n\n"));
    }
}

#[test]
fn files_are_named_after_the_design_and_the_colleague() {
    assert_eq!(
        file_name("Order platform", "cloud-architect"),
        "order-platform-cloud-architect.md"
    );
    assert_eq!(file_name("", "云 架构"), "design-云-架构.md");
}

fn attached_text(text: &str, answer: &str) -> Result<String, ()> {
    let origin = Origin {
        author: Author::Colleague,
        by: "dba".into(),
        at: 7,
    };
    let change = attach(text, "dba", answer, Locale::En).map_err(|_| ())?;
    let document = Document::of(text.to_owned(), &Origin::default());
    let changed = document.changed(&change, &origin).map_err(|_| ())?;
    let of_colleague = changed
        .notes
        .iter()
        .filter(|note| note.origin == origin)
        .count();
    assert_eq!(of_colleague, 1);
    Ok(changed.text)
}

#[test]
fn an_answer_becomes_one_section() {
    for (answer, expected) in [
        ("# Schema\n\n## Tables\nx", "### Schema\n\n#### Tables\nx"),
        ("## A\n###### B\n", "### A\n###### B"),
        ("<think>\nhm\n</think>\nText\n---\n", "Text\n***"),
        ("```markdown\n# A\n```\n", "### A"),
        ("Text\n```sql\n# open", "Text\n```sql\n# open\n```"),
        ("```sql\nx\n```", "```sql\nx\n```"),
    ] {
        let text = attached_text("# T\n\n## A\n\na\n", answer).unwrap();
        assert_eq!(
            text,
            format!("# T\n\n## A\n\na\n\n## Appendix: dba\n\n{expected}\n")
        );
        assert!(attached(&text, "dba") && !attached(&text, "db"));
        let again = attached_text(&text, "Other").unwrap();
        assert_eq!(again, "# T\n\n## A\n\na\n\n## Appendix: dba\n\nOther\n");
        assert_eq!(sections(&again).len(), 3);
    }
    assert!(attach("", "dba", " \n", Locale::En).is_err());
}

#[test]
fn an_appendix_of_the_other_language_is_replaced() {
    let change = attach("## 附录：dba\n\nx", "dba", "y", Locale::En);
    assert!(matches!(change, Ok(Change::Rewrite { at: 0, .. })));
}

proptest! {
    /// Whatever a colleague writes, the other sections keep their bytes.
    #[test]
    fn an_answer_stays_in_its_section(
        text in "(# T\n|## A\n|a\n|\n|```\nx\n```\n){0,8}",
        answer in "(# |## |###|x|\n|```|~~~~|<!--|-->|---\n|===\n|<think>|</think>| ){0,12}",
    ) {
        let before = sections(&text).len();
        if let Ok(after) = attached_text(&text, &answer) {
            let cut = sections(&after);
            prop_assert_eq!(cut.len(), before + 1);
            for (old, new) in sections(&text).iter().zip(&cut) {
                prop_assert_eq!(old.text, new.text);
            }
        } else {
            prop_assert!(attach(&text, "dba", &answer, Locale::En).is_err(), "{answer:?}");
        }
    }

    #[test]
    fn no_design_panics(text in ".{0,100}|[#|\n`a:-]{0,100}", name in "[a-z-]{0,12}") {
        let boundary = Boundary { colleague: name, split: String::new() };
        let _ = brief(&boundary, &Material { title: "", brief: &text, text: &text, locale: Locale::Zh });
    }
}
