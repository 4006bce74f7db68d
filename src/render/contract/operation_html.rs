//! Draws one operation: a line to scan, and everything about it below.

use maud::{Markup, html};

use super::{
    breaks, code, curl, detail_html,
    example::{Direction, example},
    node::Node,
    openapi::{self, Api, Media, Operation, Parameter, Response},
    prose,
    schema::Reader,
    schema_html,
};
use crate::domain::locale::Locale;

/// Callbacks within callbacks are opened so deep.
const MAX_CALLBACKS: u32 = 2;

/// Draws operations of one contract.
pub(super) struct Drawer<'a, 'c> {
    /// The contract.
    pub api: &'c Api<'a>,
    /// Reads its schemas within one budget.
    pub reader: Reader<'a>,
    /// The language of labels.
    pub locale: Locale,
    /// Whether what is closed stays empty until it is opened.
    pub in_parts: bool,
    /// How many callbacks the drawn operation is in.
    pub callbacks: u32,
}

impl<'a> Drawer<'a, '_> {
    /// An operation; `id` is its element's.
    pub fn operation(&mut self, operation: &Operation<'a>, id: &str) -> Markup {
        let locale = self.locale;
        let gone = operation.node.is_true("deprecated");
        let locked = operation.security.iter().any(|need| !need.is_empty());
        let summary = operation
            .node
            .text("summary")
            .or_else(|| first_line(operation.node.text("description")))
            .or_else(|| operation.node.text("operationId"))
            .unwrap_or_default();
        html! {
            details.op.gone[gone] id=(id) data-method=(operation.method) data-path=(operation.path)
                data-operation=[operation.node.text("operationId")] data-lazy[self.in_parts] {
                summary {
                    span.method { (operation.method.to_ascii_uppercase()) }
                    code.path { (breaks::path(operation.path)) }
                    span.what { (prose::inline(summary)) }
                    span.marks {
                        @if gone { span.mark.gone { (locale.contract_deprecated()) } }
                        @if locked { (lock(locale)) }
                    }
                }
                div.op-body { @if !self.in_parts { (self.inside(operation)) } }
            }
        }
    }

    /// Everything about an operation but its line.
    pub fn inside(&mut self, operation: &Operation<'a>) -> Markup {
        let locale = self.locale;
        let (body, bodies) = self.body(operation);
        let command = curl::command(self.api, operation, &bodies, &mut self.reader);
        let description = operation.node.text("description").map(|text| {
            let said = operation.node.text("summary");
            // A link in a line is not shown in the operation's.
            let said = said.or_else(|| first_line(Some(text)).filter(|line| !line.contains("](")));
            prose::beyond(text, said.unwrap_or_default())
        });
        let description = description.filter(|text| !text.is_empty());
        let id = operation.node.text("operationId");
        html! {
            @for text in ["summary", "description"].into_iter().filter_map(|key| operation.item.text(key)) {
                div.op-text { (prose::paragraphs(text)) }
            }
            @if let Some(text) = description { div.op-text { (prose::paragraphs(text)) } }
            @if id.is_some() || !operation.security.is_empty() || operation.node.get("externalDocs").is_some() {
                div.op-facts {
                    @if let Some(id) = id { span { span.label { "operationId" } " " code { (id) } } }
                    (security(operation, locale))
                    (docs(operation.node, locale))
                }
            }
            @for server in &operation.servers {
                div.op-facts { span { (detail_html::server(server, locale)) } }
            }
            @if !operation.parameters.is_empty() {
                h5 { (locale.contract_parameters()) }
                (self.parameters(&operation.parameters))
            }
            (body)
            @if !operation.responses.is_empty() {
                h5 { (locale.contract_responses()) }
                div.responses {
                    @for (index, response) in operation.responses.iter().enumerate() {
                        (self.response(response, index == 0))
                    }
                }
            }
            (self.callbacks(operation))
            h5 {
                "curl"
                @if operation.receiver().is_some() { " " span.soft { (locale.contract_received()) } }
            }
            (code::block("bash", &command))
        }
    }

    fn parameters(&mut self, parameters: &[Parameter<'a>]) -> Markup {
        let locale = self.locale;
        html! {
            div.scroll tabindex="0" {
                table.params {
                    thead { tr {
                        th { (locale.contract_name()) }
                        th { (locale.contract_in()) }
                        th { (locale.contract_type()) }
                        th { (locale.contract_description()) }
                    } }
                    tbody { @for parameter in parameters { (self.parameter(parameter)) } }
                }
            }
        }
    }

    fn parameter(&mut self, parameter: &Parameter<'a>) -> Markup {
        let locale = self.locale;
        let schema = parameter.schema.map(|node| self.reader.read(node));
        let gone = parameter.seen.is_true("deprecated");
        let examples = openapi::examples(self.api.document, &parameter.seen);
        // In 2.0 the parameter is its schema: its description is one, too.
        let text = parameter.seen.text("description");
        let own = schema
            .as_ref()
            .filter(|schema| text.is_none() || schema.text("description") != text);
        html! {
            tr {
                td {
                    code.name.gone[gone] { (breaks::name(parameter.name)) }
                    @if parameter.required { span.must title=(locale.contract_required()) { "*" } }
                }
                td.in { (parameter.place) }
                td { @match &schema {
                    Some(schema) => (schema_html::facts(schema, locale)),
                    None => @match parameter.seen.missing {
                        Some(_) => span.mark.bad { (locale.contract_missing()) },
                        None => span.type { (locale.contract_any_type()) },
                    },
                } }
                td {
                    @if let Some(text) = text { div.note { (prose::paragraphs(text)) } }
                    @if let Some(schema) = own { (schema_html::notes(schema, locale)) }
                    @for (name, example) in &examples {
                        div.values {
                            span.label { (locale.contract_example()) } " "
                            @if !name.is_empty() { (name) " " }
                            code { (schema_html::shown(example)) }
                        }
                    }
                    (detail_html::writing(parameter))
                    @if let Some(schema) = schema.as_ref().filter(|schema| schema.innermost().has_parts()) {
                        (schema_html::parts(schema, locale, 1))
                    }
                }
            }
        }
    }

    /// The request body, and what a request would send in each media type.
    fn body<'o>(&mut self, operation: &'o Operation<'a>) -> (Markup, Vec<curl::Sent<'o, 'a>>) {
        let locale = self.locale;
        let Some(body) = &operation.body else {
            return (Markup::default(), Vec::new());
        };
        let (mut sent, mut drawn) = (Vec::new(), Vec::new());
        for media in &body.content {
            let (markup, body) = self.media(media, Direction::Request, true);
            drawn.push(markup);
            sent.push(body);
        }
        let markup = html! {
            h5 {
                (locale.contract_body())
                @if body.required { " " span.must { "*" } } @else { " " span.soft { (locale.contract_optional()) } }
            }
            @if let Some(reference) = body.missing { (missing(reference, locale)) }
            @if let Some(text) = body.description { div.op-text { (prose::paragraphs(text)) } }
            @if !body.form.is_empty() { (self.parameters(&body.form)) }
            @for markup in &drawn { (markup) }
        };
        (markup, sent)
    }

    /// A body in one media type, `named` unless its line says which: tree and examples side by side, and
    /// what would be sent of it.
    fn media<'o>(
        &mut self,
        media: &'o Media<'a>,
        direction: Direction,
        named: bool,
    ) -> (Markup, curl::Sent<'o, 'a>) {
        let locale = self.locale;
        let schema = media
            .schema
            .or(media.item)
            .map(|node| self.reader.read(node));
        let item = media.schema.and(media.item);
        let item = item.map(|node| self.reader.read(node));
        let made = schema.as_ref().map(|schema| example(schema, direction));
        let useful = |value: &serde_json::Value| !value.is_null() && value != "…";
        let mut examples: Vec<(&str, serde_json::Value)> = media
            .examples
            .iter()
            .map(|(name, node)| (*name, value_of(node, media.name)))
            .collect();
        if examples.is_empty() {
            examples.extend(made.filter(useful).map(|value| ("", value)));
        }
        let streamed = media.schema.is_none() && media.item.is_some();
        let markup = html! {
            div.media {
                @if named || streamed {
                    div.media-name {
                        @if named { code { (media.name) } }
                        @if streamed { " " span.soft { (locale.contract_stream()) } }
                    }
                }
                div.media-parts {
                    @if let Some(schema) = &schema { (schema_html::tree(schema, locale)) }
                    @if let Some(item) = item {
                        div.label { (locale.contract_stream()) }
                        (schema_html::tree(&item, locale))
                    }
                    (detail_html::encodings(media))
                    @if !examples.is_empty() {
                        div.examples {
                            @for (name, value) in &examples {
                                @if !name.is_empty() { div.label { (name) } }
                                (code::value(media.name, value))
                            }
                        }
                    }
                }
            }
        };
        let value = examples.into_iter().next().map(|(_, value)| value);
        let sent = curl::Sent {
            media,
            schema,
            value,
        };
        (markup, sent)
    }

    fn response(&mut self, response: &Response<'a>, first: bool) -> Markup {
        let locale = self.locale;
        let class = match response.status.chars().next() {
            Some(digit @ '1'..='5') => digit.to_string(),
            _ => "0".to_owned(),
        };
        let line = html! {
            span.status { (response.status) }
            span.what {
                @if let Some(reference) = response.missing { (missing(reference, locale)) }
                @if let Some(text) = first_line(response.description) { (prose::inline(text)) }
            }
            // Of several, each says its own below.
            @if let [media] = response.content.as_slice() { span.soft { (breaks::path(media.name)) } }
        };
        if response.content.is_empty() && response.headers.is_empty() && response.links.is_empty() {
            return html! { div.response data-class=(class) { (line) } };
        }
        html! {
            details.response data-class=(class) open[first] {
                summary { (line) }
                div.response-body {
                    @if let Some(text) = response.description.filter(|text| text.trim().contains('\n')) {
                        div.op-text { (prose::paragraphs(text)) }
                    }
                    @if !response.headers.is_empty() {
                        h6 { (locale.contract_headers()) }
                        ul.fields { @for header in &response.headers { (self.header(header)) } }
                    }
                    @for media in &response.content {
                        (self.media(media, Direction::Response, response.content.len() > 1).0)
                    }
                    (detail_html::links(response, locale))
                }
            }
        }
    }

    /// The calls that the service makes back, each drawn like any operation.
    fn callbacks(&mut self, operation: &Operation<'a>) -> Markup {
        let document = self.api.document;
        let named = operation.node.get("callbacks");
        // A callback that refers to itself ends here.
        if self.callbacks == MAX_CALLBACKS || named.is_none() {
            return Markup::default();
        }
        self.callbacks += 1;
        let drawn = html! {
            h5 { (self.locale.contract_callbacks()) }
            @for (name, callback) in named.into_iter().flat_map(Node::entries) {
                @let callback = document.follow(callback);
                @if let Some(reference) = callback.missing { (missing(reference, self.locale)) }
                @for layer in &callback.layers {
                    @for call in openapi::items(document, Some(layer), "/callbacks") {
                        details.response data-callback=(name) {
                            summary {
                                span.status { (call.method.to_ascii_uppercase()) }
                                span.what { code { (name) } " " code { (breaks::path(call.path)) } " " (prose::inline(call.node.text("summary").unwrap_or_default())) }
                            }
                            div.response-body { (self.inside(&call)) }
                        }
                    }
                }
            }
        };
        self.callbacks -= 1;
        drawn
    }

    fn header(&mut self, header: &Parameter<'a>) -> Markup {
        let locale = self.locale;
        let schema = header.schema.map(|node| self.reader.read(node));
        html! {
            li.field {
                div.line {
                    code.name { (breaks::name(header.name)) }
                    @if header.required { span.must { "*" } }
                    @if let Some(schema) = &schema { " " (schema_html::facts(schema, locale)) }
                    @if let Some(reference) = header.seen.missing { " " (missing(reference, locale)) }
                }
                @if let Some(text) = header.seen.text("description") { div.note { (prose::paragraphs(text)) } }
                @else if let Some(schema) = &schema { (schema_html::notes(schema, locale)) }
            }
        }
    }
}

