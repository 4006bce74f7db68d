//! The end of a step: what came is put where it belongs, and the plan knows how it went.
//!
//! Only an answer that its model said was finished makes a section written. What an endpoint failed of can
//! be had later, so the plan waits; what a model failed of is asked once more and then marked.

use super::{
    Part, Pause, Plan, StepState, TRIES, ended, place, section_of,
    settle::{Asked, Extra, Settled, says_nothing, settle},
    sketch::outlined,
};
use crate::domain::{
    design::{
        change::{Change, Document},
        outline::Recognizer,
        section::{Origin, sections},
    },
    locale::Locale,
    run::{Phase, RunError, Shortfall},
    wire::ProviderErrorKind,
};

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The model said that it was finished.
    Whole,
    /// It can be gone on with later.
    Broken(Pause),
    /// The model will not bring it to an end.
    Useless,
}

impl How {
    /// How the run of a step ended, for the plan: what an endpoint failed of, or what a model did.
    #[must_use]
    pub fn of(phase: &Phase) -> Self {
        match phase {
            Phase::Done => Self::Whole,
            Phase::Stopped => Self::Broken(Pause::Stopped),
            Phase::Incomplete(Shortfall::Cut { .. } | Shortfall::Silent) => {
                Self::Broken(Pause::Endpoint)
            }
            Phase::Incomplete(_)
            | Phase::Failed(RunError::Empty { .. } | RunError::Refused | RunError::Filtered) => {
                Self::Useless
            }
            Phase::Failed(RunError::Provider(error))
                if error.kind == ProviderErrorKind::ContextExceeded =>
            {
                Self::Useless
            }
            _ => Self::Broken(Pause::Endpoint),
        }
    }
}

/// An answer that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// How it ended.
    pub how: How,
    /// The whole answer, of one that goes beside the document.
    pub aside: String,
    /// The model, and the time.
    pub origin: Origin,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

impl Plan {
    /// Takes the end of what was being written; gives the document with it.
    #[must_use]
    pub fn end(&mut self, document: &Document, end: &End, locale: Locale) -> Document {
        let Some(part) = self.current() else {
            return document.clone();
        };
        if let Some(step) = self.step_mut(part) {
            step.model.clone_from(&end.origin.by);
            step.at = end.origin.at;
            step.took_ms = step.took_ms.saturating_add(end.took_ms);
        }
        if let How::Broken(pause) = end.how {
            return self.interrupted(part, document, end, pause);
        }
        match part {
            Part::Outline => self.outlined(document, end, locale),
            Part::Section(index) => self.written(index, document, end),
        }
    }

    /// What came stays where it is, to be gone on with.
    fn interrupted(
        &mut self,
        part: Part,
        document: &Document,
        end: &End,
        pause: Pause,
    ) -> Document {
        self.pause = Some(pause);
        if let Some(step) = self.step_mut(part) {
            if step.from.is_none() {
                end.aside.clone_into(&mut step.so_far);
            }
            // Nothing came: it waits as before, and leaves no trace.
            let is_blank = |text: &str| text.trim().is_empty();
            let came = match step.from {
                Some(from) => document
                    .text
                    .get(from..)
                    .is_some_and(|text| !is_blank(text)),
                None => !is_blank(&step.so_far),
            };
            if !came {
                step.state = StepState::Waiting;
                step.from = None;
                step.so_far.clear();
            }
        }
        document.clone()
    }

    fn outlined(&mut self, document: &Document, end: &End, locale: Locale) -> Document {
        let deliverables = self.deliverables();
        let recognizer = Recognizer::new(&deliverables);
        let found = outlined(&end.aside, &recognizer, deliverables.len());
        let is_useful = !found.sketch.is_empty() || !found.extras.is_empty();
        // The outline is kept as it came: reading it is not storing it.
        self.outline.leave_out(&end.aside);
        self.outline.so_far.clear();
        self.mark(Part::Outline, is_useful, end.how);
        if is_useful {
            let title = std::mem::take(&mut self.sketch.title);
            self.sketch = found.sketch;
            if self.sketch.title.is_empty() {
                self.sketch.title = title;
            }
            for (step, heading) in self.steps.iter_mut().zip(found.headings) {
                if let (StepState::Waiting, Some(heading)) = (step.state, heading) {
                    step.heading = heading;
                }
            }
        }
        let mut document = document.clone();
        if document.text.trim().is_empty() && !self.sketch.title.is_empty() {
            document = Document::of(self.sketch.opening(locale), &end.origin);
        }
        self.with_extras(document, found.extras, Part::Outline, &end.origin)
    }

