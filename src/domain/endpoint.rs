//! Where a design is asked for: the provider, its address, the model, and the key that belongs to it.
//!
//! An endpoint is stored and exported; the key never is part of it. This file must not know how a
//! request looks on the wire (`wire`), only which dialect an endpoint speaks.

mod base_url;
pub mod doctor;
#[cfg(test)]
mod endpoint_tests;
mod preset;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::wire::Dialect;

pub use base_url::{BaseUrl, EndpointError, Reach};
pub use preset::{BUILT_IN_MODEL, KeyNeed, Preset};

/// A configured endpoint; safe to store and to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Endpoint {
    /// The kind of endpoint.
    pub preset: Preset,
    /// Where it is.
    pub base_url: BaseUrl,
    /// The model's id as the provider names it; empty until one was chosen.
    pub model: String,
    /// The model's context in tokens, where somebody told; it is a fact of the server's and not stored.
    #[serde(skip)]
    pub context: Option<u64>,
}

/// An endpoint as somebody wrote it down, which may be nonsense.
#[derive(Deserialize)]
struct Stored {
    preset: Preset,
    base_url: String,
    model: String,
}

impl TryFrom<Stored> for Endpoint {
    type Error = EndpointError;

    fn try_from(stored: Stored) -> Result<Self, EndpointError> {
        Self::new(stored.preset, &stored.base_url, &stored.model)
    }
}

impl Endpoint {
    /// An endpoint from what the user typed: `base_url` may end in a slash, lack the API's version path
    /// or be the full address of one of the API's operations. Of the browser's own model nothing can be
    /// typed: it is where it is.
    ///
    /// # Errors
    /// The address cannot be used.
    pub fn new(preset: Preset, base_url: &str, model: &str) -> Result<Self, EndpointError> {
        let model = model.trim();
        if preset == Preset::BuiltIn {
            return Ok(Self::at(preset, BaseUrl::built_in(), BUILT_IN_MODEL));
        }
        let (base_url, deployment) = match preset {
            Preset::Azure => base_url::azure_parts(base_url),
            _ => (base_url, None),
        };
        let base_url = BaseUrl::parse(base_url)?;
        if base_url.is_built_in() {
            return Err(EndpointError::NotHttp);
        }
        let model = match (model, deployment) {
            ("", Some(deployment)) => deployment,
            _ => model,
        };
        Ok(Self::at(preset, base_url.normalised_for(preset), model))
    }

    fn at(preset: Preset, base_url: BaseUrl, model: &str) -> Self {
        Self {
            preset,
            base_url,
            model: model.to_owned(),
            context: None,
        }
    }

    /// The same with what is known of the model's context, in tokens.
    #[must_use]
    pub fn with_context(self, context: Option<u64>) -> Self {
        Self { context, ..self }
    }

    /// The protocol that it speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.preset.dialect()
    }

    /// `scheme://host[:port]`, without the scheme's default port.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base_url.origin()
    }

    /// Whether a run can be started with `key`.
    ///
    /// # Errors
    /// [`EndpointError::NoModel`], [`EndpointError::NoResource`], or [`EndpointError::NoKey`] for a
    /// provider's own service; a proxy at another origin may bring the key itself.
    pub fn ready(&self, key: Option<&Secret>) -> Result<(), EndpointError> {
        if self.model.is_empty() {
            return Err(EndpointError::NoModel);
        }
        let usual = BaseUrl::parse(self.preset.default_base_url());
        let is_usual = usual.is_ok_and(|url| url.origin() == self.origin());
        if is_usual && self.preset == Preset::Azure {
            return Err(EndpointError::NoResource);
        }
        let own_service = is_usual || self.preset.is_served_at(self.base_url.host());
        if key.is_none() && own_service && self.preset.key_need() == KeyNeed::Required {
            return Err(EndpointError::NoKey);
        }
        Ok(())
    }
}

/// A provider key. It shows itself to nobody who does not ask with [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Shorter keys are stand-ins such as `ollama`, words that no text has to hide.
    pub const SHORTEST_TO_HIDE: usize = 8;

    /// A key as pasted; surrounding white space is dropped.
    ///
    /// # Errors
    /// [`EndpointError::NoKey`] when nothing is left, [`EndpointError::KeyCharacters`] when it could not
    /// be sent in a header.
    pub fn new(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EndpointError::NoKey);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(EndpointError::KeyCharacters);
        }
        Ok(Self(text.to_owned()))
    }

    /// The key itself, for a request header or for storage that the user asked for.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A key and the origin that it was entered for. It is never given to another one, so that editing the
/// address cannot send it to a stranger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    secret: Secret,
    origin: String,
}

impl Key {
    /// Binds a key to an origin as [`Endpoint::origin`] gives it.
    #[must_use]
    pub fn new(secret: Secret, origin: String) -> Self {
        Self { secret, origin }
    }

    /// The origin that it was entered for.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The key, if `endpoint` is at the origin that it was entered for.
    #[must_use]
    pub fn key_for(&self, endpoint: &Endpoint) -> Option<&Secret> {
        (endpoint.origin() == self.origin).then_some(&self.secret)
    }
}
