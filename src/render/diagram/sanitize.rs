//! The safety door for SVG: an allow-list over a parsed document, written out anew.
//!
//! Whatever is not listed here does not leave: elements, attributes, CSS properties, CSS functions,
//! references. It must not know where the SVG came from, and it must not trust it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt::Write as _,
    mem,
};

use roxmltree::{Document, Node, NodeId};

use crate::domain::bidi;

use super::{
    allowed::{ATTRIBUTES, ELEMENTS},
    css,
    place::{self, Changes},
    theme::{self, Declaration, Ink, Origin},
};

const SVG: &str = "http://www.w3.org/2000/svg";

/// Makes a raw SVG of merman safe and themed. `id` is the prefix that every id of it must have.
///
/// `None` if it is no well-formed SVG document.
#[must_use]
pub fn sanitize(raw: &str, id: &str) -> Option<String> {
    let document = Document::parse(raw).ok()?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) || !has_sane_size(root) {
        return None;
    }
    let classes = root
        .descendants()
        .filter_map(|node| node.attribute("class"))
        .flat_map(str::split_ascii_whitespace)
        .map(str::to_owned)
        .collect();
    let labels = root
        .descendants()
        .filter(|node| is_label_definition(*node))
        .filter_map(|node| Some((node.attribute("id")?.to_owned(), node.id())))
        .collect();
    let changes = place::changes(&document);
    let mut writer = Writer {
        out: String::with_capacity(raw.len()),
        id,
        classes,
        apart: changes.early.iter().chain(&changes.late).copied().collect(),
        changes,
        labels,
        has_icons: root.attribute("aria-roledescription") == Some("architecture"),
        weak: BTreeMap::new(),
        ids: HashSet::new(),
    };
    writer.element(root, &Ink::Theme);
    Some(writer.out)
}

/// The widest and highest drawing that is shown, in CSS pixels. Configurations with absurd distances make
/// larger ones, which no browser can lay out.
const MAX_SIZE: f64 = 1e6;

fn has_sane_size(root: Node<'_, '_>) -> bool {
    let view = root.attribute("viewBox").unwrap_or_default();
    view.split([' ', ','])
        .filter(|part| !part.is_empty())
        .all(|number| {
            let number: Result<f64, _> = number.parse();
            number.is_ok_and(|number| number.abs() <= MAX_SIZE)
        })
}

/// How much a nested document magnifies its content.
fn nested_scale(node: Node<'_, '_>) -> f64 {
    let inner = node
        .attribute("viewBox")
        .and_then(|view| view.split([' ', ',']).nth(2)?.parse::<f64>().ok());
    match (number(node, "width"), inner) {
        (Some(outer), Some(inner)) if inner > 0.0 => outer / inner,
        _ => 1.0,
    }
}

fn number(node: Node<'_, '_>, name: &str) -> Option<f64> {
    node.attribute(name)?.trim_end_matches("px").parse().ok()
}

/// Whether an element is the outermost.
fn is_root(node: Node<'_, '_>) -> bool {
    node.parent().is_none_or(|parent| parent.is_root())
}

fn has_class(node: Node<'_, '_>, name: &str) -> bool {
    node.attribute("class")
        .is_some_and(|classes| classes.split_ascii_whitespace().any(|class| class == name))
}

/// merman draws HTML labels once in `defs` and refers to them where they belong.
fn is_label_definition(node: Node<'_, '_>) -> bool {
    node.attribute("id")
        .is_some_and(|id| id.contains("-foreignobject-label-"))
}

/// The `defs` around such labels.
fn holds_label_definitions_only(node: Node<'_, '_>) -> bool {
    node.has_tag_name((SVG, "defs"))
        && node
            .children()
            .filter(Node::is_element)
            .all(is_label_definition)
}

/// The title of a group of a flowchart or a state diagram; it is written after the edges.
fn is_group_title(node: Node<'_, '_>) -> bool {
    has_class(node, "cluster-label")
        && node
            .parent()
            .and_then(|group| group.parent())
            .is_some_and(|groups| {
                has_class(groups, "clusters")
                    && groups
                        .next_siblings()
                        .any(|node| has_class(node, "edgeLabels"))
            })
}

