//! Asking for changes of a finished document, and taking or leaving what is proposed. Nothing of the document
//! changes before the user accepts it. It travels with the later pages.

use leptos::{prelude::*, task::spawn_local};

use super::{
    App, Expert, Label, NotChanged,
    errand::{Answer, Errand, Place, aside_log},
};
use crate::{
    browser::{clock, database::Additions},
    domain::{
        design::{
            Design, Outcome,
            history::Kind,
            proposal::{Item, Proposal, TURNS, Turn, read},
            section::{Author, Origin, sections},
        },
        prompt::{ChatRequest, persona_alone, refine},
    },
};

/// A proposal as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What was asked for.
    pub instruction: String,
    /// The answer as it came.
    pub answer: String,
    /// Who wrote it.
    pub origin: Origin,
    /// How the run that brought it ended.
    pub outcome: Outcome,
    /// Whether it proposes something in a form that could be understood.
    pub is_usable: bool,
    /// What it still proposes, each with the text that stands there now.
    pub items: Vec<(Item, String)>,
}

impl App {
    /// Asks for changes of the open design. `about` is the place of the only section that is to be written
    /// anew. Says what is wrong, in words, when it cannot be asked.
    pub fn refine(self, instruction: &str, about: Option<usize>) {
        self.later().refine_error.set(String::new());
        let instruction = instruction.trim().to_owned();
        let Some(design) = self.open_copy() else {
            return;
        };
        let locale = self.locale.get_untracked();
        if design.proposal.is_some() {
            self.later()
                .refine_error
                .set(locale.refine_settle_first().to_owned());
            return;
        }
        let title = about.and_then(|at| {
            let cut = sections(&design.text);
            cut.get(at).map(|section| section.title.to_owned())
        });
        if about.is_some_and(|at| design.document().is_locked(at)) {
            let locked = NotChanged::Refused(crate::domain::design::change::Refused::Locked);
            self.later()
                .refine_error
                .set(locked.message(locale).to_owned());
            return;
        }
        spawn_local(async move {
            if let Some(expert) = self.expert_of(&design).await {
                let chat = self.refine_request(&expert, &design, &instruction, title.as_deref());
                let errand = Errand {
                    design: Some(design.id.clone()),
                    place: Place::Aside,
                    chat,
                    so_far: String::new(),
                    then: Some(take_answer),
                };
                self.ask_aside(&design.id, errand, instruction, title);
            }
        });
    }

    /// Has the model go on with a proposal whose answer was cut.
    pub fn go_on_refining(self) {
        let Some(design) = self.open_copy() else {
            return;
        };
        let Some(proposal) = design.proposal.clone() else {
            return;
        };
        spawn_local(async move {
            if let Some(expert) = self.expert_of(&design).await {
                let about = proposal.about.as_deref();
                let chat = self.refine_request(&expert, &design, &proposal.instruction, about);
                let errand = Errand {
                    design: Some(design.id.clone()),
                    place: Place::Aside,
                    chat,
                    so_far: proposal.answer,
                    then: Some(take_answer),
                };
                if let Err(refused) = self.send_errand(errand) {
                    let locale = self.locale.get_untracked();
                    self.later()
                        .refine_error
                        .set(refused.message(locale).to_owned());
                }
            }
        });
    }

    fn refine_request(
        self,
        expert: &Expert,
        design: &Design,
        instruction: &str,
        about: Option<&str>,
    ) -> ChatRequest {
        let Expert {
            persona,
            house_rules,
            ..
        } = expert;
        let window = self.ready_endpoint().ok();
        let window = window.and_then(|(endpoint, _)| self.with_window(endpoint).context);
        refine::request(&refine::Sources {
            system: &expert.system(),
            persona: &persona_alone(&persona.body, house_rules),
            design,
            instruction,
            about,
            window,
        })
    }

