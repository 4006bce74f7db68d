//! The kinds of endpoint that are offered by name, and what is known of each. It must not know anything
//! of a configured one.

use serde::{Deserialize, Serialize};

use crate::domain::{endpoint::BaseUrl, locale::Locale, wire::Dialect};

/// The kinds of endpoint offered by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// OpenAI, Chat Completions.
    #[default]
    #[serde(rename = "openai")]
    OpenAi,
    /// OpenAI, Responses.
    #[serde(rename = "openai-responses")]
    OpenAiResponses,
    /// Anthropic, Messages.
    Anthropic,
    /// Google Gemini, `streamGenerateContent`.
    Gemini,
    /// Azure OpenAI and Foundry, the path that follows OpenAI's.
    Azure,
    /// Mistral.
    Mistral,
    /// DeepSeek.
    #[serde(rename = "deepseek")]
    DeepSeek,
    /// Groq.
    Groq,
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
    /// The browser's own model.
    BuiltIn,
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
    /// There is nobody to give one to.
    Never,
}

impl Preset {
    /// All presets, in the order in which they are offered.
    pub const ALL: [Self; 16] = [
        Self::OpenAi,
        Self::OpenAiResponses,
        Self::Anthropic,
        Self::Gemini,
        Self::Azure,
        Self::Mistral,
        Self::DeepSeek,
        Self::Groq,
        Self::OpenRouter,
        Self::Ollama,
        Self::LmStudio,
        Self::LlamaCpp,
        Self::Vllm,
        Self::LiteLlm,
        Self::BuiltIn,
        Self::OtherCompatible,
    ];

    /// The name under which it is stored; equal to its serde form and never changed.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::OpenAiResponses => "openai-responses",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Azure => "azure",
            Self::Mistral => "mistral",
            Self::DeepSeek => "deepseek",
            Self::Groq => "groq",
            Self::Ollama => "ollama",
            Self::LmStudio => "lmstudio",
            Self::LlamaCpp => "llamacpp",
            Self::Vllm => "vllm",
            Self::OpenRouter => "openrouter",
            Self::LiteLlm => "litellm",
            Self::BuiltIn => "built-in",
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
            Self::OpenAiResponses => "OpenAI (Responses)",
            Self::Anthropic => "Anthropic",
            Self::Gemini => "Google Gemini",
            Self::Azure => "Azure OpenAI",
            Self::Mistral => "Mistral",
            Self::DeepSeek => "DeepSeek",
            Self::Groq => "Groq",
            Self::Ollama => "Ollama",
            Self::LmStudio => "LM Studio",
            Self::LlamaCpp => "llama.cpp",
            Self::Vllm => "vLLM",
            Self::OpenRouter => "OpenRouter",
            Self::LiteLlm => "LiteLLM",
            Self::BuiltIn => locale.endpoint_preset_built_in(),
            Self::OtherCompatible => locale.endpoint_preset_other(),
        }
    }

    /// The base URL that it has unless the user says otherwise. Azure's names a resource that is yet to be
    /// filled in; the browser's own model cannot have another one.
    #[must_use]
    pub fn default_base_url(self) -> &'static str {
        match self {
            Self::OpenAi | Self::OpenAiResponses => "https://api.openai.com/v1",
            Self::Anthropic => "https://api.anthropic.com",
            Self::Gemini => "https://generativelanguage.googleapis.com/v1beta",
            Self::Azure => "https://your-resource.openai.azure.com/openai/v1",
            Self::Mistral => "https://api.mistral.ai/v1",
            Self::DeepSeek => "https://api.deepseek.com",
            Self::Groq => "https://api.groq.com/openai/v1",
            Self::Ollama => "http://localhost:11434",
            Self::LmStudio => "http://localhost:1234/v1",
            Self::LlamaCpp => "http://localhost:8080/v1",
            Self::Vllm | Self::OtherCompatible => "http://localhost:8000/v1",
            Self::OpenRouter => "https://openrouter.ai/api/v1",
            Self::LiteLlm => "http://localhost:4000/v1",
            Self::BuiltIn => BaseUrl::BUILT_IN,
        }
    }

    /// The protocol that it speaks.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        match self {
            Self::OpenAiResponses => Dialect::OpenAiResponses,
            Self::Anthropic => Dialect::Anthropic,
            Self::Gemini => Dialect::Gemini,
            Self::Ollama => Dialect::Ollama,
            Self::BuiltIn => Dialect::BuiltIn,
            _ => Dialect::OpenAiChat,
        }
    }

    /// Whether its own service wants a key.
    #[must_use]
    pub fn key_need(self) -> KeyNeed {
        match self {
            Self::OpenAi
            | Self::OpenAiResponses
            | Self::Anthropic
            | Self::Gemini
            | Self::Azure
            | Self::Mistral
            | Self::DeepSeek
            | Self::Groq
            | Self::OpenRouter => KeyNeed::Required,
            Self::BuiltIn => KeyNeed::Never,
            _ => KeyNeed::Optional,
        }
    }

    /// Whether a host is its own service, where that is not the default one.
    #[must_use]
    pub(super) fn is_served_at(self, host: &str) -> bool {
        self == Self::Azure && is_azure(host)
    }

    /// An example of a model's name, shown in the empty field.
    #[must_use]
    pub fn model_example(self) -> &'static str {
        match self {
            // Azure's is the name of a deployment, usually that of its model.
            Self::OpenAi | Self::OpenAiResponses | Self::Azure => "gpt-5.1",
            Self::Anthropic | Self::LiteLlm => "claude-opus-4-7",
            Self::Gemini => "gemini-3-pro-preview",
            Self::Mistral => "mistral-large-latest",
            Self::DeepSeek => "deepseek-chat",
            Self::Groq => "openai/gpt-oss-120b",
            Self::Ollama => "qwen3:32b",
            Self::LmStudio => "openai/gpt-oss-20b",
            Self::LlamaCpp => "default",
            Self::Vllm | Self::OtherCompatible => "Qwen/Qwen3-32B",
            Self::OpenRouter => "anthropic/claude-opus-4.7",
            Self::BuiltIn => BUILT_IN_MODEL,
        }
    }

    /// Whether it is usually a program on the user's own machine or network.
    #[must_use]
    pub fn is_self_hosted(self) -> bool {
        self.key_need() == KeyNeed::Optional
    }
}

/// The name of the browser's own model, which has none that a page could learn.
pub const BUILT_IN_MODEL: &str = "default";

/// Whether a host is one of Azure's for models.
#[must_use]
pub(super) fn is_azure(host: &str) -> bool {
    [
        ".openai.azure.com",
        ".ai.azure.com",
        ".cognitiveservices.azure.com",
    ]
    .iter()
    .any(|end| host.ends_with(end))
}
