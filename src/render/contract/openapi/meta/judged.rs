//! Our verdicts against those of a validator that others keep (`jsonschema`), by the same meta-schemas:
//! what it calls valid we must, and what it refuses we must, whatever is done to a contract.

use std::{
    error::Error,
    sync::{Arc, LazyLock},
};

use jsonschema::{Draft, Retrieve, Uri, Validator};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value as Json, json};

use super::{bundle::FILES, departures};
use crate::{
    domain::locale::Locale,
    render::contract::{json, resolve::Edition, tests::fixture, yaml},
};

const EDITIONS: [(Edition, &str); 4] = [
    (Edition::Swagger2, "judged/v20.yaml"),
    (Edition::V30, "judged/v30.yaml"),
    (Edition::V31, "judged/v31.yaml"),
    (Edition::V32, "v32.yaml"),
];

/// The bundled documents by their identifiers.
struct Bundle(Arc<serde_json::Map<String, Json>>);

impl Retrieve for Bundle {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Json, Box<dyn Error + Send + Sync>> {
        let found = self.0.get(uri.as_str().trim_end_matches('#'));
        found
            .cloned()
            .ok_or_else(|| format!("{uri} is not bundled").into())
    }
}

fn judge(edition: Edition) -> &'static Validator {
    static JUDGES: LazyLock<Vec<Validator>> =
        LazyLock::new(|| EDITIONS.iter().map(|(edition, _)| made(*edition)).collect());
    let at = EDITIONS.iter().position(|(known, _)| *known == edition);
    &JUDGES[at.unwrap()]
}

fn made(edition: Edition) -> Validator {
    let (draft, schema) = match edition {
        Edition::Swagger2 => (
            Draft::Draft4,
            json!({"$ref": "http://swagger.io/v2/schema.json"}),
        ),
        Edition::V30 => (
            Draft::Draft4,
            json!({"$ref": "https://spec.openapis.org/oas/3.0/schema"}),
        ),
        // As the published `schema-base` says it: schemas are of the edition's own dialect.
        Edition::V31 | Edition::V32 => {
            let minor = if edition == Edition::V31 {
                "3.1"
            } else {
                "3.2"
            };
            let at = |part: &str| format!("https://spec.openapis.org/oas/{minor}/{part}");
            let dialect = json!({"$dynamicAnchor": "meta", "$ref": at("dialect")});
            (
                Draft::Draft202012,
                json!({"$id": "https://example.com/judge", "$ref": at("schema"), "$defs": {"schema": dialect}}),
            )
        }
    };
    let mut documents = serde_json::Map::new();
    for file in FILES {
        // The judge has copies of its own of these, which differ in details.
        let file = file
            .replace(
                "http://json-schema.org/draft-04/",
                "https://example.com/draft-04/",
            )
            .replace(
                "https://json-schema.org/draft/",
                "https://example.com/draft/",
            );
        let more: serde_json::Map<String, Json> = serde_json::from_str(&file).unwrap();
        documents.extend(more);
    }
    jsonschema::options()
        .with_draft(draft)
        // Formats are annotations to us.
        .should_validate_formats(false)
        .with_retriever(Bundle(Arc::new(documents)))
        .build(&schema)
        .unwrap()
}

fn valid(name: &str) -> Json {
    let parsed = yaml::parse(&fixture(name));
    assert_eq!(parsed.fault, None, "{name}");
    parsed.root.json()
}

/// Ours, and the judge's.
fn verdicts(edition: Edition, contract: &Json) -> (bool, bool) {
    let parsed = json::parse(&contract.to_string());
    assert_eq!(parsed.fault, None);
    let (found, whole) = departures(&parsed.root, edition, Locale::En);
    assert!(whole);
    (found.is_empty(), judge(edition).is_valid(contract))
}

#[test]
fn correct_contracts_are_valid_to_both() {
    for (edition, name) in EDITIONS {
        let contract = valid(name);
        let errors: Vec<String> = judge(edition)
            .iter_errors(&contract)
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0], "{name}");
        assert_eq!(verdicts(edition, &contract), (true, true), "{name}");
    }
}

