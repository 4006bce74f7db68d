//! The law of streaming: however a text is cut into appends, the page shows what it would show of the
//! same text at once.

use backend_architect::{
    domain::{
        locale::Locale,
        preview::{Block, Contents, Finding, Heading, Patch},
    },
    render::document::Document,
};

use crate::input;

/// What a page that applies patches shows.
#[derive(Debug, Default, PartialEq)]
struct Shown {
    blocks: Vec<Block>,
    headings: Vec<Heading>,
    problems: Vec<Finding>,
    contents: Contents,
}

impl Shown {
    fn apply(&mut self, patch: Patch) {
        for (index, html) in patch.updates {
            assert!(
                index < patch.keep,
                "an update of a block that is sent again"
            );
            self.blocks[index].html = html;
        }
        assert!(
            patch.keep <= self.blocks.len(),
            "more is kept than there is"
        );
        self.blocks.truncate(patch.keep);
        self.blocks.extend(patch.blocks);
        self.headings = patch.headings.unwrap_or(std::mem::take(&mut self.headings));
        self.problems = patch.problems.unwrap_or(std::mem::take(&mut self.problems));
        self.contents = patch.contents.unwrap_or(self.contents);
    }

    fn at_once(text: &str, streaming: bool) -> Self {
        let mut shown = Self::default();
        shown.apply(Document::new(Locale::En, streaming).append(text));
        shown
    }
}

/// Streams the bytes' text in the pieces that their first bytes tell.
pub fn check(data: &[u8]) {
    let (cuts, rest) = input::with_cuts(data);
    let text = input::text(rest);
    let mut document = Document::new(Locale::En, true);
    let mut shown = Shown::default();
    for piece in input::pieces(&text, cuts) {
        shown.apply(document.append(piece));
    }
    if text.is_empty() {
        shown.apply(document.append(""));
    }
    assert_eq!(shown, Shown::at_once(&text, true), "streamed {text:?}");
    shown.apply(document.finish());
    assert_eq!(shown, Shown::at_once(&text, false), "finished {text:?}");
}
