//! The corpus of attacks in a real browser, in the app and in the exported file: nothing runs, nobody is
//! asked, nothing leaves its place, and what follows an attack is shown as ever.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    with_browser,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    corpus::{Attack, CALM, Document, attacks, documents},
    large_contracts, large_diagrams, sizes,
};

/// How long the page may stand still, in milliseconds: its own patience with the renderer, of which it
/// says itself when a figure takes longer.
const PATIENCE: f64 = 10_000.0;
const INSPECT: &str = include_str!("inspect.js");
const SPY: &str = include_str!("spy.js");
const DOCUMENT: &str = "[data-testid=document]";

/// How many diagrams are drawn at least: an attack that does not parse says nothing about drawings.
const LEAST_DRAWN: [(&str, usize); 2] = [("diagrams", 75), ("texts", 13)];

/// What a document looks like on its way.
const PROGRESS: &str = "\
    const root = document.querySelector(arguments[0]);\
    const figures = [...(root?.querySelectorAll('[data-testid=diagram], [data-testid=contract]') ?? [])];\
    const calm = figures.filter((figure) => figure.querySelector('pre')?.textContent.includes('Calm --> Sea'));\
    return {\
      title: root?.querySelector('h1')?.childNodes[0]?.textContent ?? '',\
      paragraphs: [...(root?.querySelectorAll('p') ?? [])].map((node) => node.textContent.trim()),\
      pending: figures.filter((figure) => figure.dataset.state === 'pending').map((figure) => figure.id),\
      calm: calm.some((figure) => figure.dataset.state === 'ok' && figure.querySelector('svg')),\
      drawn: figures.filter((figure) => figure.querySelector('.diagram-canvas svg')).length,\
      abandoned: [...(root?.querySelectorAll('[data-code=F101]') ?? [])]\
        .map((node) => node.closest('section')?.querySelector('h2')?.textContent ?? '?'),\
      stood: window.stood ?? 0,\
    }";

/// Opens what can be opened, so that it is filled; says how much it opened.
const OPEN: &str = "\
    const closed = [...document.querySelectorAll(arguments[0] + ' details:not([open])')].slice(0, 200);\
    window.opened = closed.filter((details) => details.hasAttribute('data-lazy'));\
    closed.forEach((details) => { details.open = true });\
    return closed.length";

/// Follows the links within the document, wherever they say that they lead. Each makes the page scroll, so
/// where there are thousands of them none is followed.
const FOLLOW: &str = "\
    const links = document.querySelectorAll(arguments[0] + ' a[href^=\"#\"]:not(.anchor)');\
    if (links.length < 300) links.forEach((link) => link.click());\
    return location.hash";

/// How much of what was opened is still empty.
const EMPTY: &str = "return window.opened.filter(({lastElementChild}) => !lastElementChild?.hasChildNodes()).length";

#[derive(Debug, Deserialize)]
struct Progress {
    title: String,
    paragraphs: Vec<String>,
    pending: Vec<String>,
    calm: bool,
    drawn: usize,
    abandoned: Vec<String>,
    stood: f64,
}

#[derive(Debug, Deserialize)]
struct Inspected {
    found: Vec<String>,
    planted: Option<String>,
    violations: Vec<String>,
    resources: Vec<String>,
}

/// A document, its file, and what is wrong with either.
struct Trial<'a> {
    document: &'a Document,
    root: &'static str,
    wrong: Vec<String>,
}

