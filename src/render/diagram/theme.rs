//! The colours and the font of diagrams.
//!
//! merman gets one sentinel colour per role.

use merman::svg::{HostTheme, HostThemeAppearance, ThemeRole};
use roxmltree::Node;

use super::{colour, css};

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
    (ThemeRole::ActivationBackground, "#7e3a21", "--d-accent-wash"),
    (ThemeRole::ActivationBorder, "#7e3a22", "--d-accent"),
    (ThemeRole::Error, "#7e3a23", "--d-bad"),
    (ThemeRole::Warning, "#7e3a24", "--d-warn"),
];

/// The theme that merman draws with: a sentinel colour per role.
#[must_use]
pub fn host_theme() -> HostTheme {
    let mut theme = HostTheme::new().with_appearance(HostThemeAppearance::Light);
    for (role, sentinel, _) in ROLES {
        if let Ok(next) = theme.clone().try_with_role(role, sentinel) {
            theme = next;
        }
    }
    theme
}

/// What colour text has at a place of the diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// The theme's.
    Theme,
    /// Dark in every theme: the document chose a light fill.
    Dark,
    /// Light in every theme: the document chose a dark fill.
    Light,
}

/// The properties that hold a colour.
const COLOURS: [&str; 4] = ["fill", "stroke", "color", "stop-color"];

/// The text colour below an element: set by the fill that the document gave to one of its shapes.
#[must_use]
pub fn ink_below(node: Node<'_, '_>, ink: Ink) -> Ink {
    if !node.has_tag_name("g") || !has_class(node, &["node", "cluster", "statediagram-cluster"]) {
        return ink;
    }
    node.descendants()
        .filter(|child| SHAPES.contains(&child.tag_name().name()))
        .find_map(|shape| own_fill(shape))
        .and_then(|(red, green, blue, alpha)| {
            (alpha > 0.5).then(|| {
                // Rec. 709 luma; the threshold is where black and white text contrast equally.
                let luma = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
                if luma > 0.179 { Ink::Dark } else { Ink::Light }
            })
        })
        .unwrap_or(ink)
}

const SHAPES: [&str; 6] = ["rect", "path", "circle", "ellipse", "polygon", "polyline"];

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
    node.attribute("class")
        .is_some_and(|classes| classes.split_ascii_whitespace().any(|class| names.contains(&class)))
}

/// The colour that the document itself gave to a shape, if it did.
fn own_fill(shape: Node<'_, '_>) -> Option<(u8, u8, u8, f64)> {
    let declarations = css::declarations(shape.attribute("style")?);
    let (_, value) = declarations.iter().rfind(|(name, _)| name == "fill")?;
    let value = value.trim_end_matches("!important").trim();
    if property_of(value).is_some() {
        return None;
    }
    colour::parse(value)
}

/// The custom property that stands for a sentinel.
fn property_of(value: &str) -> Option<&'static str> {
    ROLES
        .iter()
        .find(|(_, sentinel, _)| sentinel.eq_ignore_ascii_case(value))
        .map(|(_, _, property)| *property)
}

/// The `style` attribute of an element.
#[must_use]
pub fn inline(name: &str, declarations: &[(String, String)], ink: Ink) -> String {
    let mut style = String::new();
    for (property, value) in declarations {
        if let Some(value) = themed(property, value) {
            push(&mut style, property, &value);
        }
    }
    let forced = match ink {
        Ink::Theme => None,
        Ink::Dark => Some("#1d1c1a"),
        Ink::Light => Some("#ffffff"),
    };
    if let Some(colour) = forced.filter(|_| matches!(name, "text" | "tspan")) {
        push(&mut style, "fill", &format!("{colour} !important"));
    }
    style
}

fn push(style: &mut String, property: &str, value: &str) {
    if !style.is_empty() {
        style.push(';');
    }
    style.push_str(property);
    style.push(':');
    style.push_str(value);
}

/// A value with its sentinel replaced; `None` drops the declaration.
fn themed(property: &str, value: &str) -> Option<String> {
    if !COLOURS.contains(&property) {
        return Some(value.to_owned());
    }
    let (plain, important) = match value.strip_suffix("!important") {
        Some(plain) => (plain.trim_end(), " !important"),
        None => (value, ""),
    };
    let plain = match property_of(plain) {
        Some(property) => format!("var({property})"),
        None => plain.to_owned(),
    };
    Some(format!("{plain}{important}"))
}

/// The style sheet of a diagram.
#[must_use]
pub fn sheet(rules: &[css::Rule], id: &str) -> String {
    let mut out = String::new();
    for rule in rules {
        let mut block = String::new();
        for (property, value) in &rule.declarations {
            if let Some(value) = themed(property, value) {
                push(&mut block, property, &value);
            }
        }
        if !block.is_empty() {
            out.push_str(&rule.selectors.join(","));
            out.push('{');
            out.push_str(&block);
            out.push('}');
        }
    }
    out.push_str(&format!(
        "#{id},#{id} text{{font-family:{FONT_STACK};font-kerning:none;font-feature-settings:normal;letter-spacing:0;word-spacing:0}}"
    ));
    out
}
