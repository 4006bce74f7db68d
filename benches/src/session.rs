//! One browser with one page that is measured: a fresh process each time, so that nobody inherits another
//! one's heap or caches.

use crate::{
    devtools::DevTools,
    failure::{Failure, Result},
    trace::Trace,
};
use e2e::Browser;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Mutex, task::JoinHandle, time::sleep};

/// How long any page may take for anything.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often the memory is looked at.
const SAMPLE: Duration = Duration::from_millis(50);

/// A browser that is being measured.
pub struct Session {
    /// The browser.
    pub browser: Browser,
    // Recording must not take the whole session: a page object borrows the browser meanwhile.
    recorder: Mutex<Recorder>,
}

struct Recorder {
    devtools: DevTools,
    memory: Option<Sampler>,
}

/// Memory, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Memory {
    /// The page's JavaScript heap after a collection.
    pub heap: u64,
    /// The most that the page's process held for itself at any moment: page, workers and their memories.
    /// None where the system does not tell.
    pub process: Option<u64>,
}

impl Session {
    /// Starts a browser.
    ///
    /// # Errors
    /// When there is none, or it does not speak its protocol.
    pub async fn start() -> Result<Self> {
        let browser = Browser::start().await?;
        browser.driver().set_script_timeout(PATIENCE).await?;
        browser.driver().set_page_load_timeout(PATIENCE).await?;
        let devtools = DevTools::connect(browser.driver()).await?;
        Ok(Self {
            browser,
            recorder: Mutex::new(Recorder {
                devtools,
                memory: None,
            }),
        })
    }

    /// The browser's name and version.
    ///
    /// # Errors
    /// When the browser does not say.
    pub async fn version(&self) -> Result<String> {
        self.recorder.lock().await.devtools.version().await
    }

    /// Has a script run in every page before its own.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn observe(&self, script: &str) -> Result {
        let parameters = json!({"source": script});
        Ok(self
            .browser
            .command("Page.addScriptToEvaluateOnNewDocument", parameters)
            .await?)
    }

    /// Runs a script; its value comes back, a promise is awaited. What it throws is the page's failure.
    ///
    /// # Errors
    /// What the page threw.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        // Arrow functions have no `arguments` of their own: the script sees WebDriver's.
        let wrapped = format!(
            "return (async () => {{ {script} }})().then(\
               (value) => ({{value}}),\
               (error) => ({{error: String(error?.message ?? error)}}))"
        );
        let mut answer = self.browser.run(&wrapped, arguments).await?;
        match answer.get("error").and_then(Value::as_str) {
            Some(error) => Err(Failure::Page(error.to_owned())),
            None => Ok(answer["value"].take()),
        }
    }

    /// Runs a script that takes long: a request to the driver must not wait for it.
    ///
    /// # Errors
    /// What the page threw, or that it took too long.
    pub async fn run_long(
        &self,
        what: &'static str,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        let begin = format!(
            "window.benchOutcome = null;\
             (async () => {{ {script} }})().then(\
               (value) => {{ window.benchOutcome = {{value: value ?? null}} }},\
               (error) => {{ window.benchOutcome = {{error: String(error?.message ?? error)}} }})"
        );
        self.run(&begin, arguments).await?;
        let mut outcome = Value::Null;
        until(what, async || {
            outcome = self.run("return window.benchOutcome", vec![]).await?;
            Ok(!outcome.is_null())
        })
        .await?;
        match outcome.get("error").and_then(Value::as_str) {
            Some(error) => Err(Failure::Page(error.to_owned())),
            None => Ok(outcome["value"].take()),
        }
    }

    /// Begins to record tasks and memory.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn start_recording(&self) -> Result {
        let mut recorder = self.recorder.lock().await;
        recorder.memory = Some(Sampler::start(recorder.devtools.renderers().await?));
        recorder.devtools.start_trace().await
    }

    /// Ends the recording.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn end_recording(&self) -> Result<(Trace, Memory)> {
        let mut recorder = self.recorder.lock().await;
        let events = recorder.devtools.end_trace().await?;
        let process = recorder.memory.take().and_then(|sampler| sampler.most());
        let memory = Memory {
            heap: self.heap().await?,
            process,
        };
        Ok((Trace::read(&events), memory))
    }

    async fn heap(&self) -> Result<u64> {
        let cdp = self.browser.driver().cdp();
        cdp.send_raw("HeapProfiler.collectGarbage", json!({}))
            .await?;
        cdp.send_raw("Performance.enable", json!({})).await?;
        let answer = cdp.send_raw("Performance.getMetrics", json!({})).await?;
        let metrics = answer["metrics"].as_array();
        let used = metrics
            .into_iter()
            .flatten()
            .find(|metric| metric["name"] == "JSHeapUsedSize")
            .and_then(|metric| metric["value"].as_f64());
        used.map(|bytes| bytes as u64)
            .ok_or_else(|| Failure::Protocol("no heap among the metrics".into()))
    }
}

/// Waits until something is true, looking seldom: looking is work for the page, too.
///
/// # Errors
/// When it does not become true in time, or the check fails.
pub async fn until(what: &'static str, mut check: impl AsyncFnMut() -> Result<bool>) -> Result {
    const INTERVAL: Duration = Duration::from_millis(250);
    let mut waited = Duration::ZERO;
    while !check().await? {
        if waited > PATIENCE {
            return Err(Failure::Timeout {
                what,
                seconds: PATIENCE.as_secs(),
            });
        }
        sleep(INTERVAL).await;
        waited += INTERVAL;
    }
    Ok(())
}

/// Looks at the memory of processes until it is asked for the most that it saw.
struct Sampler {
    most: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Sampler {
    fn start(processes: Vec<u64>) -> Self {
        let most = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&most);
        let task = tokio::spawn(async move {
            loop {
                for process in &processes {
                    if let Some(bytes) = own_memory(*process).await {
                        seen.fetch_max(bytes, Ordering::Relaxed);
                    }
                }
                sleep(SAMPLE).await;
            }
        });
        Self { most, task }
    }

    fn most(self) -> Option<u64> {
        self.task.abort();
        let most = self.most.load(Ordering::Relaxed);
        (most > 0).then_some(most)
    }
}

/// What a process holds in memory and shares with nobody, where the system has Linux's `/proc`.
async fn own_memory(process: u64) -> Option<u64> {
    let status = tokio::fs::read_to_string(format!("/proc/{process}/status")).await;
    let status = status.ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
