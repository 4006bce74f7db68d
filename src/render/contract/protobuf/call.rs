//! How an rpc is called: its `grpcurl` line, and the HTTP requests that `google.api.http` maps to it.

use super::file::{Setting, Value};
use crate::render::contract::{curl::quoted, sample::Sample};

/// An HTTP request that is mapped to an rpc.
pub(super) struct Binding<'a> {
    /// In upper case.
    pub method: String,
    /// The path's template.
    pub path: &'a str,
    /// The field that the body holds, or `*`.
    pub body: Option<&'a str>,
}

/// More mapped requests than this are not shown.
const MAX_BINDINGS: usize = 8;

/// The HTTP requests of an rpc's options, in either way of writing them.
pub(super) fn bindings<'a>(options: &[Setting<'a>]) -> Vec<Binding<'a>> {
    let mut found = Vec::new();
    for option in options {
        let Some(rest) = option.name.strip_prefix("(google.api.http)") else {
            continue;
        };
        match (&option.value, rest.strip_prefix('.')) {
            (Value::Fields(fields), None) => collect(fields, 0, &mut found),
            (value, Some(verb)) => found.extend(binding(verb, value, None)),
            _ => {}
        }
    }
    found.truncate(MAX_BINDINGS);
    found
}

fn collect<'a>(fields: &[(&'a str, Value<'a>)], depth: u32, found: &mut Vec<Binding<'a>>) {
    let body = fields.iter().find(|(name, _)| *name == "body");
    let body = body.and_then(|(_, value)| value.text());
    for (name, value) in fields {
        match value {
            Value::Fields(more) if *name == "additional_bindings" && depth == 0 => {
                collect(more, 1, found);
            }
            Value::List(items) if *name == "additional_bindings" && depth == 0 => {
                for item in items.iter().take(MAX_BINDINGS) {
                    if let Value::Fields(more) = item {
                        collect(more, 1, found);
                    }
                }
            }
            Value::Fields(custom) if *name == "custom" => {
                let text = |key| {
                    let field = custom.iter().find(|(name, _)| *name == key);
                    field.and_then(|(_, value)| value.text())
                };
                if let (Some(method), Some(path)) = (text("kind"), text("path")) {
                    found.push(Binding {
                        method: method.to_ascii_uppercase(),
                        path,
                        body,
                    });
                }
            }
            value => found.extend(binding(name, value, body)),
        }
    }
}

fn binding<'a>(verb: &str, value: &Value<'a>, body: Option<&'a str>) -> Option<Binding<'a>> {
    let known = ["get", "put", "post", "delete", "patch"].contains(&verb);
    let path = value.text().filter(|_| known)?;
    Some(Binding {
        method: verb.to_ascii_uppercase(),
        path,
        body,
    })
}

/// The command that calls an rpc; a client that streams sends two messages.
pub(super) fn command(full: &str, sent: Option<&Sample>, many: bool) -> String {
    let body = match sent {
        None => return format!("grpcurl \"$GRPC_HOST\" {}", quoted(full)),
        Some(Sample::Object(fields)) if fields.is_empty() && !many => String::new(),
        Some(sent) => {
            let text = sent.pretty();
            let text = if many {
                format!("{text}\n{text}")
            } else {
                text
            };
            format!("-d {} \\\n  ", quoted(&text))
        }
    };
    // The names of a package, a service and an rpc are letters, digits and dots in all but hostile text.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/');
    let full = if full.chars().all(plain) {
        full.to_owned()
    } else {
        quoted(full)
    };
    format!("grpcurl {body}\"$GRPC_HOST\" {full}")
}
