//! Code blocks: gathered here, shown by [`crate::render::fence`]. Findings within a figure become findings
//! of the document.

use std::ops::Range;

use pulldown_cmark::CodeBlockKind;

use super::Writer;
use crate::{
    domain::problem::ProblemKind,
    render::{
        fence::Fence,
        markdown::{Listing, line_of},
    },
};

/// A code block whose text is still coming.
pub(super) struct Code {
    pub(super) info: Option<String>,
    pub(super) text: String,
    pub(super) start: usize,
    /// Where its text ended last.
    pub(super) text_end: usize,
}

impl Writer<'_, '_> {
    pub(super) fn open_code(&mut self, kind: CodeBlockKind<'_>, start: usize) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => Some(info.into_string()),
            CodeBlockKind::Indented => None,
        };
        let line_end = self.source[start..]
            .find('\n')
            .map_or(self.source.len(), |end| start + end + 1);
        let text_end = if info.is_some() { line_end } else { start };
        self.code = Some(Code {
            info,
            text: String::new(),
            start,
            text_end,
        });
    }

    pub(super) fn close_code(&mut self, range: Range<usize>) {
        let Some(code) = self.code.take() else {
            return;
        };
        let fenced = code.info.is_some();
        let (open, unclosed) = self.openness(&code, range);
        self.figures += 1;
        let id = format!(
            "{}f-{}-{}",
            self.scope.prefix, self.scope.index, self.figures
        );
        let fence = Fence {
            info: code.info.as_deref(),
            source: &code.text,
            id: &id,
            open,
        };
        let figure = self
            .scope
            .fences
            .figure(&fence, self.scope.locale, self.scope.surface);
        if self.done.html.is_empty() && !figure.lines.is_empty() {
            self.done.listing = Some(Listing {
                lines: figure.lines,
                range: figure.listing,
            });
        }
        self.done.html.push_str(&figure.html);
        if let Some(key) = figure.key {
            self.done.waits.extend(figure.waits.then_some(key));
            self.done.figures.push((id, key));
        }
        let first = line_of(self.source, code.start);
        for (line, kind) in &figure.problems {
            let line = if fenced {
                *line
            } else {
                line.saturating_sub(1)
            };
            self.done
                .problems
                .push((first.saturating_add(line), kind.clone()));
        }
        let contents = &mut self.done.contents;
        contents.diagrams += figure.contents.diagrams;
        contents.broken_diagrams += figure.contents.broken_diagrams;
        contents.contracts += figure.contents.contracts;
        contents.operations += figure.contents.operations;
        if unclosed {
            self.problem(code.start, ProblemKind::FenceUnclosed);
        }
    }

    /// Whether more text may still belong to the fence, and whether the document ended before it did.
    fn openness(&self, code: &Code, range: Range<usize>) -> (bool, bool) {
        if code.info.is_none() || !self.scope.last {
            return (false, false);
        }
        let end = range.end.min(self.source.len());
        let at_end = self.source[end..].trim().is_empty();
        let after = &self.source[code.text_end.min(end)..end];
        let closed = after.contains("```") || after.contains("~~~");
        // A closing line is one only when it is complete: "```" may become "```x".
        let complete = closed && (end < self.source.len() || self.source.ends_with('\n'));
        if self.scope.streaming {
            (at_end && !complete, false)
        } else {
            (false, at_end && !closed)
        }
    }
}
