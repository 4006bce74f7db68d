//! Diagrams of what there is: class, entity relationship, C4, requirement.

use std::collections::HashSet;

use serde_json::Value;

use super::teller::{Names, Teller, array, first, text};
use crate::domain::locale::Locale;

/// The values of a mapping with names as keys, or the items of an array.
fn values(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(items) => items.values().collect(),
        _ => Vec::new(),
    }
}

/// Classes with the number of their members, namespaces, relations by kind, notes.
pub fn class(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let model = teller.model;
    let classes = values(&model["classes"]);
    let mut names = Names::default();
    for class in classes.iter().copied().chain(values(&model["interfaces"])) {
        let id = text(&class["id"]).unwrap_or_default();
        names.add(
            &id,
            first(class, &["label", "text"]).unwrap_or_else(|| id.clone()),
        );
    }
    teller.count(locale.said_word_classes(), classes.len());
    for class in &classes {
        let mut facts: Vec<String> = array(&class["annotations"])
            .iter()
            .filter_map(text)
            .collect();
        let (attributes, operations) = (array(&class["members"]), array(&class["methods"]));
        if !attributes.is_empty() {
            facts.push(locale.said_word_attributes(attributes.len()));
        }
        if !operations.is_empty() {
            facts.push(locale.said_word_operations(operations.len()));
        }
        let name = names.at(class, "id").unwrap_or_default();
        teller.list(&name, &facts);
    }
    for space in values(&model["namespaces"]) {
        let inside: Vec<String> = array(&space["classIds"])
            .iter()
            .filter_map(text)
            .map(|id| names.of(&id))
            .collect();
        let name = first(space, &["label", "id"]).unwrap_or_default();
        teller.list(&locale.said_word_contains(name), &inside);
    }
    for relation in teller.items("relations") {
        if let Some(words) = class_relation(relation, &names, locale) {
            teller.link(&words, text(&relation["title"]));
        }
    }
    for note in teller.items("notes") {
        let words = match names.at(note, "class") {
            Some(name) => locale.said_word_note_on(name),
            None => locale.said_word_note().to_owned(),
        };
        teller.link(&words, text(&note["text"]));
    }
}

/// A relation in words; mermaid.js gives each end a number.
fn class_relation(relation: &Value, names: &Names, locale: Locale) -> Option<String> {
    let end = |id: &str, title: &str| -> Option<String> {
        let name = names.at(relation, id)?;
        Some(match text(&relation[title]).filter(|many| many != "none") {
            Some(many) => locale.said_aside(many, name),
            None => name,
        })
    };
    let one = end("id1", "relationTitle1")?;
    let two = end("id2", "relationTitle2")?;
    let shape = &relation["relation"];
    let kind = |key: &str| shape[key].as_i64().filter(|kind| (0..=4).contains(kind));
    let dotted = shape["lineType"].as_i64() == Some(1);
    let (marked, whole, part) = match (kind("type1"), kind("type2")) {
        (Some(kind), None) => (Some(kind), one, two),
        (None, Some(kind)) => (Some(kind), two, one),
        (Some(_), Some(_)) => return Some(locale.said_link_both(one, two)),
        (None, None) => (None, one, two),
    };
    Some(match marked {
        Some(0) => locale.said_link_has(whole, part),
        Some(1) if dotted => locale.said_link_implements(part, whole),
        Some(1) => locale.said_link_is_a(part, whole),
        Some(2) => locale.said_link_composed(whole, part),
        Some(3) if dotted => locale.said_link_depends(part, whole),
        Some(3) => locale.said_link_refers(part, whole),
        Some(_) => locale.said_link_provides(part, whole),
        None => locale.said_link_linked(whole, part),
    })
}

/// Entities with their attributes, then the relationships with both cardinalities in words.
pub fn er(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let entities = values(&teller.model["entities"]);
    let mut names = Names::default();
    for entity in &entities {
        let id = text(&entity["id"]).unwrap_or_default();
        let name = first(entity, &["alias", "label"]).unwrap_or_else(|| id.clone());
        names.add(&id, name);
    }
    // Relationships refer to entities by id or by name.
    for (id, entity) in teller.model["entities"].as_object().into_iter().flatten() {
        if let Some(name) = first(entity, &["alias", "label"]) {
            names.add(id, name);
        }
    }
    teller.count(locale.said_word_entities(), entities.len());
    for entity in &entities {
        let attributes: Vec<String> = array(&entity["attributes"])
            .iter()
            .filter_map(|attribute| {
                let name = text(&attribute["name"])?;
                let mut facts: Vec<String> = text(&attribute["type"]).into_iter().collect();
                facts.extend(array(&attribute["keys"]).iter().filter_map(text));
                Some(locale.said_aside(facts.join(" "), name))
            })
            .collect();
        let name = names.at(entity, "id").unwrap_or_default();
        teller.list(&name, &attributes);
    }
    for relationship in teller.items("relationships") {
        let (Some(one), Some(two)) = (
            names.at(relationship, "entityA"),
            names.at(relationship, "entityB"),
        ) else {
            continue;
        };
        // mermaid.js keeps the cardinality of the second entity in `cardA`.
        let of_two = many(&relationship["relSpec"]["cardA"], &two, locale);
        let of_one = many(&relationship["relSpec"]["cardB"], &one, locale);
        let words = locale.said_many_both(of_one, of_two, one, two);
        teller.link(&words, text(&relationship["roleA"]));
    }
}

