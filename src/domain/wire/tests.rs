//! Recorded streams of all dialects, with their deviations, and the law that cutting the bytes elsewhere
//! changes nothing; and the requests as they go out.

use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

use super::*;
use crate::domain::{
    endpoint::Preset,
    prompt::{Message, Role},
};

/// A recorded body and what it says.
struct Recording {
    name: &'static str,
    body: &'static [u8],
    dialect: Dialect,
    heard: Heard,
}

/// What a body says in all.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Heard {
    text: String,
    reasoning: String,
    usage: Usage,
    finish: Option<Finish>,
    failure: Option<ProviderErrorKind>,
    end: bool,
}

impl Heard {
    fn of(deltas: impl IntoIterator<Item = Delta>) -> Self {
        let mut heard = Self::default();
        for delta in deltas {
            match delta {
                Delta::Text(text) => heard.text.push_str(&text),
                Delta::Reasoning(text) => heard.reasoning.push_str(&text),
                Delta::Usage(usage) => heard.usage.merge(usage),
                Delta::Finish(finish) => heard.finish = heard.finish.or(Some(finish)),
                Delta::Failure(error) => heard.failure = heard.failure.or(Some(error.kind)),
                Delta::End => heard.end = true,
            }
        }
        heard
    }

    fn text(text: &str) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    fn thought(self, reasoning: &str) -> Self {
        Self {
            reasoning: reasoning.into(),
            ..self
        }
    }

    fn used(self, input: Option<u64>, output: Option<u64>, cached: Option<u64>) -> Self {
        Self {
            usage: Usage {
                input,
                output,
                cached,
            },
            ..self
        }
    }

    fn finished(self, finish: Finish) -> Self {
        Self {
            finish: Some(finish),
            ..self
        }
    }

    fn failed(self, kind: ProviderErrorKind) -> Self {
        Self {
            failure: Some(kind),
            ..self
        }
    }

    fn ended(self) -> Self {
        Self { end: true, ..self }
    }
}

macro_rules! recording {
    ($name:literal, $dialect:expr, $heard:expr) => {
        Recording {
            name: $name,
            body: include_bytes!(concat!("../../../tests/fixtures/streams/", $name)),
            dialect: $dialect,
            heard: $heard,
        }
    };
}

fn recordings() -> Vec<Recording> {
    use Dialect::*;
    use Finish::*;
    use ProviderErrorKind::{Html, NotJson, Overloaded, RateLimited, Server};
    let heard = Heard::text;
    vec![
        recording!(
            "openai.sse",
            OpenAiChat,
            heard("# 订单 😀 é\n\n`data: [DONE]` is text")
                .used(Some(20), Some(7), Some(16))
                .finished(Stop)
                .ended()
        ),
        recording!(
            "openai-refusal.sse",
            OpenAiChat,
            heard("I cannot help.").finished(Refusal).ended()
        ),
        recording!(
            "deepseek.sse",
            OpenAiChat,
            heard("答案")
                .thought("先想一想")
                .used(Some(9), Some(3), Some(4))
                .finished(Length)
                .ended()
        ),
        recording!(
            "vllm-error.sse",
            OpenAiChat,
            heard("# A").thought("hm").failed(Server).ended()
        ),
        recording!(
            "openrouter-error.sse",
            OpenAiChat,
            heard("# A tail")
                .finished(Other("error".into()))
                .failed(Server)
        ),
        recording!(
            "mistral-parts.sse",
            OpenAiChat,
            heard("# A b")
                .thought("let me")
                .used(Some(2), Some(5), None)
                .finished(Stop)
                .ended()
        ),
        recording!(
            "groq-think.sse",
            OpenAiChat,
            heard("\n# A <think>kept</think>")
                .thought("a ")
                .used(Some(3), Some(4), None)
                .finished(Stop)
                .ended()
        ),
        recording!(
            "azure-empty-choices.sse",
            OpenAiChat,
            heard("# A").finished(ContentFilter).ended()
        ),
        recording!(
            "no-finish-reason.sse",
            OpenAiChat,
            heard("# A").finished(Stop).ended()
        ),
        recording!("cut.sse", OpenAiChat, heard("# A, and th")),
        recording!("empty.sse", OpenAiChat, heard("")),
        recording!(
            "no-blank-lines.sse",
            OpenAiChat,
            heard("# A b").finished(Stop).ended()
        ),
        recording!(
            "bom-cr.sse",
            OpenAiChat,
            heard("# A").finished(Stop).ended()
        ),
        recording!(
            "litellm-unframed.json",
            OpenAiChat,
            heard("# A\n\nwhole")
                .thought("r")
                .used(Some(1), Some(2), None)
                .finished(Stop)
        ),
        recording!("error-200.json", OpenAiChat, heard("").failed(RateLimited)),
        recording!("router-login.html", OpenAiChat, heard("").failed(Html)),
        recording!("router-login.html", Ollama, heard("").failed(Html)),
        recording!("plain-text.txt", Gemini, heard("").failed(NotJson)),
        recording!("anthropic.sse", OpenAiChat, heard("").failed(NotJson)),
        recording!("openai.sse", Ollama, heard("").failed(NotJson).ended()),
        recording!(
            "anthropic.sse",
            Anthropic,
            heard("# 订单 😀")
                .thought("Let me 想")
                .used(Some(1110), Some(42), Some(1000))
                .finished(Stop)
                .ended()
        ),
        recording!(
            "anthropic-thinking-in-text.sse",
            Anthropic,
            heard("# A")
                .thought("hm")
                .used(Some(1110), Some(3), Some(1000))
                .finished(Length)
                .ended()
        ),
        recording!(
            "anthropic-overloaded.sse",
            Anthropic,
            heard("# A")
                .used(Some(1110), Some(1), Some(1000))
                .failed(Overloaded)
        ),
        recording!(
            "anthropic-unframed.json",
            Anthropic,
            heard("# A")
                .thought("hm")
                .used(Some(5), Some(6), None)
                .finished(Refusal)
        ),
        recording!(
            "error-event-plain.sse",
            Anthropic,
            heard("").failed(Overloaded)
        ),
        recording!(
            "gemini.sse",
            Gemini,
            heard("# 订单 😀")
                .thought("**Planning**")
                .used(Some(30), Some(12), Some(12))
                .finished(Stop)
        ),
        recording!(
            "gemini-error-unframed.sse",
            Gemini,
            heard("# A").failed(Overloaded)
        ),
        recording!(
            "gemini-array.json",
            Gemini,
            heard("# A b").used(Some(1), Some(2), None).finished(Length)
        ),
        recording!(
            "gemini-blocked.sse",
            Gemini,
            heard("").used(Some(9), None, None).finished(ContentFilter)
        ),
        recording!(
            "ollama.ndjson",
            Ollama,
            heard("# 订单 😀")
                .thought("Let me 想")
                .used(Some(9), Some(5), None)
                .finished(Stop)
                .ended()
        ),
        recording!(
            "ollama-length-crlf.ndjson",
            Ollama,
            heard("# A")
                .thought("hm")
                .used(Some(9), Some(5), None)
                .finished(Length)
                .ended()
        ),
        recording!(
            "ollama-error.ndjson",
            Ollama,
            heard("# A").failed(ProviderErrorKind::Other)
        ),
        recording!(
            "ollama-pretty.json",
            Ollama,
            heard("").failed(ProviderErrorKind::Other)
        ),
    ]
}

