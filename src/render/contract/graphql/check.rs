//! What a schema does wrong beyond its grammar, in the terms of the specification's chapter on types.
//! Every rule is a short function; the codes are stable.

use std::collections::{HashMap, HashSet};

use super::{
    document::{Definition, Directive, Field, Kind, Type},
    schema::{SCALARS, Schema},
};
use crate::{
    domain::{
        locale::Locale,
        problem::{ProblemKind, Severity},
    },
    render::contract::{idl::Findings, nearest::nearest},
};

/// Directives of the specification, then those of Apollo Federation.
const DIRECTIVES: [&str; 25] = [
    "deprecated",
    "specifiedBy",
    "oneOf",
    "skip",
    "include",
    "link",
    "key",
    "shareable",
    "external",
    "requires",
    "provides",
    "extends",
    "override",
    "inaccessible",
    "tag",
    "composeDirective",
    "interfaceObject",
    "authenticated",
    "requiresScopes",
    "policy",
    "cost",
    "listSize",
    "context",
    "fromContext",
    "defer",
];

/// Types that a subgraph of a federation has without defining them.
const FEDERATION: [&str; 4] = ["_Any", "_Entity", "_Service", "FieldSet"];

/// Scalars that many schemas define, and that others forget to.
const CUSTOM: [&str; 24] = [
    "DateTime",
    "Date",
    "Time",
    "Timestamp",
    "LocalDate",
    "Instant",
    "Duration",
    "UUID",
    "JSON",
    "JSONObject",
    "Decimal",
    "BigDecimal",
    "BigInt",
    "Long",
    "URL",
    "URI",
    "Email",
    "EmailAddress",
    "Upload",
    "Void",
    "Any",
    "Money",
    "Currency",
    "Cursor",
];

/// What types are called elsewhere, and here.
const FOREIGN: [(&str, &str); 7] = [
    ("Integer", "Int"),
    ("Number", "Float"),
    ("Double", "Float"),
    ("Bool", "Boolean"),
    ("Text", "String"),
    ("Str", "String"),
    ("Varchar", "String"),
];

/// Where a directive may be applied.
const PLACES: [&str; 19] = [
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
    "SCHEMA",
    "SCALAR",
    "OBJECT",
    "FIELD_DEFINITION",
    "ARGUMENT_DEFINITION",
    "INTERFACE",
    "UNION",
    "ENUM",
    "ENUM_VALUE",
    "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION",
];

/// Everything that is wrong with a schema.
pub(super) fn findings(
    schema: &Schema<'_>,
    faulty: bool,
    locale: Locale,
) -> Vec<(u32, ProblemKind)> {
    let mut checker = Checker {
        schema,
        locale,
        findings: Findings::new(faulty),
        used: HashSet::new(),
        unknown: HashSet::new(),
        possible: HashMap::new(),
    };
    checker.possible = schema
        .possible()
        .into_iter()
        .map(|(name, types)| (name, types.into_iter().collect()))
        .collect();
    checker.schema();
    for definition in &schema.types {
        if checker.findings.full() {
            break;
        }
        checker.definition(definition);
    }
    for directive in &schema.directives {
        checker.name(directive.name.line, directive.name.text);
        checker.unique(&directive.fields, "@", directive.name.text);
        for place in &directive.members {
            if !PLACES.contains(&place.text) {
                let detail = locale.graphql_unknown_place(place.text);
                checker.findings.error(place.line, "G114", detail);
            }
        }
        for argument in &directive.fields {
            checker.field(argument, directive, true);
        }
    }
    checker.unused();
    checker.findings.into_problems()
}

struct Checker<'c, 'a> {
    schema: &'c Schema<'a>,
    locale: Locale,
    findings: Findings,
    /// The names of the types that something refers to.
    used: HashSet<&'a str>,
    /// The names that were said to be unknown.
    unknown: HashSet<&'a str>,
    /// The types behind each interface and union.
    possible: HashMap<&'a str, HashSet<&'a str>>,
}

