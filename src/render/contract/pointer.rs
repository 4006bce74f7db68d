//! JSON pointers for findings, bounded in length: a hostile text with huge keys costs no more than its size.

use super::resolve::escaped;

/// Longer pointers help nobody find anything.
const MAX_LENGTH: usize = 600;

/// The pointer to a key or index below another; a pointer that is too long stays as it is.
pub(super) fn below(pointer: &str, key: impl AsRef<str>) -> String {
    let key = key.as_ref();
    if pointer.len() + key.len() > MAX_LENGTH {
        return if pointer.ends_with('…') {
            pointer.to_owned()
        } else {
            format!("{pointer}/…")
        };
    }
    format!("{pointer}/{}", escaped(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_escaped_and_end_somewhere() {
        assert_eq!(below("/channels", "a/b~c"), "/channels/a~1b~0c");
        let long = below("/channels", "x".repeat(1_000));
        assert_eq!(long, "/channels/…");
        assert_eq!(below(&long, "y".repeat(1_000)), "/channels/…");
    }
}
