//! Diagrams of what happens: sequence and state.

use serde_json::Value;

use super::teller::{Names, Teller, array, first, text};

/// The numbers that mermaid.js gives the lines of a sequence.
mod line {
    pub const NOTE: i64 = 2;
    pub const DOTTED: [i64; 6] = [1, 4, 6, 25, 34, 41];
}

/// The participants, then everything that happens in order.
pub fn sequence(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let mut names = Names::default();
    let actors = &teller.model["actors"];
    let mut order: Vec<String> = teller.items("actorOrder").iter().filter_map(text).collect();
    if order.is_empty() {
        order.extend(
            actors
                .as_object()
                .into_iter()
                .flatten()
                .map(|(id, _)| id.clone()),
        );
    }
    for id in &order {
        if let Some(name) = first(&actors[id.as_str()], &["description", "name"]) {
            names.add(id, name);
        }
    }
    let shown: Vec<String> = order.iter().map(|id| names.of(id)).collect();
    teller.list(locale.said_word_actors(), &shown);
    let mut open: Vec<&'static str> = Vec::new();
    for message in teller.items("messages") {
        let number = message["type"].as_i64().unwrap_or(-1);
        let label = text(&message["message"]);
        let (from, to) = (names.at(message, "from"), names.at(message, "to"));
        match (block(number, teller), from, to) {
            (Some(Part::Opens(word)), _, _) => {
                open.push(word);
                teller.link(word, label);
            }
            (Some(Part::Continues(word)), _, _) => teller.link(word, label),
            (Some(Part::Closes), _, _) => {
                if let Some(word) = open.pop() {
                    let words = locale.said_word_end_of(word);
                    teller.say(&words);
                }
            }
            (Some(Part::Silent), _, _) => {}
            (None, Some(from), Some(to)) if number == line::NOTE => {
                let both = [from.clone(), to.clone()].join(locale.said_separator());
                let who = if from == to { from } else { both };
                teller.link(&locale.said_word_note_on(who), label);
            }
            (None, Some(from), Some(to)) => {
                let words = if from == to {
                    locale.said_link_itself(from)
                } else if line::DOTTED.contains(&number) {
                    locale.said_link_answers(from, to)
                } else {
                    locale.said_link_sends(from, to)
                };
                teller.link(&words, label);
            }
            _ => {}
        }
    }
}

/// What a line of a sequence does to the blocks.
enum Part {
    Opens(&'static str),
    Continues(&'static str),
    Closes,
    /// Says nothing: activations, backgrounds, numbering.
    Silent,
}

fn block(number: i64, teller: &Teller<'_>) -> Option<Part> {
    let locale = teller.locale;
    Some(match number {
        10 => Part::Opens(locale.said_word_looping()),
        12 => Part::Opens(locale.said_word_alternative()),
        13 => Part::Continues(locale.said_word_otherwise()),
        15 => Part::Opens(locale.said_word_optional()),
        19 | 32 => Part::Opens(locale.said_word_parallel()),
        20 => Part::Continues(locale.said_word_parallel_and()),
        27 => Part::Opens(locale.said_word_critical()),
        28 => Part::Continues(locale.said_word_option()),
        30 => Part::Opens(locale.said_word_breaking()),
        11 | 14 | 16 | 21 | 29 | 31 => Part::Closes,
        17 | 18 | 22 | 23 | 26 => Part::Silent,
        _ => return None,
    })
}

/// The states, what contains what, the notes, then the transitions.
pub fn state(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let nodes = teller.items("nodes");
    let mut names = Names::default();
    let mut states = Vec::new();
    for node in nodes {
        let id = text(&node["id"]).unwrap_or_default();
        let shape = node["shape"].as_str().unwrap_or("");
        let name = match shape {
            "stateStart" => locale.said_word_start().to_owned(),
            "stateEnd" => locale.said_word_end().to_owned(),
            "choice" => locale.said_word_choice().to_owned(),
            "fork" => locale.said_word_fork().to_owned(),
            "join" => locale.said_word_join().to_owned(),
            "divider" | "noteGroup" => continue,
            _ => first(node, &["label", "description"]).unwrap_or_else(|| id.clone()),
        };
        let is_state = !matches!(
            shape,
            "stateStart" | "stateEnd" | "choice" | "fork" | "join" | "note"
        );
        if is_state {
            states.push(name.clone());
        }
        names.add(&id, name);
    }
    teller.list(locale.said_word_states(), &states);
    for group in nodes.iter().filter(|node| is_group(node)) {
        let id = group["id"].as_str().unwrap_or("");
        let inside: Vec<String> = nodes
            .iter()
            .filter(|node| node["parentId"].as_str() == Some(id))
            .filter(|node| node["shape"].as_str() != Some("note"))
            .filter_map(|node| names.at(node, "id"))
            .collect();
        teller.list(&locale.said_word_contains(names.of(id)), &inside);
    }
    let notes: Vec<&str> = nodes
        .iter()
        .filter(|node| node["shape"].as_str() == Some("note"))
        .filter_map(|node| node["id"].as_str())
        .collect();
    for edge in teller.items("edges") {
        let ends = (first(edge, &["start", "from"]), first(edge, &["end", "to"]));
        let (Some(from), Some(to)) = ends else {
            continue;
        };
        // A note hangs on its state by an edge.
        let note = [(&from, &to), (&to, &from)]
            .into_iter()
            .find(|(note, _)| notes.contains(&note.as_str()));
        match note {
            Some((note, on)) => {
                let words = locale.said_word_note_on(names.of(on));
                teller.link(&words, Some(names.of(note)));
            }
            None => {
                let words = locale.said_link_leads(names.of(&from), names.of(&to));
                teller.link(&words, text(&edge["label"]));
            }
        }
    }
}

fn is_group(node: &Value) -> bool {
    node["isGroup"].as_bool() == Some(true)
        && !array(&node["label"]).is_empty() | node["label"].is_string()
        && !matches!(node["shape"].as_str(), Some("noteGroup" | "divider"))
}
