//! Checks a contract against the official meta-schema of its edition (`content/metaschemas`).
//!
//! Two passes: a quick one that only says whether a part is valid, and, where it is not, one that looks
//! for the cause. It covers the keywords and patterns that the bundled files use and no others.

mod bundle;
mod cause;
mod pattern;
mod schema;
mod sentence;

use self::{bundle::metaschema, cause::Search, schema::Validator};
use crate::{
    domain::{locale::Locale, problem::ProblemKind},
    render::contract::{
        node::{Finding, Node},
        resolve::Edition,
    },
};

/// More findings help nobody.
const MAX_FINDINGS: usize = 60;
/// How many steps a check may take; about half a second in a browser.
const MAX_STEPS: u32 = 6_000_000;

/// A departure and its JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render::contract) struct Departure {
    /// The 1-based line.
    pub line: u32,
    /// Where.
    pub pointer: String,
    /// One sentence.
    pub sentence: String,
}

/// What the meta-schema finds wrong, and whether the check came to its end.
pub(in crate::render::contract) fn departures(
    root: &Node,
    edition: Edition,
    locale: Locale,
) -> (Vec<Departure>, bool) {
    check(root, edition, locale, MAX_STEPS)
}

fn check(root: &Node, edition: Edition, locale: Locale, steps: u32) -> (Vec<Departure>, bool) {
    let metaschema = metaschema(edition);
    let validator = Validator::new(metaschema, steps);
    if validator.is_valid(metaschema.root, root, 0) {
        return (Vec::new(), !validator.is_exhausted());
    }
    // A search asks about parts again: it gets as much once more.
    let validator = Validator::new(metaschema, steps);
    let mut search = Search::new(&validator, MAX_FINDINGS);
    search.explain(metaschema.root, root, root.line);
    let mut found: Vec<Departure> = Vec::new();
    for cause in search.causes {
        let departure = Departure {
            line: cause.line,
            sentence: sentence::of(&cause, locale),
            pointer: cause.pointer,
        };
        if !found.iter().any(|known| known.pointer == departure.pointer) {
            found.push(departure);
        }
    }
    (found, !validator.is_exhausted())
}

/// Adds to `found` what the meta-schema says beyond it: what was already found at a place is not said
/// again in other words.
pub(in crate::render::contract) fn add(
    found: &mut Vec<Finding>,
    root: &Node,
    edition: Edition,
    locale: Locale,
) {
    let (departures, whole) = departures(root, edition, locale);
    let known = found.clone();
    for departure in departures {
        if known.iter().any(|finding| is_same(finding, &departure)) {
            continue;
        }
        found.push((
            departure.line,
            ProblemKind::ContractInvalid {
                pointer: departure.pointer,
                sentence: departure.sentence,
            },
        ));
    }
    if !whole {
        found.push((0, ProblemKind::ContractUnchecked));
    }
}

fn is_same((line, kind): &Finding, departure: &Departure) -> bool {
    let ProblemKind::ContractShape { pointer, .. } = kind else {
        return false;
    };
    let below = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    *pointer == departure.pointer
        || *line == departure.line
            && (below(&departure.pointer, pointer) || below(pointer, &departure.pointer))
}

#[cfg(test)]
mod judged;
#[cfg(test)]
mod tests;
