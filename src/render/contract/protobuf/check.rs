//! What protobuf files do wrong beyond their grammar: what `protoc` refuses, in plain words. Every rule is
//! a short function; the codes are stable.

use std::collections::{HashMap, HashSet};

use super::{
    file::{Enum, Extension, Field, File, Label, Message, Reserved, is_true, setting},
    parse::MAX_NUMBER,
    types::{
        Meaning, SCALARS, Types, joined, package, well_known, well_known_file, well_known_names,
    },
};
use crate::{
    domain::{
        locale::Locale,
        problem::{ProblemKind, Severity},
    },
    render::contract::{
        idl::{Findings, Name},
        nearest::nearest,
    },
};

/// Reserved ranges that are looked at.
const MAX_RANGES: usize = 1_000;

/// Everything that is wrong with the files of a fence.
pub(super) fn findings(
    files: &[File<'_>],
    types: &Types<'_, '_>,
    faulty: bool,
    locale: Locale,
) -> Vec<(u32, ProblemKind)> {
    let mut findings = Findings::new(faulty);
    for (line, name) in &types.duplicates {
        findings.error(*line, "P102", locale.protobuf_duplicate(name));
    }
    for file in files {
        let mut checker = Checker {
            file,
            types,
            locale,
            findings: &mut findings,
            unknown: HashSet::new(),
            foreign: file.imports.iter().any(|import| {
                !import.text.starts_with("google/")
                    && !files.iter().any(|file| ends_alike(&file.name, import.text))
            }),
        };
        checker.file();
    }
    findings.into_problems()
}

fn ends_alike(name: &str, import: &str) -> bool {
    !name.is_empty() && (import.ends_with(name) || name.ends_with(import))
}

struct Checker<'c, 'f, 'a> {
    file: &'f File<'a>,
    types: &'c Types<'f, 'a>,
    locale: Locale,
    findings: &'c mut Findings,
    /// The names that were said to be unknown.
    unknown: HashSet<&'a str>,
    /// Whether it imports files that are not in the fence.
    foreign: bool,
}

