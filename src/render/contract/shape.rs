//! Checks a contract against what its specification asks, as far as a wrong contract misleads its
//! reader. Everything found is shown anyway; nothing here changes what is shown.

use std::collections::HashSet;

use super::{
    json_schema::check::holds_schemas,
    node::{Finding, Node, Value},
    openapi::{Api, Heading, Operation},
    resolve::{Edition, escaped, reference},
    schema::meant,
};
use crate::domain::{locale::Locale, problem::ProblemKind};

/// More findings help nobody.
const MAX_FINDINGS: usize = 100;
/// Walks stop below this depth; the readers stop earlier.
const MAX_DEPTH: u32 = 250;

/// All departures found, in order of lines.
pub(super) fn findings(api: &Api<'_>, locale: Locale) -> Vec<Finding> {
    let mut check = Check {
        api,
        locale,
        found: Vec::new(),
        unresolved: HashSet::new(),
    };
    check.top();
    check.operations();
    check.walk(api.document.root, Place::Other, "", 0);
    check.found.sort_by_key(|(line, _)| *line);
    check.found.truncate(MAX_FINDINGS);
    check.found
}

struct Check<'a, 'c> {
    api: &'c Api<'a>,
    locale: Locale,
    found: Vec<Finding>,
    unresolved: HashSet<&'a str>,
}

/// What a walk knows of the node it visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Other,
    /// A schema.
    Schema,
    /// A mapping from names to schemas.
    Schemas,
    /// A mapping from names to anything but schemas.
    Names,
}

