//! Fences to figures: diagrams, contracts, and code. They are remembered here, so that nothing is drawn
//! twice; how a figure looks is in `frame`, and drawing and previewing happen elsewhere.

mod frame;

use std::{collections::HashMap, sync::Arc};

use super::markdown::Surface;
use crate::domain::{locale::Locale, preview::Contents, problem::ProblemKind};
use frame::Frame;

/// A code block of the document.
#[derive(Debug, Clone, Copy)]
pub struct Fence<'a> {
    /// The info string; none for an indented block, which is always code.
    pub info: Option<&'a str>,
    /// The text within.
    pub source: &'a str,
    /// An id for the figure, unique in the document.
    pub id: &'a str,
    /// Whether more text is to come: it is then shown as code and not drawn yet.
    pub open: bool,
}

/// What became of a fence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figure {
    /// The HTML.
    pub html: String,
    /// Findings with their 1-based line within the fence; 0 where unknown.
    pub problems: Vec<(u32, ProblemKind)>,
    /// What it adds to the document's contents.
    pub contents: Contents,
}

/// The figures of one document that took work to make.
#[derive(Debug, Default)]
pub struct Fences {
    figures: HashMap<Key, (Arc<Figure>, bool)>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    id: String,
    info: String,
    source: String,
}

impl Fences {
    /// The figure of a fence, remembered if it is a diagram or a contract.
    pub fn figure(&mut self, fence: &Fence<'_>, locale: Locale, surface: Surface) -> Arc<Figure> {
        let frame = Frame {
            fence,
            locale,
            surface,
        };
        let Some(info) = fence.info else {
            return Arc::new(frame.code());
        };
        if fence.open {
            return Arc::new(frame.pending(info));
        }
        let key = Key {
            id: fence.id.to_owned(),
            info: info.to_owned(),
            source: fence.source.to_owned(),
        };
        if let Some((figure, used)) = self.figures.get_mut(&key) {
            *used = true;
            return Arc::clone(figure);
        }
        let Some(figure) = frame.drawn(info) else {
            return Arc::new(frame.code());
        };
        let figure = Arc::new(figure);
        self.figures.insert(key, (Arc::clone(&figure), true));
        figure
    }

    /// Starts watching which figures are used.
    pub fn begin(&mut self) {
        for (_, used) in self.figures.values_mut() {
            *used = false;
        }
    }

    /// Forgets the figures that were not used since [`Self::begin`].
    pub fn forget_unused(&mut self) {
        self.figures.retain(|_, (_, used)| *used);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fence<'a>(info: &'a str, source: &'a str, open: bool) -> Fence<'a> {
        Fence {
            info: Some(info),
            source,
            id: "f-1-1",
            open,
        }
    }

    #[test]
    fn a_file_has_no_buttons() {
        for info in ["mermaid", "rust", ""] {
            let fence = fence(info, "x", false);
            let figure = Fences::default().figure(&fence, Locale::En, Surface::File);
            assert!(!figure.html.contains("<button"), "{}", figure.html);
        }
    }

    #[test]
    fn an_open_fence_is_shown_as_code() {
        for (info, source, state) in [
            (
                "mermaid",
                "graph LR\n",
                "data-testid=\"diagram\" data-state=\"pending\"",
            ),
            (
                "yaml",
                "# v1\nopenapi: 3",
                "data-kind=\"openapi\" data-state=\"pending\"",
            ),
            (
                "json",
                "{\n  \"asyncapi\": ",
                "data-kind=\"asyncapi\" data-state=\"pending\"",
            ),
            (
                "graphql",
                "# orders\ntype Query {",
                "data-kind=\"graphql\" data-state=\"pending\"",
            ),
            (
                "proto",
                "syntax = \"pro",
                "data-kind=\"protobuf\" data-state=\"pending\"",
            ),
            ("yaml", "open", "<figure class=\"code\""),
        ] {
            let figure =
                Fences::default().figure(&fence(info, source, true), Locale::En, Surface::App);
            assert!(figure.html.contains(state), "{}", figure.html);
            assert!(figure.html.contains("<pre"));
            assert_eq!(figure.contents, Contents::default());
        }
    }

    #[test]
    fn what_was_drawn_is_remembered_until_it_is_gone() {
        let mut fences = Fences::default();
        let mermaid = fence("mermaid", "graph LR\n", false);
        let first = fences.figure(&mermaid, Locale::En, Surface::App);
        let again = fences.figure(&mermaid, Locale::En, Surface::App);
        assert!(Arc::ptr_eq(&first, &again));
        fences.begin();
        fences.forget_unused();
        assert!(fences.figures.is_empty());
    }
}
