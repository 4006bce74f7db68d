//! Reads a contract of Swagger 2.0 or `OpenAPI` 3.0 to 3.2 into one model of what is shown: groups of
//! operations with their parameters, bodies, responses and security. It checks and draws nothing.

use super::{
    node::{Node, Value},
    resolve::{Document, Edition, Seen, escaped},
};

/// The methods with a field of their own in a path item (`query` since 3.2).
pub(super) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// A contract.
pub(super) struct Api<'a> {
    /// The tree and edition.
    pub document: Document<'a>,
    /// The edition as written.
    pub version: &'a str,
    /// `info`, or an empty node's absence.
    pub info: Option<&'a Node>,
    /// Addresses and their descriptions.
    pub servers: Vec<Server<'a>>,
    /// Security schemes by name.
    pub schemes: Vec<(&'a str, Seen<'a>)>,
    /// The operations.
    pub groups: Vec<Group<'a>>,
    /// Schemas by name.
    pub schemas: Vec<(&'a str, &'a Node)>,
}

/// An address at which the operations are served.
pub(super) struct Server<'a> {
    /// The address, variables filled with their defaults.
    pub url: String,
    /// What it is.
    pub description: Option<&'a str>,
}

/// Operations under one tag.
pub(super) struct Group<'a> {
    /// Which operations they are.
    pub heading: Heading<'a>,
    /// The tag's description.
    pub description: Option<&'a str>,
    /// In document order.
    pub operations: Vec<Operation<'a>>,
}

/// What a group is named after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading<'a> {
    /// A tag.
    Tag(&'a str),
    /// Operations without a tag.
    Untagged,
    /// Calls that the provider makes.
    Webhooks,
}

/// One method of one path.
pub(super) struct Operation<'a> {
    /// In lower case.
    pub method: String,
    /// The path as written, or the webhook's name.
    pub path: &'a str,
    /// JSON pointer to it.
    pub pointer: String,
    /// The operation itself.
    pub node: &'a Node,
    /// The path item's and its own parameters; its own win.
    pub parameters: Vec<Parameter<'a>>,
    /// The request body.
    pub body: Option<Body<'a>>,
    /// By status.
    pub responses: Vec<Response<'a>>,
    /// Any one of these is needed; each names schemes that are needed together, with scopes.
    pub security: Vec<Vec<(&'a str, Vec<&'a str>)>>,
}

/// A parameter or header.
pub(super) struct Parameter<'a> {
    /// With references followed.
    pub seen: Seen<'a>,
    /// The node in the list, for findings.
    pub node: &'a Node,
    /// Its name.
    pub name: &'a str,
    /// `path`, `query`, `header`, `cookie`, `querystring` (3.2), `body`, `formData` (2.0).
    pub place: &'a str,
    /// Whether it must be sent.
    pub required: bool,
    /// What it holds; in 2.0 the parameter is its own schema.
    pub schema: Option<&'a Node>,
}

/// A request body.
pub(super) struct Body<'a> {
    /// Whether it must be sent.
    pub required: bool,
    /// Its description.
    pub description: Option<&'a str>,
    /// By media type.
    pub content: Vec<Media<'a>>,
    /// The parameters that make up a 2.0 form.
    pub form: Vec<Parameter<'a>>,
    /// The reference that leads nowhere.
    pub missing: Option<&'a str>,
}

/// A response.
pub(super) struct Response<'a> {
    /// `200`, `4XX`, `default`.
    pub status: &'a str,
    /// Its description.
    pub description: Option<&'a str>,
    /// Its headers.
    pub headers: Vec<Parameter<'a>>,
    /// By media type.
    pub content: Vec<Media<'a>>,
    /// The reference that leads nowhere.
    pub missing: Option<&'a str>,
}

/// What a body holds in one media type.
pub(super) struct Media<'a> {
    /// The media type.
    pub name: &'a str,
    /// The schema of the whole body.
    pub schema: Option<&'a Node>,
    /// The schema of each item of a stream (3.2).
    pub item: Option<&'a Node>,
    /// Given examples: name (may be empty) and value.
    pub examples: Vec<(&'a str, &'a Node)>,
}

/// Which edition a top mapping declares, and how it writes it.
pub(super) fn edition(root: &Node) -> Option<(Edition, &str)> {
    if let Some(node) = root.get("swagger") {
        return Some((Edition::Swagger2, node.scalar().unwrap_or("2.0")));
    }
    let written = root.get("openapi")?.scalar().unwrap_or_default();
    if written.starts_with(|first: char| !first.is_ascii_digit()) {
        return None;
    }
    let edition = if written.starts_with("3.0") {
        Edition::V30
    } else if written.starts_with("3.2") {
        Edition::V32
    } else {
        Edition::V31
    };
    Some((edition, written))
}

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

    /// How many operations there are, webhooks included.
    pub fn operations(&self) -> u32 {
        let count: usize = self.groups.iter().map(|group| group.operations.len()).sum();
        u32::try_from(count).unwrap_or(u32::MAX)
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
        };
        return schemes.into_iter().map(server).collect();
    }
    let listed = root.get("servers").map(Node::items).unwrap_or_default();
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
                description: tag.text("description").or_else(|| tag.text("summary")),
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
            operations,
        });
    }
    groups.retain(|group| !group.operations.is_empty());
    groups
}

fn operations<'a>(document: Document<'a>, section: &str) -> Vec<Operation<'a>> {
    let mut found = Vec::new();
    for (path, item) in entries(document.root.get(section)) {
        let pointer = format!("/{section}/{}", escaped(path));
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
            })
            .collect();
    }
    Response {
        status,
        description: seen.text("description").or_else(|| seen.text("summary")),
        headers: entries(seen.get("headers"))
            .map(|(name, header)| parameter(document, header, Some(name)))
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
            }
        })
        .collect()
}

fn examples<'a>(document: Document<'a>, media: &Seen<'a>) -> Vec<(&'a str, &'a Node)> {
    let named = entries(media.get("examples")).filter_map(|(name, example)| {
        let example = document.follow(example);
        let value = example.get("value").or_else(|| example.get("dataValue"))?;
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
