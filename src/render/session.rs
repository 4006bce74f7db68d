//! The renderer's side of the messages: asks in, answers out. It must not know how they travel.

use std::{collections::HashSet, rc::Rc};

use super::{
    contract, diagram,
    document::{Document, Setting},
    fence::Pace,
    markdown::{self, Surface},
    page::page,
};
use crate::domain::{
    archive::Stored,
    design::outline::{Outline, outline},
    locale::Locale,
    persona::Persona,
    preview::{Answer, Ask, FigureKey, Job, Patch, Product, ViewId},
    share::{self, ShareError},
};

/// How many documents are held. The page shows one or, comparing, two; the oldest is dropped.
const MOST_DOCUMENTS: usize = 4;

/// The documents that are shown.
#[derive(Default)]
pub struct Sessions {
    /// The one shown last is at the end.
    views: Vec<View>,
    /// Figures that an earlier worker did not survive.
    avoided: Rc<HashSet<FigureKey>>,
}

/// A shown document and the outline that the page has of it.
struct View {
    id: ViewId,
    document: Document,
    deliverables: Vec<String>,
    streaming: bool,
    outline: Outline,
}

impl View {
    /// The answer that brings the page a change, with the outline if that changed too.
    fn answer(&mut self, patch: Patch) -> Answer {
        let concerned = patch.headings.is_some() || patch.contents.is_some();
        Answer::Patch {
            view: self.id,
            patch,
            outline: concerned.then(|| self.fresh_outline()).flatten(),
        }
    }

    /// The outline, if it differs from the one that the page has.
    fn fresh_outline(&mut self) -> Option<Outline> {
        let now = outline(
            &self.deliverables,
            &self.document.headings(),
            self.document.contents(),
            self.streaming,
        );
        (now != self.outline).then(|| {
            self.outline.clone_from(&now);
            now
        })
    }
}

impl Sessions {
    fn find(&mut self, id: ViewId) -> Option<&mut View> {
        self.views.iter_mut().find(|view| view.id == id)
    }

    fn take(&mut self, id: ViewId) -> Option<View> {
        let at = self.views.iter().position(|view| view.id == id)?;
        Some(self.views.remove(at))
    }

    fn put(&mut self, view: View) {
        self.views.push(view);
        if self.views.len() > MOST_DOCUMENTS {
            self.views.remove(0);
        }
    }

    fn change(&mut self, id: ViewId, change: impl FnOnce(&mut Document) -> Patch) -> Answer {
        match self.find(id) {
            Some(view) => {
                let patch = change(&mut view.document);
                view.answer(patch)
            }
            None => Answer::Nothing,
        }
    }

    fn open(&mut self, id: ViewId, element: String) -> Answer {
        let opened = self.find(id).and_then(|view| view.document.open(&element));
        opened.map_or(Answer::Nothing, |html| Answer::Opened {
            view: id,
            element,
            html,
        })
    }

    fn finish(&mut self, id: ViewId) -> Answer {
        let Some(view) = self.find(id) else {
            return Answer::Nothing;
        };
        view.streaming = false;
        let patch = view.document.finish();
        // Nothing is being written any more, even if no heading changed.
        let outline = view.fresh_outline();
        Answer::Patch {
            view: id,
            patch,
            outline,
        }
    }

    /// Shows a whole text. The same view shown again is an edit: what did not change is not drawn again.
    fn show(&mut self, shown: Shown) -> Answer {
        let Shown {
            view: id,
            locale,
            persona,
            deliverables,
            text,
            streaming,
            prefix,
        } = shown;
        let mut document = match self.take(id) {
            Some(view) if view.document.locale() == locale => view.document,
            _ => {
                let setting = Setting {
                    locale,
                    surface: Surface::App,
                    pace: Pace::WhenAsked,
                    avoided: Rc::clone(&self.avoided),
                    prefix,
                };
                Document::new(setting, streaming)
            }
        };
        let due = document.replace(&text, streaming).due;
        let patch = Patch {
            due,
            ..document.whole()
        };
        let mut view = View {
            id,
            document,
            deliverables: deliverables.unwrap_or_else(|| Persona::bundled(persona).deliverables),
            streaming,
            // None that a page could have: the first answer always brings one.
            outline: Outline::default(),
        };
        let answer = view.answer(patch);
        self.put(view);
        answer
    }
}

struct Shown {
    view: ViewId,
    locale: Locale,
    persona: Locale,
    deliverables: Option<Vec<String>>,
    text: String,
    streaming: bool,
    prefix: String,
}

/// Answers one ask. About a view that is not held (it was left, or the worker was started anew) there is
/// nothing to say; the page shows it again.
pub fn respond(sessions: &mut Sessions, ask: Ask) -> Answer {
    match ask {
        Ask::Show {
            view,
            locale,
            persona,
            deliverables,
            text,
            streaming,
            prefix,
        } => sessions.show(Shown {
            view,
            locale,
            persona,
            deliverables,
            text,
            streaming,
            prefix,
        }),
        Ask::Leave { view } => {
            sessions.take(view);
            Answer::Nothing
        }
        Ask::Append { view, text } => sessions.change(view, |document| document.append(&text)),
        Ask::Draw { view, figure } => sessions.change(view, |document| document.draw(figure)),
        Ask::Finish { view } => sessions.finish(view),
        Ask::Open { view, element } => sessions.open(view, element),
        Ask::Avoid { figures } => {
            sessions.avoided = Rc::new(figures.into_iter().collect());
            Answer::Nothing
        }
        Ask::Do { request, job } => Answer::Done {
            request,
            product: work(job, &sessions.avoided),
        },
    }
}

fn work(job: Job, avoided: &Rc<HashSet<FigureKey>>) -> Product {
    match job {
        // The page writes the records of its own designs; one that it cannot read has nothing to show.
        Job::Page { locale, design } => {
            let html = design.open().map(|design| page(&design, locale, avoided));
            Product::Text(html.unwrap_or_default())
        }
        Job::Picture { source, look } => {
            Product::Text(diagram::picture(&source, look).unwrap_or_default())
        }
        Job::Compare { texts, second } => {
            let (before, after) = texts.split_at_checked(second).unwrap_or_default();
            let differences =
                contract::differences(&markdown::fences(before), &markdown::fences(after));
            Product::Text(serde_json::to_string(&differences).unwrap_or_default())
        }
        Job::Pack(design) => {
            let payload = design.open().map(|design| share::pack(&design));
            Product::Text(payload.unwrap_or_default())
        }
        Job::Unpack(payload) => {
            let design = share::unpack(&payload);
            Product::Design(design.map(Stored::of_owned))
        }
        Job::Import { text, blank } => {
            let blank = blank.open().map_err(|_| ShareError::Damaged);
            let design = blank.and_then(|blank| share::import(&text, blank));
            Product::Design(design.map(Stored::of_owned))
        }
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
