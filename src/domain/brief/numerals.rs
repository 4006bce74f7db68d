//! Numbers as people write them, and numbers as they are shown: full-width digits, thousands apart, 万 and
//! million. Knows nothing of units.

use crate::domain::locale::grouped;

/// A text with its full-width forms made narrow and in small letters, without blanks around it.
pub(super) fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{202f}' => ' ',
        '–' | '—' | '−' | '〜' => '-',
        '∶' => ':',
        other => other,
    };
    let text: String = text.chars().map(narrow).collect();
    text.trim().to_lowercase()
}

/// The number that a plain text begins with, and what follows it.
pub(super) fn leading(text: &str) -> Option<(f64, &str)> {
    digits(text).or_else(|| chinese(text))
}

/// Digits with their thousands apart by `,`, `_`, `'` or a blank, and a fraction.
fn digits(text: &str) -> Option<(f64, &str)> {
    let mut number = String::new();
    let mut rest = text;
    let mut fraction = false;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let run = after.bytes().take_while(u8::is_ascii_digit).count();
        match c {
            '0'..='9' => number.push(c),
            '.' if !fraction && run > 0 && !number.is_empty() => {
                fraction = true;
                number.push('.');
            }
            ',' | '_' | '\'' | ' ' if !fraction && run == 3 && !number.is_empty() => {}
            // A decimal comma.
            ',' if !fraction && (run == 1 || run == 2) && !number.is_empty() => {
                fraction = true;
                number.push('.');
            }
            _ => break,
        }
        rest = after;
    }
    let value: f64 = number.parse().ok()?;
    value.is_finite().then_some((value, rest))
}

/// Digits and places of Chinese numerals below ten thousand; 万 and 亿 are multipliers.
fn chinese(text: &str) -> Option<(f64, &str)> {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let (mut total, mut digit, mut end) = (0_u32, None, 0);
    for (at, c) in text.char_indices() {
        let place = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '两' => {
                digit = Some(2);
                0
            }
            other => match DIGITS.iter().position(|known| *known == other) {
                Some(value) => {
                    digit = u32::try_from(value).ok();
                    0
                }
                None => break,
            },
        };
        if place > 0 {
            total = total.saturating_add(digit.take().unwrap_or(1) * place);
        }
        end = at + c.len_utf8();
    }
    total = total.saturating_add(digit.unwrap_or(0));
    (end > 0).then(|| (f64::from(total), &text[end..]))
}

/// The multiplier that a text begins with, and what follows it.
pub(super) fn multiplier(text: &str, letters: bool) -> (f64, &str) {
    const WORDS: [(&str, f64); 12] = [
        ("千万", 1e7),
        ("百万", 1e6),
        ("十万", 1e5),
        ("万亿", 1e12),
        ("万", 1e4),
        ("千", 1e3),
        ("亿", 1e8),
        ("thousand", 1e3),
        ("million", 1e6),
        ("billion", 1e9),
        ("mio", 1e6),
        ("bn", 1e9),
    ];
    const LETTERS: [(&str, f64); 4] = [("k", 1e3), ("m", 1e6), ("b", 1e9), ("w", 1e4)];
    let start = text.trim_start();
    for (word, factor) in WORDS {
        if let Some(rest) = start.strip_prefix(word) {
            return (factor, rest);
        }
    }
    for (letter, factor) in LETTERS {
        if let Some(rest) = start.strip_prefix(letter).filter(|_| letters)
            && ends_word(rest)
        {
            return (factor, rest);
        }
    }
    (1.0, text)
}

/// Whether a letter before this text stood alone: `5k`, `5k/s`, `5kqps`, but not `5 months`.
fn ends_word(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_ascii_alphabetic())
        || ["rps", "qps", "tps", "rpm", "req"]
            .iter()
            .any(|word| rest.starts_with(word))
}

/// A number as it was meant, with its thousands apart: what calculations begin with.
pub(super) fn exact(value: f64) -> String {
    // Beyond a millionth it is the noise of binary fractions.
    with_fraction((value * 1e6).round() / 1e6)
}

