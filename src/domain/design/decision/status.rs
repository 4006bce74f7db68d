//! Where a decision stands: read from a design's words, and written in the words of its language.

use crate::domain::locale::Locale;

/// Where a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Under discussion.
    Proposed,
    /// Binding.
    Accepted,
    /// Not to be followed any more, with nothing in its place.
    Deprecated,
    /// Decided against.
    Rejected,
    /// Another decision took its place: the one of that number, if it says which.
    Superseded(Option<u32>),
}

/// The words of each status in both languages, lower case; what is looked for first comes first.
const WORDS: [(Status, &[&str]); 5] = [
    (
        Status::Superseded(None),
        &[
            "superseded",
            "replaced by",
            "取代",
            "被替代",
            "已替代",
            "已替换",
        ],
    ),
    (
        Status::Rejected,
        &[
            "rejected",
            "declined",
            "not accepted",
            "拒绝",
            "否决",
            "驳回",
            "未采纳",
            "不采纳",
        ],
    ),
    (
        Status::Deprecated,
        &["deprecated", "obsolete", "retired", "弃用", "废弃", "作废"],
    ),
    (
        Status::Proposed,
        &[
            "proposed",
            "draft",
            "pending",
            "under discussion",
            "in review",
            "提议",
            "提案",
            "拟议",
            "草案",
            "待定",
            "讨论中",
            "待评审",
            "建议",
        ],
    ),
    (
        Status::Accepted,
        &[
            "accepted",
            "approved",
            "adopted",
            "decided",
            "implemented",
            "接受",
            "采纳",
            "批准",
            "通过",
            "生效",
            "已决定",
            "采用",
        ],
    ),
];

impl Status {
    /// The statuses that need nothing else to be said.
    pub const PLAIN: [Self; 4] = [
        Self::Proposed,
        Self::Accepted,
        Self::Deprecated,
        Self::Rejected,
    ];

    /// The status that words say; `None` for words that say none.
    #[must_use]
    pub fn read(words: &str) -> Option<Self> {
        let said = without_superseded(&words.to_lowercase());
        let found = WORDS
            .iter()
            .find(|(_, known)| known.iter().any(|word| said.contains(word)));
        match found.map(|(status, _)| *status)? {
            Self::Superseded(_) => Some(Self::Superseded(numbers(&said).first().copied())),
            status => Some(status),
        }
    }

    /// The stable name, for `data-status` and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Deprecated => "deprecated",
            Self::Rejected => "rejected",
            Self::Superseded(_) => "superseded",
        }
    }

    /// The status as a design says it; `label` names the decision that took its place.
    pub(super) fn words(self, locale: Locale, label: &str) -> String {
        match (self, locale) {
            (Self::Proposed, Locale::Zh) => "提议".to_owned(),
            (Self::Accepted, Locale::Zh) => "已接受".to_owned(),
            (Self::Deprecated, Locale::Zh) => "已弃用".to_owned(),
            (Self::Rejected, Locale::Zh) => "已拒绝".to_owned(),
            (Self::Superseded(Some(_)), Locale::Zh) => format!("被 {label} 取代"),
            (Self::Superseded(None), Locale::Zh) => "已被取代".to_owned(),
            (Self::Superseded(Some(_)), Locale::En) => format!("superseded by {label}"),
            (other, Locale::En) => other.name().to_owned(),
        }
    }
}

/// What a decision's status says that it supersedes; `labels` are the superseded ones.
pub(super) fn superseding_words(locale: Locale, labels: &[String]) -> String {
    match locale {
        Locale::En => format!("supersedes {}", labels.join(", ")),
        Locale::Zh => format!("取代 {}", labels.join("、")),
    }
}

/// The numbers of the decisions that a status says are superseded by this one.
pub(super) fn superseded_numbers(words: &str) -> Vec<u32> {
    let words = words.to_lowercase();
    superseding(&words).map_or_else(Vec::new, |clause| numbers(&words[clause]))
}

/// The words without what they say of others that are superseded.
fn without_superseded(words: &str) -> String {
    match superseding(words) {
        Some(clause) => format!("{}{}", &words[..clause.start], &words[clause.end..]),
        None => words.to_owned(),
    }
}

/// The clause that says what is superseded: `supersedes ADR-2, ADR-3`, `取代 ADR-2`; never `被 ADR-2 取代`.
fn superseding(words: &str) -> Option<std::ops::Range<usize>> {
    let starts = ["supersedes", "replaces", "取代", "替代"];
    let start = starts
        .iter()
        .flat_map(|word| words.match_indices(word))
        .find(|(at, word)| {
            let after = words[at + word.len()..].trim_start_matches([' ', ':', '：', '了']);
            after.starts_with("adr") || after.starts_with(|c: char| c.is_ascii_digit())
        });
    let (at, word) = start?;
    let rest = &words[at + word.len()..];
    let end = rest.find(['.', ';', '。', '；', '(', '（', '\n']);
    Some(at..at + word.len() + end.unwrap_or(rest.len()))
}

/// The numbers of the decisions that words name.
fn numbers(words: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    for part in words.split("adr").skip(1) {
        let part = part.trim_start_matches(['-', '_', ' ', '#', '–', '‑']);
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        numbers.extend(part[..digits].parse::<u32>().ok());
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_both_languages_are_read() {
        for (words, status) in [
            ("Accepted", Some(Status::Accepted)),
            ("✅ **Accepted** (2025-03-01)", Some(Status::Accepted)),
            ("已采纳", Some(Status::Accepted)),
            ("Proposed – to be accepted in May", Some(Status::Proposed)),
            ("提议中", Some(Status::Proposed)),
            ("Rejected", Some(Status::Rejected)),
            ("已否决", Some(Status::Rejected)),
            ("已废弃", Some(Status::Deprecated)),
            ("superseded by ADR-004", Some(Status::Superseded(Some(4)))),
            (
                "Superseded by [ADR 4](#adr-4)",
                Some(Status::Superseded(Some(4))),
            ),
            ("被 ADR-4 取代", Some(Status::Superseded(Some(4)))),
            ("已被取代", Some(Status::Superseded(None))),
            ("accepted; supersedes ADR-1", Some(Status::Accepted)),
            ("已接受；取代 ADR-1、ADR-2", Some(Status::Accepted)),
            (
                "superseded by ADR-5; supersedes ADR-1",
                Some(Status::Superseded(Some(5))),
            ),
            ("n/a", None),
            ("", None),
        ] {
            assert_eq!(Status::read(words), status, "{words}");
        }
    }

    #[test]
    fn what_is_superseded_is_read() {
        for (words, expected) in [
            ("accepted; supersedes ADR-1, ADR-02", vec![1, 2]),
            ("已接受；取代 ADR-1、ADR-2", vec![1, 2]),
            ("被 ADR-4 取代", vec![]),
            ("superseded by ADR-5", vec![]),
            ("accepted", vec![]),
        ] {
            assert_eq!(superseded_numbers(words), expected, "{words}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for locale in Locale::ALL {
            for status in Status::PLAIN {
                assert_eq!(Status::read(&status.words(locale, "")), Some(status));
            }
            let superseded = Status::Superseded(Some(12));
            assert_eq!(
                Status::read(&superseded.words(locale, "ADR-012")),
                Some(superseded)
            );
            let none = Status::Superseded(None);
            assert_eq!(Status::read(&none.words(locale, "")), Some(none));
            let labels = ["ADR-1".to_owned(), "ADR-2".to_owned()];
            let words = superseding_words(locale, &labels);
            assert_eq!(superseded_numbers(&words), [1, 2]);
            assert_eq!(Status::read(&words), None);
        }
    }
}
