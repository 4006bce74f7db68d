//! Checks a document beyond the shape of its objects: versions, references, channels and their parameters,
//! security, examples. Everything found is shown anyway; nothing here changes what is shown.

use std::{collections::HashSet, ptr};

use indexmap::{IndexMap, IndexSet};

use super::{
    Api, Channel, Generation, Message, Operation,
    payload::{Payload, examples},
    read::entries,
    shape,
};
use crate::{
    domain::{locale::Locale, problem::ProblemKind},
    render::contract::{
        json_schema::{check as schemas, fits},
        node::{Finding, Node, Value},
        pointer::below,
        resolve::{Document, escaped, reference},
        schema::Reader,
    },
};

/// More findings help nobody.
const MAX_FINDINGS: usize = 100;

/// All departures found, in order of lines.
pub(super) fn findings(api: &Api<'_>, locale: Locale) -> Vec<Finding> {
    let mut check = Check {
        document: api.document,
        locale,
        found: Vec::new(),
    };
    check.version(api);
    shape::compare(&mut check, api);
    check.channels(api);
    check.operations(api);
    check.security(api);
    check.examples(api);
    let mut found = check.found;
    found.extend(schemas::references(api.document.root));
    found.sort_by_key(|(line, _)| *line);
    found.dedup();
    found.truncate(MAX_FINDINGS);
    found
}

/// Collects findings about one document.
pub(super) struct Check<'a> {
    /// The document.
    pub document: Document<'a>,
    /// The language of findings.
    pub locale: Locale,
    found: Vec<Finding>,
}

impl<'a> Check<'a> {
    /// Adds a departure from the specification.
    pub fn shape(&mut self, line: u32, pointer: impl Into<String>, expected: impl Into<String>) {
        // Beyond any number that is shown, the document is no `AsyncAPI`.
        if !self.is_full() {
            let (pointer, expected) = (pointer.into(), expected.into());
            let kind = ProblemKind::ContractShape { pointer, expected };
            self.found.push((line, kind));
        }
    }

    /// Whether more findings would not be shown.
    pub fn is_full(&self) -> bool {
        self.found.len() >= 4 * MAX_FINDINGS
    }

    /// Checks a schema of ours.
    pub fn schema(&mut self, node: &Node, pointer: &str) {
        if !self.is_full() {
            schemas::keywords(node, pointer, self.locale, &mut self.found);
        }
    }

    fn version(&mut self, api: &Api<'a>) {
        let Some(node) = api.document.root.get("asyncapi") else {
            return;
        };
        let mut parts = api.version.split('.');
        let (major, minor, patch) = (parts.next(), parts.next(), parts.next());
        let minor = minor.and_then(|minor| minor.parse::<u32>().ok());
        let known = match major {
            Some("2") => minor.is_some_and(|minor| minor <= 6),
            Some("3") => minor.is_some(),
            _ => false,
        };
        let whole = patch.is_some_and(|patch| patch.parse::<u32>().is_ok());
        if !known || !whole || !matches!(node.value, Value::Text(_)) {
            let expected = self.locale.async_expect_version(api.version);
            self.shape(node.line, "/asyncapi", expected);
        }
    }

    fn channels(&mut self, api: &Api<'a>) {
        let servers = api.document.root.get("servers");
        for channel in &api.channels {
            let pointer = below("/channels", channel.key);
            let line = line_of(api, &["channels", channel.key]);
            self.parameters(channel, line, &pointer);
            let used = !channel.operations.is_empty() || api.is_for_replies(channel);
            if !used && api.operations() > 0 && channel.seen.missing.is_none() {
                let expected = self.locale.async_expect_used(channel.key);
                self.shape(line, pointer.as_str(), expected);
            }
            let named = channel.seen.get("servers").map(Node::items);
            for server in named.unwrap_or_default() {
                // In 3.x these are references, which are checked as such.
                if let Some(name) = server.scalar()
                    && servers.and_then(|servers| servers.get(name)).is_none()
                {
                    let expected = self.locale.async_expect_server(name);
                    self.shape(server.line, format!("{pointer}/servers"), expected);
                }
            }
        }
    }

    fn parameters(&mut self, channel: &Channel<'a>, line: u32, pointer: &str) {
        let Some(address) = channel.address else {
            return;
        };
        if channel.seen.missing.is_some() {
            return;
        }
        let wanted: IndexSet<&str> = template_names(address).into_iter().collect();
        let declared: IndexMap<_, _> = channel.parameters().collect();
        let pointer = below(pointer, "parameters");
        for name in &wanted {
            if !declared.contains_key(name) {
                let expected = self.locale.async_expect_declared(name);
                self.shape(line, below(&pointer, name), expected);
            }
        }
        for (name, node) in declared {
            if !wanted.contains(name) {
                let expected = self.locale.async_expect_in_address(name);
                self.shape(node.line, below(&pointer, name), expected);
            }
        }
    }

