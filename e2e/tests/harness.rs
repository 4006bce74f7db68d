//! The page object, downloads, and the end of the processes, on a small page that carries the hooks.

use e2e::{Browser, HarnessError, Page, Result, Site, page::Endpoint, with_browser};
use serde_json::json;
use std::path::PathBuf;

const PAGE: &str = r##"<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<select data-testid="endpoint-preset"><option>OpenAI</option><option>Ollama</option></select>
<input data-testid="endpoint-url"><input data-testid="endpoint-key"><input data-testid="endpoint-model">
<textarea data-testid="brief-text">old</textarea>
<button data-testid="generate">Generate</button>
<p data-testid="run-status" data-state="idle"></p>
<i data-testid="section" data-section="a"></i><i data-testid="section" data-section="b"></i>
<a data-testid="export-markdown" download="design.md" href="data:text/markdown,%23%20Design">Save</a>
<script>
  const at = (hook) => document.querySelector(`[data-testid="${hook}"]`);
  at("generate").onclick = () => {
    at("run-status").dataset.state = "running";
    // Two frames later, as a real run would be: the test must wait for it.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      at("run-status").dataset.state = "done";
      at("run-status").textContent = at("brief-text").value;
    }));
  };
</script>"##;

struct Folder(PathBuf);

impl Folder {
    fn with_page(name: &str) -> Result<Self> {
        let folder =
            std::env::temp_dir().join(format!("e2e-harness-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("index.html"), PAGE)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn the_page_object_fills_clicks_waits_and_downloads() -> Result {
    let folder = Folder::with_page("page")?;
    with_browser("harness-page", async |browser| {
        let site = Site::serve(&folder.0, "/team/studio/").await?;
        let page = Page::open(browser, &site, "").await?;
        page.configure(&Endpoint {
            preset: "Ollama",
            url: "http://127.0.0.1:11434",
            key: "",
            model: "scripted:8b",
        })
        .await?;
        let values = browser
            .run(
                "return [...document.querySelectorAll('select, input')].map(field => field.value)",
                vec![],
            )
            .await?;
        assert_eq!(
            values,
            json!(["Ollama", "http://127.0.0.1:11434", "", "scripted:8b"])
        );
        page.generate("A shop 商店").await?;
        page.run_is("done").await?;
        page.wait_text("run-status", "A shop 商店").await?;
        page.wait_count("section", 2).await?;
        assert_eq!(
            page.attributes("section", "data-section").await?,
            ["a", "b"]
        );
        page.click("export-markdown").await?;
        let saved = browser.download("design.md").await?;
        assert_eq!(std::fs::read_to_string(saved)?, "# Design");
        assert!(matches!(
            page.all("genrate").await,
            Err(HarnessError::Page(_))
        ));
        assert!(site.requests().iter().all(|path| path == "/team/studio/"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_page_sees_the_size_and_the_preference_it_is_given() -> Result {
    let folder = Folder::with_page("media")?;
    with_browser("harness-media", async |browser| {
        let site = Site::serve(&folder.0, "/").await?;
        browser.resize(390, 844).await?;
        browser.prefer("prefers-color-scheme", "dark").await?;
        browser.open(site.url()).await?;
        let seen = browser
            .run(
                "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]",
                vec![],
            )
            .await?;
        // Without a viewport declaration a mobile page is laid out wide; the screen is what we set.
        assert_eq!(seen[1], json!(true));
        let width = browser.run("return screen.width", vec![]).await?;
        assert_eq!(width, json!(390));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_dropped_browser_leaves_no_process() -> Result {
    let browser = Browser::start().await?;
    let capability = browser
        .driver()
        .capabilities()
        .get("goog:processID")
        .cloned();
    let id = capability
        .and_then(|id| id.as_u64())
        .expect("chromedriver names the process");
    let state = || std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    assert!(state().contains("chrom"), "{}", state());
    drop(browser);
    // Gone, or a zombie that whoever adopted it has yet to collect.
    let after = state();
    let status = after.rsplit(')').next().unwrap_or_default().trim_start();
    assert!(after.is_empty() || status.starts_with('Z'), "{after}");
    Ok(())
}

#[tokio::test]
async fn an_error_on_the_page_fails_a_test_that_would_pass() {
    let outcome = with_browser("harness-console", async |browser| {
        browser
            .open("data:text/html,<script>console.error('planted')</script>")
            .await
    })
    .await;
    match outcome {
        Err(HarnessError::Page(errors)) => assert!(errors.contains("planted"), "{errors}"),
        other => panic!("the planted error went unseen: {other:?}"),
    }
}
