//! What the page stored can be forgotten whole, in every tab; what could not be deleted is named.

use e2e::{
    Browser, Page, Result, Served, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Ending, Fault, Provider, Script},
    storage,
    transcript::Transcript,
    with_browser,
};
use serde_json::json;

const KEY: &str = "sk-forgotten-secret-0451";
const PASSPHRASE: &str = "four words that rhyme";
const BRIEF: &str = "A brief to forget.";
const TEXT: &str = "# Tiny shop\n\n## Service boundaries\n\nOne service.\n";
/// A file of the site's origin that is no page of ours.
const STRANGER: &str = "THIRD_PARTY_NOTICES.md";
/// What the browser looks for beside such a file.
const STRANGER_ERRORS: [&str; 1] = ["favicon.ico"];

async fn configure(page: &Page<'_>, provider: &Provider) -> Result {
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: KEY,
        model: "scripted-large",
    })
    .await
}

/// The page as a first visitor sees it, and nothing stored of what was there before.
async fn wait_first_visit(browser: &Browser, page: &Page<'_>) -> Result {
    page.document("show the sample", |text| text.contains("Order platform"))
        .await?;
    page.wait_count("design-card", 1).await?;
    assert_eq!(page.place().await?, "");
    for all in [
        storage::small(browser).await?,
        storage::databases(browser).await?,
    ] {
        for gone in [KEY, BRIEF, "Tiny shop", "scripted-large"] {
            assert!(!all.contains(gone), "{gone} is still there: {all}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn forgetting_everything_leaves_nothing() -> Result {
    with_browser("forget-all", async |browser| {
        let site = Site::built().await?;
        site.put("planted-sw.js", Served::Text("// Answers nothing.".into()));
        let stalling = Script::text(Transcript::named("a1").text).with(Fault::Stall(40_000));
        let provider = Provider::start_with([Script::text(TEXT), stalling]).await?;
        let page = Page::open(browser, &site, STRANGER).await?;
        // What a host's other pages keep, and what a page of ours might keep one day.
        browser
            .run(
                "localStorage.setItem('other-app:setting', '1');\
                 return Promise.all([\
                   caches.open('other-app-files'), caches.open('backend-architect-files'),\
                   navigator.serviceWorker.register('planted-sw.js'),\
                 ]).then(() => true)",
                vec![],
            )
            .await?;
        page.go("#/settings").await?;
        configure(&page, &provider).await?;
        page.keep_key(PASSPHRASE).await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        browser
            .run("sessionStorage.setItem('backend-architect:x', '1')", vec![])
            .await?;

        page.generate("Another brief to forget.").await?;
        provider.stalled(1).await;
        page.go("#/settings").await?;
        page.click("forget-everything").await?;
        page.focus_is("forget-cancel").await?;
        page.click("forget-cancel").await?;
        assert!(!page.one("forget-confirm").await?.is_displayed().await?);
        let kept = storage::names(browser).await?;
        assert_eq!(kept["workers"], 1, "{kept}");
        assert_eq!(
            kept["caches"],
            json!(["backend-architect-files", "other-app-files"])
        );
        assert_eq!(kept["session"], json!(["backend-architect:x"]));
        assert!(
            kept["local"]
                .as_array()
                .is_some_and(|names| names.len() > 3)
        );

        storage::note_at_start(browser).await?;
        page.click("forget-everything").await?;
        page.click("forget-confirm").await?;
        let foreign = json!({
            "local": ["other-app:setting"],
            "session": [],
            "databases": [],
            "caches": ["other-app-files"],
            "workers": 0,
        });
        // The page was loaded anew, and before its programs began, nothing of ours was there.
        eventually(
            "an empty storage at the start",
            async || match storage::at_start(browser).await {
                Ok(names) if names == foreign => Ok(()),
                other => Err(format!("{other:?}")),
            },
        )
        .await?;
        wait_first_visit(browser, &page).await?;
        // What a first visit stores: the library, and that the sample was put into it.
        let now = storage::names(browser).await?;
        assert_eq!(
            now["local"],
            json!(["backend-architect:seeded", "other-app:setting"])
        );
        assert_eq!(now["databases"], json!(["backend-architect"]));
        assert_eq!(now["session"], json!([]));
        assert_eq!(now["caches"], json!(["other-app-files"]));
        assert_eq!(now["workers"], 0);
        let ending = provider.chats().last().map(|chat| chat.ending);
        assert_eq!(ending, Some(Ending::Abandoned));
        page.go("#/settings").await?;
        page.one("endpoint-keep-key").await?;
        assert_eq!(page.value("endpoint-key").await?, "");
        assert_eq!(
            page.value("endpoint-url").await?,
            "https://api.openai.com/v1"
        );
        page.go("#/new").await?;
        assert_eq!(page.value("brief-text").await?, "");
        browser.expect_errors(&STRANGER_ERRORS).await
    })
    .await
}

#[tokio::test]
async fn other_tabs_forget_as_well() -> Result {
    with_browser("forget-tabs", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        let design = page.place().await?;
        let first_tab = browser.driver().window().await?;
        let second_tab = browser.driver().new_tab().await?;
        browser
            .driver()
            .switch_to_window(second_tab.clone())
            .await?;
        page.go("#/settings").await?;
        page.fill("endpoint-key", KEY).await?;
        page.go(&design).await?;
        page.document("show the design", |text| text.contains("One service."))
            .await?;
        browser.driver().switch_to_window(first_tab.clone()).await?;
        page.go("#/settings").await?;
        page.click("forget-everything").await?;
        page.click("forget-confirm").await?;
        for tab in [second_tab, first_tab] {
            browser.driver().switch_to_window(tab).await?;
            wait_first_visit(browser, &page).await?;
            page.go("#/settings").await?;
            page.one("endpoint-keep-key").await?;
            assert_eq!(page.value("endpoint-key").await?, "");
            page.go("").await?;
            // Nothing is to be asked of the site any more when it goes.
            page.document("show the sample", |text| text.contains("Order platform"))
                .await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_holds_the_library_open_is_named_and_waited_for() -> Result {
    with_browser("forget-blocked", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        page.document("show the sample", |text| text.contains("Order platform"))
            .await?;
        let first_tab = browser.driver().window().await?;
        let holding = browser.driver().new_tab().await?;
        browser.driver().switch_to_window(holding.clone()).await?;
        page.go(STRANGER).await?;
        browser
            .run(
                "return new Promise((resolve, reject) => {\
                   const request = indexedDB.open('backend-architect');\
                   request.onsuccess = () => { window.held = request.result; resolve(true); };\
                   request.onerror = () => reject(request.error);\
                 })",
                vec![],
            )
            .await?;
        browser.driver().switch_to_window(first_tab.clone()).await?;
        page.go("#/settings").await?;
        storage::note_at_start(browser).await?;
        page.click("forget-everything").await?;
        page.click("forget-confirm").await?;
        page.wait_text("forget-report", "Another tab").await?;
        browser.driver().switch_to_window(holding).await?;
        browser.driver().close_window().await?;
        browser.driver().switch_to_window(first_tab).await?;
        eventually(
            "an empty storage at the start",
            async || match storage::at_start(browser).await {
                Ok(names) if names["databases"] == json!([]) && names["local"] == json!([]) => {
                    Ok(())
                }
                other => Err(format!("{other:?}")),
            },
        )
        .await?;
        page.document("show the sample", |text| text.contains("Order platform"))
            .await?;
        browser.expect_errors(&STRANGER_ERRORS).await
    })
    .await
}

#[tokio::test]
async fn what_could_not_be_deleted_is_named() -> Result {
    with_browser("forget-left", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.keep_key(PASSPHRASE).await?;
        browser
            .run(
                "IDBFactory.prototype.deleteDatabase = () => { throw new DOMException('planted') }",
                vec![],
            )
            .await?;
        page.click("forget-everything").await?;
        page.click("forget-confirm").await?;
        page.wait_text("forget-report", "could not be deleted: the designs")
            .await?;
        // The rest is gone, and what still runs in the page stores nothing.
        let empty = json!([]);
        assert_eq!(storage::names(browser).await?["local"], empty);
        assert_eq!(page.value("endpoint-key").await?, "");
        page.paste("endpoint-model", "stored-by-nobody").await?;
        assert_eq!(storage::names(browser).await?["local"], empty);
        page.click("forget-reload").await?;
        page.document("show the sample", |text| text.contains("Order platform"))
            .await
            .map(drop)
    })
    .await
}
