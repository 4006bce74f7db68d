//! A key is kept on the device only behind a passphrase, and for one address.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Fault, Provider, Script},
    storage,
    transcript::Transcript,
    with_browser,
};
use thirtyfour::{By, Key};

const KEY: &str = "sk-kept-secret-0451";
const PASSPHRASE: &str = "four words 押韵 rhyme";
const BRIEF: &str = "A brief to forget.";
const TEXT: &str = "# Tiny shop\n\n## Service boundaries\n\nOne service.\n";

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
        page.focus_is("endpoint-passphrase").await?;
        enter(&page, "short").await?;
        page.wait_text("endpoint-passphrase-error", "at least 8")
            .await?;
        assert!(!storage::small(browser).await?.contains("kept-key"));
        enter(&page, PASSPHRASE).await?;
        page.wait_state("endpoint-kept-key", "open").await?;
        page.focus_is("kept-key").await?;
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
        page.focus_is("endpoint-passphrase").await?;
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
        // What is shown is stored.
        page.document("be under way", |text| text.len() > 1_000)
            .await?;
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
