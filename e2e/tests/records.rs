//! The records of a design: decisions that are found, changed, added and saved, and hand-offs to colleagues
//! whose answers come back.

use e2e::{Browser, Page, Result, Site, eventually, transcript::Transcript, with_browser};

const ENGLISH: &str = "# Shop\n\nSells things.\n\n## Service boundaries\n\n| Service | Owns | Publishes |\n|---|---|---|\n| order | orders | OrderPlaced |\n| stock | stock levels | – |\n\n## Decisions\n\n### ADR-1: One database\n\n- **Status**: accepted\n- **Context**: 33 orders/s\n- **Decision**: PostgreSQL\n- **Alternatives**: MongoDB\n- **Consequences**: easy to run\n\n### ADR-2: gRPC inside\n\n- **Context**: latency\n\n## Testing\n\nLoad tests.\n";
const CHINESE: &str = "# 商店\n\n卖东西。\n\n## 服务边界\n\n| 服务 | 拥有 | 发布 |\n|---|---|---|\n| 订单 | 订单数据 | OrderPlaced |\n\n## 权衡\n\n### ADR-1：单一数据库\n\n- **状态**：已接受\n- **背景**：每秒 33 单\n\n### ADR-2：内部 gRPC\n\n- **状态**：提议\n\n## 测试\n\n压测。\n";

/// Opens a design with this text, in a language.
async fn open(browser: &Browser, page: &Page<'_>, language: &str, text: &str) -> Result {
    page.language(language).await?;
    let file = browser.file("design.md", text)?;
    page.import(&file).await?;
    page.arrive("#/design/").await?;
    page.document("hold its title", |shown| shown.contains(&text[2..5]))
        .await?;
    Ok(())
}

/// Waits until the exported text meets a condition.
async fn text_is(page: &Page<'_>, expected: &str) -> Result {
    eventually("the text to change", async || {
        match page.exported_text().await {
            Ok(text) if text == expected => Ok(()),
            Ok(text) => Err(text),
            Err(error) => Err(error.to_string()),
        }
    })
    .await
}

/// Chooses an option of the select at that place.
async fn choose_at(
    page: &Page<'_>,
    browser: &Browser,
    hook: &str,
    at: usize,
    option: &str,
) -> Result {
    page.one(hook).await?;
    let script = "const select = document.querySelectorAll(arguments[0])[arguments[1]];\
        const option = [...select.options].find((it) => it.text === arguments[2]);\
        select.value = option.value;\
        select.dispatchEvent(new Event('change', {bubbles: true}))";
    let selector = format!("[data-testid={hook}]");
    let arguments = vec![selector.into(), at.into(), option.into()];
    browser.run(script, arguments).await?;
    Ok(())
}

