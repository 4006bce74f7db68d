//! What a run used and what was sent can be looked at; the window of a model is asked for and shown.

use e2e::{
    Page, Result, Served, Site,
    page::Endpoint,
    provider::{Dialect, Fault, Finish, Provider, Script},
    transcript::{Transcript, ends_alike},
    with_browser,
};

const BRIEF: &str = "A ledger for three banks. 三家银行的账本";
const KEY: &str = "k-runs-0123456789";

#[tokio::test]
async fn what_was_sent_and_used_is_shown_without_the_key() -> Result {
    with_browser("runs-sent", async |browser| {
        let site = Site::built().await?;
        let length = Script {
            finish: Finish::Length,
            ..Script::text("# Ledger\n\n## Service boundaries\n\nPostings and bal")
        };
        let rest = Script::text("ances.\n");
        let provider = Provider::start_with([length, rest]).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.configure(&Endpoint {
            preset: "OpenAI",
            url: &provider.base(Dialect::OpenAi),
            key: KEY,
            model: "scripted-large",
        })
        .await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        page.side_tab("Runs").await?;
        page.wait_count("run-record", 1).await?;
        page.wait_count("request", 2).await?;
        page.wait_text("run-record", "scripted-large").await?;
        page.wait_text("run-record", "continued 1×").await?;
        // The provider counted each of the two answers.
        page.wait_text("run-record", "2,400").await?;
        let open = "document.querySelectorAll('[data-testid=request], [data-testid=request] details')\
                    .forEach((it) => { it.open = true; })";
        browser.run(open, vec![]).await?;
        page.wait_text("request", "Headers").await?;
        browser.run(open, vec![]).await?;
        page.wait_text("request", "Bearer ••••").await?;
        page.wait_text("request", BRIEF).await?;
        let shown = browser
            .run("return document.documentElement.outerHTML", vec![])
            .await?;
        assert!(!shown.to_string().contains(KEY));
        // The log stays; what was sent does not.
        page.reload().await?;
        page.side_tab("Runs").await?;
        page.wait_count("run-record", 1).await?;
        page.wait_count("request", 0).await
    })
    .await
}

#[tokio::test]
async fn the_window_is_asked_for_and_compared() -> Result {
    with_browser("runs-window", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text("# A\n")).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.configure(&Endpoint {
            preset: "Ollama",
            url: &provider.base(Dialect::Ollama),
            key: "",
            model: "scripted:8b",
        })
        .await?;
        page.go("#/new").await?;
        page.wait_state("context-meter", "unknown").await?;
        page.go("#/settings").await?;
        page.click("endpoint-test").await?;
        page.wait_state("endpoint-report", "ok").await?;
        page.go("#/new").await?;
        page.wait_state("context-meter", "fits").await?;
        page.wait_text("context-meter", "65,536").await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        let asked = &provider.chats()[0].body["options"]["num_ctx"];
        let asked = asked.as_u64().unwrap_or_default();
        assert!((8_192..=65_536).contains(&asked), "{asked}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_run_costs_what_the_site_says() -> Result {
    with_browser("runs-cost", async |browser| {
        let site = Site::built().await?;
        let prices = r#"{"version": 1, "prices": [
            {"model": "scripted-*", "currency": "EUR", "input": 2.5, "output": 10}
        ]}"#;
        site.put("studio.json", Served::Text(prices.into()));
        let provider = Provider::start(Script::text("# A\n\nB.\n")).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.configure(&Endpoint {
            preset: "OpenAI",
            url: &provider.base(Dialect::OpenAi),
            key: KEY,
            model: "scripted-large",
        })
        .await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        page.side_tab("Runs").await?;
        // 1,200 tokens in and 3,400 out.
        page.wait_text("run-record", "0.0370 EUR").await
    })
    .await
}

/// One run at a time: a second one stops the first, says so beforehand, and what had come is kept.
#[tokio::test]
async fn a_second_design_stops_the_first_and_both_are_kept() -> Result {
    with_browser("runs-two", async |browser| {
        let (first, second) = (Transcript::named("a1").text, "# Second\n\nShort.\n");
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(first).with(Fault::Stall(40_000))).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.configure(&Endpoint {
            preset: Dialect::OpenAi.preset(),
            url: &provider.base(Dialect::OpenAi),
            key: "k-runs-0123456789",
            model: "scripted-large",
        })
        .await?;
        page.generate("The first of two designs.").await?;
        provider.stalled(1).await;
        let sent = provider.chats()[0].text_sent.clone();
        page.document("show all that was sent", |text| ends_alike(text, &sent))
            .await?;
        let place = page.place().await?;
        // Questions are a run, too; they wait, because nobody said that the first may be stopped.
        page.go("#/new").await?;
        page.one("stops-other").await?;
        page.fill("brief-text", "The second of two designs.")
            .await?;
        page.click("ask-first").await?;
        page.wait_text("questions", "Another answer is being written")
            .await?;
        assert_eq!(provider.chats().len(), 1);
        page.click("questions-back").await?;

        provider.play([Script::text(second)]);
        page.click("generate").await?;
        page.arrive("#/design/").await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, second);

        page.go(&place).await?;
        page.run_is("stopped").await?;
        assert_eq!(page.exported_text().await?, sent);
        let rest = first.strip_prefix(sent.as_str()).unwrap_or_default();
        provider.play([Script::text(rest)]);
        page.click("resume").await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, first);
        Ok(())
    })
    .await
}
