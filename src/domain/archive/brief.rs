//! The stored form of a brief: a text while it is nothing else, as in versions 1 and 2, and from version 3 on
//! an object. Never changed once released.
//!
//! What cannot be read of an object costs that entry and never the design; strangers' records are bounded.

use serde_json::{Value, json};

use crate::domain::brief::{Answer, Attachment, Brief, Field, Kind, Need, Standing};

/// More entries than this are in no list of a brief.
const MOST: usize = 200;
/// No single value, attachments apart, is longer, in bytes: far more than anybody types into a field.
const LONGEST: usize = 1 << 20;

/// Writes a brief.
pub(in crate::domain) fn write(brief: &Brief) -> Value {
    if brief.is_plain() {
        return brief.text.as_str().into();
    }
    let mut value = write_details(brief);
    value["text"] = brief.text.as_str().into();
    value
}

/// Writes everything of a brief but its text.
pub(in crate::domain) fn write_details(brief: &Brief) -> Value {
    let mut value = json!({});
    for field in Field::ALL {
        if !brief.get(field).is_empty() {
            value["fields"][field.name()] = brief.get(field).into();
        }
    }
    let mut list = |name: &str, entries: Vec<Value>| {
        if !entries.is_empty() {
            value[name] = entries.into();
        }
    };
    let needs = brief.consistency.iter();
    list(
        "consistency",
        needs
            .map(|it| json!({"operation": it.operation, "need": it.need}))
            .collect(),
    );
    let wanted = brief.wanted.iter();
    list("wanted", wanted.map(|it| it.as_str().into()).collect());
    let context = brief.context.iter();
    list(
        "context",
        context
            .map(|it| json!({"name": it.name, "kind": it.kind.name(), "text": it.text}))
            .collect(),
    );
    let answers = brief.answers.iter();
    list(
        "answers",
        answers
            .map(|it| json!({"question": it.question, "answer": it.answer, "standing": it.standing.name()}))
            .collect(),
    );
    value
}

/// Reads what [`write`] wrote; `None` when it is neither a text nor an object.
pub(in crate::domain) fn read(value: &Value) -> Option<Brief> {
    match value {
        Value::String(text) => Some(Brief::of_text(text.clone())),
        Value::Object(_) => {
            let text = value["text"].as_str().unwrap_or_default();
            Some(read_details(value, text.to_owned()))
        }
        _ => None,
    }
}

/// Reads what [`write_details`] wrote, tolerantly.
pub(in crate::domain) fn read_details(value: &Value, text: String) -> Brief {
    let mut brief = Brief::of_text(text);
    for field in Field::ALL {
        brief.set(field, words(&value["fields"][field.name()]));
    }
    brief.consistency = entries(&value["consistency"], |it| {
        Some(Need {
            operation: words(&it["operation"]),
            need: words(&it["need"]),
        })
    });
    brief.wanted = entries(&value["wanted"], |it| Some(bounded(it.as_str()?, LONGEST)));
    brief.context = entries(&value["context"], attachment);
    brief.answers = entries(&value["answers"], |it| {
        Some(Answer {
            question: words(&it["question"]),
            answer: words(&it["answer"]),
            standing: Standing::named(it["standing"].as_str()?)?,
        })
    });
    brief
}

/// A brief as one piece of text, for a history that keeps pieces.
pub(in crate::domain) fn to_piece(brief: &Brief) -> String {
    write(brief).to_string()
}

/// The brief of a piece.
pub(in crate::domain) fn of_piece(piece: &str) -> Brief {
    let value: Value = serde_json::from_str(piece).unwrap_or_default();
    // Not ours: at least its words stay.
    read(&value).unwrap_or_else(|| piece.into())
}

fn attachment(value: &Value) -> Option<Attachment> {
    let text = bounded(value["text"].as_str()?, Attachment::LARGEST);
    let name = words(&value["name"]);
    let kind = value["kind"].as_str().and_then(Kind::named);
    Some(Attachment {
        kind: kind.unwrap_or(Kind::Text),
        name,
        text,
    })
}

fn entries<T>(value: &Value, one: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let entries = value.as_array().into_iter().flatten();
    entries.take(MOST).filter_map(one).collect()
}

fn words(value: &Value) -> String {
    bounded(value.as_str().unwrap_or_default(), LONGEST)
}

fn bounded(text: &str, most: usize) -> String {
    text[..text.floor_char_boundary(most)].to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::brief::tests::{any, full};

    #[test]
    fn a_text_stays_a_text_and_more_becomes_an_object() {
        assert_eq!(write(&"A shop.".into()), json!("A shop."));
        assert_eq!(read(&json!("A shop.")), Some("A shop.".into()));
        let value = write(&full());
        assert!(value.is_object());
        assert_eq!(read(&value), Some(full()));
        assert_eq!(read(&json!(7)), None);
        assert_eq!(of_piece("{ not ours"), "{ not ours".into());
    }

    /// The form as it will be released; this text never changes.
    #[test]
    fn the_object_is_read() {
        let value = json!({
            "text": "Orders.",
            "fields": {"average-rate": "1.5k/s", "later-field": "x", "p95": 7},
            "consistency": [{"operation": "Pay", "need": "linearizable"}, 3],
            "wanted": ["Testing", 1],
            "context": [{"name": "a.sql", "kind": "sql", "text": "x"}, {"name": "b", "kind": "later", "text": "y"}, {"name": "c"}],
            "answers": [{"question": "Q", "answer": "A", "standing": "assumed"}, {"question": "R", "answer": "B", "standing": "guessed"}],
        });
        let brief = read(&value).unwrap();
        assert_eq!(brief.get(Field::AverageRate), "1.5k/s");
        assert_eq!(brief.get(Field::P95), "");
        assert_eq!(brief.consistency[0].need, "linearizable");
        assert_eq!(brief.wanted, ["Testing"]);
        let kinds: Vec<_> = brief.context.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [Kind::Sql, Kind::Text]);
        assert_eq!(brief.answers.len(), 1);
        assert_eq!(brief.answers[0].standing, Standing::Assumed);
    }

    #[test]
    fn strangers_records_are_bounded() {
        let many = vec![json!({"operation": "o"}); 5_000];
        let long = "二".repeat(Attachment::LARGEST);
        let value =
            json!({"consistency": many, "context": [{"name": "n", "kind": "text", "text": long}]});
        let brief = read(&value).unwrap();
        assert_eq!(brief.consistency.len(), MOST);
        assert!(brief.context[0].text.len() <= Attachment::LARGEST);
    }

    proptest! {
        #[test]
        fn any_brief_survives(brief in any()) {
            prop_assert_eq!(read(&write(&brief)), Some(brief.clone()));
            prop_assert_eq!(of_piece(&to_piece(&brief)), brief);
        }
    }
}
