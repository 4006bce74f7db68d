//! What protobuf files offer: their rpcs, messages and enums.

use super::{
    file::{Enum, Field, File, Label, Message, Reserved, is_true},
    parse,
};
use crate::{
    domain::meaning::{OfferKind, Side},
    render::contract::{
        kind::Fence,
        offer::{Offer, Part},
    },
};

/// Longer ranges of reserved numbers are not counted out.
const MAX_RANGE: i64 = 1_000;

/// The offers of a fence.
pub(in crate::render::contract) fn offers(fence: &Fence<'_>) -> Option<Vec<Offer>> {
    let (files, _) = parse::parse(fence.source);
    files
        .iter()
        .any(File::defines)
        .then(|| files.iter().flat_map(of_file).collect())
}

fn of_file(file: &File<'_>) -> Vec<Offer> {
    let mut offers = Vec::new();
    for service in &file.services {
        for rpc in &service.rpcs {
            let part = |path: &str, many: bool, of: &str, side| Part {
                kinds: vec![if many {
                    format!("stream {of}")
                } else {
                    of.to_owned()
                }],
                ..Part::new(path, side)
            };
            offers.push(Offer {
                deprecated: is_true(&rpc.options, "deprecated"),
                parts: vec![
                    part("request", rpc.sends_many, rpc.request.text, Side::Sent),
                    part(
                        "response",
                        rpc.receives_many,
                        rpc.response.text,
                        Side::Received,
                    ),
                ],
                ..Offer::new(
                    OfferKind::Rpc,
                    format!("{}/{}", service.name.text, rpc.name.text),
                )
            });
        }
    }
    add_types("", &file.messages, &file.enums, &mut offers);
    offers
}

fn add_types(scope: &str, messages: &[Message<'_>], enums: &[Enum<'_>], offers: &mut Vec<Offer>) {
    for message in messages {
        let name = format!("{scope}{}", message.name.text);
        offers.push(Offer {
            parts: message.fields.iter().map(field).collect(),
            retired: retired(&message.reserved),
            ..Offer::new(OfferKind::Type, name.clone())
        });
        add_types(
            &format!("{name}."),
            &message.messages,
            &message.enums,
            offers,
        );
    }
    for definition in enums {
        let values = definition.values.iter().map(|value| Part {
            number: value.number,
            ..Part::new(value.name.text, Side::Both)
        });
        offers.push(Offer {
            parts: values.collect(),
            retired: retired(&definition.reserved),
            ..Offer::new(OfferKind::Type, format!("{scope}{}", definition.name.text))
        });
    }
}

fn field(field: &Field<'_>) -> Part {
    let of = match (&field.key, field.label) {
        (Some(key), _) => format!("map<{}, {}>", key.text, field.of.text),
        (None, Label::Repeated) => format!("repeated {}", field.of.text),
        _ => field.of.text.to_owned(),
    };
    Part {
        kinds: vec![of],
        required: field.label == Label::Required,
        number: field.number,
        ..Part::new(field.name.text, Side::Both)
    }
}

fn retired(reserved: &Reserved<'_>) -> Vec<i64> {
    let ranges = reserved.ranges.iter();
    ranges
        .flat_map(|range| range.from..=range.to.min(range.from.saturating_add(MAX_RANGE)))
        .collect()
}
