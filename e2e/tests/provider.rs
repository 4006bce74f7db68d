//! The harness itself, in a real browser: a small page streams from the scripted provider with `fetch`,
//! and what it got must be what the script says. Without this, a green end-to-end test could be green
//! because the provider never misbehaved.

use e2e::{
    Browser, Result, Site, eventually,
    provider::{
        Cors, Deviation, Dialect, Ending, Fault, Finish, Framing, Provider, Refusing, Script,
    },
    with_browser,
};
use serde_json::{Value, json};
use std::time::Duration;

const PAGE: &str = include_str!("provider.html");
const TEXT: &str =
    "# 设计 Design\n\nOrders → payments 🚀\n\n```mermaid\nflowchart LR\n  A-->B\n```\n";

/// What the page saw of one answer.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    status: u16,
    media_type: String,
    text: String,
    thoughts: String,
    finish: String,
    usage: String,
    body: String,
    error: String,
    reads: usize,
    split_characters: usize,
    carriage_returns: usize,
    replacements: usize,
    longest_line: usize,
}

/// A temporary page on a site of its own.
struct Stage<'a> {
    browser: &'a Browser,
    provider: Provider,
    _site: Site,
    folder: std::path::PathBuf,
}

impl<'a> Stage<'a> {
    async fn open(browser: &'a Browser, name: &str, script: Script) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("e2e-page-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("index.html"), PAGE)?;
        let site = Site::serve(&folder, "/").await?;
        browser.open(site.url()).await?;
        Ok(Self {
            browser,
            provider: Provider::start(script).await?,
            _site: site,
            folder,
        })
    }

    /// Streams one answer to its end.
    async fn ask(&self, dialect: Dialect) -> Result<Seen> {
        self.begin(dialect).await?;
        self.finish().await
    }

    async fn begin(&self, dialect: Dialect) -> Result {
        let url = self.provider.chat_url(dialect, "scripted-large");
        self.begin_at(&url, dialect, headers(dialect), request(dialect))
            .await
    }

    async fn begin_at(&self, url: &str, dialect: Dialect, headers: Value, body: Value) -> Result {
        let name = format!("{dialect:?}");
        self.browser
            .run(
                "window.seen = begin(...arguments)",
                vec![url.into(), name.into(), headers, body],
            )
            .await?;
        Ok(())
    }

    async fn finish(&self) -> Result<Seen> {
        let seen = self.browser.run("return window.seen.done", vec![]).await?;
        Ok(serde_json::from_value(seen)?)
    }

    /// Waits until the page has read something.
    async fn some_text(&self) -> Result {
        eventually("some text", async || match self.text_so_far().await {
            Ok(text) if !text.is_empty() => Ok(()),
            other => Err(format!("{other:?}")),
        })
        .await
    }

