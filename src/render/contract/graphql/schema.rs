//! The schema that a document makes: extensions merged into what they extend, root operations found, and
//! an index of names.

use std::collections::{HashMap, HashSet};

use super::document::{Definition, Directive, Document, Executable, Field, Kind};
use crate::render::contract::idl::Name;

/// The scalars that every schema has.
pub(super) const SCALARS: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];

/// The root operations, and how their types are called unless the schema says otherwise.
pub(super) const ROOTS: [(&str, &str); 3] = [
    ("query", "Query"),
    ("mutation", "Mutation"),
    ("subscription", "Subscription"),
];

/// A schema.
#[derive(Debug, Default)]
pub(super) struct Schema<'a> {
    /// What it is, in words.
    pub description: String,
    /// Directives of the schema itself.
    pub applied: Vec<Directive<'a>>,
    /// Types in the order of the document.
    pub types: Vec<Definition<'a>>,
    /// Directives that it defines.
    pub directives: Vec<Definition<'a>>,
    /// The root types by operation, in the order of [`ROOTS`]: as named, and which type it is.
    pub roots: Vec<(&'static str, Name<'a>, Option<usize>)>,
    /// Whether a `schema` definition names the roots.
    pub declared: bool,
    /// Operations that the `schema` definition names and GraphQL does not know.
    pub strangers: Vec<Name<'a>>,
    /// Names that are defined twice.
    pub duplicates: Vec<Name<'a>>,
    /// Queries and fragments.
    pub executables: Vec<Executable<'a>>,
    index: HashMap<&'a str, usize>,
    /// The names of the directives.
    defined: HashSet<&'a str>,
}

impl<'a> Schema<'a> {
    /// Joins the definitions of a document.
    pub fn of(document: Document<'a>) -> Self {
        let mut schema = Self {
            executables: document.executables,
            ..Self::default()
        };
        let mut named: Vec<Field<'a>> = Vec::new();
        for definition in document.definitions {
            match definition.kind {
                Kind::Schema => {
                    if schema.declared && !definition.extends {
                        schema.duplicates.push(definition.name);
                    }
                    schema.declared |= !definition.fields.is_empty();
                    schema.applied.extend(definition.directives);
                    named.extend(definition.fields);
                    if schema.description.is_empty() {
                        schema.description = definition.description;
                    }
                }
                Kind::Directive => schema.add_directive(definition),
                _ => schema.add_type(definition),
            }
        }
        schema.find_roots(&named);
        schema
    }

    fn add_directive(&mut self, definition: Definition<'a>) {
        let name = definition.name;
        if self.defined.insert(name.text) {
            self.directives.push(definition);
        } else {
            self.duplicates.push(name);
        }
    }

    fn add_type(&mut self, mut definition: Definition<'a>) {
        let name = definition.name;
        let Some(known) = self.index.get(name.text).copied() else {
            self.index.insert(name.text, self.types.len());
            self.types.push(definition);
            return;
        };
        let known = &mut self.types[known];
        if definition.kind != known.kind || (!definition.extends && !known.extends) {
            self.duplicates.push(name);
        }
        for field in &mut definition.fields {
            field.added = definition.extends;
        }
        if known.extends && !definition.extends {
            // The definition follows its extension: it leads.
            for field in &mut known.fields {
                field.added = true;
            }
            std::mem::swap(known, &mut definition);
        }
        known.implements.append(&mut definition.implements);
        known.directives.append(&mut definition.directives);
        known.fields.append(&mut definition.fields);
        known.members.append(&mut definition.members);
    }

    fn find_roots(&mut self, named: &[Field<'a>]) {
        let names = named.iter().map(|field| field.name);
        let known = |name: &Name<'_>| ROOTS.iter().any(|(operation, _)| *operation == name.text);
        self.strangers.extend(names.filter(|name| !known(name)));
        for (operation, usual) in ROOTS {
            let name = if self.declared {
                let field = named.iter().find(|field| field.name.text == operation);
                field.and_then(|field| field.of.as_ref()).map(|of| of.name)
            } else {
                self.get(usual).map(|definition| definition.name)
            };
            if let Some(name) = name {
                let at = self.index.get(name.text).copied();
                self.roots.push((operation, name, at));
            }
        }
    }

    /// The type of that name.
    pub fn get(&self, name: &str) -> Option<&Definition<'a>> {
        self.index.get(name).map(|at| &self.types[*at])
    }

    /// Whether it defines a directive.
    pub fn defines(&self, directive: &str) -> bool {
        self.defined.contains(directive)
    }

    /// What kind of type a name is: scalars that every schema has included.
    pub fn kind(&self, name: &str) -> Option<Kind> {
        let known = self.get(name).map(|definition| definition.kind);
        known.or_else(|| SCALARS.contains(&name).then_some(Kind::Scalar))
    }

    /// Root types with their operation.
    pub fn root_types(&self) -> impl Iterator<Item = (&'static str, &Definition<'a>)> {
        let types = self.roots.iter();
        types.filter_map(|(operation, _, at)| Some((*operation, &self.types[(*at)?])))
    }

    /// Whether a type is a root.
    pub fn is_root(&self, name: &str) -> bool {
        self.roots.iter().any(|(_, root, _)| root.text == name)
    }

    /// How many operations there are.
    pub fn operations(&self) -> u32 {
        let count: usize = self.root_types().map(|(_, root)| root.fields.len()).sum();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The types that implement an interface, or make up a union.
    pub fn possible(&self) -> HashMap<&'a str, Vec<&'a str>> {
        let mut possible: HashMap<&str, Vec<&str>> = HashMap::new();
        for definition in &self.types {
            for interface in &definition.implements {
                let types = possible.entry(interface.text).or_default();
                types.push(definition.name.text);
            }
            if definition.kind == Kind::Union {
                let members = definition.members.iter().map(|member| member.text);
                let types = possible.entry(definition.name.text).or_default();
                types.extend(members);
            }
        }
        possible
    }

    /// The edition of Federation that the schema links to, such as `v2.3`.
    pub fn federation(&self) -> Option<&'a str> {
        let urls = self.applied.iter().filter_map(|link| link.argument("url"));
        urls.filter_map(|url| url.split_once("/federation/"))
            .map(|(_, version)| version)
            .next()
    }
}
