//! What the page has left in the browser: everything that a site can store, as text to search in and as
//! names to count.

use crate::{Browser, HarnessError, Result};
use serde_json::Value;

/// Everything in the small storages, and the address.
pub async fn small(browser: &Browser) -> Result<String> {
    let stored = browser
        .run(
            "return JSON.stringify([localStorage, sessionStorage, document.cookie, location.href, history.state])",
            vec![],
        )
        .await?;
    text(stored, "http://")
}

/// Everything in the origin's databases.
pub async fn databases(browser: &Browser) -> Result<String> {
    let stored = browser
        .run(
            "const ask = (request) => new Promise((resolve, reject) => {\
               request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error);\
             });\
             return indexedDB.databases().then(async (list) => {\
               const all = [];\
               for (const {name} of list) {\
                 const database = await ask(indexedDB.open(name));\
                 for (const store of database.objectStoreNames) {\
                   const values = database.transaction(store).objectStore(store);\
                   all.push(name, store, await ask(values.getAllKeys()), await ask(values.getAll()));\
                 }\
                 database.close();\
               }\
               return JSON.stringify(all);\
             })",
            vec![],
        )
        .await?;
    text(stored, "backend-architect")
}

/// Has every page that this tab loads from now on note what is stored before any program of the page runs;
/// [`at_start`] reads it.
pub async fn note_at_start(browser: &Browser) -> Result {
    let source = format!("window.storedAtStart = ({NAMES})()");
    browser
        .command(
            "Page.addScriptToEvaluateOnNewDocument",
            serde_json::json!({ "source": source }),
        )
        .await
}

/// The names of what was stored when the page began to load: `local`, `session`, `databases`, `caches` and
/// `workers`.
pub async fn at_start(browser: &Browser) -> Result<Value> {
    browser.run("return window.storedAtStart", vec![]).await
}

/// The names of what is stored now.
pub async fn names(browser: &Browser) -> Result<Value> {
    browser.run(&format!("return ({NAMES})()"), vec![]).await
}

const NAMES: &str = "async () => ({\
       local: Object.keys(localStorage).sort(),\
       session: Object.keys(sessionStorage).sort(),\
       databases: (await indexedDB.databases()).map((database) => database.name).sort(),\
       caches: (await caches.keys()).sort(),\
       workers: (await navigator.serviceWorker.getRegistrations()).length,\
     })";

/// A check on nothing would always pass.
fn text(stored: Value, known: &str) -> Result<String> {
    match stored.as_str() {
        Some(text) if text.contains(known) => Ok(text.to_owned()),
        _ => Err(HarnessError::Page(format!("read no storage: {stored}"))),
    }
}
