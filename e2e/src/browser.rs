//! A headless Chromium with a fresh profile, driven through chromedriver, both ended on drop.

mod driver;
mod folder;

use crate::{HarnessError, Result, eventually};
use driver::Driver;
use folder::Folder;
use futures_util::FutureExt;
use serde_json::{Value, json};
use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
};
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};
use tokio::sync::Semaphore;

/// Two browsers at once is what a machine with two cores bears, however many tests cargo starts.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// What Chromium needs in a container as root, and what keeps it from talking to anybody else.
const FLAGS: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--window-size=1440,900",
    "--lang=en-US",
    "--force-color-profile=srgb",
];

/// Runs in a page before its own scripts; takes how many times faster its time is to pass.
const HURRY: &str = "(times) => {\
    const now = Date.now, start = now();\
    Date.now = () => Math.round(start + (now() - start) * times);\
    const steady = performance.now.bind(performance);\
    performance.now = () => steady() * times;\
    for (const name of ['setTimeout', 'setInterval']) {\
        const timer = window[name];\
        window[name] = (callback, delay = 0, ...rest) => timer(callback, delay / times, ...rest);\
    }\
}";

/// One browser with one window.
pub struct Browser {
    driver: WebDriver,
    // Dropped in this order: the processes end before their folders go.
    _process: Driver,
    folder: Folder,
}

/// Runs a test in a browser of its own. A test that fails leaves a screenshot and the console in
/// `target/e2e/<name>.*`; a test that passes still fails if the page logged an error.
pub async fn with_browser(name: &str, test: impl AsyncFnOnce(&Browser) -> Result) -> Result {
    with_browser_having(name, &[], test).await
}

/// The same in a browser that is started with further flags.
pub async fn with_browser_having(
    name: &str,
    flags: &[String],
    test: impl AsyncFnOnce(&Browser) -> Result,
) -> Result {
    // The semaphore is never closed.
    let _permit = BROWSERS.acquire().await;
    let browser = Browser::start_having(flags).await?;
    let outcome = AssertUnwindSafe(test(&browser)).catch_unwind().await;
    let outcome = match outcome {
        Ok(Ok(())) => Ok(browser.no_console_errors().await),
        other => other,
    };
    if !matches!(outcome, Ok(Ok(()))) {
        browser.leave_evidence(name).await;
    }
    outcome.unwrap_or_else(|panic| resume_unwind(panic))
}

impl Browser {
    /// Starts chromedriver on a free port and a browser with a fresh profile.
    pub async fn start() -> Result<Self> {
        Self::start_having(&[]).await
    }

    async fn start_having(flags: &[String]) -> Result<Self> {
        let folder = Folder::create()?;
        let mut process = Driver::start().await?;
        let driver = WebDriver::new(process.url(), capabilities(&folder, flags)?).await?;
        process.owns(&driver);
        let browser = Self {
            driver,
            _process: process,
            folder,
        };
        browser.allow_downloads().await?;
        Ok(browser)
    }

    /// The WebDriver session, for what this type does not offer.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens an address and waits for its load event.
    pub async fn open(&self, url: &str) -> Result {
        Ok(self.driver.goto(url).await?)
    }

