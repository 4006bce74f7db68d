//! The expert in each language: the persona's file, the contract that its answers keep to, and the rules of
//! the house.
//!
//! All are files beside the page, fetched after the first paint: a team can replace them or name others
//! (`studio.json`) without building anything, and the page's program stays small.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::fetch::{self, NetworkFailure},
    domain::{
        design::Design,
        locale::Locale,
        persona::Persona,
        prompt,
        studio::{FileFault, Studio},
    },
};

/// What requests to a model are made from.
#[derive(Debug, PartialEq, Eq)]
pub struct Expert {
    /// The persona.
    pub persona: Persona,
    /// The output contract, with a place for the deliverables.
    pub contract: String,
    /// The rules of the house; empty when it has none.
    pub house_rules: String,
}

impl Expert {
    /// The system text of every request.
    #[must_use]
    pub fn system(&self) -> String {
        let Persona {
            body, deliverables, ..
        } = &self.persona;
        prompt::system(body, &self.contract, deliverables, &self.house_rules)
    }
}

/// Which persona: the page's own, or the one at that place in the site's list.
pub type PersonaChoice = Option<usize>;

/// The experts that were fetched.
pub(super) type Experts = Vec<((Locale, PersonaChoice), Arc<Expert>)>;

impl App {
    /// The expert in the interface's language, once it is there; tracked.
    #[must_use]
    pub fn expert(self) -> Option<Arc<Expert>> {
        let wanted = (self.locale.get(), self.persona_choice.get());
        self.experts.with(|experts| find(experts, wanted))
    }

    /// The personas that are there to be chosen from, the page's own first, each with its name; tracked.
    #[must_use]
    pub fn personas(self) -> Vec<(PersonaChoice, String)> {
        let locale = self.locale.get();
        let mut personas: Vec<_> = self.experts.with(|experts| {
            let ours = experts
                .iter()
                .filter(|((language, _), _)| *language == locale);
            ours.map(|((_, choice), expert)| (*choice, expert.persona.name.clone()))
                .collect()
        });
        personas.sort();
        personas
    }

    /// Which persona is chosen; tracked.
    #[must_use]
    pub fn persona_choice(self) -> PersonaChoice {
        self.persona_choice.get()
    }

    /// Chooses the persona of new designs.
    pub fn choose_persona(self, choice: PersonaChoice) {
        self.persona_choice.set(choice);
        self.load_expert();
    }

    /// Fetches every persona that the site offers, for a page that lets one choose.
    pub fn load_personas(self) {
        let locale = self.locale.get_untracked();
        spawn_local(async move {
            let count = match self.studio().await {
                Some(studio) => studio.personas.len(),
                None => return,
            };
            for at in 0..count {
                // What is wrong with a file is told with the configuration's problems.
                let _ = self.fetched(locale, Some(at)).await;
            }
        });
    }

    /// Fetches the expert of the interface's language, for the views.
    pub(super) fn load_expert(self) {
        spawn_local(async move {
            // The site may have a say in which language that is.
            self.studio().await;
            self.expert_in(self.locale.get_untracked()).await;
        });
    }

    /// The chosen expert in a language; `None`, and a notice, when its files cannot be had.
    pub(super) async fn expert_in(self, locale: Locale) -> Option<Arc<Expert>> {
        let choice = self.persona_choice.get_untracked();
        self.expert_or_notice(locale, choice).await
    }

    /// The expert that goes on with a design: the one that wrote it, where the site offers it, else the
    /// page's own.
    pub(super) async fn expert_of(self, design: &Design) -> Option<Arc<Expert>> {
        let own = self.expert_or_notice(design.locale, None).await?;
        let author = &design.stamp.persona;
        if author.is_empty() || *author == own.persona.name {
            return Some(own);
        }
        let other = self.site_expert(design.locale, author).await;
        Some(other.unwrap_or(own))
    }

