//! Personas of one's own: copied, edited with a check by line, compared, named, put to use, lost and found.

use e2e::{
    Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    with_browser,
};

const TEXT: &str = "# Tiny shop\n\n## Service boundaries\n\nOne service.\n";
const PERSONA: &str = "---\nname: data-architect\ndescription: Designs data platforms.\nmodel: opus\n---\n\
    You are a data architect.\n\n## Key Distinctions\n- **vs lawyer**: Leaves contracts to lawyer\n\n\
    ## Output Examples\n- Lineage map\n- Retention plan\n";

/// The personas that the page lists, with what they are.
async fn listed(page: &Page<'_>, expected: &[&str]) -> Result {
    eventually(&format!("the personas {expected:?}"), async || {
        match page.attributes("persona-card", "data-kind").await {
            Ok(kinds) if kinds == expected => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

#[tokio::test]
async fn a_copy_is_edited_compared_named_and_saved() -> Result {
    with_browser("personas-copy", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/persona").await?;
        listed(&page, &["bundled"]).await?;
        page.click("persona-raw").await?;
        page.wait_text("persona-file", "name: backend-architect")
            .await?;
        page.click("persona-edit").await?;
        page.wait_text("persona-faults", "Nothing is wrong with it.")
            .await?;
        page.wait_text("persona-counts", "Deliverables").await?;
        let copy = page.value("persona-text").await?;
        assert!(copy.contains("name: backend-architect-copy\n"));
        // An error is told by line and cannot be saved.
        let broken = copy.replace("## Output Examples", "## Odd Examples");
        page.paste("persona-text", &broken).await?;
        page.wait_text("persona-fault", "No section lists the expected outputs.")
            .await?;
        page.click("persona-save").await?;
        page.wait_text("persona", "It cannot be saved like this")
            .await?;
        let edited = copy.replace(
            "## Core Philosophy\n",
            "## Core Philosophy\nBoring is good. ",
        );
        page.paste("persona-text", &edited).await?;
        page.wait_text("persona-faults", "Nothing is wrong with it.")
            .await?;
        page.click("persona-save").await?;
        listed(&page, &["bundled", "own"]).await?;
        page.wait_text("persona", "Boring is good.").await?;
        page.click("persona-compare").await?;
        page.wait_text("diff", "Boring is good.").await?;
        page.click("persona-rename").await?;
        page.focus_is("persona-name").await?;
        // All of it is chosen (control and A), written over, and taken (enter).
        let typed = "\u{e009}a\u{e000}boring-architect\u{e007}";
        page.one("persona-name").await?.send_keys(typed).await?;
        eventually("the new name", async || match page.text("persona").await {
            Ok(text) if text.contains("boring-architect") => Ok(()),
            other => Err(format!("{other:?}")),
        })
        .await?;
        let file = page.save("persona-export", "boring-architect.md").await?;
        assert_eq!(
            file,
            edited.replace("backend-architect-copy", "boring-architect")
        );
        page.reload().await?;
        listed(&page, &["bundled", "own"]).await
    })
    .await
}

#[tokio::test]
async fn a_file_becomes_the_persona_of_designs_and_its_loss_is_told() -> Result {
    with_browser("personas-own", async |browser| {
        let site = Site::built().await?;
        let answers = [Script::text(TEXT), Script::text(TEXT)];
        let provider = Provider::start_with(answers).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.configure(&Endpoint {
            preset: "OpenAI",
            url: &provider.base(Dialect::OpenAi),
            key: "k-personas",
            model: "scripted-large",
        })
        .await?;
        page.go("#/persona").await?;
        listed(&page, &["bundled"]).await?;
        let wrong = browser.file("notes.md", "# Notes\n")?;
        page.one("persona-import").await?.send_keys(wrong.to_string_lossy().as_ref()).await?;
        page.wait_text("notice", "notes.md is not an agent file. Line 1").await?;
        let file = browser.file("data.md", PERSONA)?;
        page.one("persona-import").await?.send_keys(file.to_string_lossy().as_ref()).await?;
        listed(&page, &["bundled", "own"]).await?;
        page.wait_text("persona", "Lineage map").await?;
        page.click("persona-use").await?;
        page.wait_count("persona-use", 0).await?;
        // It is remembered, and writes.
        page.reload().await?;
        listed(&page, &["bundled", "own"]).await?;
        page.wait_count("persona-use", 0).await?;
        page.generate("A tiny shop.").await?;
        page.run_is("done").await?;
        let asked = provider.chats()[0].body.to_string();
        assert!(asked.contains("You are a data architect.") && asked.contains("Retention plan"));
        page.side_tab("Hand-offs").await?;
        page.wait_text("handoff-preview", "Hand-off to lawyer: Tiny shop").await?;
        // Deleted, it is missed; undone, it is back.
        page.go("#/persona").await?;
        page.click("persona-delete").await?;
        listed(&page, &["bundled"]).await?;
        page.click("notice-action").await?;
        listed(&page, &["bundled", "own"]).await?;
        let card = "[...document.querySelectorAll('[data-testid=persona-card]')].at(-1).click()";
        browser.run(card, vec![]).await?;
        page.click("persona-delete").await?;
        listed(&page, &["bundled"]).await?;
        browser.run("history.back()", vec![]).await?;
        page.arrive("#/design/").await?;
        page.side_tab("Brief").await?;
        page.wait_state("persona-standing", "gone").await?;
        page.wait_text("persona-standing", "data-architect, which wrote this design, is not here any more. Later requests use backend-architect.").await
    })
    .await
}

#[tokio::test]
async fn a_design_changes_its_persona_in_chinese() -> Result {
    with_browser("personas-zh", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/persona").await?;
        page.language("简体中文").await?;
        listed(&page, &["bundled"]).await?;
        let file = browser.file("data.md", PERSONA)?;
        page.one("persona-import")
            .await?
            .send_keys(file.to_string_lossy().as_ref())
            .await?;
        page.wait_text("notice", "data-architect 已保存到浏览器。")
            .await?;
        listed(&page, &["bundled", "own"]).await?;
        let design = browser.file("shop.md", "# 小店\n\n## 服务边界\n\n一个服务。\n")?;
        page.import(&design).await?;
        page.arrive("#/design/").await?;
        page.side_tab("需求").await?;
        page.choose("design-persona", "data-architect").await?;
        page.wait_text("notice", "此设计的后续请求将使用 data-architect。")
            .await?;
        page.side_tab("交接").await?;
        page.wait_text("handoff-preview", "交接给 lawyer：小店")
            .await
    })
    .await
}
