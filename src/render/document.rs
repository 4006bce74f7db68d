//! A document that grows: text in, changed blocks out.
//!
//! Only the end of the text is parsed again: the last [`OPEN_BLOCKS`] top-level blocks, because a later
//! line can still join or change them. Law: however a text is cut into appends, the blocks, headings,
//! problems and contents after each are those of the same text shown at once.

mod earlier;
pub mod labels;
mod setting;

use std::{collections::HashMap, ops::Range, rc::Rc};

pub use self::setting::Setting;

use self::{earlier::Earlier, labels::Labels};
use super::{
    fence::Fences,
    markdown::{self, Facts, Rendered, Scope},
    slug::{Given, Slugs},
};
use crate::domain::{
    locale::Locale,
    preview::{Block, Contents, FigureKey, Finding, Grown, Heading, Patch},
    problem::Problem,
    reasoning::{Reasoning, visible_from},
    safe_html::SafeHtml,
};

/// How many blocks at the end stay open. The last grows; a paragraph after a definition list can still
/// become part of that list by the next line (`: definition`); and the last line may be incomplete, and
/// its completion may turn one block into another.
const OPEN_BLOCKS: usize = 3;

/// A shown document.
pub struct Document {
    setting: Setting,
    streaming: bool,
    text: String,
    /// Where the part that is shown starts; none while only reasoning arrived.
    body: Option<usize>,
    entries: Vec<Entry>,
    labels: Labels,
    slugs: Slugs,
    fences: Fences,
    contents: Contents,
}

/// A top-level block.
struct Entry {
    range: Range<usize>,
    /// The 1-based line at which it starts.
    line: u32,
    /// Whether it was rendered as the document's end, and whether more was to come then.
    end: Option<Streaming>,
    facts: Facts,
    given: Vec<Given>,
    ids: Vec<String>,
    rendered: Rendered,
}

type Streaming = bool;

impl Document {
    /// An empty document; `streaming` says that more text is to come after what is appended.
    #[must_use]
    pub fn new(setting: Setting, streaming: bool) -> Self {
        Self {
            fences: Fences::new(setting.pace, Rc::clone(&setting.avoided)),
            setting,
            streaming,
            text: String::new(),
            body: None,
            entries: Vec::new(),
            labels: Labels::default(),
            slugs: Slugs::default(),
            contents: Contents::default(),
        }
    }

    /// Adds text at the end. Costs what the open end of the document costs.
    pub fn append(&mut self, text: &str) -> Patch {
        self.push(text);
        self.advance()
    }

    /// Carriage returns are left out: before a line feed they say nothing, and alone, which nobody
    /// writes, the parser's block ranges are not to be relied on.
    fn push(&mut self, text: &str) {
        self.text.extend(text.split('\r'));
    }

    /// Says that the text is complete: what is still open is closed, drawn and reported.
    pub fn finish(&mut self) -> Patch {
        self.streaming = false;
        self.advance()
    }

    /// Replaces the whole text, for example after an edit. Fences that did not change are not drawn
    /// again; the patch keeps the leading blocks that did not change.
    pub fn replace(&mut self, text: &str, streaming: bool) -> Patch {
        let fresh = Self::new(self.setting.clone(), streaming);
        let mut old = std::mem::replace(self, fresh);
        self.push(text);
        self.fences = std::mem::take(&mut old.fences);
        self.fences.begin(old.figures_that_stay(&self.text));
        let due = self.advance().due;
        self.fences.forget_unused();
        let keep = old
            .blocks()
            .zip(self.blocks())
            .take_while(|(old, new)| old == new)
            .count();
        let (headings, problems) = (self.headings(), self.problems());
        Patch {
            updates: Vec::new(),
            grown: None,
            due,
            keep,
            blocks: self.blocks().skip(keep).collect(),
            headings: (headings != old.headings()).then_some(headings),
            problems: (problems != old.problems()).then(|| self.findings()),
            contents: (self.contents != old.contents).then_some(self.contents),
        }
    }

