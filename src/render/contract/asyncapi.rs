//! `AsyncAPI` 2.0 to 3.1 as one model of what is shown: channels with their operations, messages and
//! bindings. How it is read is in `read`, how it looks in `page`, what is wrong with it in `check`.

mod bindings;
mod check;
mod fields;
mod message;
pub(super) mod offers;
mod operation;
mod page;
mod payload;
mod read;
mod security;
mod shape;

use std::collections::HashSet;

use super::{
    Contract, ContractState,
    kind::{Fence, mentions_key},
    node::Node,
    resolve::{Document, Edition, Seen},
    source,
};

/// An `AsyncAPI` document.
struct Api<'a> {
    /// The tree.
    document: Document<'a>,
    /// The version as written.
    version: &'a str,
    /// Which of the two ways of writing operations the version asks for.
    generation: Generation,
    /// The channels in document order.
    channels: Vec<Channel<'a>>,
    /// Operations whose channel is not in the document.
    strays: Vec<Operation<'a>>,
    /// The names of the channels on which operations are answered.
    answered: HashSet<String>,
}

/// The two ways of writing operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Generation {
    /// 2.x: `publish` and `subscribe` inside channels, from the view of the others.
    Two,
    /// 3.x: `send` and `receive` beside the channels, from the view of the application.
    Three,
}

/// Where messages go.
struct Channel<'a> {
    /// Its name in `channels`.
    key: &'a str,
    /// Its address as written; none when it is unknown or made at run time.
    address: Option<&'a str>,
    /// With references followed.
    seen: Seen<'a>,
    /// What is done with it.
    operations: Vec<Operation<'a>>,
    /// Its own messages (3.x).
    messages: Vec<Message<'a>>,
}

/// What the application does with messages of a channel.
struct Operation<'a> {
    /// Its name: the key in `operations`, or the `operationId`.
    name: Option<&'a str>,
    /// With references followed and traits merged.
    seen: Seen<'a>,
    /// Which way the messages go.
    action: Action,
    /// The word that says so: `publish`, `subscribe`, `send`, `receive`.
    word: &'a str,
    /// JSON pointer to it.
    pointer: String,
    /// The names of its traits.
    traits: Vec<String>,
    /// What is sent or received; one of them.
    messages: Vec<Message<'a>>,
    /// What comes back.
    reply: Option<Reply<'a>>,
}

/// Which way a message goes, seen from the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Send,
    Receive,
}

/// The answer to an operation.
struct Reply<'a> {
    /// The channel it comes on: its name, and the channel if it exists.
    channel: Option<(String, Option<&'a str>)>,
    /// Where its address stands at run time.
    location: Option<&'a str>,
    /// What is said about that.
    description: Option<&'a str>,
    /// What comes back; one of them.
    messages: Vec<Message<'a>>,
}

/// A message.
struct Message<'a> {
    /// The name it is known by: its key, or the last segment of a reference.
    key: Option<String>,
    /// JSON pointer to where it is defined.
    pointer: String,
    /// With references followed and traits merged.
    seen: Seen<'a>,
    /// The names of its traits.
    traits: Vec<String>,
}

impl<'a> Api<'a> {
    /// All operations with their channel, if it is known.
    fn all_operations<'s>(
        &'s self,
    ) -> impl Iterator<Item = (Option<&'s Channel<'a>>, &'s Operation<'a>)> {
        let of_channels = self.channels.iter().flat_map(|channel| {
            let operations = channel.operations.iter();
            operations.map(move |operation| (Some(channel), operation))
        });
        of_channels.chain(self.strays.iter().map(|operation| (None, operation)))
    }

    /// The messages of a channel that none of the operations on it shows.
    fn unused_messages<'c>(&self, channel: &'c Channel<'a>) -> Vec<&'c Message<'a>> {
        if channel.operations.is_empty() {
            // They are shown in place of the operations.
            return Vec::new();
        }
        let of_operations = channel.operations.iter().flat_map(|one| &one.messages);
        let shown: HashSet<&str> = of_operations.map(|one| one.pointer.as_str()).collect();
        let messages = channel.messages.iter();
        messages
            .filter(|message| !shown.contains(message.pointer.as_str()))
            .collect()
    }

    /// Whether some operation is answered on a channel.
    fn is_for_replies(&self, channel: &Channel<'_>) -> bool {
        self.answered.contains(channel.key)
    }

    /// How many operations there are.
    fn operations(&self) -> u32 {
        let of_channels = self.channels.iter().map(|channel| channel.operations.len());
        let count = of_channels.sum::<usize>() + self.strays.len();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn info(&self) -> Option<&Node> {
        self.document.root.get("info")
    }

    fn title(&self) -> &str {
        let title = self.info().and_then(|info| info.text("title"));
        title.unwrap_or_default()
    }
}

impl Message<'_> {
    /// The name that people know it by.
    fn name(&self) -> Option<&str> {
        self.seen
            .text("name")
            .or(self.key.as_deref())
            .or_else(|| self.seen.text("messageId"))
            .or_else(|| self.seen.text("title"))
    }
}

/// Whether a fence is probably such a contract.
pub(super) fn recognise(language: &str, source: &str) -> bool {
    (source::is_structured(language) || language == "asyncapi")
        && mentions_key(source, &["asyncapi"])
}

/// The preview; nothing when the text declares no version.
pub(super) fn preview(fence: &Fence<'_>) -> Option<Contract> {
    let parsed = source::read(fence.source);
    let version = version(&parsed.root)?;
    let document = Document {
        root: &parsed.root,
        // Payload schemas are read as today's JSON Schema, which contains draft 07's words.
        edition: Edition::V31,
    };
    let api = Api::read(document, version);
    let state = match parsed.fault {
        None => ContractState::Ok,
        Some(_) if !api.channels.is_empty() || api.operations() > 0 => ContractState::Partial,
        Some(_) => ContractState::Broken,
    };
    let mut problems = source::findings(&parsed, fence.locale);
    // What follows a break is missing, not wrong.
    if state == ContractState::Ok {
        problems.extend(check::findings(&api, fence.locale));
    }
    problems.sort_by_key(|(line, _)| *line);
    Some(Contract {
        kind: "asyncapi",
        version: version.to_owned(),
        title: api.title().to_owned(),
        operations: api.operations(),
        html: page::page(&api, fence.id, fence.locale),
        problems,
        state,
        large: None,
    })
}

/// The version as written; nothing when it is no number, for then this is no contract.
fn version(root: &Node) -> Option<&str> {
    let version = root.get("asyncapi")?.scalar()?;
    version
        .trim_start_matches('v')
        .starts_with(|first: char| first.is_ascii_digit())
        .then_some(version)
}

#[cfg(test)]
#[path = "asyncapi/asyncapi_tests.rs"]
mod tests;
