//! The library: what a first visitor sees, what can be done with designs, and what happens when the
//! browser cannot keep them.

use e2e::{
    Browser, Page, Result, Site,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    transcript::Transcript,
    with_browser,
};
use serde_json::json;
use thirtyfour::{By, Key};

const BRIEF: &str = "A tiny shop.";
const TEXT: &str = "# Tiny shop\n\n## Service boundaries\n\nOne service.\n";

async fn written<'a>(
    browser: &'a Browser,
    site: &'a Site,
    provider: &Provider,
    brief: &str,
) -> Result<Page<'a>> {
    let page = Page::open(browser, site, "#/settings").await?;
    configure(&page, provider).await?;
    page.generate_pasted(brief).await?;
    page.run_is("done").await?;
    Ok(page)
}

async fn configure(page: &Page<'_>, provider: &Provider) -> Result {
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: "k-library",
        model: "scripted-large",
    })
    .await
}

/// The titles of the cards, in order.
async fn titles(browser: &Browser) -> Result<Vec<String>> {
    let titles = browser
        .run(
            "return [...document.querySelectorAll('[data-testid=\"design-card\"] .card-title')]\
             .map((title) => title.textContent)",
            vec![],
        )
        .await?;
    Ok(serde_json::from_value(titles)?)
}

async fn wait_titles(browser: &Browser, expected: &[&str]) -> Result {
    e2e::eventually(
        &format!("the designs {expected:?}"),
        async || match titles(browser).await {
            Ok(seen) if seen == expected => Ok(()),
            other => Err(format!("{other:?}")),
        },
    )
    .await
}

/// The card of that title.
async fn on_card(browser: &Browser, title: &str, hook: &str) -> Result {
    let path = format!(
        "//*[@data-testid='design-card'][.//*[contains(@class, 'card-title')][text()='{title}']]\
         //*[@data-testid='{hook}']"
    );
    Ok(browser
        .driver()
        .find(By::XPath(path))
        .await?
        .click()
        .await?)
}

/// Types a title over the one in the field.
async fn rename(page: &Page<'_>, title: &str) -> Result {
    let field = page.one("design-title").await?;
    field.send_keys(Key::Control + "a").await?;
    field.send_keys(title).await?;
    Ok(field.send_keys(Key::Enter + "").await?)
}

