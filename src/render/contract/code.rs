//! Code within a contract's preview. The one place where highlighting is plugged in.

use maud::{Markup, PreEscaped, html};

use crate::render::highlight::{self, Language};

/// A block of code: escaped, and highlighted where the language is known.
pub(super) fn block(language: &str, code: &str) -> Markup {
    let language = Language::named(language);
    let code = highlight::html(code, language);
    html! {
        pre.example tabindex="0" {
            code data-language=[language.map(Language::name)] { (PreEscaped(code)) }
        }
    }
}

/// A JSON value as an indented block; a text that is not JSON's own is shown as it is.
pub(super) fn value(media_type: &str, value: &serde_json::Value) -> Markup {
    if let serde_json::Value::String(text) = value
        && !media_type.contains("json")
    {
        return block("text", text);
    }
    block("json", &pretty(value))
}

/// Indented JSON.
pub(super) fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
