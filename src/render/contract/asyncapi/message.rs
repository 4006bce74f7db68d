//! Draws messages: a row each, and below it headers, payload and examples side by side.

use std::borrow::Borrow;

use maud::{Markup, html};

use super::{
    Action, Message, bindings,
    operation::{Drawer, names, tags},
    payload::{Given, Payload, content_type, examples},
};
use crate::render::contract::{
    breaks, code,
    example::{Direction, example},
    operation_html::docs,
    prose,
    schema::Schema,
    schema_html,
};

impl<'a> Drawer<'a, '_> {
    /// The messages of an operation, of which one is sent or received.
    pub fn messages(&mut self, messages: &[impl Borrow<Message<'a>>], action: Action) -> Markup {
        let locale = self.locale;
        html! {
            @if messages.len() > 1 { p.label { (locale.async_one_of_messages(messages.len())) } }
            @if !messages.is_empty() {
                div.responses {
                    @for (index, message) in messages.iter().enumerate() {
                        (self.message(message.borrow(), action, index == 0))
                    }
                }
            }
        }
    }

    fn message(&mut self, message: &Message<'a>, action: Action, open: bool) -> Markup {
        let locale = self.locale;
        let name = message.name();
        let title = message
            .seen
            .text("title")
            .filter(|title| Some(*title) != name);
        let summary = title.or_else(|| message.seen.text("summary"));
        let gone = message.seen.is_true("deprecated");
        let kind = content_type(self.api, message);
        html! {
            details.response.message open[open] {
                summary {
                    code.name.gone[gone] { (breaks::name(name.unwrap_or(locale.async_unnamed()))) }
                    span.what { @if let Some(text) = summary { (prose::inline(text)) } }
                    span.marks {
                        @if gone { span.mark.gone { (locale.contract_deprecated()) } }
                        @if message.seen.missing.is_some() { span.mark.bad { (locale.contract_missing()) } }
                        @if let Some(kind) = kind { span.soft { (kind) } }
                    }
                }
                div.response-body { (self.part(|drawer| drawer.message_body(message, action))) }
            }
        }
    }

    /// Everything about a message.
    pub fn message_body(&mut self, message: &Message<'a>, action: Action) -> Markup {
        let locale = self.locale;
        let (document, seen) = (self.api.document, &message.seen);
        let headers = Payload::of(document, message, "headers");
        let payload = Payload::of(document, message, "payload");
        let examples = examples(message);
        let summary = seen
            .text("summary")
            .filter(|_| seen.text("title").is_some());
        html! {
            @if let Some(reference) = seen.missing { div { code.ref { (reference) } } }
            @if let Some(text) = summary { div.op-text { (prose::paragraphs(text)) } }
            @if let Some(text) = seen.text("description") { div.op-text { (prose::paragraphs(text)) } }
            (self.message_facts(message))
            @if let Some(headers) = &headers {
                h6 { (locale.async_headers()) }
                (self.headers(headers, message))
            }
            @if let Some(payload) = &payload {
                h6 { (locale.async_payload()) }
                (self.payload(payload, message, &examples, action))
            } @else {
                @if !examples.is_empty() {
                    div.examples { @for given in &examples { (self.given(given, message)) } }
                } @else if headers.is_none() && seen.missing.is_none() {
                    p.none { (locale.async_no_payload()) }
                }
            }
            (bindings::draw(self, &seen.layers))
        }
    }

    fn message_facts(&self, message: &Message<'a>) -> Markup {
        let (locale, seen) = (self.locale, &message.seen);
        let correlation = seen
            .get("correlationId")
            .map(|node| self.api.document.follow(node));
        let location = correlation.as_ref().and_then(|id| id.text("location"));
        let tags = tags(seen);
        let documented = seen.get("externalDocs").is_some();
        let id = seen.text("messageId");
        html! {
            @if location.is_some() || id.is_some() || documented || !message.traits.is_empty() || tags.is_some() {
                div.op-facts {
                    @if let Some(id) = id { span { span.label { "messageId" } " " code { (id) } } }
                    @if let Some(location) = location {
                        span {
                            span.label { (locale.async_correlation()) } " " code { (location) }
                            @if let Some(text) = correlation.as_ref().and_then(|id| id.text("description")) {
                                " " span.soft { (prose::inline(text)) }
                            }
                        }
                    }
                    (names(locale.async_traits(), &message.traits))
                    @if let Some(tags) = tags { span { span.label { (locale.async_tags()) } (tags) } }
                    @for layer in &seen.layers { (docs(layer, locale)) }
                }
            }
        }
    }

    /// The headers of the message and of its traits together.
    fn headers(&mut self, headers: &Payload<'a>, message: &Message<'a>) -> Markup {
        if !headers.is_schema() {
            return foreign(headers);
        }
        let mut schema = self.reader.read(headers.node);
        for layer in &message.seen.layers {
            if let Some(more) = layer
                .get("headers")
                .filter(|more| !std::ptr::eq(*more, headers.node))
            {
                let more = self.reader.read(more);
                join(&mut schema, more);
            }
        }
        schema_html::tree(&schema, self.locale)
    }

    fn payload(
        &mut self,
        payload: &Payload<'a>,
        message: &Message<'a>,
        examples: &[Given<'a>],
        action: Action,
    ) -> Markup {
        let locale = self.locale;
        let kind = content_type(self.api, message).unwrap_or("application/json");
        if !payload.is_schema() {
            return html! {
                (foreign(payload))
                @if !examples.is_empty() {
                    div.examples { @for given in examples { (self.given(given, message)) } }
                }
            };
        }
        let schema = self.reader.read(payload.node);
        let made =
            Some(self.made(&schema, action)).filter(|made| examples.is_empty() && useful(made));
        html! {
            div.media-parts {
                (schema_html::tree(&schema, locale))
                @if !examples.is_empty() || made.is_some() {
                    div.examples {
                        @for given in examples { (self.given(given, message)) }
                        @if let Some(made) = made { (code::value(kind, &made)) }
                    }
                }
            }
        }
    }

    fn made(&self, schema: &Schema<'a>, action: Action) -> serde_json::Value {
        let direction = match action {
            Action::Send => Direction::Response,
            Action::Receive => Direction::Request,
        };
        example(schema, direction)
    }

    fn given(&self, given: &Given<'a>, message: &Message<'a>) -> Markup {
        let kind = content_type(self.api, message).unwrap_or("application/json");
        html! {
            @if let Some(text) = given.name.or(given.summary) {
                div.label {
                    (text)
                    @if let Some(summary) = given.summary.filter(|_| given.name.is_some()) { " · " (summary) }
                }
            }
            @if let Some(headers) = given.headers {
                @if given.payload.is_some() { div.label { (self.locale.async_headers()) } }
                (code::value("application/json", &headers.json()))
            }
            @if let Some(payload) = given.payload {
                @if given.headers.is_some() { div.label { (self.locale.async_payload()) } }
                (code::value(kind, &payload.json()))
            }
        }
    }
}

fn useful(value: &serde_json::Value) -> bool {
    !value.is_null() && value != "…"
}

/// Adds the properties that are not there yet.
fn join<'a>(schema: &mut Schema<'a>, more: Schema<'a>) {
    for property in more.properties {
        if !schema
            .properties
            .iter()
            .any(|own| own.name == property.name)
        {
            schema.properties.push(property);
        }
    }
}

/// A schema in another language, as code under that language's name.
fn foreign(payload: &Payload<'_>) -> Markup {
    let (language, text) = match payload.node.scalar() {
        Some(text) if payload.language() == "Protobuf" => ("protobuf", text.to_owned()),
        Some(text) => ("text", text.to_owned()),
        None => ("json", code::pretty(&payload.node.json())),
    };
    html! {
        div.media-name { span.mark { (payload.language()) } " " code { (payload.format.unwrap_or_default()) } }
        (code::block(language, &text))
    }
}
