//! Tabs that are killed in mid-stream, at moments that a seed chooses: what the page had shown is there
//! again, byte for byte a start of what was sent. `KILL_SEED=…` plays other moments; `KILLS=…` more of them.

use e2e::{
    Browser, HarnessError, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Provider, Script},
    transcript::letters,
    with_browser,
};
use serde_json::{Value, json};
use std::{env, time::Duration};

const KILLS: u64 = 25;
const SEED: u64 = 20_261_126;
/// Pieces come so fast that there is always one on its way to the disk.
const PAUSE: Duration = Duration::from_millis(2);

/// SplitMix64.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Prose in which no place looks like another.
fn text() -> String {
    let mut text = String::from("# Killed\n\n");
    for part in 0..12 {
        text.push_str(&format!("## Part {part}\n\n"));
        for word in 0..130 {
            text.push_str(&format!("word{part}n{word} 字 "));
        }
        text.push_str("\n\n");
    }
    text
}

/// Waits within the page until it shows so many characters, and says what it shows then: the text's own
/// words, without the tools beside them.
const SHOWN: &str = "\
    const length = arguments[0];\
    return new Promise((resolve) => {\
      const look = () => {\
        const words = document.querySelectorAll('[data-testid=\"document\"] :is(h1, h2, p)');\
        const own = (element) => {\
          const copy = element.cloneNode(true);\
          copy.querySelectorAll('a, button').forEach((tool) => tool.remove());\
          return copy.textContent;\
        };\
        const text = [...words].map(own).join(' ');\
        const state = document.querySelector('[data-testid=\"run-status\"]');\
        if (text.length >= length || (state && state.dataset.state === 'done')) resolve(text);\
        else setTimeout(look, 1);\
      };\
      look();\
    })";

/// What is stored of a design, read past the page.
const STORED: &str = "\
    const id = arguments[0];\
    const ask = (request) => new Promise((resolve, reject) => {\
      request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error);\
    });\
    return ask(indexedDB.open('backend-architect')).then(async (database) => {\
      const stores = database.transaction(['texts', 'chunks']);\
      const text = await ask(stores.objectStore('texts').get(id));\
      const range = IDBKeyRange.bound(id + '/', id + '0', false, true);\
      const chunks = await ask(stores.objectStore('chunks').getAll(range));\
      database.close();\
      return (text ?? '') + chunks.join('');\
    })";

/// Ends the tab's process as a crash does: nothing of the page runs any more.
async fn crash(browser: &Browser) -> Result {
    let driver = browser.driver();
    let crashed = driver.cdp().send_raw("Page.crash", json!({})).await;
    match crashed {
        Err(error) if error.to_string().contains("crashed") => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Err(HarnessError::Page("the tab lives on".into())),
    }
}

async fn stored(browser: &Browser, id: &str) -> Result<String> {
    let stored = browser.run(STORED, vec![id.into()]).await?;
    Ok(stored.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn what_was_shown_is_there_after_each_kill() -> Result {
    let number = |name: &str, usual| {
        let given = env::var(name).ok();
        given.and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let (mut seed, kills) = (number("KILL_SEED", SEED), number("KILLS", KILLS));
    eprintln!("kill: KILL_SEED={seed} KILLS={kills}");
    with_browser("kill", async |browser| {
        let whole = text();
        let script = Script {
            delay: PAUSE,
            ..Script::text(whole.as_str())
        };
        let provider = Provider::start(script).await?;
        let site = Site::built().await?;
        // The window that stays shares no process with those that die.
        browser.open("data:text/html,home").await?;
        let home = browser.driver().window().await?;
        let mut killed: Option<(String, String)> = None;
        for round in 0..=kills {
            let tab = browser.driver().new_tab().await?;
            browser.driver().switch_to_window(tab).await?;
            let page = if round == 0 {
                let page = Page::open(browser, &site, "#/settings").await?;
                page.configure(&Endpoint {
                    preset: Dialect::Ollama.preset(),
                    url: &provider.base(Dialect::Ollama),
                    key: "",
                    model: "scripted-large",
                })
                .await?;
                page
            } else {
                Page::open(browser, &site, "#/new").await?
            };
            if let Some((place, shown)) = killed.take() {
                revisit(&page, browser, (&place, &shown), &whole).await?;
            }
            if round == kills {
                break;
            }
            page.generate(&format!("Kill {round}")).await?;
            let most = whole.len() as u64 * 3 / 5;
            let length = 100 + random(&mut seed) % most;
            page.arrive("#/design/").await?;
            let shown = browser.run(SHOWN, vec![length.into()]).await?;
            let place = page.place().await?;
            // Most die at once; some are closed, which lets the page store its last words.
            if random(&mut seed).is_multiple_of(5) {
                browser.driver().close_window().await?;
            } else {
                crash(browser).await?;
            }
            browser.driver().switch_to_window(home.clone()).await?;
            killed = Some((place, text_of(&shown)));
        }
        Ok(())
    })
    .await
}

fn text_of(shown: &Value) -> String {
    shown.as_str().unwrap_or_default().replace('#', "")
}

/// Opens a design whose tab was killed, and compares.
async fn revisit(
    page: &Page<'_>,
    browser: &Browser,
    (place, shown): (&str, &str),
    whole: &str,
) -> Result {
    page.go(place).await?;
    let id = place.trim_start_matches("#/design/").to_owned();
    eventually("the design as it was left", async || {
        match page.attribute("run-status", "data-state").await {
            Ok(Some(state)) if state == "incomplete" || state == "done" => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await?;
    let stored = stored(browser, &id).await?;
    assert!(
        whole.starts_with(&stored),
        "{place}: what is stored is no start of what was sent: …{}",
        tail(&stored)
    );
    let (kept, seen) = (letters(&stored), letters(shown));
    assert!(
        kept.starts_with(&seen),
        "{place}: shown …{}, stored …{}",
        tail(&seen),
        tail(&kept)
    );
    eventually("the page to show all that is stored", async || {
        let again = browser.run(SHOWN, vec![0.into()]).await;
        match again.map(|again| letters(&text_of(&again))) {
            Ok(again) if again == kept => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await?;
    Ok(())
}

fn tail(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    all[all.len().saturating_sub(60)..].iter().collect()
}
