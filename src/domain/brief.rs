//! The brief: what a design is to do, for whom, how much of it and how well.
//!
//! Values are kept as the user typed them; what they amount to is read anew each time (`quantity`) and worked
//! out (`derive`), so a wrong number is told and never lost. This module must not know how a brief is stored.

pub mod context;
pub mod derive;
pub mod field;
mod numerals;
mod prompt;
pub mod quantity;
pub mod starters;

pub use context::{Attachment, Kind};
pub use field::Field;

/// What a design is asked to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brief {
    /// What is to be built and why, in the user's own words. Enough on its own.
    pub text: String,
    fields: [String; Field::ALL.len()],
    /// How consistent each operation must be.
    pub consistency: Vec<Need>,
    /// The deliverables that are wanted, in the persona's words; none means all of them.
    pub wanted: Vec<String>,
    /// What came along: documents, contracts, schemas.
    pub context: Vec<Attachment>,
    /// What was asked before the design was begun.
    pub answers: Vec<Answer>,
}

/// How consistent an operation must be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Need {
    /// The operation.
    pub operation: String,
    /// What it needs: linearizable, read your own writes, eventual within a minute…
    pub need: String,
}

impl Need {
    fn is_blank(&self) -> bool {
        self.operation.trim().is_empty() && self.need.trim().is_empty()
    }
}

/// A question that was asked before the design was begun, and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What was asked.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Who answered.
    pub standing: Standing,
}

/// On whose word an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The user said so.
    Given,
    /// Nobody said otherwise.
    Assumed,
}

impl Standing {
    /// The stable name, used in storage and `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Assumed => "assumed",
        }
    }

    /// The standing of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Given, Self::Assumed]
            .into_iter()
            .find(|standing| standing.name() == name)
    }
}

impl Brief {
    /// A brief of free text alone, as all were before they had fields.
    #[must_use]
    pub fn of_text(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// What a field holds, as it was typed; empty when it was left out.
    #[must_use]
    pub fn get(&self, field: Field) -> &str {
        &self.fields[field as usize]
    }

    /// Fills in a field; an empty value takes it out.
    pub fn set(&mut self, field: Field, value: String) {
        self.fields[field as usize] = value;
    }

    /// Takes a deliverable out of those that are wanted, or back in. All of them is no choice, and so is none.
    pub fn want(&mut self, deliverable: &str, all: &[String]) {
        let is_wanted = |it: &String| {
            let before = self.wanted.is_empty() || self.wanted.contains(it);
            before != (it == deliverable)
        };
        let wanted: Vec<_> = all.iter().filter(|it| is_wanted(it)).cloned().collect();
        self.wanted = if wanted.len() == all.len() {
            Vec::new()
        } else {
            wanted
        };
    }

    /// Whether there is nothing to write a design from.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && !self.has_content()
    }

    /// Whether it is its free text and nothing else.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.fields.iter().all(String::is_empty)
            && self.consistency.is_empty()
            && self.wanted.is_empty()
            && self.context.is_empty()
            && self.answers.is_empty()
    }

    /// Whether anything beside the text says what to build.
    fn has_content(&self) -> bool {
        self.fields.iter().any(|value| !value.trim().is_empty())
            || !self.consistency.iter().all(Need::is_blank)
            || !self.context.is_empty()
            || !self.answers.is_empty()
    }

    /// The first line of the text, or else of the first field that has one, cut at about sixty characters.
    #[must_use]
    pub fn title(&self) -> String {
        let texts = std::iter::once(&self.text).chain(&self.fields);
        let mut lines = texts.flat_map(|text| text.lines()).map(str::trim);
        let line = lines.find(|line| !line.is_empty()).unwrap_or_default();
        let mut title: String = line.chars().take(60).collect();
        if line.chars().count() > 60 {
            title.push('…');
        }
        title
    }

    /// The brief without what the form holds open for more: rows that nobody filled in, blanks in fields.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        self.consistency.retain(|need| !need.is_blank());
        for value in &mut self.fields {
            if value.trim().is_empty() {
                value.clear();
            }
        }
        self
    }
}

