//! What protobuf files say, as they were written.

use crate::render::contract::idl::Name;

/// One file of a fence; most fences hold one.
#[derive(Debug, Default)]
pub(super) struct File<'a> {
    /// Its name, where a comment gives it.
    pub name: String,
    /// `proto2`, `proto3`, or an edition such as `2023`, and the line; none when it says nothing.
    pub syntax: Option<(&'a str, u32)>,
    /// Whether that is an edition.
    pub edition: bool,
    /// Its package.
    pub package: Option<Name<'a>>,
    /// What it imports.
    pub imports: Vec<Name<'a>>,
    /// Its options.
    pub options: Vec<Setting<'a>>,
    /// Its services.
    pub services: Vec<Service<'a>>,
    /// Its messages.
    pub messages: Vec<Message<'a>>,
    /// Its enums.
    pub enums: Vec<Enum<'a>>,
    /// Fields that it adds to messages.
    pub extensions: Vec<Extension<'a>>,
}

impl File<'_> {
    /// Whether nothing was said yet.
    pub fn is_empty(&self) -> bool {
        self.syntax.is_none()
            && self.package.is_none()
            && self.imports.is_empty()
            && !self.defines()
    }

    /// Whether it defines anything.
    pub fn defines(&self) -> bool {
        !(self.services.is_empty()
            && self.messages.is_empty()
            && self.enums.is_empty()
            && self.extensions.is_empty())
    }

    /// Whether it is read by the rules of proto3. A snippet that says nothing is.
    pub fn is_proto3(&self) -> bool {
        !self.edition && self.syntax.is_none_or(|(syntax, _)| syntax == "proto3")
    }
}

/// An option: its name and its value.
#[derive(Debug, Clone)]
pub(super) struct Setting<'a> {
    /// Such as `deprecated`, `(google.api.http)`, `(google.api.http).get`.
    pub name: &'a str,
    /// Its value.
    pub value: Value<'a>,
    /// All of the value as written.
    pub text: &'a str,
}

/// The value of an option.
#[derive(Debug, Clone)]
pub(super) enum Value<'a> {
    /// A word or number.
    Word(&'a str),
    /// A text without its quotes.
    Text(&'a str),
    /// Fields in braces.
    Fields(Vec<(&'a str, Value<'a>)>),
    /// A list in brackets.
    List(Vec<Value<'a>>),
}

impl<'a> Value<'a> {
    /// A text or a word.
    pub fn text(&self) -> Option<&'a str> {
        match self {
            Self::Word(text) | Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Whether an option of that name is true.
pub(super) fn is_true(settings: &[Setting<'_>], name: &str) -> bool {
    setting(settings, name).is_some_and(|value| value.text() == Some("true"))
}

/// The value of an option.
pub(super) fn setting<'s, 'a>(settings: &'s [Setting<'a>], name: &str) -> Option<&'s Value<'a>> {
    let found = settings.iter().find(|setting| setting.name == name);
    found.map(|setting| &setting.value)
}

/// A service.
#[derive(Debug)]
pub(super) struct Service<'a> {
    pub name: Name<'a>,
    pub description: String,
    pub rpcs: Vec<Rpc<'a>>,
    pub options: Vec<Setting<'a>>,
}

/// A method of a service.
#[derive(Debug)]
pub(super) struct Rpc<'a> {
    pub name: Name<'a>,
    pub description: String,
    /// What is sent.
    pub request: Name<'a>,
    /// Whether many are sent.
    pub sends_many: bool,
    /// What is received.
    pub response: Name<'a>,
    /// Whether many are received.
    pub receives_many: bool,
    pub options: Vec<Setting<'a>>,
}

/// A message, or a group.
#[derive(Debug, Default)]
pub(super) struct Message<'a> {
    pub name: Name<'a>,
    pub description: String,
    pub fields: Vec<Field<'a>>,
    /// Names and descriptions of the oneofs.
    pub oneofs: Vec<(Name<'a>, String)>,
    pub messages: Vec<Message<'a>>,
    pub enums: Vec<Enum<'a>>,
    pub extensions: Vec<Extension<'a>>,
    pub reserved: Reserved<'a>,
    /// Ranges left to extensions, as written.
    pub open: Vec<Range>,
    pub options: Vec<Setting<'a>>,
}

/// Numbers from and to, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub from: i64,
    pub to: i64,
}

impl Range {
    /// Whether a number is in it.
    pub fn holds(self, number: i64) -> bool {
        (self.from..=self.to).contains(&number)
    }
}

/// What must not be used again.
#[derive(Debug, Default)]
pub(super) struct Reserved<'a> {
    pub ranges: Vec<Range>,
    pub names: Vec<&'a str>,
}

/// How often a field is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Plain,
    Optional,
    Required,
    Repeated,
}

/// A field.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub name: Name<'a>,
    pub description: String,
    pub label: Label,
    /// The type of its values; of a map, the type of what it holds.
    pub of: Name<'a>,
    /// The type of a map's keys.
    pub key: Option<Name<'a>>,
    /// Its number; none where it cannot be read.
    pub number: Option<i64>,
    /// The oneof that it belongs to, by position.
    pub oneof: Option<usize>,
    pub options: Vec<Setting<'a>>,
}

impl Field<'_> {
    /// Its name in JSON.
    pub fn json_name(&self) -> String {
        if let Some(name) = setting(&self.options, "json_name").and_then(Value::text) {
            return name.to_owned();
        }
        let mut json = String::new();
        let mut raise = false;
        for c in self.name.text.chars() {
            if c == '_' {
                raise = true;
            } else if std::mem::take(&mut raise) {
                json.push(c.to_ascii_uppercase());
            } else {
                json.push(c);
            }
        }
        json
    }
}

/// An enum.
#[derive(Debug)]
pub(super) struct Enum<'a> {
    pub name: Name<'a>,
    pub description: String,
    pub values: Vec<EnumValue<'a>>,
    pub reserved: Reserved<'a>,
    pub options: Vec<Setting<'a>>,
}

/// A value of an enum.
#[derive(Debug)]
pub(super) struct EnumValue<'a> {
    pub name: Name<'a>,
    pub description: String,
    pub number: Option<i64>,
    pub options: Vec<Setting<'a>>,
}

/// Fields added to a message.
#[derive(Debug)]
pub(super) struct Extension<'a> {
    pub target: Name<'a>,
    pub fields: Vec<Field<'a>>,
}
