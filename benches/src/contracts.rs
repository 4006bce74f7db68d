//! API contracts from their text to what a reader sees: our real page, into which a design with the
//! contract is imported, and the peers' documented bundles, given its address.

use crate::{
    failure::{Failure, Result},
    server::Server,
    session::{Memory, Session, until},
    trace::Span,
    weight::Scales,
};
use e2e::{Page, Site};
use serde_json::{Value, json};
use std::path::Path;

/// Without a long task for so long, a page counts as finished, in milliseconds.
const QUIET: u64 = 1500;

/// What showing a contract cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    /// Milliseconds until the first operation (or the contract) stands in the page, laid out.
    pub first: f64,
    /// All tasks until the page was quiet.
    pub work: Span,
    /// The memory.
    pub memory: Memory,
    /// How many operations the page then holds.
    pub operations: usize,
    /// What was loaded for it, compressed.
    pub bytes: usize,
}

/// A contract to show.
#[derive(Debug, Clone)]
pub struct Contract {
    /// The name of the file.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Our page: what is measured begins when the page hands the text to its worker.
///
/// # Errors
/// When the page cannot be driven.
pub async fn ours(contract: &Contract) -> Result<Shown> {
    let session = Session::start().await?;
    session
        .observe(include_str!("../peers/pages/observe.js"))
        .await?;
    let site = Site::built().await?;
    let language = if contract.name.ends_with(".json") {
        "json"
    } else {
        "yaml"
    };
    let design = format!(
        "# Contract\n\n```{language}\n{}\n```\n",
        contract.text.trim_end()
    );
    let file = session.browser.file("contract.md", design)?;
    let page = Page::open(&session.browser, &site, "#/").await?;
    page.one("import").await?;
    // The start page shows a sample: what is measured begins when that is done.
    until("the sample to be drawn", async || {
        let drawn = "const shown = document.querySelector('[data-testid=document]:not([aria-busy=true])');\
             return !!shown && !!shown.querySelector('[data-testid=diagram]')\
             && !shown.querySelector('[data-state=pending]')";
        Ok(session.run(drawn, vec![]).await? == true)
    })
    .await?;
    session
        .run_long("the page to be quiet", SETTLED, vec![json!(QUIET)])
        .await?;
    let forget = "window.benchAsked = window.benchShown = undefined";
    session.run(forget, vec![]).await?;
    session.start_recording().await?;
    page.import(&file).await?;
    let first = shown(&session).await?;
    session
        .run_long("the page to be quiet", SETTLED, vec![json!(QUIET)])
        .await?;
    let (trace, memory) = session.end_recording().await?;
    let operations = session
        .run(
            "return document.querySelectorAll('[data-kind=openapi] [data-method]').length",
            vec![],
        )
        .await?;
    let begin = trace.marks("show").last().copied().unwrap_or_default();
    Ok(Shown {
        first,
        work: trace.between(begin, trace.end()),
        memory,
        operations: count(&operations),
        // The page is there already when a contract comes; its weight is in the table of sizes.
        bytes: 0,
    })
}

async fn shown(session: &Session) -> Result<f64> {
    let mut first = 0.0;
    until("the contract to be shown", async || {
        let seen = session
            .run("return window.benchShown ?? null", vec![])
            .await?;
        first = seen.as_f64().unwrap_or_default();
        Ok(seen.is_number())
    })
    .await?;
    Ok(first)
}

/// The page of a peer loads nothing of ours, and ours nothing of its: each gets the same script.
const SETTLED: &str = "\
    return new Promise((done) => {\
      const began = performance.now();\
      let last = began;\
      const observer = new PerformanceObserver((list) => {\
        for (const entry of list.getEntries()) last = Math.max(last, entry.startTime + entry.duration);\
      });\
      observer.observe({type: 'longtask', buffered: true});\
      const timer = setInterval(() => {\
        if (performance.now() - Math.max(last, began) < arguments[0]) return;\
        clearInterval(timer);\
        done(last);\
      }, 100);\
    })";

/// A peer's page: what is measured begins when its documented call is made.
///
/// # Errors
/// When the page throws, or cannot be driven.
pub async fn peer(
    name: &str,
    contract: &Contract,
    server: &Server,
    scales: &mut Scales,
) -> Result<Shown> {
    let session = Session::start().await?;
    let file = Path::new(&contract.name).file_name().unwrap_or_default();
    let url = server.offer(&file.to_string_lossy(), contract.text.clone());
    server.forget_requests();
    session.browser.open(&server.page(name)).await?;
    until("the peer to load", async || {
        let loaded = session.run("return typeof show === 'function'", vec![]);
        Ok(loaded.await? == true)
    })
    .await?;
    session.start_recording().await?;
    let first = session
        .run_long(
            "the peer to show the contract",
            "return shown(selector, () => show(arguments[0]))",
            vec![json!(url)],
        )
        .await?;
    session
        .run_long("the page to be quiet", SETTLED, vec![json!(QUIET)])
        .await?;
    let (trace, memory) = session.end_recording().await?;
    let operations = session.run("return operations()", vec![]).await?;
    let begin = trace.marks("show").first().copied().unwrap_or_default();
    Ok(Shown {
        first: first
            .as_f64()
            .ok_or_else(|| Failure::Page("it showed nothing".into()))?,
        work: trace.between(begin, trace.end()),
        memory,
        operations: count(&operations),
        bytes: scales.weigh(&server.requested_files())?,
    })
}

fn count(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or_default()
}
