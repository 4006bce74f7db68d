//! A design that is written step by step: an outline, then each deliverable in a request of its own.
//!
//! Events in, decisions out: [`Plan::begin`] says what to ask next and where its answer goes,
//! [`Plan::end`] takes what came, and the plan as stored says at any moment where the work stands. Laws
//! (proved in `plan/law_tests.rs`): no section is written twice unless somebody asks for it again; text that is
//! finished keeps its bytes; locked sections keep theirs; what a model wrote is in the document or kept
//! beside it. This file must not send anything or read the clock.

mod catalogue;
mod clean;
pub mod digest;
pub mod end;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod law_tests;
pub mod prompt;
pub mod settle;
pub mod sketch;
pub mod step;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use super::design::{
    change::Document,
    outline::{Recognizer, without_detail},
    section::{closing_line, prose_lines, sections},
};

pub use end::{End, How};
pub use sketch::Sketch;
pub use step::{Pause, Step, StepState};

/// How often a step is asked when the answer is of no use.
pub const TRIES: u8 = 2;

/// What is written by one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The outline.
    Outline,
    /// The section of the deliverable at this place.
    Section(usize),
}

/// Where the text of an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// To the end of the document, as it comes.
    End,
    /// Beside it, until it is complete.
    Aside,
}

/// What to ask next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// What is written.
    pub part: Part,
    /// Where the text goes.
    pub ground: Ground,
    /// The document that the answer begins in.
    pub text: String,
    /// What is there of the answer already.
    pub so_far: String,
}

/// The plan of a design.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What all sections are written by.
    pub sketch: Sketch,
    /// The step that writes the outline.
    pub outline: Step,
    /// A step for each deliverable, in the persona's order.
    pub steps: Vec<Step>,
    /// Why the plan does not go on by itself; nothing while it does, and when it is over.
    pub pause: Option<Pause>,
}

impl Plan {
    /// The plan of a design that has this text. What is there is not written again; an outline is asked for
    /// only when there is nothing yet.
    #[must_use]
    pub fn of(deliverables: &[String], text: &str) -> Self {
        let recognizer = Recognizer::new(deliverables);
        let present = present(text, &recognizer);
        let steps = deliverables.iter().enumerate().map(|(index, deliverable)| {
            let state = match present.contains(&index) {
                true => StepState::Skipped,
                false => StepState::Waiting,
            };
            Step {
                deliverable: deliverable.clone(),
                heading: short_title(deliverable, index, &recognizer),
                state,
                ..Step::default()
            }
        });
        let is_begun = !text.trim().is_empty();
        Self {
            sketch: Sketch {
                title: super::design::document_title(text).unwrap_or_default(),
                lines: vec![String::new(); deliverables.len()],
                ..Sketch::default()
            },
            outline: Step {
                state: if is_begun {
                    StepState::Skipped
                } else {
                    StepState::Waiting
                },
                ..Step::default()
            },
            steps: steps.collect(),
            pause: None,
        }
    }

    /// The same plan for those who want these deliverables only; nothing means all of them.
    #[must_use]
    pub fn wanting(mut self, wanted: &[String]) -> Self {
        for step in &mut self.steps {
            if !wanted.is_empty() && !wanted.contains(&step.deliverable) {
                step.state = StepState::Skipped;
            }
        }
        self
    }

    /// The deliverables, as the persona words them.
    #[must_use]
    pub fn deliverables(&self) -> Vec<String> {
        let steps = self.steps.iter();
        steps.map(|step| step.deliverable.clone()).collect()
    }

    /// The step that writes a part.
    #[must_use]
    pub fn step(&self, part: Part) -> Option<&Step> {
        match part {
            Part::Outline => Some(&self.outline),
            Part::Section(index) => self.steps.get(index),
        }
    }

    /// The same, to be changed.
    pub fn step_mut(&mut self, part: Part) -> Option<&mut Step> {
        match part {
            Part::Outline => Some(&mut self.outline),
            Part::Section(index) => self.steps.get_mut(index),
        }
    }

    /// All parts, in their order.
    pub fn parts(&self) -> impl Iterator<Item = Part> + use<> {
        std::iter::once(Part::Outline).chain((0..self.steps.len()).map(Part::Section))
    }

    /// What is being written, or was when the work stopped.
    #[must_use]
    pub fn current(&self) -> Option<Part> {
        self.first(StepState::Writing)
    }

    /// What comes next: what was begun, then what waits.
    #[must_use]
    pub fn next(&self) -> Option<Part> {
        self.current().or_else(|| self.first(StepState::Waiting))
    }

