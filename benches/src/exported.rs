//! The exported page: is it one file that asks for nothing?

use crate::{
    failure::{Failure, Result},
    session::Session,
};
use e2e::{Page, Site, transcript};
use serde_json::Value;

/// What opening an exported page did.
#[derive(Debug, Clone, Default)]
pub struct Exported {
    /// How large the file is.
    pub bytes: usize,
    /// What the page asked for beside itself.
    pub requests: Vec<String>,
    /// How many scripts it has.
    pub scripts: usize,
    /// How many drawings it shows.
    pub drawings: usize,
}

/// Imports a model's answer, exports its page, and opens that from disk.
///
/// # Errors
/// When the page cannot be driven.
pub async fn open() -> Result<Exported> {
    let session = Session::start().await?;
    let site = Site::built().await?;
    let file = session
        .browser
        .file("design.md", transcript::ALL[0].answer())?;
    let page = Page::open(&session.browser, &site, "#/").await?;
    page.import(&file).await?;
    page.one("diagram").await?;
    let html = page.save("export-page", ".html").await?;
    let path = session.browser.file("exported.html", &html)?;
    session
        .browser
        .open(&format!("file://{}", path.display()))
        .await?;
    let seen = session
        .run(
            "const count = (selector) => document.querySelectorAll(selector).length;\
             return {\
               requests: performance.getEntriesByType('resource').map((entry) => entry.name),\
               scripts: count('script'),\
               drawings: count('[data-testid=diagram] svg'),\
             }",
            vec![],
        )
        .await?;
    let count = |name: &str| {
        let count = seen[name].as_u64();
        count.and_then(|count| usize::try_from(count).ok())
    };
    let requests: Option<Vec<String>> = seen["requests"].as_array().map(|requests| {
        let names = requests.iter().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    });
    match (requests, count("scripts"), count("drawings")) {
        (Some(requests), Some(scripts), Some(drawings)) => Ok(Exported {
            bytes: html.len(),
            requests,
            scripts,
            drawings,
        }),
        _ => Err(Failure::Page(format!("the exported page says {seen}"))),
    }
}
