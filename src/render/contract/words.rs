//! Says in a few words what a schema allows: `array of Order`, `integer (int64)`, `≥ 1 ≤ 100`.

use super::schema::{Additional, Choice, Schema};
use crate::domain::locale::Locale;

/// The type in words.
pub(super) fn type_words(schema: &Schema<'_>, locale: Locale) -> String {
    let mut words = base(schema, locale);
    if schema.nullable && !words.is_empty() {
        words = locale.contract_or_null(words);
    } else if schema.nullable {
        words = "null".into();
    }
    if words.is_empty() {
        words = locale.contract_any_type().into();
    }
    words
}

fn base(schema: &Schema<'_>, locale: Locale) -> String {
    if let Some(items) = &schema.items {
        let items = type_words(items, locale);
        let array = locale.contract_array_of(items);
        let others: Vec<&str> = others(schema, "array");
        return join(array, &others, locale);
    }
    let plain = plain(schema, locale);
    match &schema.name {
        Some(name) if plain.is_empty() || plain == "object" => name.clone(),
        Some(name) => format!("{name} · {plain}"),
        None => plain,
    }
}

fn others<'a>(schema: &Schema<'a>, but: &str) -> Vec<&'a str> {
    let kinds = schema.kinds.iter().copied();
    kinds.filter(|kind| *kind != but).collect()
}

fn join(first: String, others: &[&str], locale: Locale) -> String {
    others
        .iter()
        .fold(first, |words, kind| locale.contract_or(words, kind))
}

fn plain(schema: &Schema<'_>, locale: Locale) -> String {
    if schema.kinds.is_empty() {
        return choice(schema, locale);
    }
    if let Additional::Of(value) = &schema.additional
        && schema.properties.is_empty()
        && schema.name.is_none()
    {
        return locale.contract_map_of(type_words(value, locale));
    }
    let (first, rest) = (schema.kinds[0].to_owned(), &schema.kinds[1..]);
    let words = join(first, rest, locale);
    match schema.format {
        Some(format) => format!("{words} ({format})"),
        None => words,
    }
}

fn choice(schema: &Schema<'_>, locale: Locale) -> String {
    let Some((choice, options)) = schema.alternatives.first() else {
        return String::new();
    };
    if options.len() <= 3 && options.iter().all(|option| option.name.is_some()) {
        let names = options.iter().filter_map(|option| option.name.as_deref());
        let names: Vec<&str> = names.collect();
        return join(names[0].to_owned(), &names[1..], locale);
    }
    match choice {
        Choice::OneOf => locale.contract_one_of_count(options.len()),
        Choice::AnyOf => locale.contract_any_of_count(options.len()),
    }
}

/// The bounds in words; empty when there are none.
pub(super) fn limits(schema: &Schema<'_>, locale: Locale) -> String {
    let mut words = Vec::new();
    bounds(schema, &mut words);
    for (least, most, unit) in [
        ("minLength", "maxLength", Unit::Characters),
        ("minItems", "maxItems", Unit::Items),
        ("minProperties", "maxProperties", Unit::Properties),
        ("minContains", "maxContains", Unit::Matching),
    ] {
        let range = match (schema.text(least), schema.text(most)) {
            (Some(low), Some(high)) if low == high => low.to_owned(),
            (Some(low), Some(high)) => format!("{low}–{high}"),
            (Some(low), None) => format!("≥ {low}"),
            (None, Some(high)) => format!("≤ {high}"),
            (None, None) => continue,
        };
        words.push(match unit {
            Unit::Characters => locale.contract_characters(range),
            Unit::Items => locale.contract_items(range),
            Unit::Properties => locale.contract_properties(range),
            Unit::Matching => locale.contract_matching(range),
        });
    }
    if let Some(step) = schema.text("multipleOf") {
        words.push(locale.contract_multiple_of(step));
    }
    if schema.is_true("uniqueItems") {
        words.push(locale.contract_unique().into());
    }
    words.join(" ")
}

enum Unit {
    Characters,
    Items,
    Properties,
    Matching,
}

/// `≥ 1 ≤ 100`; before 3.1 `exclusiveMinimum` is a flag, since then a number.
fn bounds(schema: &Schema<'_>, words: &mut Vec<String>) {
    for (bound, exclusive, sign, strict) in [
        ("minimum", "exclusiveMinimum", "≥", ">"),
        ("maximum", "exclusiveMaximum", "≤", "<"),
    ] {
        let value = schema.text(bound);
        match schema.text(exclusive) {
            Some("true") => words.extend(value.map(|value| format!("{strict} {value}"))),
            Some("false") | None => words.extend(value.map(|value| format!("{sign} {value}"))),
            Some(limit) => {
                words.extend(value.map(|value| format!("{sign} {value}")));
                words.push(format!("{strict} {limit}"));
            }
        }
    }
}
