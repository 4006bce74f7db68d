//! Draws one operation: a line that says who sends, and everything about it below.

use maud::{Markup, html};

use super::{Action, Api, Channel, Operation, Reply, bindings, security};
use crate::{
    domain::locale::Locale,
    render::contract::{
        breaks,
        node::Node,
        operation_html::docs,
        prose,
        resolve::{Seen, last_segment, reference},
        schema::Reader,
        schema_html,
    },
};

/// Draws parts of one document.
pub(super) struct Drawer<'a, 'c> {
    /// The document.
    pub api: &'c Api<'a>,
    /// Reads its schemas within one budget.
    pub reader: Reader<'a>,
    /// The language of labels.
    pub locale: Locale,
    /// How much HTML may still be written: what many refer to is written many times.
    pub left: usize,
}

/// How much HTML a document may become; real ones stay far below.
pub(super) const MAX_HTML: usize = 12_000_000;

impl<'a> Drawer<'a, '_> {
    /// A part of the document, or a mark in its place when too much was written.
    pub fn part(&mut self, draw: impl FnOnce(&mut Self) -> Markup) -> Markup {
        if self.left == 0 {
            return html! { span.mark { (self.locale.contract_cut()) } };
        }
        let part = draw(self);
        self.left = self.left.saturating_sub(part.0.len());
        part
    }

    /// An operation; `id` is its element's. Without a channel it belongs to none that is known.
    pub fn operation(
        &mut self,
        operation: &Operation<'a>,
        channel: Option<&Channel<'a>>,
        id: &str,
    ) -> Markup {
        let (locale, seen) = (self.locale, &operation.seen);
        let method = operation.action.name();
        let address = channel.and_then(|channel| channel.address);
        let gone = seen.is_true("deprecated");
        let title = seen.text("title").or(operation.name);
        let summary = seen.text("summary").or_else(|| {
            let text = seen.text("description")?;
            text.trim().lines().next()
        });
        html! {
            details.op.event.gone[gone] id=(id) data-method=(method) data-path=[address]
                data-operation=[operation.name] {
                summary {
                    span.method title=(operation.meaning(locale)) { (operation.action.label(locale)) }
                    @match title {
                        Some(title) => span.name { (title) },
                        None => span.soft { (operation.word) },
                    }
                    span.what { @if let Some(text) = summary { (prose::inline(text)) } }
                    span.marks {
                        @if gone { span.mark.gone { (locale.contract_deprecated()) } }
                        @for message in operation.messages.iter().take(3) {
                            @if let Some(name) = message.name() { span.mark { (name) } }
                        }
                        @if operation.messages.len() > 3 { span.soft { "+" (operation.messages.len() - 3) } }
                    }
                }
                div.op-body { (self.part(|drawer| drawer.inside(operation))) }
            }
        }
    }

    fn inside(&mut self, operation: &Operation<'a>) -> Markup {
        let (locale, seen) = (self.locale, &operation.seen);
        let summary = seen.text("summary");
        let description = seen
            .text("description")
            .filter(|text| Some(*text) != summary);
        let tags = tags(seen);
        html! {
            p.direction { (operation.meaning(locale)) }
            @if let Some(reference) = seen.missing { div { code.ref { (reference) } } }
            @if let Some(text) = description { div.op-text { (prose::paragraphs(text)) } }
            div.op-facts {
                @if let Some(name) = operation.name { span { span.label { "operationId" } " " code { (name) } } }
                @if let Some(needs) = seen.get("security") {
                    span { span.label { (locale.contract_security()) } " " (security::needs(self, needs)) }
                }
                (names(locale.async_traits(), &operation.traits))
                @if let Some(tags) = tags { span { span.label { (locale.async_tags()) } (tags) } }
                @for layer in &seen.layers { (docs(layer, locale)) }
            }
            h5 { (locale.async_message()) }
            @if operation.messages.is_empty() { p.closed { (locale.async_no_messages()) } }
            (self.messages(&operation.messages, operation.action))
            @if let Some(reply) = &operation.reply { (self.reply(reply, operation.action)) }
            (bindings::draw(self, &seen.layers))
        }
    }

    fn reply(&mut self, reply: &Reply<'a>, action: Action) -> Markup {
        let locale = self.locale;
        let back = match action {
            Action::Send => Action::Receive,
            Action::Receive => Action::Send,
        };
        html! {
            h5 { (locale.async_reply()) }
            div.op-facts {
                @if let Some((name, address)) = &reply.channel {
                    span {
                        span.label { (locale.async_channel()) } " " code { (name) }
                        @if let Some(address) = address.filter(|address| address != name) { " " span.soft { code { (breaks::path(address)) } } }
                    }
                }
                @if let Some(location) = reply.location {
                    span {
                        span.label { (locale.async_reply_address()) } " " code { (location) }
                        @if let Some(text) = reply.description { " " span.soft { (prose::inline(text)) } }
                    }
                }
            }
            (self.messages(&reply.messages, back))
        }
    }

    /// The parameters of a channel's address.
    pub fn parameters(&mut self, channel: &Channel<'a>) -> Markup {
        let locale = self.locale;
        let parameters: Vec<_> = channel.parameters().collect();
        html! {
            @if !parameters.is_empty() {
                h6 { (locale.contract_parameters()) }
                ul.fields {
                    @for (name, node) in parameters { (self.parameter(name, node)) }
                }
            }
        }
    }

    fn parameter(&mut self, name: &str, node: &'a Node) -> Markup {
        let locale = self.locale;
        let seen = self.api.document.follow(node);
        // 2.x has a schema; in 3.x a parameter is a text, with its values beside it.
        let own = seen.layers.last().copied().unwrap_or(node);
        let schema = self.reader.read(seen.get("schema").unwrap_or(own));
        let apart = seen.get("schema").is_some();
        html! {
            li.field {
                div.line {
                    code.name { (name) }
                    @if apart { " " (schema_html::facts(&schema, locale)) }
                    @if seen.missing.is_some() { " " span.mark.bad { (locale.contract_missing()) } }
                    @if let Some(location) = seen.text("location") { " " code.limits { (location) } }
                }
                @if let Some(text) = seen.text("description").filter(|_| apart) { div.note { (prose::paragraphs(text)) } }
                (schema_html::notes(&schema, locale))
            }
        }
    }
}

