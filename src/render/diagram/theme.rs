//! The colours and the font of diagrams.
//!
//! merman draws with one sentinel colour per role; here each becomes a custom property of
//! `style/diagram.css`. Colours that merman derives or hard-codes become the nearest role. Only what the
//! document itself coloured (a `style` attribute on a shape) keeps its colour, and gets an ink that is
//! readable on it. This file must not know how an SVG is parsed or written.

use std::collections::BTreeSet;

use merman::svg::{HostTheme, HostThemeAppearance, ThemeRole};
use roxmltree::Node;

use super::{
    colour::{self, Rgba},
    css,
    own::OWN,
};

const SVG: &str = "http://www.w3.org/2000/svg";

/// The font of every text in a diagram; `measure.rs` knows its advances.
pub const FONT_STACK: &str =
    "Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/// The sentinel colour of each role and the custom property that takes its place.
const ROLES: [(ThemeRole, &str, &str); 21] = [
    (ThemeRole::Canvas, "#7e3a10", "--d-canvas"),
    (ThemeRole::Surface, "#7e3a11", "--d-surface"),
    (ThemeRole::SurfaceAlt, "#7e3a12", "--d-surface-2"),
    (ThemeRole::SurfaceMuted, "#7e3a13", "--d-surface-3"),
    (ThemeRole::Text, "#7e3a14", "--d-text"),
    (ThemeRole::SubtleText, "#7e3a15", "--d-text-2"),
    (ThemeRole::Border, "#7e3a16", "--d-border"),
    (ThemeRole::Line, "#7e3a17", "--d-line"),
    (ThemeRole::EdgeLabelBackground, "#7e3a18", "--d-canvas"),
    (ThemeRole::ClusterBackground, "#7e3a19", "--d-cluster"),
    (ThemeRole::ClusterBorder, "#7e3a1a", "--d-cluster-border"),
    (ThemeRole::NoteBackground, "#7e3a1b", "--d-note"),
    (ThemeRole::NoteBorder, "#7e3a1c", "--d-note-border"),
    (ThemeRole::NoteText, "#7e3a1d", "--d-text"),
    (ThemeRole::ActorBackground, "#7e3a1e", "--d-surface"),
    (ThemeRole::ActorBorder, "#7e3a1f", "--d-border"),
    (ThemeRole::ActorText, "#7e3a20", "--d-text"),
    (
        ThemeRole::ActivationBackground,
        "#7e3a21",
        "--d-accent-wash",
    ),
    (ThemeRole::ActivationBorder, "#7e3a22", "--d-accent"),
    (ThemeRole::Error, "#7e3a23", "--d-bad"),
    (ThemeRole::Warning, "#7e3a24", "--d-warn"),
];

/// The sentinel colours of pie slices, mindmap branches and timeline sections.
const SERIES: [(&str, &str); 8] = [
    ("#7e3a41", "--d-series-1"),
    ("#7e3a42", "--d-series-2"),
    ("#7e3a43", "--d-series-3"),
    ("#7e3a44", "--d-series-4"),
    ("#7e3a45", "--d-series-5"),
    ("#7e3a46", "--d-series-6"),
    ("#7e3a47", "--d-series-7"),
    ("#7e3a48", "--d-series-8"),
];

/// The colours of Sankey flows, which merman takes from no theme (d3's Tableau 10).
const FLOWS: [(&str, &str); 10] = [
    ("#4e79a7", "--d-strong-1"),
    ("#f28e2c", "--d-strong-3"),
    ("#e15759", "--d-strong-5"),
    ("#76b7b2", "--d-strong-6"),
    ("#59a14f", "--d-strong-2"),
    ("#edc949", "--d-strong-7"),
    ("#af7aa1", "--d-strong-4"),
    ("#ff9da7", "--d-strong-5"),
    ("#9c755f", "--d-strong-7"),
    ("#bab0ab", "--d-strong-8"),
];

/// The colours of a Kanban card's priority, from the highest; the middle has none.
const PRIORITIES: [(&str, &str); 4] = [
    ("red", "--d-bad"),
    ("orange", "--d-warn"),
    ("blue", "--d-accent"),
    ("lightblue", "--d-strong-8"),
];

