//! Events of one block to HTML. Every element, attribute and class that Markdown can produce is written
//! here and in the rooms below: `reference` for what points elsewhere, `table`, and `code`, which hands
//! over to the figures. Texts are escaped, targets are judged by [`crate::render::link`].

mod autolink;
mod code;
mod reference;
mod table;

use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, CowStr, Event, Parser, Tag, TagEnd, TextMergeWithOffset,
};

use self::{code::Code, reference::Image, table::Table};
use super::{Primed, Rendered, Scope, line_of, normal_label, options};
use crate::{
    domain::{preview::Heading, problem::ProblemKind},
    render::escape::{push_attribute, push_text, visible},
};

/// Renders one block.
#[must_use]
pub fn render(source: &str, scope: &mut Scope<'_>) -> Rendered {
    let primed = Primed::new(source);
    let labels = scope.labels;
    let callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        let link = labels.link(&normal_label(&link.reference))?;
        Some((link.target.clone().into(), link.title.clone().into()))
    };
    let parser = Parser::new_with_broken_link_callback(&primed.text, options(), Some(callback));
    let mut writer = Writer {
        source,
        scope,
        done: Rendered::default(),
        headings: 0,
        heading: None,
        image: None,
        links: Vec::new(),
        code: None,
        html: None,
        table: Table::default(),
        items: Vec::new(),
        figures: 0,
        raw_reported: false,
        own_notes: Vec::new(),
        own_references: Vec::new(),
    };
    // An address can hold what the parser splits a text at.
    for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        if let Some(range) = primed.within(&range) {
            writer.write(event, range);
        }
    }
    writer.done
}

struct Writer<'a, 'b> {
    source: &'a str,
    scope: &'a mut Scope<'b>,
    done: Rendered,
    /// How many headings were opened.
    headings: usize,
    /// The text of the open heading.
    heading: Option<String>,
    image: Option<Image>,
    /// Closing tags of the open links.
    links: Vec<&'static str>,
    code: Option<Code>,
    /// The text of the open HTML block and where it starts.
    html: Option<(String, usize)>,
    table: Table,
    /// Where the attributes of the open list items go.
    items: Vec<usize>,
    figures: u32,
    raw_reported: bool,
    own_notes: Vec<String>,
    own_references: Vec<String>,
}

impl Writer<'_, '_> {
    fn write(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.image.is_some() {
            return self.image_part(event);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => {
                self.heading_text(&text);
                self.done.html.push_str("<code>");
                push_text(&mut self.done.html, &text);
                self.done.html.push_str("</code>");
            }
            Event::Html(text) => {
                if let Some((html, _)) = &mut self.html {
                    html.push_str(&text);
                } else {
                    self.raw(&text, range.start);
                }
            }
            Event::InlineHtml(text) => {
                self.heading_text(&text);
                self.raw(&text, range.start);
            }
            Event::FootnoteReference(label) => self.note_reference(&label),
            Event::SoftBreak => {
                self.heading_text(" ");
                self.done.html.push('\n');
            }
            Event::HardBreak => {
                self.heading_text(" ");
                self.done.html.push_str("<br>\n");
            }
            Event::Rule => self.done.html.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
            // Mathematics is not enabled; its source is text.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            code.text_end = range.end;
        } else if let Some((html, _)) = &mut self.html {
            html.push_str(text);
        } else {
            self.heading_text(text);
            if self.table.in_head
                && let Some(column) = self.table.columns.last_mut()
            {
                column.push_str(text);
            }
            self.linked_text(text, range.start);
        }
    }

