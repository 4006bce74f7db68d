//! The renderer's side of the messages: asks in, answers out. It must not know how they travel.

use std::{collections::HashSet, rc::Rc};

use super::{
    diagram,
    document::{Document, Setting},
    fence::Pace,
    markdown::Surface,
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
mod tests {
    use super::*;
    use crate::domain::design::{Design, outline::DeliverableState, tests::sample};

    fn patch(answer: Answer) -> (Patch, Option<Outline>) {
        match answer {
            Answer::Patch { patch, outline, .. } => (patch, outline),
            other => panic!("{other:?}"),
        }
    }

    fn product(job: Job) -> Product {
        let ask = Ask::Do { request: 7, job };
        match respond(&mut Sessions::default(), ask) {
            Answer::Done {
                request: 7,
                product,
            } => product,
            other => panic!("{other:?}"),
        }
    }

    fn show(view: ViewId, text: &str) -> Ask {
        Ask::Show {
            view,
            locale: Locale::En,
            persona: Locale::En,
            deliverables: None,
            text: text.into(),
            streaming: true,
            prefix: String::new(),
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
        let draw = Ask::Draw {
            view: 1,
            figure: shown.due[0],
        };
        let (drawn, _) = patch(respond(&mut sessions, draw));
        let html = drawn.updates[0].1.as_str();
        assert!(html.contains("id=\"f-0-1-op-200\"") && !html.contains("curl"));
        let open = |element: &str| Ask::Open {
            view: 1,
            element: element.into(),
        };
        let opened = respond(&mut sessions, open("f-0-1-op-200"));
        let Answer::Opened { element, html, .. } = opened else {
            panic!("an operation is drawn");
        };
        assert_eq!(element, "f-0-1-op-200");
        assert!(html.as_str().contains("curl") && html.as_str().contains("/p199"));
        let nothing = respond(&mut sessions, open("f-0-1-op-201"));
        assert_eq!(nothing, Answer::Nothing);
    }

    #[test]
    fn unknown_views_get_no_answer_and_old_views_are_dropped() {
        let mut sessions = Sessions::default();
        assert_eq!(
            respond(&mut sessions, Ask::Finish { view: 9 }),
            Answer::Nothing
        );
        for view in 0..5 {
            respond(&mut sessions, show(view, "a"));
        }
        assert_eq!(
            respond(&mut sessions, Ask::Finish { view: 0 }),
            Answer::Nothing
        );
        assert_ne!(
            respond(&mut sessions, Ask::Finish { view: 4 }),
            Answer::Nothing
        );
    }

    #[test]
    fn two_documents_in_one_page_share_no_id() {
        let text = "# A\n\nSee [this](#a) and[^1].\n\n## B\n\n```mermaid\ngraph LR\nA-->B\n```\n\n\
            ```yaml\nopenapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {responses: {'200': {description: ok}}}\n```\n\n\
            [^1]: Note.\n";
        let mut sessions = Sessions::default();
        let mut shown = |view: ViewId, prefix: &str| {
            let ask = match show(view, text) {
                Ask::Show {
                    view,
                    locale,
                    persona,
                    deliverables,
                    text,
                    ..
                } => Ask::Show {
                    view,
                    locale,
                    persona,
                    deliverables,
                    text,
                    streaming: false,
                    prefix: prefix.into(),
                },
                other => other,
            };
            let (mut all, _) = patch(respond(&mut sessions, ask));
            for figure in all.due.clone() {
                let (drawn, _) = patch(respond(&mut sessions, Ask::Draw { view, figure }));
                for (at, html) in drawn.updates {
                    all.blocks[at].html = html;
                }
            }
            let sections: Vec<_> = all
                .blocks
                .iter()
                .map(|block| block.section.clone())
                .collect();
            let html: String = all.blocks.iter().map(|block| block.html.as_str()).collect();
            let blocks = all.blocks.iter().map(|block| block.id.clone());
            let ids = html
                .split(" id=\"")
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap_or("").to_owned());
            let ids: HashSet<String> = blocks.chain(ids).collect();
            let links: Vec<String> = html
                .split("href=\"#")
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap_or("").to_owned())
                .collect();
            (ids, links, sections)
        };
        let (own, links, sections) = shown(1, "");
        let (other, other_links, other_sections) = shown(2, "V2-");
        assert!(own.len() > 12 && own.is_disjoint(&other), "{own:?}");
        assert_eq!(
            own.iter()
                .map(|id| format!("V2-{id}"))
                .collect::<HashSet<_>>(),
            other
        );
        // Sections keep their names, and links lead to what is there.
        assert_eq!(sections, other_sections);
        for (ids, links) in [(own, links), (other, other_links)] {
            assert!(links.len() >= 4);
            assert!(
                links.iter().all(|link| ids.contains(link)),
                "{links:?} {ids:?}"
            );
        }
    }

    #[test]
    fn a_view_that_was_left_is_not_held() {
        let mut sessions = Sessions::default();
        respond(&mut sessions, show(1, "a"));
        assert_eq!(
            respond(&mut sessions, Ask::Leave { view: 1 }),
            Answer::Nothing
        );
        assert_eq!(
            respond(&mut sessions, Ask::Finish { view: 1 }),
            Answer::Nothing
        );
    }

    #[test]
    fn due_figures_are_drawn_one_by_one_and_avoided_ones_never() {
        let text = "```mermaid\ngraph LR\nA-->B\n```\n\n```mermaid\npie\n\"a\": 1\n```\n";
        let mut sessions = Sessions::default();
        let (shown, _) = patch(respond(&mut sessions, show(1, text)));
        assert_eq!(shown.due.len(), 2);
        assert!(!shown.blocks[0].html.as_str().contains("<svg"));
        for (at, figure) in shown.due.iter().enumerate() {
            let ask = Ask::Draw {
                view: 1,
                figure: *figure,
            };
            let (drawn, _) = patch(respond(&mut sessions, ask));
            assert_eq!(drawn.updates.len(), 1);
            assert_eq!(drawn.updates[0].0, at);
            assert!(drawn.updates[0].1.as_str().contains("<svg"));
        }
        let mut sessions = Sessions::default();
        let figures = shown.due.clone();
        let avoid = Ask::Avoid { figures };
        assert_eq!(respond(&mut sessions, avoid), Answer::Nothing);
        let (shown, _) = patch(respond(&mut sessions, show(2, text)));
        assert!(shown.due.is_empty());
        let codes: Vec<_> = shown
            .problems
            .into_iter()
            .flatten()
            .map(|it| it.code)
            .collect();
        assert_eq!(codes, ["F101", "F101"]);
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
    fn the_outline_is_of_what_the_persona_delivers() {
        let ask = Ask::Show {
            view: 1,
            locale: Locale::En,
            persona: Locale::En,
            deliverables: Some(vec!["Lineage map".into(), "Retention plan".into()]),
            text: "# Orders\n\n## Retention plan\n\nWords.\n".into(),
            streaming: false,
            prefix: String::new(),
        };
        let (_, outline) = patch(respond(&mut Sessions::default(), ask));
        let states: Vec<_> = outline
            .unwrap()
            .deliverables
            .into_iter()
            .map(|deliverable| deliverable.state)
            .collect();
        assert_eq!(
            states,
            [DeliverableState::Missing, DeliverableState::Present]
        );
    }

    #[test]
    fn a_packed_design_is_unpacked_and_a_page_is_read_again() {
        let design = Stored::of(&Design {
            runs: Vec::new(),
            notes: Vec::new(),
            head: None,
            proposal: None,
            conversation: Vec::new(),
            plan: None,
            ..sample()
        });
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