#[tokio::test]
async fn decisions_are_found_and_change_in_their_line() -> Result {
    with_browser("records-decisions", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        open(browser, &page, "English", ENGLISH).await?;
        page.side_tab("Decisions").await?;
        page.states("decision", &["accepted", "none"]).await?;
        page.click("decision-show").await?;
        let focused = "return document.activeElement.textContent";
        eventually("the focus on the decision", async || {
            match browser.run(focused, vec![]).await {
                Ok(text)
                    if text
                        .as_str()
                        .is_some_and(|text| text.contains("ADR-1: One database")) =>
                {
                    Ok(())
                }
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        // A status changes its line; a missing one gets a line.
        choose_at(&page, browser, "decision-status", 0, "Rejected").await?;
        page.states("decision", &["rejected", "none"]).await?;
        let rejected = ENGLISH.replace("**Status**: accepted", "**Status**: rejected");
        text_is(&page, &rejected).await?;
        choose_at(&page, browser, "decision-status", 1, "Proposed").await?;
        page.states("decision", &["rejected", "proposed"]).await?;
        let proposed = rejected.replace(
            "- **Context**: latency",
            "- **Status**: proposed\n- **Context**: latency",
        );
        text_is(&page, &proposed).await?;
        // Superseding sets both sides.
        choose_at(&page, browser, "decision-status", 0, "Superseded by ADR-2").await?;
        page.states("decision", &["superseded", "proposed"]).await?;
        let superseded = proposed
            .replace("rejected", "superseded by ADR-2")
            .replace("proposed", "proposed; supersedes ADR-1");
        text_is(&page, &superseded).await?;
        choose_at(&page, browser, "decision-filter", 0, "1 · Superseded").await?;
        page.states("decision", &["superseded"]).await?;
        let file = page.save("decision-export", "0001-one-database.md").await?;
        assert!(
            file.starts_with("---\nstatus: \"superseded by ADR-0002\"\ndate: \""),
            "{file}"
        );
        for part in [
            "# One database",
            "## Context and Problem Statement\n\n33 orders/s",
            "* MongoDB",
            "### Consequences",
        ] {
            assert!(file.contains(part), "{part}: {file}");
        }
        page.reload().await?;
        page.side_tab("Decisions").await?;
        page.states("decision", &["superseded", "proposed"]).await
    })
    .await
}

#[tokio::test]
async fn a_decision_is_added_where_decisions_stand() -> Result {
    with_browser("records-add", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        open(browser, &page, "English", ENGLISH).await?;
        page.side_tab("Decisions").await?;
        page.click("decision-add").await?;
        page.focus_is("decision-title").await?;
        page.click("decision-save").await?;
        page.wait_text("decision-form", "Give the decision a title first.").await?;
        page.wait_text("decision-form", "ADR-3").await?;
        page.fill("decision-title", "Cache reads").await?;
        page.fill("decision-context", "20 reads for each write").await?;
        page.fill("decision-outcome", "Redis in front").await?;
        page.fill("decision-alternatives", "Read replicas").await?;
        page.fill("decision-consequences", "Stale for a minute").await?;
        page.click("decision-save").await?;
        page.states("decision", &["accepted", "none", "proposed"]).await?;
        let added = "- **Context**: latency\n\n### ADR-3: Cache reads\n\n- **Status**: proposed\n- **Context**: 20 reads for each write\n- **Decision**: Redis in front\n- **Alternatives**: Read replicas\n- **Consequences**: Stale for a minute\n\n## Testing";
        text_is(&page, &ENGLISH.replace("- **Context**: latency\n\n## Testing", added)).await?;
        page.document("show it", |text| text.contains("ADR-3: Cache reads")).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn decisions_are_kept_in_chinese() -> Result {
    with_browser("records-zh", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        open(browser, &page, "简体中文", CHINESE).await?;
        page.side_tab("决策").await?;
        page.states("decision", &["accepted", "proposed"]).await?;
        choose_at(&page, browser, "decision-status", 0, "被 ADR-2 取代").await?;
        page.states("decision", &["superseded", "proposed"]).await?;
        let superseded = CHINESE
            .replace("已接受", "被 ADR-2 取代")
            .replace("：提议", "：提议；取代 ADR-1");
        text_is(&page, &superseded).await?;
        page.click("decision-add").await?;
        page.fill("decision-title", "读缓存").await?;
        page.click("decision-save").await?;
        page.states("decision", &["superseded", "proposed", "proposed"])
            .await?;
        let added = superseded.replace(
            "取代 ADR-1\n",
            "取代 ADR-1\n\n### ADR-3：读缓存\n\n- **状态**：提议\n",
        );
        text_is(&page, &added).await
    })
    .await
}

#[tokio::test]
async fn the_first_decision_makes_its_section_and_a_lock_keeps_it() -> Result {
    with_browser("records-none", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        open(browser, &page, "English", "# Shop\n\n## Testing\n\nLoad tests.\n").await?;
        page.side_tab("Decisions").await?;
        page.wait_text("decisions", "records no decisions yet").await?;
        page.click("decision-add").await?;
        page.fill("decision-title", "Begin").await?;
        page.click("decision-save").await?;
        page.states("decision", &["proposed"]).await?;
        text_is(&page, "# Shop\n\n## Testing\n\nLoad tests.\n\n## Decisions\n\n### ADR-1: Begin\n\n- **Status**: proposed\n").await?;
        page.wait_count("section-lock", 3).await?;
        let lock = "[...document.querySelectorAll('[data-testid=section-lock]')].at(-1).click()";
        browser.run(lock, vec![]).await?;
        eventually("the lock", async || {
            match page.attributes("section-lock", "aria-pressed").await {
                Ok(locked) if locked == ["false", "false", "true"] => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        choose_at(&page, browser, "decision-status", 0, "Accepted").await?;
        page.wait_text("notice", "The section is locked. Unlock it first.").await?;
        page.states("decision", &["proposed"]).await
    })
    .await
}

#[tokio::test]
async fn a_part_is_handed_over_and_the_answer_attached() -> Result {
    with_browser("records-handoff", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        open(browser, &page, "English", ENGLISH).await?;
        page.side_tab("Hand-offs").await?;
        page.wait_text("handoff-preview", "Hand-off to database-architect: Shop")
            .await?;
        page.wait_text("handoff-preview", "| stock levels | stock |")
            .await?;
        page.choose("handoff-colleague", "cloud-architect").await?;
        page.wait_text("handoff-preview", "Hand-off to cloud-architect: Shop")
            .await?;
        let file = page
            .save("handoff-download", "shop-cloud-architect.md")
            .await?;
        assert!(
            file.contains("**ADR-1: One database** (accepted): PostgreSQL"),
            "{file}"
        );
        assert!(file.contains("## How to answer"), "{file}");
        page.click("handoff-attach").await?;
        page.wait_text("notice", "There is no text in the answer.")
            .await?;
        page.paste("handoff-answer", "# Network\n\n## Zones\n\nThree zones.\n")
            .await?;
        page.click("handoff-attach").await?;
        page.one("handoff-attached").await?;
        let attached = format!(
            "{ENGLISH}\n## Appendix: cloud-architect\n\n### Network\n\n#### Zones\n\nThree zones.\n"
        );
        text_is(&page, &attached).await?;
        // A second answer asks first, and then takes the place of the first; it comes from a file.
        let file = browser.file("answer.md", "Two regions.\n")?;
        let field = page.one("handoff-file").await?;
        field.send_keys(file.to_string_lossy().as_ref()).await?;
        eventually("the answer in the field", async || {
            match page.value("handoff-answer").await {
                Ok(text) if text == "Two regions.\n" => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        page.click("handoff-attach").await?;
        page.one("handoff-question").await?;
        text_is(&page, &attached).await?;
        page.click("handoff-replace").await?;
        page.wait_count("handoff-question", 0).await?;
        text_is(
            &page,
            &format!("{ENGLISH}\n## Appendix: cloud-architect\n\nTwo regions.\n"),
        )
        .await?;
        page.document("show it", |text| text.contains("Two regions."))
            .await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_chinese_design_is_handed_over_in_chinese() -> Result {
    with_browser("records-handoff-zh", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "").await?;
        open(browser, &page, "简体中文", Transcript::named("b1").answer()).await?;
        page.side_tab("交接").await?;
        page.wait_text("handoff-preview", "交接给 database-architect：")
            .await?;
        page.wait_text("handoff-preview", "| 库存桶 | inventory-service |")
            .await?;
        page.choose("handoff-colleague", "security-auditor").await?;
        page.wait_text("handoff-preview", "认证与授权").await?;
        page.paste("handoff-answer", "没有发现。").await?;
        page.click("handoff-attach").await?;
        page.document("show the appendix", |text| {
            text.contains("附录：security-auditor")
        })
        .await?;
        Ok(())
    })
    .await
}