    async fn text_so_far(&self) -> Result<String> {
        let text = self
            .browser
            .run("return window.seen.state.text", vec![])
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Failed requests are what these tests are about; Chromium logs each one as an error.
    async fn forget_console(&self) -> Result {
        self.browser.console_errors().await.map(drop)
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn headers(dialect: Dialect) -> Value {
    match dialect {
        Dialect::OpenAi | Dialect::OpenAiResponses => {
            json!({"content-type": "application/json", "authorization": "Bearer k"})
        }
        Dialect::Anthropic => json!({
            "content-type": "application/json", "x-api-key": "k", "anthropic-version": "2023-06-01",
            "anthropic-dangerous-direct-browser-access": "true",
        }),
        Dialect::Gemini => json!({"content-type": "application/json", "x-goog-api-key": "k"}),
        Dialect::Ollama => json!({"content-type": "application/json"}),
    }
}

fn request(dialect: Dialect) -> Value {
    let messages = json!([{"role": "user", "content": "Design a shop"}]);
    match dialect {
        Dialect::OpenAi => json!({
            "model": "scripted-large", "messages": messages, "stream": true,
            "stream_options": {"include_usage": true},
        }),
        Dialect::OpenAiResponses => json!({
            "model": "scripted-large", "instructions": "Be brief.", "input": messages,
            "stream": true, "store": false,
        }),
        Dialect::Anthropic => json!({
            "model": "scripted-large", "messages": messages, "stream": true, "max_tokens": 1000,
        }),
        Dialect::Gemini => {
            json!({"contents": [{"role": "user", "parts": [{"text": "Design a shop"}]}]})
        }
        Dialect::Ollama => json!({"model": "scripted:8b", "messages": messages}),
    }
}

#[tokio::test]
async fn every_dialect_streams_text_thoughts_finish_and_usage() -> Result {
    with_browser("provider-dialects", async |browser| {
        let script = Script {
            reasoning: Some("想一想 think".into()),
            deviations: vec![Deviation::Comments(" keep-alive")],
            pieces: vec![1, 2, 5, 3, 7],
            delay: Duration::from_millis(1),
            ..Script::text(TEXT)
        };
        let stage = Stage::open(browser, "dialects", script).await?;
        for dialect in Dialect::ALL {
            let seen = stage.ask(dialect).await?;
            assert_eq!(seen.error, "", "{dialect:?}");
            assert_eq!(
                (seen.status, seen.text.as_str()),
                (200, TEXT),
                "{dialect:?}"
            );
            assert_eq!(seen.thoughts, "想一想 think", "{dialect:?}");
            assert_eq!(seen.usage, "1200/3400", "{dialect:?}");
            let (finish, media_type) = match dialect {
                Dialect::OpenAi => ("stop", "text/event-stream; charset=utf-8"),
                Dialect::OpenAiResponses => ("completed", "text/event-stream; charset=utf-8"),
                Dialect::Anthropic => ("end_turn", "text/event-stream; charset=utf-8"),
                Dialect::Gemini => ("STOP", "text/event-stream; charset=utf-8"),
                Dialect::Ollama => ("stop", "application/x-ndjson"),
            };
            assert_eq!(
                (seen.finish.as_str(), seen.media_type.as_str()),
                (finish, media_type)
            );
            // The provider's pieces really arrive as pieces that end inside characters.
            assert!(seen.reads > 20 && seen.split_characters > 0, "{seen:?}");
            assert_eq!(seen.carriage_returns > 0, dialect == Dialect::Gemini);
        }
        let chats = stage.provider.chats();
        assert_eq!(chats.len(), 5);
        assert!(chats.iter().all(|chat| chat.ending == Ending::Sent));
        assert_eq!(chats[0].header("authorization"), Some("Bearer k"));
        assert_eq!(chats[2].body["max_tokens"], 1000);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn framing_and_reasons_to_stop_follow_the_script() -> Result {
    with_browser("provider-framing", async |browser| {
        let stage = Stage::open(browser, "framing", Script::default()).await?;
        for (finish, expected) in [
            (
                Finish::Length,
                [
                    "length",
                    "max_output_tokens",
                    "max_tokens",
                    "MAX_TOKENS",
                    "length",
                ],
            ),
            (
                Finish::Filter,
                [
                    "content_filter",
                    "content_filter",
                    "refusal",
                    "SAFETY",
                    "stop",
                ],
            ),
        ] {
            for (dialect, expected) in Dialect::ALL.into_iter().zip(expected) {
                stage.provider.play([Script {
                    framing: Some(Framing::CrLf),
                    usage: None,
                    finish,
                    ..Script::text(TEXT)
                }]);
                let seen = stage.ask(dialect).await?;
                assert_eq!((seen.text.as_str(), seen.finish.as_str()), (TEXT, expected));
                assert!(seen.carriage_returns > 0);
            }
        }
        Ok(())
    })
    .await
}

/// How many bytes of an answer have some of its text in them and not all.
fn amid_the_text(dialect: Dialect) -> usize {
    match dialect {
        // Its responses are told before and after the text.
        Dialect::OpenAiResponses => 2400,
        _ => 1000,
    }
}

#[tokio::test]
async fn a_stalled_stream_goes_on_when_released_and_a_client_may_leave() -> Result {
    with_browser("provider-stall", async |browser| {
        let stage = Stage::open(browser, "stall", Script::default()).await?;
        for (number, dialect) in Dialect::ALL.into_iter().enumerate() {
            stage.provider.play([Script {
                delta: 4,
                ..Script::text(TEXT).with(Fault::Stall(amid_the_text(dialect)))
            }]);
            stage.begin(dialect).await?;
            stage.provider.stalled(number + 1).await;
            stage.some_text().await?;
            let before = stage.text_so_far().await?;
            assert!(
                TEXT.starts_with(&before) && before.len() < TEXT.len(),
                "{before}"
            );
            stage.provider.release();
            assert_eq!(stage.finish().await?.text, TEXT, "{dialect:?}");
        }
        stage
            .provider
            .play([Script::text(TEXT).with(Fault::Stall(100))]);
        stage.begin(Dialect::OpenAi).await?;
        stage.provider.stalled(6).await;
        browser.run("window.seen.abort()", vec![]).await?;
        assert!(stage.finish().await?.error.contains("AbortError"));
        eventually("the provider to notice", async || {
            match stage.provider.chats().last().map(|chat| chat.ending) {
                Some(Ending::Abandoned) => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await
    })
    .await
}

#[tokio::test]
async fn a_cut_connection_keeps_what_arrived_and_fails() -> Result {
    with_browser("provider-cut", async |browser| {
        let stage = Stage::open(browser, "cut", Script::default()).await?;
        for (number, dialect) in Dialect::ALL.into_iter().enumerate() {
            stage.provider.play([Script {
                delta: 4,
                ..Script::text(TEXT).with(Fault::Cut(amid_the_text(dialect)))
            }]);
            stage.begin(dialect).await?;
            stage.provider.stalled(number + 1).await;
            stage.some_text().await?;
            stage.provider.release();
            let seen = stage.finish().await?;
            assert!(
                seen.error.contains("network error"),
                "{dialect:?}: {seen:?}"
            );
            assert!(
                !seen.text.is_empty() && TEXT.starts_with(&seen.text),
                "{seen:?}"
            );
            assert_ne!(seen.text, TEXT);
        }
        let chats = stage.provider.chats();
        assert!(chats.iter().all(|chat| chat.ending == Ending::Cut));
        stage.forget_console().await
    })
    .await
}

#[tokio::test]
async fn refusals_reach_the_page_in_the_dialect_s_own_words() -> Result {
    with_browser("provider-statuses", async |browser| {
        let stage = Stage::open(browser, "statuses", Script::default()).await?;
        for status in [401, 404, 429, 500, 529] {
            for dialect in Dialect::ALL {
                stage
                    .provider
                    .play([Script::default().with(Fault::Status(status))]);
                let seen = stage.ask(dialect).await?;
                assert_eq!(seen.status, status, "{dialect:?}");
                let body: Value = serde_json::from_str(&seen.body)?;
                assert!(error_message(&body).is_some(), "{dialect:?}: {body}");
            }
        }
        // What the originals refuse by themselves.
        stage.provider.play([Script::default()]);
        let url = stage.provider.chat_url(Dialect::Anthropic, "m");
        let bare = json!({"content-type": "application/json", "x-api-key": "k"});
        stage
            .begin_at(&url, Dialect::Anthropic, bare, request(Dialect::Anthropic))
            .await?;
        let seen = stage.finish().await?;
        assert_eq!(seen.status, 401);
        assert!(
            seen.body.contains("CORS requests must set"),
            "{}",
            seen.body
        );
        stage.forget_console().await
    })
    .await
}

fn error_message(body: &Value) -> Option<&str> {
    let error = &body["error"];
    error.as_str().or_else(|| error["message"].as_str())
}

#[tokio::test]
async fn a_browser_cannot_read_what_it_may_not() -> Result {
    with_browser("provider-cors", async |browser| {
        let stage = Stage::open(browser, "cors", Script::default()).await?;
        let unauthorized = Script::default().with(Fault::Status(401));
        for dialect in Dialect::ALL {
            for script in [
                Script {
                    cors: Cors::Missing,
                    ..Script::default()
                },
                Script {
                    cors: Cors::MissingOnErrors,
                    ..unauthorized.clone()
                },
            ] {
                stage.provider.play([script]);
                let seen = stage.ask(dialect).await?;
                assert_eq!((seen.status, seen.text.as_str()), (0, ""), "{dialect:?}");
                assert!(seen.error.contains("Failed to fetch"), "{}", seen.error);
            }
            // One header too many fails the preflight, as it does with the originals.
            stage.provider.play([Script::default()]);
            let url = stage.provider.chat_url(dialect, "m");
            let mut headers = headers(dialect);
            headers["x-title"] = "Backend Architect".into();
            stage
                .begin_at(&url, dialect, headers, request(dialect))
                .await?;
            assert!(
                stage.finish().await?.error.contains("Failed to fetch"),
                "{dialect:?}"
            );
        }
        let refusing = Refusing::bind()?;
        let openai = Dialect::OpenAi;
        stage
            .begin_at(&refusing.url, openai, headers(openai), request(openai))
            .await?;
        assert!(stage.finish().await?.error.contains("Failed to fetch"));
        stage.forget_console().await
    })
    .await
}

#[tokio::test]
async fn broken_content_is_broken_as_scripted() -> Result {
    with_browser("provider-content", async |browser| {
        let stage = Stage::open(browser, "content", Script::default()).await?;
        for dialect in Dialect::ALL {
            let ask = async |fault| {
                stage.provider.play([Script {
                    delta: 4,
                    ..Script::text(TEXT).with(fault)
                }]);
                stage.ask(dialect).await
            };
            let html = ask(Fault::Html).await?;
            assert_eq!(html.media_type, "text/html; charset=utf-8");
            assert!(html.body.contains("Please sign in"), "{}", html.body);

            let empty = ask(Fault::NoText).await?;
            assert_eq!((empty.status, empty.text.as_str()), (200, ""));
            assert_ne!(empty.finish, "");

            let unfinished = ask(Fault::NoTerminal).await?;
            assert_eq!(
                (unfinished.text.as_str(), unfinished.finish.as_str()),
                (TEXT, "")
            );

            let failed = ask(Fault::ErrorInStream(3)).await?;
            assert_eq!(failed.text, TEXT.chars().take(12).collect::<String>());
            assert_eq!(failed.finish, "");
            assert!(
                failed.body.contains("error"),
                "{dialect:?}: {}",
                failed.body
            );

            let long = ask(Fault::LongLine).await?;
            assert_eq!(long.text, TEXT);
            assert!(long.longest_line > 1 << 20, "{}", long.longest_line);

            let spoiled = ask(Fault::InvalidUtf8).await?;
            assert_eq!(
                (spoiled.replacements, spoiled.finish.is_empty()),
                (1, false)
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn models_are_listed_and_scripts_are_played_in_order() -> Result {
    with_browser("provider-models", async |browser| {
        let stage = Stage::open(browser, "models", Script::default()).await?;
        for (dialect, list, id) in [
            (Dialect::OpenAi, "data", "id"),
            (Dialect::OpenAiResponses, "data", "id"),
            (Dialect::Anthropic, "data", "id"),
            (Dialect::Gemini, "models", "name"),
            (Dialect::Ollama, "models", "model"),
        ] {
            let body = browser
                .run(
                    "return fetch(arguments[0], {headers: arguments[1]}).then(answer => answer.json())",
                    vec![stage.provider.models_url(dialect).into(), headers(dialect)],
                )
                .await?;
            let first = body[list][0][id].as_str().unwrap_or_default();
            assert!(first.contains("scripted"), "{dialect:?}: {body}");
        }
        stage.provider.play([
            Script::default().with(Fault::Status(429)),
            Script::text("second"),
            Script::text("last"),
        ]);
        let mut heard = Vec::new();
        for _ in 0..4 {
            let seen = stage.ask(Dialect::OpenAi).await?;
            heard.push((seen.status, seen.text));
        }
        let expected = [(429, ""), (200, "second"), (200, "last"), (200, "last")];
        assert_eq!(heard, expected.map(|(status, text)| (status, text.to_owned())));
        stage.forget_console().await
    })
    .await
}
