//! What leaves the page comes back: Markdown, the self-contained page, the link; and what is not ours is
//! told so. Imports happen in another browser, as they do at the colleague who gets the file.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::{Endpoint, front_matter},
    provider::{Dialect, Provider, Script},
    transcript::{Transcript, letters},
    with_browser,
};
use serde_json::{Value, json};
use thirtyfour::By;

const BRIEF: &str =
    "Order management: 2,000 orders a minute.\nNothing may be lost. “Quoted”: 订单 \\n --- 🦀";
const KEY: &str = "sk-export-secret-55";

/// What one browser hands to the next.
#[derive(Default)]
struct Exported {
    markdown: String,
    page: String,
    link: String,
}

/// Runs a transcript in a fresh browser and exports it in all three forms.
async fn exported(name: &str, site: &Site, transcript: &str, chinese: bool) -> Result<Exported> {
    let mut exported = Exported::default();
    with_browser(&format!("export-{name}"), async |browser| {
        let text = Transcript::named(transcript).text;
        let provider = Provider::start(Script::text(text)).await?;
        let page = Page::open(browser, site, "#/settings").await?;
        if chinese {
            page.language("简体中文").await?;
        }
        page.configure(&Endpoint {
            preset: "OpenAI",
            url: &provider.base(Dialect::OpenAi),
            key: KEY,
            model: "scripted-large",
        })
        .await?;
        page.generate_pasted(BRIEF).await?;
        page.run_is("done").await?;
        exported.markdown = page.save("export-markdown", ".md").await?;
        exported.page = page.save("export-page", ".html").await?;
        exported.link = page.link().await?;
        Ok(())
    })
    .await?;
    Ok(exported)
}

#[tokio::test]
async fn markdown_carries_everything_and_comes_back() -> Result {
    let site = Site::built().await?;
    let exported = exported("markdown", &site, "a1", false).await?;
    let (fields, body) = front_matter(&exported.markdown).expect("front matter");
    assert_eq!(
        body,
        Transcript::named("a1").text,
        "the text is not what the model sent"
    );
    let field = |name: &str| -> String {
        let start = format!("{name}: ");
        let line = fields.lines().find_map(|line| line.strip_prefix(&start));
        let line = line.unwrap_or_else(|| panic!("no {name} in {fields}"));
        serde_json::from_str(line).expect("a quoted value")
    };
    assert_eq!(
        field("title"),
        "Order Management System – Backend Architecture"
    );
    assert_eq!(
        (field("model"), field("persona")),
        ("scripted-large".into(), "backend-architect".into())
    );
    let hash = field("persona-sha256");
    assert!(
        hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{hash}"
    );
    let date = field("date");
    assert!(
        date.starts_with("20") && date.contains('T') && date.len() >= 20,
        "{date}"
    );
    assert_eq!(field("brief"), BRIEF);
    assert!(!exported.markdown.contains(KEY));

    comes_back(
        "markdown-import",
        &site,
        "design.md",
        &exported.markdown,
        &exported.markdown,
    )
    .await
}

#[tokio::test]
async fn the_page_is_whole_asks_for_nothing_and_comes_back() -> Result {
    let site = Site::built().await?;
    let exported = exported("page", &site, "a1", false).await?;
    assert!(!exported.page.contains(KEY));
    opens_alone(&exported.page, "a1").await?;
    comes_back(
        "page-import",
        &site,
        "design.html",
        &exported.page,
        &exported.markdown,
    )
    .await
}

#[tokio::test]
async fn the_chinese_page_is_whole_and_comes_back() -> Result {
    let site = Site::built().await?;
    let exported = exported("page-zh", &site, "b1", true).await?;
    assert!(
        exported.page.contains("<html lang=\"zh"),
        "the page's language"
    );
    opens_alone(&exported.page, "b1").await?;
    comes_back(
        "page-import-zh",
        &site,
        "设计.html",
        &exported.page,
        &exported.markdown,
    )
    .await
}

