//! What other versions of the page stored, and what clocks do: nothing is lost, reordered or written over.

use e2e::{
    Browser, Page, Result, Site, eventually,
    provider::{Provider, Script},
    with_browser,
};
use serde_json::{Value, json};

use crate::tabs::configure;

const BRIEF: &str = "Kept.";
const TEXT: &str = "# Tiny shop\n\n## Service boundaries\n\nOne service.\n";
/// A file of the site's origin that is no page of ours.
const STRANGER: &str = "THIRD_PARTY_NOTICES.md";

/// Runs a script with `ask` (a request as a promise) and `open` (the database in a version).
async fn in_database(browser: &Browser, script: &str, arguments: Vec<Value>) -> Result<Value> {
    let prelude = "\
        const given = arguments;\
        const ask = (request) => new Promise((resolve, reject) => {\
          request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error);\
        });\
        const done = (transaction) => new Promise((resolve, reject) => {\
          transaction.oncomplete = () => resolve(true); transaction.onabort = () => reject(transaction.error);\
        });\
        const open = (version, upgrade) => {\
          const request = indexedDB.open('backend-architect', version);\
          request.onupgradeneeded = () => upgrade?.(request.result);\
          return ask(request);\
        };";
    let script = format!("{prelude} return (async () => {{ {script} }})()");
    browser.run(&script, arguments).await
}

/// The title, update and state of each stored design, as the page lists them.
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

async fn titles_are(browser: &Browser, expected: &[&str]) -> Result {
    eventually(
        &format!("the designs {expected:?}"),
        async || match titles(browser).await {
            Ok(seen) if seen == expected => Ok(()),
            other => Err(format!("{other:?}")),
        },
    )
    .await
}

#[tokio::test]
async fn a_design_of_a_newer_version_is_named_and_never_touched() -> Result {
    const RECORD: &str =
        r#"{"version":99,"id":"d-99","title":"From tomorrow","updated":9999999999999,"more":[1]}"#;
    with_browser("kept-newer", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        titles_are(browser, &["Order platform"]).await?;
        let plant = "\
            const database = await open();\
            const stores = database.transaction(['records', 'texts'], 'readwrite');\
            stores.objectStore('records').put(given[0], 'd-99');\
            stores.objectStore('texts').put('# Text of tomorrow', 'd-99');\
            stores.objectStore('records').put('{\"title\":\"Broken one\"', 'd-98');\
            await done(stores); database.close(); return true";
        in_database(browser, plant, vec![RECORD.into()]).await?;
        page.reload().await?;
        titles_are(browser, &["Order platform"]).await?;
        page.wait_count("unreadable-card", 2).await?;
        let cards = browser
            .run(
                "return [...document.querySelectorAll('[data-testid=\"unreadable-card\"]')]\
                 .map((card) => card.innerText).join()",
                vec![],
            )
            .await?
            .to_string();
        for part in ["From tomorrow", "newer version", "cannot be read any more"] {
            assert!(cards.contains(part), "{part}: {cards}");
        }
        // In the order of their ids: the damaged one, then the newer one.
        let saves = page.all("unreadable-save").await?;
        saves[1].click().await?;
        let path = browser.download("d-99.json").await?;
        let file: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        assert_eq!(file["record"], serde_json::from_str::<Value>(RECORD)?);
        assert_eq!(file["text"], "# Text of tomorrow");

        // A file that says that it is this design does not replace it.
        let file = browser.file(
            "same-id.md",
            "---\ntitle: \"Mine\"\ndesign: \"d-99\"\n---\n\n# Mine\n\nText.\n",
        )?;
        page.import(&file).await?;
        page.arrive("#/design/").await?;
        assert_ne!(page.place().await?, "#/design/d-99");
        page.go("#/design/d-99").await?;
        page.one("open-error").await?;
        page.go("#/").await?;
        titles_are(browser, &["Mine", "Order platform"]).await?;
        let read = "\
            const database = await open();\
            const record = await ask(database.transaction('records').objectStore('records').get('d-99'));\
            database.close(); return record";
        assert_eq!(in_database(browser, read, vec![]).await?, RECORD);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_library_of_a_newer_version_is_left_alone_and_the_page_works_without_it() -> Result {
    with_browser("kept-newer-library", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = Page::open(browser, &site, "").await?;
        titles_are(browser, &["Order platform"]).await?;
        // The page lets go of its connection, as a newer page in another tab needs it to.
        let upgrade = "\
            const database = await open(99, (it) => it.createObjectStore('of-tomorrow'));\
            database.close(); return true";
        in_database(browser, upgrade, vec![]).await?;
        page.reload().await?;
        page.wait_text("notice", "newer version of this page").await?;
        page.wait_count("design-card", 0).await?;
        configure(&page, &provider).await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, TEXT);
        let read = "\
            const database = await open();\
            const records = await ask(database.transaction('records').objectStore('records').getAllKeys());\
            const found = [database.version, records]; database.close(); return found";
        let found = in_database(browser, read, vec![]).await?;
        assert_eq!(found, json!([99, ["sample-en"]]));
        Ok(())
    })
    .await
}