impl<'f, 'a> Checker<'_, 'f, 'a> {
    fn file(&mut self) {
        let (file, locale) = (self.file, self.locale);
        match file.syntax {
            None => {
                let detail = locale.protobuf_no_syntax().to_owned();
                self.findings.absent(0, "P110", Severity::Info, detail);
            }
            Some((syntax, line)) => {
                let known = matches!(syntax, "proto2" | "proto3");
                let edition = syntax.len() == 4 && syntax.bytes().all(|b| b.is_ascii_digit());
                if (file.edition && !edition) || (!file.edition && !known) {
                    let detail = locale.protobuf_syntax(syntax);
                    self.findings.error(line, "P111", detail);
                }
            }
        }
        let scope = package(file);
        self.once(file.services.iter().map(|service| service.name), scope);
        for service in &file.services {
            self.once(service.rpcs.iter().map(|rpc| rpc.name), service.name.text);
            for rpc in &service.rpcs {
                for passed in [rpc.request, rpc.response] {
                    self.passed(passed, rpc.name.text, scope);
                }
            }
        }
        self.values(&file.enums);
        for message in &file.messages {
            self.message(message, scope);
        }
        for extension in &file.extensions {
            self.extension(extension, scope);
        }
    }

    fn message(&mut self, message: &'f Message<'a>, outer: &str) {
        if self.findings.full() {
            return;
        }
        let scope = joined(outer, message.name.text);
        let fields = message.fields.iter().map(|field| field.name);
        let oneofs = message.oneofs.iter().map(|(name, _)| *name);
        self.once(fields.chain(oneofs), message.name.text);
        self.numbers(message);
        self.json_names(message);
        for field in &message.fields {
            self.field(field, &scope);
        }
        self.values(&message.enums);
        for nested in &message.messages {
            self.message(nested, &scope);
        }
        for extension in &message.extensions {
            self.extension(extension, &scope);
        }
    }

    fn extension(&mut self, extension: &'f Extension<'a>, scope: &str) {
        self.reference(extension.target, scope);
        for field in &extension.fields {
            self.field(field, scope);
        }
    }

    /// Field numbers: in range, once each, and none of those reserved.
    fn numbers(&mut self, message: &Message<'a>) {
        let locale = self.locale;
        let mut taken: HashMap<i64, &str> = HashMap::new();
        for field in &message.fields {
            let Some(number) = field.number else { continue };
            let (line, name) = (field.name.line, field.name.text);
            if let Some(other) = taken.insert(number, name) {
                let detail =
                    locale.protobuf_duplicate_number(message.name.text, name, number, other);
                self.findings.error(line, "P101", detail);
            }
            if (19_000..=19_999).contains(&number) {
                let detail = locale.protobuf_internal_number(name, number);
                self.findings.error(line, "P104", detail);
            } else if !(1..=MAX_NUMBER).contains(&number) {
                let detail = locale.protobuf_number_range(name, number);
                self.findings.error(line, "P105", detail);
            }
            self.reserved(&message.reserved, field.name, number);
            let open = message.open.iter().take(MAX_RANGES);
            if open.into_iter().any(|range| range.holds(number)) {
                let detail = locale.protobuf_extension_number(name, number);
                self.findings.error(line, "P103", detail);
            }
        }
    }

    fn reserved(&mut self, reserved: &Reserved<'a>, name: Name<'a>, number: i64) {
        let mut ranges = reserved.ranges.iter().take(MAX_RANGES);
        if ranges.any(|range| range.holds(number)) {
            let detail = self.locale.protobuf_reserved_number(name.text, number);
            self.findings.error(name.line, "P103", detail);
        }
        let mut names = reserved.names.iter().take(MAX_RANGES);
        if names.any(|reserved| *reserved == name.text) {
            let detail = self.locale.protobuf_reserved_name(name.text);
            self.findings.error(name.line, "P103", detail);
        }
    }

    /// Two fields must not be one in JSON.
    fn json_names(&mut self, message: &Message<'a>) {
        let mut taken: HashMap<String, &str> = HashMap::new();
        for field in &message.fields {
            let name = field.name;
            if let Some(other) = taken.insert(field.json_name(), name.text)
                && other != name.text
            {
                let json = field.json_name();
                let detail = self.locale.protobuf_json_name(json, name.text, other);
                self.findings.error(name.line, "P114", detail);
            }
        }
    }

    fn field(&mut self, field: &Field<'a>, scope: &str) {
        let (locale, name) = (self.locale, field.name);
        self.reference(field.of, scope);
        if let Some(key) = field.key {
            let allowed =
                SCALARS.contains(&key.text) && !matches!(key.text, "double" | "float" | "bytes");
            if !allowed {
                let detail = locale.protobuf_map_key(key.text, name.text);
                self.findings.error(key.line, "P113", detail);
            }
        }
        let labelled = field.label != Label::Plain;
        if (field.oneof.is_some() || field.key.is_some()) && labelled {
            let detail = locale.protobuf_label(name.text);
            self.findings.error(name.line, "P112", detail);
        }
        if self.file.is_proto3() {
            if field.label == Label::Required {
                let detail = locale.protobuf_required(name.text);
                self.findings.error(name.line, "P112", detail);
            }
            if setting(&field.options, "default").is_some() {
                let detail = locale.protobuf_default(name.text);
                self.findings.error(name.line, "P112", detail);
            }
        }
    }

    /// Whether a type exists; says what was probably meant if not.
    fn reference(&mut self, of: Name<'a>, scope: &str) {
        let (locale, name) = (self.locale, of.text);
        if SCALARS.contains(&name) || self.types.find(scope, name).is_some() {
            return;
        }
        if let Some(known) = well_known(name) {
            if let Some(file) = well_known_file(known) {
                return self.import(of, file);
            }
        } else if name.trim_start_matches('.').starts_with("google.") {
            return;
        }
        if self.findings.closed() || !self.unknown.insert(name) {
            return;
        }
        let (severity, detail) = if let Some(near) = self.near(name) {
            (Severity::Error, locale.protobuf_unknown_near(name, near))
        } else if self.foreign {
            (Severity::Info, locale.protobuf_unknown_imported(name))
        } else {
            (Severity::Error, locale.protobuf_unknown(name))
        };
        self.findings.absent(of.line, "P107", severity, detail);
    }

    fn near(&self, name: &str) -> Option<String> {
        const FOREIGN: [(&str, &str); 10] = [
            ("int", "int32"),
            ("integer", "int32"),
            ("long", "int64"),
            ("uint", "uint32"),
            ("boolean", "bool"),
            ("text", "string"),
            ("number", "double"),
            ("decimal", "string"),
            ("uuid", "string"),
            ("datetime", "google.protobuf.Timestamp"),
        ];
        let lower = name.to_ascii_lowercase();
        if let Some((_, own)) = FOREIGN.iter().find(|(other, _)| *other == lower) {
            return Some((*own).to_owned());
        }
        let bare = well_known(name).unwrap_or(name);
        let known = match well_known_file(bare) {
            Some(_) => Some(bare),
            None => nearest(bare, well_known_names()),
        };
        // A bare name may be that of an imported type.
        if let Some(known) = known.filter(|_| !self.foreign || bare != name) {
            return Some(format!("google.protobuf.{known}"));
        }
        let locals = self.types.entries.iter().map(|entry| entry.local.as_str());
        nearest(name, locals.chain(SCALARS)).map(str::to_owned)
    }

    /// A well-known type needs its import.
    fn import(&mut self, of: Name<'a>, file: &str) {
        let path = format!("google/protobuf/{file}.proto");
        // A snippet need not say what it imports.
        if self.file.syntax.is_some() && !self.file.imports.iter().any(|import| import.text == path)
        {
            let detail = self.locale.protobuf_import(of.text, path);
            self.findings
                .absent(of.line, "P109", Severity::Warning, detail);
        }
    }

    /// What an rpc passes must be a message.
    fn passed(&mut self, of: Name<'a>, rpc: &str, scope: &str) {
        let entry = self.types.get(scope, of.text);
        let is_enum = entry.is_some_and(|entry| matches!(entry.meaning, Meaning::Enum(_)));
        if is_enum || SCALARS.contains(&of.text) {
            let detail = self.locale.protobuf_not_message(of.text, rpc);
            self.findings.error(of.line, "P108", detail);
        } else {
            self.reference(of, scope);
        }
    }

    /// The values of enums share the scope around the enum.
    fn values(&mut self, enums: &'f [Enum<'a>]) {
        let locale = self.locale;
        let mut names: HashMap<&str, &str> = HashMap::new();
        for of in enums {
            let owner = of.name.text;
            let Some(first) = of.values.first() else {
                let detail = locale.protobuf_empty_enum(owner);
                self.findings
                    .absent(of.name.line, "P106", Severity::Error, detail);
                continue;
            };
            if self.file.is_proto3() && first.number.is_some_and(|number| number != 0) {
                let detail = locale.protobuf_first_value(owner, first.name.text);
                self.findings.error(first.name.line, "P106", detail);
            }
            let alias = is_true(&of.options, "allow_alias");
            let mut numbers: HashMap<i64, &str> = HashMap::new();
            for value in &of.values {
                let name = value.name;
                match names.insert(name.text, owner) {
                    Some(other) if other == owner => {
                        let detail = locale.protobuf_duplicate_in(name.text, owner);
                        self.findings.error(name.line, "P102", detail);
                    }
                    Some(other) => {
                        let detail = locale.protobuf_value_scope(name.text, other, owner);
                        self.findings.error(name.line, "P102", detail);
                    }
                    None => {}
                }
                let Some(number) = value.number else { continue };
                if let Some(other) = numbers.insert(number, name.text)
                    && !alias
                {
                    let detail = locale.protobuf_alias(name.text, number, other);
                    self.findings.error(name.line, "P101", detail);
                }
                self.reserved(&of.reserved, name, number);
            }
        }
    }

    fn once(&mut self, names: impl Iterator<Item = Name<'a>>, owner: &str) {
        let mut seen = HashSet::new();
        for name in names {
            if !seen.insert(name.text) {
                let detail = self.locale.protobuf_duplicate_in(name.text, owner);
                self.findings.error(name.line, "P102", detail);
            }
        }
    }
}