    /// What a persona delivers that the site offers beside the page's own. When its file is not here yet,
    /// it is fetched, and the open design shown again.
    pub(super) fn deliverables_of(self, locale: Locale, author: &str) -> Option<Vec<String>> {
        let experts = self.experts.read_untracked();
        let mut named = experts
            .iter()
            .filter(|((language, _), expert)| *language == locale && expert.persona.name == author);
        if let Some(((_, choice), expert)) = named.next() {
            return choice.map(|_| expert.persona.deliverables.clone());
        }
        if !author.is_empty() && self.may_have_personas() {
            let author = author.to_owned();
            spawn_local(async move {
                if self.site_expert(locale, &author).await.is_some() {
                    self.show_again();
                }
            });
        }
        None
    }

    /// The expert of that name among those that the site offers beside the page's own.
    async fn site_expert(self, locale: Locale, name: &str) -> Option<Arc<Expert>> {
        let count = self.studio().await?.personas.len();
        for at in 0..count {
            if let Ok(Some(expert)) = self.fetched(locale, Some(at)).await
                && expert.persona.name == name
            {
                return Some(expert);
            }
        }
        None
    }

    async fn expert_or_notice(self, locale: Locale, choice: PersonaChoice) -> Option<Arc<Expert>> {
        let expert = self.fetched(locale, choice).await;
        if !matches!(expert, Ok(Some(_))) {
            self.notify(self.locale.get_untracked().ui_expert_missing());
        }
        expert.ok().flatten()
    }

    /// An expert, fetched if need be; `None` when the site's file is no persona.
    async fn fetched(
        self,
        locale: Locale,
        choice: PersonaChoice,
    ) -> Result<Option<Arc<Expert>>, NetworkFailure> {
        let key = (locale, choice);
        if let Some(expert) = self.experts.with_untracked(|experts| find(experts, key)) {
            return Ok(Some(expert));
        }
        // Without knowing the rules of the house, nothing is written.
        let studio = self.studio().await.ok_or(NetworkFailure)?;
        let Some(expert) = self.fetch_expert(&studio, key).await? else {
            return Ok(None);
        };
        let expert = Arc::new(expert);
        self.experts.update(|experts| {
            experts.retain(|(known, _)| *known != key);
            experts.push((key, Arc::clone(&expert)));
        });
        Ok(Some(expert))
    }

    async fn fetch_expert(
        self,
        studio: &Studio,
        (locale, choice): (Locale, PersonaChoice),
    ) -> Result<Option<Expert>, NetworkFailure> {
        let name = locale.file_name();
        let persona = match choice {
            None => {
                let path = format!("persona/backend-architect.{name}.md");
                Persona::parse(&fetch::own_file(&path).await?).ok()
            }
            Some(at) => match studio.personas.get(at) {
                Some(paths) => self.site_persona(paths.of(locale), at).await?,
                None => None,
            },
        };
        let Some(persona) = persona else {
            return Ok(None);
        };
        Ok(Some(Expert {
            persona,
            contract: fetch::own_file(&format!("prompts/contract.{name}.md")).await?,
            house_rules: match studio.house_rules.as_ref().map(|paths| paths.of(locale)) {
                Some(path) => self.site_file(path, "/house_rules").await?,
                None => None,
            }
            .unwrap_or_default(),
        }))
    }

    async fn site_persona(self, path: &str, at: usize) -> Result<Option<Persona>, NetworkFailure> {
        let place = format!("/personas/{at}");
        let Some(text) = self.site_file(path, &place).await? else {
            return Ok(None);
        };
        let persona = Persona::parse(&text).map_err(FileFault::from);
        if let Err(fault) = persona {
            self.note_file(path, &place, fault);
        }
        Ok(persona.ok())
    }
}

fn find(experts: &Experts, wanted: (Locale, PersonaChoice)) -> Option<Arc<Expert>> {
    let mut experts = experts.iter();
    experts.find_map(|(known, expert)| (*known == wanted).then(|| Arc::clone(expert)))
}
