//! A backup brings what was chosen and the user's own personas to a browser that has nothing; what is not to
//! be trusted in it is left out.

use e2e::{
    Browser, Page, Result, Site,
    library::empty,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    with_browser,
};
use std::path::{Path, PathBuf};

const PERSONA: &str = "---\nname: data-architect\ndescription: Designs data platforms.\nmodel: opus\n---\n\
    You are a data architect.\n\n## Output Examples\n- Lineage map\n";

/// A browser that has never been here.
async fn forget_all(browser: &Browser, page: &Page<'_>) -> Result {
    browser.run("localStorage.clear()", vec![]).await?;
    empty(browser).await?;
    page.reload().await
}

/// A browser in which an endpoint, a dark look and a persona were chosen, and its backup.
async fn backed_up(browser: &Browser, page: &Page<'_>, url: &str) -> Result<PathBuf> {
    page.configure(&Endpoint {
        preset: Dialect::Ollama.preset(),
        url,
        key: "",
        model: "scripted-large",
    })
    .await?;
    page.choose("theme", "Dark").await?;
    page.go("#/persona").await?;
    let file = browser.file("data-architect.md", PERSONA)?;
    let field = page.one("persona-import").await?;
    field.send_keys(file.to_string_lossy().as_ref()).await?;
    page.wait_count("persona-card", 2).await?;
    page.go("#/").await?;
    page.click("backup").await?;
    page.click("backup-make").await?;
    browser.download(".backup.jsonl").await
}

async fn choose(page: &Page<'_>, path: &Path) -> Result {
    let field = page.one("backup-file").await?;
    Ok(field.send_keys(path.to_string_lossy().as_ref()).await?)
}

async fn theme(browser: &Browser) -> Result<String> {
    let theme = "return document.documentElement.dataset.theme ?? ''";
    let theme = browser.run(theme, vec![]).await?;
    Ok(theme.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn settings_and_personas_come_with_a_backup() -> Result {
    with_browser("backup-settings", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text("# Shop\n")).await?;
        let url = provider.base(Dialect::Ollama);
        let page = Page::open(browser, &site, "#/settings").await?;
        let file = backed_up(browser, &page, &url).await?;
        forget_all(browser, &page).await?;
        page.click("backup").await?;
        choose(&page, &file).await?;
        page.wait_text("backup-plan", &url).await?;
        page.click("backup-restore").await?;
        page.wait_text("backup-state", "restored").await?;
        assert_eq!(theme(browser).await?, "dark");
        page.go("#/settings").await?;
        assert_eq!(page.value("endpoint-url").await?, url);
        page.go("#/persona").await?;
        page.wait_count("persona-card", 2).await?;

        // Where something is set up, nothing is replaced unless the user says so.
        page.go("#/settings").await?;
        page.choose("theme", "Light").await?;
        page.go("#/").await?;
        page.click("backup").await?;
        choose(&page, &file).await?;
        page.one("backup-settings").await?;
        page.click("backup-restore").await?;
        page.wait_text("backup-state", "0 designs were restored")
            .await?;
        assert_eq!(theme(browser).await?, "light");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_strange_in_a_backup_is_left_in_it() -> Result {
    with_browser("backup-strange", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        let file = backed_up(browser, &page, "http://127.0.0.1:11434").await?;
        let whole = std::fs::read_to_string(&file)?;
        let strange = whole
            .replace("## Output Examples", "## Nothing")
            .replace("http://127.0.0.1:11434", "javascript:alert(1)");
        assert_ne!(strange, whole);
        let strange = browser.file("strange.jsonl", strange)?;
        forget_all(browser, &page).await?;
        page.click("backup").await?;
        choose(&page, &strange).await?;
        page.wait_text("backup-plan", "1 persona cannot be read")
            .await?;
        page.click("backup-restore").await?;
        page.wait_text("backup-state", "restored").await?;
        page.go("#/settings").await?;
        assert!(!page.value("endpoint-url").await?.contains("javascript"));
        page.go("#/persona").await?;
        page.wait_count("persona-card", 1).await
    })
    .await
}
