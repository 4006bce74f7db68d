//! A long library: how long after the navigation its list is there and takes clicks.

use crate::{
    failure::{Failure, Result},
    session::{Session, until},
    statistics::median,
};
use e2e::{Page, Site, library::put_designs};

/// How many designs the long library has.
pub const DESIGNS: u64 = 500;
/// A library that fills the first screen and no more: what the page itself takes.
pub const SHORT: u64 = 8;
/// How often each is opened.
const VISITS: usize = 9;

/// Notes when the list is there and takes clicks, in milliseconds since the navigation began.
const WATCH: &str = "\
    new MutationObserver((_, watch) => {\
      if (document.querySelectorAll('[data-testid=\"design-card\"]').length < 8) return;\
      watch.disconnect();\
      requestAnimationFrame(() => setTimeout(() => { window.listed = performance.now() }));\
    }).observe(document, {childList: true, subtree: true});";

/// The medians of several visits, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Opened {
    /// Of [`SHORT`] designs.
    pub short: f64,
    /// Of [`DESIGNS`].
    pub long: f64,
}

/// Opens a short library and a long one, several times each, in one browser whose caches are warm.
///
/// # Errors
/// When the page cannot be driven.
pub async fn open() -> Result<Opened> {
    let session = Session::start().await?;
    let site = Site::built().await?;
    let page = Page::open(&session.browser, &site, "").await?;
    page.wait_count("design-card", 1).await?;
    session.observe(WATCH).await?;
    let mut opened = Opened::default();
    for designs in [SHORT, DESIGNS] {
        put_designs(&session.browser, designs).await?;
        let mut times = Vec::new();
        for _ in 0..VISITS {
            page.reload().await?;
            times.push(listed(&session).await?);
        }
        match designs {
            SHORT => opened.short = median(&times),
            _ => opened.long = median(&times),
        }
    }
    Ok(opened)
}

async fn listed(session: &Session) -> Result<f64> {
    let mut time = None;
    until("the list of designs", async || {
        let listed = session.run("return window.listed ?? null", vec![]).await?;
        time = listed.as_f64();
        Ok(time.is_some())
    })
    .await?;
    time.ok_or_else(|| Failure::Page("the list has no time".into()))
}
