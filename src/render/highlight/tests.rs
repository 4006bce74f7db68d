//! Every language loses no text; and a few lines of each in their colours.

use proptest::prelude::*;

use super::*;

const LANGUAGES: [&str; 20] = [
    "rust",
    "go",
    "java",
    "kotlin",
    "typescript",
    "javascript",
    "python",
    "c#",
    "ruby",
    "sql",
    "yaml",
    "json",
    "toml",
    "hcl",
    "bash",
    "http",
    "protobuf",
    "graphql",
    "dockerfile",
    "ini",
];

/// The text that a reader of the HTML would copy.
fn text_of(html: &str) -> String {
    let mut html = html.to_owned();
    for code in (0x202A..=0x202E).chain(0x2066..=0x2069) {
        let shown = format!("<span class=\"bidi\">U+{code:04X}</span>");
        let c = char::from_u32(code).unwrap().to_string();
        html = html.replace(&shown, &c);
    }
    let mut text = String::new();
    for part in html.split('<') {
        let after = if text.is_empty() && html.starts_with(part) && !html.starts_with('<') {
            part
        } else {
            part.split_once('>').map_or("", |(_, after)| after)
        };
        text.push_str(after);
    }
    for (entity, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    text
}

#[test]
fn every_language_has_its_colours() {
    for (language, source, expected) in [
        (
            "rust",
            "fn a() {}",
            &["hl-keyword\">fn<", "hl-function\">a<"][..],
        ),
        (
            "rs",
            "'a' &'a str #[x(y)]",
            &[
                "hl-string\">&#39;a&#39;<",
                "hl-type\">str<",
                "hl-attribute\">#[x(y)]<",
            ],
        ),
        (
            "rust",
            "r#\"a\"b\"# // c",
            &["hl-string\">r#&quot;a&quot;b&quot;#<", "hl-comment\">// c<"],
        ),
        (
            "go",
            "func main() { x := `a` }",
            &["hl-keyword\">func<", "hl-string\">`a`<"],
        ),
        (
            "java",
            "@Bean public Foo foo()",
            &[
                "hl-attribute\">@Bean<",
                "hl-type\">Foo<",
                "hl-function\">foo<",
            ],
        ),
        (
            "kt",
            "val x = \"a\"",
            &["hl-keyword\">val<", "hl-string\">&quot;a&quot;<"],
        ),
        (
            "ts",
            "const x: number = 1.5e-3;",
            &["hl-type\">number<", "hl-number\">1.5e-3<"],
        ),
        ("js", "let x = `a\nb`", &["hl-string\">`a\nb`<"]),
        (
            "python",
            "@app.get('/x')\ndef f(self): # c",
            &[
                "hl-attribute\">@app.get<",
                "hl-keyword\">def<",
                "hl-comment\"># c<",
            ],
        ),
        (
            "C#",
            "[HttpGet]\npublic int X",
            &["hl-attribute\">[HttpGet]<", "hl-type\">int<"],
        ),
        (
            "ruby",
            "def a; @b = nil end",
            &["hl-attribute\">@b<", "hl-keyword\">nil<"],
        ),
        (
            "sql",
            "SELECT id FROM t -- c",
            &["hl-keyword\">SELECT<", "hl-comment\">-- c<"],
        ),
        (
            "yaml",
            "a: 1\nb-c: 'x' # n\n- d: {e: f}\nurl: http://x",
            &[
                "hl-key\">a<",
                "hl-number\">1<",
                "hl-key\">b-c<",
                "hl-comment\"># n<",
                "hl-key\">e<",
                "hl-string\">http://x<",
            ],
        ),
        (
            "json",
            "{\"a\": \"b\", \"c\": 1}",
            &[
                "hl-key\">&quot;a&quot;<",
                "hl-string\">&quot;b&quot;<",
                "hl-number\">1<",
            ],
        ),
        (
            "toml",
            "[a.b]\nc-d = true",
            &[
                "hl-attribute\">[a.b]<",
                "hl-key\">c-d<",
                "hl-keyword\">true<",
            ],
        ),
        (
            "tf",
            "resource \"x\" {\n  a = 1\n}",
            &["hl-keyword\">resource<", "hl-key\">a<"],
        ),
        (
            "bash",
            "curl -X POST \"$URL\" # c",
            &["hl-attribute\">-X<", "hl-comment\"># c<"],
        ),
        (
            "http",
            "POST /orders HTTP/1.1\nHost: x\n\n{\"a\": 1}",
            &[
                "hl-keyword\">POST<",
                "hl-key\">Host<",
                "hl-key\">&quot;a&quot;<",
            ],
        ),
        (
            "proto",
            "message A { string b = 1; }",
            &["hl-keyword\">message<", "hl-type\">A<", "hl-type\">string<"],
        ),
        (
            "graphql",
            "type A @key { b(c: Int!): D }",
            &["hl-keyword\">type<", "hl-attribute\">@key<", "hl-key\">c<"],
        ),
        (
            "Dockerfile",
            "FROM rust:1 AS b\nRUN a \\\n  RUN",
            &["hl-keyword\">FROM<", "hl-keyword\">RUN<"],
        ),
    ] {
        let shown = html(source, Language::named(language));
        for part in expected {
            assert!(shown.contains(part), "{language}: no {part} in {shown}");
        }
        assert_eq!(text_of(&shown), source, "{language}");
    }
    assert_eq!(Language::named("cobol"), None);
    assert_eq!(html("<b>", None), "&lt;b&gt;");
}

#[test]
fn time_is_linear_in_hostile_sources() {
    // What a backtracking lexer would take minutes for.
    for unit in [
        "\"", "'", "/*", "r#", "a ", "#[", "{", "${", "- ", "a: ", "@", "\\", "b:", "`",
    ] {
        let source = unit.repeat(30_000 / unit.len());
        for language in LANGUAGES {
            let shown = html(&source, Language::named(language));
            assert!(shown.len() >= source.len());
        }
    }
}

proptest! {
    #[test]
    fn no_text_is_lost(source in "([a-zA-Z0-9_@#$%&*(){}\\[\\]<>:;,.'\"`/\\\\\\-=+|!~ \\n\\t\u{202E}订é]|//|/\\*|\\*/|\"\"\"|r#\"|fn |: |GET |HTTP/|FROM |\r\n){0,60}", language in prop::sample::select(&LANGUAGES[..])) {
        let known = Language::named(language);
        prop_assert!(known.is_some());
        prop_assert_eq!(text_of(&html(&source, known)), source);
    }

    #[test]
    fn no_text_of_any_script_is_lost(source in "[^\0]*", language in prop::sample::select(&LANGUAGES[..])) {
        prop_assert_eq!(text_of(&html(&source, Language::named(language))), source);
    }
}

/// Whether every tag that is opened is closed, in order.
fn is_balanced(html: &str) -> bool {
    let mut depth = 0_i32;
    for (at, _) in html.match_indices('<') {
        depth += if html[at..].starts_with("</") { -1 } else { 1 };
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_are_whole_elements_of_the_same_text(
        source in "[a-z0-9 \"'/*#:<&\u{202E}\n-]{0,120}",
        language in prop::sample::select(LANGUAGES.to_vec()),
    ) {
        let lines = lines(&source, Language::named(language));
        prop_assert_eq!(lines.len(), source.split_inclusive('\n').count());
        prop_assert!(lines.iter().all(|line| is_balanced(line)), "{:?}", lines);
        let texts: String = lines.iter().map(|line| text_of(line)).collect();
        prop_assert_eq!(texts, source);
    }
}

#[test]
fn a_comment_over_lines_is_coloured_in_each() {
    let lines = lines("/* a\nb */ c\n", Language::named("rust"));
    assert_eq!(lines.len(), 2);
    for (line, part) in lines.iter().zip([
        "hl-comment\">/* a\n</span></span>",
        "hl-comment\">b */</span>",
    ]) {
        assert!(line.starts_with(LINE) && line.contains(part), "{line}");
    }
}
