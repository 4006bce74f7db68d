//! The words of a line, and which of them another line has too. Where a script has no spaces between
//! words, each character counts as one.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::diff::Piece;

/// A line in words, spaces and signs; joined they are the line.
#[must_use]
pub fn tokens(line: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last = Class::Sign;
    for (at, character) in line.char_indices() {
        let class = Class::of(character);
        if at > start && (class != last || class == Class::Sign) {
            tokens.push(&line[start..at]);
            start = at;
        }
        last = class;
    }
    if start < line.len() {
        tokens.push(&line[start..]);
    }
    tokens
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    /// A token of its own.
    Sign,
}

impl Class {
    fn of(character: char) -> Self {
        match character {
            // What ends a line is not part of the spaces before it.
            '\n' | '\r' => Self::Sign,
            _ if character.is_whitespace() => Self::Space,
            '_' => Self::Word,
            _ if character.is_alphanumeric() && !is_wordless(character) => Self::Word,
            _ => Self::Sign,
        }
    }
}

/// Whether a character belongs to a script that is written without spaces between words: Chinese,
/// Japanese, Thai, Lao, Burmese, Khmer.
fn is_wordless(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF
        | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9D | 0x20000..=0x3FFFF)
}

/// How alike two lines are, of a hundred, by the words and signs that both have; the words are sorted.
#[must_use]
pub fn likeness(old: &[String], new: &[String]) -> usize {
    let weight = |word: &String| {
        if word.trim().is_empty() {
            0
        } else {
            word.len()
        }
    };
    let total: usize = old.iter().chain(new).map(weight).sum();
    if total == 0 {
        return 100;
    }
    let (mut shared, mut old, mut new) = (0, old.iter().peekable(), new.iter().peekable());
    while let (Some(a), Some(b)) = (old.peek(), new.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(old.next()),
            std::cmp::Ordering::Greater => drop(new.next()),
            std::cmp::Ordering::Equal => {
                shared += 2 * weight(a);
                old.next();
                new.next();
            }
        }
    }
    shared * 100 / total
}

/// Two wordings of a line in pieces; what only one has is marked.
#[must_use]
pub fn pieces(old: &[&str], new: &[&str]) -> (Vec<Piece>, Vec<Piece>) {
    let (mut before, mut after) = (Pieces::default(), Pieces::default());
    let operations = capture_diff_slices(Algorithm::Myers, old, new);
    let last = operations.len().saturating_sub(1);
    for (at, op) in operations.iter().enumerate() {
        let (old, new) = (&old[op.old_range()], &new[op.new_range()]);
        let same = matches!(op, DiffOp::Equal { .. });
        // A space between two changed words reads better as a part of the change.
        let between = at > 0 && at < last && old.iter().all(|token| token.trim().is_empty());
        before.add(old, !same || between);
        after.add(new, !same || between);
    }
    (before.0, after.0)
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn add(&mut self, tokens: &[&str], marked: bool) {
        if tokens.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.marked == marked => last.text.extend(tokens.iter().copied()),
            _ => self.0.push(Piece {
                text: tokens.concat(),
                marked,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_into_words_and_signs() {
        for (line, expected) in [
            ("", vec![]),
            ("a b", vec!["a", " ", "b"]),
            (
                "  order_id: 12\n",
                vec!["  ", "order_id", ":", " ", "12", "\n"],
            ),
            ("订单id", vec!["订", "单", "id"]),
            ("GET /v1", vec!["GET", " ", "/", "v1"]),
            ("a \r\n", vec!["a", " ", "\r", "\n"]),
            ("über Ошибка", vec!["über", " ", "Ошибка"]),
        ] {
            assert_eq!(tokens(line), expected);
        }
    }

    #[test]
    fn likeness_is_of_what_both_say() {
        let words = |line: &str| {
            let mut words: Vec<String> = tokens(line).into_iter().map(str::to_owned).collect();
            words.sort_unstable();
            words
        };
        for (old, new, expected) in [
            ("same words", "same words", 100),
            ("same words", "words same", 100),
            ("one", "two", 0),
            ("\n", "\n", 100),
            ("half this", "half that", 50),
        ] {
            assert_eq!(likeness(&words(old), &words(new)), expected, "{old} {new}");
        }
    }
}