/// Opens the file from disk: nothing is missing, nothing is fetched, nothing runs.
async fn opens_alone(file: &str, transcript: &str) -> Result {
    let transcript = Transcript::named(transcript);
    with_browser(&format!("file-{}", transcript.name), async |browser| {
        let path = browser.file("design.html", file)?;
        browser.open(&format!("file://{}", path.display())).await?;
        let seen = browser
            .run(
                "const all = (selector) => [...document.querySelectorAll(selector)];\
                 const handlers = all('*').flatMap((node) => [...node.attributes])\
                   .filter((attribute) => attribute.name.startsWith('on'));\
                 return {\
                   requests: performance.getEntriesByType('resource').map((entry) => entry.name),\
                   scripts: all('script, iframe, object, embed, link, img, video, audio').length,\
                   handlers: handlers.length,\
                   drawings: all('[data-testid=\"diagram\"] svg')\
                     .filter((svg) => svg.getBoundingClientRect().width > 50).length,\
                   sections: all('main > section').length,\
                   operations: all('[data-kind=\"openapi\"] [data-method]').length,\
                   wide: document.documentElement.scrollWidth > innerWidth,\
                 }",
                vec![],
            )
            .await?;
        let expected = json!({
            "requests": [], "scripts": 0, "handlers": 0, "drawings": transcript.diagrams(),
            "sections": transcript.sections(), "operations": transcript.operations(), "wide": false,
        });
        assert_eq!(seen, expected);
        let shown = browser
            .run("return document.body.textContent", vec![])
            .await?;
        let shown = letters(shown.as_str().unwrap_or_default());
        for passage in transcript.passages() {
            assert!(shown.contains(&passage), "{passage} is not in the page");
        }
        a_contract_opens_by_a_click(browser).await?;
        nobody_else_is_asked(browser, file).await
    })
    .await
}

