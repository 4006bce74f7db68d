//! Which server an endpoint most likely is: its preset, unless host or port say more. Only remedies
//! depend on it, so a wrong guess costs a useless hint and no more.

use crate::domain::{
    endpoint::{Endpoint, Preset, preset::is_azure},
    locale::Locale,
};

/// The server behind an endpoint, by the preset that knows its ways.
pub(super) fn of(endpoint: &Endpoint) -> Preset {
    match endpoint.base_url.host() {
        host if is_azure(host) => Preset::Azure,
        "api.deepseek.com" => Preset::DeepSeek,
        "api.mistral.ai" => Preset::Mistral,
        "api.groq.com" => Preset::Groq,
        _ => by_port(endpoint),
    }
}

/// Its name within a sentence.
pub(super) fn label(server: Preset, locale: Locale) -> &'static str {
    match server {
        Preset::OtherCompatible => locale.doctor_server_other(),
        server => server.label(locale),
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
            (Vllm, "http://localhost:8000/v1", Vllm),
            (BuiltIn, "", BuiltIn),
            (Azure, "https://gw.azure-api.net/openai/v1", Azure),
            (LiteLlm, "https://gw.example/v1", LiteLlm),
            (OtherCompatible, "http://localhost:11434/v1", Ollama),
            (Anthropic, "http://nas:1234", LmStudio),
            (LlamaCpp, "http://nas:11434", LlamaCpp),
            (
                OtherCompatible,
                "https://res.openai.azure.com/openai/v1",
                Azure,
            ),
            (OpenAi, "https://res.services.ai.azure.com/openai/v1", Azure),
            (OtherCompatible, "https://api.deepseek.com", DeepSeek),
            (OtherCompatible, "https://api.mistral.ai/v1", Mistral),
            (OtherCompatible, "https://api.groq.com/openai/v1", Groq),
        ] {
            let endpoint = Endpoint::new(preset, url, "m").unwrap();
            assert_eq!(of(&endpoint), expected, "{url}");
        }
    }
}
