//! Where the continuation of a cut answer joins what came before it.
//!
//! A model is asked to go on from the exact character, and many do not: they say that they go on, repeat
//! the last words or lines, open the code fence again, or write the table's header once more. The
//! beginning of a continuation is held until it is clear what of it is already there; that is dropped,
//! and nothing else. This file must not ask for anything.

use std::ops::Range;

use crate::domain::prompt::NOTHING_MISSING;

/// So much of a continuation is looked at before it is passed on, in bytes: enough for a sentence about
/// going on, a fence line and a repeated line.
const HELD: usize = 400;
/// A repetition may begin in one of the first lines, after a sentence about going on and blank lines.
const LINES: usize = 5;
/// A repetition that long is none by chance, wherever it begins; a wide character counts as two.
const SURE: usize = 24;
/// The same for one that begins inside a word: lines of one pattern follow each other in diagrams.
const SURE_INSIDE_A_WORD: usize = 38;
/// The same for one that repeats whole lines.
const SURE_OF_LINES: usize = 16;
/// A word or line that broke off is taken up again with at least so much of it.
const SURE_OF_WORD: usize = 3;
/// So much of a whole answer that comes once more is no chance.
const SURE_OF_REPLAY: usize = 60;

/// What a continuation brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Joined {
    /// Not clear yet; nothing to add for now.
    Held,
    /// This is new.
    Text(String),
    /// The model says that nothing is missing.
    Complete,
    /// The model began the document again instead of going on.
    Restarted,
}

/// Joins one continuation.
#[derive(Debug, Default)]
pub(super) struct Seam {
    held: String,
    joined: bool,
    restarted: bool,
    /// The repetitions that more text could complete, once enough is held to tell: where one begins in
    /// what is held, and where in the text before.
    possible: Option<Vec<(usize, usize)>>,
}

impl Seam {
    /// Takes more of the continuation of `before`, which must stay the same until text comes out.
    pub fn push(&mut self, before: &str, more: String) -> Joined {
        if self.restarted {
            return Joined::Restarted;
        }
        if self.joined {
            return Joined::Text(more);
        }
        let known = self.held.len();
        self.held.push_str(&more);
        if self.held.len() < HELD {
            return Joined::Held;
        }
        match &mut self.possible {
            None => self.possible = Some(possible(before, &self.held)),
            Some(possible) => possible.retain(|(line, start)| {
                let place = start + known - line;
                before.len() - place > more.len() && before[place..].starts_with(&more)
            }),
        }
        if self
            .possible
            .as_ref()
            .is_some_and(|possible| !possible.is_empty())
        {
            return Joined::Held;
        }
        self.join(before)
    }

    /// The continuation is over: what of it is new.
    pub fn end(&mut self, before: &str, cut: bool) -> Joined {
        if self.joined || self.held.is_empty() {
            return Joined::Held;
        }
        if self.held.trim() == NOTHING_MISSING {
            self.joined = true;
            return Joined::Complete;
        }
        if is_part_of_a_replay(before, &self.held) || cut && is_begun_repetition(before, &self.held)
        {
            self.joined = true;
            return Joined::Text(String::new());
        }
        self.join(before)
    }

    fn join(&mut self, before: &str) -> Joined {
        self.joined = true;
        let held = std::mem::take(&mut self.held);
        match repeated(before, &held) {
            Some(end) => Joined::Text(held[end..].to_owned()),
            None if begins_again(before, &held) => {
                self.restarted = true;
                Joined::Restarted
            }
            None => Joined::Text(held),
        }
    }
}

/// How much of the beginning of `held` is already there: its length in bytes.
fn repeated(before: &str, held: &str) -> Option<usize> {
    let open = Open::at_the_end_of(before);
    let mut best: Option<(usize, usize)> = None;
    for line in line_starts(held).filter(|line| is_remark(&held[..*line])) {
        let reopened = line + open.reopened(before, &held[line..]);
        for start in [line, reopened] {
            let mut overlap = overlap(before, &held[start..]);
            if start > line {
                overlap = overlap.max(broken_row(before, &held[start..]));
            }
            let end = start + overlap;
            let is_sure = line == 0 || start > line || weight(&held[start..end]) >= SURE;
            // Of equal overlaps the one after a repeated header: a row may begin as its header does.
            let is_better = |(best, longest)| (overlap, end) > (longest, best);
            if end > line && is_sure && best.is_none_or(is_better) {
                best = Some((end, overlap));
            }
        }
    }
    best.map(|(end, _)| end)
}

