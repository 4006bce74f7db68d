//! Diagrams of work and time: gantt, timeline, Git graph, journey, kanban.

use serde_json::Value;

use super::teller::{Names, Teller, array, first, number, text};
use crate::domain::calendar;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// Each section's tasks with their dates.
pub fn gantt(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let tasks = teller.items("tasks");
    teller.count(locale.said_word_tasks(), tasks.len());
    for section in sections(tasks, "section") {
        let of_section: Vec<String> = tasks
            .iter()
            .filter(|task| text(&task["section"]) == section)
            .filter_map(|task| {
                let name = first(task, &["task", "description"])?;
                let flag = |key: &str| task[key].as_bool() == Some(true);
                let time = |keys: [&str; 2]| keys.iter().find_map(|key| task[*key].as_i64());
                let start = time(["startTime", "startMs"]);
                let end = time(["endTime", "endMs"]);
                let mut facts = Vec::new();
                match (start.map(date), end.map(date)) {
                    (Some(start), Some(end)) if start != end => {
                        facts.push(locale.said_range(start, end));
                    }
                    (Some(start), _) => facts.push(start),
                    _ => {}
                }
                for (key, word) in [
                    ("milestone", locale.said_word_milestone()),
                    ("crit", locale.said_word_caution()),
                    ("done", locale.said_word_done()),
                ] {
                    if flag(key) {
                        facts.push(word.to_owned());
                    }
                }
                Some(locale.said_aside(facts.join(locale.said_separator()), name))
            })
            .collect();
        let name = section.unwrap_or_else(|| locale.said_word_tasks().to_owned());
        teller.list(&name, &of_section);
    }
}

/// The distinct values of a key, in order.
fn sections(items: &[Value], key: &str) -> Vec<Option<String>> {
    let mut found: Vec<Option<String>> = Vec::new();
    for item in items {
        let section = text(&item[key]);
        if !found.contains(&section) {
            found.push(section);
        }
    }
    found
}

/// The date of a moment, and its time of day unless it is midnight.
fn date(milliseconds: i64) -> String {
    let (year, month, day) = calendar::civil(milliseconds.div_euclid(DAY));
    let minutes = milliseconds.rem_euclid(DAY) / 60_000;
    if minutes == 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!(
            "{year:04}-{month:02}-{day:02} {:02}:{:02}",
            minutes / 60,
            minutes % 60
        )
    }
}

/// Each section's periods with what happened in them.
pub fn timeline(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let tasks = teller.items("tasks");
    teller.count(locale.said_word_periods(), tasks.len());
    for section in sections(tasks, "section") {
        let of_section = || {
            tasks
                .iter()
                .filter(|task| text(&task["section"]) == section)
        };
        if let Some(name) = &section {
            let periods: Vec<String> = of_section()
                .filter_map(|task| text(&task["task"]))
                .collect();
            teller.list(name, &periods);
        }
        for task in of_section() {
            let events: Vec<String> = array(&task["events"]).iter().filter_map(text).collect();
            teller.list(&text(&task["task"]).unwrap_or_default(), &events);
        }
    }
}

/// Branches, then commits, merges and cherry-picks in order.
pub fn git(teller: &mut Teller<'_>) {
    const MERGE: i64 = 3;
    const CHERRY_PICK: i64 = 4;
    let locale = teller.locale;
    let branches: Vec<String> = teller
        .items("branches")
        .iter()
        .filter_map(|branch| first(branch, &["name"]).or_else(|| text(branch)))
        .collect();
    teller.list(locale.said_word_branches(), &branches);
    let commits = teller.items("commits");
    teller.count(locale.said_word_commits(), commits.len());
    let mut on = Names::default();
    for commit in commits {
        if let (Some(id), Some(branch)) = (text(&commit["id"]), text(&commit["branch"])) {
            on.add(&id, branch);
        }
    }
    for commit in commits {
        let branch = text(&commit["branch"]).unwrap_or_default();
        let id = text(&commit["id"]).unwrap_or_default();
        let tags: Vec<String> = array(&commit["tags"]).iter().filter_map(text).collect();
        let tags = (!tags.is_empty()).then(|| tags.join(locale.said_separator()));
        let parent = array(&commit["parents"]).get(1).and_then(text);
        let words = match (
            commit["type"].as_i64().or(commit["commitType"].as_i64()),
            parent,
        ) {
            (Some(MERGE), Some(parent)) => locale.said_link_merges(on.of(&parent), branch),
            (Some(CHERRY_PICK), Some(parent)) => locale.said_link_picks(parent, branch),
            _ => locale.said_link_commits(id, branch),
        };
        teller.link(&words, tags);
    }
}

/// Each section's tasks with score and people.
pub fn journey(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let actors: Vec<String> = teller.items("actors").iter().filter_map(text).collect();
    teller.list(locale.said_word_people(), &actors);
    let tasks = teller.items("tasks");
    for section in sections(tasks, "section") {
        let of_section: Vec<String> = tasks
            .iter()
            .filter(|task| text(&task["section"]) == section)
            .filter_map(|task| {
                let mut facts = vec![locale.said_word_score(number(&task["score"]))];
                facts.extend(array(&task["people"]).iter().filter_map(text));
                let facts = facts.join(locale.said_separator());
                Some(locale.said_aside(facts, text(&task["task"])?))
            })
            .collect();
        let name = section.unwrap_or_else(|| locale.said_word_tasks().to_owned());
        teller.list(&name, &of_section);
    }
}

/// Each column's cards.
pub fn kanban(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let nodes = teller.items("nodes");
    let columns = teller.items("sections");
    let cards: Vec<&Value> = nodes
        .iter()
        .filter(|node| node["isGroup"].as_bool() != Some(true))
        .collect();
    teller.count(locale.said_word_columns(), columns.len());
    teller.count(locale.said_word_cards(), cards.len());
    for column in columns {
        let id = column["id"].as_str();
        let inside: Vec<String> = cards
            .iter()
            .filter(|card| card["parentId"].as_str() == id)
            .filter_map(|card| {
                let name = text(&card["label"])?;
                let facts: Vec<String> = ["ticket", "assigned", "priority"]
                    .iter()
                    .filter_map(|key| text(&card[*key]))
                    .collect();
                let facts = facts.join(locale.said_separator());
                Some(if facts.is_empty() {
                    name
                } else {
                    locale.said_aside(facts, name)
                })
            })
            .collect();
        let name = text(&column["label"]).unwrap_or_default();
        if inside.is_empty() {
            teller.count(&name, 0);
        } else {
            teller.list(&name, &inside);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_of_the_civil_calendar() {
        for (milliseconds, expected) in [
            (0, "1970-01-01"),
            (951_782_400_000, "2000-02-29"),
            (1_767_571_200_000, "2026-01-05"),
            (-86_400_000, "1969-12-31"),
            (64_140_000, "1970-01-01 17:49"),
        ] {
            assert_eq!(date(milliseconds), expected);
        }
    }
}
