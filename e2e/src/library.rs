//! Libraries of any length, put straight into the page's database in its stored form: nobody types five
//! hundred designs. What is done with them is the tests' business.

use crate::{Browser, Result};

/// Records, texts and histories as they are stored, of usual size.
const FILL: &str = "\
    const count = arguments[0];\
    const ask = (request) => new Promise((resolve, reject) => {\
      request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error);\
    });\
    return (async () => {\
      const database = await ask(indexedDB.open('backend-architect'));\
      const names = ['records', 'texts', 'revisions', 'pieces'];\
      const transaction = database.transaction(names, 'readwrite');\
      const [records, texts, revisions, pieces] = names.map((name) => transaction.objectStore(name));\
      const paragraph = 'The service keeps its own store and answers within its budget. '.repeat(20);\
      for (let n = 0; n < count; n++) {\
        const id = `d-${String(n).padStart(16, '0')}`;\
        const title = n % 7 ? `Platform ${n}` : `订单平台 ${n}`;\
        const run = {started: 1, provider: 'Ollama', model: 'qwen3-coder:30b', outcome: 'done', input: 9000,\
          output: 8000, cached: null, reasoning: null, output_tokens: 8000, estimated: false,\
          first_token_ms: 800, elapsed_ms: 90000, tokens_per_second: 88, requests: 1, continuations: 0};\
        records.put(JSON.stringify({version: 2, id, title, created: 1700000000000 + n,\
          updated: 1700000000000 + n * 1000, locale: 'en', brief: paragraph, provider: 'Ollama',\
          model: 'qwen3-coder:30b', persona: 'backend-architect', persona_hash: 'ab'.repeat(32),\
          outcome: n % 5 ? 'done' : 'incomplete', runs: [run, run, run]}), id);\
        let text = `# ${title}\\n\\n`;\
        for (let part = 0; part < 12; part++) text += `## Part ${part}\\n\\n${paragraph}\\n\\n`;\
        texts.put(text, id);\
        revisions.put(JSON.stringify({number: 1}), `${id}/0000000001`);\
        pieces.put(text, `${id}/${'cd'.repeat(16)}`);\
      }\
      await new Promise((resolve, reject) => {\
        transaction.oncomplete = resolve; transaction.onabort = () => reject(transaction.error);\
      });\
      database.close();\
      return true;\
    })()";

/// Puts so many designs into the database of the page that is open, which has made it. The page lists them
/// when it is loaded again.
pub async fn put_designs(browser: &Browser, designs: u64) -> Result {
    browser.run(FILL, vec![designs.into()]).await.map(drop)
}

/// Everything that the page stores in its database, gone.
const EMPTY: &str = "\
    return new Promise((resolve) => {\
      const open = indexedDB.open('backend-architect');\
      open.onsuccess = () => {\
        const names = [...open.result.objectStoreNames];\
        const transaction = open.result.transaction(names, 'readwrite');\
        for (const name of names) transaction.objectStore(name).clear();\
        transaction.oncomplete = () => { open.result.close(); resolve(true) };\
      };\
    })";

/// Empties the database of the page that is open.
pub async fn empty(browser: &Browser) -> Result {
    browser.run(EMPTY, vec![]).await.map(drop)
}
