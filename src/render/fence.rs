//! Fences to figures: diagrams, contracts, and code. They are remembered here, so that nothing is drawn
//! twice; how a figure looks is in `frame`, and drawing and previewing happen elsewhere.

mod frame;

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::Range,
    rc::Rc,
    sync::Arc,
};

use maud::Markup;

use super::{
    contract::{self, Large},
    diagram, escape,
    markdown::Surface,
};
use crate::domain::{
    locale::Locale,
    preview::{Contents, FigureKey},
    problem::ProblemKind,
};
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
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// The HTML.
    pub html: String,
    /// Findings with their 1-based line within the fence; 0 where unknown.
    pub problems: Vec<(u32, ProblemKind)>,
    /// What it adds to the document's contents.
    pub contents: Contents,
    /// Its key, if it is more than code.
    pub key: Option<FigureKey>,
    /// Whether it still waits to be drawn.
    pub waits: bool,
    /// Of a fence that still grows: its listing line by line, and where in the HTML that stands.
    pub lines: Vec<String>,
    /// See `lines`.
    pub listing: Range<usize>,
    /// Where in the HTML the drawing of a diagram stands; empty where one would stand.
    pub drawing: Range<usize>,
    /// What draws the parts that are drawn when they are opened.
    pub large: Option<Arc<Large>>,
    /// Whether its source is shown when it is opened.
    pub long: bool,
}

/// The figures of one document that took work to make.
///
/// What was drawn is remembered by content, not by place: moved text is not drawn again. In the worker
/// drawing is put off: a fence first gets a frame that waits, is named among the due figures, and is drawn
/// when it is asked for, one at a time. So text never waits for drawings, and whoever watches the worker
/// knows which figure it was at when it hung.
#[derive(Debug, Default)]
pub struct Fences {
    pace: Pace,
    avoided: Rc<HashSet<FigureKey>>,
    figures: HashMap<FigureKey, Remembered>,
    waiting: HashMap<FigureKey, Content>,
    /// Those among the waiting that nobody was told of yet, in order.
    due: Vec<FigureKey>,
    /// The figures that stood at their places before an edit, by the fence's id.
    before: HashMap<String, FigureKey>,
}

/// When figures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// As soon as their fence is closed.
    #[default]
    AtOnce,
    /// When [`Fences::draw`] asks for them.
    WhenAsked,
}

/// What a figure depends on beside the document's language and surface.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Content {
    info: String,
    source: String,
}

#[derive(Debug)]
struct Remembered {
    content: Content,
    figure: Figure,
    /// What stands for the fence's id in the figure.
    token: String,
    used: bool,
}

impl Content {
    /// Names the content in messages; the same in every worker of one build.
    fn key(&self) -> FigureKey {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// A word to stand for the id: one that the source does not contain.
    fn token(&self) -> String {
        let tokens = (0_u32..).map(|number| format!("figure{number}id"));
        let mut free = tokens.filter(|token| !self.source.contains(token.as_str()));
        free.next().unwrap_or_default()
    }
}

impl Remembered {
    fn of(content: Content, locale: Locale, surface: Surface) -> Self {
        let token = content.token();
        let fence = Fence {
            info: Some(&content.info),
            source: &content.source,
            id: &token,
            open: false,
        };
        let frame = Frame {
            fence: &fence,
            locale,
            surface,
        };
        let figure = frame.drawn(&content.info).unwrap_or_else(|| frame.code());
        Self {
            content,
            figure,
            token,
            used: true,
        }
    }

    fn long_source(&self, (locale, surface): (Locale, Surface)) -> Markup {
        let fence = Fence {
            info: Some(&self.content.info),
            source: &self.content.source,
            id: &self.token,
            open: false,
        };
        let frame = Frame {
            fence: &fence,
            locale,
            surface,
        };
        frame.long_source()
    }

    /// The figure under a fence's id.
    fn named(&self, key: FigureKey, id: &str) -> Figure {
        Figure {
            html: self.figure.html.replace(&self.token, id),
            problems: self.figure.problems.clone(),
            contents: self.figure.contents,
            key: Some(key),
            ..Figure::default()
        }
    }

    /// The figure, with a drawing put where it has none.
    fn named_around(&self, key: FigureKey, id: &str, drawing: &str) -> Figure {
        let (before, after) = self.figure.html.split_at(self.figure.drawing.start);
        let named = |part: &str| part.replace(&self.token, id);
        Figure {
            html: [&named(before), drawing, &named(after)].concat(),
            ..self.named(key, id)
        }
    }

    /// The drawing alone under a fence's id, if there is one.
    fn drawing(&self, id: &str) -> Option<String> {
        let drawing = self.figure.html.get(self.figure.drawing.clone())?;
        (!drawing.is_empty()).then(|| drawing.replace(&self.token, id))
    }
}

impl Fences {
    /// No figures yet. The avoided ones will never be drawn.
    #[must_use]
    pub fn new(pace: Pace, avoided: Rc<HashSet<FigureKey>>) -> Self {
        Self {
            pace,
            avoided,
            ..Self::default()
        }
    }