    /// Whether nothing is left to be asked.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.next().is_none()
    }

    /// Whether everything that was wanted is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let there = |step: &Step| matches!(step.state, StepState::Written | StepState::Skipped);
        self.steps.iter().all(there)
    }

    fn first(&self, state: StepState) -> Option<Part> {
        let is = |part: &Part| self.step(*part).is_some_and(|step| step.state == state);
        self.parts().find(is)
    }

    /// Begins what comes next, or goes on with it. Nothing when the plan is over, or when what the document
    /// ends with is locked and open.
    ///
    /// # Errors
    /// When the last section leaves a fence open and is locked: nothing can be written after it.
    pub fn begin(&mut self, document: &Document) -> Result<Option<Beginning>, LockedOpen> {
        let Some(part) = self.next() else {
            self.pause = None;
            return Ok(None);
        };
        let mut beginning = Beginning {
            part,
            ground: Ground::Aside,
            text: document.text.clone(),
            so_far: String::new(),
        };
        let deliverables = self.deliverables();
        let at_end = match part {
            Part::Outline => false,
            Part::Section(index) => is_last(&document.text, index, &Recognizer::new(&deliverables)),
        };
        let title = self.sketch.title.clone();
        let Some(step) = self.step_mut(part) else {
            return Ok(None);
        };
        match step.from.and_then(|from| document.text.get(from..)) {
            Some(so_far) => {
                beginning.ground = Ground::End;
                so_far.clone_into(&mut beginning.so_far);
            }
            None if at_end && step.so_far.is_empty() => {
                beginning.ground = Ground::End;
                beginning.text = room_at_the_end(document, &title)?;
                step.from = Some(beginning.text.len());
            }
            None => {
                step.from = None;
                step.so_far.clone_into(&mut beginning.so_far);
            }
        }
        step.state = StepState::Writing;
        self.pause = None;
        Ok(Some(beginning))
    }

    /// The document was changed by somebody while a section is written at its end, or was left unfinished
    /// there: the place where it begins moves along. Whoever changed the section itself has taken it over.
    pub fn moved(&mut self, old: &str, new: &str) {
        for step in &mut self.steps {
            let Some(from) = step.from else { continue };
            let tail = old.get(from..).unwrap_or_default();
            match new.strip_suffix(tail) {
                Some(head) if old.is_char_boundary(from) && closing_line(head).is_none() => {
                    step.from = Some(head.len());
                }
                _ => {
                    step.from = None;
                    step.state = StepState::Written;
                }
            }
        }
    }

    /// What came beside the document before the page was closed.
    pub fn recover(&mut self, logged: &str) {
        if let Some(step) = self.current().and_then(|part| self.step_mut(part))
            && step.from.is_none()
            && step.so_far.len() < logged.len()
        {
            logged.clone_into(&mut step.so_far);
        }
        self.stop(Pause::Closed);
    }

    /// What is missing from a document is wanted once more, whatever became of it before.
    pub fn want_missing(&mut self, text: &str) {
        let deliverables = self.deliverables();
        let present = present(text, &Recognizer::new(&deliverables));
        for (index, step) in self.steps.iter_mut().enumerate() {
            let is_through = !matches!(step.state, StepState::Waiting | StepState::Writing);
            if is_through && !present.contains(&index) {
                step.state = StepState::Waiting;
                step.tries = 0;
            }
        }
    }

    /// What no model brought to its end is wanted once more.
    pub fn want_failed(&mut self) {
        for step in &mut self.steps {
            if matches!(step.state, StepState::Failed | StepState::Partial) {
                step.is_again = step.state == StepState::Partial;
                step.state = StepState::Waiting;
                step.tries = 0;
            }
        }
    }

    /// Whether a document lacks something that can be written.
    #[must_use]
    pub fn is_missing(deliverables: &[String], text: &str) -> bool {
        let present = present(text, &Recognizer::new(deliverables));
        (0..deliverables.len()).any(|index| !present.contains(&index))
    }

    /// The work stops here until somebody asks for more.
    pub fn stop(&mut self, why: Pause) {
        if !self.is_over() {
            self.pause = Some(why);
        }
    }

    /// A part is wanted once more: whatever is there of it, it is asked for again.
    ///
    /// What an unfinished answer had brought is kept beside the document; gives the document without it.
    pub fn retry(&mut self, part: Part, text: &str) -> String {
        let rest = self.withdraw(part, text);
        if let Some(step) = self.step_mut(part) {
            step.state = StepState::Waiting;
            step.tries = 0;
            step.is_again = true;
        }
        rest
    }

    /// A part is not wanted, or not any more. What is there of it stays.
    pub fn skip(&mut self, part: Part) {
        if let Some(step) = self.step_mut(part) {
            step.from = None;
            let so_far = std::mem::take(&mut step.so_far);
            step.leave_out(&so_far);
            step.state = StepState::Skipped;
        }
        if self.is_over() {
            self.pause = None;
        }
    }

    /// Whether a part's section is locked, so that it cannot be written again.
    #[must_use]
    pub fn is_locked(&self, part: Part, document: &Document) -> bool {
        let Part::Section(index) = part else {
            return false;
        };
        let deliverables = self.deliverables();
        section_of(&document.text, index, &Recognizer::new(&deliverables))
            .is_some_and(|at| document.is_locked(at))
    }

    /// What has come into the document without the plan is not written any more.
    pub fn look_again(&mut self, text: &str) {
        let deliverables = self.deliverables();
        let recognizer = Recognizer::new(&deliverables);
        let named: Vec<Vec<usize>> = sections(text)
            .iter()
            .filter(|section| !section.is_opening)
            .map(|section| recognizer.named_by(section.title))
            .collect();
        for (index, step) in self.steps.iter_mut().enumerate() {
            let waits = step.state == StepState::Waiting && !step.is_again;
            if waits && named.iter().any(|named| *named == [index]) {
                step.state = StepState::Skipped;
            }
        }
    }

    /// Takes an unfinished section out of the document and keeps it beside.
    fn withdraw(&mut self, part: Part, text: &str) -> String {
        let Some(step) = self.step_mut(part) else {
            return text.to_owned();
        };
        let so_far = std::mem::take(&mut step.so_far);
        step.leave_out(&so_far);
        let from = step.from.take();
        match from.and_then(|from| text.split_at_checked(from)) {
            Some((head, tail)) => {
                step.leave_out(tail);
                ended(head)
            }
            None => text.to_owned(),
        }
    }

    /// The outline as requests carry it, the names first.
    fn outline_text(&self) -> String {
        let mut text = String::new();
        for line in std::iter::once(&self.sketch.title).chain(&self.sketch.names) {
            if !line.is_empty() {
                text.push_str(line);
                text.push('\n');
            }
        }
        for (step, line) in self.steps.iter().zip(&self.sketch.lines) {
            if !line.is_empty() {
                text.push_str(&format!("- {}: {line}\n", step.heading));
            }
        }
        for entry in &self.sketch.assumptions {
            text.push_str(&format!("- {entry}\n"));
        }
        text.push_str(&self.sketch.summary);
        text
    }
}

