//! What a GraphQL schema offers: its root fields, and its types.

use super::{
    document::{Definition, Field, Kind, applied},
    parse,
    schema::Schema,
};
use crate::{
    domain::meaning::{OfferKind, Side},
    render::contract::{
        kind::Fence,
        offer::{Offer, Part},
    },
};

/// The offers of a fence.
pub(in crate::render::contract) fn offers(fence: &Fence<'_>) -> Option<Vec<Offer>> {
    let (document, _) = parse::parse(fence.source);
    if document.definitions.is_empty() {
        return None;
    }
    let schema = Schema::of(document);
    let mut offers = Vec::new();
    for (_, root) in schema.root_types() {
        for field in &root.fields {
            let mut parts = Vec::new();
            add_field("", field, Side::Received, &mut parts);
            // The field is the offer itself.
            for part in &mut parts {
                part.path = match part.path.strip_prefix(field.name.text) {
                    Some("") => "result".to_owned(),
                    Some(rest) => rest.trim().to_owned(),
                    None => continue,
                };
            }
            offers.push(Offer {
                deprecated: applied(&field.directives, "deprecated").is_some(),
                parts,
                ..Offer::new(
                    OfferKind::Query,
                    format!("{}.{}", root.name.text, field.name.text),
                )
            });
        }
    }
    let types = schema
        .types
        .iter()
        .filter(|definition| !schema.is_root(definition.name.text));
    offers.extend(types.map(definition));
    Some(offers)
}

fn definition(definition: &Definition<'_>) -> Offer {
    let mut parts = Vec::new();
    let names = |names: &mut dyn Iterator<Item = &str>| Some(names.map(str::to_owned).collect());
    match definition.kind {
        Kind::Enum => parts.push(Part {
            values: names(&mut definition.fields.iter().map(|value| value.name.text)),
            ..Part::new("values", Side::Both)
        }),
        Kind::Union => parts.push(Part {
            values: names(&mut definition.members.iter().map(|member| member.text)),
            ..Part::new("members", Side::Both)
        }),
        Kind::Input => {
            for field in &definition.fields {
                parts.push(input(field.name.text, field));
            }
        }
        _ => {
            for field in &definition.fields {
                add_field("", field, Side::Received, &mut parts);
            }
        }
    }
    Offer {
        parts,
        ..Offer::new(OfferKind::Type, definition.name.text)
    }
}

fn add_field(before: &str, field: &Field<'_>, side: Side, parts: &mut Vec<Part>) {
    let path = format!("{before}{}", field.name.text);
    let (kind, nullable) = kind(field);
    parts.push(Part {
        kinds: kind,
        nullable,
        ..Part::new(path.clone(), side)
    });
    for argument in &field.arguments {
        parts.push(input(&format!("{path} ({})", argument.name.text), argument));
    }
}

/// What is sent: it must be there, or need not.
fn input(path: &str, field: &Field<'_>) -> Part {
    Part {
        kinds: kind(field).0,
        required: field.is_required(),
        ..Part::new(path, Side::Sent)
    }
}

fn kind(field: &Field<'_>) -> (Vec<String>, bool) {
    let text = field.of.as_ref().map_or("", |of| of.text.as_str());
    let bare = text.strip_suffix('!');
    (vec![bare.unwrap_or(text).to_owned()], bare.is_none())
}
