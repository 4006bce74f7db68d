//! The page as its user sees it, through the stable `data-testid`s of the product's contract. Tests
//! speak of fields and states here and never of markup.

use crate::{Browser, HarnessError, Result, Site, eventually};
use std::path::Path;
use thirtyfour::{By, WebElement, components::SelectElement};

/// Every hook: the contract's, then those that the views carry besides.
pub const HOOKS: &[&str] = &[
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
    "notice",
    "notice-action",
    "design-card",
    "design-title",
    "design-rename",
    "design-duplicate",
    "design-delete",
    "keep-shared",
    "shared-link",
    "generate-error",
    "open-error",
    "starter",
    "persona",
    "persona-area",
    "theme",
    "endpoint-keep-key",
    "endpoint-keep",
    "endpoint-kept-key",
    "endpoint-passphrase",
    "endpoint-passphrase-error",
    "endpoint-unlock",
    "endpoint-forget-key",
    "forget-everything",
    "forget-confirm",
    "forget-cancel",
    "forget-report",
    "forget-reload",
    "endpoint-words",
    "endpoint-copy",
    "endpoint-fix",
    "part-missing",
    "retry-now",
    "reasoning",
    "run-record",
    "section-more",
    "section-up",
    "section-down",
    "section-add",
    "section-remove",
    "section-instruction",
    "section-regenerate-send",
    "section-editor-form",
    "section-text",
    "section-preview",
    "section-finding",
    "section-error",
    "section-save",
    "section-save-anyway",
    "section-cancel",
    "refine-clear",
    "refine-turn",
    "refine-error",
    "refine-stop",
    "refine-cut",
    "refine-go-on",
    "refine-answer",
    "refine-accept-all",
    "refine-discard-all",
    "proposal",
    "proposed",
    "proposed-accept",
    "proposed-discard",
    "proposed-locked",
    "proposed-elided",
    "context-meter",
    "request",
    "request-curl",
    "site-notice",
    "site-notice-close",
    "site-configuration",
    "site-problem",
    "persona-choice",
    "decisions",
    "decision",
    "decision-filter",
    "decision-show",
    "decision-status",
    "decision-export",
    "decision-add",
    "decision-form",
    "decision-title",
    "decision-context",
    "decision-outcome",
    "decision-alternatives",
    "decision-consequences",
    "decision-save",
    "handoffs",
    "handoff-colleague",
    "handoff-copy",
    "handoff-download",
    "handoff-preview",
    "handoff-attached",
    "handoff-answer",
    "handoff-attach",
    "handoff-file",
    "handoff-question",
    "handoff-replace",
    "persona-card",
    "persona-in-use",
    "persona-import",
    "persona-file",
    "persona-name",
    "persona-catalogue",
    "persona-raw",
    "persona-compare",
    "persona-use",
    "persona-edit",
    "persona-rename",
    "persona-delete",
    "persona-export",
    "persona-text",
    "persona-save",
    "persona-faults",
    "persona-fault",
    "persona-counts",
    "persona-standing",
    "design-persona",
    "rendered",
    "other-tab",
    "take-over",
    "unreadable-card",
    "unreadable-save",
    "library-search",
    "library-order",
    "library-count",
    "more-designs",
    "backup",
    "backup-make",
    "backup-file",
    "backup-state",
    "backup-plan",
    "backup-fate",
    "backup-restore",
    "backup-settings",
    "stops-other",
    "backup-reminder",
    "storage-state",
    "storage-largest",
    "storage-design",
    "unsaved",
    "way",
    "way-suggested",
    "steps",
    "steps-state",
    "steps-error",
    "steps-pause",
    "steps-resume",
    "write-missing",
    "step",
    "step-aside",
    "step-left-out",
    "step-propose",
    "step-retry",
    "step-skip",
    "plan-outline",
    "undo",
    "redo",
    "revision-undo",
    "revision-redo",
    "revision-changes",
    "revision-compare",
    "revision-name",
    "revision-name-text",
    "revision-restore",
    "version-name",
    "compare",
    "compare-from",
    "compare-to",
    "compare-swap",
    "compare-text",
    "compare-document",
    "compare-meaning",
    "compare-section",
    "meaning",
    "meaning-none",
    "ask-first",
    "questions",
    "question",
    "question-proposal",
    "question-own",
    "questions-generate",
    "questions-back",
    "questions-skip",
    "questions-again",
    "questions-text",
    "brief-group",
    "brief-field",
    "brief-read",
    "brief-field-error",
    "brief-clear",
    "brief-bring-back",
    "brief-drop",
    "brief-attach",
    "brief-attachment",
    "brief-attach-error",
    "brief-detach",
    "brief-paste",
    "brief-paste-add",
    "brief-answer",
    "brief-answer-remove",
    "brief-said",
    "brief-edit",
    "brief-save",
    "brief-discard",
    "derived",
    "deliverable-wanted",
    "consistency-operation",
    "consistency-need",
    "folder",
    "folder-pick",
    "folder-wake",
    "folder-leave",
    "folder-written",
    "folder-changed",
    "folder-take",
    "folder-keep",
    "folder-offered",
    "folder-failed",
];

