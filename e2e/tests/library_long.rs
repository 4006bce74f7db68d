//! A library of five hundred designs: only what is looked at is made, everything is found, and all of it
//! leaves and comes back as one file.

use e2e::{
    Browser, Page, Result, Site, eventually,
    library::{empty, put_designs},
    with_browser,
};
use serde_json::{Value, json};
use std::path::Path;

const DESIGNS: u64 = 500;

/// Everything that is stored, without what differs from one time to the next.
const ALL: &str = "\
    const ask = (request) => new Promise((resolve, reject) => {\
      request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error);\
    });\
    return (async () => {\
      const database = await ask(indexedDB.open('backend-architect'));\
      const found = {};\
      for (const name of ['records', 'texts', 'chunks', 'revisions', 'pieces']) {\
        const store = database.transaction(name).objectStore(name);\
        const [keys, values] = [await ask(store.getAllKeys()), await ask(store.getAll())];\
        const bytes = new TextEncoder().encode(keys.join() + values.join());\
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));\
        found[name] = [keys.length, [...digest].join()];\
      }\
      database.close();\
      return found;\
    })()";

async fn fill(browser: &Browser, page: &Page<'_>) -> Result {
    page.wait_count("design-card", 1).await?;
    put_designs(browser, DESIGNS).await?;
    page.reload().await
}

async fn count_is(page: &Page<'_>, text: &str) -> Result {
    page.wait_text("library-count", text).await
}

async fn saved(browser: &Browser, page: &Page<'_>) -> Result<std::path::PathBuf> {
    page.click("backup").await?;
    page.click("backup-make").await?;
    browser.download(".backup.jsonl").await
}

async fn choose(page: &Page<'_>, path: &Path) -> Result {
    let field = page.one("backup-file").await?;
    Ok(field.send_keys(path.to_string_lossy().as_ref()).await?)
}

/// What the plan of a restore counts, by the words that it uses.
async fn plan(browser: &Browser, page: &Page<'_>) -> Result<Value> {
    page.one("backup-plan").await?;
    browser
        .run(
            "return [...document.querySelectorAll('[data-testid=\"backup-fate\"] b')].map((it) => it.textContent)",
            vec![],
        )
        .await
}

