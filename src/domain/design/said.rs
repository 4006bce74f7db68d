//! What two designs say, compared: their services, events, stores and decisions. Contracts are compared
//! elsewhere (`domain::meaning`); this file must not know how anything is read.

use super::{
    catalogue::{Catalogue, Event, Service, Store},
    decision::{Decision, Part},
    section::key,
};
use crate::domain::meaning::ItemChange;

/// Something that a design says, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SaidChange {
    /// What it is.
    pub what: What,
    /// Its name, the new one if there are two.
    pub name: String,
    /// What became of it.
    pub change: ItemChange,
    /// What exactly, of one that changed.
    pub details: Vec<Difference>,
}

/// What a design can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// A service.
    Service,
    /// An event.
    Event,
    /// Data that one service owns.
    Store,
    /// An architecture decision.
    Decision,
}

impl What {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Service, Self::Event, Self::Store, Self::Decision];

    /// The value of `data-kind`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Event => "event",
            Self::Store => "store",
            Self::Decision => "decision",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Difference {
    /// In what.
    pub about: About,
    /// What is not said any more.
    pub gone: Vec<String>,
    /// What is said now.
    pub come: Vec<String>,
}

/// What can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// What a service is for.
    Responsibility,
    /// What it is the only writer of.
    Owns,
    /// What it offers.
    Exposes,
    /// What it takes in.
    Consumes,
    /// What it gives out.
    Publishes,
    /// Who gives an event out.
    Publishers,
    /// Who takes it in.
    Consumers,
    /// Which service a store belongs to.
    Owner,
    /// Where a decision stands.
    Status,
    /// What was decided, in a line.
    Title,
    /// What else it says; too long to be told here.
    Content,
}

/// Compares what two texts say.
#[must_use]
pub fn compare(before: &str, after: &str) -> Vec<SaidChange> {
    let (old, new) = (Catalogue::read(before), Catalogue::read(after));
    let mut changes = Vec::new();
    changes.extend(of_kind(What::Service, &old.services, &new.services));
    changes.extend(of_kind(What::Event, &old.events, &new.events));
    changes.extend(of_kind(What::Store, &old.stores(), &new.stores()));
    changes.extend(of_kind(What::Decision, &old.decisions, &new.decisions));
    changes
}

/// What can be said of in two designs.
trait Said {
    /// What makes it the same in another text.
    fn key(&self) -> String;
    /// How people call it.
    fn name(&self) -> String;
    /// What it says.
    fn facts(&self) -> Vec<(About, Vec<String>)>;
}

fn of_kind<T: Said>(what: What, old: &[T], new: &[T]) -> Vec<SaidChange> {
    let find = |all: &[T], key: &str| all.iter().position(|one| one.key() == key);
    let mut changes = Vec::new();
    for (at, one) in new.iter().enumerate() {
        let key = one.key();
        // Said twice is said once.
        if find(new, &key) != Some(at) {
            continue;
        }
        let known = find(old, &key).map(|at| &old[at]);
        let details = known.map(|known| differences(known, one));
        let change = match &details {
            None => ItemChange::Added,
            Some(details) if details.is_empty() => continue,
            Some(_) => ItemChange::Changed,
        };
        changes.push(SaidChange {
            what,
            name: one.name(),
            change,
            details: details.unwrap_or_default(),
        });
    }
    for (at, one) in old.iter().enumerate() {
        let key = one.key();
        if find(new, &key).is_none() && find(old, &key) == Some(at) {
            changes.push(SaidChange {
                what,
                name: one.name(),
                change: ItemChange::Removed,
                details: Vec::new(),
            });
        }
    }
    changes
}

fn differences<T: Said>(old: &T, new: &T) -> Vec<Difference> {
    let facts = old.facts().into_iter().zip(new.facts());
    let differences = facts.map(|((about, was), (_, is))| {
        let without = |all: &[String], others: &[String]| {
            let keys: Vec<String> = others.iter().map(|one| plain(one)).collect();
            let all = all.iter().filter(|one| !keys.contains(&plain(one)));
            all.cloned().collect::<Vec<_>>()
        };
        Difference {
            about,
            gone: without(&was, &is),
            come: without(&is, &was),
        }
    });
    differences
        .filter(|difference| !(difference.gone.is_empty() && difference.come.is_empty()))
        .collect()
}

/// A text without the difference that markup and blanks make.
fn plain(text: &str) -> String {
    let marks = |character: char| character.is_whitespace() || ['*', '`', '_'].contains(&character);
    text.chars()
        .filter(|character| !marks(*character))
        .collect()
}

