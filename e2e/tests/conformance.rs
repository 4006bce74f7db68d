//! What real models answered, through the deviations of every server in the table and through whatever
//! else goes on between a server and a page: the text arrives byte for byte, thoughts stay out of it.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{
        Deviation, Dialect, Ending, ErrorForm, Fault, Flood, Joint, Provider, Script, Server,
        ways_of_proxies,
    },
    transcript::{ALL, Transcript},
    with_browser,
};
use std::time::Duration;

const KEY: &str = "k-conformance-5e1";
const BRIEF: &str = "A booking system for 200 clinics. 预约系统";
/// Stands nowhere in a transcript.
const THOUGHT: &str = "Let me weigh monolith against services 权衡一下 <b>first</b>.";
const FLOOD: usize = 100_000_000;
/// Text is shown, and nobody waits for 100 MB of it.
const FLOOD_OF_TEXT: usize = 10_000_000;

/// A page whose endpoint is changed from server to server.
struct Bench<'a> {
    browser: &'a Browser,
    page: Page<'a>,
}

impl<'a> Bench<'a> {
    async fn open(browser: &'a Browser, site: &'a Site) -> Result<Self> {
        Ok(Self {
            browser,
            page: Page::open(browser, site, "#/settings").await?,
        })
    }

    /// Starts a run against a provider.
    async fn start(&self, preset: &str, provider: &Provider, url: &str) -> Result {
        assert!(url.starts_with(&provider.url()), "{url}");
        self.page
            .configure(&Endpoint {
                preset,
                url,
                key: KEY,
                model: "scripted-large",
            })
            .await?;
        self.page.generate(BRIEF).await
    }

    /// Starts a run against a dialect's inventor that plays these scripts.
    async fn ask(
        &self,
        dialect: Dialect,
        scripts: impl IntoIterator<Item = Script>,
    ) -> Result<Provider> {
        let provider = Provider::start_with(scripts).await?;
        self.start(dialect.preset(), &provider, &provider.base(dialect))
            .await?;
        Ok(provider)
    }

    /// The run ends well, and its text is this one byte for byte.
    async fn text_is(&self, what: &str, text: &str) -> Result {
        self.page.run_is("done").await?;
        let exported = self.page.exported_text().await?;
        let same = exported
            .bytes()
            .zip(text.bytes())
            .take_while(|(one, two)| one == two);
        let same = same.count();
        assert!(exported == text, "{what}: differs from byte {same} on");
        Ok(())
    }
}

/// The answer of a transcript; each server gets another one.
fn answer(number: usize) -> &'static str {
    ALL[number % ALL.len()].answer()
}

/// Pieces that split lines and characters at ever other places, and some large ones for speed.
fn pieces(number: usize) -> Vec<usize> {
    vec![1, 7, 2 + number, 4093, 3, 8191, 61]
}

#[tokio::test]
async fn hosted_servers_stream_whole_transcripts() -> Result {
    let servers = [
        Server::OpenAi,
        Server::OpenAiResponses,
        Server::Azure,
        Server::Anthropic,
        Server::Gemini,
        Server::OpenRouter,
        Server::Mistral,
        Server::DeepSeek,
        Server::Groq,
    ];
    stream_through("conformance-hosted", &servers).await
}

#[tokio::test]
async fn servers_at_home_stream_whole_transcripts() -> Result {
    let servers = Server::ALL.map(|server| (!server.wants_key()).then_some(server));
    let servers: Vec<Server> = servers.into_iter().flatten().collect();
    stream_through("conformance-home", &servers).await
}

async fn stream_through(name: &str, servers: &[Server]) -> Result {
    with_browser(name, async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site).await?;
        for (number, server) in servers.iter().enumerate() {
            if *server == Server::OpenAiResponses {
                continue;
            }
            let text = answer(number);
            let script = Script {
                reasoning: Some(THOUGHT.into()),
                pieces: pieces(number),
                ..server.script(text)
            };
            let provider = Provider::start_as(*server, [script]).await?;
            bench
                .start(server.preset(), &provider, &provider.url())
                .await?;
            bench.text_is(&format!("{server:?}"), text).await?;
            bench.page.wait_text("run-usage", "3400 tokens").await?;
            the_key_went_where_the_server_looks(*server, &provider);
            println!("{server:?}: {} bytes", text.len());
        }
        Ok(())
    })
    .await
}

fn the_key_went_where_the_server_looks(server: Server, provider: &Provider) {
    let (name, before) = server.key_header();
    let chats = provider.chats();
    assert_eq!(chats.len(), 1, "{server:?}");
    let expected = format!("{before}{KEY}");
    assert_eq!(chats[0].header(name), Some(expected.as_str()), "{server:?}");
    let carry = chats[0]
        .headers
        .values()
        .filter(|value| value.contains(KEY));
    assert_eq!(carry.count(), 1, "{server:?}: {:?}", chats[0].headers);
}

