//! Diagrams of numbers: pie, quadrant, Sankey, packet, chart.

use serde_json::Value;

use super::teller::{Teller, array, number, text};

/// Each slice with its value and its share.
pub fn pie(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let sections = teller.items("sections");
    let value = |section: &Value| section["value"].as_f64().unwrap_or(0.0);
    let total: f64 = sections.iter().map(value).sum();
    let shares: Vec<String> = sections
        .iter()
        .filter_map(|section| {
            let share = if total > 0.0 {
                100.0 * value(section) / total
            } else {
                0.0
            };
            let facts = [number(&section["value"]), format!("{share:.0} %")];
            Some(locale.said_aside(
                facts.join(locale.said_separator()),
                text(&section["label"])?,
            ))
        })
        .collect();
    teller.list(locale.said_word_shares(), &shares);
}

/// The axes, then each point with its quadrant.
pub fn quadrant(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let (axes, quadrants) = (&teller.model["axes"], &teller.model["quadrants"]);
    for (word, low, high) in [
        (locale.said_word_axis_x(), "xAxisLeftText", "xAxisRightText"),
        (locale.said_word_axis_y(), "yAxisBottomText", "yAxisTopText"),
    ] {
        let range = match (text(&axes[low]), text(&axes[high])) {
            (Some(low), Some(high)) => Some(locale.said_range(low, high)),
            (low, high) => low.or(high),
        };
        teller.list(word, &range.into_iter().collect::<Vec<_>>());
    }
    for point in teller.items("points") {
        let (x, y) = (&point["x"], &point["y"]);
        let place = match (x.as_f64() >= Some(0.5), y.as_f64() >= Some(0.5)) {
            (true, true) => "quadrant1Text",
            (false, true) => "quadrant2Text",
            (false, false) => "quadrant3Text",
            (true, false) => "quadrant4Text",
        };
        let mut facts = vec![format!("{} / {}", number(x), number(y))];
        facts.extend(text(&quadrants[place]).map(|name| locale.said_word_quadrant(name)));
        teller.list(&text(&point["text"]).unwrap_or_default(), &facts);
    }
}

/// Each flow with its amount.
pub fn sankey(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let graph = &teller.model["graph"];
    teller.count(locale.said_word_nodes(), array(&graph["nodes"]).len());
    for link in array(&graph["links"]) {
        if let (Some(from), Some(to)) = (text(&link["source"]), text(&link["target"])) {
            let words = locale.said_link_flows(from, to);
            teller.link(&words, Some(number(&link["value"])));
        }
    }
}

/// Each field with its bits; a field that spans rows is one field.
pub fn packet(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    let mut fields: Vec<(String, String, String)> = Vec::new();
    for block in teller.items("packet").iter().flat_map(array) {
        let label = text(&block["label"]).unwrap_or_default();
        let (start, end) = (number(&block["start"]), number(&block["end"]));
        match fields.last_mut() {
            Some(last) if last.2 == label && follows(&last.1, &start) => last.1 = end,
            _ => fields.push((start, end, label)),
        }
    }
    for (start, end, label) in fields {
        let words = if start == end {
            locale.said_word_bit(start)
        } else {
            locale.said_word_bits(start, end)
        };
        teller.list(&words, &[label]);
    }
}

fn follows(end: &str, start: &str) -> bool {
    matches!((end.parse::<i64>(), start.parse::<i64>()), (Ok(end), Ok(start)) if end.checked_add(1) == Some(start))
}

/// The axes, then every series with its values.
pub fn xychart(teller: &mut Teller<'_>) {
    let locale = teller.locale;
    for (word, key) in [
        (locale.said_word_axis_x(), "xAxis"),
        (locale.said_word_axis_y(), "yAxis"),
    ] {
        let axis = &teller.model[key];
        let mut facts: Vec<String> = text(&axis["title"]).into_iter().collect();
        if !axis["min"].is_null() {
            facts.push(locale.said_range(number(&axis["min"]), number(&axis["max"])));
        }
        teller.list(word, &facts);
    }
    for plot in teller.items("plots") {
        let values: Vec<String> = array(&plot["data"])
            .iter()
            .filter_map(|pair| {
                let pair = array(pair);
                let value = number(pair.get(1)?);
                Some(match pair.first().and_then(text) {
                    Some(name) => format!("{name} {value}"),
                    None => value,
                })
            })
            .collect();
        let kind = if plot["type"].as_str() == Some("line") {
            locale.said_word_lines()
        } else {
            locale.said_word_bars()
        };
        let name = text(&plot["title"])
            .map_or_else(|| kind.to_owned(), |title| locale.said_titled(kind, title));
        teller.list(&name, &values);
    }
}