    /// The figures by the ids of their fences, if an edited text has them at the same places: if it has as
    /// many blocks.
    fn figures_that_stay(&self, edited: &str) -> HashMap<String, FigureKey> {
        let same = match visible_from(edited) {
            Reasoning::Over(at) => markdown::cut(&edited[at..]).len() == self.entries.len(),
            Reasoning::Open => false,
        };
        let figures = self.entries.iter().filter(|_| same);
        figures
            .flat_map(|entry| entry.rendered.figures.iter().cloned())
            .collect()
    }

    /// Draws a figure that was due and shows it wherever it stands.
    pub fn draw(&mut self, figure: FigureKey) -> Patch {
        let mut earlier = Earlier::before(self.contents);
        if self
            .fences
            .draw(figure, self.setting.locale, self.setting.surface)
        {
            for index in 0..self.entries.len() {
                if self.entries[index].rendered.waits.contains(&figure) {
                    self.render_again(index, &mut earlier);
                }
            }
        }
        Patch {
            updates: earlier.updates,
            keep: self.entries.len(),
            headings: earlier.headings.then(|| self.headings()),
            problems: earlier.problems.then(|| self.findings()),
            contents: (self.contents != earlier.contents).then_some(self.contents),
            ..Patch::default()
        }
    }

    /// Everything, as a patch to an empty document.
    #[must_use]
    pub fn whole(&self) -> Patch {
        Patch {
            blocks: self.blocks().collect(),
            headings: Some(self.headings()),
            problems: Some(self.findings()),
            contents: Some(self.contents),
            ..Patch::default()
        }
    }

    /// What a disclosure element holds that is filled when it is opened.
    #[must_use]
    pub fn open(&self, element: &str) -> Option<SafeHtml> {
        let mut figures = self
            .entries
            .iter()
            .flat_map(|entry| &entry.rendered.figures);
        let setting = (self.setting.locale, self.setting.surface);
        let html = figures.find_map(|(id, key)| self.fences.open((id, *key), element, setting))?;
        Some(SafeHtml::sealed(html))
    }

