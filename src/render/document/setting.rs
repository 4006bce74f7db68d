//! How a document is to be shown: what stays the same however often its text changes.

use std::{collections::HashSet, rc::Rc};

use crate::{
    domain::{locale::Locale, preview::FigureKey},
    render::{fence::Pace, markdown::Surface},
};

/// How a document is to be shown.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The language of labels.
    pub locale: Locale,
    /// Where the HTML will be shown.
    pub surface: Surface,
    /// When figures are drawn.
    pub pace: Pace,
    /// Figures that are never drawn.
    pub avoided: Rc<HashSet<FigureKey>>,
    /// What every id begins with, in a document that is shown beside another. It holds a capital, which no
    /// heading's id does.
    pub prefix: String,
}

impl Setting {
    /// Figures are drawn at once, and all of them.
    #[must_use]
    pub fn new(locale: Locale, surface: Surface) -> Self {
        Self {
            locale,
            surface,
            pace: Pace::AtOnce,
            avoided: Rc::default(),
            prefix: String::new(),
        }
    }
}
