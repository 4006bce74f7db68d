//! Two documents compared section by section: which of them came, went, changed or moved.
//!
//! A section is the same when its heading is, whatever its number, or when what stands below it is. This
//! file must not look into a section's text.

use super::section::{Section, sections};

/// What became of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SectionChange {
    /// Only the new document has it.
    Added,
    /// Only the old document has it.
    Removed,
    /// Its text or heading is another.
    Changed,
    /// It stands elsewhere.
    Moved,
}

impl SectionChange {
    /// The value of `data-change`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Moved => "moved",
        }
    }
}

/// A section of two documents, or of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its title, the new one if there are two; of the opening, the document's. May be empty.
    pub title: String,
    /// Its place in the old document.
    pub old: Option<usize>,
    /// Its place in the new document.
    pub new: Option<usize>,
    /// What became of it; nothing if nothing did.
    pub change: Option<SectionChange>,
}

/// Compares two documents: the sections of both, in the order of the new one. What went stands where it
/// stood among those that stayed.
#[must_use]
pub fn compare(before: &str, after: &str) -> Vec<Pair> {
    let (old, new) = (sections(before), sections(after));
    let counterparts = counterparts(&old, &new);
    let stays = in_order(&counterparts);
    let mut pairs = Vec::with_capacity(new.len());
    let mut gone = (0..old.len())
        .filter(|at| !counterparts.contains(&Some(*at)))
        .peekable();
    let removed = |at: usize| Pair {
        title: old[at].title.to_owned(),
        old: Some(at),
        new: None,
        change: Some(SectionChange::Removed),
    };
    for (at, section) in new.iter().enumerate() {
        let counterpart = counterparts[at];
        if let Some(place) = counterpart.filter(|_| stays[at]) {
            while let Some(earlier) = gone.next_if(|gone| *gone < place) {
                pairs.push(removed(earlier));
            }
        }
        let change = match counterpart {
            None => Some(SectionChange::Added),
            Some(place) if old[place].text != section.text => Some(SectionChange::Changed),
            Some(_) => (!stays[at]).then_some(SectionChange::Moved),
        };
        pairs.push(Pair {
            title: section.title.to_owned(),
            old: counterpart,
            new: Some(at),
            change,
        });
    }
    pairs.extend(gone.map(removed));
    pairs
}

/// What became of each section of the old document, and of each of the new one, in their own order.
#[must_use]
pub fn marks(pairs: &[Pair]) -> (Vec<Option<SectionChange>>, Vec<Option<SectionChange>>) {
    let side = |place: fn(&Pair) -> Option<usize>| {
        let mut marks: Vec<_> = pairs
            .iter()
            .filter_map(|pair| Some((place(pair)?, pair.change)))
            .collect();
        marks.sort_unstable_by_key(|(at, _)| *at);
        marks.into_iter().map(|(_, change)| change).collect()
    };
    (side(|pair| pair.old), side(|pair| pair.new))
}

/// Whether two sections are one.
type Rule = fn(&Section<'_>, &Section<'_>) -> bool;

/// The old place of each new section that was there before.
fn counterparts(old: &[Section<'_>], new: &[Section<'_>]) -> Vec<Option<usize>> {
    let mut free = vec![true; old.len()];
    let mut found = vec![None; new.len()];
    let rules: [Rule; 3] = [
        |a, b| a.text == b.text,
        |a, b| a.key() == b.key(),
        |a, b| !content(b.text).is_empty() && content(a.text) == content(b.text),
    ];
    for same in rules {
        for (at, section) in new.iter().enumerate() {
            if found[at].is_some() {
                continue;
            }
            let counterpart = (0..old.len()).find(|place| {
                let known = &old[*place];
                free[*place] && known.is_opening == section.is_opening && same(known, section)
            });
            if let Some(place) = counterpart {
                free[place] = false;
                found[at] = Some(place);
            }
        }
    }
    found
}

/// What stands below a section's heading.
fn content(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, rest)| rest.trim())
}

