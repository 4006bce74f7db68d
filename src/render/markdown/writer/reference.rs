//! What points elsewhere: links, images and footnotes. No image is loaded: its text and its host stand in
//! its place.

use pulldown_cmark::{Event, LinkType, TagEnd};

use super::{Writer, autolink};
use crate::{
    domain::problem::ProblemKind,
    render::{
        escape::{push_attribute, push_text, visible},
        link::{Target, judge},
        markdown::normal_label,
    },
};

/// An image whose text is still coming.
pub(super) struct Image {
    pub(super) target: String,
    pub(super) alt: String,
    pub(super) depth: u32,
    pub(super) at: usize,
}

impl Writer<'_, '_> {
    pub(super) fn link(&mut self, link_type: LinkType, target: &str, title: &str, at: usize) {
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
                let id = href.trim_start_matches('#');
                push_attribute(html, "href", &format!("#{}{id}", self.scope.prefix));
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

    /// A text whose bare addresses are links, unless it stands in one.
    pub(super) fn linked_text(&mut self, text: &str, at: usize) {
        let mut from = 0;
        if self.links.is_empty() {
            for range in autolink::find(text) {
                push_text(&mut self.done.html, &text[from..range.start]);
                from = range.end;
                self.bare_link(&text[range], at);
            }
        }
        push_text(&mut self.done.html, &text[from..]);
    }

    fn bare_link(&mut self, address: &str, at: usize) {
        let full = if address.contains("://") {
            address.to_owned()
        } else {
            format!("http://{address}")
        };
        // One that may not be followed was no link as its writer saw it.
        let allowed = judge(&full).is_some();
        if allowed {
            self.link(LinkType::Autolink, &full, "", at);
        }
        push_text(&mut self.done.html, address);
        if allowed {
            self.done.html.push_str(self.links.pop().unwrap_or(""));
        }
    }

    pub(super) fn image_part(&mut self, event: Event<'_>) {
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

    pub(super) fn note_reference(&mut self, label: &str) {
        let normal = normal_label(label);
        let html = &mut self.done.html;
        let Some(number) = self.scope.labels.note_number(&normal) else {
            push_text(html, &format!("[^{label}]"));
            return;
        };
        let prefix = self.scope.prefix;
        let first = self
            .scope
            .labels
            .is_first_reference(&normal, self.scope.index)
            && !self.own_references.contains(&normal);
        html.push_str("<sup class=\"footnote-ref\"");
        if first {
            push_attribute(html, "id", &format!("{prefix}fnref-{number}"));
        }
        html.push('>');
        if self.links.is_empty() {
            html.push_str("<a");
            push_attribute(html, "href", &format!("#{prefix}fn-{number}"));
            push_attribute(html, "aria-label", &self.scope.locale.page_footnote(number));
            html.push_str(&format!(">{number}</a></sup>"));
        } else {
            html.push_str(&format!("{number}</sup>"));
        }
        self.own_references.push(normal);
    }

    pub(super) fn note(&mut self, label: &str) {
        let normal = normal_label(label);
        let first = self.scope.labels.is_first_note(&normal, self.scope.index)
            && !self.own_notes.contains(&normal);
        let number = self.scope.labels.note_number(&normal).filter(|_| first);
        let prefix = self.scope.prefix;
        let html = &mut self.done.html;
        html.push_str("<div class=\"footnote\"");
        if let Some(number) = number {
            push_attribute(html, "id", &format!("{prefix}fn-{number}"));
        }
        html.push_str("><span class=\"footnote-label\">");
        match number {
            Some(number) => html.push_str(&format!(
                "<a href=\"#{prefix}fnref-{number}\" aria-label=\"{}\">{number}</a>",
                self.scope.locale.page_footnote_back()
            )),
            None => push_text(html, label),
        }
        html.push_str("</span><div class=\"footnote-text\">\n");
        self.own_notes.push(normal);
    }

    pub(super) fn close_note(&mut self) {
        self.done.html.push_str("</div></div>\n");
    }
}
