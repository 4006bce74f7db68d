//! The records of a design: its decisions, and what is handed over to colleagues. It travels with the later
//! pages; what a record says and how it is written is `domain`'s business.

use leptos::{prelude::*, task::spawn_local};

use super::{App, Label, NotChanged};
use crate::{
    browser::{clock, download, root},
    domain::{
        calendar,
        design::{
            Design,
            decision::{self, Decision, DecisionId, Draft, Refusal, Status},
            history::Kind,
            retext::with_text,
            section::{Author, Origin},
        },
        handoff::{self, Material},
        persona::Boundary,
        share,
    },
};

/// The shown document.
const DOCUMENT: &str = "[data-testid='document']";
const MARKDOWN: &str = "text/markdown;charset=utf-8";
/// The most bytes of an answer that is attached.
const LONGEST_ANSWER: usize = 1_000_000;

/// How an attachment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attachment {
    /// It is part of the design.
    Done,
    /// An answer of the same colleague is there; nothing changed.
    AlreadyThere,
    /// It was refused, and the user was told why.
    Refused,
}

impl App {
    /// The decisions of the open design; tracked, except for what a run is just writing.
    #[must_use]
    pub fn decisions(self) -> Vec<Decision> {
        self.of_open(|design| decision::read(&design.text))
            .unwrap_or_default()
    }

    /// Something of the open design, read again with every revision; tracked.
    fn of_open<T>(self, read: impl FnOnce(&Design) -> T) -> Option<T> {
        self.revised.track();
        self.opened.track();
        self.open_copy().as_ref().map(read)
    }

    /// Whether the open design can be changed: it is in the library; tracked.
    #[must_use]
    pub fn is_own_open(self) -> bool {
        self.opened
            .with(|opened| opened.design().is_some_and(|open| !open.shared))
    }

    /// Jumps to a decision in the document.
    pub fn reveal_decision(self, id: &DecisionId) {
        let (words, before) = decision::heading(id);
        match root::id_of_words(DOCUMENT, &words, before) {
            Some(place) => self.reveal(&place),
            None => self.notify(self.locale.get_untracked().decision_not_shown()),
        }
    }

    /// Gives a decision of the open design another status.
    pub fn set_decision_status(self, id: DecisionId, status: Status) {
        let locale = self.locale_of_open();
        let subject = decision::heading(&id).0;
        self.rewrite(Label::about(Kind::Decided, subject), move |text| {
            decision::set_status(text, &id, status, locale)
        });
    }

    /// Adds a decision to the open design.
    pub fn add_decision(self, draft: Draft) {
        let locale = self.locale_of_open();
        let subject = draft.title.clone();
        self.rewrite(Label::about(Kind::Decided, subject), move |text| {
            Ok(decision::add(text, &draft, locale))
        });
    }

    /// Saves a decision of the open design as a file.
    pub fn download_decision(self, id: &DecisionId) {
        let Some(design) = self.open_copy() else {
            return;
        };
        let decisions = decision::read(&design.text);
        let locale = self.locale.get_untracked();
        match decision::find(&decisions, id) {
            Some(decision) => {
                let date = calendar::date(design.updated);
                let text = decision::madr(decision, design.locale, &date);
                self.save_file(&decision::file_name(decision), MARKDOWN, &text);
            }
            None => self.notify(Refusal::Gone.message(locale)),
        }
    }

    /// Changes the open design's text as a whole: what differs becomes a revision.
    fn rewrite(self, label: Label, change: impl FnOnce(&str) -> Result<String, Refusal> + 'static) {
        let locale = self.locale.get_untracked();
        let Some(id) = self.own_open() else { return };
        spawn_local(async move {
            // The text may change while the history is read: what is changed is what is there then.
            let mut refused = None;
            let origin = self.by_hand();
            let by = origin.clone();
            let result = if self.is_being_written(&id) {
                Err(NotChanged::Writing)
            } else {
                self.revise(&id, origin, label, |design| {
                    let text = change(&design.text).map_err(|refusal| {
                        refused = Some(refusal);
                        NotChanged::Gone
                    })?;
                    let document = with_text(&design.document(), &text, &by)?;
                    design.text = document.text;
                    design.notes = document.notes;
                    Ok(())
                })
                .await
            };
            match (result, refused) {
                (Err(_), Some(refusal)) => self.notify(refusal.message(locale)),
                (Err(error), None) => self.notify(error.message(locale)),
                (Ok(()), _) => {}
            }
        });
    }

