//! What is said and what is there to copy, for every cause and in both languages.

use super::{
    Browser, Diagnosis, Explanation, Language, Observations,
    Outcome::{Failed, Opaque},
    Verdict, explain,
    scene::*,
};
use crate::domain::{
    endpoint::Preset::{self, *},
    locale::Locale,
    wire::{ProviderError, ProviderErrorKind},
};

fn said(seen: &Observations, locale: Locale) -> Explanation {
    explain(&verdict(seen), seen, locale)
}

/// Fails unless something to copy is exactly this, in both languages.
#[track_caller]
fn copies(seen: &Observations, text: &str) {
    for locale in Locale::ALL {
        let said = said(seen, locale);
        let snippets = said.steps.iter().flat_map(|step| &step.snippets);
        let texts: Vec<_> = snippets.map(|snippet| snippet.text.as_str()).collect();
        assert!(texts.contains(&text), "{text:?} is not in {texts:#?}");
    }
}

/// Fails unless a sentence contains this, in both languages.
#[track_caller]
fn mentions(seen: &Observations, part: &str) {
    for locale in Locale::ALL {
        let said = said(seen, locale);
        let found =
            said.message.contains(part) || said.steps.iter().any(|step| step.text.contains(part));
        assert!(found, "{part:?} is not in {said:#?}");
    }
}

#[test]
fn ollama_is_told_to_let_this_page_in_however_it_runs() {
    let seen = scene(Ollama, "").opaque(Opaque);
    copies(&seen, "OLLAMA_ORIGINS=https://studio.example ollama serve");
    copies(
        &seen,
        "launchctl setenv OLLAMA_ORIGINS https://studio.example",
    );
    copies(
        &seen,
        "[Service]\nEnvironment=\"OLLAMA_ORIGINS=https://studio.example\"\n",
    );
    copies(&seen, "setx OLLAMA_ORIGINS \"https://studio.example\"");
    mentions(&seen, "https://studio.example");
    let moved = scene(Ollama, "http://localhost:9999").opaque(Opaque);
    copies(
        &moved,
        "OLLAMA_ORIGINS=https://studio.example OLLAMA_HOST=127.0.0.1:9999 ollama serve",
    );
    let remote = scene(Ollama, "http://192.168.1.50:11434").opaque(Opaque);
    copies(
        &remote,
        "OLLAMA_ORIGINS=https://studio.example OLLAMA_HOST=0.0.0.0:11434 ollama serve",
    );
    let readable = scene(Ollama, "https://ollama.example").listed(says(403, ""));
    mentions(&readable, "Host: localhost:11434");
    let proxied = scene(Ollama, "https://ollama.example").opaque(Opaque);
    copies(
        &proxied,
        "OLLAMA_ORIGINS=https://studio.example ollama serve",
    );
}

#[test]
fn other_servers_are_told_in_their_own_way() {
    copies(
        &scene(LmStudio, "").opaque(Opaque),
        "lms server start --cors",
    );
    copies(
        &scene(LmStudio, "http://localhost:4321/v1").opaque(Opaque),
        "lms server start --port 4321 --cors",
    );
    copies(
        &scene(LlamaCpp, "").opaque(Opaque),
        "llama-server -m model.gguf --cors-origins https://studio.example",
    );
    copies(
        &scene(LlamaCpp, "http://10.0.0.7:9090/v1").opaque(Opaque),
        "llama-server -m model.gguf --host 0.0.0.0 --port 9090 --cors-origins https://studio.example",
    );
    let vllm = scene(Vllm, "")
        .wants("Qwen/Qwen3-32B")
        .keyed()
        .simple(Failed);
    copies(
        &vllm,
        r#"vllm serve Qwen/Qwen3-32B --allowed-origins '["https://studio.example"]'"#,
    );
    mentions(&vllm, "--api-key");
    mentions(&scene(Vllm, "").simple(says(200, "")), "VLLM_API_KEY");
    mentions(&scene(LiteLlm, "").opaque(Opaque), "CORS");
    mentions(&scene(OpenAi, "").keyed().simple(Failed), "VPN");
    mentions(&scene(Anthropic, "").keyed().simple(Failed), "VPN");
    mentions(
        &scene(OtherCompatible, "").opaque(Opaque),
        "Access-Control-Allow-Origin: https://studio.example",
    );
}

