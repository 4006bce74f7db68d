//! 'Ask me first': the run that brings questions about a brief, and what becomes of the answers. It travels
//! with the later pages.

use leptos::{prelude::*, task::spawn_local};

use super::{
    App,
    errand::{Answer, Errand, Place},
};
use crate::domain::{
    design::Outcome,
    draft::Asking,
    endpoint::EndpointError,
    questions::{self, NoQuestions, Reply, Round},
};

impl App {
    /// Asks the model what it needs to know about the brief.
    ///
    /// # Errors
    /// What the endpoint lacks.
    pub fn ask_first(self) -> Result<(), EndpointError> {
        if self.site_is_unread() {
            self.once_site_is_known(move || self.ask_first());
            return Ok(());
        }
        self.ready_endpoint()?;
        self.add_pasted(super::BriefPlace::New);
        self.set_asking(Asking::Running);
        let locale = self.locale.get_untracked();
        spawn_local(async move {
            let Some(expert) = self.expert_in(locale).await else {
                return self.set_asking(Asking::Idle);
            };
            let chat = self.later().draft.with_untracked(|draft| {
                let (persona, rules) = (&expert.persona.body, &expert.house_rules);
                questions::request(persona, rules, &draft.brief, locale)
            });
            // Skipped while the persona was fetched.
            if !self.is_asking() {
                return;
            }
            let errand = Errand {
                design: None,
                place: Place::Aside,
                chat,
                so_far: String::new(),
                then: Some(App::take_questions),
            };
            if let Err(refused) = self.send_errand(errand) {
                self.set_asking(Asking::Failed(refused.message(locale).to_owned()));
            }
        });
        Ok(())
    }

    /// Asks once more.
    pub fn ask_again(self) {
        if let Err(problem) = self.ask_first() {
            let why = problem.message(self.locale.get_untracked());
            self.set_asking(Asking::Failed(why.to_owned()));
        }
    }

    /// The answer is here, however the run ended: what came before a stop may be enough.
    fn take_questions(self, answer: Answer) {
        if !self.is_asking() {
            return;
        }
        let asking = match questions::read(&answer.text) {
            Ok(questions) => Asking::Ready(Round::of(questions)),
            Err(NoQuestions::Nothing) => Asking::Nothing,
            Err(NoQuestions::Unusable) if answer.outcome == Outcome::Done => {
                Asking::Unusable(answer.text)
            }
            Err(NoQuestions::Unusable) if answer.outcome == Outcome::Stopped => Asking::Idle,
            Err(NoQuestions::Unusable) => Asking::Failed(self.why_it_failed()),
        };
        self.set_asking(asking);
    }

    fn why_it_failed(self) -> String {
        let engine = self.session.with_value(|session| session.engine);
        let why = engine.and_then(|engine| untrack(|| (engine.explain)(self)));
        why.map_or_else(String::new, |why| {
            let parts = [why.message, why.detail, why.hint];
            let parts = parts.iter().filter(|part| !part.is_empty());
            parts.map(String::as_str).collect::<Vec<_>>().join(" ")
        })
    }

    /// Says something to a question.
    pub fn reply(self, at: usize, change: impl FnOnce(&mut Reply)) {
        self.change_draft(|draft| {
            if let Asking::Ready(round) = &mut draft.asking {
                round.reply(at, change);
            }
        });
    }

    /// Puts the answers into the brief: those that were given and, where `assume`, the first proposals for
    /// the others. Ends the questions, whatever they are at.
    pub fn end_questions(self, assume: bool) {
        let locale = self.locale.get_untracked();
        let asked = self.is_asking();
        self.change_draft(|draft| {
            if let Asking::Ready(round) = std::mem::take(&mut draft.asking) {
                round.enter(&mut draft.brief, locale, assume);
            }
        });
        if asked && self.run_is_active() && self.run_design.with_untracked(Option::is_none) {
            self.stop();
        }
    }

    fn is_asking(self) -> bool {
        self.later()
            .draft
            .with_untracked(|draft| draft.asking == Asking::Running)
    }

    fn set_asking(self, asking: Asking) {
        self.change_draft(|draft| draft.asking = asking);
    }
}
