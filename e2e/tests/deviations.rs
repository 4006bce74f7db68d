//! The conformance server as it is, over a plain connection and without a browser: what each server
//! sends, and that connections really stand still, break and overflow as scripts say.

use e2e::{
    Result, eventually,
    provider::{Deviation, Dialect, Ending, Fault, Flood, Joint, Provider, Script, Server, Wait},
};
use serde_json::{Value, json};
use std::io;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const TEXT: &str =
    "# 设计 Design\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n```yaml\nopenapi: 3.1.0\n```\n";
const THOUGHT: &str = "想一想 think";

/// What came over a connection.
#[derive(Debug, Default)]
struct Heard {
    head: String,
    /// The body with the lengths of its chunks, as it travels.
    body: Vec<u8>,
    /// How the connection broke, if it did.
    broken: Option<io::ErrorKind>,
}

impl Heard {
    fn body(&self) -> String {
        match self.head.contains("transfer-encoding: chunked") {
            true => String::from_utf8_lossy(&dechunked(&self.body)).into_owned(),
            false => String::from_utf8_lossy(&self.body).into_owned(),
        }
    }

    fn status(&self) -> u16 {
        let status = self.head.split(' ').nth(1);
        status.and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    /// Whether the body ended as it should.
    fn is_whole(&self) -> bool {
        self.broken.is_none() && self.body.ends_with(b"0\r\n\r\n")
    }
}

fn dechunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(at) = body.windows(2).position(|pair| pair == b"\r\n") {
        let length = std::str::from_utf8(&body[..at]).unwrap_or_default();
        let Ok(length) = usize::from_str_radix(length, 16) else {
            return body.to_vec();
        };
        let end = (at + 2 + length).min(body.len());
        whole.extend_from_slice(&body[at + 2..end]);
        body = body.get(end + 2..).unwrap_or_default();
    }
    whole
}

