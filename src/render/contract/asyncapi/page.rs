//! Draws a whole `AsyncAPI` document: head, servers and security, channels with their operations, and what
//! `components` holds.

use maud::{Markup, html};

use super::{
    Action, Api, Channel, bindings,
    operation::{Drawer, MAX_HTML, tags},
    read::entries,
    security,
};
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

/// The preview. All ids start with `id`.
pub(super) fn page(api: &Api<'_>, id: &str, locale: Locale) -> Markup {
    let mut drawer = Drawer {
        api,
        reader: Reader::new(api.document),
        locale,
        left: MAX_HTML,
    };
    let mut number = 0;
    let mut next = || {
        number += 1;
        format!("{id}-op-{number}")
    };
    html! {
        div.api {
            (head(api, locale))
            (about(&mut drawer))
            @for channel in &api.channels {
                section {
                    (channel_head(&mut drawer, channel))
                    (drawer.part(|drawer| channel_body(drawer, channel)))
                    @for operation in &channel.operations { (drawer.operation(operation, Some(channel), &next())) }
                }
            }
            @if !api.strays.is_empty() {
                section {
                    header.group-head { h4 { (locale.async_no_channel()) } }
                    @for operation in &api.strays { (drawer.operation(operation, None, &next())) }
                }
            }
            @if api.channels.is_empty() && api.strays.is_empty() { p.none { (locale.async_no_channels()) } }
            (components(&mut drawer))
        }
    }
}

fn head(api: &Api<'_>, locale: Locale) -> Markup {
    html! {
        header.api-head {
            h3 { @if api.title().is_empty() { (locale.contract_untitled()) } @else { (api.title()) } }
            @if let Some(version) = api.info().and_then(|info| info.text("version")) {
                span.chip { "v" (version.trim_start_matches('v')) }
            }
            span.count { (locale.async_channels(api.channels.len())) " · " (locale.contract_operations(api.operations())) }
        }
    }
}

fn about(drawer: &mut Drawer<'_, '_>) -> Markup {
    let (api, locale) = (drawer.api, drawer.locale);
    let root = api.document.root;
    let servers: Vec<_> = entries(root.get("servers")).collect();
    let schemes = security::schemes(api, locale);
    let text = api.info().and_then(|info| info.text("description"));
    let id = root.text("id");
    let kind = root.text("defaultContentType");
    // Tags and documentation stand in `info` since 3.0.
    let own = api.document.follow(root);
    let info = api.info().map(|info| api.document.follow(info));
    let tags = tags(&own).or_else(|| info.as_ref().and_then(tags));
    let facts = info.as_ref().map(|info| contact(info, locale));
    html! {
        div.about {
            @if let Some(text) = text { div.about-text { (prose::paragraphs(text)) } }
            (docs(root, locale))
            @if let Some(info) = api.info() { (docs(info, locale)) }
            dl {
                @if let Some(id) = id { dt { "id" } dd { code { (id) } } }
                @if let Some(kind) = kind { dt { (locale.async_content_type()) } dd { code { (kind) } } }
                @if let Some(tags) = tags { dt { (locale.async_tags()) } dd { (tags) } }
                @if let Some(facts) = facts { (facts) }
                @if !servers.is_empty() {
                    dt { (locale.contract_servers()) }
                    @for (name, node) in servers { dd.server { (drawer.part(|drawer| server(drawer, name, node))) } }
                }
                @if !schemes.is_empty() {
                    dt { (locale.contract_security()) }
                    @for scheme in &schemes { dd { (scheme) } }
                }
            }
        }
    }
}

fn contact(info: &Seen<'_>, locale: Locale) -> Markup {
    html! {
        @for (key, label) in [("contact", locale.async_contact()), ("license", locale.async_license())] {
            @if let Some(node) = info.get(key) {
                @let name = node.text("name").or_else(|| node.text("email"));
                @let url = node.text("url");
                @if let Some(shown) = name.or(url) {
                    dt { (label) }
                    dd {
                        @match url { Some(url) => (prose::link(url, shown)), None => (shown) }
                        @if let Some(email) = node.text("email").filter(|email| *email != shown) { " " span.soft { (email) } }
                    }
                }
            }
        }
        @if let Some(url) = info.text("termsOfService") { dt { (locale.async_terms()) } dd { (prose::link(url, url)) } }
    }
}

