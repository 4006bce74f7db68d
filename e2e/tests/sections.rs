//! Sections as units: edited in place, locked, written anew, refined with a choice about each, and nothing
//! else of the document changes.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Fault, Finish, Provider, Script},
    with_browser,
};
use thirtyfour::{By, Key, WebElement};

const TEXT: &str = "# Ledger\n\nA ledger.\n\n## Service boundaries\n\nPostings and balances.\n\n\
                    ## API contracts\n\nREST for all.\n\n## Resilience\n\nRetries.\n";

/// A finished design of the page, its text streamed by the provider.
async fn design<'a>(
    browser: &'a Browser,
    site: &'a Site,
    answers: impl IntoIterator<Item = Script>,
) -> Result<(Page<'a>, Provider)> {
    let all: Vec<_> = [Script::text(TEXT)].into_iter().chain(answers).collect();
    let provider = Provider::start_with(all).await?;
    let page = Page::open(browser, site, "#/settings").await?;
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: "k-sections-0123456789",
        model: "scripted",
    })
    .await?;
    page.generate("A ledger for three banks").await?;
    page.run_is("done").await?;
    Ok((page, provider))
}

/// A tool of the section with that heading.
async fn tool(browser: &Browser, title: &str, hook: &str) -> Result<WebElement> {
    let path = format!(
        "//article[@data-testid='document']/section[.//h2[contains(., '{title}')]]//*[@data-testid='{hook}']"
    );
    eventually(&format!("{hook} of {title}"), async || {
        browser.driver().find(By::XPath(&path)).await
    })
    .await
}

/// Presses a tool of the section with that heading by keyboard.
pub async fn press(browser: &Browser, title: &str, hook: &str) -> Result {
    // Tools show when one comes near; the keyboard needs no pointer.
    let tool = tool(browser, title, hook).await?;
    browser
        .run("arguments[0].focus()", vec![tool.to_json()?])
        .await?;
    Ok(tool.send_keys(Key::Enter + "").await?)
}

async fn markdown(page: &Page<'_>, check: impl Fn(&str) -> bool) -> Result<String> {
    page.document("hold what is expected", check).await
}

