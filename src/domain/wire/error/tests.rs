//! Error bodies of all dialects as they were seen or documented, and what kind each is.

use super::*;

#[test]
fn errors_are_classified() {
    use Dialect::*;
    use ProviderErrorKind::*;
    for (dialect, status, body, kind) in [
        (
            OpenAiChat,
            401,
            r#"{"error":{"message":"Incorrect API key provided: sk-1.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
            AuthRejected,
        ),
        (
            OpenAiChat,
            404,
            r#"{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#,
            ModelNotFound,
        ),
        (
            OpenAiChat,
            400,
            r#"{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            ContextExceeded,
        ),
        (
            OpenAiChat,
            429,
            r#"{"error":{"message":"Rate limit reached. Please try again in 5.289s.","type":"tokens","code":"rate_limit_exceeded"}}"#,
            RateLimited,
        ),
        (
            OpenAiChat,
            429,
            r#"{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            QuotaExhausted,
        ),
        (
            OpenAiChat,
            402,
            r#"{"error":{"code":402,"message":"Insufficient credits","metadata":{}}}"#,
            QuotaExhausted,
        ),
        (
            OpenAiChat,
            503,
            r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#,
            ModelLoading,
        ),
        (
            OpenAiChat,
            400,
            r#"{"error":{"code":400,"message":"request (9000 tokens) exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}}"#,
            ContextExceeded,
        ),
        (
            OpenAiChat,
            400,
            r#"{"error":{"message":"/chat/completions: Invalid model name passed in model=x","type":"None","param":"None","code":"400"}}"#,
            ModelNotFound,
        ),
        (
            OpenAiChat,
            400,
            r#"{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}"#,
            AuthRejected,
        ),
        (
            OpenAiChat,
            422,
            r#"{"detail":[{"type":"extra_forbidden","loc":["body","x"],"msg":"Extra inputs"}]}"#,
            BadRequest,
        ),
        (
            OpenAiChat,
            422,
            r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","x"],"msg":"Extra inputs are not permitted"}]},"type":"invalid_request_error","param":null,"code":null}"#,
            BadRequest,
        ),
        (
            OpenAiChat,
            413,
            r#"{"error":{"message":"Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000","type":"tokens","code":"rate_limit_exceeded"}}"#,
            ContextExceeded,
        ),
        (
            OpenAiChat,
            404,
            r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#,
            ModelNotFound,
        ),
        (
            OpenAiResponses,
            500,
            r#"{"error":{"message":"m","type":"server_error","param":null,"code":"server_error"}}"#,
            Server,
        ),
        (OpenAiChat, 404, r#"{"detail":"Not Found"}"#, NotFound),
        (
            OpenAiChat,
            404,
            r#"{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","param":null,"code":404}"#,
            ModelNotFound,
        ),
        (
            OpenAiChat,
            401,
            r#"{"message":"Unauthorized"}"#,
            AuthRejected,
        ),
        (
            OpenAiChat,
            502,
            "<html><title>502 Bad Gateway</title></html>",
            Server,
        ),
        (OpenAiChat, 404, "<!doctype html><p>no such page", NotFound),
        (OpenAiChat, 498, "", Overloaded),
        (
            Anthropic,
            401,
            r#"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"r"}"#,
            AuthRejected,
        ),
        (
            Anthropic,
            401,
            r#"{"type":"error","error":{"type":"authentication_error","message":"CORS requests are not allowed for this Organization"}}"#,
            OriginRefused,
        ),
        (
            Anthropic,
            402,
            r#"{"type":"error","error":{"type":"billing_error","message":"m"}}"#,
            QuotaExhausted,
        ),
        (
            Anthropic,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}"#,
            QuotaExhausted,
        ),
        (
            Anthropic,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits."}}"#,
            QuotaExhausted,
        ),
        (
            Anthropic,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
            ContextExceeded,
        ),
        (
            Anthropic,
            403,
            r#"{"type":"error","error":{"type":"permission_error","message":"m"}}"#,
            Forbidden,
        ),
        (
            Anthropic,
            404,
            r#"{"type":"error","error":{"type":"not_found_error","message":"model: claude-x"}}"#,
            ModelNotFound,
        ),
        (Anthropic, 413, "<html>413</html>", ContextExceeded),
        (
            Anthropic,
            429,
            r#"{"type":"error","error":{"type":"rate_limit_error","message":"m"}}"#,
            RateLimited,
        ),
        (
            Anthropic,
            500,
            r#"{"type":"error","error":{"type":"api_error","message":"m"}}"#,
            Server,
        ),
        (
            Anthropic,
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            Overloaded,
        ),
        (
            Gemini,
            400,
            r#"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#,
            AuthRejected,
        ),
        (
            Gemini,
            400,
            r#"[{"error":{"code":400,"message":"Bad field","status":"INVALID_ARGUMENT"}}]"#,
            BadRequest,
        ),
        (
            Gemini,
            403,
            r#"{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED"}}"#,
            Forbidden,
        ),
        (
            Gemini,
            404,
            r#"{"error":{"code":404,"message":"models/x is not found for API version v1beta","status":"NOT_FOUND"}}"#,
            ModelNotFound,
        ),
        (
            Gemini,
            429,
            r#"{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerMinute"}]},{"retryDelay":"53.5s"}]}}"#,
            RateLimited,
        ),
        (
            Gemini,
            429,
            r#"{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]}]}}"#,
            QuotaExhausted,
        ),
        (
            Gemini,
            503,
            r#"{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"#,
            Overloaded,
        ),
        (
            Ollama,
            404,
            r#"{"error":"model 'x' not found"}"#,
            ModelNotFound,
        ),
        (Ollama, 403, "", OriginRefused),
        (
            Ollama,
            400,
            r#"{"error":"the input length exceeds the context length"}"#,
            ContextExceeded,
        ),
        (
            Ollama,
            500,
            r#"{"error":"llama runner process has terminated"}"#,
            Server,
        ),
    ] {
        let error = classify_error(dialect, status, body);
        assert_eq!(error.kind, kind, "{status} {body}");
        assert_eq!(error.status, Some(status));
    }
}