impl Trial<'_> {
    fn wrong(&mut self, what: impl std::fmt::Display) {
        self.wrong.push(format!("{}: {what}", self.document.name));
    }

    /// Waits until the whole document is shown.
    async fn whole(&mut self, browser: &Browser) -> Result {
        let what = format!("{} to be whole", self.document.name);
        let progress = eventually(&what, async || {
            let seen = browser.run(PROGRESS, vec![self.root.into()]).await;
            let seen = seen.map_err(|error| error.to_string())?;
            let seen: Progress = serde_json::from_value(seen).map_err(|error| error.to_string())?;
            // Not the one before.
            let shown = seen.title == self.document.name;
            let read = seen.paragraphs.iter().any(|text| text == CALM);
            match shown && read && seen.calm && seen.pending.is_empty() {
                true => Ok(seen),
                false => Err(format!(
                    "{}, {} paragraphs, {:?}",
                    seen.title,
                    seen.paragraphs.len(),
                    seen.pending
                )),
            }
        })
        .await?;
        if progress.stood > PATIENCE {
            self.wrong(format!("the page stood still for {} ms", progress.stood));
        }
        let least = LEAST_DRAWN
            .iter()
            .find(|(name, _)| *name == self.document.name);
        if least.is_some_and(|(_, least)| progress.drawn < *least) {
            self.wrong(format!("only {} diagrams are drawn", progress.drawn));
        }
        for figure in progress.abandoned {
            self.wrong(format!("drawing did not end: {figure}"));
        }
        for paragraph in &self.document.paragraphs {
            if !progress.paragraphs.contains(paragraph) {
                self.wrong.push(format!(
                    "{}: no paragraph “{paragraph}”",
                    self.document.name
                ));
            }
        }
        Ok(())
    }

    /// Looks at every element, and at what the page asked for; `own` are the places where it may ask.
    async fn harmless(&mut self, browser: &Browser, own: &[&str]) -> Result {
        let seen = browser.run(INSPECT, vec![self.root.into()]).await?;
        let seen: Inspected = serde_json::from_value(seen)?;
        for found in seen.found {
            self.wrong(found);
        }
        if let Some(planted) = seen.planted {
            let number: usize = planted.parse().unwrap_or_default();
            let name = number
                .checked_sub(1)
                .and_then(|at| self.document.attacks.get(at));
            self.wrong(format!("{planted} ran: {name:?}"));
        }
        for violation in seen.violations {
            self.wrong(format!("the policy refused {violation}"));
        }
        for resource in seen
            .resources
            .iter()
            .filter(|name| !own.iter().any(|own| name.starts_with(own)))
        {
            self.wrong(format!("asked for {resource}"));
        }
        let errors = browser.console_errors().await?;
        for error in errors {
            self.wrong(format!("the console: {error}"));
        }
        Ok(())
    }
}

