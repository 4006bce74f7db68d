//! Reads an `AsyncAPI` document into the model. The two generations differ here and nowhere after, and a
//! document that mixes them is read by both rules; what is missing or odd is left out.

use super::{Action, Api, Channel, Generation, Message, Operation, Reply};
use crate::render::contract::{
    node::Node,
    resolve::{Document, Seen, escaped, last_segment, reference},
};

/// Operations and messages of one document beyond this are not shown; no real document has as many.
const MAX_MESSAGES: usize = 5_000;

impl<'a> Api<'a> {
    /// Reads the whole document.
    pub fn read(document: Document<'a>, version: &'a str) -> Self {
        let generation = match version.trim_start_matches('v').split('.').next() {
            Some("0" | "1" | "2") => Generation::Two,
            _ => Generation::Three,
        };
        let mut reader = Reader {
            document,
            generation,
            left: MAX_MESSAGES,
        };
        let mut api = Self {
            document,
            version,
            generation,
            channels: reader.channels(),
            strays: Vec::new(),
        };
        for (key, node) in entries(document.root.get("operations")) {
            let (channel, operation) = reader.operation(key, node);
            let channels = &mut api.channels;
            match channel.and_then(|channel| channels.iter_mut().find(|c| c.is_at(channel))) {
                Some(channel) => channel.operations.push(operation),
                None => api.strays.push(operation),
            }
        }
        api
    }

    /// The messages in `components`.
    pub fn component_messages(&self) -> Vec<Message<'a>> {
        let mut reader = Reader {
            document: self.document,
            generation: self.generation,
            left: MAX_MESSAGES,
        };
        let components = self.document.root.get("components");
        reader.named(components.and_then(|all| all.get("messages")))
    }
}

impl<'a> Channel<'a> {
    /// Whether a node is this channel, perhaps through a reference.
    pub fn is_at(&self, node: &Node) -> bool {
        let mut layers = self.seen.layers.iter();
        layers.any(|layer| std::ptr::eq(*layer, node))
    }

    /// Its parameters by name, of all layers.
    pub fn parameters(&self) -> impl Iterator<Item = (&'a str, &'a Node)> {
        entries(self.seen.get("parameters"))
    }
}

/// The entries of a mapping without extensions.
pub(super) fn entries(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    node.into_iter()
        .flat_map(Node::entries)
        .filter(|(key, _)| !key.starts_with("x-"))
}

struct Reader<'a> {
    document: Document<'a>,
    generation: Generation,
    left: usize,
}

