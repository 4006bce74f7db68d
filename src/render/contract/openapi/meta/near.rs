//! Which known word someone meant by a near miss.

/// Longer words are no slips of a known one.
const MAX_LENGTH: usize = 40;

/// The known word that is at most two slips (one for short words) away.
pub(super) fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let most = if word.len() <= 4 { 1 } else { 2 };
    known
        .map(|known| (distance(word, known), known))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// How many letters must be changed, added or left out; case does not count.
fn distance(left: &str, right: &str) -> usize {
    if left.len() > MAX_LENGTH || left.len().abs_diff(right.len()) > 2 {
        return usize::MAX;
    }
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.to_lowercase().chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_find_their_word() {
        let known = ["description", "summary", "in", "operationId"];
        for (word, expected) in [
            ("descripton", Some("description")),
            ("Summary", Some("summary")),
            ("operationID", Some("operationId")),
            ("sumary", Some("summary")),
            ("weight", None),
            ("x", None),
        ] {
            assert_eq!(nearest(word, known.into_iter()), expected, "{word}");
        }
    }
}