    /// Runs a script; its `return` value comes back as JSON, a promise is awaited.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Resizes the page itself (not the window around it) to a width and height in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result {
        self.command(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}),
        )
        .await
    }

    /// Pretends that the user prefers a value of a media feature, such as
    /// `("prefers-color-scheme", "dark")`.
    pub async fn prefer(&self, feature: &str, value: &str) -> Result {
        self.command(
            "Emulation.setEmulatedMedia",
            json!({"features": [{"name": feature, "value": value}]}),
        )
        .await
    }

    /// Grants a permission such as `loopbackNetwork` (a DevTools name) to the page's origin.
    pub async fn grant(&self, permission: &str, origin: &str) -> Result {
        self.command(
            "Browser.grantPermissions",
            json!({"permissions": [permission], "origin": origin}),
        )
        .await
    }

    /// Sets the page's permissions to reach this device and the local network: to `granted`, `denied` or
    /// `prompt`.
    pub async fn permit_local_network(&self, setting: &str, origin: &str) -> Result {
        for name in ["loopback-network", "local-network"] {
            self.command(
                "Browser.setPermission",
                json!({"permission": {"name": name}, "setting": setting, "origin": origin}),
            )
            .await?;
        }
        Ok(())
    }

    /// Takes the network away, or gives it back, and waits until the page has noticed.
    pub async fn network(&self, is_there: bool) -> Result {
        self.command("Network.enable", json!({})).await?;
        self.command(
            "Network.emulateNetworkConditions",
            json!({"offline": !is_there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}),
        )
        .await?;
        eventually("the page to notice the network", async || {
            match self.run("return navigator.onLine", vec![]).await {
                Ok(online) if online == is_there => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await
    }

    /// Makes every page from now on take another user agent's name.
    pub async fn pretend(&self, user_agent: &str) -> Result {
        self.command(
            "Emulation.setUserAgentOverride",
            json!({"userAgent": user_agent}),
        )
        .await
    }

    /// Runs a script in every page from now on, before the page's own and whatever its policy says.
    pub async fn plant(&self, script: &str) -> Result {
        self.command(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": script}),
        )
        .await
    }

    /// Makes the clock and the timers of every page from now on run so many times faster, so that nobody
    /// waits for pauses that are meant for people and networks.
    pub async fn hurry(&self, times: u32) -> Result {
        self.plant(&format!("({HURRY})({times})")).await
    }

    /// Sends a DevTools command whose answer does not matter.
    pub async fn command(&self, method: &str, parameters: Value) -> Result {
        self.driver.cdp().send_raw(method, parameters).await?;
        Ok(())
    }

    /// The errors that the page logged since the last call: exceptions, violations of the policy,
    /// files that did not load, and `console.error`.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.level == "SEVERE")
            .map(|entry| entry.message)
            .collect())
    }

    /// Forgets the logged errors that a test provokes on purpose; any other one fails it.
    pub async fn expect_errors(&self, parts: &[&str]) -> Result {
        let errors = self.console_errors().await?;
        let unexpected = errors
            .iter()
            .find(|error| !parts.iter().any(|part| error.contains(part)));
        match unexpected {
            None => Ok(()),
            Some(error) => Err(HarnessError::Page(error.clone())),
        }
    }

    async fn no_console_errors(&self) -> Result {
        match self.console_errors().await?.as_slice() {
            [] => Ok(()),
            errors => Err(HarnessError::Page(errors.join("\n"))),
        }
    }

    /// Waits for a finished download whose name ends so, and returns its path. The file goes away with
    /// the browser.
    pub async fn download(&self, name_end: &str) -> Result<PathBuf> {
        eventually(&format!("a download named …{name_end}"), async || {
            let names = self.folder.downloads().map_err(|error| error.to_string())?;
            names
                .iter()
                .find(|path| path.to_string_lossy().ends_with(name_end))
                .cloned()
                .ok_or_else(|| format!("{names:?}"))
        })
        .await
    }

    /// Writes a file for an upload; it goes away with the browser.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> Result<PathBuf> {
        let path = self.folder.uploads_path().join(name);
        std::fs::write(&path, content)?;
        Ok(path)
    }

    /// Closes the tab and opens another one of the same profile.
    pub async fn change_tab(&self) -> Result {
        let old = self.driver.window().await?;
        let new = self.driver.new_tab().await?;
        self.driver.switch_to_window(old).await?;
        self.driver.close_window().await?;
        self.driver.switch_to_window(new).await?;
        // The setting went with the tab that it was made in.
        self.allow_downloads().await
    }

    /// Writes what the window shows to `target/e2e/<name>.png` and returns that path.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let path = evidence_folder()?.join(format!("{name}.png"));
        self.driver.screenshot(&path).await?;
        Ok(path)
    }

    /// Keeps downloads of the tab that is worked in. The setting goes with the tab that it was made in.
    pub async fn allow_downloads(&self) -> Result {
        self.command(
            "Browser.setDownloadBehavior",
            json!({"behavior": "allow", "downloadPath": self.folder.downloads_path()}),
        )
        .await
    }

    /// Best effort: the test's own failure is what gets reported.
    async fn leave_evidence(&self, name: &str) {
        if let Ok(path) = self.screenshot(name).await {
            eprintln!("e2e: {name}: the page is in {}", path.display());
        }
        if let Ok(errors) = self.console_errors().await {
            eprintln!("e2e: {name}: console errors: {errors:#?}");
        }
    }
}

fn capabilities(folder: &Folder, flags: &[String]) -> Result<thirtyfour::Capabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    let flags = flags.iter().map(String::as_str);
    for flag in FLAGS.into_iter().chain(flags) {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", folder.profile().display()))?;
    capabilities.set_binary(&driver::browser_program()?.to_string_lossy())?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities.into())
}

fn evidence_folder() -> Result<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
        PathBuf::from,
    );
    let folder = target.join("e2e");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
