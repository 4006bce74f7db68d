//! Turns `content/locales/*.toml` into methods on `Locale`, so that a missing translation, an unknown
//! key or a wrong argument is a compile error. It must not do anything else at build time.
//!
//! A locale file holds tables of messages; each message has an `en` and a `zh` text. `{name}` in a
//! text is an argument; both languages must use the same ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::PathBuf,
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=content/locales");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        // What the page's program is split by (xtask/src/split.rs).
        println!("cargo::rustc-link-arg-bin=studio=--emit-relocs");
    }
    let mut messages = BTreeMap::new();
    for entry in fs::read_dir("content/locales")? {
        let path = entry?.path();
        if path.extension().is_some_and(|ext| ext == "toml") {
            let source = fs::read_to_string(&path)?;
            let table: toml::Table = source
                .parse()
                .map_err(|error| format!("{}: {error}", path.display()))?;
            collect(&table, "", &mut messages)
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    let mut code = String::from("impl Locale {\n");
    for (name, message) in &messages {
        write_method(&mut code, name, message)?;
    }
    code.push_str("}\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("text.rs"), code)?;
    Ok(())
}

struct Message {
    en: String,
    zh: String,
    arguments: BTreeSet<String>,
}

/// Walks nested tables; a table with `en` and `zh` is a message named after its path.
fn collect(
    table: &toml::Table,
    prefix: &str,
    messages: &mut BTreeMap<String, Message>,
) -> Result<(), String> {
    for (key, value) in table {
        let name = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}_{key}")
        };
        let Some(inner) = value.as_table() else {
            return Err(format!("{name}: expected a table with en and zh"));
        };
        if !inner.contains_key("en") && !inner.contains_key("zh") {
            collect(inner, &name, messages)?;
            continue;
        }
        let text = |language: &str| {
            inner
                .get(language)
                .and_then(toml::Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| format!("{name}: no text in {language}"))
        };
        let (en, zh) = (text("en")?, text("zh")?);
        let arguments = arguments(&en);
        if arguments != self::arguments(&zh) {
            return Err(format!("{name}: en and zh use different arguments"));
        }
        if messages
            .insert(name.clone(), Message { en, zh, arguments })
            .is_some()
        {
            return Err(format!("{name}: defined twice"));
        }
    }
    Ok(())
}

fn arguments(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn write_method(code: &mut String, name: &str, message: &Message) -> std::fmt::Result {
    let Message { en, zh, arguments } = message;
    writeln!(code, "    /// “{}”", en.replace('\n', " "))?;
    if arguments.is_empty() {
        writeln!(
            code,
            "    #[must_use]\n    pub fn {name}(self) -> &'static str {{"
        )?;
        writeln!(
            code,
            "        match self {{ Self::En => {en:?}, Self::Zh => {zh:?} }}"
        )?;
    } else {
        let parameters: Vec<_> = arguments
            .iter()
            .map(|argument| format!("{argument}: impl std::fmt::Display"))
            .collect();
        writeln!(
            code,
            "    #[must_use]\n    pub fn {name}(self, {}) -> String {{",
            parameters.join(", ")
        )?;
        writeln!(
            code,
            "        match self {{ Self::En => format!({en:?}), Self::Zh => format!({zh:?}) }}"
        )?;
    }
    writeln!(code, "    }}")
}
