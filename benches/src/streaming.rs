//! A document of 165 kB that arrives in 1029 updates: our real page, fed by a scripted provider, and the
//! peers, fed the same updates.

use crate::{
    failure::{Failure, Result},
    input::Stream,
    server::Server,
    session::{Memory, Session, until},
    trace::{Span, Trace},
    weight::Scales,
};
use e2e::{
    Page, Site,
    page::Endpoint,
    provider::{Dialect, Ending, Provider, Script},
};
use serde_json::json;
use std::{path::Path, time::Duration};
use tokio::time::sleep;

/// The time between two updates: a fast model's, and more than a frame.
pub const PACE: Duration = Duration::from_millis(20);
/// How long is waited after the last update for what it caused.
const REST: Duration = Duration::from_millis(1500);

/// What streaming the document cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Streamed {
    /// How many updates the renderer saw.
    pub updates: usize,
    /// From the first update until all is quiet.
    pub total: Span,
    /// During the first tenth of the updates.
    pub first: Span,
    /// During the last tenth of the updates.
    pub last: Span,
    /// The memory.
    pub memory: Memory,
    /// What was loaded for it, compressed.
    pub bytes: usize,
}

/// Our page, from the request to the last drawing.
///
/// # Errors
/// When the page cannot be driven or did not show the document.
pub async fn ours(stream: &Stream, dist: &Path, scales: &mut Scales) -> Result<Streamed> {
    let session = Session::start().await?;
    session
        .observe(include_str!("../peers/pages/observe.js"))
        .await?;
    let provider = Provider::start(Script {
        delta: stream.delta,
        pieces: Vec::new(),
        delay: PACE,
        ..Script::text(stream.text.as_str())
    })
    .await?;
    let site = Site::built().await?;
    let page = Page::open(&session.browser, &site, "#/settings").await?;
    page.configure(&Endpoint {
        preset: "OpenAI",
        url: &provider.base(Dialect::OpenAi),
        key: "sk-bench",
        model: "scripted-large",
    })
    .await?;
    page.go("#/new").await?;
    page.paste("brief-text", "Order management.").await?;
    session.start_recording().await?;
    page.click("generate").await?;
    until("the end of the stream", async || {
        let ending = provider.chats().last().map(|chat| chat.ending);
        Ok(ending == Some(Ending::Sent))
    })
    .await?;
    sleep(REST).await;
    let (trace, memory) = session.end_recording().await?;
    page.run_is("done").await?;
    let files: Vec<_> = site
        .requests()
        .iter()
        .map(|path| dist.join(path.trim_start_matches('/')))
        .filter(|path| path.is_file())
        .collect();
    let bytes = scales.weigh(&files)? + scales.weigh(&[dist.join("index.html")])?;
    read(&trace, memory, bytes)
}

/// A peer's page, fed by a script in it.
///
/// # Errors
/// When the page throws, or cannot be driven.
pub async fn peer(
    name: &str,
    stream: &Stream,
    server: &Server,
    scales: &mut Scales,
) -> Result<Streamed> {
    let session = Session::start().await?;
    server.forget_requests();
    session.browser.open(&server.page(name)).await?;
    until("the peer to load", async || {
        let loaded = session.run("return typeof update === 'function'", vec![]);
        Ok(loaded.await? == true)
    })
    .await?;
    session.start_recording().await?;
    let pace = u64::try_from(PACE.as_millis()).unwrap_or_default();
    session
        .run_long(
            "the peer to show all updates",
            "await feed(arguments[0], arguments[1], update)",
            vec![json!(stream.chunks()), json!(pace)],
        )
        .await?;
    sleep(REST).await;
    let (trace, memory) = session.end_recording().await?;
    let shown = session
        .run(
            "return document.getElementById('out').textContent.length",
            vec![],
        )
        .await?;
    if shown.as_u64().unwrap_or_default() < stream.text.len() as u64 / 2 {
        return Err(Failure::Page(format!("it shows only {shown} characters")));
    }
    read(&trace, memory, scales.weigh(&server.requested_files())?)
}

fn read(trace: &Trace, memory: Memory, bytes: usize) -> Result<Streamed> {
    let updates = trace.marks("update");
    let (Some(first), Some(finish)) = (updates.first(), trace.marks("finish").last().copied())
    else {
        return Err(Failure::Page("the page was not updated".into()));
    };
    let tenth = updates.len() / 10;
    let after_first = updates.get(tenth).copied().unwrap_or(finish);
    let before_last = updates[updates.len() - tenth.max(1)];
    Ok(Streamed {
        updates: updates.len(),
        total: trace.between(*first, trace.end()),
        first: trace.between(*first, after_first),
        last: trace.between(before_last, finish),
        memory,
        bytes,
    })
}
