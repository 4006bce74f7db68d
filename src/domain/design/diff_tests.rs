//! Tables and laws of comparing.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// A diff in one column, with `[…]` around what is marked.
fn told(before: &str, after: &str) -> String {
    let diff = Diff::of(before, after);
    let mut told = String::new();
    let pieces = |line: &Line| -> String {
        let pieces = line.pieces.iter().map(|piece| {
            if piece.marked {
                format!("[{}]", piece.text)
            } else {
                piece.text.clone()
            }
        });
        pieces.collect::<String>().replace('\n', "↵")
    };
    for row in inline(diff.rows()) {
        let written = match row {
            Inline::Same(_, _, text) => writeln!(told, "  {}", text.replace('\n', "↵")),
            Inline::Removed(line) => writeln!(told, "- {}", pieces(line)),
            Inline::Added(line) => writeln!(told, "+ {}", pieces(line)),
        };
        written.unwrap();
    }
    told
}

#[test]
fn words_are_marked_inside_changed_lines() {
    for (before, after, expected) in [
        ("a\nb\n", "a\nb\n", "  a↵\n  b↵\n"),
        ("", "a\n", "+ a↵\n"),
        ("a\n", "", "- a↵\n"),
        (
            "The store is Redis.\n",
            "The store is PostgreSQL.\n",
            "- The store is [Redis].↵\n+ The store is [PostgreSQL].↵\n",
        ),
        (
            "订单服务使用强一致。\n",
            "订单服务使用最终一致。\n",
            "- 订单服务使用[强]一致。↵\n+ 订单服务使用[最终]一致。↵\n",
        ),
        // A space between changed words belongs to the change.
        (
            "We keep old tall things here now\n",
            "We keep new wide things here now\n",
            "- We keep [old tall] things here now↵\n+ We keep [new wide] things here now↵\n",
        ),
        // Lines that have nothing in common are whole.
        (
            "alpha beta\n",
            "gamma delta\n",
            "- alpha beta↵\n+ gamma delta↵\n",
        ),
        // A missing end of line is a change that can be seen.
        ("end", "end\n", "- end\n+ end[↵]\n"),
        ("end\r\n", "end\n", "- end[\r]↵\n+ end↵\n"),
        // The row that stays is found between one that came and one that changed.
        (
            "| orders | Postgres |\n| stock | Redis |\n",
            "| carts | Mongo |\n| orders | Postgres 18 |\n| stock | Redis |\n",
            "- | orders | Postgres |↵\n+ | carts | Mongo |↵\n+ | orders | Postgres [18 ]|↵\n  | stock | Redis |↵\n",
        ),
    ] {
        assert_eq!(told(before, after), expected);
    }
}

#[test]
fn a_new_wording_stands_beside_the_old_one() {
    let diff = Diff::of(
        "| orders | Postgres |\nx\n",
        "| carts | Mongo |\n| orders | Postgres 18 |\nx\n",
    );
    let sides: Vec<_> = (diff.rows().iter())
        .map(|row| match row {
            Row::Same { old, new, .. } => (Some(*old), Some(*new)),
            Row::Changed { old, new } => (
                old.as_ref().map(|line| line.number),
                new.as_ref().map(|line| line.number),
            ),
        })
        .collect();
    assert_eq!(
        sides,
        [(None, Some(1)), (Some(1), Some(2)), (Some(2), Some(3))]
    );
    assert_eq!(
        diff.counts(),
        Counts {
            added: 2,
            removed: 1
        }
    );
}

