//! How the next design is written: in one pass or step by step. What is chosen is remembered; while nobody
//! chose, the model's window decides. It travels with the later pages.

use leptos::prelude::*;

use super::App;
use crate::{browser::storage, domain::wire::window::Verdict};

const WAY: &str = "backend-architect:way";

/// A way to write a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// All of it in one answer.
    OnePass,
    /// An outline, then each section in a request of its own.
    Steps,
}

impl Way {
    /// Both ways.
    pub const ALL: [Self; 2] = [Self::OnePass, Self::Steps];

    /// The stable name, used in storage and as a value.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OnePass => "one-pass",
            Self::Steps => "steps",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

impl App {
    /// How the next design is written: as chosen, else as it fits; tracked.
    #[must_use]
    pub fn way(self) -> Way {
        match self.later().way.get().or_else(remembered) {
            Some(way) => way,
            None if self.suggests_steps() => Way::Steps,
            None => Way::OnePass,
        }
    }

    /// Whether one pass is more than the chosen model holds; tracked.
    #[must_use]
    pub fn suggests_steps(self) -> bool {
        self.fit().and_then(|fit| fit.verdict()) == Some(Verdict::TooLarge)
    }

    /// Chooses how designs are written from now on.
    pub fn choose_way(self, way: Way) {
        self.later().way.set(Some(way));
        storage::set(WAY, way.name());
    }
}

/// What was chosen in an earlier visit.
fn remembered() -> Option<Way> {
    storage::get(WAY).as_deref().and_then(Way::named)
}
