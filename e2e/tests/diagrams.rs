//! Labels as a browser measures them: every family of diagram in one document, on the page and in the
//! exported file. No label is cut off, leaves its shape or runs into another.

use std::{fs, path::Path};

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    with_browser,
};

/// What is wrong with the labels of the page, a line each.
const LABELS: &str = include_str!("diagram_labels.js");

/// Every fixture as a section of one document, and their number.
fn document() -> Result<(String, usize)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/diagrams/families");
    let mut text = String::from("# Every family\n");
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    for path in &paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let source = fs::read_to_string(path)?;
        text.push_str(&format!(
            "\n## {name}\n\n```mermaid\n{}\n```\n",
            source.trim_end()
        ));
    }
    Ok((text, paths.len()))
}

/// Sections out of sight have no layout that could be measured.
const LAY_OUT: &str = "document.querySelectorAll('.prose > section')\
    .forEach((section) => { section.style.contentVisibility = 'visible' })";

async fn labels_are_legible(browser: &Browser) -> Result {
    browser.run(LAY_OUT, vec![]).await?;
    let found = browser.run(LABELS, vec![]).await?;
    assert_eq!(found, serde_json::json!([]));
    Ok(())
}

#[tokio::test]
async fn labels_are_whole_and_apart_in_every_family() -> Result {
    let (text, count) = document()?;
    let site = Site::built().await?;
    let mut file = String::new();
    with_browser("diagram-labels", async |browser| {
        let provider = Provider::start(Script::text(text)).await?;
        let page = Page::open(browser, &site, "").await?;
        page.configure(&Endpoint {
            preset: "OpenAI",
            url: &provider.base(Dialect::OpenAi),
            key: "sk-labels",
            model: "scripted-large",
        })
        .await?;
        page.generate("Every family of diagram.").await?;
        page.run_is("done").await?;
        eventually("every diagram to be drawn", async || {
            match page.attributes("diagram", "data-state").await {
                Ok(states) if states == vec!["ok"; count] => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        labels_are_legible(browser).await?;
        file = page.save("export-page", ".html").await?;
        Ok(())
    })
    .await?;
    with_browser("diagram-labels-file", async |browser| {
        let path = browser.file("design.html", &file)?;
        browser.open(&format!("file://{}", path.display())).await?;
        labels_are_legible(browser).await
    })
    .await
}
