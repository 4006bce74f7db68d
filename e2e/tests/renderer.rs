//! The renderer hangs, crashes or is killed: the page starts another one, says which figure it was, and
//! neither text nor stream is lost.

use e2e::{
    Page, Result, Site,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    with_browser,
};
use serde_json::json;

const TEXT: &str = "# Three figures

## One

```mermaid
flowchart LR
  A[Orders] --> B[Stock]
```

## Two

```mermaid
flowchart LR
  C[Carts] --> D[Mail]
```

## Three

```mermaid
sequenceDiagram
  A->>B: hello
```

The last line.
";

/// Never answers the second drawing, unless told to avoid something.
const HANGS: &str = r#"
let draws = 0, avoids = false;
self.addEventListener("message", (event) => {
  const text = new TextDecoder().decode(event.data[0]);
  avoids ||= /^\{"avoid":\{"figures":\[\d/.test(text);
  if (text.startsWith('{"draw"') && ++draws === 2 && !avoids) for (;;) {}
});
"#;

/// Breaks in the second drawing, as a program without memory does.
const CRASHES: &str = r#"
let draws = 0, avoids = false;
self.addEventListener("message", (event) => {
  const text = new TextDecoder().decode(event.data[0]);
  avoids ||= /^\{"avoid":\{"figures":\[\d/.test(text);
  if (text.startsWith('{"draw"') && ++draws === 2 && !avoids) {
    event.stopImmediatePropagation();
    throw new Error("unreachable");
  }
});
"#;

/// Breaks at the tenth piece of text, once in the page's life.
const CRASHES_IN_STREAM: &str = r#"
let appends = 0, shows = 0;
self.addEventListener("message", (event) => {
  const text = new TextDecoder().decode(event.data[0]);
  if (text.startsWith('{"show"')) shows = event.data[1].byteLength;
  if (text.startsWith('{"append"') && ++appends === 3 && shows < 100) {
    event.stopImmediatePropagation();
    throw new Error("unreachable");
  }
});
"#;

async fn configure(page: &Page<'_>, provider: &Provider) -> Result {
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: "k-renderer",
        model: "scripted-large",
    })
    .await
}

async fn one_figure_is_given_up(name: &str, fault: &'static str) -> Result {
    with_browser(name, async |browser| {
        let site = Site::built_with_worker_fault(fault).await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate("Three figures").await?;
        page.run_is("done").await?;
        page.document("be whole", |shown| shown.contains("The last line."))
            .await?;
        page.states("diagram", &["ok", "broken", "ok"]).await?;
        let shown = page.document("name the figure", |shown| {
            shown.contains("Drawing this did not end") && shown.contains("C[Carts] --> D[Mail]")
        });
        shown.await?;
        let codes = "return [...document.querySelectorAll('.figure-problems [data-code]')]\
                     .map((problem) => problem.dataset.code)";
        assert_eq!(browser.run(codes, vec![]).await?, json!(["F101"]));
        assert_eq!(page.exported_text().await?, TEXT);
        // The file is made by the same renderer, which must avoid the figure as well.
        let file = page.save("export-page", ".html").await?;
        let count = |state: &str| {
            let drawing = format!("data-testid=\"diagram\" data-state=\"{state}\"");
            file.matches(&drawing).count()
        };
        assert_eq!((count("ok"), count("broken")), (2, 1));
        browser.expect_errors(&["unreachable"]).await
    })
    .await
}

#[tokio::test]
async fn a_figure_in_which_the_renderer_hangs_is_given_up() -> Result {
    one_figure_is_given_up("renderer-hangs", HANGS).await
}

#[tokio::test]
async fn a_figure_that_breaks_the_renderer_is_given_up() -> Result {
    one_figure_is_given_up("renderer-crashes", CRASHES).await
}

#[tokio::test]
async fn a_renderer_that_breaks_in_mid_stream_is_replaced() -> Result {
    with_browser("renderer-stream", async |browser| {
        let site = Site::built_with_worker_fault(CRASHES_IN_STREAM).await?;
        let provider = Provider::start(Script::text(TEXT)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate("Three figures").await?;
        page.run_is("done").await?;
        page.document("be whole", |shown| shown.contains("The last line."))
            .await?;
        page.states("diagram", &["ok", "ok", "ok"]).await?;
        assert_eq!(page.exported_text().await?, TEXT);
        browser.expect_errors(&["unreachable"]).await
    })
    .await
}