async fn a_contract_opens_by_a_click(browser: &Browser) -> Result {
    let operation = browser
        .driver()
        .find(By::Css("[data-testid=contract] details[data-method]"))
        .await?;
    assert_eq!(operation.attr("open").await?, None);
    let summary = operation.find(By::Tag("summary")).await?;
    summary.scroll_into_view().await?;
    summary.click().await?;
    eventually("the operation to open", async || {
        match operation.attr("open").await {
            Ok(Some(_)) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await?;
    let inside = operation.find(By::Css("table, pre, .responses")).await?;
    assert!(inside.is_displayed().await?);
    Ok(())
}

/// The same file from a server that keeps count: only the file itself is asked for. (The browser looks
/// for an icon by itself.)
async fn nobody_else_is_asked(browser: &Browser, file: &str) -> Result {
    let folder = std::env::temp_dir().join(format!(
        "e2e-exported-{}-{}",
        std::process::id(),
        file.len()
    ));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("index.html"), file)?;
    let host = Site::serve(&folder, "/").await?;
    browser.open(host.url()).await?;
    let mut asked = host.requests();
    asked.retain(|path| path != "/favicon.ico");
    std::fs::remove_dir_all(&folder)?;
    assert_eq!(asked, ["/"]);
    browser.expect_errors(&["favicon.ico"]).await
}

/// Imports a file in a fresh browser and compares its Markdown export with the first one.
async fn comes_back(
    name: &str,
    site: &Site,
    file_name: &str,
    content: &str,
    markdown: &str,
) -> Result {
    with_browser(name, async |browser| {
        let page = Page::open(browser, site, "").await?;
        page.wait_count("design-card", 1).await?;
        let file = browser.file(file_name, content)?;
        page.import(&file).await?;
        page.arrive("#/design/").await?;
        page.run_is("done").await?;
        assert_eq!(page.brief().await?, BRIEF);
        assert_eq!(page.save("export-markdown", ".md").await?, markdown);
        // And it stays.
        page.reload().await?;
        page.run_is("done").await?;
        assert_eq!(page.save("export-markdown", ".md").await?, markdown);
        page.go("#/").await?;
        page.wait_count("design-card", 2).await
    })
    .await
}

#[tokio::test]
async fn a_link_opens_read_only_and_can_be_kept() -> Result {
    let site = Site::built().await?;
    let exported = exported("link", &site, "d1", false).await?;
    assert!(
        exported.link.starts_with(&format!("{}#/v1/", site.url())),
        "{}",
        exported.link
    );
    assert!(!exported.link.contains(KEY));
    with_browser("link-open", async |browser| {
        let page = Page::open(browser, &site, exported.link.trim_start_matches(site.url())).await?;
        page.document("hold the design", |text| {
            text.contains("API Gateway Configuration")
        })
        .await?;
        page.one("keep-shared").await?;
        for hook in ["resume", "stop", "design-rename", "design-delete"] {
            assert!(
                page.all(hook).await?.is_empty(),
                "{hook} of a design that is not ours"
            );
        }
        assert!(
            stored_designs(browser)
                .await?
                .iter()
                .all(|id| id.starts_with("sample"))
        );
        assert!(
            site.requests().iter().all(|path| path.len() < 200),
            "the design was sent"
        );

        page.click("keep-shared").await?;
        page.arrive("#/design/").await?;
        page.reload().await?;
        page.run_is("done").await?;
        assert_eq!(page.brief().await?, BRIEF);
        assert_eq!(
            page.save("export-markdown", ".md").await?,
            exported.markdown
        );
        page.go("#/").await?;
        page.wait_count("design-card", 2).await
    })
    .await
}

/// The ids of the designs in the browser's database.
async fn stored_designs(browser: &Browser) -> Result<Vec<String>> {
    let ids = browser
        .run(
            "return new Promise((resolve, reject) => {\
               const open = indexedDB.open('backend-architect');\
               open.onerror = () => reject(open.error);\
               open.onsuccess = () => {\
                 const keys = open.result.transaction('records').objectStore('records').getAllKeys();\
                 keys.onsuccess = () => { open.result.close(); resolve(keys.result); };\
               };\
             })",
            vec![],
        )
        .await?;
    Ok(serde_json::from_value(ids)?)
}

#[tokio::test]
async fn broken_links_say_so_and_harm_nothing() -> Result {
    let site = Site::built().await?;
    let exported = exported("broken-link", &site, "d2", false).await?;
    let route = exported.link.trim_start_matches(site.url());
    let middle = route.len() / 2;
    let mut altered = route.to_owned();
    let other = if &route[middle..=middle] == "A" {
        "B"
    } else {
        "A"
    };
    altered.replace_range(middle..=middle, other);
    with_browser("broken-link-open", async |browser| {
        let page = Page::open(browser, &site, "").await?;
        page.wait_count("design-card", 1).await?;
        for (broken, why) in [
            (&route[..middle], "cut"),
            (&route[..route.len() - 1], "cut by one"),
            (altered.as_str(), "altered"),
            ("#/v1/!!not-base64!!", "garbage"),
        ] {
            // From another place, so that an old message cannot pass for a new one.
            page.go("#/settings").await?;
            page.one("endpoint-url").await?;
            page.go(broken).await?;
            let message = page.text("open-error").await?;
            assert!(
                message.contains("damaged or was cut short"),
                "{why}: {message}"
            );
            assert!(page.all("document").await?.is_empty(), "{why}: a document");
        }
        page.language("简体中文").await?;
        page.wait_text("open-error", "链接或文件已损坏").await?;
        page.go("#/").await?;
        page.wait_count("design-card", 1).await?;
        // The whole link still opens.
        page.go(route).await?;
        page.document("hold the design", |text| text.contains("断路器"))
            .await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn files_that_are_not_ours_say_so_and_harm_nothing() -> Result {
    let site = Site::built().await?;
    let exported = exported("foreign", &site, "d2", false).await?;
    let payload = exported
        .page
        .find("backend-architect:design")
        .expect("a payload");
    let cut = &exported.page[..payload + 1000];
    with_browser("foreign-files", async |browser| {
        let page = Page::open(browser, &site, "").await?;
        page.wait_count("design-card", 1).await?;
        let foreign = "neither Markdown nor a page exported here";
        for (name, content, message) in [
            (
                "picture.md",
                &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe"[..],
                foreign,
            ),
            (
                "other.html",
                b"<!doctype html><title>x</title><script>alert(1)</script>",
                foreign,
            ),
            ("data.txt", b"{\"openapi\": \"3.1.0\"}", foreign),
            ("empty.md", b"", "The file is empty."),
            ("cut.html", cut.as_bytes(), "damaged or was cut short"),
        ] {
            let file = browser.file(name, content)?;
            page.import(&file).await?;
            page.wait_text("notice", message).await?;
            assert_eq!(page.place().await?, "#/", "{name}");
            dismiss_notice(browser, &page).await?;
        }
        page.language("简体中文").await?;
        let file = browser.file("empty-zh.md", b"  \n")?;
        page.import(&file).await?;
        page.wait_text("notice", "文件为空").await?;
        assert_eq!(page.all("design-card").await?.len(), 1);
        Ok(())
    })
    .await
}

async fn dismiss_notice(browser: &Browser, page: &Page<'_>) -> Result {
    let close = browser
        .driver()
        .find(By::Css("[data-testid=notice] button:last-child"))
        .await?;
    close.click().await?;
    page.wait_count("notice", 0).await
}

#[tokio::test]
async fn any_markdown_can_be_taken_in() -> Result {
    with_browser("plain-import", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        let text = "# Notes\n\n## API\n\nNo front matter here.\n";
        let file = browser.file("notes.md", text)?;
        page.import(&file).await?;
        page.arrive("#/design/").await?;
        page.document("hold the text", |shown| {
            shown.contains("No front matter here.")
        })
        .await?;
        assert_eq!(page.exported_text().await?, text);
        let heading = browser.run("return document.title", vec![]).await?;
        assert_eq!(heading, Value::from("Notes · Backend Architect"));
        Ok(())
    })
    .await
}
