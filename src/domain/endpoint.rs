//! Where a design is asked for: the provider, its address, the model, and the key that belongs to it.
//!
//! An endpoint is stored and exported; the key never is part of it. This file must not know how a
//! request looks on the wire (`wire`), only which dialect an endpoint speaks.

mod base_url;
pub mod doctor;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{locale::Locale, wire::Dialect};

pub use base_url::{BaseUrl, EndpointError, Reach};

/// The kinds of endpoint offered by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// OpenAI, Chat Completions.
    #[default]
    #[serde(rename = "openai")]
    OpenAi,
    /// Anthropic, Messages.
    Anthropic,
    /// Google Gemini, `streamGenerateContent`.
    Gemini,
    /// Ollama, its native chat.
    Ollama,
    /// LM Studio.
    #[serde(rename = "lmstudio")]
    LmStudio,
    /// llama.cpp's server.
    #[serde(rename = "llamacpp")]
    LlamaCpp,
    /// vLLM.
    Vllm,
    /// OpenRouter.
    #[serde(rename = "openrouter")]
    OpenRouter,
    /// A LiteLLM proxy.
    #[serde(rename = "litellm")]
    LiteLlm,
    /// Anything else that speaks OpenAI's Chat Completions.
    #[serde(rename = "other")]
    OtherCompatible,
}

/// Whether an endpoint wants a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyNeed {
    /// The provider answers nobody without one.
    Required,
    /// It depends on how the server was started.
    Optional,
}

impl Preset {
    /// All presets, in the order in which they are offered.
    pub const ALL: [Self; 10] = [
        Self::OpenAi,
        Self::Anthropic,
        Self::Gemini,
        Self::OpenRouter,
        Self::Ollama,
        Self::LmStudio,
        Self::LlamaCpp,
        Self::Vllm,
        Self::LiteLlm,
        Self::OtherCompatible,
    ];

    /// The name under which it is stored; equal to its serde form and never changed.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Ollama => "ollama",
            Self::LmStudio => "lmstudio",
            Self::LlamaCpp => "llamacpp",
            Self::Vllm => "vllm",
            Self::OpenRouter => "openrouter",
            Self::LiteLlm => "litellm",
            Self::OtherCompatible => "other",
        }
    }

    /// The preset stored under `id`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.id() == id)
    }

    /// The provider's name.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI",
            Self::Anthropic => "Anthropic",
            Self::Gemini => "Google Gemini",
            Self::Ollama => "Ollama",
            Self::LmStudio => "LM Studio",
            Self::LlamaCpp => "llama.cpp",
            Self::Vllm => "vLLM",
            Self::OpenRouter => "OpenRouter",
            Self::LiteLlm => "LiteLLM",
            Self::OtherCompatible => locale.endpoint_preset_other(),
        }
    }

    /// The base URL that it has unless the user says otherwise.
    #[must_use]
    pub fn default_base_url(self) -> &'static str {
        match self {
            Self::OpenAi => "https://api.openai.com/v1",
            Self::Anthropic => "https://api.anthropic.com",
            Self::Gemini => "https://generativelanguage.googleapis.com/v1beta",
            Self::Ollama => "http://localhost:11434",
            Self::LmStudio => "http://localhost:1234/v1",
            Self::LlamaCpp => "http://localhost:8080/v1",
            Self::Vllm | Self::OtherCompatible => "http://localhost:8000/v1",
            Self::OpenRouter => "https://openrouter.ai/api/v1",
            Self::LiteLlm => "http://localhost:4000/v1",
        }
    }

    /// The protocol that it speaks.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        match self {
            Self::Anthropic => Dialect::Anthropic,
            Self::Gemini => Dialect::Gemini,
            Self::Ollama => Dialect::Ollama,
            _ => Dialect::OpenAiChat,
        }
    }

    /// Whether its own service wants a key.
    #[must_use]
    pub fn key_need(self) -> KeyNeed {
        match self {
            Self::OpenAi | Self::Anthropic | Self::Gemini | Self::OpenRouter => KeyNeed::Required,
            _ => KeyNeed::Optional,
        }
    }

    /// An example of a model's name, shown in the empty field.
    #[must_use]
    pub fn model_example(self) -> &'static str {
        match self {
            Self::OpenAi => "gpt-5.1",
            Self::Anthropic | Self::LiteLlm => "claude-opus-4-7",
            Self::Gemini => "gemini-3-pro-preview",
            Self::Ollama => "qwen3:32b",
            Self::LmStudio => "openai/gpt-oss-20b",
            Self::LlamaCpp => "default",
            Self::Vllm | Self::OtherCompatible => "Qwen/Qwen3-32B",
            Self::OpenRouter => "anthropic/claude-opus-4.7",
        }
    }

    /// Whether it is usually a program on the user's own machine or network.
    #[must_use]
    pub fn is_self_hosted(self) -> bool {
        self.key_need() == KeyNeed::Optional
    }
}

