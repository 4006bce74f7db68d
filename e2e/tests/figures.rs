//! What a reader does with a diagram: zoom, move, look at it alone, keep it as a picture.

use e2e::{
    Browser, Page, Result, Site,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    with_browser,
};
use serde_json::json;
use thirtyfour::By;

/// Wider than any page shows at once.
const WIDE: &str = "# Wide

## One

```mermaid
flowchart LR
  A[Gateway and more words] --> B[Orders and more words] --> C[Stock and more words]
  C --> D[Payments and more words] --> E[Shipping and more words] --> F[Mail and more words]
  F --> G[Reports and more words] --> H[Archive and more words]
```
";

async fn with_diagram(
    name: &str,
    check: impl AsyncFnOnce(&Browser, &Page<'_>) -> Result,
) -> Result {
    with_browser(name, async |browser| {
        let site = Site::built().await?;
        let provider = Provider::start(Script::text(WIDE)).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.configure(&Endpoint {
            preset: "OpenAI",
            url: &provider.base(Dialect::OpenAi),
            key: "k-figures",
            model: "scripted-large",
        })
        .await?;
        page.generate("Wide").await?;
        page.run_is("done").await?;
        page.states("diagram", &["ok"]).await?;
        check(browser, &page).await
    })
    .await
}

async fn press(browser: &Browser, action: &str) -> Result {
    let button = By::Css(format!("[data-testid=diagram] [data-action={action}]"));
    Ok(browser.driver().find(button).await?.click().await?)
}

/// The drawing's width and how far its frame is scrolled to the right, in CSS pixels.
async fn seen(browser: &Browser) -> Result<(f64, f64)> {
    let seen = browser
        .run(
            "const frame = document.querySelector('.diagram-canvas');\
             return [frame.querySelector('svg').getBoundingClientRect().width, frame.scrollLeft]",
            vec![],
        )
        .await?;
    Ok(serde_json::from_value(seen)?)
}

#[tokio::test]
async fn a_diagram_is_zoomed_and_moved_by_buttons_keys_and_pointer() -> Result {
    with_diagram("figures-zoom", async |browser, _| {
        let (natural, _) = seen(browser).await?;
        press(browser, "diagram-fit").await?;
        let (fitted, _) = seen(browser).await?;
        assert!(fitted < natural, "{fitted} of {natural}");
        press(browser, "diagram-zoom-in").await?;
        let (larger, _) = seen(browser).await?;
        assert!(larger > fitted * 1.2, "{larger} after {fitted}");

        let canvas = browser.driver().find(By::Css(".diagram-canvas")).await?;
        canvas.send_keys("++").await?;
        let (by_keys, before) = seen(browser).await?;
        assert!(by_keys > larger * 1.4, "{by_keys} after {larger}");
        let drag = browser.driver().action_chain();
        drag.move_to_element_center(&canvas)
            .click_and_hold()
            .move_by_offset(-120, 0)
            .release()
            .perform()
            .await?;
        let (_, after) = seen(browser).await?;
        assert_eq!((after - before).round(), 120.0, "moved with the pointer");

        let wheel = "const frame = document.querySelector('.diagram-canvas');\
            const place = frame.getBoundingClientRect();\
            const turned = new WheelEvent('wheel', {deltaY: -100, ctrlKey: true, bubbles: true,\
              cancelable: true, clientX: place.left + 200, clientY: place.top + 60});\
            return !frame.querySelector('svg').dispatchEvent(turned)";
        assert_eq!(
            browser.run(wheel, vec![]).await?,
            json!(true),
            "not the page's zoom"
        );
        let (by_wheel, scrolled) = seen(browser).await?;
        assert!(by_wheel > by_keys && scrolled > after, "around the pointer");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_diagram_fills_the_window_until_escape() -> Result {
    with_diagram("figures-full", async |browser, _| {
        let width = "return document.querySelector('figure.diagram').getBoundingClientRect().width\
                     === document.documentElement.clientWidth";
        assert_eq!(browser.run(width, vec![]).await?, json!(false));
        press(browser, "diagram-full").await?;
        assert_eq!(browser.run(width, vec![]).await?, json!(true));
        let body = browser.driver().find(By::Tag("body")).await?;
        body.send_keys(thirtyfour::Key::Escape + "").await?;
        assert_eq!(browser.run(width, vec![]).await?, json!(false));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_diagram_is_kept_as_a_picture() -> Result {
    with_diagram("figures-picture", async |browser, page| {
        press(browser, "diagram-svg").await?;
        let svg = std::fs::read_to_string(browser.download(".svg").await?)?;
        assert!(svg.starts_with("<svg") && svg.contains("Gateway and more words"));
        assert!(
            !svg.contains("var(") && !svg.contains("light-dark"),
            "{svg}"
        );
        // The picture alone draws as the document did.
        let alone = "return new Promise((done) => {\
            const image = new Image();\
            image.onload = () => done([image.naturalWidth, image.naturalHeight]);\
            image.onerror = () => done('refused');\
            image.src = 'data:image/svg+xml,' + encodeURIComponent(arguments[0]);\
          })";
        let size = browser.run(alone, vec![svg.into()]).await?;
        let (width, _) = seen(browser).await?;
        let picture: (f64, f64) = serde_json::from_value(size)?;
        assert!(picture.0 >= width && picture.1 > 50.0, "{picture:?}");

        press(browser, "diagram-png").await?;
        let png = std::fs::read(browser.download(".png").await?)?;
        assert!(png.starts_with(b"\x89PNG") && png.len() > 5_000);
        let pixels = u32::from_be_bytes([png[16], png[17], png[18], png[19]]);
        assert!(
            f64::from(pixels) >= picture.0 * 2.0 - 2.0,
            "sharp: {pixels}"
        );
        page.states("diagram", &["ok"]).await
    })
    .await
}
