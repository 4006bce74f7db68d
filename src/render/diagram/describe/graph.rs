//! Diagrams of boxes and lines: flowchart, architecture, block, mind map.

use std::collections::{HashMap, HashSet};

use super::teller::{Names, Teller, array, first, text};

/// Counts, groups with what is in them, connections, then what is not connected.
pub fn flowchart(teller: &mut Teller<'_>) {
    let (locale, nodes) = (teller.locale, teller.items("nodes"));
    let mut names = Names::default();
    for node in nodes {
        let id = text(&node["id"]).unwrap_or_default();
        let name = text(&node["label"]).unwrap_or_else(|| id.clone());
        names.add(&id, name);
    }
    let groups = teller.items("subgraphs");
    for group in groups {
        if let (Some(id), Some(title)) = (text(&group["id"]), text(&group["title"])) {
            names.add(&id, title);
        }
    }
    teller.count(locale.said_word_nodes(), nodes.len());
    let shaped = |shapes: &[&str]| -> Vec<String> {
        nodes
            .iter()
            .filter(|node| {
                first(node, &["shape", "layoutShape"]).is_some_and(|s| shapes.contains(&s.as_str()))
            })
            .filter_map(|node| names.at(node, "id"))
            .collect()
    };
    let stores = shaped(&[
        "cylinder", "cyl", "database", "db", "lin-cyl", "h-cyl", "disk",
    ]);
    let decisions = shaped(&["diamond", "diam", "rhombus", "question", "decision"]);
    teller.list(locale.said_word_stores(), &stores);
    teller.list(locale.said_word_decisions(), &decisions);
    teller.count(locale.said_word_groups(), groups.len());
    for group in groups {
        let inside: Vec<String> = array(&group["nodes"])
            .iter()
            .filter_map(text)
            .map(|id| names.of(&id))
            .collect();
        let title = names.at(group, "id").unwrap_or_default();
        teller.list(&locale.said_word_contains(title), &inside);
    }
    let mut connected = HashSet::new();
    for edge in teller.items("edges") {
        connected.extend(text(&edge["from"]));
        connected.extend(text(&edge["to"]));
        if edge["stroke"].as_str() == Some("invisible") {
            continue;
        }
        let (Some(from), Some(to)) = (names.at(edge, "from"), names.at(edge, "to")) else {
            continue;
        };
        let words = match edge["type"].as_str().unwrap_or("") {
            "arrow_open" => locale.said_link_linked(from, to),
            kind if kind.starts_with("double") => locale.said_link_both(from, to),
            _ => locale.said_link_leads(from, to),
        };
        teller.link(&words, text(&edge["label"]));
    }
    let lonely: Vec<String> = nodes
        .iter()
        .filter(|node| text(&node["id"]).is_some_and(|id| !connected.contains(&id)))
        .filter_map(|node| names.at(node, "id"))
        .collect();
    teller.list(locale.said_word_unconnected(), &lonely);
}

/// Groups, services and the lines between them.
pub fn architecture(teller: &mut Teller<'_>) {
    let (locale, groups, services) = (
        teller.locale,
        teller.items("groups"),
        teller.items("services"),
    );
    let mut names = Names::default();
    for item in groups.iter().chain(services) {
        if let (Some(id), Some(title)) = (text(&item["id"]), text(&item["title"])) {
            names.add(&id, title);
        }
    }
    for junction in teller.items("junctions") {
        if let Some(id) = text(&junction["id"]) {
            names.add(&id, locale.said_word_junction().to_owned());
        }
    }
    let inside = |group: Option<&str>| -> Vec<String> {
        services
            .iter()
            .chain(groups)
            .filter(|item| item["in"].as_str() == group)
            .filter_map(|item| {
                let name = names.at(item, "id")?;
                Some(match text(&item["icon"]) {
                    Some(icon) => locale.said_aside(icon, name),
                    None => name,
                })
            })
            .collect()
    };
    teller.count(locale.said_word_groups(), groups.len());
    teller.count(locale.said_word_services(), services.len());
    teller.list(locale.said_word_nodes(), &inside(None));
    for group in groups {
        let title = names.at(group, "id").unwrap_or_default();
        teller.list(
            &locale.said_word_contains(title),
            &inside(group["id"].as_str()),
        );
    }
    for edge in teller.items("edges") {
        let (Some(from), Some(to)) = (names.at(edge, "lhsId"), names.at(edge, "rhsId")) else {
            continue;
        };
        let into = |key: &str| edge[key].as_bool().unwrap_or(false);
        let words = match (into("lhsInto"), into("rhsInto")) {
            (true, true) => locale.said_link_both(from, to),
            (true, false) => locale.said_link_leads(to, from),
            (false, true) => locale.said_link_leads(from, to),
            (false, false) => locale.said_link_linked(from, to),
        };
        teller.link(&words, text(&edge["title"]));
    }
}

/// Blocks and the arrows between them.
pub fn block(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let mut names = Names::default();
    let mut shown = Vec::new();
    for block in teller.items("blocksFlat") {
        let id = text(&block["id"]).unwrap_or_default();
        let is_layout = matches!(
            first(block, &["type", "blockType", "block_type"]).as_deref(),
            Some("space" | "column-setting" | "edge" | "composite")
        );
        let label = text(&block["label"]);
        let is_group = !array(&block["children"]).is_empty() && label.as_deref() == Some(&id);
        if is_layout || is_group || id.is_empty() || id == "root" {
            continue;
        }
        let name = label.unwrap_or_else(|| id.clone());
        names.add(&id, name.clone());
        shown.push(name);
    }
    shown.dedup();
    teller.list(locale.said_word_nodes(), &shown);
    for edge in teller.items("edges") {
        if let (Some(from), Some(to)) = (names.at(edge, "start"), names.at(edge, "end")) {
            teller.link(&locale.said_link_leads(from, to), text(&edge["label"]));
        }
    }
}

/// Every topic that has others below it, with those.
pub fn mindmap(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let mut names = Names::default();
    let mut order = Vec::new();
    for node in teller.items("nodes") {
        if let Some(id) = text(&node["id"]) {
            names.add(&id, first(node, &["label", "descr"]).unwrap_or_default());
            order.push(id);
        }
    }
    let mut below: HashMap<String, Vec<String>> = HashMap::new();
    for edge in teller.items("edges") {
        let ends = (
            first(edge, &["start", "from", "source"]),
            first(edge, &["end", "to", "target"]),
        );
        if let (Some(from), Some(to)) = ends {
            below.entry(from).or_default().push(names.of(&to));
        }
    }
    teller.count(locale.said_word_nodes(), order.len());
    for id in &order {
        match below.get(id) {
            Some(children) => teller.list(&names.of(id), children),
            None if order.len() == 1 => teller.say(&names.of(id)),
            None => {}
        }
    }
}
