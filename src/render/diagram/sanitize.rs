//! The safety door for SVG: an allow-list over a parsed document, written out anew.
//!
//! Whatever is not listed here does not leave: elements, attributes, CSS properties, CSS functions,
//! references. It must not know where the SVG came from, and it must not trust it.

use std::{collections::BTreeSet, fmt::Write as _};

use roxmltree::{Document, Node};

use super::{
    css,
    theme::{self, Declaration, Ink, Origin},
};

const SVG: &str = "http://www.w3.org/2000/svg";

/// Elements that are kept. Everything else is dropped with its content, except `a`, which becomes `g`.
const ELEMENTS: [&str; 20] = [
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "defs", "marker", "style", "title", "desc", "linearGradient", "stop", "clipPath", "symbol",
];

/// Attributes that are kept as they are, after a check of their characters.
const ATTRIBUTES: [&str; 47] = [
    "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "d", "points",
    "width", "height", "viewBox", "transform", "refX", "refY", "markerWidth", "markerHeight",
    "markerUnits", "orient", "preserveAspectRatio", "offset", "gradientUnits", "gradientTransform",
    "clipPathUnits", "pathLength", "textLength", "lengthAdjust", "rotate", "role",
    "aria-roledescription", "aria-label", "aria-hidden", "data-id", "data-et", "data-look",
    "data-type", "class", "id", "aria-labelledby", "aria-describedby", "overflow",
];

/// Makes a raw SVG of merman safe and themed. `id` is the prefix that every id of it must have.
///
/// `None` if it is no well-formed SVG document.
#[must_use]
pub fn sanitize(raw: &str, id: &str) -> Option<String> {
    let document = Document::parse(raw).ok()?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        return None;
    }
    let classes = root
        .descendants()
        .filter_map(|node| node.attribute("class"))
        .flat_map(str::split_ascii_whitespace)
        .map(str::to_owned)
        .collect();
    let mut writer = Writer {
        out: String::with_capacity(raw.len()),
        id,
        classes,
    };
    writer.element(root, &Ink::Theme);
    Some(writer.out)
}

struct Writer<'a> {
    out: String,
    id: &'a str,
    classes: BTreeSet<String>,
}

impl Writer<'_> {
    fn element(&mut self, node: Node<'_, '_>, ink: &Ink) {
        let name = match node.tag_name().name() {
            "a" => "g",
            name => name,
        };
        if node.tag_name().namespace() != Some(SVG) || !ELEMENTS.contains(&name) {
            return;
        }
        if name == "style" {
            self.style(node);
            return;
        }
        let ink = &theme::ink_below(node, ink);
        let _ = write!(self.out, "<{name}");
        if node.parent().is_none_or(|parent| parent.is_root()) {
            self.root_attributes(node);
        }
        self.attributes(node, ink);
        self.out.push('>');
        for child in node.children() {
            if child.is_element() {
                self.element(child, ink);
            } else if child.is_text() && matches!(name, "text" | "tspan" | "title" | "desc") {
                escape(&mut self.out, child.text().unwrap_or_default());
            }
        }
        let _ = write!(self.out, "</{name}>");
    }

    /// The size in pixels, so that text keeps its size and the container scrolls.
    fn root_attributes(&mut self, node: Node<'_, '_>) {
        self.out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
        let numbers: Vec<f64> = node
            .attribute("viewBox")
            .unwrap_or_default()
            .split([' ', ','])
            .filter_map(|number| number.parse().ok())
            .collect();
        if let [_, _, width, height] = numbers[..] {
            let (width, height) = (width.ceil().max(1.0), height.ceil().max(1.0));
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
    }

    fn attributes(&mut self, node: Node<'_, '_>, ink: &Ink) {
        let is_root = node.parent().is_none_or(|parent| parent.is_root());
        let mut declarations = Vec::new();
        for attribute in node.attributes() {
            let key = attribute.name();
            let value = attribute.value();
            if attribute.namespace().is_some() {
                continue;
            }
            if key == "style" {
                declarations.extend(css::declarations(value).into_iter().map(
                    |(property, value)| Declaration {
                        property,
                        value,
                        origin: Origin::Document,
                    },
                ));
            } else if css::is_property(key) && !matches!(key, "width" | "height") {
                // A presentation attribute is weaker than the style sheet, so only colours, which
                // it could not hold as custom properties, become declarations.
                self.presentation(key, value, &mut declarations);
            } else if ATTRIBUTES.contains(&key)
                && !(is_root && matches!(key, "width" | "height"))
                && self.is_safe(key, value)
            {
                let _ = write!(self.out, " {key}=\"");
                escape(&mut self.out, value);
                self.out.push('"');
            }
        }
        let style = theme::inline(node, &declarations, ink);
        if !style.is_empty() {
            self.out.push_str(" style=\"");
            escape(&mut self.out, &style);
            self.out.push('"');
        }
    }

    /// Writes a presentation attribute, or turns it into a declaration if it is a colour.
    fn presentation(&mut self, key: &str, value: &str, declarations: &mut Vec<Declaration>) {
        let Some((property, value)) = css::declarations(&format!("{key}:{value}")).pop() else {
            return;
        };
        if matches!(key, "fill" | "stroke" | "color" | "stop-color") && value != "none" {
            let first = Declaration {
                property,
                value,
                origin: Origin::Renderer,
            };
            declarations.insert(0, first);
        } else {
            let _ = write!(self.out, " {key}=\"");
            escape(&mut self.out, &value);
            self.out.push('"');
        }
    }

    /// Ids stay within the diagram; nothing else may hold a scheme or a reference.
    fn is_safe(&self, key: &str, value: &str) -> bool {
        match key {
            "id" | "aria-labelledby" | "aria-describedby" => value
                .split_ascii_whitespace()
                .all(|part| part.starts_with(self.id)),
            "class" | "aria-label" | "data-id" => true,
            _ => value.chars().all(|c| {
                c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | ',' | '-' | '+' | '(' | ')' | '%' | '_' | '\n')
            }),
        }
    }

    fn style(&mut self, node: Node<'_, '_>) {
        let text: String = node
            .children()
            .filter(|child| child.is_text())
            .filter_map(|child| child.text())
            .collect();
        let sheet = theme::sheet(&css::rules(&text, self.id), self.id, &self.classes);
        self.out.push_str("<style>");
        escape(&mut self.out, &sheet);
        self.out.push_str("</style>");
    }
}

/// Escapes text for element content and double-quoted attributes; drops what XML 1.0 forbids.
fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(character),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}