/// A database as version 1 of the page made it, with records that versions 1 and 2 of the stored form wrote.
const VERSION_1: &str = "\
    const database = await open(1, (it) => {\
      for (const store of ['records', 'texts', 'chunks']) it.createObjectStore(store);\
    });\
    const stores = database.transaction(['records', 'texts', 'chunks'], 'readwrite');\
    for (const [id, record, text] of given[0]) {\
      stores.objectStore('records').put(record, id);\
      stores.objectStore('texts').put(text, id);\
    }\
    stores.objectStore('chunks').put('\\nAnd what was', given[1] + '/0000000001');\
    stores.objectStore('chunks').put(' only logged.\\n', given[1] + '/0000000002');\
    await done(stores); database.close();\
    localStorage.setItem('backend-architect:seeded', '1'); return true";

#[tokio::test]
async fn a_library_of_the_first_version_is_taken_over_whole() -> Result {
    with_browser("kept-upgrade", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, STRANGER).await?;
        let fixture = |name: &str| -> Result<Value> {
            let path = format!("../tests/fixtures/archives/{name}.json");
            Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
        };
        let mut designs = Vec::new();
        for name in ["v1-sample", "v2-done", "v1-interrupted"] {
            let fixture = fixture(name)?;
            let record = fixture["record"].to_string();
            designs.push(json!([fixture["record"]["id"], record, fixture["text"]]));
        }
        let last = designs[2][0].clone();
        let text = designs[2][2].as_str().unwrap_or_default().to_owned();
        in_database(browser, VERSION_1, vec![designs.into(), last.clone()]).await?;
        page.go("#/").await?;
        page.wait_count("design-card", 3).await?;
        page.wait_count("unreadable-card", 0).await?;
        let place = format!("#/design/{}", last.as_str().unwrap_or_default());
        page.go(&place).await?;
        page.run_is("incomplete").await?;
        let whole = format!("{text}\nAnd what was only logged.\n");
        assert_eq!(page.exported_text().await?, whole);
        let version = "const it = await open(); const found = it.version; it.close(); return found";
        let version = in_database(browser, version, vec![]).await?;
        assert!(version.as_u64() > Some(1), "{version}");
        browser.expect_errors(&["favicon.ico"]).await
    })
    .await
}

#[tokio::test]
async fn a_clock_that_jumps_reorders_and_marks_nothing() -> Result {
    const CLOCK: &str = "\
        const now = Date.now.bind(Date); window.ahead = Number(sessionStorage.ahead ?? 0);\
        Date.now = () => now() + window.ahead;";
    const STORED: &str = "\
        const database = await open();\
        const records = await ask(database.transaction('records').objectStore('records').getAll());\
        database.close();\
        return records.map((record) => JSON.parse(record)).find((it) => it.title === 'Tiny shop')";
    with_browser("kept-clock", async |browser| {
        let site = Site::built().await?;
        let half = Script {
            finish: e2e::provider::Finish::Length,
            ..Script::text(TEXT)
        };
        let provider = Provider::start(half).await?;
        browser.plant(CLOCK).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate(BRIEF).await?;
        page.run_is("incomplete").await?;
        let before = eventually("the stored design", async || {
            let stored = in_database(browser, STORED, vec![]).await;
            let stored = stored.map_err(|error| error.to_string())?;
            match stored["outcome"] == "incomplete" {
                true => Ok(stored),
                false => Err(stored.to_string()),
            }
        })
        .await?;

        // Back by a day, and on with the design: it is not older than it was.
        browser
            .run(
                "window.ahead = -86400000; sessionStorage.ahead = window.ahead",
                vec![],
            )
            .await?;
        provider.play([Script::text("\n## Security\n\nBy day and by night.\n")]);
        page.click("resume").await?;
        page.run_is("done").await?;
        let after = eventually("the design's second run to be stored", async || {
            let stored = in_database(browser, STORED, vec![]).await;
            let stored = stored.map_err(|error| error.to_string())?;
            match stored["runs"].as_array().map(Vec::len) {
                Some(2) => Ok(stored),
                _ => Err(stored.to_string()),
            }
        })
        .await?;
        assert!(
            after["updated"].as_u64() >= before["updated"].as_u64(),
            "{after}"
        );
        assert_eq!(after["created"], before["created"]);
        for run in after["runs"].as_array().into_iter().flatten() {
            assert!(run["elapsed_ms"].as_u64() < Some(60_000), "{run}");
        }
        page.go("#/").await?;
        titles_are(browser, &["Tiny shop", "Order platform"]).await?;
        page.reload().await?;
        titles_are(browser, &["Tiny shop", "Order platform"]).await?;

        // Ahead by a day in mid-stream: that is no silence, and nobody gives up.
        provider.play([Script::text(TEXT).with(e2e::provider::Fault::Stall(100))]);
        let requests = provider.chats().len();
        page.generate(BRIEF).await?;
        page.run_is("running").await?;
        provider.stalled(1).await;
        browser.run("window.ahead = 86400000", vec![]).await?;
        eventually("the page to have looked at the clock", async || {
            let usage = page.text("run-usage").await;
            usage
                .map_err(|error| error.to_string())
                .and_then(|text| match text.contains("86") {
                    true => Err(text),
                    false => Ok(()),
                })
        })
        .await?;
        provider.release();
        page.run_is("done").await?;
        assert_eq!(provider.chats().len(), requests + 1);
        Ok(())
    })
    .await
}
