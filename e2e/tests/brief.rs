//! The brief: filled by a starter or by hand, kept, carried along, asked about, and brought back from a file.

use e2e::{
    Browser, HarnessError, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Fault, Provider, Script},
    with_browser,
};
use serde_json::{Value, json};
use thirtyfour::{By, Key, WebElement};

const KEY: &str = "k-brief-0123456789";
const DESIGN: &str = "# Orders\n\n## Service boundaries\n\nOne service.\n";

/// A page whose endpoint plays these answers.
async fn set<'a>(
    browser: &'a Browser,
    site: &'a Site,
    language: &str,
    scripts: impl IntoIterator<Item = Script>,
) -> Result<(Page<'a>, Provider)> {
    let provider = Provider::start_with(scripts).await?;
    let page = Page::open(browser, site, "#/settings").await?;
    page.language(language).await?;
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: KEY,
        model: "scripted-large",
    })
    .await?;
    page.go("#/new").await?;
    page.one("brief-text").await?;
    Ok((page, provider))
}

/// The last thing that the user says in a request.
fn said(provider: &Provider, chat: usize) -> String {
    let chats = provider.chats();
    let messages = chats[chat].body["messages"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let last = messages.last().map(|message| message["content"].clone());
    last.unwrap_or_default()
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// Unfolds a part of the form.
async fn unfold(browser: &Browser, group: &str) -> Result {
    let script = "const group = document.querySelector(`[data-group=\"${arguments[0]}\"]`);\
        if (group) group.open = true;\
        return group !== null";
    eventually(&format!("the group {group}"), async || {
        match browser.run(script, vec![group.into()]).await {
            Ok(found) if found == true => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

async fn field(browser: &Browser, name: &str) -> Result<WebElement> {
    let css = format!("[data-testid=brief-field][data-field={name}]");
    eventually(&css, async || {
        browser.driver().find(By::Css(css.as_str())).await
    })
    .await
}

/// What stands beside a field or a figure.
async fn wait_beside(browser: &Browser, css: &str, words: &str) -> Result {
    eventually(&format!("{css} to say “{words}”"), async || {
        let found = browser
            .driver()
            .find(By::Css(css))
            .await
            .map_err(|it| it.to_string())?;
        match found.text().await {
            Ok(text) if text.contains(words) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

async fn figure(browser: &Browser, name: &str, words: &str) -> Result {
    wait_beside(
        browser,
        &format!("[data-testid=derived][data-figure={name}]"),
        words,
    )
    .await
}

#[tokio::test]
async fn a_starter_fills_the_form_and_its_numbers_are_worked_out() -> Result {
    with_browser("brief-starter", async |browser| {
        let site = Site::built().await?;
        for (language, title, growth, label, formula) in [
            (
                "English",
                "Design a RESTful API",
                "12 GB a month",
                "Requests a day",
                "average rate × seconds a day = 120/s × 86,400 s",
            ),
            (
                "简体中文",
                "为电子商务订单管理系统",
                "每月 12 GB",
                "每天请求数",
                "平均速率 × 每天秒数 = 120/s × 86,400 s",
            ),
        ] {
            let (page, provider) = set(browser, &site, language, [Script::text(DESIGN)]).await?;
            page.fill("brief-text", "My own words.").await?;
            page.wait_count("starter", 12).await?;
            page.click("starter").await?;
            eventually("the case", async || {
                match field(browser, "growth").await?.value().await? {
                    Some(value) if value == growth => Ok(()),
                    other => Err(HarnessError::Page(format!("{other:?}"))),
                }
            })
            .await?;
            assert!(page.value("brief-text").await?.starts_with(title));
            figure(browser, "requests-day", "10,368,000").await?;
            figure(browser, "requests-day", label).await?;
            figure(browser, "requests-day", formula).await?;
            figure(browser, "budget-month", "21.6 min").await?;
            page.wait_count("derived", 17).await?;

            // Nobody's words are lost: they come back, and so does the case.
            page.click("brief-bring-back").await?;
            eventually("my own words", async || {
                match page.value("brief-text").await {
                    Ok(text) if text == "My own words." => Ok(()),
                    other => Err(format!("{other:?}")),
                }
            })
            .await?;
            page.wait_count("derived", 0).await?;
            page.click("brief-bring-back").await?;
            page.wait_count("derived", 17).await?;
            page.click("brief-clear").await?;
            page.wait_count("derived", 0).await?;
            assert_eq!(page.value("brief-text").await?, "");
            page.click("brief-bring-back").await?;

            page.click("generate").await?;
            page.run_is("done").await?;
            let sent = said(&provider, 0);
            assert!(sent.starts_with(title), "{sent}");
            for part in [label, formula, growth, "PCI DSS"] {
                assert!(sent.contains(part), "{part} is not in {sent}");
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_number_that_cannot_be_read_is_told_and_nothing_is_lost() -> Result {
    with_browser("brief-numbers", async |browser| {
        let site = Site::built().await?;
        let (page, provider) = set(browser, &site, "English", [Script::text(DESIGN)]).await?;
        page.fill("brief-text", "A shop.").await?;
        unfold(browser, "load").await?;
        let peak = field(browser, "peak-rate").await?;
        peak.send_keys("quite a lot").await?;
        wait_beside(
            browser,
            "[data-testid=brief-field-error][data-field=peak-rate]",
            "does not begin with a number",
        )
        .await?;
        assert_eq!(peak.attr("aria-invalid").await?.as_deref(), Some("true"));
        field(browser, "data-volume").await?.send_keys("20").await?;
        wait_beside(
            browser,
            "[data-testid=brief-field-error][data-field=data-volume]",
            "Which unit?",
        )
        .await?;
        page.wait_count("derived", 0).await?;
        let average = field(browser, "average-rate").await?;
        average.send_keys("２万／ｓ").await?;
        wait_beside(
            browser,
            "[data-testid=brief-read][data-field=average-rate]",
            "20,000 requests a second",
        )
        .await?;
        figure(browser, "requests-day", "1,728,000,000").await?;

        // What was typed survives the page, the unreadable included.
        page.reload().await?;
        page.one("brief-text").await?;
        eventually("the draft", async || {
            match page.value("brief-text").await? {
                text if text == "A shop." => Ok(()),
                text => Err(HarnessError::Page(text)),
            }
        })
        .await?;
        unfold(browser, "load").await?;
        let peak = field(browser, "peak-rate").await?;
        assert_eq!(peak.value().await?.as_deref(), Some("quite a lot"));
        figure(browser, "requests-day", "1,728,000,000").await?;

        page.click("generate").await?;
        page.run_is("done").await?;
        let sent = said(&provider, 0);
        assert!(
            sent.contains("**Peak load**: quite a lot (not understood as a number)"),
            "{sent}"
        );
        assert!(sent.contains("- **Average load**: ２万／ｓ"), "{sent}");

        // The next brief begins empty, also after a reload: the design has this one.
        page.reload().await?;
        page.run_is("done").await?;
        page.go("#/new").await?;
        page.wait_count("brief-bring-back", 0).await?;
        assert_eq!(page.value("brief-text").await?, "");
        Ok(())
    })
    .await
}

/// Drops a file of that name and text on the form.
const DROP: &str = "\
    const data = new DataTransfer();\
    data.items.add(new File([arguments[1]], arguments[0]));\
    document.querySelector('[data-testid=\"brief-drop\"]')\
        .dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }))";

#[tokio::test]
async fn files_and_pasted_text_come_along_and_the_brief_comes_back_from_a_file() -> Result {
    let site = Site::built().await?;
    let mut files = Vec::new();
    with_browser("brief-context", async |browser| {
        let (page, provider) = set(browser, &site, "English", [Script::text(DESIGN)]).await?;
        page.fill("brief-text", "Orders for a shop.").await?;
        unfold(browser, "context").await?;
        let sql = "CREATE TABLE orders (id uuid PRIMARY KEY);\n";
        browser
            .run(DROP, vec!["notes.txt".into(), sql.into()])
            .await?;
        page.wait_count("brief-attachment", 1).await?;
        let api = browser.file(
            "api.yaml",
            "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n",
        )?;
        page.one("brief-attach")
            .await?
            .send_keys(api.to_string_lossy().as_ref())
            .await?;
        page.wait_count("brief-attachment", 2).await?;
        // Unfinished, it survives a reload; forgotten, it still comes along.
        page.fill("brief-paste", "flowchart LR\n  a --> b\n")
            .await?;
        page.reload().await?;
        page.one("brief-text").await?;
        unfold(browser, "context").await?;
        eventually("the pasted text", async || {
            match page.value("brief-paste").await? {
                text if text.starts_with("flowchart LR") => Ok(()),
                text => Err(HarnessError::Page(text)),
            }
        })
        .await?;
        page.click("brief-paste-add").await?;
        page.wait_count("brief-attachment", 3).await?;
        assert_eq!(
            page.attributes("brief-attachment", "data-kind").await?,
            ["sql", "openapi", "mermaid"]
        );

        let large = browser.file("large.md", "x".repeat(300 * 1024))?;
        page.one("brief-attach")
            .await?
            .send_keys(large.to_string_lossy().as_ref())
            .await?;
        page.wait_text(
            "brief-attach-error",
            "large.md has 300 kB; one file may have 256 kB",
        )
        .await?;
        let picture = browser.file("picture.txt", b"\x89PNG\xff\x00")?;
        page.one("brief-attach")
            .await?
            .send_keys(picture.to_string_lossy().as_ref())
            .await?;
        page.wait_text("brief-attach-error", "picture.txt is not a text file")
            .await?;
        page.wait_count("brief-attachment", 3).await?;

        unfold(browser, "consistency").await?;
        page.fill("consistency-operation", "Place an order").await?;
        page.fill("consistency-need", "linearizable").await?;
        page.wait_count("consistency-operation", 2).await?;
        unfold(browser, "wanted").await?;
        page.wait_count("deliverable-wanted", 12).await?;
        page.click("deliverable-wanted").await?;

        page.click("generate").await?;
        page.run_is("done").await?;
        let sent = said(&provider, 0);
        for part in [
            "```sql\nCREATE TABLE",
            "```yaml\nopenapi: 3.1.0",
            "```mermaid\nflowchart LR",
            "- **Place an order**: linearizable",
            "Write these deliverables only",
        ] {
            assert!(sent.contains(part), "{part} is not in {sent}");
        }
        let markdown = page.save("export-markdown", ".md").await?;
        let exported = page.save("export-page", ".html").await?;
        files = vec![("orders.md", markdown), ("orders.html", exported)];
        Ok(())
    })
    .await?;
    // In a browser that has never seen it.
    with_browser("brief-import", async |browser| {
        let page = Page::open(browser, &site, "#/").await?;
        for (name, content) in &files {
            page.import(&browser.file(name, content)?).await?;
            page.arrive("#/design/").await?;
            page.run_is("done").await?;
            assert_eq!(page.brief().await?, "Orders for a shop.", "{name}");
            page.wait_count("brief-attachment", 3).await?;
            assert_eq!(
                page.attributes("brief-attachment", "data-kind").await?,
                ["sql", "openapi", "mermaid"]
            );
            wait_beside(browser, "aside .panel", "linearizable").await?;
        }
        Ok(())
    })
    .await
}

const QUESTIONS: &str = r#"Sure!
```json
{"questions": [
  {"question": "Who pays?", "why": "It decides the checkout.", "proposals": ["The customer", "The company"]},
  {"question": "Which region?", "why": "Residency.", "proposals": ["EU", "US"],},
  {"question": "How long are orders kept?", "proposals": ["10 years", "90 days"]}
]}
```"#;

#[tokio::test]
async fn questions_are_answered_and_enter_the_brief_as_given_or_assumed() -> Result {
    with_browser("brief-questions", async |browser| {
        let site = Site::built().await?;
        let scripts = [Script::text(QUESTIONS), Script::text(DESIGN)];
        let (page, provider) = set(browser, &site, "English", scripts).await?;
        page.click("ask-first").await?;
        page.wait_text("generate-error", "what is to be designed")
            .await?;
        page.fill("brief-text", "Orders for a shop.").await?;
        page.click("ask-first").await?;
        page.wait_state("questions", "ready").await?;
        page.states("question", &["assumed", "assumed", "assumed"])
            .await?;
        let asked = said(&provider, 0);
        assert!(
            asked.contains("at most 7 questions") && asked.ends_with("Orders for a shop."),
            "{asked}"
        );

        page.all("question-proposal").await?[1].click().await?;
        page.all("question-own").await?[1]
            .send_keys("Switzerland")
            .await?;
        page.states("question", &["given", "given", "assumed"])
            .await?;
        // Half-way, the page goes.
        page.reload().await?;
        page.wait_state("questions", "ready").await?;
        page.states("question", &["given", "given", "assumed"])
            .await?;

        page.click("questions-generate").await?;
        page.run_is("done").await?;
        let sent = said(&provider, 1);
        for part in [
            "- Who pays?\n  **given**: The company",
            "- Which region?\n  **given**: Switzerland",
            "- How long are orders kept?\n  **assumed**: 10 years",
        ] {
            assert!(sent.contains(part), "{part} is not in {sent}");
        }
        assert_eq!(page.brief().await?, "Orders for a shop.");
        page.states("brief-said", &["given", "given", "assumed"])
            .await
    })
    .await
}

#[tokio::test]
async fn questions_can_be_malformed_missing_skipped_and_fail() -> Result {
    with_browser("brief-questions-odd", async |browser| {
        let site = Site::built().await?;
        let list = "<think>嗯</think>\n1. **数据存放在哪里？**\n   - 原因：合规。\n   - 中国大陆\n   - 新加坡\n";
        let scripts = [
            Script::text("我不太确定你想要什么。"),
            Script::text("{\"questions\": []}"),
            Script::text(list),
            Script::text("x").with(Fault::Status(401)),
            Script::text(DESIGN),
        ];
        let (page, provider) = set(browser, &site, "简体中文", scripts).await?;
        page.fill("brief-text", "订单系统。").await?;
        page.click("ask-first").await?;
        page.wait_state("questions", "unusable").await?;
        page.wait_text("questions-text", "我不太确定").await?;
        page.click("questions-again").await?;
        page.wait_state("questions", "nothing").await?;
        page.click("questions-again").await?;
        page.wait_state("questions", "ready").await?;
        page.wait_text("question", "数据存放在哪里？").await?;
        page.wait_count("question-proposal", 2).await?;
        // Back in the brief, what was assumed can be corrected.
        page.click("questions-back").await?;
        unfold(browser, "answers").await?;
        page.states("brief-answer", &["assumed"]).await?;
        page.fill("brief-answer", "香港").await?;
        page.states("brief-answer", &["given"]).await?;
        page.click("ask-first").await?;
        page.wait_state("questions", "failed").await?;
        page.click("questions-skip").await?;
        page.run_is("done").await?;
        let sent = said(&provider, 4);
        assert!(sent.contains("- 数据存放在哪里？\n  **已知**：香港"), "{sent}");
        browser.expect_errors(&["401"]).await
    })
    .await
}

#[tokio::test]
async fn a_question_under_way_can_be_skipped() -> Result {
    with_browser("brief-questions-skip", async |browser| {
        let site = Site::built().await?;
        let scripts = [
            Script::text(QUESTIONS).with(Fault::Stall(20)),
            Script::text(DESIGN),
        ];
        let (page, provider) = set(browser, &site, "English", scripts).await?;
        page.fill("brief-text", "Orders.").await?;
        page.click("ask-first").await?;
        page.wait_state("questions", "running").await?;
        provider.stalled(1).await;
        page.click("questions-skip").await?;
        page.run_is("done").await?;
        assert_eq!(said(&provider, 1), "Orders.");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_brief_of_a_design_can_be_changed_later() -> Result {
    with_browser("brief-change", async |browser| {
        let site = Site::built().await?;
        let (page, _provider) = set(browser, &site, "English", [Script::text(DESIGN)]).await?;
        page.generate("Orders.").await?;
        page.run_is("done").await?;
        assert_eq!(page.brief().await?, "Orders.");
        page.click("brief-edit").await?;
        page.focus_is("brief-text").await?;
        page.fill("brief-text", "Orders and parcels.").await?;
        unfold(browser, "targets").await?;
        field(browser, "availability")
            .await?
            .send_keys("99.9%")
            .await?;
        figure(browser, "budget-month", "43.2 min").await?;
        // Half-way, the page goes.
        page.reload().await?;
        page.run_is("done").await?;
        page.side_tab("Brief").await?;
        eventually("the change", async || {
            match page.value("brief-text").await? {
                text if text == "Orders and parcels." => Ok(()),
                text => Err(HarnessError::Page(text)),
            }
        })
        .await?;
        page.click("brief-save").await?;
        wait_beside(browser, "aside .brief", "Orders and parcels.").await?;
        page.reload().await?;
        page.run_is("done").await?;
        assert_eq!(page.brief().await?, "Orders and parcels.");
        figure(browser, "budget-month", "43.2 min").await?;
        assert_eq!(page.exported_text().await?, DESIGN);
        Ok(())
    })
    .await
}

/// Presses Tab until what has the focus matches.
async fn tab_to(browser: &Browser, css: &str) -> Result<WebElement> {
    let matches = "return document.activeElement.matches(arguments[0])";
    for _ in 0..200 {
        let element = browser.driver().active_element().await?;
        if browser.run(matches, vec![css.into()]).await? == Value::Bool(true) {
            return Ok(element);
        }
        element.send_keys(Key::Tab + "").await?;
    }
    Err(HarnessError::Page(format!("Tab does not lead to {css}")))
}

#[tokio::test]
async fn a_brief_is_written_asked_about_and_sent_by_keyboard_alone() -> Result {
    with_browser("brief-keyboard", async |browser| {
        let site = Site::built().await?;
        for (language, answer) in [("English", "given"), ("简体中文", "已知")] {
            let scripts = [Script::text(QUESTIONS), Script::text(DESIGN)];
            let (page, provider) = set(browser, &site, language, scripts).await?;
            tab_to(browser, "[data-testid=brief-text]")
                .await?
                .send_keys("Orders for a shop.")
                .await?;
            tab_to(browser, "[data-group=load] > summary")
                .await?
                .send_keys(Key::Enter + "")
                .await?;
            tab_to(browser, "[data-field=average-rate]")
                .await?
                .send_keys("90/min")
                .await?;
            figure(browser, "requests-day", "129,600").await?;
            tab_to(browser, "[data-testid=ask-first]")
                .await?
                .send_keys(Key::Enter + "")
                .await?;
            page.wait_state("questions", "ready").await?;
            tab_to(browser, "[data-testid=question-proposal]")
                .await?
                .send_keys(" ")
                .await?;
            page.states("question", &["given", "assumed", "assumed"])
                .await?;
            tab_to(browser, "[data-testid=questions-generate]")
                .await?
                .send_keys(Key::Enter + "")
                .await?;
            page.run_is("done").await?;
            let sent = said(&provider, 1);
            assert!(
                sent.contains(&format!("**{answer}**")) && sent.contains("129,600"),
                "{sent}"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_brief_of_text_alone_is_sent_as_it_is() -> Result {
    with_browser("brief-plain", async |browser| {
        let site = Site::built().await?;
        let (page, provider) = set(browser, &site, "English", [Script::text(DESIGN)]).await?;
        page.generate("Just a shop.").await?;
        page.run_is("done").await?;
        assert_eq!(
            provider.chats()[0].body["messages"][1]["content"],
            json!("Just a shop.")
        );
        Ok(())
    })
    .await
}
