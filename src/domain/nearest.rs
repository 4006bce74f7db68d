//! Which of some names a word is a slip of: the "did you mean" of contracts and of the site's configuration.

/// Longer names are not compared: time is quadratic in the length.
const MAX_LENGTH: usize = 64;
/// More names than this are not compared.
const MAX_NAMES: usize = 2_000;

/// The known name that differs least from `wanted`, if it differs little: in case, or in few letters. A
/// word that is known itself is no slip.
#[must_use]
pub fn nearest<'n>(wanted: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let most = match wanted.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..MAX_LENGTH => 2,
        _ => return None,
    };
    let known: Vec<&str> = known.into_iter().take(MAX_NAMES).collect();
    if known.contains(&wanted) {
        return None;
    }
    let wanted = wanted.to_lowercase();
    known
        .into_iter()
        .filter(|name| name.len() < MAX_LENGTH * 2 && name.len().abs_diff(wanted.len()) <= most)
        .map(|name| (distance(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or exchanged (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let cost = corner + usize::from(from != *to);
            corner = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_slips_are_found_and_other_names_are_not() {
        let known = ["Order", "OrderLine", "String", "ID", "Int"];
        for (wanted, expected) in [
            ("Ordr", Some("Order")),
            ("order", Some("Order")),
            ("OrderLines", Some("OrderLine")),
            ("Strng", Some("String")),
            ("id", Some("ID")),
            ("IP", None),
            ("Money", None),
            ("Order", None),
            ("actions", None),
            ("", None),
        ] {
            assert_eq!(nearest(wanted, known), expected, "{wanted}");
        }
        assert_eq!(nearest(&"x".repeat(100_000), ["x"]), None);
    }
}