    /// The language of labels.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.setting.locale
    }

    /// All blocks.
    pub fn blocks(&self) -> impl Iterator<Item = Block> + '_ {
        (0..self.entries.len()).map(|index| self.block(index))
    }

    /// All headings.
    #[must_use]
    pub fn headings(&self) -> Vec<Heading> {
        let headings = self
            .entries
            .iter()
            .flat_map(|entry| &entry.rendered.headings);
        headings.cloned().collect()
    }

    /// All problems in the document's language.
    fn findings(&self) -> Vec<Finding> {
        let problems = self.problems();
        problems
            .iter()
            .map(|problem| problem.finding(self.setting.locale))
            .collect()
    }

    /// What the document contains beside prose.
    #[must_use]
    pub fn contents(&self) -> Contents {
        self.contents
    }

    /// All problems.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let problems = self.entries.iter().enumerate();
        problems
            .flat_map(|(index, entry)| entry.problems(self.block_id(index)))
            .collect()
    }

    fn block_id(&self, index: usize) -> String {
        format!("{}b-{index}", self.setting.prefix)
    }

    fn block(&self, index: usize) -> Block {
        let entry = &self.entries[index];
        Block {
            id: self.block_id(index),
            html: SafeHtml::sealed(entry.rendered.html.clone()),
            section: entry.section().map(str::to_owned),
        }
    }

    /// Parses the open end again and says what changed.
    fn advance(&mut self) -> Patch {
        let open = self.open_from();
        let cuts = self.cut_tail(open);
        let first = open + self.unchanged(open, &cuts);
        let old = self.entries.split_off(first);
        let new = self.read(&cuts[first - open..]);
        for entry in old.iter().rev() {
            for given in entry.given.iter().rev() {
                self.slugs.take_back(given);
            }
        }
        let affected = self.labels.replace_tail(
            first,
            old.iter().map(|entry| &entry.facts),
            new.iter().map(|entry| &entry.facts),
        );
        self.entries.extend(new);
        for index in first..self.entries.len() {
            self.give_ids(index);
            self.entries[index].rendered = self.render(index);
        }
        let mut earlier = Earlier::before(self.contents);
        for index in affected {
            self.render_again(index, &mut earlier);
        }
        self.patch(first, &old, earlier)
    }

    /// Renders a block whose text did not change but what it depends on.
    fn render_again(&mut self, index: usize, earlier: &mut Earlier) {
        let rendered = self.render(index);
        let entry = &mut self.entries[index];
        if rendered.html != entry.rendered.html {
            let html = SafeHtml::sealed(rendered.html.clone());
            earlier.updates.push((index, html));
        }
        earlier.headings |= rendered.headings != entry.rendered.headings;
        earlier.problems |= rendered.problems != entry.rendered.problems;
        let without = combine(self.contents, entry, u32::saturating_sub);
        entry.rendered = rendered;
        self.contents = combine(without, entry, u32::saturating_add);
    }

    /// The index of the first open block.
    fn open_from(&mut self) -> usize {
        let settled = self.body.is_some();
        if !settled && let Reasoning::Over(at) = visible_from(&self.text) {
            self.body = Some(at);
        }
        if !settled {
            return 0;
        }
        let mut open = self.entries.len().saturating_sub(OPEN_BLOCKS);
        while open > 0 && !self.is_clean(open) {
            open -= 1;
        }
        open
    }

    /// Whether parsing can start at a block as if the document did. Not directly below a container: the
    /// parser may read the lines below it as lazy continuations, which a heading's underline cannot end.
    fn is_clean(&self, index: usize) -> bool {
        let after_blank = |entry: &Entry| {
            let source = &self.text[entry.range.clone()];
            let first = source.split_inclusive('\n').next().unwrap_or("");
            first.trim().is_empty()
        };
        !self.entries[index - 1].facts.container || after_blank(&self.entries[index])
    }

    /// The cuts of the open end, as ranges of the whole text.
    fn cut_tail(&self, open: usize) -> Vec<Range<usize>> {
        let from = match (self.entries.get(open), self.body) {
            (Some(entry), Some(_)) if open > 0 => entry.range.start,
            (_, Some(body)) => body,
            (_, None) if self.streaming => return Vec::new(),
            // Reasoning that never ended is all there is: better shown than lost.
            (_, None) => 0,
        };
        let cuts = markdown::cut(&self.text[from..]);
        cuts.into_iter()
            .map(|cut| from + cut.start..from + cut.end)
            .collect()
    }

    /// How many entries from `open` on are as the cuts say.
    fn unchanged(&self, open: usize, cuts: &[Range<usize>]) -> usize {
        self.entries[open..]
            .iter()
            .zip(cuts)
            .enumerate()
            .take_while(|(at, (entry, cut))| {
                let end = (at + 1 == cuts.len()).then_some(self.streaming);
                entry.range == **cut && entry.end == end
            })
            .count()
    }

    /// Entries for new cuts, not rendered yet.
    fn read(&self, cuts: &[Range<usize>]) -> Vec<Entry> {
        let mut line = self.entries.last().map_or_else(
            || {
                let start = cuts.first().map_or(0, |cut| cut.start);
                1 + count_lines(&self.text[..start])
            },
            |entry| entry.line + count_lines(&self.text[entry.range.clone()]),
        );
        cuts.iter()
            .enumerate()
            .map(|(at, cut)| {
                let source = &self.text[cut.clone()];
                let entry = Entry {
                    range: cut.clone(),
                    line,
                    end: (at + 1 == cuts.len()).then_some(self.streaming),
                    facts: markdown::facts(source),
                    given: Vec::new(),
                    ids: Vec::new(),
                    rendered: Rendered::default(),
                };
                line = line.saturating_add(count_lines(source));
                entry
            })
            .collect()
    }

    fn give_ids(&mut self, index: usize) {
        let entry = &mut self.entries[index];
        for text in &entry.facts.headings {
            entry.given.push(self.slugs.give(text));
        }
        let prefix = &self.setting.prefix;
        let ids = entry
            .given
            .iter()
            .map(|given| format!("{prefix}{}", given.id));
        entry.ids = ids.collect();
    }

    fn render(&mut self, index: usize) -> Rendered {
        let entry = &self.entries[index];
        let mut scope = Scope {
            locale: self.setting.locale,
            surface: self.setting.surface,
            index,
            last: entry.end.is_some(),
            streaming: self.streaming,
            prefix: &self.setting.prefix,
            ids: &entry.ids,
            labels: &self.labels,
            fences: &mut self.fences,
        };
        markdown::render(&self.text[entry.range.clone()], &mut scope)
    }

    fn patch(&mut self, first: usize, old: &[Entry], earlier: Earlier) -> Patch {
        let new = &self.entries[first..];
        let same = old
            .iter()
            .zip(new)
            .take_while(|(old, new)| {
                old.rendered.html == new.rendered.html && old.section() == new.section()
            })
            .count();
        let grown = self.growth(first + same, old.get(same));
        let keep = first + same + usize::from(grown.is_some());
        let headings = earlier.headings || !same_parts(old, new, |entry| &entry.rendered.headings);
        let problems = earlier.problems || {
            let places = |entries: &[Entry]| -> Vec<Problem> {
                let entries = entries.iter().enumerate();
                entries
                    .flat_map(|(at, entry)| entry.problems(self.block_id(first + at)))
                    .collect()
            };
            places(old) != places(new)
        };
        let contents = new.iter().fold(self.contents, |sum, entry| {
            combine(sum, entry, u32::saturating_add)
        });
        self.contents = old.iter().fold(contents, |sum, entry| {
            combine(sum, entry, u32::saturating_sub)
        });
        Patch {
            updates: earlier.updates,
            grown,
            due: self.fences.take_due(),
            keep,
            blocks: (keep..self.entries.len())
                .map(|index| self.block(index))
                .collect(),
            headings: headings.then(|| self.headings()),
            problems: problems.then(|| self.findings()),
            contents: (self.contents != earlier.contents).then_some(self.contents),
        }
    }

    /// How the last block grew, if it is a listing that only got more lines.
    fn growth(&self, index: usize, old: Option<&Entry>) -> Option<Grown> {
        let (old, new) = (&old?.rendered, &self.entries.get(index)?.rendered);
        if index + 1 != self.entries.len() {
            return None;
        }
        let (was, now) = (old.listing.as_ref()?, new.listing.as_ref()?);
        let same_frame = old.html[..was.range.start] == new.html[..now.range.start]
            && old.html[was.range.end..] == new.html[now.range.end..];
        let same_lines = was.lines.iter().zip(&now.lines);
        let keep = same_lines.take_while(|(was, now)| was == now).count();
        same_frame.then(|| Grown {
            block: index,
            keep,
            lines: SafeHtml::sealed(now.lines[keep..].concat()),
        })
    }
}

impl Entry {
    fn section(&self) -> Option<&str> {
        let given = self.given.get(self.facts.section?)?;
        Some(&given.id)
    }

    fn problems(&self, block: String) -> impl Iterator<Item = Problem> + '_ {
        let problems = self.rendered.problems.iter();
        problems.map(move |(line, kind)| Problem {
            kind: kind.clone(),
            line: Some(self.line.saturating_add(*line)),
            block: Some(block.clone()),
        })
    }
}

fn count_lines(text: &str) -> u32 {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

fn same_parts<T: PartialEq>(old: &[Entry], new: &[Entry], part: fn(&Entry) -> &Vec<T>) -> bool {
    old.iter().flat_map(part).eq(new.iter().flat_map(part))
}

fn combine(sum: Contents, entry: &Entry, with: fn(u32, u32) -> u32) -> Contents {
    let part = &entry.rendered.contents;
    Contents {
        diagrams: with(sum.diagrams, part.diagrams),
        broken_diagrams: with(sum.broken_diagrams, part.broken_diagrams),
        contracts: with(sum.contracts, part.contracts),
        operations: with(sum.operations, part.operations),
    }
}

#[cfg(test)]
mod tests;
