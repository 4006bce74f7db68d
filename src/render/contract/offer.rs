//! What contracts offer, in one form for all their languages, and how two states of it differ. Reading a
//! language into this form is the business of its own module.

mod schema;

use std::collections::HashMap;

pub(super) use self::schema::json_parts;
use crate::domain::meaning::{Detail, ItemChange, OfferChange, OfferKind, Rule, Side};

/// More differences than this are not listed.
const MAX_CHANGES: usize = 2_000;
/// More differences of one offer help nobody.
const MAX_DETAILS: usize = 100;

/// Something that a contract offers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offer {
    /// What it is.
    pub kind: OfferKind,
    /// What makes it the same in another version.
    pub key: String,
    /// A name that stays when the key changes; empty for none.
    pub alias: String,
    /// How people call it.
    pub name: String,
    /// Whether it is said to go away.
    pub deprecated: bool,
    /// What it consists of, by path.
    pub parts: Vec<Part>,
    /// Numbers that no part uses again.
    pub retired: Vec<i64>,
}

/// A part of an offer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// Where it is: `query limit`, `body items[].sku`.
    pub path: String,
    /// Which way it travels.
    pub side: Side,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// The types of its values, sorted; none for any.
    pub kinds: Vec<String>,
    /// All its values, if they are listed.
    pub values: Option<Vec<String>>,
    /// Its limits, by keyword.
    pub limits: Vec<(&'static str, f64)>,
    /// The number by which it travels.
    pub number: Option<i64>,
    /// What may be asked of who sends it, such as a scheme of security.
    pub demand: bool,
}

impl Part {
    /// A part that may be there and hold anything.
    pub fn new(path: impl Into<String>, side: Side) -> Self {
        Self {
            path: path.into(),
            side,
            required: false,
            nullable: false,
            kinds: Vec::new(),
            values: None,
            limits: Vec::new(),
            number: None,
            demand: false,
        }
    }
}

impl Offer {
    /// An offer without parts.
    pub fn new(kind: OfferKind, name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            kind,
            key: name.clone(),
            alias: String::new(),
            name,
            deprecated: false,
            parts: Vec::new(),
            retired: Vec::new(),
        }
    }
}

/// How two states differ: what came and changed in the order of the new one, then what went.
pub(super) fn compare(before: &[Offer], after: &[Offer]) -> Vec<OfferChange> {
    let old = index(before);
    let new = index(after);
    let mut taken: Vec<&Offer> = Vec::new();
    let mut changes = Vec::new();
    for offer in after {
        let known = old.get(&(offer.kind, offer.key.as_str()));
        let renamed = || {
            before.iter().find(|other| {
                !offer.alias.is_empty()
                    && (other.kind, &other.alias) == (offer.kind, &offer.alias)
                    && !new.contains_key(&(other.kind, other.key.as_str()))
            })
        };
        let Some(known) = known.copied().or_else(renamed) else {
            changes.push(change(offer, ItemChange::Added, Vec::new()));
            continue;
        };
        taken.push(known);
        let details = details(known, offer);
        if !details.is_empty() {
            changes.push(change(offer, ItemChange::Changed, details));
        }
    }
    let gone = before.iter().filter(|offer| {
        let taken = taken.iter().any(|taken| std::ptr::eq(*taken, *offer));
        !taken && !new.contains_key(&(offer.kind, offer.key.as_str()))
    });
    changes.extend(gone.map(|offer| change(offer, ItemChange::Removed, Vec::new())));
    changes.truncate(MAX_CHANGES);
    changes
}

fn index(offers: &[Offer]) -> HashMap<(OfferKind, &str), &Offer> {
    let named = offers
        .iter()
        .map(|offer| ((offer.kind, offer.key.as_str()), offer));
    named.collect()
}

fn change(offer: &Offer, change: ItemChange, details: Vec<Detail>) -> OfferChange {
    OfferChange {
        kind: offer.kind,
        name: offer.name.clone(),
        change,
        details,
    }
}

fn details(before: &Offer, after: &Offer) -> Vec<Detail> {
    let mut found = Found(Vec::new());
    if before.key != after.key {
        found.add(Rule::Renamed, Side::Both, "", (&before.name, &after.name));
    }
    if after.deprecated && !before.deprecated {
        found.add(Rule::Deprecated, Side::Both, "", ("", ""));
    }
    let (old, new) = (Paths::of(&before.parts), Paths::of(&after.parts));
    let went: Vec<&Part> = (before.parts.iter())
        .filter(|part| new.counterpart(part).is_none() && !part.demand)
        .collect();
    for part in outermost(&went) {
        let retired = part
            .number
            .is_some_and(|number| after.retired.contains(&number));
        let rule = if retired {
            Rule::PartRetired
        } else {
            Rule::PartRemoved
        };
        found.add(rule, part.side, &part.path, (&told(part), ""));
    }
    let came: Vec<&Part> = (after.parts.iter())
        .filter(|part| old.counterpart(part).is_none())
        .collect();
    for part in outermost(&came) {
        let rule = match (part.demand, part.required) {
            (true, _) => Rule::SecurityChanged,
            (_, true) => Rule::RequiredAdded,
            _ => Rule::OptionalAdded,
        };
        found.add(rule, part.side, &part.path, ("", &told(part)));
    }
    for part in &before.parts {
        if let Some(other) = new.counterpart(part) {
            found.compare(part, other);
        }
    }
    found.0.truncate(MAX_DETAILS);
    found.0
}

/// The parts of an offer by path and by number.
struct Paths<'p> {
    paths: HashMap<&'p str, &'p Part>,
    numbers: HashMap<i64, &'p Part>,
}