#[test]
fn a_server_that_lets_no_page_in_gets_a_proxy() {
    let azure = scene(OtherCompatible, "https://r.openai.azure.com/openai/v1")
        .keyed()
        .wants("gpt-5.1")
        .opaque(Opaque);
    copies(
        &azure,
        "model_list:\n  - model_name: \"gpt-5.1\"\n    litellm_params:\n      model: \"azure/gpt-5.1\"\n      api_base: \"https://r.openai.azure.com\"\n      api_key: os.environ/AZURE_API_KEY\n",
    );
    copies(&azure, "litellm --config config.yaml --port 4000");
    copies(&azure, "http://localhost:4000/v1");
    copies(&azure, "http://localhost:8787/openai/v1");
    for language in [Language::Nginx, Language::Caddy] {
        let said = said(&azure, Locale::En);
        let mut snippets = said.steps.iter().flat_map(|step| &step.snippets);
        let snippet = snippets
            .find(|snippet| snippet.language == language)
            .unwrap();
        for part in [
            "Access-Control-Allow-Origin \"https://studio.example\"",
            "Access-Control-Allow-Headers \"content-type, authorization\"",
            "https://r.openai.azure.com",
            "8787",
            "OPTIONS",
        ] {
            assert!(snippet.text.contains(part), "{part} in {}", snippet.text);
        }
        let depth = |c| snippet.text.matches(c).count();
        assert_eq!(depth('{'), depth('}'));
    }
    let deepseek = scene(OtherCompatible, "https://api.deepseek.com").keyed();
    mentions(&deepseek.opaque(Opaque), "DeepSeek");
    let organisation = r#"{"type":"error","error":{"type":"authentication_error","message":"CORS requests are not allowed for this Organization"}}"#;
    let claude = scene(Anthropic, "").keyed().listed(says(401, organisation));
    copies(&claude, "litellm --config config.yaml --port 4000");
    let dropped =
        organisation.replace("are not allowed for this Organization", "must set a header");
    mentions(
        &scene(Anthropic, "https://gw.example")
            .keyed()
            .listed(says(401, &dropped)),
        "anthropic-dangerous-direct-browser-access",
    );
}

#[test]
fn azure_gets_a_gateway_of_its_own() {
    let policy = "<origin>https://studio.example</origin>";
    let headers = "        <header>content-type</header>\n        <header>api-key</header>\n";
    let gateway = || scene(Azure, "https://gw.azure-api.net/openai/v1").keyed();
    for azure in [
        scene(Azure, "https://r.openai.azure.com/openai/v1")
            .keyed()
            .simple(Failed),
        gateway().simple(Failed),
        gateway().simple(says(401, "")),
    ] {
        let said = said(&azure, Locale::En);
        let mut snippets = said.steps.iter().flat_map(|step| &step.snippets);
        let snippet = snippets.find(|snippet| snippet.language == Language::Xml);
        let text = &snippet.unwrap().text;
        assert!(text.contains(policy) && text.contains(headers), "{text}");
    }
    let direct = scene(Azure, "https://r.openai.azure.com").keyed();
    copies(
        &direct.opaque(Opaque),
        "litellm --config config.yaml --port 4000",
    );
}

