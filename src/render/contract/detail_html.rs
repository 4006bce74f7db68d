//! Draws the smaller parts of a contract: who stands behind it, servers, links, encodings, and how a
//! parameter is written down.

use maud::{Markup, html};

use super::{
    breaks,
    node::Node,
    openapi::{Api, Group, Media, Parameter, Response, Server},
    prose,
    resolve::Seen,
    schema_html::shown,
};
use crate::domain::locale::Locale;

/// Contact, licence, terms and the contract's own address.
pub(super) fn imprint(api: &Api<'_>, locale: Locale) -> Markup {
    let info = api.info;
    let contact = info.and_then(|info| info.get("contact"));
    let license = info.and_then(|info| info.get("license"));
    let terms = info.and_then(|info| info.text("termsOfService"));
    let own = api.document.root.text("$self");
    html! {
        @if let Some(contact) = contact {
            dt { (locale.contract_contact()) }
            dd {
                @match (contact.text("name"), contact.text("url")) {
                    (name, Some(url)) => (prose::link(url, name.unwrap_or(url))),
                    (Some(name), None) => (name),
                    (None, None) => {},
                }
                @if let Some(email) = contact.text("email") { " " code { (email) } }
            }
        }
        @if let Some(license) = license {
            dt { (locale.contract_license()) }
            dd {
                @let name = license.text("name").unwrap_or_default();
                @match license.text("url") {
                    Some(url) => (prose::link(url, name)),
                    None => (name),
                }
                @if let Some(id) = license.text("identifier") { " " code { (id) } }
            }
        }
        @if let Some(terms) = terms {
            dt { (locale.contract_terms()) }
            dd { (prose::link(terms, terms)) }
        }
        @if let Some(own) = own {
            dt { "$self" }
            dd { code { (own) } }
        }
    }
}

/// A server: its name (3.2), address, description and what can be chosen in it.
pub(super) fn server(server: &Server<'_>, locale: Locale) -> Markup {
    html! {
        @if let Some(name) = server.name { b { (name) } " " }
        code { (breaks::path(&server.url)) }
        @if let Some(text) = server.description { " " span.soft { (prose::inline(text)) } }
        @for (name, variable) in server.variables.iter().flat_map(|node| node.entries()) {
            div.flow {
                code { "{" (name) "}" }
                @if let Some(text) = variable.text("description") { " " span.soft { (prose::inline(text)) } }
                @if let Some(value) = variable.get("default") {
                    " " span.label { (locale.contract_default()) } " " code { (shown(value)) }
                }
                @if let Some(values) = variable.get("enum") {
                    " " span.label { (locale.contract_allowed()) }
                    @for value in values.items() { " " code { (shown(value)) } }
                }
            }
        }
    }
}

/// The addresses of an OAuth flow, each with its name: which is which is not to be seen otherwise.
pub(super) fn addresses(flow: &Node) -> Markup {
    let keys = [
        "authorizationUrl",
        "deviceAuthorizationUrl",
        "tokenUrl",
        "refreshUrl",
    ];
    html! { @for key in keys { (address(key, flow.text(key))) } }
}

/// Where a security scheme describes itself.
pub(super) fn metadata(scheme: &Seen<'_>) -> Markup {
    let keys = ["openIdConnectUrl", "oauth2MetadataUrl"];
    html! { @for key in keys { (address(key, scheme.text(key))) } }
}

fn address(key: &str, url: Option<&str>) -> Markup {
    html! { @if let Some(url) = url { " " span.label { (key) } " " (prose::link(url, url)) } }
}

/// What a tag of 3.2 says beside its name: the tags above it and its kind.
pub(super) fn lineage(group: &Group<'_>) -> Markup {
    html! {
        @for parent in &group.parents { span.soft { (parent) " › " } }
    }
}

/// The links from a response to other operations.
pub(super) fn links(response: &Response<'_>, locale: Locale) -> Markup {
    html! {
        @if !response.links.is_empty() {
            h6 { (locale.contract_links()) }
            ul.fields { @for (name, link) in &response.links { (self::link(name, link)) } }
        }
    }
}

fn link(name: &str, link: &Seen<'_>) -> Markup {
    let target = link
        .text("operationId")
        .or_else(|| link.text("operationRef"));
    html! {
        li.field {
            div.line {
                code.name { (name) }
                @if let Some(target) = target { " → " code { (target) } }
                @if let Some(reference) = link.missing { " " code.ref { (reference) } }
            }
            @if let Some(text) = link.text("description") { div.note { (prose::paragraphs(text)) } }
            @for (parameter, value) in link.get("parameters").into_iter().flat_map(Node::entries) {
                div.values { code { (parameter) } " = " code { (shown(value)) } }
            }
            @if let Some(body) = link.get("requestBody") {
                div.values { code { "requestBody" } " = " code { (shown(body)) } }
            }
        }
    }
}

/// How the parts of a form are written down.
pub(super) fn encodings(media: &Media<'_>) -> Markup {
    html! {
        @for (name, encoding) in &media.encodings {
            div.values {
                code { (name) }
                @for key in ["contentType", "style", "explode", "allowReserved"] {
                    @if let Some(value) = encoding.text(key) { " " span.label { (key) } " " code { (value) } }
                }
            }
        }
    }
}

/// How a parameter is written down, where that is said.
pub(super) fn writing(parameter: &Parameter<'_>) -> Markup {
    let keys = [
        "style",
        "explode",
        "allowReserved",
        "allowEmptyValue",
        "collectionFormat",
    ];
    let media = parameter
        .seen
        .get("content")
        .into_iter()
        .flat_map(Node::entries);
    html! {
        @for key in keys {
            @if let Some(value) = parameter.seen.text(key) {
                div.values { span.label { (key) } " " code { (value) } }
            }
        }
        @for (name, _) in media { div.values { code { (name) } } }
    }
}
