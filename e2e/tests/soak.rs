//! Five hundred requests with random faults, through the page: every design ends as done, and no received
//! character is lost or doubled.
//!
//! The faults follow from a seed that is printed; `SOAK_SEED=…` plays the same ones again.

use e2e::{
    Browser, HarnessError, Page, Result, Site,
    page::Endpoint,
    provider::{Deviation, Dialect, ErrorForm, Fault, Joint, Provider, Script, Wait},
    with_browser,
};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::Instant;

const REQUESTS: usize = 500;
/// The most faults of one design: what a page bears before it asks its user.
const MOST_FAULTS: usize = 4;
/// Designs between two changes of the endpoint.
const DESIGNS_PER_DIALECT: usize = 8;
/// The pauses before new tries are real ones for the page, but pass so many times faster.
const HURRY: u32 = 40;
const LIMIT: Duration = Duration::from_secs(180);
const SEED: u64 = 20_261_125;

/// SplitMix64: enough randomness for faults, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from a range, its end excluded.
    fn within(&mut self, from: usize, to: usize) -> usize {
        let span = (to - from).max(1) as u64;
        from + usize::try_from(self.next() % span).unwrap_or(0)
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.within(0, choices.len())]
    }
}

/// The kinds of faults, by the name under which they are counted.
const KINDS: [&str; 9] = [
    "429 with a stated delay",
    "500",
    "503 while loading",
    "529",
    "cut by a reset",
    "ended early",
    "error inside the stream",
    "no terminal marker",
    "stopped for length",
];

/// A design's text, and what goes wrong before all of it has come.
struct Plan {
    text: String,
    kinds: Vec<&'static str>,
    scripts: Vec<Script>,
}

impl Plan {
    fn new(number: usize, dialect: Dialect, random: &mut Random) -> Self {
        let text = text(number, random);
        let kinds = kinds(random);
        let mut scripts: Vec<Script> = kinds
            .iter()
            .map(|kind| faulty(kind, script(&text, random), dialect, random))
            .collect();
        scripts.push(script(&text, random));
        Self {
            text,
            kinds,
            scripts,
        }
    }
}

/// What goes wrong in one design: no more than a page bears before it asks its user. It asks a server
/// again that is busy; one that hangs up on it without a word it gives up sooner, and one that says
/// nothing new when it is asked for the rest.
fn kinds(random: &mut Random) -> Vec<&'static str> {
    let mut kinds: Vec<&str> = Vec::new();
    for _ in 0..random.within(1, MOST_FAULTS + 1) {
        let kind = random.of(&KINDS);
        let hung_up = |kind: &str| kind == "cut by a reset" || kind == "ended early";
        if hung_up(kind) && kinds.iter().any(|earlier| hung_up(earlier)) {
            continue;
        }
        kinds.push(kind);
        if kind == "no terminal marker" {
            break;
        }
    }
    kinds
}

/// Prose, a table and a fence in two languages. Every line is another one, so that a lost or doubled
/// line cannot go unseen.
fn text(number: usize, random: &mut Random) -> String {
    let mut text = format!("# Design {number} 设计\n\n");
    for part in 0..random.within(2, 5) {
        text.push_str(&format!("## Part {part} of {number}\n\n"));
        for line in 0..random.within(1, 5) {
            let size = random.next();
            text.push_str(&format!(
                "Service {line} keeps {size:x} 条记录, part {part}.\n"
            ));
        }
        text.push_str("\n| name | owns |\n|---|---|\n");
        for row in 0..random.within(1, 5) {
            text.push_str(&format!(
                "| row {row}.{part} | table {:x} |\n",
                random.next()
            ));
        }
        text.push_str("\n```yaml\nservices:\n");
        for line in 0..random.within(1, 5) {
            text.push_str(&format!(
                "  s{line}: {{ port: {} }}\n",
                random.within(1024, 65_535)
            ));
        }
        text.push_str("```\n\n");
    }
    text.push_str(&format!("The end of {number}.\n"));
    text
}

