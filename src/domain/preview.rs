//! The messages between the page and the renderer, and what a rendered document consists of.
//!
//! Both programs link this file and nothing else of each other. It must not know how blocks are made.

use serde::{Deserialize, Serialize};

use super::{
    archive::Stored, design::outline::Outline, locale::Locale, problem::Severity,
    safe_html::SafeHtml, share::ShareError,
};

/// Names one shown document, so that late answers for a document that was left are dropped.
pub type ViewId = u32;

/// From the page to the renderer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Show this whole text as `view`, forgetting what was shown before.
    Show {
        /// The document's view.
        view: ViewId,
        /// The language of labels around the content.
        locale: Locale,
        /// The language of the persona, whose deliverables are the outline.
        persona: Locale,
        /// What the persona delivers, when it is not the bundled one.
        deliverables: Option<Vec<String>>,
        /// The whole Markdown text so far.
        text: String,
        /// Whether more text is to come: an open fence is then not a problem yet.
        streaming: bool,
        /// What every id in the document begins with: nothing, or something with a capital when it is shown
        /// beside another.
        prefix: String,
    },
    /// The text of `view` grew.
    Append {
        /// The document's view.
        view: ViewId,
        /// The new text, from where the last message ended.
        text: String,
    },
    /// The text of `view` is complete: what is still open is closed and reported.
    Finish {
        /// The document's view.
        view: ViewId,
    },
    /// `view` is not shown any more.
    Leave {
        /// The document's view.
        view: ViewId,
    },
    /// Draw one of the figures that a patch of `view` said are due. Answered with a patch.
    Draw {
        /// The document's view.
        view: ViewId,
        /// The figure.
        figure: FigureKey,
    },
    /// Never draw these: an earlier worker did not survive it. Said before anything else.
    Avoid {
        /// The figures.
        figures: Vec<FigureKey>,
    },
    /// A disclosure element that is filled when it is opened (`data-lazy`) was opened.
    Open {
        /// The document's view.
        view: ViewId,
        /// The element's id.
        element: String,
    },
    /// Work whose product is wanted once.
    Do {
        /// Returned with the product.
        request: RequestId,
        /// The work.
        job: Job,
    },
}

/// What may carry one large text, which travels beside the rest of the message.
pub trait Laden {
    /// The place of the text.
    fn large_text(&mut self) -> Option<&mut String>;
}

impl Laden for Ask {
    fn large_text(&mut self) -> Option<&mut String> {
        match self {
            Self::Show { text, .. } => Some(text),
            Self::Do { job, .. } => match job {
                Job::Page { design, .. } | Job::Pack(design) => Some(&mut design.text),
                Job::Unpack(text) | Job::Import { text, .. } | Job::Compare { texts: text, .. } => {
                    Some(text)
                }
                Job::Picture { .. } => None,
            },
            _ => None,
        }
    }
}

/// Names the content of a diagram or contract.
pub type FigureKey = u64;

/// Names a piece of work, so that its product finds who asked.
pub type RequestId = u32;

/// Work on whole designs, done by the renderer because the code for it is heavy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Make the self-contained page of a design.
    Page {
        /// The language of labels around the content.
        locale: Locale,
        /// The design.
        design: Stored,
    },
    /// Make a picture of a Mermaid source that stands alone: an SVG file, empty if it cannot be drawn.
    Picture {
        /// The source.
        source: String,
        /// How it is to look.
        look: Look,
    },
    /// Find how the contracts of two documents differ.
    Compare {
        /// Both texts, one after the other.
        texts: String,
        /// Where the second one begins.
        second: usize,
    },
    /// Pack a design for a link.
    Pack(Stored),
    /// Unpack what a link carries.
    Unpack(String),
    /// Read a file's text.
    Import {
        /// The text.
        text: String,
        /// A fresh design, for what the file does not say.
        blank: Stored,
    },
}

/// One of the two themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Dark on white.
    Light,
    /// Light on black.
    Dark,
}

/// What a [`Job`] makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// A page, a picture or a payload.
    Text(String),
    /// A design, or why it is none.
    Design(Result<Stored, ShareError>),
}