impl<'p> Paths<'p> {
    fn of(parts: &'p [Part]) -> Self {
        let numbers = parts.iter().filter_map(|part| Some((part.number?, part)));
        Self {
            paths: parts
                .iter()
                .map(|part| (part.path.as_str(), part))
                .collect(),
            numbers: numbers.collect(),
        }
    }

    /// The part at the same path; else, if parts have numbers, the one with the same.
    fn counterpart(&self, part: &Part) -> Option<&'p Part> {
        let same = self.paths.get(part.path.as_str());
        let same = same.or_else(|| self.numbers.get(&part.number?));
        same.copied()
    }
}

/// Parts that are not inside another of them.
fn outermost<'p>(parts: &[&'p Part]) -> Vec<&'p Part> {
    let inside = |part: &Part, outer: &Part| {
        let rest = part.path.strip_prefix(outer.path.as_str());
        rest.is_some_and(|rest| rest.starts_with([' ', '.', '[', '|']))
    };
    let kept = parts.iter().filter(|part| {
        let mut others = parts.iter();
        !others.any(|outer| outer.side == part.side && inside(part, outer))
    });
    kept.copied().collect()
}

/// What a part holds, in a few words of the contract's own.
fn told(part: &Part) -> String {
    match &part.values {
        Some(values) => values.join(" | "),
        None => part.kinds.join(" | "),
    }
}

struct Found(Vec<Detail>);

impl Found {
    fn add(&mut self, rule: Rule, side: Side, at: &str, (before, after): (&str, &str)) {
        self.0.push(Detail {
            rule,
            side,
            at: at.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        });
    }

    fn compare(&mut self, before: &Part, after: &Part) {
        let (side, at) = (after.side, after.path.as_str());
        if before.path != after.path {
            self.add(Rule::FieldRenamed, side, at, (&before.path, &after.path));
        } else if let (Some(was), Some(is)) = (before.number, after.number)
            && was != is
        {
            self.add(
                Rule::NumberChanged,
                side,
                at,
                (&was.to_string(), &is.to_string()),
            );
        }
        match (before.required, after.required) {
            (false, true) => self.add(Rule::BecameRequired, side, at, ("", "")),
            (true, false) => self.add(Rule::BecameOptional, side, at, ("", "")),
            _ => {}
        }
        match (before.nullable, after.nullable) {
            (false, true) => self.add(Rule::BecameNullable, side, at, ("", "")),
            (true, false) => self.add(Rule::BecameNonNull, side, at, ("", "")),
            _ => {}
        }
        if before.kinds != after.kinds {
            let rule = match (
                fits(&after.kinds, &before.kinds),
                fits(&before.kinds, &after.kinds),
            ) {
                (true, false) => Rule::TypeNarrowed,
                (false, true) => Rule::TypeWidened,
                _ => Rule::TypeChanged,
            };
            let words = (&*before.kinds.join(" | "), &*after.kinds.join(" | "));
            self.add(rule, side, at, words);
        }
        self.compare_values(before, after);
        for (name, was, is) in limits(before, after) {
            let narrower = if name.starts_with("max") {
                is < was
            } else {
                is > was
            };
            let rule = if narrower {
                Rule::LimitNarrowed
            } else {
                Rule::LimitWidened
            };
            let words = (&*limit(name, was), &*limit(name, is));
            self.add(rule, side, at, words);
        }
    }

    fn compare_values(&mut self, before: &Part, after: &Part) {
        let (side, at) = (after.side, after.path.as_str());
        let missing = |from: &[String], of: &[String]| {
            let missing = of.iter().filter(|value| !from.contains(value));
            missing.cloned().collect::<Vec<_>>().join(", ")
        };
        match (&before.values, &after.values) {
            (Some(was), Some(is)) => {
                let (gone, new) = (missing(is, was), missing(was, is));
                if !gone.is_empty() {
                    self.add(Rule::ValuesRemoved, side, at, (&gone, ""));
                }
                if !new.is_empty() {
                    self.add(Rule::ValuesAdded, side, at, ("", &new));
                }
            }
            // A list where there was none takes fewer values, and the other way round.
            (None, Some(is)) => self.add(Rule::TypeNarrowed, side, at, ("", &is.join(" | "))),
            (Some(was), None) => self.add(Rule::TypeWidened, side, at, (&was.join(" | "), "")),
            (None, None) => {}
        }
    }
}

/// Whether whatever is of the first types is of the second ones.
fn fits(narrow: &[String], wide: &[String]) -> bool {
    wide.is_empty()
        || (!narrow.is_empty()
            && narrow.iter().all(|kind| {
                wide.contains(kind)
                    || (kind == "integer" && wide.iter().any(|wide| wide == "number"))
            }))
}

/// The limits that differ. One that is not set is as far away as can be.
fn limits(before: &Part, after: &Part) -> Vec<(&'static str, f64, f64)> {
    let value = |part: &Part, name: &str| {
        let set = part.limits.iter().find(|(known, _)| *known == name);
        let far = if name.starts_with("max") {
            f64::INFINITY
        } else {
            f64::NEG_INFINITY
        };
        set.map_or(far, |(_, value)| *value)
    };
    let names = schema::LIMITS
        .iter()
        .map(|name| (*name, value(before, name), value(after, name)));
    // Equal numbers are told apart by nothing.
    names
        .filter(|(_, was, is)| was.total_cmp(is).is_ne())
        .collect()
}

fn limit(name: &str, value: f64) -> String {
    if value.is_finite() {
        format!("{name} {value}")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests;
