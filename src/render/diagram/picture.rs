//! A diagram as a picture that stands alone: an SVG file for slides, wikis and drawing programs, which know
//! no custom properties of ours. It must look like the drawing in the document.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::draw;
use crate::domain::preview::Look;

/// The sheet whose custom properties the drawings take their colours from.
const SHEET: &str = include_str!("../../../style/diagram.css");
/// The font that the drawing was measured with.
const FONT: &[u8] = include_bytes!("../../../public/fonts/inter.woff2");
/// What an id in the picture starts with.
const ID: &str = "diagram";
/// Around the drawing, in CSS pixels.
const MARGIN: f64 = 16.0;

/// The picture of a Mermaid source; none if it cannot be drawn. `look` says which of the two themes.
#[must_use]
pub fn picture(source: &str, look: Look) -> Option<String> {
    let svg = draw(source, ID).svg?;
    let (head, body) = svg.split_once('>')?;
    let [left, top, width, height] = view_box(head)?;
    let (outer_width, outer_height) = (width + 2.0 * MARGIN, height + 2.0 * MARGIN);
    let (x, y) = (left - MARGIN, top - MARGIN);
    let canvas = colour("--d-canvas", look)?;
    let font = STANDARD.encode(FONT);
    let body = resolved(body, look);
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"{ID}\" role=\"img\" width=\"{outer_width}\" \
         height=\"{outer_height}\" viewBox=\"{x} {y} {outer_width} {outer_height}\"><style>@font-face{{\
         font-family:Inter;font-weight:400 700;src:url(data:font/woff2;base64,{font})}}</style>\
         <rect x=\"{x}\" y=\"{y}\" width=\"{outer_width}\" height=\"{outer_height}\" \
         fill=\"{canvas}\"/>{body}"
    ))
}

/// The numbers of the `viewBox`: left, top, width, height.
fn view_box(head: &str) -> Option<[f64; 4]> {
    let (_, rest) = head.split_once("viewBox=\"")?;
    let (numbers, _) = rest.split_once('"')?;
    let numbers: Vec<f64> = numbers
        .split_ascii_whitespace()
        .map_while(|number| number.parse().ok())
        .collect();
    numbers.try_into().ok()
}

/// The drawing with its custom properties replaced by colours.
fn resolved(svg: &str, look: Look) -> String {
    let mut parts = svg.split("var(--d-");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // The end of the name comes before anything else: only `var(--d-name)` is written.
        let (name, rest) = part.split_once(')').unwrap_or((part, ""));
        let found = colour(&format!("--d-{name}"), look);
        out.push_str(found.unwrap_or("currentColor"));
        out.push_str(rest);
    }
    out
}

/// The colour of a custom property.
fn colour(property: &str, look: Look) -> Option<&'static str> {
    let (_, rest) = SHEET.split_once(&format!("{property}: light-dark("))?;
    let (both, _) = rest.split_once(')')?;
    let (light, dark) = both.split_once(',')?;
    Some(match look {
        Look::Light => light.trim(),
        Look::Dark => dark.trim(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_stands_alone_in_either_look() {
        for (look, canvas, text) in [
            (Look::Light, "#ffffff", "#1d1c1a"),
            (Look::Dark, "#1b1e24", "#e9e7e2"),
        ] {
            let svg = picture("flowchart LR\nA[Orders] --> B[Stock]\n", look).expect("a picture");
            assert!(svg.contains(&format!("fill=\"{canvas}\"")), "{svg}");
            assert!(svg.contains(text) && !svg.contains("var(") && !svg.contains("light-dark"));
            assert!(svg.contains("Orders") && svg.contains("font/woff2"));
            let parsed = roxmltree::Document::parse(&svg).expect("well-formed");
            assert!(parsed.root_element().has_attribute("viewBox"));
        }
        assert_eq!(picture("flowchart LR\nA[[[", Look::Light), None);
    }

    #[test]
    fn every_property_of_the_sheet_has_two_colours() {
        let names = SHEET
            .lines()
            .filter_map(|line| line.trim().split_once(": light-dark("));
        let mut count = 0;
        for (name, _) in names {
            count += 1;
            for look in [Look::Light, Look::Dark] {
                assert!(
                    colour(name, look).is_some_and(|colour| colour.starts_with('#')),
                    "{name}"
                );
            }
        }
        assert!(count > 20);
    }
}