    fn operations(&mut self, api: &Api<'a>) {
        let mut ids = HashSet::new();
        for (channel, operation) in api.all_operations() {
            if let Some(id) = operation.seen.get("operationId")
                && let Some(text) = id.scalar()
                && !ids.insert(text)
            {
                let expected = self.locale.async_expect_unique("operationId", text);
                self.shape(
                    id.line,
                    format!("{}/operationId", operation.pointer),
                    expected,
                );
            }
            if channel.is_none() {
                self.channel_of(api, operation);
            }
        }
        for channel in &api.channels {
            self.own_messages(channel);
        }
    }

    /// An operation's channel leads somewhere, but not to a channel.
    fn channel_of(&mut self, api: &Api<'a>, operation: &Operation<'a>) {
        let Some(channel) = operation.seen.get("channel") else {
            return;
        };
        let written = reference(channel);
        let exists = written.is_some_and(|written| self.document.at(written).is_some());
        let apart = written.is_some_and(|written| written.starts_with("#/components/channels/"));
        if let Some(first) = api.channels.first()
            && exists
            && !apart
        {
            let expected = self.locale.async_expect_channel(escaped(first.key));
            self.shape(
                channel.line,
                format!("{}/channel", operation.pointer),
                expected,
            );
        }
    }

    /// The messages of 3.x operations are some of their channel's.
    fn own_messages(&mut self, channel: &Channel<'a>) {
        let own = channel.seen.get("messages");
        let known: HashSet<*const Node> =
            entries(own).map(|(_, node)| ptr::from_ref(node)).collect();
        let name = entries(own).next().map_or("…", |(name, _)| name);
        let example = below(&below("#/channels", channel.key), "messages");
        let example = below(&example, name);
        let modern =
            |operation: &&Operation<'_>| !matches!(operation.word, "publish" | "subscribe");
        for operation in channel.operations.iter().filter(modern) {
            let listed = operation.seen.get("messages").map(Node::items);
            for (index, item) in listed.unwrap_or_default().iter().enumerate() {
                let target = reference(item).and_then(|written| self.document.at(written));
                if target.is_some_and(|target| !known.contains(&ptr::from_ref(target))) {
                    let expected = self.locale.async_expect_channel_message(&example);
                    let pointer = format!("{}/messages/{index}", operation.pointer);
                    self.shape(item.line, pointer, expected);
                }
            }
        }
    }

    /// Requirements of 2.x name schemes that exist.
    fn security(&mut self, api: &Api<'a>) {
        if api.generation == Generation::Three {
            return;
        }
        let components = api.document.root.get("components");
        let schemes = components.and_then(|all| all.get("securitySchemes"));
        let servers = entries(api.document.root.get("servers"))
            .map(|(name, node)| (below("/servers", name), node.get("security")));
        let operations = api
            .all_operations()
            .map(|(_, operation)| (operation.pointer.clone(), operation.seen.get("security")));
        let all: Vec<_> = servers.chain(operations).collect();
        for (pointer, needs) in all {
            for need in needs.map(Node::items).unwrap_or_default() {
                for (name, _) in need.entries() {
                    if schemes.and_then(|schemes| schemes.get(name)).is_none() {
                        let expected = self.locale.async_expect_scheme(name);
                        self.shape(need.line, format!("{pointer}/security"), expected);
                    }
                }
            }
        }
    }

    /// Examples of messages are what their payload's schema describes.
    fn examples(&mut self, api: &Api<'a>) {
        let mut reader = Reader::new(api.document);
        let components = api.component_messages();
        let of_operations = api.all_operations().flat_map(|(_, operation)| {
            let reply = operation.reply.iter().flat_map(|reply| &reply.messages);
            operation.messages.iter().chain(reply)
        });
        let of_channels = api.channels.iter().flat_map(|channel| &channel.messages);
        for message in components.iter().chain(of_operations).chain(of_channels) {
            self.examples_of(message, &mut reader);
        }
    }

    fn examples_of(&mut self, message: &Message<'a>, reader: &mut Reader<'a>) {
        let given = examples(message);
        if given.is_empty() {
            return;
        }
        for key in ["payload", "headers"] {
            let Some(words) = Payload::of(self.document, message, key) else {
                continue;
            };
            if !words.is_schema() {
                continue;
            }
            let schema = reader.read(words.node);
            for (index, example) in given.iter().enumerate() {
                let value = if key == "payload" {
                    example.payload
                } else {
                    example.headers
                };
                let Some(value) = value else { continue };
                let pointer = format!("{}/examples/{index}/{key}", message.pointer);
                if let Some((line, finding)) = fits::finding(&schema, value, &pointer, self.locale)
                    && !self.is_full()
                {
                    self.found.push((line, finding));
                }
            }
        }
    }
}

/// The line of the key that a path of keys leads to; 1 if there is none.
fn line_of(api: &Api<'_>, path: &[&str]) -> u32 {
    let mut node = api.document.root;
    let mut line = 1;
    for key in path {
        let Some(entry) = node.map().and_then(|map| map.get(*key)) else {
            break;
        };
        line = entry.line;
        node = &entry.node;
    }
    line
}

/// The names in braces of an address.
fn template_names(address: &str) -> Vec<&str> {
    let parts = address.split('{').skip(1);
    let names = parts.filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name).collect()
}
