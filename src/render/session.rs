//! The renderer's side of the messages: asks in, answers out. It must not know how they travel.

use super::{document::Document, page::page};
use crate::domain::preview::{Answer, Ask, ViewId};

/// How many documents are held. The page shows one or, comparing, two; the oldest is dropped.
const MOST_DOCUMENTS: usize = 4;

/// The documents that are shown.
#[derive(Default)]
pub struct Sessions {
    /// The one shown last is at the end.
    documents: Vec<(ViewId, Document)>,
}

impl Sessions {
    fn find(&mut self, view: ViewId) -> Option<&mut Document> {
        let mut documents = self.documents.iter_mut();
        documents.find_map(|(id, document)| (*id == view).then_some(document))
    }

    fn take(&mut self, view: ViewId) -> Option<Document> {
        let at = self.documents.iter().position(|(id, _)| *id == view)?;
        Some(self.documents.remove(at).1)
    }

    fn put(&mut self, view: ViewId, document: Document) {
        self.documents.push((view, document));
        if self.documents.len() > MOST_DOCUMENTS {
            self.documents.remove(0);
        }
    }
}

/// Answers one ask. A view that is not shown (it was left, or the worker was started anew) gets no
/// answer; the page shows it again.
pub fn respond(sessions: &mut Sessions, ask: Ask) -> Vec<Answer> {
    let (view, patch) = match ask {
        Ask::Show {
            view,
            locale,
            text,
            streaming,
        } => {
            // The same view shown again is an edit: what did not change is not drawn again.
            let mut document = match sessions.take(view) {
                Some(document) if document.locale() == locale => document,
                _ => Document::new(locale, streaming),
            };
            document.replace(&text, streaming);
            let patch = document.whole();
            sessions.put(view, document);
            (view, patch)
        }
        Ask::Append { view, text } => match sessions.find(view) {
            Some(document) => (view, document.append(&text)),
            None => return Vec::new(),
        },
        Ask::Finish { view } => match sessions.find(view) {
            Some(document) => (view, document.finish()),
            None => return Vec::new(),
        },
        Ask::Page {
            request,
            page: asked,
        } => {
            return vec![Answer::Page {
                request,
                html: page(&asked),
            }];
        }
    };
    vec![Answer::Patch { view, patch }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{locale::Locale, preview::Patch};

    fn patch(answers: Vec<Answer>) -> Patch {
        match answers.into_iter().next() {
            Some(Answer::Patch { patch, .. }) => patch,
            other => panic!("{other:?}"),
        }
    }

    fn show(view: ViewId, text: &str) -> Ask {
        Ask::Show {
            view,
            locale: Locale::En,
            text: text.into(),
            streaming: true,
        }
    }

    #[test]
    fn a_view_is_shown_grown_and_finished() {
        let mut sessions = Sessions::default();
        let shown = patch(respond(&mut sessions, show(1, "# A\n")));
        assert_eq!((shown.keep, shown.blocks.len()), (0, 1));
        assert!(shown.outline.is_some() && shown.problems.is_some() && shown.contents.is_some());
        let ask = Ask::Append {
            view: 1,
            text: "\n```\nx".into(),
        };
        let grown = patch(respond(&mut sessions, ask));
        assert_eq!((grown.keep, grown.blocks.len()), (1, 1));
        assert_eq!(grown.outline, None);
        let finished = patch(respond(&mut sessions, Ask::Finish { view: 1 }));
        assert_eq!(finished.problems.map(|problems| problems.len()), Some(1));
    }

    #[test]
    fn unknown_views_get_no_answer_and_old_views_are_dropped() {
        let mut sessions = Sessions::default();
        assert!(respond(&mut sessions, Ask::Finish { view: 9 }).is_empty());
        for view in 0..5 {
            respond(&mut sessions, show(view, "a"));
        }
        assert!(respond(&mut sessions, Ask::Finish { view: 0 }).is_empty());
        assert_eq!(respond(&mut sessions, Ask::Finish { view: 4 }).len(), 1);
    }
}