fn many(cardinality: &Value, name: &str, locale: Locale) -> String {
    match cardinality.as_str().unwrap_or("") {
        "ZERO_OR_ONE" => locale.said_many_zero_or_one(name),
        "ONE_OR_MORE" => locale.said_many_one_or_more(name),
        "ZERO_OR_MORE" => locale.said_many_zero_or_more(name),
        _ => locale.said_many_exactly_one(name),
    }
}

/// People, systems, containers and components with what they are for, then who uses what and how.
pub fn c4(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let shapes = teller.items("shapes");
    let boundaries = teller.items("boundaries");
    let mut names = Names::default();
    for item in shapes.iter().chain(boundaries) {
        if let (Some(id), Some(name)) = (text(&item["alias"]), text(&item["label"])) {
            names.add(&id, name);
        }
    }
    let mut told = HashSet::new();
    for (word, kind) in [
        (locale.said_word_people(), "person"),
        (locale.said_word_systems(), "system"),
        (locale.said_word_containers(), "container"),
        (locale.said_word_components(), "component"),
    ] {
        let of_kind: Vec<String> = shapes
            .iter()
            .filter(|shape| text(&shape["typeC4Shape"]).is_some_and(|ty| ty.contains(kind)))
            .filter_map(|shape| {
                let id = text(&shape["alias"])?;
                let facts: Vec<String> = ["techn", "descr"]
                    .iter()
                    .filter_map(|key| text(&shape[*key]))
                    .collect();
                let name = names.of(&id);
                told.insert(id);
                Some(if facts.is_empty() {
                    name
                } else {
                    locale.said_aside(facts.join("; "), name)
                })
            })
            .collect();
        teller.list(word, &of_kind);
    }
    for boundary in boundaries {
        let id = boundary["alias"].as_str().unwrap_or("");
        let inside: Vec<String> = shapes
            .iter()
            .chain(boundaries)
            .filter(|item| item["parentBoundary"].as_str() == Some(id))
            .filter_map(|item| names.at(item, "alias"))
            .collect();
        if id != "global" {
            teller.list(&locale.said_word_contains(names.of(id)), &inside);
        }
    }
    for relation in teller.items("rels") {
        let (Some(from), Some(to)) = (names.at(relation, "from"), names.at(relation, "to")) else {
            continue;
        };
        let words = match relation["type"].as_str() {
            Some("birel") => locale.said_link_both(from, to),
            Some("rel_b") => locale.said_link_uses(to, from),
            _ => locale.said_link_uses(from, to),
        };
        let label = match (text(&relation["label"]), text(&relation["techn"])) {
            (Some(label), Some(how)) => Some(locale.said_aside(how, label)),
            (label, how) => label.or(how),
        };
        teller.link(&words, label);
    }
}

/// Requirements with their texts, elements, then what satisfies, verifies or derives what.
pub fn requirement(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let model = teller.model;
    let requirements = values(&model["requirements"]);
    teller.count(locale.said_word_requirements(), requirements.len());
    for item in requirements {
        let facts: Vec<String> = ["type", "requirementId", "text", "risk", "verifyMethod"]
            .iter()
            .filter_map(|key| text(&item[*key]))
            .collect();
        teller.list(&text(&item["name"]).unwrap_or_default(), &facts);
    }
    for item in values(&model["elements"]) {
        let facts: Vec<String> = ["type", "docRef"]
            .iter()
            .filter_map(|key| text(&item[*key]))
            .collect();
        teller.list(&text(&item["name"]).unwrap_or_default(), &facts);
    }
    for relation in teller.items("relationships") {
        if let (Some(from), Some(to)) = (text(&relation["src"]), text(&relation["dst"])) {
            teller.link(&locale.said_link_leads(from, to), text(&relation["type"]));
        }
    }
}