impl Action {
    /// The value of `data-method`.
    fn name(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Receive => "receive",
        }
    }

    fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::Send => locale.async_send(),
            Self::Receive => locale.async_receive(),
        }
    }
}

impl Operation<'_> {
    /// Who sends to whom, in a sentence; 2.x's words say it from the others' view.
    fn meaning(&self, locale: Locale) -> &'static str {
        match (self.word, self.action) {
            ("publish", _) => locale.async_publish_means(),
            ("subscribe", _) => locale.async_subscribe_means(),
            (_, Action::Send) => locale.async_send_means(),
            (_, Action::Receive) => locale.async_receive_means(),
        }
    }
}

/// A label and names after it; nothing without names.
pub(super) fn names(label: &str, names: &[String]) -> Markup {
    html! {
        @if !names.is_empty() {
            span { span.label { (label) } @for name in names { " " code { (name) } } }
        }
    }
}

/// The tags of an object and its traits.
pub(super) fn tags(seen: &Seen<'_>) -> Option<Markup> {
    let names: Vec<String> = seen
        .layers
        .iter()
        .filter_map(|layer| layer.get("tags"))
        .flat_map(Node::items)
        .filter_map(|tag| {
            let name = tag.text("name").or_else(|| tag.scalar());
            name.map(str::to_owned)
                .or_else(|| reference(tag).map(last_segment))
        })
        .collect();
    (!names.is_empty()).then(|| {
        html! {
            @for name in &names { " " span.scope { (name) } }
        }
    })
}