    fn ask_aside(self, id: &str, errand: Errand, instruction: String, about: Option<String>) {
        if let Err(refused) = self.send_errand(errand) {
            let locale = self.locale.get_untracked();
            self.later()
                .refine_error
                .set(refused.message(locale).to_owned());
            return;
        }
        let origin = Origin {
            author: Author::Model,
            by: self.endpoint.with_untracked(|form| form.model.clone()),
            at: clock::now(),
        };
        // Kept at once, so that a closed tab remembers what was asked.
        self.set_proposal(
            id,
            Some(Proposal {
                instruction,
                origin,
                outcome: Outcome::Running,
                about,
                ..Proposal::default()
            }),
        );
    }

    /// What waits to be accepted or discarded in the open design; tracked.
    #[must_use]
    pub fn proposed(self) -> Option<Proposed> {
        self.revised.track();
        let id = self
            .opened
            .with(|opened| opened.design().map(|open| open.id.clone()))?;
        self.shelf.with_value(|shelf| {
            let design = shelf.get(&id)?;
            let proposal = design.proposal.clone()?;
            let items = with_present(proposal.items(&design.document()), design);
            Some(Proposed {
                is_usable: proposal.is_usable(),
                instruction: proposal.instruction,
                answer: proposal.answer,
                origin: proposal.origin,
                outcome: proposal.outcome,
                items,
            })
        })
    }

    /// What was asked for and came of it, in the open design; tracked.
    #[must_use]
    pub fn conversation(self) -> Vec<Turn> {
        self.revised.track();
        let id = self
            .opened
            .with(|opened| opened.design().map(|open| open.id.clone()));
        self.shelf.with_value(|shelf| {
            let design = id.and_then(|id| shelf.get(&id));
            design.map_or_else(Vec::new, |design| design.conversation.clone())
        })
    }

    /// Why the last request was not sent or the last proposal not taken; empty when it was; tracked.
    #[must_use]
    pub fn refine_error(self) -> String {
        self.later().refine_error.get()
    }

    /// Accepts proposed changes: all that can be of `items`, as one revision.
    pub fn accept(self, items: Vec<Item>) {
        let Some(design) = self.open_copy() else {
            return;
        };
        let Some(proposal) = design.proposal else {
            return;
        };
        let items: Vec<_> = items.into_iter().filter(|item| !item.locked).collect();
        let label = Label {
            kind: match proposal.about {
                Some(_) => Kind::Regenerated,
                None => Kind::Refined,
            },
            subjects: items.iter().map(|item| item.title.clone()).collect(),
            message: proposal.instruction.clone(),
        };
        let origin = proposal.origin.clone();
        let id = design.id;
        spawn_local(async move {
            let by = origin.clone();
            let taken = items.clone();
            let result = if self.is_being_written(&id) {
                Err(NotChanged::Writing)
            } else {
                self.revise(&id, origin, label, move |design| {
                    accept_all(design, &taken, &by)
                })
                .await
            };
            let locale = self.locale.get_untracked();
            match result {
                Ok(()) => self.settle(&id),
                Err(error) => self
                    .later()
                    .refine_error
                    .set(error.message(locale).to_owned()),
            }
        });
    }

    /// Discards proposed changes.
    pub fn discard(self, items: &[Item]) {
        let Some(id) = self.own_writable() else {
            return;
        };
        self.shelf.update_value(|shelf| {
            let design = shelf.get_mut(&id);
            if let Some(proposal) = design.and_then(|design| design.proposal.as_mut()) {
                let discarded = items.iter().map(|item| (item.title.clone(), item.digest()));
                proposal.discarded.extend(discarded);
            }
        });
        self.settle(&id);
    }

    /// Discards a proposal with all that it still proposes.
    pub fn discard_proposal(self) {
        let Some(id) = self.own_writable() else {
            return;
        };
        let rest = self.shelf.with_value(|shelf| {
            let design = shelf.get(&id)?;
            let proposal = design.proposal.as_ref()?;
            Some(proposal.items(&design.document()))
        });
        self.discard(&rest.unwrap_or_default());
        self.end_proposal(&id);
    }

