//! Rejections as servers word them, and the request that is sent instead.

use proptest::{prelude::*, sample::select};

use super::*;
use crate::domain::wire::{Dialect, Method, classify_error};

fn sent(body: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url: "http://h/".into(),
        headers: vec![],
        body: Some(body.into()),
    }
}

fn answered(request: &HttpRequest, status: u16, body: &str) -> Option<String> {
    let error = classify_error(Dialect::OpenAiChat, status, body);
    amended(request, &error).and_then(|request| request.body)
}

fn in_message(message: &str) -> String {
    serde_json::json!({"error": {"message": message}}).to_string()
}

#[test]
fn a_rejected_parameter_is_sent_differently() {
    for (body, message, expected) in [
        (
            r#"{"max_tokens":9}"#,
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            Some(r#"{"max_completion_tokens":9}"#),
        ),
        (
            r#"{"max_tokens":9}"#,
            "Unsupported parameter: 'max_tokens'.",
            Some(r#"{"max_completion_tokens":9}"#),
        ),
        (
            r#"{"max_completion_tokens":9}"#,
            "Unrecognized request argument supplied: max_completion_tokens",
            Some(r#"{"max_tokens":9}"#),
        ),
        (
            r#"{"max_tokens":32000}"#,
            "max_tokens: 32000 > 8192, which is the maximum allowed number of output tokens for x",
            Some(r#"{"max_tokens":8192}"#),
        ),
        (r#"{"max_tokens":8192}"#, "max_tokens: 8192 > 8192", None),
        (
            r#"{"max_completion_tokens":32000}"#,
            "max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.",
            Some(r#"{"max_completion_tokens":16384}"#),
        ),
        (
            r#"{"max_output_tokens":200000}"#,
            "Invalid 'max_output_tokens': integer above maximum value. Expected a value <= 128000, but got 200000 instead.",
            Some(r#"{"max_output_tokens":128000}"#),
        ),
        (
            r#"{"max_tokens":32000}"#,
            "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
            Some(r#"{"max_tokens":8192}"#),
        ),
        (
            r#"{"max_tokens":64000}"#,
            "'max_tokens' or 'max_completion_tokens' is too large: 64000. This model's maximum context length is 64001 tokens and your request has 24235 input tokens (64000 > 64001 - 24235).",
            None,
        ),
        (
            r#"{"stream_options":{"include_usage":true},"stream":true}"#,
            "Extra inputs are not permitted: stream_options",
            Some(r#"{"stream":true}"#),
        ),
        (
            r#"{"prompt_cache_key":"k","stream":true,"stream_options":{}}"#,
            "Unknown parameters: prompt_cache_key, stream_options",
            Some(r#"{"stream":true}"#),
        ),
        (
            r#"{"reasoning":{"summary":"auto"},"store":false}"#,
            "Unsupported parameter: 'reasoning.summary' is not supported with this model.",
            Some(r#"{"store":false}"#),
        ),
        (
            r#"{"reasoning":{"summary":"auto"},"store":false}"#,
            "Your organization must be verified to generate reasoning summaries.",
            Some(r#"{"store":false}"#),
        ),
        (
            r#"{"system":[{"cache_control":{"ttl":"1h","type":"ephemeral"},"text":"p"}]}"#,
            "system.0.cache_control.ephemeral.ttl: Extra inputs are not permitted",
            Some(r#"{"system":[{"cache_control":{"type":"ephemeral"},"text":"p"}]}"#),
        ),
        (
            r#"{"system":[{"cache_control":{"type":"ephemeral"},"text":"p"}]}"#,
            "system.0.cache_control: Extra inputs are not permitted",
            Some(r#"{"system":[{"text":"p"}]}"#),
        ),
        (
            r#"{"system":[{"cache_control":{"ttl":"1h","type":"ephemeral"},"text":"p"}]}"#,
            "The request was throttled.",
            None,
        ),
        (r#"{"stream":true}"#, "stream_options is not allowed", None),
        (r#"{"max_tokens":9}"#, "max_tokens must be a string", None),
        (r#"{"max_tokens":9}"#, "temperature is deprecated", None),
        (
            r#"{"max_output_tokens":9}"#,
            "Unsupported parameter: max_output_tokens",
            None,
        ),
    ] {
        let request = sent(body);
        let said = in_message(message);
        assert_eq!(
            answered(&request, 400, &said).as_deref(),
            expected,
            "{message}"
        );
        assert_eq!(answered(&request, 500, &said), None);
    }
}

#[test]
fn mistral_s_lists_are_read_in_every_shape() {
    let detail = r#"[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted","input":9}]"#;
    let quoted = serde_json::to_string(&format!(r#"{{"detail":{detail}}}"#)).unwrap();
    let request = sent(r#"{"max_completion_tokens":9}"#);
    for body in [
        format!(r#"{{"detail":{detail}}}"#),
        format!(
            r#"{{"object":"error","message":{{"detail":{detail}}},"type":"invalid_request_error"}}"#
        ),
        format!(r#"{{"object":"error","message":{quoted},"type":"invalid_request_error"}}"#),
        format!(r#"{{"object":"Error","detail":{detail},"message":{detail},"code":3001}}"#),
    ] {
        let amended = answered(&request, 422, &body);
        assert_eq!(amended.as_deref(), Some(r#"{"max_tokens":9}"#), "{body}");
    }
}

proptest! {
    #[test]
    fn a_server_that_rejects_everything_is_soon_given_up(
        status in select(vec![400_u16, 422]),
        words in prop::collection::vec(
            select(vec!["max_tokens", "max_completion_tokens", "reasoning", "ttl", "cache_control",
                "stream_options", "not supported", "> 7", "at most 5", "<= 900"]),
            0..8,
        ),
    ) {
        let body = r#"{"max_tokens":32000,"reasoning":{},"stream_options":{},"system":[{"cache_control":{"ttl":"1h"}}]}"#;
        let said = in_message(&words.join(" "));
        let mut request = sent(body);
        let mut forms = vec![body.to_owned()];
        // A name may go back and forth; whoever sends counts the amendments. All else comes to an end.
        while let Some(other) = answered(&request, status, &said) {
            if forms.contains(&other) {
                break;
            }
            forms.push(other.clone());
            request.body = Some(other);
        }
        prop_assert!(forms.len() <= 7, "{forms:#?}");
    }
}