fn listen<'a>(dialect: Dialect, pieces: impl IntoIterator<Item = &'a [u8]>) -> Heard {
    let mut decoder = Decoder::new(dialect);
    let mut deltas: Vec<_> = pieces
        .into_iter()
        .flat_map(|piece| decoder.push(piece))
        .collect();
    deltas.extend(decoder.end());
    Heard::of(deltas)
}

#[test]
fn recordings_are_understood() {
    for Recording {
        name,
        body,
        dialect,
        heard,
    } in recordings()
    {
        assert_eq!(listen(dialect, [body]), heard, "{name} as {dialect:?}");
        assert_eq!(
            listen(dialect, body.chunks(1)),
            heard,
            "{name} as {dialect:?}, byte by byte"
        );
    }
}

#[test]
fn text_arrives_before_the_end() {
    let mut decoder = Decoder::new(Dialect::OpenAiChat);
    let deltas = decoder.push(b"data: {\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\n\n");
    assert_eq!(deltas, [Delta::Text("# A".into())]);
}

proptest! {
    #[test]
    fn any_split_says_the_same(which in any::<Index>(), cuts in prop::collection::vec(any::<Index>(), 0..40)) {
        let recordings = recordings();
        let recording = which.get(&recordings);
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(recording.body.len() + 1)).collect();
        cuts.extend([0, recording.body.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &recording.body[pair[0]..pair[1]]);
        prop_assert_eq!(listen(recording.dialect, pieces), recording.heard.clone(), "{}", recording.name);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400), size in 1usize..50) {
        for dialect in [Dialect::OpenAiChat, Dialect::Anthropic, Dialect::Gemini, Dialect::Ollama] {
            prop_assert_eq!(listen(dialect, bytes.chunks(size)), listen(dialect, [&bytes[..]]));
        }
    }

    #[test]
    fn a_cut_recording_says_a_beginning(which in any::<Index>(), cut in any::<Index>()) {
        let recordings = recordings();
        let recording = which.get(&recordings);
        let cut = cut.index(recording.body.len() + 1);
        let heard = listen(recording.dialect, [&recording.body[..cut]]);
        // What might have become a tag is given out as it stands when nothing follows.
        let half_tag = "<think>".starts_with(&heard.text);
        let reasoning = (0.."</think>".len())
            .find_map(|length| heard.reasoning.strip_suffix(&"</think>"[..length])
                .filter(|thought| recording.heard.reasoning.starts_with(thought)));
        prop_assert!(half_tag || recording.heard.text.starts_with(&heard.text), "{:?}", heard);
        prop_assert!(reasoning.is_some(), "{:?}", heard);
    }
}

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
            "system": [{"type": "text", "text": "persona", "cache_control": {"type": "ephemeral"}}],
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