#[test]
fn delays_are_read_from_the_body() {
    let delay = |body: &str| classify_error(Dialect::OpenAiChat, 429, body).retry_after_ms;
    for (message, expected) in [
        ("Please try again in 5.289s. Visit x", Some(5_289)),
        ("Please try again in 20ms.", Some(20)),
        ("try again in 1m30.5s", Some(90_500)),
        ("Retry after 30 seconds", Some(30_000)),
        ("Please wait a moment", None),
        ("try again in a while", None),
        (
            "try again in 99999999999999999999999h",
            Some(1_000_000_000_000),
        ),
        ("slow down", None),
    ] {
        assert_eq!(
            delay(&format!(r#"{{"error":{{"message":"{message}"}}}}"#)),
            expected
        );
    }
    let gemini = r#"[{"error":{"code":429,"details":[{"a":1},{"retryDelay":"53.5s"}]}}]"#;
    assert_eq!(delay(gemini), Some(53_500));
}

#[test]
fn an_answer_is_not_an_error() {
    for event in [
        r#"{"choices":[],"error":null}"#,
        r#"{"choices":[],"error":""}"#,
        r#"{"choices":[],"error":{}}"#,
        r#"{"message":{"content":"x"},"done":false}"#,
        r#"{"type":"message_start","message":{"usage":{}}}"#,
    ] {
        assert_eq!(
            in_event(&serde_json::from_str(event).unwrap()),
            None,
            "{event}"
        );
    }
}

#[test]
fn messages_are_bounded() {
    let error = classify_error(Dialect::OpenAiChat, 500, &"漢".repeat(10_000));
    assert_eq!(error.message.chars().count(), 500);
}
