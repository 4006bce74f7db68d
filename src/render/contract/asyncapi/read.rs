//! Reads an `AsyncAPI` document into the model. The two generations differ here and nowhere after, and a
//! document that mixes them is read by both rules; what is missing or odd is left out.

use std::{
    collections::{HashMap, HashSet},
    ptr,
};

use super::{Action, Api, Channel, Generation, Message, Operation, Reply};
use crate::render::contract::{
    nearest::nearest,
    node::Node,
    pointer::below,
    resolve::{Document, Seen, last_segment, reference},
};

/// Operations and messages of one document beyond this are not shown; no real document has as many.
const MAX_MESSAGES: usize = 5_000;

/// More traits of one object are not merged.
const MAX_TRAITS: usize = 32;

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
            answered: HashSet::new(),
        };
        let places: HashMap<*const Node, usize> = (0..)
            .zip(&api.channels)
            .flat_map(|(index, channel)| {
                let layers = channel.seen.layers.iter();
                layers.map(move |layer| (ptr::from_ref(*layer), index))
            })
            .collect();
        for (key, node) in entries(document.root.get("operations")) {
            let (channel, operation) = reader.operation(key, node);
            let reply = operation.reply.as_ref();
            let answered = reply.and_then(|reply| reply.channel.as_ref());
            api.answered.extend(answered.map(|(name, _)| name.clone()));
            match channel.and_then(|channel| places.get(&ptr::from_ref(channel))) {
                Some(index) => api.channels[*index].operations.push(operation),
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
        let messages = components.and_then(|all| all.get("messages"));
        reader.named(messages, "/components/messages")
    }
}

impl<'a> Channel<'a> {
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
                let pointer = below(&below("/channels", key), word);
                operations.push(self.classic(own, (word, action), pointer));
            }
        }
        let at = below(&below("/channels", key), "messages");
        let messages = self.named(seen.get("messages"), &at);
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
            Some(message) => self.choice(message, &format!("{pointer}/message")),
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
        let known = ["send", "receive", "publish", "subscribe"];
        let action = match nearest(word, known).unwrap_or(word) {
            // Written in the words of 2.x, it means what 2.x means.
            "receive" | "publish" => Action::Receive,
            _ => Action::Send,
        };
        let listed = seen.get("messages").or_else(|| seen.get("message"));
        let pointer = below("/operations", key);
        let messages = self.listed(listed, channel, &format!("{pointer}/messages"));
        let reply = seen.get("reply");
        let reply = reply.map(|reply| self.reply(reply, &format!("{pointer}/reply/messages")));
        let operation = Operation {
            name: Some(key),
            seen,
            action,
            word,
            pointer,
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

    /// The messages that an operation or reply lists, or else all of its channel.
    fn listed(
        &mut self,
        listed: Option<&'a Node>,
        channel: Option<&'a Node>,
        at: &str,
    ) -> Vec<Message<'a>> {
        match (listed, channel) {
            (Some(listed), _) => self.choice(listed, at),
            (None, Some(channel)) => self.named(self.document.follow(channel).get("messages"), at),
            (None, None) => Vec::new(),
        }
    }

    fn reply(&mut self, node: &'a Node, at: &str) -> Reply<'a> {
        let seen = self.document.follow(node);
        let channel = self.channel_of(&seen);
        let address = seen.get("address").map(|node| self.document.follow(node));
        let text = |key| address.as_ref().and_then(|address| address.text(key));
        let messages = self.listed(seen.get("messages"), channel, at);
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
    fn choice(&mut self, node: &'a Node, at: &str) -> Vec<Message<'a>> {
        let several = self.document.follow(node).get("oneOf");
        let (listed, at) = match several {
            Some(several) => (several.items(), format!("{at}/oneOf")),
            None => (node.items(), at.to_owned()),
        };
        if listed.is_empty() {
            return self.message(None, node, at).into_iter().collect();
        }
        listed
            .iter()
            .enumerate()
            .filter_map(|(index, message)| self.message(None, message, format!("{at}/{index}")))
            .collect()
    }

    fn named(&mut self, node: Option<&'a Node>, at: &str) -> Vec<Message<'a>> {
        entries(node)
            .filter_map(|(key, message)| {
                let at = below(at, key);
                self.message(Some(key), message, at)
            })
            .collect()
    }

    fn message(
        &mut self,
        key: Option<&str>,
        node: &'a Node,
        mut pointer: String,
    ) -> Option<Message<'a>> {
        if !(node.map().is_some() || node.is_null()) || self.left == 0 {
            return None;
        }
        self.left -= 1;
        let own = self.document.follow(node).layers;
        if let Some(last) = own.iter().rev().nth(1).and_then(|layer| reference(layer)) {
            pointer = last.trim_start_matches('#').to_owned();
        }
        let (seen, traits) = self.with_traits(node);
        let key = seen.name.clone().or_else(|| key.map(str::to_owned));
        Some(Message {
            key,
            pointer,
            seen,
            traits,
        })
    }

    /// A node with its traits merged. In 2.x a trait wins over what it is applied to, in 3.x it does not.
    fn with_traits(&self, node: &'a Node) -> (Seen<'a>, Vec<String>) {
        let mut seen = self.document.follow(node);
        let mut layers = Vec::new();
        let mut names = Vec::new();
        let listed = seen.get("traits").map(Node::items).unwrap_or_default();
        for item in listed.iter().take(MAX_TRAITS) {
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