/// From the renderer to the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The renderer is loaded and listens. Every other answer answers one ask, in their order.
    Ready,
    /// An ask that changes nothing, such as one about a view that is not held.
    Nothing,
    /// What changed in a view.
    Patch {
        /// The document's view.
        view: ViewId,
        /// The change.
        patch: Patch,
        /// The outline, when it changed since the last patch.
        outline: Option<Outline>,
    },
    /// What an opened element holds.
    Opened {
        /// The document's view.
        view: ViewId,
        /// The element's id.
        element: String,
        /// What its last child is to hold.
        html: SafeHtml,
    },
    /// The product of a job.
    Done {
        /// The number of the request.
        request: RequestId,
        /// What was made.
        product: Product,
    },
}

impl Laden for Answer {
    fn large_text(&mut self) -> Option<&mut String> {
        match self {
            Self::Done { product, .. } => match product {
                Product::Text(text) => Some(text),
                Product::Design(design) => design.as_mut().ok().map(|design| &mut design.text),
            },
            _ => None,
        }
    }
}

/// The change from the last state of a rendered document to its next.
///
/// Apply `updates` and `grown` first, then drop every block from index `keep` on and append `blocks`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Patch {
    /// Earlier blocks that changed because a definition arrived (index, new HTML).
    pub updates: Vec<(usize, SafeHtml)>,
    /// A listing among the kept blocks that grew at its end.
    pub grown: Option<Grown>,
    /// Figures that wait for [`Ask::Draw`], in order, each named once.
    pub due: Vec<FigureKey>,
    /// How many of the shown blocks stay as they are.
    pub keep: usize,
    /// The blocks from index `keep` on.
    pub blocks: Vec<Block>,
    /// All headings, when they changed since the last patch. The page gets an [`Outline`] instead.
    #[serde(skip)]
    pub headings: Option<Vec<Heading>>,
    /// All findings, when they changed since the last patch.
    pub problems: Option<Vec<Finding>>,
    /// What the document contains beside prose, when it changed since the last patch. Goes into the
    /// [`Outline`] as well.
    #[serde(skip)]
    pub contents: Option<Contents>,
}

/// The growth of a block that is one code block: its `code` element has an element for each line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grown {
    /// The block's index.
    pub block: usize,
    /// How many lines stay as they are; the others go.
    pub keep: usize,
    /// The lines that follow them.
    pub lines: SafeHtml,
}

/// A top-level block of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The element id, unique in the document and stable while text is appended.
    pub id: String,
    /// The block's HTML.
    pub html: SafeHtml,
    /// Set when the block is a second-level heading: it opens this section.
    pub section: Option<String>,
}

/// A problem in the words of the view's language: the page shows it and needs to know no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The stable code, for `data-code`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// The 1-based line of the document that it concerns, where known.
    pub line: Option<u32>,
    /// The id of the block element that shows it, for jumping there.
    pub block: Option<String>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What the reader can do about it.
    pub hint: String,
}

/// A heading of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The text without markup.
    pub text: String,
    /// The element id to jump to.
    pub id: String,
}

/// Counts of what the document contains beside prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents {
    /// Mermaid diagrams that draw.
    pub diagrams: u32,
    /// Mermaid diagrams that do not.
    pub broken_diagrams: u32,
    /// Contracts that preview.
    pub contracts: u32,
    /// Operations in them.
    pub operations: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_text_of_a_message_is_found() {
        let stored = || Stored {
            record: "{}".into(),
            text: "text".into(),
        };
        let job = |job| Ask::Do { request: 1, job };
        let answer = |product| Answer::Done {
            request: 1,
            product,
        };
        let locale = Locale::En;
        for mut ask in [
            Ask::Show {
                view: 1,
                locale,
                persona: locale,
                deliverables: None,
                text: "text".into(),
                streaming: false,
                prefix: String::new(),
            },
            job(Job::Page {
                locale,
                design: stored(),
            }),
            job(Job::Pack(stored())),
            job(Job::Unpack("text".into())),
            job(Job::Import {
                text: "text".into(),
                blank: stored(),
            }),
        ] {
            assert_eq!(
                ask.large_text().map(std::mem::take).as_deref(),
                Some("text")
            );
        }
        for mut told in [
            answer(Product::Text("text".into())),
            answer(Product::Design(Ok(stored()))),
        ] {
            assert_eq!(
                told.large_text().map(std::mem::take).as_deref(),
                Some("text")
            );
        }
        assert_eq!(Answer::Ready.large_text(), None);
        assert_eq!(
            answer(Product::Design(Err(ShareError::Foreign))).large_text(),
            None
        );
    }
}