#[tokio::test]
async fn five_hundred_designs_are_found_and_only_a_window_of_them_is_made() -> Result {
    with_browser("library-long", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        fill(browser, &page).await?;
        count_is(&page, "501 of 501").await?;
        let cards = page.all("design-card").await?.len();
        assert!((8..60).contains(&cards), "{cards} cards were made");

        // The end of the list comes into view, again and again.
        eventually("more cards", async || {
            let scroll =
                "document.querySelector('[data-testid=\"more-designs\"]').scrollIntoView()";
            browser
                .run(scroll, vec![])
                .await
                .map_err(|error| error.to_string())?;
            match page.all("design-card").await.map(|cards| cards.len()) {
                Ok(count) if count >= 72 => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        page.fill("library-search", "platform 33").await?;
        // 33, 233, 433, and 330 to 339 but for 336, which is called otherwise, as 133 is.
        count_is(&page, "12 of 501").await?;
        page.wait_count("design-card", 12).await?;
        page.wait_count("more-designs", 0).await?;
        page.paste("library-search", "订单平台 49").await?;
        count_is(&page, "3 of 501").await?;
        page.paste("library-search", "").await?;
        page.choose("library-order", "Oldest").await?;
        eventually("the oldest first", async || {
            match page.attributes("design-card", "data-id").await {
                Ok(ids) if ids.first().is_some_and(|id| id == "d-0000000000000000") => Ok(()),
                other => Err(format!("{:?}", other.map(|ids| ids.len()))),
            }
        })
        .await
    })
    .await
}

#[tokio::test]
async fn a_library_leaves_as_one_file_and_comes_back_the_same() -> Result {
    with_browser("library-backup", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        fill(browser, &page).await?;
        count_is(&page, "501 of 501").await?;
        let before = browser.run(ALL, vec![]).await?;
        let file = saved(browser, &page).await?;
        let size = std::fs::metadata(&file)?.len();
        assert!(size > 10_000_000, "{size}");

        // Here already: nothing is to be done.
        choose(&page, &file).await?;
        assert_eq!(
            plan(browser, &page).await?,
            json!(["501 · the same on both sides"])
        );
        page.wait_count("backup-restore", 0).await?;

        // In a browser that has nothing of it.
        empty(browser).await?;
        page.reload().await?;
        page.wait_count("design-card", 0).await?;
        page.click("backup").await?;
        choose(&page, &file).await?;
        assert_eq!(
            plan(browser, &page).await?,
            json!(["501 · not here: added"])
        );
        page.click("backup-restore").await?;
        page.wait_text("backup-state", "501 designs were restored")
            .await?;
        assert_eq!(browser.run(ALL, vec![]).await?, before);
        count_is(&page, "501 of 501").await
    })
    .await
}

#[tokio::test]
async fn a_restore_replaces_nothing_that_was_changed_here() -> Result {
    with_browser("library-restore", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        let file = browser.file("mine.md", "# Mine\n\n## Part\n\nFirst.\n")?;
        page.wait_count("design-card", 1).await?;
        page.import(&file).await?;
        let place = page.arrive("#/design/").await?;
        page.document("show it", |text| text.contains("First."))
            .await?;
        let id = place.trim_start_matches("#/design/").to_owned();
        page.go("#/").await?;
        page.wait_count("design-card", 2).await?;
        let backup = saved(browser, &page).await?;

        // A backup that is cut, and a file that is none.
        let whole = std::fs::read_to_string(&backup)?;
        let cut = browser.file("cut.jsonl", &whole[..whole.len() - 20])?;
        choose(&page, &cut).await?;
        page.wait_text("backup-state", "cut short").await?;
        let other = browser.file("other.jsonl", "{\"a\":1}\n")?;
        choose(&page, &other).await?;
        page.wait_text("backup-state", "no backup").await?;

        // Here it goes on in one way, in the file in another.
        let there = whole.replace("First.", "First, as the file has it.");
        assert_ne!(there, whole);
        let there = browser.file("there.jsonl", there)?;
        choose(&page, &there).await?;
        let changed = plan(browser, &page).await?;
        assert_eq!(
            changed,
            json!([
                "1 · changed on both sides: the backup's version is added as a copy",
                "1 · the same on both sides"
            ])
        );
        page.click("backup-restore").await?;
        page.wait_text("backup-state", "1 design was restored")
            .await?;
        page.wait_count("design-card", 3).await?;
        page.go(&format!("#/design/{id}")).await?;
        page.document("show what was here", |text| text.contains("First."))
            .await?;
        page.go("#/").await?;
        page.wait_count("design-card", 3).await
    })
    .await
}

/// Gives the site's origin so much room, or as much as usual.
async fn room(browser: &Browser, site: &Site, bytes: Option<u64>) -> Result {
    let mut parameters = json!({"origin": site.url().trim_end_matches('/')});
    if let Some(bytes) = bytes {
        parameters["quotaSize"] = bytes.into();
    }
    browser
        .command("Storage.overrideQuotaForOrigin", parameters)
        .await
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_is_written_when_there_is_room() -> Result {
    with_browser("library-full", async |browser| {
        let site = Site::built().await?;
        // Before the first visit: the browser remembers for a while how much room there was.
        room(browser, &site, Some(200_000)).await?;
        let page = Page::open(browser, &site, "").await?;
        page.wait_count("design-card", 1).await?;
        let large = format!(
            "# Kept in the page\n\n## Part\n\nText. {}\n",
            crate::library::incompressible(400_000)
        );
        let file = browser.file("full.md", large)?;
        page.import(&file).await?;
        page.arrive("#/design/").await?;
        page.wait_text("unsaved", "safe as long as this page is open")
            .await?;
        page.wait_text("notice", "storage is full").await?;
        page.document("show it", |text| text.contains("Text."))
            .await?;
        assert!(page.exported_text().await?.contains("Text."));
        page.go("#/").await?;
        page.wait_count("design-card", 2).await?;
        // What is not stored is in a backup all the same.
        let backup = saved(browser, &page).await?;
        assert!(std::fs::read_to_string(backup)?.contains("Kept in the page"));
        page.go("#/settings").await?;
        page.click("storage-largest").await?;
        page.one("storage-design").await?;

        // There is room again: nobody has to do anything.
        room(browser, &site, None).await?;
        page.wait_count("unsaved", 0).await?;
        page.reload().await?;
        page.go("#/").await?;
        page.wait_count("design-card", 2).await
    })
    .await
}
