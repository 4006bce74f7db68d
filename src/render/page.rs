//! A design as one self-contained HTML file: no script, no request, readable from disk and in print.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use std::{collections::HashSet, rc::Rc};

use super::{
    document::{Document, Setting},
    escape::visible,
    fence::Pace,
    markdown::Surface,
};
use crate::domain::{
    calendar,
    design::Design,
    locale::Locale,
    preview::{Block, FigureKey, Heading},
    share,
};

/// Forbids everything but the styles and pictures within the file itself.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

/// The style sheets that the file carries, in the order of the cascade.
const STYLES: [&str; 6] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/prose.css"),
    include_str!("../../style/contract.css"),
    include_str!("../../style/diagram.css"),
    include_str!("../../style/print.css"),
];

/// The font that diagrams are measured with: the file carries it, or labels would not fit elsewhere.
const FONT: &[u8] = include_bytes!("../../public/fonts/inter.woff2");

/// How `style/diagram.css` refers to it.
const FONT_URL: &str = "fonts/inter.woff2";

/// Makes the file of a design, with labels in `locale` and without the avoided figures' drawings. The
/// design itself is packed into it, so that it can be imported again.
#[must_use]
pub fn page(design: &Design, locale: Locale, avoided: &Rc<HashSet<FigureKey>>) -> String {
    let setting = Setting {
        locale,
        surface: Surface::File,
        pace: Pace::AtOnce,
        avoided: Rc::clone(avoided),
        prefix: String::new(),
    };
    let mut document = Document::new(setting, false);
    document.append(&design.text);
    let title = design.title();
    let title = visible(&title);
    let blocks: Vec<Block> = document.blocks().collect();
    let headings = document.headings();
    let markup = html! {
        (DOCTYPE)
        html lang=(locale.tag()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content="Backend Architect";
                meta name="backend-architect:design" content=(share::pack(design));
                title { (title) }
                style { (PreEscaped(styles())) }
            }
            body.exported {
                (header(design, &title, &headings, locale))
                (contents(&headings, locale))
                main.prose { (sections(&blocks)) }
                footer.page-footer { p { (locale.page_made_with()) } }
            }
        }
    };
    markup.into_string()
}

/// The style sheets as the content of a `style` element, which ends at the first `</style`.
fn styles() -> String {
    let font = format!("data:font/woff2;base64,{}", STANDARD.encode(FONT));
    STYLES
        .join("\n")
        .replace(FONT_URL, &font)
        .replace("</", "<\\/")
}

/// The facts, and the title when the document does not begin with one of its own.
fn header(design: &Design, title: &str, headings: &[Heading], locale: Locale) -> Markup {
    let stamp = &design.stamp;
    let facts = [
        (locale.ui_fact_date(), calendar::date(design.updated)),
        (locale.ui_fact_model(), stamp.model.clone()),
        (locale.ui_fact_persona(), stamp.persona.clone()),
    ];
    let titled = headings.iter().any(|heading| heading.level == 1);
    html! {
        header.page-header {
            @if !titled { p.page-title { (title) } }
            dl.page-facts aria-label=(locale.page_facts()) {
                @for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
                    div { dt { (label) } dd { (visible(value)) } }
                }
            }
        }
    }
}

/// The table of contents: second-level headings, each with its third-level ones.
fn contents(outline: &[Heading], locale: Locale) -> Markup {
    let mut chapters: Vec<(&Heading, Vec<&Heading>)> = Vec::new();
    for heading in outline {
        match (heading.level, chapters.last_mut()) {
            (2, _) => chapters.push((heading, Vec::new())),
            (3, Some((_, parts))) => parts.push(heading),
            _ => {}
        }
    }
    let entry = |heading: &Heading| {
        let target = format!("#{}", heading.id);
        html! { a href=(target) { (heading.text) } }
    };
    html! {
        @if !chapters.is_empty() {
            nav.page-contents aria-label=(locale.page_contents()) {
                p.page-contents-title { (locale.page_contents()) }
                ol {
                    @for (chapter, parts) in &chapters {
                        li {
                            (entry(chapter))
                            @if !parts.is_empty() {
                                ol { @for part in parts { li { (entry(part)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The blocks, each second-level heading opening a section. The heading carries the id that links use;
/// the section's own is made from it with a colon, which no heading's id contains.
fn sections(blocks: &[Block]) -> Markup {
    let mut starts: Vec<usize> = (0..blocks.len())
        .filter(|at| blocks[*at].section.is_some())
        .collect();
    let first = starts.first().copied().unwrap_or(blocks.len());
    starts.push(blocks.len());
    html! {
        (run(&blocks[..first]))
        @for pair in starts.windows(2) {
            @let part = &blocks[pair[0]..pair[1]];
            section id=[part[0].section.as_ref().map(|id| format!("section:{id}"))] { (run(part)) }
        }
    }
}

fn run(blocks: &[Block]) -> Markup {
    html! {
        @for block in blocks {
            div.block id=(block.id) { (PreEscaped(block.html.as_str())) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::design::tests::sample;

    fn design(markdown: &str) -> Design {
        let mut design = sample();
        design.given_title = Some("订单 <system>".into());
        design.text = markdown.into();
        design.stamp.model = "a & b".into();
        design
    }

    #[test]
    fn the_file_is_whole_and_asks_for_nothing() {
        let design = design(
            "# T\n\nintro\n\n## 服务边界\n\ntext\n\n### 细节\n\n## API\n\n```mermaid\ngraph LR\n```\n\
             ![x](https://example.com/a.png) <script>alert(1)</script>\n",
        );
        let page = page(&design, Locale::Zh, &Rc::default());
        let arrived = Design {
            runs: Vec::new(),
            notes: Vec::new(),
            head: None,
            proposal: None,
            conversation: Vec::new(),
            plan: None,
            ..design
        };
        assert_eq!(share::import(&page, sample()), Ok(arrived));
        for part in [
            "<!DOCTYPE html><html lang=\"zh-CN\">",
            "content=\"default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:\"",
            "name=\"backend-architect:design\" content=\"eN",
            "<title>订单 &lt;system&gt;</title>",
            "<dt>模型</dt><dd>a &amp; b</dd>",
            "<li><a href=\"#服务边界\">服务边界</a><ol><li><a href=\"#细节\">细节</a></li></ol></li>",
            "<section id=\"section:api\">",
            "<h2 id=\"api\">",
            "data-testid=\"diagram\"",
        ] {
            assert!(page.contains(part), "no {part} in {page}");
        }
        let lower = page.to_lowercase();
        for part in [
            "<script", "<button", "<link", "<img", "<iframe", "src=\"", "@import", "url(http",
        ] {
            assert!(!lower.contains(part), "{part}");
        }
        let (opened, closed) = (
            page.matches("<section").count(),
            page.matches("</section").count(),
        );
        assert_eq!((opened, closed), (2, 2));
    }
}
