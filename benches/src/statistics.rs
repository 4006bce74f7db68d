//! The few figures that are made of others.

/// The middle one of some figures; of an even number, the mean of the two in the middle; 0 of none.
#[must_use]
pub fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.get(middle), sorted.len() % 2) {
        (None, _) => 0.0,
        (Some(upper), 1) => *upper,
        (Some(upper), _) => (sorted[middle - 1] + upper) / 2.0,
    }
}

/// The run whose figure is the middle one: all its other figures belong to it.
pub fn median_run<T: Clone>(runs: &[T], figure: impl Fn(&T) -> f64) -> Option<T> {
    let mut order: Vec<&T> = runs.iter().collect();
    order.sort_by(|one, other| figure(one).total_cmp(&figure(other)));
    let middle = order.len().saturating_sub(1) / 2;
    order.get(middle).map(|run| (*run).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        for (figures, expected) in [
            (&[][..], 0.0),
            (&[3.0][..], 3.0),
            (&[9.0, 1.0, 4.0], 4.0),
            (&[4.0, 1.0], 2.5),
        ] {
            assert_eq!(median(figures), expected, "{figures:?}");
        }
        let runs = [("a", 3.0), ("b", 1.0), ("c", 2.0)];
        assert_eq!(median_run(&runs, |run| run.1), Some(("c", 2.0)));
        assert_eq!(median_run(&runs[..0], |run| run.1), None);
    }
}
