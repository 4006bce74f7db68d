//! What differs between two texts: their lines side by side, with the words that changed inside a line.
//!
//! Laws (proved below): the rows hold every line of both texts in order; equal texts have no change. Work
//! is bounded by what is compared, not by a clock: beyond the bounds a stretch counts as replaced, so that
//! hostile texts cost no more than large ones. This file must not know what the texts are.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::words::{likeness, pieces, tokens};

/// Beyond so many lines that differ in a row, on either side, they count as replaced.
const MOST_LINES: usize = 20_000;
/// How much looking for lines that belong together may cost, in words compared.
const MOST_MATCHING: usize = 200_000;
/// How much comparing words may cost in all: the product of both lines' words.
const MOST_WORDS: usize = 20_000_000;
/// How alike two lines are, of a hundred, when one is the other's new wording.
const ALIKE: usize = 40;
/// How many unchanged lines are shown around a change.
const CONTEXT: usize = 3;
/// Fewer unchanged lines are not worth folding.
const LEAST_FOLDED: usize = 4;
/// How many rows are shown in a row; more are folded, changed or not.
const MOST_SHOWN: usize = 400;

/// Two texts compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    rows: Vec<Row>,
}

/// What stands side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A line of both texts.
    Same {
        /// Its number in the old text, from 1.
        old: usize,
        /// Its number in the new text.
        new: usize,
        /// The line, with what ends it.
        text: String,
    },
    /// A line that went, one that came, or both.
    Changed {
        /// The line of the old text.
        old: Option<Line>,
        /// The line of the new text.
        new: Option<Line>,
    },
}

/// A line that is in one of the texts only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// The line in pieces, with what ends it.
    pub pieces: Vec<Piece>,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether the other line has something else here. Nothing is marked in lines that have little in
    /// common.
    pub marked: bool,
}

/// A row of the two texts in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inline<'diff> {
    /// A line of both texts: its two numbers and its text.
    Same(usize, usize, &'diff str),
    /// A line of the old text only.
    Removed(&'diff Line),
    /// A line of the new text only.
    Added(&'diff Line),
}

/// Rows that are shown, or folded away until someone asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The first row.
    pub from: usize,
    /// The row after the last.
    pub to: usize,
    /// Whether it is folded away.
    pub folded: bool,
}

/// How much differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Lines of the new text only.
    pub added: usize,
    /// Lines of the old text only.
    pub removed: usize,
}

impl Diff {
    /// Compares two texts.
    #[must_use]
    pub fn of(before: &str, after: &str) -> Self {
        let old: Vec<&str> = before.split_inclusive('\n').collect();
        let new: Vec<&str> = after.split_inclusive('\n').collect();
        let mut table = Table {
            old: &old,
            new: &new,
            rows: Vec::with_capacity(old.len().max(new.len())),
            words_left: MOST_WORDS,
        };
        for op in operations(&old, &new) {
            table.add(op);
        }
        Self { rows: table.rows }
    }

    /// All rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether the texts are equal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.iter().all(Row::is_same)
    }

    /// How much differs.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            if let Row::Changed { old, new } = row {
                counts.removed += usize::from(old.is_some());
                counts.added += usize::from(new.is_some());
            }
        }
        counts
    }

    /// The rows in stretches: changes with their surroundings are shown, what is between them is folded.
    #[must_use]
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let mut at = 0;
        for run in self.rows.chunk_by(|a, b| a.is_same() == b.is_same()) {
            let (from, to) = (at, at + run.len());
            at = to;
            if run[0].is_same() {
                let ends = to == self.rows.len();
                add_unchanged(&mut stretches, from, to, ends);
            } else {
                show(&mut stretches, from, to);
            }
        }
        stretches
    }
}

impl Row {
    /// Whether both texts have the line.
    #[must_use]
    pub fn is_same(&self) -> bool {
        matches!(self, Self::Same { .. })
    }
}

/// Rows in one column: of each change first what went, then what came.
#[must_use]
pub fn inline(rows: &[Row]) -> Vec<Inline<'_>> {
    let mut column = Vec::with_capacity(rows.len());
    for run in rows.chunk_by(|a, b| a.is_same() == b.is_same()) {
        for row in run {
            match row {
                Row::Same { old, new, text } => column.push(Inline::Same(*old, *new, text)),
                Row::Changed { old, .. } => column.extend(old.as_ref().map(Inline::Removed)),
            }
        }
        for row in run {
            if let Row::Changed { new: Some(new), .. } = row {
                column.push(Inline::Added(new));
            }
        }
    }
    column
}

/// Unchanged rows: those near a change are shown.
fn add_unchanged(stretches: &mut Vec<Stretch>, from: usize, to: usize, ends: bool) {
    let above = if from == 0 { from } else { from + CONTEXT };
    let below = if ends { to } else { to.saturating_sub(CONTEXT) };
    if below < above + LEAST_FOLDED {
        show(stretches, from, to);
        return;
    }
    show(stretches, from, above);
    fold(stretches, above, below);
    show(stretches, below, to);
}

fn show(stretches: &mut Vec<Stretch>, from: usize, to: usize) {
    if from == to {
        return;
    }
    if let Some(last) = stretches.last_mut()
        && !last.folded
    {
        let room = (last.from + MOST_SHOWN).max(last.to);
        last.to = to.min(room);
        fold(stretches, to.min(room), to);
        return;
    }
    let shown = to.min(from + MOST_SHOWN);
    stretches.push(Stretch {
        from,
        to: shown,
        folded: false,
    });
    fold(stretches, shown, to);
}

