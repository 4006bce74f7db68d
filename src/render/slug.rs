//! Ids of headings: readable, unique in the document, and the same after every append.

use std::collections::{HashMap, HashSet};

/// The id that GitHub would derive from a heading's text, so that a model's own links to its headings
/// work: lower case, Unicode letters and digits kept, spaces to hyphens, other characters dropped.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        match c {
            ' ' | '-' => out.push('-'),
            '_' => out.push('_'),
            c if c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() {
        out.push_str("section");
    }
    if is_reserved(&out) {
        out.insert_str(0, "section-");
    }
    out
}

/// Ids that the renderer gives to other things: blocks `b-1`, figures `f-1-2`, footnotes `fn-1`.
fn is_reserved(slug: &str) -> bool {
    ["b-", "f-", "fn-", "fnref-"].iter().any(|prefix| {
        slug.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// The ids in use. Ids are taken back in the reverse order of their giving.
#[derive(Debug, Default)]
pub struct Slugs {
    used: HashSet<String>,
    next: HashMap<String, u32>,
}

/// One given id and what is needed to take it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The id.
    pub id: String,
    base: String,
    before: u32,
}

impl Slugs {
    /// Gives a heading its id: the slug, or the slug with the smallest free number.
    pub fn give(&mut self, text: &str) -> Given {
        let base = slug(text);
        let before = self.next.get(&base).copied().unwrap_or(0);
        let mut number = before;
        let id = loop {
            let id = if number == 0 {
                base.clone()
            } else {
                format!("{base}-{number}")
            };
            number += 1;
            if self.used.insert(id.clone()) {
                break id;
            }
        };
        self.next.insert(base.clone(), number);
        Given { id, base, before }
    }

    /// Takes back the id that was given last.
    pub fn take_back(&mut self, given: &Given) {
        self.used.remove(&given.id);
        self.next.insert(given.base.clone(), given.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_follow_github() {
        for (text, expected) in [
            ("API contracts", "api-contracts"),
            ("1. Service boundaries & data", "1-service-boundaries--data"),
            ("三、断路器设计", "三断路器设计"),
            ("`POST /orders`", "post-orders"),
            ("!!!", "section"),
            ("b-1", "section-b-1"),
        ] {
            assert_eq!(slug(text), expected);
        }
    }

    #[test]
    fn ids_are_unique_and_can_be_taken_back() {
        let mut slugs = Slugs::default();
        let ids: Vec<_> = ["a", "a 1", "a", "a"].map(|text| slugs.give(text)).into();
        let names: Vec<_> = ids.iter().map(|given| given.id.as_str()).collect();
        assert_eq!(names, ["a", "a-1", "a-2", "a-3"]);
        slugs.take_back(&ids[3]);
        slugs.take_back(&ids[2]);
        assert_eq!(slugs.give("a").id, "a-2");
    }
}
