//! A design as files: in a zip, and in a directory of the user's, where what others change is never written
//! over. The directory is one of the browser's own (OPFS), which has the same interface.

use e2e::{Browser, Page, Result, Site, eventually, with_browser};
use serde_json::{Value, json};

const FILE: &str = "# Shop\n\n## Service boundaries\n\n```mermaid\nflowchart LR\n  a --> b\n```\n\n\
## APIs\n\n```yaml\nopenapi: 3.1.0\ninfo:\n  title: Orders\n  version: \"1\"\npaths: {}\n```\n";

/// The picker gives a directory of the browser's own.
const PICKER: &str = "window.showDirectoryPicker = async () => {\
    const root = await navigator.storage.getDirectory();\
    return root.getDirectoryHandle('copy', {create: true});\
  };";

/// Every file of that directory, by path.
const READ: &str = "return (async () => {\
    const found = {};\
    const walk = async (folder, path) => {\
      for await (const [name, handle] of folder.entries()) {\
        if (handle.kind === 'directory') await walk(handle, path + name + '/');\
        else found[path + name] = await (await handle.getFile()).text();\
      }\
    };\
    const root = await navigator.storage.getDirectory();\
    await walk(await root.getDirectoryHandle('copy', {create: true}), '');\
    return found;\
  })()";

/// Writes a file there, as an editor or git does.
const WRITE: &str = "const [name, text] = arguments; return (async () => {\
    const root = await navigator.storage.getDirectory();\
    const folder = await root.getDirectoryHandle('copy');\
    const file = await folder.getFileHandle(name, {create: true});\
    const stream = await file.createWritable();\
    await stream.write(text); await stream.close();\
    window.dispatchEvent(new Event('focus')); return true;\
  })()";

async fn opened<'a>(browser: &'a Browser, site: &'a Site) -> Result<Page<'a>> {
    let page = Page::open(browser, site, "").await?;
    let file = browser.file("shop.md", FILE)?;
    page.import(&file).await?;
    page.arrive("#/design/").await?;
    page.document("show the design", |text| {
        text.contains("Service boundaries")
    })
    .await?;
    Ok(page)
}

#[tokio::test]
async fn a_design_is_written_to_a_folder_and_changes_there_are_offered() -> Result {
    with_browser("folder", async |browser| {
        let site = Site::built().await?;
        browser.plant(PICKER).await?;
        let page = opened(browser, &site).await?;
        page.click("folder-pick").await?;
        page.one("folder-written").await?;
        let files = browser.run(READ, vec![]).await?;
        let names: Vec<&str> = files
            .as_object()
            .map(|files| files.keys().map(String::as_str).collect())
            .unwrap_or_default();
        assert_eq!(
            names,
            [
                ".backend-architect.json",
                "contracts/orders.yaml",
                "design.md",
                "diagrams/service-boundaries.mmd",
            ]
        );
        assert_eq!(
            files["diagrams/service-boundaries.mmd"],
            "flowchart LR\n  a --> b\n"
        );
        let document = files["design.md"].as_str().unwrap_or_default().to_owned();

        // Somebody edits the document there, and adds a file of their own.
        browser
            .run(WRITE, vec!["README.md".into(), "Ours".into()])
            .await?;
        let edited = document.replace("## APIs", "Edited in the folder.\n\n## APIs");
        browser
            .run(WRITE, vec!["design.md".into(), edited.as_str().into()])
            .await?;
        page.wait_text("folder-changed", "design.md").await?;
        assert_eq!(
            browser.run(READ, vec![]).await?["design.md"],
            edited.as_str()
        );
        page.click("folder-take").await?;
        page.one("folder-offered").await?;
        assert_eq!(
            browser.run(READ, vec![]).await?["design.md"],
            edited.as_str()
        );

        // A reload finds the folder again; what is one's own is written over theirs when that is wanted.
        page.reload().await?;
        page.one("folder-offered").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_changed_in_a_folder_is_written_over_on_purpose_only() -> Result {
    with_browser("folder-keep", async |browser| {
        let site = Site::built().await?;
        browser.plant(PICKER).await?;
        let page = opened(browser, &site).await?;
        page.click("folder-pick").await?;
        page.one("folder-written").await?;
        let before = browser.run(READ, vec![]).await?;
        browser
            .run(
                WRITE,
                vec!["design.md".into(), "# Theirs, for the moment\n".into()],
            )
            .await?;
        page.wait_text("folder-changed", "design.md").await?;
        page.click("folder-keep").await?;
        page.one("folder-written").await?;
        let after = eventually("the folder as it was", async || {
            match browser.run(READ, vec![]).await {
                Ok(files) if files["design.md"] == before["design.md"] => Ok(files),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        assert_eq!(
            after["contracts/orders.yaml"],
            before["contracts/orders.yaml"]
        );
        page.click("folder-leave").await?;
        page.one("folder-pick").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_browser_without_folders_says_so_and_has_the_zip() -> Result {
    with_browser("folder-none", async |browser| {
        let site = Site::built().await?;
        browser.plant("delete window.showDirectoryPicker").await?;
        let page = opened(browser, &site).await?;
        page.wait_text("folder", "cannot write into folders")
            .await?;
        page.wait_count("folder-pick", 0).await?;
        page.click("export-bundle").await?;
        let path = browser.download(".zip").await?;
        let archive = std::fs::read(path)?;
        assert!(archive.starts_with(b"PK\x03\x04"));
        let text = String::from_utf8_lossy(&archive).into_owned();
        let named: Vec<Value> = [
            "design.md",
            "contracts/orders.yaml",
            "diagrams/service-boundaries.mmd",
        ]
        .into_iter()
        .map(|name| json!(text.matches(name).count()))
        .collect();
        // Once before the content, once in the directory at the end.
        assert_eq!(named, [2, 2, 2].map(|count: i32| json!(count)));
        Ok(())
    })
    .await
}