impl<'a> Checker<'_, 'a> {
    fn schema(&mut self) {
        let locale = self.locale;
        for name in &self.schema.duplicates {
            let detail = locale.graphql_duplicate_type(name.text);
            self.findings.error(name.line, "G102", detail);
        }
        self.applied(&self.schema.applied);
        for name in &self.schema.strangers {
            let detail = locale.graphql_unknown_operation(name.text);
            self.findings.error(name.line, "G115", detail);
        }
        for (operation, name, at) in &self.schema.roots {
            self.used.insert(name.text);
            if at.is_none() {
                let detail = locale.graphql_unknown_root(name.text, operation);
                self.findings
                    .absent(name.line, "G101", Severity::Error, detail);
            }
        }
        for (operation, root) in self.schema.root_types() {
            if root.kind != Kind::Object {
                let detail = locale.graphql_root_object(root.name.text, operation);
                self.findings.error(root.name.line, "G113", detail);
            }
        }
        if !self.schema.roots.iter().any(|root| root.0 == "query") {
            // A snippet of types alone is no whole schema, and need not be.
            let whole = !self.schema.roots.is_empty() || self.schema.declared;
            let severity = if whole {
                Severity::Warning
            } else {
                Severity::Info
            };
            let detail = locale.graphql_no_query().to_owned();
            self.findings.absent(0, "G106", severity, detail);
        }
    }

    fn definition(&mut self, definition: &Definition<'a>) {
        let (locale, name) = (self.locale, definition.name);
        self.name(name.line, name.text);
        self.applied(&definition.directives);
        let empty = match definition.kind {
            Kind::Union => definition.members.is_empty(),
            Kind::Scalar => false,
            _ => definition.fields.is_empty(),
        };
        if empty && !definition.extends {
            let detail = locale.graphql_empty(name.text);
            self.findings
                .absent(name.line, "G108", Severity::Error, detail);
        }
        if definition.extends && !self.schema.is_root(name.text) {
            let detail = locale.graphql_extends_nothing(name.text);
            self.findings
                .absent(name.line, "G112", Severity::Info, detail);
        }
        self.unique(&definition.fields, "", name.text);
        for field in &definition.fields {
            self.field(field, definition, definition.kind == Kind::Input);
        }
        for member in &definition.members {
            self.member(member.line, member.text, name.text);
        }
        self.interfaces(definition);
    }

    /// A field of a type, or an input field, which must hold something that can be sent.
    fn field(&mut self, field: &Field<'a>, owner: &Definition<'a>, input: bool) {
        if owner.kind != Kind::Enum {
            self.name(field.name.line, field.name.text);
        }
        self.applied(&field.directives);
        if let Some(of) = &field.of {
            self.reference(of, owner.name.text, field.name.text, input);
        }
        self.unique(&field.arguments, owner.name.text, field.name.text);
        for argument in &field.arguments {
            self.name(argument.name.line, argument.name.text);
            self.applied(&argument.directives);
            if let Some(of) = &argument.of {
                self.reference(of, field.name.text, argument.name.text, true);
            }
        }
    }

    fn reference(&mut self, of: &Type<'a>, owner: &str, field: &str, input: bool) {
        let (locale, name) = (self.locale, of.name);
        self.used.insert(name.text);
        let Some(kind) = self.schema.kind(name.text) else {
            return self.unknown(name.line, name.text);
        };
        if input && !kind.is_input() {
            let detail = locale.graphql_not_input(field, name.text, owner);
            self.findings.error(name.line, "G105", detail);
        } else if !input && !kind.is_output() {
            let detail = locale.graphql_not_output(field, name.text, owner);
            self.findings.error(name.line, "G105", detail);
        }
    }

    fn unknown(&mut self, line: u32, name: &'a str) {
        let known = FEDERATION.contains(&name) || name.contains("__");
        if known || self.findings.closed() || !self.unknown.insert(name) {
            return;
        }
        let locale = self.locale;
        let foreign = FOREIGN.iter().find(|(other, _)| *other == name);
        let names = self.schema.types.iter().map(|known| known.name.text);
        let near = foreign
            .map(|(_, own)| *own)
            .or_else(|| nearest(name, names.chain(SCALARS)));
        let detail = match near {
            _ if CUSTOM.contains(&name) => locale.graphql_unknown_scalar(name),
            Some(near) => locale.graphql_unknown_near(name, near),
            None => locale.graphql_unknown(name),
        };
        self.findings.absent(line, "G101", Severity::Error, detail);
    }

    fn member(&mut self, line: u32, member: &'a str, union: &str) {
        self.used.insert(member);
        match self.schema.kind(member) {
            None => self.unknown(line, member),
            Some(Kind::Object) => {}
            Some(_) => {
                let detail = self.locale.graphql_union_member(member, union);
                self.findings.error(line, "G109", detail);
            }
        }
    }

    /// Names with two underscores belong to introspection.
    fn name(&mut self, line: u32, name: &str) {
        if name.starts_with("__") {
            let detail = self.locale.graphql_reserved(name);
            self.findings.error(line, "G107", detail);
        }
    }

    fn unique(&mut self, fields: &[Field<'a>], owner: &str, name: &str) {
        let mut seen = HashSet::new();
        for field in fields {
            if !seen.insert(field.name.text) {
                let dot = if owner.is_empty() || owner == "@" {
                    ""
                } else {
                    "."
                };
                let place = format!("{owner}{dot}{name}");
                let detail = self.locale.graphql_duplicate_field(field.name.text, place);
                self.findings.error(field.name.line, "G103", detail);
            }
        }
    }

    fn applied(&mut self, directives: &[Directive<'a>]) {
        for directive in directives {
            let name = directive.name.text;
            let known = name.contains("__") || DIRECTIVES.contains(&name);
            if !known && !self.schema.defines(name) {
                let detail = self.locale.graphql_unknown_directive(name);
                self.findings
                    .absent(directive.name.line, "G110", Severity::Info, detail);
            }
        }
    }

    /// Whether a type has what its interfaces promise.
    fn interfaces(&mut self, definition: &Definition<'a>) {
        let (locale, schema, name) = (self.locale, self.schema, definition.name);
        let fields: HashMap<&str, &Field<'_>> = definition
            .fields
            .iter()
            .map(|field| (field.name.text, field))
            .collect();
        let mut own = HashSet::new();
        for interface in &definition.implements {
            self.used.insert(interface.text);
            if !own.insert(interface.text) {
                let detail = locale.graphql_duplicate_field(interface.text, name.text);
                self.findings.error(interface.line, "G103", detail);
                continue;
            }
            let Some(promised) = schema.get(interface.text) else {
                self.unknown(interface.line, interface.text);
                continue;
            };
            if promised.kind != Kind::Interface || interface.text == name.text {
                let detail = locale.graphql_not_interface(interface.text, name.text);
                self.findings.error(interface.line, "G104", detail);
                continue;
            }
            // What an extension adds to may have the fields where it is defined.
            if definition.extends {
                continue;
            }
            for field in &promised.fields {
                self.promise(
                    field,
                    fields.get(field.name.text).copied(),
                    definition,
                    interface.text,
                );
            }
        }
        let inherited = definition.implements.iter();
        for interface in inherited.filter_map(|interface| schema.get(interface.text)) {
            for further in &interface.implements {
                if self.findings.full() {
                    return;
                }
                if !own.contains(further.text) && further.text != name.text {
                    let detail =
                        locale.graphql_also_implement(further.text, interface.name.text, name.text);
                    self.findings.error(name.line, "G104", detail);
                }
            }
        }
    }

    fn promise(
        &mut self,
        promised: &Field<'a>,
        own: Option<&Field<'a>>,
        definition: &Definition<'a>,
        interface: &str,
    ) {
        let (locale, owner) = (self.locale, definition.name);
        let field = promised.name.text;
        let Some(own) = own else {
            let detail = locale.graphql_missing_field(field, interface, owner.text);
            self.findings
                .absent(owner.line, "G104", Severity::Error, detail);
            return;
        };
        let line = own.name.line;
        if let (Some(of), Some(wanted)) = (&own.of, &promised.of)
            && !self.fits(&of.text, &wanted.text)
        {
            let detail = locale.graphql_field_type(field, interface, owner.text, &wanted.text);
            self.findings.error(line, "G104", detail);
        }
        let arguments: HashMap<&str, &Field<'_>> = own
            .arguments
            .iter()
            .map(|argument| (argument.name.text, argument))
            .collect();
        for wanted in &promised.arguments {
            let given = arguments
                .get(wanted.name.text)
                .and_then(|own| own.of.as_ref());
            let same = given.map(|of| &of.text) == wanted.of.as_ref().map(|of| &of.text);
            if !same {
                let detail =
                    locale.graphql_missing_argument(wanted.name.text, field, interface, owner.text);
                self.findings.error(line, "G104", detail);
            }
        }
        let asked: HashSet<&str> = promised.arguments.iter().map(|it| it.name.text).collect();
        for extra in &own.arguments {
            if extra.is_required() && !asked.contains(extra.name.text) {
                let detail =
                    locale.graphql_extra_argument(extra.name.text, field, interface, owner.text);
                self.findings.error(line, "G104", detail);
            }
        }
    }

    /// Whether a value of the first type is one of the second, too.
    fn fits(&self, own: &str, wanted: &str) -> bool {
        if let Some(wanted) = wanted.strip_suffix('!') {
            return own
                .strip_suffix('!')
                .is_some_and(|own| self.fits(own, wanted));
        }
        let own = own.strip_suffix('!').unwrap_or(own);
        match (inner(own), inner(wanted)) {
            (Some(own), Some(wanted)) => self.fits(own, wanted),
            (None, None) => {
                let possible = self.possible.get(wanted);
                own == wanted || possible.is_some_and(|types| types.contains(own))
            }
            _ => false,
        }
    }

    fn unused(&mut self) {
        let schema = self.schema;
        // Nothing refers to the types of a snippet without operations.
        if schema.roots.is_empty() {
            return;
        }
        let unused: Vec<_> = schema
            .types
            .iter()
            .filter(|definition| !self.used.contains(definition.name.text))
            .filter(|definition| definition.implements.is_empty() && !definition.extends)
            .filter(|definition| super::document::applied(&definition.directives, "key").is_none())
            .collect();
        for definition in unused {
            let name = definition.name;
            let detail = self.locale.graphql_unused(name.text);
            self.findings
                .absent(name.line, "G111", Severity::Info, detail);
        }
    }
}

fn inner(text: &str) -> Option<&str> {
    text.strip_prefix('[')?.strip_suffix(']')
}
