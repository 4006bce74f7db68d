//! Turns `content/locales/*.toml` into methods on `Locale`, so that a missing translation, an unknown
//! key or a wrong argument is a compile error. It must not do anything else at build time.
//!
//! A locale file holds tables of messages; each message has an `en` and a `zh` text. `{name}` in a
//! text is an argument; both languages must use the same ones. A message that counts may have an
//! `en_one`, the English text for a `{count}` of one; Chinese needs none.

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
    /// The English text for a `count` of one.
    en_one: Option<String>,
    arguments: BTreeSet<String>,
}

impl Message {
    fn check(&self) -> Result<(), &'static str> {
        if self.arguments != arguments(&self.zh) {
            return Err("en and zh use different arguments");
        }
        match &self.en_one {
            Some(_) if !self.arguments.contains("count") => Err("en_one needs a count"),
            Some(one) if !arguments(one).is_subset(&self.arguments) => {
                Err("en and en_one use different arguments")
            }
            _ => Ok(()),
        }
    }

    /// The expression that makes the English text.
    fn english(&self) -> String {
        let many = format!("format!({:?})", self.en);
        match &self.en_one {
            Some(one) => {
                format!("if count.to_string() == \"1\" {{ format!({one:?}) }} else {{ {many} }}")
            }
            None => many,
        }
    }
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
        let en_one = inner.contains_key("en_one").then(|| text("en_one"));
        let message = Message {
            arguments: arguments(&en),
            en_one: en_one.transpose()?,
            en,
            zh,
        };
        message
            .check()
            .map_err(|error| format!("{name}: {error}"))?;
        if messages.insert(name.clone(), message).is_some() {
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
    let Message {
        en, zh, arguments, ..
    } = message;
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
            "        match self {{ Self::En => {}, Self::Zh => format!({zh:?}) }}",
            message.english()
        )?;
    }
    writeln!(code, "    }}")
}