/// The document ends in a fence that is open and may not be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the last section is locked and leaves a fence open")]
pub struct LockedOpen;

/// The deliverables that headings of a text name, at whatever level.
fn present(text: &str, recognizer: &Recognizer<'_>) -> Vec<usize> {
    let headings = prose_lines(text).filter_map(|(_, line)| {
        let title = line.trim_start_matches('#');
        let level = line.len() - title.len();
        (level >= 2 && title.starts_with(' ')).then(|| title.trim())
    });
    headings
        .flat_map(|title| recognizer.named_by(title))
        .collect()
}

/// A document that a section can be appended to. One that nobody began has a title at least.
fn room_at_the_end(document: &Document, title: &str) -> Result<String, LockedOpen> {
    let text = document.text.trim_end();
    if text.is_empty() && title.is_empty() {
        return Ok(String::new());
    }
    if text.is_empty() {
        return Ok(format!("# {title}\n\n"));
    }
    let closing = closing_line(text);
    let last = sections(text).len().saturating_sub(1);
    match closing {
        Some(_) if document.is_locked(last) => Err(LockedOpen),
        Some(line) => Ok(format!("{text}\n{line}\n\n")),
        None => Ok(format!("{text}\n\n")),
    }
}

fn ended(text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() {
        String::new()
    } else {
        format!("{text}\n")
    }
}

/// The place among the sections where a deliverable's belongs.
fn place(text: &str, index: usize, recognizer: &Recognizer<'_>) -> usize {
    let first = |title: &str| recognizer.named_by(title).first().copied();
    let found = sections(text);
    let of: Vec<Option<usize>> = found
        .iter()
        .map(|section| {
            if section.is_opening {
                None
            } else {
                first(section.title)
            }
        })
        .collect();
    let before = of.iter().rposition(|of| of.is_some_and(|of| of <= index));
    let after = || of.iter().position(|of| of.is_some_and(|of| of > index));
    match before {
        Some(at) => at + 1,
        None => after().unwrap_or(found.len()),
    }
}

/// The section that is a deliverable's and no other's.
fn section_of(text: &str, index: usize, recognizer: &Recognizer<'_>) -> Option<usize> {
    sections(text)
        .iter()
        .position(|section| !section.is_opening && recognizer.named_by(section.title) == [index])
}

fn is_last(text: &str, index: usize, recognizer: &Recognizer<'_>) -> bool {
    section_of(text, index, recognizer).is_none()
        && place(text, index, recognizer) == sections(text).len()
}

/// What a deliverable's section is called until an outline says better: the deliverable without its details,
/// as short as it can be told from the others.
fn short_title(deliverable: &str, index: usize, recognizer: &Recognizer<'_>) -> String {
    let whole = without_detail(deliverable.trim());
    let cuts = [" with ", " showing ", " for ", " considered"];
    let shorter = cuts.iter().filter_map(|word| whole.find(word)).min();
    let candidates = [
        whole.rsplit_once('的').map(|(_, title)| title),
        shorter.map(|at| &whole[..at]),
    ];
    let mut candidates = candidates.into_iter().flatten();
    let is_its_own = |title: &&str| recognizer.named_by(title) == [index];
    candidates.find(is_its_own).unwrap_or(whole).to_owned()
}

/// The transcripts of real models, for tests.
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
fn transcripts() -> [&'static str; 5] {
    [
        include_str!("../../tests/fixtures/transcripts/a1.md"),
        include_str!("../../tests/fixtures/transcripts/b1.md"),
        include_str!("../../tests/fixtures/transcripts/c1.md"),
        include_str!("../../tests/fixtures/transcripts/d1.md"),
        include_str!("../../tests/fixtures/transcripts/d2.md"),
    ]
}
