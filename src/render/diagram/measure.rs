//! Text widths in the font that diagrams are shown in (`public/fonts/inter.woff2`), so that a label is
//! never wider than the box that was laid out for it.
//!
//! Kerning is off in diagrams (`theme.rs` says `font-kerning: none`), so a line is exactly as wide as
//! the sum of its advances. Characters that the font lacks get a width that is safe for the fallback
//! fonts of the stack. This file must not know what a diagram is.

use std::sync::Arc;

use merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, TextMeasurementPolicy, TextMeasurementProfile,
    TextMeasurementProfileIdentity, TextStyle,
};

use super::advances::{
    BOLD_ASCII, BOLD_LATIN1, OTHER, REGULAR_ASCII, REGULAR_LATIN1, UNITS_PER_EM,
};

/// One em, in font units.
const EM: u16 = UNITS_PER_EM;
/// The weights of the font's two masters; widths between them are linear.
const REGULAR: f64 = 400.0;
const BOLD: f64 = 700.0;

/// Measures every text of a diagram with the bundled font.
///
/// `None` only if merman refuses the name of the profile.
#[must_use]
pub fn policy() -> Option<TextMeasurementPolicy> {
    let name = MeasurementProfileId::new("backend-architect.inter").ok()?;
    let identity = TextMeasurementProfileIdentity::new(name, "4.1").ok()?;
    let measurer = DeterministicTextMeasurer::default().with_width_callback(styled_width);
    Some(TextMeasurementPolicy::uniform(TextMeasurementProfile::new(
        identity,
        Arc::clone(&measurer),
    )))
}

fn styled_width(text: &str, style: &TextStyle) -> f64 {
    width(text, style.font_size, weight(style.font_weight.as_deref()))
}

/// The width of a line of text in CSS pixels at a font size in CSS pixels and a weight.
#[must_use]
pub fn width(text: &str, font_size: f64, weight: f64) -> f64 {
    let part = (weight.clamp(REGULAR, BOLD) - REGULAR) / (BOLD - REGULAR);
    let units: f64 = text
        .chars()
        .map(|character| {
            let (regular, bold) = advance(character);
            f64::from(regular) + part * (f64::from(bold) - f64::from(regular))
        })
        .sum();
    units * font_size / f64::from(EM)
}

/// The number of a CSS `font-weight`.
fn weight(css: Option<&str>) -> f64 {
    match css.map(str::trim) {
        None | Some("" | "normal" | "inherit" | "lighter") => REGULAR,
        Some("bold" | "bolder") => BOLD,
        Some(number) => number.parse().unwrap_or(REGULAR),
    }
}

/// The advance of a character at weights 400 and 700, in font units.
fn advance(character: char) -> (u16, u16) {
    let code = character as usize;
    let pair = |regular: &[u16], bold: &[u16], first: usize| {
        let index = code.checked_sub(first)?;
        Some((*regular.get(index)?, *bold.get(index)?)).filter(|(width, _)| *width > 0)
    };
    pair(&REGULAR_ASCII, &BOLD_ASCII, 0x20)
        .or_else(|| pair(&REGULAR_LATIN1, &BOLD_LATIN1, 0xA0))
        .or_else(|| {
            let index = OTHER.binary_search_by_key(&character, |row| row.0).ok()?;
            OTHER.get(index).map(|row| (row.1, row.2))
        })
        .unwrap_or_else(|| {
            let width = fallback(character);
            (width, width)
        })
}

/// A safe width, in font units, for a character that comes from a fallback font.
fn fallback(character: char) -> u16 {
    match character {
        // Controls, soft hyphen, combining marks, joiners, variation selectors.
        '\0'..='\u{1F}'
        | '\u{7F}'..='\u{9F}'
        | '\u{AD}'
        | '\u{300}'..='\u{36F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2060}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => 0,
        // Half-width forms.
        '\u{FF61}'..='\u{FFDC}' => EM / 2 + EM / 10,
        // CJK, kana, hangul, full-width forms, box drawing and symbols: one em in practice.
        '\u{1100}'..='\u{11FF}' | '\u{2100}'..='\u{2BFF}' | '\u{2E80}'..='\u{FFFF}' => EM,
        // Emoji are wider than an em in the usual colour fonts.
        '\u{1F000}'..='\u{1FAFF}' => EM + EM / 3,
        '\u{20000}'..='\u{3FFFF}' => EM,
        // Letters of other scripts.
        _ if character.is_uppercase() => EM,
        _ => EM - EM / 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_the_fonts_advances() {
        for (text, size, css, expected) in [
            ("", 14.0, None, 0.0),
            (" ", 2048.0, None, 576.0),
            ("0", 2048.0, Some("normal"), 1292.0),
            ("订单", 14.0, None, 28.0),
            ("（）：", 14.0, Some("bold"), 42.0),
            ("e\u{301}", 2048.0, None, width("e", 2048.0, 400.0)),
        ] {
            let found = width(text, size, weight(css));
            assert!((found - expected).abs() < 0.01, "{text:?}: {found}");
        }
    }

    #[test]
    fn heavier_text_is_wider_and_weights_between_are_between() {
        let text = "Order service → inventory";
        let [regular, semibold, bold] = [400.0, 600.0, 700.0].map(|w| width(text, 14.0, w));
        assert!(
            regular < semibold && semibold < bold,
            "{regular} {semibold} {bold}"
        );
        assert!((width(text, 14.0, 900.0) - bold).abs() < f64::EPSILON);
    }

    #[test]
    fn the_table_of_other_characters_is_sorted() {
        assert!(OTHER.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
