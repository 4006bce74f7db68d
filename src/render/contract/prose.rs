//! Descriptions of a contract as the specifications mean them: CommonMark, without what would break out of
//! their place. Headings are bold lines, images are their texts, HTML is text.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::render::{
    escape::{push_attribute, push_text},
    link::{Target, judge},
};

/// A description without what was said just above it: the first paragraph, or its first sentence.
pub(super) fn beyond<'t>(text: &'t str, said: &str) -> &'t str {
    const ENDS: [char; 4] = ['.', '。', '!', '！'];
    let text = text.trim();
    let said = said.trim().trim_end_matches(ENDS);
    let Some(rest) = text.strip_prefix(said).filter(|_| !said.is_empty()) else {
        return text;
    };
    let after = rest.trim_start_matches(ENDS);
    let ended = after.len() < rest.len() && after.starts_with(char::is_whitespace);
    let paragraph = |after: &str| {
        let blank = after
            .trim_start_matches([' ', '\t', '\r'])
            .strip_prefix('\n');
        blank.is_some_and(|next| next.trim_start_matches([' ', '\t', '\r']).starts_with('\n'))
    };
    if after.is_empty() || ended || paragraph(after) || rest.starts_with('。') {
        return after.trim();
    }
    text
}

/// A description's blocks.
pub(super) fn paragraphs(text: &str) -> Markup {
    let mut prose = Prose::new(true);
    prose.read(text);
    PreEscaped(prose.html)
}

/// A description as one line: its words with their emphasis and `code`, without blocks and links.
pub(super) fn inline(text: &str) -> Markup {
    let mut prose = Prose::new(false);
    prose.read(text);
    PreEscaped(prose.html.trim().to_owned())
}

struct Prose {
    html: String,
    blocks: bool,
    /// What closes each open element.
    open: Vec<&'static str>,
}

impl Prose {
    fn new(blocks: bool) -> Self {
        Self {
            html: String::new(),
            blocks,
            open: Vec::new(),
        }
    }

    fn read(&mut self, text: &str) {
        // A blank line before a list is often forgotten; CommonMark needs none before bullets.
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            self.write(event);
        }
    }

    fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Code(text) => {
                self.html.push_str("<code>");
                push_text(&mut self.html, &text);
                self.html.push_str("</code>");
            }
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => push_text(&mut self.html, &text),
            Event::HardBreak if self.blocks => self.html.push_str("<br>"),
            Event::SoftBreak | Event::HardBreak | Event::Rule => self.html.push(' '),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let (start, end) = match tag {
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Link { dest_url, .. } if self.blocks => return self.link(&dest_url),
            _ if !self.blocks => ("", " "),
            Tag::Paragraph => ("<p>", "</p>"),
            Tag::Heading { .. } => ("<p><strong>", "</strong></p>"),
            Tag::BlockQuote(_) => ("<blockquote>", "</blockquote>"),
            Tag::CodeBlock(_) => ("<pre><code>", "</code></pre>"),
            Tag::HtmlBlock => ("<p>", "</p>"),
            Tag::List(None) => ("<ul>", "</ul>"),
            Tag::List(Some(_)) => ("<ol>", "</ol>"),
            Tag::Item => ("<li>", "</li>"),
            Tag::Table(_) => ("<div class=\"table-scroll\"><table>", "</table></div>"),
            Tag::TableHead => ("<thead><tr>", "</tr></thead>"),
            Tag::TableRow => ("<tr>", "</tr>"),
            Tag::TableCell => ("<td>", "</td>"),
            _ => ("", ""),
        };
        self.html.push_str(start);
        self.open.push(end);
    }

    fn end(&mut self, tag: TagEnd) {
        let end = self.open.pop().unwrap_or_default();
        let inner = matches!(
            tag,
            TagEnd::Link | TagEnd::Image | TagEnd::Strong | TagEnd::Emphasis
        );
        // In one line, blocks are parted by a space and words are not.
        if self.blocks || !inner || !end.trim().is_empty() {
            self.html.push_str(end);
        }
    }

    fn link(&mut self, target: &str) {
        let Some(Target::External { href, .. }) = judge(target) else {
            return self.open.push("");
        };
        self.html.push_str("<a");
        push_attribute(&mut self.html, "href", &href);
        self.html
            .push_str(" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
        self.open.push("</a>");
    }
}