/// Whether a text is nothing, or a sentence in which a model says that it goes on.
fn is_remark(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return text.trim().is_empty();
    };
    let has_words = line.split_whitespace().count() > 2 || line.chars().any(is_wide);
    let is_prose =
        line.starts_with(|c: char| c.is_alphabetic() || matches!(c, '*' | '(' | '（' | '['));
    let ends = line
        .trim_end()
        .ends_with([':', '：', '.', '。', '…', '!', '！', '*', ')', '）', ']']);
    has_words && is_prose && ends
}

/// The length of the longest end of `before` with which `rest` begins, if it is none by chance.
fn overlap(before: &str, rest: &str) -> usize {
    starts(before)
        .find(|start| {
            let end = &before[*start..];
            rest.starts_with(end) && !end.is_empty() && is_no_chance(before, *start, rest)
        })
        .map_or(0, |start| before.len() - start)
}

/// The length of the row that broke off, if `rest` begins with it: after a header that was written once
/// more, one character is enough.
fn broken_row(before: &str, rest: &str) -> usize {
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.starts_with('|') && rest.starts_with(line) {
        line.len()
    } else {
        0
    }
}

fn is_no_chance(before: &str, start: usize, rest: &str) -> bool {
    let end = &before[start..];
    let weight = weight(end);
    if !end.chars().any(char::is_alphanumeric) {
        return false;
    }
    let begins_line = start == 0 || before[..start].ends_with('\n');
    if begins_line && before.ends_with('\n') {
        return weight >= SURE_OF_LINES;
    }
    if begins_line {
        return weight >= SURE_OF_WORD;
    }
    // A word that broke off is begun again: nobody writes "servservice".
    let begins_word = before[..start].ends_with(char::is_whitespace);
    let next = rest[end.len()..].chars().next();
    let is_word = end.chars().all(char::is_alphabetic) && end.is_ascii();
    if begins_word && is_word && next.is_none_or(char::is_alphanumeric) {
        return weight >= SURE_OF_WORD;
    }
    let begins_wide = end.starts_with(is_wide);
    weight
        >= if begins_word || begins_wide {
            SURE
        } else {
            SURE_INSIDE_A_WORD
        }
}

/// Where a repetition can begin in `before`, the earliest first.
fn starts(before: &str) -> impl Iterator<Item = usize> + '_ {
    before.char_indices().map(|(at, _)| at)
}

/// The repetitions that reach the end of `held` and not yet that of `before`.
fn possible(before: &str, held: &str) -> Vec<(usize, usize)> {
    let open = Open::at_the_end_of(before);
    let mut found = Vec::new();
    let lines = || line_starts(held).filter(|line| is_remark(&held[..*line]));
    let reopened = lines().map(|line| line + open.reopened(before, &held[line..]));
    for line in lines().chain(reopened) {
        let rest = &held[line..];
        let longer = |start: &usize| before.len() - start > rest.len();
        let repeats = |start: &usize| before[*start..].starts_with(rest);
        if !rest.is_empty() {
            let starts = starts(before).take_while(longer).filter(repeats);
            found.extend(starts.map(|start| (line, start)));
        }
    }
    found
}

/// Whether the answer came once more from its beginning, or from one of its lines, and was cut again
/// before it brought anything new.
fn is_part_of_a_replay(before: &str, held: &str) -> bool {
    weight(held) >= SURE_OF_REPLAY
        && before
            .match_indices(held)
            .any(|(at, _)| at == 0 || before[..at].ends_with('\n'))
}

/// Whether a repetition was cut before it came to its end. Should it be new words after all, the model
/// writes them once more: it is asked to go on from before them.
fn is_begun_repetition(before: &str, held: &str) -> bool {
    let open = Open::at_the_end_of(before);
    let mut lines = line_starts(held).filter(|line| is_remark(&held[..*line]));
    lines.any(|line| {
        let reopened = line + open.reopened(before, &held[line..]);
        is_there_already(before, &open, &held[line..])
            || reopened > line && is_there_already(before, &open, &held[reopened..])
    })
}

