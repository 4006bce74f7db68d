//! What is said about every family, in both languages. The snapshots are read by people who know the
//! languages; `INSTA_UPDATE=always` writes them anew.

use super::*;
use crate::render::diagram::{draw, fixtures::fixtures};

fn said(chinese: bool) -> String {
    let locale = if chinese { Locale::Zh } else { Locale::En };
    let mut out = String::new();
    for (name, source) in fixtures() {
        let is_chinese = name.ends_with("-zh") || name == "c4container";
        let is_transcript = name.chars().nth(2) == Some('-');
        if is_chinese != chinese || is_transcript || name == "hostile" {
            continue;
        }
        let text = draw(&source, "d", locale).text.unwrap();
        out.push_str(&format!(
            "## {name}: {}\n{}\n\n",
            text.name,
            text.sentences.join("\n")
        ));
    }
    out
}

#[test]
fn every_family_is_told_in_english() {
    insta::assert_snapshot!(said(false));
}

#[test]
fn every_family_is_told_in_chinese() {
    insta::assert_snapshot!(said(true));
}

#[test]
fn what_is_left_out_is_counted() {
    let edges: String = (0..200).map(|i| format!("a{i} --> a{}\n", i + 1)).collect();
    let text = draw(&format!("flowchart TD\n{edges}"), "d", Locale::En)
        .text
        .unwrap();
    assert_eq!(text.sentences.len(), 121);
    assert_eq!(text.sentences[120], "81 more statements are in the source.");
    let long = draw(
        &format!("flowchart TD\na[{}]\n", "x".repeat(9_000)),
        "d",
        Locale::En,
    );
    assert!(
        long.text
            .unwrap()
            .sentences
            .iter()
            .all(|s| s.chars().count() < 450)
    );
}

#[test]
fn markup_and_accessible_texts_are_told_plainly() {
    let source = "flowchart TD\naccTitle: Orders\naccDescr: From web to stock\n\
                  a[\"one<br/>two <b>x</b>\"] -->|\"a &lt; b\"| b\nc ~~~ b\nd --- d\n";
    let text = draw(source, "d", Locale::En).text.unwrap();
    assert_eq!(text.name, "Flowchart: Orders");
    assert_eq!(
        text.sentences,
        [
            "From web to stock.",
            "Nodes: 4.",
            "one two x leads to b: a < b.",
            "d is connected with d.",
        ]
    );
}
