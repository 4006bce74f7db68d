//! Files of the repository, and Rust text without what is not code.

use std::{fs, path::Path};

/// Folders at the root that hold no source.
const IGNORED: [&str; 3] = [".git", "dist", "dist-check"];

/// Folders anywhere that hold none: what tools make and fetch.
const MADE: [&str; 2] = ["target", "node_modules"];

/// A file with its path relative to the root, with `/`.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }
}

/// Every text file of the repository.
pub fn repository() -> Vec<File> {
    let mut files = Vec::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")), "", &mut files);
    assert!(files.len() > 20, "this is not the repository");
    files
}

/// The text files below one of these folders with this extension.
pub fn below(folders: &[&str], extension: &str) -> Vec<File> {
    repository()
        .into_iter()
        .filter(|file| {
            let inside = folders.iter().any(|folder| file.path.starts_with(folder));
            inside && file.path.ends_with(extension)
        })
        .collect()
}

/// The files of `src` without those that are compiled for tests only.
pub fn product() -> Vec<File> {
    let files = below(&["src/"], ".rs");
    let tests: Vec<String> = files.iter().flat_map(test_modules).collect();
    files
        .into_iter()
        .filter(|file| !tests.contains(&file.path) && !file.path.ends_with("tests.rs"))
        .collect()
}

/// The files that a file declares as modules for tests: `#[cfg(test)] mod name;`.
fn test_modules(file: &File) -> Vec<String> {
    let folder = match file
        .path
        .strip_suffix("/mod.rs")
        .or(file.path.strip_suffix("/lib.rs"))
    {
        Some(folder) => folder,
        None => file.path.trim_end_matches(".rs"),
    };
    code(&file.text)
        .split("#[cfg(test)]")
        .skip(1)
        .filter_map(|after| after.split_once("mod ")?.1.split_once([';', '{']))
        .map(|(name, _)| format!("{folder}/{}.rs", name.trim()))
        .collect()
}

fn collect(root: &Path, below: &str, files: &mut Vec<File>) {
    for entry in fs::read_dir(root.join(below)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let ignored = below.is_empty() && IGNORED.contains(&name.as_str());
        if ignored || MADE.contains(&name.as_str()) {
            continue;
        }
        let path = match below {
            "" => name,
            _ => format!("{below}/{name}"),
        };
        if entry.file_type().unwrap().is_dir() {
            collect(root, &path, files);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            files.push(File { path, text });
        }
    }
}

/// Rust code with comments and the insides of literals blanked; lines and columns stay.
pub fn code(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut output = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let length = skipped(&characters, at);
        for character in &characters[at..at + length.max(1)] {
            let keep = length == 0 || *character == '\n';
            output.push(if keep { *character } else { ' ' });
        }
        at += length.max(1);
    }
    output
}

/// The length of the comment or literal that starts here; 0 for code.
fn skipped(text: &[char], at: usize) -> usize {
    let starts = |pattern: &str| text[at..].starts_with(&pattern.chars().collect::<Vec<_>>());
    let after_word = at > 0 && (text[at - 1].is_alphanumeric() || text[at - 1] == '_');
    if starts("//") {
        text[at..].iter().take_while(|c| **c != '\n').count()
    } else if starts("/*") {
        until(text, at + 2, "*/") - at
    } else if text[at] == '"' {
        quoted(text, at) - at
    } else if text[at] == 'r' && !after_word {
        raw_string(text, at)
    } else if text[at] == '\'' {
        character(text, at)
    } else {
        0
    }
}

/// The position after the next occurrence of a pattern.
fn until(text: &[char], from: usize, pattern: &str) -> usize {
    let pattern: Vec<char> = pattern.chars().collect();
    (from..text.len())
        .find(|at| text[*at..].starts_with(&pattern))
        .map_or(text.len(), |at| at + pattern.len())
}

fn quoted(text: &[char], at: usize) -> usize {
    let mut end = at + 1;
    while end < text.len() && text[end] != '"' {
        end += if text[end] == '\\' { 2 } else { 1 };
    }
    (end + 1).min(text.len())
}

fn raw_string(text: &[char], at: usize) -> usize {
    let hashes = text[at + 1..].iter().take_while(|c| **c == '#').count();
    if text.get(at + 1 + hashes) != Some(&'"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    until(text, at + 2 + hashes, &end) - at
}

/// A character literal; a lifetime is code.
fn character(text: &[char], at: usize) -> usize {
    match (text.get(at + 1), text.get(at + 2)) {
        (Some('\\'), _) => until(text, at + 3, "'") - at,
        (Some(_), Some('\'')) => 3,
        _ => 0,
    }
}

/// Code without what is compiled for tests only.
pub fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut output = String::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once(MARK) {
        output.push_str(before);
        rest = &after[item_length(after)..];
    }
    output + rest
}

/// The length in bytes of the item that starts a text: up to its closing brace or semicolon.
fn item_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The positions (in bytes) after each occurrence of a pattern that no word runs into.
pub fn occurrences<'a>(text: &'a str, pattern: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(pattern)
        .filter(|(at, _)| {
            let before = text[..*at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
        .map(|(at, found)| at + found.len())
}

/// The identifier that starts a text.
pub fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn literals_and_comments_are_no_code() {
    for (text, expected) in [
        ("a // b\nc", "a     \nc"),
        ("a /* b */ c", "a         c"),
        (r#"f("x\"y") g"#, "f(      ) g"),
        (r###"f(r#"x"y"#) g"###, "f(        ) g"),
        ("m('\"') n<'a>", "m(   ) n<'a>"),
        (r"m('\'') n", "m(    ) n"),
    ] {
        assert_eq!(code(text), expected);
    }
}

#[test]
fn files_for_tests_are_known() {
    let of = |path: &str| test_modules(&File::new(path, "mod a;\n#[cfg(test)]\nmod b;\n"));
    assert_eq!(of("src/render/mod.rs"), ["src/render/b.rs"]);
    assert_eq!(of("src/render/page.rs"), ["src/render/page/b.rs"]);
}

#[test]
fn tests_are_cut_out() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { c() } }\nfn d() {}";
    assert_eq!(without_tests(text), "fn a() {}\n\nfn d() {}");
}