fn server<'a>(drawer: &mut Drawer<'a, '_>, name: &str, node: &'a Node) -> Markup {
    let locale = drawer.locale;
    let seen = drawer.api.document.follow(node);
    let text = |key| seen.text(key).unwrap_or_default();
    // 2.x has one `url`; 3.x host and pathname.
    let address = match seen.text("url") {
        Some(url) => url.to_owned(),
        None => format!("{}{}", text("host"), text("pathname")),
    };
    let title = seen.text("title").or_else(|| seen.text("summary"));
    html! {
        div {
            code { (breaks::path(&address)) } " "
            @if !text("protocol").is_empty() {
                span.mark { (text("protocol")) @if let Some(version) = seen.text("protocolVersion") { " " (version) } } " "
            }
            @if let Some(reference) = seen.missing { span.mark.bad { (locale.contract_missing()) } " " code.ref { (reference) } " " }
            span.label { (name) }
            @if let Some(text) = title { " " span.soft { (prose::inline(text)) } }
        }
        @if let Some(text) = seen.text("description") { div.note { (prose::paragraphs(text)) } }
        @for (name, variable) in entries(seen.get("variables")) {
            @let variable = drawer.api.document.follow(variable);
            div.values {
                code { "{" (name) "}" }
                @if let Some(default) = variable.text("default") { span.label { (locale.contract_default()) } code { (default) } }
                @let values = variable.get("enum").map(Node::items).unwrap_or_default();
                @if !values.is_empty() {
                    span.label { (locale.contract_allowed()) }
                    @for value in values { code { (schema_html::shown(value)) } }
                }
                @if let Some(text) = variable.text("description") { span.soft { (prose::inline(text)) } }
            }
        }
        @if let Some(needs) = seen.get("security") {
            div.values { span.label { (locale.contract_security()) } span { (security::needs(drawer, needs)) } }
        }
        (bindings::folded(drawer, &seen.layers))
    }
}

fn channel_head<'a>(drawer: &mut Drawer<'a, '_>, channel: &Channel<'a>) -> Markup {
    let (locale, seen) = (drawer.locale, &channel.seen);
    html! {
        header.group-head {
            h4 {
                code.path { (breaks::path(channel.address.unwrap_or(channel.key))) }
                @if channel.address.is_none() { " " span.mark { (locale.async_runtime_address()) } }
            }
            @if let Some(text) = summary(seen) {
                (drawer.part(|_| html! { span.what { (prose::inline(text)) } }))
            }
            @if seen.is_true("deprecated") { span.mark.gone { (locale.contract_deprecated()) } }
            @if let Some(reference) = seen.missing { span.mark.bad { (locale.contract_missing()) } code.ref { (reference) } }
        }
    }
}

fn channel_body<'a>(drawer: &mut Drawer<'a, '_>, channel: &Channel<'a>) -> Markup {
    let locale = drawer.locale;
    let facts = channel_facts(drawer, channel);
    html! {
        @if let Some((line, facts)) = facts {
            details.channel {
                summary { (locale.async_channel()) " " span.soft { (line) } }
                div.op-body { (facts) }
            }
        }
        @if channel.operations.is_empty() {
            div.channel-messages {
                p.label {
                    @if drawer.api.is_for_replies(channel) { (locale.async_reply_channel()) }
                    @else { (locale.async_unused_channel()) }
                }
                (drawer.messages(&channel.messages, Action::Receive))
            }
        }
    }
}

/// What stands beside a channel's address: its title, or else a description of one line.
fn summary<'a>(seen: &Seen<'a>) -> Option<&'a str> {
    let title = seen.text("title").or_else(|| seen.text("summary"));
    title.or_else(|| {
        let text = seen.text("description")?.trim_end();
        (!text.contains('\n')).then_some(text)
    })
}

