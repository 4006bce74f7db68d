//! Single values of `studio.json`: each is what it must be, or a problem is noted and the default stays.

use serde_json::{Map, Value};

use super::{Bilingual, Expected, LANGUAGES, LONGEST_ID, Locale, ProblemKind, Reader, below};
use crate::domain::nearest::nearest;

const LEAST_TOKENS: u64 = 1_024;
const MOST_TOKENS: u64 = 100_000_000;
const LONGEST_PATH: usize = 200;
/// The highest price of a million tokens, in the currency's unit.
const HIGHEST_RATE: f64 = 1_000_000.0;

impl Reader<'_> {
    /// An object; keys that mean nothing are named and passed over.
    pub(super) fn object<'v>(
        &mut self,
        at: &str,
        value: &'v Value,
        known: &[&'static str],
    ) -> Option<&'v Map<String, Value>> {
        let object = self.some(at, value.as_object(), Expected::Object)?;
        for key in object.keys() {
            if !known.contains(&key.as_str()) {
                // `$schema` is nobody's slip.
                let names = known.iter().copied().filter(|name| *name != "$schema");
                let nearest = nearest(key, names);
                self.found(&below(at, key), ProblemKind::UnknownKey { nearest });
            }
        }
        Some(object)
    }

    /// What stands under a key, if something does.
    pub(super) fn member<T>(
        &mut self,
        object: &Map<String, Value>,
        at: &str,
        key: &str,
        read: impl FnOnce(&mut Self, &str, &Value) -> Option<T>,
    ) -> Option<T> {
        read(self, &below(at, key), object.get(key)?)
    }

    /// What must stand under a key.
    pub(super) fn needed<T>(
        &mut self,
        object: &Map<String, Value>,
        at: &str,
        key: &str,
        expected: Expected,
        read: impl FnOnce(&mut Self, &str, &Value) -> Option<T>,
    ) -> Option<T> {
        if !object.contains_key(key) {
            self.found(&below(at, key), ProblemKind::Expected(expected));
        }
        self.member(object, at, key, read)
    }

    /// The entries of a list that can be used, each with its position.
    pub(super) fn list<T>(
        &mut self,
        at: &str,
        value: &Value,
        most: usize,
        read: impl Fn(&mut Self, &str, &Value) -> Option<T>,
    ) -> Option<Vec<(usize, T)>> {
        let list = self.some(at, value.as_array(), Expected::List)?;
        if list.len() > most {
            self.found(at, ProblemKind::TooMany { most });
        }
        let mut read_ones = Vec::new();
        for (number, value) in list.iter().take(most).enumerate() {
            if let Some(entry) = read(self, &below(at, &number.to_string()), value) {
                read_ones.push((number, entry));
            }
        }
        Some(read_ones)
    }

    pub(super) fn some<T>(&mut self, at: &str, found: Option<T>, expected: Expected) -> Option<T> {
        if found.is_none() {
            self.found(at, ProblemKind::Expected(expected));
        }
        found
    }

    pub(super) fn text(&mut self, at: &str, value: &Value, most: usize) -> Option<String> {
        let text = value.as_str().filter(|text| !text.trim().is_empty());
        let text = self.some(at, text, Expected::Text)?;
        if text.chars().count() > most {
            self.found(at, ProblemKind::TooLong { most });
            return None;
        }
        Some(text.to_owned())
    }

    /// One text for both languages, or an object with one for each; a missing one is as the other.
    pub(super) fn bilingual(
        &mut self,
        at: &str,
        value: &Value,
        expected: Expected,
        read: impl Fn(&mut Self, &str, &Value) -> Option<String>,
    ) -> Option<Bilingual> {
        if value.is_string() {
            return read(self, at, value).map(|text| Bilingual::same(&text));
        }
        if !value.is_object() {
            return self.some(at, None, expected);
        }
        let object = self.object(at, value, &LANGUAGES)?;
        if !LANGUAGES
            .iter()
            .any(|language| object.contains_key(*language))
        {
            return self.some(at, None, expected);
        }
        let en = self.member(object, at, "en", &read);
        let zh = self.member(object, at, "zh", &read);
        Some(Bilingual {
            en: en.clone().or_else(|| zh.clone())?,
            zh: zh.or(en)?,
        })
    }

    pub(super) fn flag(&mut self, at: &str, value: &Value) -> Option<bool> {
        self.some(at, value.as_bool(), Expected::Flag)
    }

    pub(super) fn version(&mut self, at: &str, value: &Value) -> Option<()> {
        let known = (whole(value) == Some(1)).then_some(());
        self.some(at, known, Expected::Version)
    }

    pub(super) fn language(&mut self, at: &str, value: &Value) -> Option<Locale> {
        let named = |name| Locale::ALL.into_iter().find(|it| it.file_name() == name);
        self.some(at, value.as_str().and_then(named), Expected::Language)
    }

    pub(super) fn paths(&mut self, at: &str, value: &Value) -> Option<Bilingual> {
        self.bilingual(at, value, Expected::Path, |it, at, value| {
            let path = value.as_str().filter(|path| is_inside(path));
            it.some(at, path, Expected::Path).map(str::to_owned)
        })
    }

    pub(super) fn tokens(&mut self, at: &str, value: &Value) -> Option<u64> {
        let tokens = whole(value).filter(|it| (LEAST_TOKENS..=MOST_TOKENS).contains(it));
        self.some(at, tokens, Expected::Tokens)
    }

    /// A model's id or the beginning of some.
    pub(super) fn pattern(&mut self, at: &str, value: &Value) -> Option<String> {
        let text = value.as_str().filter(|text| {
            let stem = text.strip_suffix('*').unwrap_or(text);
            !text.is_empty() && !stem.contains(|c: char| c == '*' || c.is_whitespace())
        });
        let text = self.some(at, text, Expected::Model)?;
        let value = Value::from(text);
        self.text(at, &value, LONGEST_ID)
    }

    pub(super) fn currency(&mut self, at: &str, value: &Value) -> Option<String> {
        let code = value
            .as_str()
            .filter(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
        self.some(at, code, Expected::Currency).map(str::to_owned)
    }

    /// A price of a million tokens, in millionths of the currency's unit.
    pub(super) fn rate(&mut self, at: &str, value: &Value) -> Option<u64> {
        let rate = value
            .as_f64()
            .filter(|rate| (0.0..=HIGHEST_RATE).contains(rate));
        let rate = self.some(at, rate, Expected::Rate)?;
        // Within bounds: it is whole, not negative and far below what a float can say exactly.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some((rate * 1e6).round() as u64)
    }
}

/// A whole number, also when it is written as `1.0`.
pub(super) fn whole(value: &Value) -> Option<u64> {
    let float = || {
        let number = value.as_f64()?;
        let is_whole = number.fract() == 0.0 && (0.0..=9e15).contains(&number);
        // Within bounds: every such float is exact.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        is_whole.then_some(number as u64)
    };
    value.as_u64().or_else(float)
}

/// Whether a path stays in the site's own folder, however a browser reads it: plain names and slashes.
fn is_inside(path: &str) -> bool {
    let plain = |name: &str| {
        !name.is_empty()
            && name != "."
            && name != ".."
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "._~@+-".contains(c))
    };
    path.chars().count() <= LONGEST_PATH && path.split('/').all(plain)
}
