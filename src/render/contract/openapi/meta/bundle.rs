//! The bundled meta-schemas, compiled: every reference is a number, every pattern a function.

use std::{
    collections::HashMap,
    sync::{LazyLock, OnceLock},
};

use serde_json::Value as Json;

use super::{
    pattern::matcher,
    schema::{Dependent, Kinds, Schema},
};
use crate::render::contract::resolve::Edition;

/// The bundled files; each is a mapping from identifiers to schemas.
pub(super) const FILES: [&str; 6] = [
    include_str!("../../../../../content/metaschemas/swagger-2.0.json"),
    include_str!("../../../../../content/metaschemas/draft-04.json"),
    include_str!("../../../../../content/metaschemas/openapi-3.0.json"),
    include_str!("../../../../../content/metaschemas/openapi-3.1.json"),
    include_str!("../../../../../content/metaschemas/openapi-3.2.json"),
    include_str!("../../../../../content/metaschemas/draft-2020-12.json"),
];

/// A compiled meta-schema.
pub(super) struct Metaschema {
    /// All schemas in it.
    pub schemas: Vec<Schema>,
    /// The one that a whole contract is checked against.
    pub root: usize,
}

/// The meta-schema of an edition, compiled at its first use.
pub(super) fn metaschema(edition: Edition) -> &'static Metaschema {
    static ALL: LazyLock<[OnceLock<Metaschema>; 4]> = LazyLock::new(Default::default);
    let (at, files, root, dialect) = match edition {
        Edition::Swagger2 => (0, [0, 1], "http://swagger.io/v2/schema.json", ""),
        Edition::V30 => (1, [2, 2], "https://spec.openapis.org/oas/3.0/schema", ""),
        Edition::V31 => (
            2,
            [3, 5],
            "https://spec.openapis.org/oas/3.1/schema",
            "https://spec.openapis.org/oas/3.1/dialect",
        ),
        Edition::V32 => (
            3,
            [4, 5],
            "https://spec.openapis.org/oas/3.2/schema",
            "https://spec.openapis.org/oas/3.2/dialect",
        ),
    };
    ALL[at].get_or_init(|| compile(&files, root, dialect))
}

fn compile(files: &[usize], root: &str, dialect: &str) -> Metaschema {
    let mut documents = serde_json::Map::new();
    for file in files {
        if let Ok(Json::Object(more)) = serde_json::from_str(FILES[*file]) {
            documents.extend(more);
        }
    }
    let mut compiler = Compiler {
        documents: &documents,
        dialect,
        known: HashMap::new(),
        schemas: Vec::new(),
    };
    let root = compiler.at(root, "");
    Metaschema {
        schemas: compiler.schemas,
        root,
    }
}

struct Compiler<'j> {
    documents: &'j serde_json::Map<String, Json>,
    /// What `$dynamicRef: #meta` means: the outermost schema with that anchor.
    dialect: &'j str,
    known: HashMap<String, usize>,
    schemas: Vec<Schema>,
}