    /// The figure of a fence, remembered if it is a diagram or a contract.
    pub fn figure(&mut self, fence: &Fence<'_>, locale: Locale, surface: Surface) -> Figure {
        let frame = Frame {
            fence,
            locale,
            surface,
        };
        let Some(info) = fence.info else {
            return frame.code();
        };
        if fence.open {
            return frame.pending(info);
        }
        let Some(kind) = Kind::of(info, fence.source) else {
            return frame.code();
        };
        let content = Content {
            info: info.to_owned(),
            source: fence.source.to_owned(),
        };
        let key = content.key();
        if self.avoided.contains(&key) {
            return frame.given_up(kind);
        }
        if self.pace == Pace::AtOnce && !self.figures.contains_key(&key) {
            let remembered = Remembered::of(content.clone(), locale, surface);
            self.figures.insert(key, remembered);
        }
        match self.figures.get_mut(&key) {
            Some(remembered) if remembered.content == content => {
                remembered.used = true;
                self.remembered(key, fence.id, locale)
            }
            // Another content with the same key, which only malice makes.
            Some(_) => frame.code(),
            None => {
                if self.waiting.insert(key, content).is_none() {
                    self.due.push(key);
                }
                let last = self.last_drawing(fence.id);
                Figure {
                    key: Some(key),
                    waits: true,
                    ..frame.waiting(kind, last.as_deref())
                }
            }
        }
    }

    /// A remembered figure. One that an edit broke keeps the drawing that stood at its place.
    fn remembered(&self, key: FigureKey, id: &str, locale: Locale) -> Figure {
        let Some(remembered) = self.figures.get(&key) else {
            return Figure::default();
        };
        let broken = remembered.figure.contents.broken_diagrams > 0;
        match self.last_drawing(id).filter(|_| broken) {
            Some(drawing) => {
                remembered.named_around(key, id, &frame::last_drawing(&drawing, locale))
            }
            None => remembered.named(key, id),
        }
    }

    fn last_drawing(&self, id: &str) -> Option<String> {
        self.figures.get(self.before.get(id)?)?.drawing(id)
    }

    /// Draws a figure that waits, for [`Self::figure`] to find; `false` if none of that key does.
    pub fn draw(&mut self, key: FigureKey, locale: Locale, surface: Surface) -> bool {
        let Some(content) = self.waiting.remove(&key) else {
            return false;
        };
        let remembered = Remembered::of(content, locale, surface);
        self.figures.insert(key, remembered);
        true
    }

    /// The waiting figures that were not named before, in order.
    pub fn take_due(&mut self) -> Vec<FigureKey> {
        std::mem::take(&mut self.due)
    }

    /// What a disclosure element of a figure holds, if it is filled when it is opened. `element` is its id,
    /// `id` the fence's.
    pub fn open(
        &self,
        (id, key): (&str, FigureKey),
        element: &str,
        setting: (Locale, Surface),
    ) -> Option<String> {
        let remembered = self.figures.get(&key)?;
        let part = element.strip_prefix(id)?.strip_prefix('-')?;
        let token = &remembered.token;
        let markup = if part == "source" && remembered.figure.long {
            remembered.long_source(setting)
        } else {
            let large = remembered.figure.large.as_ref()?;
            large.open(&format!("{token}-{part}"))?
        };
        let html = markup.into_string();
        Some(escape::visible(&html).replace(token, id))
    }

    /// Starts watching which figures are used, for an edited text. `before` are the figures that stand at
    /// the same places in it, by the fences' ids.
    pub fn begin(&mut self, before: HashMap<String, FigureKey>) {
        for remembered in self.figures.values_mut() {
            remembered.used = false;
        }
        self.before = before;
        self.waiting.clear();
        self.due.clear();
    }

    /// Forgets the figures that were not used since [`Self::begin`] and stood nowhere before it.
    pub fn forget_unused(&mut self) {
        let before: HashSet<FigureKey> = self.before.values().copied().collect();
        self.figures
            .retain(|key, remembered| remembered.used || before.contains(key));
    }
}

/// What a fence is, if it is more than code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A Mermaid diagram.
    Diagram,
    /// A contract, by the name of its kind.
    Contract(&'static str),
}

impl Kind {
    /// By a look that costs little; what is no contract after all will be shown as code.
    fn of(info: &str, source: &str) -> Option<Self> {
        if diagram::is_diagram(info, source) {
            return Some(Self::Diagram);
        }
        contract::kind(info, source).map(Self::Contract)
    }
}

#[cfg(test)]
#[path = "fence/fence_tests.rs"]
mod tests;