/// A configured endpoint; safe to store and to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The kind of endpoint.
    pub preset: Preset,
    /// Where it is.
    pub base_url: BaseUrl,
    /// The model's id as the provider names it; empty until one was chosen.
    pub model: String,
}

impl Endpoint {
    /// An endpoint from what the user typed: `base_url` may end in a slash, lack the API's version path
    /// or be the full address of one of the API's operations.
    ///
    /// # Errors
    /// The address cannot be used.
    pub fn new(preset: Preset, base_url: &str, model: &str) -> Result<Self, EndpointError> {
        Ok(Self {
            preset,
            base_url: BaseUrl::parse(base_url)?.normalised_for(preset),
            model: model.trim().to_owned(),
        })
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
    /// [`EndpointError::NoModel`], or [`EndpointError::NoKey`] for a provider's own service; a proxy at
    /// another origin may bring the key itself.
    pub fn ready(&self, key: Option<&Secret>) -> Result<(), EndpointError> {
        if self.model.is_empty() {
            return Err(EndpointError::NoModel);
        }
        let own_service = BaseUrl::parse(self.preset.default_base_url())
            .is_ok_and(|url| url.origin() == self.origin());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(preset: Preset, url: &str) -> Endpoint {
        Endpoint::new(preset, url, "m").unwrap()
    }

    #[test]
    fn presets_agree_with_their_stored_form() {
        for preset in Preset::ALL {
            let stored = serde_json::to_string(&preset).unwrap();
            assert_eq!(stored, format!("\"{}\"", preset.id()));
            assert_eq!(Preset::from_id(preset.id()), Some(preset));
            let url = endpoint(preset, preset.default_base_url()).base_url;
            assert_eq!(
                url.as_str(),
                preset.default_base_url(),
                "defaults are normal"
            );
            for locale in Locale::ALL {
                assert!(!preset.label(locale).is_empty());
            }
        }
    }

    #[test]
    fn what_people_paste_is_normalised() {
        use Preset::*;
        for (preset, pasted, expected) in [
            (
                OpenAi,
                " https://API.openai.com/v1/ ",
                "https://api.openai.com/v1",
            ),
            (
                OpenAi,
                "https://api.openai.com/v1/chat/completions",
                "https://api.openai.com/v1",
            ),
            (
                OpenAi,
                "https://api.openai.com/v1/chat/completions/",
                "https://api.openai.com/v1",
            ),
            (
                OpenAi,
                "https://api.openai.com/v1/responses",
                "https://api.openai.com/v1",
            ),
            (
                OpenAi,
                "https://api.openai.com",
                "https://api.openai.com/v1",
            ),
            (
                OtherCompatible,
                "https://api.deepseek.com/chat/completions",
                "https://api.deepseek.com",
            ),
            (
                OtherCompatible,
                "https://h/openai/v1//",
                "https://h/openai/v1",
            ),
            (
                LmStudio,
                "http://localhost:1234",
                "http://localhost:1234/v1",
            ),
            (
                LlamaCpp,
                "http://[::1]:8080/v1/models",
                "http://[::1]:8080/v1",
            ),
            (
                OpenRouter,
                "https://openrouter.ai/",
                "https://openrouter.ai/api/v1",
            ),
            (
                Anthropic,
                "https://api.anthropic.com/v1",
                "https://api.anthropic.com",
            ),
            (
                Anthropic,
                "https://api.anthropic.com/v1/messages",
                "https://api.anthropic.com",
            ),
            (
                Anthropic,
                "https://gw.example/anthropic",
                "https://gw.example/anthropic",
            ),
            (
                Gemini,
                "https://generativelanguage.googleapis.com/",
                "https://generativelanguage.googleapis.com/v1beta",
            ),
            (
                Gemini,
                "https://generativelanguage.googleapis.com/v1beta/models/gemini-x:streamGenerateContent",
                "https://generativelanguage.googleapis.com/v1beta",
            ),
            (
                Gemini,
                "https://generativelanguage.googleapis.com/v1beta/openai/",
                "https://generativelanguage.googleapis.com/v1beta",
            ),
            (
                Ollama,
                "http://localhost:11434/v1",
                "http://localhost:11434",
            ),
            (
                Ollama,
                "http://localhost:11434/api/chat",
                "http://localhost:11434",
            ),
            (Ollama, "HTTP://nas.local:11434/", "http://nas.local:11434"),
            (
                Ollama,
                "http://gw.example/ollama/api",
                "http://gw.example/ollama",
            ),
        ] {
            assert_eq!(
                endpoint(preset, pasted).base_url.as_str(),
                expected,
                "{pasted}"
            );
        }
    }

    #[test]
    fn a_stored_endpoint_holds_no_key_and_is_checked_when_read() {
        let stored = serde_json::to_string(&endpoint(Preset::OpenAi, "https://h/v1")).unwrap();
        assert_eq!(
            stored,
            r#"{"preset":"openai","base_url":"https://h/v1","model":"m"}"#
        );
        let evil = stored.replace("https://h/v1", "https://user:pw@h/v1");
        assert!(serde_json::from_str::<Endpoint>(&evil).is_err());
    }

    #[test]
    fn a_key_stays_with_its_origin() {
        let home = endpoint(Preset::OpenAi, "https://api.openai.com/v1");
        let key = Key::new(Secret::new(" sk-1\n").unwrap(), home.origin());
        for (url, given) in [
            ("https://api.openai.com:443/v2", true),
            ("https://API.OPENAI.COM/v1", true),
            ("http://api.openai.com/v1", false),
            ("https://api.openai.com:8443/v1", false),
            ("https://api.openai.com.evil.example/v1", false),
            ("https://evil.example/api.openai.com/v1", false),
        ] {
            let found = key.key_for(&endpoint(Preset::OpenAi, url));
            assert_eq!(found.map(Secret::expose), given.then_some("sk-1"), "{url}");
        }
        assert!(!format!("{key:?}").contains("sk-1"));
    }

    #[test]
    fn a_key_must_fit_into_a_header() {
        assert_eq!(Secret::new("  "), Err(EndpointError::NoKey));
        assert_eq!(Secret::new("sk-“1”"), Err(EndpointError::KeyCharacters));
        assert_eq!(Secret::new("sk\r\nx: y"), Err(EndpointError::KeyCharacters));
    }

    #[test]
    fn only_a_provider_s_own_service_insists_on_a_key() {
        let own = endpoint(Preset::Anthropic, "https://api.anthropic.com");
        assert_eq!(own.ready(None), Err(EndpointError::NoKey));
        assert_eq!(own.ready(Some(&Secret::new("k").unwrap())), Ok(()));
        let proxy = endpoint(Preset::Anthropic, "http://127.0.0.1:4010");
        assert_eq!(proxy.ready(None), Ok(()));
        let nameless = Endpoint::new(Preset::Ollama, "http://localhost:11434", " ").unwrap();
        assert_eq!(nameless.ready(None), Err(EndpointError::NoModel));
    }
}
