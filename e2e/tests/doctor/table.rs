//! Every cause that a browser on this machine can be brought to, by the browser's setup that it needs.
//! Tests only.

use super::case::{Case, at, nowhere, typed};
use e2e::provider::{Fault, Server};

/// What an Other (OpenAI-compatible) provider is called.
const OTHER: &str = "Other (OpenAI-compatible)";
/// What the browser's own model is called.
const BUILT_IN: &str = "Built into this browser";

/// The causes that no browser here can be brought to, each with its reason: none.
pub const EXCEPTIONS: &[(&str, &str)] = &[];

/// All cases.
pub fn all() -> Vec<Case> {
    [
        healthy(),
        closed_servers(),
        refused_keys(),
        refused_requests(),
        no_answers(),
        addresses(),
        offline(),
        locked(),
        late(),
        pending(),
        denied(),
        in_safari(),
        granted(),
        over_plain_http(),
        of_hosts(),
        on_an_unread_site(),
        no_model_inside(),
        model_inside_not_loaded(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub fn healthy() -> Vec<Case> {
    use Server::*;
    let mut cases: Vec<Case> = [OpenAi, OpenAiResponses, Anthropic, Gemini, LmStudio]
        .map(|server| at(server, "healthy").says("Everything works: “scripted-large” answers."))
        .into();
    cases.push(
        at(Ollama, "healthy")
            .model("scripted:8b")
            .says("Everything works: “scripted:8b” answers."),
    );
    cases
}

/// Servers that answer and let no page in, or not with its headers.
pub fn closed_servers() -> Vec<Case> {
    use Server::*;
    vec![
        at(Ollama, "cors-refused")
            .closed()
            .says("does not let pages from {page} in (CORS)")
            .in_chinese("不允许来自 {page} 的页面访问（CORS）")
            .copies(&[
                "OLLAMA_ORIGINS={page} OLLAMA_HOST=127.0.0.1:{port} ollama serve",
                "launchctl setenv OLLAMA_ORIGINS {page}",
                "setx OLLAMA_ORIGINS \"{page}\"",
                "Environment=\"OLLAMA_ORIGINS={page}\"",
            ]),
        at(LmStudio, "cors-refused")
            .closed()
            .says("LM Studio at {server} answers")
            .copies(&["lms server start --port {port} --cors"]),
        at(LlamaCpp, "cors-refused")
            .closed()
            .says("llama.cpp at {server} answers")
            .copies(&["--port {port} --cors-origins {page}"]),
        at(Vllm, "cors-refused")
            .closed()
            .says("vLLM at {server} answers")
            .copies(&["--port {port} --allowed-origins '[\"{page}\"]'"]),
        at(LiteLlm, "cors-refused")
            .closed()
            .preset(OTHER)
            .says("at {server} answers")
            .copies(&[
                "add_header Access-Control-Allow-Origin \"{page}\" always;",
                "proxy_pass {server};",
                "reverse_proxy {server} {",
                "api_base: \"{base}\"",
            ]),
        at(DeepSeek, "cors-unreliable")
            .closed()
            .says("Its CORS headers come and go")
            .copies(&[
                "header Access-Control-Allow-Origin \"{page}\"",
                "proxy_pass {server};",
            ]),
        at(Ollama, "header-refused")
            .preset("Anthropic")
            .says("but not with the request headers x-api-key, anthropic-version"),
        at(Azure, "header-refused")
            .preset(OTHER)
            .says("“Access-Control-Allow-Origin: {page}”")
            .copies(&[
                "add_header Access-Control-Allow-Origin \"{page}\" always;",
                "proxy_pass {server};",
            ]),
    ]
}

/// Servers that do not accept the key, or want one.
pub fn refused_keys() -> Vec<Case> {
    use Server::*;
    const NO_DATABASE: &str = r#"{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}"#;
    const NO_HEADER: &str = r#"{"type":"error","error":{"type":"authentication_error","message":"CORS requests must set 'anthropic-dangerous-direct-browser-access' header"}}"#;
    const NO_BROWSERS: &str = r#"{"type":"error","error":{"type":"authentication_error","message":"CORS requests are not allowed for this Organization because custom retention settings have been established"}}"#;
    vec![
        at(OpenAi, "key-refused")
            .with(Fault::Status(401))
            .says("Check that the key was copied whole, belongs to {server}"),
        at(Vllm, "hidden-key-refusal")
            .with(Fault::Status(401))
            .says("hides its answer: the key is missing or wrong")
            .in_chinese("密钥缺失或有误"),
        at(OpenRouter, "key-missing")
            .key("")
            .says("Enter a key for {server} in the key field."),
        at(LiteLlm, "key-unknown-to-proxy")
            .with(Fault::Says(400, NO_DATABASE))
            .says("accepts only its master key"),
        at(Anthropic, "browser-refused")
            .with(Fault::Says(401, NO_HEADER))
            .says("Let the gateway at {server} pass on the request header"),
        at(Anthropic, "browser-refused")
            .with(Fault::Says(401, NO_BROWSERS))
            .says("organisation of this key does not allow requests from browsers")
            .copies(&[
                "add_header Access-Control-Allow-Origin \"{page}\" always;",
                "api_base: \"{server}\"",
            ]),
        at(Anthropic, "forbidden")
            .with(Fault::Status(403))
            .says("it may not use this model or interface"),
        at(OpenAi, "rate-limited")
            .with(Fault::Status(429))
            .says("limit for requests or tokens was reached"),
        at(OpenAi, "quota-exhausted")
            .with(Fault::Quota)
            .says("credit or budget is used up"),
    ]
}

/// Servers that answer something else than was asked for.
pub fn refused_requests() -> Vec<Case> {
    use Server::*;
    const NO_SUCH_MODEL: &str = r#"{"error":"model 'scripted:7b' not found"}"#;
    const SMALL: &str =
        r#"{"object":"list","data":[{"id":"scripted-large","max_model_len":2048}]}"#;
    const TOO_LONG: &str = r#"{"error":{"message":"This model's maximum context length is 2048 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#;
    vec![
        at(LlamaCpp, "wrong-path")
            .url("{server}/api")
            .says("The server answers, but not at this address.")
            .copies(&["{server}/api/v1", "curl -i {server}/api/models"]),
        at(Gemini, "web-page")
            .with(Fault::Html)
            .says("A web page came back")
            .copies(&["curl -i '{base}/models?pageSize=1000'"]),
        at(Mistral, "not-the-api")
            .with(Fault::Says(200, r#"{"hello":"world"}"#))
            .says("not an answer of this API")
            .copies(&["curl -i {base}/models"]),
        at(OpenAi, "no-model")
            .model("")
            .says("Choose a model from the list, then test again."),
        at(Ollama, "model-not-found")
            .with(Fault::Refuses(404, NO_SUCH_MODEL))
            .model("scripted:7b")
            .says("Similar names on offer: scripted:")
            .copies(&["ollama pull scripted:7b"]),
        at(OpenAi, "model-not-found")
            .with(Fault::Status(404))
            .says("“scripted-large” is not among those"),
        at(Vllm, "context-too-small")
            .with(Fault::Says(200, SMALL))
            .says("context holds 2048 tokens; a design needs about")
            .in_chinese("模型的上下文只有 2048 个 token")
            .copies(&["vllm serve scripted-large --port {port} --max-model-len"]),
        at(OpenAi, "context-too-small")
            .with(Fault::Refuses(400, TOO_LONG))
            .says("do not fit into the model's context"),
        at(OpenAi, "bad-request")
            .with(Fault::Status(400))
            .says("does not accept the request"),
        at(Ollama, "other-error")
            .with(Fault::ErrorInStream(0))
            .says("an error was encountered while running the model"),
    ]
}

/// Servers that cannot answer, and answers that are none.
pub fn no_answers() -> Vec<Case> {
    use Server::*;
    vec![
        at(LlamaCpp, "model-loading")
            .with(Fault::Loading)
            .says("still loading the model"),
        at(Anthropic, "overloaded")
            .with(Fault::Status(529))
            .says("The provider is overloaded."),
        at(Gemini, "server-error")
            .with(Fault::Status(500))
            .says("The provider failed (status 500)."),
        at(OpenAi, "stream-lost")
            .with(Fault::Reset(10))
            .says("The connection broke before the answer began."),
        at(Anthropic, "empty")
            .with(Fault::NoText)
            .says("answered without any text"),
        nowhere(Ollama, "server-down")
            .says("Nothing answers at {server}.")
            .in_chinese("{server} 上没有服务响应。")
            .copies(&[
                "OLLAMA_HOST=127.0.0.1:{port} ollama serve",
                "curl -i {server}/api/tags",
            ]),
        nowhere(LmStudio, "server-down")
            .says("the address says {port}")
            .copies(&["lms server start --port {port} --cors"]),
    ]
}

/// What a user may type by mistake.
pub fn addresses() -> Vec<Case> {
    let bad = |url, says| typed("OpenAI", url, "bad-address").says(says);
    vec![
        bad("", "Enter the address of the API."),
        bad("api.openai.com/v1", "This is not a complete address."),
        bad("ftp://127.0.0.1/v1", "Only http:// and https://"),
        bad(
            "http://me:secret@127.0.0.1:{port}/v1",
            "Take the user name and password out",
        ),
        bad(
            "http://127.0.0.1:{port}/v1?key=secret",
            "Take everything from “?” or “#”",
        ),
        typed("Groq", "http://127.0.0.1:{port}/openai/v1", "bad-address")
            .key("two words")
            .says("The key contains spaces"),
        typed("Ollama", "http://0.0.0.0:{port}", "listen-address")
            .says("0.0.0.0 is an address to listen on")
            .copies(&["http://localhost:{port}"]),
    ]
}

/// In a browser without a network.
pub fn offline() -> Vec<Case> {
    vec![typed("Groq", "https://api.groq.com/openai/v1", "offline").says("This device is offline.")]
}

/// With a key that is kept and was not unlocked.
pub fn locked() -> Vec<Case> {
    vec![
        at(Server::OpenAi, "key-locked")
            .key("")
            .says("Unlock it in the settings first."),
    ]
}

/// In a browser whose time passes quickly.
pub fn late() -> Vec<Case> {
    vec![
        at(Server::LlamaCpp, "slow")
            .with(Fault::Silent)
            .says("the model did not begin to in time"),
        nowhere(Server::Ollama, "server-down")
            .silent()
            .says("{server} did not answer in time.")
            .copies(&["OLLAMA_HOST=127.0.0.1:{port} ollama serve"]),
    ]
}

/// On a public page over https, before the browser was allowed anything.
pub fn pending() -> Vec<Case> {
    let tunnel = &[
        "ssh -N -L {port}:localhost:{port} nas.example",
        "http://localhost:{port}/v1",
        "reverse_proxy localhost:{port} {",
    ];
    vec![
        at(Server::Vllm, "permission-pending")
            .says("has not been allowed yet to let this page reach 127.0.0.1"),
        at(Server::Vllm, "mixed-content")
            .url("http://nas.example:{port}/v1")
            .says("blocks plain http requests to nas.example (mixed content)")
            .copies(tunnel),
    ]
}

/// On the same page, once the user has refused.
pub fn denied() -> Vec<Case> {
    vec![
        at(Server::Vllm, "permission-denied")
            .says("told not to let this page reach 127.0.0.1")
            .copies(&["chrome://settings/content/siteDetails?site=https%3A%2F%2Fstudio.example"]),
    ]
}

/// On the same page, in a browser that calls itself Safari and blocks as Safari does.
pub fn in_safari() -> Vec<Case> {
    vec![
        at(Server::Vllm, "safari-loopback")
            .says("Safari blocks plain http requests from https pages")
            .copies(&["https://127.0.0.1 {", "reverse_proxy localhost:{port} {"]),
    ]
}

/// On the same page, once the user has allowed it.
pub fn granted() -> Vec<Case> {
    vec![
        at(Server::Vllm, "healthy").says("Everything works"),
        // A name that turns out not to be one of the local network.
        at(Server::Vllm, "mixed-content")
            .url("http://nas.example:{port}/v1")
            .says("blocks plain http requests to nas.example (mixed content)"),
        at(Server::Ollama, "cors-refused")
            .closed()
            .says("does not let pages from {page} in (CORS)")
            .copies(&["OLLAMA_ORIGINS={page} OLLAMA_HOST=127.0.0.1:{port} ollama serve"]),
    ]
}

/// On a public page over plain http.
pub fn over_plain_http() -> Vec<Case> {
    vec![at(Server::Ollama, "insecure-page").says("This page was opened over plain http ({page}).")]
}

/// In a browser that looks for others' hosts on this device.
pub fn of_hosts() -> Vec<Case> {
    vec![
        at(Server::Azure, "cors-never")
            .closed()
            .url("http://team.openai.azure.com:{port}/openai/v1")
            .says("Azure OpenAI lets no web page in")
            .copies(&[
                "<origin>{page}</origin>",
                "<header>api-key</header>",
                "proxy_pass http://team.openai.azure.com:{port};",
            ]),
    ]
}

/// On a site whose configuration could not be fetched.
pub fn on_an_unread_site() -> Vec<Case> {
    vec![
        at(Server::OpenAi, "bad-address")
            .says("What this site allows could not be fetched.")
            .in_chinese("无法读取本站点的配置"),
    ]
}

/// In a browser that has the interface and no model behind it.
pub fn no_model_inside() -> Vec<Case> {
    vec![
        typed(BUILT_IN, "", "no-built-in-model")
            .says("This browser has no model of its own to offer here."),
    ]
}

/// In a browser that has a model to load.
pub fn model_inside_not_loaded() -> Vec<Case> {
    vec![typed(BUILT_IN, "", "built-in-not-loaded").says("the browser then downloads the model")]
}
