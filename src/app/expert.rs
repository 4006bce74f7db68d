//! The expert in each language: the persona's file and the contract that its answers keep to.
//!
//! Both are files beside the page, fetched after the first paint: a team can replace them without
//! building anything, and the page's program stays small.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::fetch,
    domain::{locale::Locale, persona::Persona, prompt},
};

/// What requests to a model are made from.
#[derive(Debug, PartialEq, Eq)]
pub struct Expert {
    /// The persona.
    pub persona: Persona,
    /// The output contract, with a place for the deliverables.
    pub contract: String,
}

impl Expert {
    /// The system text of every request.
    #[must_use]
    pub fn system(&self) -> String {
        let Persona {
            body, deliverables, ..
        } = &self.persona;
        prompt::system(body, &self.contract, deliverables)
    }
}

/// The experts that were fetched, by language.
pub(super) type Experts = Vec<(Locale, Arc<Expert>)>;

impl App {
    /// The expert in the interface's language, once it is there; tracked.
    #[must_use]
    pub fn expert(self) -> Option<Arc<Expert>> {
        let locale = self.locale.get();
        self.experts.with(|experts| find(experts, locale))
    }

    /// Fetches the expert of the interface's language, for the views.
    pub(super) fn load_expert(self) {
        let locale = self.locale.get_untracked();
        spawn_local(async move {
            self.expert_in(locale).await;
        });
    }

    /// The expert in a language; `None`, and a notice, when its files cannot be had.
    pub(super) async fn expert_in(self, locale: Locale) -> Option<Arc<Expert>> {
        if let Some(expert) = self.experts.with_untracked(|experts| find(experts, locale)) {
            return Some(expert);
        }
        let expert = fetch_expert(locale).await.map(Arc::new);
        match &expert {
            Some(expert) => self.experts.update(|experts| {
                experts.retain(|(known, _)| *known != locale);
                experts.push((locale, Arc::clone(expert)));
            }),
            None => self.notify(self.locale.get_untracked().ui_expert_missing()),
        }
        expert
    }
}

fn find(experts: &Experts, locale: Locale) -> Option<Arc<Expert>> {
    let mut experts = experts.iter();
    experts.find_map(|(known, expert)| (*known == locale).then(|| Arc::clone(expert)))
}

async fn fetch_expert(locale: Locale) -> Option<Expert> {
    let name = locale.file_name();
    let file = async |path: String| fetch::own_file(&path).await.ok();
    let persona = file(format!("persona/backend-architect.{name}.md")).await?;
    Some(Expert {
        persona: Persona::parse(&persona).ok()?,
        contract: file(format!("prompts/contract.{name}.md")).await?,
    })
}
