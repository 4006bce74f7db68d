//! Where a window is known from, and when a request fits.

use proptest::prelude::*;

use super::*;
use crate::domain::prompt::first_request;

fn endpoint(preset: Preset, model: &str) -> Endpoint {
    Endpoint::new(preset, preset.default_base_url(), model).unwrap()
}

#[test]
fn only_ollama_is_asked_for_a_model_of_its_own() {
    let key = Secret::new("k-1").unwrap();
    for preset in Preset::ALL {
        let asked = question(&endpoint(preset, "qwen3:32b"), Some(&key));
        assert_eq!(asked.is_some(), preset == Preset::Ollama);
    }
    let request = question(&endpoint(Preset::Ollama, "qwen3:32b"), None).unwrap();
    assert_eq!(request.url, "http://localhost:11434/api/show");
    assert_eq!(request.body.as_deref(), Some(r#"{"model":"qwen3:32b"}"#));
    assert_eq!(question(&endpoint(Preset::Ollama, ""), None), None);
}

#[test]
fn ollama_tells_what_the_model_was_made_with() {
    for (body, expected) in [
        (
            r#"{"parameters":"stop \"x\"\nnum_ctx                        8192\n","model_info":{"general.architecture":"qwen3","qwen3.block_count":64,"qwen3.context_length":40960}}"#,
            Some(40_960),
        ),
        (
            r#"{"parameters":"temperature 0.7\nnum_ctx 16384","model_info":{}}"#,
            Some(16_384),
        ),
        (r#"{"parameters":"temperature 0.7"}"#, None),
        (r#"{"model_info":{"llama.context_length":0}}"#, None),
        (r#"{"error":"model 'x' not found"}"#, None),
        ("", None),
    ] {
        assert_eq!(answer(body), expected, "{body}");
    }
}

#[test]
fn published_windows_are_told_apart_by_family() {
    use Preset::*;
    for (preset, model, expected) in [
        (OpenAi, "gpt-5.1", Some(400_000)),
        (OpenAi, "gpt-5-mini-2025-08-07", Some(400_000)),
        (OpenAiResponses, "gpt-5-chat-latest", Some(128_000)),
        (OpenAi, "GPT-4.1-nano", Some(1_047_576)),
        (OpenAi, "o3-mini", Some(200_000)),
        (OpenAi, "o1-mini", Some(128_000)),
        (OpenAi, "gpt-5.9", None),
        (OpenAi, "gpt-50", None),
        (OpenAi, "gpt-4-0613", None),
        (Anthropic, "claude-opus-4-7", Some(1_000_000)),
        (Anthropic, "claude-sonnet-4-5-20250929", Some(200_000)),
        (Anthropic, "claude-3-5-haiku-latest", Some(200_000)),
        (Anthropic, "claude-sonnet-9", None),
        (Azure, "gpt-5.1", None),
        (LiteLlm, "claude-opus-4-7", None),
        (Ollama, "gpt-oss:20b", None),
    ] {
        assert_eq!(published(&endpoint(preset, model)), expected, "{model}");
    }
}

#[test]
fn no_family_hides_a_narrower_one() {
    for (at, (family, _)) in PUBLISHED.iter().enumerate() {
        let first = PUBLISHED.iter().position(|(wider, _)| is_of(family, wider));
        assert_eq!(first, Some(at), "{family}");
    }
}

#[test]
fn the_best_source_counts() {
    let list = r#"{"data":[{"id":"gpt-5.1","max_model_len":9000}]}"#;
    let shown = r#"{"model_info":{"x.context_length":7000}}"#;
    let own = endpoint(Preset::OpenAi, "gpt-5.1");
    assert_eq!(window(&own, Some(list), Some(shown)), Some(9_000));
    assert_eq!(window(&own, Some("{}"), Some(shown)), Some(7_000));
    assert_eq!(window(&own, Some("{}"), Some("{}")), Some(400_000));
    assert_eq!(window(&endpoint(Preset::Vllm, "m"), None, None), None);
}

#[test]
fn a_request_fits_with_room_or_barely_or_not() {
    let mut chat = first_request("a".repeat(40_000), "");
    chat.max_output_tokens = Some(10_000);
    for (window, expected) in [
        (None, None),
        (Some(22_500), Some(Verdict::Fits)),
        (Some(22_499), Some(Verdict::Tight)),
        (Some(20_000), Some(Verdict::Tight)),
        (Some(19_999), Some(Verdict::TooLarge)),
        (Some(0), Some(Verdict::TooLarge)),
    ] {
        let fit = Fit::new(&chat, window);
        assert_eq!((fit.prompt_tokens, fit.answer_tokens), (10_000, 10_000));
        assert_eq!(fit.verdict(), expected, "{window:?}");
    }
    chat.max_output_tokens = None;
    assert_eq!(Fit::new(&chat, None).answer_tokens, ANSWER);
}

proptest! {
    #[test]
    fn more_room_never_makes_it_worse(
        prompt_tokens in any::<u64>(),
        answer_tokens in any::<u64>(),
        window in any::<u64>(),
        more in any::<u64>(),
    ) {
        let rank = |window| match (Fit { prompt_tokens, answer_tokens, window: Some(window) }).verdict() {
            Some(Verdict::Fits) => 2,
            Some(Verdict::Tight) => 1,
            _ => 0,
        };
        prop_assert!(rank(window.saturating_add(more)) >= rank(window));
    }
}
