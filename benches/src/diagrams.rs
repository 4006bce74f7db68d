//! The same diagrams, drawn by our worker and by mermaid.js, one after the other, from source to a
//! drawing in the page.

use crate::{
    failure::{Failure, Result},
    input::Fixture,
    server::Server,
    session::{Session, until},
    statistics::median,
    weight::Scales,
};
use backend_architect::domain::{locale::Locale, preview::Ask};
use serde::Deserialize;
use serde_json::{Value, json};

/// How often each diagram is drawn; its figure is the median.
pub const PASSES: usize = 3;

/// How one diagram fared.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Drawn {
    /// The milliseconds from source to page.
    pub ms: f64,
    /// Why it was not drawn.
    pub error: Option<String>,
    /// Whether it was drawn from a repaired source.
    pub repaired: bool,
}

/// How the corpus fared, in its order.
#[derive(Debug, Clone, Default)]
pub struct Gallery {
    /// Each diagram with its median.
    pub drawn: Vec<Drawn>,
    /// The first drawing after the page had loaded, which still has everything to set up.
    pub cold: f64,
    /// What was loaded for it, compressed.
    pub bytes: usize,
}

/// Draws with our worker.
///
/// # Errors
/// When the worker cannot be driven.
pub async fn ours(corpus: &[Fixture], server: &Server, scales: &mut Scales) -> Result<Gallery> {
    let mut view = 0;
    let mut ask = |source: &str| -> Result<Value> {
        // A view of its own: nothing is remembered of the passes before.
        view += 1;
        let ask = Ask::Show {
            view,
            locale: Locale::En,
            persona: Locale::En,
            deliverables: None,
            text: fenced(source),
            streaming: false,
            prefix: String::new(),
        };
        Ok(serde_json::to_string(&ask)?.into())
    };
    let mut passes = Vec::new();
    for _ in 0..PASSES {
        let asks: Result<Vec<Value>> = corpus.iter().map(|diagram| ask(&diagram.text)).collect();
        passes.push(asks?);
    }
    gallery("ours", "await start()", &passes, server, scales).await
}

/// Draws with mermaid.js.
///
/// # Errors
/// When the page cannot be driven.
pub async fn mermaid(corpus: &[Fixture], server: &Server, scales: &mut Scales) -> Result<Gallery> {
    let sources: Vec<Value> = corpus
        .iter()
        .map(|diagram| diagram.text.as_str().into())
        .collect();
    gallery("mermaid", "", &vec![sources; PASSES], server, scales).await
}

/// A source that itself has a fence in it needs a longer one around it.
fn fenced(source: &str) -> String {
    let mut fence = "```".to_owned();
    while source.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}mermaid\n{}\n{fence}\n", source.trim_end())
}

async fn gallery(
    page: &str,
    start: &str,
    passes: &[Vec<Value>],
    server: &Server,
    scales: &mut Scales,
) -> Result<Gallery> {
    let session = Session::start().await?;
    server.forget_requests();
    session.browser.open(&server.page(page)).await?;
    until("the page to load", async || {
        let loaded = session.run("return typeof draw === 'function'", vec![]);
        Ok(loaded.await? == true)
    })
    .await?;
    session.run(start, vec![]).await?;
    let mut runs: Vec<Vec<Drawn>> = Vec::new();
    for pass in passes {
        let drawn = session
            .run_long(
                "the diagrams to be drawn",
                "return draw(arguments[0])",
                vec![json!(pass)],
            )
            .await?;
        runs.push(serde_json::from_value(drawn)?);
    }
    let first = runs
        .first()
        .ok_or_else(|| Failure::Page("nothing was drawn".into()))?;
    let drawn = first.iter().enumerate().map(|(index, drawn)| {
        let times: Vec<f64> = runs
            .iter()
            .filter_map(|run| run.get(index))
            .map(|drawn| drawn.ms)
            .collect();
        Drawn {
            ms: median(&times),
            ..drawn.clone()
        }
    });
    Ok(Gallery {
        drawn: drawn.collect(),
        cold: first.first().map_or(0.0, |drawn| drawn.ms),
        bytes: scales.weigh(&server.requested_files())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_stays_inside_its_fence() {
        assert_eq!(fenced("pie\n"), "```mermaid\npie\n```\n");
        assert!(fenced("a ``` b").starts_with("````mermaid\n"));
    }
}
