//! Draws a whole contract: head, servers and security, groups of operations, schemas.

use maud::{Markup, html};

use super::{
    breaks, detail_html,
    node::Node,
    openapi::{Api, Heading},
    operation_html::{Drawer, docs},
    prose,
    resolve::Seen,
    schema::Reader,
    schema_html,
};
use crate::domain::locale::Locale;

/// The contract's title; empty when it has none.
pub(super) fn title<'a>(api: &Api<'a>) -> &'a str {
    api.info
        .and_then(|info| info.text("title"))
        .unwrap_or_default()
}

/// The preview. All ids start with `id`.
///
/// In parts, operations and schemas are closed and empty: [`part`] draws one. Says as well whether the
/// budget was enough for all schemas.
pub(super) fn page(api: &Api<'_>, id: &str, locale: Locale, in_parts: bool) -> (Markup, bool) {
    let mut drawer = Drawer {
        api,
        reader: Reader::new(api.document),
        locale,
        in_parts,
        callbacks: 0,
    };
    let alone = api.groups.len() == 1 && api.groups[0].heading == Heading::Untagged;
    let mut number = 0;
    let page = html! {
        div.api {
            (head(api, locale))
            (about(api, locale))
            @for group in &api.groups {
                section {
                    @if !alone {
                        header.group-head {
                            h4 { @match group.heading {
                                Heading::Tag(name) => {
                                    (detail_html::lineage(group))
                                    (group.tag.and_then(|tag| tag.text("summary")).unwrap_or(name))
                                },
                                Heading::Untagged => (locale.contract_untagged()),
                                Heading::Webhooks => (locale.contract_webhooks()),
                            } }
                            @if let Some(kind) = group.tag.and_then(|tag| tag.text("kind")) { span.mark { (kind) } }
                            @if let Some(text) = group.description { span.what { (prose::inline(text)) } }
                            @if let Some(tag) = group.tag { (docs(tag, locale)) }
                        }
                    }
                    @for operation in &group.operations {
                        ({ number += 1; drawer.operation(operation, &format!("{id}-op-{number}")) })
                    }
                }
            }
            @if api.groups.is_empty() { p.none { (locale.contract_no_operations()) } }
            (schemas(&mut drawer, id))
        }
    };
    (page, !drawer.reader.is_exhausted())
}

/// What the numbered operation (`op`) or schema (`schema`) holds.
pub(super) fn part(api: &Api<'_>, kind: &str, number: usize, locale: Locale) -> Option<Markup> {
    let mut drawer = Drawer {
        api,
        reader: Reader::new(api.document),
        locale,
        in_parts: false,
        callbacks: 0,
    };
    let at = number.checked_sub(1)?;
    match kind {
        "op" => {
            let mut operations = api.groups.iter().flat_map(|group| &group.operations);
            Some(drawer.inside(operations.nth(at)?))
        }
        "schema" => Some(schema(&mut drawer, api.schemas.get(at)?.1)),
        _ => None,
    }
}

fn schema<'a>(drawer: &mut Drawer<'a, '_>, node: &'a Node) -> Markup {
    schema_html::tree(&drawer.reader.read(node), drawer.locale)
}

fn head(api: &Api<'_>, locale: Locale) -> Markup {
    html! {
        header.api-head {
            h3 { @if title(api).is_empty() { (locale.contract_untitled()) } @else { (title(api)) } }
            @if let Some(version) = api.info.and_then(|info| info.text("version")) {
                span.chip { "v" (version.trim_start_matches('v')) }
            }
            span.count { (locale.contract_operations(api.operations())) }
        }
    }
}

fn about(api: &Api<'_>, locale: Locale) -> Markup {
    let text = |key| api.info.and_then(|info| info.text(key));
    let description = text("description");
    let summary = text("summary").filter(|summary| Some(*summary) != description);
    let docs = docs(api.document.root, locale);
    html! {
        @if api.info.is_some() || !api.servers.is_empty() || !api.schemes.is_empty() {
            div.about {
                @for text in [summary, description].into_iter().flatten() {
                    div.about-text { (prose::paragraphs(text)) }
                }
                (docs)
                dl {
                    @if !api.servers.is_empty() {
                        dt { (locale.contract_servers()) }
                        @for server in &api.servers {
                            dd { (detail_html::server(server, locale)) }
                        }
                    }
                    @if !api.schemes.is_empty() {
                        dt { (locale.contract_security()) }
                        @for (name, scheme) in &api.schemes { dd { (self::scheme(name, scheme, locale)) } }
                    }
                    (detail_html::imprint(api, locale))
                }
            }
        }
    }
}

fn scheme(name: &str, scheme: &Seen<'_>, locale: Locale) -> Markup {
    let flows: Vec<_> = scheme
        .get("flows")
        .into_iter()
        .flat_map(|flows| flows.entries())
        .collect();
    // 2.0 has one flow, in the scheme itself.
    let own = scheme.layers.last().filter(|own| own.get("flow").is_some());
    let own = own.map(|own| (own.text("flow").unwrap_or_default(), *own));
    html! {
        code { (name) } " " span { (scheme_words(scheme, locale)) }
        (detail_html::metadata(scheme))
        @if scheme.is_true("deprecated") { " " span.mark.gone { (locale.contract_deprecated()) } }
        @if let Some(text) = scheme.text("description") { " " span.soft { (prose::inline(text)) } }
        @for (flow, node) in flows.into_iter().chain(own) {
            div.flow {
                span.label { (flow) }
                (detail_html::addresses(node))
                @if let Some(scopes) = node.get("scopes") {
                    ul.scopes { @for (scope, text) in scopes.entries() {
                        li { span.scope { (scope) } @if let Some(text) = text.scalar() { " " span.soft { (text) } } }
                    } }
                }
            }
        }
    }
}

fn scheme_words(scheme: &Seen<'_>, locale: Locale) -> String {
    let text = |key| scheme.text(key).unwrap_or_default();
    match text("type") {
        "http" => {
            let kind = text("scheme");
            let mut letters = kind.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            let kind: String = first.into_iter().chain(letters).collect();
            match scheme.text("bearerFormat") {
                Some(format) => format!("HTTP {kind} ({format})"),
                None => format!("HTTP {kind}"),
            }
        }
        "basic" => "HTTP Basic".into(),
        "apiKey" => locale.contract_api_key(text("name"), text("in")),
        "oauth2" => "OAuth 2.0".into(),
        "openIdConnect" => "OpenID Connect".into(),
        "mutualTLS" => locale.contract_mutual_tls().into(),
        other => other.into(),
    }
}

fn schemas(drawer: &mut Drawer<'_, '_>, id: &str) -> Markup {
    let (api, locale, in_parts) = (drawer.api, drawer.locale, drawer.in_parts);
    html! {
        @if !api.schemas.is_empty() {
            details.schemas {
                summary { (locale.contract_schemas()) " " span.soft { (api.schemas.len()) } }
                @for (index, (name, node)) in api.schemas.iter().enumerate() {
                    details.schema-item id={ (id) "-schema-" (index + 1) } data-lazy[in_parts] {
                        summary { code.name { (breaks::name(name)) } }
                        div { @if !in_parts { (schema(drawer, node)) } }
                    }
                }
            }
        }
    }
}
