//! The law of streaming: however a text is cut into appends, the page shows what it would show of the
//! same text at once.

use backend_architect::{
    domain::{
        locale::Locale,
        preview::{Block, Contents, Finding, Heading, Patch},
        safe_html::SafeHtml,
    },
    render::{
        document::{Document, Setting},
        fence::Pace,
        highlight::LINE,
        markdown::Surface,
    },
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
        if let Some(grown) = patch.grown {
            let block = &mut self.blocks[grown.block];
            let html = grow(block.html.as_str(), grown.keep, grown.lines.as_str());
            block.html = SafeHtml::sealed(html);
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
        let setting = Setting::new(Locale::En, Surface::App);
        shown.apply(Document::new(setting, streaming).append(text));
        shown
    }
}

/// A listing that keeps its first lines and gets others.
fn grow(html: &str, keep: usize, lines: &str) -> String {
    let end = html.rfind("</code>").unwrap_or(html.len());
    let mut starts = html.match_indices(LINE).map(|(at, _)| at);
    let cut = starts.nth(keep).unwrap_or(end);
    [&html[..cut], lines, &html[end..]].concat()
}

/// Shows a patch and draws what is due, as the page does.
fn show(shown: &mut Shown, document: &mut Document, patch: Patch) {
    let due = patch.due.clone();
    shown.apply(patch);
    for figure in due {
        shown.apply(document.draw(figure));
    }
}

/// Streams the bytes' text in the pieces that their first bytes tell.
pub fn check(data: &[u8]) {
    let (cuts, rest) = input::with_cuts(data);
    let text = input::text(rest);
    let setting = Setting {
        pace: Pace::WhenAsked,
        ..Setting::new(Locale::En, Surface::App)
    };
    let mut document = Document::new(setting, true);
    let mut shown = Shown::default();
    for piece in input::pieces(&text, cuts) {
        let patch = document.append(piece);
        show(&mut shown, &mut document, patch);
    }
    if text.is_empty() {
        let patch = document.append("");
        show(&mut shown, &mut document, patch);
    }
    assert_eq!(shown, Shown::at_once(&text, true), "streamed {text:?}");
    let patch = document.finish();
    show(&mut shown, &mut document, patch);
    assert_eq!(shown, Shown::at_once(&text, false), "finished {text:?}");
}