/// The document as a reader sees it: its text without the marks that link to a heading.
const DOCUMENT_TEXT: &str = "\
    const copy = document.querySelector('[data-testid=\"document\"]').cloneNode(true);\
    copy.querySelectorAll('a.anchor').forEach((mark) => mark.remove());\
    return copy.textContent";

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
        let url = format!("{}{route}", self.site.url());
        self.browser.open(&url).await
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
        // Cleared by the driver, a field tells the page of a change, but of no input.
        if text.is_empty() {
            return self.paste(hook, text).await;
        }
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

    /// Waits until the elements that carry a hook have these states, in the order of the page.
    pub async fn states(&self, hook: &str, states: &[&str]) -> Result {
        eventually(&format!("{hook} to be {states:?}"), async || {
            match self.attributes(hook, "data-state").await {
                Ok(seen) if seen == states => Ok(()),
                Ok(seen) => Err(seen.join(", ")),
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

    /// Keeps the key of the settings page on the device, sealed with a passphrase.
    pub async fn keep_key(&self, passphrase: &str) -> Result {
        self.click("endpoint-keep-key").await?;
        self.fill("endpoint-passphrase", passphrase).await?;
        self.click("endpoint-keep").await?;
        self.wait_state("endpoint-kept-key", "open").await
    }

    /// Starts a run for a brief; does not wait for it.
    pub async fn generate(&self, brief: &str) -> Result {
        self.go("#/new").await?;
        self.fill("brief-text", brief).await?;
        self.click("generate").await
    }

    /// Starts a run for a brief that is pasted: one with line ends, or a very long one.
    pub async fn generate_pasted(&self, brief: &str) -> Result {
        self.go("#/new").await?;
        self.paste("brief-text", brief).await?;
        self.click("generate").await
    }

    /// Loads the page anew, as the user's reload does.
    pub async fn reload(&self) -> Result {
        Ok(self.browser.driver().refresh().await?)
    }

    /// The part of the address from `#` on.
    pub async fn place(&self) -> Result<String> {
        let hash = self.browser.run("return location.hash", vec![]).await?;
        Ok(hash.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the address's hash starts so, and returns it.
    pub async fn arrive(&self, start: &str) -> Result<String> {
        eventually(&format!("the place {start}…"), async || {
            match self.place().await {
                Ok(place) if place.starts_with(start) => Ok(place),
                Ok(place) => Err(place),
                Err(error) => Err(error.to_string()),
            }
        })
        .await
    }

    /// Chooses the interface's language by the name it shows.
    pub async fn language(&self, name: &str) -> Result {
        self.choose("language", name).await
    }

    /// Sets a field's text at once, as pasting does: typing 200 kB takes minutes.
    pub async fn paste(&self, hook: &str, text: &str) -> Result {
        self.one(hook).await?;
        self.browser
            .run(
                "const field = document.querySelector(arguments[0]);\
                 field.value = arguments[1];\
                 field.dispatchEvent(new InputEvent('input', {bubbles: true}))",
                vec![selector(hook).into(), text.into()],
            )
            .await?;
        Ok(())
    }

    /// The value of a field as it is now.
    pub async fn value(&self, hook: &str) -> Result<String> {
        Ok(self.one(hook).await?.value().await?.unwrap_or_default())
    }

    /// Waits until the element with a hook, or else an id, has the focus.
    pub async fn focus_is(&self, name: &str) -> Result {
        let focused = "return document.activeElement.dataset.testid ?? document.activeElement.id";
        eventually(&format!("the focus on {name}"), async || {
            match self.browser.run(focused, vec![]).await {
                Ok(seen) if seen == name => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await
    }

    /// Waits until the document's text meets a condition; returns it.
    pub async fn document(&self, what: &str, check: impl Fn(&str) -> bool) -> Result<String> {
        self.one("document").await?;
        eventually(&format!("the document to {what}"), async || {
            match self.browser.run(DOCUMENT_TEXT, vec![]).await {
                Ok(text) => match text.as_str() {
                    Some(text) if check(text) => Ok(text.to_owned()),
                    seen => Err(seen.unwrap_or_default().to_owned()),
                },
                Err(error) => Err(error.to_string()),
            }
        })
        .await
    }

    /// Waits for reasoning with these words; it must be folded away at first, and is so again afterwards.
    pub async fn reasoning(&self, words: &str) -> Result {
        let fold = async |folded: bool| {
            self.browser
                .run(
                    "const shown = document.querySelector('[data-testid=\"reasoning\"]');\
                     const was = shown && !shown.open;\
                     if (shown) shown.open = !arguments[0];\
                     return was",
                    vec![folded.into()],
                )
                .await
        };
        eventually("folded reasoning", async || match fold(false).await {
            Ok(was) if was == true => Ok(()),
            other => Err(format!("{other:?}")),
        })
        .await?;
        eventually(&format!("the reasoning “{words}”"), async || {
            let shown = "return document.querySelector('[data-testid=\"reasoning\"]').textContent";
            match self.browser.run(shown, vec![]).await {
                Ok(text) if text.as_str().is_some_and(|text| text.contains(words)) => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        fold(true).await?;
        Ok(())
    }

    /// What a banner says that interrupts the reader.
    pub async fn alert(&self) -> Result<String> {
        let alert = eventually("an alert", async || {
            self.browser.driver().find(By::Css("[role=alert]")).await
        })
        .await?;
        Ok(alert.text().await?)
    }

    async fn open_side(&self) -> Result {
        let driver = self.browser.driver();
        if driver.find(By::Css("aside")).await.is_err() {
            let toggle = "header .bar-end button[aria-expanded]";
            // A page that was just loaded has no design open yet.
            eventually("the panel's button", async || {
                driver.find(By::Css(toggle)).await?.click().await
            })
            .await?;
        }
        Ok(())
    }

    /// Opens a tab of the panel beside the document.
    pub async fn side_tab(&self, name: &str) -> Result {
        self.open_side().await?;
        let driver = self.browser.driver();
        let tab = format!("//aside//button[@role='tab'][.='{name}']");
        eventually("the tab", async || {
            driver.find(By::XPath(&tab)).await?.click().await
        })
        .await
    }

    /// The brief as the panel beside the document shows it.
    pub async fn brief(&self) -> Result<String> {
        let driver = self.browser.driver();
        self.open_side().await?;
        let tabs = eventually("the panel's tabs", async || {
            match driver.find_all(By::Css("aside [role=tab]")).await {
                Ok(tabs) if tabs.len() >= 2 => Ok(tabs),
                other => Err(format!("{:?}", other.map(|tabs| tabs.len()))),
            }
        })
        .await?;
        tabs[1].click().await?;
        let brief = eventually("the brief in the panel", async || {
            driver.find(By::Css("aside .brief")).await
        })
        .await?;
        // The element's own text: `text()` would fold the white space of a long brief.
        Ok(brief.prop("textContent").await?.unwrap_or_default())
    }

    /// Clicks and returns the content of the file that the browser then saves.
    pub async fn save(&self, hook: &str, name_end: &str) -> Result<String> {
        self.click(hook).await?;
        let path = self.browser.download(name_end).await?;
        let content = std::fs::read_to_string(&path)?;
        // So that the next file of that name is waited for.
        std::fs::remove_file(path)?;
        Ok(content)
    }

    /// The text of the open design, byte for byte, through its Markdown export.
    pub async fn exported_text(&self) -> Result<String> {
        let file = self.save("export-markdown", ".md").await?;
        match front_matter(&file) {
            Some((_, body)) => Ok(body.to_owned()),
            None => Err(HarnessError::Page(format!("no front matter: {file}"))),
        }
    }

    /// Chooses a file for the import.
    pub async fn import(&self, path: &Path) -> Result {
        self.go("#/").await?;
        let field = self.one("import").await?;
        Ok(field.send_keys(path.to_string_lossy().as_ref()).await?)
    }

    /// Opens the dialog that shows the link to the open design, and returns the link.
    pub async fn link(&self) -> Result<String> {
        self.click("export-link").await?;
        let link = self.value("shared-link").await?;
        let close = By::Css("[role=dialog] button");
        self.browser.driver().find(close).await?.click().await?;
        self.wait_count("shared-link", 0).await?;
        Ok(link)
    }

    /// Waits for the run's state: running, done, incomplete, stopped or failed.
    pub async fn run_is(&self, state: &str) -> Result {
        self.wait_state("run-status", state).await
    }

    /// Has the run try again now, if it is waiting to.
    pub async fn skip_pause(&self) -> Result {
        let click = "document.querySelector('[data-testid=retry-now]')?.click()";
        self.browser.run(click, vec![]).await.map(drop)
    }

    /// Waits until the run has failed for good; does not wait for its pauses between tries.
    pub async fn run_fails_at_last(&self) -> Result {
        eventually("the run to fail", async || {
            self.skip_pause().await?;
            let state = self.attribute("run-status", "data-state").await?;
            match state.as_deref() {
                Some("failed") => Ok(()),
                other => Err(HarnessError::Page(format!("the state is {other:?}"))),
            }
        })
        .await
    }
}

/// Splits an exported Markdown file into its front matter and its text.
#[must_use]
pub fn front_matter(file: &str) -> Option<(&str, &str)> {
    let (fields, body) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some((fields, body.strip_prefix('\n')?))
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
