//! The two languages of the interface, and every text that a user sees.
//!
//! The methods that return texts are generated from `content/locales/*.toml` by the build script; this
//! file must not hold texts itself.

use serde::{Deserialize, Serialize};

/// A language of the interface, of the persona and of the prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Locale {
    /// Both languages, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The BCP 47 tag for `lang` attributes.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// How files of this language are called: `contract.zh.md`.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The first supported language among BCP 47 tags in order of preference; English if none is.
    pub fn from_tags<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter()
            .find_map(|tag| {
                let primary = tag.split(['-', '_']).next().unwrap_or(tag);
                match primary.to_ascii_lowercase().as_str() {
                    "en" => Some(Self::En),
                    "zh" => Some(Self::Zh),
                    _ => None,
                }
            })
            .unwrap_or_default()
    }
}

include!(concat!(env!("OUT_DIR"), "/text.rs"));

/// A number to read, with its thousands apart; both languages write it so.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_supported_tag_wins() {
        for (tags, expected) in [
            (&["zh-TW", "en"][..], Locale::Zh),
            (&["fr", "en-GB", "zh"], Locale::En),
            (&["ZH_cn"], Locale::Zh),
            (&[], Locale::En),
        ] {
            assert_eq!(
                Locale::from_tags(tags.iter().copied()),
                expected,
                "{tags:?}"
            );
        }
    }

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (65_536, "65,536"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
