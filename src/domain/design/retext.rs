//! From one text of a document to another, section by section: the way in for whoever edits the text as a
//! whole. Locks hold, and what did not change keeps its note.

use super::{
    change::{Change, Document, Refused},
    section::{Origin, sections},
};

/// The document with this text; what differs is of `origin`.
///
/// # Errors
/// When a section that differs is locked or cannot stand as it would; then nothing changes.
pub fn with_text(document: &Document, text: &str, origin: &Origin) -> Result<Document, Refused> {
    let changes = changes(&document.text, text);
    let mut changed = document.clone();
    for change in changes {
        changed = changed.changed(&change, origin)?;
    }
    Ok(changed)
}

/// The changes that lead from one text to another, in the order in which they are to be made.
fn changes(old: &str, new: &str) -> Vec<Change> {
    let (old, new) = (sections(old), sections(new));
    let head = (old.iter().zip(&new))
        .take_while(|(old, new)| old.text == new.text)
        .count();
    let tail = (old[head..].iter().rev().zip(new[head..].iter().rev()))
        .take_while(|(old, new)| old.text == new.text)
        .count();
    let gone = &old[head..old.len() - tail];
    let come = &new[head..new.len() - tail];
    let both = gone.len().min(come.len());
    let mut changes: Vec<_> = (gone.iter().zip(come).zip(head..))
        .filter(|((old, new), _)| old.text != new.text)
        .map(|((old, new), at)| Change::Rewrite {
            at,
            base: old.digest(),
            text: new.text.to_owned(),
        })
        .collect();
    changes.extend(gone[both..].iter().map(|old| Change::Remove {
        at: head + both,
        base: old.digest(),
    }));
    let inserted = come[both..].iter().zip(head + both..);
    changes.extend(inserted.map(|(new, at)| Change::Insert {
        at,
        text: new.text.to_owned(),
    }));
    changes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::design::section::Author;

    const OLD: &str = "# T\n\nIntro\n\n## A\n\na\n\n## B\n\nb\n\n## C\n\nc\n";

    fn hand() -> Origin {
        Origin {
            author: Author::Person,
            ..Origin::default()
        }
    }

    fn locked(at: usize) -> Document {
        let document = Document::of(OLD.to_owned(), &Origin::default());
        let lock = Change::Lock { at, locked: true };
        document.changed(&lock, &hand()).unwrap()
    }

    #[test]
    fn only_what_differs_is_noted_anew() {
        for (new, hands) in [
            (OLD.to_owned(), 0),
            (OLD.replace("\nb\n", "\nbee\n"), 1),
            (OLD.replace("\na\n", "\nx\n").replace("\nc\n", "\ny\n"), 2),
            (OLD.replace("## B", "## New\n\nn\n\n## B"), 1),
            (OLD.replace("## B\n\nb\n\n", ""), 0),
            (format!("{OLD}\n## D\n\nd\n"), 1),
        ] {
            let changed = with_text(&locked(0), &new, &hand()).unwrap();
            assert_eq!(changed.text, new);
            let by_hand = changed.notes.iter().filter(|note| note.origin == hand());
            assert_eq!(by_hand.count(), hands, "{new}");
        }
    }

    #[test]
    fn a_locked_section_refuses() {
        let new = OLD.replace("\nb\n", "\nbee\n");
        assert_eq!(with_text(&locked(2), &new, &hand()), Err(Refused::Locked));
        assert!(with_text(&locked(1), &new, &hand()).is_ok());
    }

    proptest! {
        #[test]
        fn the_sections_are_those_of_the_new_text(
            old in "(# T\n\n|## [AB]\n\n|[ab]\n\n){0,6}",
            new in "(# T\n\n|## [AB]\n\n|[ab]\n\n){0,6}",
        ) {
            let document = Document::of(old, &Origin::default());
            if let Ok(changed) = with_text(&document, &new, &hand()) {
                let of = |text| sections(text).iter().map(|it| it.text.to_owned()).collect::<Vec<_>>();
                prop_assert_eq!(of(&changed.text), of(&new));
                prop_assert_eq!(changed.notes.len(), of(&new).len());
            }
        }
    }
}
