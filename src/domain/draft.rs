//! What is being written before it is a design: the brief, what it replaced, the questions about it.
//!
//! A draft survives the page. This file must not know where it is kept.

use super::{brief::Brief, questions::Round};

/// So many earlier briefs are kept to be brought back.
const EARLIER: usize = 10;

/// A brief in the making.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The brief as it is.
    pub brief: Brief,
    /// What it replaced, the latest last.
    pub earlier: Vec<Brief>,
    /// Text that was pasted and not yet added.
    pub pasted: String,
    /// The questions about it.
    pub asking: Asking,
    /// The design that was begun last, and with what: it need not have reached the disk.
    pub begun: Option<OfDesign>,
    /// The brief of a design that is there, while it is changed.
    pub edited: Option<OfDesign>,
}

/// The brief of a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfDesign {
    /// The design.
    pub design: String,
    /// Its brief.
    pub brief: Brief,
}

/// How far the questions before a design are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Asking {
    /// Nobody asked for any.
    #[default]
    Idle,
    /// The model is being asked.
    Running,
    /// There are questions.
    Ready(Round),
    /// The model has nothing to ask.
    Nothing,
    /// It answered with something else, which is shown.
    Unusable(String),
    /// It could not be asked, and why.
    Failed(String),
}

impl Draft {
    /// Whether there is nothing to write a design from.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        self.brief.is_empty() && self.pasted.trim().is_empty()
    }

    /// Whether there is nothing worth keeping.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    /// Puts another brief in the place of this one, which can be brought back.
    pub fn replace(&mut self, brief: Brief) {
        let before = std::mem::replace(&mut self.brief, brief);
        self.keep(before);
    }

    /// Brings the brief back that was replaced last. What is there now takes its turn behind the others, so
    /// that nothing is lost by going through them.
    pub fn bring_back(&mut self) {
        if let Some(brief) = self.earlier.pop() {
            let now = std::mem::replace(&mut self.brief, brief);
            if !now.is_plain() || !now.is_empty() {
                self.earlier.insert(0, now);
            }
        }
    }

    /// Another tab keeps its draft in the same place: its brief can be brought back here. `last` is what
    /// was heard of it before, which this replaces.
    pub fn hear(&mut self, theirs: Brief, last: Option<&Brief>) {
        self.earlier.retain(|known| Some(known) != last);
        if theirs != self.brief {
            self.keep(theirs);
        }
    }

    fn keep(&mut self, brief: Brief) {
        if brief.is_plain() && brief.is_empty() {
            return;
        }
        self.earlier.retain(|known| *known != brief);
        self.earlier.push(brief);
        if self.earlier.len() > EARLIER {
            self.earlier.remove(0);
        }
    }

    /// The design `id` begins with this brief, which makes room for the next one.
    pub fn begin(&mut self, id: String) -> Brief {
        let brief = std::mem::take(&mut self.brief);
        self.asking = Asking::Idle;
        // Until the design is on the disk, the only copy that survives the page is this one.
        self.begun = Some(OfDesign {
            design: id,
            brief: brief.clone(),
        });
        brief.tidied()
    }

    /// What a stored draft means in a new visit. `is_kept`: whether the design that it began is there.
    #[must_use]
    pub fn resumed(mut self, is_kept: bool) -> Self {
        if self.asking == Asking::Running {
            self.asking = Asking::Idle;
        }
        // Begun and lost: the brief comes back. Begun and kept: the design has it.
        if let Some(begun) = self.begun.take().filter(|_| !is_kept) {
            if self.brief.is_empty() {
                self.brief = begun.brief;
            } else {
                self.keep(begun.brief);
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft {
            brief: text.into(),
            ..Draft::default()
        }
    }

    #[test]
    fn what_is_replaced_can_be_brought_back() {
        let mut it = draft("one");
        it.replace("two".into());
        it.replace(Brief::default());
        assert_eq!(it.earlier, ["one".into(), "two".into()]);
        it.bring_back();
        assert_eq!((&it.brief, it.earlier.len()), (&"two".into(), 1));
        it.bring_back();
        assert_eq!(it.brief, "one".into());
        it.bring_back();
        assert_eq!(it.brief, "two".into());
        for at in 0..30 {
            it.replace(at.to_string().as_str().into());
        }
        assert_eq!(it.earlier.len(), EARLIER);
        let mut none = Draft::default();
        none.bring_back();
        assert!(none.is_blank());
    }

    #[test]
    fn a_begun_brief_is_kept_until_its_design_is() {
        let mut it = draft("one");
        it.asking = Asking::Nothing;
        assert_eq!(it.begin("d-1".into()), "one".into());
        assert!(it.brief.is_empty() && it.asking == Asking::Idle);
        assert!(it.clone().resumed(true).is_blank());
        assert_eq!(it.clone().resumed(false), draft("one"));
        // The next one was begun to be written meanwhile.
        it.brief = "two".into();
        let lost = it.clone().resumed(false);
        assert_eq!(
            (lost.brief, lost.earlier),
            ("two".into(), vec!["one".into()])
        );
        assert_eq!(it.resumed(true), draft("two"));
    }

    #[test]
    fn another_tab_is_heard_once() {
        let mut it = draft("mine");
        it.replace("mine, too".into());
        it.hear("the".into(), None);
        it.hear("theirs".into(), Some(&"the".into()));
        it.hear("mine, too".into(), Some(&"theirs".into()));
        assert_eq!(it.earlier, ["mine".into()]);
        it.hear("theirs".into(), None);
        assert_eq!(it.earlier, ["mine".into(), "theirs".into()]);
        assert_eq!(it.brief, "mine, too".into());
    }

    #[test]
    fn a_question_under_way_ends_with_the_page() {
        let mut it = draft("one");
        it.asking = Asking::Running;
        assert_eq!(it.resumed(false), draft("one"));
    }
}
