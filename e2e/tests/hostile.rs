//! What models, links and files send is hostile, and a key belongs to one origin: nothing runs, nobody
//! is asked, nothing leaks.

// Below `tests/`, a plain `mod name;` would make every file a test of its own.
#[path = "hostile/attacks.rs"]
mod attacks;
#[path = "hostile/corpus.rs"]
mod corpus;
#[path = "hostile/large_contracts.rs"]
mod large_contracts;
#[path = "hostile/large_diagrams.rs"]
mod large_diagrams;
#[path = "hostile/sizes.rs"]
mod sizes;

use e2e::{
    Browser, Page, Result, Site,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    storage, with_browser,
};
use serde_json::json;

const KEY: &str = "sk-hostile-secret-0451";

/// Everything that a document could try, aimed at `tracker`.
fn hostile(tracker: &str) -> String {
    format!(
        r#"# Hostile <img src="{tracker}h1.png" onerror="window.planted=1">

<script>window.planted = 2</script>
<script src="{tracker}x.js"></script>
<img src="{tracker}a.png" onerror="window.planted=3">
<svg onload="window.planted=4"><image href="{tracker}b.png"/></svg>
<iframe src="{tracker}frame"></iframe><object data="{tracker}o"></object>
<style>@import url("{tracker}style.css"); body {{ background: url({tracker}bg.png) }}</style>
<link rel="stylesheet" href="{tracker}link.css"><meta http-equiv="refresh" content="0;url={tracker}">
<form action="{tracker}form"><input name=x onfocus="window.planted=5" autofocus></form>

## Links

![remote]({tracker}c.png) ![data](data:image/svg+xml,%3Csvg/onload=window.planted=6%3E)
[script](javascript:window.planted=7) [spaced]( java&#10;script:window.planted=8 ) <javascript:window.planted=9>
[data](data:text/html,<script>window.planted=10</script>) [file](file:///etc/passwd) [vb](vbscript:x)
[reference][r] [good](https://example.com/a?b=1&c="d") <https://example.com/"onclick="x">

[r]: javascript:window.planted=11 "title\" onclick=\"window.planted=12"

| a | b |
|---|---|
| <b onclick="window.planted=13">x</b> | `<script>window.planted=14</script>` |

## Diagrams

```mermaid
%%{{init: {{"securityLevel": "loose", "themeCSS": "@import url({tracker}m.css); * {{ background: url({tracker}n.png) }}", "fontFamily": "x;}} @import url({tracker}f.css)"}} }}%%
flowchart LR
  A["<img src='{tracker}d.png' onerror='window.planted=15'>"] --> B["<script>window.planted=16</script>"]
  click A href "javascript:window.planted=17"
  click B call alert(1)
  style A fill:url({tracker}e.png)
  classDef x fill:#fff,background:url({tracker}g.png)
  class B x
```

```mermaid" onmouseover="window.planted=18
flowchart LR
  A --> B
```

## Contract

```yaml
openapi: 3.1.0
info:
  title: "<img src={tracker}i.png onerror=window.planted=19>"
  version: "1"
  description: "[x](javascript:window.planted=20) <script>window.planted=21</script> ![i]({tracker}j.png)"
servers:
  - url: "javascript:window.planted=22"
externalDocs:
  url: "javascript:window.planted=23"
paths:
  "/<svg onload=window.planted=24>":
    get:
      summary: "<img src={tracker}k.png onerror=window.planted=25>"
      externalDocs: {{ url: "data:text/html,<script>window.planted=26</script>" }}
      responses:
        "200": {{ description: "</details><script>window.planted=27</script>" }}
```

The last line.
"#
    )
}

/// What must not be in a document: elements and attributes that run or fetch, and other schemes.
const FOUND: &str = "\
    const root = document.querySelector(arguments[0]);\
    const bad = [...root.querySelectorAll('script, iframe, object, embed, form, base, meta, link, video, audio, image, foreignObject, img')]\
      .map((node) => node.outerHTML.slice(0, 200));\
    for (const node of root.querySelectorAll('*')) {\
      for (const {name, value} of node.attributes) {\
        const address = ['href', 'src', 'xlink:href', 'action', 'srcset', 'data', 'formaction'].includes(name);\
        if (name.startsWith('on')) bad.push(`${name}=${value}`);\
        if (address && !/^(https?:|mailto:|#)/.test(value)) bad.push(`${name}=${value}`);\
        if (/url\\(\\s*['\"]?(?!#)/.test(value)) bad.push(`${name}=${value}`);\
      }\
      if (node.tagName.toLowerCase() === 'style' && /@import|url\\(\\s*['\"]?(?!#|data:font)/.test(node.textContent))\
        bad.push(node.textContent.slice(0, 300));\
    }\
    return {bad, planted: window.planted ?? null}";

async fn assert_harmless(browser: &Browser, root: &str, tracker: &Site) -> Result {
    let seen = browser.run(FOUND, vec![root.into()]).await?;
    assert_eq!(seen, json!({"bad": [], "planted": null}));
    assert_eq!(tracker.requests(), Vec::<String>::new());
    Ok(())
}

/// The search above finds what it looks for, or an empty answer would say nothing.
#[tokio::test]
async fn the_search_for_attacks_finds_attacks() -> Result {
    with_browser("hostile-search", async |browser| {
        browser
            .open(
                "data:text/html,<link rel=icon href=data:,><body>\
                 <a href='javascript:1'>a</a><b onclick='1'>b</b><img alt=c>\
                 <p style='background: url(//d.invalid)'>d</p><style>@import 'data:text/css,'</style>\
                 <script>window.planted = 1</script>",
            )
            .await?;
        let seen = browser.run(FOUND, vec!["body".into()]).await?;
        assert_eq!(seen["bad"].as_array().map(Vec::len), Some(6), "{seen}");
        assert_eq!(seen["planted"], json!(1));
        browser.expect_errors(&["d.invalid"]).await
    })
    .await
}

/// What a script of the page that went astray could do to it.
const STRAY: &str = "\
    const tried = (act) => { try { act(); return 'taken' } catch (error) { return error.name } };\
    const node = document.createElement('div');\
    return [\
      tried(() => { node.innerHTML = '<b>plain</b>' }),\
      tried(() => { node.innerHTML = '<p><script>window.planted = 1</' + 'script>' }),\
      tried(() => { node.insertAdjacentHTML('beforeend', '<IFRAME src=\"about:blank\">') }),\
      tried(() => new Worker('./other.js')),\
      tried(() => new Worker('https://example.com/renderer-1_loader.js')),\
      tried(() => { document.createElement('script').text = 'window.planted = 2' }),\
      tried(() => setTimeout('window.planted = 3')),\
      tried(() => window.trustedTypes.createPolicy('other', {createHTML: (html) => html})),\
    ]";

#[tokio::test]
async fn what_can_run_is_refused_by_the_page_itself() -> Result {
    with_browser("hostile-stray", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.one("endpoint-url").await?;
        let seen = browser.run(STRAY, vec![]).await?;
        let refused = ["TypeError"; 7];
        assert_eq!(seen, json!([&["taken"][..], &refused[..]].concat()));
        browser
            .expect_errors(&["Trusted", "trusted-types", "TrustedHTML"])
            .await
    })
    .await
}

async fn configure(page: &Page<'_>, provider: &Provider) -> Result {
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: KEY,
        model: "scripted-large",
    })
    .await
}

