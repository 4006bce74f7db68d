//! The page as its user sees it, through the stable `data-testid`s of the product's contract. Tests
//! speak of fields and states here and never of markup.

use crate::{Browser, HarnessError, Result, Site, eventually};
use thirtyfour::{By, WebElement, components::SelectElement};

/// Every hook of the contract.
pub const HOOKS: [&str; 32] = [
    "new-design",
    "brief-text",
    "language",
    "endpoint-preset",
    "endpoint-url",
    "endpoint-key",
    "endpoint-model",
    "endpoint-test",
    "endpoint-report",
    "generate",
    "stop",
    "resume",
    "run-status",
    "run-usage",
    "document",
    "outline",
    "section",
    "section-edit",
    "section-lock",
    "section-regenerate",
    "diagram",
    "contract",
    "problem",
    "refine-text",
    "refine-send",
    "revision",
    "diff",
    "export-markdown",
    "export-page",
    "export-bundle",
    "export-link",
    "import",
];

/// An endpoint as a user configures it.
#[derive(Debug, Clone)]
pub struct Endpoint<'a> {
    /// The provider's name in the list of presets.
    pub preset: &'a str,
    /// The address.
    pub url: &'a str,
    /// The key; empty for none.
    pub key: &'a str,
    /// The model's name.
    pub model: &'a str,
}

/// The page in a browser.
pub struct Page<'a> {
    browser: &'a Browser,
    site: &'a Site,
}

impl<'a> Page<'a> {
    /// Opens the page at a route such as `#/new` (empty for the start).
    pub async fn open(browser: &'a Browser, site: &'a Site, route: &str) -> Result<Self> {
        let page = Self { browser, site };
        page.go(route).await?;
        Ok(page)
    }

    /// Goes to a route of the open page.
    pub async fn go(&self, route: &str) -> Result {
        self.browser
            .open(&format!("{}{route}", self.site.url()))
            .await
    }

    /// The elements that carry a hook now.
    pub async fn all(&self, hook: &str) -> Result<Vec<WebElement>> {
        check(hook)?;
        Ok(self
            .browser
            .driver()
            .find_all(By::Css(selector(hook)))
            .await?)
    }

    /// Waits for the first element that carries a hook.
    pub async fn one(&self, hook: &str) -> Result<WebElement> {
        check(hook)?;
        eventually(&format!("[data-testid={hook}]"), async || {
            self.browser.driver().find(By::Css(selector(hook))).await
        })
        .await
    }

    /// Clicks as soon as the element is there and takes clicks.
    pub async fn click(&self, hook: &str) -> Result {
        eventually(&format!("{hook} to take a click"), async || {
            self.one(hook)
                .await?
                .click()
                .await
                .map_err(HarnessError::from)
        })
        .await
    }

    /// Replaces a field's text by typing.
    pub async fn fill(&self, hook: &str, text: &str) -> Result {
        let field = self.one(hook).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses an option of a select by the text it shows.
    pub async fn choose(&self, hook: &str, option: &str) -> Result {
        let select = SelectElement::new(&self.one(hook).await?).await?;
        Ok(select.select_by_visible_text(option).await?)
    }

    /// The text that the first element shows.
    pub async fn text(&self, hook: &str) -> Result<String> {
        Ok(self.one(hook).await?.text().await?)
    }

    /// The value of the first element's attribute, `None` if it has none.
    pub async fn attribute(&self, hook: &str, name: &str) -> Result<Option<String>> {
        Ok(self.one(hook).await?.attr(name).await?)
    }

    /// An attribute of every element that carries a hook, in the order of the page.
    pub async fn attributes(&self, hook: &str, name: &str) -> Result<Vec<String>> {
        check(hook)?;
        // One question for all of them: the page may change between two.
        let values = self
            .browser
            .run(
                "return [...document.querySelectorAll(arguments[0])]\
                 .map(element => element.getAttribute(arguments[1]) ?? '')",
                vec![selector(hook).into(), name.into()],
            )
            .await?;
        Ok(serde_json::from_value(values)?)
    }

    /// Waits until the first element's `data-state` is this.
    pub async fn wait_state(&self, hook: &str, state: &str) -> Result {
        eventually(&format!("{hook} to be {state}"), async || {
            match self.attribute(hook, "data-state").await {
                Ok(Some(seen)) if seen == state => Ok(()),
                Ok(seen) => Err(seen.unwrap_or_else(|| "no state".into())),
                Err(error) => Err(error.to_string()),
            }
        })
        .await
    }

    /// Waits until so many elements carry a hook.
    pub async fn wait_count(&self, hook: &str, count: usize) -> Result {
        eventually(&format!("{count} × {hook}"), async || {
            match self.all(hook).await {
                Ok(found) if found.len() == count => Ok(()),
                Ok(found) => Err(found.len().to_string()),
                Err(error) => Err(error.to_string()),
            }
        })
        .await
    }

    /// Waits until the first element shows a text.
    pub async fn wait_text(&self, hook: &str, part: &str) -> Result {
        eventually(
            &format!("{hook} to show “{part}”"),
            async || match self.text(hook).await {
                Ok(text) if text.contains(part) => Ok(()),
                Ok(text) => Err(text),
                Err(error) => Err(error.to_string()),
            },
        )
        .await
    }

    /// Fills in the endpoint on the settings page.
    pub async fn configure(&self, endpoint: &Endpoint<'_>) -> Result {
        self.go("#/settings").await?;
        self.choose("endpoint-preset", endpoint.preset).await?;
        self.fill("endpoint-url", endpoint.url).await?;
        self.fill("endpoint-key", endpoint.key).await?;
        self.fill("endpoint-model", endpoint.model).await
    }

    /// Starts a run for a brief; does not wait for it.
    pub async fn generate(&self, brief: &str) -> Result {
        self.go("#/new").await?;
        self.fill("brief-text", brief).await?;
        self.click("generate").await
    }

    /// Waits for the run's state: running, done, incomplete, stopped or failed.
    pub async fn run_is(&self, state: &str) -> Result {
        self.wait_state("run-status", state).await
    }
}

fn selector(hook: &str) -> String {
    format!("[data-testid=\"{hook}\"]")
}

/// A misspelt hook would wait in vain.
fn check(hook: &str) -> Result {
    if HOOKS.contains(&hook) {
        Ok(())
    } else {
        Err(HarnessError::Page(format!(
            "{hook} is no hook of the contract"
        )))
    }
}
