//! The connection test against servers that are set up wrongly: the cause is named, and what helps is
//! there to copy.

use e2e::{
    Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Cors, Dialect, Fault, Provider, Refusing, Script},
    with_browser,
};

const TEXT: &str = "OK";

/// A wrong setup, and what the doctor should make of it.
struct Case {
    dialect: Dialect,
    script: Script,
    model: &'static str,
    cause: &'static str,
    /// What is offered to copy, in part; empty when there is nothing.
    fix: &'static str,
}

impl Case {
    fn new(dialect: Dialect, script: Script, cause: &'static str, fix: &'static str) -> Self {
        Self {
            dialect,
            script,
            model: "scripted-large",
            cause,
            fix,
        }
    }
}

fn cases() -> Vec<Case> {
    let script = || Script::text(TEXT);
    let status = |status| script().with(Fault::Status(status));
    let hidden = || Script {
        cors: Cors::Missing,
        ..script()
    };
    vec![
        Case::new(Dialect::OpenAi, script(), "healthy", ""),
        Case::new(Dialect::Anthropic, script(), "healthy", ""),
        Case::new(Dialect::Gemini, script(), "healthy", ""),
        Case::new(Dialect::Ollama, script(), "healthy", ""),
        Case::new(
            Dialect::Ollama,
            hidden(),
            "cors-refused",
            "OLLAMA_ORIGINS=http://127.0.0.1:",
        ),
        Case::new(Dialect::OpenAi, status(401), "key-refused", ""),
        Case::new(Dialect::Gemini, script().with(Fault::Html), "web-page", ""),
        Case::new(
            Dialect::Anthropic,
            script().with(Fault::NoText),
            "empty",
            "",
        ),
        Case {
            model: "no-such-model",
            ..Case::new(Dialect::Ollama, status(404), "model-not-found", "")
        },
    ]
}

#[tokio::test]
async fn the_cause_is_named_and_what_helps_is_there_to_copy() -> Result {
    with_browser("doctor-causes", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        for case in cases() {
            let provider = Provider::start(case.script).await?;
            examine(
                &page,
                case.dialect,
                &provider.base(case.dialect),
                case.model,
            )
            .await?;
            let what = format!("{:?} {}", case.dialect, case.cause);
            cause_is(&page, &what, case.cause).await?;
            if !case.fix.is_empty() {
                let fixes = page.all("endpoint-fix").await?;
                let mut texts = Vec::new();
                for fix in fixes {
                    texts.push(fix.text().await?);
                }
                assert!(
                    texts.iter().any(|text| text.contains(case.fix)),
                    "{what}: {texts:?}"
                );
            }
            browser
                .screenshot(&format!("doctor-{}", case.cause))
                .await?;
        }
        // The refused requests are in the log; nothing else is.
        browser
            .expect_errors(&["CORS", "ERR_FAILED", "status of 40"])
            .await
    })
    .await
}

#[tokio::test]
async fn a_stopped_server_is_told_from_one_that_refuses_the_page() -> Result {
    with_browser("doctor-down", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        let refusing = Refusing::bind()?;
        examine(&page, Dialect::Ollama, &refusing.url, "m").await?;
        cause_is(&page, "nobody listens", "server-down").await?;
        page.language("简体中文").await?;
        page.click("endpoint-test").await?;
        cause_is(&page, "nobody listens", "server-down").await?;
        page.wait_text("endpoint-report", "服务器").await?;
        browser.expect_errors(&["ERR_CONNECTION_REFUSED"]).await
    })
    .await
}

async fn examine(page: &Page<'_>, dialect: Dialect, url: &str, model: &str) -> Result {
    page.configure(&Endpoint {
        preset: dialect.preset(),
        url,
        key: "k-doctor-0123",
        model,
    })
    .await?;
    page.click("endpoint-test").await
}

async fn cause_is(page: &Page<'_>, what: &str, cause: &str) -> Result {
    let seen = async || -> Result<(Option<String>, String)> {
        let found = page.attribute("endpoint-report", "data-cause").await?;
        Ok((found, page.text("endpoint-report").await?))
    };
    eventually(
        &format!("the cause of {what} to be named"),
        async || match seen().await {
            Ok((Some(found), _)) if found == cause => Ok(()),
            other => Err(format!("{other:?}")),
        },
    )
    .await
}
