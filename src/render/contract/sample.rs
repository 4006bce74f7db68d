//! Example values of schema languages as JSON text. Unlike `serde_json`'s, objects keep the order in which
//! their fields were declared.

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sample {
    /// Written as it is: a number, `true`, `null`.
    Plain(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Sample>),
    /// Fields in order.
    Object(Vec<(String, Sample)>),
}

impl Sample {
    /// A text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A number or a word of JSON.
    pub fn plain(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }

    /// JSON, indented.
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        match self {
            Self::Plain(text) => out.push_str(text),
            Self::Text(text) => push_quoted(out, text),
            Self::List(items) => lines(out, depth, ('[', ']'), items, |out, item| {
                item.write(out, depth + 1);
            }),
            Self::Object(fields) => lines(out, depth, ('{', '}'), fields, |out, (name, value)| {
                push_quoted(out, name);
                out.push_str(": ");
                value.write(out, depth + 1);
            }),
        }
    }
}

fn lines<T>(
    out: &mut String,
    depth: usize,
    (open, close): (char, char),
    items: &[T],
    mut write: impl FnMut(&mut String, &T),
) {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        indent(out, depth + 1);
        write(out, item);
    }
    if !items.is_empty() {
        out.push('\n');
        indent(out, depth);
    }
    out.push(close);
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_kept_and_the_text_is_json() {
        let value = Sample::Object(vec![
            ("b".into(), Sample::text("q\"\\\n\u{1}")),
            (
                "a".into(),
                Sample::List(vec![Sample::plain("1"), Sample::List(vec![])]),
            ),
        ]);
        let text = value.pretty();
        assert_eq!(
            text,
            "{\n  \"b\": \"q\\\"\\\\\\n\\u0001\",\n  \"a\": [\n    1,\n    []\n  ]\n}"
        );
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
}
