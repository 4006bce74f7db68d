//! Reads a contract into the model. The editions differ here and nowhere after; what is missing or odd is
//! left out, for findings are the business of others.

use super::{Api, Body, Group, Heading, METHODS, Media, Operation, Parameter, Response, Server};
use crate::render::contract::{
    node::{Node, Value},
    resolve::{Document, Edition, Seen, escaped},
};

impl<'a> Api<'a> {
    /// Reads the whole contract.
    pub fn read(root: &'a Node, edition: Edition, version: &'a str) -> Self {
        let document = Document { root, edition };
        let schemes = at(root, &["components", "securitySchemes"])
            .or_else(|| root.get("securityDefinitions"));
        let schemas = at(root, &["components", "schemas"]).or_else(|| root.get("definitions"));
        Self {
            document,
            version,
            info: root.get("info"),
            servers: servers(root, edition),
            schemes: entries(schemes)
                .map(|(name, node)| (name, document.follow(node)))
                .collect(),
            groups: groups(document),
            schemas: entries(schemas).collect(),
        }
    }
}

fn at<'a>(root: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, key| node.get(key))
}

fn entries(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    node.into_iter().flat_map(Node::entries)
}

fn servers(root: &Node, edition: Edition) -> Vec<Server<'_>> {
    if edition == Edition::Swagger2 {
        let Some(host) = root.text("host") else {
            return Vec::new();
        };
        let base = root.text("basePath").unwrap_or_default();
        let schemes = root.get("schemes").map(Node::items).unwrap_or_default();
        let mut schemes: Vec<&str> = schemes.iter().filter_map(Node::scalar).collect();
        if schemes.is_empty() {
            schemes.push("https");
        }
        let server = |scheme| Server {
            url: format!("{scheme}://{host}{base}"),
            description: None,
            name: None,
            variables: None,
        };
        return schemes.into_iter().map(server).collect();
    }
    listed_servers(root)
}

/// The servers that a contract, a path or an operation lists.
fn listed_servers(node: &Node) -> Vec<Server<'_>> {
    let listed = node.get("servers").map(Node::items).unwrap_or_default();
    listed
        .iter()
        .filter_map(|server| {
            let mut url = server.text("url")?.to_owned();
            for (name, variable) in entries(server.get("variables")) {
                if let Some(default) = variable.text("default") {
                    url = url.replace(&format!("{{{name}}}"), default);
                }
            }
            Some(Server {
                url,
                description: server.text("description"),
                name: server.text("name"),
                variables: server.get("variables"),
            })
        })
        .collect()
}

/// Declared tags first in their order, then other tags as they appear, then the rest, then webhooks.
/// An operation with several tags stands under its first.
fn groups(document: Document<'_>) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let tags = document
        .root
        .get("tags")
        .map(Node::items)
        .unwrap_or_default();
    for tag in tags {
        if let Some(name) = tag.text("name").or_else(|| tag.scalar()) {
            groups.push(Group {
                heading: Heading::Tag(name),
                description: tag.text("description"),
                tag: Some(tag),
                parents: parents(tags, tag),
                operations: Vec::new(),
            });
        }
    }
    let mut untagged = Vec::new();
    for operation in operations(document, "paths") {
        let tag = operation.node.get("tags").and_then(|tags| {
            let first = tags.items().first();
            first.map_or_else(|| tags.scalar(), Node::scalar)
        });
        let Some(tag) = tag else {
            untagged.push(operation);
            continue;
        };
        let heading = Heading::Tag(tag);
        let index = groups.iter().position(|group| group.heading == heading);
        let index = index.unwrap_or_else(|| {
            groups.push(Group {
                heading,
                description: None,
                tag: None,
                parents: Vec::new(),
                operations: Vec::new(),
            });
            groups.len() - 1
        });
        groups[index].operations.push(operation);
    }
    for (heading, operations) in [
        (Heading::Untagged, untagged),
        (Heading::Webhooks, operations(document, "webhooks")),
    ] {
        groups.push(Group {
            heading,
            description: None,
            tag: None,
            parents: Vec::new(),
            operations,
        });
    }
    groups.retain(|group| !group.operations.is_empty());
    groups
}