async fn open_all(browser: &Browser, root: &str) -> Result {
    // What is opened may hold more.
    for _ in 0..3 {
        if browser.run(OPEN, vec![root.into()]).await? == json!(0) {
            break;
        }
        eventually("what was opened to be filled", async || {
            match browser.run(EMPTY, vec![]).await {
                Ok(empty) if empty == json!(0) => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
    }
    Ok(())
}

/// Imports each document, looks at it, exports it and looks at the file.
async fn withstood(name: &str, documents: &[Document], site: &Site, beacon: &Site) -> Result {
    let mut wrong = Vec::new();
    with_browser(name, async |browser| {
        spy(browser).await?;
        let page = Page::open(browser, site, "").await?;
        let mut files = Vec::new();
        for document in documents {
            let mut trial = Trial {
                document,
                root: DOCUMENT,
                wrong: Vec::new(),
            };
            let file = browser.file("attack.md", document.file())?;
            browser.run("window.standAgain()", vec![]).await?;
            page.import(&file).await?;
            page.arrive("#/design/").await?;
            files.push(look(browser, &page, &mut trial, &[site.url()]).await?);
            wrong.append(&mut trial.wrong);
        }
        wrong.extend(elsewhere(browser, &page).await?);
        for (document, file) in documents.iter().zip(&files) {
            let mut trial = Trial {
                document,
                root: "body",
                wrong: Vec::new(),
            };
            let path = browser.file("attack.html", file)?;
            browser.open(&format!("file://{}", path.display())).await?;
            trial.whole(browser).await?;
            trial.harmless(browser, &["data:"]).await?;
            wrong.append(&mut trial.wrong);
        }
        Ok(())
    })
    .await?;
    verdict(wrong, beacon)
}

/// What reorders the page's text where it tells of designs without showing them.
async fn elsewhere(browser: &Browser, page: &Page<'_>) -> Result<Vec<String>> {
    let brief = page.brief().await?;
    page.go("#/").await?;
    page.one("design-card").await?;
    let shown = browser
        .run("return document.body.textContent", vec![])
        .await?;
    let shown = shown.as_str().unwrap_or_default().to_owned();
    assert!(brief.contains("window.planted=0") && shown.contains("window.planted=0"));
    let reorders = |text: &str| text.contains(['\u{202e}', '\u{2067}']);
    let places = [("the brief's panel", brief), ("the library", shown)];
    let places = places.into_iter().filter(|(_, text)| reorders(text));
    Ok(places
        .map(|(place, _)| format!("reorders in {place}"))
        .collect())
}

/// Judges the open design; returns its file.
async fn look(
    browser: &Browser,
    page: &Page<'_>,
    trial: &mut Trial<'_>,
    own: &[&str],
) -> Result<String> {
    trial.whole(browser).await?;
    open_all(browser, trial.root).await?;
    trial.harmless(browser, own).await?;
    let place = browser.run(FOLLOW, vec![trial.root.into()]).await?;
    if !place
        .as_str()
        .is_some_and(|place| place.starts_with("#/design/"))
    {
        trial.wrong(format!("a link led to {place}"));
    }
    let file = page.save("export-page", ".html").await?;
    Ok(file)
}

fn verdict(mut wrong: Vec<String>, beacon: &Site) -> Result {
    wrong.extend(
        beacon
            .requests()
            .iter()
            .map(|path| format!("asked for {path}")),
    );
    // Line by line, as an error's own form is not.
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    Ok(())
}

async fn spy(browser: &Browser) -> Result {
    browser
        .command(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": SPY}),
        )
        .await
}

async fn of_files(name: &str, files: &[&str]) -> Result {
    let site = Site::built().await?;
    let beacon = Site::built_below("/beacon/").await?;
    let mut all = Vec::new();
    for file in files {
        all.extend(documents(file, &attacks(file)?, beacon.url()));
    }
    withstood(name, &all, &site, &beacon).await
}

/// What the search for attacks must find, and a part of what it says of it.
const PLANTED: [(&str, &str); 22] = [
    ("<script>1</script>", "the element <script"),
    ("<iframe></iframe>", "the element <iframe"),
    ("<form></form>", "the element <form"),
    ("<img alt=x>", "the element <img"),
    ("<math><mi>x</mi></math>", "the element <math"),
    (
        "<svg><foreignObject></foreignObject></svg>",
        "the element <foreignObject",
    ),
    ("<svg><a href='#x'></a></svg>", "the element <a"),
    ("<svg><use href='#x'></use></svg>", "href=#x"),
    ("<p onclick='1'>x</p>", "onclick=1"),
    ("<a href='javascript:1'>x</a>", "href=javascript:1"),
    ("<a href='#/settings'>x</a>", "href=#/settings"),
    (
        "<a href='https://a@b.example/' rel='noopener noreferrer'>x</a>",
        "href=https://a@b.example/",
    ),
    ("<a href='https://a.example/'>x</a>", "rel of <a"),
    ("<input type=text>", "a field"),
    (
        "<p style='background: url(//d.invalid)'>x</p>",
        "style=background",
    ),
    ("<p style='position: fixed'>x</p>", "style of <p"),
    ("<style>p { color: red }</style>", "outside of a drawing"),
    (
        "<svg id=d><style>p { color: red }</style></svg><p>x</p>",
        "reach out of it",
    ),
    (
        "<svg id=d><style>#d { position: fixed }</style></svg>",
        "position in #d",
    ),
    (
        "<svg id=d><style>@import 'data:text/css,'</style></svg>",
        "style: @import",
    ),
    (
        "<p id=one>x</p><p id=one>x</p>",
        "two elements with the id one",
    ),
    (
        "<p title='\u{202e}x'>\u{2066}x</p>",
        "reorders in p title=<U+202e>",
    ),
];

/// Or an empty answer would say nothing.
#[tokio::test]
async fn the_inspection_finds_what_is_planted() -> Result {
    with_browser("attacks-inspection", async |browser| {
        spy(browser).await?;
        browser
            .open("data:text/html,<title>x</title><link rel=icon href=data:,><body>")
            .await?;
        for (planted, expected) in PLANTED {
            let write = "document.body.innerHTML = '<div>' + arguments[0] + '</div>'";
            browser.run(write, vec![planted.into()]).await?;
            let seen = browser.run(INSPECT, vec!["body".into()]).await?;
            let seen: Inspected = serde_json::from_value(seen)?;
            let found = seen.found.iter().any(|found| found.contains(expected));
            assert!(found, "{planted}: {:?}", seen.found);
        }
        let ran = "document.body.innerHTML = '<img src=x onerror=\"alert(1)\">';\
            return new Promise((done) => setTimeout(() => done(window.planted ?? null), 200))";
        assert_eq!(browser.run(ran, vec![]).await?, json!("alert"));
        browser
            .expect_errors(&["d.invalid", "ERR_", "Failed to load"])
            .await
    })
    .await
}

#[tokio::test]
async fn attacks_in_markdown_do_nothing() -> Result {
    of_files("attacks-markdown", &["markup", "links", "texts"]).await
}

#[tokio::test]
async fn attacks_in_diagrams_do_nothing() -> Result {
    of_files("attacks-diagrams", &["diagrams"]).await
}

#[tokio::test]
async fn attacks_in_contracts_do_nothing() -> Result {
    of_files("attacks-contracts", &["contracts"]).await
}

/// Each group is a document of its own: a page bears so much.
async fn of_sizes(name: &str, groups: &[(&str, Vec<Attack>)]) -> Result {
    let site = Site::built().await?;
    let beacon = Site::built_below("/beacon/").await?;
    let documents: Vec<_> = groups
        .iter()
        .flat_map(|(group, attacks)| documents(group, attacks, beacon.url()))
        .collect();
    withstood(name, &documents, &site, &beacon).await
}

#[tokio::test]
async fn large_and_deep_markdown_is_borne() -> Result {
    let groups = [
        ("depth", sizes::markdown()),
        ("number", sizes::many()),
        ("tables", sizes::tables()),
    ];
    of_sizes("attacks-large-markdown", &groups).await
}

#[tokio::test]
async fn large_and_deep_diagrams_are_borne() -> Result {
    let groups = [("large diagrams", large_diagrams::diagrams())];
    of_sizes("attacks-large-diagrams", &groups).await
}

#[tokio::test]
async fn large_and_deep_contracts_are_borne() -> Result {
    let groups = [
        ("large contracts", large_contracts::contracts()),
        ("doubling contracts", large_contracts::doubling()),
    ];
    of_sizes("attacks-large-contracts", &groups).await
}

/// As a model sends it, piece by piece: what is shown on the way is as harmless as the end.
#[tokio::test]
async fn attacks_in_a_stream_do_nothing() -> Result {
    let site = Site::built().await?;
    let beacon = Site::built_below("/beacon/").await?;
    let mut rows = Vec::new();
    for file in ["markup", "links", "texts"] {
        rows.extend(attacks(file)?.into_iter().filter(|attack| !attack.alone));
    }
    let document = documents("stream", &rows, beacon.url()).remove(0);
    let mut trial = Trial {
        document: &document,
        root: DOCUMENT,
        wrong: Vec::new(),
    };
    with_browser("attacks-stream", async |browser| {
        spy(browser).await?;
        let provider = Provider::start(Script::text(document.text.as_str())).await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.configure(&Endpoint {
            preset: "OpenAI",
            url: &provider.base(Dialect::OpenAi),
            key: "sk-attacks",
            model: "scripted-large",
        })
        .await?;
        page.generate("Attack").await?;
        page.run_is("done").await?;
        look(
            browser,
            &page,
            &mut trial,
            &[site.url(), &provider.base(Dialect::OpenAi)],
        )
        .await?;
        Ok(())
    })
    .await?;
    verdict(std::mem::take(&mut trial.wrong), &beacon)
}