    fn heading_text(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.push_str(text);
        }
    }

    fn problem(&mut self, at: usize, kind: ProblemKind) {
        self.done.problems.push((line_of(self.source, at), kind));
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let fixed = match tag {
            Tag::Paragraph => "<p>",
            Tag::List(None) => "<ul>\n",
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Strikethrough => "<del>",
            Tag::BlockQuote(None) => "<blockquote>\n",
            Tag::DefinitionList => "<dl>\n",
            Tag::DefinitionListTitle => "<dt>",
            Tag::DefinitionListDefinition => "<dd>",
            Tag::TableRow => {
                self.table.column = 0;
                "<tr>"
            }
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => "",
            Tag::Item => {
                self.items.push(self.done.html.len() + "<li".len());
                "<li>"
            }
            Tag::HtmlBlock => {
                self.html = Some((String::new(), range.start));
                ""
            }
            Tag::List(Some(first)) => {
                self.done.html.push_str("<ol");
                if first != 1 {
                    push_attribute(&mut self.done.html, "start", &first.to_string());
                }
                ">\n"
            }
            Tag::BlockQuote(Some(kind)) => return self.alert(kind),
            Tag::Heading { level, .. } => return self.open_heading(level as u8),
            Tag::CodeBlock(kind) => return self.open_code(kind, range.start),
            Tag::FootnoteDefinition(label) => return self.note(&label),
            Tag::Table(alignments) => return self.open_table(alignments),
            Tag::TableHead => {
                self.table.column = 0;
                self.table.in_head = true;
                "<thead><tr>"
            }
            Tag::TableCell => return self.cell(),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => return self.link(link_type, &dest_url, &title, range.start),
            Tag::Image { dest_url, .. } => {
                self.image = Some(Image {
                    target: dest_url.into_string(),
                    alt: String::new(),
                    depth: 0,
                    at: range.start,
                });
                ""
            }
        };
        self.done.html.push_str(fixed);
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        let fixed = match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(level) => return self.close_heading(level as u8),
            TagEnd::BlockQuote(None) => "</blockquote>\n",
            TagEnd::BlockQuote(Some(_)) => "</div>\n",
            TagEnd::CodeBlock => return self.close_code(range),
            TagEnd::HtmlBlock => return self.close_html(),
            TagEnd::List(false) => "</ul>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::Item => {
                self.items.pop();
                "</li>\n"
            }
            TagEnd::FootnoteDefinition => return self.close_note(),
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::Table => return self.close_table(),
            TagEnd::TableHead => {
                self.table.in_head = false;
                "</tr></thead>\n<tbody>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell => {
                if self.table.in_head {
                    "</th>"
                } else {
                    "</td>"
                }
            }
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Link => self.links.pop().unwrap_or(""),
            TagEnd::Superscript | TagEnd::Subscript | TagEnd::Image => "",
            TagEnd::MetadataBlock(_) => "",
        };
        self.done.html.push_str(fixed);
    }

    fn open_heading(&mut self, level: u8) {
        self.heading = Some(String::new());
        let id = self.scope.ids.get(self.headings).map_or("", String::as_str);
        self.headings += 1;
        self.done.html.push_str(&format!("<h{level}"));
        push_attribute(&mut self.done.html, "id", id);
        self.done.html.push('>');
    }

    fn close_heading(&mut self, level: u8) {
        let text = self.heading.take().unwrap_or_default();
        let text = visible(text.trim()).into_owned();
        let id = self
            .scope
            .ids
            .get(self.headings.saturating_sub(1))
            .cloned()
            .unwrap_or_default();
        let html = &mut self.done.html;
        html.push_str("<a class=\"anchor\"");
        push_attribute(html, "href", &format!("#{id}"));
        push_attribute(html, "aria-label", &self.scope.locale.page_anchor(&text));
        html.push_str(&format!(">#</a></h{level}>\n"));
        self.done.headings.push(Heading { level, text, id });
    }

    fn alert(&mut self, kind: BlockQuoteKind) {
        let locale = self.scope.locale;
        let (name, title) = match kind {
            BlockQuoteKind::Note => ("note", locale.page_alert_note()),
            BlockQuoteKind::Tip => ("tip", locale.page_alert_tip()),
            BlockQuoteKind::Important => ("important", locale.page_alert_important()),
            BlockQuoteKind::Warning => ("warning", locale.page_alert_warning()),
            BlockQuoteKind::Caution => ("caution", locale.page_alert_caution()),
        };
        self.done.html.push_str(&format!(
            "<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"
        ));
    }

    fn task(&mut self, done: bool) {
        if let Some(at) = self.items.last() {
            self.done.html.insert_str(*at, " class=\"task\"");
        }
        let (checked, label) = if done {
            (" checked", self.scope.locale.page_task_done())
        } else {
            ("", self.scope.locale.page_task_open())
        };
        self.done.html.push_str("<input type=\"checkbox\" disabled");
        self.done.html.push_str(checked);
        push_attribute(&mut self.done.html, "aria-label", label);
        self.done.html.push_str("> ");
    }

    fn raw(&mut self, text: &str, at: usize) {
        if is_line_break(text) {
            self.done.html.push_str("<br>");
            return;
        }
        self.done.html.push_str("<span class=\"raw-html\">");
        push_text(&mut self.done.html, text);
        self.done.html.push_str("</span>");
        self.report_raw(at);
    }

    fn close_html(&mut self) {
        let Some((text, at)) = self.html.take() else {
            return;
        };
        if text.split_inclusive('>').all(is_line_break_or_blank) {
            self.done.html.push_str("<br>\n");
            return;
        }
        self.done.html.push_str("<pre class=\"raw-html\">");
        push_text(&mut self.done.html, text.trim_end());
        self.done.html.push_str("</pre>\n");
        self.report_raw(at);
    }

    /// Once a block: one finding says it, a hundred bury the others.
    fn report_raw(&mut self, at: usize) {
        if !self.raw_reported {
            self.raw_reported = true;
            self.problem(at, ProblemKind::RawHtml);
        }
    }
}

fn is_line_break(tag: &str) -> bool {
    let name: String = tag
        .trim()
        .chars()
        .filter(|c| !matches!(c, '<' | '>' | '/' | ' '))
        .collect();
    name.eq_ignore_ascii_case("br")
}

fn is_line_break_or_blank(part: &str) -> bool {
    part.trim().is_empty() || is_line_break(part)
}
