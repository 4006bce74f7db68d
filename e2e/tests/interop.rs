//! The page against model servers that we did not write: aimock (npm) and LiteLLM (PyPI). `cargo xtask
//! interop` starts both and runs these tests, which are left out everywhere else.

use e2e::{
    Browser, HarnessError, Page, Result, Site, page::Endpoint, provider::Dialect, with_browser,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const HEAD: &str = "# Order service 订单服务\n\nOrders are taken, paid and shipped. 下单、支付、发货。\n\n\
                    | service | owns |\n|---|---|\n| orders | order |\n| billing 计费 | invoice |\n\n";
const TAIL: &str = "```mermaid\nflowchart LR\n  A[Orders] --> B[Billing]\n```\n\n## Caching\n\nNone at \
                    first: \"the calendar\" fits into memory – 🚀.\n";
const THOUGHT: &str = "Orders before billing; 先订单后计费.";
/// aimock's Ollama says nothing about single models, which the page asks for.
const NO_PARTICULARS: [&str; 1] = ["/api/show - Failed to load resource"];
/// What LiteLLM makes of its own models is in its settings.
const LITELLM: &str = include_str!("../interop/litellm.json");

/// A page and the server that it talks to.
struct Bench<'a> {
    page: Page<'a>,
    server: String,
}

impl<'a> Bench<'a> {
    async fn open(browser: &'a Browser, site: &'a Site, variable: &str) -> Result<Self> {
        let server = std::env::var(variable).map_err(|_| {
            HarnessError::Page(format!("{variable} is not set: run `cargo xtask interop`"))
        })?;
        Ok(Self {
            page: Page::open(browser, site, "#/settings").await?,
            server,
        })
    }

    async fn start(&self, dialect: Dialect, model: &str) -> Result {
        let base = match dialect {
            Dialect::OpenAi | Dialect::OpenAiResponses => "/v1",
            Dialect::Gemini => "/v1beta",
            Dialect::Anthropic | Dialect::Ollama => "",
        };
        self.start_as(dialect.preset(), base, model).await
    }

    async fn start_as(&self, preset: &str, base: &str, model: &str) -> Result {
        println!("{model} over {preset}");
        self.page
            .configure(&Endpoint {
                preset,
                url: &format!("{}{base}", self.server),
                key: "k-interop",
                model,
            })
            .await?;
        self.page.generate("Order management.").await
    }

    async fn text_is(&self, what: &str, text: &str) -> Result {
        self.page.run_is("done").await?;
        assert_eq!(self.page.exported_text().await?, text, "{what}");
        Ok(())
    }

    /// Tells aimock what to answer.
    async fn answers(&self, fixtures: Value) -> Result {
        let count = fixtures.as_array().map_or(0, Vec::len);
        let body = json!({"fixtures": fixtures}).to_string();
        let host = self.server.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await?;
        let head = format!(
            "POST /__aimock/fixtures HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        assert!(answer.contains(&format!("\"added\":{count}")), "{answer}");
        Ok(())
    }
}

/// A model's name, and what it answers at the start of a conversation and later.
fn model(dialect: Dialect, scene: &str) -> String {
    // A name that servers which know models take for one that reasons.
    format!("gpt-5-{scene}-{dialect:?}").to_lowercase()
}

#[tokio::test]
#[ignore = "`cargo xtask interop` starts the server"]
async fn aimock_streams_whole_answers_in_every_dialect() -> Result {
    with_browser("interop-whole", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site, "INTEROP_AIMOCK").await?;
        let whole = format!("{HEAD}{TAIL}");
        for dialect in Dialect::ALL {
            let model = model(dialect, "whole");
            bench
                .answers(json!([{
                    "match": {"model": model},
                    "response": {
                        "content": whole, "reasoning": THOUGHT,
                        "usage": {"prompt_tokens": 1200, "completion_tokens": 3400, "total_tokens": 4600},
                    },
                }]))
                .await?;
            bench.start(dialect, &model).await?;
            bench.text_is(&model, &whole).await?;
            bench.page.wait_count("diagram", 1).await?;
        }
        browser.expect_errors(&NO_PARTICULARS).await
    })
    .await
}

#[tokio::test]
#[ignore = "`cargo xtask interop` starts the server"]
async fn thoughts_of_aimock_are_folded_away() -> Result {
    with_browser("interop-thoughts", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site, "INTEROP_AIMOCK").await?;
        for dialect in Dialect::ALL {
            let model = model(dialect, "thoughts");
            let answer = json!({"content": TAIL, "reasoning": THOUGHT});
            bench
                .answers(json!([{"match": {"model": model}, "response": answer}]))
                .await?;
            bench.start(dialect, &model).await?;
            bench.text_is(&model, TAIL).await?;
            bench.page.reasoning(THOUGHT).await?;
        }
        browser.expect_errors(&NO_PARTICULARS).await
    })
    .await
}

