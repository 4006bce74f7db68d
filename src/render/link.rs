//! Which links may be followed. Everything that is not plainly allowed is dropped.

use crate::domain::bidi;

/// A link target that may be put into `href`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Leaves the page: opened in a new window without a referrer.
    External {
        /// The address, without characters that need care beyond HTML escaping.
        href: String,
        /// The host, or the mail address, for people to read.
        host: String,
    },
    /// A place in the same document: `#id`.
    Fragment(String),
}

/// Judges a link target after Markdown's own decoding of entities and escapes; `None` drops it.
///
/// Browsers strip tabs and line ends anywhere and controls at the ends of an address (WHATWG URL,
/// "basic URL parser"), so these go first. Then only `http://host`, `https://host`, `mailto:` and
/// `#fragment` pass; a user name before the host is refused because it disguises the host, and a
/// fragment that reads as a route of the page (`#/…`) because following it would leave the design.
#[must_use]
pub fn judge(target: &str) -> Option<Target> {
    let cleaned: String = target
        .trim_matches(|c: char| c <= ' ' || c == '\u{7f}')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    if cleaned.contains(|c: char| c.is_control()) {
        return None;
    }
    if let Some(fragment) = cleaned.strip_prefix('#') {
        return (!fragment.starts_with('/') && !fragment.is_empty())
            .then(|| Target::Fragment(encode(&cleaned)));
    }
    let (scheme, rest) = cleaned.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        scheme @ ("http" | "https") => web(scheme, rest),
        "mailto" => mail(rest),
        _ => None,
    }
}

fn web(scheme: &str, rest: &str) -> Option<Target> {
    let rest = rest.strip_prefix("//")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..end];
    let sound = host
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']' | '%'));
    let named = host.starts_with('[') || host.starts_with(|c: char| c.is_alphanumeric());
    (sound && named).then(|| Target::External {
        href: format!("{scheme}://{}", encode(rest)),
        host: host.to_owned(),
    })
}

fn mail(rest: &str) -> Option<Target> {
    let address = rest.split('?').next().unwrap_or(rest);
    (address.contains('@') && !rest.contains(['<', '>', '"', ' '])).then(|| Target::External {
        href: format!("mailto:{}", encode(rest)),
        host: address.to_owned(),
    })
}

/// Percent-encodes what an address must not contain literally; leaves letters of all scripts readable.
fn encode(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        if bidi::is_control(c) || matches!(c, ' ' | '"' | '<' | '>' | '\\' | '`' | '{' | '}' | '|')
        {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn href(target: &str) -> Option<String> {
        judge(target).map(|target| match target {
            Target::External { href, .. } => href,
            Target::Fragment(href) => href,
        })
    }

    #[test]
    fn only_plain_targets_pass() {
        for (target, expected) in [
            ("https://example.com/a b", Some("https://example.com/a%20b")),
            (" HTTPS://Example.com ", Some("https://Example.com")),
            ("ht\ntps://example.com", Some("https://example.com")),
            ("https://例子.com/路径", Some("https://例子.com/路径")),
            ("http://[::1]:8080/", Some("http://[::1]:8080/")),
            (
                "mailto:a@example.com?subject=x",
                Some("mailto:a@example.com?subject=x"),
            ),
            ("#api-contracts", Some("#api-contracts")),
            (
                "https://example.com/\u{202E}x",
                Some("https://example.com/%E2%80%AEx"),
            ),
            ("#/settings", None),
            ("#", None),
            ("javascript:alert(1)", None),
            ("JaVa\tScript:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("vbscript:x", None),
            ("//example.com", None),
            ("https:example.com", None),
            ("https:\\\\example.com", None),
            ("https://", None),
            ("https://bank.com@evil.com/", None),
            ("https://a\u{0}b.com", None),
            ("file:///etc/passwd", None),
            ("blob:https://example.com/1", None),
            ("mailto:nobody", None),
            ("./other.md", None),
            ("/root", None),
            ("", None),
        ] {
            assert_eq!(href(target).as_deref(), expected, "{target:?}");
        }
    }
}