/// Whether a text is a piece of the end of `before`, or begins what was open there.
fn is_there_already(before: &str, open: &Open, text: &str) -> bool {
    let mut nearest = before.len().saturating_sub(HELD);
    while !before.is_char_boundary(nearest) {
        nearest += 1;
    }
    let text = text.trim_start_matches(['\n', '\r']);
    let begins_block = || {
        [&open.heading, &open.fence, &open.header]
            .into_iter()
            .flatten()
            .any(|block| before[block.clone()].starts_with(text))
    };
    text.is_empty() || before[nearest..].contains(text) || begins_block()
}

/// Whether `held` begins with the title of a document that is past its title.
fn begins_again(before: &str, held: &str) -> bool {
    // Some answers say a sentence first.
    let title = |text: &str| {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines
            .by_ref()
            .take(3)
            .find_map(|line| line.strip_prefix("# ").map(str::to_owned))
    };
    let went_on = before.lines().any(|line| line.starts_with("## "));
    went_on && title(held).is_some_and(|again| title(before) == Some(again))
}

/// The beginnings of the first lines of `held`, as far as it is looked at.
fn line_starts(held: &str) -> impl Iterator<Item = usize> + '_ {
    let later = held.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0)
        .chain(later)
        .take(LINES)
        .take_while(|at| *at < HELD)
}

/// The length of the lines of `text` that say what the lines of `block` say.
fn same_lines(block: &str, text: &str) -> Option<usize> {
    let mut length = 0;
    for line in block.lines() {
        let end = text[length..].find('\n')?;
        let other = &text[length..length + end];
        if plain(other) != plain(line) {
            return None;
        }
        length += end + 1;
    }
    (length > 0).then_some(length)
}

/// A line without what models add when they repeat it.
fn plain(line: &str) -> &str {
    let mut line = line.trim();
    for added in ["(continued)", "(cont.)", "（续）", "(续)", "（接上）"] {
        line = line.strip_suffix(added).unwrap_or(line).trim_end();
    }
    line
}

/// What was open where a text ends and may be written once more: the section's heading, the fence line, the
/// table's header; ranges of whole lines in it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Open {
    heading: Option<Range<usize>>,
    fence: Option<Range<usize>>,
    header: Option<Range<usize>>,
}

impl Open {
    /// The length of what `rest` writes once more of what was open at the end of `before`.
    fn reopened(&self, before: &str, rest: &str) -> usize {
        let mut length = 0;
        loop {
            let left = &rest[length..];
            let blank = left.len() - left.trim_start_matches(['\n', '\r']).len();
            let lines = &left[blank..];
            let more = [&self.heading, &self.fence, &self.header]
                .into_iter()
                .flatten()
                .find_map(|block| same_lines(&before[block.clone()], lines));
            match more {
                Some(more) => length += blank + more,
                None => return length,
            }
        }
    }

    fn at_the_end_of(text: &str) -> Self {
        let mut open = Self::default();
        let mut marker = "";
        let mut table: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let range = at..at + line.len();
            at = range.end;
            let trimmed = line.trim();
            if open.fence.is_some() {
                if trimmed.starts_with(marker) && trimmed.trim_start_matches(['`', '~']).is_empty()
                {
                    open.fence = None;
                }
                continue;
            }
            if let Some(fence) = fence_marker(trimmed) {
                marker = fence;
                // A line that broke off is no line that can be repeated.
                open.fence = line.ends_with('\n').then_some(range);
                table.clear();
            } else if trimmed.starts_with('|') {
                table.push(range);
            } else {
                table.clear();
                if trimmed.starts_with('#') && line.ends_with('\n') {
                    open.heading = Some(range);
                }
            }
        }
        if let [header, delimiter, _, ..] = table.as_slice() {
            open.header = Some(header.start..delimiter.end);
        } else if let [header, delimiter] = table.as_slice()
            && text.ends_with('\n')
        {
            open.header = Some(header.start..delimiter.end);
        }
        open
    }
}

fn fence_marker(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    (length >= 3).then(|| &line[..length])
}

/// The length of a text by what it tells: a wide character as two.
fn weight(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "seam_tests.rs"]
mod tests;