/// What may be said of a valid contract at a pointer to make it invalid, or not: the change, and whether
/// it is valid then.
#[test]
fn changes_are_judged_alike() {
    let table: &[(&str, &str, Json, bool)] = &[
        ("judged/v20.yaml", "/host", json!("https://x"), false),
        (
            "judged/v20.yaml",
            "/schemes",
            json!(["https", "https"]),
            false,
        ),
        ("judged/v20.yaml", "/schemes", json!(["ftp"]), false),
        (
            "judged/v20.yaml",
            "/paths/~1orders~1{id}/get/responses",
            json!({}),
            false,
        ),
        (
            "judged/v20.yaml",
            "/definitions/Order/required",
            json!([]),
            false,
        ),
        (
            "judged/v20.yaml",
            "/definitions/Order/properties/id/exclusiveMaximum",
            json!(true),
            true,
        ),
        (
            "judged/v20.yaml",
            "/securityDefinitions/key/in",
            json!("cookie"),
            false,
        ),
        (
            "judged/v20.yaml",
            "/definitions/Order/properties/kind/enum",
            json!([1, "1", true, "true", null, [1], {"a": 1}]),
            true,
        ),
        (
            "judged/v20.yaml",
            "/definitions/Order/properties/kind/enum",
            json!([1, 1.0]),
            false,
        ),
        (
            "judged/v20.yaml",
            "/definitions/Order/properties/kind/enum",
            json!([{"a": [1], "b": null}, {"b": null, "a": [1]}]),
            false,
        ),
        ("judged/v30.yaml", "/info/version", json!(1), false),
        ("judged/v30.yaml", "/paths/orders", json!({}), false),
        ("judged/v30.yaml", "/paths/x-a", json!(1), true),
        (
            "judged/v30.yaml",
            "/paths/~1orders~1{id}/get/responses/600",
            json!({"description": "x"}),
            false,
        ),
        (
            "judged/v30.yaml",
            "/paths/~1orders~1{id}/parameters/0/required",
            json!(false),
            false,
        ),
        (
            "judged/v30.yaml",
            "/components/schemas/Order/type",
            json!(["string"]),
            false,
        ),
        (
            "judged/v30.yaml",
            "/tags",
            json!([{"name": "a"}, {"name": "a"}]),
            false,
        ),
        (
            "judged/v30.yaml",
            "/tags",
            json!([{"name": "a", "description": "b"}, {"description": "b", "name": "a"}]),
            false,
        ),
        (
            "judged/v30.yaml",
            "/tags",
            json!([{"name": "a"}, {"name": "b"}]),
            true,
        ),
        (
            "judged/v30.yaml",
            "/paths/~1orders~1{id}/parameters",
            json!([{"$ref": "#/a"}, {"$ref": "#/a"}]),
            false,
        ),
        (
            "judged/v30.yaml",
            "/components/securitySchemes/basic/bearerFormat",
            json!("x"),
            false,
        ),
        (
            "judged/v30.yaml",
            "/components/securitySchemes/bearer/scheme",
            json!("BEARER"),
            true,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/a b",
            json!({}),
            false,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/Order/type",
            json!(["string"]),
            true,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/Order/type",
            json!(["string", "string"]),
            false,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/Order/type",
            json!("strng"),
            false,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/Order/unknown",
            json!("x"),
            true,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/Order/minLength",
            json!(-1),
            false,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/Order/minLength",
            json!(1.0),
            true,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/Order/multipleOf",
            json!(0),
            false,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/Order/discriminator",
            json!({}),
            false,
        ),
        (
            "judged/v31.yaml",
            "/components/schemas/Order/not",
            json!({"type": "strng"}),
            false,
        ),
        (
            "judged/v31.yaml",
            "/info/license/url",
            json!("https://x"),
            false,
        ),
        (
            "judged/v31.yaml",
            "/paths/~1orders~1{id}/unknown",
            json!({}),
            false,
        ),
        (
            "judged/v31.yaml",
            "/components/securitySchemes/cert/x-a",
            json!(1),
            true,
        ),
        (
            "judged/v31.yaml",
            "/components/securitySchemes/cert/name",
            json!("a"),
            false,
        ),
        (
            "v32.yaml",
            "/paths/~1books/additionalOperations/GET",
            json!({}),
            false,
        ),
        ("v32.yaml", "/tags/0/kind", json!(1), false),
        (
            "v32.yaml",
            "/components/schemas/Book/type",
            json!("strng"),
            false,
        ),
    ];
    for (name, pointer, value, expected) in table {
        let (edition, _) = EDITIONS.into_iter().find(|(_, it)| it == name).unwrap();
        let mut contract = valid(name);
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/");
        match contract.pointer_mut(parent).unwrap() {
            Json::Object(map) => drop(map.insert(key, value.clone())),
            Json::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
            other => panic!("{other}"),
        }
        let both = verdicts(edition, &contract);
        assert_eq!(both, (*expected, *expected), "{name} {pointer} {value}");
    }
}