/// The tags above one, outermost first. A tag above itself ends the climb.
fn parents<'a>(tags: &'a [Node], tag: &'a Node) -> Vec<&'a str> {
    let mut above = Vec::new();
    let mut at = tag;
    while let Some(name) = at.text("parent")
        && !above.contains(&name)
        && let Some(parent) = tags.iter().find(|tag| tag.text("name") == Some(name))
    {
        above.push(name);
        at = parent;
    }
    above.reverse();
    above
}

fn operations<'a>(document: Document<'a>, section: &str) -> Vec<Operation<'a>> {
    items(document, document.root.get(section), &format!("/{section}"))
}

/// The operations of path items by path, webhook or callback expression.
pub(in crate::render::contract) fn items<'a>(
    document: Document<'a>,
    section: Option<&'a Node>,
    pointer: &str,
) -> Vec<Operation<'a>> {
    let mut found = Vec::new();
    for (path, item) in entries(section) {
        let pointer = format!("{pointer}/{}", escaped(path));
        for layer in document.follow(item).layers {
            for (key, node) in layer.entries() {
                if METHODS.contains(&key.to_ascii_lowercase().as_str()) && node.map().is_some() {
                    let pointer = format!("{pointer}/{key}");
                    found.push(operation(document, layer, (key, path, pointer), node));
                }
            }
            for (key, node) in entries(layer.get("additionalOperations")) {
                let pointer = format!("{pointer}/additionalOperations/{}", escaped(key));
                found.push(operation(document, layer, (key, path, pointer), node));
            }
        }
    }
    found
}

fn operation<'a>(
    document: Document<'a>,
    item: &'a Node,
    (method, path, pointer): (&str, &'a str, String),
    node: &'a Node,
) -> Operation<'a> {
    let mut parameters = listed(document, node);
    for parameter in listed(document, item) {
        let same = |own: &Parameter<'_>| own.name == parameter.name && own.place == parameter.place;
        if !parameters.iter().any(same) {
            parameters.push(parameter);
        }
    }
    let order = |parameter: &Parameter<'_>| match parameter.place {
        "path" => 0,
        "query" | "querystring" => 1,
        "header" => 2,
        _ => 3,
    };
    parameters.sort_by_key(order);
    let body = body(document, node, &mut parameters);
    let responses = entries(node.get("responses"))
        .filter(|(status, _)| !status.starts_with("x-"))
        .map(|(status, response)| self::response(document, node, status, response))
        .collect();
    Operation {
        method: method.to_ascii_lowercase(),
        path,
        pointer,
        node,
        item,
        servers: [node, item]
            .into_iter()
            .map(listed_servers)
            .find(|servers| !servers.is_empty())
            .unwrap_or_default(),
        parameters,
        body,
        responses,
        security: security(
            node.get("security")
                .or_else(|| document.root.get("security")),
        ),
    }
}

fn listed<'a>(document: Document<'a>, node: &'a Node) -> Vec<Parameter<'a>> {
    let list = node.get("parameters").map(Node::items).unwrap_or_default();
    list.iter()
        .map(|parameter| self::parameter(document, parameter, None))
        .collect()
}

/// Reads a parameter, or with a name a header.
fn parameter<'a>(document: Document<'a>, node: &'a Node, header: Option<&'a str>) -> Parameter<'a> {
    let seen = document.follow(node);
    let content = entries(seen.get("content")).next();
    let own = seen
        .layers
        .last()
        .copied()
        .filter(|own| own.get("type").is_some());
    let place = header.map_or_else(|| seen.text("in").unwrap_or_default(), |_| "header");
    Parameter {
        name: header
            .or_else(|| seen.text("name"))
            .or(seen.missing)
            .unwrap_or_default(),
        place,
        required: seen.is_true("required") || place == "path",
        schema: seen
            .get("schema")
            .or_else(|| content.and_then(|(_, media)| media.get("schema")))
            .or(own),
        seen,
        node,
    }
}