#[tokio::test]
#[ignore = "`cargo xtask interop` starts the server"]
async fn what_aimock_stops_for_length_is_continued() -> Result {
    with_browser("interop-length", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site, "INTEROP_AIMOCK").await?;
        // Its Ollama never stops for length.
        for dialect in Dialect::ALL
            .into_iter()
            .filter(|dialect| *dialect != Dialect::Ollama)
        {
            let model = model(dialect, "length");
            bench
                .answers(json!([
                    {
                        "match": {"model": model, "turnIndex": 0},
                        "response": {"content": HEAD, "finishReason": "length"},
                    },
                    {
                        "match": {"model": model, "turnIndex": 1},
                        "response": {"content": TAIL},
                    },
                ]))
                .await?;
            bench.start(dialect, &model).await?;
            bench.text_is(&model, &format!("{HEAD}{TAIL}")).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "`cargo xtask interop` starts the server"]
async fn what_aimock_cuts_is_continued() -> Result {
    with_browser("interop-cut", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site, "INTEROP_AIMOCK").await?;
        for dialect in Dialect::ALL {
            // What comes before the head, the head, and one more, which the cut swallows.
            let chunks = match dialect {
                Dialect::OpenAi => 3,
                Dialect::OpenAiResponses => 6,
                Dialect::Anthropic => 4,
                Dialect::Gemini | Dialect::Ollama => 2,
            };
            let model = model(dialect, "cut");
            bench
                .answers(json!([
                    {
                        "match": {"model": model, "turnIndex": 0},
                        "response": {"content": format!("{HEAD}{TAIL}")},
                        "chunkSize": HEAD.encode_utf16().count(),
                        "latency": 100,
                        "truncateAfterChunks": chunks,
                    },
                    {
                        "match": {"model": model, "turnIndex": 1},
                        "response": {"content": TAIL},
                    },
                ]))
                .await?;
            bench.start(dialect, &model).await?;
            bench.text_is(&model, &format!("{HEAD}{TAIL}")).await?;
        }
        browser.expect_errors(&["Failed to load resource"]).await
    })
    .await
}

#[tokio::test]
#[ignore = "`cargo xtask interop` starts the server"]
async fn a_key_that_aimock_refuses_is_not_tried_again() -> Result {
    with_browser("interop-refused", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site, "INTEROP_AIMOCK").await?;
        for dialect in Dialect::ALL {
            let model = model(dialect, "refused");
            let error = json!({
                "message": "Incorrect API key provided", "type": "invalid_request_error",
                "code": "invalid_api_key",
            });
            bench
                .answers(json!([
                    {
                        "match": {"model": model, "sequenceIndex": 0},
                        "response": {"error": error, "status": 401},
                    },
                    {"match": {"model": model}, "response": {"content": "# Tried again\n"}},
                ]))
                .await?;
            bench.start(dialect, &model).await?;
            bench.page.run_is("failed").await?;
            let alert = bench.page.alert().await?;
            assert!(
                alert.contains("does not accept this key"),
                "{model}: {alert}"
            );
        }
        browser.expect_errors(&["Failed to load resource"]).await
    })
    .await
}

#[tokio::test]
#[ignore = "`cargo xtask interop` starts the server"]
async fn aimock_is_waited_for_when_it_is_busy() -> Result {
    with_browser("interop-busy", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site, "INTEROP_AIMOCK").await?;
        for dialect in Dialect::ALL {
            let model = model(dialect, "busy");
            let error = json!({
                "message": "Rate limit reached. Please try again in 0.2s.",
                "type": "rate_limit_error", "code": "rate_limit_exceeded",
            });
            bench
                .answers(json!([
                    {
                        "match": {"model": model, "sequenceIndex": 0},
                        "response": {"error": error, "status": 429},
                    },
                    {"match": {"model": model}, "response": {"content": TAIL}},
                ]))
                .await?;
            bench.start(dialect, &model).await?;
            bench.text_is(&model, TAIL).await?;
        }
        browser.expect_errors(&["Failed to load resource"]).await
    })
    .await
}

#[tokio::test]
#[ignore = "`cargo xtask interop` starts the server"]
async fn litellm_answers_by_itself() -> Result {
    with_browser("interop-litellm", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site, "INTEROP_LITELLM").await?;
        let settings: Value = serde_json::from_str(LITELLM)?;
        let mock = &settings["model_list"][0]["litellm_params"]["mock_response"];
        let text = mock.as_str().unwrap_or_default();
        assert!(text.starts_with("# From LiteLLM"), "{text}");
        // A stream in pieces of three characters; then, for Anthropic's dialect, one JSON document.
        for (preset, base) in [("LiteLLM", "/v1"), ("Anthropic", "")] {
            bench.start_as(preset, base, "mock-whole").await?;
            bench.text_is(preset, text).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "`cargo xtask interop` starts the server"]
async fn litellm_that_stays_busy_is_told_as_busy() -> Result {
    with_browser("interop-litellm-busy", async |browser| {
        browser.hurry(20).await?;
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site, "INTEROP_LITELLM").await?;
        for (preset, base) in [("LiteLLM", "/v1"), ("Anthropic", "")] {
            bench.start_as(preset, base, "mock-busy").await?;
            bench.page.run_is("failed").await?;
            let alert = bench.page.alert().await?;
            assert!(
                alert.contains("limit for requests or tokens was reached"),
                "{preset}: {alert}"
            );
        }
        browser.expect_errors(&["Failed to load resource"]).await
    })
    .await
}

#[tokio::test]
#[ignore = "`cargo xtask interop` starts the servers"]
async fn litellm_passes_on_what_aimock_says() -> Result {
    with_browser("interop-through", async |browser| {
        let site = Site::built().await?;
        let aimock = Bench::open(browser, &site, "INTEROP_AIMOCK").await?;
        let litellm = Bench::open(browser, &site, "INTEROP_LITELLM").await?;
        let whole = format!("{HEAD}{TAIL}");
        for model in ["gpt-5-through", "claude-through"] {
            let answer = json!({"content": whole, "reasoning": THOUGHT});
            aimock
                .answers(json!([{"match": {"model": model}, "response": answer}]))
                .await?;
            for (preset, base) in [("LiteLLM", "/v1"), ("Anthropic", "")] {
                litellm.start_as(preset, base, model).await?;
                litellm
                    .text_is(&format!("{model} over {preset}"), &whole)
                    .await?;
            }
        }
        Ok(())
    })
    .await
}