fn one(text: &str) -> Vec<String> {
    (!text.is_empty())
        .then(|| text.to_owned())
        .into_iter()
        .collect()
}

impl Said for Service {
    fn key(&self) -> String {
        key(&self.name)
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(About, Vec<String>)> {
        vec![
            (About::Responsibility, one(&self.responsibility)),
            (About::Owns, self.owns.clone()),
            (About::Exposes, self.exposes.clone()),
            (About::Consumes, self.consumes.clone()),
            (About::Publishes, self.publishes.clone()),
        ]
    }
}

impl Said for Event {
    fn key(&self) -> String {
        self.name.clone()
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(About, Vec<String>)> {
        vec![
            (About::Publishers, self.publishers.clone()),
            (About::Consumers, self.consumers.clone()),
        ]
    }
}

impl Said for Store {
    fn key(&self) -> String {
        key(&self.name)
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(About, Vec<String>)> {
        vec![(About::Owner, one(&self.owner))]
    }
}

impl Said for Decision {
    fn key(&self) -> String {
        match self.number {
            Some(number) => number.to_string(),
            None => key(&self.title),
        }
    }

    fn name(&self) -> String {
        format!("{} {}", self.label, self.title).trim().to_owned()
    }

    fn facts(&self) -> Vec<(About, Vec<String>)> {
        let content = self
            .fields
            .iter()
            .filter(|field| field.part != Part::Status);
        let content = content.map(|field| format!("{} {}", field.name, field.value));
        vec![
            (About::Status, one(self.status_words().unwrap_or_default())),
            (About::Title, one(&self.title)),
            (About::Content, content.collect()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "# Shop\n\n## Service catalogue\n\n\
        | Service | Responsibility | Owns | Exposes | Consumes | Publishes |\n|---|---|---|---|---|---|\n\
        | Orders | Takes orders | orders | REST | `payment.settled` | `order.placed` |\n\
        | Payments | Takes money | payments | REST | `order.placed` | `payment.settled` |\n\n\
        ## Decisions\n\n### ADR-1: PostgreSQL\n\n- **Status**: Proposed\n- **Context**: One writer.\n\n\
        ### ADR-2: Kafka\n\n- **Status**: Accepted\n";

    fn told(after: &str) -> Vec<String> {
        let changes = compare(BEFORE, after);
        let told = changes.iter().map(|change| {
            let details = change.details.iter().map(|one| {
                format!(
                    " {:?} {}>{}",
                    one.about,
                    one.gone.join(","),
                    one.come.join(",")
                )
            });
            let (what, name) = (change.what.name(), &change.name);
            format!(
                "{what} {name} {}{}",
                change.change.name(),
                details.collect::<String>()
            )
        });
        told.collect()
    }

    #[test]
    fn services_events_stores_and_decisions_come_go_and_change() {
        for (from, to, expected) in [
            ("", "", vec![]),
            ("Takes orders", "**Takes** orders", vec![]),
            (
                "| Payments | Takes money | payments | REST | `order.placed` | `payment.settled` |\n",
                "",
                vec![
                    "service Payments removed",
                    "event order.placed changed Consumers Payments>",
                    "event payment.settled changed Publishers Payments>",
                    "store payments removed",
                ],
            ),
            (
                "Takes orders | orders |",
                "Takes orders | orders, carts |",
                vec!["service Orders changed Owns >carts", "store carts added"],
            ),
            (
                "**Status**: Proposed",
                "**Status**: Accepted",
                vec!["decision ADR-1 PostgreSQL changed Status Proposed>Accepted"],
            ),
            (
                "### ADR-2: Kafka",
                "### ADR-2: NATS",
                vec!["decision ADR-2 NATS changed Title Kafka>NATS"],
            ),
            (
                "### ADR-2: Kafka\n\n- **Status**: Accepted\n",
                "### ADR-3: Cells\n\n- **Status**: Proposed\n",
                vec!["decision ADR-3 Cells added", "decision ADR-2 Kafka removed"],
            ),
        ] {
            assert!(BEFORE.contains(from), "{from}");
            assert_eq!(
                told(&BEFORE.replacen(from, to, 1)),
                expected,
                "{from} → {to}"
            );
        }
    }

    #[test]
    fn a_decision_that_says_more_changed() {
        let changes = compare(BEFORE, &BEFORE.replace("One writer.", "Two writers."));
        let abouts: Vec<_> = changes
            .iter()
            .flat_map(|one| &one.details)
            .map(|one| one.about)
            .collect();
        assert_eq!(abouts, [About::Content]);
    }
}
