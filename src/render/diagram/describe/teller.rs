//! Collects the sentences about a diagram, in bounds, and knows the shapes that sentences have. It must
//! not know any family.

use std::collections::HashMap;

use serde_json::Value;

use crate::domain::locale::Locale;

/// A listener cannot use more sentences than this.
const MOST_SENTENCES: usize = 120;
/// What is longer is no sentence.
const MOST_CHARACTERS: usize = 400;
/// More names in a row cannot be remembered.
const MOST_NAMES: usize = 60;

/// Collects sentences about one model.
pub struct Teller<'a> {
    /// What the diagram means.
    pub model: &'a Value,
    /// The reader's language.
    pub locale: Locale,
    sentences: Vec<String>,
    left_out: usize,
}

impl<'a> Teller<'a> {
    pub fn new(model: &'a Value, locale: Locale) -> Self {
        Self {
            model,
            locale,
            sentences: Vec::new(),
            left_out: 0,
        }
    }

    /// The items of an array of the model; none if there is no such array.
    pub fn items(&self, key: &str) -> &'a [Value] {
        array(&self.model[key])
    }

    /// A sentence.
    pub fn say(&mut self, text: &str) {
        let sentence = if text.ends_with(['.', '!', '?', '。', '！', '？']) {
            short(text)
        } else {
            self.locale.said_sentence(short(text))
        };
        self.push(sentence);
    }

    /// `Name: one, two.`; nothing if there are none.
    pub fn list(&mut self, name: &str, items: &[String]) {
        let mut shown: Vec<String> = items
            .iter()
            .take(MOST_NAMES)
            .map(|item| short(item))
            .collect();
        if shown.is_empty() {
            return;
        }
        if items.len() > MOST_NAMES {
            shown.push("…".to_owned());
        }
        let items = shown.join(self.locale.said_separator());
        let items = items.trim_end_matches(['.', '。']);
        self.push(self.locale.said_item(items, short(name)));
    }

    /// `Name: 12.`; nothing for zero.
    pub fn count(&mut self, name: &str, count: usize) {
        if count > 0 {
            self.list(name, &[count.to_string()]);
        }
    }

    /// A connection in words and, if it has one, its label.
    pub fn link(&mut self, words: &str, label: Option<String>) {
        match label {
            Some(label) => self.list(words, &[label]),
            None => self.say(words),
        }
    }

    fn push(&mut self, sentence: String) {
        if self.sentences.len() < MOST_SENTENCES {
            self.sentences.push(sentence);
        } else {
            self.left_out += 1;
        }
    }

    /// The sentences, with a last one that counts what was left out.
    pub fn finish(mut self) -> Vec<String> {
        if self.left_out > 0 {
            let more = self.locale.said_more(self.left_out);
            self.sentences.push(more);
        }
        self.sentences
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MOST_CHARACTERS).collect();
    short.push('…');
    short
}

/// The items of an array; none of anything else.
pub fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A string, or the `text` of an object, or the lines of an array, without line breaks and markup of
/// labels; `None` if nothing is left.
pub fn text(value: &Value) -> Option<String> {
    let raw = match value {
        Value::String(text) => text.clone(),
        Value::Array(lines) => {
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            lines.join(" ")
        }
        Value::Object(object) => object.get("text")?.as_str()?.to_owned(),
        _ => return None,
    };
    let plain = ["<br>", "<br/>", "<br />", "\\n", "**", "`"]
        .iter()
        .fold(raw, |text, tag| text.replace(tag, " "));
    let plain = without_tags(&plain);
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!plain.is_empty()).then_some(plain)
}

/// Text without `<b>` and the like, and with the usual entities as characters.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let is_tag = tag
            .chars()
            .nth(1)
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '/');
        match tag.find('>').filter(|_| is_tag) {
            Some(end) => rest = tag.get(end + 1..).unwrap_or(""),
            None => {
                out.push('<');
                rest = tag.get(1..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(out, |text, (entity, character)| {
        text.replace(entity, character)
    })
}

/// The first of these keys that holds text.
pub fn first(value: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| text(&value[*key]))
}

/// A number as people write it: no needless decimals.
pub fn number(value: &Value) -> String {
    value.as_f64().map_or_else(
        || text(value).unwrap_or_default(),
        |number| {
            let fixed = format!("{number:.3}");
            fixed.trim_end_matches('0').trim_end_matches('.').to_owned()
        },
    )
}

/// The names that ids are shown under.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    pub fn add(&mut self, id: &str, name: String) {
        self.0.entry(id.to_owned()).or_insert(name);
    }

    /// The name of an id; the id itself if it has none.
    pub fn of(&self, id: &str) -> String {
        self.0.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// The name of what a key of an item refers to.
    pub fn at(&self, item: &Value, key: &str) -> Option<String> {
        text(&item[key]).map(|id| self.of(&id))
    }
}