#[tokio::test]
async fn a_section_is_edited_where_it_stands() -> Result {
    with_browser("sections-edit", async |browser| {
        let site = Site::built().await?;
        let (page, _provider) = design(browser, &site, []).await?;
        press(browser, "API contracts", "section-edit").await?;
        assert_eq!(
            page.value("section-text").await?,
            "## API contracts\n\nREST for all."
        );
        // What is wrong is told by its line; what is typed survives a reload.
        page.fill(
            "section-text",
            "## API contracts\n\ngRPC inside.\n\n```mermaid\nflowchart LR\n  a -->\n```",
        )
        .await?;
        page.wait_text("section-finding", "Line").await?;
        page.wait_text("section-preview", "gRPC inside.").await?;
        page.reload().await?;
        page.wait_text("section-preview", "gRPC inside.").await?;
        page.fill("section-text", "gRPC without a heading").await?;
        page.click("section-save").await?;
        page.wait_text("section-error", "## Title").await?;
        page.fill("section-text", "## API contracts\n\ngRPC inside.")
            .await?;
        page.one("section-text")
            .await?
            .send_keys(Key::Control + Key::Enter)
            .await?;
        page.wait_count("section-text", 0).await?;
        markdown(&page, |text| {
            text.contains("gRPC inside.") && !text.contains("REST for all.")
        })
        .await?;
        let exported = page.exported_text().await?;
        assert_eq!(exported, TEXT.replace("REST for all.", "gRPC inside."));
        page.reload().await?;
        markdown(&page, |text| text.contains("gRPC inside.")).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn sections_are_added_moved_removed_and_locked() -> Result {
    with_browser("sections-order", async |browser| {
        let site = Site::built().await?;
        let (page, _provider) = design(browser, &site, []).await?;
        press(browser, "Resilience", "section-more").await?;
        press(browser, "Resilience", "section-up").await?;
        markdown(&page, |text| {
            text.find("Resilience") < text.find("API contracts")
        })
        .await?;
        press(browser, "API contracts", "section-more").await?;
        press(browser, "API contracts", "section-add").await?;
        page.fill("section-text", "## Glossary\n\nPosting: a line.")
            .await?;
        page.click("section-save").await?;
        markdown(&page, |text| text.contains("Posting: a line.")).await?;
        press(browser, "Service boundaries", "section-lock").await?;
        eventually("the lock", async || {
            let lock = tool(browser, "Service boundaries", "section-edit").await;
            match lock {
                Ok(edit) => match edit.is_enabled().await {
                    Ok(false) => Ok(()),
                    other => Err(format!("{other:?}")),
                },
                Err(error) => Err(error.to_string()),
            }
        })
        .await?;
        press(browser, "Resilience", "section-more").await?;
        press(browser, "Resilience", "section-remove").await?;
        markdown(&page, |text| !text.contains("Retries.")).await?;
        assert_eq!(
            page.exported_text().await?,
            "# Ledger\n\nA ledger.\n\n## Service boundaries\n\nPostings and balances.\n\n\
             ## API contracts\n\nREST for all.\n\n## Glossary\n\nPosting: a line.\n"
        );
        page.reload().await?;
        let edit = tool(browser, "Service boundaries", "section-edit").await?;
        assert!(!edit.is_enabled().await?, "the lock is forgotten");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_proposed_changes_nothing_before_it_is_accepted() -> Result {
    with_browser("sections-refine", async |browser| {
        let site = Site::built().await?;
        let answer = "Sure!\n\n## 1. API contracts\n\ngRPC for all.\n\n## Service boundaries\n\nOne service.\n\n\
                      ## Glossary\n\nWords.\n";
        let (page, provider) = design(browser, &site, [Script::text(answer)]).await?;
        press(browser, "Service boundaries", "section-lock").await?;
        page.side_tab("Refine").await?;
        page.fill("refine-text", "Use gRPC").await?;
        page.click("refine-send").await?;
        page.wait_state("proposal", "ready").await?;
        page.wait_count("proposed", 3).await?;
        page.wait_count("proposed-locked", 1).await?;
        assert_eq!(page.exported_text().await?, TEXT, "changed before it was accepted");
        let asked = provider.chats().last().map(|chat| chat.body.to_string()).unwrap_or_default();
        assert!(asked.contains("Use gRPC") && asked.contains("Service boundaries"), "{asked}");
        // It waits through a reload.
        page.reload().await?;
        page.side_tab("Refine").await?;
        page.wait_count("proposed", 3).await?;
        for (title, hook) in [
            ("1. API contracts", "proposed-accept"),
            ("Glossary", "proposed-discard"),
            ("Service boundaries", "proposed-discard"),
        ] {
            let path = format!("//*[@data-title='{title}']//*[@data-testid='{hook}']");
            let button = eventually(title, async || browser.driver().find(By::XPath(&path)).await).await?;
            button.click().await?;
        }
        page.wait_count("proposed", 0).await?;
        page.wait_count("refine-turn", 1).await?;
        page.wait_text("refine-turn", "Use gRPC").await?;
        let expected = TEXT.replace("## API contracts\n\nREST for all.", "## 1. API contracts\n\ngRPC for all.");
        assert_eq!(page.exported_text().await?, expected);
        page.click("refine-clear").await?;
        page.wait_count("refine-turn", 0).await?;
        assert_eq!(page.exported_text().await?, expected);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn one_section_is_written_anew_and_unusable_answers_change_nothing() -> Result {
    with_browser("sections-anew", async |browser| {
        let site = Site::built().await?;
        let answers = [
            Script::text("### Policies\n\nRetries with a budget.\n"),
            Script::text("I would rather not."),
            Script {
                finish: Finish::Length,
                ..Script::text("## Resilience\n\nBulkheads and")
            },
            Script::text(" budgets.\n"),
        ];
        let (page, provider) = design(browser, &site, answers).await?;
        press(browser, "Resilience", "section-regenerate").await?;
        page.fill("section-instruction", "With budgets").await?;
        page.click("section-regenerate-send").await?;
        page.wait_count("proposed", 1).await?;
        page.click("proposed-accept").await?;
        markdown(&page, |text| text.contains("Retries with a budget.")).await?;
        let asked = provider
            .chats()
            .last()
            .map(|chat| chat.body.to_string())
            .unwrap_or_default();
        assert!(
            asked.contains("With budgets") && asked.contains("## Resilience"),
            "{asked}"
        );
        let expected = TEXT.replace("Retries.", "### Policies\n\nRetries with a budget.");
        assert_eq!(page.exported_text().await?, expected);
        page.fill("refine-text", "Anything").await?;
        page.click("refine-send").await?;
        page.wait_state("proposal", "unusable").await?;
        page.wait_text("refine-answer", "I would rather not.")
            .await?;
        page.click("refine-discard-all").await?;
        page.wait_count("proposal", 0).await?;
        assert_eq!(page.exported_text().await?, expected);
        // An answer that was cut is continued by itself, as a document is.
        page.fill("refine-text", "Bulkheads").await?;
        page.click("refine-send").await?;
        page.wait_text("proposed", "Bulkheads and budgets.").await?;
        page.click("proposed-accept").await?;
        page.wait_count("proposed", 0).await?;
        assert_eq!(
            page.exported_text().await?,
            TEXT.replace("Retries.", "Bulkheads and budgets.")
        );
        Ok(())
    })
    .await
}

/// A design whose stream stands still within a section, with more sections to come.
async fn in_motion<'a>(
    browser: &'a Browser,
    site: &'a Site,
    rest: &str,
) -> Result<(Page<'a>, Provider)> {
    // So long that it stands still there, whatever frames it.
    let long = TEXT.replace("Retries.", &"Retries. ".repeat(4_000));
    let long = format!("{}{rest}", long.trim_end());
    let script = Script {
        delta: 500,
        ..Script::text(&long)
    };
    let provider = Provider::start(script.with(Fault::Stall(20_000))).await?;
    let page = Page::open(browser, site, "#/settings").await?;
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: "k-sections-0123456789",
        model: "scripted",
    })
    .await?;
    page.generate("A ledger for three banks").await?;
    markdown(&page, |text| text.contains("Retri")).await?;
    Ok((page, provider))
}

#[tokio::test]
async fn a_document_in_motion_is_edited_in_front_of_what_is_written() -> Result {
    with_browser("sections-motion", async |browser| {
        let site = Site::built().await?;
        let (page, provider) = in_motion(browser, &site, "").await?;
        press(browser, "API contracts", "section-edit").await?;
        page.fill("section-text", "## API contracts\n\ngRPC.")
            .await?;
        page.click("section-save").await?;
        markdown(&page, |text| {
            text.contains("gRPC.") && text.contains("Retri")
        })
        .await?;
        // The section that is being written cannot be taken from under the pen; nothing typed is lost.
        press(browser, "Resilience", "section-edit").await?;
        page.fill("section-text", "## Resilience\n\nMine.").await?;
        page.click("section-save").await?;
        page.wait_text("section-error", "A run is writing here")
            .await?;
        provider.release();
        page.run_is("done").await?;
        page.click("section-save").await?;
        page.wait_text("section-error", "has changed in the meantime")
            .await?;
        page.wait_count("diff", 1).await?;
        page.click("section-save-anyway").await?;
        page.wait_count("section-text", 0).await?;
        let expected = TEXT
            .replace("REST for all.", "gRPC.")
            .replace("Retries.", "Mine.");
        let exported = page.exported_text().await?;
        assert_eq!(exported.trim_end(), expected.trim_end());
        Ok(())
    })
    .await
}

/// Once each new section had the tools of all of them made anew: a keyboard lost its place, and a long
/// document took many times its share.
#[tokio::test]
async fn tools_stay_while_sections_come() -> Result {
    with_browser("sections-stay", async |browser| {
        let site = Site::built().await?;
        let rest = "\n\n## Testing\n\nLoad tests.\n\n## Deployment\n\nBlue and green.\n";
        let (page, provider) = in_motion(browser, &site, rest).await?;
        let lock = tool(browser, "Service boundaries", "section-lock").await?;
        browser
            .run("arguments[0].focus()", vec![lock.to_json()?])
            .await?;
        provider.release();
        page.run_is("done").await?;
        tool(browser, "Deployment", "section-lock").await?;
        let stayed = browser
            .run(
                "return document.activeElement === arguments[0]",
                vec![lock.to_json()?],
            )
            .await?;
        assert_eq!(stayed, true);
        Ok(())
    })
    .await
}
