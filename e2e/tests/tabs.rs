//! Two tabs: one writes a design, the other sees it live and may take over; nothing is lost when one dies,
//! and nothing is written over where the browser cannot keep them apart.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Fault, Finish, Provider, Script},
    transcript::{Transcript, ends_alike},
    with_browser,
};
use serde_json::json;
use thirtyfour::{By, Key, WindowHandle};

const BRIEF: &str = "Two tabs, one design.";
const TEXT: &str = "# Tiny shop\n\n## Service boundaries\n\nOne service.\n";

pub async fn configure(page: &Page<'_>, provider: &Provider) -> Result {
    // A provider without a key: a key is not shared between tabs.
    page.configure(&Endpoint {
        preset: Dialect::Ollama.preset(),
        url: &provider.base(Dialect::Ollama),
        key: "",
        model: "scripted-large",
    })
    .await
}

/// Opens a tab beside this one and goes there.
async fn second_tab(browser: &Browser) -> Result<(WindowHandle, WindowHandle)> {
    let driver = browser.driver();
    let first = driver.window().await?;
    let second = driver.new_tab().await?;
    driver.switch_to_window(second.clone()).await?;
    Ok((first, second))
}

async fn to(browser: &Browser, tab: &WindowHandle) -> Result {
    Ok(browser.driver().switch_to_window(tab.clone()).await?)
}

async fn shows_all(page: &Page<'_>, text: &str) -> Result {
    let whole = |shown: &str| ends_alike(shown, text);
    page.document("show all of the text", whole).await.map(drop)
}

fn sent(provider: &Provider) -> String {
    let chats = provider.chats();
    chats
        .last()
        .map(|chat| chat.text_sent.clone())
        .unwrap_or_default()
}

