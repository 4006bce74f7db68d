//! Splits the page's program at the points that `src/view/later.rs` names, so that a first visitor does
//! not download what only a later page needs.
//!
//! The splitter must see the program before wasm-bindgen does, and trunk runs wasm-bindgen itself. So trunk
//! finds this program under that name on its search path: it splits what has split points, hands the rest
//! to the real wasm-bindgen, and changes nothing else. `place` then brings the parts into the site.

use crate::{
    command,
    failure::{Failure, Result},
    worker::short_hash,
};
use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use walrus::ModuleConfig;

/// The name under which trunk calls us.
pub const STANDS_FOR: &str = "wasm-bindgen";

/// Where trunk's child finds the real wasm-bindgen.
const REAL: &str = "XTASK_WASM_BINDGEN";

/// Where the parts wait until the site is finished; relative to the root of the repository.
const PARTS: &str = "target/split";

/// The program with split points.
const PAGE: &str = "studio";

/// What the splitter calls the script that fetches the parts.
const LINK: &str = "__wasm_split.js";

/// Prepares a call of trunk: it finds us where it looks for wasm-bindgen.
pub fn stand_in(trunk: &mut Command, path: &OsString) -> Result {
    let real = command::find(path, &[STANDS_FOR])
        .ok_or_else(|| Failure::new("wasm-bindgen is not among the tools"))?;
    let folder = env::current_dir()
        .map_err(|error| Failure::io("find", Path::new("."), &error))?
        .join("target/stand-in");
    fs::create_dir_all(&folder).map_err(|error| Failure::io("create", &folder, &error))?;
    let ourselves =
        env::current_exe().map_err(|error| Failure::io("find", Path::new("xtask"), &error))?;
    let copy = folder.join(STANDS_FOR);
    // A running program cannot be written over; it can be replaced.
    let _ = fs::remove_file(&copy);
    fs::copy(&ourselves, &copy).map_err(|error| Failure::io("write", &copy, &error))?;
    let folders: Vec<PathBuf> = [folder].into_iter().chain(env::split_paths(path)).collect();
    let path = env::join_paths(folders)
        .map_err(|error| Failure::new(format!("odd search path: {error}")))?;
    trunk.env("PATH", path).env(REAL, real);
    Ok(())
}

/// Stands in for wasm-bindgen.
pub fn bindgen(arguments: &[String]) -> Result {
    let real = env::var_os(REAL).ok_or_else(|| Failure::new("only trunk calls this program so"))?;
    let mut command = Command::new(real);
    let program = arguments.iter().find(|word| word.ends_with(".wasm"));
    match program {
        Some(program) if Path::new(program).file_stem() == Some(PAGE.as_ref()) => {
            let main = split(Path::new(program))?;
            command.args(arguments.iter().map(|word| {
                if word == program {
                    main.as_os_str().to_owned()
                } else {
                    word.into()
                }
            }));
            // The parts share the program's table and memory, and names help nobody in a release.
            command.args(["--keep-lld-exports", "--remove-name-section"]);
        }
        _ => {
            command.args(arguments);
        }
    }
    command::run(&mut command)
}

/// Leaves the parts in [`PARTS`] and returns the path of what is always loaded.
fn split(program: &Path) -> Result<PathBuf> {
    let parts = root().join(PARTS);
    if parts.exists() {
        fs::remove_dir_all(&parts).map_err(|error| Failure::io("remove", &parts, &error))?;
    }
    command::run(
        Command::new("wasm-split-cli")
            .arg(program)
            .arg(&parts)
            .args(["--target", "web", "--out-name", PAGE]),
    )?;
    Ok(parts.join(format!("{PAGE}.wasm")))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Brings the parts of `<stem>.js` into the site, under names that follow their content, and has the
/// page fetch the script that loads them together with the program.
pub fn place(folder: &Path, stem: &str) -> Result {
    let parts = root().join(PARTS);
    let script = format!("{stem}.js");
    let mut text = read(&parts.join(LINK))?.replace(&format!("{PAGE}.js"), &script);
    for entry in fs::read_dir(&parts).map_err(|error| Failure::io("read", &parts, &error))? {
        let path = entry
            .map_err(|error| Failure::io("read", &parts, &error))?
            .path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(part) = name.strip_suffix(".wasm").filter(|part| *part != PAGE) else {
            continue;
        };
        let wasm = nameless(&path)?;
        let part = part.trim_start_matches("split_");
        let placed = format!("{PAGE}-{}_{part}.wasm", short_hash(&wasm));
        let target = folder.join(&placed);
        fs::write(&target, wasm).map_err(|error| Failure::io("write", &target, &error))?;
        // From its beginning: the name of one part may end like that of another.
        text = text.replace(&format!("./{name}"), &format!("./{placed}"));
    }
    let placed = format!("{PAGE}-{}_parts.js", short_hash(text.as_bytes()));
    let target = folder.join(&placed);
    fs::write(&target, text).map_err(|error| Failure::io("write", &target, &error))?;
    // Only where it is fetched: the program knows the script by the splitter's name.
    let fetched = |name: &str| format!("from \"./{name}\"");
    replace(&folder.join(script), &fetched(LINK), &fetched(&placed))?;
    let page = folder.join("index.html");
    // Beside the program's own script, which would otherwise ask for it only when it has arrived itself.
    replace(
        &page,
        "</head>",
        &format!("<link rel=modulepreload href=./{placed}></head>"),
    )
}

/// A part without the names of its functions.
fn nameless(path: &Path) -> Result<Vec<u8>> {
    let odd = |error| Failure::new(format!("{}: {error}", path.display()));
    let mut config = ModuleConfig::new();
    config
        .generate_name_section(false)
        .generate_producers_section(false);
    Ok(config.parse_file(path).map_err(odd)?.emit_wasm())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))
}

/// Replaces what a file must contain.
fn replace(path: &Path, old: &str, new: &str) -> Result {
    let text = read(path)?;
    if !text.contains(old) {
        return Err(Failure::new(format!("{} has no {old}", path.display())));
    }
    fs::write(path, text.replace(old, new)).map_err(|error| Failure::io("write", path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_should_be_replaced_must_be_there() {
        let path = env::temp_dir().join(format!("xtask-split-{}", std::process::id()));
        fs::write(&path, "import * as parts from './__wasm_split.js'").expect("writable");
        replace(&path, LINK, "studio-1_parts.js").expect("it is there");
        assert!(replace(&path, LINK, "studio-2_parts.js").is_err());
        assert!(read(&path).expect("readable").contains("studio-1_parts.js"));
        fs::remove_file(&path).expect("removable");
    }
}