#[test]
fn what_did_not_change_is_folded() {
    let lines = |changed: &[usize]| -> String {
        (0..30)
            .map(|at| {
                if changed.contains(&at) {
                    format!("new {at} value\n")
                } else {
                    format!("line {at}\n")
                }
            })
            .collect()
    };
    let stretches = |changed: &[usize]| -> Vec<(usize, usize, bool)> {
        let diff = Diff::of(&lines(&[]), &lines(changed));
        diff.stretches()
            .into_iter()
            .map(|stretch| (stretch.from, stretch.to, stretch.folded))
            .collect()
    };
    for (changed, expected) in [
        (vec![], vec![(0, 30, true)]),
        (vec![0], vec![(0, 4, false), (4, 30, true)]),
        (vec![29], vec![(0, 26, true), (26, 30, false)]),
        (vec![10], vec![(0, 7, true), (7, 14, false), (14, 30, true)]),
        // Three lines between surroundings are shown, four are folded.
        (vec![5, 15], vec![(0, 19, false), (19, 30, true)]),
        (
            vec![5, 16],
            vec![
                (0, 9, false),
                (9, 13, true),
                (13, 20, false),
                (20, 30, true),
            ],
        ),
    ] {
        assert_eq!(stretches(&changed), expected, "{changed:?}");
    }
}

#[test]
fn long_changes_are_folded_too() {
    let after: String = (0..1_000).map(|at| format!("{at}\n")).collect();
    let diff = Diff::of("", &after);
    let folded: Vec<_> = diff.stretches().iter().map(|it| it.folded).collect();
    assert_eq!(folded, [false, true]);
}

// Native: here is a clock.
#[allow(clippy::disallowed_methods)]
#[test]
fn a_hostile_pair_of_texts_costs_little() {
    let mut seed = 1_u32;
    let mut random = |modulus: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % modulus
    };
    let mut many_lines =
        || -> String { (0..350_000).map(|_| format!("{}\n", random(10))).collect() };
    let (before, after) = (many_lines(), many_lines());
    let mut long_lines = || -> String {
        let line = |random: &mut dyn FnMut(u32) -> u32| -> String {
            (0..2_000).map(|_| format!("{} ", random(10))).collect()
        };
        (0..200).map(|_| line(&mut random) + "\n").collect()
    };
    let (wide_before, wide_after) = (long_lines(), long_lines());
    let started = std::time::Instant::now();
    assert!(!Diff::of(&before, &after).is_empty());
    assert!(!Diff::of(&wide_before, &wide_after).is_empty());
    // Unoptimised and beside other tests; without bounds this takes hours.
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

/// One of the two texts, put together from the rows.
fn side(diff: &Diff, old_side: bool) -> String {
    let mut text = String::new();
    let mut expected = 1;
    for row in diff.rows() {
        let (number, line) = match row {
            Row::Same { old, new, text } => (if old_side { *old } else { *new }, text.clone()),
            Row::Changed { old, new } => match if old_side { old } else { new } {
                Some(line) => {
                    let pieces = line.pieces.iter().map(|piece| piece.text.as_str());
                    (line.number, pieces.collect())
                }
                None => continue,
            },
        };
        assert_eq!(number, expected);
        expected += 1;
        text.push_str(&line);
    }
    text
}

proptest! {
    #[test]
    fn a_diff_leads_from_one_text_to_the_other(
        before in "([ab订]{0,3}[ .]?\r?\n?){0,12}",
        after in "([ab订]{0,3}[ .]?\r?\n?){0,12}",
    ) {
        let diff = Diff::of(&before, &after);
        prop_assert_eq!(side(&diff, true), before.as_str());
        prop_assert_eq!(side(&diff, false), after.as_str());
        prop_assert_eq!(diff.is_empty(), before == after);
        let counts = diff.counts();
        prop_assert_eq!(counts == Counts::default(), before == after);
        // Shown and folded stretches are all rows, once and in order.
        let mut at = 0;
        for stretch in diff.stretches() {
            prop_assert_eq!(stretch.from, at);
            prop_assert!(stretch.to > at);
            prop_assert!(!stretch.folded || diff.rows()[stretch.from..stretch.to].iter().all(Row::is_same));
            at = stretch.to;
        }
        prop_assert_eq!(at, diff.rows().len());
        // One column says the same as two.
        let column = inline(diff.rows());
        let lines = diff.rows().iter().filter(|row| row.is_same()).count() + counts.added + counts.removed;
        prop_assert_eq!(column.len(), lines);
    }

    #[test]
    fn tokens_joined_are_the_line(line in "\\PC{0,40}\r?\n?") {
        prop_assert_eq!(tokens(&line).concat(), line);
    }
}