#[tokio::test]
async fn hostile_markdown_runs_nothing_and_asks_nobody() -> Result {
    let site = Site::built().await?;
    let tracker = Site::built_below("/tracker/").await?;
    let text = hostile(tracker.url());
    let (mut link, mut file) = (String::new(), String::new());
    with_browser("hostile-run", async |browser| {
        let provider = Provider::start(Script::text(text.as_str())).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate("Attack").await?;
        page.run_is("done").await?;
        page.document("be whole", |shown| shown.contains("The last line."))
            .await?;
        page.wait_count("section", 3).await?;
        assert_harmless(browser, "[data-testid=document]", &tracker).await?;
        // What is not markup is shown, not swallowed.
        page.document("show the attack as text", |shown| {
            shown.contains("window.planted = 2")
        })
        .await?;
        assert_eq!(page.exported_text().await?, text);
        link = page.link().await?;
        browser.open("about:blank").await?;
        page.go("#/").await?;
        page.go(&link.replace(site.url(), "")).await?;
        page.document("be whole", |shown| shown.contains("The last line."))
            .await?;
        assert_harmless(browser, "[data-testid=document]", &tracker).await?;
        file = page.save("export-page", ".html").await?;
        assert!(!site.requests().iter().any(|path| path.contains("planted")));
        Ok(())
    })
    .await?;
    with_browser("hostile-file", async |browser| {
        let path = browser.file("hostile.html", &file)?;
        browser.open(&format!("file://{}", path.display())).await?;
        let shown = browser
            .run("return document.body.textContent", vec![])
            .await?;
        assert!(
            shown
                .as_str()
                .unwrap_or_default()
                .contains("The last line.")
        );
        assert_harmless(browser, "body", &tracker).await
    })
    .await
}

