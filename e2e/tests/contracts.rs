//! What a reader does with a large contract: its operations are drawn as they are opened, by whatever
//! means.

use e2e::{Browser, Page, Result, Site, eventually, with_browser};
use serde_json::{Value, json};
use std::fmt::Write as _;
use thirtyfour::{By, Key};

const PATHS: usize = 120;

/// A design with a contract of so many operations that they are not drawn at once.
fn design() -> String {
    let mut text = String::from(
        "# Large\n\n## API\n\n```yaml\nopenapi: 3.1.0\ninfo: {title: Large, version: '1'}\npaths:\n",
    );
    for number in 0..PATHS {
        let _ = write!(
            text,
            "  /things{number}/{{id}}:\n    get:\n      operationId: get{number}\n      summary: Reads thing {number}\n      \
             parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n      \
             responses: {{'200': {{description: It, content: {{application/json: {{schema: {{$ref: '#/components/schemas/S{number}'}}}}}}}}}}\n"
        );
    }
    text.push_str("components:\n  schemas:\n");
    for number in 0..PATHS {
        let _ = writeln!(
            text,
            "    S{number}: {{type: object, properties: {{field{number}: {{type: string}}}}}}"
        );
    }
    text.push_str("```\n\n## After\n\nText below.\n");
    text
}

#[tokio::test]
async fn operations_of_a_large_contract_open_by_keyboard_and_by_pointer() -> Result {
    with_browser("contracts-large", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/").await?;
        let file = browser.file("large.md", design())?;
        page.import(&file).await?;
        // The sample that is shown until then has a contract, too.
        page.document("be the imported one", |text| text.contains("Text below."))
            .await?;
        page.states("contract", &["ok"]).await?;
        let lazy = browser
            .run(
                "return document.querySelectorAll('[data-lazy]').length",
                vec![],
            )
            .await?;
        assert_eq!(lazy, json!(2 * PATHS));
        // The group is open; its operations are closed and empty.
        open_group(browser).await?;
        let summary = operation(browser, "/things7/{id}").await?;
        summary.send_keys(Key::Enter + "").await?;
        holds(browser, "/things7/{id}", &["get7", "curl", "field7"]).await?;
        let focus = browser
            .run(
                "return document.activeElement.textContent.includes('/things7/')",
                vec![],
            )
            .await?;
        assert_eq!(focus, json!(true), "the focus was taken away");
        // Layout may still move while what was opened above comes in.
        eventually("the last operation to be clicked", async || {
            operation(browser, "/things119/{id}").await?.click().await?;
            Ok::<(), e2e::HarnessError>(())
        })
        .await?;
        holds(browser, "/things119/{id}", &["get119", "curl", "field119"]).await?;
        // Closed and opened again, it is not drawn twice.
        let summary = operation(browser, "/things7/{id}").await?;
        summary.send_keys(Key::Enter + "").await?;
        summary.send_keys(Key::Enter + "").await?;
        let times = inside(browser, "/things7/{id}")
            .await?
            .matches("get7")
            .count();
        assert_eq!(times, 1);
        let lazy = browser
            .run(
                "return document.querySelectorAll('[data-lazy]').length",
                vec![],
            )
            .await?;
        assert_eq!(lazy, json!(2 * PATHS - 2));
        page.one("document").await?;
        Ok(())
    })
    .await
}

/// Opens whatever folds the operations away, as far as it is closed.
async fn open_group(browser: &Browser) -> Result {
    browser
        .run(
            "for (const group of document.querySelectorAll('[data-testid=contract] details:not([data-lazy])'))\
               if (group.querySelector('[data-method]')) group.open = true",
            vec![],
        )
        .await?;
    Ok(())
}

const FIND: &str = "const found = [...document.querySelectorAll('[data-testid=contract] [data-method]')]\
     .map((element) => element.closest('details'))\
     .find((details) => details.querySelector('summary').textContent.includes(arguments[0]));";

async fn operation(browser: &Browser, path: &str) -> Result<thirtyfour::WebElement> {
    browser
        .run(
            &format!(
                "{FIND} found.querySelector('summary').id = 'wanted-' + arguments[1];\
                 found.scrollIntoView({{block: 'center'}})"
            ),
            vec![json!(path), json!(path.replace(['/', '{', '}'], ""))],
        )
        .await?;
    let id = format!("wanted-{}", path.replace(['/', '{', '}'], ""));
    Ok(browser.driver().find(By::Id(id)).await?)
}

async fn inside(browser: &Browser, path: &str) -> Result<String> {
    let text = browser
        .run(
            &format!("{FIND} return found.textContent"),
            vec![json!(path)],
        )
        .await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

async fn holds(browser: &Browser, path: &str, parts: &[&str]) -> Result {
    eventually(&format!("{path} to be drawn"), async || {
        let text = browser
            .run(
                &format!("{FIND} return found.textContent"),
                vec![json!(path)],
            )
            .await
            .unwrap_or(Value::Null);
        let text = text.as_str().unwrap_or_default().to_owned();
        match parts.iter().find(|part| !text.contains(**part)) {
            None => Ok(()),
            Some(part) => Err(format!("no {part} in {text:.300}")),
        }
    })
    .await
}