    fn locale_of_open(self) -> crate::domain::locale::Locale {
        let open = self.open_copy();
        open.map_or(self.locale.get_untracked(), |design| design.locale)
    }

    /// The colleagues that the open design's persona hands over to.
    pub async fn colleagues(self) -> Vec<Boundary> {
        let Some(design) = self.open_copy() else {
            return Vec::new();
        };
        let expert = self.expert_of(&design).await;
        expert.map_or_else(Vec::new, |expert| expert.persona.boundaries.clone())
    }

    /// The brief for a colleague; tracked like [`App::decisions`].
    #[must_use]
    pub fn hand_off(self, boundary: &Boundary) -> String {
        self.of_open(|design| brief(design, boundary))
            .unwrap_or_default()
    }

    /// Saves the brief for a colleague as a file.
    pub fn download_hand_off(self, boundary: &Boundary) {
        if let Some(design) = self.open_copy() {
            let name = handoff::file_name(&design.title(), &boundary.colleague);
            self.save_file(&name, MARKDOWN, &brief(&design, boundary));
        }
    }

    /// Whether a colleague's answer is attached to the open design; tracked like [`App::decisions`].
    #[must_use]
    pub fn has_answer(self, colleague: &str) -> bool {
        self.of_open(|design| handoff::attached(&design.text, colleague))
            .unwrap_or_default()
    }

    /// Attaches a colleague's answer to the open design; `replace` an earlier one only when that is wanted.
    pub async fn attach_answer(
        self,
        colleague: String,
        answer: String,
        replace: bool,
    ) -> Attachment {
        let locale = self.locale.get_untracked();
        let refuse = |words: &str| {
            self.notify(words);
            Attachment::Refused
        };
        let Some(design) = self.open_copy() else {
            return Attachment::Refused;
        };
        if answer.len() > LONGEST_ANSWER {
            return refuse(locale.handoff_too_large());
        }
        if handoff::attached(&design.text, &colleague) && !replace {
            return Attachment::AlreadyThere;
        }
        let Ok(change) = handoff::attach(&design.text, &colleague, &answer, design.locale) else {
            return refuse(locale.handoff_empty());
        };
        let origin = Origin {
            author: Author::Colleague,
            by: colleague.clone(),
            at: clock::now(),
        };
        let label = Label::about(Kind::Attached, colleague.clone());
        match self.change_section(&design.id, change, origin, label).await {
            Ok(()) => {
                self.notify(locale.handoff_done(colleague));
                Attachment::Done
            }
            Err(error) => refuse(error.message(locale)),
        }
    }

    /// The text of a file that the user chose; `None`, and a notice, when it cannot be read.
    pub async fn text_of_file(self, file: web_sys::File) -> Option<String> {
        let locale = self.locale.get_untracked();
        let name = file.name();
        match download::read(&file).await.map(share::file_text) {
            Ok(Ok(text)) => Some(text),
            Ok(Err(error)) => {
                self.notify(error.message(locale));
                None
            }
            Err(detail) => {
                self.notify(locale.ui_import_unreadable(detail, name));
                None
            }
        }
    }
}

fn brief(design: &Design, boundary: &Boundary) -> String {
    let title = design.title();
    // What came along is for the design, and may be large.
    let mut asked = design.brief.clone();
    asked.context.clear();
    handoff::brief(
        boundary,
        &Material {
            title: &title,
            brief: &asked.prompt(design.locale),
            text: &design.text,
            locale: design.locale,
        },
    )
}
