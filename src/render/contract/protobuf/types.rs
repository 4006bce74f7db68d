//! The types of all files of a fence by their full names, and how a name is looked up from inside one.

use std::collections::HashMap;

use super::file::{Enum, File, Message};
use crate::render::contract::idl::Name;

/// The types that are built in.
pub(super) const SCALARS: [&str; 15] = [
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32",
    "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes",
];

/// The well-known types, by the file of `google/protobuf` that defines them.
const WELL_KNOWN: [(&str, &[&str]); 8] = [
    ("timestamp", &["Timestamp"]),
    ("duration", &["Duration"]),
    ("empty", &["Empty"]),
    ("any", &["Any"]),
    ("field_mask", &["FieldMask"]),
    ("struct", &["Struct", "Value", "ListValue", "NullValue"]),
    (
        "wrappers",
        &[
            "DoubleValue",
            "FloatValue",
            "Int64Value",
            "UInt64Value",
            "Int32Value",
            "UInt32Value",
            "BoolValue",
            "StringValue",
            "BytesValue",
        ],
    ),
    (
        "descriptor",
        &[
            "FileOptions",
            "MessageOptions",
            "FieldOptions",
            "OneofOptions",
            "EnumOptions",
            "EnumValueOptions",
            "ServiceOptions",
            "MethodOptions",
        ],
    ),
];

/// Longer scopes are cut: a name is then looked up from the top.
const MAX_SCOPE: usize = 512;

/// What a name means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning<'f, 'a> {
    /// A message of the fence.
    Message(&'f Message<'a>),
    /// An enum of the fence.
    Enum(&'f Enum<'a>),
}

/// A type of the fence.
#[derive(Debug)]
pub(super) struct Entry<'f, 'a> {
    /// Its full name, package included.
    pub full: String,
    /// Its name below its file's package.
    pub local: String,
    /// The position of its file.
    pub file: usize,
    /// What it is.
    pub meaning: Meaning<'f, 'a>,
}

/// All types of a fence.
#[derive(Debug, Default)]
pub(super) struct Types<'f, 'a> {
    /// In the order of the text.
    pub entries: Vec<Entry<'f, 'a>>,
    /// Types that are defined again.
    pub duplicates: Vec<(u32, String)>,
    index: HashMap<String, usize>,
}

impl<'f, 'a> Types<'f, 'a> {
    /// The types of files.
    pub fn of(files: &'f [File<'a>]) -> Self {
        let mut types = Self::default();
        for (at, file) in files.iter().enumerate() {
            let package = package(file);
            for message in &file.messages {
                types.message(at, package, "", message);
            }
            for of in &file.enums {
                types.add(at, package, "", of.name, Meaning::Enum(of));
            }
        }
        types
    }

    fn message(&mut self, file: usize, package: &str, outer: &str, message: &'f Message<'a>) {
        let local = self.add(
            file,
            package,
            outer,
            message.name,
            Meaning::Message(message),
        );
        for nested in &message.messages {
            self.message(file, package, &local, nested);
        }
        for of in &message.enums {
            self.add(file, package, &local, of.name, Meaning::Enum(of));
        }
    }

    fn add(
        &mut self,
        file: usize,
        package: &str,
        outer: &str,
        name: Name<'a>,
        meaning: Meaning<'f, 'a>,
    ) -> String {
        let local = joined(outer, name.text);
        let full = joined(package, &local);
        if self.index.contains_key(&full) {
            self.duplicates.push((name.line, local.clone()));
        } else {
            self.index.insert(full.clone(), self.entries.len());
        }
        self.entries.push(Entry {
            full,
            local: local.clone(),
            file,
            meaning,
        });
        local
    }

    /// The position of the type that a name means inside a scope: a package, or a message's full name.
    pub fn find(&self, scope: &str, name: &str) -> Option<usize> {
        if let Some(absolute) = name.strip_prefix('.') {
            return self.index.get(absolute).copied();
        }
        let mut scope = scope;
        loop {
            if let Some(found) = self.index.get(&joined(scope, name)) {
                return Some(*found);
            }
            if scope.is_empty() {
                return None;
            }
            scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
    }

    /// Like [`Self::find`].
    pub fn get(&self, scope: &str, name: &str) -> Option<&Entry<'f, 'a>> {
        self.find(scope, name).map(|at| &self.entries[at])
    }
}

/// A file's package, unless it is longer than any real one.
pub(super) fn package<'a>(file: &File<'a>) -> &'a str {
    let package = file.package.map_or("", |package| package.text);
    if package.len() > MAX_SCOPE {
        ""
    } else {
        package
    }
}

/// A name inside a scope.
pub(super) fn joined(scope: &str, name: &str) -> String {
    if scope.is_empty() || scope.len() > MAX_SCOPE {
        return name.to_owned();
    }
    format!("{scope}.{name}")
}

/// The name of a well-known type without its package.
pub(super) fn well_known(name: &str) -> Option<&str> {
    name.trim_start_matches('.')
        .strip_prefix("google.protobuf.")
}

/// The file that defines a well-known type, by its name without the package.
pub(super) fn well_known_file(name: &str) -> Option<&'static str> {
    WELL_KNOWN
        .iter()
        .find(|(_, names)| names.contains(&name))
        .map(|(file, _)| *file)
}

/// The names of all well-known types.
pub(super) fn well_known_names() -> impl Iterator<Item = &'static str> {
    WELL_KNOWN
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
}
