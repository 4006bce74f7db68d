//! The little CSS that a diagram may carry: known properties, harmless values, rules that cannot reach
//! out of the diagram.
//!
//! A strict reader: what it does not understand it drops. It must not know any colour.

/// The properties that are kept.
const PROPERTIES: [&str; 36] = [
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "color",
    "opacity",
    "stop-color",
    "stop-opacity",
    "font-size",
    "font-weight",
    "font-style",
    "text-anchor",
    "text-decoration",
    "dominant-baseline",
    "alignment-baseline",
    "baseline-shift",
    "marker-start",
    "marker-mid",
    "marker-end",
    "clip-path",
    "clip-rule",
    "display",
    "visibility",
    "overflow",
    "shape-rendering",
    "paint-order",
    "vector-effect",
    "transform",
    "white-space",
];

/// A rule that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The selectors, each within the diagram.
    pub selectors: Vec<String>,
    /// Property and value; the value may end in `!important`.
    pub declarations: Vec<(String, String)>,
}

/// Whether a name is a property that may be kept.
#[must_use]
pub fn is_property(name: &str) -> bool {
    PROPERTIES.contains(&name)
}

/// The harmless declarations of a `style` attribute or a rule's block.
#[must_use]
pub fn declarations(block: &str) -> Vec<(String, String)> {
    block
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .filter(|(name, value)| is_property(name) && is_harmless(value))
        .collect()
}

/// The rules of a style sheet whose every selector starts with `#id`; at-rules are dropped.
#[must_use]
pub fn rules(sheet: &str, id: &str) -> Vec<Rule> {
    let sheet = without_comments(sheet);
    let mut rules = Vec::new();
    let mut rest = sheet.as_str();
    while let Some(open) = rest.find('{') {
        let (prelude, body) = (
            rest.get(..open).unwrap_or(""),
            rest.get(open..).unwrap_or(""),
        );
        let end = block_end(body);
        let block = body.get(1..end.saturating_sub(1)).unwrap_or("");
        rest = body.get(end..).unwrap_or("");
        // A statement such as `@import …;` may precede the rule: drop both.
        if prelude.contains(['@', ';', '}']) || block.contains('{') {
            continue;
        }
        let selectors: Vec<String> = split_selectors(prelude)
            .into_iter()
            .filter(|selector| is_scoped(selector, id))
            .collect();
        let declarations = declarations(block);
        if !selectors.is_empty() && !declarations.is_empty() {
            rules.push(Rule {
                selectors,
                declarations,
            });
        }
    }
    rules
}

/// The offset just after the brace that closes the block that starts `body`.
fn block_end(body: &str) -> usize {
    let mut depth = 0_usize;
    for (index, byte) in body.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return index + 1;
                }
            }
            _ => {}
        }
    }
    body.len()
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// Splits at commas outside parentheses and brackets.
fn split_selectors(prelude: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    for character in prelude.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(character);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

/// Whether a selector starts with `#id` and combines only downwards from there.
fn is_scoped(selector: &str, id: &str) -> bool {
    let Some(rest) = selector
        .strip_prefix('#')
        .and_then(|selector| selector.strip_prefix(id))
    else {
        return false;
    };
    let starts_elsewhere = rest
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\\' | '+' | '~'));
    // `#id + x` and `#id ~ x` would select outside the diagram.
    let sideways = rest.trim_start().starts_with(['+', '~']);
    let known = rest.chars().all(|c| {
        c.is_alphanumeric()
            || matches!(
                c,
                ' ' | '.'
                    | '#'
                    | '-'
                    | '_'
                    | '*'
                    | '>'
                    | ':'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '='
                    | '"'
                    | '\''
                    | '^'
                    | '$'
                    | '+'
                    | '~'
                    | ','
            )
    });
    !starts_elsewhere && !sideways && known
}

/// Whether a value can do nothing but style: no escapes, no functions but colours, no references but
/// `url(#fragment)`.
fn is_harmless(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    if value.is_empty()
        || value.len() > 200
        || !value.chars().all(|c| {
            c.is_alphanumeric()
                || matches!(
                    c,
                    ' ' | '#' | '.' | ',' | '%' | '-' | '+' | '(' | ')' | '_' | '!' | '/'
                )
        })
        || lower.contains("//")
    {
        return false;
    }
    lower.match_indices('(').all(|(index, _)| {
        let before = lower.get(..index).unwrap_or("");
        let start = before
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .map_or(0, |at| at + 1);
        match before.get(start..).unwrap_or("") {
            "rgb" | "rgba" | "hsl" | "hsla" | "matrix" | "translate" | "scale" | "rotate" => true,
            "url" => lower
                .get(index..)
                .is_some_and(|rest| rest.starts_with("(#")),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_properties_with_harmless_values_pass() {
        for (block, expected) in [
            (
                "fill:#fff; stroke : red",
                vec![("fill", "#fff"), ("stroke", "red")],
            ),
            ("fill:url(https://evil.example/x)", vec![]),
            ("fill:url(//evil.example/x)", vec![]),
            (
                "marker-end:url(#d1-arrow)",
                vec![("marker-end", "url(#d1-arrow)")],
            ),
            ("marker-end:url(\"#a\")", vec![]),
            ("background-image:red;position:fixed", vec![]),
            ("fill:expression(alert(1))", vec![]),
            ("fill:\\75rl(x)", vec![]),
            ("fill:var(--x)", vec![]),
            (
                "fill:rgba(0,0,0,.1) !important",
                vec![("fill", "rgba(0,0,0,.1) !important")],
            ),
            ("FILL:red", vec![("fill", "red")]),
        ] {
            let found = declarations(block);
            let found: Vec<_> = found
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect();
            assert_eq!(found, expected, "{block}");
        }
    }

    #[test]
    fn rules_stay_within_the_diagram() {
        for (sheet, expected) in [
            ("#d1 .node{fill:red}", 1),
            ("#d1{fill:red}", 1),
            ("#d12 .node{fill:red}", 0),
            ("#d1-x .node{fill:red}", 0),
            ("body{fill:red}", 0),
            ("#d1 ~ p{fill:red}", 0),
            ("#d1+p{fill:red}", 0),
            ("#d1 .a,body{fill:red}", 1),
            ("@import url(x);#d1 .a{fill:red}", 0),
            ("@keyframes dash{to{fill:red}}#d1 .a{fill:red}", 1),
            ("@media screen{#d1 .a{fill:red}}", 0),
            ("/* } */#d1 .a{fill:red}", 1),
            ("#d1 .a{fill:red;}</style>", 1),
        ] {
            assert_eq!(rules(sheet, "d1").len(), expected, "{sheet}");
        }
    }
}