/// The rest of a text, from wherever the page stands.
fn script(text: &str, random: &mut Random) -> Script {
    let joints: &[Joint] = random.of(&[
        &[][..],
        &[],
        &[Joint::Characters(45)],
        &[Joint::Line],
        &[Joint::Fence],
        &[Joint::TableHead],
    ]);
    Script {
        delta: random.within(1, 60),
        pieces: vec![
            random.within(1, 40),
            random.within(1, 700),
            random.within(200, 3000),
        ],
        ..Script::whole(text).joined(joints)
    }
}

fn faulty(kind: &str, script: Script, dialect: Dialect, random: &mut Random) -> Script {
    let characters = script.text.chars().count();
    let bytes = script.text.len() * 3;
    let forms = [
        ErrorForm::Event,
        ErrorForm::ThenDone,
        ErrorForm::FinishReason,
        ErrorForm::Unframed,
    ];
    match kind {
        "429 with a stated delay" => script
            .with(Fault::Status(429))
            .waiting(Wait::stated(random.next() % 900)),
        "500" => script.with(Fault::Status(500)),
        "503 while loading" => script.with(Fault::Loading),
        "529" => script.with(Fault::Status(529)),
        "cut by a reset" => script.with(Fault::Reset(random.within(0, bytes))),
        "ended early" => script.with(Fault::End(random.within(0, bytes))),
        "error inside the stream" => {
            let failing = script.with(Fault::ErrorInStream(random.within(0, 30)));
            match dialect {
                Dialect::OpenAi => failing.deviating(Deviation::Error(random.of(&forms))),
                _ => failing,
            }
        }
        "no terminal marker" => script.with(Fault::NoTerminal),
        "stopped for length" => script.cut_after(random.within(1, characters)),
        other => panic!("no fault is called {other}"),
    }
}

#[tokio::test]
async fn five_hundred_requests_with_random_faults_lose_nothing() -> Result {
    let told = std::env::var("SOAK_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = told.unwrap_or(SEED);
    println!("soak: SOAK_SEED={seed}");
    with_browser("soak", async |browser| soak(browser, seed).await).await
}

async fn soak(browser: &Browser, seed: u64) -> Result {
    browser.hurry(HURRY).await?;
    let mut random = Random(seed);
    let started = Instant::now();
    let site = Site::built().await?;
    let provider = Provider::start(Script::default()).await?;
    let page = Page::open(browser, &site, "#/settings").await?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut designs, mut characters) = (0, 0);
    while provider.chats().len() < REQUESTS {
        let dialect = Dialect::ALL[designs / DESIGNS_PER_DIALECT % Dialect::ALL.len()];
        if designs % DESIGNS_PER_DIALECT == 0 {
            configure(&page, dialect, &provider).await?;
        }
        let plan = Plan::new(designs, dialect, &mut random);
        let before = provider.chats().len();
        provider.play(plan.scripts);
        page.generate(&format!("Design {designs}")).await?;
        let what = format!("design {designs} over {dialect:?} with {:?}", plan.kinds);
        let asked = async || provider.chats().len() - before;
        if let Err(error) = page.run_is("done").await {
            let requests = asked().await;
            return Err(HarnessError::Page(format!(
                "{what}, {requests} requests: {error}"
            )));
        }
        let exported = page.exported_text().await?;
        assert_eq!(exported, plan.text, "{what}");
        // A fault that lies beyond the end of its answer never came about, and neither did those after.
        for kind in plan.kinds.iter().take(asked().await.saturating_sub(1)) {
            *counts.entry(kind).or_default() += 1;
        }
        designs += 1;
        characters += exported.chars().count();
        assert!(
            started.elapsed() < LIMIT,
            "{} requests in {LIMIT:?} are too few",
            provider.chats().len()
        );
    }
    println!(
        "soak: {designs} designs, {characters} characters, {} requests in {:.0} s; faults injected:",
        provider.chats().len(),
        started.elapsed().as_secs_f64()
    );
    for kind in KINDS {
        let count = counts.get(kind).copied().unwrap_or(0);
        println!("soak: {count:4} × {kind}");
        assert!(count > 0, "{kind} was never played");
    }
    browser.expect_errors(&["Failed to load resource"]).await
}

async fn configure(page: &Page<'_>, dialect: Dialect, provider: &Provider) -> Result {
    page.configure(&Endpoint {
        preset: dialect.preset(),
        url: &provider.base(dialect),
        key: "k-soak",
        model: "scripted-large",
    })
    .await
}
