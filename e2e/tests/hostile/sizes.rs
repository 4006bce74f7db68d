//! Attacks on Markdown by size and depth: small programs that write large sources.

use super::corpus::Attack;

/// A source in a fence.
pub fn fence(language: &str, source: &str) -> String {
    format!("```{language}\n{source}\n```")
}

/// `write` for each number, one after the other.
pub fn each(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).map(write).collect()
}

/// `write` for each number, with something between.
pub fn joined(count: usize, between: &str, write: impl Fn(usize) -> String) -> String {
    (0..count).map(write).collect::<Vec<_>>().join(between)
}

/// Something within itself, many times.
pub fn deep(open: &str, middle: &str, close: &str, depth: usize) -> String {
    format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

/// Nesting and repetition in Markdown itself.
pub fn markdown() -> Vec<Attack> {
    vec![
        Attack::new("deep quotes", format!("{}x", "> ".repeat(10_000))),
        Attack::new("deep lists in a line", format!("{}x", "- ".repeat(10_000))),
        Attack::new("deep numbered lists", format!("{}x", "1. ".repeat(5_000))),
        Attack::new(
            "deep lists by indent",
            each(400, |n| format!("{}- x\n", "  ".repeat(n))),
        ),
        Attack::new("quotes in lists", format!("{}x", "> - ".repeat(3_000))),
        Attack::new(
            "emphasis that never closes",
            "*a **b _c __d ~~e ".repeat(20_000),
        ),
        Attack::new(
            "emphasis that crosses",
            format!("{}\n\n{}", "*a_ ".repeat(25_000), "a**b c* ".repeat(12_000)),
        ),
        Attack::new(
            "emphasis of a run",
            format!("{}a{}", "*".repeat(50_000), "*".repeat(50_000)),
        ),
        Attack::new("brackets", "[".repeat(50_000)),
        Attack::new("bracket pairs", deep("[", "a", "]", 25_000)),
        Attack::new("links that never close", "[a](<b ".repeat(20_000)),
        Attack::new("links in links", format!("{}x", "[a](".repeat(20_000))),
        Attack::new("pictures in pictures", deep("![", "a", "](b)", 10_000)),
        Attack::new(
            "references without definition",
            "[a][b] ![c][] [^d] ".repeat(10_000),
        ),
        Attack::new("code marks", joined(1_000, "a", |n| "`".repeat(n + 1))),
        Attack::new(
            "angle brackets",
            format!("{}\n\n{}", "<".repeat(50_000), "<a ".repeat(20_000)),
        ),
        Attack::new(
            "comments in a line",
            format!("x {}", "<!-- ".repeat(20_000)),
        ),
        Attack::new(
            "instructions in a line",
            format!("x {}{}", "<? ".repeat(20_000), "<!A ".repeat(20_000)),
        ),
        Attack::new(
            "sections in a line",
            format!("x {}", "<![CDATA[ ".repeat(20_000)),
        ),
        Attack::new(
            "entities",
            format!("{}{}", "&".repeat(50_000), "&#x41;&amp;".repeat(10_000)),
        ),
        Attack::new("backslashes", "\\".repeat(30_000)),
        Attack::new(
            "bare addresses",
            "https://a.example/(((www.b@c.".repeat(5_000),
        ),
        Attack::new("a line without a break", "x".repeat(1_000_000)),
        Attack::new(
            "code without a break",
            fence("rust", &"\"x'/*".repeat(40_000)),
        ),
    ]
}

/// Many of the same.
pub fn many() -> Vec<Attack> {
    let address = format!("https://example.com/{}", "a".repeat(20_000));
    vec![
        Attack::new(
            "definition used too often",
            format!("[long]: {address}\n\n{}", "[long] ".repeat(5_000)),
        ),
        Attack::new(
            "definition far from its uses",
            format!(
                "{}\n\nBetween.\n\n[far]: {address}b\n",
                "[far] ".repeat(5_000)
            ),
        ),
        Attack::new(
            "footnotes",
            format!(
                "{}\n\n{}",
                each(3_000, |n| format!("[^n{n}] ")),
                each(3_000, |n| format!(
                    "[^n{n}]: note [^n{}]\n",
                    (n + 1) % 3_000
                )),
            ),
        ),
        Attack::new(
            "footnote used often",
            format!("{}\n\n[^same]: note\n", "[^same]".repeat(10_000)),
        ),
        Attack::new(
            "definitions",
            format!(
                "{}\n\n{}",
                each(5_000, |n| format!("[d{n}] ")),
                each(5_000, |n| format!("[d{n}]: https://example.com/{n}\n")),
            ),
        ),
        Attack::new(
            "headings of one name",
            each(3_000, |_| "### same\n\n".into()),
        ),
        Attack::new("rules and breaks", "---\n\n".repeat(3_000)),
        Attack::new("tasks", each(5_000, |n| format!("- [x] task {n}\n"))),
        Attack::new(
            "definition lists",
            each(3_000, |n| format!("term {n}\n: text\n\n")),
        ),
        Attack::new(
            "fences",
            each(1_000, |n| format!("~~~rust\nlet a = {n};\n~~~\n\n")),
        ),
    ]
}

/// Tables.
pub fn tables() -> Vec<Attack> {
    let rows = |columns: usize, rest: &str| {
        format!(
            "|{}\n|{}\n{rest}",
            "a|".repeat(columns),
            "-|".repeat(columns)
        )
    };
    vec![
        Attack::new(
            "many rows",
            rows(
                50,
                &each(2_000, |n| format!("|{}\n", format!("{n}|").repeat(50))),
            ),
        ),
        Attack::new("many columns", rows(10_000, "")),
        Attack::new("rows that are filled up", rows(1_000, &"|\n".repeat(3_000))),
        Attack::new(
            "rows that are cut",
            rows(2, &format!("|{}\n", "a|".repeat(50_000))),
        ),
    ]
}
