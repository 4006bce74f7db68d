//! What a GraphQL document says, definition by definition, as it was written.

use crate::render::contract::idl::Name;

/// What is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `type`.
    Object,
    /// `interface`.
    Interface,
    /// `union`.
    Union,
    /// `input`.
    Input,
    /// `enum`.
    Enum,
    /// `scalar`.
    Scalar,
    /// `directive @name`.
    Directive,
    /// `schema`.
    Schema,
}

impl Kind {
    /// The kind that a keyword starts.
    pub fn of(keyword: &str) -> Option<Self> {
        Some(match keyword {
            "type" => Self::Object,
            "interface" => Self::Interface,
            "union" => Self::Union,
            "input" => Self::Input,
            "enum" => Self::Enum,
            "scalar" => Self::Scalar,
            "directive" => Self::Directive,
            "schema" => Self::Schema,
            _ => return None,
        })
    }

    /// Whether values of it can be sent.
    pub fn is_input(self) -> bool {
        matches!(self, Self::Input | Self::Enum | Self::Scalar)
    }

    /// Whether values of it can be received.
    pub fn is_output(self) -> bool {
        !matches!(self, Self::Input | Self::Directive | Self::Schema)
    }
}

/// A definition, an extension of one, or both together.
#[derive(Debug, Clone)]
pub(super) struct Definition<'a> {
    /// What it defines.
    pub kind: Kind,
    /// Its name; a schema's is `schema`.
    pub name: Name<'a>,
    /// Whether it only extends what is defined elsewhere.
    pub extends: bool,
    /// What it is, in words.
    pub description: String,
    /// The interfaces that it implements.
    pub implements: Vec<Name<'a>>,
    /// Directives that are applied to it.
    pub directives: Vec<Directive<'a>>,
    /// Fields, values of an enum, arguments of a directive, or a schema's root operations.
    pub fields: Vec<Field<'a>>,
    /// A union's types, or the places of a directive.
    pub members: Vec<Name<'a>>,
    /// Whether a directive may be given more than once.
    pub repeatable: bool,
}

/// A field, an argument, or a value of an enum, which has no type.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// What it is, in words.
    pub description: String,
    /// Its arguments.
    pub arguments: Vec<Field<'a>>,
    /// Its type.
    pub of: Option<Type<'a>>,
    /// The default value as written.
    pub default: Option<&'a str>,
    /// Directives that are applied to it.
    pub directives: Vec<Directive<'a>>,
    /// Whether an extension added it.
    pub added: bool,
}

impl Field<'_> {
    /// Whether it must be given.
    pub fn is_required(&self) -> bool {
        let must = self.of.as_ref().is_some_and(|of| of.text.ends_with('!'));
        must && self.default.is_none()
    }
}

/// A reference to a type.
#[derive(Debug, Clone)]
pub(super) struct Type<'a> {
    /// The innermost type.
    pub name: Name<'a>,
    /// All of it, such as `[Order!]!`.
    pub text: String,
}

/// A directive where it is applied.
#[derive(Debug, Clone)]
pub(super) struct Directive<'a> {
    /// Its name without `@`.
    pub name: Name<'a>,
    /// All of it as written.
    pub text: &'a str,
    /// Its arguments: name, and value as written.
    pub arguments: Vec<(&'a str, &'a str)>,
}

impl<'a> Directive<'a> {
    /// The text that an argument holds.
    pub fn argument(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.arguments.iter().find(|(known, _)| *known == name)?;
        Some(value.trim_matches('"'))
    }
}

/// The directive of that name among those applied.
pub(super) fn applied<'d, 'a>(
    directives: &'d [Directive<'a>],
    name: &str,
) -> Option<&'d Directive<'a>> {
    directives
        .iter()
        .find(|directive| directive.name.text == name)
}

/// A query, mutation, subscription or fragment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Executable<'a> {
    /// `query`, `mutation`, `subscription` or `fragment`.
    pub keyword: &'a str,
    /// Its name; empty when it has none.
    pub name: &'a str,
    /// All of it as written.
    pub text: &'a str,
}

/// A document.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    /// Definitions and extensions.
    pub definitions: Vec<Definition<'a>>,
    /// Queries and fragments.
    pub executables: Vec<Executable<'a>>,
}