/// A given example: a text that holds JSON is read, so that it is shown like any other.
fn value_of(node: &Node, media_type: &str) -> serde_json::Value {
    let value = node.json();
    if let serde_json::Value::String(text) = &value
        && media_type.contains("json")
        && let Ok(parsed) = serde_json::from_str(text)
    {
        return parsed;
    }
    value
}

fn lock(locale: Locale) -> Markup {
    html! {
        span.lock title=(locale.contract_secured()) role="img" aria-label=(locale.contract_secured()) {
            svg viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true" {
                rect x="3.25" y="7" width="9.5" height="6.75" rx="1.5" {}
                path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2" {}
            }
        }
    }
}

fn missing(reference: &str, locale: Locale) -> Markup {
    html! { span.mark.bad { (locale.contract_missing()) } " " code.ref { (reference) } " " }
}

fn first_line(text: Option<&str>) -> Option<&str> {
    text.and_then(|text| text.trim().lines().next())
}

/// The ways to authenticate: schemes needed together joined by +, alternatives by "or".
fn security(operation: &Operation<'_>, locale: Locale) -> Markup {
    html! {
        @if !operation.security.is_empty() {
            span {
                span.label { (locale.contract_security()) } " "
                @for (index, need) in operation.security.iter().enumerate() {
                    @if index > 0 { " " span.soft { (locale.contract_or_else()) } " " }
                    @if need.is_empty() { span { (locale.contract_no_auth()) } }
                    @for (index, (scheme, scopes)) in need.iter().enumerate() {
                        @if index > 0 { " + " }
                        code { (scheme) }
                        @for scope in scopes { " " span.scope { (scope) } }
                    }
                }
            }
        }
    }
}

/// The operation's external documentation.
pub(super) fn docs(node: &Node, locale: Locale) -> Markup {
    let docs = node.get("externalDocs");
    html! {
        @if let Some(url) = docs.and_then(|docs| docs.text("url")) {
            span.docs {
                (prose::link(url, docs.and_then(|docs| docs.text("description")).unwrap_or(locale.contract_docs())))
            }
        }
    }
}
