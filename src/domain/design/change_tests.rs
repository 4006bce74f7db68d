//! Tables and laws of changes.

use proptest::prelude::*;

use super::*;
use crate::domain::design::section::Author;

const TEXT: &str = "# T\n\nIntro\n\n## A\n\na\n\n\n## B\nb\n## C\n\nc";

fn document(text: &str) -> Document {
    Document::of(text.into(), &Origin::default())
}

fn person() -> Origin {
    Origin {
        author: Author::Person,
        by: String::new(),
        at: 7,
    }
}

fn digest(document: &Document, at: usize) -> Digest {
    document
        .notes
        .get(at)
        .map(|note| note.digest.clone())
        .unwrap_or_default()
}

fn rewrite(document: &Document, at: usize, text: &str) -> Result<Document, Refused> {
    let base = digest(document, at);
    let text = text.into();
    document.changed(&Change::Rewrite { at, base, text }, &person())
}

#[test]
fn a_rewrite_touches_its_section_only() {
    let changed = rewrite(&document(TEXT), 2, "## B2\n\nnew\n\n").unwrap();
    assert_eq!(
        changed.text,
        "# T\n\nIntro\n\n## A\n\na\n\n\n## B2\n\nnew\n## C\n\nc"
    );
    let authors: Vec<_> = changed
        .notes
        .iter()
        .map(|note| note.origin.author)
        .collect();
    assert_eq!(
        authors,
        [Author::Model, Author::Model, Author::Person, Author::Model]
    );
}

#[test]
fn sections_come_go_and_move() {
    let document = document(TEXT);
    let change = |change: Change| {
        document
            .changed(&change, &person())
            .map(|changed| changed.text)
    };
    for (asked, expected) in [
        (
            Change::Insert {
                at: 4,
                text: "## D\n\nd\n".into(),
            },
            "# T\n\nIntro\n\n## A\n\na\n\n\n## B\nb\n## C\n\nc\n\n## D\n\nd\n",
        ),
        (
            Change::Insert {
                at: 0,
                text: "## D".into(),
            },
            "# T\n\nIntro\n\n## D\n\n## A\n\na\n\n\n## B\nb\n## C\n\nc",
        ),
        (
            Change::Remove {
                at: 1,
                base: digest(&document, 1),
            },
            "# T\n\nIntro\n\n## B\nb\n## C\n\nc",
        ),
        (
            Change::Remove {
                at: 3,
                base: digest(&document, 3),
            },
            "# T\n\nIntro\n\n## A\n\na\n\n\n## B\nb\n",
        ),
        (
            Change::Move { from: 3, to: 1 },
            "# T\n\nIntro\n\n## C\n\nc\n\n## A\n\na\n\n\n## B\nb\n",
        ),
    ] {
        assert_eq!(change(asked.clone()).as_deref(), Ok(expected), "{asked:?}");
    }
}

#[test]
fn what_cannot_be_done_is_refused() {
    let open = document(TEXT);
    let locked = open
        .changed(
            &Change::Lock {
                at: 1,
                locked: true,
            },
            &person(),
        )
        .unwrap();
    let base = digest(&locked, 1);
    for (change, expected) in [
        (
            Change::Rewrite {
                at: 1,
                base: base.clone(),
                text: "## A\n\nx".into(),
            },
            Refused::Locked,
        ),
        (
            Change::Remove {
                at: 1,
                base: base.clone(),
            },
            Refused::Locked,
        ),
        (
            Change::Rewrite {
                at: 2,
                base: base.clone(),
                text: "## B".into(),
            },
            Refused::Stale,
        ),
        (Change::Remove { at: 2, base }, Refused::Stale),
        (
            Change::Rewrite {
                at: 2,
                base: digest(&locked, 2),
                text: "b".into(),
            },
            Refused::NoHeading,
        ),
        (
            Change::Rewrite {
                at: 2,
                base: digest(&locked, 2),
                text: "## B\n\n```sh\nx".into(),
            },
            Refused::LeftOpen,
        ),
        (
            Change::Insert {
                at: 9,
                text: "## X".into(),
            },
            Refused::Missing,
        ),
        (
            Change::Insert {
                at: 1,
                text: "### X".into(),
            },
            Refused::NoHeading,
        ),
        (Change::Move { from: 0, to: 1 }, Refused::Opening),
        (Change::Move { from: 1, to: 4 }, Refused::Missing),
        (
            Change::Lock {
                at: 4,
                locked: true,
            },
            Refused::Missing,
        ),
    ] {
        assert_eq!(
            locked.changed(&change, &person()),
            Err(expected),
            "{change:?}"
        );
    }
}

