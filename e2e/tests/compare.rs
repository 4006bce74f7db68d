//! The history of a design: what happened is listed, named, undone, restored, and any two revisions are
//! compared as text, as documents and in meaning.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    with_browser,
};
use serde_json::json;
use thirtyfour::{By, Key, TypingData};

use crate::sections::press;

const SERVICES: &str = "## Service boundaries\n\n\
    | Service | Responsibility | Owns | Exposes | Consumes | Publishes |\n|---|---|---|---|---|---|\n\
    | Orders | Takes orders | orders | REST | `payment.settled` | `order.placed` |\n\
    | Payments | Takes money | payments | REST | `order.placed` | `payment.settled` |\n";

const CONTRACT: &str = "## API contracts\n\n```yaml\nopenapi: 3.1.0\ninfo: {title: Orders, version: '1'}\n\
    paths:\n  /orders:\n    get:\n      responses:\n        '200': {description: all}\n    post:\n      \
    parameters:\n        - {name: dry, in: query, schema: {type: boolean}}\n      responses:\n        \
    '201': {description: made}\n```\n";

const DIAGRAM: &str = "## Architecture\n\n```mermaid\nflowchart LR\n  orders --> payments\n```\n";

pub fn text() -> String {
    format!("# Shop\n\nA shop.\n\n{SERVICES}\n{CONTRACT}\n{DIAGRAM}")
}

/// A finished design, its text streamed by the provider.
pub async fn design<'a>(
    browser: &'a Browser,
    site: &'a Site,
    text: &str,
) -> Result<(Page<'a>, Provider)> {
    let provider = Provider::start_with([Script::text(text)]).await?;
    let page = Page::open(browser, site, "#/settings").await?;
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: "k-compare-0123456789",
        model: "scripted",
    })
    .await?;
    page.generate("A shop").await?;
    page.run_is("done").await?;
    Ok((page, provider))
}

async fn rewrite(browser: &Browser, page: &Page<'_>, title: &str, text: &str) -> Result {
    press(browser, title, "section-edit").await?;
    page.paste("section-text", text).await?;
    page.click("section-save").await?;
    page.wait_count("section-text", 0).await
}

/// Presses keys with the focus on nothing.
async fn keys(browser: &Browser, keys: impl Into<TypingData>) -> Result {
    browser.run("document.activeElement.blur()", vec![]).await?;
    let body = browser.driver().find(By::Tag("body")).await?;
    Ok(body.send_keys(keys).await?)
}

async fn shows(page: &Page<'_>, yes: &str, no: &str) -> Result {
    let what = format!("show {yes} and not {no}");
    let found = page
        .document(&what, |text| text.contains(yes) && !text.contains(no))
        .await;
    found.map(drop)
}