impl<'a> Reader<'a> {
    fn channels(&mut self) -> Vec<Channel<'a>> {
        entries(self.document.root.get("channels"))
            .map(|(key, node)| self.channel(key, node))
            .collect()
    }

    fn channel(&mut self, key: &'a str, node: &'a Node) -> Channel<'a> {
        let seen = self.document.follow(node);
        let address = match seen.get("address") {
            Some(address) => address.scalar(),
            None => Some(key),
        };
        let mut operations = Vec::new();
        for (word, action) in [("publish", Action::Receive), ("subscribe", Action::Send)] {
            if let Some(own) = seen.get(word).filter(|own| own.map().is_some()) {
                let pointer = format!("/channels/{}/{word}", escaped(key));
                operations.push(self.classic(own, (word, action), pointer));
            }
        }
        let messages = self.named(seen.get("messages"));
        Channel {
            key,
            address,
            seen,
            operations,
            messages,
        }
    }

    /// An operation of 2.x, inside its channel.
    fn classic(
        &mut self,
        node: &'a Node,
        (word, action): (&'a str, Action),
        pointer: String,
    ) -> Operation<'a> {
        let (seen, traits) = self.with_traits(node);
        let messages = match seen.get("message").or_else(|| seen.get("messages")) {
            Some(message) => self.choice(message),
            None => Vec::new(),
        };
        Operation {
            name: seen.text("operationId"),
            seen,
            action,
            word,
            pointer,
            traits,
            messages,
            reply: None,
        }
    }

    /// An operation of 3.x and the channel that it names.
    fn operation(&mut self, key: &'a str, node: &'a Node) -> (Option<&'a Node>, Operation<'a>) {
        let (seen, traits) = self.with_traits(node);
        let channel = self.channel_of(&seen);
        let word = seen.text("action").unwrap_or("send");
        let action = match word {
            // Written in the words of 2.x, it means what 2.x means.
            "receive" | "publish" => Action::Receive,
            _ => Action::Send,
        };
        let listed = seen.get("messages").or_else(|| seen.get("message"));
        let messages = match (listed, channel) {
            (Some(listed), _) => self.choice(listed),
            (None, Some(channel)) => self.named(self.document.follow(channel).get("messages")),
            (None, None) => Vec::new(),
        };
        let reply = seen.get("reply").map(|reply| self.reply(reply));
        let operation = Operation {
            name: Some(key),
            seen,
            action,
            word,
            pointer: format!("/operations/{}", escaped(key)),
            traits,
            messages,
            reply,
        };
        (channel, operation)
    }

    /// The channel that an operation or reply names: by reference, or, as models write it, by name.
    fn channel_of(&self, seen: &Seen<'a>) -> Option<&'a Node> {
        let channel = seen.get("channel")?;
        if let Some(reference) = reference(channel) {
            return self.document.at(reference);
        }
        let name = channel.scalar()?;
        self.document
            .at(name)
            .or_else(|| self.document.root.get("channels")?.get(name))
    }

    fn reply(&mut self, node: &'a Node) -> Reply<'a> {
        let seen = self.document.follow(node);
        let channel = self.channel_of(&seen);
        let address = seen.get("address").map(|node| self.document.follow(node));
        let text = |key| address.as_ref().and_then(|address| address.text(key));
        let messages = match (seen.get("messages"), channel) {
            (Some(listed), _) => self.choice(listed),
            (None, Some(channel)) => self.named(self.document.follow(channel).get("messages")),
            (None, None) => Vec::new(),
        };
        let written = seen.get("channel");
        let name = written.and_then(|channel| reference(channel).or_else(|| channel.scalar()));
        Reply {
            channel: name.map(|name| {
                let name = last_segment(name);
                let seen = channel.map(|channel| self.document.follow(channel));
                (name, seen.and_then(|seen| seen.text("address")))
            }),
            location: text("location"),
            description: text("description"),
            messages,
        }
    }

    /// One message, a list of them, or the alternatives of `oneOf`.
    fn choice(&mut self, node: &'a Node) -> Vec<Message<'a>> {
        let seen = self.document.follow(node);
        let alternatives = seen.get("oneOf").map(Node::items).unwrap_or_default();
        let listed = node.items();
        if alternatives.is_empty() && listed.is_empty() {
            return self.message(None, node).into_iter().collect();
        }
        listed
            .iter()
            .chain(alternatives)
            .filter_map(|message| self.message(None, message))
            .collect()
    }

    fn named(&mut self, node: Option<&'a Node>) -> Vec<Message<'a>> {
        entries(node)
            .filter_map(|(key, message)| self.message(Some(key), message))
            .collect()
    }

    fn message(&mut self, key: Option<&str>, node: &'a Node) -> Option<Message<'a>> {
        if !(node.map().is_some() || node.is_null()) || self.left == 0 {
            return None;
        }
        self.left -= 1;
        let (seen, traits) = self.with_traits(node);
        let key = seen.name.clone().or_else(|| key.map(str::to_owned));
        Some(Message { key, seen, traits })
    }

    /// A node with its traits merged. In 2.x a trait wins over what it is applied to, in 3.x it does not.
    fn with_traits(&self, node: &'a Node) -> (Seen<'a>, Vec<String>) {
        let mut seen = self.document.follow(node);
        let mut layers = Vec::new();
        let mut names = Vec::new();
        for item in seen.get("traits").map(Node::items).unwrap_or_default() {
            let of_trait = self.document.follow(item);
            names.extend(of_trait.name.clone());
            layers.splice(0..0, of_trait.layers);
        }
        match self.generation {
            Generation::Two => drop(seen.layers.splice(0..0, layers)),
            Generation::Three => seen.layers.extend(layers),
        }
        (seen, names)
    }
}
