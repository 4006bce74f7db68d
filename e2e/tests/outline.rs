//! Jumps from the outline: they arrive although figures above the place are still being drawn.

use e2e::{Browser, Page, Result, Site, eventually, with_browser};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Sections with figures that are far taller than what stands there while they wait.
fn design() -> String {
    let mut text = String::from("# Jumps\n");
    for number in 1..=12 {
        let _ = write!(text, "\n## Part {number}\n\n```mermaid\nflowchart TD\n");
        for step in 0..14 {
            let _ = writeln!(
                text,
                "  s{step}[Step {step}] --> s{}[Step {}]",
                step + 1,
                step + 1
            );
        }
        text.push_str("```\n\nWords.\n");
    }
    text
}

#[tokio::test]
async fn a_jump_arrives_while_figures_are_drawn() -> Result {
    with_browser("outline-jump", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/").await?;
        let file = browser.file("jumps.md", design())?;
        page.import(&file).await?;
        page.arrive("#/design/").await?;
        // Anew, so that nothing is drawn or laid out yet.
        page.reload().await?;
        jump(browser, "Part 9").await?;
        page.states("diagram", &["ok"; 12]).await?;
        arrives(browser, "Part 9").await?;
        jump(browser, "Part 4").await?;
        arrives(browser, "Part 4").await?;
        // Who moves by themselves is left alone.
        let moved = browser
            .run(
                "const main = document.getElementById('content');\
                 dispatchEvent(new WheelEvent('wheel'));\
                 main.scrollTop = 0;\
                 const frames = (count, done) => requestAnimationFrame(() => count ? frames(count - 1, done) : done(main.scrollTop));\
                 return new Promise((done) => frames(10, done))",
                vec![],
            )
            .await?;
        assert_eq!(moved, json!(0));
        Ok(())
    })
    .await
}

/// Clicks the outline's entry as soon as it is there.
async fn jump(browser: &Browser, heading: &str) -> Result {
    eventually(&format!("{heading} in the outline"), async || {
        let clicked = browser
            .run(
                "const entry = [...document.querySelectorAll('[data-testid=outline] button')]\
                   .find((entry) => entry.textContent.trim() === arguments[0]);\
                 entry?.click();\
                 return !!entry",
                vec![json!(heading)],
            )
            .await;
        match clicked {
            Ok(Value::Bool(true)) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

async fn arrives(browser: &Browser, heading: &str) -> Result {
    eventually(&format!("{heading} at the top"), async || {
        let top = browser
            .run(
                "const heading = [...document.querySelectorAll('[data-testid=document] h2')]\
                   .find((heading) => heading.textContent.includes(arguments[0]));\
                 const main = document.getElementById('content');\
                 return heading.getBoundingClientRect().top - main.getBoundingClientRect().top",
                vec![json!(heading)],
            )
            .await
            .ok()
            .and_then(|top| top.as_f64())
            .unwrap_or(f64::MAX);
        if (-8.0..=80.0).contains(&top) {
            Ok(())
        } else {
            Err(format!("{top} px below it"))
        }
    })
    .await
}