#[test]
fn a_locked_section_may_move() {
    let locked = document(TEXT)
        .changed(
            &Change::Lock {
                at: 3,
                locked: true,
            },
            &person(),
        )
        .unwrap();
    let moved = locked
        .changed(&Change::Move { from: 3, to: 1 }, &person())
        .unwrap();
    assert!(moved.is_locked(1) && !moved.is_locked(3));
}

fn any_text() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "",
        "## A",
        "## B",
        "## A",
        "# T",
        "### C",
        "text",
        "- item",
        "```",
        "~~~",
        "---",
        "<!--",
        "-->",
        "  ## D",
        "| a | b |",
        "Title",
    ]);
    prop::collection::vec(line, 0..24).prop_map(|lines| lines.join("\n"))
}

fn any_change(document: &Document) -> BoxedStrategy<Change> {
    let count = document.notes.len() + 1;
    let digests: Vec<_> = document
        .notes
        .iter()
        .map(|note| note.digest.clone())
        .collect();
    let base = move |at: usize| digests.get(at).cloned().unwrap_or_default();
    let other = base.clone();
    prop_oneof![
        (0..count, any_text()).prop_map(move |(at, text)| Change::Rewrite {
            at,
            base: base(at),
            text
        }),
        (0..count, any_text()).prop_map(|(at, text)| Change::Insert { at, text }),
        (0..count).prop_map(move |at| Change::Remove {
            at,
            base: other(at)
        }),
        (0..count, 0..count).prop_map(|(from, to)| Change::Move { from, to }),
        (0..count, any::<bool>()).prop_map(|(at, locked)| Change::Lock { at, locked }),
    ]
    .boxed()
}

fn texts(document: &Document) -> Vec<String> {
    let cut = sections(&document.text);
    cut.iter().map(|section| section.text.to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn locked_sections_keep_their_bytes_and_others_are_left_alone(
        (document, change) in (any_text(), prop::collection::vec(any::<bool>(), 12)).prop_flat_map(|(text, locks)| {
            let mut document = document(&text);
            for (note, locked) in document.notes.iter_mut().zip(locks) {
                note.locked = locked;
            }
            let change = any_change(&document);
            (Just(document), change)
        }),
    ) {
        let Ok(after) = document.changed(&change, &person()) else {
            return Ok(());
        };
        let (before_texts, after_texts) = (texts(&document), texts(&after));
        prop_assert_eq!(after.notes.len(), after_texts.len());
        for (text, note) in before_texts.iter().zip(&document.notes) {
            if note.locked && !matches!(change, Change::Lock { .. }) {
                let stands = after_texts.iter().zip(&after.notes).any(|(other, note)| other == text && note.locked);
                prop_assert!(stands, "{:?} of {:?} by {:?}", text, document.text, change);
            }
        }
        let touched = match &change {
            Change::Rewrite { at, .. } | Change::Remove { at, .. } => Some(*at),
            _ => None,
        };
        let mut rest = after_texts.clone();
        for (_, text) in before_texts.iter().enumerate().filter(|(at, _)| Some(*at) != touched) {
            let at = rest.iter().position(|other| other == text);
            prop_assert!(at.is_some(), "{:?} is gone by {:?}", text, change);
            rest.remove(at.unwrap_or_default());
        }
    }

    #[test]
    fn sections_are_always_the_whole(text in any_text()) {
        let cut = sections(&text);
        let leading = cut.first().map_or(text.len(), |first| first.start);
        prop_assert!(text[..leading].trim().is_empty());
        let whole: String = cut.iter().map(|section| &text[section.start..section.end]).collect();
        prop_assert_eq!(&text[leading..], whole);
    }
}
