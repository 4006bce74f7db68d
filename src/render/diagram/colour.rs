//! CSS colours as numbers, as far as documents use them in diagrams.

/// Red, green, blue (0 to 255) and alpha (0 to 1).
pub type Rgba = (u8, u8, u8, f64);

/// The colour names that documents use; the rest of CSS's names are rare enough to do without.
const NAMES: [(&str, u32); 48] = [
    ("black", 0x00_0000),
    ("white", 0xff_ffff),
    ("red", 0xff_0000),
    ("green", 0x00_8000),
    ("blue", 0x00_00ff),
    ("yellow", 0xff_ff00),
    ("orange", 0xff_a500),
    ("purple", 0x80_0080),
    ("pink", 0xff_c0cb),
    ("gray", 0x80_8080),
    ("grey", 0x80_8080),
    ("lightgray", 0xd3_d3d3),
    ("lightgrey", 0xd3_d3d3),
    ("darkgray", 0xa9_a9a9),
    ("darkgrey", 0xa9_a9a9),
    ("lightblue", 0xad_d8e6),
    ("lightgreen", 0x90_ee90),
    ("lightyellow", 0xff_ffe0),
    ("lightpink", 0xff_b6c1),
    ("lightcyan", 0xe0_ffff),
    ("lightsalmon", 0xff_a07a),
    ("lightcoral", 0xf0_8080),
    ("skyblue", 0x87_ceeb),
    ("lightskyblue", 0x87_cefa),
    ("steelblue", 0x46_82b4),
    ("cyan", 0x00_ffff),
    ("aqua", 0x00_ffff),
    ("teal", 0x00_8080),
    ("navy", 0x00_0080),
    ("magenta", 0xff_00ff),
    ("fuchsia", 0xff_00ff),
    ("lime", 0x00_ff00),
    ("maroon", 0x80_0000),
    ("olive", 0x80_8000),
    ("silver", 0xc0_c0c0),
    ("gold", 0xff_d700),
    ("brown", 0xa5_2a2a),
    ("coral", 0xff_7f50),
    ("salmon", 0xfa_8072),
    ("tomato", 0xff_6347),
    ("khaki", 0xf0_e68c),
    ("beige", 0xf5_f5dc),
    ("ivory", 0xff_fff0),
    ("lavender", 0xe6_e6fa),
    ("honeydew", 0xf0_fff0),
    ("wheat", 0xf5_deb3),
    ("darkgreen", 0x00_6400),
    ("darkblue", 0x00_008b),
];

/// Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()`, `rgba()`, `hsl()`, `hsla()` and common names.
#[must_use]
pub fn parse(value: &str) -> Option<Rgba> {
    let value = value.trim().to_ascii_lowercase();
    if let Some(hex) = value.strip_prefix('#') {
        return from_hex(hex);
    }
    if let Some((name, arguments)) = value.strip_suffix(')').and_then(|v| v.split_once('(')) {
        let numbers: Vec<f64> = arguments
            .split([',', ' ', '/'])
            .filter(|part| !part.is_empty())
            .map(|part| part.trim_end_matches(['%', 'd', 'e', 'g']).parse().ok())
            .collect::<Option<_>>()?;
        let alpha = numbers.get(3).copied().unwrap_or(1.0);
        let [a, b, c] = [numbers.first()?, numbers.get(1)?, numbers.get(2)?];
        return match name {
            "rgb" | "rgba" => Some((byte(*a), byte(*b), byte(*c), alpha)),
            "hsl" | "hsla" => {
                let (red, green, blue) = from_hsl(*a, b / 100.0, c / 100.0);
                Some((red, green, blue, alpha))
            }
            _ => None,
        };
    }
    let (_, number) = NAMES.iter().find(|(name, _)| *name == value)?;
    from_hex(&format!("{number:06x}"))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped first"
)]
fn byte(value: f64) -> u8 {
    value.clamp(0.0, 255.0).round() as u8
}

fn from_hex(hex: &str) -> Option<Rgba> {
    let long: String = match hex.len() {
        3 | 4 => hex.chars().flat_map(|c| [c, c]).collect(),
        6 | 8 => hex.to_owned(),
        _ => return None,
    };
    let channel = |at: usize| u8::from_str_radix(long.get(at..at + 2)?, 16).ok();
    let alpha = if long.len() == 8 {
        f64::from(channel(6)?) / 255.0
    } else {
        1.0
    };
    Some((channel(0)?, channel(2)?, channel(4)?, alpha))
}

/// Hue in degrees, saturation and lightness from 0 to 1 (CSS Color 4, section 7.1).
fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> (u8, u8, u8) {
    let channel = |n: f64| {
        let k = (n + hue.rem_euclid(360.0) / 30.0) % 12.0;
        let a = saturation * lightness.min(1.0 - lightness);
        byte(255.0 * (lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)))
    };
    (channel(0.0), channel(8.0), channel(4.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_notations_are_read() {
        for (text, expected) in [
            ("#fff", Some((255, 255, 255, 1.0))),
            ("#1F5FBF", Some((31, 95, 191, 1.0))),
            ("#00000000", Some((0, 0, 0, 0.0))),
            ("rgb(1, 2, 3)", Some((1, 2, 3, 1.0))),
            ("rgba(1,2,3,.5)", Some((1, 2, 3, 0.5))),
            ("hsl(0, 100%, 50%)", Some((255, 0, 0, 1.0))),
            ("hsl(240,100%,50%)", Some((0, 0, 255, 1.0))),
            ("LightBlue", Some((173, 216, 230, 1.0))),
            ("none", None),
            ("#12", None),
            ("rgb(a,b,c)", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
