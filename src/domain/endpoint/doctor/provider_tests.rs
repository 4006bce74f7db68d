//! What each server answers, and the cause that it means: one row for every fact.

use super::{
    Outcome::{Failed, Opaque, TimedOut},
    scene::*,
};
use crate::domain::endpoint::Preset::*;

#[test]
fn openai_and_its_kin() {
    let openai = || scene(OpenAi, "").keyed();
    let wrong = r#"{"error":{"message":"Incorrect API key provided: sk-1.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#;
    let scopes = r#"{"error":{"message":"You have insufficient permissions for this operation. Missing scopes: api.model.read."}}"#;
    check(&[
        ("a wrong key", openai().listed(says(401, wrong)), "key-refused"),
        ("no key", scene(OpenAi, "").listed(says(401, wrong)), "key-missing"),
        ("a key that may not list", openai().listed(says(403, scopes)).streamed(says(200, SAYS_OK)), "healthy"),
        ("a key that may nothing", openai().listed(says(403, scopes)).streamed(says(403, scopes)), "forbidden"),
        ("no such model", openai().streamed(says(404, r#"{"error":{"message":"The model `m-1` does not exist","code":"model_not_found"}}"#)), "model-not-found"),
        ("too long", openai().streamed(says(400, r#"{"error":{"message":"m","code":"context_length_exceeded"}}"#)), "context-too-small"),
        ("too often", openai().listed(says(429, r#"{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}"#)), "rate-limited"),
        ("nothing left", openai().streamed(says(429, r#"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#)), "quota-exhausted"),
        ("a fault", openai().streamed(says(500, "")), "server-error"),
        ("a blocker", openai().opaque(Failed), "server-down"),
        ("a proxy that drops CORS", openai().simple(Failed), "cors-refused"),
        ("a proxy that drops preflights", openai().simple(says(401, wrong)), "header-refused"),
        ("a broken stream", openai().streamed(Failed), "stream-lost"),
        ("a slow model", openai().streamed(TimedOut), "slow"),
        ("reasoning used the limit up", openai().streamed(says(200, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n")), "healthy"),
        ("OpenRouter: no credit", scene(OpenRouter, "").keyed().streamed(says(402, r#"{"error":{"code":402,"message":"Insufficient credits"}}"#)), "quota-exhausted"),
        ("OpenRouter lists to anybody", scene(OpenRouter, "").listed(says(200, LIST)), "key-missing"),
        ("OpenRouter: in the stream", scene(OpenRouter, "").keyed().streamed(says(200, "data: {\"error\":{\"message\":\"m\",\"code\":502},\"choices\":[{\"finish_reason\":\"error\"}]}\n\n")), "server-error"),
        ("Mistral: details", scene(OtherCompatible, "https://api.mistral.ai/v1").keyed().streamed(says(422, r#"{"detail":[{"msg":"m"}]}"#)), "bad-request"),
        ("Groq: no capacity", scene(OtherCompatible, "https://api.groq.com/openai/v1").keyed().streamed(says(498, "")), "overloaded"),
    ]);
}

#[test]
fn anthropic_and_gemini() {
    let claude = || scene(Anthropic, "").keyed();
    let gemini = || scene(Gemini, "").keyed();
    let error = |kind: &str, message: &str| {
        format!(
            r#"{{"type":"error","error":{{"type":"{kind}","message":"{message}"}},"request_id":"r"}}"#
        )
    };
    let google = |code: u16, status: &str, message: &str| {
        format!(r#"{{"error":{{"code":{code},"message":"{message}","status":"{status}"}}}}"#)
    };
    let bad_key = google(
        400,
        "INVALID_ARGUMENT",
        "API key not valid. Please pass a valid API key.",
    );
    check(&[
        (
            "the header is missing",
            claude().listed(says(
                401,
                &error(
                    "authentication_error",
                    "CORS requests must set 'anthropic-dangerous-direct-browser-access' header",
                ),
            )),
            "browser-refused",
        ),
        (
            "the organisation",
            claude().listed(says(
                401,
                &error(
                    "authentication_error",
                    "CORS requests are not allowed for this Organization",
                ),
            )),
            "browser-refused",
        ),
        (
            "a wrong key",
            claude().listed(says(
                401,
                &error("authentication_error", "invalid x-api-key"),
            )),
            "key-refused",
        ),
        (
            "billing",
            claude().streamed(says(402, &error("billing_error", "m"))),
            "quota-exhausted",
        ),
        (
            "its own spend limit",
            claude().streamed(says(
                400,
                &error(
                    "invalid_request_error",
                    "You have reached your specified API usage limits.",
                ),
            )),
            "quota-exhausted",
        ),
        (
            "not permitted",
            claude().streamed(says(403, &error("permission_error", "m"))),
            "forbidden",
        ),
        (
            "no such model",
            claude().streamed(says(404, &error("not_found_error", "model: m-1"))),
            "model-not-found",
        ),
        (
            "too large",
            claude().streamed(says(413, "<html>413</html>")),
            "context-too-small",
        ),
        (
            "too often",
            claude().streamed(says(429, &error("rate_limit_error", "m"))),
            "rate-limited",
        ),
        (
            "too busy",
            claude().streamed(says(529, &error("overloaded_error", "Overloaded"))),
            "overloaded",
        ),
        (
            "Gemini: a wrong key is 400",
            gemini().listed(says(400, &bad_key)),
            "key-refused",
        ),
        (
            "Gemini: no key",
            scene(Gemini, "").listed(says(
                403,
                &google(403, "PERMISSION_DENIED", "unregistered callers"),
            )),
            "key-missing",
        ),
        (
            "Gemini: no such model",
            gemini().streamed(says(
                404,
                &google(
                    404,
                    "NOT_FOUND",
                    "models/m-1 is not found for API version v1beta",
                ),
            )),
            "model-not-found",
        ),
        (
            "Gemini: overloaded",
            gemini().streamed(says(
                503,
                &google(503, "UNAVAILABLE", "The model is overloaded."),
            )),
            "overloaded",
        ),
        (
            "Gemini: an error in a 200",
            gemini().streamed(says(200, &google(429, "RESOURCE_EXHAUSTED", "m"))),
            "rate-limited",
        ),
        (
            "Gemini answers",
            gemini().streamed(says(
                200,
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"OK\"}]}}]}\r\n\r\n",
            )),
            "healthy",
        ),
    ]);
}

#[test]
fn ollama_and_lm_studio() {
    let ollama = || scene(Ollama, "").listed(says(200, TAGS));
    let compatible = || scene(OtherCompatible, "http://localhost:11434/v1");
    check(&[
        (
            "a foreign origin",
            scene(Ollama, "").opaque(Opaque),
            "cors-refused",
        ),
        (
            "the same, seen through a proxy",
            scene(Ollama, "").listed(says(403, "")),
            "cors-refused",
        ),
        (
            "the same in the compatible interface",
            compatible().listed(says(403, "")),
            "cors-refused",
        ),
        (
            "a key is let in",
            scene(Ollama, "").keyed().simple(Failed),
            "cors-refused",
        ),
        (
            "x-api-key is not",
            scene(Anthropic, "http://localhost:11434")
                .keyed()
                .simple(says(200, LIST)),
            "header-refused",
        ),
        (
            "anthropic-version is not",
            scene(Anthropic, "http://localhost:11434").simple(says(200, LIST)),
            "header-refused",
        ),
        (
            "no such model",
            ollama()
                .wants("nope")
                .streamed(says(404, r#"{"error":"model 'nope' not found"}"#)),
            "model-not-found",
        ),
        (
            "the same, wrapped",
            compatible().streamed(says(
                404,
                r#"{"error":{"message":"model 'm-1' not found","type":"not_found_error"}}"#,
            )),
            "model-not-found",
        ),
        (
            "too long",
            ollama().streamed(says(
                400,
                r#"{"error":"the input length exceeds the context length"}"#,
            )),
            "context-too-small",
        ),
        (
            "an error in the stream",
            ollama().streamed(says(
                200,
                r#"{"error":"an error was encountered while running the model"}"#,
            )),
            "other-error",
        ),
        (
            "a name without its tag",
            ollama().streamed(says(
                200,
                r#"{"message":{"content":"OK"},"done":true,"done_reason":"stop"}"#,
            )),
            "healthy",
        ),
        (
            "thinking counts",
            ollama().streamed(says(
                200,
                r#"{"message":{"content":"","thinking":"hm"},"done":false}"#,
            )),
            "healthy",
        ),
        (
            "an error swallowed by the compatible interface",
            compatible().streamed(says(
                200,
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"}}]}\n\n",
            )),
            "empty",
        ),
        (
            "LM Studio without CORS",
            scene(LmStudio, "").opaque(Opaque),
            "cors-refused",
        ),
        (
            "LM Studio not running",
            scene(LmStudio, "").opaque(Failed),
            "server-down",
        ),
        (
            "LM Studio: 200 without text",
            scene(LmStudio, "").streamed(says(200, "data: [DONE]\n\n")),
            "empty",
        ),
        (
            "LM Studio: 200 for a wrong path",
            scene(LmStudio, "").wants("").listed(says(
                200,
                r#"{"error":"Unexpected endpoint or method. (GET /models)"}"#,
            )),
            "wrong-path",
        ),
        (
            "LM Studio: a token",
            scene(LmStudio, "").listed(says(401, "")),
            "key-missing",
        ),
    ]);
}

#[test]
fn llama_cpp_vllm_and_proxies() {
    let llama = || scene(LlamaCpp, "");
    let vllm = || scene(Vllm, "").keyed();
    let litellm = || scene(LiteLlm, "").keyed();
    let loading = r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#;
    let overflow = r#"{"error":{"code":400,"message":"request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}}"#;
    let no_database = r#"{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}"#;
    let plain = r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"OK"},"finish_reason":"stop"}]}"#;
    let mut crowded = llama().listed(says(
        200,
        r#"{"data":[{"id":"m-1","meta":{"n_ctx":4096}}]}"#,
    ));
    crowded.needed_tokens = Some(30_000);
    check(&[
        ("llama.cpp loads", llama().listed(says(503, loading)), "model-loading"),
        ("llama.cpp overflows", llama().streamed(says(400, overflow)), "context-too-small"),
        ("llama.cpp overflows in the stream", llama().streamed(says(200, &format!("data: {overflow}\n\n"))), "context-too-small"),
        ("llama.cpp shows a 401", llama().keyed().listed(says(401, r#"{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}"#)), "key-refused"),
        ("llama.cpp with tools", llama().keyed().simple(Failed), "cors-refused"),
        ("a list that tells the context", crowded, "context-too-small"),
        ("vLLM hides a wrong key", vllm().simple(says(200, "")), "hidden-key-refusal"),
        ("vLLM hides a missing key", scene(Vllm, "").simple(says(200, "")), "hidden-key-refusal"),
        ("vLLM restricted", vllm().simple(Failed), "cors-refused"),
        ("vLLM: no such model", vllm().streamed(says(404, r#"{"object":"error","message":"The model `m-1` does not exist.","type":"NotFoundError","code":404}"#)), "model-not-found"),
        ("vLLM: an error in the stream", vllm().streamed(says(200, "data: {\"error\":{\"message\":\"m\",\"code\":500}}\n\ndata: [DONE]\n\n")), "server-error"),
        ("vLLM: reasoning only", vllm().streamed(says(200, "data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\"hm\"}}]}\n\n")), "healthy"),
        ("LiteLLM: a wrong key without a database", litellm().listed(says(400, no_database)), "key-unknown-to-proxy"),
        ("LiteLLM: no such model is 400", litellm().streamed(says(400, r#"{"error":{"message":"/chat/completions: Invalid model name passed in model=m-1","code":"400"}}"#)), "model-not-found"),
        ("LiteLLM: the provider's limit", litellm().streamed(says(429, r#"{"error":{"message":"litellm.RateLimitError: m","code":"429"}}"#)), "rate-limited"),
        ("LiteLLM: JSON instead of a stream", litellm().streamed(says(200, plain)), "healthy"),
        ("Azure", scene(OtherCompatible, "https://r.openai.azure.com/openai/v1").keyed().opaque(Opaque), "cors-never"),
        ("DeepSeek", scene(OtherCompatible, "https://api.deepseek.com").keyed().opaque(Opaque), "cors-unreliable"),
        ("Azure by its preset", scene(Azure, "https://r.openai.azure.com").keyed().opaque(Opaque), "cors-never"),
        ("Azure behind a gateway", scene(Azure, "https://gw.azure-api.net/openai/v1").keyed().simple(Failed), "cors-refused"),
        ("Azure: no such deployment", scene(Azure, "https://gw.azure-api.net/openai/v1").keyed().streamed(says(404, r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#)), "model-not-found"),
        ("Groq: too large for the minute", scene(Groq, "").keyed().streamed(says(413, r#"{"error":{"message":"Request too large for model `m-1` on tokens per minute (TPM): Limit 6000, Requested 9000","type":"tokens","code":"rate_limit_exceeded"}}"#)), "context-too-small"),
        ("OpenAI's Responses", scene(OpenAiResponses, "").keyed().streamed(says(200, "data: {\"type\":\"response.output_text.delta\",\"delta\":\"OK\"}\n\n")), "healthy"),
        ("OpenAI's Responses: all spent on reasoning", scene(OpenAiResponses, "").keyed().streamed(says(200, "data: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}}}\n\n")), "healthy"),
        ("DeepSeek by its preset", scene(DeepSeek, "").keyed().opaque(Opaque), "cors-unreliable"),
        ("DeepSeek on a good day", scene(OtherCompatible, "https://api.deepseek.com").keyed().streamed(says(200, &format!(": keep-alive\n\n{SAYS_OK}"))), "healthy"),
    ]);
}

#[test]
fn the_server_s_words_are_quoted_without_the_key() {
    let body = format!(r#"{{"error":{{"message":"Incorrect API key provided: {KEY}."}}}}"#);
    let verdict = verdict(&scene(OpenAi, "").keyed().listed(says(401, &body)));
    assert_eq!(verdict.words, "Incorrect API key provided: ….");
}
