//! A site that a team has configured with `studio.json`: what it offers and forbids, and what happens when
//! the file is wrong, missing or out of reach.

use e2e::{
    Browser, Page, Result, Served, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Fault, Provider, Script},
    with_browser,
};
use serde_json::{Value, json};

const BRIEF: &str = "A tiny shop.";
const TEXT: &str = "# Tiny shop\n\n## Service boundaries\n\nOne service.\n";
const RULES: &str = "# House rules\n\n- Services are written in Kotlin.\n";
const PERSONA: &str = "---\nname: data-architect\ndescription: Designs data platforms.\nmodel: opus\n---\n\
    You are a data architect.\n\n## Example Interactions\n- \"Design a lakehouse\"\n\n\
    ## Output Examples\n- Lineage map\n- Retention plan\n";

/// The built site with these files in it.
async fn site(files: &[(&str, &str)]) -> Result<Site> {
    let site = Site::built().await?;
    for (path, text) in files {
        site.put(path, Served::Text((*text).to_owned()));
    }
    Ok(site)
}

fn gateway(provider: &Provider) -> Value {
    json!({
        "name": {"en": "Gateway", "zh": "网关"},
        "preset": "openai",
        "base_url": provider.base(Dialect::OpenAi),
        "model": "scripted-large",
        "models": ["scripted-large", "scripted-small"],
    })
}

async fn configure(page: &Page<'_>, preset: &str, provider: &Provider) -> Result {
    page.configure(&Endpoint {
        preset,
        url: &provider.base(Dialect::OpenAi),
        key: "k-studio",
        model: "scripted-other",
    })
    .await
}

/// The options of a select, in order.
async fn options(browser: &Browser, hook: &str) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll(arguments[0])].map((it) => it.textContent)";
    let selector = format!("[data-testid='{hook}'] option");
    let shown = browser.run(script, vec![selector.into()]).await?;
    Ok(serde_json::from_value(shown)?)
}

async fn wait_options(browser: &Browser, hook: &str, expected: &[&str]) -> Result {
    eventually(
        &format!("{hook} to offer {expected:?}"),
        async || match options(browser, hook).await {
            Ok(shown) if shown == expected => Ok(()),
            other => Err(format!("{other:?}")),
        },
    )
    .await
}

