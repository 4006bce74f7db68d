//! What blocks of one document know of each other: link definitions and footnotes. It must not render.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::render::markdown::Facts;

/// A link reference definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The target as written, entities and escapes decoded.
    pub target: String,
    /// The title; empty if none.
    pub title: String,
}

/// A footnote that is defined somewhere in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Note {
    /// Its place in the order of first references; none if nothing refers to it.
    number: Option<u32>,
    first_reference: Option<usize>,
    first_note: usize,
}

#[derive(Debug, Default)]
struct BlockNotes {
    notes: Vec<String>,
    references: Vec<String>,
}

/// The labels of one document. Blocks are added and removed at its end only.
#[derive(Debug, Default)]
pub struct Labels {
    /// Definitions of a label in the order of their blocks; the first counts.
    links: HashMap<String, Vec<(usize, Link)>>,
    /// The blocks that may refer to a label.
    wanted: HashMap<String, BTreeSet<usize>>,
    /// The blocks that have footnotes or refer to them.
    notes: BTreeMap<usize, BlockNotes>,
    numbers: HashMap<String, Note>,
}

impl Labels {
    /// What a normalised link label stands for.
    #[must_use]
    pub fn link(&self, label: &str) -> Option<&Link> {
        Some(&self.links.get(label)?.first()?.1)
    }

    /// The number of a footnote, if it is defined and referred to.
    #[must_use]
    pub fn note_number(&self, label: &str) -> Option<u32> {
        self.numbers.get(label)?.number
    }

    /// Whether the document refers to a footnote first in this block.
    #[must_use]
    pub fn is_first_reference(&self, label: &str, block: usize) -> bool {
        self.numbers
            .get(label)
            .is_some_and(|note| note.first_reference == Some(block))
    }

    /// Whether the document defines a footnote first in this block.
    #[must_use]
    pub fn is_first_note(&self, label: &str, block: usize) -> bool {
        self.numbers
            .get(label)
            .is_some_and(|note| note.first_note == block)
    }

    /// Replaces the blocks from index `from` on, and names the earlier blocks to which that matters.
    pub fn replace_tail<'f>(
        &mut self,
        from: usize,
        old: impl DoubleEndedIterator<Item = &'f Facts> + ExactSizeIterator + Clone,
        new: impl Iterator<Item = &'f Facts> + Clone,
    ) -> BTreeSet<usize> {
        let touched: BTreeSet<&str> = old
            .clone()
            .chain(new.clone())
            .flat_map(|facts| facts.definitions.iter().map(|(label, _)| label.as_str()))
            .collect();
        let before: Vec<_> = touched
            .iter()
            .map(|label| self.link(label).cloned())
            .collect();
        for (offset, facts) in old.enumerate().rev() {
            self.remove(from + offset, facts);
        }
        for (offset, facts) in new.enumerate() {
            self.add(from + offset, facts);
        }
        let mut affected = BTreeSet::new();
        for (label, before) in touched.iter().zip(before) {
            if self.link(label) != before.as_ref()
                && let Some(blocks) = self.wanted.get(*label)
            {
                affected.extend(blocks.range(..from));
            }
        }
        self.renumber(from, &mut affected);
        affected
    }

    fn add(&mut self, block: usize, facts: &Facts) {
        for (label, link) in &facts.definitions {
            let links = self.links.entry(label.clone()).or_default();
            links.push((block, link.clone()));
        }
        for label in &facts.wanted {
            self.wanted.entry(label.clone()).or_default().insert(block);
        }
        if !(facts.notes.is_empty() && facts.note_references.is_empty()) {
            let notes = BlockNotes {
                notes: facts.notes.clone(),
                references: facts.note_references.clone(),
            };
            self.notes.insert(block, notes);
        }
    }

    fn remove(&mut self, block: usize, facts: &Facts) {
        for (label, _) in &facts.definitions {
            if let Some(links) = self.links.get_mut(label) {
                links.retain(|(defined_in, _)| *defined_in != block);
            }
        }
        for label in &facts.wanted {
            if let Some(blocks) = self.wanted.get_mut(label) {
                blocks.remove(&block);
            }
        }
        self.notes.remove(&block);
    }

    /// Numbers the footnotes again and adds the blocks before `from` that show another number or place.
    fn renumber(&mut self, from: usize, affected: &mut BTreeSet<usize>) {
        if self.notes.is_empty() && self.numbers.is_empty() {
            return;
        }
        let mut numbers: HashMap<String, Note> = HashMap::new();
        for (block, notes) in &self.notes {
            for label in &notes.notes {
                numbers.entry(label.clone()).or_insert(Note {
                    number: None,
                    first_reference: None,
                    first_note: *block,
                });
            }
        }
        let mut next = 1;
        for (block, notes) in &self.notes {
            for label in &notes.references {
                if let Some(note) = numbers.get_mut(label)
                    && note.number.is_none()
                {
                    note.number = Some(next);
                    note.first_reference = Some(*block);
                    next += 1;
                }
            }
        }
        for (block, notes) in self.notes.range(..from) {
            let changed = notes
                .notes
                .iter()
                .chain(&notes.references)
                .any(|label| numbers.get(label) != self.numbers.get(label));
            if changed {
                affected.insert(*block);
            }
        }
        self.numbers = numbers;
    }
}