#[tokio::test]
async fn thoughts_are_shown_folded_and_stay_out_of_the_text() -> Result {
    with_browser("conformance-thoughts", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site).await?;
        for server in Server::ALL {
            let script = Script {
                reasoning: Some(THOUGHT.into()),
                ..server.script("# Design\n\nText.\n")
            };
            let provider = Provider::start_as(server, [script]).await?;
            bench
                .start(server.preset(), &provider, &provider.url())
                .await?;
            bench
                .text_is(&format!("{server:?}"), "# Design\n\nText.\n")
                .await?;
            bench.page.reasoning(THOUGHT).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_proxies_do_to_streams_changes_nothing() -> Result {
    with_browser("conformance-proxies", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site).await?;
        for (number, (way, script)) in ways_of_proxies().into_iter().enumerate() {
            let text = answer(number);
            let script = Script {
                text: text.into(),
                reasoning: Some(THOUGHT.into()),
                pieces: pieces(number),
                ..script
            };
            let provider = Provider::start(script).await?;
            let url = provider.base(Dialect::OpenAi);
            bench
                .start("Other (OpenAI-compatible)", &provider, &url)
                .await?;
            bench.text_is(way, text).await?;
        }
        // The framing of the others.
        for dialect in [
            Dialect::OpenAiResponses,
            Dialect::Anthropic,
            Dialect::Gemini,
            Dialect::Ollama,
        ] {
            let text = answer(2);
            for script in [
                Script::text(text).deviating(Deviation::WholeBody),
                Script {
                    framing: Some(e2e::provider::Framing::CrLf),
                    ..Script::text(text)
                        .deviating(Deviation::ByteOrderMark)
                        .deviating(Deviation::UnknownEvents)
                        .deviating(Deviation::NoSpace)
                        .deviating(Deviation::DataLines)
                        .deviating(Deviation::Comments(" keep-alive"))
                },
            ] {
                bench.ask(dialect, [script]).await?;
                bench.text_is(&format!("{dialect:?}"), text).await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_slow_drip_is_a_stream() -> Result {
    with_browser("conformance-drip", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site).await?;
        let text = "# 慢 Slow\n\nDrop by drop.\n";
        for dialect in Dialect::ALL {
            let script = Script {
                delta: 3,
                pieces: vec![1, 9],
                delay: Duration::from_millis(1),
                ..Script::text(text)
            };
            bench.ask(dialect, [script]).await?;
            bench.text_is(&format!("{dialect:?}"), text).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn stopping_aborts_whatever_the_server_is_at() -> Result {
    with_browser("conformance-stop", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site).await?;
        for dialect in Dialect::ALL {
            for fault in [Fault::Silent, Fault::Stall(0), Fault::Stall(3000)] {
                let provider = bench
                    .ask(dialect, [Script::text(answer(0)).with(fault)])
                    .await?;
                provider.stalled(1).await;
                bench.page.click("stop").await?;
                bench.page.run_is("stopped").await?;
                eventually(
                    &format!("{dialect:?} {fault:?} to be aborted"),
                    async || match provider.chats().last().map(|chat| chat.ending) {
                        Some(Ending::Abandoned) => Ok(()),
                        other => Err(format!("{other:?}")),
                    },
                )
                .await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_flood_neither_ends_the_page_nor_hides_the_answer() -> Result {
    with_browser("conformance-floods", async |browser| {
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site).await?;
        let text = "# Design\n\nAfter the flood.\n";
        for (dialect, flood) in [
            (Dialect::OpenAi, Flood::Comments),
            (Dialect::Ollama, Flood::Comments),
            (Dialect::Anthropic, Flood::Line),
            (Dialect::Ollama, Flood::Line),
            (Dialect::Gemini, Flood::Text),
        ] {
            let size = match flood {
                Flood::Comments | Flood::Line => FLOOD,
                Flood::Text => FLOOD_OF_TEXT,
            };
            let fault = Fault::Flood(flood, size);
            let provider = bench.ask(dialect, [Script::text(text).with(fault)]).await?;
            match flood {
                Flood::Comments => bench.text_is(&format!("{dialect:?}"), text).await?,
                // A client that holds 100 MB for one line, or shows as much text, does nobody a favour.
                Flood::Line | Flood::Text => bench.some_end().await?,
            }
            // The page is as good as new.
            provider.play([Script::text(text)]);
            bench
                .start(dialect.preset(), &provider, &provider.base(dialect))
                .await?;
            bench
                .text_is(&format!("after {flood:?} from {dialect:?}"), text)
                .await?;
        }
        Ok(())
    })
    .await
}

impl Bench<'_> {
    /// The run ends, well or not, by itself or because the user stops it.
    async fn some_end(&self) -> Result {
        eventually("an end", async || {
            let state = self.page.attribute("run-status", "data-state").await;
            match state.map_err(|error| error.to_string())?.as_deref() {
                Some("done" | "failed" | "incomplete" | "stopped") => Ok(()),
                other => {
                    // There is no button any more if it has just ended.
                    if let Ok(Some(button)) = self.page.all("stop").await.map(|mut all| all.pop()) {
                        let _ = button.click().await;
                    }
                    Err(format!("{other:?}"))
                }
            }
        })
        .await
    }
}

#[tokio::test]
async fn errors_inside_a_good_answer_are_survived() -> Result {
    with_browser("conformance-errors", async |browser| {
        browser.hurry(20).await?;
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site).await?;
        let forms = [
            (Dialect::OpenAi, Some(ErrorForm::Event)),
            (Dialect::OpenAi, Some(ErrorForm::ThenDone)),
            (Dialect::OpenAi, Some(ErrorForm::FinishReason)),
            (Dialect::OpenAi, Some(ErrorForm::Unframed)),
            (Dialect::OpenAiResponses, None),
            (Dialect::Anthropic, None),
            (Dialect::Gemini, None),
            (Dialect::Ollama, None),
        ];
        let text = Transcript::named("d1").answer();
        for (dialect, form) in forms {
            for events in [0, 40] {
                let mut failing = Script::whole(text).with(Fault::ErrorInStream(events));
                failing.deviations.extend(form.map(Deviation::Error));
                let provider = bench.ask(dialect, [failing, Script::whole(text)]).await?;
                bench
                    .text_is(&format!("{dialect:?} {form:?} after {events}"), text)
                    .await?;
                assert_eq!(
                    provider.chats().len(),
                    2,
                    "{dialect:?} {form:?} after {events}"
                );
            }
        }
        // The whole answer is an error, though its status is 200.
        for dialect in Dialect::ALL {
            let failing = Script::whole(text)
                .with(Fault::ErrorInStream(0))
                .deviating(Deviation::WholeBody);
            let provider = bench.ask(dialect, [failing, Script::whole(text)]).await?;
            bench.text_is(&format!("{dialect:?}"), text).await?;
            assert_eq!(provider.chats().len(), 2, "{dialect:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_text_in_many_answers_is_one_text() -> Result {
    with_browser("conformance-parts", async |browser| {
        browser.hurry(20).await?;
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site).await?;
        let habits: [&[Joint]; 5] = [
            &[],
            &[Joint::Characters(40)],
            &[Joint::Line],
            &[Joint::Fence],
            &[Joint::TableHead],
        ];
        for (number, joints) in habits.into_iter().enumerate() {
            let dialect = Dialect::ALL[number % Dialect::ALL.len()];
            let text = answer(number);
            let third = text.chars().count() / 3 + 1;
            let script = Script {
                pieces: pieces(number),
                ..Script::whole(text).cut_after(third).joined(joints)
            };
            let provider = bench.ask(dialect, [script]).await?;
            bench
                .text_is(&format!("{dialect:?} {joints:?}"), text)
                .await?;
            assert_eq!(provider.chats().len(), 3, "{dialect:?} {joints:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_server_that_loads_its_model_or_is_busy_is_waited_for() -> Result {
    with_browser("conformance-busy", async |browser| {
        browser.hurry(20).await?;
        let site = Site::built().await?;
        let bench = Bench::open(browser, &site).await?;
        let text = "# Design\n\nAt last.\n";
        for (server, refusal) in [
            (Server::LlamaCpp, Fault::Loading),
            (Server::OpenAi, Fault::Status(429)),
            (Server::OpenAiResponses, Fault::Status(500)),
            (Server::Anthropic, Fault::Status(529)),
            (Server::Gemini, Fault::Status(503)),
            (Server::Ollama, Fault::Status(408)),
            (Server::OpenRouter, Fault::Status(502)),
        ] {
            let refused = server.script(text).with(refusal);
            let scripts = [refused.clone(), refused, server.script(text)];
            let provider = Provider::start_as(server, scripts).await?;
            bench
                .start(server.preset(), &provider, &provider.url())
                .await?;
            bench.text_is(&format!("{server:?}"), text).await?;
            assert_eq!(provider.chats().len(), 3, "{server:?}");
        }
        browser.expect_errors(&["Failed to load resource"]).await?;
        for (fault, what) in [
            (Fault::Quota, "no money"),
            (Fault::Status(400), "a bad request"),
            (Fault::Status(401), "a wrong key"),
            (Fault::Status(402), "no credit"),
            (Fault::Status(403), "no right"),
            (Fault::Status(404), "no such model"),
        ] {
            let provider = Provider::start(Script::text(text).with(fault)).await?;
            let url = provider.base(Dialect::OpenAi);
            bench.start("OpenAI", &provider, &url).await?;
            bench.page.run_is("failed").await?;
            assert_eq!(provider.chats().len(), 1, "{what} was tried again");
        }
        bench
            .browser
            .expect_errors(&["Failed to load resource"])
            .await
    })
    .await
}
