//! What an `OpenAPI` contract offers: its operations with all that is sent and received.

use super::{Api, Operation, Parameter, edition};
use crate::{
    domain::meaning::{OfferKind, Side},
    render::contract::{
        kind::Fence,
        offer::{Offer, Part, json_parts},
        schema::Reader,
        source,
    },
};

/// The offers of a fence; none if it is no contract.
pub(in crate::render::contract) fn offers(fence: &Fence<'_>) -> Option<Vec<Offer>> {
    let parsed = source::read(fence.source);
    let (edition, version) = edition(&parsed.root)?;
    let api = Api::read(&parsed.root, edition, version);
    let mut reader = Reader::new(api.document);
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    Some(
        operations
            .map(|operation| offer(operation, &mut reader))
            .collect(),
    )
}

fn offer<'a>(operation: &Operation<'a>, reader: &mut Reader<'a>) -> Offer {
    let calls_out = operation.receiver().is_some();
    let (kind, sent, received) = if calls_out {
        (OfferKind::Webhook, Side::Received, Side::Sent)
    } else {
        (OfferKind::Endpoint, Side::Sent, Side::Received)
    };
    let method = operation.method.to_uppercase();
    let mut parts = Vec::new();
    for parameter in &operation.parameters {
        add_parameter(parameter, sent, reader, &mut parts);
    }
    if let Some(body) = &operation.body {
        for parameter in &body.form {
            add_parameter(parameter, sent, reader, &mut parts);
        }
        let several = body.content.len() > 1;
        for media in &body.content {
            let path = at("body", media.name, several);
            add_media(
                media.schema.or(media.item),
                (&path, sent, body.required),
                reader,
                &mut parts,
            );
        }
    }
    for response in &operation.responses {
        parts.push(Part {
            required: true,
            ..Part::new(response.status, received)
        });
        for header in &response.headers {
            add(
                header.schema,
                (
                    &format!("{} header {}", response.status, header.name),
                    received,
                    header.required,
                ),
                reader,
                &mut parts,
            );
        }
        let several = response.content.len() > 1;
        for media in &response.content {
            let path = at(&format!("{} body", response.status), media.name, several);
            add_media(
                media.schema.or(media.item),
                (&path, received, true),
                reader,
                &mut parts,
            );
        }
    }
    // Where nothing is asked for, what comes to be asked for breaks; alternatives are told by their names.
    let alternatives = operation
        .security
        .iter()
        .filter(|needed| !needed.is_empty());
    let open = operation.security.iter().any(Vec::is_empty) || operation.security.is_empty();
    if !open {
        let mut names: Vec<&str> = alternatives.flatten().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        parts.push(Part {
            demand: true,
            kinds: vec![names.join(" | ")],
            ..Part::new("security", sent)
        });
    }
    Offer {
        key: format!("{method} {}", nameless(operation.path)),
        alias: operation
            .node
            .text("operationId")
            .unwrap_or_default()
            .to_owned(),
        deprecated: operation.node.is_true("deprecated"),
        parts,
        ..Offer::new(kind, format!("{method} {}", operation.path))
    }
}

fn at(place: &str, media: &str, several: bool) -> String {
    if several {
        format!("{place} {media}")
    } else {
        place.to_owned()
    }
}

fn add_parameter<'a>(
    parameter: &Parameter<'a>,
    side: Side,
    reader: &mut Reader<'a>,
    parts: &mut Vec<Part>,
) {
    // What stands in the path is told by its place, not by its name.
    if parameter.place != "path" {
        let path = format!("{} {}", parameter.place, parameter.name);
        add(
            parameter.schema,
            (&path, side, parameter.required),
            reader,
            parts,
        );
    }
}

fn add_media<'a>(
    schema: Option<&'a crate::render::contract::node::Node>,
    place: (&str, Side, bool),
    reader: &mut Reader<'a>,
    parts: &mut Vec<Part>,
) {
    add(schema, place, reader, parts);
}

fn add<'a>(
    schema: Option<&'a crate::render::contract::node::Node>,
    (path, side, required): (&str, Side, bool),
    reader: &mut Reader<'a>,
    parts: &mut Vec<Part>,
) {
    match schema {
        Some(schema) => json_parts(reader, schema, (path, side, required), parts),
        None => parts.push(Part {
            required,
            ..Part::new(path, side)
        }),
    }
}

/// A path whatever its parameters are called.
fn nameless(path: &str) -> String {
    let mut nameless = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        nameless.push(character);
    }
    nameless.trim_end_matches('/').to_owned()
}
