//! The laws of a plan, in random orders of events.

use proptest::prelude::*;

use super::{
    tests::{Desk, origin},
    *,
};
use crate::domain::{
    archive::Stored,
    design::{Design, change::Change, section::Origin, tests::sample},
};

/// What can happen to a plan.
#[derive(Debug, Clone)]
enum Happens {
    Begin,
    Hear(String),
    End(How),
    /// The page is closed and opened again.
    Reload,
    Retry(usize),
    Skip(usize),
    Lock(usize),
    EditFirst(String),
}

fn happening() -> impl Strategy<Value = Happens> {
    let piece = prop::sample::select(vec![
        "## Service boundaries\n\n",
        "## API contracts\n\n",
        "## Resilience\n\n",
        "## Caching\n\n",
        "# Title\n\n",
        "## Own idea\n\n",
        "Text one.\n\n",
        "```yaml\na: 1\n",
        "```\n\n",
        "- x\n",
        "Let me know.",
        "<!-- nothing is missing -->",
        "1. Boundaries: all\n",
    ]);
    let text = prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat());
    let how = prop::sample::select(vec![
        How::Whole,
        How::Whole,
        How::Useless,
        How::Broken(Pause::Stopped),
        How::Broken(Pause::Endpoint),
    ]);
    prop_oneof![
        4 => Just(Happens::Begin),
        5 => text.clone().prop_map(Happens::Hear),
        4 => how.prop_map(Happens::End),
        1 => Just(Happens::Reload),
        1 => (0..12_usize).prop_map(Happens::Retry),
        1 => (0..12_usize).prop_map(Happens::Skip),
        1 => (0..6_usize).prop_map(Happens::Lock),
        1 => text.prop_map(Happens::EditFirst),
    ]
}

impl Desk {
    fn happens(&mut self, what: Happens) {
        match what {
            Happens::Begin if self.begun.is_none() => {
                self.begin();
            }
            Happens::Hear(text) => self.hear(&text),
            Happens::End(how) => self.end(how),
            Happens::Reload => {
                let aside = std::mem::take(&mut self.aside);
                if self.begun.take().is_some() {
                    self.plan.recover(&aside);
                }
                let design = Design {
                    plan: Some(self.plan.clone()),
                    ..sample()
                };
                let stored = Stored::of(&design).open();
                assert_eq!(
                    stored.map(|design| design.plan),
                    Ok(Some(self.plan.clone()))
                );
            }
            Happens::Retry(index) if self.begun.is_none() => {
                let text = self.plan.retry(Part::Section(index), &self.document.text);
                self.replace(text);
            }
            Happens::Skip(index) if self.begun.is_none() => self.plan.skip(Part::Section(index)),
            Happens::Lock(at) => {
                let lock = Change::Lock { at, locked: true };
                let document = self.document.clone().caught_up(&origin(0));
                if let Ok(locked) = document.changed(&lock, &Origin::default()) {
                    self.document = locked;
                }
            }
            Happens::EditFirst(text) => {
                let document = self.document.clone().caught_up(&origin(0));
                let found = sections(&document.text);
                let Some(first) = found.first().filter(|_| found.len() > 1) else {
                    return;
                };
                let base = first.digest();
                let change = Change::Rewrite {
                    at: 0,
                    base,
                    text: text.trim().into(),
                };
                if let Ok(changed) = document.changed(&change, &Origin::default()) {
                    self.plan.moved(&document.text, &changed.text);
                    self.document = changed;
                }
            }
            _ => {}
        }
    }

    fn replace(&mut self, text: String) {
        let notes = std::mem::take(&mut self.document.notes);
        self.document = Document { text, notes }.caught_up(&origin(0));
    }

    fn locked(&self) -> Vec<String> {
        let document = self.document.clone().caught_up(&origin(0));
        let found = sections(&document.text);
        let locked = found
            .iter()
            .zip(&document.notes)
            .filter(|(_, note)| note.locked);
        locked.map(|(section, _)| section.text.to_owned()).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn in_any_order_of_events_the_laws_hold(
        is_new: bool,
        events in prop::collection::vec(happening(), 1..60),
    ) {
        let mut desk = match is_new {
            true => Desk::new(""),
            false => Desk::new("# T\n\n## Caching\n\nRedis.\n\n## Next steps\n\nGo.\n"),
        };
        for event in events {
            let before = desk.states();
            let text = desk.document.text.clone();
            let locked = desk.locked();
            let is_written_here = desk.plan.steps.iter().any(|step| step.from.is_some());
            desk.happens(event.clone());
            // A step that is through is asked for again only when somebody wants it.
            if matches!(event, Happens::Begin) {
                for (index, state) in before.iter().enumerate() {
                    if ["written", "partial", "failed", "skipped"].contains(state) {
                        prop_assert_eq!(*state, desk.states()[index]);
                    }
                }
            }
            // Finished text keeps its bytes: while an answer comes, only the end grows.
            if matches!(event, Happens::Begin | Happens::Hear(_) | Happens::Reload) {
                prop_assert!(desk.document.text.starts_with(text.trim_end()), "{:?}", event);
            }
            // A locked section stays, whatever comes; only its own streamed end may still grow.
            if !is_written_here {
                let now = sections(&desk.document.text);
                for section in &locked {
                    prop_assert!(now.iter().any(|now| now.text == section), "{:?} lost {:?}", event, section);
                }
            }
        }
    }
}