/// The ground of merman's icons; what is drawn on it is white.
const ICON: &str = "#087ebf";

/// Lines in the colour of a series are as strong as lines must be.
const STRONG: [(&str, &str); 8] = [
    ("--d-series-1", "--d-strong-1"),
    ("--d-series-2", "--d-strong-2"),
    ("--d-series-3", "--d-strong-3"),
    ("--d-series-4", "--d-strong-4"),
    ("--d-series-5", "--d-strong-5"),
    ("--d-series-6", "--d-strong-6"),
    ("--d-series-7", "--d-strong-7"),
    ("--d-series-8", "--d-strong-8"),
];

/// The theme that merman draws with: a sentinel colour per role.
#[must_use]
pub fn host_theme() -> HostTheme {
    let mut theme = HostTheme::new().with_appearance(HostThemeAppearance::Light);
    theme = theme
        .clone()
        .try_with_font_family(FONT_STACK)
        .unwrap_or(theme);
    theme = theme.clone().try_with_font_size("14px").unwrap_or(theme);
    theme = theme
        .clone()
        .try_with_series_palette(SERIES.map(|(sentinel, _)| sentinel))
        .unwrap_or(theme);
    for (role, sentinel, _) in ROLES {
        if let Ok(next) = theme.clone().try_with_role(role, sentinel) {
            theme = next;
        }
    }
    theme
}

/// What colour text has at a place of the diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ink {
    /// The theme's.
    Theme,
    /// The same in every theme, because the document chose the fill below it.
    Fixed(String),
}

/// Where a declaration comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// merman's style sheet or a presentation attribute: its colours are the theme's.
    Renderer,
    /// A `style` attribute: its colours are the document's.
    Document,
    /// A `style` attribute of an icon that merman brings along.
    Icon,
}

/// A declaration and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The property's name.
    pub property: String,
    /// Its value; may end in `!important`.
    pub value: String,
    /// Who wrote it.
    pub origin: Origin,
}

const SHAPES: [&str; 6] = ["rect", "path", "circle", "ellipse", "polygon", "polyline"];
const DARK_INK: &str = "#1d1c1a";
const LIGHT_INK: &str = "#ffffff";

/// The text colour below an element: follows the fill that the document gave to one of its shapes.
#[must_use]
pub fn ink_below(node: Node<'_, '_>, ink: &Ink) -> Ink {
    if !node.has_tag_name((SVG, "g"))
        || !has_class(node, &["node", "cluster", "statediagram-cluster"])
    {
        return ink.clone();
    }
    let is_cluster = !has_class(node, &["node"]);
    let fill = node
        .descendants()
        .filter(|child| SHAPES.contains(&child.tag_name().name()))
        .find_map(own_fill)
        .filter(|(_, _, _, alpha)| *alpha > 0.5);
    let Some(fill) = fill else {
        return if is_cluster { Ink::Theme } else { ink.clone() };
    };
    let chosen = node
        .descendants()
        .find_map(|child| own_colour(child, "color"));
    let readable = if luminance(fill) > 0.179 {
        DARK_INK
    } else {
        LIGHT_INK
    };
    let chosen = chosen.filter(|(_, colour)| contrast(luminance(*colour), luminance(fill)) >= 3.0);
    Ink::Fixed(chosen.map_or_else(|| readable.to_owned(), |(text, _)| text))
}

