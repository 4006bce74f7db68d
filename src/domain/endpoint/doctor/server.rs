//! Which server an endpoint most likely is: its preset, unless host or port say more. Only remedies
//! depend on it, so a wrong guess costs a useless hint and no more.

use crate::domain::{
    endpoint::{Endpoint, Preset},
    locale::Locale,
};

/// A server, as far as its way of allowing web pages is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// One that has a preset.
    Known(Preset),
    /// Azure OpenAI and Foundry: no web page is ever let in.
    Azure,
    /// DeepSeek: reports on web pages contradict each other.
    DeepSeek,
    /// Mistral.
    Mistral,
    /// Groq.
    Groq,
}

impl Server {
    /// The server behind an endpoint.
    #[must_use]
    pub fn of(endpoint: &Endpoint) -> Self {
        let host = endpoint.base_url.host();
        if host.ends_with(".openai.azure.com") || host.ends_with(".ai.azure.com") {
            return Self::Azure;
        }
        match host {
            "api.deepseek.com" => Self::DeepSeek,
            "api.mistral.ai" => Self::Mistral,
            "api.groq.com" => Self::Groq,
            _ => Self::Known(by_port(endpoint)),
        }
    }

    /// Its name.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::Known(Preset::OtherCompatible) => locale.doctor_server_other(),
            Self::Known(preset) => preset.label(locale),
            Self::Azure => "Azure",
            Self::DeepSeek => "DeepSeek",
            Self::Mistral => "Mistral",
            Self::Groq => "Groq",
        }
    }

    /// Whether its users run it themselves.
    #[must_use]
    pub fn is_self_hosted(self) -> bool {
        matches!(self, Self::Known(preset) if preset.is_self_hosted())
    }
}

/// Two servers are recognised by a port that nothing else uses.
fn by_port(endpoint: &Endpoint) -> Preset {
    match (endpoint.preset, endpoint.base_url.port()) {
        (Preset::OtherCompatible | Preset::Anthropic, 11434) => Preset::Ollama,
        (Preset::OtherCompatible | Preset::Anthropic, 1234) => Preset::LmStudio,
        (preset, _) => preset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_preset_host_or_port() {
        use Preset::*;
        for (preset, url, expected) in [
            (Vllm, "http://localhost:8000/v1", Server::Known(Vllm)),
            (
                OtherCompatible,
                "http://localhost:11434/v1",
                Server::Known(Ollama),
            ),
            (Anthropic, "http://nas:1234", Server::Known(LmStudio)),
            (LlamaCpp, "http://nas:11434", Server::Known(LlamaCpp)),
            (
                OtherCompatible,
                "https://res.openai.azure.com/openai/v1",
                Server::Azure,
            ),
            (
                OpenAi,
                "https://res.services.ai.azure.com/openai/v1",
                Server::Azure,
            ),
            (
                OtherCompatible,
                "https://api.deepseek.com",
                Server::DeepSeek,
            ),
            (
                OtherCompatible,
                "https://api.mistral.ai/v1",
                Server::Mistral,
            ),
            (
                OtherCompatible,
                "https://api.groq.com/openai/v1",
                Server::Groq,
            ),
        ] {
            let endpoint = Endpoint::new(preset, url, "m").unwrap();
            assert_eq!(Server::of(&endpoint), expected, "{url}");
        }
    }
}
