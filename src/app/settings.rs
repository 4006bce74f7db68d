//! The user's settings: language, look, endpoint.
//!
//! They are kept in the browser's small storage. The key is not among them (`keys`).

use leptos::prelude::*;
use serde_json::{Value, json};

use super::App;
use crate::{
    browser::{language_model, root, storage},
    domain::{
        endpoint::{BUILT_IN_MODEL, Endpoint, EndpointError, Preset},
        locale::Locale,
        persona::own::PersonaChoice,
    },
};

pub(super) const SETTINGS: &str = "backend-architect:settings";

/// The look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All looks.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The stable name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.id())
    }
}

/// The endpoint as typed, which may not be valid yet. It has no `Debug`, because of the key.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointForm {
    /// The provider.
    pub preset: Preset,
    /// The address as typed.
    pub base_url: String,
    /// The model as typed or chosen.
    pub model: String,
    /// The key as typed for the address's origin.
    pub key: String,
}

impl Default for EndpointForm {
    fn default() -> Self {
        let preset = Preset::default();
        Self {
            preset,
            base_url: preset.default_base_url().to_owned(),
            model: String::new(),
            key: String::new(),
        }
    }
}

impl EndpointForm {
    /// The endpoint, if the address can be used.
    ///
    /// # Errors
    /// When the address is not usable.
    pub fn endpoint(&self) -> Result<Endpoint, EndpointError> {
        Endpoint::new(self.preset, &self.base_url, &self.model)
    }
}

impl App {
    /// Reads the stored settings and applies them.
    pub(super) fn load_settings(self) {
        let stored: Value = storage::get(SETTINGS)
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let preferred = root::preferred_languages();
        let by_browser = || Locale::from_tags(preferred.iter().map(String::as_str));
        let chosen = stored["locale"]
            .as_str()
            .map(|tag| Locale::from_tags([tag]));
        self.site.choose(|known| known.locale = chosen.is_some());
        self.locale.set(chosen.unwrap_or_else(by_browser));
        let theme = |name| Theme::ALL.into_iter().find(|theme| theme.id() == name);
        let chosen = stored["theme"].as_str().and_then(theme);
        self.theme.set(chosen.unwrap_or_default());
        if let Some(name) = stored["persona"].as_str() {
            self.persona_choice.set(PersonaChoice::named(name));
        }
        if let Some(preset) = stored["preset"].as_str().and_then(Preset::from_id) {
            self.site.choose(|known| known.endpoint = true);
            self.endpoint.update(|form| {
                form.preset = preset;
                form.base_url = stored["base_url"].as_str().unwrap_or_default().to_owned();
                form.model = stored["model"].as_str().unwrap_or_default().to_owned();
            });
        }
        self.take_plain_keys();
        self.recall_key();
        root::set_language(self.locale.get_untracked());
        root::set_theme(self.theme.get_untracked().attribute());
    }

    pub(super) fn store_settings(self) {
        // What nobody has chosen is left to the site, which may say something else tomorrow.
        let chosen = self.site.chosen();
        let locale = self.locale.get_untracked().file_name();
        let persona = self.persona_choice.get_untracked().name();
        let stored = self.endpoint.with_untracked(|form| {
            json!({
                "locale": chosen.locale.then_some(locale),
                "theme": self.theme.get_untracked().id(),
                "preset": chosen.endpoint.then(|| form.preset.id()),
                "base_url": form.base_url,
                "model": form.model,
                "persona": persona,
            })
        });
        storage::set(SETTINGS, &stored.to_string());
    }

    /// Changes the interface's language.
    pub fn set_locale(self, locale: Locale) {
        self.site.choose(|chosen| chosen.locale = true);
        self.show_locale(locale);
        self.store_settings();
    }

    /// Shows the interface in a language, whoever chose it.
    pub(super) fn show_locale(self, locale: Locale) {
        if self.locale.get_untracked() == locale {
            return;
        }
        self.locale.set(locale);
        root::set_language(locale);
        self.load_expert();
        self.follow_locale_with_sample();
        self.show_again();
    }

    /// Changes the look.
    pub fn set_theme(self, theme: Theme) {
        self.theme.set(theme);
        root::set_theme(theme.attribute());
        self.store_settings();
    }

    /// Whether a provider can be chosen here: the browser's own model only where the browser has one, or
    /// where it was chosen before.
    #[must_use]
    pub fn offers(self, preset: Preset) -> bool {
        let chosen = || self.endpoint.with_untracked(|form| form.preset);
        preset != Preset::BuiltIn || language_model::exists() || chosen() == preset
    }

    /// Whether the browser's own model is chosen; tracked.
    #[must_use]
    pub fn is_built_in(self) -> bool {
        self.endpoint.with(|form| form.preset == Preset::BuiltIn)
    }

    /// Chooses a provider and its usual address.
    pub fn set_preset(self, preset: Preset) {
        if !self.chooses_endpoint() {
            return;
        }
        // The site may offer the same provider at an address of its own.
        let leaves_site = untrack(|| self.provider_option()) != preset.id();
        self.endpoint.update(|form| {
            if form.preset != preset || leaves_site {
                form.preset = preset;
                preset.default_base_url().clone_into(&mut form.base_url);
                form.model.clear();
                if preset == Preset::BuiltIn {
                    BUILT_IN_MODEL.clone_into(&mut form.model);
                }
            }
        });
        self.endpoint_moved();
    }

    /// Changes the endpoint's address.
    pub fn set_base_url(self, base_url: String) {
        if !self.chooses_endpoint() {
            return;
        }
        self.endpoint.update(|form| form.base_url = base_url);
        self.endpoint_moved();
    }

    /// Changes the model.
    pub fn set_model(self, model: String) {
        self.site.choose(|chosen| chosen.endpoint = true);
        self.endpoint.update(|form| form.model = model);
        self.store_settings();
    }

    pub(super) fn endpoint_moved(self) {
        self.models.set(self.site_models());
        self.forget_examination();
        self.recall_key();
        self.store_settings();
    }
}