/// Which of the new sections kept their order: as many as can.
fn in_order(places: &[Option<usize>]) -> Vec<bool> {
    let known: Vec<(usize, usize)> = (places.iter().enumerate())
        .filter_map(|(at, place)| Some((at, (*place)?)))
        .collect();
    // For each, the longest row that ends with it, and what stands before it there.
    let mut longest: Vec<(usize, Option<usize>)> = Vec::with_capacity(known.len());
    for (index, (_, place)) in known.iter().enumerate() {
        let before = (0..index)
            .filter(|earlier| known[*earlier].1 < *place)
            .max_by_key(|earlier| (longest[*earlier].0, std::cmp::Reverse(*earlier)));
        longest.push((before.map_or(1, |before| longest[before].0 + 1), before));
    }
    let mut stays = vec![false; places.len()];
    let mut last =
        (0..known.len()).max_by_key(|index| (longest[*index].0, std::cmp::Reverse(*index)));
    while let Some(index) = last {
        stays[known[index].0] = true;
        last = longest[index].1;
    }
    stays
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(before: &str, after: &str) -> Vec<String> {
        let pairs = compare(before, after);
        let told = pairs.iter().map(|pair| {
            let change = pair.change.map_or("same", SectionChange::name);
            format!("{} {change}", pair.title)
        });
        told.collect()
    }

    #[test]
    fn sections_come_go_change_and_move() {
        let before = "# T\n\n## A\na\n## B\nb\n## C\nc\n## D\nd\n";
        for (after, expected) in [
            (
                before,
                vec!["T same", "A same", "B same", "C same", "D same"],
            ),
            // Blank lines between sections say nothing.
            (
                "# T\n\n\n## A\na\n\n## B\nb\n## C\nc\n## D\nd",
                vec!["T same", "A same", "B same", "C same", "D same"],
            ),
            (
                "# T\n\n## A\na\n## C\nc2\n## D\nd\n## E\ne\n",
                vec![
                    "T same",
                    "A same",
                    "B removed",
                    "C changed",
                    "D same",
                    "E added",
                ],
            ),
            (
                "# T\n\n## D\nd\n## A\na\n## B\nb\n## C\nc\n",
                vec!["T same", "D moved", "A same", "B same", "C same"],
            ),
            // A heading that got a number is the same; one with the same content is, too.
            (
                "# T2\n\n## 1. A\na\n## Bee\nb\n## C\nc\n## D\nd\n",
                vec![
                    "T2 changed",
                    "1. A changed",
                    "Bee changed",
                    "C same",
                    "D same",
                ],
            ),
            (
                "## A\na\n",
                vec!["T removed", "A same", "B removed", "C removed", "D removed"],
            ),
        ] {
            assert_eq!(told(before, after), expected, "{after}");
        }
    }

    #[test]
    fn marks_follow_each_documents_own_order() {
        let pairs = compare(
            "## A\na\n## B\nb\n## C\nc\n",
            "## C\nc\n## A\na2\n## D\nd\n",
        );
        let (old, new) = marks(&pairs);
        let (changed, removed, added) = (
            Some(SectionChange::Changed),
            Some(SectionChange::Removed),
            Some(SectionChange::Added),
        );
        assert_eq!(new, [None, changed, added]);
        assert_eq!(old, [changed, removed, None]);
    }

    proptest! {
        #[test]
        fn every_section_is_told_of_once(
            before in "(T\n)?(## [A-D]\n[ab]?\n){0,6}",
            after in "(T\n)?(## [A-D]\n[ab]?\n){0,6}",
        ) {
            let pairs = compare(&before, &after);
            let mut olds: Vec<_> = pairs.iter().filter_map(|pair| pair.old).collect();
            let news: Vec<_> = pairs.iter().filter_map(|pair| pair.new).collect();
            olds.sort_unstable();
            prop_assert_eq!(olds, (0..sections(&before).len()).collect::<Vec<_>>());
            prop_assert_eq!(news, (0..sections(&after).len()).collect::<Vec<_>>());
            if before == after {
                prop_assert!(pairs.iter().all(|pair| pair.change.is_none()));
            }
            let (old, new) = marks(&pairs);
            prop_assert_eq!(old.len(), sections(&before).len());
            prop_assert_eq!(new.len(), sections(&after).len());
        }
    }
}
