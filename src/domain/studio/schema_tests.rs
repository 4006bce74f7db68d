//! The published schema, our reader and the documentation say the same: a validator that others keep
//! (`jsonschema`) judges what the reader takes.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::{
    Feature, Problem, ProblemKind, SHIPPED, read,
    samples::{ORIGIN, bad, good, whole},
};
use crate::domain::endpoint::Preset;

const SCHEMA: &str = include_str!("../../../public/studio.schema.json");
const DOCUMENTATION: &str = include_str!("../../../docs/studio.md");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn accepts(file: &Value) -> bool {
    static JUDGE: LazyLock<Validator> =
        LazyLock::new(|| jsonschema::draft202012::new(&schema()).unwrap());
    JUDGE.is_valid(file)
}

fn problems(file: &Value) -> Vec<Problem> {
    read(&file.to_string(), ORIGIN).problems
}

/// What no schema can say: which entry a name means, and what exactly an address is.
fn is_beyond_schemas(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::NoSuchEndpoint | ProblemKind::Address(_)
    )
}

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn schema_and_reader_agree_on_good_and_bad_files() {
    for file in good() {
        assert!(accepts(&file), "{file}");
    }
    assert!(accepts(&serde_json::from_str(SHIPPED).unwrap()));
    for (file, pointer, _) in bad() {
        assert!(!accepts(&file), "{file}: {pointer}");
    }
}

/// Whatever is put in whichever place of a whole file, both say yes or both say no.
#[test]
fn schema_and_reader_agree_whatever_stands_anywhere() {
    let others = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(4096),
        json!(2e9),
        json!(""),
        json!(" "),
        json!("x"),
        json!("en"),
        json!("ollama"),
        json!("*"),
        json!("USD"),
        json!("team/rules.md"),
        json!("../rules.md"),
        json!("https://h.example/v1"),
        json!("x".repeat(90)),
        json!("x".repeat(300)),
        json!("x".repeat(2_500)),
        json!([]),
        json!(["x"]),
        json!([1]),
        json!({}),
        json!({"en": "x"}),
        json!({"zh": 1}),
        json!({"x": 1}),
    ];
    let mut counts = (0, 0);
    for pointer in pointers("", &whole()) {
        for other in &others {
            let mut file = whole();
            *file.pointer_mut(&pointer).unwrap() = other.clone();
            let problems = problems(&file);
            if problems.iter().any(is_beyond_schemas) {
                continue;
            }
            let agreed = accepts(&file);
            assert_eq!(
                agreed,
                problems.is_empty(),
                "{pointer} = {other}: {problems:?}"
            );
            if agreed {
                counts.0 += 1;
            } else {
                counts.1 += 1;
            }
        }
    }
    // That both say no to everything would be agreement, too.
    assert!(counts.0 > 100 && counts.1 > 500, "{counts:?}");
}

/// Whatever is left out, both say yes or both say no.
#[test]
fn schema_and_reader_agree_on_what_is_needed() {
    for pointer in pointers("", &whole()) {
        let Some((parent, key)) = pointer.rsplit_once('/') else {
            continue;
        };
        let mut file = whole();
        let Some(Value::Object(object)) = file.pointer_mut(parent) else {
            continue;
        };
        object.remove(key);
        let problems = problems(&file);
        if !problems.iter().any(is_beyond_schemas) {
            assert_eq!(
                accepts(&file),
                problems.is_empty(),
                "{pointer}: {problems:?}"
            );
        }
    }
}

fn pointers(at: &str, value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, it)| (key.clone(), it)).collect(),
        Value::Array(list) => (0..)
            .zip(list)
            .map(|(at, it): (u32, _)| (at.to_string(), it))
            .collect(),
        _ => Vec::new(),
    };
    let mut found = vec![at.to_owned()];
    for (key, child) in children {
        found.extend(pointers(&format!("{at}/{key}"), child));
    }
    found
}

#[test]
fn the_schema_offers_what_there_is() {
    let schema = schema();
    let ids = |pointer: &str| schema.pointer(pointer).unwrap().clone();
    let presets = ids("/$defs/endpoint/properties/preset/enum");
    assert_eq!(presets, json!(Preset::ALL.map(Preset::id)));
    let features = ids("/properties/features/properties");
    let mut named: Vec<_> = features.as_object().unwrap().keys().collect();
    let mut known = Feature::ALL.map(Feature::id);
    named.sort();
    known.sort_unstable();
    assert_eq!(named, known);
    // Editors show what is said of a setting.
    let settings = ids("/properties");
    for (name, setting) in settings.as_object().unwrap() {
        assert!(setting["description"].is_string(), "{name}");
        let heading = format!("\n### `{name}`\n");
        assert!(
            name == "$schema" || DOCUMENTATION.contains(&heading),
            "{name}"
        );
    }
}

#[test]
fn every_example_of_the_documentation_is_right() {
    let blocks = DOCUMENTATION.split("```json\n").skip(1);
    let examples: Vec<&str> = blocks.filter_map(|it| it.split("```").next()).collect();
    assert!(examples.len() > 10);
    let mut used = Vec::new();
    for example in examples {
        let file: Value = serde_json::from_str(example).unwrap();
        assert!(accepts(&file), "{example}");
        assert_eq!(read(example, ORIGIN).problems, [], "{example}");
        used.extend(file.as_object().unwrap().keys().cloned());
    }
    let settings = schema();
    for name in settings["properties"].as_object().unwrap().keys() {
        assert!(used.contains(name), "no example shows {name}");
    }
}
