//! The expert in each language: the persona's file, the contract that its answers keep to, and the rules of
//! the house.
//!
//! All are files beside the page, fetched after the first paint: a team can replace them or name others
//! (`studio.json`) without building anything, and the page's program stays small.

use std::sync::Arc;

use futures_channel::oneshot;
use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::fetch::{self, NetworkFailure},
    domain::{
        design::Design,
        locale::Locale,
        persona::{
            Persona,
            own::{PersonaChoice, Standing, successor},
        },
        prompt,
        studio::{FileFault, Studio},
    },
};

/// What requests to a model are made from.
#[derive(Debug, PartialEq, Eq)]
pub struct Expert {
    /// The persona.
    pub persona: Persona,
    /// Its agent file.
    pub source: String,
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

/// Those who wait for a fetch to end.
pub(super) type Turns = Vec<oneshot::Sender<()>>;

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
            ours.filter(|((_, choice), _)| !matches!(choice, PersonaChoice::Own(_)))
                .map(|((_, choice), expert)| (*choice, expert.persona.name.clone()))
                .collect()
        });
        self.own_personas.with(|own| {
            let own = own.iter().flatten();
            personas.extend(own.map(|own| (PersonaChoice::Own(own.id), own.persona.name.clone())));
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
        self.store_settings();
        self.load_expert();
    }

    /// Fetches every persona that the site offers, for a page that lets one choose.
    pub fn load_personas(self) {
        let locale = self.locale.get_untracked();
        spawn_local(async move {
            self.need_own_personas().await;
            let _ = self.fetched(locale, PersonaChoice::Bundled).await;
            let count = match self.studio().await {
                Some(studio) => studio.personas.len(),
                None => return,
            };
            for at in 0..count {
                // What is wrong with a file is told with the configuration's problems.
                let _ = self.fetched(locale, PersonaChoice::Site(at)).await;
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
        if matches!(self.fetched(locale, choice).await, Ok(None)) {
            // It was chosen once and is not there any more.
            self.persona_choice.set(PersonaChoice::Bundled);
        }
        let choice = self.persona_choice.get_untracked();
        self.expert_or_notice(locale, choice).await
    }

    /// The expert that goes on with a design. When that is not the one that wrote it, the user is told.
    pub(super) async fn expert_of(self, design: &Design) -> Option<Arc<Expert>> {
        let (expert, standing) = self.expert_standing(design).await?;
        let t = self.locale.get_untracked();
        let wanted = &design.stamp.persona;
        match standing {
            Standing::Same => {}
            Standing::Changed => self.notify(t.persona_standing_changed(wanted)),
            Standing::Gone(used) => self.notify(t.persona_standing_gone(used, wanted)),
        }
        Some(expert)
    }

    /// The expert that goes on with a design, and how it compares with the one that wrote it: the very file,
    /// else one of its name, else the page's own.
    pub(super) async fn expert_standing(self, design: &Design) -> Option<(Arc<Expert>, Standing)> {
        let bundled = self
            .expert_or_notice(design.locale, PersonaChoice::Bundled)
            .await?;
        let stamp = &design.stamp;
        let mut experts = vec![bundled];
        if experts[0].persona.hash != stamp.persona_hash && !stamp.persona.is_empty() {
            experts.extend(self.other_experts(design.locale).await);
        }
        let files: Vec<_> = experts
            .iter()
            .map(|it| (it.persona.name.as_str(), it.persona.hash.as_str()))
            .collect();
        let (at, standing) = successor(&files, &stamp.persona, &stamp.persona_hash)?;
        Some((Arc::clone(&experts[at]), standing))
    }

    /// All experts in a language but the page's own: the user's, then the site's.
    async fn other_experts(self, locale: Locale) -> Vec<Arc<Expert>> {
        self.need_own_personas().await;
        let own = self.own_personas.with_untracked(|own| {
            let own = own.iter().flatten();
            own.map(|own| PersonaChoice::Own(own.id))
                .collect::<Vec<_>>()
        });
        let count = self
            .studio()
            .await
            .map_or(0, |studio| studio.personas.len());
        let mut experts = Vec::new();
        for choice in own.into_iter().chain((0..count).map(PersonaChoice::Site)) {
            experts.extend(self.fetched(locale, choice).await.ok().flatten());
        }
        experts
    }

    /// What a persona delivers that is not the page's own. When its file is not here yet, it is fetched, and
    /// the open design shown again.
    pub(super) fn deliverables_of(self, locale: Locale, author: &str) -> Option<Vec<String>> {
        let experts = self.experts.read_untracked();
        let mut named = experts
            .iter()
            .filter(|((language, _), expert)| *language == locale && expert.persona.name == author);
        if let Some(((_, choice), expert)) = named.next() {
            let is_other = *choice != PersonaChoice::Bundled;
            return is_other.then(|| expert.persona.deliverables.clone());
        }
        let may_be_own = self
            .own_personas
            .with_untracked(|own| own.as_ref().is_none_or(|own| !own.is_empty()));
        if !author.is_empty() && (may_be_own || self.may_have_personas()) {
            self.seek_author(locale, author.to_owned());
        }
        None
    }

    /// Shows the open design again when its author is found among all personas.
    pub(super) async fn look_for_author(self, locale: Locale, author: String) {
        let others = self.other_experts(locale).await;
        if others.iter().any(|expert| expert.persona.name == author) {
            self.show_again();
        }
    }

    async fn expert_or_notice(self, locale: Locale, choice: PersonaChoice) -> Option<Arc<Expert>> {
        let expert = self.fetched(locale, choice).await;
        if !matches!(expert, Ok(Some(_))) {
            self.notify(self.locale.get_untracked().ui_expert_missing());
        }
        expert.ok().flatten()
    }

    /// An expert, fetched if need be; `None` when the site's file is no persona.
    pub(super) async fn fetched(
        self,
        locale: Locale,
        choice: PersonaChoice,
    ) -> Result<Option<Arc<Expert>>, NetworkFailure> {
        let key = (locale, choice);
        loop {
            if let Some(expert) = self.experts.with_untracked(|experts| find(experts, key)) {
                return Ok(Some(expert));
            }
            let (done, told) = oneshot::channel();
            let is_first = self.expert_turns.try_update_value(|waiting| {
                waiting.push(done);
                waiting.len() == 1
            });
            if is_first != Some(true) {
                // One at a time: who comes meanwhile finds what the first one got. It ends without a word
                // only with the page.
                let _ = told.await;
                continue;
            }
            let fetched = self.fetch_and_keep(key).await;
            let waiting = self.expert_turns.try_update_value(std::mem::take);
            for waiter in waiting.unwrap_or_default() {
                // Whoever asked may have lost interest.
                let _ = waiter.send(());
            }
            return fetched;
        }
    }

    async fn fetch_and_keep(
        self,
        key: (Locale, PersonaChoice),
    ) -> Result<Option<Arc<Expert>>, NetworkFailure> {
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
        let file = match choice {
            PersonaChoice::Bundled => {
                let path = format!("persona/backend-architect.{name}.md");
                let source = fetch::own_file(&path).await?;
                Persona::parse(&source)
                    .ok()
                    .map(|persona| (persona, source))
            }
            PersonaChoice::Site(at) => match studio.personas.get(at) {
                Some(paths) => self.site_persona(paths.of(locale), at).await?,
                None => None,
            },
            PersonaChoice::Own(id) => self.own_file(id).await,
        };
        let Some((persona, source)) = file else {
            return Ok(None);
        };
        Ok(Some(Expert {
            persona,
            source,
            contract: fetch::own_file(&format!("prompts/contract.{name}.md")).await?,
            house_rules: match studio.house_rules.as_ref().map(|paths| paths.of(locale)) {
                Some(path) => self.site_file(path, "/house_rules").await?,
                None => None,
            }
            .unwrap_or_default(),
        }))
    }

    async fn site_persona(
        self,
        path: &str,
        at: usize,
    ) -> Result<Option<(Persona, String)>, NetworkFailure> {
        let place = format!("/personas/{at}");
        let Some(text) = self.site_file(path, &place).await? else {
            return Ok(None);
        };
        let persona = Persona::parse(&text).map_err(FileFault::from);
        if let Err(fault) = persona {
            self.note_file(path, &place, fault);
        }
        Ok(persona.ok().map(|persona| (persona, text)))
    }
}

fn find(experts: &Experts, wanted: (Locale, PersonaChoice)) -> Option<Arc<Expert>> {
    let mut experts = experts.iter();
    experts.find_map(|(known, expert)| (*known == wanted).then(|| Arc::clone(expert)))
}
