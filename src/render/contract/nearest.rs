//! Which of some names a word is a slip of: the "did you mean" of every kind of contract.

/// The name that a word is a slip of: other letter case, or one or two letters off.
pub(super) fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let names = names.collect::<Vec<_>>();
    if names.contains(&word) {
        return None;
    }
    let allowed = if word.chars().count() > 5 { 2 } else { 1 };
    names
        .into_iter()
        .map(|name| (distance(word, name), name))
        .filter(|(distance, name)| {
            (1..=allowed).contains(distance) || name.eq_ignore_ascii_case(word)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be added, removed or changed; long words are not compared.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().max(b.len()) > 32 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let changed = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_known_and_other_words_are_not() {
        for (word, meant) in [
            ("adress", Some("address")),
            ("Channel", Some("channel")),
            ("chanel", Some("channel")),
            ("channel", None),
            ("foo", None),
            ("actions", None),
        ] {
            let names = ["address", "channel", "reply"];
            assert_eq!(nearest(word, names.into_iter()), meant, "{word}");
        }
    }
}
