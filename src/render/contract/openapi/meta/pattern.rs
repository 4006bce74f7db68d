//! The regular expressions of the bundled meta-schemas, each as a plain function. A pattern that is not
//! here does not load, which a test shows for every bundled file.

/// Whether a text matches.
pub(super) type Matcher = fn(&str) -> bool;

/// The function of a pattern.
pub(super) fn matcher(pattern: &str) -> Option<Matcher> {
    Some(match pattern {
        "^x-" => |text| text.starts_with("x-"),
        "^/" | "^\\/" => |text| text.starts_with('/'),
        "^\\$ref$" => |text| text == "$ref",
        "^[^#]*$" => |text| !text.contains('#'),
        "^[^#]*#?$" => |text| !text.strip_suffix('#').unwrap_or(text).contains('#'),
        "^[^{}]+$" => |text| !text.is_empty() && !text.contains(['{', '}']),
        "^[a-zA-Z0-9\\.\\-_]+$" | "^[a-zA-Z0-9._-]+$" => |text| all(text, "._-"),
        "^[a-zA-Z0-9!#$%&'*+.^_`|~-]+$" => |text| all(text, "!#$%&'*+.^_`|~-"),
        "^[A-Za-z_][-A-Za-z0-9._]*$" => |text| {
            text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
                && all(text, "-._")
        },
        "^(get|put|post|delete|options|head|patch|trace)$" => |text| {
            matches!(
                text,
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace"
            )
        },
        "^[1-5](?:\\d{2}|XX)$" | "^[1-5](?:[0-9]{2}|XX)$" => |text| {
            let rest = text.strip_prefix(['1', '2', '3', '4', '5']);
            rest.is_some_and(|rest| rest == "XX" || rest.len() == 2 && digits(rest))
        },
        "^([0-9]{3})$|^(default)$" => |text| text == "default" || text.len() == 3 && digits(text),
        "^[Bb][Ee][Aa][Rr][Ee][Rr]$" => |text| text.eq_ignore_ascii_case("bearer"),
        "^3\\.0\\.\\d(-.+)?$" => |text| {
            let rest = text.strip_prefix("3.0.").unwrap_or_default();
            version(rest) && rest.split('-').next().unwrap_or_default().len() == 1
        },
        "^3\\.1\\.\\d+(-.+)?$" => |text| text.strip_prefix("3.1.").is_some_and(version),
        "^3\\.2\\.\\d+(-.+)?$" => |text| text.strip_prefix("3.2.").is_some_and(version),
        "^[^{}/ :\\\\]+(?::\\d+)?$" => |text| {
            let (host, port) = text.split_once(':').unwrap_or((text, "0"));
            !host.is_empty() && !host.contains(['{', '}', '/', ' ', '\\']) && digits(port)
        },
        "^(schemas|responses|parameters|examples|requestBodies|headers|securitySchemes|links|callbacks|pathItems)$" => {
            component
        }
        "^(?:schemas|responses|parameters|examples|requestBodies|headers|securitySchemes|links|callbacks|pathItems|mediaTypes)$" => {
            |text| component(text) || text == "mediaTypes"
        }
        _ => return None,
    })
}

fn all(text: &str, others: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || others.contains(letter))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A last number, and perhaps a dash and more.
fn version(text: &str) -> bool {
    match text.split_once('-') {
        Some((number, more)) => digits(number) && !more.is_empty(),
        None => digits(text),
    }
}

fn component(text: &str) -> bool {
    matches!(
        text,
        "schemas"
            | "responses"
            | "parameters"
            | "examples"
            | "requestBodies"
            | "headers"
            | "securitySchemes"
            | "links"
            | "callbacks"
            | "pathItems"
    )
}
