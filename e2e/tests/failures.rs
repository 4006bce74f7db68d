//! What goes wrong at the provider or on the way: a clear message in the interface's language, and
//! nothing that the user had is lost.

use e2e::{
    Browser, Page, Result, Site,
    page::Endpoint,
    provider::{Cors, Dialect, Fault, Provider, Refusing, Script},
    with_browser,
};

const BRIEF: &str = "A booking system for 200 clinics; no double booking. 预约系统";
const TEXT: &str = "# Booking system\n\n## Service boundaries\n\nBooking, calendar, notification.\n\n\
                    ## Caching\n\nNone at first; the calendar fits into memory.\n";

/// Something that goes wrong and what the user is told, in English and in Chinese.
struct Failure {
    dialect: Dialect,
    script: Script,
    /// What happened, and what can be done.
    english: [&'static str; 2],
    chinese: &'static str,
}

fn fails(
    dialect: Dialect,
    fault: Fault,
    english: [&'static str; 2],
    chinese: &'static str,
) -> Failure {
    Failure {
        dialect,
        script: Script::text(TEXT).with(fault),
        english,
        chinese,
    }
}

/// Plays each failure twice, in English and in Chinese, in one browser.
async fn play(name: &str, failures: Vec<Failure>) -> Result {
    with_browser(name, async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        for failure in failures {
            let provider = Provider::start(failure.script.clone()).await?;
            configure(&page, failure.dialect, &provider.base(failure.dialect)).await?;
            page.language("English").await?;
            page.generate(BRIEF).await?;
            page.run_fails_at_last().await?;
            let alert = page.alert().await?;
            for part in failure.english {
                assert!(alert.contains(part), "{:?}: {alert}", failure.dialect);
            }
            assert_eq!(page.brief().await?, BRIEF);
            page.language("简体中文").await?;
            let alert = page.alert().await?;
            assert!(
                alert.contains(failure.chinese),
                "{:?}: {alert}",
                failure.dialect
            );

            the_run_can_be_repeated(browser, &page, &provider).await?;
            page.go("#/settings").await?;
            page.one("endpoint-url").await?;
        }
        Ok(())
    })
    .await
}

async fn configure(page: &Page<'_>, dialect: Dialect, url: &str) -> Result {
    page.configure(&Endpoint {
        preset: dialect.preset(),
        url,
        key: "k-failures",
        model: "scripted-large",
    })
    .await
}

/// The failed design survives a reload, and the same brief succeeds once the provider is well again.
async fn the_run_can_be_repeated(
    browser: &Browser,
    page: &Page<'_>,
    provider: &Provider,
) -> Result {
    page.reload().await?;
    page.run_is("failed").await?;
    assert_eq!(page.brief().await?, BRIEF);
    provider.play([Script::text(TEXT)]);
    // The key was in memory only.
    let place = page.place().await?;
    page.go("#/settings").await?;
    page.fill("endpoint-key", "k-again").await?;
    page.go(&place).await?;
    page.click("resume").await?;
    page.run_is("done").await?;
    assert_eq!(page.exported_text().await?, TEXT);
    let chats = provider.chats();
    let last = chats
        .last()
        .map(|chat| chat.body.to_string())
        .unwrap_or_default();
    assert!(last.contains("200 clinics"), "{last}");
    browser
        .expect_errors(&["Failed to load resource", "has been blocked by CORS policy"])
        .await
}

#[tokio::test]
async fn statuses_are_explained() -> Result {
    play(
        "failures-statuses",
        vec![
            fails(
                Dialect::OpenAi,
                Fault::Status(401),
                [
                    "does not accept this key",
                    "Check that the key was copied whole",
                ],
                "服务商不接受此密钥",
            ),
            fails(
                Dialect::Ollama,
                Fault::Status(404),
                ["does not offer this model", "ollama pull scripted-large"],
                "服务器没有该模型",
            ),
            fails(
                Dialect::OpenAi,
                Fault::Status(429),
                [
                    "limit for requests or tokens was reached",
                    "Wait, then start again",
                ],
                "已达到服务商的请求数或 token 限额",
            ),
            fails(
                Dialect::Anthropic,
                Fault::Status(529),
                [
                    "The provider is overloaded",
                    "Nothing is wrong on your side",
                ],
                "服务商负载过高",
            ),
            fails(
                Dialect::Gemini,
                Fault::Status(500),
                ["The provider failed (status 500)", "Try again"],
                "服务商内部出错",
            ),
        ],
    )
    .await
}

#[tokio::test]
async fn what_is_no_answer_is_explained() -> Result {
    let no_cors = Script {
        cors: Cors::Missing,
        ..Script::text(TEXT)
    };
    play(
        "failures-answers",
        vec![
            Failure {
                dialect: Dialect::Ollama,
                script: no_cors,
                english: [
                    "cannot be reached from this page",
                    "OLLAMA_ORIGINS=http://127.0.0.1",
                ],
                chinese: "无法从本页面访问服务器",
            },
            fails(
                Dialect::OpenAi,
                Fault::Html,
                [
                    "A web page came back instead",
                    "Check the address in the settings",
                ],
                "返回的是网页",
            ),
            fails(
                Dialect::Gemini,
                Fault::NoText,
                ["answered without any text", "try another model"],
                "但没有返回任何文字",
            ),
        ],
    )
    .await
}

#[tokio::test]
async fn an_error_inside_the_stream_keeps_the_text() -> Result {
    with_browser("failures-stream", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        for (dialect, message) in [
            (Dialect::OpenAi, "The provider failed"),
            (Dialect::Anthropic, "The provider is overloaded"),
            (Dialect::Gemini, "The provider is overloaded"),
            (Dialect::Ollama, "The provider"),
        ] {
            let provider =
                Provider::start(Script::text(TEXT).with(Fault::ErrorInStream(4))).await?;
            configure(&page, dialect, &provider.base(dialect)).await?;
            page.generate(BRIEF).await?;
            page.run_fails_at_last().await?;
            let alert = page.alert().await?;
            assert!(alert.contains(message), "{dialect:?}: {alert}");
            let kept: String = TEXT.chars().take(96).collect();
            assert_eq!(page.exported_text().await?, kept, "{dialect:?}");
            page.document("show what came", |text| text.contains("Service boundaries"))
                .await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_busy_provider_is_asked_again() -> Result {
    with_browser("failures-busy", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        for dialect in Dialect::ALL {
            let busy = Script::text(TEXT).with(Fault::Status(503));
            let provider = Provider::start(busy).await?;
            configure(&page, dialect, &provider.base(dialect)).await?;
            page.generate(BRIEF).await?;
            page.wait_text("run-status", "Trying again in").await?;
            page.run_is("running").await?;
            provider.play([Script::text(TEXT)]);
            page.skip_pause().await?;
            page.run_is("done").await?;
            assert_eq!(page.exported_text().await?, TEXT, "{dialect:?}");
            assert!(provider.chats().len() >= 2, "{dialect:?}");
        }
        browser.expect_errors(&["Failed to load resource"]).await
    })
    .await
}

#[tokio::test]
async fn strange_but_good_streams_pass() -> Result {
    with_browser("failures-strange", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        let middle = TEXT.chars().count() / 2;
        let mut spoiled: String = TEXT.chars().take(middle).collect();
        spoiled.push('\u{fffd}');
        spoiled.extend(TEXT.chars().skip(middle));
        for dialect in Dialect::ALL {
            for (fault, expected) in [(Fault::LongLine, TEXT), (Fault::InvalidUtf8, &spoiled)] {
                let provider = Provider::start(Script::text(TEXT).with(fault)).await?;
                configure(&page, dialect, &provider.base(dialect)).await?;
                page.generate(BRIEF).await?;
                page.run_is("done").await?;
                assert_eq!(
                    page.exported_text().await?,
                    expected,
                    "{dialect:?} {fault:?}"
                );
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nobody_listens() -> Result {
    with_browser("failures-refused", async |browser| {
        let site = Site::built().await?;
        let refusing = Refusing::bind()?;
        let page = Page::open(browser, &site, "#/settings").await?;
        for (preset, help) in [
            ("LM Studio", "lms server start --cors"),
            ("vLLM", "--allowed-origins"),
        ] {
            let start = match preset {
                "vLLM" => "vllm serve m --port",
                _ => "lms server start --port",
            };
            page.configure(&Endpoint {
                preset,
                url: &format!("{}/v1", refusing.url),
                key: "",
                model: "m",
            })
            .await?;
            page.click("endpoint-test").await?;
            page.wait_state("endpoint-report", "failed").await?;
            page.wait_text("endpoint-report", start).await?;
            page.generate(BRIEF).await?;
            page.run_fails_at_last().await?;
            let alert = page.alert().await?;
            assert!(
                alert.contains("cannot be reached from this page"),
                "{alert}"
            );
            assert!(
                alert.contains(help) && alert.contains(&refusing.url),
                "{alert}"
            );
            assert_eq!(page.brief().await?, BRIEF);
            page.language("简体中文").await?;
            assert!(page.alert().await?.contains("无法从本页面访问服务器"));
            page.language("English").await?;
            page.reload().await?;
            page.run_is("failed").await?;
            assert_eq!(page.brief().await?, BRIEF);
        }
        browser.expect_errors(&["ERR_CONNECTION_REFUSED"]).await
    })
    .await
}

#[tokio::test]
async fn offline_is_told_and_gone_on_from_by_itself() -> Result {
    with_browser("failures-offline", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, Dialect::OpenAi, &provider.base(Dialect::OpenAi)).await?;
        for (language, message, status, designs) in [
            (
                "English",
                "This device is offline.",
                "Waiting for the network",
                2,
            ),
            ("简体中文", "此设备已断网", "等待网络恢复", 3),
        ] {
            page.language(language).await?;
            page.go("#/").await?;
            page.wait_count("design-card", designs - 1).await?;
            browser.network(false).await?;
            page.generate(BRIEF).await?;
            page.wait_text("run-status", status).await?;
            page.run_is("running").await?;
            let alert = page.alert().await?;
            assert!(alert.contains(message), "{alert}");
            assert_eq!(page.brief().await?, BRIEF);
            let place = page.place().await?;
            page.go("#/").await?;
            page.wait_count("design-card", designs).await?;
            page.go(&place).await?;
            assert_eq!(provider.chats().len(), designs - 2, "asked while offline");

            // Nobody has to ask: the run goes on as soon as there is a network.
            browser.network(true).await?;
            page.run_is("done").await?;
            assert_eq!(page.exported_text().await?, TEXT);
        }
        browser.expect_errors(&["ERR_INTERNET_DISCONNECTED"]).await
    })
    .await
}

#[tokio::test]
async fn what_the_form_lacks_is_said_before_anything_is_sent() -> Result {
    with_browser("failures-form", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/new").await?;
        for (brief, url, model, message) in [
            (
                "",
                "http://127.0.0.1:9/v1",
                "m",
                "Say first what is to be designed",
            ),
            (
                BRIEF,
                "not an address",
                "m",
                "This is not a complete address",
            ),
            (
                BRIEF,
                "http://user:pw@127.0.0.1/v1",
                "m",
                "Take the user name and password out",
            ),
            (BRIEF, "http://127.0.0.1:9/v1", "", "Choose a model"),
            (
                BRIEF,
                "https://api.openai.com/v1",
                "gpt",
                "This provider needs a key",
            ),
        ] {
            page.go("#/settings").await?;
            page.choose("endpoint-preset", "OpenAI").await?;
            page.paste("endpoint-url", url).await?;
            page.paste("endpoint-model", model).await?;
            page.generate_pasted(brief).await?;
            page.wait_text("generate-error", message).await?;
            assert_eq!(page.value("brief-text").await?, brief);
            assert_eq!(page.place().await?, "#/new");
        }
        page.language("简体中文").await?;
        page.click("generate").await?;
        page.wait_text("generate-error", "此服务商需要密钥").await?;
        page.go("#/").await?;
        page.wait_count("design-card", 1).await
    })
    .await
}
