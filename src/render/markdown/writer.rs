//! Events of one block to HTML. Every element, attribute and class that Markdown can produce is written
//! here; texts are escaped, targets are judged by [`crate::render::link`].

use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag,
    TagEnd,
};

use super::{Primed, Rendered, Scope, line_of, normal_label, options};
use crate::{
    domain::{preview::Heading, problem::ProblemKind},
    render::{
        escape::{push_attribute, push_text, visible},
        fence::Fence,
        link::{Target, judge},
    },
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
    for (event, range) in parser.into_offset_iter() {
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

struct Image {
    target: String,
    alt: String,
    depth: u32,
    at: usize,
}

struct Code {
    info: Option<String>,
    text: String,
    start: usize,
    /// Where its text ended last.
    text_end: usize,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Where the label goes, and the column names for it.
    label_at: usize,
    columns: Vec<String>,
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
            push_text(&mut self.done.html, text);
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

    fn open_table(&mut self, alignments: Vec<Alignment>) {
        self.done
            .html
            .push_str("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\"");
        self.table = Table {
            alignments,
            label_at: self.done.html.len(),
            ..Table::default()
        };
        self.done.html.push_str("><table>\n");
    }

    fn close_table(&mut self) {
        self.done.html.push_str("</tbody></table></div>\n");
        let locale = self.scope.locale;
        let columns: Vec<_> = self
            .table
            .columns
            .iter()
            .map(|column| column.trim())
            .filter(|column| !column.is_empty())
            .collect();
        let label = if columns.is_empty() {
            locale.page_table().to_owned()
        } else {
            locale.page_table_of(columns.join(locale.page_table_separator()))
        };
        let mut attribute = String::new();
        push_attribute(&mut attribute, "aria-label", &label);
        self.done.html.insert_str(self.table.label_at, &attribute);
    }

    fn cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        self.table.column += 1;
        if self.table.in_head {
            self.table.columns.push(String::new());
            self.done.html.push_str("<th scope=\"col\"");
        } else {
            self.done.html.push_str("<td");
        }
        self.done.html.push_str(class);
        self.done.html.push('>');
    }

    fn link(&mut self, link_type: LinkType, target: &str, title: &str, at: usize) {
        let mail;
        let address = if link_type == LinkType::Email {
            mail = format!("mailto:{target}");
            &mail
        } else {
            target
        };
        let html = &mut self.done.html;
        match judge(address) {
            Some(Target::External { href, .. }) => {
                html.push_str("<a");
                push_attribute(html, "href", &href);
                html.push_str(" rel=\"noopener noreferrer nofollow\" target=\"_blank\"");
            }
            Some(Target::Fragment(href)) => {
                html.push_str("<a");
                push_attribute(html, "href", &href);
            }
            None => {
                html.push_str("<span class=\"link-dropped\"");
                push_attribute(html, "title", target);
                html.push('>');
                self.links.push("</span>");
                let target = visible(target).into_owned();
                return self.problem(at, ProblemKind::LinkDropped { target });
            }
        }
        if !title.is_empty() {
            push_attribute(html, "title", title);
        }
        html.push('>');
        self.links.push("</a>");
    }

    fn image_part(&mut self, event: Event<'_>) {
        let Some(image) = &mut self.image else {
            return;
        };
        match event {
            Event::Start(_) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth == 0 => self.close_image(),
            Event::End(_) => image.depth = image.depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                image.alt.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    fn close_image(&mut self) {
        let Some(image) = self.image.take() else {
            return;
        };
        self.heading_text(&image.alt);
        let html = &mut self.done.html;
        html.push_str("<span class=\"image-note\"");
        push_attribute(html, "title", self.scope.locale.page_image());
        html.push_str("><span class=\"image-alt\">");
        push_text(html, &image.alt);
        html.push_str("</span>");
        if let Some(Target::External { href, host }) = judge(&image.target) {
            html.push(' ');
            // A link within a link is not HTML.
            let linked = self.links.is_empty();
            if linked {
                html.push_str("<a class=\"image-host\"");
                push_attribute(html, "href", &href);
                html.push_str(" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
            } else {
                html.push_str("<span class=\"image-host\">");
            }
            push_text(html, &host);
            html.push_str(if linked { "</a>" } else { "</span>" });
        }
        html.push_str("</span>");
        let target = visible(&image.target).into_owned();
        self.problem(image.at, ProblemKind::LinkDropped { target });
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

    fn note_reference(&mut self, label: &str) {
        let normal = normal_label(label);
        let html = &mut self.done.html;
        let Some(number) = self.scope.labels.note_number(&normal) else {
            push_text(html, &format!("[^{label}]"));
            return;
        };
        let first = self
            .scope
            .labels
            .is_first_reference(&normal, self.scope.index)
            && !self.own_references.contains(&normal);
        html.push_str("<sup class=\"footnote-ref\"");
        if first {
            push_attribute(html, "id", &format!("fnref-{number}"));
        }
        html.push('>');
        if self.links.is_empty() {
            html.push_str("<a");
            push_attribute(html, "href", &format!("#fn-{number}"));
            push_attribute(html, "aria-label", &self.scope.locale.page_footnote(number));
            html.push_str(&format!(">{number}</a></sup>"));
        } else {
            html.push_str(&format!("{number}</sup>"));
        }
        self.own_references.push(normal);
    }

    fn note(&mut self, label: &str) {
        let normal = normal_label(label);
        let first = self.scope.labels.is_first_note(&normal, self.scope.index)
            && !self.own_notes.contains(&normal);
        let number = self.scope.labels.note_number(&normal).filter(|_| first);
        let html = &mut self.done.html;
        html.push_str("<div class=\"footnote\"");
        if let Some(number) = number {
            push_attribute(html, "id", &format!("fn-{number}"));
        }
        html.push_str("><span class=\"footnote-label\">");
        match number {
            Some(number) => html.push_str(&format!(
                "<a href=\"#fnref-{number}\" aria-label=\"{}\">{number}</a>",
                self.scope.locale.page_footnote_back()
            )),
            None => push_text(html, label),
        }
        html.push_str("</span><div class=\"footnote-text\">\n");
        self.own_notes.push(normal);
    }

    fn close_note(&mut self) {
        self.done.html.push_str("</div></div>\n");
    }

    fn open_code(&mut self, kind: CodeBlockKind<'_>, start: usize) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => Some(info.into_string()),
            CodeBlockKind::Indented => None,
        };
        let line_end = self.source[start..]
            .find('\n')
            .map_or(self.source.len(), |end| start + end + 1);
        let text_end = if info.is_some() { line_end } else { start };
        self.code = Some(Code {
            info,
            text: String::new(),
            start,
            text_end,
        });
    }

    fn close_code(&mut self, range: Range<usize>) {
        let Some(code) = self.code.take() else {
            return;
        };
        let fenced = code.info.is_some();
        let (open, unclosed) = self.openness(&code, range);
        self.figures += 1;
        let id = format!("f-{}-{}", self.scope.index, self.figures);
        let fence = Fence {
            info: code.info.as_deref(),
            source: &code.text,
            id: &id,
            open,
        };
        let figure = self
            .scope
            .fences
            .figure(&fence, self.scope.locale, self.scope.surface);
        self.done.html.push_str(&figure.html);
        let first = line_of(self.source, code.start);
        for (line, kind) in &figure.problems {
            let line = if fenced {
                *line
            } else {
                line.saturating_sub(1)
            };
            self.done
                .problems
                .push((first.saturating_add(line), kind.clone()));
        }
        let contents = &mut self.done.contents;
        contents.diagrams += figure.contents.diagrams;
        contents.broken_diagrams += figure.contents.broken_diagrams;
        contents.contracts += figure.contents.contracts;
        contents.operations += figure.contents.operations;
        if unclosed {
            self.problem(code.start, ProblemKind::FenceUnclosed);
        }
    }

    /// Whether more text may still belong to the fence, and whether the document ended before it did.
    fn openness(&self, code: &Code, range: Range<usize>) -> (bool, bool) {
        if code.info.is_none() || !self.scope.last {
            return (false, false);
        }
        let end = range.end.min(self.source.len());
        let at_end = self.source[end..].trim().is_empty();
        let after = &self.source[code.text_end.min(end)..end];
        let closed = after.contains("```") || after.contains("~~~");
        // A closing line is one only when it is complete: "```" may become "```x".
        let complete = closed && (end < self.source.len() || self.source.ends_with('\n'));
        if self.scope.streaming {
            (at_end && !complete, false)
        } else {
            (false, at_end && !closed)
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
