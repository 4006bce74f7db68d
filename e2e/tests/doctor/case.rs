//! A wrong setup in few words, and what the doctor should make of it. Tests only.

use e2e::provider::{Cors, Fault, Script, Server};

/// A wrong setup, and what the doctor should make of it.
///
/// In the texts `{page}` stands for the page's origin, `{server}` for the server's, `{port}` for its port
/// and `{base}` for the address that its documentation says.
pub struct Case {
    /// The name of the cause.
    pub cause: &'static str,
    /// What is at the address.
    pub there: There,
    /// The provider that is chosen.
    pub preset: &'static str,
    /// The address that is typed.
    pub url: &'static str,
    /// The key that is typed.
    pub key: &'static str,
    /// The model that is typed.
    pub model: &'static str,
    /// What is said in English, in part.
    pub says: &'static str,
    /// The same in Chinese; empty where it is not asked for.
    pub says_in_chinese: &'static str,
    /// What is offered to copy, in parts.
    pub copies: &'static [&'static str],
}

/// What is at an address.
pub enum There {
    /// A server that plays a script.
    Server(Server, Box<Script>),
    /// A port at which nobody listens.
    Nobody,
    /// A port that takes connections and never says anything.
    Silence,
}

/// A server that is well, for the cause that is named.
pub fn at(server: Server, cause: &'static str) -> Case {
    Case {
        there: There::Server(server, Box::new(server.script("OK"))),
        ..typed(server.preset(), "{base}", cause)
    }
}

/// An address where nothing is.
pub fn nowhere(server: Server, cause: &'static str) -> Case {
    typed(server.preset(), "{base}", cause)
}

/// An address that is typed, with nothing behind it.
pub fn typed(preset: &'static str, url: &'static str, cause: &'static str) -> Case {
    Case {
        cause,
        there: There::Nobody,
        preset,
        url,
        key: "k-doctor-0123",
        model: "scripted-large",
        says: "",
        says_in_chinese: "",
        copies: &[],
    }
}

impl Case {
    pub fn with(mut self, fault: Fault) -> Self {
        if let There::Server(_, script) = &mut self.there {
            script.fault = fault;
        }
        self
    }

    /// The server lets no page in.
    pub fn closed(mut self) -> Self {
        if let There::Server(_, script) = &mut self.there {
            script.cors = Cors::Missing;
        }
        self
    }

    pub fn silent(mut self) -> Self {
        self.there = There::Silence;
        self
    }

    pub fn preset(self, preset: &'static str) -> Self {
        Self { preset, ..self }
    }

    pub fn url(self, url: &'static str) -> Self {
        Self { url, ..self }
    }

    pub fn key(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    pub fn model(self, model: &'static str) -> Self {
        Self { model, ..self }
    }

    pub fn says(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    pub fn in_chinese(self, says_in_chinese: &'static str) -> Self {
        Self {
            says_in_chinese,
            ..self
        }
    }

    pub fn copies(self, copies: &'static [&'static str]) -> Self {
        Self { copies, ..self }
    }
}