    /// Forgets what was asked for; the document stays as it is.
    pub fn clear_conversation(self) {
        let Some(id) = self.own_writable() else {
            return;
        };
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(&id) {
                design.conversation.clear();
            }
        });
        self.save_whole(&id, Additions::default());
        self.revised.update(|count| *count += 1);
    }

    /// Offers another text for sections of a design, as a file or another tab may bring it, to be accepted
    /// or discarded. One that waits already is not lost: it is kept in the conversation.
    pub(super) fn propose(self, id: &str, answer: String, origin: Origin) {
        self.end_proposal(id);
        self.set_proposal(
            id,
            Some(Proposal {
                answer,
                origin,
                outcome: Outcome::Done,
                ..Proposal::default()
            }),
        );
    }

    /// A proposal of which nothing is left becomes a turn of the conversation.
    fn settle(self, id: &str) {
        let is_over = self.shelf.with_value(|shelf| {
            let design = shelf.get(id)?;
            let proposal = design.proposal.as_ref()?;
            Some(proposal.items(&design.document()).is_empty())
        });
        if is_over == Some(true) {
            self.end_proposal(id);
        } else {
            self.save_whole(id, Additions::default());
            self.revised.update(|count| *count += 1);
        }
    }

    fn end_proposal(self, id: &str) {
        self.shelf.update_value(|shelf| {
            let Some(design) = shelf.get_mut(id) else {
                return;
            };
            if let Some(proposal) = design.proposal.take()
                && !proposal.instruction.is_empty()
            {
                design.conversation.push(proposal.turn());
                let excess = design.conversation.len().saturating_sub(TURNS);
                design.conversation.drain(..excess);
            }
        });
        self.later().refine_error.set(String::new());
        self.save_whole(id, Additions::default());
        self.revised.update(|count| *count += 1);
    }

    fn set_proposal(self, id: &str, proposal: Option<Proposal>) {
        self.shelf.update_value(|shelf| {
            if let Some(design) = shelf.get_mut(id) {
                design.proposal = proposal;
            }
        });
        self.save_whole(id, Additions::default());
        self.revised.update(|count| *count += 1);
    }
}

/// The answer to a request for changes is over.
fn take_answer(app: App, answer: Answer) {
    let Some(id) = answer.design else { return };
    let kept = app.shelf.try_update_value(|shelf| {
        let proposal = shelf.get_mut(&id)?.proposal.as_mut()?;
        proposal.answer = answer.text;
        proposal.outcome = answer.outcome;
        proposal.origin.by = answer.model;
        proposal.origin.at = clock::now();
        Some(())
    });
    if kept.flatten().is_some() {
        app.save_whole(&id, Additions::default());
        app.clear_side_log(&aside_log(&id));
    }
    app.revised.update(|count| *count += 1);
}

/// Makes changes one after the other, each against what the ones before left.
fn accept_all(design: &mut Design, items: &[Item], origin: &Origin) -> Result<(), NotChanged> {
    for item in items {
        let document = design.document();
        let proposal = design.proposal.as_ref().ok_or(NotChanged::Gone)?;
        // Places move when sections come and go: the item is looked up anew.
        let now = read(&proposal.answer, &document, proposal.about.as_deref());
        let now = now
            .iter()
            .find(|other| other.title == item.title && other.text == item.text);
        let Some(change) = now.unwrap_or(item).change(&document) else {
            continue;
        };
        let document = document.changed(&change, origin)?;
        design.text = document.text;
        design.notes = document.notes;
        if let Some(proposal) = &mut design.proposal {
            proposal.accepted.push(item.title.clone());
        }
    }
    Ok(())
}

/// Each item with the text of the section that it concerns.
fn with_present(items: Vec<Item>, design: &Design) -> Vec<(Item, String)> {
    use crate::domain::design::proposal::Action;
    let cut = sections(&design.text);
    let present = |action: Action| match action {
        Action::Rewrite(at) | Action::Remove(at) => {
            cut.get(at).map_or("", |section| section.text).to_owned()
        }
        Action::Insert(_) => String::new(),
    };
    items
        .into_iter()
        .map(|item| {
            let present = present(item.action);
            (item, present)
        })
        .collect()
}