    fn written(&mut self, index: usize, document: &Document, end: &End) -> Document {
        let part = Part::Section(index);
        let deliverables = self.deliverables();
        let recognizer = Recognizer::new(&deliverables);
        let from = self.steps[index].from.take();
        let (head, answer) = match from.and_then(|from| document.text.split_at_checked(from)) {
            Some((head, answer)) => (Some(head), answer),
            None => (None, end.aside.as_str()),
        };
        let settled = if says_nothing(answer) {
            let left_out = answer.trim().to_owned();
            Settled {
                left_out,
                ..Settled::default()
            }
        } else {
            let asked = Asked {
                recognizer: &recognizer,
                index,
                heading: &self.steps[index].heading,
                title: &self.sketch.title,
            };
            settle(answer, &asked)
        };
        self.steps[index].so_far.clear();
        self.steps[index].leave_out(&settled.left_out);
        let section = settled.section.as_deref();
        let (document, is_there) = match head {
            Some(head) => (appended(document, head, section, end), section.is_some()),
            None => self.put(index, document, section, &recognizer, end),
        };
        self.mark(part, is_there, end.how);
        self.with_extras(document, settled.extras, part, &end.origin)
    }

    /// Puts a section that was written beside the document to its place; whether it is there.
    fn put(
        &mut self,
        index: usize,
        document: &Document,
        section: Option<&str>,
        recognizer: &Recognizer<'_>,
        end: &End,
    ) -> (Document, bool) {
        let Some(section) = section else {
            return (document.clone(), false);
        };
        let at = section_of(&document.text, index, recognizer);
        let is_again = self.steps[index].is_again;
        let text = section.to_owned();
        let change = match at {
            Some(at) if is_again => sections(&document.text).get(at).map(|old| Change::Rewrite {
                at,
                base: old.digest(),
                text,
            }),
            // It came there in the meantime, by another hand.
            Some(_) => None,
            None => Some(Change::Insert {
                at: place(&document.text, index, recognizer),
                text,
            }),
        };
        match change.map(|change| document.changed(&change, &end.origin)) {
            Some(Ok(changed)) => (changed, true),
            _ => {
                self.steps[index].leave_out(section);
                (document.clone(), at.is_some())
            }
        }
    }

    /// Notes how a step went.
    fn mark(&mut self, part: Part, is_there: bool, how: How) {
        let Some(step) = self.step_mut(part) else {
            return;
        };
        step.state = match (is_there, how) {
            (true, How::Whole) => StepState::Written,
            (true, _) => StepState::Partial,
            (false, _) => {
                step.tries = step.tries.saturating_add(1);
                match step.tries < TRIES {
                    true => StepState::Waiting,
                    false => StepState::Failed,
                }
            }
        };
        if is_there || step.state == StepState::Failed {
            step.is_again = false;
        }
    }

    /// Sections that nobody asked for: those of missing deliverables are taken, the others kept beside.
    fn with_extras(
        &mut self,
        document: Document,
        extras: Vec<Extra>,
        asked: Part,
        origin: &Origin,
    ) -> Document {
        let deliverables = self.deliverables();
        let recognizer = Recognizer::new(&deliverables);
        let mut document = document;
        for extra in extras {
            let missing: Vec<usize> = (extra.deliverables.iter().copied())
                .filter(|index| {
                    let step = self.steps.get(*index);
                    step.is_some_and(|step| {
                        matches!(step.state, StepState::Waiting | StepState::Failed)
                            && !step.is_again
                    })
                })
                .filter(|index| section_of(&document.text, *index, &recognizer).is_none())
                .collect();
            let changed = missing.first().and_then(|first| {
                let change = Change::Insert {
                    at: place(&document.text, *first, &recognizer),
                    text: extra.text.clone(),
                };
                document.changed(&change, origin).ok()
            });
            match changed {
                Some(changed) => {
                    document = changed;
                    for index in missing {
                        let step = &mut self.steps[index];
                        step.state = StepState::Written;
                        step.model.clone_from(&origin.by);
                        step.at = origin.at;
                    }
                }
                None => {
                    if let Some(step) = self.step_mut(asked) {
                        step.leave_out(&extra.text);
                    }
                }
            }
        }
        document
    }
}

/// The document whose end was being written, with a section there instead, or nothing.
fn appended(document: &Document, head: &str, section: Option<&str>, end: &End) -> Document {
    let text = match section {
        Some(section) => format!("{head}{section}\n"),
        None => ended(head),
    };
    Document {
        text,
        notes: document.notes.clone(),
    }
    .caught_up(&end.origin)
}