impl From<&str> for Brief {
    fn from(text: &str) -> Self {
        Self::of_text(text.to_owned())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A brief that uses everything.
    pub(crate) fn full() -> Brief {
        let mut brief = Brief::of_text("Order management.\n\nNever lose an order.".into());
        for field in Field::ALL {
            brief.set(field, format!("{} 1\n二", field.name()));
        }
        brief.set(Field::AverageRate, "1.5k/s".into());
        brief.consistency = vec![Need {
            operation: "Place an order".into(),
            need: "linearizable".into(),
        }];
        brief.wanted = vec!["Testing strategy".into()];
        brief.context = vec![Attachment {
            name: "orders.sql".into(),
            kind: Kind::Sql,
            text: "CREATE TABLE orders (id uuid);\n".into(),
        }];
        brief.answers = vec![
            Answer {
                question: "Who pays?".into(),
                answer: "客户".into(),
                standing: Standing::Given,
            },
            Answer {
                question: "Which region?".into(),
                answer: "EU".into(),
                standing: Standing::Assumed,
            },
        ];
        brief
    }

    /// Any brief that a form can make.
    pub(crate) fn any() -> impl Strategy<Value = Brief> {
        let pairs = || proptest::collection::vec(("\\PC*", "(?s).*"), 0..3);
        (
            "(?s).*",
            proptest::collection::vec((0..Field::ALL.len(), "(?s).*"), 0..5),
            pairs(),
            proptest::collection::vec("\\PC+", 0..3),
            pairs(),
            pairs(),
        )
            .prop_map(|(text, fields, needs, wanted, context, answers)| {
                let mut brief = Brief::of_text(text);
                for (at, value) in fields {
                    brief.set(Field::ALL[at], value);
                }
                brief.consistency = needs
                    .into_iter()
                    .map(|(operation, need)| Need { operation, need })
                    .collect();
                brief.wanted = wanted;
                brief.context = context
                    .into_iter()
                    .map(|(name, text)| Attachment {
                        kind: Kind::of(&name, &text),
                        name,
                        text,
                    })
                    .collect();
                brief.answers = answers
                    .into_iter()
                    .zip([Standing::Given, Standing::Assumed, Standing::Given])
                    .map(|((question, answer), standing)| Answer {
                        question,
                        answer,
                        standing,
                    })
                    .collect();
                brief
            })
    }

    #[test]
    fn a_brief_of_text_is_plain_and_one_with_a_field_is_not() {
        assert!(Brief::default().is_empty() && Brief::default().is_plain());
        assert!(Brief::from(" \n").is_empty());
        let mut brief = Brief::from("A shop.");
        assert!(brief.is_plain() && !brief.is_empty());
        brief.set(Field::PeakRate, "10/s".into());
        assert!(!brief.is_plain());
        assert_eq!(brief.get(Field::PeakRate), "10/s");
        brief.set(Field::PeakRate, String::new());
        assert!(brief.is_plain());
        assert!(!full().is_plain() && !full().is_empty());
        // What is wanted alone says nothing of what to build.
        let wish = Brief {
            wanted: vec!["x".into()],
            ..Brief::default()
        };
        assert!(wish.is_empty() && !wish.is_plain());
    }

    #[test]
    fn deliverables_are_taken_out_and_back_in() {
        let all = ["a", "b", "c"].map(str::to_owned);
        let mut brief = Brief::default();
        brief.want("b", &all);
        assert_eq!(brief.wanted, ["a", "c"]);
        brief.want("a", &all);
        brief.want("b", &all);
        // In the persona's order, however they were chosen.
        assert_eq!(brief.wanted, ["b", "c"]);
        brief.want("a", &all);
        assert!(brief.wanted.is_empty());
        let mut last = Brief {
            wanted: vec!["a".into()],
            ..Brief::default()
        };
        last.want("a", &all);
        assert!(last.wanted.is_empty());
    }

    #[test]
    fn the_title_is_the_first_line_that_says_something() {
        assert_eq!(Brief::from("\n  A shop \nmore").title(), "A shop");
        assert_eq!(Brief::default().title(), "");
        let mut brief = Brief::default();
        brief.set(Field::Domain, "Orders, parcels\nx".into());
        assert_eq!(brief.title(), "Orders, parcels");
        let long = Brief::of_text("x".repeat(80));
        assert_eq!(long.title().chars().count(), 61);
    }

    #[test]
    fn what_the_form_holds_open_is_left_out() {
        let mut brief = full();
        brief.consistency.push(Need::default());
        brief.set(Field::Team, " \n".into());
        let tidy = brief.tidied();
        assert_eq!(tidy.consistency.len(), 1);
        assert_eq!(tidy.get(Field::Team), "");
        assert_eq!(full().tidied(), full());
    }
}
