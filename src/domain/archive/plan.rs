//! The stored form of a plan (version 3). Never changed once released.
//!
//! Whatever is stored, what is read is bounded, and a plan that makes no sense is no plan.

use serde_json::{Map, Value, json};

use crate::domain::plan::{
    Pause, Plan, Sketch, Step, StepState,
    sketch::{LONGEST_LINE, LONGEST_SUMMARY, MOST_ENTRIES},
};

/// More deliverables than any persona has.
const MOST_STEPS: usize = 64;
/// The longest text that is kept beside a document, in bytes: no run reads more.
const LONGEST_TEXT: usize = 8 * 1024 * 1024;
/// The longest name of anything, in characters.
const LONGEST_NAME: usize = 500;

pub(super) fn write(plan: &Plan) -> Value {
    let mut value = json!({
        "outline": write_step(&plan.outline),
        "steps": plan.steps.iter().map(write_step).collect::<Vec<_>>(),
        "title": plan.sketch.title,
        "summary": plan.sketch.summary,
        "assumptions": plan.sketch.assumptions,
        "names": plan.sketch.names,
        "lines": plan.sketch.lines,
    });
    if let Some(pause) = plan.pause {
        value["pause"] = pause.name().into();
    }
    value
}

/// Only what is there: most of a step is empty most of the time.
fn write_step(step: &Step) -> Value {
    let mut value = Map::new();
    let mut put = |name: &str, field: Value, is_there: bool| {
        if is_there {
            value.insert(name.to_owned(), field);
        }
    };
    put("state", step.state.name().into(), true);
    for (name, text) in [
        ("deliverable", &step.deliverable),
        ("heading", &step.heading),
        ("model", &step.model),
        ("so_far", &step.so_far),
        ("left_out", &step.left_out),
    ] {
        put(name, text.as_str().into(), !text.is_empty());
    }
    for (name, number) in [
        ("took_ms", step.took_ms),
        ("at", step.at),
        ("tries", step.tries.into()),
    ] {
        put(name, number.into(), number > 0);
    }
    put("again", true.into(), step.is_again);
    put("from", step.from.into(), step.from.is_some());
    Value::Object(value)
}

/// The plan, if there is one that makes sense.
pub(super) fn read(value: &Value) -> Option<Plan> {
    let steps = value["steps"].as_array()?;
    if steps.is_empty() || steps.len() > MOST_STEPS {
        return None;
    }
    let steps: Vec<Step> = steps.iter().map(read_step).collect::<Option<_>>()?;
    let mut lines = texts(&value["lines"], MOST_STEPS);
    lines.resize(steps.len(), String::new());
    Some(Plan {
        outline: read_step(&value["outline"])?,
        steps,
        sketch: Sketch {
            title: text(&value["title"], LONGEST_NAME),
            summary: text(&value["summary"], LONGEST_SUMMARY + 1),
            assumptions: texts(&value["assumptions"], MOST_ENTRIES),
            names: texts(&value["names"], MOST_ENTRIES),
            lines,
        },
        pause: value["pause"].as_str().and_then(Pause::named),
    })
}

fn read_step(value: &Value) -> Option<Step> {
    let number = |name: &str| value[name].as_u64().unwrap_or(0);
    let long = |name: &str| {
        let text = value[name].as_str().unwrap_or_default();
        // A longer one is none of ours.
        if text.len() <= LONGEST_TEXT { text } else { "" }.to_owned()
    };
    Some(Step {
        deliverable: text(&value["deliverable"], LONGEST_NAME),
        heading: text(&value["heading"], LONGEST_NAME).replace('\n', " "),
        state: StepState::named(value["state"].as_str()?)?,
        model: text(&value["model"], LONGEST_NAME),
        took_ms: number("took_ms"),
        at: number("at"),
        tries: u8::try_from(number("tries")).unwrap_or(u8::MAX),
        is_again: value["again"].as_bool().unwrap_or(false),
        from: value["from"]
            .as_u64()
            .and_then(|from| usize::try_from(from).ok()),
        so_far: long("so_far"),
        left_out: long("left_out"),
    })
}

fn text(value: &Value, most: usize) -> String {
    let text = value.as_str().unwrap_or_default();
    text.chars().take(most).collect()
}

fn texts(value: &Value, most: usize) -> Vec<String> {
    let entries = value.as_array().into_iter().flatten();
    entries
        .take(most)
        .map(|entry| text(entry, LONGEST_LINE + 1))
        .collect()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The form in the making; once it is released this text never changes.
    #[test]
    fn a_plan_is_read() {
        let stored = r#"{"outline":{"state":"written","left_out":"1. A: a"},"steps":[{"state":"written","deliverable":"A (b)","heading":"A","model":"m","took_ms":5,"at":7},{"state":"writing","deliverable":"B","heading":"B","from":12,"tries":1}],"title":"T","summary":"S","assumptions":["x"],"names":["Services: Y"],"lines":["a"],"pause":"closed"}"#;
        let plan = read(&serde_json::from_str(stored).unwrap()).unwrap();
        assert_eq!(plan.steps[1].from, Some(12));
        assert_eq!(plan.sketch.lines, ["a", ""]);
        assert_eq!(plan.pause, Some(Pause::Closed));
        assert_eq!(read(&write(&plan)), Some(plan));
    }

    #[test]
    fn what_makes_no_sense_is_no_plan() {
        for stored in [
            "null",
            "{}",
            r#"{"steps":[]}"#,
            r#"{"steps":[{"state":"dancing"}],"outline":{"state":"waiting"}}"#,
            r#"{"steps":[{"state":"waiting"}]}"#,
        ] {
            assert_eq!(
                read(&serde_json::from_str(stored).unwrap()),
                None,
                "{stored}"
            );
        }
        let step = json!({"state": "waiting", "so_far": "x".repeat(LONGEST_TEXT + 1), "heading": "h".repeat(9_999)});
        let many = vec![json!({"state": "waiting"}); MOST_STEPS + 1];
        assert_eq!(read(&json!({"outline": many[0], "steps": many})), None);
        let plan = read(&json!({"outline": step, "steps": [step]})).unwrap();
        assert_eq!(plan.steps[0].heading.len(), LONGEST_NAME);
        assert!(plan.steps[0].so_far.is_empty());
    }

    proptest! {
        #[test]
        fn no_stored_plan_panics(from in any::<u64>(), text in ".*") {
            let step = json!({"state": "writing", "from": from, "so_far": text});
            let plan = read(&json!({"outline": step, "steps": [step]}));
            prop_assert!(plan.is_some());
        }
    }
}