/// The system text of a request in OpenAI's dialect.
fn system(chat: &e2e::provider::Request) -> &str {
    let first = &chat.body["messages"][0]["content"];
    first.as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_team_s_endpoint_rules_and_notice_are_in_force() -> Result {
    with_browser("studio-configured", async |browser| {
        let provider = Provider::start(Script::text(TEXT)).await?;
        let file = json!({
            "notice": {"en": "Internal use only.", "zh": "仅限内部使用。"},
            "endpoints": [gateway(&provider)],
            "endpoints_only": true,
            "house_rules": "team/rules.md",
        });
        let site = site(&[("studio.json", &file.to_string()), ("team/rules.md", RULES)]).await?;
        let page = Page::open(browser, &site, "").await?;
        page.wait_text("site-notice", "Internal use only.").await?;
        page.click("site-notice-close").await?;
        page.wait_count("site-notice", 0).await?;

        page.go("#/settings").await?;
        wait_options(browser, "endpoint-preset", &["Gateway"]).await?;
        assert_eq!(
            page.value("endpoint-url").await?,
            provider.base(Dialect::OpenAi)
        );
        assert_eq!(page.value("endpoint-model").await?, "scripted-large");
        let locked = "return document.querySelector('[data-testid=endpoint-url]').readOnly";
        assert_eq!(browser.run(locked, vec![]).await?, json!(true));
        page.wait_text("site-configuration", "Gateway").await?;
        page.wait_text("site-configuration", "team/rules.md")
            .await?;
        page.wait_count("site-problem", 0).await?;

        // It stays away until the page is loaded again, wherever one goes.
        page.go("#/new").await?;
        page.one("brief-text").await?;
        page.wait_count("site-notice", 0).await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        let chats = provider.chats();
        let system = system(&chats[0]);
        assert!(system.contains("backend system architect"), "{system}");
        assert!(system.ends_with(RULES), "{system}");
        page.reload().await?;
        page.go("#/new").await?;
        page.wait_text("site-notice", "Internal use only.").await
    })
    .await
}

#[tokio::test]
async fn an_endpoint_from_before_is_not_used_where_it_is_not_allowed() -> Result {
    with_browser("studio-older", async |browser| {
        let older = Provider::start(Script::text(TEXT)).await?;
        let ours = Provider::start(Script::text(TEXT)).await?;
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, "OpenAI", &older).await?;

        let file = json!({"endpoints": [gateway(&ours)]});
        site.put("studio.json", Served::Text(file.to_string()));
        page.reload().await?;
        // What the user chose stays while it is allowed, and the site's own are offered first.
        let offered = async || {
            let shown = options(browser, "endpoint-preset").await?;
            Ok::<_, e2e::HarnessError>(shown.first().cloned().unwrap_or_default())
        };
        eventually("the gateway to be offered", async || {
            match offered().await {
                Ok(first) if first == "Gateway" => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        assert_eq!(
            page.value("endpoint-url").await?,
            older.base(Dialect::OpenAi)
        );

        let mut file = file;
        file["endpoints_only"] = json!(true);
        site.put("studio.json", Served::Text(file.to_string()));
        page.reload().await?;
        wait_options(browser, "endpoint-preset", &["Gateway"]).await?;
        assert_eq!(
            page.value("endpoint-url").await?,
            ours.base(Dialect::OpenAi)
        );
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        assert_eq!((older.requests().len(), ours.chats().len()), (0, 1));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_wrong_is_told_and_the_rest_counts() -> Result {
    with_browser("studio-wrong", async |browser| {
        let file = "{\n  \"language\": \"zh\",\n  \"langauge\": \"en\",\n  \"endpoints_only\": \"yes\",\n  \
                    \"house_rules\": \"team/none.md\"\n}";
        let site = site(&[("studio.json", file)]).await?;
        site.put("team/none.md", Served::Missing);
        let page = Page::open(browser, &site, "").await?;
        // The site's language, for somebody who has not chosen one.
        page.wait_text("notice", "本站点的配置有误").await?;
        page.document("be the sample in that language", |text| {
            text.contains("订单平台")
        })
        .await?;
        page.click("notice-action").await?;
        page.wait_count("site-problem", 3).await?;
        let mut places = page.attributes("site-problem", "data-place").await?;
        places.sort();
        assert_eq!(places, ["/endpoints_only", "/house_rules", "/langauge"]);
        let shown = page.text("site-configuration").await?;
        for part in ["第 3 行", "language", "第 4 行", "true", "team/none.md", "简体中文"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        // The user's own choice wins, now and later.
        page.language("English").await?;
        page.wait_text("site-configuration", "line 3").await?;
        page.reload().await?;
        // All of them: the page asks for the missing file anew, and the site must not be gone by then.
        page.wait_count("site-problem", 3).await?;
        page.wait_text("site-configuration", "line 3").await?;
        browser.expect_errors(&["team/none.md"]).await
    })
    .await
}

#[tokio::test]
async fn a_file_that_is_no_json_gives_the_defaults() -> Result {
    with_browser("studio-no-json", async |browser| {
        let provider = Provider::start(Script::text(TEXT)).await?;
        let site = site(&[("studio.json", "{\n  \"language\": \"zh\",\n}\n")]).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.wait_text("site-problem", "line 3").await?;
        page.wait_text("site-problem", "comma").await?;
        page.wait_count("site-problem", 1).await?;
        configure(&page, "OpenAI", &provider).await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await
    })
    .await
}

#[tokio::test]
async fn what_is_switched_off_cannot_be_done() -> Result {
    with_browser("studio-off", async |browser| {
        let provider = Provider::start(Script::text(TEXT)).await?;
        let off = json!({"share_links": false, "import": false, "export_page": false,
            "keep_keys": false, "sample": false});
        let file = json!({"endpoints": [gateway(&provider)], "features": off});
        let site = site(&[("studio.json", &file.to_string())]).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        wait_first_option(browser, "Gateway").await?;
        page.wait_count("endpoint-keep-key", 0).await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, TEXT);
        page.wait_count("export-link", 0).await?;
        page.wait_count("export-page", 0).await?;
        page.go("#/").await?;
        // The sample would be the second.
        page.wait_count("design-card", 1).await?;
        page.wait_count("import", 0).await?;
        // Dropping a file is importing it.
        let dropped = "const files = new DataTransfer();\
            files.items.add(new File(['# Dropped'], 'dropped.md', {type: 'text/markdown'}));\
            document.querySelector('.page-wide').dispatchEvent(\
            new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: files}))";
        browser.run(dropped, vec![]).await?;
        page.wait_text("notice", "does not take files").await?;
        page.wait_count("design-card", 1).await
    })
    .await
}

async fn wait_first_option(browser: &Browser, expected: &str) -> Result {
    eventually(
        &format!("{expected} to come first"),
        async || match options(browser, "endpoint-preset").await {
            Ok(shown) if shown.first().is_some_and(|first| first == expected) => Ok(()),
            other => Err(format!("{other:?}")),
        },
    )
    .await
}

#[tokio::test]
async fn another_persona_writes_and_goes_on_with_its_design() -> Result {
    with_browser("studio-persona", async |browser| {
        let provider = Provider::start(Script::text(TEXT).with(Fault::Status(400))).await?;
        let file = json!({
            "endpoints": [gateway(&provider)],
            "personas": ["team/data.md", "team/broken.md"],
        });
        let files = [
            ("studio.json", &*file.to_string()),
            ("team/data.md", PERSONA),
            ("team/broken.md", "# No persona\n"),
        ];
        let site = site(&files).await?;
        let page = Page::open(browser, &site, "#/new").await?;
        let personas = ["backend-architect", "data-architect"];
        wait_options(browser, "persona-choice", &personas).await?;
        page.choose("persona-choice", "data-architect").await?;
        page.wait_count("starter", 1).await?;
        page.wait_text("starter", "Design a lakehouse").await?;
        page.fill("brief-text", BRIEF).await?;
        page.click("generate").await?;
        page.run_is("failed").await?;

        // A later visit goes on with the persona that the design names.
        provider.play([Script::text(TEXT)]);
        page.reload().await?;
        page.click("resume").await?;
        page.run_is("done").await?;
        // The outline is of what this persona delivers.
        page.wait_text("outline", "Retention plan").await?;
        let chats = provider.chats();
        assert!(chats.len() > 1);
        for chat in &chats {
            let system = system(chat);
            assert!(system.starts_with("You are a data architect."), "{system}");
            assert!(system.contains("2. Retention plan"), "{system}");
        }
        let saved = page.save("export-markdown", ".md").await?;
        assert!(saved.contains("persona: \"data-architect\""), "{saved}");
        // To know who goes on, the page has looked at all of them.
        page.wait_text("notice", "not quite right").await?;
        page.go("#/settings").await?;
        page.wait_text("site-problem", "team/broken.md is not a persona")
            .await?;
        browser.expect_errors(&["Failed to load resource"]).await
    })
    .await
}

#[tokio::test]
async fn a_site_that_says_nothing_is_as_ever() -> Result {
    with_browser("studio-neutral", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        page.one("design-card").await?;
        let asked = |end: &str| {
            site.requests()
                .iter()
                .filter(|it| it.ends_with(end))
                .count()
        };
        assert_eq!(asked("/studio.json"), 1);
        // What reads configurations stays where it is.
        assert_eq!(asked("_pages.wasm"), 0);
        page.go("#/settings").await?;
        page.one("endpoint-preset").await?;
        assert!(options(browser, "endpoint-preset").await?.len() >= 15);
        page.wait_count("site-configuration", 0).await?;
        for served in [
            Served::Missing,
            Served::Text("<!doctype html><title>Home</title>".into()),
        ] {
            site.put("studio.json", served);
            page.reload().await?;
            page.go("#/settings").await?;
            page.one("endpoint-preset").await?;
            page.go("#/new").await?;
            page.one("starter").await?;
            page.wait_count("notice", 0).await?;
        }
        browser.expect_errors(&["studio.json"]).await
    })
    .await
}

#[tokio::test]
async fn no_run_starts_before_it_is_known_what_is_allowed() -> Result {
    with_browser("studio-down", async |browser| {
        let provider = Provider::start(Script::text(TEXT)).await?;
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, "OpenAI", &provider).await?;
        site.put("studio.json", Served::Down);
        page.reload().await?;
        page.generate(BRIEF).await?;
        // The persona's file waits for the configuration as well, and says so itself.
        eventually("the reason", async || {
            for notice in page.all("notice").await? {
                if notice.text().await?.contains("What this site allows") {
                    return Ok(());
                }
            }
            Err(e2e::HarnessError::Page("no notice says why".into()))
        })
        .await?;
        assert_eq!(page.value("brief-text").await?, BRIEF);
        assert_eq!(provider.chats().len(), 0);

        site.put("studio.json", Served::Text("{\"version\": 1}".into()));
        page.click("generate").await?;
        page.run_is("done").await?;
        assert_eq!(provider.chats().len(), 1);
        browser.expect_errors(&["studio.json"]).await
    })
    .await
}