/// One thing done to a contract.
#[derive(Debug, Clone)]
enum Change {
    Delete,
    Rename(&'static str),
    Set(Json),
    Repeat,
    Move(Index),
}

fn change() -> impl Strategy<Value = Change> {
    const NAMES: [&str; 24] = [
        "x-a",
        "a",
        "$ref",
        "in",
        "name",
        "schema",
        "content",
        "required",
        "type",
        "example",
        "examples",
        "value",
        "get",
        "description",
        "default",
        "200",
        "/a",
        "flows",
        "scopes",
        "items",
        "properties",
        "enum",
        "style",
        "url",
    ];
    let values = [
        json!(null),
        json!(true),
        json!(1),
        json!(-1.5),
        json!("text"),
        json!("query"),
        json!("object"),
        json!("#/components/schemas/Order"),
        json!([]),
        json!(["a"]),
        json!([{}]),
        json!({}),
        json!({"type": "string"}),
        json!({"$ref": "#/a"}),
        json!({"a": {"description": "b"}}),
    ];
    prop_oneof![
        4 => Just(Change::Delete),
        3 => proptest::sample::select(NAMES.to_vec()).prop_map(Change::Rename),
        4 => proptest::sample::select(values.to_vec()).prop_map(Change::Set),
        1 => Just(Change::Repeat),
        1 => any::<Index>().prop_map(Change::Move),
    ]
}

/// The pointers to all parts but the whole.
fn places(json: &Json, at: &str, all: &mut Vec<String>) {
    let mut visit = |key: &str, part: &Json| {
        let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        all.push(at.clone());
        places(part, &at, all);
    };
    match json {
        Json::Object(map) => map.iter().for_each(|(key, part)| visit(key, part)),
        Json::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, part)| visit(&index.to_string(), part));
        }
        _ => {}
    }
}

fn apply(contract: &mut Json, place: Index, change: &Change) {
    let mut all = Vec::new();
    places(contract, "", &mut all);
    if all.is_empty() {
        return;
    }
    let pointer = place.get(all.as_slice()).clone();
    let moved = match change {
        Change::Move(from) => contract.pointer(from.get::<String>(&all)).cloned(),
        _ => None,
    };
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    match contract.pointer_mut(parent).unwrap() {
        Json::Object(map) => match change {
            Change::Delete => drop(map.remove(&key)),
            Change::Rename(name) => {
                let value = map.remove(&key).unwrap();
                map.insert((*name).to_owned(), value);
            }
            Change::Set(value) => drop(map.insert(key, value.clone())),
            Change::Move(_) => drop(map.insert(key, moved.unwrap())),
            Change::Repeat => {}
        },
        Json::Array(items) => {
            let index: usize = key.parse().unwrap();
            match change {
                Change::Delete => drop(items.remove(index)),
                Change::Rename(name) => items[index] = json!(name),
                Change::Set(value) => items[index] = value.clone(),
                Change::Move(_) => items[index] = moved.unwrap(),
                Change::Repeat => items.push(items[index].clone()),
            }
        }
        _ => unreachable!(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn damaged_contracts_are_judged_alike(
        which in 0..EDITIONS.len(),
        changes in proptest::collection::vec((any::<Index>(), change()), 1..4),
    ) {
        let (edition, name) = EDITIONS[which];
        let mut contract = valid(name);
        for (place, change) in &changes {
            apply(&mut contract, *place, change);
        }
        let (ours, judged) = verdicts(edition, &contract);
        prop_assert_eq!(ours, judged, "{} {:?} {}", name, changes, contract);
    }
}