#[tokio::test]
async fn changes_are_listed_named_undone_and_restored() -> Result {
    with_browser("revisions", async |browser| {
        let site = Site::built().await?;
        let (page, _provider) = design(browser, &site, &text()).await?;
        rewrite(
            browser,
            &page,
            "Architecture",
            "## Architecture\n\nOne process.",
        )
        .await?;
        rewrite(
            browser,
            &page,
            "Architecture",
            "## Architecture\n\nTwo cells.",
        )
        .await?;
        page.side_tab("Revisions").await?;
        page.states("revision", &["present", "past", "past"])
            .await?;
        assert_eq!(
            page.attributes("revision", "data-number").await?,
            ["3", "2", "1"]
        );
        page.wait_text("revision", "Edited: Architecture").await?;
        page.wait_text("revision", "you").await?;

        page.fill("version-name", "As sent to review").await?;
        page.one("version-name")
            .await?
            .send_keys(Key::Enter + "")
            .await?;
        page.wait_text("revision", "As sent to review").await?;

        // By key, unless somebody types.
        let field = page.one("version-name").await?;
        field.send_keys("x").await?;
        field.send_keys(Key::Control + "z").await?;
        page.states("revision", &["present", "past", "past"])
            .await?;
        keys(browser, Key::Control + "z").await?;
        page.states("revision", &["undone", "present", "past"])
            .await?;
        shows(&page, "One process.", "Two cells.").await?;
        keys(browser, Key::Control + "z").await?;
        page.states("revision", &["undone", "undone", "present"])
            .await?;
        page.wait_state("diagram", "ok").await?;
        keys(browser, Key::Control + "y").await?;
        keys(browser, Key::Control + Key::Shift + "z").await?;
        page.states("revision", &["present", "past", "past"])
            .await?;
        shows(&page, "Two cells.", "One process.").await?;
        page.click("undo").await?;
        shows(&page, "One process.", "Two cells.").await?;

        // What was undone is set aside by another change, and stays.
        rewrite(
            browser,
            &page,
            "Architecture",
            "## Architecture\n\nThree regions.",
        )
        .await?;
        page.states("revision", &["present", "aside", "past", "past"])
            .await?;
        page.reload().await?;
        shows(&page, "Three regions.", "Two cells.").await?;
        page.side_tab("Revisions").await?;
        page.states("revision", &["present", "aside", "past", "past"])
            .await?;
        let aside = page.all("revision").await?.remove(1);
        assert!(aside.text().await?.contains("As sent to review"));
        let restore = "[data-number='3'] [data-testid='revision-restore']";
        browser
            .driver()
            .find(By::Css(restore))
            .await?
            .click()
            .await?;
        page.states("revision", &["present", "past", "aside", "past", "past"])
            .await?;
        shows(&page, "Two cells.", "Three regions.").await?;
        page.wait_text("revision", "Restored: Revision 3").await?;
        page.click("revision-undo").await?;
        shows(&page, "Three regions.", "Two cells.").await?;
        let exported = page.exported_text().await?;
        assert_eq!(
            exported,
            text().replace(DIAGRAM, "## Architecture\n\nThree regions.\n")
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_revisions_are_compared_in_three_ways() -> Result {
    with_browser("compare", async |browser| {
        let site = Site::built().await?;
        let (page, _provider) = design(browser, &site, &text()).await?;
        change_meaning(browser, &page).await?;
        page.side_tab("Revisions").await?;
        page.wait_count("revision", 3).await?;
        let first = "[data-number='1'] [data-testid='revision-compare']";
        browser.driver().find(By::Css(first)).await?.click().await?;
        let place = page.arrive("#/design/").await?;
        assert!(place.ends_with("/compare/1..3"), "{place}");

        // As text.
        page.wait_count("compare-section", 2).await?;
        assert_eq!(page.attributes("compare-section", "data-change").await?, ["changed", "changed"]);
        page.wait_text("compare-section", "Service boundaries").await?;
        assert_eq!(page.attribute("diff", "data-layout").await?.as_deref(), Some("side-by-side"));
        let marked = "return [...document.querySelectorAll('[data-testid=diff] mark')].map(mark => mark.textContent)";
        let marked = browser.run(marked, vec![]).await?;
        assert!(marked.to_string().contains("carts"), "{marked}");
        browser.resize(390, 844).await?;
        page.reload().await?;
        page.wait_count("compare-section", 2).await?;
        assert_eq!(page.attribute("diff", "data-layout").await?.as_deref(), Some("inline"));
        let wide = "return document.documentElement.scrollWidth";
        assert_eq!(browser.run(wide, vec![]).await?, json!(390));
        browser.resize(1440, 900).await?;

        // As documents: what differs is marked, and nothing of one is taken for the other's.
        page.click("compare-document").await?;
        page.wait_count("rendered", 2).await?;
        eventually("two drawn documents", async || {
            let ready = "const drawn = document.querySelectorAll('[data-testid=diagram][data-state=ok]').length;\
                const ids = [...document.querySelectorAll('[id]')].map(it => it.id);\
                const marks = [...document.querySelectorAll('[data-testid=rendered] > [data-change]')].map(it => it.dataset.change);\
                return [drawn, ids.length - new Set(ids).size, marks]";
            match browser.run(ready, vec![]).await {
                Ok(seen) if seen == json!([2, 0, ["changed", "changed", "changed", "changed"]]) => Ok(()),
                Ok(seen) => Err(seen.to_string()),
                Err(error) => Err(error.to_string()),
            }
        })
        .await?;

        // In meaning.
        page.click("compare-meaning").await?;
        eventually("what differs in meaning", async || {
            let told = meanings(&page).await.map_err(|error| error.to_string())?;
            let expected = ["breaking GET /orders", "breaking POST /orders", "Orders", "carts"];
            let all = expected.iter().all(|one| told.iter().any(|told| told.contains(one)));
            if all { Ok(()) } else { Err(told.join("\n")) }
        })
        .await?;
        page.wait_text("compare", "Required now: query dry").await?;
        page.wait_text("compare", "Who calls it fails.").await?;

        // The other way round, and a revision with itself.
        page.click("compare-swap").await?;
        let place = page.arrive("#/design/").await?;
        eventually("the other way round", async || {
            match page.place().await {
                Ok(place) if place.ends_with("/compare/3..1") => Ok(()),
                other => Err(format!("{other:?} {place}")),
            }
        })
        .await?;
        page.wait_text("compare", "Optional now: query dry").await?;
        Ok(())
    })
    .await
}

/// Removes an endpoint, demands a parameter, and gives a service one more store.
pub async fn change_meaning(browser: &Browser, page: &Page<'_>) -> Result {
    let services = SERVICES.replace("Takes orders | orders |", "Takes orders | orders, carts |");
    rewrite(browser, page, "Service boundaries", &services).await?;
    let contract = CONTRACT
        .replace(
            "    get:\n      responses:\n        '200': {description: all}\n",
            "",
        )
        .replace("in: query,", "in: query, required: true,");
    rewrite(browser, page, "API contracts", &contract).await
}

/// Each difference: its verdict, if it has one, and its words.
async fn meanings(page: &Page<'_>) -> Result<Vec<String>> {
    let verdicts = page.attributes("meaning", "data-verdict").await?;
    let mut told = Vec::new();
    for (verdict, item) in verdicts.into_iter().zip(page.all("meaning").await?) {
        let text = item.text().await?.replace('\n', " ");
        let text = text.trim_start_matches("Endpoint ");
        told.push(format!("{verdict} {text}"));
    }
    Ok(told)
}

#[tokio::test]
async fn the_history_is_told_in_chinese() -> Result {
    with_browser("revisions-chinese", async |browser| {
        let site = Site::built().await?;
        let text = "# 商城\n\n一个商城。\n\n## 服务划分\n\n订单服务使用强一致。\n\n## 弹性\n\n重试。\n";
        let (page, _provider) = design(browser, &site, text).await?;
        page.language("简体中文").await?;
        page.reload().await?;
        rewrite(browser, &page, "服务划分", "## 服务划分\n\n订单服务使用最终一致。").await?;
        page.side_tab("修订").await?;
        page.states("revision", &["present", "past"]).await?;
        page.wait_text("revision", "编辑：服务划分").await?;
        page.wait_text("revision", "当前").await?;
        page.fill("version-name", "送审版").await?;
        page.one("version-name").await?.send_keys(Key::Enter + "").await?;
        page.wait_text("revision", "送审版").await?;
        page.click("revision-changes").await?;
        page.wait_text("compare-section", "服务划分").await?;
        let marked = "return [...document.querySelectorAll('[data-testid=diff] mark')].map(mark => mark.textContent)";
        assert_eq!(browser.run(marked, vec![]).await?, json!(["强", "最终"]));
        page.wait_text("compare", "2 个小节未改动。").await?;
        page.click("compare-meaning").await?;
        page.wait_text("meaning-none", "含义没有差异").await?;
        Ok(())
    })
    .await
}
