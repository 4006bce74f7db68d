//! Finding designs in a library of hundreds: what a word matches, and in which order they stand. It must not
//! know how a list is shown.

use super::Summary;

/// How designs are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Changed last first.
    #[default]
    Latest,
    /// Changed first first.
    Oldest,
    /// By title.
    Title,
    /// What is not finished first.
    Unfinished,
}

impl Order {
    /// All of them with their stable names.
    pub const NAMES: [(Self, &str); 4] = [
        (Self::Latest, "latest"),
        (Self::Oldest, "oldest"),
        (Self::Title, "title"),
        (Self::Unfinished, "unfinished"),
    ];

    /// The order of that name; the usual one if there is none.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let mut names = Self::NAMES.iter();
        names
            .find_map(|(order, known)| (*known == name).then_some(*order))
            .unwrap_or_default()
    }
}

/// The designs that a query matches: each of its words stands in the title or in the model's name.
#[must_use]
pub fn matching<'all>(list: &'all [Summary], query: &str) -> Vec<&'all Summary> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let matches = |summary: &&Summary| {
        if words.is_empty() {
            return true;
        }
        let text = format!("{}\n{}", summary.title, summary.model).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    list.iter().filter(matches).collect()
}

/// Orders designs that stand newest first; `compare` knows how the language orders titles.
pub fn order(
    list: &mut [&Summary],
    order: Order,
    compare: impl Fn(&str, &str) -> std::cmp::Ordering,
) {
    match order {
        Order::Latest => {}
        Order::Oldest => list.reverse(),
        // Both keep the newest first among equals.
        Order::Title => list.sort_by(|a, b| compare(&a.title, &b.title)),
        Order::Unfinished => list.sort_by_key(|summary| summary.outcome == super::Outcome::Done),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::design::Outcome;

    fn library() -> Vec<Summary> {
        [
            ("订单平台", Outcome::Done, "qwen3"),
            ("Order platform", Outcome::Incomplete, "claude"),
            ("Billing", Outcome::Done, "Claude"),
            ("", Outcome::Draft, ""),
        ]
        .into_iter()
        .enumerate()
        .map(|(number, (title, outcome, model))| Summary {
            id: format!("d-{number}"),
            title: title.into(),
            updated: 100 - number as u64,
            outcome,
            model: model.into(),
        })
        .collect()
    }

    #[test]
    fn every_word_must_match_somewhere() {
        let library = library();
        for (query, found) in [
            ("", vec!["d-0", "d-1", "d-2", "d-3"]),
            ("  ", vec!["d-0", "d-1", "d-2", "d-3"]),
            ("订单", vec!["d-0"]),
            ("CLAUDE", vec!["d-1", "d-2"]),
            ("claude order", vec!["d-1"]),
            ("order qwen", vec![]),
        ] {
            let ids: Vec<_> = matching(&library, query)
                .iter()
                .map(|it| it.id.as_str())
                .collect();
            assert_eq!(ids, found, "{query}");
        }
    }

    #[test]
    fn orders_keep_the_newest_first_among_equals() {
        let library = library();
        for (name, ids) in [
            ("latest", ["d-0", "d-1", "d-2", "d-3"]),
            ("oldest", ["d-3", "d-2", "d-1", "d-0"]),
            ("title", ["d-3", "d-2", "d-1", "d-0"]),
            ("unfinished", ["d-1", "d-3", "d-0", "d-2"]),
            ("other", ["d-0", "d-1", "d-2", "d-3"]),
        ] {
            let mut list = matching(&library, "");
            order(&mut list, Order::named(name), |a, b| a.cmp(b));
            let seen: Vec<_> = list.iter().map(|it| it.id.as_str()).collect();
            assert_eq!(seen, ids, "{name}");
        }
    }
}