/// Relative luminance (WCAG 2.2).
fn luminance((red, green, blue, _): Rgba) -> f64 {
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// Contrast ratio (WCAG 2.2), 1 to 21.
fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// sRGB to linear light (IEC 61966-2-1).
fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

fn has_class(node: Node<'_, '_>, names: &[&str]) -> bool {
    node.attribute("class").is_some_and(|classes| {
        classes
            .split_ascii_whitespace()
            .any(|class| names.contains(&class))
    })
}

fn own_fill(shape: Node<'_, '_>) -> Option<Rgba> {
    own_colour(shape, "fill").map(|(_, colour)| colour)
}

/// The colour that the document itself gave to an element, as written and as numbers.
fn own_colour(node: Node<'_, '_>, property: &str) -> Option<(String, Rgba)> {
    let declarations = css::declarations(node.attribute("style")?);
    let (_, value) = declarations
        .into_iter()
        .rfind(|(name, _)| name == property)?;
    let value = value.trim_end_matches("!important").trim().to_owned();
    if property_of(&value).is_some() {
        return None;
    }
    colour::parse(&value).map(|colour| (value, colour))
}

/// The custom property that stands for a sentinel.
fn property_of(value: &str) -> Option<&'static str> {
    let roles = ROLES
        .iter()
        .map(|(_, sentinel, property)| (*sentinel, *property));
    roles
        .chain(SERIES)
        .find(|(sentinel, _)| {
            sentinel.eq_ignore_ascii_case(value)
                || (value.starts_with("rgb") && colour::parse(value) == colour::parse(sentinel))
        })
        .map(|(_, property)| property)
}

/// Declarations that say nothing; merman writes them on every label.
const DEFAULTS: [(&str, &str); 9] = [
    ("opacity", "1"),
    ("display", "inline"),
    ("visibility", "inherit"),
    ("clip-path", "none"),
    ("transform", "none"),
    ("transform", "matrix(1 0 0 1 0 0)"),
    ("fill-opacity", "1"),
    ("font-style", "normal"),
    ("overflow", "hidden"),
];

/// The `style` attribute of an element with this name and these classes.
#[must_use]
pub fn inline(node: Node<'_, '_>, declarations: &[Declaration], ink: &Ink) -> String {
    let name = node.tag_name().name();
    let is_text = matches!(name, "text" | "tspan");
    let mut style = String::new();
    for Declaration {
        property,
        value,
        origin,
    } in declarations
    {
        // A text's colour is decided by what is below it, or else by the theme's rules.
        let is_ours = property_of(value).is_some();
        if is_text && *origin == Origin::Document && is_colour(property) && !is_ours {
            continue;
        }
        if DEFAULTS.contains(&(property.as_str(), value.as_str())) {
            continue;
        }
        if is_highlight(node) && property == "fill" {
            // The background of `rect` and `box` in sequences, under text of the theme's colour.
            push(&mut style, property, value);
            push(&mut style, "fill-opacity", "0.16");
            continue;
        }
        if let Some(value) = themed(property, value, *origin) {
            push(&mut style, property, &value);
        }
    }
    if let Ink::Fixed(colour) = ink
        && is_text
    {
        push(&mut style, "fill", &format!("{colour} !important"));
        push(&mut style, "stroke", "none");
    }
    style
}

/// Whether an element is the background of a `rect` or `box` in a sequence: its fill is the document's.
#[must_use]
pub fn is_highlight(node: Node<'_, '_>) -> bool {
    node.has_tag_name((SVG, "rect")) && has_class(node, &["rect"])
}

fn push(style: &mut String, property: &str, value: &str) {
    if !style.is_empty() {
        style.push(';');
    }
    style.push_str(property);
    style.push(':');
    style.push_str(value);
}

/// Whether a property holds a colour.
#[must_use]
pub fn is_colour(property: &str) -> bool {
    matches!(property, "fill" | "stroke" | "color" | "stop-color")
}

/// A value with the theme's colour in it; `None` drops the declaration.
#[must_use]
pub fn themed(property: &str, value: &str, origin: Origin) -> Option<String> {
    if !is_colour(property) {
        return Some(value.to_owned());
    }
    let (plain, important) = match value.strip_suffix("!important") {
        Some(plain) => (plain.trim_end(), " !important"),
        None => (value, ""),
    };
    if let Some(role) = property_of(plain) {
        let strong = STRONG
            .iter()
            .find(|(pale, _)| property == "stroke" && *pale == role);
        let role = strong.map_or(role, |(_, strong)| strong);
        return Some(format!("var({role}){important}"));
    }
    if origin == Origin::Renderer && !important.is_empty() && colour::parse(plain).is_some() {
        // A class of the document; its shapes carry the same declaration themselves.
        return None;
    }
    if origin == Origin::Icon && colour::parse(plain).is_some() {
        let role = if plain == ICON {
            "--d-strong-1"
        } else {
            "--d-canvas"
        };
        return Some(format!("var({role}){important}"));
    }
    let flow = FLOWS.iter().find(|(fixed, _)| *fixed == plain);
    if origin == Origin::Renderer
        && let Some((_, role)) = flow
    {
        return Some(format!("var({role}){important}"));
    }
    match (origin, colour::parse(plain)) {
        (Origin::Renderer, Some(colour)) => Some(format!("var({})", nearest(property, colour))),
        _ if plain.starts_with("url(") => None,
        _ => Some(value.to_owned()),
    }
}

