//! What people paste, what is stored, and where a key may go.

use super::*;
use crate::domain::locale::Locale;

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
    }
}

#[test]
fn no_two_presets_are_called_the_same() {
    for locale in Locale::ALL {
        let names: std::collections::BTreeSet<_> =
            Preset::ALL.map(|preset| preset.label(locale)).into();
        assert_eq!(names.len(), Preset::ALL.len());
    }
}

#[test]
fn the_browser_s_own_model_is_where_it_is() {
    for typed in ["", "http://localhost:11434", BaseUrl::BUILT_IN, "nonsense"] {
        let own = Endpoint::new(Preset::BuiltIn, typed, " ").unwrap();
        assert_eq!(own.base_url.as_str(), BaseUrl::BUILT_IN);
        assert_eq!(own.origin(), BaseUrl::BUILT_IN);
        assert_eq!(own.base_url.reach(), Reach::Browser);
        assert_eq!(own.ready(None), Ok(()));
        let stored = serde_json::to_string(&own).unwrap();
        assert_eq!(serde_json::from_str::<Endpoint>(&stored).unwrap(), own);
        let moved = stored.replace("built-in", "openai");
        assert!(serde_json::from_str::<Endpoint>(&moved).is_err());
    }
    for preset in Preset::ALL {
        let elsewhere = Endpoint::new(preset, BaseUrl::BUILT_IN, "m");
        assert_eq!(elsewhere.is_ok(), preset == Preset::BuiltIn);
    }
}

#[test]
fn azure_wants_a_resource_a_deployment_and_a_key() {
    let usual = endpoint(Preset::Azure, Preset::Azure.default_base_url());
    let key = Secret::new("k").unwrap();
    assert_eq!(usual.ready(Some(&key)), Err(EndpointError::NoResource));
    let own = endpoint(Preset::Azure, "https://res.openai.azure.com");
    assert_eq!(own.ready(None), Err(EndpointError::NoKey));
    assert_eq!(own.ready(Some(&key)), Ok(()));
    let gateway = endpoint(Preset::Azure, "https://gw.azure-api.net/openai/v1");
    assert_eq!(gateway.ready(None), Ok(()));
    let pasted = "https://res.openai.azure.com/openai/deployments/gpt-4o_eu/chat/completions?api-version=2024-10-21";
    for (typed, model) in [("", "gpt-4o_eu"), ("mine", "mine")] {
        let found = Endpoint::new(Preset::Azure, pasted, typed).unwrap();
        assert_eq!(found.model, model);
        let url = found.base_url.as_str();
        assert_eq!(url, "https://res.openai.azure.com/openai/v1");
    }
    let keyed = "https://res.openai.azure.com/openai/v1?api-version=1&key=abc";
    let refused = Endpoint::new(Preset::Azure, keyed, "m");
    assert_eq!(refused, Err(EndpointError::HasQuery));
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
            OpenAiResponses,
            "https://api.openai.com/v1/responses",
            "https://api.openai.com/v1",
        ),
        (
            OpenAiResponses,
            "https://api.openai.com",
            "https://api.openai.com/v1",
        ),
        (
            Azure,
            "https://Res.openai.azure.com/",
            "https://res.openai.azure.com/openai/v1",
        ),
        (
            Azure,
            "https://res.openai.azure.com/openai",
            "https://res.openai.azure.com/openai/v1",
        ),
        (
            Azure,
            "https://res.openai.azure.com/openai/v1/",
            "https://res.openai.azure.com/openai/v1",
        ),
        (
            Azure,
            "https://res.openai.azure.com/openai/v1/chat/completions?api-version=preview",
            "https://res.openai.azure.com/openai/v1",
        ),
        (
            Azure,
            "https://res.services.ai.azure.com/openai/v1/responses",
            "https://res.services.ai.azure.com/openai/v1",
        ),
        (
            Azure,
            "https://res.cognitiveservices.azure.com/openai/deployments/d/chat/completions?api-version=2025-01-01-preview",
            "https://res.cognitiveservices.azure.com/openai/v1",
        ),
        (
            Azure,
            "https://res.openai.azure.com/openai/responses?api-version=2025-04-01-preview",
            "https://res.openai.azure.com/openai/v1",
        ),
        (
            Azure,
            "https://gw.azure-api.net/team/openai/deployments/d",
            "https://gw.azure-api.net/team/openai/v1",
        ),
        (
            Mistral,
            "https://api.mistral.ai/v1/chat/completions",
            "https://api.mistral.ai/v1",
        ),
        (
            Mistral,
            "https://api.mistral.ai",
            "https://api.mistral.ai/v1",
        ),
        (
            DeepSeek,
            "https://api.deepseek.com/chat/completions",
            "https://api.deepseek.com",
        ),
        (
            DeepSeek,
            "https://api.deepseek.com/v1",
            "https://api.deepseek.com/v1",
        ),
        (
            Groq,
            "https://api.groq.com",
            "https://api.groq.com/openai/v1",
        ),
        (
            Groq,
            "https://api.groq.com/openai/v1/models",
            "https://api.groq.com/openai/v1",
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
