//! What differs between the contracts of two designs, and whom it breaks. The renderer finds it, the page
//! puts it into words; this file knows the rules and no contract language.

use serde::{Deserialize, Serialize};

/// Something that a contract offers, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OfferChange {
    /// What it is.
    pub kind: OfferKind,
    /// Its name: `GET /orders/{id}`, `Query.order`, `Orders/Place`, `orders.placed`, `Order`.
    pub name: String,
    /// What became of it.
    pub change: ItemChange,
    /// What exactly; nothing more for one that came or went.
    pub details: Vec<Detail>,
}

/// What a contract can offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferKind {
    /// A method of a path.
    Endpoint,
    /// A call that the provider makes.
    Webhook,
    /// A query, mutation or subscription.
    Query,
    /// A method of a service.
    Rpc,
    /// Messages on a channel.
    Channel,
    /// A type that others are made of.
    Type,
}

/// What became of something that a design has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemChange {
    /// Only the new design has it.
    Added,
    /// Only the old design has it.
    Removed,
    /// It is not what it was.
    Changed,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Detail {
    /// What happened.
    pub rule: Rule,
    /// Which way what changed travels.
    pub side: Side,
    /// Where: `query limit`, `body items[].sku`, `200 total`.
    pub at: String,
    /// What it was, where that says more.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// Which way something travels, seen from whom the contract serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// They send it.
    Sent,
    /// They receive it.
    Received,
    /// Both.
    Both,
}

/// Whom a difference breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nobody.
    Safe,
    /// Who relies on what was never promised.
    Risky,
    /// Who was served before is not any more.
    Breaking,
}

/// What can happen to a part of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Its path or method is another.
    Renamed,
    /// It is said to go away.
    Deprecated,
    /// A part came that must be there.
    RequiredAdded,
    /// A part came that may be there.
    OptionalAdded,
    /// A part went.
    PartRemoved,
    /// A part went, and its number will not be used again.
    PartRetired,
    /// A part must be there now.
    BecameRequired,
    /// A part need not be there any more.
    BecameOptional,
    /// A part may be null now.
    BecameNullable,
    /// A part may not be null any more.
    BecameNonNull,
    /// A part takes fewer kinds of values.
    TypeNarrowed,
    /// A part takes more kinds of values.
    TypeWidened,
    /// A part takes other values.
    TypeChanged,
    /// Values came to a list of all that there are.
    ValuesAdded,
    /// Values went from that list.
    ValuesRemoved,
    /// A limit is closer.
    LimitNarrowed,
    /// A limit is farther away.
    LimitWidened,
    /// A field has another number.
    NumberChanged,
    /// A field has another name.
    FieldRenamed,
    /// Others may ask for it than before.
    SecurityChanged,
}

/// The verdicts on each rule: when the part is sent, and when it is received. What OpenAPI's and GraphQL's
/// own comparisons (oasdiff, graphql-js) and protobuf's (buf) say, where they say it.
const VERDICTS: [(Rule, Verdict, Verdict); 20] = {
    use Verdict::{Breaking, Risky, Safe};
    [
        (Rule::Renamed, Breaking, Breaking),
        (Rule::Deprecated, Safe, Safe),
        (Rule::RequiredAdded, Breaking, Safe),
        (Rule::OptionalAdded, Safe, Safe),
        (Rule::PartRemoved, Risky, Breaking),
        (Rule::PartRetired, Risky, Risky),
        (Rule::BecameRequired, Breaking, Safe),
        (Rule::BecameOptional, Safe, Breaking),
        (Rule::BecameNullable, Safe, Breaking),
        (Rule::BecameNonNull, Breaking, Safe),
        (Rule::TypeNarrowed, Breaking, Safe),
        (Rule::TypeWidened, Safe, Breaking),
        (Rule::TypeChanged, Breaking, Breaking),
        (Rule::ValuesAdded, Safe, Risky),
        (Rule::ValuesRemoved, Breaking, Safe),
        (Rule::LimitNarrowed, Breaking, Safe),
        (Rule::LimitWidened, Safe, Risky),
        (Rule::NumberChanged, Breaking, Breaking),
        (Rule::FieldRenamed, Risky, Risky),
        (Rule::SecurityChanged, Breaking, Breaking),
    ]
};

impl Detail {
    /// Whom it breaks.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let mut verdicts = VERDICTS.iter();
        let found = verdicts.find(|(rule, ..)| *rule == self.rule);
        let (_, sent, received) = *found.unwrap_or(&VERDICTS[0]);
        match self.side {
            Side::Sent => sent,
            Side::Received => received,
            Side::Both => sent.max(received),
        }
    }
}

impl OfferChange {
    /// Whom the change breaks at the worst.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.change {
            ItemChange::Added => Verdict::Safe,
            ItemChange::Removed => Verdict::Breaking,
            ItemChange::Changed => {
                let verdicts = self.details.iter().map(Detail::verdict);
                verdicts.max().unwrap_or(Verdict::Safe)
            }
        }
    }
}

impl ItemChange {
    /// The value of `data-change`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl Verdict {
    /// The value of `data-verdict`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(rule: Rule, side: Side) -> Verdict {
        let detail = Detail {
            rule,
            side,
            at: String::new(),
            before: String::new(),
            after: String::new(),
        };
        detail.verdict()
    }

    #[test]
    fn what_is_sent_may_widen_and_what_is_received_may_narrow() {
        for (narrows, widens) in [
            (Rule::BecameRequired, Rule::BecameOptional),
            (Rule::BecameNonNull, Rule::BecameNullable),
            (Rule::TypeNarrowed, Rule::TypeWidened),
            (Rule::ValuesRemoved, Rule::ValuesAdded),
            (Rule::LimitNarrowed, Rule::LimitWidened),
        ] {
            assert_eq!(verdict(narrows, Side::Sent), Verdict::Breaking);
            assert_eq!(verdict(widens, Side::Sent), Verdict::Safe);
            assert_eq!(verdict(narrows, Side::Received), Verdict::Safe);
            assert_ne!(verdict(widens, Side::Received), Verdict::Safe);
            assert_eq!(verdict(narrows, Side::Both), Verdict::Breaking);
        }
    }

    #[test]
    fn every_rule_has_one_verdict() {
        for (at, (rule, ..)) in VERDICTS.iter().enumerate() {
            assert_eq!(
                VERDICTS.iter().position(|(other, ..)| other == rule),
                Some(at)
            );
        }
    }
}
