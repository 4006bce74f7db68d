//! The stored form of a draft. It never leaves this browser; what cannot be read of it is left out.

use serde_json::{Value, json};

use super::brief;
use crate::domain::{
    draft::{Asking, Draft, OfDesign},
    questions::{Question, Reply, Round},
};

/// Writes a draft.
#[must_use]
pub fn write(draft: &Draft) -> String {
    let (asking, said) = match &draft.asking {
        Asking::Idle | Asking::Running => ("idle", Value::Null),
        Asking::Ready(round) => ("ready", round.questions().iter().map(question).collect()),
        Asking::Nothing => ("nothing", Value::Null),
        Asking::Unusable(text) => ("unusable", text.as_str().into()),
        Asking::Failed(why) => ("failed", why.as_str().into()),
    };
    let earlier: Value = draft.earlier.iter().map(brief::write).collect();
    json!({
        "version": 1,
        "brief": brief::write(&draft.brief),
        "earlier": earlier,
        "pasted": draft.pasted,
        "asking": asking,
        "said": said,
        "begun": draft.begun.as_ref().map(of_design),
        "edited": draft.edited.as_ref().map(of_design),
    })
    .to_string()
}

fn of_design(it: &OfDesign) -> Value {
    json!({"design": it.design, "brief": brief::write(&it.brief)})
}

fn read_of_design(value: &Value) -> Option<OfDesign> {
    Some(OfDesign {
        design: value["design"].as_str()?.to_owned(),
        brief: brief::read(&value["brief"])?,
    })
}

fn question((question, reply): &(Question, Reply)) -> Value {
    json!({
        "text": question.text,
        "why": question.why,
        "proposals": question.proposals,
        "chosen": reply.chosen,
        "own": reply.own,
    })
}

/// Reads a draft; a blank one when it is none.
#[must_use]
pub fn read(text: &str) -> Draft {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let said = &value["said"];
    Draft {
        brief: brief::read(&value["brief"]).unwrap_or_default(),
        earlier: list(&value["earlier"]).filter_map(brief::read).collect(),
        pasted: words(&value["pasted"]),
        asking: match value["asking"].as_str().unwrap_or_default() {
            "ready" => Asking::Ready(Round::with_replies(list(said).map(replied).collect())),
            "nothing" => Asking::Nothing,
            "unusable" => Asking::Unusable(words(said)),
            "failed" => Asking::Failed(words(said)),
            _ => Asking::Idle,
        },
        begun: read_of_design(&value["begun"]),
        edited: read_of_design(&value["edited"]),
    }
}

fn replied(value: &Value) -> (Question, Reply) {
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let chosen = value["chosen"].as_u64();
    (
        Question {
            text: words(&value["text"]),
            why: words(&value["why"]),
            proposals: list(&value["proposals"]).map(words).collect(),
        },
        Reply {
            chosen: chosen.and_then(|at| usize::try_from(at).ok()),
            own: words(&value["own"]),
        },
    )
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::brief::tests::{any, full};

    fn asked() -> Asking {
        let question = Question {
            text: "Who?".into(),
            why: "w".into(),
            proposals: vec!["a".into(), "b".into()],
        };
        let reply = Reply {
            chosen: Some(1),
            own: "我".into(),
        };
        Asking::Ready(Round::with_replies(vec![(question, reply)]))
    }

    #[test]
    fn a_draft_comes_back_as_it_was() {
        let whole = Draft {
            brief: full(),
            earlier: vec!["a".into(), full()],
            pasted: "openapi: 3.1.0".into(),
            asking: asked(),
            begun: Some(OfDesign {
                design: "d-1".into(),
                brief: full(),
            }),
            edited: Some(OfDesign {
                design: "d-2".into(),
                brief: "b".into(),
            }),
        };
        assert_eq!(read(&write(&whole)), whole);
        for asking in [
            Asking::Nothing,
            Asking::Unusable("# x".into()),
            Asking::Failed("f".into()),
        ] {
            let draft = Draft {
                asking,
                ..Draft::default()
            };
            assert_eq!(read(&write(&draft)), draft);
        }
        assert!(read("").is_blank() && read("[1]").is_blank());
    }

    proptest! {
        #[test]
        fn any_brief_survives_as_a_draft(brief in any()) {
            let draft = Draft { brief, ..Draft::default() };
            prop_assert_eq!(read(&write(&draft)), draft);
        }

        #[test]
        fn no_draft_panics(text in ".*") {
            let _ = read(&text);
        }
    }
}
