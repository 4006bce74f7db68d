//! The `curl` line of an operation. Everything from the contract stands in single quotes, so that a
//! hostile contract cannot make a command of it.

mod body;

use serde_json::Value as Json;

pub(super) use self::body::Sent;
use super::{
    example::{Direction, example},
    node::Node,
    openapi::{Api, Operation, Parameter},
    schema::Reader,
};

/// The command with its arguments on lines of their own; `bodies` holds the body in each media type.
pub(super) fn command<'a>(
    api: &Api<'a>,
    operation: &Operation<'a>,
    bodies: &[Sent<'_, 'a>],
    reader: &mut Reader<'a>,
) -> String {
    let mut lines = Vec::new();
    let query = query(operation, reader);
    let url = match operation.receiver() {
        // The address of who is called back is not the contract's to know.
        Some(receiver) if query.is_empty() => format!("\"${receiver}\""),
        Some(receiver) => format!("\"${receiver}\"{}", quoted(&query)),
        None => {
            let url = url(api, operation, reader) + &query;
            // Without a server, or with a relative one, the reader knows the host.
            let base = if url.contains("://") {
                ""
            } else {
                "\"$BASE_URL\""
            };
            format!("{base}{}", quoted(&url))
        }
    };
    let method = operation.method.to_ascii_uppercase();
    lines.push(match method.as_str() {
        "GET" => format!("curl {url}"),
        "HEAD" => format!("curl --head {url}"),
        _ => format!("curl -X {} {url}", word(&method)),
    });
    lines.extend(credentials(api, operation));
    for parameter in &operation.parameters {
        if parameter.required && parameter.place == "header" {
            let value = sample(parameter, reader);
            lines.push(format!(
                "-H {}",
                quoted(&format!("{}: {value}", parameter.name))
            ));
        }
    }
    lines.extend(body::of_any(bodies));
    lines.extend(body::of_parameters(api, operation, reader));
    lines.join(" \\\n  ")
}

fn url<'a>(api: &Api<'a>, operation: &Operation<'a>, reader: &mut Reader<'a>) -> String {
    let server = operation.servers.first().or_else(|| api.servers.first());
    let server = server.map_or("", |server| server.url.as_str());
    let slash = if operation.path.starts_with('/') {
        ""
    } else {
        "/"
    };
    let mut url = format!("{}{slash}{}", server.trim_end_matches('/'), operation.path);
    for parameter in &operation.parameters {
        if parameter.place == "path" {
            let value = percent(&sample(parameter, reader));
            url = url.replace(&format!("{{{}}}", parameter.name), &value);
        }
    }
    url
}

/// The query that must be sent, with its question mark.
fn query<'a>(operation: &Operation<'a>, reader: &mut Reader<'a>) -> String {
    let mut query = String::new();
    for parameter in operation.parameters.iter().filter(|it| it.required) {
        let pairs = match parameter.place {
            "querystring" => whole_query(parameter, reader),
            "query" => {
                let value = percent(&sample(parameter, reader));
                format!("{}={value}", percent(parameter.name))
            }
            _ => continue,
        };
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(&pairs);
    }
    query
}

/// A query string that is one parameter (3.2): pairs where its value is an object.
fn whole_query<'a>(parameter: &Parameter<'a>, reader: &mut Reader<'a>) -> String {
    match sample_value(parameter, reader) {
        Some(Json::Object(map)) => {
            let pairs = map.iter().map(|(key, value)| {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                format!("{}={}", percent(key), percent(&value))
            });
            pairs.collect::<Vec<_>>().join("&")
        }
        Some(Json::String(text)) => text,
        _ => "query".into(),
    }
}

fn sample_value<'a>(parameter: &Parameter<'a>, reader: &mut Reader<'a>) -> Option<Json> {
    let given = parameter.seen.get("example").map(Node::json);
    given.or_else(|| {
        let schema = reader.read(parameter.schema?);
        Some(example(&schema, Direction::Request))
    })
}

fn sample<'a>(parameter: &Parameter<'a>, reader: &mut Reader<'a>) -> String {
    match sample_value(parameter, reader) {
        Some(Json::String(text)) => text,
        Some(Json::Null) | None => "value".into(),
        Some(other) => other.to_string(),
    }
}

/// What the first way of authenticating needs. What all operations need is not what a receiver asks for.
fn credentials(api: &Api<'_>, operation: &Operation<'_>) -> Vec<String> {
    let own = operation.receiver().is_none() || operation.node.get("security").is_some();
    let needed = operation.security.first().filter(|_| own);
    let needed = needed.into_iter().flatten();
    needed
        .filter_map(|(name, _)| {
            let (_, scheme) = api.schemes.iter().find(|(known, _)| known == name)?;
            let bearer = "-H \"Authorization: Bearer $TOKEN\"".to_owned();
            let http = scheme
                .text("scheme")
                .unwrap_or_default()
                .to_ascii_lowercase();
            match (scheme.text("type")?, http.as_str()) {
                ("http", "basic") | ("basic", _) => Some("-u \"$USER_NAME:$PASSWORD\"".into()),
                ("http" | "oauth2" | "openIdConnect", _) => Some(bearer),
                ("mutualTLS", _) => Some("--cert client.crt --key client.key".into()),
                ("apiKey", _) if scheme.text("in") == Some("header") => {
                    let header = format!("{}: ", scheme.text("name")?);
                    Some(format!("-H {}\"$API_KEY\"", quoted(&header)))
                }
                ("apiKey", _) if scheme.text("in") == Some("cookie") => {
                    let cookie = format!("{}=", scheme.text("name")?);
                    Some(format!("-b {}\"$API_KEY\"", quoted(&cookie)))
                }
                _ => None,
            }
        })
        .collect()
}

/// A text as one shell word. Control characters other than line breaks are dropped.
pub(super) fn quoted(text: &str) -> String {
    let clean: String = text
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    format!("'{}'", clean.replace('\'', "'\\''"))
}

fn word(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return text.to_owned();
    }
    quoted(text)
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
