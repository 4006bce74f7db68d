//! The interface for everyone: both languages, the keyboard alone, three widths, dark and light.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    transcript::Transcript,
    with_browser,
};
use serde_json::{Value, json};
use thirtyfour::{By, Key, TypingData};

const ENGLISH: &str = include_str!("../../content/persona/backend-architect.en.md");
const CHINESE: &str = include_str!("../../content/persona/backend-architect.zh.md");

/// The list items below a second-level heading of an agent file.
fn items<'a>(file: &'a str, heading: &str) -> Vec<&'a str> {
    let start = format!("\n## {heading}\n");
    let (_, rest) = file.split_once(&start).unwrap_or_default();
    let section = rest.split("\n## ").next().unwrap_or_default();
    section
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .collect()
}

async fn configure(page: &Page<'_>, provider: &Provider) -> Result {
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: "k-interface",
        model: "scripted-large",
    })
    .await
}

#[tokio::test]
async fn the_language_changes_interface_persona_and_starters() -> Result {
    with_browser("interface-language", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/new").await?;
        for (name, tag, file, starters, generate) in [
            (
                "English",
                "en",
                ENGLISH,
                "Example Interactions",
                "Write the design",
            ),
            ("简体中文", "zh-CN", CHINESE, "示例交互", "生成设计"),
        ] {
            page.language(name).await?;
            page.wait_text("generate", generate).await?;
            let lang = browser
                .run("return document.documentElement.lang", vec![])
                .await?;
            assert_eq!(lang, Value::from(tag));
            let expected = items(file, starters);
            assert_eq!(expected.len(), 12, "{expected:?}");
            page.wait_count("starter", expected.len()).await?;
            for (number, starter) in page.all("starter").await?.iter().enumerate() {
                // The page is still on its way from the starter before, which led to the brief.
                let plain = expected[number].trim_matches(['"', '“', '”']);
                eventually("the starter in the brief", async || {
                    let clicked = starter.scroll_into_view().await;
                    clicked.map_err(|error| error.to_string())?;
                    let clicked = starter.click().await;
                    clicked.map_err(|error| error.to_string())?;
                    match page.value("brief-text").await {
                        Ok(brief) if brief.contains(plain) => Ok(()),
                        other => Err(format!("{other:?} instead of {plain}")),
                    }
                })
                .await?;
            }
        }
        // The choice stays.
        page.reload().await?;
        page.wait_text("generate", "生成设计").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_place_is_entered_at_its_start_and_a_language_keeps_the_focus() -> Result {
    with_browser("interface-places", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/persona").await?;
        page.one("persona").await?;
        let scrolled = "return document.getElementById('content').scrollTop";
        let down = "const main = document.getElementById('content');\
            main.scrollTo({ top: main.scrollHeight, behavior: 'instant' });\
            return main.scrollTop";
        // The persona's text comes a moment after the page.
        eventually("something to scroll", async || {
            match browser.run(down, vec![]).await? {
                top if top != json!(0) => Ok(()),
                top => Err(e2e::HarnessError::Page(format!("the place is {top}"))),
            }
        })
        .await?;
        page.click("new-design").await?;
        page.one("brief-text").await?;
        assert_eq!(browser.run(scrolled, vec![]).await?, json!(0));
        page.language("简体中文").await?;
        let focused = "return document.activeElement.dataset.testid ?? ''";
        eventually("the focus on the language", async || {
            match browser.run(focused, vec![]).await? {
                Value::String(hook) if hook == "language" => Ok(()),
                other => Err(e2e::HarnessError::Page(format!("the focus is on {other}"))),
            }
        })
        .await
    })
    .await
}

#[tokio::test]
async fn the_persona_is_shown_whole() -> Result {
    with_browser("interface-persona", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/persona").await?;
        for (name, file) in [("English", ENGLISH), ("简体中文", CHINESE)] {
            page.language(name).await?;
            let areas: Vec<&str> = file
                .lines()
                .filter_map(|line| line.strip_prefix("### "))
                .collect();
            assert!(areas.len() >= 14);
            eventually("the persona's areas", async || {
                match page.text("persona").await {
                    Ok(text) if areas.iter().all(|area| text.contains(area)) => Ok(()),
                    other => Err(format!("{other:?}")),
                }
            })
            .await?;
            page.wait_count("persona-area", areas.len()).await?;
            let shown = browser
                .run(
                    "return document.querySelector('[data-testid=persona]').textContent",
                    vec![],
                )
                .await?;
            let shown = e2e::transcript::letters(shown.as_str().unwrap_or_default());
            // Every point of every list, but for the starters, which are on the page of the brief.
            let mut points = 0;
            let sections = file.split("\n## ").filter(|section| {
                !section.starts_with("Example Interactions") && !section.starts_with("示例交互")
            });
            for line in sections.flat_map(str::lines) {
                let Some(point) = line.strip_prefix("- ") else {
                    continue;
                };
                points += 1;
                let (term, detail) = point.split_once(['：', ':']).unwrap_or((point, ""));
                for part in [term, detail] {
                    // “vs colleague” is shown as the colleague's name.
                    let part = e2e::transcript::letters(part.trim_start_matches("**vs "));
                    assert!(shown.contains(&part), "{point} is not shown");
                }
            }
            assert!(points > 150, "{points}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_run_can_be_started_by_keyboard_alone() -> Result {
    with_browser("interface-keyboard", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(Transcript::named("d1").text)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.go("#/new").await?;
        page.one("generate").await?;
        page.reload().await?;
        page.one("generate").await?;
        // The key was in memory only, and this provider asks for none.
        let mut stops = Vec::new();
        while stops.last().map(String::as_str) != Some("brief-text") {
            stops.push(tab(browser).await?);
            assert!(stops.len() < 40, "{stops:?}");
        }
        for hook in ["new-design", "language"] {
            assert!(
                stops.iter().any(|stop| stop == hook),
                "{hook} is out of reach: {stops:?}"
            );
        }
        press(browser, "A gateway for tenants").await?;
        assert_eq!(page.value("brief-text").await?, "A gateway for tenants");
        // The brief's other fields lie between, closed.
        let mut stops = Vec::new();
        while stops.last().map(String::as_str) != Some("generate") {
            stops.push(tab(browser).await?);
            assert!(stops.len() < 40, "{stops:?}");
        }
        press(browser, Key::Enter + "").await?;
        page.run_is("done").await?;
        page.document("be there", |text| text.contains("Conclusion"))
            .await?;

        // The ways out of the finished design are in reach as well, and a dialog closes by Escape.
        let mut stops = Vec::new();
        while stops.last().map(String::as_str) != Some("export-link") {
            stops.push(tab(browser).await?);
            assert!(stops.len() < 200, "{stops:?}");
        }
        press(browser, Key::Enter + "").await?;
        page.one("shared-link").await?;
        let inside = browser
            .run(
                "return document.activeElement.closest('[role=dialog]') !== null",
                vec![],
            )
            .await?;
        assert_eq!(inside, json!(true), "the dialog does not take the focus");
        press(browser, Key::Escape + "").await?;
        page.wait_count("shared-link", 0).await
    })
    .await
}

/// Presses Tab; returns the hook (or a description) of what has the focus then, which must be visible.
async fn tab(browser: &Browser) -> Result<String> {
    press(browser, Key::Tab + "").await?;
    let seen = browser
        .run(
            "const stop = document.activeElement;\
             const box = stop.getBoundingClientRect();\
             const style = getComputedStyle(stop);\
             const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;\
             const name = stop.dataset.testid ?? `${stop.tagName} ${stop.className} ${stop.textContent.slice(0, 30)}`;\
             return {name, ringed: ringed || style.boxShadow !== 'none', \
               body: stop === document.body, \
               visible: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth \
                 && box.bottom > 0 && box.top < innerHeight}",
            vec![],
        )
        .await?;
    let name = seen["name"].as_str().unwrap_or_default().to_owned();
    if seen["body"] != json!(true) {
        assert_eq!(
            seen["visible"],
            json!(true),
            "{name} has the focus out of sight"
        );
        assert_eq!(
            seen["ringed"],
            json!(true),
            "{name} does not show its focus"
        );
    }
    Ok(name)
}

async fn press(browser: &Browser, keys: impl Into<TypingData>) -> Result {
    let active = browser.driver().active_element().await?;
    Ok(active.send_keys(keys).await?)
}

#[tokio::test]
async fn nothing_runs_over_the_edge_at_any_width() -> Result {
    with_browser("interface-widths", async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(Transcript::named("b1").text)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        configure(&page, &provider).await?;
        page.generate("A shop").await?;
        page.run_is("done").await?;
        page.wait_count("diagram", Transcript::named("b1").diagrams())
            .await?;
        let place = page.place().await?;
        let mut faults = Vec::new();
        for (width, height) in [(1440, 900), (1024, 768), (390, 844)] {
            browser.resize(width, height).await?;
            for (route, ready) in [
                ("#/", "design-card"),
                ("#/new", "starter"),
                ("#/settings", "endpoint-url"),
                ("#/persona", "persona-area"),
                (place.as_str(), "section"),
                ("#/v1/broken", "open-error"),
            ] {
                page.go(route).await?;
                page.one(ready).await?;
                if route == place {
                    page.wait_count("section", Transcript::named("b1").sections())
                        .await?;
                }
                let seen = browser.run(EDGES, vec![width.into()]).await?;
                if seen != json!([]) {
                    faults.push(format!("{route} at {width}: {seen}"));
                }
                browser
                    .screenshot(&format!("width-{width}-{ready}"))
                    .await?;
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        the_narrow_menu_opens(browser, &page).await
    })
    .await
}

/// Empty when the page is no wider than the screen, else the elements that make it so.
const EDGES: &str = "\
    const width = arguments[0];\
    if (Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth) <= width) return [];\
    const wide = [...document.querySelectorAll('body *')]\
      .filter((node) => node.getBoundingClientRect().right > width + 1).slice(0, 5)\
      .map((node) => `${node.tagName}.${node.className}`);\
    return [document.documentElement.scrollWidth, innerWidth, ...wide]";

async fn the_narrow_menu_opens(browser: &Browser, page: &Page<'_>) -> Result {
    page.go("#/").await?;
    let link = page.one("new-design").await?;
    let on_screen = "const box = document.querySelector('[data-testid=\"new-design\"]').getBoundingClientRect();\
        return box.right > 0 && box.left < innerWidth && box.width > 0";
    assert_eq!(
        browser.run(on_screen, vec![]).await?,
        json!(false),
        "the rail is away at first"
    );
    let menu = browser
        .driver()
        .find(By::Css("header button[aria-expanded]"))
        .await?;
    menu.click().await?;
    eventually("the menu to open", async || {
        match browser.run(on_screen, vec![]).await {
            Ok(Value::Bool(true)) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await?;
    link.click().await?;
    page.arrive("#/new").await?;
    Ok(())
}

#[tokio::test]
async fn dark_and_light_follow_the_system_and_the_choice() -> Result {
    with_browser("interface-dark", async |browser| {
        let site = Site::built().await?;
        browser.prefer("prefers-color-scheme", "dark").await?;
        let page = Page::open(browser, &site, "#/").await?;
        page.wait_count("section", 12).await?;
        assert_looks(browser, true).await?;
        browser.screenshot("dark-library").await?;
        page.go("#/settings").await?;
        page.choose("theme", "Light").await?;
        assert_looks(browser, false).await?;
        page.reload().await?;
        page.one("theme").await?;
        assert_looks(browser, false).await?;
        page.choose("theme", "Dark").await?;
        browser.prefer("prefers-color-scheme", "light").await?;
        assert_looks(browser, true).await?;
        page.choose("theme", "As the system").await?;
        assert_looks(browser, false).await
    })
    .await
}

/// The page's background and text have the right brightness, and enough contrast to read for hours.
async fn assert_looks(browser: &Browser, dark: bool) -> Result {
    eventually("the look", async || {
        let seen = browser
            .run(BRIGHTNESS, vec![])
            .await
            .map_err(|error| error.to_string())?;
        let (paper, ink) = (
            seen[0].as_f64().unwrap_or(-1.0),
            seen[1].as_f64().unwrap_or(-1.0),
        );
        let (bright, dim) = if dark { (ink, paper) } else { (paper, ink) };
        if (bright + 0.05) / (dim + 0.05) > 7.0 {
            Ok(())
        } else {
            Err(format!("paper {paper}, ink {ink}"))
        }
    })
    .await
}

/// The relative luminance (WCAG 2.2) of the page's background and of its text.
const BRIGHTNESS: &str = "\
    const canvas = document.createElement('canvas').getContext('2d');\
    const luminance = (colour) => {\
      canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);\
      const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => {\
        const value = part / 255;\
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;\
      });\
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];\
    };\
    const style = getComputedStyle(document.documentElement);\
    const ink = getComputedStyle(document.body).color;\
    return [luminance(style.backgroundColor), luminance(ink)]";
