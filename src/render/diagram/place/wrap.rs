//! Texts that are too long for one line.

use super::width;

/// Breaks a text into lines: between words, and between any two characters of CJK.
pub(super) fn wrapped(text: &str, room: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut word = String::new();
    let mut take = |line: &mut String, word: &mut String| {
        if !line.is_empty() && width(&format!("{line}{word}"), size) > room {
            lines.push(line.trim_end().to_owned());
            line.clear();
            *word = word.trim_start().to_owned();
        }
        line.push_str(word);
        word.clear();
    };
    for character in text.chars() {
        let is_wide = ('\u{2E80}'..='\u{FFEF}').contains(&character);
        if is_wide || character.is_whitespace() {
            take(&mut line, &mut word);
        }
        word.push(if character.is_whitespace() {
            ' '
        } else {
            character
        });
        if is_wide {
            take(&mut line, &mut word);
        }
    }
    take(&mut line, &mut word);
    lines.push(line.trim_end().to_owned());
    lines.retain(|line| !line.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_wrapped_between_words_and_between_han() {
        for (text, room, expected) in [
            ("short", 100.0, vec!["short"]),
            ("one two three", 60.0, vec!["one two", "three"]),
            ("使用需要短信验证", 60.0, vec!["使用需要", "短信验证"]),
            ("", 60.0, vec![]),
        ] {
            assert_eq!(wrapped(text, room, 14.0), expected, "{text}");
        }
    }
}
