//! The requests as they go out, in every dialect.

use serde_json::{Value, json};

use crate::domain::{
    endpoint::{Endpoint, Preset, Secret},
    prompt::{ChatRequest, Message, Role},
    wire::{Method, request},
};

fn chat(max_output_tokens: Option<u32>) -> ChatRequest {
    let message = |role, content: &str| Message {
        role,
        content: content.into(),
    };
    ChatRequest {
        system: "persona".into(),
        messages: vec![
            message(Role::User, "brief"),
            message(Role::Assistant, "so far"),
            message(Role::User, "go on"),
        ],
        max_output_tokens,
    }
}

fn sent(
    preset: Preset,
    model: &str,
    max_output_tokens: Option<u32>,
) -> (String, Vec<String>, Value) {
    let endpoint = Endpoint::new(preset, preset.default_base_url(), model).unwrap();
    let key = Secret::new("k-1").unwrap();
    let request = request(&endpoint, Some(&key), &chat(max_output_tokens));
    assert_eq!(request.method, Method::Post);
    assert!(!format!("{request:?}").contains("k-1"), "keys stay hidden");
    assert!(!request.url.contains("k-1"));
    let headers = request
        .headers
        .iter()
        .map(|header| format!("{}: {}", header.name, header.value()))
        .collect();
    let body = serde_json::from_str(&request.body.unwrap()).unwrap();
    (request.url, headers, body)
}

#[test]
fn an_openai_request() {
    let (url, headers, body) = sent(Preset::OpenAi, "gpt-x", Some(9));
    assert_eq!(url, "https://api.openai.com/v1/chat/completions");
    assert_eq!(
        headers,
        [
            "content-type: application/json",
            "authorization: Bearer k-1"
        ]
    );
    assert_eq!(
        body,
        json!({
            "model": "gpt-x",
            "messages": [
                {"role": "system", "content": "persona"},
                {"role": "user", "content": "brief"},
                {"role": "assistant", "content": "so far"},
                {"role": "user", "content": "go on"},
            ],
            "stream": true,
            "stream_options": {"include_usage": true},
            "max_completion_tokens": 9,
            "prompt_cache_key": "architect-15a6a8806156ae33",
        })
    );
    for preset in [Preset::Vllm, Preset::OpenRouter, Preset::OtherCompatible] {
        let (_, _, body) = sent(preset, "m", Some(9));
        assert_eq!(body["max_tokens"], 9);
        assert!(body.get("max_completion_tokens").is_none());
    }
    let (_, _, body) = sent(Preset::OpenAi, "m", None);
    assert!(body.get("max_completion_tokens").is_none());
}

#[test]
fn a_responses_request() {
    let (url, headers, body) = sent(Preset::OpenAiResponses, "gpt-x", Some(900));
    assert_eq!(url, "https://api.openai.com/v1/responses");
    assert_eq!(
        headers,
        [
            "content-type: application/json",
            "authorization: Bearer k-1"
        ]
    );
    assert_eq!(
        body,
        json!({
            "model": "gpt-x",
            "instructions": "persona",
            "input": [
                {"role": "user", "content": "brief"},
                {"role": "assistant", "content": "so far"},
                {"role": "user", "content": "go on"},
            ],
            "max_output_tokens": 900,
            "store": false,
            "stream": true,
            "reasoning": {"summary": "auto"},
            "prompt_cache_key": "architect-15a6a8806156ae33",
        })
    );
}

#[test]
fn requests_to_servers_with_openai_s_interface() {
    for (preset, url, auth, limit, usage, cached) in [
        (
            Preset::Azure,
            "https://your-resource.openai.azure.com/openai/v1/chat/completions",
            "api-key: k-1",
            "max_completion_tokens",
            true,
            false,
        ),
        (
            Preset::Mistral,
            "https://api.mistral.ai/v1/chat/completions",
            "authorization: Bearer k-1",
            "max_tokens",
            false,
            true,
        ),
        (
            Preset::DeepSeek,
            "https://api.deepseek.com/chat/completions",
            "authorization: Bearer k-1",
            "max_tokens",
            true,
            false,
        ),
        (
            Preset::Groq,
            "https://api.groq.com/openai/v1/chat/completions",
            "authorization: Bearer k-1",
            "max_tokens",
            true,
            false,
        ),
    ] {
        let (sent_to, headers, body) = sent(preset, "m", Some(9));
        assert_eq!(sent_to, url);
        assert_eq!(headers, ["content-type: application/json", auth]);
        assert_eq!(body[limit], 9, "{preset:?}");
        assert_eq!(body.get("stream_options").is_some(), usage, "{preset:?}");
        assert_eq!(body.get("prompt_cache_key").is_some(), cached, "{preset:?}");
    }
}

