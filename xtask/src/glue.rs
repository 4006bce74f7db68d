//! The glue between a program and the browser, made smaller than wasm-bindgen writes it.
//!
//! Every import carries a name of some forty characters, half of it a hash that does not compress, once
//! in the program and once in the script. Both get short names here, the same ones, and the script loses
//! its comments and indentation. What the script does stays as it is.

use crate::failure::{Failure, Result};
use std::{fs, path::Path};

/// The import section's number (WebAssembly core specification, §5.5.2).
const IMPORTS: u8 = 2;

/// Shortens what lies between `<stem>_bg.wasm` and `<stem>.js` in a folder.
pub fn shorten(folder: &Path, stem: &str) -> Result {
    let program = folder.join(format!("{stem}_bg.wasm"));
    let script = folder.join(format!("{stem}.js"));
    let wasm = fs::read(&program).map_err(|error| Failure::io("read", &program, &error))?;
    let text = fs::read_to_string(&script).map_err(|error| Failure::io("read", &script, &error))?;
    let odd = || Failure::new(format!("{} is no program that we know", program.display()));
    let names = import_names(&wasm).ok_or_else(odd)?;
    let short = short_names(&names, &text);
    let wasm = with_names(&wasm, &short).ok_or_else(odd)?;
    // The longest first: a name may be the beginning of another.
    let mut pairs: Vec<(&String, &String)> = names.iter().zip(&short).collect();
    pairs.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let text = pairs
        .into_iter()
        .fold(bare(&text), |text, (name, short)| text.replace(name, short));
    fs::write(&program, wasm).map_err(|error| Failure::io("write", &program, &error))?;
    fs::write(&script, text).map_err(|error| Failure::io("write", &script, &error))
}

/// A new name for each import; an import that the script does not name as such keeps its own.
fn short_names(names: &[String], script: &str) -> Vec<String> {
    let shorten = |(index, name): (usize, &String)| {
        if name.starts_with("__wb") && script.contains(name.as_str()) {
            format!("i${index}")
        } else {
            name.clone()
        }
    };
    names.iter().enumerate().map(shorten).collect()
}

/// The script without comments and indentation. Lines stay lines: semicolons may be missing.
fn bare(script: &str) -> String {
    let mut text = String::with_capacity(script.len());
    let mut in_comment = false;
    let mut in_template = false;
    for line in script.lines() {
        let trimmed = if in_template { line } else { line.trim() };
        if !in_template && trimmed.starts_with("/**") {
            in_comment = true;
        }
        if !in_comment && !trimmed.is_empty() && (in_template || !trimmed.starts_with("//")) {
            text.push_str(trimmed);
            text.push('\n');
            in_template ^= trimmed.matches('`').count() % 2 == 1;
        }
        if in_comment && trimmed.ends_with("*/") {
            in_comment = false;
        }
    }
    text
}

/// A section of a program: its number and its content.
fn sections(wasm: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut rest = wasm.strip_prefix(b"\0asm\x01\0\0\0")?;
    let mut found = Vec::new();
    while let Some((&id, after)) = rest.split_first() {
        let (length, after) = number(after)?;
        found.push((id, after.get(..length)?));
        rest = &after[length..];
    }
    Some(found)
}

fn import_names(wasm: &[u8]) -> Option<Vec<String>> {
    let sections = sections(wasm)?;
    let (_, section) = sections.iter().find(|(id, _)| *id == IMPORTS)?;
    let (count, mut rest) = number(section)?;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        let (_, after) = name(rest)?;
        let (field, after) = name(after)?;
        names.push(field.to_owned());
        rest = &after[description(after)?..];
    }
    Some(names)
}

/// The program with other names for its imports, in their order.
fn with_names(wasm: &[u8], names: &[String]) -> Option<Vec<u8>> {
    let mut out = wasm.get(..8)?.to_vec();
    for (id, content) in sections(wasm)? {
        let content = if id == IMPORTS {
            with_import_names(content, names)?
        } else {
            content.to_vec()
        };
        out.push(id);
        push_number(&mut out, content.len());
        out.extend(content);
    }
    Some(out)
}

fn with_import_names(section: &[u8], names: &[String]) -> Option<Vec<u8>> {
    let (count, mut rest) = number(section)?;
    let mut out = Vec::with_capacity(section.len());
    push_number(&mut out, count);
    for new in names {
        let (module, after) = name(rest)?;
        let (_, after) = name(after)?;
        let length = description(after)?;
        push_name(&mut out, module);
        push_name(&mut out, new);
        out.extend(after.get(..length)?);
        rest = &after[length..];
    }
    (names.len() == count && rest.is_empty()).then_some(out)
}

/// The length of an import's description. wasm-bindgen's programs import functions only.
fn description(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(&[0])?;
    let (_, after) = number(rest)?;
    Some(bytes.len() - after.len())
}

fn name(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = number(bytes)?;
    Some((
        std::str::from_utf8(rest.get(..length)?).ok()?,
        &rest[length..],
    ))
}

/// An unsigned number in LEB128 (WebAssembly core specification, §5.2.2).
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

fn push_number(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

fn push_name(out: &mut Vec<u8>, name: &str) {
    push_number(out, name.len());
    out.extend(name.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Header, a type section of three odd bytes, two imports, and a custom section.
    fn program() -> Vec<u8> {
        let mut imports = vec![2];
        for field in ["__wbg_log_0123456789abcdef", "memory_of_another"] {
            push_name(&mut imports, "./x_bg.js");
            push_name(&mut imports, field);
            imports.extend([0, 0x81, 0x01]);
        }
        let mut wasm = b"\0asm\x01\0\0\0\x01\x03abc".to_vec();
        wasm.push(IMPORTS);
        push_number(&mut wasm, imports.len());
        wasm.extend(imports);
        wasm.extend(b"\0\x02hi");
        wasm
    }

    #[test]
    fn program_and_script_get_the_same_short_names() {
        let folder = std::env::temp_dir().join(format!("xtask-glue-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("writable");
        fs::write(folder.join("p_bg.wasm"), program()).expect("writable");
        let script =
            "/**\n * Logs.\n */\nconst imports = {\n    __wbg_log_0123456789abcdef: f,\n};\n";
        fs::write(folder.join("p.js"), script).expect("writable");
        shorten(&folder, "p").expect("a program");
        let wasm = fs::read(folder.join("p_bg.wasm")).expect("readable");
        assert_eq!(
            import_names(&wasm).expect("a program"),
            ["i$0", "memory_of_another"]
        );
        assert_eq!(sections(&wasm).expect("a program").len(), 3);
        let script = fs::read_to_string(folder.join("p.js")).expect("readable");
        assert_eq!(script, "const imports = {\ni$0: f,\n};\n");
        fs::remove_dir_all(&folder).expect("removable");
    }

    #[test]
    fn the_same_names_give_the_same_program() {
        let names = import_names(&program()).expect("a program");
        assert_eq!(with_names(&program(), &names), Some(program()));
    }

    #[test]
    fn templates_over_lines_stay_as_they_are() {
        let script = "  a = `x\n    // y\n  z`;\n  // gone\n\n  b;\n";
        assert_eq!(bare(script), "a = `x\n    // y\n  z`;\nb;\n");
    }

    #[test]
    fn what_is_no_program_is_refused() {
        for bytes in [&b""[..], b"\0asm", b"\0asm\x01\0\0\0\x02\xff"] {
            assert_eq!(import_names(bytes), None);
        }
    }
}