#[tokio::test]
async fn a_first_visitor_sees_a_finished_design() -> Result {
    with_browser("library-first", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        page.document("show the sample", |text| text.contains("Order platform"))
            .await?;
        page.wait_count("section", 12).await?;
        wait_titles(browser, &["Order platform"]).await?;
        e2e::eventually("its diagrams to be drawn", async || {
            let states = page.attributes("diagram", "data-state").await;
            match states {
                Ok(states) if states.len() > 2 && states.iter().all(|state| state == "ok") => {
                    Ok(())
                }
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        let contracts = page.attributes("contract", "data-state").await?;
        assert!(
            !contracts.is_empty() && contracts.iter().all(|state| state == "ok"),
            "{contracts:?}"
        );
        assert!(page.all("problem").await?.is_empty());
        let missing = browser
            .run(
                "return [...document.querySelectorAll('[data-testid=\"outline\"] button')]\
                 .filter((entry) => entry.dataset.state !== 'present').map((entry) => entry.title)",
                vec![],
            )
            .await?;
        assert_eq!(missing, json!([]));
        // One click to one's own.
        page.click("new-design").await?;
        page.arrive("#/new").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn designs_are_renamed_duplicated_deleted_and_brought_back() -> Result {
    with_browser("library-actions", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = written(browser, &site, &provider, BRIEF).await?;
        let place = page.place().await?;
        page.go("#/").await?;
        wait_titles(browser, &["Tiny shop", "Order platform"]).await?;

        on_card(browser, "Tiny shop", "design-rename").await?;
        rename(&page, "My “shop” 商店").await?;
        wait_titles(browser, &["My “shop” 商店", "Order platform"]).await?;
        page.reload().await?;
        wait_titles(browser, &["My “shop” 商店", "Order platform"]).await?;

        on_card(browser, "My “shop” 商店", "design-duplicate").await?;
        wait_titles(
            browser,
            &["My “shop” 商店 (copy)", "My “shop” 商店", "Order platform"],
        )
        .await?;
        page.reload().await?;
        wait_titles(
            browser,
            &["My “shop” 商店 (copy)", "My “shop” 商店", "Order platform"],
        )
        .await?;

        on_card(browser, "My “shop” 商店", "design-delete").await?;
        wait_titles(browser, &["My “shop” 商店 (copy)", "Order platform"]).await?;
        page.wait_text("notice", "My “shop” 商店").await?;
        page.click("notice-action").await?;
        page.wait_count("design-card", 3).await?;
        page.reload().await?;
        page.wait_count("design-card", 3).await?;
        page.go(&place).await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, TEXT);
        assert_eq!(page.brief().await?, BRIEF);

        page.go("#/").await?;
        on_card(browser, "My “shop” 商店 (copy)", "design-delete").await?;
        page.wait_count("design-card", 2).await?;
        page.reload().await?;
        wait_titles(browser, &["My “shop” 商店", "Order platform"]).await?;
        page.go(&place).await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, TEXT);
        Ok(())
    })
    .await
}

/// Waits until the page's main part says something.
async fn wait_main(browser: &Browser, part: &str) -> Result {
    e2e::eventually(&format!("the page to say “{part}”"), async || {
        let main = browser.driver().find(By::Css("main")).await;
        let main = main.map_err(|error| error.to_string())?;
        match main.text().await {
            Ok(text) if text.contains(part) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

#[tokio::test]
async fn a_deleted_sample_stays_deleted_and_the_empty_library_says_what_to_do() -> Result {
    with_browser("library-empty", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        wait_titles(browser, &["Order platform"]).await?;
        on_card(browser, "Order platform", "design-delete").await?;
        page.wait_count("design-card", 0).await?;
        page.reload().await?;
        wait_main(browser, "No designs yet").await?;
        page.wait_count("design-card", 0).await?;
        page.go("#/design/not-here").await?;
        wait_main(browser, "This design is not in this browser").await
    })
    .await
}

#[tokio::test]
async fn a_sample_that_the_user_renamed_is_the_user_s() -> Result {
    with_browser("library-sample", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        wait_titles(browser, &["Order platform"]).await?;
        page.language("简体中文").await?;
        page.document("follow the language", |text| text.contains("订单"))
            .await?;
        page.wait_count("design-card", 1).await?;
        page.language("English").await?;
        wait_titles(browser, &["Order platform"]).await?;

        on_card(browser, "Order platform", "design-rename").await?;
        rename(&page, "Mine").await?;
        wait_titles(browser, &["Mine"]).await?;
        page.language("简体中文").await?;
        page.wait_text("new-design", "新建设计").await?;
        page.reload().await?;
        e2e::eventually("the user's own title", async || {
            match titles(browser).await {
                Ok(titles) if titles.iter().any(|title| title == "Mine") => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await
    })
    .await
}

#[tokio::test]
async fn a_change_of_language_without_network_loses_nothing() -> Result {
    with_browser("library-offline", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        wait_titles(browser, &["Order platform"]).await?;
        browser.command("Network.enable", json!({})).await?;
        let mut conditions = json!({
            "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        let emulate = "Network.emulateNetworkConditions";
        browser.command(emulate, conditions.clone()).await?;
        page.language("简体中文").await?;
        page.wait_text("new-design", "新建设计").await?;
        conditions["offline"] = false.into();
        browser.command(emulate, conditions).await?;
        page.reload().await?;
        page.wait_count("design-card", 1).await?;
        browser.expect_errors(&["ERR_INTERNET_DISCONNECTED"]).await
    })
    .await
}

#[tokio::test]
async fn a_full_disk_is_told_and_the_text_can_be_saved() -> Result {
    let brief = incompressible(400_000);
    with_browser("library-full", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(Transcript::named("a1").text)).await?;
        // Before the first visit: the browser remembers for a while how much room there was.
        quota(browser, &site, 200_000).await?;
        // High enough that a notice at the foot covers no button.
        browser.resize(1440, 1600).await?;
        let page = Page::open(browser, &site, "").await?;
        page.wait_count("design-card", 1).await?;
        page.wait_count("notice", 0).await?;
        configure(&page, &provider).await?;
        page.generate_pasted(&brief).await?;
        page.run_is("done").await?;
        page.wait_text("notice", "The browser's storage is full")
            .await?;
        page.document("be whole", |text| {
            text.contains("14. Architecture decisions")
        })
        .await?;
        let saved = page.save("notice-action", ".md").await?;
        let text = e2e::page::front_matter(&saved).map(|(_, text)| text);
        assert_eq!(text, Some(Transcript::named("a1").text));
        assert!(page.brief().await? == brief);
        // Elsewhere and back: the page still has it.
        let place = page.place().await?;
        page.go("#/").await?;
        page.wait_count("design-card", 2).await?;
        page.go(&place).await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, Transcript::named("a1").text);
        page.language("简体中文").await?;
        page.generate_pasted(&brief).await?;
        page.run_is("done").await?;
        // The notice was given once; what stays says it in the other language.
        page.wait_text("unsaved", "浏览器空间不足").await?;
        // What was there before is still stored.
        page.go("#/").await?;
        page.reload().await?;
        page.wait_count("design-card", 1).await
    })
    .await
}

/// Letters without a pattern: the browser compresses what it stores.
pub fn incompressible(length: usize) -> String {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let letters = (0..length).map(|_| {
        // Marsaglia, Xorshift RNGs (2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'a' + u8::try_from(state % 26).unwrap_or(0))
    });
    letters.collect()
}

async fn quota(browser: &Browser, site: &Site, bytes: u64) -> Result {
    let origin = site.url().trim_end_matches('/');
    let parameters = json!({"origin": origin, "quotaSize": bytes});
    browser
        .command("Storage.overrideQuotaForOrigin", parameters)
        .await
}

#[tokio::test]
async fn what_comes_while_the_database_is_busy_is_kept() -> Result {
    with_browser("library-slow", async |browser| {
        let site = Site::built().await?;
        // Another tab of the origin makes the database and takes its time.
        browser.open(&format!("{}icon.svg", site.url())).await?;
        browser.run(HOLD_DATABASE, vec![]).await?;
        let holder = browser.driver().window().await?;
        let visitor = browser.driver().new_tab().await?;
        browser.driver().switch_to_window(visitor.clone()).await?;
        let page = Page::open(browser, &site, "").await?;
        let file = browser.file("early.md", "# Early\n\nTaken in at once.\n")?;
        page.import(&file).await?;
        page.arrive("#/design/").await?;
        page.document("show the file", |text| text.contains("Taken in at once"))
            .await?;
        browser.driver().switch_to_window(holder).await?;
        browser.run("window.release = true", vec![]).await?;
        browser.driver().switch_to_window(visitor).await?;
        browser.expect_errors(&["favicon.ico"]).await?;
        page.go("#/").await?;
        wait_titles(browser, &["Order platform", "Early"]).await?;
        page.reload().await?;
        wait_titles(browser, &["Order platform", "Early"]).await
    })
    .await
}

/// Keeps the transaction that makes the database open until `window.release`.
const HOLD_DATABASE: &str = "return new Promise((resolve) => {\
    const open = indexedDB.open('backend-architect', 1);\
    open.onupgradeneeded = () => {\
      for (const store of ['records', 'texts', 'chunks']) open.result.createObjectStore(store);\
      const store = open.transaction.objectStore('records');\
      const hold = () => { if (!window.release) store.count().onsuccess = hold; };\
      hold();\
      resolve();\
    };\
    open.onsuccess = () => open.result.close();\
  })";

#[tokio::test]
async fn a_brief_of_200_kilobytes_arrives_whole_and_stays() -> Result {
    with_browser("library-brief", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let line = "The warehouse confirms each pick list within 30 s; 仓库确认每一张拣货单。\n";
        let mut brief = line.repeat(200_000 / line.len() + 1);
        brief.push_str("THE END");
        assert!(brief.len() > 200_000);
        let page = written(browser, &site, &provider, &brief).await?;
        let sent = provider.chats()[0].body["messages"].clone();
        let said = sent
            .as_array()
            .and_then(|messages| messages.last())
            .cloned();
        assert_eq!(
            said.map(|message| message["content"] == brief.as_str()),
            Some(true)
        );
        assert!(page.brief().await? == brief, "the panel's brief");
        page.reload().await?;
        page.run_is("done").await?;
        assert!(page.brief().await? == brief, "the stored brief");
        let file = page.save("export-markdown", ".md").await?;
        assert!(file.contains("THE END"));
        page.go("#/").await?;
        page.wait_count("design-card", 2).await
    })
    .await
}

#[tokio::test]
async fn a_design_whose_every_diagram_is_broken_stays_readable() -> Result {
    const BROKEN: [&str; 5] = [
        "flowchart LR\n  A[[[ --> --> {{{\n  )))",
        "sequenceDiagram\n  ->>->> : : :\n  loop\n",
        "this is no diagram at all",
        "erDiagram\n  A ||--|{{ : \n  }}}",
        "stateDiagram-v2\n  [*] --> --> -->\n  state {{{",
    ];
    with_browser("library-broken", async |browser| {
        let site = Site::built().await?;
        let mut text = String::from("# Broken\n\n");
        for (number, source) in BROKEN.iter().enumerate() {
            text.push_str(&format!("## Part {number}\n\nBefore {number}.\n\n```mermaid\n{source}\n```\n\nAfter {number}.\n\n"));
        }
        let provider = Provider::start(Script::text(text.as_str())).await?;
        let page = written(browser, &site, &provider, BRIEF).await?;
        page.wait_count("diagram", BROKEN.len()).await?;
        page.wait_count("section", BROKEN.len()).await?;
        page.states("diagram", &["broken"; BROKEN.len()]).await?;
        let sources = browser
            .run(
                "return [...document.querySelectorAll('[data-testid=\"diagram\"] pre')]\
                 .filter((source) => source.checkVisibility()).map((source) => source.textContent.trim())",
                vec![],
            )
            .await?;
        let sources: Vec<String> = serde_json::from_value(sources)?;
        assert_eq!(sources, BROKEN.map(|source| source.trim().to_owned()));
        page.brief().await?;
        let tabs = browser.driver().find_all(By::Css("aside [role=tab]")).await?;
        tabs[0].click().await?;
        page.wait_count("problem", BROKEN.len()).await?;
        let severities = page.attributes("problem", "data-severity").await?;
        assert!(severities.iter().all(|severity| severity == "error"), "{severities:?}");
        assert_eq!(page.exported_text().await?, text);
        let file = page.save("export-page", ".html").await?;
        assert!(file.contains("Before 4.") && file.contains("After 4."));
        Ok(())
    })
    .await
}