#[tokio::test]
async fn the_key_is_kept_only_when_asked_and_never_leaves() -> Result {
    with_browser("hostile-key", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text("# Plain\n\n## One\n\nText.\n")).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate("A brief").await?;
        page.run_is("done").await?;
        assert!(
            !storage::small(browser).await?.contains(KEY),
            "kept without being asked"
        );
        page.go("#/settings").await?;
        assert_eq!(page.value("endpoint-key").await?, KEY);
        page.reload().await?;
        page.one("endpoint-key").await?;
        assert_eq!(
            page.value("endpoint-key").await?,
            "",
            "the key outlived the page"
        );

        page.fill("endpoint-key", KEY).await?;
        page.keep_key("four words that rhyme").await?;
        // Kept, and still in nothing that leaves.
        page.generate("Another brief").await?;
        page.run_is("done").await?;
        let markdown = page.save("export-markdown", ".md").await?;
        let file = page.save("export-page", ".html").await?;
        let link = page.link().await?;
        let place = page.place().await?;
        for (name, leaves) in [
            ("Markdown", markdown),
            ("page", file),
            ("link", link),
            ("address", place),
        ] {
            assert!(!leaves.contains(KEY), "the {name} holds the key");
        }
        assert!(site.requests().iter().all(|path| !path.contains(KEY)));
        let databases = storage::databases(browser).await?;
        assert!(databases.contains("Another brief"), "{databases}");
        assert!(!databases.contains(KEY));

        assert!(!storage::small(browser).await?.contains(KEY));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_key_goes_to_no_other_origin() -> Result {
    with_browser("hostile-origin", async |browser| {
        let site = Site::built().await?;
        let script = Script::text("# Plain\n\n## One\n\nText.\n");
        let own = Provider::start(script.clone()).await?;
        let other = Provider::start(script).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &own).await?;
        page.keep_key("four words that rhyme").await?;
        // Letter by letter, as a user edits: on the way the address is many origins.
        page.fill("endpoint-url", &other.base(Dialect::OpenAi))
            .await?;
        assert_eq!(page.value("endpoint-key").await?, "");
        page.click("endpoint-test").await?;
        page.wait_state("endpoint-report", "ok").await?;
        page.generate("A brief").await?;
        page.run_is("done").await?;
        let asked = other.requests();
        assert!(asked.iter().any(|request| request.method == "POST"));
        for request in &asked {
            assert_eq!(request.header("authorization"), None, "{}", request.target);
            assert!(!format!("{request:?}").contains(KEY));
        }
        page.go("#/settings").await?;
        page.fill("endpoint-url", &own.base(Dialect::OpenAi))
            .await?;
        assert_eq!(page.value("endpoint-key").await?, KEY);
        page.generate("A brief").await?;
        page.run_is("done").await?;
        let sent = own
            .chats()
            .last()
            .and_then(|chat| chat.header("authorization").map(str::to_owned));
        assert_eq!(sent, Some(format!("Bearer {KEY}")));
        Ok(())
    })
    .await
}