impl Compiler<'_> {
    /// The number of the schema at a pointer of a document.
    fn at(&mut self, document: &str, pointer: &str) -> usize {
        let name = format!("{document}#{pointer}");
        if let Some(known) = self.known.get(&name) {
            return *known;
        }
        let number = self.schemas.len();
        self.known.insert(name, number);
        self.schemas.push(Schema::default());
        let json = self.documents.get(document);
        // Something that is not there allows everything; a test shows that all is there.
        if let Some(json) = json.and_then(|json| json.pointer(pointer)) {
            self.schemas[number] = self.schema(json, document, pointer);
        } else {
            debug_assert!(false, "{document}#{pointer}");
        }
        number
    }

    fn reference(&mut self, reference: &str, document: &str) -> usize {
        let (base, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let document = if base.is_empty() {
            document.to_owned()
        } else if self.documents.contains_key(base) {
            base.to_owned()
        } else {
            // Relative to the folder of the document, or to the one above (`meta/validation`).
            let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
            let near = folder(document).unwrap_or_default();
            let far = folder(&near).unwrap_or_default();
            let full = [near, far].map(|folder| format!("{folder}/{base}"));
            let found = full.iter().find(|name| self.documents.contains_key(*name));
            found.cloned().unwrap_or_default()
        };
        self.at(&document, pointer)
    }

    fn schema(&mut self, json: &Json, document: &str, pointer: &str) -> Schema {
        let mut schema = Schema::default();
        let Json::Object(map) = json else {
            schema.never = *json == Json::Bool(false);
            return schema;
        };
        // Beside `$ref`, draft 4 ignores everything.
        let alone = map.contains_key("$ref") && self.dialect.is_empty();
        for (key, value) in map {
            if !alone || key == "$ref" {
                let at = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                self.keyword(&mut schema, (key, value), document, &at);
            }
        }
        schema
    }

    fn keyword(
        &mut self,
        schema: &mut Schema,
        (key, value): (&str, &Json),
        document: &str,
        at: &str,
    ) {
        let whole = value.as_u64().and_then(|value| usize::try_from(value).ok());
        match key {
            "$ref" => {
                let target = value.as_str().unwrap_or_default();
                schema.all.push(self.reference(target, document));
            }
            "$dynamicRef" => {
                let dialect = self.dialect.to_owned();
                schema.all.push(self.at(&dialect, ""));
            }
            "type" => schema.kinds = Some(Kinds::of(value)),
            "enum" => schema.allowed = value.as_array().cloned().unwrap_or_default(),
            "const" => schema.allowed = vec![value.clone()],
            "required" => schema.required = texts(value),
            "properties" => schema.properties = self.map(value, document, at).collect(),
            "patternProperties" => {
                for (pattern, schema_number) in self.map(value, document, at) {
                    debug_assert!(matcher(&pattern).is_some(), "{pattern}");
                    schema
                        .patterns
                        .extend(matcher(&pattern).map(|matcher| (matcher, schema_number)));
                }
            }
            "pattern" => {
                let written = value.as_str().unwrap_or_default();
                schema.pattern = matcher(written).map(|matches| (written.to_owned(), matches));
            }
            "dependentSchemas" => {
                let all = self.map(value, document, at);
                schema
                    .dependents
                    .extend(all.map(|(key, number)| (key, Dependent::Schema(number))));
            }
            "dependencies" => {
                let all = value.as_object().into_iter().flatten();
                schema
                    .dependents
                    .extend(all.map(|(key, keys)| (key.clone(), Dependent::Keys(texts(keys)))));
            }
            "additionalProperties" => schema.additional = Some(self.at(document, at)),
            "unevaluatedProperties" => schema.unevaluated = Some(self.at(document, at)),
            "propertyNames" => schema.names = Some(self.at(document, at)),
            "items" => schema.items = Some(self.at(document, at)),
            "contains" => schema.contains = Some(self.at(document, at)),
            "not" => schema.not = Some(self.at(document, at)),
            "if" => schema.when = Some(self.at(document, at)),
            "then" => schema.then = Some(self.at(document, at)),
            "else" => schema.otherwise = Some(self.at(document, at)),
            "allOf" => {
                let all: Vec<usize> = self.list(value, document, at).collect();
                schema.all.extend(all);
            }
            "anyOf" => schema.any = self.list(value, document, at).collect(),
            "oneOf" => schema.one = self.list(value, document, at).collect(),
            "minItems" => schema.min_items = whole.unwrap_or(0),
            "minProperties" => schema.min_properties = whole.unwrap_or(0),
            "maxProperties" => schema.max_properties = whole,
            "minContains" => schema.min_contains = whole,
            "maxContains" => schema.max_contains = whole,
            "minimum" => schema.minimum = value.as_f64(),
            "exclusiveMinimum" => match value {
                Json::Bool(above) => schema.above = *above,
                limit => {
                    schema.minimum = limit.as_f64();
                    schema.above = true;
                }
            },
            "uniqueItems" => schema.unique = *value == Json::Bool(true),
            // Annotations, and containers of what is referred to. `additionalItems` stands only beside
            // an `items` that covers all items.
            _ => {}
        }
    }

    fn map(
        &mut self,
        value: &Json,
        document: &str,
        at: &str,
    ) -> impl Iterator<Item = (String, usize)> + use<> {
        let mut all = Vec::new();
        for key in value.as_object().into_iter().flatten().map(|(key, _)| key) {
            let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
            all.push((key.clone(), self.at(document, &at)));
        }
        all.into_iter()
    }

    fn list(
        &mut self,
        value: &Json,
        document: &str,
        at: &str,
    ) -> impl Iterator<Item = usize> + use<> {
        let count = value.as_array().map_or(0, Vec::len);
        let all: Vec<usize> = (0..count)
            .map(|index| self.at(document, &format!("{at}/{index}")))
            .collect();
        all.into_iter()
    }
}

fn texts(value: &Json) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Json::as_str).map(str::to_owned).collect()
}
