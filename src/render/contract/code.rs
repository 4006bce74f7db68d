//! Code within a contract's preview. The one place where highlighting is plugged in.

use maud::{Markup, html};

/// A block of code, its text escaped.
pub(super) fn block(language: &str, code: &str) -> Markup {
    html! { pre.example data-lang=(language) tabindex="0" { code { (code) } } }
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
