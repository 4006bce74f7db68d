//! Attacks: whatever a text contains, the HTML consists of the renderer's own elements and attributes.

use proptest::prelude::*;

use crate::{
    domain::locale::Locale,
    render::{
        document::{Document, Setting},
        link::judge,
        markdown::Surface,
    },
};

const ELEMENTS: &str = " a abbr b blockquote br button code dd del details div dl dt em figcaption figure \
    h1 h2 h3 h4 h5 h6 hr input li ol p pre span strong summary sup svg table tbody td th thead tr ul ";
const ATTRIBUTES: &str = " aria-label checked class data-action data-code data-kind data-language data-line \
    data-severity data-state data-testid disabled href id open rel role scope start tabindex target title \
    type ";

fn html(text: &str) -> String {
    let mut document = Document::new(Setting::new(Locale::En, Surface::App), false);
    document.append(text);
    document
        .blocks()
        .map(|block| block.html.into_string())
        .collect()
}

/// Reads the HTML as a browser's tokenizer would and checks every tag.
fn assert_harmless(html: &str) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = rest[at + 1..].trim_start_matches('/');
        let end = rest.find([' ', '>']).expect("an unclosed tag");
        assert!(
            ELEMENTS.contains(&format!(" {} ", &rest[..end])),
            "<{}> in {html}",
            &rest[..end]
        );
        rest = &rest[end..];
        while let Some(attribute) = rest.strip_prefix(' ') {
            let end = attribute
                .find([' ', '=', '>'])
                .expect("an unclosed attribute");
            let name = &attribute[..end];
            assert!(
                ATTRIBUTES.contains(&format!(" {name} ")),
                "{name} in {html}"
            );
            rest = &attribute[end..];
            if let Some(value) = rest.strip_prefix("=\"") {
                let (value, after) = value.split_once('"').expect("an unclosed value");
                assert!(!value.contains(['<', '>']), "{value} in {html}");
                if name == "href" {
                    let target = value.replace("&#39;", "'").replace("&amp;", "&");
                    assert!(judge(&target).is_some(), "href {value} in {html}");
                }
                rest = after;
            }
        }
        rest = rest
            .strip_prefix('>')
            .expect("a tag that ends after its attributes");
    }
    assert!(!html.contains(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')));
}

#[test]
fn attacks_become_text() {
    for attack in [
        "<script>alert(1)</script>",
        "text <script src=//x></script> <img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><math><mi xlink:href=\"data:x\"></math></svg>",
        "<iframe srcdoc='<script>1</script>'></iframe>",
        "<!-- --><script>1</script>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<br onclick=alert(1)>",
        "<style>*{background:url(//x)}</style>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<base href=//x><form action=//x><input name=x></form>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&Tab;script&colon;alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](&#1;javascript:alert(1))",
        "[x](&#x6A;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](//evil.example)",
        "[x](\\\\evil.example)",
        "[x](https://a.example \"t\\\" onmouseover=\\\"alert(1)\")",
        "[x](https://a.example/\"onmouseover=alert(1))",
        "[x](https://a.example '\"><script>1</script>')",
        "[x][r]\n\n[r]: javascript:alert(1) \"t\"",
        "[r]\n\n[r]: <https://a.example/'\"><b>> '\"'",
        "<javascript:alert(1)> <data:text/html,x> <https://a.example/'\">",
        "<a@b.example\"onclick=x>",
        "![x](javascript:alert(1)) ![\"><script>](https://a.example/i.png)",
        "[![x](https://a.example/i.png)](javascript:alert(1))",
        "[![x](https://a.example/i.png)](https://b.example)",
        "![![x](y)](https://a.example/i.png \"'onload=x\")",
        "```\n</code></pre><script>1</script>\n```",
        "```mermaid\"><script>1</script>\nx\n```",
        "```\" onclick=\"alert(1)\nx\n```",
        "```js\" onclick=\"alert(1)\n\"</span><script>\"\n```",
        "```yaml' onclick='x\nopenapi: \"<script>\"\n```",
        "# <script>1</script>\" onclick=\"x",
        "## [x](javascript:1) ![\"](y)",
        "| <script> | \" onx=\" |\n|---|---|\n| [x](javascript:1) | </table><script> |",
        "[^\"><script>]\n\n[^\"><script>]: <b onclick=x>",
        "- [x] <script>\n\n> [!NOTE]\n> <img onerror=x>",
        "\u{202E}txt.exe `\u{2066}` [\u{202E}](https://a.example/\u{202E} \"\u{202E}\")\n\n```\n\u{202E}\n```",
        "a\0b <scr\0ipt>",
        "1000000000. x",
        "<think></think><script>1</script>",
    ] {
        let html = html(attack);
        assert_harmless(&html);
        assert!(!html.to_lowercase().contains("<script"), "{html}");
    }
}

#[test]
fn markdown_has_its_html() {
    for (text, expected) in [
        ("a<br/>b", "<p>a<br>b</p>\n"),
        ("<br>\n", "<br>\n"),
        (
            "~~a~~ **b** *c* `d<`",
            "<p><del>a</del> <strong>b</strong> <em>c</em> <code>d&lt;</code></p>\n",
        ),
        ("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>\n"),
        (
            "- [x] a",
            "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> a</li>\n</ul>\n",
        ),
        (
            "## 订单 & x",
            "<h2 id=\"订单--x\">订单 &amp; x<a class=\"anchor\" href=\"#订单--x\" aria-label=\"Link to this section: 订单 &amp; x\">#</a></h2>\n",
        ),
        (
            "|a|\n|-:|\n|1|",
            "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: a\"><table>\n<thead><tr><th scope=\"col\" class=\"align-right\">a</th></tr></thead>\n<tbody>\n<tr><td class=\"align-right\">1</td></tr>\n</tbody></table></div>\n",
        ),
        (
            "> [!WARNING]\n> x",
            "<div class=\"alert alert-warning\" role=\"note\"><p class=\"alert-title\">Warning</p>\n<p>x</p>\n</div>\n",
        ),
        (
            "[x](https://a.example)",
            "<p><a href=\"https://a.example\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">x</a></p>\n",
        ),
        (
            "[x](javascript:a)",
            "<p><span class=\"link-dropped\" title=\"javascript:a\">x</span></p>\n",
        ),
        (
            "<a@b.example>",
            "<p><a href=\"mailto:a@b.example\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">a@b.example</a></p>\n",
        ),
        (
            "/orders/<id>",
            "<p>/orders/<span class=\"raw-html\">&lt;id&gt;</span></p>\n",
        ),
        ("T\n: d", "<dl>\n<dt>T</dt>\n<dd>d</dd>\n</dl>\n"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn nothing_gets_through(text in "([a-z<>\"'=/!\\[\\]()#&;:\\\\`|*_^ \\n\u{202E}-]|<script>|on|https://a|javascript:|!\\[|\\]\\(|&#10;|```){0,50}") {
        assert_harmless(&html(&text));
    }
}
