//! What arrived stays, whatever happens to the stream, the page or the tab; and an answer that did not
//! say that it was finished is never shown as done.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Ending, Fault, Finish, Provider, Script},
    transcript::{Transcript, ends_alike, letters},
    with_browser,
};

const BRIEF: &str = "Three warehouses, 2,000 orders a minute.";

/// A page whose endpoint is a scripted provider.
struct Stage<'a> {
    browser: &'a Browser,
    provider: Provider,
    site: Site,
    dialect: Dialect,
}

impl<'a> Stage<'a> {
    async fn set(browser: &'a Browser, dialect: Dialect, script: Script) -> Result<Self> {
        Ok(Self {
            browser,
            provider: Provider::start(script).await?,
            site: Site::built().await?,
            dialect,
        })
    }

    /// The page with the endpoint filled in and the run under way.
    async fn run(&self) -> Result<Page<'_>> {
        let page = Page::open(self.browser, &self.site, "#/settings").await?;
        page.configure(&Endpoint {
            preset: self.dialect.preset(),
            url: &self.provider.base(self.dialect),
            key: "k-reload",
            model: "scripted-large",
        })
        .await?;
        page.generate(BRIEF).await?;
        Ok(page)
    }

    /// Waits until the stream stands still and the page shows all that was sent; returns that text.
    async fn standstill(&self, page: &Page<'_>) -> Result<String> {
        self.provider.stalled(1).await;
        let sent = self.sent();
        assert!(sent.len() > 1000, "too little to prove anything: {sent}");
        page.document("show all that was sent", |text| ends_alike(text, &sent))
            .await?;
        Ok(sent)
    }

    fn sent(&self) -> String {
        let chats = self.provider.chats();
        chats
            .last()
            .map(|chat| chat.text_sent.clone())
            .unwrap_or_default()
    }

    async fn abandoned(&self) -> Result {
        eventually("the provider to see the client leave", async || match self
            .provider
            .chats()
            .first()
            .map(|chat| chat.ending)
        {
            Some(Ending::Abandoned) => Ok(()),
            other => Err(format!("{other:?}")),
        })
        .await
    }
}

/// `a1` up to the middle of its contract.
fn stalling() -> Script {
    Script::text(Transcript::named("a1").text).with(Fault::Stall(80_000))
}