fn body<'a>(
    document: Document<'a>,
    node: &'a Node,
    parameters: &mut Vec<Parameter<'a>>,
) -> Option<Body<'a>> {
    if let Some(body) = node.get("requestBody") {
        let seen = document.follow(body);
        return Some(Body {
            required: seen.is_true("required"),
            description: seen.text("description"),
            content: content(document, &seen),
            form: Vec::new(),
            missing: seen.missing,
        });
    }
    let is_body = |parameter: &Parameter<'_>| matches!(parameter.place, "body" | "formData");
    let form: Vec<_> = parameters.extract_if(.., |p| is_body(p)).collect();
    let types = media_types(document, node, "consumes");
    if let Some(body) = form.iter().find(|parameter| parameter.place == "body") {
        let media = |name| Media {
            name,
            schema: body.schema,
            item: None,
            examples: Vec::new(),
            encodings: Vec::new(),
        };
        return Some(Body {
            required: body.required,
            description: body.seen.text("description"),
            content: types.into_iter().map(media).collect(),
            form: Vec::new(),
            missing: None,
        });
    }
    (!form.is_empty()).then(|| Body {
        required: form.iter().any(|parameter| parameter.required),
        description: None,
        content: Vec::new(),
        form,
        missing: None,
    })
}

/// The media types of a 2.0 operation.
fn media_types<'a>(document: Document<'a>, node: &'a Node, key: &str) -> Vec<&'a str> {
    let listed = node.get(key).or_else(|| document.root.get(key));
    let listed = listed.map(Node::items).unwrap_or_default();
    let types: Vec<&str> = listed.iter().filter_map(Node::scalar).collect();
    if types.is_empty() {
        vec!["application/json"]
    } else {
        types
    }
}

fn response<'a>(
    document: Document<'a>,
    operation: &'a Node,
    status: &'a str,
    node: &'a Node,
) -> Response<'a> {
    let seen = document.follow(node);
    let mut content = content(document, &seen);
    if let Some(schema) = seen.get("schema") {
        let given = |name: &str| seen.get("examples").and_then(|all| all.get(name));
        content = media_types(document, operation, "produces")
            .into_iter()
            .map(|name| Media {
                name,
                schema: Some(schema),
                item: None,
                examples: given(name).map(|value| ("", value)).into_iter().collect(),
                encodings: Vec::new(),
            })
            .collect();
    }
    Response {
        status,
        description: seen.text("description").or_else(|| seen.text("summary")),
        headers: entries(seen.get("headers"))
            .map(|(name, header)| parameter(document, header, Some(name)))
            .collect(),
        links: entries(seen.get("links"))
            .map(|(name, link)| (name, document.follow(link)))
            .collect(),
        content,
        missing: seen.missing,
    }
}

fn content<'a>(document: Document<'a>, seen: &Seen<'a>) -> Vec<Media<'a>> {
    entries(seen.get("content"))
        .map(|(name, node)| {
            let media = document.follow(node);
            Media {
                name,
                schema: media.get("schema"),
                item: media.get("itemSchema"),
                examples: examples(document, &media),
                encodings: entries(media.get("encoding")).collect(),
            }
        })
        .collect()
}

/// The examples of a body, parameter or header.
pub(in crate::render::contract) fn examples<'a>(
    document: Document<'a>,
    media: &Seen<'a>,
) -> Vec<(&'a str, &'a Node)> {
    let named = entries(media.get("examples")).filter_map(|(name, example)| {
        let example = document.follow(example);
        let keys = ["value", "dataValue", "serializedValue", "externalValue"];
        let value = keys.into_iter().find_map(|key| example.get(key))?;
        Some((name, value))
    });
    let lone = media.get("example").map(|value| ("", value));
    lone.into_iter().chain(named).collect()
}

fn security(node: Option<&Node>) -> Vec<Vec<(&str, Vec<&str>)>> {
    let listed = match node.map(|node| &node.value) {
        Some(Value::List(items)) => items.as_slice(),
        // A lone mapping where a list belongs.
        Some(Value::Map(_)) => node.map(std::slice::from_ref).unwrap_or_default(),
        _ => &[],
    };
    listed
        .iter()
        .map(|requirement| {
            requirement
                .entries()
                .map(|(name, scopes)| {
                    (
                        name,
                        scopes.items().iter().filter_map(Node::scalar).collect(),
                    )
                })
                .collect()
        })
        .collect()
}