#[test]
fn a_browser_without_a_model_is_told_what_it_takes() {
    let missing = scene(BuiltIn, "").listed(Failed);
    mentions(&missing, "Chrome 148");
    mentions(&missing, "Ollama");
    let unavailable = scene(BuiltIn, "").listed(says(200, r#"{"availability":"unavailable"}"#));
    mentions(&unavailable, "22 GB");
}

#[test]
fn headers_that_are_refused_are_named() {
    let ollama = scene(Anthropic, "http://localhost:11434")
        .keyed()
        .simple(says(200, LIST));
    mentions(&ollama, "x-api-key");
    copies(&ollama, "http://localhost:11434");
    let other = scene(OtherCompatible, "").keyed().simple(says(200, LIST));
    mentions(&other, "Access-Control-Allow-Headers: authorization");
}

#[test]
fn browsers_are_told_in_their_own_way() {
    let denied = scene(Ollama, "").may("denied").listed(Failed);
    copies(
        &denied,
        "chrome://settings/content/siteDetails?site=https%3A%2F%2Fstudio.example",
    );
    let mut firefox = denied.clone();
    firefox.page.browser = Browser::Firefox;
    mentions(&firefox, "Firefox");
    let lan = scene(Ollama, "http://192.168.1.50:11434")
        .using(Browser::Firefox)
        .listed(Failed);
    mentions(&lan, "Edge");
    copies(&lan, "ssh -N -L 11434:localhost:11434 192.168.1.50");
    copies(&lan, "http://localhost:11434");
    copies(
        &lan,
        "https://192.168.1.50 {\n\ttls internal\n\treverse_proxy localhost:11434 {\n\t\theader_up Host {upstream_hostport}\n\t}\n}\n",
    );
    let public = scene(Vllm, "http://gpu.example/v1").opaque(Failed);
    copies(&public, "ssh -N -L 8787:localhost:80 gpu.example");
    copies(&public, "http://localhost:8787/v1");
    let literal = scene(Vllm, "http://8.8.8.8/v1").listed(Failed);
    assert_eq!(
        said(&literal, Locale::En).steps.len(),
        2,
        "nothing of private names"
    );
    let old = scene(Ollama, "http://nas:11434").may("").listed(Failed);
    mentions(&old, "142");
    let safari = scene(Ollama, "").using(Browser::Safari).listed(Failed);
    mentions(&safari, "Chrome");
    let waiting = scene(Ollama, "").using(Browser::Firefox).opaque(Failed);
    mentions(&waiting, "Firefox");
    let listening = scene(LlamaCpp, "http://[::]:8080/v1").listed(Failed);
    copies(&listening, "http://localhost:8080/v1");
}

#[test]
fn a_page_from_a_file_is_served_instead_of_allowed() {
    let seen = scene(Ollama, "").on("null").opaque(Opaque);
    mentions(&seen, "null");
    copies(&seen, "python3 -m http.server 8000");
}

#[test]
fn a_server_that_is_down_is_started() {
    for (preset, url, command) in [
        (
            Ollama,
            "",
            "OLLAMA_ORIGINS=https://studio.example ollama serve",
        ),
        (
            Ollama,
            "http://10.0.0.7:11434",
            "OLLAMA_ORIGINS=https://studio.example OLLAMA_HOST=0.0.0.0:11434 ollama serve",
        ),
        (LmStudio, "", "lms server start --cors"),
        (LlamaCpp, "", "llama-server -m model.gguf"),
        (
            Vllm,
            "http://localhost:9000/v1",
            "vllm serve m-1 --port 9000",
        ),
        (LiteLlm, "", "litellm --config config.yaml"),
    ] {
        copies(&scene(preset, url).opaque(Failed), command);
    }
    let beside = scene(Ollama, "").on("http://localhost:8080");
    copies(&beside.opaque(Failed), "ollama serve");
    copies(
        &scene(Ollama, "").opaque(Failed),
        "curl -i http://localhost:11434/api/tags",
    );
    mentions(
        &scene(LlamaCpp, "https://gpu.example/v1").opaque(Failed),
        "https://gpu.example",
    );
    mentions(&scene(OpenAi, "").keyed().opaque(Failed), "VPN");
}

#[test]
fn a_wrong_address_is_corrected() {
    let not_found = says(404, r#"{"detail":"Not Found"}"#);
    let seen = |preset, url| scene(preset, url).wants("").listed(not_found.clone());
    copies(
        &seen(OtherCompatible, "http://gpu:8000/api"),
        "http://gpu:8000/api/v1",
    );
    copies(
        &seen(Ollama, "http://localhost:11434/x"),
        "http://localhost:11434",
    );
    copies(
        &seen(OpenRouter, "https://openrouter.ai/v1"),
        "https://openrouter.ai/api/v1",
    );
}

#[test]
fn a_model_is_fetched_or_given_more_room() {
    let ollama = scene(Ollama, "")
        .wants("qwen3:32b; reboot")
        .listed(says(200, TAGS));
    let missing = ollama.streamed(says(404, r#"{"error":"model 'x' not found"}"#));
    copies(&missing, "ollama pull 'qwen3:32b; reboot'");
    let body = r#"{"error":{"message":"m","type":"exceed_context_size_error"}}"#;
    let mut llama = scene(LlamaCpp, "").streamed(says(400, body));
    copies(&llama, "llama-server -m model.gguf --ctx-size 32768");
    llama.needed_tokens = Some(50_000);
    copies(&llama, "llama-server -m model.gguf --ctx-size 50176");
    copies(
        &scene(Vllm, "").keyed().streamed(says(400, body)),
        "vllm serve m-1 --max-model-len 32768",
    );
    let mut crowded =
        scene(Vllm, "").listed(says(200, r#"{"data":[{"id":"m-1","max_model_len":4096}]}"#));
    crowded.needed_tokens = Some(30_000);
    mentions(&crowded, "4096");
    mentions(&crowded, "30000");
}

/// Every cause there is.
fn causes() -> Vec<Diagnosis> {
    use ProviderErrorKind::*;
    let mut causes = vec![
        Diagnosis::ListenAddress,
        Diagnosis::InsecurePage,
        Diagnosis::MixedContent,
        Diagnosis::SafariLoopback,
        Diagnosis::PermissionPending,
        Diagnosis::PermissionDenied,
        Diagnosis::Offline,
        Diagnosis::ServerDown { timed_out: false },
        Diagnosis::ServerDown { timed_out: true },
        Diagnosis::CorsRefused,
        Diagnosis::CorsNever,
        Diagnosis::CorsUnreliable,
        Diagnosis::HeaderRefused {
            headers: "x-api-key".into(),
        },
        Diagnosis::HiddenKeyRefusal,
        Diagnosis::KeyMissing,
        Diagnosis::KeyRefused,
        Diagnosis::KeyUnknownToProxy,
        Diagnosis::BrowserRefused {
            by_organisation: true,
        },
        Diagnosis::BrowserRefused {
            by_organisation: false,
        },
        Diagnosis::WrongPath,
        Diagnosis::WebPage,
        Diagnosis::NotTheApi,
        Diagnosis::NoModel { models: vec![] },
        Diagnosis::ModelNotFound {
            nearest: vec!["m-2".into()],
        },
        Diagnosis::ContextTooSmall { available: None },
        Diagnosis::NoBuiltInModel,
        Diagnosis::BuiltInNotLoaded,
        Diagnosis::Slow,
        Diagnosis::StreamLost,
        Diagnosis::Empty,
    ];
    for kind in [
        Forbidden,
        RateLimited,
        QuotaExhausted,
        Overloaded,
        ModelLoading,
        BadRequest,
        Server,
        Other,
    ] {
        causes.push(Diagnosis::Reported(ProviderError {
            kind,
            message: String::new(),
            status: None,
            retry_after_ms: None,
        }));
    }
    causes
}

#[test]
fn every_cause_says_something_of_its_own_in_both_languages() {
    for preset in Preset::ALL {
        let seen = scene(preset, "").keyed();
        let mut messages = std::collections::BTreeSet::new();
        for cause in causes() {
            let verdict = Verdict::from(cause);
            let [en, zh] = Locale::ALL.map(|locale| explain(&verdict, &seen, locale));
            assert!(messages.insert(en.message.clone()), "{}", en.message);
            assert!(messages.insert(zh.message.clone()), "{}", zh.message);
            assert!(!en.steps.is_empty(), "{verdict:?}");
            assert_eq!(en.steps.len(), zh.steps.len());
            for (en, zh) in en.steps.iter().zip(&zh.steps) {
                assert_ne!(en.text, zh.text);
                assert_eq!(en.snippets.len(), zh.snippets.len());
                for (en, zh) in en.snippets.iter().zip(&zh.snippets) {
                    assert_eq!(en.text, zh.text, "what is copied has no language");
                }
            }
        }
    }
}

#[test]
fn names_are_told_apart() {
    let mut names: Vec<_> = causes().iter().map(Diagnosis::name).collect();
    names.dedup();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