/// A link to an address of the web; any other address is shown as text.
pub(super) fn link(url: &str, text: &str) -> Markup {
    let is_web = |scheme: &str| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let clean = !url.contains(|c: char| c.is_control() || c.is_whitespace());
    html! {
        @if clean && (is_web("https://") || is_web("http://")) {
            a href=(url) rel="noopener noreferrer" { (text) }
        } @else { (text) @if text != url { " (" (url) ")" } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_not_said_again() {
        for (text, said, rest) in [
            ("List orders", "List orders", ""),
            ("List orders.", "List orders", ""),
            ("列出订单。按日期排序。", "列出订单", "按日期排序。"),
            (
                "List orders. Newest first.",
                "List orders.",
                "Newest first.",
            ),
            (
                "List orders\n\nNewest first.",
                "List orders",
                "Newest first.",
            ),
            ("List orders by date", "List orders", "List orders by date"),
            (
                "List orders\nby date",
                "List orders",
                "List orders\nby date",
            ),
            ("v1.2 only", "v1", "v1.2 only"),
            ("Other", "List orders", "Other"),
            (" Other ", "", "Other"),
        ] {
            assert_eq!(beyond(text, said), rest, "{text} {said}");
        }
    }

    #[test]
    fn descriptions_are_commonmark_and_nothing_breaks_out() {
        for (text, expected) in [
            (
                "a **b** *c* `d`",
                "<p>a <strong>b</strong> <em>c</em> <code>d</code></p>",
            ),
            (
                "# H\n\n- x\n- y",
                "<p><strong>H</strong></p><ul><li>x</li><li>y</li></ul>",
            ),
            ("one\ntwo\n\nthree", "<p>one two</p><p>three</p>"),
            (
                "[l](https://a.example/?b=\"c) [x](javascript:alert(1))",
                "<p><a href=\"https://a.example/?b=%22c\" rel=\"noopener noreferrer nofollow\" \
                 target=\"_blank\">l</a> x</p>",
            ),
            (
                "![i](https://a.example/b.png) <b onclick='x'>c</b>",
                "<p>i &lt;b onclick=&#39;x&#39;&gt;c&lt;/b&gt;</p>",
            ),
            ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
            (
                "| a |\n|---|\n| b |",
                "<div class=\"table-scroll\"><table><thead><tr><td>a</td></tr></thead>\
                 <tr><td>b</td></tr></table></div>",
            ),
        ] {
            let html = paragraphs(text).into_string();
            // An HTML block keeps its line end.
            assert_eq!(html.replace("\n</p>", "</p>"), expected, "{text}");
        }
    }

    #[test]
    fn a_line_has_no_blocks_and_no_links() {
        for (text, expected) in [
            ("a **b** `c`", "a <strong>b</strong> <code>c</code>"),
            ("# H\n\ntext [l](https://a.example)", "H text l"),
            ("- x\n- y", "x y"),
            ("<b>", "&lt;b&gt;"),
            ("a_b_c and 5 * 3", "a_b_c and 5 * 3"),
        ] {
            let line = inline(text).into_string();
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(words.join(" "), expected, "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn every_tag_is_closed(text in "([#>*_`\\[\\]()|!<-]|[a-z 1.]|\n){0,60}") {
            for html in [paragraphs(&text), inline(&text)] {
                let html = html.into_string();
                let mut open = Vec::new();
                for part in html.split('<').skip(1) {
                    let name = part.split(['>', ' ']).next().unwrap_or_default();
                    if let Some(name) = name.strip_prefix('/') {
                        proptest::prop_assert_eq!(open.pop(), Some(name.to_owned()), "{}", html);
                    } else if name != "br" {
                        open.push(name.to_owned());
                    }
                }
                proptest::prop_assert!(open.is_empty(), "{}", html);
            }
        }
    }
}