/// A number to read: three digits that say something, and no more than it has.
pub(super) fn rounded(value: f64) -> String {
    if value.abs() >= 100.0 {
        return with_fraction(value.round());
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let places = 2.0 - value.abs().log10().floor();
    let factor = 10_f64.powf(places);
    with_fraction((value * factor).round() / factor)
}

fn with_fraction(value: f64) -> String {
    let text = value.to_string();
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(whole, it)| (whole, Some(it)));
    // Longer than any count: as it is.
    let whole = whole
        .parse::<u64>()
        .map_or_else(|_| whole.to_owned(), grouped);
    fraction.map_or_else(|| whole.clone(), |fraction| format!("{whole}.{fraction}"))
}

/// An amount of data to read, in the largest unit that leaves at least one, in powers of ten.
pub(super) fn bytes(value: f64) -> String {
    in_units(value, rounded)
}

/// The same as it was meant: what calculations begin with.
pub(super) fn exact_bytes(value: f64) -> String {
    in_units(value, exact)
}

fn in_units(value: f64, write: fn(f64) -> String) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut amount = value;
    let mut unit = 0;
    // Before rounding makes a thousand of it.
    while amount >= 999.5 && unit + 1 < UNITS.len() {
        amount /= 1000.0;
        unit += 1;
    }
    format!("{} {}", write(amount), UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value, rest) in [
            ("1500", 1500.0, ""),
            ("1,500/s", 1500.0, "/s"),
            ("1 500 000 x", 1_500_000.0, " x"),
            ("1_000", 1000.0, ""),
            ("12'500", 12_500.0, ""),
            ("1.5k", 1.5, "k"),
            ("1,5k", 1.5, "k"),
            ("3.", 3.0, "."),
            ("2 gb", 2.0, " gb"),
            ("1, 2", 1.0, ", 2"),
            ("１２", 12.0, ""),
            ("两千", 2000.0, ""),
            ("三百五十人", 350.0, "人"),
            ("十", 10.0, ""),
            ("二万", 2.0, "万"),
        ] {
            let plain = plain(text);
            assert_eq!(leading(&plain), Some((value, rest)), "{text}");
        }
        for text in ["", "x", ".5", "-3", "万"] {
            assert_eq!(leading(text), None, "{text}");
        }
    }

    #[test]
    fn multipliers_are_words_or_lone_letters() {
        for (text, factor, rest) in [
            ("k/s", 1e3, "/s"),
            (" million users", 1e6, " users"),
            ("m", 1e6, ""),
            ("kqps", 1e3, "qps"),
            ("months", 1.0, "months"),
            ("万次", 1e4, "次"),
            ("千万", 1e7, ""),
            ("w", 1e4, ""),
            (" b", 1e9, ""),
        ] {
            assert_eq!(multiplier(text, true), (factor, rest), "{text}");
        }
        assert_eq!(multiplier("mb", false), (1.0, "mb"));
        assert_eq!(multiplier("m", false), (1.0, "m"));
    }

    #[test]
    fn numbers_are_shown_to_be_read() {
        for (value, text) in [
            (0.0, "0"),
            (0.001234, "0.00123"),
            (4.32, "4.32"),
            (4.3249, "4.32"),
            (21.6, "21.6"),
            (99.95, "100"),
            (262.8, "263"),
            (129_600_000.0, "129,600,000"),
            (0.1 + 0.2, "0.3"),
        ] {
            assert_eq!(rounded(value), text);
        }
        for (value, text) in [
            (99.95, "99.95"),
            (100.0 - 99.95, "0.05"),
            (1500.0, "1,500"),
            (1234.5, "1,234.5"),
        ] {
            assert_eq!(exact(value), text);
        }
        for (value, text) in [
            (0.0, "0 B"),
            (999.0, "999 B"),
            (999.6, "1 kB"),
            (1_440e9, "1.44 TB"),
            (2e18, "2,000 PB"),
            (4_096.0, "4.1 kB"),
        ] {
            assert_eq!(bytes(value), text);
        }
        assert_eq!(exact_bytes(4_096.0), "4.096 kB");
    }
}