async fn titles_are(browser: &Browser, expected: &[&str]) -> Result {
    eventually(&format!("the designs {expected:?}"), async || {
        let titles = browser
            .run(
                "return [...document.querySelectorAll('[data-testid=\"design-card\"] .card-title')]\
                 .map((title) => title.textContent)",
                vec![],
            )
            .await;
        match titles {
            Ok(seen) if seen == json!(expected) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

async fn on_card(browser: &Browser, title: &str, hook: &str) -> Result {
    let path = format!(
        "//*[@data-testid='design-card'][.//*[contains(@class, 'card-title')][text()='{title}']]\
         //*[@data-testid='{hook}']"
    );
    let button = browser.driver().find(By::XPath(path)).await?;
    Ok(button.click().await?)
}

async fn rename(browser: &Browser, page: &Page<'_>, from: &str, to: &str) -> Result {
    on_card(browser, from, "design-rename").await?;
    let field = page.one("design-title").await?;
    field.send_keys(Key::Control + "a").await?;
    field.send_keys(to).await?;
    Ok(field.send_keys(Key::Enter + "").await?)
}

#[tokio::test]
async fn a_second_tab_sees_the_text_come_and_cannot_write() -> Result {
    with_browser("tabs-follow", async |browser| {
        let whole = Transcript::named("a1").text;
        let site = Site::built().await?;
        let script = Script::text(whole).with(Fault::Stall(60_000));
        let provider = Provider::start(script).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate(BRIEF).await?;
        provider.stalled(1).await;
        shows_all(&page, &sent(&provider)).await?;
        let place = page.place().await?;

        let (first, second) = second_tab(browser).await?;
        page.go(&place).await?;
        page.one("other-tab").await?;
        page.run_is("running").await?;
        shows_all(&page, &sent(&provider)).await?;
        page.wait_count("stop", 0).await?;
        page.wait_count("resume", 0).await?;

        // The rest comes to both, byte for byte.
        provider.release();
        page.run_is("done").await?;
        shows_all(&page, whole).await?;
        assert_eq!(page.exported_text().await?, whole);
        page.one("other-tab").await?;
        to(browser, &first).await?;
        page.run_is("done").await?;
        page.wait_count("other-tab", 0).await?;
        assert_eq!(page.exported_text().await?, whole);

        // The first one leaves the design: the second one may write without being asked.
        page.go("#/").await?;
        to(browser, &second).await?;
        page.wait_count("other-tab", 0).await
    })
    .await
}

#[tokio::test]
async fn a_tab_that_takes_over_has_all_of_the_text() -> Result {
    with_browser("tabs-take-over", async |browser| {
        let whole = Transcript::named("a1").text;
        let site = Site::built().await?;
        let script = Script::text(whole).with(Fault::Stall(60_000));
        let provider = Provider::start(script).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate(BRIEF).await?;
        provider.stalled(1).await;
        let sent = sent(&provider);
        shows_all(&page, &sent).await?;
        let place = page.place().await?;

        let (first, second) = second_tab(browser).await?;
        page.go(&place).await?;
        page.wait_text("other-tab", "Another tab is writing")
            .await?;
        page.click("take-over").await?;
        page.wait_count("other-tab", 0).await?;
        page.run_is("stopped").await?;
        assert_eq!(page.exported_text().await?, sent);
        to(browser, &first).await?;
        page.one("other-tab").await?;
        page.run_is("stopped").await?;
        page.wait_count("resume", 0).await?;

        // What the second one writes now comes to the first one.
        let rest = whole.strip_prefix(sent.as_str()).unwrap_or_default();
        provider.play([Script::text(rest)]);
        to(browser, &second).await?;
        page.click("resume").await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, whole);
        to(browser, &first).await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, whole);

        // And back.
        page.click("take-over").await?;
        page.wait_count("other-tab", 0).await?;
        to(browser, &second).await?;
        page.one("other-tab").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_tab_that_dies_leaves_the_design_to_the_other_one() -> Result {
    with_browser("tabs-death", async |browser| {
        let whole = Transcript::named("a1").text;
        let site = Site::built().await?;
        let script = Script::text(whole).with(Fault::Stall(60_000));
        let provider = Provider::start(script).await?;
        // The one that stays is opened first: it must not share the other one's process.
        browser.open("data:text/html,home").await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate(BRIEF).await?;
        provider.stalled(1).await;
        let sent = sent(&provider);
        shows_all(&page, &sent).await?;
        let place = page.place().await?;
        let (first, second) = second_tab(browser).await?;
        page.go(&place).await?;
        page.one("other-tab").await?;
        shows_all(&page, &sent).await?;

        to(browser, &first).await?;
        browser.driver().close_window().await?;
        to(browser, &second).await?;
        page.wait_count("other-tab", 0).await?;
        page.run_is("incomplete").await?;
        browser.allow_downloads().await?;
        assert_eq!(page.exported_text().await?, sent);
        let rest = whole.strip_prefix(sent.as_str()).unwrap_or_default();
        provider.play([Script::text(rest)]);
        page.click("resume").await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, whole);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_library_follows_other_tabs() -> Result {
    with_browser("tabs-library", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        let (first, second) = second_tab(browser).await?;
        page.go("#/").await?;
        titles_are(browser, &["Order platform"]).await?;

        to(browser, &first).await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        to(browser, &second).await?;
        titles_are(browser, &["Tiny shop", "Order platform"]).await?;
        // It is open in the first one.
        on_card(browser, "Tiny shop", "design-delete").await?;
        page.wait_text("notice", "open in another tab").await?;
        titles_are(browser, &["Tiny shop", "Order platform"]).await?;

        to(browser, &first).await?;
        page.go("#/").await?;
        rename(browser, &page, "Tiny shop", "Larger shop").await?;
        titles_are(browser, &["Larger shop", "Order platform"]).await?;
        to(browser, &second).await?;
        titles_are(browser, &["Larger shop", "Order platform"]).await?;
        on_card(browser, "Larger shop", "design-delete").await?;
        titles_are(browser, &["Order platform"]).await?;
        to(browser, &first).await?;
        titles_are(browser, &["Order platform"]).await
    })
    .await
}

/// A browser that has neither locks nor channels: plain http, or years ago.
const NEITHER: &str = "\
    Object.defineProperty(Navigator.prototype, 'locks', {value: undefined});\
    delete window.BroadcastChannel;";

#[tokio::test]
async fn without_locks_a_change_that_came_too_late_is_kept_as_a_copy() -> Result {
    const FIRST: &str = "\n## Security\n\nBy the first tab.\n";
    const SECOND: &str = "\n## Security\n\nBy the second tab.\n";
    with_browser("tabs-lockless", async |browser| {
        let site = Site::built().await?;
        let half = Script {
            finish: Finish::Length,
            ..Script::text(TEXT)
        };
        let provider = Provider::start(half).await?;
        browser.plant(NEITHER).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate(BRIEF).await?;
        page.run_is("incomplete").await?;
        let place = page.place().await?;
        let (first, second) = second_tab(browser).await?;
        browser.plant(NEITHER).await?;
        page.go(&place).await?;
        page.run_is("incomplete").await?;

        to(browser, &first).await?;
        provider.play([Script::text(FIRST)]);
        page.click("resume").await?;
        page.run_is("done").await?;
        let of_first = page.exported_text().await?;
        assert!(of_first.contains("By the first tab."));
        to(browser, &second).await?;
        provider.play([Script::text(SECOND)]);
        page.click("resume").await?;
        page.wait_text("notice", "Both versions are kept").await?;
        page.run_is("done").await?;
        assert_ne!(page.place().await?, place);
        let of_second = page.exported_text().await?;
        assert!(of_second.contains("By the second tab."), "{of_second}");
        page.go("#/").await?;
        titles_are(
            browser,
            &[
                "Tiny shop (version of this tab)",
                "Tiny shop",
                "Order platform",
            ],
        )
        .await?;
        page.reload().await?;
        page.wait_count("design-card", 3).await?;
        page.go(&place).await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, of_first);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn without_locks_tabs_that_hear_each_other_say_so() -> Result {
    with_browser("tabs-beside", async |browser| {
        const NO_LOCKS: &str =
            "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})";
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        browser.plant(NO_LOCKS).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        let place = page.place().await?;
        let (first, _) = second_tab(browser).await?;
        browser.plant(NO_LOCKS).await?;
        page.go(&place).await?;
        page.wait_text("other-tab", "cannot keep the two apart")
            .await?;
        page.wait_count("take-over", 0).await?;
        to(browser, &first).await?;
        page.wait_text("other-tab", "cannot keep the two apart")
            .await
    })
    .await
}
