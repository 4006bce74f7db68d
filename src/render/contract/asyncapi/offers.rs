//! What an `AsyncAPI` contract offers: its channels with the messages on them.

use std::{collections::HashSet, ptr};

use super::{Action, Api, Channel, Message, payload::Payload, version};
use crate::{
    domain::meaning::{OfferKind, Side},
    render::contract::{
        kind::Fence,
        offer::{Offer, Part, json_parts},
        resolve::{Document, Edition},
        schema::Reader,
        source,
    },
};

/// The offers of a fence; none if it is no contract.
pub(in crate::render::contract) fn offers(fence: &Fence<'_>) -> Option<Vec<Offer>> {
    let parsed = source::read(fence.source);
    let version = version(&parsed.root)?;
    let document = Document {
        root: &parsed.root,
        edition: Edition::V31,
    };
    let api = Api::read(document, version);
    let mut reader = Reader::new(document);
    Some(
        api.channels
            .iter()
            .map(|channel| offer(&api, channel, &mut reader))
            .collect(),
    )
}

fn offer<'a>(api: &Api<'a>, channel: &Channel<'a>, reader: &mut Reader<'a>) -> Offer {
    let mut parts = Vec::new();
    // The same message may be known by several pointers.
    let definition =
        |message: &Message<'a>| message.seen.layers.last().map(|node| ptr::from_ref(*node));
    let mut told = HashSet::new();
    for operation in &channel.operations {
        let (side, word) = match operation.action {
            // Seen from the others: what the application sends, they receive.
            Action::Send => (Side::Received, "send"),
            Action::Receive => (Side::Sent, "receive"),
        };
        parts.push(Part::new(word, side));
        let mut seen = HashSet::new();
        for message in &operation.messages {
            told.insert(definition(message));
            if seen.insert(definition(message)) {
                add(api, message, (word, side), reader, &mut parts);
            }
        }
    }
    for message in &channel.messages {
        if told.insert(definition(message)) {
            add(api, message, ("", Side::Both), reader, &mut parts);
        }
    }
    let address = channel.address.unwrap_or(channel.key);
    Offer {
        parts,
        alias: channel.key.to_owned(),
        ..Offer::new(OfferKind::Channel, address)
    }
}

fn add<'a>(
    api: &Api<'a>,
    message: &Message<'a>,
    (word, side): (&str, Side),
    reader: &mut Reader<'a>,
    parts: &mut Vec<Part>,
) {
    let name = message.name().unwrap_or_default();
    let path = format!("{word} {name}");
    let path = path.trim();
    parts.push(Part::new(path, side));
    for key in ["payload", "headers"] {
        let payload = Payload::of(api.document, message, key).filter(Payload::is_schema);
        if let Some(payload) = payload {
            json_parts(
                reader,
                payload.node,
                (&format!("{path} {key}"), side, false),
                parts,
            );
        }
    }
}
