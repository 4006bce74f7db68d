//! A key is kept on the device only behind a passphrase and for one address, and what the page stored can
//! be forgotten whole.

use e2e::{
    Browser, Page, Result, Served, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Ending, Fault, Provider, Script},
    storage,
    transcript::Transcript,
    with_browser,
};
use serde_json::{Value, json};
use thirtyfour::{By, Key};

const KEY: &str = "sk-kept-secret-0451";
const PASSPHRASE: &str = "four words 押韵 rhyme";
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

/// The origin that a provider's keys belong to.
fn origin(provider: &Provider) -> String {
    let base = provider.base(Dialect::OpenAi);
    base.trim_end_matches("/v1").to_owned()
}

async fn wait_value(page: &Page<'_>, hook: &str, expected: &str) -> Result {
    eventually(
        &format!("{hook} to hold {expected:?}"),
        async || match page.value(hook).await {
            Ok(value) if value == expected => Ok(()),
            other => Err(format!("{other:?}")),
        },
    )
    .await
}

/// The hook of the element that has the focus.
async fn wait_focus(browser: &Browser, expected: &str) -> Result {
    let focused = "return document.activeElement.dataset.testid ?? document.activeElement.id";
    eventually(&format!("the focus on {expected}"), async || match browser
        .run(focused, vec![])
        .await
    {
        Ok(seen) if seen == expected => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await
}

async fn enter(page: &Page<'_>, passphrase: &str) -> Result {
    page.fill("endpoint-passphrase", passphrase).await?;
    let field = page.one("endpoint-passphrase").await?;
    Ok(field.send_keys(Key::Enter + "").await?)
}

/// Nothing of the key and the passphrase is in what is stored or in the page's markup.
async fn assert_sealed(browser: &Browser) -> Result {
    let markup = browser
        .run("return document.documentElement.outerHTML", vec![])
        .await?;
    let markup = markup.as_str().unwrap_or_default().to_owned();
    assert!(markup.contains("endpoint-key"), "{markup}");
    let small = storage::small(browser).await?;
    let databases = storage::databases(browser).await?;
    for (name, text) in [
        ("page", markup),
        ("small storage", small),
        ("database", databases),
    ] {
        for secret in [KEY, "0451", PASSPHRASE, "rhyme"] {
            assert!(!text.contains(secret), "the {name} holds {secret}");
        }
    }
    Ok(())
}

fn last_key(provider: &Provider) -> Option<String> {
    let chats = provider.chats();
    chats.last()?.header("authorization").map(str::to_owned)
}

#[tokio::test]
async fn a_kept_key_is_locked_until_its_passphrase_is_given() -> Result {
    with_browser("keys-locked", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        // A cookie of this host, whatever the port: a request that took cookies along would show it.
        let plant = "document.cookie = 'planted=1'; return document.cookie";
        assert_eq!(browser.run(plant, vec![]).await?, "planted=1");
        configure(&page, &provider).await?;
        page.click("endpoint-keep-key").await?;
        wait_focus(browser, "endpoint-passphrase").await?;
        enter(&page, "short").await?;
        page.wait_text("endpoint-passphrase-error", "at least 8")
            .await?;
        assert!(!storage::small(browser).await?.contains("kept-key"));
        enter(&page, PASSPHRASE).await?;
        page.wait_state("endpoint-kept-key", "open").await?;
        wait_focus(browser, "kept-key").await?;
        let small = storage::small(browser).await?;
        let place = format!("backend-architect:kept-key:{}", origin(&provider));
        assert!(small.contains(&place), "{small}");
        assert_sealed(browser).await?;

        page.reload().await?;
        page.wait_state("endpoint-kept-key", "locked").await?;
        assert_eq!(page.value("endpoint-key").await?, "");
        page.generate(BRIEF).await?;
        page.wait_text("generate-error", "Unlock it in the settings")
            .await?;
        assert!(provider.chats().is_empty());
        page.go("#/settings").await?;
        page.click("endpoint-test").await?;
        page.wait_state("endpoint-report", "failed").await?;
        assert_eq!(
            page.attribute("endpoint-report", "data-cause").await?,
            Some("key-locked".into())
        );

        enter(&page, "four words that rhyme").await?;
        page.wait_text("endpoint-passphrase-error", "not the passphrase")
            .await?;
        assert_eq!(
            page.attribute("endpoint-passphrase", "aria-invalid")
                .await?,
            Some("true".into())
        );
        wait_focus(browser, "endpoint-passphrase").await?;
        page.wait_state("endpoint-kept-key", "locked").await?;
        page.language("简体中文").await?;
        page.wait_text("endpoint-unlock", "解锁").await?;
        page.fill("endpoint-passphrase", PASSPHRASE).await?;
        page.click("endpoint-unlock").await?;
        page.wait_state("endpoint-kept-key", "open").await?;
        wait_value(&page, "endpoint-key", KEY).await?;
        page.language("English").await?;
        assert_sealed(browser).await?;

        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        assert_eq!(last_key(&provider), Some(format!("Bearer {KEY}")));
        for request in provider.requests() {
            assert_eq!(request.header("cookie"), None, "{}", request.target);
            assert_eq!(request.header("referer"), None, "{}", request.target);
        }
        for (name, leaves) in [
            ("Markdown", page.save("export-markdown", ".md").await?),
            ("page", page.save("export-page", ".html").await?),
            ("link", page.link().await?),
        ] {
            assert!(!leaves.contains(KEY), "the {name} holds the key");
        }

        page.go("#/settings").await?;
        page.click("endpoint-forget-key").await?;
        page.wait_count("endpoint-kept-key", 0).await?;
        wait_value(&page, "endpoint-key", "").await?;
        assert!(!storage::small(browser).await?.contains("kept-key"));
        page.reload().await?;
        page.one("endpoint-keep-key").await?;
        assert_eq!(page.value("endpoint-key").await?, "");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_run_that_needs_a_locked_key_does_not_go_on() -> Result {
    with_browser("keys-resume", async |browser| {
        let site = Site::built().await?;
        let stalling = Script::text(Transcript::named("a1").text).with(Fault::Stall(40_000));
        let provider = Provider::start(stalling).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.keep_key(PASSPHRASE).await?;
        page.generate(BRIEF).await?;
        provider.stalled(1).await;
        page.reload().await?;
        page.run_is("incomplete").await?;
        page.click("resume").await?;
        eventually("the banner to say why", async || match page.alert().await {
            Ok(words) if words.contains("Unlock it in the settings") => Ok(()),
            other => Err(format!("{other:?}")),
        })
        .await?;
        assert_eq!(provider.chats().len(), 1);
        let way = By::Css("[role=alert] a[href='#/settings']");
        browser.driver().find(way).await?.click().await?;
        page.wait_state("endpoint-kept-key", "locked").await
    })
    .await
}

#[tokio::test]
async fn a_kept_key_belongs_to_its_address() -> Result {
    with_browser("keys-address", async |browser| {
        let site = Site::built().await?;
        let script = Script::text(TEXT);
        let own = Provider::start(script.clone()).await?;
        let other = Provider::start(script).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &own).await?;
        page.keep_key(PASSPHRASE).await?;
        page.fill("endpoint-url", &other.base(Dialect::OpenAi))
            .await?;
        page.wait_count("endpoint-kept-key", 0).await?;
        assert_eq!(page.value("endpoint-key").await?, "");
        assert!(!page.one("endpoint-keep-key").await?.is_selected().await?);
        // Another key at another address is asked for on its own.
        page.fill("endpoint-key", "k-other").await?;
        page.fill("endpoint-url", &own.base(Dialect::OpenAi))
            .await?;
        page.wait_state("endpoint-kept-key", "open").await?;
        wait_value(&page, "endpoint-key", KEY).await?;
        // One that is typed over the kept one is used, and replaces it only when asked.
        page.fill("endpoint-key", "k-new").await?;
        page.wait_state("endpoint-kept-key", "other").await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        assert_eq!(last_key(&own), Some("Bearer k-new".into()));

        page.go("#/settings").await?;
        page.reload().await?;
        page.wait_state("endpoint-kept-key", "locked").await?;
        // Moved by somebody who can write to the storage.
        browser
            .run(
                "const name = 'backend-architect:kept-key:';\
                 localStorage.setItem(name + arguments[1], localStorage.getItem(name + arguments[0]))",
                vec![origin(&own).into(), origin(&other).into()],
            )
            .await?;
        page.fill("endpoint-url", &other.base(Dialect::OpenAi))
            .await?;
        page.wait_state("endpoint-kept-key", "locked").await?;
        enter(&page, PASSPHRASE).await?;
        page.wait_text("endpoint-passphrase-error", "another address")
            .await?;
        assert_eq!(page.value("endpoint-key").await?, "");
        // Damaged on the disk.
        browser
            .run(
                "const name = 'backend-architect:kept-key:' + arguments[0];\
                 const kept = JSON.parse(localStorage.getItem(name));\
                 kept.ciphertext = 'AAAA' + kept.ciphertext.slice(4);\
                 localStorage.setItem(name, JSON.stringify(kept))",
                vec![origin(&own).into()],
            )
            .await?;
        page.fill("endpoint-url", &own.base(Dialect::OpenAi))
            .await?;
        enter(&page, PASSPHRASE).await?;
        page.wait_text("endpoint-passphrase-error", "damaged")
            .await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_key_that_an_earlier_version_kept_in_the_clear_is_taken_away() -> Result {
    with_browser("keys-plain", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        browser
            .run(
                "localStorage.setItem('backend-architect:key:' + arguments[0], arguments[1]);\
                 localStorage.setItem('backend-architect:key:https://unused.example', 'sk-unused')",
                vec![origin(&provider).into(), KEY.into()],
            )
            .await?;
        assert!(storage::small(browser).await?.contains(KEY));
        page.go("#/").await?;
        page.reload().await?;
        page.wait_text("notice", "unencrypted").await?;
        let small = storage::small(browser).await?;
        assert!(!small.contains(KEY) && !small.contains("sk-unused"));
        page.click("notice-action").await?;
        page.arrive("#/settings").await?;
        // Still there to be kept again.
        wait_value(&page, "endpoint-key", KEY).await?;
        page.reload().await?;
        page.one("endpoint-keep-key").await?;
        assert_eq!(page.value("endpoint-key").await?, "");
        page.wait_count("notice", 0).await?;
        Ok(())
    })
    .await
}

/// What a first visit leaves, and nothing else: the sample's mark and the library.
async fn wait_first_visit(browser: &Browser, page: &Page<'_>, foreign: &Value) -> Result {
    page.document("show the sample", |text| text.contains("Order platform"))
        .await?;
    page.wait_count("design-card", 1).await?;
    assert_eq!(page.place().await?, "");
    let mut expected = foreign.clone();
    expected["local"] = json!(["backend-architect:seeded", "other-app:setting"]);
    expected["databases"] = json!(["backend-architect"]);
    // The mark is set once the sample is written.
    eventually(
        "the storage of a first visit",
        async || match storage::names(browser).await {
            Ok(names) if names == expected => Ok(()),
            other => Err(format!("{other:?} instead of {expected}")),
        },
    )
    .await?;
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
async fn forgetting_everything_leaves_nothing_in_any_tab() -> Result {
    with_browser("keys-forget", async |browser| {
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
        let design = page.place().await?;
        browser
            .run("sessionStorage.setItem('backend-architect:x', '1')", vec![])
            .await?;

        let first_tab = browser.driver().window().await?;
        let second_tab = browser.driver().new_tab().await?;
        browser
            .driver()
            .switch_to_window(second_tab.clone())
            .await?;
        page.go(&design).await?;
        page.document("show the design", |text| text.contains("One service."))
            .await?;
        browser.driver().switch_to_window(first_tab.clone()).await?;

        page.generate("Another brief to forget.").await?;
        provider.stalled(1).await;
        page.go("#/settings").await?;
        page.click("forget-everything").await?;
        wait_focus(browser, "forget-cancel").await?;
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
        wait_first_visit(browser, &page, &foreign).await?;
        let ending = provider.chats().last().map(|chat| chat.ending);
        assert_eq!(ending, Some(Ending::Abandoned));

        browser.driver().switch_to_window(second_tab).await?;
        wait_first_visit(browser, &page, &foreign).await?;
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
async fn what_holds_the_library_open_is_named_and_waited_for() -> Result {
    with_browser("keys-blocked", async |browser| {
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
    with_browser("keys-left", async |browser| {
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