fn fold(stretches: &mut Vec<Stretch>, from: usize, to: usize) {
    if from < to {
        stretches.push(Stretch {
            from,
            to,
            folded: true,
        });
    }
}

/// What leads from the old lines to the new ones, whatever that costs within the bounds.
fn operations(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let shorter = old.len().min(new.len());
    let pairs = old.iter().zip(new);
    let head = pairs.take_while(|(a, b)| a == b).count();
    let pairs = old.iter().rev().zip(new.iter().rev());
    let tail = pairs
        .take(shorter - head)
        .take_while(|(a, b)| a == b)
        .count();
    let old_len = old.len() - head - tail;
    let new_len = new.len() - head - tail;
    if old_len.max(new_len) <= MOST_LINES {
        return capture_diff_slices(Algorithm::Histogram, old, new);
    }
    let same = |old_index, new_index, len| DiffOp::Equal {
        old_index,
        new_index,
        len,
    };
    let replaced = DiffOp::Replace {
        old_index: head,
        old_len,
        new_index: head,
        new_len,
    };
    let end = same(head + old_len, head + new_len, tail);
    vec![same(0, 0, head), replaced, end]
}

/// The rows as they are made.
struct Table<'text> {
    old: &'text [&'text str],
    new: &'text [&'text str],
    rows: Vec<Row>,
    words_left: usize,
}

impl Table<'_> {
    fn add(&mut self, op: DiffOp) {
        match op {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => {
                for at in 0..len {
                    self.rows.push(Row::Same {
                        old: old_index + at + 1,
                        new: new_index + at + 1,
                        text: self.old[old_index + at].to_owned(),
                    });
                }
            }
            _ => {
                let (old, new) = (op.old_range(), op.new_range());
                let pairs = matched(&self.old[old.clone()], &self.new[new.clone()]);
                let (mut left, mut right) = (old.start, new.start);
                for (i, j) in pairs {
                    self.unlike(left..old.start + i, right..new.start + j);
                    self.reworded(old.start + i, new.start + j);
                    (left, right) = (old.start + i + 1, new.start + j + 1);
                }
                self.unlike(left..old.end, right..new.end);
            }
        }
    }

    /// Lines that have nothing to do with each other, side by side.
    fn unlike(&mut self, old: Range<usize>, new: Range<usize>) {
        let whole = |lines: &[&str], at: usize| Line {
            number: at + 1,
            pieces: vec![Piece {
                text: lines[at].to_owned(),
                marked: false,
            }],
        };
        for step in 0..old.len().max(new.len()) {
            let (old_at, new_at) = (old.start + step, new.start + step);
            self.rows.push(Row::Changed {
                old: (old_at < old.end).then(|| whole(self.old, old_at)),
                new: (new_at < new.end).then(|| whole(self.new, new_at)),
            });
        }
    }

    /// A line and its new wording.
    fn reworded(&mut self, old: usize, new: usize) {
        let (before, after) = (tokens(self.old[old]), tokens(self.new[new]));
        let cost = before.len() * after.len();
        if cost > self.words_left {
            return self.unlike(old..old + 1, new..new + 1);
        }
        self.words_left -= cost;
        let (before, after) = pieces(&before, &after);
        let line = |at, pieces| Line {
            number: at + 1,
            pieces,
        };
        self.rows.push(Row::Changed {
            old: Some(line(old, before)),
            new: Some(line(new, after)),
        });
    }
}

/// Which lines are the new wording of which, in order: the choice with the most in common.
fn matched(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let sorted = |lines: &[&str]| -> Vec<Vec<String>> {
        let words = lines.iter().map(|line| {
            let mut words: Vec<String> = tokens(line).into_iter().map(str::to_owned).collect();
            words.sort_unstable();
            words
        });
        words.collect()
    };
    let (old, new) = (sorted(old), sorted(new));
    let total = |lines: &[Vec<String>]| lines.iter().map(Vec::len).sum::<usize>();
    let cost = old.len() * total(&new) + new.len() * total(&old);
    if cost > MOST_MATCHING {
        let pairs = old.iter().zip(&new).enumerate();
        return pairs
            .filter(|(_, (a, b))| likeness(a, b) >= ALIKE)
            .map(|(at, _)| (at, at))
            .collect();
    }
    best(&old, &new)
}

fn best(old: &[Vec<String>], new: &[Vec<String>]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let alike: Vec<usize> = (old.iter())
        .flat_map(|a| new.iter().map(move |b| likeness(a, b)))
        .collect();
    // What the rest of both can have in common at most.
    let mut rest = vec![0; (old.len() + 1) * width];
    let gain = |rest: &[usize], i: usize, j: usize| {
        let likeness = alike[i * new.len() + j];
        (likeness >= ALIKE).then(|| likeness + rest[(i + 1) * width + j + 1])
    };
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let skipped = rest[(i + 1) * width + j].max(rest[i * width + j + 1]);
            rest[i * width + j] = gain(&rest, i, j).unwrap_or(0).max(skipped);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if gain(&rest, i, j) == Some(rest[i * width + j]) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if rest[(i + 1) * width + j] >= rest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "diff_tests.rs"]
mod tests;
