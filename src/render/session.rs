//! The renderer's side of the messages: asks in, answers out. It must not know how they travel.

use super::{document::Document, page::page};
use crate::domain::{
    archive::Stored,
    design::outline::{Outline, outline},
    locale::Locale,
    persona::Persona,
    preview::{Answer, Ask, Job, Patch, Product, ViewId},
    share::{self, ShareError},
};

/// How many documents are held. The page shows one or, comparing, two; the oldest is dropped.
const MOST_DOCUMENTS: usize = 4;

/// The documents that are shown.
#[derive(Default)]
pub struct Sessions {
    /// The one shown last is at the end.
    views: Vec<View>,
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

    /// Shows a whole text. The same view shown again is an edit: what did not change is not drawn again.
    fn show(&mut self, shown: Shown) -> Answer {
        let Shown {
            view: id,
            locale,
            persona,
            text,
            streaming,
        } = shown;
        let mut document = match self.take(id) {
            Some(view) if view.document.locale() == locale => view.document,
            _ => Document::new(locale, streaming),
        };
        document.replace(&text, streaming);
        let patch = document.whole();
        let mut view = View {
            id,
            document,
            deliverables: Persona::bundled(persona).deliverables,
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
    text: String,
    streaming: bool,
}

/// Answers one ask. A view that is not shown (it was left, or the worker was started anew) gets no
/// answer; the page shows it again.
pub fn respond(sessions: &mut Sessions, ask: Ask) -> Option<Answer> {
    match ask {
        Ask::Show {
            view,
            locale,
            persona,
            text,
            streaming,
        } => Some(sessions.show(Shown {
            view,
            locale,
            persona,
            text,
            streaming,
        })),
        Ask::Append { view, text } => {
            let view = sessions.find(view)?;
            let patch = view.document.append(&text);
            Some(view.answer(patch))
        }
        Ask::Finish { view } => {
            let view = sessions.find(view)?;
            view.streaming = false;
            let patch = view.document.finish();
            // Nothing is being written any more, even if no heading changed.
            let outline = view.fresh_outline();
            Some(Answer::Patch {
                view: view.id,
                patch,
                outline,
            })
        }
        Ask::Open { view, element } => {
            let html = sessions.find(view)?.document.open(&element)?;
            Some(Answer::Opened {
                view,
                element,
                html,
            })
        }
        Ask::Do { request, job } => Some(Answer::Done {
            request,
            product: work(job),
        }),
    }
}

fn work(job: Job) -> Product {
    match job {
        // The page writes the records of its own designs; one that it cannot read has nothing to show.
        Job::Page { locale, design } => {
            let html = design.open().map(|design| page(&design, locale));
            Product::Text(html.unwrap_or_default())
        }
        Job::Pack(design) => {
            let payload = design.open().map(|design| share::pack(&design));
            Product::Text(payload.unwrap_or_default())
        }
        Job::Unpack(payload) => {
            let design = share::unpack(&payload);
            Product::Design(design.map(|design| Stored::of(&design)))
        }
        Job::Import { text, blank } => {
            let blank = blank.open().map_err(|_| ShareError::Damaged);
            let design = blank.and_then(|blank| share::import(&text, blank));
            Product::Design(design.map(|design| Stored::of(&design)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::design::{outline::DeliverableState, tests::sample};

    fn patch(answer: Option<Answer>) -> (Patch, Option<Outline>) {
        match answer {
            Some(Answer::Patch { patch, outline, .. }) => (patch, outline),
            other => panic!("{other:?}"),
        }
    }

    fn product(job: Job) -> Product {
        let ask = Ask::Do { request: 7, job };
        match respond(&mut Sessions::default(), ask) {
            Some(Answer::Done {
                request: 7,
                product,
            }) => product,
            other => panic!("{other:?}"),
        }
    }

    fn show(view: ViewId, text: &str) -> Ask {
        Ask::Show {
            view,
            locale: Locale::En,
            persona: Locale::En,
            text: text.into(),
            streaming: true,
        }
    }

    #[test]
    fn a_view_is_shown_grown_and_finished() {
        let mut sessions = Sessions::default();
        let (shown, _) = patch(respond(&mut sessions, show(1, "# A\n")));
        assert_eq!((shown.keep, shown.blocks.len()), (0, 1));
        assert!(shown.headings.is_some() && shown.problems.is_some() && shown.contents.is_some());
        let ask = Ask::Append {
            view: 1,
            text: "\n```\nx".into(),
        };
        let (grown, outline) = patch(respond(&mut sessions, ask));
        assert_eq!((grown.keep, grown.blocks.len()), (1, 1));
        assert_eq!((grown.headings, outline), (None, None));
        let (finished, _) = patch(respond(&mut sessions, Ask::Finish { view: 1 }));
        assert_eq!(finished.problems.map(|problems| problems.len()), Some(1));
    }

    #[test]
    fn what_is_opened_is_drawn_then() {
        let mut sessions = Sessions::default();
        let paths: Vec<String> = (0..200)
            .map(|at| {
                format!("  /p{at}:\n    get: {{responses: {{'200': {{description: ok}}}}}}\n")
            })
            .collect();
        let text = format!(
            "```yaml\nopenapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{}```\n",
            paths.concat()
        );
        let (shown, _) = patch(respond(&mut sessions, show(1, &text)));
        assert!(!shown.blocks[0].html.as_str().contains("curl"));
        let open = |element: &str| Ask::Open {
            view: 1,
            element: element.into(),
        };
        let Some(Answer::Opened { element, html, .. }) =
            respond(&mut sessions, open("f-0-1-op-200"))
        else {
            panic!("an operation is drawn");
        };
        assert_eq!(element, "f-0-1-op-200");
        assert!(html.as_str().contains("curl") && html.as_str().contains("/p199"));
        assert_eq!(respond(&mut sessions, open("f-0-1-op-201")), None);
    }

    #[test]
    fn unknown_views_get_no_answer_and_old_views_are_dropped() {
        let mut sessions = Sessions::default();
        assert_eq!(respond(&mut sessions, Ask::Finish { view: 9 }), None);
        for view in 0..5 {
            respond(&mut sessions, show(view, "a"));
        }
        assert_eq!(respond(&mut sessions, Ask::Finish { view: 0 }), None);
        assert!(respond(&mut sessions, Ask::Finish { view: 4 }).is_some());
    }

    #[test]
    fn the_outline_follows_headings_and_the_end() {
        let mut sessions = Sessions::default();
        let state = |outline: Option<Outline>| outline.map(|outline| outline.deliverables[0].state);
        let (_, empty) = patch(respond(&mut sessions, show(1, "")));
        assert_eq!(state(empty), Some(DeliverableState::Missing));
        let text = "## Service boundaries\n".to_owned();
        let (_, grown) = patch(respond(&mut sessions, Ask::Append { view: 1, text }));
        assert_eq!(state(grown), Some(DeliverableState::Writing));
        let text = "\nWords.\n".to_owned();
        let (_, same) = patch(respond(&mut sessions, Ask::Append { view: 1, text }));
        assert_eq!(state(same), None);
        let (_, ended) = patch(respond(&mut sessions, Ask::Finish { view: 1 }));
        assert_eq!(state(ended), Some(DeliverableState::Present));
    }

    #[test]
    fn a_packed_design_is_unpacked_and_a_page_is_read_again() {
        let design = Stored::of(&sample());
        let Product::Text(payload) = product(Job::Pack(design.clone())) else {
            panic!("a payload is text");
        };
        let back = Product::Design(Ok(design.clone()));
        assert_eq!(product(Job::Unpack(payload)), back);
        let locale = Locale::En;
        let job = Job::Page {
            locale,
            design: design.clone(),
        };
        let Product::Text(text) = product(job) else {
            panic!("a page is text");
        };
        let blank = design;
        assert_eq!(product(Job::Import { text, blank }), back);
        let broken = Product::Design(Err(ShareError::Damaged));
        assert_eq!(product(Job::Unpack("x".into())), broken);
    }
}