/// A presentation attribute's value with the theme's colour in it.
#[must_use]
pub fn presentation(node: Node<'_, '_>, property: &str, value: &str) -> Option<String> {
    let is_text = matches!(node.tag_name().name(), "text" | "tspan");
    if is_text && property == "fill" && property_of(value).is_none() {
        return Some("var(--d-text)".to_owned());
    }
    if has_class_above(node, "items")
        && let Some((_, role)) = PRIORITIES.iter().find(|(name, _)| *name == value)
    {
        return Some(format!("var({role})"));
    }
    themed(property, value, Origin::Renderer)
}

/// Whether an element two levels up has a class.
fn has_class_above(node: Node<'_, '_>, name: &str) -> bool {
    let above = node.parent().and_then(|parent| parent.parent());
    above.is_some_and(|node| has_class(node, &[name]))
}

/// The role of a colour that merman derived or hard-coded.
fn nearest(property: &str, colour: Rgba) -> &'static str {
    let light = luminance(colour);
    match property {
        "stroke" if light < 0.25 => "--d-line",
        "stroke" => "--d-border",
        "color" => "--d-text",
        _ if colour.3 < 1.0 => "--d-canvas",
        _ if light < 0.25 => "--d-text",
        _ if light < 0.6 => "--d-surface-3",
        _ => "--d-surface",
    }
}

/// The style sheet of a diagram in which only these classes occur.
#[must_use]
pub fn sheet(rules: &[css::Rule], id: &str, classes: &BTreeSet<String>) -> String {
    let mut out = String::new();
    for rule in rules {
        let selectors: Vec<&str> = rule
            .selectors
            .iter()
            .filter(|selector| applies(selector, classes))
            .map(String::as_str)
            .collect();
        let mut block = String::new();
        for (property, value) in &rule.declarations {
            if property == "transform" {
                // Only milestones have one, about a middle that a sheet cannot know (`place`).
                continue;
            }
            let is_text = selectors
                .iter()
                .all(|s| s.contains("text") || s.contains("tspan"));
            let is_unknown = property == "fill" && property_of(value).is_none();
            let themed = if is_text && is_unknown && colour::parse(value).is_some() {
                Some("var(--d-text)".to_owned())
            } else {
                themed(property, value, Origin::Renderer)
            };
            if let Some(value) = themed {
                push(&mut block, property, &value);
            }
        }
        if !block.is_empty() && !selectors.is_empty() {
            out.push_str(&selectors.join(","));
            out.push('{');
            out.push_str(&block);
            out.push('}');
        }
    }
    for (selector, block) in OWN {
        let is_c4 = selector.starts_with('[');
        let classes_known = applies(selector, classes) && (!is_c4 || classes.contains("c4-shape"));
        if classes_known {
            let space = if is_c4 { "" } else { " " };
            out.push_str(&format!("#{id}{space}{selector}{{{block}}}"));
        }
    }
    out.push_str(&format!(
        "#{id},#{id} text,#{id} tspan{{font-family:{FONT_STACK};font-kerning:none;\
         font-feature-settings:normal;letter-spacing:0;word-spacing:0;\
         text-rendering:geometricPrecision}}"
    ));
    out
}

/// Whether every class that a selector names occurs in the diagram.
fn applies(selector: &str, classes: &BTreeSet<String>) -> bool {
    if selector.contains("data-look") || selector.contains("data-color") {
        return false;
    }
    selector.split('.').skip(1).all(|part| {
        let end = part
            .find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'))
            .unwrap_or(part.len());
        part.get(..end).is_some_and(|class| classes.contains(class))
    })
}