/// Sends a request to an address and leaves the connection open.
async fn call(url: &str, headers: &[(&str, &str)], body: &Value) -> Result<TcpStream> {
    let address = url.trim_start_matches("http://");
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let body = body.to_string();
    let mut head = format!("POST /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    Ok(stream)
}

/// Reads to the end.
async fn hear(mut stream: TcpStream) -> Heard {
    let mut bytes = Vec::new();
    let broken = stream.read_to_end(&mut bytes).await.err();
    let at = bytes.windows(4).position(|end| end == b"\r\n\r\n");
    let at = at.map_or(bytes.len(), |at| at + 4);
    Heard {
        head: String::from_utf8_lossy(&bytes[..at]).into_owned(),
        body: bytes.split_off(at),
        broken: broken.map(|error| error.kind()),
    }
}

async fn ask(url: &str, headers: &[(&str, &str)], body: &Value) -> Result<Heard> {
    Ok(hear(call(url, headers, body).await?).await)
}

fn request(dialect: Dialect, said: &str) -> Value {
    let mut turns = vec![("user", "Design a shop")];
    if !said.is_empty() {
        turns.extend([("assistant", said), ("user", "Go on")]);
    }
    let messages: Value = turns
        .iter()
        .map(|(role, text)| json!({"role": role, "content": text}))
        .collect();
    match dialect {
        Dialect::OpenAiResponses => json!({"model": "m", "input": messages, "stream": true}),
        Dialect::Gemini => {
            let contents: Value = turns
                .iter()
                .map(|(role, text)| (role.replace("assistant", "model"), text))
                .map(|(role, text)| json!({"role": role, "parts": [{"text": text}]}))
                .collect();
            json!({"contents": contents})
        }
        Dialect::OpenAi | Dialect::Anthropic | Dialect::Ollama => json!({
            "model": "m", "messages": messages, "stream": true, "max_tokens": 100,
            "stream_options": {"include_usage": true},
        }),
    }
}

async fn ask_server(server: Server, script: Script, key: bool) -> Result<Heard> {
    let provider = Provider::start_as(server, [script]).await?;
    let path = match server.dialect() {
        Dialect::OpenAi => "/chat/completions",
        Dialect::OpenAiResponses => "/responses",
        Dialect::Anthropic => "/messages",
        Dialect::Gemini => "/models/m:streamGenerateContent?alt=sse",
        Dialect::Ollama => "/api/chat",
    };
    let (name, before) = server.key_header();
    let value = format!("{before}k");
    let mut headers = vec![("anthropic-version", "2023-06-01")];
    if key {
        headers.push((name, &value));
    }
    let url = format!("{}{path}", provider.url());
    ask(&url, &headers, &request(server.dialect(), "")).await
}

#[tokio::test]
async fn every_server_has_its_own_ways() -> Result {
    for server in Server::ALL {
        let script = Script {
            reasoning: Some(THOUGHT.into()),
            ..server.script(TEXT)
        };
        let heard = ask_server(server, script, true).await?;
        let body = heard.body();
        assert_eq!(heard.status(), 200, "{server:?}: {body}");
        let has: &[&str] = match server {
            Server::OpenAi => &["\"obfuscation\"", "\"choices\":[],", "[DONE]"],
            Server::OpenAiResponses => &[
                "event: response.completed\n",
                "event: response.reasoning_summary_text.delta\n",
                "\"input_tokens\":1200",
                "event: x.progress\n",
            ],
            Server::Azure => &["\"prompt_filter_results\"", "\"choices\":null"],
            Server::Anthropic => &["event: ping\n", "event: x.progress\n", "signature_delta"],
            Server::Gemini => &["\r\n\r\ndata: {", "\"thought\":true"],
            Server::Ollama => &["\"thinking\":", "\"done\":true"],
            Server::LmStudio => &["data: {\"choices\":[{\"delta\":{\"content\""],
            Server::LlamaCpp => &[":\n\ndata: ", "\"content\":null"],
            Server::Vllm => &["\"reasoning\":\"想"],
            Server::OpenRouter => &[": OPENROUTER PROCESSING\n\n", "\"reasoning\":\"想"],
            Server::Mistral => &["\"thinking\":[{", "\"text\":\"# 设计"],
            Server::DeepSeek => &["\n\n\n: keep-alive\n\n", "data:{", "\"content\":null"],
            Server::Groq => &["\"content\":\"<th\"", "\"x_groq\""],
            Server::LiteLlm => &[
                "\"choices\":[{\"index\":0,\"delta\":{}}]",
                "\"content\":\"# \u{8bbe}\"",
            ],
            Server::LiteLlmMessages => &["\"type\":\"message\"", "\"stop_reason\":\"end_turn\""],
            Server::LiteLlmAdapter => &["\"index\":0,\"delta\":{\"type\":\"thinking_delta\""],
        };
        for part in has {
            assert!(body.contains(part), "{server:?}: no {part} in {body}");
        }
        let done = matches!(server.dialect(), Dialect::OpenAi);
        assert_eq!(body.contains("[DONE]"), done, "{server:?}");
        let document = server == Server::LiteLlmMessages;
        assert_eq!(
            heard.head.contains("application/json"),
            document,
            "{server:?}"
        );
        if server.wants_key() {
            let refused = ask_server(server, server.script(TEXT), false).await?;
            assert_eq!(refused.status(), 401, "{server:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn connections_break_as_scripted() -> Result {
    let openai = Dialect::OpenAi;
    for dialect in Dialect::ALL {
        for (fault, whole) in [(Fault::Reset(500), false), (Fault::End(500), true)] {
            let provider = Provider::start(Script::text(TEXT).with(fault)).await?;
            let url = provider.chat_url(dialect, "m");
            let headers = [("x-api-key", "k"), ("anthropic-version", "2023-06-01")];
            let heard = ask(&url, &headers, &request(dialect, "")).await?;
            assert_eq!(heard.is_whole(), whole, "{dialect:?} {fault:?}: {heard:?}");
            if whole {
                assert_eq!(dechunked(&heard.body).len(), 500, "{dialect:?}");
            } else {
                assert_eq!(
                    heard.broken,
                    Some(io::ErrorKind::ConnectionReset),
                    "{dialect:?}"
                );
            }
        }
    }
    let provider = Provider::start(Script::text(TEXT).with(Fault::Cut(300))).await?;
    let stream = call(&provider.chat_url(openai, "m"), &[], &request(openai, "")).await?;
    provider.stalled(1).await;
    provider.release();
    let heard = hear(stream).await;
    // Closed without leave, but not reset: what was sent has come.
    assert_eq!((heard.broken, heard.is_whole()), (None, false));
    assert_eq!(dechunked(&heard.body).len(), 300);
    assert_eq!(provider.chats()[0].ending, Ending::Cut);
    Ok(())
}

#[tokio::test]
async fn an_answer_without_text_has_none_anywhere() -> Result {
    let headers = [("x-api-key", "k"), ("anthropic-version", "2023-06-01")];
    for dialect in Dialect::ALL {
        for deviations in [vec![], vec![Deviation::WholeBody]] {
            let script = Script {
                deviations,
                ..Script::text("Unheard-of").with(Fault::NoText)
            };
            let provider = Provider::start(script).await?;
            let url = provider.chat_url(dialect, "m");
            let heard = ask(&url, &headers, &request(dialect, "")).await?;
            let body = heard.body();
            assert_eq!(heard.status(), 200, "{dialect:?}: {body}");
            assert!(
                !body.is_empty() && !body.contains("Unheard"),
                "{dialect:?}: {body}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn nothing_comes_while_a_server_is_silent_or_stalls() -> Result {
    let openai = Dialect::OpenAi;
    for (fault, head_comes) in [(Fault::Silent, false), (Fault::Stall(0), true)] {
        let provider = Provider::start(Script::text(TEXT).with(fault)).await?;
        let url = provider.chat_url(openai, "m");
        let mut stream = call(&url, &[], &request(openai, "")).await?;
        provider.stalled(1).await;
        let mut start = [0; 8];
        if head_comes {
            stream.read_exact(&mut start).await?;
            assert_eq!(&start, b"HTTP/1.1");
        } else {
            let read = stream.try_read(&mut start).map_err(|error| error.kind());
            assert_eq!(read, Err(io::ErrorKind::WouldBlock));
        }
        provider.release();
        let heard = hear(stream).await;
        assert!(heard.body().contains("[DONE]"), "{fault:?}");

        // A client that gives up is noticed.
        provider.play([Script::text(TEXT).with(fault)]);
        drop(call(&url, &[], &request(openai, "")).await?);
        eventually("the provider to notice", async || {
            match provider.chats().last().map(|chat| chat.ending) {
                Some(Ending::Abandoned) => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn floods_are_as_large_as_scripted() -> Result {
    const SIZE: usize = 100_000_000;
    let openai = Dialect::OpenAi;
    for flood in [Flood::Comments, Flood::Line, Flood::Text] {
        let provider = Provider::start(Script::text(TEXT).with(Fault::Flood(flood, SIZE))).await?;
        let url = provider.chat_url(openai, "m");
        let mut stream = call(&url, &[], &request(openai, "")).await?;
        let mut buffer = vec![0; 1 << 20];
        let (mut total, mut end) = (0, Vec::new());
        loop {
            let read = stream.read(&mut buffer).await?;
            if read == 0 {
                break;
            }
            total += read;
            end.extend_from_slice(&buffer[..read]);
            end.drain(..end.len().saturating_sub(1000));
        }
        assert!(total > SIZE, "{flood:?}: {total}");
        // The good answer follows.
        assert!(
            String::from_utf8_lossy(&end).contains("[DONE]"),
            "{flood:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn refused_clients_are_told_to_wait_as_scripted() -> Result {
    let origin = ("origin", "https://studio.example");
    for (dialect, wait, header, exposed, body) in [
        (
            Dialect::OpenAi,
            None,
            "retry-after: 5",
            false,
            "try again in 5.289s",
        ),
        (
            Dialect::OpenAi,
            Some(Wait::stated(1200)),
            "",
            false,
            "try again in 1.2s",
        ),
        (
            Dialect::OpenAiResponses,
            Some(Wait::exposed(2)),
            "retry-after: 2",
            true,
            "Rate limit",
        ),
        (
            Dialect::Gemini,
            Some(Wait::stated(200)),
            "",
            false,
            "\"retryDelay\":\"0.2s\"",
        ),
        (
            Dialect::Anthropic,
            Some(Wait::exposed(1)),
            "retry-after: 1",
            true,
            "rate_limit_error",
        ),
        (
            Dialect::Ollama,
            Some(Wait::stated(1)),
            "",
            false,
            "too many requests",
        ),
    ] {
        let script = Script {
            wait,
            ..Script::text(TEXT).with(Fault::Status(429))
        };
        let provider = Provider::start(script).await?;
        let url = provider.chat_url(dialect, "m");
        let heard = ask(&url, &[origin], &request(dialect, "")).await?;
        assert_eq!(heard.status(), 429);
        let told = heard.head.contains("retry-after:");
        assert_eq!(told, !header.is_empty(), "{dialect:?}: {}", heard.head);
        assert!(heard.head.contains(header), "{dialect:?}: {}", heard.head);
        let readable = heard
            .head
            .contains("access-control-expose-headers: retry-after");
        assert_eq!(readable, exposed, "{dialect:?}: {}", heard.head);
        assert!(heard.body().contains(body), "{dialect:?}: {}", heard.body());
    }
    for (fault, status, body) in [
        (Fault::Quota, 429, "insufficient_quota"),
        (Fault::Loading, 503, "Loading model"),
        (Fault::Status(408), 408, "error"),
        (Fault::Status(529), 529, "error"),
    ] {
        let provider = Provider::start(Script::text(TEXT).with(fault)).await?;
        let url = provider.chat_url(Dialect::OpenAi, "m");
        let heard = ask(&url, &[], &request(Dialect::OpenAi, "")).await?;
        assert_eq!(heard.status(), status);
        assert!(heard.body().contains(body), "{}", heard.body());
    }
    Ok(())
}

#[tokio::test]
async fn a_whole_text_is_told_in_parts_through_all_that_goes_wrong() -> Result {
    let openai = Dialect::OpenAi;
    let whole = || Script {
        delta: 1,
        ..Script::whole(TEXT)
    };
    let provider = Provider::start_with([
        whole().with(Fault::Status(429)),
        whole().with(Fault::End(2000)),
        whole().with(Fault::Loading),
        whole().cut_after(20),
        whole().with(Fault::ErrorInStream(9)),
        whole(),
    ])
    .await?;
    let url = provider.chat_url(openai, "m");
    let (mut text, mut answers) = (String::new(), 0);
    while text != TEXT {
        let heard = ask(&url, &[], &request(openai, &text)).await?;
        let part = content(&heard.body());
        assert_eq!(part.is_empty(), heard.status() != 200, "{}", heard.body());
        text.push_str(&part);
        assert!(TEXT.starts_with(&text), "{text}");
        answers += 1;
    }
    assert_eq!(answers, 6);

    provider.play([whole().joined([Joint::Preamble("Continuing:\n\n"), Joint::Characters(99)])]);
    let heard = ask(&url, &[], &request(openai, "# 设计 Design\n\n| a | b |")).await?;
    let rest = content(&heard.body());
    assert!(
        rest.starts_with("Continuing:\n\n# 设计 Design\n\n| a | b |\n|---"),
        "{rest}"
    );
    // Somebody who made something up is not humoured.
    let heard = ask(&url, &[], &request(openai, "# Design 设计")).await?;
    assert_eq!(heard.status(), 400);
    Ok(())
}

/// The text of an answer in chunks.
fn content(body: &str) -> String {
    let chunks = body.lines().filter_map(|line| line.strip_prefix("data: "));
    let chunks = chunks.filter_map(|data| serde_json::from_str::<Value>(data).ok());
    chunks
        .filter_map(|chunk| {
            let text = chunk["choices"][0]["delta"]["content"].as_str();
            text.map(str::to_owned)
        })
        .collect()
}
