//! Content hashes for the worker's files, which trunk names without any: a page must never meet the
//! worker of another release in a cache.

use crate::failure::{Failure, Result};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};

/// Renames `<name>_bg.wasm`, `<name>.js` and `<name>_loader.js` and what refers to them, index.html
/// included. The order matters: each file's hash covers the hashed names that it refers to.
pub fn hash_names(folder: &Path, name: &str) -> Result {
    let wasm = format!("{name}_bg.wasm");
    let script = format!("{name}.js");
    let loader = format!("{name}_loader.js");
    let wasm_hashed = format!("{name}-{}_bg.wasm", hash(&folder.join(&wasm))?);
    rename(folder, &wasm, &wasm_hashed)?;
    refer(folder, &script, &wasm, &wasm_hashed)?;
    let script_hashed = format!("{name}-{}.js", hash(&folder.join(&script))?);
    rename(folder, &script, &script_hashed)?;
    refer(folder, &loader, &script, &script_hashed)?;
    let loader_hashed = format!("{name}-{}_loader.js", hash(&folder.join(&loader))?);
    rename(folder, &loader, &loader_hashed)?;
    refer(folder, "index.html", &loader, &loader_hashed)
}

/// 16 hexadecimal digits of the content's SHA-256.
fn hash(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    Ok(short_hash(&bytes))
}

/// 16 hexadecimal digits of the SHA-256 of some content.
pub fn short_hash(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn rename(folder: &Path, from: &str, to: &str) -> Result {
    let path = folder.join(from);
    fs::rename(&path, folder.join(to)).map_err(|error| Failure::io("rename", &path, &error))
}

/// Makes `file` name `new` where it named `old`; it is an error if it did not.
fn refer(folder: &Path, file: &str, old: &str, new: &str) -> Result {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    if !text.contains(old) {
        return Err(Failure::new(format!(
            "{file} does not refer to {old}: nothing would load the worker"
        )));
    }
    fs::write(&path, text.replace(old, new)).map_err(|error| Failure::io("write", &path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_content_all_the_way_to_the_page() {
        let names = |wasm: &str| {
            let folder = std::env::temp_dir().join(format!("xtask-{}-{wasm}", std::process::id()));
            fs::create_dir_all(&folder).expect("writable");
            for (file, text) in [
                ("w_bg.wasm", wasm),
                ("w.js", "new URL('w_bg.wasm',import.meta.url)"),
                ("w_loader.js", "import init from './w.js';await init();"),
                (
                    "index.html",
                    r#"<meta name="renderer" content="./w_loader.js">"#,
                ),
            ] {
                fs::write(folder.join(file), text).expect("writable");
            }
            hash_names(&folder, "w").expect("a complete worker");
            let page = fs::read_to_string(folder.join("index.html")).expect("readable");
            let mut files: Vec<String> = fs::read_dir(&folder)
                .expect("readable")
                .map(|entry| entry.expect("readable").file_name().display().to_string())
                .collect();
            files.sort();
            fs::remove_dir_all(folder).expect("removable");
            (page, files)
        };
        let (first_page, first) = names("one");
        let (second_page, second) = names("two");
        assert_eq!(first.len(), 4);
        assert_ne!(first_page, second_page);
        assert!(
            first
                .iter()
                .filter(|name| second.contains(name))
                .eq(["index.html"])
        );
        assert!(first.iter().any(|name| first_page.contains(name.as_str())));
    }

    #[test]
    fn a_page_that_does_not_load_the_worker_is_refused() {
        let folder = std::env::temp_dir().join(format!("xtask-{}-page", std::process::id()));
        fs::create_dir_all(&folder).expect("writable");
        fs::write(folder.join("index.html"), "<p>nothing</p>").expect("writable");
        assert!(refer(&folder, "index.html", "w_loader.js", "w-1_loader.js").is_err());
        fs::remove_dir_all(folder).expect("removable");
    }
}