#[test]
fn a_question_to_the_browser_s_own_model() {
    let (url, headers, body) = sent(Preset::BuiltIn, "", Some(9));
    assert_eq!(url, "browser://language-model");
    assert!(headers.is_empty(), "nobody gets a key");
    assert_eq!(
        body,
        json!({
            "system": "persona",
            "messages": [
                {"role": "user", "content": "brief"},
                {"role": "assistant", "content": "so far"},
                {"role": "user", "content": "go on"},
            ],
        })
    );
}

#[test]
fn no_dialect_sends_what_models_reject() {
    for preset in Preset::ALL {
        let (.., body) = sent(preset, "m", Some(900));
        let text = body.to_string();
        for name in ["temperature", "top_p", "top_k", "prefill"] {
            assert!(!text.contains(name), "{preset:?}: {text}");
        }
    }
}

#[test]
fn an_anthropic_request() {
    let (url, headers, body) = sent(Preset::Anthropic, "claude-x", None);
    assert_eq!(url, "https://api.anthropic.com/v1/messages");
    assert_eq!(
        headers,
        [
            "content-type: application/json",
            "x-api-key: k-1",
            "anthropic-version: 2023-06-01",
            "anthropic-dangerous-direct-browser-access: true",
        ]
    );
    assert_eq!(
        body,
        json!({
            "model": "claude-x",
            "max_tokens": 32000,
            "system": [{"type": "text", "text": "persona", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
            "messages": [
                {"role": "user", "content": "brief"},
                {"role": "assistant", "content": "so far"},
                {"role": "user", "content": "go on"},
            ],
            "stream": true,
        })
    );
}

#[test]
fn a_gemini_request() {
    let (url, headers, body) = sent(Preset::Gemini, "models/g-2.5", Some(9));
    assert_eq!(
        url,
        "https://generativelanguage.googleapis.com/v1beta/models/g-2.5:streamGenerateContent?alt=sse"
    );
    assert_eq!(
        headers,
        ["content-type: application/json", "x-goog-api-key: k-1"]
    );
    assert_eq!(
        body,
        json!({
            "systemInstruction": {"parts": [{"text": "persona"}]},
            "contents": [
                {"role": "user", "parts": [{"text": "brief"}]},
                {"role": "model", "parts": [{"text": "so far"}]},
                {"role": "user", "parts": [{"text": "go on"}]},
            ],
            "generationConfig": {"maxOutputTokens": 9},
        })
    );
    let (url, ..) = sent(Preset::Gemini, "../x?y#z", None);
    assert!(url.contains("/models/..%2Fx%3Fy%23z:stream"), "{url}");
}

#[test]
fn an_ollama_request() {
    let (url, headers, body) = sent(Preset::Ollama, "qwen3:32b", Some(900));
    assert_eq!(url, "http://localhost:11434/api/chat");
    assert_eq!(
        headers,
        [
            "content-type: application/json",
            "authorization: Bearer k-1"
        ]
    );
    assert_eq!(
        body["options"],
        json!({"num_ctx": 8192, "num_predict": 900})
    );
    let endpoint = Endpoint::new(Preset::Ollama, "http://localhost:11434", "small").unwrap();
    let small = request(&endpoint.with_context(Some(4096)), None, &chat(Some(900)));
    let options: Value = serde_json::from_str(&small.body.unwrap()).unwrap();
    assert_eq!(options["options"]["num_ctx"], 4096);
    assert_eq!(body["truncate"], false);
    assert_eq!(
        body["messages"][0],
        json!({"role": "system", "content": "persona"})
    );
}

#[test]
fn without_a_key_no_header_mentions_one() {
    for preset in Preset::ALL {
        let endpoint = Endpoint::new(preset, preset.default_base_url(), "m").unwrap();
        let request = request(&endpoint, None, &chat(None));
        for header in &request.headers {
            assert!(
                [
                    "content-type",
                    "anthropic-version",
                    "anthropic-dangerous-direct-browser-access"
                ]
                .contains(&header.name),
                "{header:?}"
            );
        }
    }
}
