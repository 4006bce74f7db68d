//! Front matter: never a panic, and what is written is read again.

use backend_architect::domain::front_matter;

use crate::input;

/// Splits the bytes, then writes them as a field's value and reads them.
pub fn check(data: &[u8]) {
    let text = input::text(data);
    if let Some((_, body)) = front_matter::split(&text) {
        assert!(text.ends_with(body));
    }
    let file = front_matter::write(&[("title", &text), ("status", "done")]);
    let read = front_matter::split(&file);
    assert_eq!(
        read.as_ref().and_then(|(fields, _)| fields.get("title")),
        Some(text.as_str())
    );
    assert_eq!(read.map(|(_, body)| body), Some(""));
}