/// Shapes that only measure.
fn is_invisible(node: Node<'_, '_>) -> bool {
    node.has_tag_name((SVG, "rect"))
        && node
            .attribute("style")
            .is_some_and(|style| style.contains("opacity:0;") && style.contains("fill:none"))
}

struct Writer<'a> {
    out: String,
    id: &'a str,
    classes: BTreeSet<String>,
    /// Labels that are not where merman put them.
    changes: Changes,
    /// Elements that are not written where merman put them.
    apart: HashSet<NodeId>,
    /// The labels that `use` elements refer to, by id.
    labels: HashMap<String, NodeId>,
    /// Whether colours in `style` attributes are those of merman's icons: nobody else can write them.
    has_icons: bool,
    /// Property and value of presentation attributes, each with the class that stands for it.
    weak: BTreeMap<(String, String), String>,
    /// The ids that were written.
    ids: HashSet<String>,
}

impl Writer<'_> {
    fn element(&mut self, node: Node<'_, '_>, ink: &Ink) {
        let name = match node.tag_name().name() {
            "use" => return self.used(node, ink),
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
        if is_invisible(node)
            || is_label_definition(node)
            || holds_label_definitions_only(node)
            || is_group_title(node)
            || self.changes.dropped.contains(&node.id())
        {
            return;
        }
        let name = match (name, is_root(node)) {
            // merman's labels are nested documents that would clip; as groups they cannot.
            ("svg", false) => "g",
            (name, _) => name,
        };
        let ink = &theme::ink_below(node, ink);
        let _ = write!(self.out, "<{name}");
        if is_root(node) {
            self.root_attributes(node);
        }
        self.attributes(node, ink);
        self.out.push('>');
        if is_root(node) {
            let early = mem::take(&mut self.changes.early);
            self.apart(node, &early, ink);
        }
        let lines = self.changes.lines.remove(&node.id());
        if let Some(lines) = &lines {
            self.lines(node, lines);
        }
        for child in node.children().filter(|_| lines.is_none()) {
            if self.apart.contains(&child.id()) {
                // It has another turn.
            } else if child.is_element() {
                self.element(child, ink);
            } else if child.is_text() && matches!(name, "text" | "tspan" | "title" | "desc") {
                let text = child.text().unwrap_or_default();
                let is_label = has_class(node, "merman-foreignobject-fallback-text");
                escape(&mut self.out, if is_label { text.trim() } else { text });
            }
        }
        if is_root(node) {
            let late = mem::take(&mut self.changes.late);
            self.apart(node, &late, ink);
            self.weak_rules();
        }
        let _ = write!(self.out, "</{name}>");
        if has_class(node, "edgeLabels") {
            self.group_titles(node, ink);
        }
    }

    /// Elements that are written before or after all others.
    fn apart(&mut self, root: Node<'_, '_>, ids: &[NodeId], ink: &Ink) {
        for node in ids.iter().filter_map(|id| root.document().get_node(*id)) {
            self.element(node, ink);
        }
    }

    /// The titles of groups, after the lines that would cross them.
    fn group_titles(&mut self, labels: Node<'_, '_>, ink: &Ink) {
        let groups = labels
            .prev_siblings()
            .filter(|node| has_class(*node, "clusters"))
            .flat_map(|node| node.children());
        for group in groups {
            let Some(title) = group
                .children()
                .find(|node| has_class(*node, "cluster-label"))
            else {
                continue;
            };
            self.out.push_str("<g class=\"");
            escape(&mut self.out, group.attribute("class").unwrap_or(""));
            self.out.push_str("\"><g");
            let ink = theme::ink_below(group, ink);
            self.attributes(title, &ink);
            self.out.push('>');
            for child in title.children().filter(Node::is_element) {
                self.element(child, &ink);
            }
            self.out.push_str("</g></g>");
        }
    }

    /// The lines of a text, around the place of its first.
    fn lines(&mut self, node: Node<'_, '_>, lines: &[String]) {
        const HEIGHT: f64 = 15.0;
        let x = node.attribute("x").unwrap_or("0");
        let mut down = -HEIGHT * f64::from(u32::try_from(lines.len()).unwrap_or(1) - 1) / 2.0;
        for line in lines {
            self.out.push_str("<tspan x=\"");
            escape(&mut self.out, x);
            let _ = write!(self.out, "\" dy=\"{down}\">");
            escape(&mut self.out, line);
            self.out.push_str("</tspan>");
            down = HEIGHT;
        }
    }

    /// Presentation attributes cannot hold custom properties everywhere, and a `style` attribute would
    /// beat the style sheet. A rule without specificity is as weak as the attribute was.
    fn weak_rules(&mut self) {
        let mut sheet = format!(":where(#{} marker){{fill:var(--d-line)}}", self.id);
        for ((property, value), class) in &self.weak {
            let _ = write!(sheet, ":where(#{} .{class}){{{property}:{value}}}", self.id);
        }
        self.out.push_str("<style>");
        escape(&mut self.out, &sheet);
        self.out.push_str("</style>");
    }

    /// Writes what a `use` refers to in its place, so that it is themed by what is around it.
    fn used(&mut self, node: Node<'_, '_>, ink: &Ink) {
        let Some(name) = node
            .attribute("href")
            .and_then(|href| href.strip_prefix('#'))
        else {
            return;
        };
        let target = self.labels.get(name);
        let target = target.and_then(|id| node.document().get_node(*id));
        // A label holds no further references, so this cannot recurse.
        let Some(target) = target else { return };
        for child in target.children().filter(Node::is_element) {
            if !child
                .descendants()
                .any(|inner| inner.has_tag_name((SVG, "use")))
            {
                self.element(child, ink);
            }
        }
    }

    /// The size in pixels, so that text keeps its size and the container scrolls.
    fn root_attributes(&mut self, node: Node<'_, '_>) {
        self.out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
        let numbers: Vec<f64> = match self.changes.view {
            Some(view) => view.to_vec(),
            None => node
                .attribute("viewBox")
                .unwrap_or_default()
                .split([' ', ','])
                .filter_map(|number| number.parse().ok())
                .collect(),
        };
        if let [x, y, width, height] = numbers[..] {
            if self.changes.view.is_some() {
                let _ = write!(self.out, " viewBox=\"{x} {y} {width} {height}\"");
            }
            let (width, height) = (width.ceil().max(1.0), height.ceil().max(1.0));
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
    }

    fn attributes(&mut self, node: Node<'_, '_>, ink: &Ink) {
        let mut declarations = Vec::new();
        let mut classes = node.attribute("class").unwrap_or_default().to_owned();
        if node.has_tag_name((SVG, "svg"))
            && !is_root(node)
            && let (x, y) = (
                number(node, "x").unwrap_or(0.0),
                number(node, "y").unwrap_or(0.0),
            )
        {
            let scale = nested_scale(node);
            if (x, y, scale) != (0.0, 0.0, 1.0) {
                let _ = write!(self.out, " transform=\"translate({x},{y}) scale({scale})\"");
            }
        }
        let others = self.changes.attributes.remove(&node.id());
        let others = others.unwrap_or_default();
        for (key, value) in &others {
            let _ = write!(self.out, " {key}=\"");
            escape(&mut self.out, value);
            self.out.push('"');
        }
        let step = self.changes.moves.get(&node.id()).copied();
        let scale = self.changes.scales.get(&node.id()).copied();
        let is_moved = step.is_some() || scale.is_some();
        if is_moved {
            self.out.push_str(" transform=\"");
            if let Some((x, y)) = step {
                let _ = write!(self.out, "translate({x},{y})");
            }
            if let Some((factor, (x, y))) = scale {
                let back = (x - x * factor, y - y * factor);
                let _ = write!(
                    self.out,
                    "matrix({factor} 0 0 {factor} {} {})",
                    back.0, back.1
                );
            }
            let before = node.attribute("transform").unwrap_or("");
            if self.is_safe("transform", before) {
                escape(&mut self.out, before);
            }
            self.out.push('"');
        }
        for attribute in node.attributes() {
            let key = attribute.name();
            let value = attribute.value();
            if (is_moved && key == "transform")
                || (is_root(node) && key == "viewBox" && self.changes.view.is_some())
            {
                continue;
            }
            let is_nested = node.has_tag_name((SVG, "svg")) && !is_root(node);
            if others.iter().any(|(other, _)| *other == key) {
                continue;
            }
            if is_nested && key != "class" {
                continue;
            }
            // merman gives a mindmap's group and its shape one id.
            let is_taken = key == "id" && !self.ids.insert(value.to_owned());
            if is_taken || attribute.namespace().is_some() {
                continue;
            }
            if key == "style" {
                declarations.extend(css::declarations(value).into_iter().map(
                    |(property, value)| Declaration {
                        property,
                        value,
                        origin: if self.has_icons {
                            Origin::Icon
                        } else {
                            Origin::Document
                        },
                    },
                ));
            } else if css::is_property(key) && !matches!(key, "width" | "height") {
                // A presentation attribute is weaker than the style sheet, so only colours, which
                // it could not hold as custom properties, become declarations.
                self.presentation(node, key, value, &mut declarations, &mut classes);
            } else if ATTRIBUTES.contains(&key)
                && !(is_root(node) && matches!(key, "width" | "height"))
                && self.is_safe(key, value)
            {
                let _ = write!(self.out, " {key}=\"");
                escape(&mut self.out, value);
                self.out.push('"');
            }
        }
        if !classes.is_empty() {
            self.out.push_str(" class=\"");
            escape(&mut self.out, classes.trim_start());
            self.out.push('"');
        }
        let style = theme::inline(node, &declarations, ink);
        if !style.is_empty() {
            self.out.push_str(" style=\"");
            escape(&mut self.out, &style);
            self.out.push('"');
        }
    }

    /// Writes a presentation attribute; a colour becomes a class with a weak rule.
    fn presentation(
        &mut self,
        node: Node<'_, '_>,
        key: &str,
        value: &str,
        declarations: &mut Vec<Declaration>,
        classes: &mut String,
    ) {
        let Some((property, value)) = css::declarations(&format!("{key}:{value}")).pop() else {
            return;
        };
        if !theme::is_colour(key) || value == "none" {
            let _ = write!(self.out, " {key}=\"");
            escape(&mut self.out, &value);
            self.out.push('"');
        } else if theme::is_highlight(node) && key == "fill" {
            declarations.push(Declaration {
                property,
                value,
                origin: Origin::Document,
            });
        } else if let Some(value) = theme::presentation(node, &property, &value) {
            let next = format!("d-w{}", self.weak.len());
            let class = self.weak.entry((property, value)).or_insert(next);
            classes.push(' ');
            classes.push_str(class);
        }
    }

    /// Ids stay within the diagram; nothing else may hold a scheme or a reference.
    fn is_safe(&self, key: &str, value: &str) -> bool {
        match key {
            "id" | "aria-labelledby" | "aria-describedby" => value
                .split_ascii_whitespace()
                .all(|part| part.starts_with(self.id)),
            "aria-label" | "data-id" => true,
            _ => value.chars().all(|c| {
                c.is_ascii_alphanumeric()
                    || matches!(
                        c,
                        ' ' | '.' | ',' | '-' | '+' | '(' | ')' | '%' | '_' | '\n'
                    )
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

/// Escapes text for element content and double-quoted attributes; drops what XML 1.0 forbids, and what
/// reorders other characters: the source beside the drawing shows it.
fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(character),
            c if c.is_control() || bidi::is_control(c) => {}
            c => out.push(c),
        }
    }
}