/// What is said about a channel beside its address: a line to scan, and all of it.
fn channel_facts<'a>(
    drawer: &mut Drawer<'a, '_>,
    channel: &Channel<'a>,
) -> Option<(String, Markup)> {
    let (locale, seen) = (drawer.locale, &channel.seen);
    let mut line: Vec<String> = channel
        .parameters()
        .map(|(name, _)| format!("{{{name}}}"))
        .collect();
    if channel
        .address
        .is_some_and(|address| address != channel.key)
    {
        line.insert(0, channel.key.to_owned());
    }
    let servers: Vec<String> = seen
        .get("servers")
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|server| {
            let name = reference(server).or_else(|| server.scalar())?;
            Some(last_segment(name))
        })
        .collect();
    line.extend(servers.iter().cloned());
    let bound = seen
        .get("bindings")
        .map(|node| drawer.api.document.follow(node));
    let bound = bound.iter().flat_map(|bound| &bound.layers);
    for layer in bound {
        let protocols = entries(Some(layer)).filter(|(name, _)| *name != "$ref");
        line.extend(protocols.map(|(name, _)| name.to_owned()));
    }
    let tags = tags(seen);
    let said = summary(seen);
    let unsaid = |text: &&str| Some(*text) != said;
    let text = seen.text("description").filter(unsaid);
    let summary = seen.text("summary").filter(unsaid);
    let rest = drawer.api.unused_messages(channel);
    if line.is_empty()
        && text.is_none()
        && tags.is_none()
        && seen.get("externalDocs").is_none()
        && rest.is_empty()
    {
        return None;
    }
    let markup = html! {
        @if let Some(text) = summary { div.op-text { (prose::paragraphs(text)) } }
        @if let Some(text) = text { div.op-text { (prose::paragraphs(text)) } }
        div.op-facts {
            @if channel.address != Some(channel.key) {
                span { span.label { (locale.contract_name()) } " " code { (channel.key) } }
            }
            (super::operation::names(locale.contract_servers(), &servers))
            @if let Some(tags) = tags { span { span.label { (locale.async_tags()) } (tags) } }
            @for layer in &seen.layers { (docs(layer, locale)) }
        }
        (drawer.parameters(channel))
        @if !rest.is_empty() {
            h6 { (locale.async_other_messages()) }
            (drawer.messages(&rest, Action::Receive))
        }
        (bindings::draw(drawer, &seen.layers))
    };
    Some((line.join(" · "), markup))
}

fn components(drawer: &mut Drawer<'_, '_>) -> Markup {
    let (api, locale) = (drawer.api, drawer.locale);
    let all = api.document.root.get("components");
    let named = |key: &str| entries(all.and_then(|all| all.get(key))).collect::<Vec<_>>();
    let messages = api.component_messages();
    let schemas = named("schemas");
    let traits: Vec<_> = [named("operationTraits"), named("messageTraits")].concat();
    html! {
        @if !messages.is_empty() {
            details.schemas {
                summary { (locale.async_messages()) " " span.soft { (messages.len()) } }
                @for message in &messages {
                    details.schema-item {
                        summary {
                            code.name { (breaks::name(message.name().unwrap_or(locale.async_unnamed()))) }
                            @if let Some(text) = message.seen.text("summary").or_else(|| message.seen.text("title")) { " " span.soft { (prose::inline(text)) } }
                        }
                        div.op-body { (drawer.part(|drawer| drawer.message_body(message, Action::Receive))) }
                    }
                }
            }
        }
        @if !schemas.is_empty() {
            details.schemas {
                summary { (locale.contract_schemas()) " " span.soft { (schemas.len()) } }
                @for (name, node) in &schemas {
                    details.schema-item {
                        summary { code.name { (breaks::name(name)) } }
                        (schema_html::tree(&drawer.reader.read(node), locale))
                    }
                }
            }
        }
        @if !traits.is_empty() {
            details.schemas {
                summary { (locale.async_traits()) " " span.soft { (traits.len()) } }
                @for (name, node) in &traits {
                    details.schema-item {
                        summary { code.name { (breaks::name(name)) } }
                        div.op-body { (drawer.part(|drawer| trait_body(drawer, node))) }
                    }
                }
            }
        }
    }
}

fn trait_body<'a>(drawer: &mut Drawer<'a, '_>, node: &'a Node) -> Markup {
    let locale = drawer.locale;
    let seen = drawer.api.document.follow(node);
    let tags = tags(&seen);
    html! {
        @if let Some(text) = seen.text("description").or_else(|| seen.text("summary")) {
            div.op-text { (prose::paragraphs(text)) }
        }
        div.op-facts {
            @if let Some(kind) = seen.text("contentType") { span { span.label { (locale.async_content_type()) } " " code { (kind) } } }
            @if let Some(needs) = seen.get("security") { span { span.label { (locale.contract_security()) } " " (security::needs(drawer, needs)) } }
            @if let Some(tags) = tags { span { span.label { (locale.async_tags()) } (tags) } }
        }
        @if let Some(headers) = seen.get("headers") {
            h6 { (locale.async_headers()) }
            (schema_html::tree(&drawer.reader.read(headers), locale))
        }
        (bindings::draw(drawer, &seen.layers))
    }
}
