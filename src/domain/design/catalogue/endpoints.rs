//! What the contracts in a design offer, by a look at their lines: the worker's readers judge contracts,
//! this only lists what is called.

use crate::domain::design::lines::{Kind, Line};

/// Something that can be called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// `GET`, `POST` …, `QUERY`, `MUTATION`, `SUBSCRIPTION` or `RPC`.
    pub method: String,
    /// The path, the field, or service and procedure.
    pub path: String,
}

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The endpoints of all fences, in order, each once.
pub(super) fn endpoints(lines: &[Line<'_>]) -> Vec<Endpoint> {
    let mut found: Vec<Endpoint> = Vec::new();
    let mut fence: Vec<&str> = Vec::new();
    for line in lines {
        match line.kind {
            Kind::Open(_) => fence.clear(),
            Kind::Code => fence.push(line.text),
            Kind::Close => {
                for endpoint in of_fence(&fence) {
                    if !found.contains(&endpoint) {
                        found.push(endpoint);
                    }
                }
                fence.clear();
            }
            Kind::Heading(..) | Kind::Text => {}
        }
    }
    found.extend(of_fence(&fence));
    found
}

fn of_fence(lines: &[&str]) -> Vec<Endpoint> {
    let begins = |words: &[&str]| {
        lines.iter().any(|line| {
            let line = line.trim_start().trim_start_matches('"');
            words.iter().any(|word| line.starts_with(word))
        })
    };
    if begins(&["openapi\":", "openapi:", "swagger:", "swagger\":"]) {
        http(lines)
    } else if begins(&["syntax =", "syntax=", "rpc "]) {
        procedures(lines)
    } else if begins(&[
        "type Query",
        "type Mutation",
        "type Subscription",
        "extend type Query",
        "extend type Mutation",
    ]) {
        graphql(lines)
    } else {
        Vec::new()
    }
}

/// The operations of an OpenAPI description, in YAML or JSON, by indentation.
fn http(lines: &[&str]) -> Vec<Endpoint> {
    let mut found = Vec::new();
    let mut paths: Option<usize> = None;
    let mut path: Option<(usize, String)> = None;
    for line in lines {
        let start = line.trim_start();
        let indent = line.len() - start.len();
        if start.is_empty() || start.starts_with('#') {
            continue;
        }
        let Some(key) = key(start) else {
            continue;
        };
        match paths {
            None if key == "paths" => paths = Some(indent),
            None => {}
            Some(outer) if indent <= outer => paths = (key == "paths").then_some(indent),
            Some(_) => match &path {
                Some((outer, path)) if indent > *outer => {
                    let direct = METHODS.contains(&key.as_str());
                    if direct && found.last() != Some(&(indent, path.clone(), key.clone())) {
                        found.push((indent, path.clone(), key));
                    }
                }
                _ => path = Some((indent, key)),
            },
        }
    }
    // A property that is called `get` stands deeper than the operations do.
    let operation = found.iter().map(|(indent, ..)| *indent).min();
    let direct = found
        .into_iter()
        .filter(|(indent, ..)| Some(*indent) == operation);
    direct
        .map(|(_, path, method)| Endpoint {
            method: method.to_ascii_uppercase(),
            path,
        })
        .collect()
}

/// The key of a line of YAML or JSON.
fn key(line: &str) -> Option<String> {
    let quoted = line.strip_prefix('"').map(|rest| ('"', rest));
    let quoted = quoted.or_else(|| line.strip_prefix('\'').map(|rest| ('\'', rest)));
    if let Some((quote, rest)) = quoted {
        let (key, after) = rest.split_once(quote)?;
        return after.trim_start().starts_with(':').then(|| key.to_owned());
    }
    let at = line
        .find(": ")
        .or_else(|| line.trim_end().strip_suffix(':').map(str::len))?;
    let key = &line[..at];
    (!key.contains([' ', '"'])).then(|| key.to_owned())
}

fn procedures(lines: &[&str]) -> Vec<Endpoint> {
    let mut service = String::new();
    let mut found = Vec::new();
    for line in lines {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("service ") {
            word(rest).clone_into(&mut service);
        } else if let Some(rest) = line.strip_prefix("rpc ") {
            found.push(Endpoint {
                method: "RPC".to_owned(),
                path: format!("{service}/{}", word(rest)),
            });
        }
    }
    found
}

fn graphql(lines: &[&str]) -> Vec<Endpoint> {
    let mut found = Vec::new();
    let mut root = None;
    let mut depth = 0_usize;
    for line in lines {
        let line = line.trim();
        let named = line.strip_prefix("extend ").unwrap_or(line);
        if let Some(rest) = named.strip_prefix("type ") {
            let name = word(rest);
            root = ["Query", "Mutation", "Subscription"]
                .contains(&name)
                .then(|| name.to_uppercase());
        }
        // The arguments of a field may stand on lines of their own.
        let outermost = depth == 0;
        depth += line.matches('(').count();
        depth = depth.saturating_sub(line.matches(')').count());
        if line.starts_with('}') {
            root = None;
        }
        let field = word(line);
        let rest = line[field.len()..].trim_start();
        if let (Some(method), true) = (&root, outermost && rest.starts_with([':', '('])) {
            found.push(Endpoint {
                method: method.clone(),
                path: field.to_owned(),
            });
        }
    }
    found
}

/// The identifier that a text begins with.
fn word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}
