//! Draws security: the schemes of a document, and which of them a server or an operation asks for.

use maud::{Markup, html};

use super::{Api, operation::Drawer, read::entries};
use crate::{
    domain::locale::Locale,
    render::contract::{
        detail_html,
        node::Node,
        prose,
        resolve::{Seen, last_segment, reference},
    },
};

/// The schemes in `components`, each a line.
pub(super) fn schemes(api: &Api<'_>, locale: Locale) -> Vec<Markup> {
    let components = api.document.root.get("components");
    entries(components.and_then(|all| all.get("securitySchemes")))
        .map(|(name, node)| {
            let seen = api.document.follow(node);
            html! { code { (name) } " " (scheme(&seen, locale)) }
        })
        .collect()
}

fn scheme(scheme: &Seen<'_>, locale: Locale) -> Markup {
    html! {
        span { (words(scheme, locale)) }
        (detail_html::metadata(scheme))
        @if let Some(text) = scheme.text("description") { " " span.soft { (prose::inline(text)) } }
        @for (flow, node) in entries(scheme.get("flows")) {
            div.flow {
                span.label { (flow) }
                (detail_html::addresses(node))
                @if let Some(scopes) = node.get("availableScopes").or_else(|| node.get("scopes")) {
                    ul.scopes { @for (scope, text) in scopes.entries() {
                        li { span.scope { (scope) } @if let Some(text) = text.scalar() { " " span.soft { (text) } } }
                    } }
                }
            }
        }
    }
}

fn words(scheme: &Seen<'_>, locale: Locale) -> String {
    let text = |key| scheme.text(key).unwrap_or_default();
    match text("type") {
        "userPassword" => locale.async_scheme_password().into(),
        "apiKey" => locale.async_scheme_api_key(text("in")),
        "httpApiKey" => locale.contract_api_key(text("name"), text("in")),
        "X509" => locale.async_scheme_certificate().into(),
        "symmetricEncryption" => locale.async_scheme_symmetric().into(),
        "asymmetricEncryption" => locale.async_scheme_asymmetric().into(),
        "http" => match scheme.text("bearerFormat") {
            Some(format) => format!("HTTP {} ({format})", text("scheme")),
            None => format!("HTTP {}", text("scheme")),
        },
        "oauth2" => "OAuth 2.0".into(),
        "openIdConnect" => "OpenID Connect".into(),
        "plain" => "SASL/PLAIN".into(),
        "scramSha256" => "SASL/SCRAM-SHA-256".into(),
        "scramSha512" => "SASL/SCRAM-SHA-512".into(),
        "gssapi" => "SASL/GSSAPI".into(),
        other => other.into(),
    }
}

/// What a server or an operation asks for, in one line: names in 2.x, references or schemes in 3.x.
pub(super) fn needs(drawer: &Drawer<'_, '_>, security: &Node) -> Markup {
    let locale = drawer.locale;
    html! {
        @for (index, need) in security.items().iter().enumerate() {
            @if index > 0 { " " span.soft { (locale.contract_or_else()) } " " }
            @if let Some(reference) = reference(need) {
                code { (last_segment(reference)) }
                (scopes(need))
            } @else if need.get("type").is_some() {
                (words(&drawer.api.document.follow(need), locale))
                (scopes(need))
            } @else {
                @for (index, (name, wanted)) in need.entries().enumerate() {
                    @if index > 0 { " + " }
                    code { (name) }
                    @for scope in wanted.items().iter().filter_map(Node::scalar) { " " span.scope { (scope) } }
                }
            }
        }
    }
}

fn scopes(need: &Node) -> Markup {
    let wanted = need.get("scopes").map(Node::items).unwrap_or_default();
    html! { @for scope in wanted.iter().filter_map(Node::scalar) { " " span.scope { (scope) } } }
}
