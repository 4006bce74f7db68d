//! The small part of YAML that front matter needs: one `key: value` a line.
//!
//! A value is either bare text or a JSON string, which is also a YAML double-quoted scalar: what is
//! written here is read by every YAML parser, and any text survives the round trip. Nested structures
//! are out of scope; their lines are skipped.

/// The fields of front matter, few enough to look through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The value of a field; of one that stands twice, the later.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut fields = self.0.iter().rev();
        fields.find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }
}

/// Separates front matter from the body that follows it. `None` when the text has no front matter.
#[must_use]
pub fn split(source: &str) -> Option<(Fields, &str)> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let rest = strip_line(source, "---")?;
    let mut fields = Fields::default();
    let mut remaining = rest;
    loop {
        if let Some(body) = strip_line(remaining, "---") {
            return Some((fields, body));
        }
        let (line, after) = remaining.split_once('\n')?;
        if let Some((key, value)) = line.split_once(':') {
            let nested = key.starts_with([' ', '\t', '#', '-']);
            if !nested {
                fields
                    .0
                    .push((key.trim().to_owned(), read_value(value.trim())));
            }
        }
        remaining = after;
    }
}

/// Writes fields, in the order given, between two lines of `---`.
#[must_use]
pub fn write(fields: &[(&str, &str)]) -> String {
    let mut text = String::from("---\n");
    for (key, value) in fields {
        text.push_str(key);
        text.push_str(": ");
        text.push_str(&serde_json::Value::from(*value).to_string());
        text.push('\n');
    }
    text.push_str("---\n");
    text
}

fn strip_line<'a>(source: &'a str, line: &str) -> Option<&'a str> {
    let rest = source.strip_prefix(line)?;
    let rest = rest.trim_start_matches([' ', '\t', '\r']);
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix('\n')
}

fn read_value(value: &str) -> String {
    if value.starts_with('"')
        && let Ok(text) = serde_json::from_str::<String>(value)
    {
        return text;
    }
    if let Some(inner) = value
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
    {
        return inner.replace("''", "'");
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bare_and_quoted_values_are_read() {
        let source = "---\r\nname: backend-architect\nmodel: 'o''pus'\ntitle: \"a\\nb\"\nlist:\n  - x: 1\n---\n# Body\n";
        let (fields, body) = split(source).unwrap();
        assert_eq!(fields.get("name").unwrap(), "backend-architect");
        assert_eq!(fields.get("model").unwrap(), "o'pus");
        assert_eq!(fields.get("title").unwrap(), "a\nb");
        assert!(fields.get("- x").is_none());
        assert_eq!(body, "# Body\n");
    }

    #[test]
    fn text_without_front_matter_has_none() {
        for source in ["", "# Title", "---", "---\nkey: 1\n", "----\na: b\n---\n"] {
            assert!(split(source).is_none(), "{source:?}");
        }
    }

    proptest! {
        #[test]
        fn any_value_survives_the_round_trip(value in ".*", body in "[^-].*") {
            let text = format!("{}{body}", write(&[("key", &value)]));
            let (fields, rest) = split(&text).unwrap();
            prop_assert_eq!(fields.get("key"), Some(value.as_str()));
            prop_assert_eq!(rest, body);
        }
    }
}