#[tokio::test]
async fn a_reload_in_mid_stream_keeps_everything_and_the_run_can_go_on() -> Result {
    with_browser("reload-resume", async |browser| {
        let stage = Stage::set(browser, Dialect::OpenAi, stalling()).await?;
        let page = stage.run().await?;
        page.run_is("running").await?;
        let sent = stage.standstill(&page).await?;
        let place = page.place().await?;

        page.reload().await?;
        page.run_is("incomplete").await?;
        assert_eq!(page.place().await?, place);
        let shown = page
            .document("show all that was sent", |text| ends_alike(text, &sent))
            .await?;
        let headings = sent.lines().filter(|line| line.starts_with("## "));
        for heading in headings {
            assert!(letters(&shown).contains(&letters(heading)), "{heading}");
        }
        assert_eq!(page.exported_text().await?, sent);
        assert_eq!(page.brief().await?, BRIEF);
        stage.abandoned().await?;

        let whole = Transcript::named("a1").text;
        let rest = whole
            .strip_prefix(sent.as_str())
            .expect("a part of the answer");
        stage.provider.play([Script::text(rest)]);
        page.click("resume").await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, whole);
        page.wait_count("section", Transcript::named("a1").sections())
            .await?;
        let chats = stage.provider.chats();
        let asked = chats[1].body["messages"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let said = asked.iter().find(|message| message["role"] == "assistant");
        assert_eq!(said.map(|message| &message["content"]), Some(&sent.into()));
        assert_eq!(
            asked.last().map(|message| &message["role"]),
            Some(&"user".into())
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_closed_tab_loses_nothing() -> Result {
    with_browser("reload-tab", async |browser| {
        let stage = Stage::set(browser, Dialect::Anthropic, stalling()).await?;
        let page = stage.run().await?;
        let sent = stage.standstill(&page).await?;
        let place = page.place().await?;
        browser.change_tab().await?;
        stage.abandoned().await?;

        let page = Page::open(browser, &stage.site, "#/").await?;
        page.wait_count("design-card", 2).await?;
        page.go(&place).await?;
        page.run_is("incomplete").await?;
        assert_eq!(page.exported_text().await?, sent);
        assert_eq!(page.brief().await?, BRIEF);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn stop_keeps_the_text_and_ends_the_request() -> Result {
    with_browser("reload-stop", async |browser| {
        let stage = Stage::set(browser, Dialect::Gemini, stalling()).await?;
        let page = stage.run().await?;
        let sent = stage.standstill(&page).await?;
        page.click("stop").await?;
        page.run_is("stopped").await?;
        stage.abandoned().await?;
        assert_eq!(page.exported_text().await?, sent);
        assert!(page.alert().await?.contains("You stopped this run"));
        page.one("resume").await?;
        page.reload().await?;
        page.run_is("stopped").await?;
        assert_eq!(page.exported_text().await?, sent);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_run_goes_on_while_the_user_is_elsewhere_in_the_page() -> Result {
    with_browser("reload-elsewhere", async |browser| {
        let stage = Stage::set(browser, Dialect::Ollama, stalling()).await?;
        let page = stage.run().await?;
        stage.standstill(&page).await?;
        let place = page.place().await?;
        page.go("#/persona").await?;
        page.one("persona").await?;
        stage.provider.release();
        eventually("the answer to be sent", async || {
            match stage.provider.chats()[0].ending {
                Ending::Sent => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        page.go(&place).await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, Transcript::named("a1").text);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_cut_connection_is_continued_from_the_exact_character() -> Result {
    with_browser("reload-cut", async |browser| {
        let whole = Transcript::named("c1").text;
        let script = Script::text(whole).with(Fault::Cut(60_000));
        let stage = Stage::set(browser, Dialect::OpenAi, script).await?;
        let page = stage.run().await?;
        let sent = stage.standstill(&page).await?;
        let rest = whole
            .strip_prefix(sent.as_str())
            .expect("a part of the answer");
        stage.provider.play([Script::text(rest)]);
        stage.provider.release();
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, whole);
        page.wait_text("run-usage", "continued 1×").await?;
        let asked = &stage.provider.chats()[1].body["messages"];
        assert_eq!(asked[2]["content"], sent.as_str());
        browser
            .expect_errors(&["ERR_INCOMPLETE_CHUNKED_ENCODING"])
            .await
    })
    .await
}

#[tokio::test]
async fn a_cut_answer_that_nobody_continues_is_incomplete_and_keeps_the_text() -> Result {
    with_browser("reload-cut-for-good", async |browser| {
        let script = Script::text(Transcript::named("c1").text).with(Fault::Cut(60_000));
        let stage = Stage::set(browser, Dialect::OpenAi, script).await?;
        let page = stage.run().await?;
        let sent = stage.standstill(&page).await?;
        stage
            .provider
            .play([Script::text(sent.as_str()).with(Fault::NoTerminal)]);
        stage.provider.release();
        page.run_is("incomplete").await?;
        let alert = page.alert().await?;
        assert!(
            alert.contains("The connection ended in the middle of the answer."),
            "{alert}"
        );
        assert_eq!(page.exported_text().await?, sent);
        page.reload().await?;
        page.run_is("incomplete").await?;
        assert_eq!(page.exported_text().await?, sent);
        browser
            .expect_errors(&["ERR_INCOMPLETE_CHUNKED_ENCODING"])
            .await
    })
    .await
}

#[tokio::test]
async fn an_answer_without_its_last_word_is_never_done() -> Result {
    with_browser("reload-terminal", async |browser| {
        let text = Transcript::named("d1").text;
        let length = Script {
            finish: Finish::Length,
            ..Script::text(text)
        };
        for dialect in [
            Dialect::OpenAi,
            Dialect::Anthropic,
            Dialect::Gemini,
            Dialect::Ollama,
        ] {
            let script = Script::text(text).with(Fault::NoTerminal);
            let stage = Stage::set(browser, dialect, script).await?;
            for (script, message) in [
                (None, "The connection ended in the middle of the answer."),
                (Some(length.clone()), "reached the token limit"),
            ] {
                if let Some(script) = script {
                    stage.provider.play([script]);
                }
                let page = stage.run().await?;
                page.run_is("incomplete").await?;
                let alert = page.alert().await?;
                assert!(alert.contains(message), "{dialect:?}: {alert}");
                assert_eq!(page.exported_text().await?, text, "{dialect:?}");
            }
        }
        Ok(())
    })
    .await
}