impl<'a> Check<'a, '_> {
    fn shape(&mut self, line: u32, pointer: impl Into<String>, expected: impl Into<String>) {
        let (pointer, expected) = (pointer.into(), expected.into());
        self.found
            .push((line, ProblemKind::ContractShape { pointer, expected }));
    }

    fn top(&mut self) {
        let root = self.api.document.root;
        let known = ["2.0", "3.0", "3.1", "3.2"];
        if !known
            .iter()
            .any(|known| self.api.version.starts_with(known))
        {
            let line = root.get("openapi").map_or(1, |node| node.line);
            self.shape(line, "/openapi", self.locale.contract_expect_version());
        }
        let info = self.api.info;
        let line = info.map_or(1, |info| info.line);
        for key in ["title", "version"] {
            if info.and_then(|info| info.text(key)).is_none() {
                self.shape(
                    line,
                    format!("/info/{key}"),
                    self.locale.contract_expect_text(),
                );
            }
        }
        if root.get("paths").is_none()
            && (self.api.document.edition <= Edition::V30
                || (root.get("components").is_none() && root.get("webhooks").is_none()))
        {
            self.shape(1, "/paths", self.locale.contract_expect_paths());
        }
    }

    fn operations(&mut self) {
        let mut ids = HashSet::new();
        let mut paths = HashSet::new();
        for group in &self.api.groups {
            for operation in &group.operations {
                if group.heading != Heading::Webhooks {
                    if paths.insert(operation.path) && !operation.path.starts_with('/') {
                        let line = self.path_line(operation);
                        let pointer = format!("/paths/{}", escaped(operation.path));
                        self.shape(line, pointer, self.locale.contract_expect_slash());
                    }
                    self.path_parameters(operation);
                }
                self.operation(operation);
                if let Some(id) = operation.node.get("operationId")
                    && let Some(text) = id.scalar()
                    && !ids.insert(text)
                {
                    let pointer = format!("{}/operationId", operation.pointer);
                    self.shape(
                        id.line,
                        pointer,
                        self.locale.contract_expect_unique_id(text),
                    );
                }
            }
        }
    }

    fn path_line(&self, operation: &Operation<'_>) -> u32 {
        let paths = self.api.document.root.get("paths").and_then(Node::map);
        paths
            .and_then(|paths| paths.get(operation.path))
            .map_or(operation.node.line, |entry| entry.line)
    }

    fn path_parameters(&mut self, operation: &Operation<'_>) {
        let names = template_names(operation.path);
        let declared = |name: &str| {
            operation
                .parameters
                .iter()
                .any(|parameter| parameter.place == "path" && parameter.name == name)
        };
        let unknown = operation
            .parameters
            .iter()
            .any(|p| p.seen.missing.is_some());
        for name in names.iter().filter(|name| !declared(name) && !unknown) {
            let pointer = format!("{}/parameters", operation.pointer);
            let expected = self.locale.contract_expect_parameter(name);
            self.shape(self.method_line(operation), pointer, expected);
        }
        for parameter in &operation.parameters {
            if parameter.place == "path" && !names.contains(&parameter.name) {
                let expected = self.locale.contract_expect_in_path(parameter.name);
                self.shape(parameter.node.line, operation.pointer.as_str(), expected);
            }
        }
    }

    /// The line of the method's key: the operation itself starts on the next.
    fn method_line(&self, operation: &Operation<'_>) -> u32 {
        let Some((item, method)) = operation.pointer.rsplit_once('/') else {
            return operation.node.line;
        };
        let item = self.api.document.at(&format!("#{item}"));
        item.and_then(Node::map)
            .and_then(|item| item.get(method))
            .map_or(operation.node.line, |entry| entry.line)
    }

    fn operation(&mut self, operation: &Operation<'_>) {
        let pointer = operation.pointer.as_str();
        for parameter in &operation.parameters {
            if parameter.seen.missing.is_some() {
                continue;
            }
            let line = parameter.node.line;
            if parameter.name.is_empty() {
                let at = format!("{pointer}/parameters");
                self.shape(line, at, self.locale.contract_expect_name());
            }
            const PLACES: [&str; 7] = [
                "path",
                "query",
                "header",
                "cookie",
                "querystring",
                "body",
                "formData",
            ];
            if !PLACES.contains(&parameter.place) {
                let at = format!("{pointer}/parameters");
                self.shape(line, at, self.locale.contract_expect_in());
            }
            if parameter.place == "path" && !parameter.seen.is_true("required") {
                let at = format!("{pointer}/parameters");
                let expected = self.locale.contract_expect_required(parameter.name);
                self.shape(line, at, expected);
            }
        }
        if operation.responses.is_empty() && self.api.document.edition <= Edition::V30 {
            let line = self.method_line(operation);
            let at = format!("{pointer}/responses");
            self.shape(line, at, self.locale.contract_expect_responses());
        }
        for response in &operation.responses {
            if !is_status(response.status) {
                let node = operation.node.get("responses");
                let at = format!("{pointer}/responses/{}", escaped(response.status));
                let line = node
                    .and_then(|node| node.get(response.status))
                    .map_or(operation.node.line, |node| node.line);
                self.shape(line, at, self.locale.contract_expect_status());
            }
        }
        for (name, _) in operation.security.iter().flatten() {
            if !self.api.schemes.iter().any(|(known, _)| known == name) {
                let security = operation.node.get("security");
                let security = security.or_else(|| self.api.document.root.get("security"));
                let line = security.map_or(operation.node.line, |node| node.line);
                let at = if operation.node.get("security").is_some() {
                    format!("{pointer}/security")
                } else {
                    "/security".to_owned()
                };
                let expected = self.locale.contract_expect_scheme(name);
                let finding = (
                    line,
                    ProblemKind::ContractShape {
                        pointer: at,
                        expected,
                    },
                );
                if !self.found.contains(&finding) {
                    self.found.push(finding);
                }
            }
        }
    }

    /// Visits every node: references that lead nowhere, and types that do not exist.
    fn walk(&mut self, node: &'a Node, place: Place, pointer: &str, depth: u32) {
        if depth > MAX_DEPTH || self.found.len() > MAX_FINDINGS {
            return;
        }
        if matches!(place, Place::Other | Place::Schema)
            && let Some(reference) = reference(node)
            && self.api.document.at(reference).is_none()
            && self.unresolved.insert(reference)
        {
            let line = node.get("$ref").map_or(node.line, |node| node.line);
            let reference = reference.to_owned();
            self.found
                .push((line, ProblemKind::ContractUnresolvedRef { reference }));
        }
        if place == Place::Schema {
            self.schema(node, pointer);
        }
        for (key, child) in node.entries() {
            if let Some(place) = place_of(key, place) {
                let pointer = format!("{pointer}/{}", escaped(key));
                self.walk(child, place, &pointer, depth + 1);
            }
        }
        for (index, child) in node.items().iter().enumerate() {
            self.walk(child, place, &format!("{pointer}/{index}"), depth + 1);
        }
    }

    fn schema(&mut self, node: &Node, pointer: &str) {
        let Some(kind) = node.get("type") else { return };
        let list = kind.items();
        if !list.is_empty() && self.api.document.edition <= Edition::V30 {
            let at = format!("{pointer}/type");
            self.shape(kind.line, at, self.locale.contract_expect_one_type());
        }
        let written = list.iter().chain(list.is_empty().then_some(kind));
        for name in written.filter_map(Node::scalar) {
            if !is_type(name, self.api.document.edition) {
                let at = format!("{pointer}/type");
                let (better, format) = meant(name);
                let expected = match format {
                    Some(format) => format!("type: {better}, format: {format}"),
                    None if better != name && !better.is_empty() => format!("type: {better}"),
                    None => self.locale.contract_expect_type().into(),
                };
                self.shape(kind.line, at, expected);
            }
        }
        if let Some(required) = node.get("required")
            && matches!(required.value, Value::Bool(_))
            && !pointer.contains("/parameters/")
        {
            let at = format!("{pointer}/required");
            self.shape(
                required.line,
                at,
                self.locale.contract_expect_required_list(),
            );
        }
    }
}

fn place_of(key: &str, parent: Place) -> Option<Place> {
    if parent == Place::Schemas {
        return Some(Place::Schema);
    }
    if parent == Place::Names {
        return Some(Place::Other);
    }
    Some(match key {
        "example" | "default" | "enum" | "const" | "value" => return None,
        "examples" => return None,
        _ if key.starts_with("x-") => return None,
        "schemas" | "definitions" | "properties" | "patternProperties" | "$defs"
        | "dependentSchemas" => Place::Schemas,
        "schema" | "itemSchema" => Place::Schema,
        key if holds_schemas(key) => Place::Schema,
        "responses" | "content" | "headers" | "callbacks" | "securitySchemes" | "paths" => {
            Place::Names
        }
        _ => Place::Other,
    })
}

fn is_type(name: &str, edition: Edition) -> bool {
    match name {
        "string" | "number" | "integer" | "boolean" | "array" | "object" => true,
        "null" => edition >= Edition::V31,
        "file" => edition == Edition::Swagger2,
        _ => false,
    }
}

fn is_status(status: &str) -> bool {
    status == "default"
        || status.len() == 3
            && status.starts_with(|first: char| ('1'..='5').contains(&first))
            && (status[1..].chars().all(|c| c.is_ascii_digit()) || &status[1..] == "XX")
}

/// The names in braces of a path template.
pub(super) fn template_names(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.trim_end_matches(['*', '+']))
        .collect()
}
