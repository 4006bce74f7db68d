//! A contract of Swagger 2.0 or `OpenAPI` 3.0 to 3.2 as one model of what is shown: groups of operations
//! with their parameters, bodies, responses and security. How it is read is in `read`.

pub(super) mod meta;
pub(super) mod offers;
pub(super) mod preview;
mod read;

pub(super) use self::read::{examples, items};

use super::{
    node::Node,
    resolve::{Document, Edition, Seen},
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
    /// Its name (3.2).
    pub name: Option<&'a str>,
    /// What can be chosen in the address.
    pub variables: Option<&'a Node>,
}

/// Operations under one tag.
pub(super) struct Group<'a> {
    /// Which operations they are.
    pub heading: Heading<'a>,
    /// The tag's description.
    pub description: Option<&'a str>,
    /// The tag as declared.
    pub tag: Option<&'a Node>,
    /// The tags above it (3.2), outermost first.
    pub parents: Vec<&'a str>,
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
    /// The path item that it belongs to.
    pub item: &'a Node,
    /// Where it is served, if not where the rest of the contract is.
    pub servers: Vec<Server<'a>>,
    /// The path item's and its own parameters; its own win.
    pub parameters: Vec<Parameter<'a>>,
    /// The request body.
    pub body: Option<Body<'a>>,
    /// By status.
    pub responses: Vec<Response<'a>>,
    /// Any one of these is needed; each names schemes that are needed together, with scopes.
    pub security: Vec<Vec<(&'a str, Vec<&'a str>)>>,
}

impl Operation<'_> {
    /// The name of who is called when the provider is the one that calls: in webhooks and callbacks.
    pub fn receiver(&self) -> Option<&'static str> {
        if self.pointer.starts_with("/paths/") {
            None
        } else if self.pointer.starts_with("/webhooks/") {
            Some("WEBHOOK_URL")
        } else {
            Some("CALLBACK_URL")
        }
    }
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
    /// Where its values lead.
    pub links: Vec<(&'a str, Seen<'a>)>,
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
    /// How parts are written down.
    pub encodings: Vec<(&'a str, &'a Node)>,
}

impl Api<'_> {
    /// How many operations there are, webhooks included.
    pub fn operations(&self) -> u32 {
        let count: usize = self.groups.iter().map(|group| group.operations.len()).sum();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
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
