//! Repairs of entity-relationship diagrams.

use super::{Line, indent};

/// Changes every attribute line, that is every line within an entity's braces.
fn edit(lines: &[Line], change: impl Fn(&str) -> Option<String>) -> Vec<Line> {
    let mut inside = false;
    lines
        .iter()
        .map(|line| {
            let text = line.text.trim();
            let mut new = None;
            if text.ends_with('{') && !text.contains("--") && !text.contains("..") {
                inside = true;
            } else if text == "}" {
                inside = false;
            } else if inside && !text.is_empty() && !text.starts_with("%%") {
                new = change(&line.text);
            }
            Line {
                number: line.number,
                text: new.unwrap_or_else(|| line.text.clone()),
            }
        })
        .collect()
}

/// `varchar email NOT NULL` → `varchar email "NOT NULL"`; `PRIMARY KEY` → `PK`.
pub fn constraints(lines: &[Line]) -> Vec<Line> {
    edit(lines, |text| {
        let upper = text.to_ascii_uppercase();
        let bare = upper.split('"').next().unwrap_or("");
        let is_sql = [
            " NOT NULL",
            " PRIMARY KEY",
            " FOREIGN KEY",
            " UNIQUE",
            " DEFAULT ",
            " NULL",
            " REFERENCES ",
        ]
        .iter()
        .any(|words| bare.contains(words));
        if is_sql { attribute(text) } else { None }
    })
}

/// Any attribute in the one form that parses: type, name, keys, comment.
pub fn attributes(lines: &[Line]) -> Vec<Line> {
    edit(lines, attribute)
}

fn attribute(text: &str) -> Option<String> {
    let (plain, comment) = match text.split_once('"') {
        Some((plain, comment)) => (plain, comment.trim_end().trim_end_matches('"')),
        None => (text, ""),
    };
    let plain = plain.trim().trim_end_matches([',', ';']);
    let upper = plain.to_ascii_uppercase();
    let mut keys = Vec::new();
    for (words, key) in [
        ("PRIMARY KEY", "PK"),
        ("FOREIGN KEY", "FK"),
        ("UNIQUE KEY", "UK"),
        ("UNIQUE", "UK"),
    ] {
        if upper.contains(words) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    let mut tokens = tokens(plain).into_iter();
    let (kind, name) = (tokens.next()?, tokens.next()?);
    let (kind, mut notes) = split_type(&kind);
    let mut rest: Vec<String> = tokens.collect();
    rest.retain(|token| {
        let token = token.trim_matches(',').to_ascii_uppercase();
        let parts: Vec<&str> = token.split(',').collect();
        let are_keys = parts.iter().all(|part| matches!(*part, "PK" | "FK" | "UK"));
        for part in &parts {
            if let Some(key) = ["PK", "FK", "UK"]
                .into_iter()
                .find(|key| are_keys && key == part)
                && !keys.contains(&key)
            {
                keys.push(key);
            }
        }
        !(are_keys
            || matches!(
                token.as_str(),
                "PRIMARY" | "FOREIGN" | "UNIQUE" | "KEY" | ""
            ))
    });
    if !rest.is_empty() {
        notes.push(rest.join(" "));
    }
    if !comment.is_empty() {
        notes.push(comment.to_owned());
    }
    let name = identifier(&name);
    let keys = if keys.is_empty() {
        String::new()
    } else {
        format!(" {}", keys.join(", "))
    };
    let note = notes.join("; ").replace('"', "'");
    let note = if note.is_empty() {
        note
    } else {
        format!(" \"{note}\"")
    };
    Some(format!("{}{kind} {name}{keys}{note}", indent(text)))
}

/// Splits at spaces outside parentheses.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let mut depth = 0_i32;
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if character.is_whitespace() && depth <= 0 {
            tokens.push(String::new());
        } else if let Some(token) = tokens.last_mut() {
            token.push(character);
        }
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

/// `enum('a','b')` → `enum` and a note; `numeric(12,2)` stays.
fn split_type(kind: &str) -> (String, Vec<String>) {
    if let Some((name, values)) = kind.split_once('(')
        && !values
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ",) ".contains(c))
    {
        return (
            identifier(name),
            vec![values.trim_end_matches(')').to_owned()],
        );
    }
    (kind.replace(' ', "").replace(['<', '>'], "~"), Vec::new())
}

fn identifier(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_alphanumeric() || "_-*".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect()
}

/// `A ||--o{ B : places an order` → a quoted label; a missing label becomes an empty one.
pub fn relationships(lines: &[Line]) -> Vec<Line> {
    super::map(lines, |text| {
        let is_relation = ["||", "|{", "|o", "}o", "}|", "o{", "o|"]
            .iter()
            .any(|end| text.contains(end))
            && (text.contains("--") || text.contains(".."))
            && !text.trim().starts_with("%%");
        if !is_relation {
            return None;
        }
        let text = text.replacen('：', ":", usize::from(!text.contains(':')));
        match text.split_once(':') {
            None => Some(format!("{} : \"\"", text.trim_end())),
            Some((head, label)) => {
                let label = label.trim().trim_matches('"').replace('"', "'");
                Some(format!("{}: \"{label}\"", head.trim_end().to_owned() + " "))
            }
        }
    })
}
