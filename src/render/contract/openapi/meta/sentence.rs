//! A cause in one plain sentence.

use super::cause::{Cause, Reason};
use crate::domain::{locale::Locale, problem};

/// More allowed words than this are not listed.
const MAX_WORDS: usize = 12;

/// The sentence, in the view's language.
pub(super) fn of(cause: &Cause, locale: Locale) -> String {
    let place = place(&cause.pointer, locale);
    let meant = |near: &Option<String>| match near {
        Some(word) => locale.contract_meta_meant(word),
        None => String::new(),
    };
    match &cause.reason {
        Reason::Missing(keys) if keys.len() > 1 => {
            let parent = cause
                .pointer
                .rsplit_once('/')
                .map_or("", |(parent, _)| parent);
            locale.contract_meta_one_of_keys(words(keys, locale), self::place(parent, locale))
        }
        Reason::Missing(_) => locale.contract_meta_missing(place),
        Reason::Unknown(near) => locale.contract_meta_unknown(meant(near), place),
        Reason::Kind(kinds, quotes) => {
            let kinds: Vec<&str> = kinds.iter().map(|kind| kind_words(kind, locale)).collect();
            let kinds = kinds.join(locale.contract_meta_or());
            if *quotes {
                locale.contract_meta_quotes(kinds, place)
            } else {
                locale.contract_meta_kind(kinds, place)
            }
        }
        Reason::Value(allowed, near) => {
            locale.contract_meta_value(meant(near), place, words(allowed, locale))
        }
        Reason::Form(pattern) => locale.contract_meta_form(pattern, place),
        Reason::Together(keys) => locale.contract_meta_together(words(keys, locale), place),
        Reason::Empty => locale.contract_meta_empty(place),
        Reason::Count => locale.contract_meta_count(place),
        Reason::Repeated(text) => locale.contract_meta_repeated(place, text),
        Reason::Small => locale.contract_meta_small(place),
        Reason::Other => locale.contract_meta_other(place),
    }
}

/// The pointer as people read it.
fn place(pointer: &str, locale: Locale) -> String {
    if pointer.is_empty() {
        return locale.contract_meta_whole().into();
    }
    problem::place(pointer)
}

fn words(words: &[String], locale: Locale) -> String {
    let shown = words.iter().take(MAX_WORDS).map(|word| format!("“{word}”"));
    let shown: Vec<String> = shown.collect();
    let more = if words.len() > MAX_WORDS { ", …" } else { "" };
    shown.join(locale.contract_meta_comma()) + more
}

fn kind_words(kind: &str, locale: Locale) -> &'static str {
    match kind {
        "null" => "null",
        "boolean" => locale.contract_meta_boolean(),
        "integer" => locale.contract_meta_integer(),
        "number" => locale.contract_meta_number(),
        "string" => locale.contract_meta_string(),
        "array" => locale.contract_meta_array(),
        _ => locale.contract_meta_object(),
    }
}
