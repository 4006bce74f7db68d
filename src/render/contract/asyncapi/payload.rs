//! What a message carries: a schema of ours, or one in another language with the name of that language.

use super::{Api, Message};
use crate::render::contract::{node::Node, resolve::Document};

/// The words of a message's payload or headers.
pub(super) struct Payload<'a> {
    /// The schema itself.
    pub node: &'a Node,
    /// The language it is written in, when it is said.
    pub format: Option<&'a str>,
}

impl<'a> Payload<'a> {
    /// The payload or headers of a message.
    pub fn of(document: Document<'a>, message: &Message<'a>, key: &str) -> Option<Self> {
        let node = message.seen.get(key)?;
        // 3.x: the schema and its language together.
        let seen = document.follow(node);
        if let (Some(format), Some(schema)) = (seen.text("schemaFormat"), seen.get("schema")) {
            return Some(Self {
                node: schema,
                format: Some(format),
            });
        }
        let format = message.seen.text("schemaFormat");
        Some(Self {
            node,
            // In 2.x headers are always of the default language.
            format: format.filter(|_| key == "payload"),
        })
    }

    /// Whether it is read as a JSON Schema, as which `OpenAPI`'s are close enough to show.
    pub fn is_schema(&self) -> bool {
        self.format.is_none_or(is_ours)
    }

    /// The language's everyday name.
    pub fn language(&self) -> &'a str {
        let format = self.format.unwrap_or_default();
        for (mark, name) in [
            ("avro", "Avro"),
            ("protobuf", "Protobuf"),
            ("raml", "RAML"),
            ("xml", "XML Schema"),
        ] {
            if format.contains(mark) {
                return name;
            }
        }
        format
    }
}

/// Whether a `schemaFormat` is JSON Schema or close to it.
pub(super) fn is_ours(format: &str) -> bool {
    [
        "aai.asyncapi",
        "schema+json",
        "schema+yaml",
        "oai.openapi",
        "json-schema",
    ]
    .iter()
    .any(|name| format.contains(name))
}

/// The media type in which a message travels, as far as it is said.
pub(super) fn content_type<'a>(api: &Api<'a>, message: &Message<'a>) -> Option<&'a str> {
    let default = || api.document.root.text("defaultContentType");
    message.seen.text("contentType").or_else(default)
}

/// A given example of a message.
pub(super) struct Given<'a> {
    /// What it is called.
    pub name: Option<&'a str>,
    /// What it shows.
    pub summary: Option<&'a str>,
    /// The headers sent.
    pub headers: Option<&'a Node>,
    /// The payload sent.
    pub payload: Option<&'a Node>,
}

/// The examples of a message. One that is written without `payload` is the payload.
pub(super) fn examples<'a>(message: &Message<'a>) -> Vec<Given<'a>> {
    let listed = message.seen.get("examples");
    let listed = listed.map(Node::items).unwrap_or_default();
    listed
        .iter()
        .map(|example| {
            let (headers, payload) = (example.get("headers"), example.get("payload"));
            let bare = headers.is_none() && payload.is_none();
            Given {
                name: example.text("name").filter(|_| !bare),
                summary: example.text("summary").filter(|_| !bare),
                headers,
                payload: if bare { Some(example) } else { payload },
            }
        })
        .collect()
}
