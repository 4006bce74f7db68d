//! The built site as any static host serves it: below a path, under its own policy, each file once.

use e2e::{Page, Result, Site, eventually, with_browser};
use serde_json::json;

#[tokio::test]
async fn the_site_starts_below_any_path_under_its_own_policy() -> Result {
    with_browser("site-start", async |browser| {
        let site = Site::built_below("/team/studio/").await?;
        browser.open(site.url()).await?;
        // All that a first visit asks for: the program and its parts, the persona, the sample, the renderer.
        eventually("the first visit to be complete", async || {
            let done = "return document.querySelectorAll('[data-testid=design-card]').length === 1\
                && document.querySelector('[data-testid=document] svg') !== null";
            match browser.run(done, vec![]).await {
                Ok(done) if done == true => Ok(()),
                other => Err(format!("{other:?}; {:?}", site.requests())),
            }
        })
        .await?;
        let requests = site.requests();
        for path in &requests {
            assert!(path.starts_with("/team/studio/"), "{path} is not relative");
            // The tab's icon is the browser's own business: it asks again when it likes.
            if path.ends_with("/icon.svg") {
                continue;
            }
            let times = requests.iter().filter(|other| *other == path).count();
            assert_eq!(times, 1, "{path} was fetched {times} times");
        }
        // The policy is in force: a script that it does not know is refused before it could run.
        let ran = browser
            .run(
                "const script = document.createElement('script');\
                 try {\
                   script.textContent = 'window.planted = true';\
                   document.body.append(script);\
                 } catch (refusal) {\
                   return [refusal.name, window.planted ?? false];\
                 }\
                 return ['taken', window.planted ?? false]",
                vec![],
            )
            .await?;
        assert_eq!(ran, json!(["TypeError", false]));
        let violations = browser.console_errors().await?;
        assert!(
            matches!(violations.as_slice(), [one] if one.contains("TrustedScript")),
            "{violations:?}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_part_that_is_lost_once_is_fetched_again_when_asked() -> Result {
    with_browser("site-part", async |browser| {
        let site = Site::built_losing_once("_pages.wasm").await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.one("part-missing").await?;
        // Whoever reads a design does not need the part.
        page.go("#/").await?;
        page.one("design-card").await?;
        page.go("#/settings").await?;
        page.one("endpoint-preset").await?;
        browser
            .expect_errors(&["_pages.wasm", "Failed to execute 'compile'", "404", "wasm"])
            .await
    })
    .await
}
