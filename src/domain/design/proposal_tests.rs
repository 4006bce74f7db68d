//! What models answer when they are asked for changed sections, and the lock's law.

use proptest::prelude::*;

use super::*;
use crate::domain::design::section::{Author, noted};

const TEXT: &str = "# Orders\n\nIntro\n\n## Service boundaries\n\na\n\n## API contracts\n\nb\n\n## 容错与韧性\n\nc\n";

fn document() -> Document {
    Document::of(TEXT.into(), &Origin::default())
}

fn actions(answer: &str) -> Vec<(Action, String)> {
    read(answer, &document(), None)
        .into_iter()
        .map(|item| (item.action, item.text))
        .collect()
}

#[test]
fn an_answer_is_read_whatever_it_looks_like() {
    use Action::{Insert, Remove, Rewrite};
    for (answer, expected) in [
        ("", vec![]),
        ("Sure, I would change the boundaries.", vec![]),
        (
            "## Service boundaries\n\nx",
            vec![(Rewrite(1), "## Service boundaries\n\nx")],
        ),
        // Chatter in front, a number, another case.
        (
            "Here you are:\n\n## 1. service Boundaries\n\nx",
            vec![(Rewrite(1), "## 1. service Boundaries\n\nx")],
        ),
        // What did not change is no change.
        (
            "## Service boundaries\n\na\n\n## API contracts\n\ny",
            vec![(Rewrite(2), "## API contracts\n\ny")],
        ),
        (
            "```markdown\n## API contracts\n\ny\n```",
            vec![(Rewrite(2), "## API contracts\n\ny")],
        ),
        // Headings of another level.
        (
            "# API contracts\n\n## Detail\n\ny\n\n# Service boundaries\n",
            vec![
                (Rewrite(2), "## API contracts\n\n### Detail\n\ny"),
                (Rewrite(1), "## Service boundaries"),
            ],
        ),
        (
            "### API contracts\n\n#### Detail\n\ny",
            vec![(Rewrite(2), "## API contracts\n\n### Detail\n\ny")],
        ),
        // Another language.
        (
            "## Resilience and fault tolerance\n\nz",
            vec![(Rewrite(3), "## Resilience and fault tolerance\n\nz")],
        ),
        // A new one goes behind the one before it.
        (
            "## Service boundaries\n\nx\n\n## Glossary\n\ng",
            vec![
                (Rewrite(1), "## Service boundaries\n\nx"),
                (Insert(2), "## Glossary\n\ng"),
            ],
        ),
        ("## Glossary\n\ng", vec![(Insert(4), "## Glossary\n\ng")]),
        // The same section twice.
        (
            "## API contracts\n\n1\n\n## API contracts\n\n2",
            vec![
                (Rewrite(2), "## API contracts\n\n1"),
                (Rewrite(2), "## API contracts\n\n2"),
            ],
        ),
        ("## API contracts\n\n<!-- remove -->", vec![(Remove(2), "")]),
        ("## Nothing of ours\n\n<!-- remove -->", vec![]),
        // A new opening.
        (
            "# Orders 2\n\nNew intro\n",
            vec![(Rewrite(0), "# Orders 2\n\nNew intro")],
        ),
        // Cut within a fence.
        (
            "## API contracts\n\n```yaml\nopenapi: 3.1.0",
            vec![(
                Rewrite(2),
                "## API contracts\n\n```yaml\nopenapi: 3.1.0\n```",
            )],
        ),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(action, text)| (action, text.to_owned()))
            .collect();
        assert_eq!(actions(answer), expected, "{answer:?}");
    }
}

#[test]
fn an_answer_about_one_section_is_that_section() {
    for (answer, expected) in [
        ("x", "## API contracts\n\nx"),
        ("## The contracts\n\nx", "## API contracts\n\nx"),
        ("# API\n\nx", "## API contracts\n\nx"),
        ("### Errors\n\nx", "## API contracts\n\n### Errors\n\nx"),
    ] {
        let items = read(answer, &document(), Some("API contracts"));
        assert_eq!(items.len(), 1, "{answer}");
        assert_eq!(
            (items[0].action, items[0].text.as_str()),
            (Action::Rewrite(2), expected)
        );
    }
    assert_eq!(read("", &document(), Some("API contracts")), []);
}

#[test]
fn what_leaves_out_the_rest_is_marked() {
    for (body, expected) in [
        ("All of it.", false),
        ("...", true),
        ("… (unchanged)", true),
        ("*(rest of the section remains unchanged)*", true),
        ("（其余内容保持不变）", true),
        ("Wait for an answer... then retry.", false),
        ("```sh\n...\n```", false),
    ] {
        let items = read(&format!("## API contracts\n\n{body}"), &document(), None);
        assert_eq!(items[0].elided, expected, "{body}");
    }
}

#[test]
fn settled_items_are_not_proposed_again() {
    let mut proposal = Proposal {
        answer: "## API contracts\n\ny\n\n## Glossary\n\ng".into(),
        ..Proposal::default()
    };
    let before = document();
    let items = proposal.items(&before);
    assert_eq!(items.len(), 2);
    let change = items[0].change(&before).unwrap();
    let after = before.changed(&change, &Origin::default()).unwrap();
    proposal.accepted.push(items[0].title.clone());
    assert_eq!(proposal.items(&after).len(), 1);
    proposal
        .discarded
        .push((items[1].title.clone(), items[1].digest()));
    assert_eq!(proposal.items(&after), []);
    assert!(proposal.is_usable());
    let turn = proposal.turn();
    assert_eq!((turn.accepted.len(), turn.discarded.len()), (1, 1));
}

fn any_answer() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "## Service boundaries",
        "## API contracts",
        "## 容错与韧性",
        "# Orders",
        "### Service boundaries",
        "## Resilience",
        "## Glossary",
        "text",
        "<!-- remove -->",
        "```",
        "```markdown",
        "<!--",
        "...",
        "",
        "Title",
        "---",
    ]);
    prop::collection::vec(line, 0..16).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    /// Whatever is asked and answered, in whatever order: a locked section keeps its bytes and its lock.
    #[test]
    fn a_locked_section_survives_every_request(
        steps in prop::collection::vec((any_answer(), prop::option::of(0..4_usize), any::<u64>()), 1..6),
        locked in 0..4_usize,
    ) {
        let mut document = document();
        document.notes[locked].locked = true;
        let kept = sections(&document.text)[locked].text.to_owned();
        for (answer, about, picks) in steps {
            let title = about.and_then(|at| sections(&document.text).get(at).map(|section| section.title.to_owned()));
            let mut proposal = Proposal { answer, about: title, ..Proposal::default() };
            let origin = Origin { author: Author::Model, ..Origin::default() };
            for pick in 0..8 {
                let items = proposal.items(&document);
                let Some(item) = items.first() else { break };
                let change = (picks >> pick & 1 == 1).then(|| item.change(&document)).flatten();
                match change.map(|change| document.changed(&change, &origin)) {
                    Some(Ok(changed)) => {
                        document = changed;
                        proposal.accepted.push(item.title.clone());
                        if matches!(item.action, Action::Rewrite(_)) {
                            proposal.discarded.push((item.title.clone(), item.digest()));
                        }
                    }
                    Some(Err(_)) | None => proposal.discarded.push((item.title.clone(), item.digest())),
                }
                let cut = sections(&document.text);
                let stands = cut.iter().zip(&document.notes).any(|(section, note)| section.text == kept && note.locked);
                prop_assert!(stands, "{:?}", document.text);
                prop_assert_eq!(noted(&document.notes, &document.text, &origin), document.notes.clone());
            }
        }
    }
}
